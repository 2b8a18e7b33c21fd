"""Folding, numerals, cells and cuts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kernel.text import arabic, as_number, fold, fold_in_place, inert, shortened

SIGNS = st.text(st.sampled_from("学習習慣，。ＡＢab１ é\u0301ﬁß½ｶﾞ\u200b\n第五十條…乾坤"), max_size=30)


@pytest.mark.parametrize(
    ("written", "folded"), [("學習", "学习"), ("ＡＢＣ", "abc"), ("  a \n b ", "a b"), ("ﬁ", "fi")]
)
def test_spellings_of_a_text_fold_to_one(written, folded):
    assert fold(written) == folded


def test_half_a_surrogate_pair_is_folded_like_any_sign():
    assert fold("a\ud800b") == "a?b"
    assert fold_in_place("a\ud800b").text == "a b"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("學習", "学习"),
        ("ＡＢ１", "ab1"),
        ("乾坤", "干坤"),
        ("a，b", "a b"),
        ("ﬁ", "fi"),
        ("re\u0301", "ré"),
        ("ｶﾞ", "ガ"),
        ("学\u200b习", "学习"),
    ],
)
def test_a_text_is_folded_in_place(written, folded):
    assert fold_in_place(written).text == folded


def test_each_folded_sign_knows_where_it_came_from():
    folded = fold_in_place("一ﬁ二e\u0301三")

    assert folded.text == "一fi二é三"
    assert list(folded.places) == [0, 1, 1, 2, 3, 5, 6]


@given(SIGNS)
def test_places_ascend_from_the_first_sign_to_the_end(text):
    folded = fold_in_place(text)

    assert len(folded.places) == len(folded.text) + 1
    assert list(folded.places) == sorted(folded.places) and folded.places[-1] == len(text)


@given(st.text("學習习惯乾坤瞭望著a，", max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_part_of_a_text_folds_to_a_part_of_its_fold(text, start, length):
    assert fold_in_place(text[start : start + length]).text in fold_in_place(text).text


@given(st.text(max_size=200))
def test_every_text_can_be_folded(text):
    once = fold_in_place(text).text

    assert fold_in_place(once).text.split() == once.split()


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("三十三", 33), ("二〇二六", 2026), ("十", 10), ("两千零一", 2001), ("一亿", 10**8)],
)
def test_a_chinese_numeral_has_a_value(numeral, value):
    assert as_number(numeral) == value


@pytest.mark.parametrize("text", ["", "万一", "百", "12", "千万"])
def test_what_is_no_numeral_has_none(text):
    assert as_number(text) is None


def test_numerals_in_a_text_are_written_in_digits():
    assert arabic("第五十四条，万一") == "第54条，万一"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "＝1", "\tx", "\rx"])
def test_a_cell_that_would_start_a_formula_is_made_inert(cell):
    assert inert(cell) == f"'{cell}"


def test_a_plain_cell_stays_as_it_is():
    assert inert("学习") == "学习" and inert("") == ""


def test_a_long_text_is_cut_with_an_ellipsis():
    assert shortened("学而时习之", 3) == "学而…" and shortened("学而", 3) == "学而"
