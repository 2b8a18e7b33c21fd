"""Reading the whole content folder: columns, modules with their articles, packages; what is wrong is collected."""

from pathlib import Path

from quizapp.study.files.articles import read_articles
from quizapp.study.files.library import ArticleFile, ColumnFile, Complaint, Library, ModuleFile, PackageFile
from quizapp.study.files.tables import Fields, parse, read_text

COLUMNS = "columns.toml"
PACKAGES = "packages"


def read(folder: Path) -> Library:
    """Everything the folder holds. Never raises for bad content: see `complaints`, sorted by file and line."""
    library = Library()
    if not folder.is_dir():
        library.complaints.append(Complaint(folder.name, 1, "is no folder"))
        return library
    _read_columns(folder, library)
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name != PACKAGES and not path.name.startswith("."):
            _read_module(path, library)
    for path in sorted((folder / PACKAGES).glob("*.toml")):
        _read_package(path, library)
    library.complaints.sort()
    return library


def plain_texts(folder: Path) -> dict[tuple[str, str], str]:
    """The text alone of every edition in the folder, by (article key, language)."""
    return {(article.key, edition.lang): edition.plain for article, edition in read(folder).editions()}


def _open(path: Path, name: str, library: Library) -> Fields | None:
    if not path.is_file():
        library.complaints.append(Complaint(name, 1, "is missing"))
        return None
    text = read_text(path, name, library.complaints)
    return None if text is None else parse(text, name, library.complaints)


def _read_columns(folder: Path, library: Library) -> None:
    fields = _open(folder / COLUMNS, COLUMNS, library)
    if fields is None:
        return
    tables = fields.values.get("column")
    if (
        not isinstance(tables, list)
        or not all(isinstance(table, dict) for table in tables)
        or set(fields.values) != {"column"}
    ):
        library.complaints.append(Complaint(COLUMNS, 1, "must be a list of [[column]] tables"))
        return
    for table in tables:
        _read_column(Fields(table, fields.text, COLUMNS, library.complaints, prefix="column."), library)


def _read_column(fields: Fields, library: Library) -> None:
    key, english = fields.key("key", 60), fields.table("en")
    made = ColumnFile(
        key, fields.line_of_text("title", 60), english.line_of_text("title", 60), fields.number("order")
    )
    fields.nothing_else()
    english.nothing_else()
    if key in library.columns:
        fields.complain("key", f"{key} stands here twice")
    library.columns[key] = made


def _read_module(folder: Path, library: Library) -> None:
    fields = _open(folder / "module.toml", f"{folder.name}/module.toml", library)
    if fields is None:
        return
    english = fields.table("en")
    made = ModuleFile(
        key=fields.key("key", 60),
        column_key=fields.key("column", 60),
        position=fields.number("order"),
        title_zh=fields.line_of_text("title", 60),
        title_en=english.line_of_text("title", 60),
        summary_zh=fields.line_of_text("summary", 300),
        summary_en=english.line_of_text("summary", 300),
        topics=fields.keys("topics"),
    )
    fields.nothing_else()
    english.nothing_else()
    if made.key != folder.name:
        fields.complain("key", f"must be the folder's name, {folder.name}")
    if made.column_key not in library.columns:
        fields.complain("column", f"{made.column_key} is not in {COLUMNS}")
    library.modules[made.key] = made
    for article in read_articles(folder, made.key, library.complaints):
        _shelve(article, library)


def _shelve(article: ArticleFile, library: Library) -> None:
    if article.key in library.articles:
        here, there = (
            next(iter(found.editions.values())).file for found in (article, library.articles[article.key])
        )
        library.complaints.append(Complaint(here, 2, f"key {article.key} is taken by {there}"))
    library.articles[article.key] = article


def _read_package(path: Path, library: Library) -> None:
    fields = _open(path, f"{PACKAGES}/{path.name}", library)
    if fields is None:
        return
    english = fields.table("en")
    made = PackageFile(
        key=fields.key("key", 40),
        title_zh=fields.line_of_text("title", 60),
        title_en=english.line_of_text("title", 60),
        starts_on=fields.day("from"),
        due_on=fields.day("due"),
        modules=fields.keys("modules", empty=True),
        articles=fields.keys("articles", empty=True, optional=True),
        weekly_topics=fields.keys("weekly_topics"),
        reflection_zh=fields.line_of_text("reflection", 300),
        reflection_en=english.line_of_text("reflection", 300),
    )
    fields.nothing_else()
    english.nothing_else()
    _check_package(made, path.stem, fields, library)
    library.packages[made.key] = made


def _check_package(made: PackageFile, stem: str, fields: Fields, library: Library) -> None:
    topics = {topic for module in library.modules.values() for topic in module.topics}
    topics |= {topic for article in library.articles.values() for topic in article.topics}
    if made.key != stem:
        fields.complain("key", f"must be the file's name, {stem}")
    if made.due_on < made.starts_on:
        fields.complain("due", "lies before the package begins")
    if not made.modules and not made.articles:
        fields.complain("modules", "and articles are both empty: there is nothing to read")
    for name, wanted, known in (
        ("modules", made.modules, library.modules),
        ("articles", made.articles, library.articles),
        ("weekly_topics", made.weekly_topics, topics),
    ):
        if unknown := [key for key in wanted if key not in known]:
            fields.complain(name, f"names {', '.join(unknown)}, which is not in this library")
