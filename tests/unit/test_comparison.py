"""Two plans side by side: signs, reasons, and what became of a task; and what work costs."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from ppm_tui.analysis import comparison, cost
from ppm_tui.analysis import rates as rates_
from ppm_tui.analysis.comparison import ONE_SIDED, Figures, compared, difference
from ppm_tui.terms import Compared, Undefined


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


OLD = Figures(wall("2026-03-02T08:00"), wall("2026-03-06T17:00"), 2400, 1200, 50_000)
LATER = replace(
    OLD, start=wall("2026-03-03T08:00"), finish=wall("2026-03-27T17:00"), work_minutes=1300,
    duration_minutes=2300, cost=40_000,
)  # fmt: skip


def test_later_and_more_is_positive_and_days_are_calendar_days() -> None:
    found = difference(OLD, LATER)
    assert (found.start_days, found.finish_days) == (1, 21)
    assert (found.duration_minutes, found.work_minutes, found.cost) == (-100, 100, -10_000)
    back = difference(LATER, OLD)
    assert (back.finish_days, back.work_minutes, back.cost) == (-21, -100, 10_000)


@pytest.mark.parametrize(
    ("name", "figure", "reason"),
    [
        ("start", "start_days", "no start date"),
        ("finish", "finish_days", "no finish date"),
        ("duration_minutes", "duration_minutes", "no duration"),
        ("work_minutes", "work_minutes", "no work"),
        ("cost", "cost", "no cost"),
    ],
)
def test_what_one_side_does_not_know_is_undefined_and_the_task_moved(
    name: str, figure: str, reason: str
) -> None:
    changes: dict[str, object] = {name: None}
    unknown = replace(OLD, **changes)  # type: ignore[arg-type]  # each may be None
    assert getattr(difference(OLD, unknown), figure) == Undefined(reason)
    assert getattr(difference(unknown, unknown), figure) == Undefined(reason)
    assert compared(unknown, OLD) is Compared.MOVED
    assert compared(unknown, unknown) is Compared.SAME


def test_of_a_phase_only_the_dates_count() -> None:
    dearer = replace(OLD, cost=99, work_minutes=1, duration_minutes=None)
    assert compared(OLD, dearer, is_phase=True) is Compared.SAME
    assert compared(OLD, LATER, is_phase=True) is Compared.MOVED
    assert difference(OLD, LATER, is_phase=True).cost == comparison.OF_TASKS


def test_an_hour_on_the_same_day_is_no_move() -> None:
    assert compared(OLD, replace(OLD, finish=wall("2026-03-06T09:00"))) is Compared.SAME


@pytest.mark.parametrize(
    ("old", "new", "is_in_trash", "state"),
    [
        (None, OLD, False, Compared.ADDED),
        (OLD, None, False, Compared.REMOVED),
        (OLD, None, True, Compared.DELETED),
        (OLD, OLD, True, Compared.SAME),
    ],
)
def test_a_task_on_one_side_only_has_no_difference(
    old: Figures | None, new: Figures | None, is_in_trash: bool, state: Compared
) -> None:
    assert compared(old, new, is_in_trash=is_in_trash) is state
    has_both = old is not None and new is not None
    assert difference(old, new).finish_days == (0 if has_both else ONE_SIDED)


@dataclass(frozen=True)
class Rate:
    standard: int | None = 6_000
    standard_per: str = "h"
    number: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    currency: str = "EUR"


DAY = date(2026, 3, 17)


def price(*rates: Rate, minutes: int = 60, currency: str = "EUR") -> int | None:
    found = cost.valid(rates, DAY, currency)
    if found is None:
        return None
    return rates_.half_up(cost.worth(found, week_minutes=2400, minutes=minutes))


def test_the_rate_that_began_last_holds_and_halves_go_up() -> None:
    old, new = Rate(), Rate(standard=10_001, number=1, valid_from=DAY)
    assert price(old, new) == 10_001
    assert price(new, old, minutes=30) == 5_001
    assert price(replace(new, valid_from=date(2026, 3, 18)), old) == 6_000
    assert price(replace(old, valid_to=date(2026, 3, 16))) is None
    assert price(old, currency="CHF") == 6_000  # to be converted
    assert price(old, Rate(standard=5, currency="CHF"), currency="CHF") == 5


@pytest.mark.parametrize(
    ("unit", "amount"),
    [("m", 60_000), ("h", 1_000), ("d", 125), ("w", 25), ("mo", 6), ("y", 0)],
)
def test_a_rate_may_be_for_a_longer_time(unit: str, amount: int) -> None:
    assert price(Rate(standard=1_000, standard_per=unit)) == amount


@pytest.mark.parametrize(
    ("own", "fixed", "shares", "found"),
    [
        (5, 7, (1, 2), 5),
        (None, 7, (1, None, 2), 10),
        (None, 7, (), 7),
        (None, None, (None,), None),
        (0, 7, (1,), 0),
    ],
)
def test_a_task_costs_what_it_says_else_its_shares_and_what_is_fixed(
    own: int | None, fixed: int | None, shares: tuple[int | None, ...], found: int | None
) -> None:
    assert cost.of_task(own=own, fixed=fixed, shares=shares) == found
