"""Plans of a hundred thousand tasks come in, go back and are read in time that grows with them."""

import gc
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import ppm_tui.workspace
from ppm_tui.analysis.worktime import WorkCalendar, any_of
from ppm_tui.errors import NotFound
from ppm_tui.models import Assignment, BaselineTask, Dependency, Task
from ppm_tui.store import history
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.plan_rows import (
    Plan,
    PlanAssignment,
    PlanBaseline,
    PlanCalendar,
    PlanFile,
    PlanLink,
    PlanResource,
    PlanTask,
)
from ppm_tui.store.queries import plan as plans
from ppm_tui.store.queries import plan_network
from ppm_tui.store.queries.plan_web import web
from ppm_tui.terms import Done, Minutes, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of

KINDS = (Task, Dependency, Assignment, BaselineTask)
COUNT = 1_000
MORNING = datetime.fromisoformat("2026-03-02T08:00")
HOURS = ((480, 720), (780, 1020))


class Counted(tuple[Any, ...]):
    """Rows that know how often they were gone through."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        Counted.times += 1
        return super().__iter__()


def task(number: int) -> PlanTask:
    start = MORNING + timedelta(days=number % 500)
    finish = start + timedelta(hours=9)
    is_phase = number % 10 == 0
    return PlanTask(
        str(number),
        f"Task {number}",
        parent_uid=None if is_phase else str(number - number % 10),
        kind=TaskKind.PHASE if is_phase else TaskKind.TASK,
        start=start,
        finish=finish,
        duration_minutes=Minutes(480),
        predecessors=(PlanLink(str(number - 1)),) if number % 10 > 1 else (),
        baselines=(PlanBaseline(0, start, finish),),
    )


PLAN = Plan(
    source_id="large",
    name="Large",
    calendar_uid="1",
    calendars=(
        PlanCalendar("1", "Standard", (*(HOURS,) * 5, (), ())),
        PlanCalendar("2", "Ana", (*(HOURS,) * 4, (), (), ())),
        PlanCalendar("3", "Ben", (*(HOURS,) * 3, (), (), (), ())),
    ),
    resources=(
        PlanResource("1", "Ana", calendar_uid="2"),
        PlanResource("2", "Ben", calendar_uid="3"),
    ),
    tasks=tuple(map(task, range(COUNT))),
    assignments=Counted(
        PlanAssignment(f"{number}/{who}", str(number), who)
        for number in range(COUNT)
        for who in ("1", "2")
        if number % 10
    ),
)


def bring(workspace: Workspace, plan: Plan = PLAN) -> Done:
    return workspace.do(import_plans, files=(PlanFile("CSV", (plan,)),), as_of=AS_OF)


def ends(rows: list[plans.TaskRow]) -> tuple[datetime, datetime]:
    return (
        min(row.start for row in rows if row.start),
        max(row.finish for row in rows if row.finish),
    )


def later(plan: Plan) -> Plan:
    """The same plan with every task changed and the last one gone."""
    tasks = [replace(one, name=f"{one.name}, later", percent_complete=10) for one in plan.tasks]
    kept = [one for one in plan.assignments if one.task_uid != tasks[-1].uid]
    return replace(plan, tasks=tuple(tasks[:-1]), assignments=tuple(kept))


def test_the_assignments_are_not_searched_for_every_task(workspace: Workspace) -> None:
    Counted.times = 0
    bring(workspace)
    assert Counted.times < 5


def test_every_row_of_a_large_plan_stands_in_the_log_as_it_is(store: Workspace) -> None:
    bring(store)
    for kind in KINDS:
        name = str(kind.__tablename__)
        rows = store.get(lambda c, name=name: c.rows(f"SELECT * FROM {name} ORDER BY id"))  # type: ignore[misc]  # the name is bound  # noqa: S608  # a name of ours
        log = store.get(
            lambda c, name=name: c.rows(  # type: ignore[misc]  # the name is bound
                "SELECT after FROM change WHERE table_name = :name ORDER BY row_id", name=name
            )
        )
        assert [tuple(json.loads(str(after)).values()) for (after,) in log] == rows
    assert store.get(lambda c: c.value("SELECT COUNT(*) FROM task")) == COUNT


def test_no_object_is_made_of_a_task_that_comes_in_again_or_goes(workspace: Workspace) -> None:
    made: list[object] = []

    def note(one: object, *_: object) -> None:
        made.append(one)

    hooks = [(kind, event) for kind in KINDS for event in ("init", "load")]
    for kind, event in hooks:
        sa.event.listen(kind, event, note)
    try:
        bring(workspace)
        bring(workspace)
        bring(workspace, later(PLAN))
        workspace.do(history.undo)
    finally:
        for kind, event in hooks:
            sa.event.remove(kind, event, note)
    assert made == []


def test_undo_and_redo_go_through_a_step_page_by_page(
    store: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", 7)
    small = replace(PLAN, tasks=PLAN.tasks[:20], assignments=PLAN.assignments[:30])
    empty = rows_of(store)
    bring(store, small)
    first = rows_of(store)
    bring(store, later(small))
    second = rows_of(store)
    assert second != first
    for wanted, turn in (
        (first, history.undo),
        (empty, history.undo),
        (first, history.redo),
        (second, history.redo),
    ):
        store.do(turn)
        assert rows_of(store) == wanted


def test_the_calendar_of_two_who_work_together_is_made_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(workspace)
    made = []

    def once(calendars: Sequence[WorkCalendar]) -> WorkCalendar:
        made.append(calendars)
        return any_of(calendars)

    monkeypatch.setattr(plan_network, "any_of", once)
    rows = workspace.get(plans.tasks, key="LARGE", as_of=AS_OF)
    assert len(rows) == COUNT
    assert len(made) == 1


async def test_what_was_read_is_never_searched_for_cycles_and_the_search_goes_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ppm_tui.workspace, "MANY", 1_000)
    bring(workspace)
    before = gc.get_freeze_count()
    try:
        rows = await workspace.read(plans.tasks, key="LARGE", as_of=AS_OF)
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
    await workspace.let_go(rows)
    assert rows == []
    with pytest.raises(NotFound):
        await workspace.read(plans.tasks, key="NONE", as_of=AS_OF)
    assert gc.isenabled()


def test_the_first_rows_of_a_plan_are_those_of_the_whole_but_for_their_dates(
    workspace: Workspace,
) -> None:
    bring(workspace)
    whole = workspace.get(plans.tasks, key="LARGE", as_of=AS_OF)
    first = workspace.get(plans.first_tasks, key="LARGE", as_of=AS_OF, count=25)
    assert first == whole[:25]
    assert {row.dates for row in first} == {plans.STILL_READ}
    found = web(whole)
    assert found.by_ref["T-001"].name == "Task 1"
    assert found.waiting["T-001"] == ["T-002"]
    assert ends(found.bounds) == ends(whole)
    assert web([]).bounds == []
