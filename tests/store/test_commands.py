"""The commands that make and change content: one step each, and what they refuse."""

from functools import partial

import pytest

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import change_plan
from ppm_tui.models import (
    TimeEntry,
)  # fmt: skip
from ppm_tui.store import history
from ppm_tui.store.commands import (
    approving,
    baselines,
    calendars,
    changes,
    issues,
    notes,
    people,
    projects,
    risks,
    steps,
    tasks,
    time,
)  # fmt: skip
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.commands.time import Entry
from ppm_tui.terms import (
    ChangeStatus,
    LinkType,
    Minutes,
    Money,
    RiskStatus,
    TaskStatus,
)  # fmt: skip
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import FRIDAY, HOUR, MONDAY, SEED, stored

COMMANDS: dict[str, Command] = {
    "projects.add": partial(projects.add, name="Haven", client="Mirabel", owner="ben"),
    "projects.edit": partial(projects.edit, key="atlas", name="Atlas", client=None, owner="ben"),
    "projects.edit tolerance": partial(
        projects.edit, key="ATLAS", critical_float_minutes=HOUR, near_critical_minutes=Minutes(480)
    ),
    "tasks.add": partial(tasks.add, project="ATLAS", name="Tests", parent="P-001"),
    "tasks.add before": partial(tasks.add, project="ATLAS", name="Tests", before="P-001"),
    "tasks.edit": partial(tasks.edit, ref="T-001", name="Settings", work=HOUR, deadline=FRIDAY),
    "tasks.set_percent": partial(tasks.set_percent, ref="T-001", percent=100, as_of=AS_OF),
    "tasks.set_status": partial(tasks.set_status, ref="T-001", status=TaskStatus.DONE, as_of=AS_OF),
    "tasks.set_owner": partial(tasks.set_owner, ref="T-001", owner="ben"),
    "tasks.set_dates": partial(tasks.set_dates, ref="T-001", start=FRIDAY),
    "tasks.link": partial(tasks.link, task="M-001", after="T-002", kind=LinkType.FF, lag=480),
    "tasks.unlink": partial(tasks.unlink, task="T-002", after="T-001"),
    "tasks.trash": partial(tasks.trash, ref="P-001", as_of=AS_OF),
    "people.add": partial(people.add, name="Gia Moretti", role="QA", rate=Money(8_000)),
    "people.set_rate": partial(people.set_rate, person="ana", rate=Money(12_000), valid_from=AS_OF),
    "people.book": partial(people.book, task="T-001", person="ben", work=HOUR, start=FRIDAY),
    "risks.add": partial(risks.add, project="ATLAS", title="Freeze", as_of=AS_OF, impact=4),
    "risks.edit": partial(risks.edit, ref="R-001", status=RiskStatus.CLOSED, probability=1),
    "issues.add": partial(
        issues.add, project="ATLAS", title="Load 3", as_of=AS_OF, risk="R-001", owner="ana"
    ),
    "issues.edit": partial(issues.edit, ref="I-001", title="Tax codes wrong", urgency=4),
    "changes.add": partial(changes.add, project="ATLAS", title="Import", as_of=AS_OF),
    "changes.edit": partial(changes.edit, ref="CR-01", cost=Money(1_800_000), days=6),
    "changes.set_status": partial(
        changes.set_status,
        ref="CR-01",
        status=ChangeStatus.REJECTED,
        as_of=AS_OF,
        evidence="mail",
    ),
    "approving.approve": partial(
        approving.approve, ref="CR-01", read=change_plan.read, as_of=AS_OF, evidence="mail"
    ),
    "approving.record": partial(approving.record, ref="CR-01", as_of=AS_OF, evidence="mail"),
    "notes.add": partial(notes.add, project="ATLAS", text="Rerun", as_of=AS_OF, task="T-001"),
    "time.log_time": partial(
        time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF, person="ana", task="T-001"
    ),
    "time.set_left": partial(time.set_left, task="T-001", minutes=HOUR),
    "time.log_cost": partial(
        time.log_cost, project="ATLAS", paid=time.Paid(Money(90_000)), day=AS_OF, text="Licences"
    ),
    "baselines.set_baseline": partial(baselines.set_baseline, project="ATLAS", as_of=AS_OF),
    "calendars.add": partial(calendars.add, project="DELTA", name="Nights", week=[((0, 360),)] * 7),
}


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """The same on SQLite only, for rules that do not depend on the database."""
    workspace.do(steps.together, label="seed", commands=SEED)
    return workspace


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_one_step_that_undo_takes_back_and_redo_brings_again(
    seeded: Workspace, name: str
) -> None:
    before = rows_of(seeded)
    said = seeded.do(COMMANDS[name])
    after = rows_of(seeded)
    assert after != before
    assert said.text
    assert said.refs
    assert seeded.do(history.undo).text == f"undo: {said.text}"
    assert rows_of(seeded) == before
    seeded.do(history.redo)
    assert rows_of(seeded) == after


def test_many_entries_are_one_step(seeded: Workspace) -> None:
    before = rows_of(seeded)
    entries = [Entry("ATLAS", AS_OF, HOUR, "ana"), Entry("DELTA", AS_OF, HOUR, "ben")]
    assert seeded.do(time.log_all, entries=entries).text == "2 time entries logged"
    assert [entry.number for entry in stored(seeded, TimeEntry)] == [1, 1]
    seeded.do(history.undo)
    assert rows_of(seeded) == before


REFUSED: dict[str, tuple[Command, str]] = {
    "no name": (partial(projects.add, name="  "), "a project needs a name"),
    "key taken": (partial(projects.add, name="A", key="atlas"), "there is a project ATLAS"),
    "strange key": (partial(projects.add, name="A", key="1?"), "2 to 8 letters"),
    "budget below 0": (partial(projects.add, name="A", budget_cost=Money(-1)), "below 0"),
    "currency": (partial(projects.add, name="A", currency="euro"), "three capital letters"),
    "critical below 0": (
        partial(projects.edit, key="ATLAS", critical_float_minutes=Minutes(-1)),
        "critical up to cannot be below 0",
    ),
    "near below 0": (
        partial(projects.edit, key="ATLAS", near_critical_minutes=Minutes(-1)),
        "nearly critical up to cannot be below 0",
    ),
    "near not above critical": (
        partial(
            projects.edit,
            key="ATLAS",
            critical_float_minutes=Minutes(480),
            near_critical_minutes=Minutes(480),
        ),
        "nearly critical up to 1d must be more than critical up to 1d",
    ),
    "done over 100": (partial(projects.edit, key="ATLAS", percent_complete=101), "0 to 100"),
    "finish first": (
        partial(tasks.add, project="ATLAS", name="A", start=FRIDAY, finish=MONDAY),
        "lies before the start",
    ),
    "phase elsewhere": (
        partial(tasks.add, project="DELTA", name="A", parent="P-001"),
        "P-001 is not in DELTA",
    ),
    "below a milestone": (
        partial(tasks.add, project="ATLAS", name="A", parent="M-001"),
        "nothing goes below it",
    ),
    "before another phase's": (
        partial(tasks.add, project="ATLAS", name="A", parent="P-001", before="P-001"),
        "in another phase",
    ),
    "ref taken": (
        partial(tasks.add, project="ATLAS", name="A", ref="T-001"),
        "given out already",
    ),
    "ref of another kind": (
        partial(tasks.add, project="ATLAS", name="A", ref="M-9"),
        "T- and a number",
    ),
    "percent": (partial(tasks.set_percent, ref="T-001", percent=101, as_of=AS_OF), "0 to 100"),
    "blocked": (
        partial(tasks.set_status, ref="T-001", status=TaskStatus.BLOCKED, as_of=AS_OF),
        "needs a reason",
    ),
    "no date": (partial(tasks.set_dates, ref="T-001"), "no date"),
    "dates of a phase": (partial(tasks.set_dates, ref="P-001", start=MONDAY), "move that"),
    "waits for itself": (partial(tasks.link, task="T-001", after="T-001"), "ring"),
    "ring": (partial(tasks.link, task="T-001", after="T-002"), "ring"),
    "waits for its phase": (partial(tasks.link, task="T-001", after="P-001"), "ring"),
    "linked twice": (partial(tasks.link, task="T-002", after="T-001"), "already"),
    "person taken": (partial(people.add, name="Ana", key="ana"), "called ana already"),
    "week": (partial(people.add, name="A", week_minutes=Minutes(99_999)), "has no room"),
    "rate": (partial(people.set_rate, person="ana", rate=Money(-1)), "below 0"),
    "rating": (
        partial(risks.add, project="ATLAS", title="A", as_of=AS_OF, probability=6),
        "probability is 0 to 5",
    ),
    "urgency": (partial(issues.edit, ref="I-001", urgency=6), "urgency is 0 to 5"),
    "decided at once": (
        partial(changes.add, project="ATLAS", title="A", as_of=AS_OF, status=ChangeStatus.APPROVED),
        "decide it afterwards",
    ),
    "no evidence": (
        partial(changes.set_status, ref="CR-01", status=ChangeStatus.REJECTED, as_of=AS_OF),
        "needs evidence",
    ),
    "empty note": (partial(notes.add, project="ATLAS", text=" ", as_of=AS_OF), "some text"),
    "note elsewhere": (
        partial(notes.add, project="DELTA", text="A", as_of=AS_OF, task="T-001"),
        "not a task of DELTA",
    ),
    "no time": (
        partial(time.log_time, project="ATLAS", minutes=Minutes(0), day=AS_OF),
        "more than nothing",
    ),
    "more than a day": (
        partial(time.log_time, project="ATLAS", minutes=Minutes(1441), day=AS_OF),
        "at most 24 hours",
    ),
    "task elsewhere": (
        partial(time.log_time, project="DELTA", minutes=HOUR, day=AS_OF, task="T-001"),
        "not a task of DELTA",
    ),
    "cost for nothing": (
        partial(time.log_cost, project="ATLAS", paid=time.Paid(Money(1)), day=AS_OF, text=""),
        "what it is for",
    ),
    "nothing to freeze": (
        partial(baselines.set_baseline, project="DELTA", as_of=AS_OF),
        "no tasks to freeze",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_breaks_a_rule_is_refused_in_words_and_changes_nothing(
    small: Workspace, name: str
) -> None:
    command, words = REFUSED[name]
    before = rows_of(small)
    with pytest.raises(Invalid, match=words):
        small.do(command)
    assert rows_of(small) == before


@pytest.mark.parametrize(
    "command",
    [
        partial(projects.edit, key="NOBODY"),
        partial(tasks.set_owner, ref="T-999", owner=None),
        partial(tasks.set_owner, ref="T-001", owner="zoe"),
        partial(tasks.unlink, task="T-001", after="T-002"),
        partial(tasks.edit, ref="T-001", calendar="Moon"),
        partial(risks.edit, ref="R-9"),
        partial(issues.edit, ref="I-9"),
        partial(changes.edit, ref="CR-9"),
    ],
)
def test_what_is_not_there_is_not_found(small: Workspace, command: Command) -> None:
    with pytest.raises(NotFound):
        small.do(command)


def test_steps_together_are_undone_together(small: Workspace) -> None:
    before = rows_of(small)
    small.do(steps.together, label="a gesture", commands=list(COMMANDS.values())[:3])
    assert small.do(history.undo).text == "undo: a gesture"
    assert rows_of(small) == before
