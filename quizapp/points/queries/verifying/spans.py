"""The spans of time a day lies in, told here by other code than the ledger's own."""

from datetime import date, timedelta


def spans_of(day: date) -> dict[str, date]:
    """The first day of each span that a day lies in."""
    return {
        "day": day,
        "week": monday(day),
        "month": day.replace(day=1),
        "quarter": date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        "year": date(day.year, 1, 1),
        "all": date(1970, 1, 1),
    }


def monday(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.isoweekday() - 1)
