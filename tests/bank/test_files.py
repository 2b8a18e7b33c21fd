"""What the reader complains about, each time with file and line; it never raises."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.bank.files import folder
from tests.bank import shelf
from tests.bank.shelf import question, shelve


def complaints(path) -> list[str]:
    return [str(complaint).removeprefix(f"{path}/") for complaint in folder.read(path).complaints]


def the_complaint(path) -> str:
    (only,) = complaints(path)
    return only


def test_a_sound_bank_is_read_whole(tmp_path):
    bank = folder.read(shelve(tmp_path))

    assert bank.complaints == ()
    assert [one.key for one in bank.questions] == ["tea-001", "tea-002", "tea-003", "tea-004", "tea-005"]
    assert (bank.topics[0].title_zh, bank.topics[0].title_en) == ("茶", "Tea")


def test_a_question_knows_its_file_and_line(tmp_path):
    first, second = folder.read(shelve(tmp_path, question() + question("tea-002"))).questions

    assert first.file.endswith("tea/01-leaves.toml")
    assert (first.line, second.line) == (4, 12)


def test_what_looks_like_a_question_inside_a_text_moves_no_line(tmp_path):
    trap = question(
        "tea-001", shelf.TRUE_FALSE.replace('"龙井是绿茶。"', '"""\n[[question]]\nkey = "x"\n""""')
    )

    found = folder.read(shelve(tmp_path, trap + "# [[question]]\n" + question("tea-002"))).questions

    assert [one.line for one in found] == [4, 16]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ('policy = "kind"\n', "11: tea-001: policy 'kind' does not go with type single; it takes exact"),
        (
            'policy = ["exact"]\n',
            "11: tea-001: policy ['exact'] does not go with type single; it takes exact",
        ),
        ('lang = "fr"\n', "11: tea-001: lang 'fr' is not known; known are zh-Hans, en"),
        ('hint = "绿"\n', "11: tea-001: unknown field 'hint' for a question of type single"),
        ("answer = true\n", "11: tea-001: unknown field 'answer' for a question of type single"),
        ('quote = "茶"\n', "11: tea-001: a quote needs the article it is taken from"),
        ("article = 7\n", "11: tea-001: article must be a text"),
        ('article = ""\n', "11: tea-001: article is empty"),
        ('article = "a\\u0000b"\n', "11: tea-001: article holds a control character"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path, more, text):
    assert the_complaint(shelve(tmp_path, question(more=more))) == f"tea/01-leaves.toml:{text}"


@pytest.mark.parametrize(
    ("there", "instead", "text"),
    [
        ('"因为如此。"', '""', "9: tea-001: explanation is empty"),
        (
            '"因为如此。"',
            f'"{"长" * 2001}"',
            "9: tea-001: explanation has 2001 characters, at most 2000 are allowed",
        ),
        ('explanation = "因为如此。"\n', "", "4: tea-001: explanation is missing"),
        (
            "difficulty = 2",
            "difficulty = 6",
            "10: tea-001: difficulty must be a whole number from 1 to 5, not 6",
        ),
        (
            "difficulty = 2",
            "difficulty = true",
            "10: tea-001: difficulty must be a whole number from 1 to 5, not True",
        ),
        ('"tea-001"', '"Tea 1"', "5: key 'Tea 1' must be lower-case letters and digits, parted by hyphens"),
        ('"tea-001"', "1", "5: key must be a text"),
        ('stem = "哪一种是绿茶？"', "stem = []", "7: tea-001: stem must be a text"),
        (
            '"single"',
            '"essay"',
            "6: tea-001: type 'essay' is not known; known are single, multiple, true_false, fill_in, ordering",
        ),
    ],
)
def test_a_missing_or_oversized_text_is_named_with_its_line(tmp_path, there, instead, text):
    shelve(tmp_path, question().replace(there, instead))

    assert the_complaint(tmp_path) == f"tea/01-leaves.toml:{text}"


def test_every_complaint_of_every_file_is_collected(tmp_path):
    shelve(tmp_path, question(more="a = 1\n") + question("tea-002", more="b = 1\nc = 1\n"))
    shelve(tmp_path, "[[question]", file="rice/01-field.toml", head="")

    assert len(complaints(tmp_path)) == 4


def test_a_key_taken_in_another_file_is_named_with_both_places(tmp_path):
    shelve(tmp_path, question())
    shelve(tmp_path, question(more="wrong = 1\n"), file="tea/02-water.toml")

    assert (
        f"tea/02-water.toml:5: key 'tea-001' is taken already, by {tmp_path}/tea/01-leaves.toml:5"
        in complaints(tmp_path)
    )


def test_broken_toml_is_named_with_its_line(tmp_path):
    shelve(tmp_path, question() + "\n[[question]]\nkey = \n")

    assert the_complaint(tmp_path) == "tea/01-leaves.toml:13: is not valid TOML: Invalid value"


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path):
    shelve(tmp_path)
    (tmp_path / "tea/02-water.toml").write_bytes(
        b'topic = "tea"\nsource = "' + "茶".encode("gb18030") + b'"\n'
    )

    assert the_complaint(tmp_path) == "tea/02-water.toml:2: is not UTF-8 text (byte 0xb2)"


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    text = (shelve(tmp_path) / "tea/01-leaves.toml").read_text("utf8")
    (tmp_path / "tea/01-leaves.toml").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))

    assert folder.read(tmp_path).complaints == ()
    assert folder.read(tmp_path).questions[1].line == 12


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, f"a = {'9' * 5000}", "a = 2026-13-40", "\x00", "a = 1\ra = 2"]
)
def test_hostile_toml_is_one_complaint(tmp_path, text):
    shelve(tmp_path, text, head="")

    assert the_complaint(tmp_path).startswith("tea/01-leaves.toml:1: ")


def test_files_that_cannot_be_opened_are_complaints(tmp_path):
    (shelve(tmp_path) / "tea/02-gone.toml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "tea/03-folder.toml").mkdir()
    os.mkfifo(tmp_path / "tea/04-pipe.toml")
    (tmp_path / "rice").symlink_to(tmp_path / "nowhere")

    assert [told.split(":")[0] for told in complaints(tmp_path)] == [
        "rice",
        "tea/02-gone.toml",
        "tea/03-folder.toml",
        "tea/04-pipe.toml",
    ]


def test_a_huge_file_is_not_even_parsed(tmp_path):
    shelve(tmp_path, "#" * 1_000_001)

    assert the_complaint(tmp_path) == "tea/01-leaves.toml:1: is larger than 1,000,000 bytes"


def test_a_file_name_of_strange_bytes_can_be_printed(tmp_path):
    (shelve(tmp_path) / os.fsdecode(b"tea/\xff.toml")).write_text("")

    the_complaint(tmp_path).encode("utf8")


@pytest.mark.parametrize("name", ["no", "empty"])
def test_a_folder_without_topics_is_a_complaint(tmp_path, name):
    (tmp_path / "empty").mkdir()

    assert len(folder.read(tmp_path / name).complaints) == 1


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ('source = "s"\n', "1: topic is missing"),
        ('topic = "rice"\nsource = "s"\n', "1: topic 'rice' is not the topic of this folder, 'tea'"),
        ('topic = "tea"\n', "1: source is missing"),
        ('topic = "tea"\nsource = "s"\nauthor = "a"\n', "3: unknown field 'author'"),
    ],
)
def test_the_head_of_a_file_is_checked(tmp_path, head, text):
    assert the_complaint(shelve(tmp_path, head=head)) == f"tea/01-leaves.toml:{text}"


@pytest.mark.parametrize("text", ["", "question = 3\n", "question = [1]\n"])
def test_a_file_without_questions_is_a_complaint(tmp_path, text):
    assert "holds no [[question]]" in the_complaint(shelve(tmp_path, text))


@pytest.mark.parametrize(
    ("there", "instead", "text"),
    [
        ('key = "tea"', 'key = "rice"', "1: key 'rice' is not the name of its folder, 'tea'"),
        ('title = "茶"\n', "", "1: title is missing"),
        ('[en]\ntitle = "Tea"\n', "", "1: title under [en] is missing"),
        ('title = "Tea"\n', 'title = "Tea"\nicon = "cup"\n', "5: unknown field 'en.icon'"),
    ],
)
def test_a_topics_own_file_is_checked(tmp_path, there, instead, text):
    file = shelve(tmp_path) / "tea/topic.toml"
    file.write_text(file.read_text("utf8").replace(there, instead), "utf8")

    assert the_complaint(tmp_path) == f"tea/topic.toml:{text}"


def test_a_topic_without_its_file_is_a_complaint(tmp_path):
    (shelve(tmp_path) / "tea/topic.toml").unlink()

    assert the_complaint(tmp_path) == "tea/topic.toml:1: is not a file that can be read"


@pytest.mark.parametrize("file", ["tea/leaves.toml", "stray.TOML"])
def test_a_misnamed_or_misplaced_file_is_a_complaint_not_passed_over(tmp_path, file):
    (shelve(tmp_path) / file).write_text("")

    assert the_complaint(tmp_path).startswith(f"{file}:1: ")


@settings(max_examples=150)
@given(data=st.data())
def test_no_file_however_mangled_brings_the_reader_down(tmp_path_factory, data):
    whole = (shelf.HEAD + shelf.every_kind()).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    path = shelve(tmp_path_factory.mktemp("mangled"), "")
    (path / "tea/01-leaves.toml").write_bytes(whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:])

    assert all(str(complaint) for complaint in folder.read(path).complaints)
