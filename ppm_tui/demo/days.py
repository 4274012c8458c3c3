"""The demo's calendar: days as drawn for Tuesday, 17 March 2026, moved to another as-of day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DRAWN = date(2026, 3, 17)
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Days:
    """Dates of one demo. Plans move by working days, so that a weekday stays a weekday."""

    as_of: date

    def moved(self, text: str) -> date:
        """The day that was drawn as `yy-mm-dd`; as many working days from the as-of day."""
        drawn = date.fromisoformat(f"20{text}")
        weekend = max(0, drawn.weekday() - FRIDAY)
        number = workday_of(drawn - timedelta(days=weekend)) - workday_of(DRAWN)
        return day_of(workday_of(self.as_of) + number) + timedelta(days=weekend)

    def ago(self, days: int) -> date:
        """So many calendar days before the as-of day: when something was said."""
        return self.as_of - timedelta(days=days)

    def monday(self, weeks: int = 0) -> date:
        """Monday of the as-of day's week, or of the week so many weeks later."""
        return self.as_of - timedelta(days=self.as_of.weekday() - 7 * weeks)

    def update_weekday(self) -> int:
        """Friday, the usual day of weekly updates, unless it is the as-of day: then Thursday."""
        return FRIDAY - 1 if self.as_of.weekday() == FRIDAY else FRIDAY


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of that day, for the log."""
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def workday_of(day: date) -> int:
    """Number of a weekday among all weekdays; a weekend counts as its Friday."""
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    return weeks * 5 + min(weekday, FRIDAY)


def day_of(number: int) -> date:
    """The weekday with that number."""
    weeks, weekday = divmod(number, 5)
    return date.fromordinal(weeks * 7 + weekday + 1)
