"""The direction of imports: down the floors, and inward through the rooms."""

from tests.architecture.reading import MODULES, NAMES, PACKAGE, each, every_module, imported, room_of

# The house, from the ground up. Rooms on one floor do not visit each other.
FLOORS: list[set[str]] = [
    {"kernel"},
    {"config"},
    {"db"},
    {"prepared"},
    {"audit"},
    {"people"},
    {"web"},
    {"inbox", "search", "uploads", "live", "certificates"},
    {"points"},
    {"accounts", "bank", "discussion", "rewards"},
    {"study", "service"},
    {"quizzes", "activities"},
    {"contests", "stars", "paths"},
    {"messages", "reports"},
    {"supervision", "site"},
    {"api", "schedule"},
    {"app"},
    {"wsgi", "migrations"},
    {"serving"},
    {"demo"},
    {"cli"},
    {"__main__"},
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}

# Inside a slice, from the pure to the public. Any other name is a rule, and stands before models.
ROOMS: list[set[str]] = [
    {"models", "store"},
    {"policy", "projections"},
    {"queries", "leaderboards"},
    {"operations", "gateways"},
    {"worker"},
    {"forms"},
    {"views", "manage", "cli", "feed"},
]
DEPTH = {name: depth for depth, names in enumerate(ROOMS, start=1) for name in names}
PRIVATE = {"forms", "views", "manage", "feed", "projections"}  # never imported from another slice
JOINERS = {"app", "cli"}  # what joins the slices may knock at every door


@every_module
def test_imports_go_down_and_in(path):
    here, *rest = path.relative_to(PACKAGE).with_suffix("").parts
    ours = [name.split(".")[1:] for name in imported(path) if name.split(".")[0] == "quizapp"]
    if here == "__init__":
        assert ours == [], "quizapp/__init__.py stays empty; see app.py"
        return

    room = rest[0] if rest else ""
    for there, *inner in ours:
        door = inner[0] if inner else ""
        if there == here:
            assert DEPTH.get(door, 0) <= DEPTH.get(room, 0), f"{here}: {room} may not use {door}"
        else:
            assert LEVEL[there] < LEVEL[here], f"{here} stands below {there} or beside it"
            if here not in JOINERS:
                assert door not in PRIVATE, f"{there}.{door} is private to {there}"


SLICES = {name for floor in FLOORS[4:15] for name in floor} - {"web"}
RULES = [
    (path, name)
    for path, name in zip(MODULES, NAMES, strict=True)
    if (path.parent.name == "kernel" or path.relative_to(PACKAGE).parts[0] in SLICES)
    and room_of(path) not in DEPTH
    and path.name != "__init__.py"
]


@each([path for path, _ in RULES], named=str)
def test_rules_know_neither_the_database_nor_the_request(path):
    for name in imported(path):
        assert not name.startswith(("sqlalchemy", "flask", "quizapp.db")), f"a rule imports {name}"
