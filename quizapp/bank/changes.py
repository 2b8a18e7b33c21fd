"""What loading a bank changes: the files' questions held against those that stand in the product."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quizapp.bank.files.complaint import Complaint
from quizapp.bank.files.questions import QuestionFile


@dataclass(frozen=True, slots=True)
class Standing:
    """A question as it stands in the product."""

    key: str
    question_id: int
    lang: str
    asked: bool
    version: int
    loaded_digest: str  # empty for one that was made in the product
    edited: bool  # in the product, since the last load


@dataclass(slots=True)
class Plan:
    """What is to be done with each question; every one is in exactly one of these."""

    added: list[QuestionFile] = field(default_factory=list)
    changed: list[tuple[QuestionFile, Standing]] = field(default_factory=list)
    restored: list[Standing] = field(default_factory=list)  # withdrawn once, and back in the files as it was
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[Standing] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # edited in the product: left as they are


def plan(questions: Sequence[QuestionFile], standing: Mapping[str, Standing], *, take_files: bool) -> Plan:
    """Sort the files' questions, and those that vanished from the files, by what is to be done."""
    todo = Plan()
    for question in questions:
        _sort(todo, question, standing.get(question.key), take_files=take_files)
    for key in sorted(standing.keys() - {question.key for question in questions}):
        _sort_vanished(todo, standing[key], take_files=take_files)
    return todo


def _sort(todo: Plan, question: QuestionFile, now: Standing | None, *, take_files: bool) -> None:
    if now is None:
        todo.added.append(question)
    elif now.edited and not take_files:
        todo.kept.append(question.key)
    elif now.edited or now.loaded_digest != question.digest:
        todo.changed.append((question, now))
    elif not now.asked:
        todo.restored.append(now)
    else:
        todo.unchanged.append(question.key)


def _sort_vanished(todo: Plan, now: Standing, *, take_files: bool) -> None:
    if not now.asked or not now.loaded_digest:
        return  # withdrawn before, or never came from a file
    if now.edited and not take_files:
        todo.kept.append(now.key)
    else:
        todo.withdrawn.append(now)


def reused_keys(questions: Sequence[QuestionFile], standing: Mapping[str, Standing]) -> Iterator[Complaint]:
    """Complaints about keys that belonged to another question: one withdrawn, or one in another language."""
    for question in questions:
        now = standing.get(question.key)
        if now is None or now.edited or now.loaded_digest == question.digest:
            continue
        if not now.asked:
            told = "belonged to a question that was withdrawn, and a key is never used again"
        elif now.lang != question.lang:
            told = f"belongs to a question in {now.lang}; another language needs a key of its own"
        else:
            continue
        yield Complaint(question.file, question.line, f"key {question.key!r} {told}")
