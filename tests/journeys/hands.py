"""How a question is answered on its page: by finger, by finger where scripts are off, or by keyboard alone."""

from playwright.sync_api import Locator, Page

from quizapp.demo.answering import Fields

FARTHEST = 80  # nobody presses Tab more often than this to get anywhere


class Hand:
    """Fills in a form's fields as `answer_to_next` tells them; the ways to touch a control differ."""

    def fill(self, page: Page, fields: Fields) -> None:
        for name, values in fields.items():
            if name == "answer":
                self.choose(page, values)
            elif name.startswith("answer-"):
                self.write(page.locator(f"[name='{name}']"), values[0])
        places = [(values[0], name) for name, values in fields.items() if name.startswith("place-")]
        for place, name in sorted(places):
            select = page.locator(f"[name='{name}']")
            self.put(page.locator(".ordering-item", has=select), select, place)

    def put(self, item: Locator, select: Locator, place: str) -> None:
        """Move a thing up to its place; those before it stand already."""
        while select.input_value() != place:
            self.press(item.get_by_role("button").first)

    def choose(self, page: Page, values: list[str]) -> None:
        raise NotImplementedError

    def write(self, blank: Locator, words: str) -> None:
        raise NotImplementedError

    def press(self, button: Locator) -> None:
        raise NotImplementedError


class Finger(Hand):
    def choose(self, page: Page, values: list[str]) -> None:
        for value in values:
            page.locator(f"[name=answer][value='{value}']").click()

    def write(self, blank: Locator, words: str) -> None:
        blank.click()
        blank.press_sequentially(words)

    def press(self, button: Locator) -> None:
        button.click()


class WithoutScript(Finger):
    """Where nothing moves by itself, things to order are given their places."""

    def put(self, item: Locator, select: Locator, place: str) -> None:
        select.select_option(place)


class Keyboard(Hand):
    def choose(self, page: Page, values: list[str]) -> None:
        if page.locator("[name=answer]").first.get_attribute("type") == "checkbox":
            for value in values:
                self.press(page.locator(f"[name=answer][value='{value}']"), "Space")
            return
        self.press(page.locator("[name=answer]").first, "Space")
        while not page.locator(f"[name=answer][value='{values[0]}']").is_checked():
            page.keyboard.press("ArrowDown")

    def write(self, blank: Locator, words: str) -> None:
        self.go_to(blank)
        blank.page.keyboard.type(words)

    def press(self, button: Locator, key: str = "Enter") -> None:
        self.go_to(button)
        button.page.keyboard.press(key)

    def go_to(self, control: Locator) -> None:
        """Press Tab until the control has the focus, and see that it shows it."""
        for _ in range(FARTHEST):
            if control.evaluate("it => it === document.activeElement"):
                return
            control.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {control}")
