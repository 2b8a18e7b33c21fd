"""Marks in the text as written, and the stretch that is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.search.answers import plain
from quizapp.search.asking import needs_of
from quizapp.search.excerpts import excerpt, marked


def lit(text, query):
    return [piece for piece, is_marked in marked(text, needs_of(query)) if is_marked]


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("學習使人進步", "学习", ["學習"]),
        ("ＡＢＣ abcd", "abc", ["ＡＢＣ"]),
        ("依第五十四条，第一条", "第54条", ["第五十四条"]),
        ("依第54条", "第五十四条", ["第54条"]),
        ("学习学习，学习", "学习", ["学习学习", "学习"]),
        ("劳动与合同", "合同 劳动", ["劳动", "合同"]),
        ("ﬁnd ﬁ", "find", ["ﬁnd"]),
        ("得12分", "十二", ["12"]),
        ("无关", "学习", []),
    ],
)
def test_what_was_found_is_marked_as_it_was_written(text, query, pieces):
    assert lit(text, query) == pieces


def test_markup_stays_text():
    assert marked("<b>学习</b>", needs_of("学习")) == (("<b>", False), ("学习", True), ("</b>", False))


def test_an_excerpt_stands_around_the_best_place_and_begins_with_its_sentence():
    text = "前言学习。" + "无关的话。" * 60 + "这里学习、学习、再学习。" + "后话。" * 60

    shown = plain(excerpt(text, needs_of("学习"), 40))

    assert shown.startswith("…这里学习、学习、再学习。") and shown.endswith("…")


def test_an_excerpt_without_a_mark_is_the_beginning():
    assert excerpt("开头\n第二行", needs_of("学习")) == (("开头 第二行", False),)


@given(
    st.text("学习法第五十4条，。 \nﬁ", max_size=300),
    st.sampled_from(["学习", "法", "第五十四条", "fi", "第54条 法"]),
)
def test_an_excerpt_is_made_of_the_text_alone(text, query):
    shown = plain(excerpt(text, needs_of(query), 50)).strip("…")

    assert shown.strip() in " ".join(text.split()) and len(shown) <= 50
