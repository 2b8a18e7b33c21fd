"""What a machine can see of a page: what axe finds grave, and whether it can be pushed sideways."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE_PX = 390
# What breaks a rule seriously or critically, as "rule: element".
_GRAVE = """async options => {
  const found = await axe.run({ resultTypes: ["violations"], ...options });
  const grave = found.violations.filter((it) => it.impact === "serious" || it.impact === "critical");
  return grave.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.html}`));
}"""
_STICKING_OUT = """({ phone, root }) => {
  const html = document.documentElement;
  html.style.fontSize = root;
  const all = html.scrollWidth > phone ? [...document.body.querySelectorAll("*")] : [];
  const out = all.filter((it) => it.getBoundingClientRect().right > phone);
  html.style.fontSize = "";
  return out.map((it) => `${it.tagName} ${it.className}`);
}"""


def grave_in_light_and_dark(page: Page) -> list[str]:
    """What axe finds serious or critical. Only colours can differ in the dark, so only they are looked at twice."""
    page.emulate_media(color_scheme="light")
    page.evaluate(Axe().axe_script)
    in_light = page.evaluate(_GRAVE, {})
    page.emulate_media(color_scheme="dark")
    return in_light + page.evaluate(_GRAVE, {"runOnly": ["color-contrast", "link-in-text-block"]})


def sticking_out(page: Page, *, root: str = "") -> list[str]:
    """The elements that make the page wider than the phone, with type as it is or with the root's size given."""
    return page.evaluate(_STICKING_OUT, {"phone": PHONE_PX, "root": root})
