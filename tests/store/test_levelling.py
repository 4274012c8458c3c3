"""A proposal of levelling: what counts, what stays, and taking over all of it or some lines."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.levelling import Budget
from ppm_tui.analysis.levelling_excess import TooMuch
from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.models import Assignment, Resource, Task
from ppm_tui.store import history
from ppm_tui.store.commands import bookings, edits, levelling, people, projects, rows, steps, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries import levelling as queries
from ppm_tui.store.queries.levelling import Scope
from ppm_tui.store.queries.levelling_rows import Proposal
from ppm_tui.store.wanted import Demand, Link
from ppm_tui.terms import BookingKind, Constraint, Done, Minutes, Priority, Stage, Stays
from ppm_tui.workspace import Workspace
from tests.store.contents import rows_of
from tests.store.seed import stored, wall
from tests.store.test_reschedule import days

MONDAY = date(2026, 3, 16)
DAY = Minutes(480)
SEED: tuple[Command, ...] = (
    partial(people.add, name="Ana Ferreira"),
    partial(people.add, name="Ben Okoro"),
    partial(projects.add, name="Roll-out", key="ROLL"),
    partial(projects.add, name="Build", key="BUILD"),
    partial(tasks.add, project="ROLL", name="One", start=MONDAY, duration=Minutes(2 * DAY),
            owner="ana", work=Minutes(2 * DAY), as_of=MONDAY),
    partial(tasks.add, project="ROLL", name="Two", start=MONDAY, duration=DAY, owner="ana",
            work=DAY),
    partial(tasks.add, project="ROLL", name="After two", after=(Link("T-002"),), duration=DAY,
            owner="ben", work=DAY),
    partial(tasks.add, project="BUILD", name="Elsewhere", start=date(2026, 3, 17),
            duration=Minutes(3 * DAY), owner="ben", work=Minutes(3 * DAY), as_of=MONDAY),
)  # fmt: skip


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def proposal(workspace: Workspace, *keys: str, **how: Any) -> Proposal:
    scope = Scope(keys, **how)
    return workspace.get(queries.levelling, scope=scope, as_of=MONDAY, budget=Budget(schedules=300))


def lines(found: Proposal) -> list[str]:
    return [f"{row.ref} {row.old_start:%d}→{row.start:%d} {row.person}" for row in found.moves]


def take(workspace: Workspace, found: Proposal, refs: Sequence[str] | None = None) -> str:
    return workspace.do(levelling.take, proposal=found, as_of=MONDAY, tasks=refs).text


def test_one_project_gives_way_to_what_its_people_do_in_others(small: Workspace) -> None:
    found = proposal(small, "roll")
    assert days(small) == {"T-001": "16-17", "T-002": "16-16", "T-003": "17-17", "T-004": "17-19"}
    assert lines(found) == ["T-001 16→17 Ana Ferreira", "T-003 17→20 Ben Okoro"]
    assert (found.over, found.over_before, found.projects) == ((), 3, ("ROLL",))
    assert {task.ref for task in found.tasks} == {"T-001", "T-002", "T-003"}


def test_all_active_projects_are_levelled_together(small: Workspace) -> None:
    found = proposal(small)
    assert found.projects == ("BUILD", "ROLL")
    assert lines(found) == ["T-004 17→18 Ben Okoro", "T-001 16→17 Ana Ferreira"]
    small.do(projects.edit, key="BUILD", stage=Stage.ON_HOLD)
    assert lines(proposal(small)) == ["T-001 16→17 Ana Ferreira"]
    assert lines(proposal(small, "BUILD")) == ["T-004 17→18 Ben Okoro"]


def test_taking_it_over_is_one_step_and_gives_the_dates_that_were_shown(small: Workspace) -> None:
    before = rows_of(small)
    found = proposal(small)
    text = take(small, found)
    assert text.startswith("BUILD, ROLL: 2 tasks levelled; finish 19 Mar → 20 Mar, +1d")
    shown = {row.ref: (row.start, row.finish) for row in found.tasks}
    assert {task.ref: (task.start, task.finish) for task in stored(small, Task)} == shown
    held = {task.ref: task.constraint_type for task in stored(small, Task)}
    assert held["T-001"] is Constraint.SNET
    assert proposal(small).moves == ()
    small.do(history.undo)
    assert rows_of(small) == before


def test_some_lines_are_taken_and_what_follows_them_follows(small: Workspace) -> None:
    small.do(projects.edit, key="BUILD", stage=Stage.ON_HOLD)
    small.do(tasks.set_priority, ref="T-001", priority=Priority.URGENT)
    before = rows_of(small)
    found = proposal(small)
    assert lines(found) == ["T-002 16→18 Ana Ferreira", "T-003 17→19 None"]
    with pytest.raises(Invalid, match="T-001 is not moved by this proposal"):
        take(small, found, ["T-001"])
    take(small, found, ["T-002"])
    assert days(small)["T-002"] == "18-18"
    assert days(small)["T-003"] == "19-19"
    small.do(history.undo)
    assert rows_of(small) == before
    take(small, found, ["T-003"])
    assert (days(small)["T-002"], days(small)["T-003"]) == ("16-16", "19-19")


def test_a_task_moved_meanwhile_is_a_conflict_and_nothing_is_changed(small: Workspace) -> None:
    found = proposal(small)
    small.do(tasks.set_dates, ref="T-001", start=date(2026, 3, 25))
    before = rows_of(small)
    with pytest.raises(Conflict, match="T-001 was moved meanwhile: level again"):
        take(small, found)
    assert rows_of(small) == before


def test_what_has_begun_and_what_must_be_then_stays(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=10, as_of=MONDAY)
    found = proposal(small, "ROLL")
    assert lines(found) == ["T-002 16→18 Ana Ferreira", "T-003 17→20 Ben Okoro"]
    [second] = [task for task in stored(small, Task) if task.ref == "T-002"]
    assert second.start is not None
    small.do(tasks.set_priority, ref="T-001", priority=Priority.LOW)
    small.do(tasks.set_percent, ref="T-002", percent=10, as_of=MONDAY)
    stuck = proposal(small, "ROLL")
    assert lines(stuck) == ["T-003 17→20 Ben Okoro"]
    assert [(row.ref, row.people) for row in stuck.over] == [
        ("T-001", ("Ana Ferreira",)),
        ("T-002", ("Ana Ferreira",)),
    ]


def test_the_less_urgent_gives_way(small: Workspace) -> None:
    small.do(tasks.set_priority, ref="T-001", priority=Priority.URGENT)
    assert lines(proposal(small, "ROLL"))[0] == "T-002 16→18 Ana Ferreira"


def test_within_float_the_finish_of_the_project_stays(small: Workspace) -> None:
    found = proposal(small, "ROLL", is_within_float=True)
    assert found.finish == found.finish_before
    assert found.over


def test_part_of_the_time_is_part_of_the_work(small: Workspace) -> None:
    """Both need half of Ana: two hours and four of eight, for two days and one."""
    small.do(tasks.edit, ref="T-001", work=DAY)
    small.do(tasks.edit, ref="T-002", work=Minutes(240))
    assert [row.ref for row in proposal(small, "ROLL").moves] == ["T-003"]


def test_there_is_no_such_project(small: Workspace) -> None:
    with pytest.raises(NotFound, match="there is no project NOPE"):
        proposal(small, "NOPE")


def test_what_was_put_later_than_its_links_stays_there(small: Workspace) -> None:
    """A follower that its plan has later than it must be does not move forward."""
    small.do(projects.edit, key="BUILD", stage=Stage.ON_HOLD)
    small.do(tasks.add, project="ROLL", name="Late", after=(Link("T-002"),), duration=DAY)
    with_gap = partial(tasks.set_dates, ref="T-005", start=date(2026, 3, 27))
    small.do(with_gap)
    small.do(tasks.set_priority, ref="T-001", priority=Priority.URGENT)
    found = proposal(small)
    take(small, found)
    assert (days(small)["T-002"], days(small)["T-005"]) == ("18-18", "27-27")


def test_time_that_is_kept_free_for_something_else_is_taken(small: Workspace) -> None:
    """On Monday and Tuesday Ana is booked elsewhere, for twelve of sixteen hours."""
    wanted = Demand(Minutes(720), MONDAY, date(2026, 3, 17), "ana")
    small.do(bookings.add, project="BUILD", wanted=wanted, kind=BookingKind.HARD)
    assert lines(proposal(small, "ROLL"))[:2] == [
        "T-001 16→19 Ana Ferreira",
        "T-002 16→18 Ana Ferreira",
    ]


def test_somebody_booked_twice_for_the_same_task_counts_twice(small: Workspace) -> None:
    def half(session: Session) -> Done:
        task = rows.task(session, "T-002")
        ana = session.scalars(select(Resource).where(col(Resource.key) == "ana")).one()
        for number in (1, 2):
            values = {"project_id": task.project_id, "task_id": task.id, "resource_id": ana.id,
                      "number": number, "units": 50}  # fmt: skip
            edits.make(session, Assignment, values)
        return Done("assigned")

    small.do(half)
    found = proposal(small, "ROLL")
    assert (found.over_before, found.over) == (3, ())


def test_a_line_says_who_has_too_much_without_it_and_what_it_costs(small: Workspace) -> None:
    """On Monday Ana has two days' work, on Tuesday Ben, of whom BUILD has the rest of the week."""
    found = proposal(small, "ROLL")
    first, second = found.moves
    assert first.too_much == (TooMuch("ana", MONDAY, DAY),)
    assert (first.beside, second.beside) == (("T-002 ROLL",), ())
    assert second.too_much == (TooMuch("ben", MONDAY, DAY),)
    assert (first.slack, first.beyond) == (0, DAY)
    assert (first.ends[0].day, first.ends[1].day, first.slip) == (17, 20, 3)
    assert (found.excess_before, found.excess) == (2 * DAY, 0)


def test_what_was_too_much_before_today_is_not_told(small: Workspace) -> None:
    for ref in ("T-001", "T-002"):
        small.do(tasks.set_percent, ref=ref, percent=10, as_of=MONDAY)
    assert [(row.ref, row.stays) for row in proposal(small, "ROLL").over] == [
        ("T-001", Stays.BEGUN),
        ("T-002", Stays.BEGUN),
    ]
    later = small.get(
        queries.levelling, scope=Scope(("ROLL",)), as_of=date(2026, 3, 17),
        budget=Budget(schedules=0),
    )  # fmt: skip
    assert later.over == ()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (partial(tasks.set_percent, ref="T-002", percent=10, as_of=MONDAY), Stays.BEGUN),
        (
            partial(
                tasks.edit,
                ref="T-002",
                constraint_type=Constraint.MSO,
                constraint_date=wall("2026-03-16T08:00"),
            ),
            Stays.MUST,
        ),
    ],
)
def test_what_stays_says_why(small: Workspace, command: Command, why: Stays) -> None:
    small.do(command)
    small.do(tasks.set_percent, ref="T-001", percent=10, as_of=MONDAY)
    found = {row.ref: row for row in proposal(small, "ROLL").over}
    assert found["T-002"].stays is why
    assert found["T-001"].too_much == (TooMuch("ana", MONDAY, DAY),)


def test_a_refused_line_stays_and_so_far_as_it_needs_it_what_it_waits_for(
    small: Workspace,
) -> None:
    small.do(projects.edit, key="BUILD", stage=Stage.ON_HOLD)
    small.do(tasks.set_priority, ref="T-001", priority=Priority.URGENT)
    found = proposal(small, kept=frozenset({"T-003"}))
    assert found.moves == ()
    assert [(row.ref, row.stays) for row in found.over] == [
        ("T-001", Stays.OTHERS),
        ("T-002", Stays.LEADING),
        ("T-003", Stays.REFUSED),
    ]
    other = proposal(small, kept=frozenset({"T-002"}))
    assert lines(other) == ["T-001 16→17 Ana Ferreira"]
    assert [row.ref for row in other.over] == ["T-002"]


def test_what_is_left_after_a_line_was_taken_is_as_it_was_said(small: Workspace) -> None:
    found = proposal(small)
    take(small, found, ["T-001"])
    again = proposal(small, like=found.starts)
    assert lines(again) == ["T-004 17→18 Ben Okoro"]
    assert {row.ref: (row.start, row.finish) for row in again.tasks} == {
        row.ref: (row.start, row.finish) for row in found.tasks
    }
    small.do(history.undo)
    assert lines(proposal(small, like=found.starts)) == lines(found)


def test_a_budget_that_is_stopped_ends_the_reading(small: Workspace) -> None:
    budget = Budget(schedules=0)
    budget.stop()
    with pytest.raises(Invalid, match="stopped before there was a proposal"):
        small.get(queries.levelling, scope=Scope(), as_of=MONDAY, budget=budget)
