"""Reading our own source: where the modules are, and what each imports."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "quizapp"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
NAMES = [str(path.relative_to(PACKAGE)) for path in MODULES]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf8"))


def imported(path: Path) -> list[str]:
    """Every module a file imports, with the names it takes from it, as dotted text."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)]


def room_of(path: Path) -> str:
    """The room a module stands in: the first part below its slice."""
    rest = path.relative_to(PACKAGE).with_suffix("").parts[1:]
    return rest[0] if rest else ""


T = TypeVar("T")


def each(
    things: Iterable[T], *, named: Callable[[T], str]
) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Ask a test of every one of these things, as one test: five thousand of their own take half a minute to begin and end.

    It tells all that fail, by name.
    """

    def decorate(test: Callable[[T], None]) -> Callable[[], None]:
        def asked() -> None:
            wrong = []
            for thing in things:
                try:
                    test(thing)
                except AssertionError as error:
                    wrong.append(f"{named(thing)}: {error}")
            assert not wrong, "\n" + "\n".join(wrong)

        asked.__name__, asked.__doc__, asked.__module__ = test.__name__, test.__doc__, test.__module__
        return asked

    return decorate


def every_module(test: Callable[[Path], None]) -> Callable[[], None]:
    """Ask a test of every module of the package."""
    return each(MODULES, named=lambda path: str(path.relative_to(PACKAGE)))(test)
