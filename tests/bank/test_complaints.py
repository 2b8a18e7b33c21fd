"""What each kind of question complains about in its own fields."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.kinds import kind_of
from tests.bank import shelf


def about(kind: str) -> list[str]:
    raw = tomllib.loads(kind)
    return kind_of(raw["type"]).complaints(raw)


@pytest.mark.parametrize(
    ("kind", "there", "instead", "text"),
    [
        (shelf.SINGLE, ", right = true", "", "a single choice has one right option, not 0"),
        (shelf.SINGLE, '"普洱"', '"普洱", right = true', "a single choice has one right option, not 2"),
        (
            shelf.MULTIPLE,
            '"普洱", right = true',
            '"普洱"',
            "a multiple choice has two or more right options, not 1",
        ),
        (shelf.SINGLE, '"普洱"', '" 龍井 "', "options 1 and 2 are equal"),
        (shelf.SINGLE, "right = true", 'right = "yes"', "option 1: right must be true or false"),
        (shelf.SINGLE, '{ text = "普洱" }', "{}", "option 2 is missing"),
        (shelf.SINGLE, '"普洱"', '"普洱", correct = true', "option 2: unknown field 'correct'"),
        (shelf.SINGLE, ', { text = "普洱" }, { text = "祁红" }', "", "there must be 2 to 10 options, not 1"),
        (shelf.SINGLE, '{ text = "普洱" }', "1", "options must be a list of { text, right, lock }"),
        (
            shelf.TRUE_FALSE,
            "answer = true",
            'answer = "true"',
            "answer must be true or false, without quotes",
        ),
        (shelf.TRUE_FALSE, "answer = true", "", "answer is missing"),
        (shelf.FILL_IN, "分钟", "____分钟", "the stem marks 3 blanks with ____, but 2 are answered"),
        (shelf.FILL_IN, '["3"]', "[]", "blank 2 must have 1 to 20 accepted answers, not 0"),
        (shelf.FILL_IN, '["3"]', '["。"]', "blank 2: '。' is nothing but punctuation"),
        (shelf.FILL_IN, '["3"]', '["3", "3"]', "blank 2: '3' stands there twice"),
        (shelf.FILL_IN, '["3"]', "[3]", "blank 2 must be a text"),
        (
            shelf.FILL_IN,
            '["3"]',
            '"3"',
            'blanks must be a list of lists of accepted answers, such as [["33", "三十三"]]',
        ),
        (shelf.ORDERING, '"烧水", "温杯", ', "", "there must be 3 to 10 things to put in order, not 2"),
        (shelf.ORDERING, '"烧水"', '"温杯"', "two things to put in order are equal"),
        (shelf.ORDERING, '"烧水"', "1", "thing 1 of order must be a text"),
    ],
)
def test_each_kind_says_what_it_misses(kind, there, instead, text):
    assert kind.replace(there, instead) != kind
    assert about(kind.replace(there, instead)) == [text]


@pytest.mark.parametrize("option", ["以上都是", "上述说法均不对", "All of the above", "以上答案都不正确"])
def test_an_option_about_the_others_must_be_locked(option):
    told = about(shelf.SINGLE.replace("祁红", option))

    assert told == ["option 3 speaks of the others by their place; add lock = true"]
    assert about(shelf.SINGLE.replace('"祁红"', f'"{option}", lock = true')) == []


@pytest.mark.parametrize("option", ["A和C", "Ａ、Ｂ", "Both A and B", "只有A和B正确"])
def test_an_option_naming_letters_needs_every_option_locked(option):
    assert about(shelf.SINGLE.replace("祁红", option)) == [
        "option 3 names options by letter; lock every option"
    ]


@pytest.mark.parametrize("text", ["故选C。", "选项 B 不对", "答案是A", "The answer is B."])
def test_an_explanation_naming_a_letter_is_a_complaint(text):
    (told,) = about(shelf.SINGLE + f'explanation = "{text}"\n')

    assert told.startswith("the explanation names an option by its letter")


@pytest.mark.parametrize("text", ["维生素A和维生素C都怕热", "可选AED", "B超", "D型"])
def test_letters_and_words_that_point_at_no_option_are_fine(text):
    assert about(shelf.SINGLE.replace("祁红", text) + f'explanation = "{text}"\n') == []


values = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["text", "right", "x"]), inner)
    ),
    max_leaves=6,
)


@given(st.sampled_from(["single", "multiple", "true_false", "fill_in", "ordering"]), values, values)
def test_a_field_of_any_other_shape_is_a_complaint_and_no_failure(name, value, stem):
    kind = kind_of(name)

    told = kind.complaints({"stem": stem, "explanation": stem, **dict.fromkeys(kind.fields, value)})

    assert told or kind.body(dict.fromkeys(kind.fields, value))
