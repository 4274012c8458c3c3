"""Change requests: what approval moves, what it refuses, and that undo brings all of it back."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from ppm_tui.errors import Conflict, Invalid, NotFound, PpmError
from ppm_tui.exchange import change_plan, mail_text, portfolio_json
from ppm_tui.models import Baseline, BaselineTask, ChangeRequest, Project, Task
from ppm_tui.store import history
from ppm_tui.store.commands import (
    approving,
    baselines,
    changes,
    projects,
    replies,
    steps,
    tasks,
    time,
)
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries import changes as register
from ppm_tui.terms import ChangeStatus, Done, Minutes, Money, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, SEED, by_ref, newest, stored, wall

PLAN = "T-001 +2d\nT-002 work 3d\n+ Archive import for:2d after:T-001 ~8h @ben"
MORE: tuple[Command, ...] = (
    partial(tasks.link, task="M-001", after="T-002"),
    partial(tasks.edit, ref="T-002", duration=Minutes(480)),
    partial(
        projects.edit,
        key="ATLAS",
        budget_cost=Money(5_000_000),
        budget_minutes=Minutes(60 * HOUR),
        contract_value=Money(7_000_000),
    ),
    partial(baselines.set_baseline, project="ATLAS", as_of=AS_OF, name="Agreed"),
)


def agreed(workspace: Workspace) -> Workspace:
    workspace.do(steps.together, label="seed", commands=(*SEED, *MORE))
    return workspace


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    """ATLAS with a plan, a baseline, budgets and CR-01, on both databases."""
    return agreed(store)


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """The same on SQLite only."""
    return agreed(workspace)


def ask(workspace: Workspace, plan: str = PLAN, **more: Any) -> None:
    """CR-01 says what it does, and is submitted."""
    said = {"minutes": 20 * HOUR, "cost": Money(900_000), "price": Money(1_200_000)} | more
    workspace.do(partial(changes.edit, ref="CR-01", plan=change_plan.read(plan, AS_OF), **said))
    workspace.do(changes.set_status, ref="CR-01", status=ChangeStatus.SUBMITTED, as_of=AS_OF)


def approve(workspace: Workspace, ref: str = "CR-01", **more: Any) -> Done:
    said: dict[str, Any] = {
        "evidence": "mail of 12 Mar",
        "read": change_plan.read,
        "as_of": AS_OF,
    } | more
    return workspace.do(partial(approving.approve, ref=ref, **said))


def exported(workspace: Workspace) -> str:
    """The complete export without its history, as the bytes of the file."""
    document = workspace.get(portfolio_json.document, as_of=AS_OF)
    return "".join(portfolio_json.text(document | {"history": []}))


def trial_of(workspace: Workspace) -> Workspace:
    return Workspace(workspace.place, "ana", AS_OF, dry_run=True)


def text_of(workspace: Workspace, ref: str = "CR-01") -> str:
    return trial_of(workspace).do(replies.ask, ref=ref, read=change_plan.read, as_of=AS_OF).text


def take(workspace: Workspace, pasted: str, **more: Any) -> Done:
    answer = partial(replies.answer, readings=tuple(mail_text.readings(pasted)))
    return workspace.do(partial(answer, read=change_plan.read, as_of=AS_OF, **more))


def test_approval_moves_plan_baseline_budget_and_contract_in_one_step(seeded: Workspace) -> None:
    ask(seeded)
    before = exported(seeded)
    done = approve(seeded, by="Grace Okafor", decided=date(2026, 3, 12), conditions="paid in May")
    assert done.text == (
        "ATLAS: CR-01 approved, budget 50k → 59k, budget 60h → 80h, contract 70k → 82k, "
        "baseline 1; finish 23 Mar → 26 Mar, +3d, 3 follow"
    )
    assert done.notes == (
        "M-001 Go-live 23 Mar → 25 Mar",
        "the plan lines cost 800.08 EUR of 9,000.00 EUR: the rest is in no task",
    )
    atlas = next(each for each in stored(seeded, Project) if each.key == "ATLAS")
    assert (atlas.budget_cost, atlas.budget_minutes) == (5_900_000, 80 * HOUR)
    assert atlas.contract_value == 8_200_000
    new = by_ref(seeded, "T-003")
    assert (new.name, new.parent_id) == ("Archive import", by_ref(seeded, "T-001").parent_id)
    assert (new.start, new.finish) == (wall("2026-03-25T08:00"), wall("2026-03-26T17:00"))
    assert by_ref(seeded, "T-002").work_minutes == 3 * 480
    [old, made] = sorted(stored(seeded, Baseline), key=lambda each: each.number)
    assert (made.name, made.is_current, old.is_current) == ("CR-01 Archive", True, False)
    assert made.finish == wall("2026-03-26T17:00")
    change = newest(seeded, ChangeRequest)
    assert (change.status, change.baseline_id) == ("approved", made.id)
    assert (change.decided_by, change.decided) == ("Grace Okafor", date(2026, 3, 12))
    assert (change.evidence, change.conditions) == ("mail of 12 Mar", "paid in May")
    after = exported(seeded)
    seeded.do(history.undo)
    assert exported(seeded) == before
    seeded.do(history.redo)
    assert exported(seeded) == after


def test_an_agreed_change_moves_the_baseline_and_not_the_delay(seeded: Workspace) -> None:
    """What is late stays late: the baseline is carried on by what the change moves."""
    seeded.do(tasks.set_dates, ref="T-002", start=date(2026, 3, 23))
    late = slips(seeded)
    assert late["T-002"] > 0
    ask(seeded)
    done = approve(seeded, by="Mallory")
    after = slips(seeded)
    assert after["T-002"] == late["T-002"]
    # In working time it is the same; over a weekend that is another number of days.
    assert all(after[ref] > 0 for ref, days in late.items() if days)
    [old, made] = sorted(stored(seeded, Baseline), key=lambda each: each.number)
    assert made.finish is not None
    assert old.finish is not None
    assert made.finish > old.finish
    new = by_ref(seeded, "T-003")
    assert slips(seeded)["T-003"] == 0
    assert "Okafor was asked, and Mallory decided" in " ".join(done.notes)
    frozen = [each for each in stored(seeded, BaselineTask) if each.baseline_id == made.id]
    assert made.cost == sum(each.cost or 0 for each in frozen)
    assert new.id in {each.task_id for each in frozen}


def slips(workspace: Workspace) -> dict[str, int]:
    """By how many days the plan of each task ends after the current baseline."""
    sql = """SELECT t.ref, substr(t.finish, 1, 10), substr(b.finish, 1, 10) FROM task t
    JOIN baseline_task b ON b.task_id = t.id JOIN baseline f ON f.id = b.baseline_id
    WHERE f.is_current AND t.kind <> 'phase' AND t.trashed_on IS NULL"""
    rows = workspace.get(lambda connection: connection.rows(sql))
    days = date.fromisoformat
    return {str(ref): (days(str(now)) - days(str(then))).days for ref, now, then in rows}


def test_nobody_who_is_not_asked_can_answer_a_text(seeded: Workspace) -> None:
    ask(seeded)
    text = text_of(seeded)
    seeded.do(changes.edit, ref="CR-01", authoriser="")
    before = exported(seeded)
    with pytest.raises(Invalid, match="names nobody who may decide"):
        text_of(seeded)
    with pytest.raises(Invalid, match="names nobody who may decide"):
        take(seeded, f"APPROVED Mallory\n{text}")
    assert exported(seeded) == before


def test_what_is_foreseen_is_what_approval_does_and_nothing_is_written(seeded: Workspace) -> None:
    ask(seeded)
    before = rows_of(seeded)
    done = trial_of(seeded).do(approving.foresee, ref="CR-01", read=change_plan.read, as_of=AS_OF)
    assert rows_of(seeded) == before
    assert done.text in approve(seeded).text


def test_rejection_and_deferral_leave_the_plan_as_it_was(seeded: Workspace) -> None:
    ask(seeded)
    before = rows_of(seeded)
    say = partial(changes.set_status, ref="CR-01", as_of=AS_OF, evidence="next year")
    for status in (ChangeStatus.DEFERRED, ChangeStatus.REJECTED):
        seeded.do(partial(say, status=status))
        change = newest(seeded, ChangeRequest)
        assert (change.status, change.decided_by) == (status, "Okafor")
    assert_only_the_request_changed(before, seeded)
    for command in (
        partial(say, status=ChangeStatus.SUBMITTED),
        partial(changes.edit, ref="CR-01"),
    ):
        with pytest.raises(Invalid, match="CR-01 is rejected: add a new change request"):
            seeded.do(command)


def assert_only_the_request_changed(before: Any, workspace: Workspace) -> None:
    after = rows_of(workspace)
    assert after.pop("change_request") != before.pop("change_request")
    assert after == before


SINCE: dict[str, tuple[Command, str]] = {
    "done": (partial(tasks.set_done, ref="T-001", as_of=AS_OF), "T-001 is done already"),
    "deleted": (partial(tasks.trash, ref="T-001", as_of=AS_OF), "no task T-001"),
    "shorter": (partial(tasks.edit, ref="T-001", duration=Minutes(240)), "T-001 lasts 4h: drop it"),
    "dropped": (
        partial(tasks.set_status, ref="T-001", status=TaskStatus.DROPPED, as_of=AS_OF),
        "T-001 is dropped already",
    ),
}


@pytest.mark.parametrize("since", SINCE)
def test_a_line_that_no_longer_fits_the_plan_is_told_and_nothing_changes(
    seeded: Workspace, since: str
) -> None:
    command, words = SINCE[since]
    ask(seeded, "T-001 -1d")
    seeded.do(command)
    before = rows_of(seeded)
    with pytest.raises(Conflict) as refused:
        approve(seeded)
    assert str(refused.value).startswith("«T-001 -1d» does not fit the plan: ")
    assert words in str(refused.value)
    assert rows_of(seeded) == before


def test_what_is_dropped_goes_or_ends_today_when_it_has_begun(small: Workspace) -> None:
    small.do(time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF, person="ana", task="T-001")
    ask(small, "T-001 drop\nT-002 drop")
    small.do(
        changes.add,
        project="ATLAS",
        title="Less",
        as_of=AS_OF,
        plan=change_plan.read("P-001 drop", AS_OF),
    )
    with pytest.raises(Conflict, match="T-001 in it has begun: drop its tasks one by one"):
        approve(small, "CR-02")
    approve(small)
    begun = by_ref(small, "T-001")
    assert (begun.status, begun.trashed_on) == ("dropped", None)
    assert begun.finish == wall("2026-03-17T17:00")
    assert by_ref(small, "T-002").trashed_on == AS_OF


def test_a_milestone_comes_later_by_working_days(small: Workspace) -> None:
    ask(small, "M-001 +3d")
    approve(small)
    assert by_ref(small, "M-001").finish == wall("2026-03-26T17:00")


def test_what_is_not_known_of_a_project_stays_unknown_and_is_said(small: Workspace) -> None:
    small.do(changes.add, project="DELTA", title="More", as_of=AS_OF, cost=Money(100))
    done = approve(small, "CR-02")
    assert done.text == "DELTA: CR-02 approved"  # nothing to freeze, nothing to move
    assert done.notes == ("DELTA has no budget cost: it stays unknown",)
    ask(small, "", price=Money(-8_000_000))
    with pytest.raises(Invalid, match="CR-01 takes away more than ATLAS has"):
        approve(small)


def test_what_is_in_the_plan_already_is_recorded_and_nothing_moves(small: Workspace) -> None:
    ask(small)
    before = rows_of(small)
    small.do(approving.record, ref="CR-01", as_of=AS_OF, evidence="order 12")
    assert_only_the_request_changed(before, small)
    with pytest.raises(Invalid, match="it stays"):
        small.do(changes.trash, ref="CR-01", as_of=AS_OF)


@pytest.mark.parametrize(
    ("plan", "error", "words"),
    [
        ("T-001 +1d\nT-999 drop", NotFound, "line 2: no task T-999"),
        ("T-003 drop", Invalid, "line 1: T-003 is not in the plan of ATLAS"),
        ("+ New after:T-77", NotFound, "line 1: there is no task «T-77»"),
    ],
)
def test_a_line_of_no_task_is_refused_when_it_is_written(
    small: Workspace, plan: str, error: type[PpmError], words: str
) -> None:
    small.do(tasks.add, project="DELTA", name="Elsewhere")
    before = rows_of(small)
    with pytest.raises(error, match=words):
        ask(small, plan)
    assert rows_of(small) == before


def test_a_request_points_to_what_it_was_raised_from(seeded: Workspace) -> None:
    seeded.do(time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF, person="ana", task="T-001")
    add = partial(changes.add, project="ATLAS", title="Scope", as_of=AS_OF)
    seeded.do(partial(add, task="T-001", risk="R-001", issue="I-001", time=1))
    row = seeded.get(register.changes, as_of=AS_OF, key="ATLAS")[-1]
    assert row.origins == ("T-001", "R-001", "I-001", "time entry 1")
    assert (row.client, row.age, row.is_waiting) == ("Corvane", 0, False)
    seeded.do(tasks.add, project="DELTA", name="Elsewhere")
    with pytest.raises(Invalid, match="T-003 is not of ATLAS"):
        seeded.do(partial(add, task="T-003"))
    with pytest.raises(NotFound, match="ATLAS has no time entry 7"):
        seeded.do(partial(add, time=7))


def test_those_named_before_for_a_client_are_offered_and_nobody_elses(seeded: Workspace) -> None:
    seeded.do(projects.add, name="Juno", client="corvane")
    seeded.do(changes.add, project="DELTA", title="A", as_of=AS_OF, authoriser="Winter")
    assert seeded.get(register.authorisers, key="JUNO") == ["Okafor"]
    assert seeded.get(register.authorisers, key="DELTA") == ["Winter"]


# Approval by text


def test_a_change_is_approved_by_the_text_that_comes_back(seeded: Workspace) -> None:
    ask(seeded, added="Old invoices\nSearch")
    text = text_of(seeded)
    shown = (
        "ATLAS Atlas ERP rollout",
        "Old invoices",
        "Mon 23 Mar 2026 to Thu 26 Mar 2026",
        "12,000.00 EUR",
        "20h more",
        "M-001 Go-live: Mon 23 Mar 2026 to",
    )
    assert [part for part in shown if part not in text] == []
    assert "9,000" not in text  # what it costs inside is nobody's business
    quoted = "".join(f"> {line}\n" for line in text.splitlines())
    done = take(seeded, f"APPROVED Grace Okafor: paid in May\n\n{quoted}", sent=date(2026, 3, 16))
    assert done.text.startswith("ATLAS: CR-01 approved, budget 50k → 59k")
    change = newest(seeded, ChangeRequest)
    assert (change.decided_by, change.decided) == ("Grace Okafor", date(2026, 3, 16))
    assert change.conditions == "paid in May"
    assert change.evidence == (
        "answer by text of Mon 16 Mar 2026: APPROVED Grace Okafor: paid in May"
    )
    with pytest.raises(Invalid, match="CR-01 is approved"):
        take(seeded, f"APPROVED\n{text}")


def test_a_rejection_by_text_moves_nothing(seeded: Workspace) -> None:
    ask(seeded)
    text = text_of(seeded)
    before = rows_of(seeded)
    with pytest.raises(Conflict, match="the code is not that"):
        take(seeded, f"REJECTED Okafor: late\n{text.replace('26 Mar', '27 Mar')}")
    assert rows_of(seeded) == before
    take(seeded, f"REJECTED Okafor: too late\n{text}")
    assert_only_the_request_changed(before, seeded)
    assert newest(seeded, ChangeRequest).status == "rejected"


MEANWHILE: dict[str, tuple[Command, str]] = {
    "price": (partial(changes.edit, ref="CR-01", price=Money(1)), "Price: the text says"),
    "plan line": (
        partial(changes.edit, ref="CR-01", plan=change_plan.read("T-001 for 7d", AS_OF)),
        "plan lines or cost",
    ),
    "cost": (partial(changes.edit, ref="CR-01", cost=Money(1)), "plan lines or cost"),
    "plan": (partial(tasks.edit, ref="T-001", duration=Minutes(3600)), "Finish: the text says"),
    "name of the project": (partial(projects.edit, key="ATLAS", name="Atlas"), "Project: the"),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_a_request_that_has_changed_since_is_refused_with_what_differs(
    small: Workspace, what: str
) -> None:
    ask(small, "T-001 +2d")
    text = text_of(small)
    command, words = MEANWHILE[what]
    small.do(command)
    before = rows_of(small)
    with pytest.raises(Conflict, match=words):
        take(small, f"APPROVED Okafor\n{text}")
    assert rows_of(small) == before


def test_the_code_of_another_request_is_refused(small: Workspace) -> None:
    ask(small)
    small.do(
        changes.add,
        project="ATLAS",
        title="Archive",
        as_of=AS_OF,
        authoriser="Okafor",
        status=ChangeStatus.SUBMITTED,
    )
    text, other = text_of(small), text_of(small, "CR-02")
    swapped = text.replace(text.splitlines()[-1], other.splitlines()[-1])
    with pytest.raises(Conflict, match="it is of another text"):
        take(small, f"APPROVED Okafor\n{swapped}")
    with pytest.raises(Conflict, match="this is the answer to CR-02, not to CR-01"):
        take(small, f"APPROVED Okafor\n{other}", wanted="CR-01")
    with pytest.raises(Invalid, match="is not in it"):
        take(small, "APPROVED Okafor")


def test_only_what_is_submitted_has_a_text_and_each_a_number_of_its_own(small: Workspace) -> None:
    with pytest.raises(Invalid, match="CR-01 is draft"):
        text_of(small)
    small.do(changes.add, project="ATLAS", title="B", as_of=AS_OF)
    numbers = [change.nonce for change in stored(small, ChangeRequest)]
    assert [len(number) for number in numbers] == [32, 32]
    assert numbers[0] != numbers[1]


def test_several_approvals_in_a_row_are_taken_back_whole(small: Workspace) -> None:
    before = exported(small)
    plans = ("T-001 +1d", "T-002 drop\n+ A 3d", "M-001 +2d", "+ Sign <> after:T-001")
    for plan in plans:
        lines = change_plan.read(plan, AS_OF)
        add = partial(changes.add, project="ATLAS", title=plan, as_of=AS_OF, plan=lines)
        approve(small, small.do(partial(add, minutes=HOUR)).refs[0])
    assert len([task for task in stored(small, Task) if task.trashed_on is None]) == 5
    for _ in range(2 * len(plans)):
        small.do(history.undo)
    assert exported(small) == before
