"""Splitting a task into parts: what is shared out adds up, and what drives the task stays."""

from datetime import date
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.errors import Invalid
from ppm_tui.models import Assignment, Dependency
from ppm_tui.store import history
from ppm_tui.store.commands import people, projects, splitting, steps, tasks, time
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.wanted import Link
from ppm_tui.terms import Constraint, Minutes, TaskKind, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import by_ref, stored

MONDAY = date(2026, 3, 16)
DAY = Minutes(480)
PARTS = ("Design", "Build", "Test")

SEED: tuple[Command, ...] = (
    partial(people.add, name="Ana Ferreira"),
    partial(projects.add, name="Roll-out", key="ROLL"),
    partial(tasks.add, project="ROLL", name="First", start=MONDAY, duration=DAY),
    partial(tasks.add, project="ROLL", name="Whole", duration=Minutes(5 * DAY), owner="ana",
            work=Minutes(1000), after=(Link("T-001"),), deadline=date(2026, 3, 27)),
    partial(tasks.add, project="ROLL", name="Next", duration=DAY, after=(Link("T-002"),)),
    partial(tasks.add, project="ROLL", name="End", kind=TaskKind.MILESTONE,
            after=(Link("T-003"),)),
    partial(people.book, task="T-002", person="ana", work=Minutes(100)),
)  # fmt: skip


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def split(workspace: Workspace, ref: str = "T-002", names: tuple[str, ...] = PARTS) -> str:
    return workspace.do(splitting.split, ref=ref, names=names).text


def test_a_split_task_is_a_phase_of_parts_in_sequence_that_add_up(small: Workspace) -> None:
    before = rows_of(small)
    whole = by_ref(small, "T-002")
    said = split(small)
    assert said.startswith("ROLL: T-002 «Whole» split into 3: T-004 «Design», T-005 «Build»")
    parts = [by_ref(small, ref) for ref in ("T-004", "T-005", "T-006")]
    phase = by_ref(small, "T-002")
    assert [part.duration_minutes for part in parts] == [800, 800, 800]
    assert [part.work_minutes for part in parts] == [334, 333, 333]
    assert {part.owner_id for part in parts} == {whole.owner_id}
    assert {part.parent_id for part in parts} == {phase.id}
    assert (phase.kind, phase.work_minutes, phase.deadline) == ("phase", None, whole.deadline)
    assert (phase.start, phase.finish) == (whole.start, whole.finish)
    assert parts[0].start == whole.start
    assert parts[-1].finish == whole.finish
    links = {(each.task_id, each.predecessor_id) for each in stored(small, Dependency)}
    assert {(b.id, a.id) for a, b in pairwise(parts)} < links
    assert (phase.id, by_ref(small, "T-001").id) in links
    assert (by_ref(small, "T-003").id, phase.id) in links
    booked = {each.task_id: each.work_minutes for each in stored(small, Assignment)}
    assert [booked[part.id] for part in parts] == [34, 33, 33]
    small.do(history.undo)
    assert rows_of(small) == before


def test_parts_follow_what_the_phase_waits_for(small: Workspace) -> None:
    split(small)
    start = by_ref(small, "T-004").start
    small.do(tasks.edit, ref="T-001", duration=Minutes(3 * DAY))
    moved = by_ref(small, "T-004").start
    assert start
    assert moved
    assert (moved - start).days == 2


def test_a_task_that_was_put_somewhere_stays_there(small: Workspace) -> None:
    small.do(tasks.add, project="ROLL", name="Held", duration=DAY, start=date(2026, 4, 1))
    before = by_ref(small, "T-004")
    split(small, "T-004", ("A", "B"))
    phase, first = by_ref(small, "T-004"), by_ref(small, "T-005")
    assert (phase.start, phase.finish) == (before.start, before.finish)
    assert (phase.constraint_type, first.constraint_type) == (Constraint.SNET, Constraint.ASAP)
    assert first.start == before.start


def test_a_task_without_dates_has_parts_without_dates(small: Workspace) -> None:
    small.do(tasks.add, project="ROLL", name="Some day")
    split(small, "T-004", ("A", "B"))
    assert [by_ref(small, ref).start for ref in ("T-004", "T-005", "T-006")] == [None] * 3


@pytest.mark.parametrize(
    ("before", "ref", "names", "words"),
    [
        (None, "M-001", PARTS, "M-001 is a milestone"),
        (None, "T-002", ("One",), "name at least two parts"),
        (None, "T-002", ("One", " "), "a part needs a name"),
        (partial(tasks.set_percent, ref="T-002", percent=10, as_of=AS_OF), "T-002", PARTS,
         "work on T-002 has begun"),
        (partial(time.log_time, project="ROLL", task="T-002", minutes=Minutes(5), day=AS_OF),
         "T-002", PARTS, "work on T-002 has begun"),
        (partial(tasks.set_status, ref="T-002", status=TaskStatus.BLOCKED, reason="x", as_of=AS_OF),
         "T-002", PARTS, "T-002 is blocked"),
        (partial(splitting.split, ref="T-002", names=PARTS), "T-002", PARTS,
         "T-002 is a phase already"),
        (partial(tasks.edit, ref="T-002", duration=Minutes(2)), "T-002", PARTS, "too short for 3"),
    ],
)  # fmt: skip
def test_what_cannot_be_split_is_refused_and_stays(
    small: Workspace, before: Command | None, ref: str, names: tuple[str, ...], words: str
) -> None:
    if before is not None:
        small.do(before)
    rows = rows_of(small)
    with pytest.raises(Invalid, match=words):
        split(small, ref, names)
    assert rows_of(small) == rows


@given(st.integers(0, 10**7), st.integers(1, 60))
def test_shares_add_up_and_differ_by_one_at_most(whole: int, count: int) -> None:
    found = splitting.shares(whole, count)
    assert (sum(found), len(found)) == (whole, count)
    assert max(found) - min(found) <= 1
