"""Marking what was found in the text as it was written, and cutting the best stretch out of a long one."""

from collections.abc import Iterator, Sequence

from quizapp.kernel.text import fold_in_place
from quizapp.search.answers import Segments
from quizapp.search.asking import Need
from quizapp.search.words import RUN, numbers

LEAD = 24  # signs before the first mark, unless a sentence begins nearer
ENDS = "。！？；.!?;\n"

Mark = tuple[int, int]


def marked(text: str, needs: Sequence[Need]) -> Segments:
    """The whole text in segments."""
    return _segments(text, marks(text, needs), 0, len(text))


def excerpt(text: str, needs: Sequence[Need], length: int = 120) -> Segments:
    """About `length` signs around the place where most was found; the beginning when nothing was."""
    found = marks(text, needs)
    begin = _begin(text, _best(found, length)) if found else 0
    end = min(len(text), begin + length)
    segments = _segments(text, found, begin, end)
    before = (("…", False),) if begin else ()
    after = (("…", False),) if end < len(text) else ()
    return (*before, *segments, *after)


def marks(text: str, needs: Sequence[Need]) -> list[Mark]:
    """Where the needs are met, as places in the text as written; ascending, none touching another."""
    folded = fold_in_place(text)
    joined: list[Mark] = []
    for start, end in sorted(_found(folded.text, needs)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(folded.places[start], folded.places[end]) for start, end in joined]


def _found(folded: str, needs: Sequence[Need]) -> Iterator[Mark]:
    for need in needs:
        pieces = list(RUN.finditer(need.text))
        # The 第 of 第54条 is marked in its place, not wherever there is a 第.
        telling = [run for run in pieces if len(pieces) == 1 or (len(run[0]) > 1 and not run[0].isdecimal())]
        yield from _everywhere(folded, need.text) if len(pieces) > 1 else ()
        for run in telling:
            yield from _everywhere(folded, run[0]) if run["unparted"] else _as_word(folded, run[0])
        yield from _as_number(folded, {word for run in need.numbered for word, _ in run if "#" in word})


def _as_word(folded: str, word: str) -> Iterator[Mark]:
    return (run.span() for run in RUN.finditer(folded) if run[0] == word)


def _as_number(folded: str, wanted: set[str]) -> Iterator[Mark]:
    for number in numbers(folded) if wanted else ():
        if shared := wanted & {form for form, _ in number.forms()}:
            longest = max(shared, key=len)
            yield number.start - (longest[0] != "#"), number.end + (not longest[-1].isdigit())


def _everywhere(folded: str, piece: str) -> Iterator[Mark]:
    place = folded.find(piece)
    while place >= 0:
        yield place, place + len(piece)
        place = folded.find(piece, place + len(piece))


def _best(found: Sequence[Mark], length: int) -> Mark:
    """The mark after which the most is marked within the length; the first of equals."""
    best, most, last = found[0], 0, 0
    signs = 0
    for first, mark in enumerate(found):
        while last < len(found) and found[last][1] <= mark[0] + length - LEAD:
            signs += found[last][1] - found[last][0]
            last += 1
        if signs > most:
            best, most = mark, signs
        if last > first:
            signs -= mark[1] - mark[0]
        else:
            last = first + 1
    return best


def _begin(text: str, mark: Mark) -> int:
    earliest = max(0, mark[0] - LEAD)
    sentence = max(text.rfind(sign, earliest, mark[0]) for sign in ENDS)
    begin = sentence + 1 if sentence >= 0 else earliest
    return begin if begin else 0


def _segments(text: str, found: Sequence[Mark], begin: int, end: int) -> Segments:
    segments: list[tuple[str, bool]] = []
    place = begin
    for start, stop in found:
        if stop <= begin or start >= end:
            continue
        segments += [
            (text[place : max(place, start)], False),
            (text[max(place, start) : min(stop, end)], True),
        ]
        place = min(stop, end)
    segments.append((text[place:end], False))
    return tuple((_on_one_line(piece), is_marked) for piece, is_marked in segments if piece)


def _on_one_line(piece: str) -> str:
    inside = " ".join(piece.split())
    before = " " if piece[:1].isspace() and inside else ""
    after = " " if piece[-1:].isspace() else ""
    return f"{before}{inside}{after}"
