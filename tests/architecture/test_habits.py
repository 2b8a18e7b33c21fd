"""Habits that every module keeps: sizes, one place that commits, no import inside a function, no second clock."""

import ast
import re

from tests.architecture.reading import (
    MODULES,
    PACKAGE,
    ROOT,
    TEMPLATES,
    each,
    every_module,
    functions,
    imported,
    room_of,
    tree_of,
)

NAMELESS = {"util", "utils", "helper", "helpers", "common", "services", "manager", "misc"}
CLOCKS = ("datetime.now", "datetime.utcnow", "date.today", "time.time")
MAY_ASK_THE_TIME = {"views", "manage", "cli", "worker", "guards"}


def test_operations_are_operations():
    """Every public function of a room called operations writes whole or not at all, and takes names, not places."""
    for path in MODULES:
        if room_of(path) != "operations":
            continue
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                marks = {decorator.id for decorator in node.decorator_list if isinstance(decorator, ast.Name)}
                assert "operation" in marks, f"{path.parent.name}.{node.name} is not an @operation"
                assert len(node.args.args) <= 1, (
                    f"{path.parent.name}.{node.name} takes arguments that could be swapped"
                )


@every_module
def test_files_and_functions_stay_small(path):
    lines = path.read_text("utf8").count("\n")

    assert lines <= 300, f"{lines} lines"
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= 40, f"{function.name}: {length} lines"


@every_module
def test_views_are_thin(path):
    if room_of(path) not in {"views", "manage"}:
        return
    for function in functions(path):
        body = [
            node
            for node in function.body
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ]
        length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        assert length <= 15, f"{function.name}: {length} lines"


@every_module
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(tree_of(path)), "no module docstring"
    assert path.stem not in NAMELESS, f"{path.name} names no subject"


@every_module
def test_nothing_is_imported_inside_a_function(path):
    for function in functions(path):
        for node in ast.walk(function):
            assert not isinstance(node, ast.Import | ast.ImportFrom), f"{function.name} imports inside"


@every_module
def test_only_db_commits(path):
    calls = [ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]

    if path != PACKAGE / "db.py":
        assert not [call for call in calls if call.endswith("session.commit")], "commits on its own"


@every_module
def test_there_is_one_clock(path):
    calls = {ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}

    if path != PACKAGE / "kernel" / "clock.py":
        assert not [call for call in calls if call.endswith(CLOCKS)], (
            "takes the present instead of being given it"
        )
    slice_name = path.relative_to(PACKAGE).parts[0]
    if slice_name not in {"demo", "serving.py", "cli.py"} and room_of(path) not in MAY_ASK_THE_TIME:
        assert "clock.now" not in calls, "asks the time below the views"


@every_module
def test_the_request_stays_at_the_edge(path):
    if room_of(path) in {"views", "manage", "cli", "feed", "forms"} or path.relative_to(PACKAGE).parts[0] in {
        "web",
        "app.py",
    }:
        return
    named = set(imported(path))

    assert not named & {"flask.request", "flask.session", "flask.g", "flask_login.current_user"}


@every_module
def test_text_is_never_put_into_sql(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"text", "sqlalchemy.text", "db.text"}:
            assert isinstance(node.args[0], ast.Constant), f"line {node.lineno}: SQL made from parts"


@every_module
def test_markup_is_trusted_in_few_places(path):
    trusted = {"web/i18n.py", "web/templates.py", "study/views.py", "study/shown.py"}
    calls = [ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]

    if str(path.relative_to(PACKAGE)) not in trusted:
        assert "Markup" not in calls, "declares text to be safe HTML"


@each(TEMPLATES, named=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_stay_small_and_safe(path):
    page = path.read_text("utf8")

    assert page.count("\n") <= 120
    assert "autoescape" not in page
    assert "|safe" not in page.replace(" ", "") or path.name == "icon.html", (
        "only our own drawings are trusted"
    )
    assert " style=" not in page and "http://" not in page and "https://" not in page


@each(TEMPLATES, named=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_use_what_they_import(path):
    page = path.read_text("utf8")
    included = re.findall(r'{% include "([^"]+)"', page)
    page += "".join((ROOT / "templates" / name).read_text("utf8") for name in included)
    for line in page.splitlines():
        if " import " in line and line.strip().startswith("{% from"):
            names = line.split(" import ")[1].split("%}")[0].replace("with context", "")
            for name in (part.split(" as ")[-1].strip() for part in names.split(",")):
                assert page.count(name) > 1, f"{name} is imported and not used"
