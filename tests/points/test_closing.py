import hashlib
import json
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.models import Organisation
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import progress, queries, worker
from quizapp.points.cli import points as commands
from quizapp.points.digesting import is_over
from quizapp.points.models import Digest, Entry
from quizapp.points.queries.verifying import PROOFS, Difference, Proof, differences
from tests.conftest import NOON
from tests.points.conftest import finish_daily, read_article

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2026, 11, 21)
AFTER = NOON + DAY  # today and the days before it are over everywhere


def close_all(at=AFTER) -> int:
    closed = 0
    while worker.close_day(at=at):
        closed += 1
    return closed


def found() -> list[str]:
    db.session.rollback()
    return [difference.check for difference in differences(Proof())]


@pytest.fixture
def closed(li_mei, house):
    """Three days of two members, closed; the second of them has no entry."""
    for days_ago in (2, 0):
        finish_daily(li_mei, at=NOON - days_ago * DAY)
        finish_daily(house.wang_qiang, right=3, at=NOON - days_ago * DAY)
    close_all()
    return li_mei


@contextmanager
def around_the_triggers():
    """As somebody who owns the database might do it."""
    with atomic():
        if db.engine.dialect.name == "sqlite":
            named = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'points_%'"
            kept = db.session.execute(text(named)).all()
            for name, _ in kept:
                db.session.connection().exec_driver_sql(f"DROP TRIGGER {name}")
            yield
            for _, sql in kept:
                db.session.connection().exec_driver_sql(sql)
        else:
            db.session.execute(text("SET LOCAL session_replication_role = replica"))
            yield


def test_a_day_is_over_when_it_has_ended_in_every_time_zone_and_a_while_has_passed():
    zones = ["Asia/Shanghai", "America/New_York"]  # midnight there is 05:00 by the world's clock
    midnight = NOON.replace(day=22, hour=5)

    assert not is_over(TODAY, zones, midnight + HOUR)
    assert is_over(TODAY, zones, midnight + 2 * HOUR)
    assert is_over(TODAY, ["Asia/Shanghai"], NOON.replace(hour=18))


def test_days_are_closed_once_they_are_over_and_what_was_missed_is_made_up_for(li_mei, house):
    for days_ago in (3, 1, 0):
        finish_daily(li_mei, at=NOON - days_ago * DAY)

    assert close_all(at=NOON) == 2
    assert close_all(at=NOON) == 0
    assert close_all(at=AFTER) == 1
    days = queries.closed_days()
    assert [(one.day, one.entries) for one in days] == [(TODAY - ago * DAY, 1) for ago in (0, 1, 3)]
    assert [one.before for one in days] == [days[1].digest, days[2].digest, ""]


def test_a_day_waits_for_the_last_time_zone_in_use(li_mei, house):
    finish_daily(li_mei)
    with atomic():
        office = Organisation.id == house.office.id
        db.session.execute(update(Organisation).where(office).values(zone="America/Los_Angeles"))

    assert close_all(at=NOON + 14 * HOUR) == 0  # 02:00 in Shanghai, still yesterday in Los Angeles
    assert close_all(at=NOON + 30 * HOUR) == 1


def test_a_stranger_can_make_the_digest_again_from_the_entries(closed):
    """Nothing of ours but the table: what is written in docs/operations.md is enough."""
    named = [
        "id",
        "key",
        "member_id",
        "branch_id",
        "member_type",
        "code",
        "rule_version",
        "addition_id",
        "amount",
        "day",
        "counts_on",
        "at",
        "object_key",
        "reverses_id",
        "actor_id",
        "approver_id",
        "reason",
    ]
    before = ""
    for one in reversed(queries.closed_days()):
        lines = [[1, str(one.day), before]]
        for entry in db.session.scalars(select(Entry).where(Entry.day == one.day).order_by(Entry.id)):
            row = {name: getattr(entry, name) for name in named}
            row |= {"day": str(entry.day), "counts_on": str(entry.counts_on), "code": str(entry.code)}
            row["at"] = entry.at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
            lines.append([row[name] for name in named])
        whole = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
        before = hashlib.sha256(whole.encode()).hexdigest()
        assert one.digest == before


def test_no_entry_comes_into_a_closed_day_or_before_it_whatever_clock_is_handed_in(closed, house):
    for days_ago in (0, 1, 2, 30):
        with pytest.raises(Refused, match="closed"):
            read_article(house.zhao_min, at=NOON - days_ago * DAY)

    assert read_article(house.zhao_min, at=AFTER).granted == 1
    assert found() == []


def test_what_is_taken_back_later_stands_in_the_later_day_and_the_digest_holds(closed):
    points.reverse(entry_id=1, actor_id=None, reason="Wrong", at=AFTER)

    assert queries.entries_on(TODAY + DAY) == 1
    assert found() == []


def test_an_entry_that_comes_while_the_day_is_read_keeps_it_open(li_mei, house):
    finish_daily(li_mei)
    made = queries.digested(TODAY, "")
    finish_daily(house.wang_qiang)

    told = {"day": TODAY, "entries": made.entries, "digest": made.digest, "before": "", "at": AFTER}
    assert points.close_day(**told) is False
    assert close_all() == 1
    assert found() == []


def test_a_payment_that_is_not_committed_yet_is_waited_for(app, li_mei, house):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    finish_daily(li_mei)
    made, answers = queries.digested(TODAY, ""), []
    told = {"day": TODAY, "entries": made.entries, "digest": made.digest, "before": "", "at": AFTER}

    def close() -> None:
        with app.app_context():
            answers.append(points.close_day(**told))

    closing = Thread(target=close)
    with atomic():
        finish_daily(house.wang_qiang)
        closing.start()
        closing.join(timeout=0.5)
        assert closing.is_alive()
    closing.join(timeout=5)

    assert answers == [False]


@pytest.mark.parametrize("table", ["points_entries", "points_digests", "points_limits", "audit_rows"])
def test_the_database_refuses_every_way_to_change_what_is_written(closed, table):
    sqlite = db.engine.dialect.name == "sqlite"
    points.set_limit(most=50, at=AFTER)  # leaves an audit row
    key, column = {
        "points_entries": ("key", "amount"),
        "points_digests": ("day", "entries"),
        "points_limits": ("id", "most"),
        "audit_rows": ("id", "verb"),
    }[table]
    ways = [
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({key}) DO UPDATE SET {column} = {table}.{column}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" if sqlite else f"TRUNCATE {table} CASCADE",
    ]
    for way in ways:
        with pytest.raises(DBAPIError, match=r"stay as written|are closed"), atomic():
            db.session.connection().exec_driver_sql(way)


def test_the_models_refuse_as_well(closed):
    with pytest.raises(TypeError, match="stays as written"), atomic():
        db.session.scalars(select(Digest)).first().entries = 9
        db.session.flush()


TAMPERED = {
    "an amount": "UPDATE points_entries SET amount = 4 WHERE id = 2",
    "a reason": "UPDATE points_entries SET reason = 'because' WHERE id = 1",
    "an entry gone": "DELETE FROM points_entries WHERE id = 2",
    "an entry moved": "UPDATE points_entries SET day = '2026-11-20' WHERE id = 3",
    "a digest": "UPDATE points_digests SET digest = 'x' WHERE day = '2026-11-19'",
    "a digest gone": "DELETE FROM points_digests WHERE day = '2026-11-19'",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_with_a_closed_day_is_found(closed, what):
    with around_the_triggers():
        db.session.connection().exec_driver_sql(TAMPERED[what])
    points.redraw(first_id=1, last_id=100)  # the sums agree with what was forged

    assert "I6" in found()


def test_digests_are_written_out_and_days_closed_by_command(app, li_mei, wall):
    finish_daily(li_mei)
    wall.at = AFTER
    run = app.test_cli_runner().invoke

    assert "Days closed: 1." in run(commands, ["close-days"]).output
    (day,) = json.loads(run(commands, ["digests", "--json"]).output)
    assert (day["day"], day["entries"], day["before"]) == ("2026-11-21", 1, "")
    assert day["digest"] in run(commands, ["digests"]).output
    assert "Closed days: 1. Differences: 0." in run(commands, ["verify"]).output


def test_an_auditor_keeps_a_copy_of_the_digests(closed, house, client_of):
    people.grant(
        member_id=house.zhao_min.id, role=Role.AUDITOR, organisation_id=house.office.id, by=None, at=NOON
    )
    client, latest = client_of(house.zhao_min), queries.last_closed()

    assert latest.digest in client.get("/ledger/digests").text
    lines = client.get("/ledger/digests/file").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and latest.digest in lines[2] and latest.before in lines[1]


def test_a_higher_slice_has_its_books_looked_at_too(app, closed):
    def of_rewards(opened):
        assert opened.scalar(select(func.count()).select_from(Entry)) == 4
        yield Difference("I7", "reward 3: 5 in stock at first; 1 left, 1 reserved and 2 handed over")

    app.extensions[PROOFS] = (of_rewards,)
    told = app.test_cli_runner().invoke(commands, ["verify"])

    assert told.exit_code == 1 and "I7: reward 3" in told.output


def test_who_waits_is_told_how_far_it_is_in_a_few_words():
    told = progress.line(done=412_000, whole=570_000, of="members", entries=9_100_000, elapsed_s=470)

    assert told == "412,000 of 570,000 members, 9.1 M entries, 3 min left"
    assert progress.line(done=9, whole=9, of="closed days", entries=0, elapsed_s=7) == "9 of 9 closed days"


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_progress_goes_to_the_standard_error_and_not_beside_json(app, closed, monkeypatch, command):
    monkeypatch.setattr("quizapp.points.cli.EVERY_S", 0)
    run = app.test_cli_runner().invoke

    assert "3 of 3 members, 4 entries" in run(commands, [command]).stderr
    told = run(commands, [command, "--json"])
    assert json.loads(told.stdout)["entries"] == 4 and told.stderr == ""
