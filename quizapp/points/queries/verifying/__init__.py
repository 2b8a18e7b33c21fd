"""Proof of the books: the entries folded here, by other code than wrote the sums, and compared with what is stored.

The letters are those of the ledger's invariants: I1 balances, I2 study days, I3 one payment per fact, I4 reversals land,
I5 caps, I6 digests, I9 a reversal mirrors its entry, I10 what people enter has an actor, a reason and where it is much a
second person, I11 boards. I7 and I8 are told of by the slice that has the rewards: its check is handed up in `PROOFS`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from quizapp.db import db
from quizapp.people.models import Member
from quizapp.points.models import Limit
from quizapp.points.queries.tariff import tariff
from quizapp.points.queries.verifying import gained
from quizapp.points.queries.verifying.days import of_days
from quizapp.points.queries.verifying.found import Difference, Proof
from quizapp.points.queries.verifying.sums import Books, of_members

Check = Callable[[Connection], Iterable[Difference]]
PROOFS = "quizapp_proofs"  # where the application keeps the checks of higher slices
BATCH = 100  # members at a time: memory grows with these, never with the ledger

__all__ = ["PROOFS", "Check", "Difference", "Proof", "differences", "snapshot"]


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database as it stands now, however long it reads."""
    with db.engine.connect() as opened:
        if opened.dialect.name == "postgresql":
            opened = opened.execution_options(isolation_level="REPEATABLE READ")
        yield opened


def differences(proof: Proof, checks: Sequence[Check] = ()) -> Iterator[Difference]:
    """Every difference in the books and in what `checks` look at, in one snapshot; `proof` counts along."""
    rules = {(rule.code.value, rule.version): rule for rule in tariff(fresh=True).rules}
    with snapshot() as opened:
        limits = [
            (row.from_at, row.most)
            for row in opened.execute(select(Limit.from_at, Limit.most).order_by(Limit.from_at, Limit.id))
        ]
        improved = gained.begin(opened)
        books = Books(opened, rules, limits, improved, proof)
        proof.of_members, last = opened.scalar(select(func.count()).select_from(Member)) or 0, 0
        while members := opened.scalars(
            select(Member.id).where(Member.id > last).order_by(Member.id).limit(BATCH)
        ).all():
            yield from of_members(books, members)
            proof.tell(proof)
            last = members[-1]
        yield from gained.of_boards(opened, improved)
        yield from of_days(opened, proof)
        for check in checks:
            yield from check(opened)
