"""All projects in time: each with its own milestones, and no others; on both databases."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from sqlalchemy.orm import Session

from ppm_tui.store.commands import baselines, projects, rows, steps, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries.timeline import Mark, Timeline, timeline
from ppm_tui.terms import Done, Stage, TaskKind, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF

CLIENTS = {"ALPHA": "Corvane", "BRAVO": "Tessin", "CLOSED": "Corvane", "OLD": "Tessin"}


def seed() -> Iterator[Command]:
    """Projects of two clients with milestones of the same names, and what is not to be shown."""
    for number, (key, client) in enumerate(CLIENTS.items()):
        yield partial(projects.add, name=f"Project {key}", key=key, client=client)
        for name, day in (("Design", 2), ("Test", 10), ("Live", 24)):
            finish = date(2026, 3, day + number)
            kind = TaskKind.MILESTONE
            yield partial(tasks.add, project=key, name=name, kind=kind, finish=finish)
        yield partial(tasks.add, project=key, name="Work", start=date(2026, 3, 2))
        yield partial(baselines.set_baseline, project=key, as_of=AS_OF, name="Agreed")
    yield partial(tasks.set_done, ref="M-001", as_of=AS_OF)
    yield partial(tasks.edit, ref="M-003", finish=date(2026, 4, 7))
    yield partial(tasks.edit, ref="M-006", deadline=date(2026, 3, 20))
    yield partial(projects.edit, key="CLOSED", stage=Stage.COMPLETED)
    yield partial(projects.edit, key="OLD", stage=Stage.ARCHIVED)


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=list(seed()))
    return store


def read(workspace: Workspace, as_of: date = AS_OF) -> Timeline:
    return workspace.get(timeline, as_of=as_of)


def named(found: Timeline, key: str) -> dict[str, Mark]:
    return {mark.name: mark for mark in found.marks[key]}


def test_each_project_has_its_own_milestones_and_its_own_client(seeded: Workspace) -> None:
    found = read(seeded)
    assert {row.key: row.client_name for row in found.rows} == {
        key: client for key, client in CLIENTS.items() if key != "OLD"
    }
    assert {key: [mark.ref for mark in marks] for key, marks in found.marks.items()} == {
        "ALPHA": ["M-001", "M-002", "M-003"],
        "BRAVO": ["M-004", "M-005", "M-006"],
        "CLOSED": ["M-007", "M-008", "M-009"],
    }
    assert all(mark.project == key for key, marks in found.marks.items() for mark in marks)


def test_a_milestone_is_reached_late_or_ahead_against_the_day_it_was_promised_for(
    seeded: Workspace,
) -> None:
    alpha = named(read(seeded), "ALPHA")
    assert (alpha["Design"].is_done, alpha["Design"].late_days) == (True, 0)
    assert (alpha["Test"].due, alpha["Test"].late_days) == (date(2026, 3, 10), 7)
    live = alpha["Live"]
    assert (live.due, live.day, live.slip_days) == (date(2026, 3, 24), date(2026, 4, 7), 14)
    assert live.late_days == 0
    due = named(read(seeded), "BRAVO")["Live"]
    assert (due.due, due.day, due.slip_days) == (date(2026, 3, 20), date(2026, 3, 25), 5)
    assert named(read(seeded, date(2026, 3, 22)), "BRAVO")["Live"].late_days == 2


def put_aside(session: Session) -> Done:
    """As a plan of another program may have it."""
    rows.task(session, "M-002").is_active = False
    return Done("not active")


@pytest.mark.parametrize(
    "command",
    [
        put_aside,
        partial(tasks.set_status, ref="M-002", status=TaskStatus.DROPPED, as_of=AS_OF),
        partial(tasks.trash, ref="M-002", as_of=AS_OF),
    ],
    ids=["not active", "dropped", "in the trash"],
)
def test_what_does_not_count_any_longer_is_left_out(seeded: Workspace, command: Command) -> None:
    seeded.do(command)
    assert [mark.ref for mark in read(seeded).marks["ALPHA"]] == ["M-001", "M-003"]
