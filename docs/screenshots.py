"""Takes the README's pictures from a fresh demo organisation, in a real Chromium.

`make screenshots` writes the few that the README shows; `python docs/screenshots.py --every DIR` takes every page of
members and of staff at 390 and 1280 px, light and dark, in both languages, for looking at.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

HERE = Path(__file__).parent
WIDTHS = {"phone": (390, 844), "desk": (1280, 860)}
SHOWN = ["today", "question", "answered", "article", "board", "statement", "learn"]  # in the README


# What an administrator opens in a fresh demo, whose organisation, branch, member, reward and entry these are.
STAFF = {
    "figures": "/figures/1", "figures-parts": "/figures/1/parts", "figures-types": "/figures/1/types",
    "figures-not-yet": "/figures/1/not-yet", "figures-guests": "/figures/1/guests",
    "organisation": "/desk/organisations/1", "members": "/desk/organisations/2/members", "add": "/desk/organisations/1/add",
    "change": "/desk/organisations/2/change", "columns": "/desk/organisations/1/columns", "roster": "/desk/organisations/1/roster",
    "tree": "/desk/organisations/1/tree",
    "headcounts": "/desk/organisations/2/headcounts", "invitations": "/desk/organisations/1/invitations",
    "joining": "/desk/organisations/1/joining", "settings": "/desk/organisations/1/settings",
    "outages": "/ledger/organisations/1/outages", "phones": "/desk/phones", "audit": "/desk/audit",
    "member": "/desk/members/4", "member-file": "/desk/members/4/file", "member-phone": "/desk/members/4/phone",
    "member-points": "/ledger/members/4", "entry-back": "/ledger/entries/5", "by-hand": "/ledger/", "digests": "/ledger/digests",
    "tariff": "/tariff/rules", "tariff-change": "/tariff/change?code=daily_quiz&code=topical_quiz", "additions": "/tariff/additions/1",
    "tariff-proposal": "/tariff/proposals/1",
    "shelf": "/desk/rewards", "shelf-reward": "/desk/rewards/1", "shelf-terms": "/desk/rewards/1/terms", "shelf-people": "/desk/rewards/5/people",
    "shelf-new": "/desk/rewards/new", "queue": "/desk/rewards/queue", "counter": "/desk/rewards/hand-over", "budget": "/desk/rewards/budget",
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def quizapp(home: str, *words: str) -> list[str]:
    os.environ.update(QUIZAPP_HOME=home, QUIZAPP_MODE="demo")
    return [sys.executable, "-m", "quizapp", *words]


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} did not answer")


def sign_in(page: Page, base: str, who: dict[str, str], language: str) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("[name=identifier]", who["name"])
    page.fill("[name=password]", who["password"])
    page.click("main button[type=submit]")
    page.wait_for_url(f"{base}/")
    if page.get_attribute("html", "lang") != language:
        page.click(f".language button[value='{language}']")
        page.wait_for_load_state()


def visits(page: Page, base: str):
    """Each page once, in an order that lets today's five show a question before and after its answer."""
    page.goto(f"{base}/")
    yield "today"
    for name, path in {"learn": "/learn", "module": "/learn/oracle-bones", "package": "/learn/packages/2026-11",
                       "article": "/read/oracle-bones-weather", "search": "/search?q=下雨",
                       "search-empty": "/search?q=量子计算机", "challenge": "/challenge", "board": "/boards?span=month",
                       "statement": "/points", "rules": "/rules", "me": "/me", "password": "/me/password", "devices": "/me/devices",
                       "past": "/quiz/past", "rewards": "/rewards", "redemptions": "/rewards/mine", "streak": "/points/streak", "nowhere": "/nowhere"}.items():  # fmt: skip
        page.goto(base + path)
        yield name
    yield from quiz(page, base)


def quiz(page: Page, base: str):
    page.goto(f"{base}/challenge")
    press(page, page.locator("main form button.button-primary, main a.button-primary").first)
    for number in range(1, 6):
        if number == 1:
            yield "question"
        answer(page)
        if number == 1:
            yield "answered"
        press(page, page.locator("main .foot .button-primary"))
    yield "result"


def press(page: Page, button: Locator) -> None:
    """Press a button or a link, and wait for the page it leads to."""
    with page.expect_navigation():
        button.click()


def answer(page: Page) -> None:
    """Answer what is asked, with whatever comes first."""
    for group in page.locator("input[type=radio], input[type=checkbox]").all()[:1]:
        group.check(force=True)
    for blank in page.locator("main input.blank").all():
        blank.fill("水")
    for place, select in enumerate(page.locator("main select:visible").all(), 1):
        select.select_option(str(place))
    press(page, page.locator("main .foot button.button-primary"))


def staff_visits(page: Page, base: str):
    """Each staff page once, as it is when nobody has done anything on it."""
    for name, path in STAFF.items():
        page.goto(base + path)
        yield f"staff-{name}"


def take_every(browser: Browser, base: str, people: list[dict[str, str]], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    chief = next(one for one in people if one["role"] == "administrator")
    looks = [(w, c, lang) for w in WIDTHS for c in ("light", "dark") for lang in ("zh-Hans", "en")]
    for number, (width, scheme, language) in enumerate(looks):
        who = people[number % len(people)]
        context = browser.new_context(
            viewport=dict(zip(("width", "height"), WIDTHS[width], strict=True)), color_scheme=scheme
        )
        page = context.new_page()
        page.goto(f"{base}/sign-in")
        page.screenshot(path=into / f"sign-in-{width}-{scheme}-{language}.png", full_page=True)
        sign_in(page, base, who, language)
        for name in visits(page, base):
            page.screenshot(path=into / f"{name}-{width}-{scheme}-{language}.png", full_page=True)
        context.clear_cookies()
        sign_in(page, base, chief, language)
        for name in staff_visits(page, base):
            page.screenshot(path=into / f"{name}-{width}-{scheme}-{language}.png", full_page=True)
        context.close()


def take_shown(browser: Browser, base: str, who: dict[str, str]) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=1.5)
    page = context.new_page()
    sign_in(page, base, who, "zh-Hans")
    (HERE / "pictures").mkdir(exist_ok=True)
    for name in visits(page, base):
        if name in SHOWN:
            page.screenshot(path=HERE / "pictures" / f"{name}.png")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(f"{base}/")
    page.screenshot(path=HERE / "pictures" / "today-desk.png")
    context.close()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--every", type=Path, help="take every page in every look into this folder")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(quizapp(home, "demo", "--no-serve"), check=True)
        people = json.loads((Path(home) / "demo-sign-ins.json").read_text("utf8"))
        port = free_port()
        server = subprocess.Popen(quizapp(home, "serve", "--port", str(port)))
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(f"{base}/sign-in")
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                if asked.every:
                    take_every(browser, base, people, asked.every)
                else:
                    take_shown(browser, base, people[0])
        finally:
            server.terminate()
            server.wait(timeout=15)


if __name__ == "__main__":
    main()
