"""The timer: one a user, logged by the rounding rule, across midnight day by day."""

import time as clock
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ppm_tui.analysis.rounding import Rounding
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import TimeEntry, Timer
from ppm_tui.store import history
from ppm_tui.store.commands import projects, steps, tasks, timer
from ppm_tui.store.queries.timer import running
from ppm_tui.terms import BillState, Stage
from ppm_tui.workspace import Workspace
from tests.conftest import NOW
from tests.store.contents import rows_of
from tests.store.seed import SEED, stored

EXACT, QUARTERS = Rounding(), Rounding(15, is_up=True)


@pytest.fixture
def seeded(store: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("TZ", "Europe/Berlin")  # an hour before UTC in March
    clock.tzset()
    store.do(steps.together, label="seed", commands=SEED)
    yield store
    monkeypatch.undo()
    clock.tzset()


def later(workspace: Workspace, minutes: int) -> None:
    workspace.clock = lambda: NOW + timedelta(minutes=minutes)


def logged(workspace: Workspace) -> list[tuple[str, int]]:
    return [(row.day.isoformat(), row.minutes) for row in stored(workspace, TimeEntry)]


def test_what_was_measured_is_logged_by_the_rule_and_undone(seeded: Workspace) -> None:
    before = rows_of(seeded)
    assert (
        seeded.do(timer.start, project="atlas", task="T-001").text == "ATLAS T-001: timer started"
    )
    later(seeded, 42)
    found = seeded.get(running, user="ana")
    assert found is not None
    assert (found.project, found.task, found.minutes(seeded.moment())) == ("ATLAS", "T-001", 42)
    assert seeded.get(running, user="ben") is None
    said = seeded.do(timer.stop, rounding=QUARTERS)
    assert said.text == "ATLAS T-001: 42m, rounded up to 45m, logged"
    assert logged(seeded) == [("2026-03-17", 45)]
    assert stored(seeded, Timer) == []
    seeded.do(history.undo)
    assert [row.user for row in stored(seeded, Timer)] == ["ana"]
    assert logged(seeded) == []
    seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_time_across_midnight_is_split_by_local_day(seeded: Workspace) -> None:
    later(seeded, 14 * 60 + 10)  # 22:10 UTC, 23:10 where they work
    seeded.do(timer.start, project="ATLAS")
    later(seeded, 15 * 60 + 22)
    assert seeded.do(timer.stop, rounding=EXACT).text == "ATLAS: 1h12 logged on 2 days"
    assert logged(seeded) == [("2026-03-17", 50), ("2026-03-18", 22)]


def test_one_timer_a_user(seeded: Workspace) -> None:
    seeded.do(timer.start, project="ATLAS")
    with pytest.raises(Invalid, match="the timer runs on ATLAS"):
        seeded.do(timer.start, project="DELTA")
    seeded.user = "ben"
    seeded.do(timer.start, project="DELTA")
    assert sorted(row.user for row in stored(seeded, Timer)) == ["ana", "ben"]


def test_a_timer_elsewhere_is_logged_when_one_is_started_here_in_one_step(
    seeded: Workspace,
) -> None:
    seeded.do(timer.toggle, project="ATLAS", rounding=EXACT)
    later(seeded, 30)
    said = seeded.do(timer.toggle, project="DELTA", rounding=EXACT)
    assert said.text == "DELTA: timer started; ATLAS: 30m logged"
    assert logged(seeded) == [("2026-03-17", 30)]
    seeded.do(history.undo)
    found = seeded.get(running, user="ana")
    assert found is not None
    assert found.project == "ATLAS"
    later(seeded, 60)
    assert seeded.do(timer.toggle, project="ATLAS", rounding=EXACT).text == "ATLAS: 1h logged"
    assert seeded.get(running, user="ana") is None


def test_nothing_is_logged_of_less_than_half_a_step(seeded: Workspace) -> None:
    seeded.do(timer.start, project="ATLAS")
    later(seeded, 2)
    said = seeded.do(timer.stop, rounding=Rounding(6))
    assert said.text == "ATLAS: timer stopped after 2m, too short to log"
    assert logged(seeded) == []
    with pytest.raises(NotFound, match="no timer runs"):
        seeded.do(timer.stop, rounding=EXACT)


def test_a_timer_follows_the_rules_of_time(seeded: Workspace) -> None:
    seeded.do(tasks.edit, ref="P-001", bill=BillState.NO_CHARGE)
    seeded.do(timer.start, project="ATLAS", task="T-001")
    later(seeded, 60)
    said = seeded.do(timer.stop, rounding=EXACT)
    assert said.text == "ATLAS T-001: 1h logged, not charged: phase Build"
    seeded.do(projects.edit, key="ATLAS", stage=Stage.COMPLETED)
    with pytest.raises(Invalid, match="project ATLAS is completed: x reopens it"):
        seeded.do(timer.start, project="ATLAS")
