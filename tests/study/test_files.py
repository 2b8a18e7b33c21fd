"""Reading the content folder: what is sound, and what is complained about with file and line."""

import pytest

from quizapp.study.files import plain_texts, read
from tests.study.library import PARAGRAPH, SHIPPED, put, write_article, write_library


def complaints(folder) -> list[str]:
    return [str(complaint) for complaint in read(folder).complaints]


@pytest.fixture
def folder(tmp_path):
    return write_library(tmp_path / "content")


def test_the_shipped_library_is_sound():
    library = read(SHIPPED)

    assert library.complaints == []
    assert len(library.modules) == 6 and len(library.articles) == 30 and len(library.packages) == 2


def test_every_shipped_article_takes_a_few_minutes_and_has_a_table_of_contents():
    for _, edition in read(SHIPPED).editions():
        assert len(edition.contents) >= 2, edition.file


def test_an_article_is_read_with_its_place_and_its_text(folder):
    article = read(folder).articles["river"]

    assert (article.module_key, article.position, article.topics) == ("rivers", 1, ("rivers",))
    assert article.editions["zh-Hans"].plain == PARAGRAPH
    assert plain_texts(folder) == {("river", "zh-Hans"): PARAGRAPH}


def test_a_file_with_a_mark_and_other_line_ends_is_the_same_article(folder):
    path = write_article(folder, "river", PARAGRAPH)
    before = read(folder).articles

    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert read(folder).articles == before


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('title = "river的故事"', "", "rivers/01-river.zh-Hans.md:2: title is missing"),
        ('title = "river的故事"', "title = 3", "rivers/01-river.zh-Hans.md:3: title must be a text"),
        (
            'title = "river的故事"',
            f'title = "{"长" * 121}"',
            "rivers/01-river.zh-Hans.md:3: title must be one line",
        ),
        ("2026-11-01", '"soon"', "rivers/01-river.zh-Hans.md:7: published_on must be a day"),
        ('key = "river"', 'key = "River 1"', "rivers/01-river.zh-Hans.md:2: key must be small letters"),
        ('topics = ["rivers"]', "topics = []", "rivers/01-river.zh-Hans.md:5: topics must not be empty"),
        (
            'author = "编辑部"',
            'author = "编辑部"\nautor = "x"',
            "rivers/01-river.zh-Hans.md:7: autor is no field known",
        ),
        ('author = "编辑部"', "author = ", "rivers/01-river.zh-Hans.md:6: is not TOML"),
        ("+++\nkey", "key", "rivers/01-river.zh-Hans.md:1: does not begin with TOML"),
        (PARAGRAPH, "", "rivers/01-river.zh-Hans.md:9: the text is empty"),
        (PARAGRAPH, "一\n\n" + "> " * 9 + "二", "rivers/01-river.zh-Hans.md:12: the text nests"),
        (PARAGRAPH, "一\0二", "rivers/01-river.zh-Hans.md:10: holds a NUL"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(folder, old, new, complaint):
    path = folder / "rivers" / "01-river.zh-Hans.md"
    put(path, path.read_text("utf8").replace(old, new, 1))

    assert any(text.startswith(complaint) for text in complaints(folder)), complaints(folder)


def test_bytes_that_are_no_text_are_named_with_their_line(folder):
    path = folder / "rivers" / "01-river.zh-Hans.md"
    path.write_bytes(path.read_bytes() + "汉字".encode("gb18030"))

    assert complaints(folder) == ["rivers/01-river.zh-Hans.md:11: is not UTF-8 text"]


def test_a_file_with_another_name_is_not_passed_over(folder):
    put(folder / "rivers" / "notes.md", "x")

    assert complaints(folder)[0].startswith("rivers/notes.md:1: is not named")


def test_editions_have_to_agree_on_what_the_article_is(folder):
    write_article(folder, "river", "Water.", lang="en", more='member_types = ["office"]\n')

    assert "has the number of rivers/01-river.en.md" in complaints(folder)[0]


def test_a_key_belongs_to_one_article(folder):
    write_article(folder, "lake", PARAGRAPH, number=2, key="river")

    assert complaints(folder) == [
        "rivers/02-lake.zh-Hans.md:2: key river is taken by rivers/01-river.zh-Hans.md"
    ]


def test_a_module_stands_in_a_known_column_and_its_own_folder(folder):
    path = folder / "rivers" / "module.toml"
    put(path, path.read_text("utf8").replace('"culture"', '"art"').replace('key = "rivers"', 'key = "lakes"'))

    assert complaints(folder)[:2] == [
        "rivers/module.toml:1: key must be the folder's name, rivers",
        "rivers/module.toml:4: column art is not in columns.toml",
    ]


def test_a_package_names_only_what_there_is(folder):
    text = (
        (SHIPPED / "packages" / "2026-11.toml")
        .read_text("utf8")
        .replace("due = 2026-11-30", "due = 2026-10-30")
    )
    put(folder / "packages" / "2026-11.toml", text)

    told = complaints(folder)

    assert "packages/2026-11.toml:4: due lies before the package begins" in told
    assert (
        "packages/2026-11.toml:5: modules names everyday-law, first-aid, which is not in this library" in told
    )
    assert len(told) == 4


def test_everything_wrong_is_told_at_once_in_the_order_of_the_files(folder):
    put(folder / "columns.toml", "[[column]")
    put(folder / "rivers" / "02-lake.zh-Hans.md", "nothing")

    told = read(folder).complaints

    assert [complaint.file for complaint in told] == sorted(complaint.file for complaint in told)
    assert len({complaint.file for complaint in told}) == 3
