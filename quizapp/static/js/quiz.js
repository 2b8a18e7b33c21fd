// What a quiz gains from script: an answer outlives a lost network, and things to order are moved by buttons.
// Every page works without it.

const PREFIX = "quiz:";
const KEEP_MS = 2 * 24 * 3600 * 1000;
const sheet = document.getElementById("sheet");
const saved = document.getElementById("saved");
const key = PREFIX + location.pathname;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(fields) {
  try {
    localStorage.setItem(key, JSON.stringify({ fields, since: Date.now() }));
  } catch {
    // A browser that keeps nothing still sends the answer; only the safety net is missing.
  }
}

function letGo() {
  localStorage.removeItem(key);
}

function dropStale() {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    try {
      if (Date.now() - JSON.parse(localStorage.getItem(name)).since > KEEP_MS) localStorage.removeItem(name);
    } catch {
      localStorage.removeItem(name);
    }
  }
}

// The answer alone, without the page's token against forgery: that one belongs to the page, not to the answer.
function fieldsOf(form) {
  return [...new FormData(form)].filter(([name]) => name !== "csrf_token");
}

function isComplete(form) {
  const fields = fieldsOf(form).filter(([name]) => name !== "n");
  return fields.length > 0 && fields.some(([, value]) => value.trim() !== "");
}

function tellUnsaved(since) {
  const time = new Date(since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  saved.textContent = saved.dataset.unsaved.replace("{time}", time);
  saved.classList.add("unsaved");
}

let sending = false;
let wait_ms = 1000;

async function send(byItself = false) {
  if (sending) return;
  sending = true;
  try {
    const response = await fetch(sheet.action, { method: "POST", body: new FormData(sheet), credentials: "same-origin" });
    if (response.status >= 500) throw new Error(String(response.status));
    settle(response, byItself);
  } catch {
    sending = false;
    tellUnsaved(kept()?.since ?? Date.now());
    setTimeout(() => send(byItself), wait_ms * (0.5 + Math.random()));
    wait_ms = Math.min(wait_ms * 2, 30000);
  }
}

function settle(response, byItself) {
  if (response.ok) {
    // Only the quiz's own page acknowledges; a page to sign in does not, and the answer stays kept.
    if (new URL(response.url).pathname === location.pathname) letGo();
    location.assign(response.url);
  } else if (response.status === 422) {
    letGo();
    sheet.submit(); // once more, as a page: it says what is missing
  } else if (byItself) {
    tellUnsaved(kept().since); // reloading did not help; the button is still there
    sending = false;
  } else {
    location.reload(); // signed out meanwhile: after signing in, this page comes back and sends what was kept
  }
}

function restore(fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of sheet.elements) {
    if (!values.has(control.name) || control.type === "hidden") continue;
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.get(control.name).includes(control.value);
    else control.value = values.get(control.name)[0];
  }
}

function watch() {
  sheet.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isComplete(sheet)) {
      saved.textContent = saved.dataset.incomplete;
      return;
    }
    keep(fieldsOf(sheet));
    send();
  });
  addEventListener("online", () => kept() && send());
  const waiting = kept();
  if (!waiting) return;
  // The server still asks what was answered here: the answer never arrived.
  if (Object.fromEntries(waiting.fields).n === sheet.elements.n.value) {
    restore(waiting.fields);
    tellUnsaved(waiting.since);
    send(true);
  } else letGo();
}

function number(list) {
  const items = [...list.children];
  items.forEach((item, index) => {
    item.querySelector("select").value = String(index + 1);
    const [up, down] = item.querySelectorAll("button");
    up.disabled = index === 0;
    down.disabled = index === items.length - 1;
  });
}

function mover(item, list, label, sign, go) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ordering-move";
  button.textContent = sign;
  button.setAttribute("aria-label", `${label}: ${item.querySelector("label").textContent}`);
  button.addEventListener("click", () => {
    go(item);
    number(list);
    (button.disabled ? item.querySelector("button:not(:disabled)") : button).focus();
  });
  return button;
}

function arrange(list) {
  const place = (item) => Number(item.querySelector("select").value) || list.children.length;
  [...list.children].sort((one, other) => place(one) - place(other)).forEach((item) => list.append(item));
}

function order(list) {
  arrange(list);
  for (const item of list.children) {
    const select = item.querySelector("select");
    const moves = document.createElement("span");
    moves.className = "ordering-moves";
    moves.append(
      mover(item, list, list.dataset.up, "↑", (item) => item.previousElementSibling?.before(item)),
      mover(item, list, list.dataset.down, "↓", (item) => item.nextElementSibling?.after(item)),
    );
    item.append(moves);
    // The select still carries the place that is sent; the buttons set it.
    select.classList.add("visually-hidden");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
  }
  document.querySelector(".no-script-only")?.remove();
  number(list);
}

function openTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

dropStale();
if (sheet) watch();
else if (saved) letGo();
const ordering = document.querySelector(".ordering");
if (ordering) order(ordering);
openTarget();
addEventListener("hashchange", openTarget);
