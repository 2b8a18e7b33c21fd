"""The demo's pictures of rewards: drawn here from a few shapes, in the colours of the house."""

from collections.abc import Callable
from io import BytesIO
from math import sin

from PIL import Image, ImageDraw

WIDE, HIGH, FINE = 960, 720, 2  # drawn twice as large, so that edges come out smooth
PAPER, INK, SEAL, GOLD, RIGHT, INFO = "#FBF8F3", "#20242A", "#B3261E", "#E0A93B", "#1B6E43", "#1F5F8B"
WHITE, SHADE = "#FFFFFF", "#00000022"
Box = tuple[float, float, float, float]


class Sheet:
    """A sheet to draw on, measured in the picture's own pixels."""

    def __init__(self, top: str, bottom: str) -> None:
        self.image = Image.new("RGB", (WIDE * FINE, HIGH * FINE), top)
        fade = Image.linear_gradient("L").resize(self.image.size)
        self.image.paste(Image.new("RGB", self.image.size, bottom), mask=fade)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def box(self, box: Box, fill: str, round_: float = 0) -> None:
        self.draw.rounded_rectangle([side * FINE for side in box], round_ * FINE, fill)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        box = (x - radius, y - radius, x + radius, y + radius)
        self.draw.ellipse([side * FINE for side in box], fill)

    def ring(self, box: Box, colour: str, width: float) -> None:
        self.draw.ellipse([side * FINE for side in box], outline=colour, width=int(width * FINE))

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill)

    def line(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        scaled = [(x * FINE, y * FINE) for x, y in points]
        self.draw.line(scaled, colour, int(width * FINE), joint="curve")

    def sent(self) -> bytes:
        kept = BytesIO()
        self.image.resize((WIDE, HIGH), Image.Resampling.LANCZOS).save(kept, "PNG")
        return kept.getvalue()


def star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """The ten corners of a star."""
    turns = [
        (0, -1),
        (0.225, -0.309),
        (0.951, -0.309),
        (0.363, 0.118),
        (0.588, 0.809),
        (0, 0.382),
        (-0.588, 0.809),
        (-0.363, 0.118),
        (-0.951, -0.309),
        (-0.225, -0.309),
    ]
    return [(x + radius * across, y + radius * down) for across, down in turns]


def cup() -> bytes:
    """An enamel cup with a star."""
    sheet = Sheet("#F7EBCF", "#F2DDB0")
    sheet.draw.ellipse([250 * FINE, 560 * FINE, 740 * FINE, 640 * FINE], SHADE)
    sheet.ring((590, 280, 770, 490), WHITE, 34)
    sheet.box((270, 190, 670, 600), WHITE, 46)
    sheet.box((262, 180, 678, 226), INFO, 20)
    sheet.box((270, 560, 670, 600), "#E4EFF7", 20)
    sheet.shape(star(470, 400, 96), SEAL)
    for x in (400, 480, 560):
        curl = [(x + 14 * sin(height / 16), 150 - height) for height in map(float, range(0, 101, 4))]
        sheet.line(curl, "#FFFFFFB0", 10)
    return sheet.sent()


def books() -> bytes:
    """Four books, one leaning."""
    sheet = Sheet("#E3F2E9", "#C9E4D4")
    sheet.box((150, 590, 810, 614), "#8B6B3E", 8)
    for left, top, width, colour in ((210, 210, 110, SEAL), (330, 160, 130, INFO), (470, 240, 96, RIGHT)):
        sheet.box((left, top, left + width, 590), colour, 10)
        sheet.box((left, top + 50, left + width, top + 64), GOLD)
        sheet.box((left, top + 300, left + width, top + 314), GOLD)
        sheet.box((left + width / 2 - 16, top + 100, left + width / 2 + 16, top + 240), PAPER, 6)
    sheet.shape([(590, 590), (700, 590), (790, 220), (684, 194)], GOLD)
    sheet.shape([(606, 522), (716, 522), (722, 496), (612, 496)], PAPER)
    return sheet.sent()


def ticket() -> bytes:
    """A theatre ticket before a curtain."""
    sheet = Sheet("#8E1D17", "#B3261E")
    for left in range(0, WIDE, 120):
        sheet.box((left, 0, left + 60, HIGH), "#00000018")
    sheet.box((170, 240, 790, 500), PAPER, 22)
    for y in (240, 500):
        sheet.disc(610, y, 22, "#A4221B")
    for y in range(276, 480, 26):
        sheet.box((606, y, 614, y + 12), "#C9BFAF")
    sheet.shape(star(700, 370, 56), GOLD)
    sheet.box((220, 300, 500, 332), INK, 8)
    sheet.box((220, 360, 430, 380), "#A9A49B", 8)
    sheet.box((220, 404, 470, 424), "#A9A49B", 8)
    return sheet.sent()


def trip() -> bytes:
    """A bus on its way along the hills."""
    sheet = Sheet("#CFE6F5", "#F7EBCF")
    sheet.disc(760, 150, 66, GOLD)
    sheet.shape([(0, 470), (210, 230), (430, 470)], "#6FA88A")
    sheet.shape([(260, 470), (540, 180), (860, 470)], "#4E8E6E")
    sheet.shape([(620, 470), (830, 290), (960, 420), (960, 470)], "#6FA88A")
    sheet.box((0, 470, WIDE, HIGH), "#8FBF8A")
    sheet.box((0, 560, WIDE, 650), "#5B616B")
    for left in range(30, WIDE, 150):
        sheet.box((left, 600, left + 80, 610), PAPER)
    sheet.box((240, 380, 720, 590), SEAL, 34)
    for left in (275, 375, 475):
        sheet.box((left, 415, left + 80, 490), "#E4EFF7", 12)
    sheet.box((590, 415, 690, 560), "#E4EFF7", 12)
    for x in (350, 610):
        sheet.disc(x, 592, 44, INK)
        sheet.disc(x, 592, 18, PAPER)
    return sheet.sent()


def voucher() -> bytes:
    """A book shop's card with a bow."""
    sheet = Sheet("#E4EFF7", "#BFD8EA")
    sheet.draw.rounded_rectangle([side * FINE for side in (210, 234, 770, 534)], 36 * FINE, SHADE)
    sheet.box((200, 220, 760, 520), INFO, 36)
    sheet.box((420, 220, 470, 520), GOLD)
    sheet.box((200, 345, 760, 395), GOLD)
    sheet.shape([(445, 370), (330, 280), (310, 400)], "#F0BE5A")
    sheet.shape([(445, 370), (560, 280), (580, 400)], "#F0BE5A")
    sheet.disc(445, 370, 34, "#C98F22")
    sheet.box((520, 440, 720, 460), "#FFFFFFB0", 8)
    sheet.box((520, 476, 650, 492), "#FFFFFF80", 8)
    return sheet.sent()


DRAWINGS: dict[str, Callable[[], bytes]] = {
    "cup": cup,
    "books": books,
    "ticket": ticket,
    "trip": trip,
    "voucher": voucher,
}
