"""Queries of plans, projects, what is overdue, and the history; on both databases."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ppm_tui import demo
from ppm_tui.errors import NotFound
from ppm_tui.models import Change, Step
from ppm_tui.store import reader, writer
from ppm_tui.store.backup import backup
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.place import Place
from ppm_tui.store.plan_rows import Plan, PlanCalendar, PlanFile, PlanLink, PlanTask
from ppm_tui.store.queries import (
    baselines,
    changes,
    log,
    overdue,
    plan,
    portfolio,
    project,
    project_log,
    project_people,
    project_tabs,
    risks,
    timeline,
)
from ppm_tui.store.queries.plan import Reckoned, TaskRow
from ppm_tui.store.queries.portfolio_rows import PortfolioRow
from ppm_tui.store.queries.risk_peek import RiskPeek, risk_peek
from ppm_tui.store.reader import Connection
from ppm_tui.terms import LagKind, Minutes, Undefined
from ppm_tui.workspace import Workspace
from tests import postgres
from tests.conftest import AS_OF, NOW, workspace_at

Reading = Callable[[Connection], list[Any]]
READINGS: dict[str, tuple[Reading, int]] = {
    "overview": (lambda c: portfolio.overview(c, as_of=AS_OF), 3),
    "tasks": (lambda c: plan.tasks(c, key="ATLAS", as_of=AS_OF), 5),
    "first tasks": (lambda c: plan.first_tasks(c, key="ATLAS", as_of=AS_OF, count=5), 3),
    "overdue": (lambda c: overdue.overdue(c, as_of=AS_OF), 2),
    "timeline": (lambda c: [timeline.timeline(c, as_of=AS_OF)], 4),
    "risks": (lambda c: list(risks.register(c, as_of=AS_OF).rows), 3),
    "risks of one": (lambda c: list(risks.register(c, key="ATLAS", as_of=AS_OF).rows), 3),
    "weeks of risks": (lambda c: list(_weeks(c)), 4),
    "a risk": (lambda c: [_peek(c)], 7),
    "changes": (lambda c: changes.changes(c, as_of=AS_OF), 1),
    "issues": (lambda c: project.issues(c), 1),
    "updates": (lambda c: project.updates(c, key="ATLAS", as_of=AS_OF), 1),
    "notes": (lambda c: project.notes(c, key="ATLAS", as_of=AS_OF), 1),
    "baselines": (lambda c: baselines.baselines(c, key="ATLAS"), 1),
    "comparison": (lambda c: [baselines.compare(c, key="ATLAS", as_of=AS_OF)], 6),
    "head of a project": (lambda c: [project_tabs.head(c, key="ATLAS", as_of=AS_OF)], 4),
    "people of one": (lambda c: project_people.people(c, key="ATLAS", as_of=AS_OF), 1),
    "their next weeks": (lambda c: list(project_people.load(c, as_of=AS_OF, count=6)), 3),
    "log of one": (lambda c: project_log.entries(c, key="ATLAS", as_of=AS_OF), 1),
    "history": (lambda c: list(log.history(c)), 3),
    "history of one": (lambda c: list(log.history(c, key="DELTA")), 4),
    "steps": (lambda c: log.steps(c), 1),
    "steps of one": (lambda c: log.steps(c, key="DELTA", count=3), 2),
    "number of steps": (lambda c: [log.total(c)], 1),
}


def _weeks(connection: Connection) -> tuple[risks.Week, ...]:
    return risks.trend(connection, of=risks.register(connection, as_of=AS_OF), as_of=AS_OF)


def _peek(connection: Connection) -> RiskPeek:
    found = risks.register(connection, as_of=AS_OF)
    row = next(row for row in found.rows if row.ref == "R-044")
    return risk_peek(connection, row=row, matrix=found.matrix)


INTERNAL = {"id", "parent_id", "at"}


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "portfolio.db"
    demo.build(Place(path=path), AS_OF)
    return path


@pytest.fixture(scope="module")
def demo_server(postgres_url: str) -> Iterator[Workspace]:
    with postgres.database(postgres_url) as url:
        demo.build(Place(url=url), AS_OF)
        yield workspace_at(Place(url=url))


@pytest.fixture
def built(demo_file: Path, tmp_path: Path) -> Workspace:
    copy = Place(path=tmp_path / "portfolio.db")
    backup(Place(path=demo_file), tmp_path / "portfolio.db")
    return workspace_at(copy)


def content(value: object) -> object:
    """A row without what differs from one database to the next: identifiers and instants."""
    if isinstance(value, TaskRow):  # what it shares with the others is told by its own dates
        return content(
            {**asdict(replace(value, reckoned=Reckoned(Undefined("")))), "dates": value.dates}
        )
    if isinstance(value, PortfolioRow):  # the judge itself is another one in each reading
        judged = [asdict(each) for each in value.judged]
        return content({**_fields(replace(value, judging=tuple)), "judging": judged})
    if is_dataclass(value) and not isinstance(value, type):
        return content(_fields(value))
    if isinstance(value, dict):
        return {name: content(each) for name, each in value.items() if name not in INTERNAL}
    return [content(each) for each in value] if isinstance(value, (list, tuple)) else value


def _fields(value: Any) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_costs_a_fixed_number_of_statements(built: Workspace, name: str) -> None:
    read, statements = READINGS[name]
    with reader.connect(built.place) as connection:
        assert read(connection)
        assert connection.statements == statements


@pytest.mark.postgres
@pytest.mark.parametrize("name", READINGS)
def test_both_databases_answer_the_same(
    built: Workspace, demo_server: Workspace, name: str
) -> None:
    read, _ = READINGS[name]
    ours, theirs = built.get(read), demo_server.get(read)
    if name.startswith(("history", "steps")):  # values such as identifiers stand in it as text
        assert [row.label for row in ours] == [row.label for row in theirs]
    else:
        assert content(ours) == content(theirs)


def test_updates_of_tomorrow_are_not_known_today(built: Workspace) -> None:
    with reader.connect(built.place) as connection:
        day = project.updates(connection, key="ATLAS", as_of=AS_OF)[2].day
        assert project.updates(connection, key="ATLAS", as_of=day)[0].day == day


def test_overdue_leaves_out_what_is_done_dropped_or_closed(built: Workspace) -> None:
    rows = built.get(overdue.overdue, as_of=AS_OF)
    assert {"M-3", "M-5"} <= {row.ref for row in rows}
    assert all(row.due < AS_OF and row.percent_complete < 100 for row in rows)
    assert [row.due for row in rows] == sorted(row.due for row in rows)
    assert built.get(overdue.overdue, as_of=date(2020, 1, 1)) == []


def test_an_unknown_project_is_not_found(store: Workspace) -> None:
    for query in (plan.tasks,):
        with pytest.raises(NotFound):
            store.get(query, key="NIX", as_of=AS_OF)
    with pytest.raises(NotFound):
        store.get(log.history, key="NIX")


def test_a_step_of_very_many_changes_is_never_held_whole(store: Workspace) -> None:
    row = {
        "step": 1, "table_name": "task", "row_id": "x", "project_id": None,
        "before": None, "after": json.dumps({"name": "n" * 1000, "notes": "m" * 1000}),
    }  # fmt: skip
    with writer.engine(store.place).begin() as connection:
        connection.execute(
            sa.insert(Step), [{"number": 1, "uid": "1", "at": NOW, "user": "", "label": "many"}]
        )
        connection.execute(sa.insert(Change), [row | {"number": n} for n in range(20_000)])

    def peak(connection: Connection) -> tuple[int, int]:
        tracemalloc.start()
        try:
            [count] = [sum(1 for _ in step.changes) for step in log.history(connection)]
            return count, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    count, most = store.get(peak)
    assert count == 40_000
    assert most < 2_000_000


def test_each_step_has_its_own_changes_whoever_reads_them(built: Workspace) -> None:
    def read(connection: Connection) -> list[tuple[int, int]]:
        return [(step.number, len(list(step.changes))) for step in log.history(connection)]

    def skip(connection: Connection) -> list[tuple[int, int]]:
        steps = log.history(connection)
        return [(s.number, len(list(s.changes)) if s.number % 2 else 0) for s in steps]

    whole = built.get(read)
    assert [number for number, _ in whole] == list(range(len(whole), 0, -1))
    assert built.get(skip) == [(number, count if number % 2 else 0) for number, count in whole]


# Plans


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


def task(
    uid: str, *before: PlanLink, start: str = "02T08:00", finish: str = "02T17:00"
) -> PlanTask:
    return PlanTask(
        uid, f"Task {uid}", start=at(start), finish=at(finish),
        duration_minutes=Minutes(480), predecessors=before,
    )  # fmt: skip


def imported(workspace: Workspace, *tasks: PlanTask, **more: Any) -> list[plan.TaskRow]:
    file = PlanFile("CSV", (Plan("source", "Boat", start=at("02T08:00"), tasks=tasks, **more),))
    key = workspace.do(import_plans, files=(file,), as_of=AS_OF).refs[0]
    return workspace.get(plan.tasks, key=key.lower(), as_of=AS_OF)


def test_early_late_and_critical_are_computed(store: Workspace) -> None:
    link = PlanLink("1", lag=50, lag_kind=LagKind.PERCENT)
    last = task("2", link, start="03T13:00", finish="04T12:00")
    one, two, three = imported(store, task("1"), last, task("3"))
    assert not isinstance(one.dates, Undefined)
    assert not isinstance(three.dates, Undefined)
    assert (one.is_critical, two.is_critical, three.is_critical) == (True, True, False)
    assert one.dates.late_finish == at("02T17:00")
    assert three.dates.total_float_minutes == 720
    [before] = two.predecessors
    assert (before.ref, before.uid, before.lag_minutes) == (one.ref, "1", 240)


def test_a_ring_of_tasks_is_read_and_says_why_it_has_no_dates(store: Workspace) -> None:
    rows = imported(store, task("1", PlanLink("2")), task("2", PlanLink("1")))
    assert [row.start for row in rows] == [at("02T08:00")] * 2
    for row in rows:
        assert isinstance(row.dates, Undefined)
        assert "T-001" in row.dates.reason
        assert row.is_critical is False


def test_a_calendar_without_work_is_read_and_says_so(store: Workspace) -> None:
    idle = PlanCalendar("9", "Idle", ((),) * 7)
    [row] = imported(store, task("1"), calendars=(idle,), calendar_uid="9")
    assert isinstance(row.dates, Undefined)
    assert "Idle" in row.dates.reason
