"""What the content folder holds, as plain data, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """Something an author has to mend, and where it stands."""

    file: str  # below the content folder
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class ColumnFile:
    key: str
    title_zh: str
    title_en: str
    position: int


@dataclass(frozen=True, slots=True)
class ModuleFile:
    key: str
    column_key: str
    position: int
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditionFile:
    """One article in one language, rendered. The digest changes with the file and with the renderer."""

    file: str
    lang: str
    digest: str
    title: str
    summary: str
    author: str
    published_on: date
    source: str
    html: str
    contents: tuple[tuple[str, str], ...]  # id and title of each heading
    plain: str


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One article in its place in a module, with its editions by language."""

    key: str
    module_key: str
    position: int
    topics: tuple[str, ...]
    member_types: tuple[str, ...]
    editions: dict[str, EditionFile]


@dataclass(frozen=True, slots=True)
class PackageFile:
    key: str
    title_zh: str
    title_en: str
    starts_on: date
    due_on: date
    modules: tuple[str, ...]
    articles: tuple[str, ...]
    weekly_topics: tuple[str, ...]
    reflection_zh: str
    reflection_en: str


@dataclass(slots=True)
class Library:
    """Everything read from a content folder. It may be loaded when there are no complaints."""

    columns: dict[str, ColumnFile] = field(default_factory=dict)
    modules: dict[str, ModuleFile] = field(default_factory=dict)
    articles: dict[str, ArticleFile] = field(default_factory=dict)
    packages: dict[str, PackageFile] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def editions(self) -> Iterator[tuple[ArticleFile, EditionFile]]:
        for article in self.articles.values():
            for edition in article.editions.values():
                yield article, edition
