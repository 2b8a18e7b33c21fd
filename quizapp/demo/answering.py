"""Filling in a question's form the way a browser would, rightly or wrongly as the plan says."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from quizapp.bank.kinds import kind_of
from quizapp.quizzes.paper import Place

Fields = dict[str, list[str]]
FORGOTTEN = "不记得了"


def fields(place: Place, body: Mapping[str, Any], *, right: bool, rng: Random) -> Fields:
    """The form's fields, by name, of a right or a wrong response to a question laid out at `place`."""
    key = kind_of(place.kind).key(body)
    return _SENT[place.kind](place, key if right else _WRONG[place.kind](key, place, rng))


def _other_option(key: Sequence[Any], place: Place, rng: Random) -> list[Any]:
    return [rng.choice([option for option in place.order if option not in key])]


def _one_too_few(key: Sequence[Any], place: Place, rng: Random) -> list[Any]:
    left_out = rng.choice(key)
    return [option for option in key if option != left_out]


def _contrary(key: Sequence[Any], place: Place, rng: Random) -> list[Any]:
    return [not key[0]]


def _forgotten(key: Sequence[Any], place: Place, rng: Random) -> list[Any]:
    return [FORGOTTEN, *key[1:]]


def _neighbours_swapped(key: Sequence[Any], place: Place, rng: Random) -> list[Any]:
    at = rng.randrange(len(key) - 1)
    return [*key[:at], key[at + 1], key[at], *key[at + 2 :]]


def _chosen(place: Place, response: Sequence[Any]) -> Fields:
    return {
        "answer": [
            handle for part, handle in zip(place.order, place.handles, strict=True) if part in response
        ]
    }


def _judged(place: Place, response: Sequence[Any]) -> Fields:
    true, false = place.handles
    return {"answer": [true if response[0] else false]}


def _written(place: Place, response: Sequence[Any]) -> Fields:
    return {f"answer-{handle}": [text] for handle, text in zip(place.handles, response, strict=True)}


def _placed(place: Place, response: Sequence[Any]) -> Fields:
    at = {thing: number for number, thing in enumerate(response, 1)}
    return {
        f"place-{handle}": [str(at[thing])] for thing, handle in zip(place.order, place.handles, strict=True)
    }


_WRONG: dict[str, Callable[[Sequence[Any], Place, Random], list[Any]]] = {
    "single": _other_option,
    "multiple": _one_too_few,
    "true_false": _contrary,
    "fill_in": _forgotten,
    "ordering": _neighbours_swapped,
}
_SENT: dict[str, Callable[[Place, Sequence[Any]], Fields]] = {
    "single": _chosen,
    "multiple": _chosen,
    "true_false": _judged,
    "fill_in": _written,
    "ordering": _placed,
}
