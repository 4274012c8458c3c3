"""The plan that is kept is the plan that is stored, whatever happened to it meanwhile."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy.orm import Session

from ppm_tui.errors import PpmError
from ppm_tui.store import history
from ppm_tui.store.commands import (
    baselines,
    calendars,
    moves,
    projects,
    replanning,
    rows,
    steps,
    tasks,
)
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries import plan, plan_memory
from ppm_tui.store.queries.plan_memory import PlanMemory
from ppm_tui.store.queries.plan_web import web
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import Done, LagKind, LinkType, Minutes, TaskKind, TaskStatus, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.seed import wall
from tests.store.test_reschedule import MONDAY, chain, days

DAY = Minutes(480)
REFS = [f"T-{n:03}" for n in range(1, 9)]


@pytest.fixture
def kept(store: Workspace) -> Workspace:
    """A plan of eight tasks, and a memory that knows it."""
    store.do(steps.together, label="seed", commands=chain(8))
    store.plans = PlanMemory()
    look(store)
    return store


def look(workspace: Workspace) -> None:
    """Read the plan through the memory and from nothing: both must be the same."""
    assert workspace.plans is not None
    found = workspace.get(plan_memory.read, workspace.plans, key="roll", as_of=AS_OF)
    rows = workspace.get(plan.tasks, key="ROLL", as_of=AS_OF)
    assert found.rows == rows
    assert [row.dates for row in found.rows] == [row.dates for row in rows]
    anew = web(rows)
    assert (found.by_ref, found.waiting) == (anew.by_ref, anew.waiting)
    assert {row.ref for row in found.bounds} == {row.ref for row in anew.bounds}


def some_change(chance: Random) -> Command:
    one, other = chance.sample(REFS, 2)
    days = chance.randrange(1, 9)
    kinds: list[Callable[[], Command]] = [
        lambda: partial(tasks.edit, ref=one, duration=Minutes(days * DAY)),
        lambda: partial(tasks.set_dates, ref=one, start=MONDAY + timedelta(days=days)),
        lambda: partial(tasks.set_percent, ref=one, percent=days * 10, as_of=AS_OF),
        lambda: partial(tasks.set_status, ref=one, status=TaskStatus.DONE, as_of=AS_OF),
        lambda: partial(tasks.edit, ref=one, name=f"Name {days}", deadline=date(2026, 3, 24)),
        lambda: partial(replanning.replan, ref=one, wanted=Wanted(links=(Link(other),))),
        lambda: partial(
            tasks.link, task=one, after=other, kind=LinkType.SS, lag=50, lag_kind=LagKind.PERCENT
        ),
        lambda: partial(tasks.unlink, task=one, after=other),
        lambda: partial(moves.to_phase, refs=(one,), parent=other),
        lambda: partial(tasks.add, project="ROLL", name="More", duration=DAY, as_of=AS_OF),
        lambda: partial(tasks.trash, ref=one, as_of=AS_OF),
        lambda: partial(baselines.set_baseline, project="ROLL", as_of=AS_OF, name=f"B{days}"),
        lambda: partial(
            calendars.add, project="ROLL", name=f"C{days}", week=[calendars.WORKDAY] * 7
        ),
        lambda: history.undo,
        lambda: history.redo,
    ]
    return chance.choice(kinds[:5] if chance.random() < 0.6 else kinds)()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_the_memory_tells_what_is_stored(kept: Workspace, seed: int) -> None:
    chance = Random(seed)
    for _ in range(40):
        memory = kept.plans
        if chance.random() < 0.3:  # somebody else, who knows nothing of the memory
            kept.plans = None
        with suppress(PpmError):  # refused: nothing changed, and that is looked at as well
            kept.do(some_change(chance))
        kept.plans = memory
        if chance.random() < 0.7:
            look(kept)
    look(kept)


def test_a_change_of_values_reads_only_what_changed(kept: Workspace) -> None:
    before = kept.plans.kept if kept.plans else None
    assert before is not None
    kept.do(tasks.edit, ref="T-003", duration=Minutes(4 * DAY))
    look(kept)
    after = kept.plans.kept if kept.plans else None
    assert after is not None
    same = [row is old for row, old in zip(after.web.rows, before.web.rows, strict=True)]
    assert same == [True, True, False, False, False, False, False, False, True]


def test_another_tolerance_marks_other_tasks_until_it_is_undone(kept: Workspace) -> None:
    kept.do(tasks.unlink, task="T-002", after="T-001")  # which lets T-001 slip

    def found() -> dict[str, tuple[str, int]]:
        look(kept)
        rows = kept.get(plan.tasks, key="ROLL", as_of=AS_OF)
        return {
            row.ref: (
                "*" * row.is_critical + "~" * row.is_near_critical,
                row.dates.total_float_minutes,
            )
            for row in rows
            if not isinstance(row.dates, Undefined)
        }

    before = found()
    sign, most = before["T-001"]
    assert (sign, before["T-008"]) == ("", ("*", 0))
    assert most > DAY
    for field, minutes, sign in (
        ("near_critical_minutes", most - 1, ""),
        ("near_critical_minutes", most, "~"),
        ("critical_float_minutes", most - 1, "~"),
        ("critical_float_minutes", most, "*"),
    ):
        change: projects.ProjectFields = {field: Minutes(minutes)}  # type: ignore[misc]  # by name
        kept.do(projects.edit, key="ROLL", **change)
        assert found()["T-001"] == (sign, most)
        assert found()["T-008"] == ("*", 0)
    for sign in ("~", "~", "", ""):
        kept.do(history.undo)
        assert found()["T-001"] == (sign, most)
    assert found() == before


def test_a_step_sees_its_own_changes_before_they_are_written(kept: Workspace) -> None:
    longer = [partial(tasks.edit, ref=ref, duration=Minutes(3 * DAY)) for ref in REFS[:2]]
    done = kept.do(steps.together, label="longer", commands=longer)
    kept.do(history.undo)
    kept.plans = None
    assert kept.do(steps.together, label="longer", commands=longer).effect == done.effect


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_phase_gets_the_dates_of_a_task_that_has_a_length_now(
    kept: Workspace, is_kept: bool
) -> None:
    kept.do(tasks.add, project="ROLL", name="Later", kind=TaskKind.PHASE)
    kept.do(tasks.add, project="ROLL", name="Inner", parent="P-001")
    look(kept)
    if not is_kept:
        kept.plans = None
    kept.do(tasks.edit, ref="T-009", duration=DAY)
    assert (days(kept)["T-009"], days(kept)["P-001"]) == ("16-16", "16-16")


def as_it_came(session: Session) -> Done:
    """The phase lasts longer than what is in it, as files may say."""
    rows.task(session, "P-001").finish = wall("2026-03-31T17:00")
    session.flush()
    return Done("as it came")


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_phase_that_nothing_moves_keeps_the_dates_it_came_with(
    kept: Workspace, is_kept: bool
) -> None:
    kept.do(tasks.add, project="ROLL", name="Apart", kind=TaskKind.PHASE)
    kept.do(tasks.add, project="ROLL", name="Alone", parent="P-001", start=MONDAY, duration=DAY)
    kept.do(as_it_came)
    look(kept)
    if not is_kept:
        kept.plans = None
    kept.do(tasks.edit, ref="T-008", duration=DAY)
    assert days(kept)["P-001"] == "16-31"


def test_a_restored_copy_is_not_taken_for_the_plan_that_is_known(kept: Workspace) -> None:
    assert kept.plans is not None
    assert kept.plans.kept is not None
    other = kept.plans.kept.step.at.replace("T", " ")
    known = replace(kept.plans.kept, step=plan_memory.Step(1, other))
    kept.plans.kept = known
    look(kept)
    assert kept.plans.kept.web is not known.web
