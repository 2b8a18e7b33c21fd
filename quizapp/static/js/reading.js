// Says every 15 seconds that an article is being read, while it is: visible, focused, and touched in the last minute.
// The server counts by its own clock; this only tells that someone is there, and shows what was paid.

const EVERY_MS = 15_000;
const AWAKE_MS = 60_000;

const article = document.getElementById("reading");
const form = document.getElementById("reading-finished");
const told = document.getElementById("reading-told");
const bar = document.getElementById("read-so-far");
const text = article.querySelector(".prose");

let touchedAt = performance.now();
let reachedEnd = false;
let timer = 0;

function beingRead() {
  return document.visibilityState === "visible" && document.hasFocus() && performance.now() - touchedAt < AWAKE_MS;
}

function showHowFar() {
  const box = text.getBoundingClientRect();
  const seen = Math.min(Math.max((innerHeight - box.top) / box.height, 0), 1);
  bar.max = 1;
  bar.value = Math.max(bar.dataset.seen ?? 0, seen);
  bar.dataset.seen = bar.value;
}

function show(answer) {
  const chip = document.createElement("span");
  chip.className = answer.points > 0 ? "chip chip-gold" : "chip chip-right";
  chip.textContent = answer.said;
  told.replaceChildren(chip);
}

async function beat() {
  if (!beingRead()) return;
  let response;
  try {
    response = await fetch(article.dataset.beat, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": form.elements.csrf_token.value,
      },
      body: JSON.stringify({ end: reachedEnd }),
    });
  } catch {
    return; // no network just now: the next beat tries again
  }
  if (response.status === 200) show(await response.json());
  else if (response.status !== 204 && response.status < 500) stop();
}

// Signed out, or the article was withdrawn: the form still works, and says what is wrong.
function stop() {
  clearInterval(timer);
  form.hidden = false;
}

function touched() {
  touchedAt = performance.now();
}

const last = text.lastElementChild;
if (last) {
  new IntersectionObserver((entries, watching) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    reachedEnd = true;
    watching.disconnect();
  }).observe(last);
}

for (const sign of ["scroll", "pointerdown", "pointermove", "keydown", "touchstart"]) {
  addEventListener(sign, touched, { passive: true });
}
addEventListener("scroll", showHowFar, { passive: true });
addEventListener("focus", beat);
document.addEventListener("visibilitychange", beat);

form.hidden = true;
showHowFar();
beat();
timer = setInterval(beat, EVERY_MS);
