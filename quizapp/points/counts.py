"""How a count moves: in an organisation's own row, and in those of everything it stands in. Pure.

A count's key begins with an organisation and a member type; what follows (a span and its first day, or nothing) stays
as it is. Amounts are tuples that are added place by place.
"""

from collections.abc import Iterable, Mapping

from quizapp.people.reach import ids_on

EVERYONE = ""  # the member type of the row that adds up all types
BESIDE_ROSTER = "-"  # and of the row that holds what a headcount has beside the roster

Amounts = tuple[int, ...]
Key = tuple[int, str, *tuple[object, ...]]  # organisation, member type, …
Row = tuple[int, bool, str, *tuple[object, ...]]  # organisation, whole, member type, …


def plus(amounts: Amounts, more: Amounts, sign: int = 1) -> Amounts:
    return tuple(one + sign * other for one, other in zip(amounts, more, strict=True))


def difference(live: Mapping[Key, Amounts], stored: Mapping[Key, Amounts]) -> dict[Key, Amounts]:
    """By how much what is stored has to move, key by key; keys that need not are left out."""
    found: dict[Key, Amounts] = {}
    for key in live.keys() | stored.keys():
        wanted, kept = live.get(key), stored.get(key)
        if wanted is None and kept is not None:
            wanted = (0,) * len(kept)
        if wanted is not None:
            moved = plus(wanted, kept, -1) if kept is not None else wanted
            if any(moved):
                found[key] = moved
    return found


def carried(moved: Mapping[Key, Amounts], paths: Mapping[int, str]) -> dict[Row, Amounts]:
    """What every row moves by: the organisation's own, and the whole of it and of all above it, by type and in all.

    `paths`: where each organisation stands in the tree.
    """
    rows: dict[Row, Amounts] = {}
    for key, more in moved.items():
        own, member_type, *rest = key
        for kind in {member_type, EVERYONE}:
            _add(rows, (own, False, kind, *rest), more)
        _add_to_wholes(rows, ids_on(paths[own]), member_type, rest, more)
    return rows


def shifted(own: Mapping[Key, Amounts], before: str, after: str) -> dict[Row, Amounts]:
    """What every row moves by when an organisation with these own counts goes from one path to another."""
    rows: dict[Row, Amounts] = {}
    left, joined = set(ids_on(before)) - set(ids_on(after)), set(ids_on(after)) - set(ids_on(before))
    for (_, member_type, *rest), more in own.items():
        _add_to_wholes(rows, left, member_type, rest, plus((0,) * len(more), more, -1))
        _add_to_wholes(rows, joined, member_type, rest, more)
    return rows


def _add_to_wholes(
    rows: dict[Row, Amounts], above: Iterable[int], member_type: str, rest: Iterable[object], more: Amounts
) -> None:
    for organisation_id in above:
        for kind in {member_type, EVERYONE}:
            _add(rows, (organisation_id, True, kind, *rest), more)


def _add(rows: dict[Row, Amounts], row: Row, more: Amounts) -> None:
    rows[row] = plus(rows[row], more) if row in rows else more
