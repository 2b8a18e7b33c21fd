"""One file of questions: each sound one as a dataclass with its file and line, and complaints about the rest."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quizapp.bank import texts
from quizapp.bank.files.complaint import Complaint
from quizapp.bank.files.toml import Block, TomlFile
from quizapp.bank.kinds import KINDS
from quizapp.bank.kinds.kind import Kind
from quizapp.bank.marking import Policy
from quizapp.bank.texts import quoted, text_complaints

LANGS = ("zh-Hans", "en")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REQUIRED = {"key": texts.KEY_MOST, "stem": texts.STEM_MOST, "explanation": texts.EXPLANATION_MOST}
OPTIONAL = {"article": texts.KEY_MOST, "quote": texts.QUOTE_MOST}
COMMON = {*REQUIRED, *OPTIONAL, "type", "lang", "difficulty", "policy"}
EASIEST, MIDDLE, HARDEST = 1, 3, 5

Told = tuple[str, str]  # the field a sentence is about, and the sentence
Place = tuple[str, str, int]  # a key, and the file and line it stands at


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """One question as a file has it, with the place it stands at."""

    file: str
    line: int
    key: str
    topic_key: str
    source: str
    lang: str
    kind: str
    stem: str
    body: dict[str, Any]
    policy: str
    explanation: str
    article_key: str | None
    quote: str | None
    difficulty: int
    quote_line: int

    @property
    def digest(self) -> str:
        """SHA-256 of everything but the place: two loads compare by it."""
        told = {
            name: value for name, value in asdict(self).items() if name not in {"file", "line", "quote_line"}
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class QuestionsRead:
    """The sound questions of a file, the place of every key in it, and complaints about its head and the others."""

    questions: Sequence[QuestionFile] = ()
    keys: Sequence[Place] = ()
    complaints: Sequence[Complaint] = ()


def read(toml: TomlFile, topic_key: str) -> QuestionsRead:
    """Read the questions of one file, which lies in the folder of the topic."""
    complaints = [
        Complaint(toml.file, toml.top.line_of(name), text) for name, text in _head(toml.data, topic_key)
    ]
    raws = toml.data.get("question")
    if not isinstance(raws, list) or not all(isinstance(raw, dict) for raw in raws):
        complaints.append(Complaint(toml.file, toml.top.line_of("question"), "holds no [[question]]"))
        return QuestionsRead(complaints=complaints)
    source = str(toml.data.get("source", "")).strip()
    questions, keys = [], []
    for raw, block in zip(raws, toml.blocks("question", len(raws)), strict=True):
        keys.append((str(raw.get("key")), toml.file, block.line_of("key")))
        if told := list(_one(raw)):
            complaints += [
                Complaint(toml.file, block.line_of(name), _named(raw, text)) for name, text in told
            ]
        else:
            questions.append(_question(raw, toml.file, block, topic_key, source))
    return QuestionsRead(questions, keys, complaints)


def _head(data: Mapping[str, Any], topic_key: str) -> Iterator[Told]:
    for name, most in (("topic", texts.TITLE_MOST), ("source", texts.SOURCE_MOST)):
        for text in text_complaints(name, data.get(name), most=most):
            yield name, text
    topic = data.get("topic")
    if isinstance(topic, str) and topic.strip() and topic != topic_key:
        yield "topic", f"topic {quoted(topic)} is not the topic of this folder, {topic_key!r}"
    for name in sorted(set(data) - {"topic", "source", "question"}):
        yield name, f"unknown field {quoted(name)}"


def _named(raw: Mapping[str, object], text: str) -> str:
    key = raw.get("key")
    return f"{key}: {text}" if isinstance(key, str) and KEY.fullmatch(key) else text


def _one(raw: Mapping[str, object]) -> Iterator[Told]:
    """Everything wrong with one question."""
    yield from _texts(raw)
    yield from _choices(raw)
    kind = KINDS.get(str(raw.get("type")))
    if kind is None:
        yield "type", f"type {quoted(raw.get('type'))} is not known; known are {', '.join(KINDS)}"
        return
    yield from _of_kind(raw, kind)


def _texts(raw: Mapping[str, object]) -> Iterator[Told]:
    given = {name: most for name, most in OPTIONAL.items() if name in raw}
    for name, most in {**REQUIRED, **given}.items():
        for text in text_complaints(name, raw.get(name), most=most):
            yield name, text
    key = raw.get("key")
    if isinstance(key, str) and key.strip() and not KEY.fullmatch(key):
        yield "key", f"key {quoted(key)} must be lower-case letters and digits, parted by hyphens"
    if "quote" in raw and "article" not in raw:
        yield "quote", "a quote needs the article it is taken from"


def _choices(raw: Mapping[str, object]) -> Iterator[Told]:
    lang, difficulty = raw.get("lang", LANGS[0]), raw.get("difficulty", MIDDLE)
    if lang not in LANGS:
        yield "lang", f"lang {quoted(lang)} is not known; known are {', '.join(LANGS)}"
    whole = isinstance(difficulty, int) and not isinstance(difficulty, bool)
    if not whole or difficulty not in range(EASIEST, HARDEST + 1):
        yield (
            "difficulty",
            f"difficulty must be a whole number from {EASIEST} to {HARDEST}, not {quoted(difficulty)}",
        )


def _of_kind(raw: Mapping[str, object], kind: Kind) -> Iterator[Told]:
    for name in sorted(set(raw) - COMMON - kind.fields):
        yield name, f"unknown field {quoted(name)} for a question of type {kind.name}"
    policy = raw.get("policy", Policy.EXACT.value)
    if policy not in sorted(kind.policies):
        yield (
            "policy",
            f"policy {quoted(policy)} does not go with type {kind.name}; it takes {', '.join(sorted(kind.policies))}",
        )
    for text in kind.complaints(raw):
        yield min(kind.fields), text


def _question(raw: Mapping[str, Any], file: str, block: Block, topic_key: str, source: str) -> QuestionFile:
    article, quote = raw.get("article"), raw.get("quote")
    return QuestionFile(
        file=file,
        line=block.line,
        key=raw["key"],
        topic_key=topic_key,
        source=source,
        lang=raw.get("lang", LANGS[0]),
        kind=raw["type"],
        stem=raw["stem"].strip(),
        body=KINDS[raw["type"]].body(raw),
        policy=raw.get("policy", Policy.EXACT.value),
        explanation=raw["explanation"].strip(),
        article_key=article.strip() if article else None,
        quote=quote.strip() if quote else None,
        difficulty=raw.get("difficulty", MIDDLE),
        quote_line=block.line_of("quote"),
    )
