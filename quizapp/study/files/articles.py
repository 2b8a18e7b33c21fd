"""Reading `<nn>-<article>.<lang>.md`: TOML between +++ lines, then Markdown."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from quizapp.kernel import markdown
from quizapp.study.files.library import ArticleFile, Complaint, EditionFile
from quizapp.study.files.tables import Fields, parse, read_text

LANGS = ("zh-Hans", "en")
NAME = re.compile(r"(?P<number>\d{2,3})-[a-z0-9]+(-[a-z0-9]+)*\.(?P<lang>[A-Za-z-]+)\.md\Z")
FENCE = "+++"


@dataclass(frozen=True, slots=True)
class Head:
    """What the front matter says of the article itself; its editions have to agree on it."""

    key: str
    topics: tuple[str, ...]
    member_types: tuple[str, ...]


def read_articles(folder: Path, module_key: str, complaints: list[Complaint]) -> list[ArticleFile]:
    """The articles of one module's folder, by number."""
    found: dict[int, ArticleFile] = {}
    for path in sorted(folder.iterdir()):
        name = f"{folder.name}/{path.name}"
        if path.name == "module.toml" or path.name.startswith("."):
            continue
        shape = NAME.match(path.name)
        if not shape or shape["lang"] not in LANGS:
            complaints.append(Complaint(name, 1, f"is not named <nn>-<article>.<{'|'.join(LANGS)}>.md"))
            continue
        if read := _read_one(path, name, shape["lang"], complaints):
            _place(found, int(shape["number"]), module_key, *read, complaints)
    return [found[number] for number in sorted(found)]


def _place(
    found: dict[int, ArticleFile],
    number: int,
    module_key: str,
    head: Head,
    edition: EditionFile,
    complaints: list[Complaint],
) -> None:
    article = found.setdefault(
        number, ArticleFile(head.key, module_key, number, head.topics, head.member_types, {})
    )
    if Head(article.key, article.topics, article.member_types) != head:
        first = next(iter(article.editions.values())).file
        text = f"has the number of {first}, and another key, other topics or other member types"
        complaints.append(Complaint(edition.file, 1, text))
    elif edition.lang in article.editions:
        complaints.append(
            Complaint(edition.file, 1, f"is the same edition as {article.editions[edition.lang].file}")
        )
    else:
        article.editions[edition.lang] = edition


def _read_one(
    path: Path, name: str, lang: str, complaints: list[Complaint]
) -> tuple[Head, EditionFile] | None:
    text = read_text(path, name, complaints)
    if text is None:
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE or FENCE not in [line.rstrip() for line in lines[1:]]:
        complaints.append(Complaint(name, 1, f"does not begin with TOML between two {FENCE} lines"))
        return None
    close = [line.rstrip() for line in lines].index(FENCE, 1)
    fields = parse("\n".join(lines[1:close]), name, complaints, first_line=2)
    rendered = _rendered("\n".join(lines[close + 1 :]), name, close + 1, complaints)
    if fields is None or rendered is None:
        return None
    head = Head(
        fields.key("key", 80), fields.keys("topics"), fields.keys("member_types", empty=True, optional=True)
    )
    return head, _edition(fields, lang, text, *rendered)


def _edition(fields: Fields, lang: str, text: str, source: str, rendered: markdown.Rendered) -> EditionFile:
    made = EditionFile(
        file=fields.file,
        lang=lang,
        digest=hashlib.sha256(f"{markdown.RENDERER}\n{text}".encode()).hexdigest(),
        title=fields.line_of_text("title", 120),
        summary=fields.line_of_text("summary", 300),
        author=fields.line_of_text("author", 60),
        published_on=fields.day("published_on"),
        source=source,
        html=rendered.html,
        contents=tuple((heading.id, heading.title) for heading in rendered.headings),
        plain=rendered.plain,
    )
    fields.nothing_else()
    return made


def _rendered(
    body: str, name: str, lines_before: int, complaints: list[Complaint]
) -> tuple[str, markdown.Rendered] | None:
    try:
        rendered = markdown.render(body)
    except markdown.RenderError as error:
        complaints.append(Complaint(name, lines_before + error.line, f"the text {error}"))
        return None
    if not rendered.plain:
        complaints.append(Complaint(name, lines_before + 1, "the text is empty"))
        return None
    return body.strip("\n"), rendered
