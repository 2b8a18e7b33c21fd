"""Reading our own source: where the modules are, and what each imports."""

import ast
from functools import cache
from pathlib import Path

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
