"""When people work: weeks, days off and public holidays, and what becomes of their tasks."""

import json
from datetime import date
from functools import partial

import pytest

from ppm_tui import dates
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Absence, Assignment, PublicHoliday, Resource, Task, WorkingWeek
from ppm_tui.store import history, reader
from ppm_tui.store.commands import people, projects, steps, tasks, working_time
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries import plan, plan_memory, reasons
from ppm_tui.store.queries.plan_memory import PlanMemory
from ppm_tui.store.wanted import Link
from ppm_tui.terms import AbsenceKind, Minutes, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import by_ref, stored, wall
from tests.store.test_reschedule import chain, days

DAY = Minutes(480)
TUESDAY, WEDNESDAY = date(2026, 3, 17), date(2026, 3, 18)
MONDAY = date(2026, 3, 16)

SEED: tuple[Command, ...] = (
    partial(people.add, name="Ana Ferreira"),
    partial(people.add, name="Ben Okoro"),
    *chain(3),
    partial(people.book, task="T-001", person="ana", work=Minutes(960)),
)
"""Three tasks of two days one after the other from Monday on, Ana on the first."""


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


@pytest.fixture
def quick(workspace: Workspace) -> Workspace:
    """The same on SQLite only, for rules that do not depend on the database."""
    workspace.do(steps.together, label="seed", commands=SEED)
    return workspace


def leave(first: date, last: date | None = None, person: str = "ana") -> Command:
    return partial(working_time.add_leave, person=person, first=first, last=last)


def test_leave_moves_the_task_and_what_follows_and_undo_brings_all_back(small: Workspace) -> None:
    before = rows_of(small)
    done = small.do(leave(TUESDAY, WEDNESDAY))
    assert days(small) == {"T-001": "16-19", "T-002": "20-23", "T-003": "24-25", "M-001": "19-19"}
    said = "ana: leave 17-18 Mar 2026"
    assert done.text == f"{said}; ROLL: 1 task moves, finish 23 Mar → 25 Mar, +2d, 3 follow"
    assert done.refs == ("ana",)
    after = rows_of(small)
    assert small.do(history.undo).text == f"undo: {said}"  # other clients read the history too
    assert rows_of(small) == before
    small.do(history.redo)
    assert rows_of(small) == after


def test_leave_that_is_taken_back_lets_the_plan_go_back(small: Workspace) -> None:
    before = days(small)
    small.do(leave(TUESDAY, WEDNESDAY))
    done = small.do(working_time.remove_leave, person="ana", day=WEDNESDAY)
    assert done.text == (
        "ana: leave 17-18 Mar 2026 removed; "
        "ROLL: 1 task moves, finish 25 Mar → 23 Mar, -2d, 3 follow"
    )
    assert days(small) == before
    assert stored(small, Absence) == []


def test_leave_that_moves_lets_the_tasks_of_both_times_follow(small: Workspace) -> None:
    before = days(small)
    small.do(leave(TUESDAY, WEDNESDAY))
    content = rows_of(small)
    move = partial(working_time.move_leave, person="ana", day=WEDNESDAY)
    done = small.do(move, first=date(2026, 3, 20))
    assert done.text == (
        "ana: leave 17-18 Mar 2026 → 20-21 Mar 2026; "
        "ROLL: 1 task moves, finish 25 Mar → 23 Mar, -2d, 3 follow"
    )
    assert days(small) == before
    small.do(history.undo)
    assert rows_of(small) == content
    small.do(move, first=MONDAY, last=TUESDAY)  # its own days are no others
    assert days(small)["T-001"] == "18-19"
    small.do(leave(date(2026, 3, 30)))
    for first in (date(2026, 3, 30), date(2199, 12, 31), date.max):
        with pytest.raises(Invalid):
            small.do(partial(working_time.move_leave, person="ana", day=MONDAY), first=first)


def test_a_task_that_waited_for_somebody_to_come_back_begins_when_the_leave_is_gone(
    small: Workspace,
) -> None:
    small.do(people.book, task="T-002", person="ben", work=Minutes(960))
    small.do(leave(WEDNESDAY, date(2026, 3, 20), "ben"))
    assert days(small)["T-002"] == "23-24"
    small.do(working_time.remove_leave, person="ben", day=WEDNESDAY)
    assert days(small)["T-002"] == "18-19"


def test_leave_on_days_without_tasks_moves_nothing_and_says_so(small: Workspace) -> None:
    before = days(small)
    done = small.do(leave(date(2026, 4, 6), date(2026, 4, 10)))
    assert (done.text, done.effect) == ("ana: leave 06-10 Apr 2026", "no task moves")
    assert days(small) == before


def test_half_days_off_make_a_task_longer_by_what_they_take(small: Workspace) -> None:
    half = partial(leave(MONDAY, TUESDAY), minutes=Minutes(240))  # type: ignore[call-arg]  # of a partial
    small.do(half)
    task = by_ref(small, "T-001")
    assert str(task.finish) == "2026-03-18 17:00:00"


def test_where_two_work_the_other_goes_on(small: Workspace) -> None:
    small.do(people.book, task="T-001", person="ben", work=Minutes(960))
    before = days(small)
    small.do(leave(TUESDAY, WEDNESDAY))
    assert days(small) == before
    small.do(leave(TUESDAY, TUESDAY, "ben"))
    assert days(small)["T-001"] == "16-18"  # on Tuesday there is nobody, on Wednesday Ben


def test_a_part_time_week_makes_tasks_longer_from_its_day_on(small: Workspace) -> None:
    before = rows_of(small)
    week = dates.week("tu-th 8h")
    done = small.do(working_time.set_week, person="ana", week=week, valid_from=TUESDAY)
    assert done.text == "ana: works tu-th 8h from 17 Mar 2026 on"
    assert days(small)["T-001"] == "16-17"
    done = small.do(working_time.set_week, person="ana", week=dates.week("mo-fr 4h"))
    assert done.text == (
        "ana: works mo-fr 4h; ROLL: 1 task moves, finish 23 Mar → 24 Mar, +4h, 3 follow"
    )
    assert by_ref(small, "T-001").finish == by_ref(small, "M-001").finish
    [first, second] = sorted(stored(small, WorkingWeek), key=lambda each: each.number)
    assert (first.valid_from, second.valid_from) == (TUESDAY, None)
    ana = next(each for each in stored(small, Resource) if each.key == "ana")
    assert ana.week_minutes == 1200
    small.do(history.undo)
    small.do(history.undo)
    assert rows_of(small) == before


def test_a_week_of_the_same_day_gives_way_and_can_be_removed(small: Workspace) -> None:
    for text in ("mo-fr 4h", "mo-fr 6h"):
        small.do(working_time.set_week, person="ana", week=dates.week(text), valid_from=MONDAY)
    [week] = stored(small, WorkingWeek)
    assert sum(end - start for day in json.loads(week.week) for start, end in day) == 1800
    assert days(small)["T-001"] == "16-18"
    done = small.do(working_time.remove_week, person="ana", valid_from=MONDAY)
    assert done.text.startswith("ana: week from 16 Mar 2026 on removed; ROLL: 1 task moves")
    assert days(small)["T-001"] == "16-17"
    with pytest.raises(NotFound, match="no week that begins on 16 Mar 2026"):
        small.do(working_time.remove_week, person="ana", valid_from=MONDAY)


def test_public_holidays_are_stored_once_and_move_tasks(small: Workspace) -> None:
    before = rows_of(small)
    april = date(2026, 4, 2)  # Thursday before Good Friday; Easter Monday follows
    small.do(tasks.set_dates, ref="T-001", start=april)
    moved = rows_of(small)
    region = partial(working_time.set_region, as_of=AS_OF)
    done = small.do(region, person="ana", region="de-by")
    assert done.text.startswith("ana: public holidays of DE-BY, 48 in 2026-2029; ROLL: 1 task")
    assert by_ref(small, "T-001").finish.date() == date(2026, 4, 7)  # type: ignore[union-attr]  # it has one
    count = len(stored(small, PublicHoliday))
    assert count == 48
    small.do(region, person="ben", region="DE-BY")
    assert len(stored(small, PublicHoliday)) == count
    done = small.do(region, person="ana", region="DE-BY")
    assert done.text == "ana: public holidays are those of DE-BY already"
    done = small.do(region, person="ana", region=None)
    assert done.text.startswith("ana: no public holidays; ROLL: 1 task moves")
    assert by_ref(small, "T-001").finish.date() == date(2026, 4, 3)  # type: ignore[union-attr]  # it has one
    for _ in range(4):
        small.do(history.undo)
    assert rows_of(small) == moved
    small.do(history.undo)
    assert rows_of(small) == before


def test_holidays_of_more_years_move_the_tasks_of_all_who_live_there(small: Workspace) -> None:
    small.do(people.book, task="T-003", person="ben", work=Minutes(960))
    small.do(tasks.set_dates, ref="T-003", start=date(2027, 1, 5))
    region = partial(working_time.set_region, region="DE-BY")
    small.do(region, person="ben", as_of=AS_OF, years=1)
    assert by_ref(small, "T-003").finish.date() == date(2027, 1, 6)  # type: ignore[union-attr]  # it has one
    small.do(region, person="ana", as_of=date(2027, 1, 1), years=1)
    assert by_ref(small, "T-003").finish.date() == date(2027, 1, 7)  # type: ignore[union-attr]  # it has one


def test_bookings_with_days_of_their_own_move_along(small: Workspace) -> None:
    book = partial(people.book, work=Minutes(480))
    small.do(book, task="T-002", person="ben", start=date(2026, 3, 18), finish=date(2026, 3, 19))
    small.do(book, task="T-003", person="ben", start=date(2026, 3, 23), finish=date(2026, 3, 23))
    before = rows_of(small)
    small.do(leave(TUESDAY, WEDNESDAY))
    assert booked(small) == ["follows", "20-23", "25-25"]
    small.do(history.undo)
    assert rows_of(small) == before
    small.do(tasks.edit, ref="T-001", duration=Minutes(3 * DAY))
    assert booked(small) == ["follows", "19-20", "24-24"]
    small.do(tasks.edit, ref="T-002", duration=DAY)
    assert booked(small) == ["follows", "19-19", "23-23"]
    small.do(tasks.set_dates, ref="T-002", start=date(2026, 3, 25))
    assert booked(small) == ["follows", "25-25", "27-27"]


def booked(workspace: Workspace) -> list[str]:
    """First and last day in March of each booking, by the reference of its task."""
    refs = {task.id: task.ref for task in stored(workspace, Task)}
    found = sorted(stored(workspace, Assignment), key=lambda each: refs[each.task_id])
    return [
        f"{each.start:%d}-{each.finish:%d}" if each.start and each.finish else "follows"
        for each in found
    ]


def test_the_plan_that_is_kept_sees_other_working_time(small: Workspace) -> None:
    small.plans = PlanMemory()
    changes: list[Command] = [
        leave(TUESDAY, WEDNESDAY),
        partial(working_time.remove_leave, person="ana", day=TUESDAY),
        partial(working_time.set_week, person="ana", week=dates.week("mo-fr 4h")),
        partial(working_time.set_region, person="ana", region="AT", as_of=AS_OF),
        history.undo,
        history.undo,
    ]
    for change in changes:
        small.get(plan_memory.read, small.plans, key="ROLL", as_of=AS_OF)
        small.do(change)
        kept = small.get(plan_memory.read, small.plans, key="ROLL", as_of=AS_OF)
        rows = small.get(plan.tasks, key="ROLL", as_of=AS_OF)
        assert kept.rows == rows
        assert [row.dates for row in kept.rows] == [row.dates for row in rows]
        for row in rows:
            assert row.dates.early_finish == row.finish, row.ref  # type: ignore[union-attr]  # computed


def test_why_a_task_begins_counts_the_days_off(small: Workspace) -> None:
    small.do(leave(TUESDAY, WEDNESDAY))
    with reader.connect(small.place) as connection:
        why = reasons.explained(connection, ref="T-002", as_of=AS_OF).why
        assert connection.statements == 7
    assert not isinstance(why, Undefined)
    assert why.driven[0].start == wall("2026-03-20T08:00")
    assert why.total_float_minutes == 0


def test_what_is_done_and_what_is_in_a_closed_project_stays(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=100, as_of=AS_OF)
    before = days(small)
    done = small.do(leave(TUESDAY, WEDNESDAY))
    assert (days(small), done.effect) == (before, "no task moves")


def test_each_project_that_moves_is_named_and_the_rest_is_counted(workspace: Workspace) -> None:
    workspace.do(people.add, name="Ana Ferreira")
    for number, key in enumerate(("AA", "BB", "CC", "DD", "EE"), 1):
        workspace.do(projects.add, name=key, key=key)
        workspace.do(tasks.add, project=key, name="One", start=MONDAY, duration=DAY)
        workspace.do(tasks.add, project=key, name="Two", duration=DAY,
                     after=(Link(f"T-{number * 2 - 1:03}"),))  # fmt: skip
        workspace.do(people.book, task=f"T-{number * 2 - 1:03}", person="ana", work=DAY)
    done = workspace.do(leave(MONDAY))
    each = "1 task moves, finish 17 Mar → 18 Mar, +1d, 1 follows"
    assert done.effect == f"AA: {each}; BB: {each}; CC: {each}; 2 more projects"


REFUSED: dict[str, tuple[Command, str]] = {
    "the wrong way": (leave(WEDNESDAY, TUESDAY), "lies before the first"),
    "six years": (leave(MONDAY, date(2032, 3, 16)), "more than five years"),
    "long ago": (leave(date(1, 1, 1)), "between 1900 and 2199"),
    "never": (leave(date(9999, 12, 31)), "between 1900 and 2199"),
    "no minutes": (
        partial(working_time.add_leave, person="ana", first=MONDAY, minutes=Minutes(0)),
        "minutes a day is 1 to 1440",
    ),
    "nowhere": (
        partial(working_time.set_region, person="ana", region="ZZ", as_of=AS_OF),
        "no public holidays are known of «ZZ»",
    ),
    "no such state": (
        partial(working_time.set_region, person="ana", region="DE-QQ", as_of=AS_OF),
        "«QQ» is no part of DE, which has one of BB, BE",
    ),
    "a long day": (
        partial(working_time.set_week, person="ana", week=dates.week("mo 23h")),
        "no room for so much working time",
    ),
    "six days": (
        partial(working_time.set_week, person="ana", week=dates.week("mo 8h")[:6]),
        "a week has seven days",
    ),
    "availability": (
        partial(working_time.set_availability, person="ana", percent=101),
        "availability is 0 to 100, not 101",
    ),
    "target": (partial(people.edit, person="ana", target=101), "a target is 0 to 100"),
    "name": (partial(people.edit, person="ana", name="  "), "a person needs a name"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused_and_changes_nothing(quick: Workspace, name: str) -> None:
    before = rows_of(quick)
    command, words = REFUSED[name]
    with pytest.raises(Invalid, match=words):
        quick.do(command)
    assert rows_of(quick) == before


def test_days_off_of_the_same_kind_do_not_overlap_those_of_another_may(quick: Workspace) -> None:
    quick.do(leave(MONDAY, WEDNESDAY))
    words = "ana has leave 16-18 Mar 2026 already: remove that first, or choose other days"
    with pytest.raises(Invalid, match=words):
        quick.do(leave(WEDNESDAY, date(2026, 3, 20)))
    quick.do(partial(leave(WEDNESDAY), kind=AbsenceKind.SICKNESS))  # type: ignore[call-arg]  # of a partial
    with pytest.raises(Invalid, match="away on 18 Mar 2026 for leave, sickness: say which kind"):
        quick.do(working_time.remove_leave, person="ana", day=WEDNESDAY)
    done = quick.do(
        working_time.remove_leave, person="ana", day=WEDNESDAY, kind=AbsenceKind.SICKNESS
    )
    assert done.text.startswith("ana: sickness 18 Mar 2026 removed")
    with pytest.raises(NotFound, match="ana is not away on 20 Mar 2026"):
        quick.do(working_time.remove_leave, person="ana", day=date(2026, 3, 20))


def test_a_person_is_edited_and_what_it_was_is_said(small: Workspace) -> None:
    before = rows_of(small)
    done = small.do(
        people.edit, person="ana", role="PM", skills=" SQL ,  Azure AD,sql, ", target=80
    )
    assert done.text == "ana: role none → PM, skills none → SQL, Azure AD, target none → 80%"
    done = small.do(working_time.set_availability, person="ana", percent=80)
    assert done.text == "ana: availability 100% → 80%"
    small.do(history.undo)
    small.do(history.undo)
    assert rows_of(small) == before
