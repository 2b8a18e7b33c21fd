"""A whole question bank: a folder per topic, with its topic.toml and numbered files of questions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizapp.bank.files import questions, toml
from quizapp.bank.files.complaint import Complaint, named
from quizapp.bank.files.questions import KEY, Place, QuestionFile, QuestionsRead
from quizapp.bank.texts import TITLE_MOST, quoted, text_complaints

TOPIC_FILE = "topic.toml"
NUMBERED = re.compile(r"\d\d-[a-z0-9-]+\.toml")


@dataclass(frozen=True, slots=True)
class TopicFile:
    """What the questions of a folder are about."""

    key: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class BankFiles:
    """What a folder holds. It may be loaded only when there are no complaints."""

    topics: tuple[TopicFile, ...]
    questions: tuple[QuestionFile, ...]
    complaints: tuple[Complaint, ...]


def read(folder: Path) -> BankFiles:
    """Read a bank; whatever is wrong is in the answer's complaints, by file and line."""
    folders, complaints = _folders(folder)
    topics: list[TopicFile] = []
    read: list[QuestionsRead] = []
    for one in folders:
        topic, told = _topic(one / TOPIC_FILE)
        topics += [topic] if topic else []
        complaints += told
        read += _questions(one)
    if not topics and not complaints:
        complaints.append(Complaint(named(folder), 1, "holds no topic"))
    complaints += [complaint for one in read for complaint in one.complaints]
    complaints += _doubles(place for one in read for place in one.keys)
    found = tuple(question for one in read for question in one.questions)
    return BankFiles(tuple(topics), found, tuple(sorted(complaints)))


def _folders(folder: Path) -> tuple[list[Path], list[Complaint]]:
    """The topics' folders, by name, and complaints about what else lies there."""
    try:
        entries = [(entry, entry.is_dir()) for entry in _visible(folder)]
    except OSError as error:
        return [], [Complaint(named(folder), 1, f"cannot be opened ({error.strerror})")]
    strays = [told for entry, is_dir in entries if not is_dir for told in _stray(entry)]
    return [entry for entry, is_dir in entries if is_dir], strays


def _visible(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


def _stray(entry: Path) -> list[Complaint]:
    # A link to a folder that is gone, for one: its questions must not count as withdrawn.
    if not entry.is_file():
        return [Complaint(named(entry), 1, "is neither a folder nor a file that can be read")]
    if entry.suffix.lower() == ".toml":
        return [Complaint(named(entry), 1, "lies outside a topic's folder")]
    return []


def _topic(path: Path) -> tuple[TopicFile | None, list[Complaint]]:
    read = toml.read(path)
    if isinstance(read, Complaint):
        return None, [read]
    told = list(_about_topic(read.data, folder=path.parent.name))
    if told:
        return None, [Complaint(read.file, read.top.line_of(name), text) for name, text in told]
    data = read.data
    return TopicFile(data["key"], data["title"].strip(), data["en"]["title"].strip()), []


def _about_topic(data: Mapping[str, object], *, folder: str) -> Iterator[tuple[str, str]]:
    key, english = data.get("key"), data.get("en")
    if key != folder:
        yield "key", f"key {quoted(key)} is not the name of its folder, {folder!r}"
    elif not KEY.fullmatch(folder) or len(folder) > TITLE_MOST:
        yield (
            "key",
            f"key {quoted(key)} must be lower-case letters and digits, parted by hyphens, at most {TITLE_MOST}",
        )
    for text in text_complaints("title", data.get("title"), most=TITLE_MOST):
        yield "title", text
    inner = english if isinstance(english, dict) else {}
    for text in text_complaints("title under [en]", inner.get("title"), most=TITLE_MOST):
        yield "en", text
    foreign = {*(set(data) - {"key", "title", "en"}), *(f"en.{name}" for name in set(inner) - {"title"})}
    for name in sorted(foreign):
        yield name, f"unknown field {quoted(name)}"


def _questions(folder: Path) -> list[QuestionsRead]:
    """What each file of questions in a topic's folder holds."""
    try:
        entries = _visible(folder)
    except OSError as error:
        told = Complaint(named(folder), 1, f"cannot be opened ({error.strerror})")
        return [QuestionsRead(complaints=[told])]
    files = [entry for entry in entries if entry.suffix.lower() == ".toml" and entry.name != TOPIC_FILE]
    return [_question_file(file, folder.name) for file in files]


def _question_file(path: Path, topic_key: str) -> QuestionsRead:
    if not NUMBERED.fullmatch(path.name):
        return QuestionsRead(complaints=[Complaint(named(path), 1, "must be named like 01-name.toml")])
    read = toml.read(path)
    return (
        QuestionsRead(complaints=[read]) if isinstance(read, Complaint) else questions.read(read, topic_key)
    )


def _doubles(keys: Iterable[Place]) -> Iterator[Complaint]:
    first: dict[str, Place] = {}
    for place in keys:
        key, file, line = place
        _, earlier_file, earlier_line = earlier = first.setdefault(key, place)
        if earlier is not place and KEY.fullmatch(key):
            yield Complaint(
                file, line, f"key {quoted(key)} is taken already, by {earlier_file}:{earlier_line}"
            )
