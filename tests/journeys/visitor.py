"""Someone at a browser's window: where they go, what they press, and what must never happen to them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.cast import PASSWORD
from tests.journeys.answers import answer_to_next
from tests.journeys.hands import Finger, Hand

in_both_languages = pytest.mark.parametrize("language", ["zh-Hans", "en"])
# Flask-Compress leaves it to the collector to close the scripts that it sends.
leaves_files_open = pytest.mark.filterwarnings("ignore:.*/static/js/:pytest.PytestUnraisableExceptionWarning")
NOWHERE = "/nowhere"


class Visitor:
    """A member with a window of their own; all that goes wrong in it is in `troubles`."""

    def __init__(self, context: BrowserContext, base: str, hand: Hand | None = None) -> None:
        self.context, self.base, self.hand = context, base, hand or Finger()
        self.asked_for: list[str] = []
        self.complaints: list[str] = []
        self._foreseen: list[str] = []
        context.on("request", lambda request: self.asked_for.append(request.url))
        context.on("console", lambda said: self._note(said.type, said.text, said.location["url"]))
        context.on("weberror", lambda broken: self._note("error", str(broken.error), broken.page.url))
        self.page: Page = context.new_page()

    def _note(self, kind: str, words: str, where: str) -> None:
        if kind == "error":
            self.complaints.append(f"{words} ({where})")

    @property
    def troubles(self) -> list[str]:
        """What the console complained of, blocked things among it, and what was fetched from elsewhere."""
        elsewhere = [url for url in self.asked_for if not url.startswith(f"{self.base}/")]
        told = elsewhere + self.complaints
        return [words for words in told if not any(part in words for part in self._foreseen)]

    def foresee(self, part: str) -> None:
        """A trouble with this in it, such as a path, is meant to be."""
        self._foreseen.append(part)

    def see(self, selector: str) -> Locator:
        """What the selector finds, once it is there to be seen."""
        expect(self.page.locator(selector).first).to_be_visible()
        return self.page.locator(selector)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, selector: str) -> None:
        self.hand.press(self.page.locator(selector).first)

    def new_tab(self) -> None:
        """Close the tab, and open another of the same browser."""
        self.page.close()
        self.page = self.context.new_page()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)

    def speak(self, language: str) -> None:
        """Turn the pages to the language by the switch at their top, where they are not in it already."""
        if self.page.locator("html").get_attribute("lang") != language:
            self.press(f".language button[value={language}]")
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def sign_in(self, language: str = "zh-Hans", name: str = "sunwei") -> None:
        self.open("/sign-in")
        self.speak(language)
        self.page.fill("[name=identifier]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main form button")
        expect(self.page).to_have_url(f"{self.base}/")

    def prefer(self, *choices: str) -> None:
        """Tick choices of the Me tab, such as `[name=content_language][value=en]`, and save them."""
        self.open("/me")
        for choice in choices:
            self.page.check(f".card {choice}")
        self.press("form[action='/me/preferences'] .button-primary")
        self.see(".flash-success")

    def start_five(self) -> None:
        self.press("main form[action='/quiz/daily'] button")
        self.see("#sheet")

    def answer(self, *, right: bool = True) -> None:
        """Answer what is asked, and see what became of it."""
        self.give(right=right)
        self.see(".outcome")

    def give(self, *, right: bool = True) -> None:
        self.see("#sheet")
        handle = self.path.split("/")[2].split("?")[0]
        self.hand.fill(self.page, answer_to_next(handle, right=right))
        self.press("#sheet button[type=submit]")

    def go_on(self) -> None:
        """From an answered question to the next, or to the result."""
        before = self.page.url
        self.press("main .foot a")
        expect(self.page).not_to_have_url(before)

    def answer_five(self) -> None:
        for _ in range(5):
            self.answer()
            self.go_on()
        self.see(".result-figure")


BEFORE = {
    "today": "/",
    "learn": "/learn",
    "module": "/learn/oracle-bones",
    "package": "/learn/packages/2026-11",
    "article": "/read/oracle-bones-weather",
    "me": "/me",
    "password": "/me/password",
    "devices": "/me/devices",
    "phone": "/me/phone",
    "data": "/me/data",
    "no notices": "/notices",
    "search with hits": "/search?q=下雨",
    "search without": "/search?q=量子计算机",
    "nothing past": "/quiz/past",
    "no rewards": "/rewards",
    "nothing redeemed": "/rewards/mine",
    "error": NOWHERE,
    "challenge": "/challenge",
}
AFTER = {
    "today, done": "/",
    "challenge, done": "/challenge",
    "past": "/quiz/past",
    "board": "/boards?span=day",
    "statement": "/points",
    "rules": "/rules",
    "streak": "/points/streak",
}
# Pages whose addresses only their links know: where the link stands, and what it looks like.
LINKED = {
    "entry": ("/points", ".line-more[href^='/points/']"),
    "board above": ("/boards", ".segments a[href^='/boards/']:not([href*='/improved']):not([href*='/why'])"),
    "why this place": ("/boards", ".segments a[href*='/why']"),
    "improved": ("/boards", ".segments a[href*='/improved']"),
}


def walk(visitor: Visitor, language: str, *choices: str) -> Iterator[str]:
    """Every page there is, one after another: gives the name of the page that is open.

    Needs today's five to be one of each kind; some are answered wrongly, to see how that looks.
    """
    visitor.foresee(NOWHERE)
    visitor.open("/sign-in")
    yield "sign-in"
    visitor.sign_in(language)
    visitor.prefer(f"[name=content_language][value={language}]", *choices)
    for name, path in BEFORE.items():
        visitor.open(path)
        yield name
    visitor.start_five()
    for number in range(1, 6):
        yield f"question {number}"
        visitor.answer(right=number % 2 == 0)
        yield f"answered {number}"
        visitor.go_on()
    yield "result"
    for name, path in AFTER.items():
        visitor.open(path)
        yield name
    for name, (path, link) in LINKED.items():
        visitor.open(path)
        visitor.open(visitor.page.locator(link).first.get_attribute("href") or "")
        yield name
