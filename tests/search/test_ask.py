"""What is found, what is not, and in which order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.search.queries import ask
from quizapp.search.worker import rebuild
from tests.search.shelf import LAWS, articles, document, naively, queries, sections_of_law


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """An index of a few documents on one thing each."""
    folder = tmp_path_factory.mktemp("library") / "index"
    rebuild(folder, [
        document("law", "消费者权益保护法第五十四条规定了退货。", title="退货"),
        document("digits", "第54条在2026年8月5日公布。"),
        document("tang", "學而時習之，不亦說乎。", title="論語"),
        document("study", "认真学习，天天向上。"),
        document("english", "The Civil Code protects buyers.", lang="en"),
        document("office", "机关的秘密", member_types=("office",)),
        document("runs", "法法法法"),
        document("far", "劳动者订立合同。"),
        document("near", "订立劳动合同。"),
    ])  # fmt: skip
    return folder


def found(folder, text, **filters):
    return {hit.key for hit in ask(folder, text, **filters).hits}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("学习", {"study"}),
        ("學習", {"study"}),
        ("学而时习", {"tang"}),
        ("論語", {"tang"}),
        ("第五十四条", {"law", "digits"}),
        ("第54条", {"law", "digits"}),
        ("５４条", {"law", "digits"}),
        ("保护法第54条规定", {"law"}),
        ("二〇二六年八月五日", {"digits"}),
        ("第5条", set()),
        ("4条", set()),
        ("十四条", {"law"}),
        ("civil CODE", {"english"}),
        ("civ", set()),
        ("法", {"law", "runs"}),
        ("法法法", {"runs"}),
        ("法法法法法", set()),
        ("劳动合同", {"near"}),
        ("合同 劳动", {"near", "far"}),
        ("习天", set()),
    ],
)
def test_a_text_finds(library, text, keys):
    answer = ask(library, text)

    assert {hit.key for hit in answer.hits} == keys and answer.total == len(keys) and not answer.degraded


def test_a_find_in_the_title_comes_first(library):
    assert ask(library, "退货").hits[0].key == "law"


def test_what_says_more_about_it_comes_first(tmp_path):
    rebuild(tmp_path, [document("a", "学习，" + "别的话" * 9), document("b", "学习，学习，学习")])

    assert [hit.key for hit in ask(tmp_path, "学习").hits] == ["b", "a"]


@pytest.mark.parametrize("body", ["一" * 9000, "9" * 9000, "a" * 90_000, "", "\ud800\0\u0301"])
def test_strange_documents_are_indexed(tmp_path, body):
    rebuild(tmp_path, [document("a", f"{body}，学习")])

    assert found(tmp_path, "学习") == {"a"}


def test_filters_narrow_the_count_too(library):
    assert ask(library, "机关的秘密", member_type="community") == ask(library, "没有的话")
    assert found(library, "机关的秘密", member_type="office") == {"office"}
    assert found(library, "机关的秘密") == {"office"}


def test_documents_for_everyone_are_found_by_every_type(library):
    assert found(library, "学习", member_type="community", lang="zh-Hans", modules=frozenset({"m"})) == {
        "study"
    }
    assert found(library, "学习", lang="en") == set() == found(library, "学习", modules=frozenset({"other"}))


def test_a_member_type_cannot_be_named_like_everyone(tmp_path):
    rebuild(tmp_path, [document("a", "学习", member_types=("everyone",))])

    assert found(tmp_path, "学习", member_type="office") == set()


def test_pages_follow_one_another_without_gap_or_repeat(tmp_path):
    rebuild(tmp_path, [document(f"d{n:02}", "学习" * (1 + n % 3)) for n in range(25)])

    first = ask(tmp_path, "学习", limit=10)
    second = ask(tmp_path, "学习", limit=10, after=first.next_key)
    third = ask(tmp_path, "学习", limit=10, after=second.next_key)

    keys = [hit.key for page in (first, second, third) for hit in page.hits]
    assert len(keys) == len(set(keys)) == first.total == 25 and third.next_key is None


@pytest.mark.parametrize("after", ["", "~", "nan~x", "x" * 5000])
def test_a_made_up_page_key_does_no_harm(library, after):
    assert ask(library, "学习", after=after).total == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "%",
        "_",
        "*",
        "学*",
        '"',
        "NEAR(学 习)",
        "title:学",
        "学 OR 没有",
        "[* TO *]",
        "\\",
        "a\0b",
        "\ud800",
        "？！…",
        "习~2",
        "-学习 没有",
    ],
)
def test_syntax_of_other_engines_is_not_syntax(library, text):
    answer = ask(library, text)

    assert answer.total <= 2 and not answer.degraded


def test_letters_of_a_syntax_are_looked_for_and_signs_part_runs(library):
    assert found(library, "学习 OR 退货") == set()
    assert found(library, "学*习") == {"study", "tang"}


@pytest.mark.parametrize(
    "text", ["法" * 100_000, "法 " * 50_000, "一" * 50_000, "9" * 50_000, "\u0301" * 50_000, "法a" * 9_000]
)
def test_a_huge_text_is_answered_at_once(library, text):
    assert not ask(library, text).degraded


@given(text=st.text(max_size=80))
def test_no_text_breaks_a_search(library, text):
    assert not ask(library, text).degraded


def test_articles_that_ship_are_found_as_a_naive_search_finds_them(tmp_path):
    kept = [replace(one, body=one.body[:1500]) for one in articles()]
    rebuild(tmp_path, kept)

    for text in queries(kept, 200):
        assert found(tmp_path, text, limit=100) == naively(kept, text), text


@pytest.mark.skipif(not LAWS.exists(), reason="the collection of laws is not beside this checkout")
def test_a_thousand_sections_of_law_are_found_as_a_naive_search_finds_them(tmp_path):
    kept = sections_of_law(1000)
    rebuild(tmp_path, kept)

    for text in queries(kept, 200):
        answer, wanted = ask(tmp_path, text, limit=200), naively(kept, text)
        assert answer.total == len(wanted) and {hit.key for hit in answer.hits} <= wanted, text
