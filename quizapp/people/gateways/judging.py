"""Where the lines of a roster become rows: looked up, judged, their phones sealed; and what only shows beside others."""

from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.config import Secrets
from quizapp.db import db
from quizapp.kernel.message import Message
from quizapp.people import policy, queries, sealing
from quizapp.people.models import RosterImport, RosterRow
from quizapp.people.operations import rosters as operations
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.columns import Column
from quizapp.people.roster_files.lines import Line
from quizapp.people.roster_files.reading import Roster
from quizapp.people.roster_plan import (
    Change,
    House,
    Judged,
    Row,
    Standing,
    first_sign_in_name,
    is_same_person,
    judge,
)
from quizapp.people.store import roster_members, rosters


class Desk:
    """Where lines become rows: looked up, judged, their phones sealed."""

    def __init__(self, house: House, keys: Secrets, before_id: int | None) -> None:
        self._house, self._keys, self._before_id = house, keys, before_id
        self._widths = rosters.zero_led_widths()

    def rows(self, import_id: int, lines: Sequence[Line]) -> list[dict[str, Any]]:
        """What is staged of these lines."""
        roster_keys = [line.roster_key for line in lines if line.roster_key]
        standing = rosters.standing(roster_keys)
        before = rosters.staged_before(self._before_id, roster_keys) if self._before_id else {}
        led = self._zero_led([key for key in roster_keys if key not in standing])
        return [
            self._row(import_id, line, standing.get(line.roster_key), before.get(line.roster_key), led)
            for line in lines
        ]

    def _zero_led(self, roster_keys: Sequence[str]) -> Mapping[str, Standing]:
        """Members whose number begins with zeros that one of these may have lost."""
        led = [key.zfill(w) for key in roster_keys if key.isdecimal() for w in self._widths if w > len(key)]
        return rosters.standing(led) if led else {}

    def _row(
        self,
        import_id: int,
        line: Line,
        standing: Standing | None,
        before: Row | None,
        led: Mapping[str, Standing],
    ) -> dict[str, Any]:
        index = sealing.blind_index(line.phone, self._keys.index) if line.phone else None
        judged = judge(line, self._house, phone_index=index, standing=standing)
        if led and any(line.roster_key.zfill(width) in led for width in self._widths):
            judged = Judged(Change.REFUSED, None, Column.ROSTER_KEY, faults.ZEROS)
        if judged.row is not None and judged.row == before and standing:
            judged = judged._replace(change=Change.SAME)
        return self._staged(import_id, line, judged, standing)

    def _staged(
        self, import_id: int, line: Line, judged: Judged, standing: Standing | None
    ) -> dict[str, Any]:
        row, change = judged.row, judged.change
        written = row is not None and change in (Change.NEW, Change.CHANGED)
        return {
            "import_id": import_id,
            "number": line.number,
            "roster_key": line.roster_key or None,
            "sign_in_name": first_sign_in_name(line) if change is Change.NEW else None,
            "name": row and row.name,
            "phone_sealed": sealing.seal(line.phone, self._keys.phone) if written and line.phone else None,
            "phone_index": row and row.phone_index,
            "branch_id": row and row.branch_id,
            "member_type": row and row.member_type,
            "member_id": standing.member_id if standing and change is not Change.REFUSED else None,
            "change": change,
            "complaint_column": judged.column,
            "complaint": judged.fault and judged.fault.id,
        }


def check(import_id: int, roster: Roster) -> int:
    """Refuse what only shows when every row is there; gives how many rows give their number to members without one."""

    def refuse(numbers: Sequence[int], column: Column | None, fault: Message) -> None:
        operations.refuse_rows(import_id=import_id, numbers=numbers, column=column, fault=fault)

    its = db.session.get_one(RosterImport, import_id)
    path = queries.organisation(its.organisation_id).path
    sender_id, sent_at = its.actor_id, its.made_at
    if full := roster.widths.full:
        refuse(rosters.shortened(import_id, full), Column.ROSTER_KEY, faults.ZEROS)
    refuse(rosters.twice(import_id, RosterRow.roster_key), Column.ROSTER_KEY, faults.TWICE)
    refuse(rosters.twice(import_id, RosterRow.phone_index), Column.PHONE, faults.TWICE)
    refuse(rosters.twice(import_id, RosterRow.sign_in_name, Change.NEW), Column.SIGN_IN_NAME, faults.TWICE)
    for some in roster_members.without_number(import_id, path, Change.NEW):
        operations.tie_rows(
            import_id=import_id, ties={one.row: one.member_id for one in some if is_same_person(one)}
        )
        others = [one.row for one in some if not is_same_person(one)]
        refuse(others, Column.PHONE, faults.PHONE_UNNUMBERED)
    refuse(rosters.phones_taken(import_id), Column.PHONE, faults.PHONE_TAKEN)
    refuse(rosters.sign_in_names_taken(import_id), Column.SIGN_IN_NAME, faults.SIGN_IN_NAME_TAKEN)
    if sender_id is not None:
        me = queries.standing(sender_id, at=sent_at)
        rows = roster_members.holders(import_id, besides=sender_id, at=sent_at)
        for number, why in policy.rows_beyond(me, rows):
            refuse([number], None, why)
    return roster_members.tied(import_id, path)
