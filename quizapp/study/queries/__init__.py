"""Reading the library. Every question here is one statement."""

from quizapp.study.queries.articles import Around, Neighbour, Shown, around, article, articles_of
from quizapp.study.queries.editions import in_columns, in_edition, open_to, told_facts, with_reading
from quizapp.study.queries.library import columns, document_key, documents, editions_plain, modules
from quizapp.study.queries.progress import NextArticle, Place, continue_reading, place, reading_by_month

__all__ = [
    "Around",
    "Neighbour",
    "NextArticle",
    "Place",
    "Shown",
    "around",
    "article",
    "articles_of",
    "columns",
    "continue_reading",
    "document_key",
    "documents",
    "editions_plain",
    "in_columns",
    "in_edition",
    "modules",
    "open_to",
    "place",
    "reading_by_month",
    "told_facts",
    "with_reading",
]
