import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.kinds import kind_of
from quizapp.bank.kinds.written import judge
from quizapp.kernel.text import arabic


def why(given: str, *accepted: str) -> str | None:
    judged = judge(given, accepted)
    assert judged.right, f"{given} was not accepted"
    return str(judged.note) if judged.note else None


@pytest.mark.parametrize(
    ("given", "key", "reason"),
    [
        ("依法治国", "依法治国", None),
        (" 依法治国 ", "依法治国", None),
        ("ＣＯ２", "CO2", "Accepted: full-width and half-width characters count as the same"),
        ("co2", "CO2", "Accepted: capital and small letters count as the same"),
        ("依法治國", "依法治国", "Accepted: simplified and traditional characters count as the same"),
        ("“依法 治国”。", "依法治国", "Accepted: spaces and punctuation do not count"),
        ("33", "三十三", "Accepted: written in other numerals"),
        ("三十三年", "33 年", "Accepted: written in other numerals"),
        ("二〇二六", "2026", "Accepted: written in other numerals"),
    ],
)
def test_the_member_sees_why_an_answer_was_accepted(given, key, reason):
    assert why(given, key) == reason


def test_another_accepted_wording_names_the_one_in_the_article():
    assert why("胸外按压", "按压", "胸外按压") == "Accepted: another wording of “按压”"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("35", "3.5"),
        ("5", "-5"),
        ("12", "1/2"),
        ("万一", "一"),
        ("二三十", "30"),
        ("102", "一百二"),
        ("万", "零"),
    ],
)
def test_what_only_looks_alike_is_not_accepted(given, key):
    assert not judge(given, [key]).right


@pytest.mark.parametrize("given", ["", "  ", "。", "！？"])
def test_punctuation_alone_answers_nothing(given):
    assert not judge(given, ["…"]).right


@given(st.text(max_size=20), st.text(min_size=1, max_size=20))
def test_any_two_texts_can_be_compared(given, key):
    assert judge(given, [key]).right == judge(given, [key, key]).right


@given(st.text(min_size=1, max_size=20).filter(str.strip))
def test_the_key_itself_is_right_without_a_note(key):
    assert judge(key, [key]).right and judge(key, [key]).note is None


def written(number: int) -> str:
    """A number below ten thousand by the rules of Chinese numerals."""
    text, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        text += ("零" if digit and gap and text else "") + (
            "零一二三四五六七八九"[digit] + unit if digit else ""
        )
        gap = not digit
    return text


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_numerals_written_by_the_rules_are_read_as_their_number(high, low):
    many = f"{written(high)}万{'零' if low < 1000 else ''}{written(low)}"

    assert arabic(written(low)) == str(low)
    assert arabic(many) == str(high * 10_000 + low)


def test_each_blank_brings_its_own_note():
    body = {"blanks": [["三十三"], ["CO2"]]}

    marking = kind_of("fill_in").mark(body, "exact", ["33", "co2"])

    assert marking.right
    assert [str(note) for note in marking.notes] == [
        "Accepted: written in other numerals",
        "Accepted: capital and small letters count as the same",
    ]
