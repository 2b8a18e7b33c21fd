"""What was acknowledged beside what is stored: lost, doubled, invented. Read raw; nothing here asks the program."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fire.killing.recorder import Told
from tests.fire.raw import Raw

ENTRIES = "SELECT code, member_id, object_key, day, amount FROM points_entries"
ATTEMPTS = (
    "SELECT member_id, handle, quiz_key, number, state, answered, right_count, paper, responses FROM attempts"
)
REDEMPTIONS = "SELECT member_id, ticket, state FROM redemptions"
STOCK = "SELECT sum(amount_total), sum(amount_left) FROM reward_stock"
READINGS = """SELECT readings.member_id, articles.key FROM readings
JOIN articles ON articles.id = readings.article_id"""


@dataclass
class Reckoning:
    """What does not fit, in words; empty lists are what is promised."""

    acks: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.invented)


def reckon(told: Told, raw: Raw) -> Reckoning:
    """Every acknowledgement against the rows, and every row against the intents."""
    found = Reckoning(acks=len(told.acks))
    entries = raw.rows(ENTRIES)
    paid = {(code, member): amount for code, member, _, _, amount in entries}
    attempts = [_attempt(row) for row in raw.rows(ATTEMPTS)]
    readings = set(raw.rows(READINGS))
    found.lost += _lost_visits(told, paid)
    found.lost += _lost_answers(told, {row["handle"]: row for row in attempts})
    found.lost += _lost_readings(told, readings, paid)
    found.lost += _unpaid_attempts(attempts, paid)
    redemptions = raw.rows(REDEMPTIONS)
    found.lost += _lost_exchanges(told, {(member, ticket): state for member, ticket, state in redemptions})
    found.doubled += _doubled([row[:2] for row in redemptions], "redeemed twice")
    found.doubled += _oversold(redemptions, raw)
    found.doubled += _doubled([row[:4] for row in entries], "paid twice")
    found.doubled += _doubled([(row["member_id"], row["quiz_key"]) for row in attempts], "started twice")
    found.invented += _invented(told, entries, attempts, readings)
    found.invented += _refused_and_stored(told, {row[:2] for row in redemptions})
    return found


def _attempt(row: tuple[Any, ...]) -> dict[str, Any]:
    names = (
        "member_id",
        "handle",
        "quiz_key",
        "number",
        "state",
        "answered",
        "right_count",
        "paper",
        "responses",
    )
    told = dict(zip(names, row, strict=True))
    return told | {
        name: json.loads(told[name]) if isinstance(told[name], str) else told[name]
        for name in ("paper", "responses")
    }


def _lost_visits(told: Told, paid: dict[tuple[str, int], int]) -> Iterator[str]:
    for visit in told.acked("today"):
        if ("login", visit["member"]) not in paid:
            yield f"the visit of member {visit['member']}"


def _lost_answers(told: Told, attempts: dict[str, dict[str, Any]]) -> Iterator[str]:
    for sent in told.acked("answer"):
        attempt, number = attempts.get(sent["handle"]), int(sent["sent"][0][1])
        if attempt is None or attempt["answered"] < number or not attempt["responses"][number - 1]:
            yield f"answer {number} of {sent['handle']}"
        elif not _is_as_sent(
            attempt["paper"][number - 1], attempt["responses"][number - 1]["a"], sent["sent"]
        ):
            yield f"what answer {number} of {sent['handle']} said"
        elif number == len(attempt["paper"]) and attempt["state"] != "graded":
            yield f"the end of {sent['handle']}"


def _is_as_sent(place: dict[str, Any], stored: list[Any], sent: list[list[str]]) -> bool:
    """Whether what is stored is what was sent, for the kinds whose stored form tells without the program's help."""
    if place["k"] in ("single", "multiple"):
        chosen = dict(zip(place["h"], place["o"], strict=True))
        return sorted(chosen[value] for name, value in sent if name == "answer") == sorted(stored)
    if place["k"] == "fill_in":
        return [dict(sent)[f"answer-{handle}"] for handle in place["h"]] == stored
    return bool(stored)


def _lost_readings(
    told: Told, readings: set[tuple[Any, ...]], paid: dict[tuple[str, int], int]
) -> Iterator[str]:
    for read in told.acked("read"):
        if (read["member"], read["article"]) not in readings or ("article_read", read["member"]) not in paid:
            yield f"the reading of member {read['member']}"


def _unpaid_attempts(attempts: list[dict[str, Any]], paid: dict[tuple[str, int], int]) -> Iterator[str]:
    """An attempt and its points stand or fall together: one right answer, one point."""
    for row in attempts:
        right = row["right_count"] if row["state"] == "graded" else 0
        if paid.get(("daily_quiz", row["member_id"]), 0) != right:
            yield f"the points of {row['handle']}"


def _lost_exchanges(told: Told, states: dict[tuple[int, str], str]) -> Iterator[str]:
    given_back = {one["ticket"] for one in told.acked("cancel")}
    for one in told.acked("redeem"):
        if "/mine/" in one["location"]:
            should = "cancelled" if one["ticket"] in given_back else "reserved"
            found = states.get((one["member"], one["ticket"]))
            if found != should and not (found == "cancelled" and f"cancel:{one['ticket']}" in told.intents):
                yield f"the exchange of member {one['member']}: {found}, and should be {should}"


def _oversold(redemptions: list[tuple[Any, ...]], raw: Raw) -> Iterator[str]:
    total, left = raw.rows(STOCK)[0]
    gone = sum(state != "cancelled" for _, _, state in redemptions)
    if left < 0 or gone + left != total:
        yield f"of {total} pieces {gone} are gone and {left} left"


def _refused_and_stored(told: Told, stored: set[tuple[Any, ...]]) -> Iterator[str]:
    """Nobody may have what they were told they could not have, nor what they never asked for."""
    asked = {(one["member"], one["ticket"]) for one in told.meant("redeem")}
    for one in told.acked("redeem"):
        if "/mine/" not in one["location"] and (one["member"], one["ticket"]) in stored:
            yield f"member {one['member']} was refused and has it"
    yield from (f"an exchange nobody asked for: {row}" for row in stored - asked)


def _doubled(rows: list[tuple[Any, ...]], words: str) -> Iterator[str]:
    yield from (f"{words}: {row}" for row, times in Counter(rows).items() if times > 1)


def _invented(
    told: Told, entries: list[tuple[Any, ...]], attempts: list[dict[str, Any]], readings: set[tuple[Any, ...]]
) -> Iterator[str]:
    kinds = {
        "login": "today",
        "daily_quiz": "answer",
        "article_read": "read",
        "reading_time": "read",
        "redemption": "redeem",
        "reversal": "cancel",
    }
    meant = {kind: {one["member"] for one in told.meant(kind)} for kind in {"start", *kinds.values()}}
    for code, member, thing, _, amount in entries:
        if code not in kinds or member not in meant[kinds[code]]:
            yield f"{amount} points of member {member} for {code} {thing}"
    sent = Counter(one["handle"] for one in told.meant("answer"))
    for row in attempts:
        if row["member_id"] not in meant["start"] or row["answered"] > sent[row["handle"]]:
            yield f"attempt {row['handle']}"
    yield from (f"the reading of {row}" for row in readings if row[0] not in meant["read"])
