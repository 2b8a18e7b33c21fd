from dataclasses import replace
from datetime import date

import pytest

from quizapp.kernel.verdict import Refused
from quizapp.points import operations, queries, tariff
from quizapp.points.earning import Code, Period
from quizapp.points.names import NAMES, rule_in_words
from quizapp.points.tariff import FILE, Tariff, read
from tests.conftest import NOON

RULE = '[[rule]]\ncode = "login"\npoints = 1\nonce_per = "day"\nfrom = 2026-01-01\n'


def complaints(rule: str) -> list[str]:
    return read(f"version = 1\n{rule}").complaints


def test_the_shipped_tariff_has_no_complaints_and_every_code():
    reading = read(FILE.read_text("utf8"))

    assert reading.complaints == []
    assert {rule.code for rule in reading.rules} == set(Code)


def test_the_caps_of_a_day_add_up_to_66():
    rules = read(FILE.read_text("utf8")).rules

    assert sum(rule.cap for rule in rules if rule.cap_per is Period.DAY) == 66


# Each rule as the product's table has it: what it pays, at most how much, and how often the same thing.
TABLE = {
    "login": (1, 1, "day", "day"),
    "article_read": (1, 6, "day", "ever"),
    "reading_time": (1, 8, "day", "day"),
    "video_watched": (1, 6, "day", "ever"),
    "viewing_time": (1, 10, "day", "day"),
    "daily_quiz": (1, 5, "day", "day"),
    "weekly_quiz": (1, 5, "week", "week"),
    "topical_quiz": ({"all_right": 10, "passed": 8}, 10, "day", "ever"),
    "challenge_quiz": (1, 8, "day", "fact"),
    "match_four": ({"winner": 3, "other": 1}, 5, "day", "day"),
    "match_duel": ({"winner": 2, "other": 1}, 2, "day", "day"),
    "review": (1, 2, "day", "day"),
    "reflection": (2, 2, "day", "fact"),
    "comment": (1, 1, "day", "fact"),
    "check_in": (5, None, None, "fact"),
    "volunteer_job": (10, None, None, "fact"),
    "report_accepted": (2, 4, "week", "fact"),
    "helper": (3, 3, "week", "week"),
} | dict.fromkeys(
    ("contest_place", "star_award", "adjust", "reversal", "redemption"), (0, None, None, "fact")
)


def test_the_shipped_tariff_is_the_published_table():
    rules = read(FILE.read_text("utf8")).rules

    assert {
        rule.code.value: (dict(rule.tiers) or rule.points, rule.cap, rule.cap_per, rule.once_per)
        for rule in rules
    } == TABLE


def test_every_code_has_a_name_and_every_rule_its_sentences():
    rules = read(FILE.read_text("utf8")).rules

    assert set(NAMES) == set(Code)
    assert all("%(" not in str(sentence) for rule in rules for sentence in rule_in_words(rule))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('code = "loggin"', "code is 'loggin'; it must be one of login, article_read"),
        ("points = 0", "points is 0; it must be a whole number from 1 to 1000"),
        ("points = true", "points is True; it must be a whole number"),
        ('once_per = "moth"', "once_per is 'moth'; it must be one of day, week, ever, fact"),
        ('from = "2026"', "from is '2026'; it must be a day such as 2026-01-01"),
        ("cap = 5", "cap and cap_per belong together"),
        ("cap = 5\ncap_per = 'ever'", "cap_per is 'ever'; it must be one of day, week"),
        ("weekdays = [0]", "weekdays is [0]; it must list days from 1 (Monday) to 7"),
        ("member_types = []", "member_types is []; it must list keys"),
        ("tiers = { winner = 3 }", "both points and tiers are given"),
        ("colour = 1", "'colour' is not a field of a rule"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(line, said):
    name = line.split(" =")[0]
    kept = [old for old in RULE.splitlines() if not old.startswith(f"{name} =")]

    found = complaints("\n".join([*kept, line]))

    assert any(complaint.startswith("tariff.toml:2: ") and said in complaint for complaint in found), found


def test_a_code_told_twice_is_a_complaint():
    assert complaints(RULE + RULE) == ["tariff.toml: login stands there 2 times"]


def test_what_is_not_toml_is_one_complaint():
    assert complaints("[[rule")[0].startswith("tariff.toml: not TOML")


def test_a_later_version_holds_from_its_day_on():
    first = read(f"version = 1\n{RULE}").rules[0]
    later = replace(first, version=2, points=2, starts_on=date(2026, 12, 1))
    both = Tariff(2, (first, later))

    assert both.in_force(date(2026, 11, 30))[Code.LOGIN].points == 1
    assert both.in_force(date(2026, 12, 1))[Code.LOGIN].points == 2


def test_loading_twice_adds_nothing(app):
    assert operations.load_tariff(at=NOON) == 0
    assert len(queries.rules_on(date(2026, 11, 21))) == len(Code)


def test_a_loaded_version_is_not_told_otherwise(app, tmp_path, monkeypatch):
    other = tmp_path / "tariff.toml"
    other.write_text(FILE.read_text("utf8").replace("cap = 6", "cap = 7"), "utf8")
    monkeypatch.setattr(tariff, "FILE", other)

    with pytest.raises(Refused, match="article_read: version 1 is loaded and says otherwise"):
        operations.load_tariff(at=NOON)
