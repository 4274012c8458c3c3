"""Months, quarters and years as stretches of days."""

from dataclasses import dataclass
from datetime import date, timedelta

from ppm_tui.errors import Invalid

MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = tuple(MONTHS)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both ends in. Raises Invalid when the last comes before the first."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid(f"a period ends after it begins: {self.first} to {self.last}")


def period(day: date, unit: str, by: int = 0) -> Period:
    """The month, quarter or year that a day lies in, or the one so many before or after it.

    Source: definition; the Gregorian calendar. Raises Invalid outside the years 1 to 9998.
    """
    size = MONTHS[unit]
    months = (day.year * 12 + day.month - 1) // size * size + by * size
    return Period(_month(months), _month(months + size) - timedelta(days=1))


def _month(number: int) -> date:
    year, month = divmod(number, 12)
    if not 1 <= year <= date.max.year:
        raise Invalid("there are no days before the year 1 or after 9998")
    return date(year, month + 1, 1)
