"""How measured time is rounded before it is logged."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ppm_tui.analysis.worktime import DAY
from ppm_tui.terms import Minutes


@dataclass(frozen=True, slots=True)
class Rounding:
    """Steps of so many minutes, up to the next or to the nearest one."""

    step: int = 1
    is_up: bool = False

    @property
    def words(self) -> str:
        """The rule as the settings write it."""
        if self.step == 1:
            return "1m"
        return f"{self.step}m {'up' if self.is_up else 'nearest'}"


def rounding_of(text: str) -> Rounding:
    """The rule of a setting that was checked: `1m`, `15m up`, `6m nearest`. Source: definition."""
    step, _, way = text.partition("m")
    return Rounding(int(step), way.strip() == "up")


def rounded(minutes: int, rule: Rounding) -> Minutes:
    """Whole steps: the next ones up, else the nearest, halves up; nothing stays nothing.

    Source: definition; steps of 6 and 15 minutes are the tenths and quarters of billed hours.
    """
    if rule.is_up:
        return Minutes(-(-minutes // rule.step) * rule.step)
    return Minutes((2 * minutes + rule.step) // (2 * rule.step) * rule.step)


def split(start: datetime, end: datetime, rule: Rounding) -> list[tuple[date, Minutes]]:
    """Measured time by day, both moments in one zone; the parts add up to the rounded whole.

    Whole minutes count. A day without any is left out. Source: definition, cumulative rounding.
    """
    found: list[tuple[date, Minutes]] = []
    before, day = 0, start.date()
    while day <= end.date():
        midnight = datetime.combine(day + timedelta(days=1), time(), start.tzinfo)
        until = int((min(end, midnight) - start).total_seconds()) // 60
        whole = rounded(max(0, until), rule)
        if whole > before:
            found.append((day, Minutes(min(whole - before, DAY))))
        before, day = whole, day + timedelta(days=1)
    return found
