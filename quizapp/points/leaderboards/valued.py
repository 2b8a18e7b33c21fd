"""What a board of organisations asks the database, which values, orders and counts: a city of nine thousand branches
gives one page of rows and one's own.

An average is a fraction. Two are compared by their whole parts, and then by how many 2^-42 there are in the rest: different
fractions of at most 2^21 heads are further apart than that, so equal is only what is equal.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from quizapp.people.models import Organisation
from quizapp.points.models import Heads, Tally, TallyRun
from quizapp.prepared import Prepared

TOTAL, AVERAGE = "total", "average"
FINE = 2**42


@cache
def statement(*, branches: bool, average: bool, own: bool, goes_on: bool) -> Prepared:
    """A page and one's own where there is one, called by name; what holds for all stands in each row, at least one.

    `goes_on`: from a key on, with how many stand before it and above it.
    """
    valued = (_branches(average) if branches else _below(average)).cte("valued")
    page = _page(valued, own=own, goes_on=goes_on)
    passed, passed_above = _after_key(valued) if goes_on else (literal(0), literal(0))
    run = select(TallyRun.at).where(TallyRun.name == "boards").scalar_subquery()
    ranked = select(func.count()).select_from(valued).scalar_subquery()
    standing = select(
        run.label("as_of"),
        ranked.label("ranked"),
        passed.label("passed"),
        passed_above.label("passed_above"),
    ).subquery("standing")
    parent = aliased(Organisation, name="parent")
    return Prepared(
        select(
            standing,
            page,
            Organisation.name,
            parent.name.label("parent"),
            func.coalesce(Heads.activated, 0).label("activated"),
            case((page.c.mine, _count(valued, _greater(valued, page.c.whole, page.c.rest)))).label("above"),
            case((page.c.mine, _count(valued, ~_greater(page, valued.c.whole, valued.c.rest)))).label(
                "until"
            ),
        )
        .select_from(standing)
        .outerjoin(page, true())
        .outerjoin(Organisation, Organisation.id == page.c.id)
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .outerjoin(Heads, _heads_of(page.c.id, whole=not branches))
        .order_by(page.c.whole.desc(), page.c.rest.desc(), page.c.id)
    )


def _page(valued: CTE, *, own: bool, goes_on: bool) -> Any:
    listed = select(valued, false().label("mine"))
    if goes_on:
        listed = listed.where(~_until_key(valued))
    down = valued.c.whole.desc(), valued.c.rest.desc(), valued.c.id
    page = listed.order_by(*down).limit(bindparam("most", type_=Integer)).subquery("listed")
    if not own:
        return page
    mine = select(valued, true().label("mine")).where(valued.c.id == bindparam("own_id", type_=Integer))
    return select(page).union_all(mine).subquery("page")


def _after_key(valued: CTE) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many rows stand before the next page, and how many have more than the last row before it."""
    return _count(valued, _until_key(valued)), _count(valued, _greater(valued, *_key()))


def _count(valued: CTE, which: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(valued).where(which).correlate_except(valued).scalar_subquery()


def _key() -> tuple[ColumnElement[int], ColumnElement[int]]:
    return bindparam("whole", type_=BigInteger), bindparam("rest", type_=BigInteger)


def _until_key(valued: CTE) -> ColumnElement[bool]:
    whole, rest = _key()
    same = valued.c.whole == whole, valued.c.rest == rest
    return or_(
        _greater(valued, whole, rest), and_(*same, valued.c.id <= bindparam("after_id", type_=BigInteger))
    )


def _greater(valued: Any, whole: ColumnElement[int], rest: ColumnElement[int]) -> ColumnElement[bool]:
    return or_(valued.c.whole > whole, and_(valued.c.whole == whole, valued.c.rest > rest))


def _below(average: bool) -> Select[*tuple[Any, ...]]:
    """The open organisations directly below: few, and each is looked up."""
    here = Organisation.parent_id == bindparam("top_id"), Organisation.closed_on.is_(None)
    return (
        _with_value(average, whole=True)
        .join(Organisation, Organisation.id == Tally.organisation_id)
        .where(*here)
    )


def _branches(average: bool) -> Select[*tuple[Any, ...]]:
    """The open branches anywhere below, by what their own members earned.

    The tree is walked from parent to child, along a key and however a database sorts paths. The sum keeps a database
    from looking each branch up: read along the index of the span, nine thousand cost a third of that.
    """
    columns = Organisation.id, Organisation.is_branch, Organisation.closed_on
    first = select(*columns).where(Organisation.parent_id == bindparam("top_id"))
    tree = first.cte("tree", recursive=True)
    tree = tree.union_all(select(*columns).join(tree, Organisation.parent_id == tree.c.id))
    among = select(tree.c.id).where(tree.c.is_branch.is_not(False), tree.c.closed_on.is_(None))
    return _with_value(average, whole=False).where((Tally.organisation_id + 0).in_(among))


def _with_value(average: bool, *, whole: bool) -> Select[*tuple[Any, ...]]:
    """Who has points in the span, with their value; by the average also with heads to divide them by."""
    heads = Heads.activated
    rest = (Tally.earned % heads) * literal(FINE, BigInteger) // heads if average else literal(0)
    value = (Tally.earned // heads) if average else Tally.earned
    found: Select[*tuple[Any, ...]] = select(
        Tally.organisation_id.label("id"), Tally.earned, value.label("whole"), rest.label("rest")
    ).where(
        Tally.whole.is_(whole),
        Tally.member_type == bindparam("kind"),
        Tally.period == bindparam("period"),
        Tally.starts_on == bindparam("starts_on"),
        Tally.earned > 0,
    )
    if not average:
        return found
    return found.join(Heads, _heads_of(Tally.organisation_id, whole=whole)).where(Heads.activated > 0)


def _heads_of(organisation_id: Any, *, whole: bool) -> ColumnElement[bool]:
    return and_(
        Heads.organisation_id == organisation_id,
        Heads.whole.is_(whole),
        Heads.member_type == bindparam("kind"),
        Heads.until_on.is_(None),
    )
