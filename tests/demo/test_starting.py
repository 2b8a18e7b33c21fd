"""`quizapp demo`, from an empty folder and again."""

import json
import os
import shutil
import socket
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from quizapp import config
from quizapp.app import create_app
from quizapp.db import db
from quizapp.demo import operations, queries
from quizapp.demo.cli import demo
from quizapp.demo.lan import lan_address
from quizapp.kernel import clock
from quizapp.people import passwords
from quizapp.people.models import Member, MemberState
from quizapp.people.operations import create_organisation
from quizapp.people.queries import credentials, organisation_by_code
from quizapp.points import operations as points
from quizapp.points import queries as ledger
from quizapp.points.models import Entry
from quizapp.points.queries import proposals, streak
from quizapp.points.queries.verifying import Proof, differences
from quizapp.quizzes.models import Attempt
from quizapp.search.queries import ask
from quizapp.site.operations import note_first_visit
from tests.conftest import NOON

ROOT = config.CHECKOUT
YESTERDAY = date(2026, 11, 20)


@pytest.fixture
def home(tmp_path, database_url, monkeypatch):
    """An instance's folder, with nothing in it; one module and its topic are all there is to load."""
    for folder in ("content", "question_bank"):
        shutil.copytree(ROOT / folder / "grand-canal", tmp_path / folder / "grand-canal")
    shutil.copy(ROOT / "content" / "columns.toml", tmp_path / "content")
    monkeypatch.setenv("QUIZAPP_CONTENT", str(tmp_path / "content"))
    monkeypatch.setenv("QUIZAPP_QUESTION_BANK", str(tmp_path / "question_bank"))
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("QUIZAPP_MODE", "demo")
    monkeypatch.setenv("QUIZAPP_TRUSTED_HOSTS", "127.0.0.1,localhost")
    return tmp_path / "home"


def start(*options, days=2):
    return CliRunner().invoke(demo, ["--no-serve", "--days", str(days), *options])


@contextmanager
def inside():
    settings = config.load()
    with create_app(settings).app_context():
        yield settings
        db.session.remove()
        db.engine.dispose()


def days_played():
    return db.session.execute(select(func.min(Entry.day), func.max(Entry.day))).one()


def sign_ins_of(home):
    return json.loads((home / "demo-sign-ins.json").read_text("utf8"))


def listed_passwords_open(home):
    listed = sign_ins_of(home)
    return len(listed) == 9 and all(
        passwords.matches(row["password"], credentials(sign_in_name=row["name"]).password_hash)
        for row in listed
    )


def test_the_first_start_makes_a_work_unit_with_history_until_yesterday(home):
    told = start()

    assert told.exit_code == 0, told.output
    assert all(row["password"] in told.output for row in sign_ins_of(home))
    with inside() as settings:
        assert tuple(days_played()) == (YESTERDAY - timedelta(days=1), YESTERDAY)
        assert listed_passwords_open(home)
        assert not list(differences(Proof()))
        assert ask(settings.index_folder, "运河").total > 0


def test_two_administrators_find_a_proposal_each_way_that_the_second_may_decide(home):
    start(days=1)
    start(days=1)

    with inside() as settings:
        one, other = (credentials(sign_in_name=name).member_id for name in ("fengjun", "xieyaqin"))
        works = organisation_by_code("qinggang")
        changed = proposals.proposals(works.id, adds=False)
        by_hand = ledger.proposals_within([works.path], waiting=True)
        assert [(its.state, its.proposer_id) for its in changed] == [("open", one)]
        assert [(its.amount, its.actor_id) for its in by_hand] == [(80, one)]
        assert settings.mode == "demo"
        points.approve_tariff(proposal_id=changed[0].id, by=other, at=NOON)
        points.approve(proposal_id=by_hand[0].id, by=other, at=NOON)
    assert start(days=1).exit_code == 0
    with inside():
        top = organisation_by_code("qinggang")
        assert len(proposals.proposals(top.id, adds=False)) == 1, "what was decided is not proposed again"
        assert not list(differences(Proof()))


def test_everyone_who_came_is_activated_and_some_were_never_registered(home):
    start()

    with inside():
        counts = dict(db.session.execute(select(Member.state, func.count()).group_by(Member.state)).all())
        came = db.session.scalar(select(func.count(Entry.member_id.distinct())))
        assert not db.session.scalar(select(Member.id).where(Member.must_change_password))
    assert counts[MemberState.INVITED] == 3
    assert counts[MemberState.ACTIVATED] == came


def test_a_second_start_keeps_everything_and_makes_nothing(home):
    start()
    before = sign_ins_of(home)

    told = start()

    assert "Playing" not in told.output and "Loading" not in told.output
    assert sign_ins_of(home) == before
    with inside():
        assert listed_passwords_open(home)


def test_a_later_start_says_how_to_extend_and_does_not(home, wall):
    start(days=1)
    wall.forward(days=2)

    told = start()

    assert "make demo EXTEND=1" in told.output
    with inside():
        assert days_played()[1] == YESTERDAY


def test_extending_goes_up_to_yesterday_and_keeps_the_streak_going(home, wall):
    start()
    wall.forward(days=2)

    told = start("--extend")

    assert "EXTEND" not in told.output
    with inside():
        li_mei = credentials(sign_in_name="limei").member_id
        assert days_played()[1] == YESTERDAY + timedelta(days=2)
        assert streak(li_mei, YESTERDAY + timedelta(days=3)).length == 4


def test_nobodys_past_is_written_for_them_when_they_came_by_themselves(home, wall):
    start(days=1)
    with inside():
        li_mei = queries.payees()["limei"]
        note_first_visit(to=li_mei, at=NOON)
    wall.forward(days=2)

    start("--extend")

    with inside():
        later = select(func.count()).where(
            Attempt.member_id == li_mei.member_id, Attempt.day == YESTERDAY + timedelta(days=1)
        )
        assert db.session.scalar(later) == 0


def test_a_start_that_was_interrupted_goes_on_where_it_stopped(home):
    day_before, settings = YESTERDAY - timedelta(days=1), config.load(make_secrets=True)
    with inside():
        operations.found(
            hashes={}, secrets=settings.secrets, first_day=day_before, first_end=YESTERDAY, at=NOON
        )
        operations.play_day(day=day_before, visits=[], library=[], first_end=day_before, at=NOON)

    told = start()

    assert told.exit_code == 0, told.output
    with inside():
        assert tuple(days_played()) == (YESTERDAY, YESTERDAY)


def test_a_lost_list_of_sign_ins_is_made_anew(home):
    start(days=1)
    before = sign_ins_of(home)
    (home / "demo-sign-ins.json").unlink()

    told = start()

    assert "new passwords" in told.output
    assert sign_ins_of(home) != before
    with inside():
        assert listed_passwords_open(home)


def test_an_instance_of_somebody_else_is_left_alone(home):
    config.load(make_secrets=True)
    with inside():
        create_organisation(code="real", name="真实", parent_id=None, is_branch=True, at=clock.now())

    told = start()

    assert told.exit_code == 1
    assert "not the demo's" in told.output
    assert not (home / "demo-sign-ins.json").exists()


def test_a_busy_port_is_told_before_the_long_work(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = CliRunner().invoke(demo, ["--port", str(taken.getsockname()[1])])

    assert told.exit_code == 1
    assert "is not free" in told.output
    assert not (home / "demo-sign-ins.json").exists()


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(home, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "file" / "home"))

    told = start()

    assert told.exit_code == 1
    assert "cannot be made" in told.output
    assert "Traceback" not in told.output


@pytest.mark.skipif(lan_address() is None, reason="this machine is in no network")
def test_under_lan_the_address_joins_the_trusted_hosts(home):
    told = start("--lan", days=1)

    assert told.exit_code == 0
    assert os.environ["QUIZAPP_TRUSTED_HOSTS"] == f"127.0.0.1,localhost,{lan_address()}"
