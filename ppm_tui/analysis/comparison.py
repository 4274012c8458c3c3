"""Two plans of the same project side by side: what moved, by how much, and what is on one only."""

from dataclasses import dataclass
from datetime import datetime

from ppm_tui.terms import Compared, Undefined

ONE_SIDED = Undefined("it is on one side only")
OF_TASKS = Undefined("a phase has none of its own, its tasks have")
MISSING = {
    "start": Undefined("no start date"),
    "finish": Undefined("no finish date"),
    "duration": Undefined("no duration"),
    "work": Undefined("no work"),
    "cost": Undefined("no cost"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one side says of a task or of the whole: minutes of working time, minor units."""

    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    work_minutes: int | None
    cost: int | None


NOTHING = Figures(None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Difference:
    """New minus old: above zero is later, longer, more. Dates in calendar days."""

    start_days: int | Undefined
    finish_days: int | Undefined
    duration_minutes: int | Undefined
    work_minutes: int | Undefined
    cost: int | Undefined


NOT_COMPARED = Difference(ONE_SIDED, ONE_SIDED, ONE_SIDED, ONE_SIDED, ONE_SIDED)


def difference(old: Figures | None, new: Figures | None, *, is_phase: bool = False) -> Difference:
    """New minus old, figure by figure; undefined, with the reason, where a side has none.

    Of a phase only the dates count: the rest is that of its tasks.
    Source: the finish, work and cost variance of Microsoft Project, planned against baseline.
    """
    if old is None or new is None:
        return NOT_COMPARED
    amounts = (
        (OF_TASKS, OF_TASKS, OF_TASKS)
        if is_phase
        else (
            _more(old.duration_minutes, new.duration_minutes, "duration"),
            _more(old.work_minutes, new.work_minutes, "work"),
            _more(old.cost, new.cost, "cost"),
        )
    )
    return Difference(
        _later(old.start, new.start, "start"), _later(old.finish, new.finish, "finish"), *amounts
    )


def compared(
    old: Figures | None, new: Figures | None, *, is_phase: bool = False, is_in_trash: bool = False
) -> Compared:
    """What became of a task from the old side to the new one.

    Moved when any figure differs, or is known on one side only; dates differ by the day. Of what
    the new side lacks, `deleted` is in the trash today and `removed` is not.
    Source: the states of a schedule comparison, as GAO-16-89G asks for (best practice 10).
    """
    if old is None:
        return Compared.ADDED
    if new is None:
        return Compared.DELETED if is_in_trash else Compared.REMOVED
    return Compared.SAME if _key(old, is_phase) == _key(new, is_phase) else Compared.MOVED


def _key(figures: Figures, is_phase: bool) -> tuple[object, ...]:
    days = (_day(figures.start), _day(figures.finish))
    if is_phase:
        return days
    return (*days, figures.duration_minutes, figures.work_minutes, figures.cost)


def _day(when: datetime | None) -> object:
    return when.date() if when else None


def _later(old: datetime | None, new: datetime | None, what: str) -> int | Undefined:
    if old is None or new is None:
        return MISSING[what]
    return (new.date() - old.date()).days


def _more(old: int | None, new: int | None, what: str) -> int | Undefined:
    return MISSING[what] if old is None or new is None else new - old
