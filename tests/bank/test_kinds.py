import random
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from quizapp.bank.kinds import KINDS, kind_of
from quizapp.bank.kinds.kind import Part
from tests.bank import shelf

chance = st.integers(0, 2**32).map(random.Random)
raws = st.sampled_from([tomllib.loads(text) for text in shelf.EVERY_KIND])


def laid_out(raw, rng):
    kind = kind_of(raw["type"])
    body = kind.body(raw)
    return kind, body, kind.arrange(body, rng), [f"h{n}" for n in range(kind.size(body))]


def texts(parts: tuple[Part, ...]) -> list[str]:
    return [part.text for part in parts]


def sent(*pairs: tuple[str, str]):
    return MultiDict(pairs).getlist


@pytest.mark.parametrize("text", shelf.EVERY_KIND)
def test_a_sound_question_brings_no_complaint(text):
    raw = tomllib.loads(text)

    assert kind_of(raw["type"]).complaints(raw) == []


@given(raws, chance)
def test_the_key_is_always_fully_right(raw, rng):
    kind, body, _, _ = laid_out(raw, rng)

    assert all(kind.mark(body, policy, kind.key(body)).right for policy in kind.policies)


@given(raws, chance)
def test_every_part_is_shown_once_under_its_own_handle(raw, rng):
    kind, body, order, handles = laid_out(raw, rng)

    assert [part.handle for part in kind.shown(body, order, handles)] == handles
    assert sorted(order) in ([], list(range(len(handles))))


@given(st.permutations([True, True, False, False]), chance)
def test_what_is_shown_does_not_depend_on_which_options_are_right(right, rng):
    texts = ["甲", "乙", "丙", "丁"]
    body, other = (
        {
            "options": [
                {"text": text, "right": flag, "lock": False} for text, flag in zip(texts, flags, strict=True)
            ]
        }
        for flags in (right, [True, False, False, False])
    )
    order, kind = kind_of("multiple").arrange(body, rng), kind_of("multiple")

    assert kind.shown(body, order, texts) == kind.shown(other, order, texts)


@pytest.mark.parametrize("other", [{"answer": True}, {"answer": False}])
def test_a_statement_is_shown_the_same_whether_true_or_false(other):
    shown = kind_of("true_false").shown(other, [], ["a", "b"])

    assert [str(part.label) for part in shown] == ["True", "False"]


def test_blanks_are_shown_without_their_answers():
    assert kind_of("fill_in").shown({"blanks": [["八十"], ["3"]]}, [], ["a", "b"]) == (Part("a"), Part("b"))


@given(st.integers(3, 6), chance)
def test_things_to_order_are_never_shown_in_their_right_order(size, rng):
    order = kind_of("ordering").arrange({"order": ["x"] * size}, rng)

    assert sorted(order) == list(range(size))
    assert order != list(range(size))


def test_every_order_but_the_right_one_comes_up():
    rng = random.Random(7)

    seen = {tuple(kind_of("ordering").arrange({"order": ["x"] * 3}, rng)) for _ in range(200)}

    assert len(seen) == 5


@given(st.lists(st.booleans(), min_size=2, max_size=8), chance)
def test_a_locked_option_keeps_its_place(locks, rng):
    body = {"options": [{"text": "x", "right": False, "lock": lock} for lock in locks]}

    order = kind_of("single").arrange(body, rng)

    assert sorted(order) == list(range(len(locks)))
    assert all(order[place] == place for place, lock in enumerate(locks) if lock)


def test_options_come_in_every_order():
    body, rng = {"options": [{"text": "x", "right": False, "lock": False}] * 3}, random.Random(7)

    assert len({tuple(kind_of("single").arrange(body, rng)) for _ in range(200)}) == 6


def test_a_single_answer_is_read_by_its_handle():
    read = kind_of("single").read

    assert read(sent(("answer", "b")), [2, 0, 1], ["a", "b", "c"]) == [0]
    assert read(sent(("answer", "b"), ("answer", "c")), [2, 0, 1], ["a", "b", "c"]) is None


def test_several_answers_are_read_in_the_bodys_order():
    form = sent(("answer", "a"), ("answer", "b"), ("answer", "a"))

    assert kind_of("multiple").read(form, [2, 0, 1], ["a", "b", "c"]) == [0, 2]


@pytest.mark.parametrize(("handle", "expected"), [("t", [True]), ("f", [False]), ("0", None)])
def test_a_judgement_is_read_as_true_or_false(handle, expected):
    assert kind_of("true_false").read(sent(("answer", handle)), [], ["t", "f"]) == expected


def test_blanks_are_read_as_plain_short_text():
    form = sent(("answer-a", " 依法\x00  治国 "), ("answer-b", "x" * 5000))

    assert kind_of("fill_in").read(form, [], ["a", "b", "c"]) == ["依法 治国", "x" * 200, ""]


def test_places_are_read_as_the_things_in_the_order_chosen():
    form = sent(("place-a", "2"), ("place-b", "3"), ("place-c", "1"))

    assert kind_of("ordering").read(form, [1, 2, 0], ["a", "b", "c"]) == [0, 1, 2]


@pytest.mark.parametrize("places", ["112", "023", "12", "1b3", "124", "12３", "1²3"])
def test_places_that_are_not_each_given_once_are_no_answer(places):
    form = sent(*((f"place-{handle}", place) for handle, place in zip("abc", places, strict=False)))

    assert kind_of("ordering").read(form, [1, 2, 0], ["a", "b", "c"]) is None


def test_a_place_too_long_to_be_a_number_is_no_answer():
    form = sent(("place-a", "9" * 5000), ("place-b", "2"), ("place-c", "1"))

    assert kind_of("ordering").read(form, [1, 2, 0], ["a", "b", "c"]) is None


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_sent_is_no_answer(kind):
    assert kind_of(kind).read(sent(), [0, 1], ["a", "b"]) is None


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false"])
def test_a_foreign_handle_is_no_answer(kind):
    form = sent(("answer", "1"), ("answer", "a"))

    assert kind_of(kind).read(form, [0, 1], ["a", "b"]) is None


@given(raws, chance)
def test_the_right_answer_given_through_the_page_is_fully_right(raw, rng):
    kind, body, order, handles = laid_out(raw, rng)
    named = kind.reveal(body, order, handles, kind.key(body))

    form = [("answer", part.handle) for part in named if part.right]
    form += [(f"answer-{part.handle}", part.text) for part in named]
    form += [(f"place-{part.handle}", str(part.right_place)) for part in named]

    assert kind.read(sent(*form), order, handles) == kind.key(body)


@given(raws, chance)
def test_without_an_answer_everything_is_revealed_and_nothing_was_chosen(raw, rng):
    kind, body, order, handles = laid_out(raw, rng)

    revealed = kind.reveal(body, order, handles, None)

    assert {part.handle for part in revealed} == set(handles)
    assert not any(part.chosen or part.given for part in revealed)


def test_after_an_ordering_each_thing_tells_its_place_and_the_right_one():
    revealed = kind_of("ordering").reveal(
        {"order": ["烧水", "温杯", "投茶"]}, [2, 0, 1], ["a", "b", "c"], [0, 2, 1]
    )

    assert [(part.handle, part.text, part.right, part.place, part.right_place) for part in revealed] == [
        ("b", "烧水", True, 1, 1),
        ("c", "温杯", False, 3, 2),
        ("a", "投茶", False, 2, 3),
    ]


def test_after_a_blank_the_key_stands_beside_what_was_written():
    (part,) = kind_of("fill_in").reveal({"blanks": [["八十", "80"]]}, [], ["a"], ["90"])

    assert (part.text, part.given, part.right) == ("八十", "90", False)


def test_after_a_choice_the_right_and_the_chosen_options_are_marked():
    body = {
        "options": [
            {"text": "龙井", "right": True, "lock": False},
            {"text": "普洱", "right": False, "lock": False},
        ]
    }

    revealed = kind_of("single").reveal(body, [1, 0], ["a", "b"], [1])

    assert [(part.text, part.right, part.chosen) for part in revealed] == [
        ("普洱", False, True),
        ("龙井", True, False),
    ]
