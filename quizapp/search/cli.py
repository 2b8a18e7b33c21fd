"""quizapp search ...: make the index anew, bring it up to date, try a search."""

import json
from collections.abc import Callable, Iterable, Iterator

import click

from quizapp import config
from quizapp.kernel import clock
from quizapp.search import worker
from quizapp.search.answers import Answer, Hit, Segments, plain
from quizapp.search.documents import Document
from quizapp.search.queries import ask

STEP = 100

Documents = Callable[[], Iterable[Document]]


def commands(documents: Documents) -> click.Group:
    """The group `search`; `documents` yields everything that may be found now."""
    group = click.Group("search", help="Look after the search index.")
    group.add_command(_rebuild(documents))
    group.add_command(_catch_up(documents))
    group.add_command(_query)
    return group


def _rebuild(documents: Documents) -> click.Command:
    @click.command("rebuild")
    def rebuild() -> None:
        """Make the index anew from the database; searches go on with the old one meanwhile."""
        count = worker.rebuild(config.current().index_folder, _told(documents()))
        click.echo(f"Documents in the new index: {count}")

    return rebuild


def _catch_up(documents: Documents) -> click.Command:
    @click.command("catch-up")
    def catch_up() -> None:
        """Index what has changed since the last time; a missing or damaged index is made anew."""
        done = worker.catch_up(config.current().index_folder, at=clock.now(), documents=documents)
        click.echo(f"Changes indexed: {done}")

    return catch_up


@click.command("query")
@click.argument("text")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 200), help="Show at most so many."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def _query(text: str, limit: int, as_json: bool) -> None:
    """Look for TEXT as a member would, in everything. Exit code 1 when the index cannot be trusted."""
    answer = ask(config.current().index_folder, text, limit=limit)
    click.echo(_as_json(answer) if as_json else _as_lines(answer))
    if answer.degraded:
        raise click.ClickException(
            "The index is missing, damaged or not complete. Run `quizapp search rebuild`."
        )


def _told(documents: Iterable[Document]) -> Iterator[Document]:
    """The same documents, with a line on stderr now and then."""
    for count, document in enumerate(documents, 1):
        yield document
        if count % STEP == 0:
            click.echo(f"{count} …", err=True)


def _as_json(answer: Answer) -> str:
    hits = [
        {
            "key": hit.key,
            "kind": hit.kind,
            "title": plain(hit.title),
            "excerpt": plain(hit.excerpt),
            "module": hit.module,
            "lang": hit.lang,
            "published_on": hit.published_on.isoformat(),
        }
        for hit in answer.hits
    ]
    found = {"total": answer.total, "degraded": answer.degraded, "hits": hits}
    return json.dumps(found, ensure_ascii=False, indent=2)


def _as_lines(answer: Answer) -> str:
    return "\n".join([*map(_as_line, answer.hits), f"Found: {answer.total}"])


def _as_line(hit: Hit) -> str:
    return f"{hit.key}  {_lit(hit.title)}\n    {_lit(hit.excerpt)}"


def _lit(segments: Segments) -> str:
    return "".join(click.style(text, bold=True) if marked else text for text, marked in segments)
