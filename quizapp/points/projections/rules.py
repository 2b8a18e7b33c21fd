"""Rules and additions as the rows that are added for them."""

from quizapp.points.additions import Addition
from quizapp.points.earning import Rule
from quizapp.points.models import AdditionRow, TariffRule


def row_of(rule: Rule) -> TariffRule:
    """The row of a rule's version."""
    return TariffRule(
        code=rule.code,
        version=rule.version,
        points=rule.points,
        starts_on=rule.starts_on,
        once_per=rule.once_per,
        cap=rule.cap,
        cap_per=rule.cap_per,
        weekdays=list(rule.weekdays),
        tiers=[list(tier) for tier in rule.tiers],
        member_types=list(rule.member_types),
    )


def addition_row(addition: Addition) -> AdditionRow:
    """The row of an addition's version."""
    return AdditionRow(
        organisation_id=addition.organisation_id,
        code=addition.code,
        version=addition.version,
        starts_on=addition.starts_on,
        points=addition.points,
        cap=addition.cap,
        weekdays=list(addition.weekdays),
    )
