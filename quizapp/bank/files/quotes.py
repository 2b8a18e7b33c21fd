"""Whether each question's quote stands word for word in its article."""

from collections.abc import Iterable, Iterator, Mapping

from quizapp.bank.files.complaint import Complaint
from quizapp.bank.files.questions import QuestionFile


def complaints(
    questions: Iterable[QuestionFile], plain: Mapping[tuple[str, str], str]
) -> Iterator[Complaint]:
    """A complaint for every quote that is not in its article; `plain`: (article key, lang) to the article's text.

    Line breaks and runs of spaces count as one space: an article's source may wrap its lines.
    """
    spaced = {edition: _spaced(text) for edition, text in plain.items()}
    for question in questions:
        if question.article_key is None:
            continue
        text = spaced.get((question.article_key, question.lang))
        if text is None:
            told = f"article {question.article_key!r} does not exist in {question.lang}"
        elif question.quote and _spaced(question.quote) not in text:
            told = f"the quote does not stand word for word in {question.article_key!r}"
        else:
            continue
        yield Complaint(question.file, question.quote_line, f"{question.key}: {told}")


def _spaced(text: str) -> str:
    return " ".join(text.split())
