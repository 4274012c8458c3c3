"""Who is booked on what, by day, week and month: the cells add up to the work, to the minute."""

import itertools
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from ppm_tui.exchange import detect
from ppm_tui.store.commands import people, projects, steps, tasks
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.queries import resources
from ppm_tui.store.queries.resources import Days, Grid
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes, Stage, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.exchange.test_whole_plans import PLANS

MONDAY = date(2026, 3, 16)
EVER = (date(1990, 1, 1), date(2060, 1, 1))
HOUR = 60


def read(
    workspace: Workspace, first: date = MONDAY, days: int = 28, known: Grid | None = None
) -> Grid:
    last = first + timedelta(days=days - 1)
    return workspace.get(resources.grid, first=first, last=last, as_of=AS_OF, known=known)


def loads(grid: Grid, weeks: int = 2) -> dict[str, list[int]]:
    """Booked hours by person and week."""
    found = resources.weeks(MONDAY, weeks)
    return {row.key: [row.cell(days).booked // HOUR for days in found] for row in grid.rows}


@pytest.fixture
def small(store: Workspace) -> Workspace:
    add = partial(tasks.add, project="ROLL", start=MONDAY, duration=Minutes(5 * 480))
    commands = (
        partial(people.add, name="Ana Ferreira", role="Dev"),
        partial(people.add, name="Ben Okoro", role="PM", week_minutes=Minutes(1200)),
        partial(projects.add, name="Roll-out", key="ROLL"),
        partial(add, name="Build", owner="ana", work=Minutes(30 * HOUR)),
        partial(add, name="Test", owner="ana"),
        partial(add, name="Nobody's", work=Minutes(8 * HOUR)),
    )
    store.do(steps.together, label="seed", commands=commands)
    return store


def test_work_that_nobody_was_assigned_to_falls_to_the_owner(small: Workspace) -> None:
    grid = read(small)
    assert loads(grid) == {"ana": [30, 0], "ben": [0, 0]}
    assert [(row.ref, row.minutes) for row in grid.demand] == [("T-003", 8 * HOUR)]


def test_an_assignment_takes_the_place_of_the_owner(small: Workspace) -> None:
    small.do(people.book, task="T-001", person="ben", work=Minutes(10 * HOUR))
    grid = read(small)
    assert loads(grid) == {"ana": [0, 0], "ben": [10, 0]}
    [ben] = [row for row in grid.rows if row.key == "ben"]
    cell = ben.cell(resources.weeks(MONDAY, 1)[0])
    assert (cell.capacity, cell.is_over) == (1200, False)
    assert cell.percent == 50


def test_a_booking_follows_its_task_when_that_moves(small: Workspace) -> None:
    small.do(people.book, task="T-001", person="ben", work=Minutes(10 * HOUR))
    small.do(tasks.edit, ref="T-001", start=MONDAY + timedelta(days=7))
    assert loads(read(small))["ben"] == [0, 10]


def test_what_will_not_be_done_counts_nothing(small: Workspace) -> None:
    small.do(projects.edit, key="ROLL", stage=Stage.CANCELLED)
    grid = read(small)
    assert loads(grid) == {"ana": [0, 0], "ben": [0, 0]}
    assert grid.demand == []


def test_roles_are_sums_and_not_means(small: Workspace) -> None:
    week = resources.weeks(MONDAY, 1)[0]
    groups = {group.key: group.cell(week) for group in read(small).groups("role")}
    assert groups["Dev"].percent == 75
    assert (groups["PM"].capacity, groups["PM"].booked) == (1200, 0)
    assert resources.total(read(small).rows, week).percent == 50


def months(first: date, last: date) -> list[Days]:
    """The months between two days."""
    edges = [
        date(first.year + n // 12, n % 12 + 1, 1) for n in range((last.year - first.year) * 12 + 1)
    ]
    return list(itertools.pairwise(edges))


def assert_adds_up(workspace: Workspace) -> None:
    """Work of tasks, bookings and the cells of every zoom are the same, to the minute."""
    first, last = EVER
    grid = workspace.get(resources.grid, first=first, last=last, as_of=AS_OF)
    booked = sum(row.minutes or 0 for each in grid.rows for row in each.bookings)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    zooms = (
        list(itertools.pairwise(days)),
        resources.weeks(first - timedelta(days=7), len(days) // 7 + 2),
        months(first, last),
    )
    for periods in zooms[1:] if len(grid.rows) > 12 else zooms:
        cells = sum(row.cell(each).booked for row in grid.rows for each in periods)
        assert cells == booked
    whole = booked + sum(row.minutes or 0 for row in grid.demand)
    assert whole == total_work(workspace)


def total_work(workspace: Workspace) -> int:
    """Work of all tasks as it is stored: that of their assignments, else their own."""
    found = workspace.get(
        lambda connection: connection.value(
            """SELECT SUM(work) FROM (
              SELECT COALESCE(a.work_minutes, t.duration_minutes * a.units / 100) AS work
              FROM assignment a JOIN task t ON t.id = a.task_id
              LEFT JOIN resource r ON r.id = a.resource_id
              WHERE t.trashed_on IS NULL AND t.is_active AND t.status <> 'dropped'
                AND t.start IS NOT NULL AND COALESCE(r.kind, 'work') = 'work'
              UNION ALL
              SELECT t.work_minutes FROM task t
              WHERE t.kind <> 'phase' AND t.trashed_on IS NULL AND t.is_active
                AND t.status <> 'dropped' AND t.start IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id)) AS w"""
        )
    )
    return int(found or 0)


def test_the_demo_adds_up_in_every_zoom(demo: Workspace) -> None:
    assert_adds_up(demo)


@pytest.mark.parametrize("name", PLANS)
def test_an_imported_plan_adds_up_in_every_zoom(
    name: str, shared_data: Path, workspace: Workspace
) -> None:
    file = detect.read(shared_data / f"plans/{name}.xml")
    workspace.do(import_plans, files=(file,), as_of=AS_OF)
    assert_adds_up(workspace)


def test_a_phase_has_no_work_of_its_own(small: Workspace) -> None:
    small.do(tasks.add, project="ROLL", name="Phase", kind=TaskKind.PHASE)
    assert loads(read(small))["ana"] == [30, 0]


@pytest.mark.parametrize(("days", "statements"), [(60, 4), (0, 5)])
def test_it_takes_four_statements_and_one_for_the_near_weeks(
    small: Workspace, days: int, statements: int
) -> None:
    def count(connection: Connection) -> int:
        last = MONDAY + timedelta(days=days)
        resources.grid(connection, first=AS_OF - timedelta(days=7), last=last, as_of=AS_OF)
        return connection.statements

    assert small.get(count) == statements


def test_next_week_is_known_wherever_one_looks(small: Workspace) -> None:
    [week] = resources.weeks(MONDAY, 1)
    later = MONDAY + timedelta(days=300)
    near = small.get(resources.grid, first=MONDAY, last=later, as_of=AS_OF)
    far = small.get(resources.grid, first=later, last=later, as_of=AS_OF)
    assert [row.cell(week) for row in far.rows] == [row.cell(week) for row in near.rows]
    assert any(row.cell(week).booked for row in far.rows)
    assert not far.covers(week)


def facts(grid: resources.Grid) -> tuple[object, ...]:
    """All that a map is drawn from."""
    spans = [grid.near, (grid.first, grid.last + timedelta(days=1))]
    cells = [
        (row.key, days, row.cell(days), row.parts(days))
        for row in grid.rows
        for since, until in spans
        for days in resources.weeks(since + timedelta(days=7), (until - since).days // 7 - 1)
    ]
    bookings = [(row.key, sorted(each.id for each in row.bookings)) for row in grid.rows]
    return grid.first, grid.last, cells, bookings, grid.demand


def test_reading_on_comes_to_the_same_as_reading_anew(demo: Workspace) -> None:
    chance = Random(11)
    known: Grid | None = None
    for _ in range(40):
        first = date(2025, 12, 1) + timedelta(days=chance.randrange(300))
        days = chance.randrange(2, 120)
        fresh = read(demo, first, days)
        known = read(demo, first, days, known)
        assert facts(known) == facts(fresh)


def test_what_was_written_since_is_read(small: Workspace) -> None:
    known = read(small)
    small.do(people.book, task="T-003", person="ben", work=Minutes(3 * HOUR))
    again = small.get(resources.grid, first=known.first, last=known.last, as_of=AS_OF, known=known)
    assert facts(again) == facts(read(small)) != facts(known)


def test_who_scrolls_reads_what_comes_into_view_alone(small: Workspace) -> None:
    known, week = read(small, days=100), timedelta(days=7)

    def count(connection: Connection) -> int:
        first, last = known.first + week, known.last + week
        resources.grid(connection, first=first, last=last, as_of=AS_OF, known=known)
        return connection.statements

    assert small.get(count) == 2
