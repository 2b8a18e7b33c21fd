"""A library for tests: the shipped one, and a small one written into a folder."""

from functools import cache
from pathlib import Path

from quizapp.points.operations import load_tariff
from quizapp.study.files import Library, read
from quizapp.study.operations import load
from tests.conftest import NOON

SHIPPED = Path(__file__).parents[2] / "content"
PARAGRAPH = "河水向东流，船只往来不断，两岸的人家靠水吃水，日子一天比一天好。"


def stock(folder=SHIPPED, *, take_files=False, at=NOON):
    """Load a folder, and the tariff that says what reading pays."""
    load_tariff(at=at)
    library = shipped() if folder == SHIPPED else read(folder)
    return load(library=library, take_files=take_files, at=at)


@cache
def shipped() -> Library:
    return read(SHIPPED)


def write_library(folder: Path, articles: dict[str, str] | None = None) -> Path:
    """A column, a module `rivers` and its articles: file name without number and suffix → text."""
    put(
        folder / "columns.toml",
        '[[column]]\nkey = "culture"\ntitle = "文化"\norder = 1\n[column.en]\ntitle = "Culture"\n',
    )
    put(
        folder / "rivers" / "module.toml",
        'key = "rivers"\ntitle = "江河"\nsummary = "讲江河。"\ncolumn = "culture"\norder = 1\ntopics = ["rivers"]\n'
        '[en]\ntitle = "Rivers"\nsummary = "About rivers."\n',
    )
    for number, (name, text) in enumerate((articles or {"river": PARAGRAPH}).items(), 1):
        write_article(folder, name, text, number=number)
    return folder


def write_article(folder: Path, name: str, text: str, *, number=1, lang="zh-Hans", key=None, more="") -> Path:
    head = f'key = "{key or name}"\ntitle = "{name}的故事"\nsummary = "一段话。"\ntopics = ["rivers"]\n'
    head += f'author = "编辑部"\npublished_on = 2026-11-01\n{more}'
    return put(folder / "rivers" / f"{number:02}-{name}.{lang}.md", f"+++\n{head}+++\n\n{text}\n")


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf8")
    return path
