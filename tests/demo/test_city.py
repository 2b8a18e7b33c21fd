"""`quizapp demo-city`: a whole city from a seed, on an empty home and only there."""

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from quizapp import config
from quizapp.app import create_app
from quizapp.db import db
from quizapp.demo.city.people import KNOWN
from quizapp.demo.cli.city import demo_city
from quizapp.kernel import clock
from quizapp.people import passwords, sealing
from quizapp.people.models import GrantRow, Member, MemberState, Organisation
from quizapp.people.operations import NewMember, add_member, create_organisation
from quizapp.people.queries import credentials
from quizapp.people.roles import Role
from quizapp.points.counts import EVERYONE
from quizapp.points.earning import Code
from quizapp.points.models import Balance, Entry, Heads, Score, StudyDay, Tally
from quizapp.points.queries import counted, house_day
from quizapp.points.queries.verifying import Proof, differences
from quizapp.quizzes.models import FirstTries, QuestionsMet
from quizapp.study.models import Reading, ReadingMonth
from quizapp.study.reading import UNIT_S
from tests.conftest import NOON

MEMBERS, BRANCHES, DAYS = 570, 9, 5
FIGURES = (FirstTries, QuestionsMet, ReadingMonth)
TABLES = (Organisation, Entry, Balance, Score, StudyDay, Reading, GrantRow, Heads, Tally, *FIGURES)


def settle_in(monkeypatch, home, database_url):
    """Point the environment at a home over a database."""
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", database_url)
    return home


@pytest.fixture
def home(tmp_path, database_url, monkeypatch):
    return settle_in(monkeypatch, tmp_path / "home", database_url)


@pytest.fixture(scope="module")
def city(tmp_path_factory, databases, template):
    """One city that several tests look at and none changes: its home, and what was told when it was built."""
    name = databases.new(like=template)
    with pytest.MonkeyPatch.context() as monkeypatch:
        there = settle_in(monkeypatch, tmp_path_factory.mktemp("city") / "home", databases.url(name))
        yield there, build()
    databases.drop(name)


def build(*options, members=MEMBERS, branches=BRANCHES):
    size = ["--members", str(members), "--branches", str(branches), "--days", str(DAYS)]
    return CliRunner().invoke(demo_city, [*size, *options])


@contextmanager
def inside():
    settings = config.load()
    with create_app(settings).app_context():
        yield settings
        db.session.remove()
        db.engine.dispose()


def how_many(statement):
    return db.session.scalar(select(func.count()).select_from(statement.subquery()))


def per_head_and_day():
    """The points of each branch per activated head and day, the best first."""
    activated = (
        select(Member.branch_id, func.count().label("heads"))
        .where(Member.state == MemberState.ACTIVATED)
        .group_by(Member.branch_id)
        .subquery()
    )
    earned = select(Score.branch_id, func.sum(Score.score).label("sum")).where(Score.period == "all")
    earned = earned.group_by(Score.branch_id).subquery()
    rows = db.session.execute(
        select(earned.c.sum, activated.c.heads).join(activated, activated.c.branch_id == earned.c.branch_id)
    )
    return sorted((float(total) / heads / DAYS for total, heads in rows), reverse=True)


def test_a_city_is_built_and_its_books_are_proved(city):
    _, told = city

    assert told.exit_code == 0, told.output
    assert "rows a second" in told.output
    with inside():
        proof = Proof()
        assert list(differences(proof)) == []
        assert list(counted.differences(house_day(clock.now()))) == []
        assert db.session.scalar(select(func.sum(Heads.members)).where(Heads.member_type == EVERYONE)) > 0
        assert proof.members == MEMBERS == how_many(select(Member.id))
        assert proof.entries > MEMBERS
        assert how_many(select(Organisation.id).where(Organisation.is_branch)) == BRANCHES


def test_activity_is_skewed_as_in_the_city_it_is_drawn_after(city):
    with inside():
        activated = how_many(select(Member.id).where(Member.state == MemberState.ACTIVATED))
        took_part = how_many(select(StudyDay.member_id).distinct())
        best, *others = per_head_and_day()
    assert 0.3 < took_part / activated < 0.5
    assert 58 < best < 66
    assert max(others) < best / 2


def summed(column, model):
    """A sum of each member who has one."""
    return dict(db.session.execute(select(model.member_id, func.sum(column)).group_by(model.member_id)).all())


def paid_for(code):
    return dict(
        db.session.execute(
            select(Entry.member_id, func.sum(Entry.amount))
            .where(Entry.code == code)
            .group_by(Entry.member_id)
        ).all()
    )


def insist_on_figures_that_fit():
    """What is known of each member by month is what the ledger paid for, and no question was new twice."""
    asked, read = summed(FirstTries.asked, FirstTries), summed(ReadingMonth.seconds, ReadingMonth)
    met = {row.member_id: row.question_ids for row in db.session.scalars(select(QuestionsMet))}
    assert {member_id: len(set(ids)) for member_id, ids in met.items()} == asked
    assert how_many(select(FirstTries).where(FirstTries.right_count > FirstTries.asked)) == 0
    assert set(asked) == set(paid_for(Code.DAILY_QUIZ))
    units = paid_for(Code.READING_TIME)
    assert all(read[member_id] >= units[member_id] * UNIT_S for member_id in units)
    assert set(summed(Reading.day_s, Reading)) == set(read)
    assert how_many(select(Reading).where(Reading.day_s != Reading.summed_s)) == 0


def test_every_members_months_fit_what_they_were_paid_for_and_topics_differ(city):
    with inside():
        insist_on_figures_that_fit()
        rows = db.session.execute(
            select(FirstTries.topic_key, func.sum(FirstTries.asked), func.sum(FirstTries.right_count))
            .group_by(FirstTries.topic_key)
            .having(func.sum(FirstTries.asked) > 100)
        ).all()
        months = summed(ReadingMonth.seconds, ReadingMonth)
    assert len(rows) >= 4
    assert all(0.6 < right / asked < 0.95 for _, asked, right in rows)
    assert max(months.values()) > 5 * sorted(months.values())[len(months) // 2]  # a few read most


def test_over_a_month_articles_are_read_again_and_pay_for_their_time_alone(home):
    told = build("--days", "30", members=120, branches=3)

    assert told.exit_code == 0, told.output
    with inside():
        assert list(differences(Proof())) == []
        insist_on_figures_that_fit()
        shelf = paid_for(Code.ARTICLE_READ)
        most = max(shelf, key=shelf.get)
        last, first_days = db.session.execute(
            select(func.max(Entry.day), func.max(Entry.day).filter(Entry.code == Code.ARTICLE_READ)).where(
                Entry.member_id == most, Entry.code.in_([Code.ARTICLE_READ, Code.READING_TIME])
            )
        ).one()
        assert shelf[most] == how_many(select(Reading).where(Reading.member_id == most))
        assert last > first_days  # when all is read there is time to be paid for still


def test_every_state_and_nearly_every_phone_is_there_and_only_who_is_active_earns(city):
    with inside() as settings:
        states = set(db.session.scalars(select(Member.state)))
        earners = select(Member.state).join(Balance, Balance.member_id == Member.id).distinct()
        assert set(db.session.scalars(earners)) == {MemberState.ACTIVATED}
        phones = how_many(select(Member.id).where(Member.phone_index.is_not(None)))
        one = db.session.scalar(select(Member).where(Member.phone_index.is_not(None)).limit(1))
        phone = sealing.unseal(one.phone_sealed, settings.secrets.phone)
        assert sealing.blind_index(phone, settings.secrets.index) == one.phone_index
        assert phone.startswith("+86160")
    assert states >= set(MemberState) - {MemberState.SUSPENDED}  # one in two hundred: there may be none
    assert phones > 0.9 * MEMBERS


def test_the_listed_sign_ins_open_and_hold_their_roles(city):
    home, _ = city
    listed = json.loads((home / "demo-sign-ins.json").read_text("utf8"))
    assert [(row["role"], row["name"]) for row in listed] == [(one.role, one.sign_in_name) for one in KNOWN]
    with inside():
        for row in listed:
            held = credentials(sign_in_name=row["name"])
            assert passwords.matches(row["password"], held.password_hash)
            roles = db.session.scalars(select(GrantRow.role).where(GrantRow.member_id == held.member_id))
            assert list(roles) == ([] if row["role"] == Role.MEMBER else [row["role"]])


def test_a_new_member_and_a_new_branch_follow_the_last_ones(home):
    build(members=90, branches=3)

    with inside() as settings:
        top = db.session.scalar(select(Organisation.id).where(Organisation.parent_id.is_(None)))
        made = create_organisation(code="new", name="新支部", parent_id=top, is_branch=True, at=NOON)
        member = add_member(
            new=NewMember("fresh", "新人", made.id, "office"),
            phone_key=settings.secrets.phone,
            index_key=settings.secrets.index,
            at=NOON,
        )
        assert member.id == 91


def content():
    """Every row of the tables that a seed decides; sealed phones and passwords differ from home to home."""
    rows = {
        table.__tablename__: sorted(
            str(tuple(row)) for row in db.session.execute(select(*table.__table__.columns))
        )
        for table in TABLES
    }
    people = select(Member.id, Member.name, Member.sign_in_name, Member.member_type, Member.state)
    return rows | {"members": [tuple(row) for row in db.session.execute(people.order_by(Member.id))]}


def test_the_same_seed_builds_the_same_city_and_another_seed_another(
    tmp_path, monkeypatch, databases, template
):
    found, made = [], []
    for number, seed in enumerate(("7", "7", "8")):
        made.append(databases.new(like=template))
        settle_in(monkeypatch, tmp_path / f"home-{number}", databases.url(made[-1]))
        assert build("--seed", seed, members=90, branches=3).exit_code == 0
        with inside():
            found.append(content())
    for name in made:
        databases.drop(name)

    assert found[0] == found[1]
    assert found[0] != found[2]


def test_a_home_that_holds_an_instance_is_refused_and_left_as_it_is(home):
    build(members=90, branches=3)
    before = (home / "demo-sign-ins.json").read_text("utf8")

    told = build(members=90, branches=3)

    assert told.exit_code == 1
    assert "holds an instance already" in told.output and "Traceback" not in told.output
    assert (home / "demo-sign-ins.json").read_text("utf8") == before


def test_a_city_broken_off_is_told_apart_from_a_whole_one(home, monkeypatch):
    (home).mkdir()
    (home / "demo-sign-ins.json").mkdir()  # the list of sign-ins cannot be written there
    assert build(members=90, branches=3).exit_code == 1

    told = build(members=90, branches=3)

    assert "broken off" in told.output


@pytest.mark.parametrize(
    ("members", "branches", "days", "words"),
    [(80, 9, 5, "at least 81 members"), (570_000, 9_000, 31, "at most 10 days")],
)
def test_a_city_too_small_or_too_large_is_refused_before_anything_is_made(
    home, members, branches, days, words
):
    told = build("--days", str(days), members=members, branches=branches)

    assert told.exit_code == 1
    assert words in told.output
    assert not home.exists()
