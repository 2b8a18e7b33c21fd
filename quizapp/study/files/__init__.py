"""Articles, modules, columns and packages as files: read whole, complained about by file and line, loaded only when sound."""

from quizapp.study.files.library import ArticleFile, Complaint, EditionFile, Library
from quizapp.study.files.reader import plain_texts, read

__all__ = ["ArticleFile", "Complaint", "EditionFile", "Library", "plain_texts", "read"]
