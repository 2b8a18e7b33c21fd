"""A small question bank written into a folder, and questions of every kind to put in it."""

from pathlib import Path

TOPIC = 'key = "tea"\ntitle = "茶"\n[en]\ntitle = "Tea"\n'
HEAD = 'topic = "tea"\nsource = "编辑部"\n'
WORDS = 'explanation = "因为如此。"\ndifficulty = 2\n'

SINGLE = 'type = "single"\nstem = "哪一种是绿茶？"\noptions = [{ text = "龙井", right = true }, { text = "普洱" }, { text = "祁红" }]\n'
MULTIPLE = 'type = "multiple"\nstem = "哪些是茶？"\noptions = [{ text = "龙井", right = true }, { text = "普洱", right = true }, { text = "咖啡" }]\n'
TRUE_FALSE = 'type = "true_false"\nstem = "龙井是绿茶。"\nanswer = true\n'
FILL_IN = 'type = "fill_in"\nstem = "水温____度，泡____分钟。"\nblanks = [["八十", "80"], ["3"]]\n'
ORDERING = 'type = "ordering"\nstem = "排好次序。"\norder = ["烧水", "温杯", "投茶", "冲泡"]\n'
EVERY_KIND = (SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, ORDERING)


def question(key: str = "tea-001", kind: str = SINGLE, more: str = "") -> str:
    return f'\n[[question]]\nkey = "{key}"\n{kind}{WORDS}{more}'


def every_kind() -> str:
    return "".join(question(f"tea-{number:03}", kind) for number, kind in enumerate(EVERY_KIND, 1))


def shelve(
    folder: Path, questions: str | None = None, *, head: str = HEAD, file: str = "tea/01-leaves.toml"
) -> Path:
    """Write one file of questions, and the topic's own file beside it; gives the bank's folder."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + (every_kind() if questions is None else questions), "utf8")
    (path.parent / "topic.toml").write_text(TOPIC.replace("tea", path.parent.name), "utf8")
    return folder
