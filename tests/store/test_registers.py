"""Issues, assumptions, decisions, actions and the reserve: one step each, and what they refuse."""

from functools import partial

import pytest

from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.models import (
    Assumption,
    Decision,
    Issue,
    IssueAction,
    ReserveDraw,
    Risk,
    RiskAction,
    Task,
)  # fmt: skip
from ppm_tui.store import history
from ppm_tui.store.commands import (
    actions,
    assumptions,
    decisions,
    issues,
    projects,
    reserve,
    risks,
    steps,
)  # fmt: skip
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import (
    AssumptionStatus,
    DecisionStatus,
    IssueStatus,
    Minutes,
    Money,
    ReserveKind,
    RiskStatus,
)  # fmt: skip
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import FRIDAY, SEED, newest, stored

MORE: tuple[Command, ...] = (
    *SEED,
    partial(risks.edit, ref="R-001", owner="ben", cost=Money(400_000)),
    partial(
        projects.edit, key="ATLAS", contingency_cost=Money(1_000_000),
        contingency_minutes=Minutes(2400), management_reserve=Money(500_000),
    ),
    partial(
        assumptions.add, project="ATLAS", title="Codes are stable", as_of=AS_OF, owner="ana",
        check_on=FRIDAY,
    ),
    partial(decisions.add, project="ATLAS", title="Go-live moves", as_of=AS_OF, decider="Okafor"),
    partial(decisions.add, project="ATLAS", title="Second vendor", as_of=AS_OF, due=FRIDAY),
    partial(reserve.draw, key="ATLAS", as_of=AS_OF, cost=100_000, issue="I-001"),
    partial(actions.link, about="I-001", task="T-001"),
)  # fmt: skip
WRONG, CONFIRMED = AssumptionStatus.WRONG, AssumptionStatus.CONFIRMED
CLOSED, RESOLVED = IssueStatus.CLOSED, IssueStatus.RESOLVED

check = partial(assumptions.set_status, ref="A-01", as_of=AS_OF)
solve = partial(issues.set_status, ref="I-001", as_of=AS_OF)
decide = partial(decisions.set_status, ref="D-02", as_of=AS_OF)
draw = partial(reserve.draw, key="ATLAS", as_of=AS_OF)
strike = partial(issues.strike, risk="R-001", as_of=AS_OF)

DONE: dict[str, tuple[Command, str]] = {
    "resolved": (
        partial(solve, status=RESOLVED, reason="Rerun worked"),
        "ATLAS: I-001 «Tax codes» status open → resolved",
    ),
    "issue to the trash": (
        partial(issues.trash, ref="i-001", as_of=AS_OF),
        "ATLAS: I-001 «Tax codes» to the trash",
    ),
    "a risk strikes": (
        partial(strike, cost=400_000, minutes=480, urgency=5),
        "ATLAS: R-001 «Tester capacity» became I-002, 4,000.00 EUR drawn from the contingency, "
        "5,000.00 EUR left and 8h drawn from the contingency, 32h left for I-002",
    ),
    "a risk strikes for nothing": (strike, "ATLAS: R-001 «Tester capacity» became I-002"),
    "assumption": (
        partial(assumptions.add, project="ATLAS", title="[/b] holds", as_of=AS_OF),
        "ATLAS: assumption A-02 «[/b] holds» added",
    ),
    "another day to check": (
        partial(assumptions.edit, ref="A-01", check_on=AS_OF, owner=None),
        "ATLAS: A-01 «Codes are stable» check 20 Mar → 17 Mar, owner ana → nobody",
    ),
    "confirmed": (
        partial(check, status=CONFIRMED),
        "ATLAS: A-01 «Codes are stable» status open → confirmed",
    ),
    "wrong, and a risk": (
        partial(check, status=WRONG, reason="Two changed", becomes="risk"),
        "ATLAS: A-01 «Codes are stable» status open → wrong, became R-002",
    ),
    "wrong, and an issue": (
        partial(check, status=WRONG, reason="Two changed", becomes="issue"),
        "ATLAS: A-01 «Codes are stable» status open → wrong, became I-002",
    ),
    "assumption to the trash": (
        partial(assumptions.trash, ref="A-01", as_of=AS_OF),
        "ATLAS: A-01 «Codes are stable» to the trash",
    ),
    "decision": (
        partial(
            decisions.add, project="DELTA", title="Two vendors", as_of=AS_OF, applies_from=FRIDAY,
            told_to="the team", outcome="Cut-over in May",
        ),
        "DELTA: decision D-03 «Two vendors» added",
    ),
    "what it changed": (
        partial(decisions.edit, ref="D-01", outcome="8 Apr", told_to="all", issue="I-001"),
        "ATLAS: D-01 «Go-live moves» outcome none → 8 Apr, told to none → all, "
        "issue none → I-001",
    ),
    "decided": (
        partial(decide, status=DecisionStatus.DECIDED, by="Marsh", reason="Lund GmbH"),
        "ATLAS: D-02 «Second vendor» status proposed → decided, day 20 Mar → 17 Mar, "
        "decider none → Marsh, 1 more",
    ),
    "withdrawn": (
        partial(decide, status=DecisionStatus.WITHDRAWN, reason="No need"),
        "ATLAS: D-02 «Second vendor» status proposed → withdrawn, outcome none → No need",
    ),
    "decision to the trash": (
        partial(decisions.trash, ref="D-02", as_of=AS_OF),
        "ATLAS: D-02 «Second vendor» to the trash",
    ),
    "given back": (
        partial(draw, cost=-60_000, issue="I-001"),
        "ATLAS: 600.00 EUR given back to the contingency, 9,600.00 EUR left for I-001",
    ),
    "management reserve": (
        partial(draw, cost=500_000, kind=ReserveKind.MANAGEMENT, text="A flood"),
        "ATLAS: 5,000.00 EUR drawn from the management reserve, 0.00 EUR left",
    ),
    "reserve": (
        partial(projects.edit, key="ATLAS", contingency_cost=None),
        "ATLAS: contingency 10k → none",
    ),
    "action": (
        partial(actions.add, about="I-001", name="Call them", as_of=AS_OF, finish=FRIDAY),
        "ATLAS: T-003 «Call them» is an action of I-001",
    ),
    "action of a risk": (
        partial(actions.link, about="R-001", task="T-002"),
        "ATLAS: T-002 «Migration» is an action of R-001",
    ),
    "no action any more": (
        partial(actions.unlink, about="I-001", task="T-001"),
        "ATLAS: T-001 «Configuration» is no action of I-001 any more",
    ),
}  # fmt: skip


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=MORE)
    return store


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """The same on SQLite only, for rules that do not depend on the database."""
    workspace.do(steps.together, label="seed", commands=MORE)
    return workspace


@pytest.mark.parametrize("name", DONE)
def test_each_is_told_in_words_and_is_one_step_for_undo(seeded: Workspace, name: str) -> None:
    command, words = DONE[name]
    before = rows_of(seeded)
    said = seeded.do(command)
    assert said.text == words
    assert said.refs
    after = rows_of(seeded)
    assert after != before
    seeded.do(history.undo)
    assert rows_of(seeded) == before
    seeded.do(history.redo)
    assert rows_of(seeded) == after


REFUSED: dict[str, tuple[Command, str]] = {
    "resolved without a reason": (partial(solve, status=RESOLVED), "resolved needs a reason"),
    "closed without a reason": (partial(solve, status=CLOSED, reason=" "), "closed needs a reason"),
    "no title": (partial(issues.edit, ref="I-001", title=" "), "an issue needs a name"),
    "wrong without a reason": (partial(check, status=WRONG), "wrong needs a reason"),
    "right, and a risk": (partial(check, status=CONFIRMED, becomes="risk"), "that is wrong"),
    "no assumption": (
        partial(assumptions.add, project="ATLAS", title="", as_of=AS_OF),
        "an assumption needs a name",
    ),
    "made and due": (
        partial(decisions.add, project="ATLAS", title="A", as_of=AS_OF, day=AS_OF, due=FRIDAY),
        "not both",
    ),
    "nobody decided": (partial(decisions.edit, ref="D-01", decider=""), "its decider cannot be"),
    "decided on no day": (partial(decisions.edit, ref="D-01", day=None), "its day cannot be"),
    "withdrawn without a reason": (
        partial(decide, status=DecisionStatus.WITHDRAWN),
        "withdrawn needs a reason",
    ),
    "below 0": (partial(projects.edit, key="ATLAS", contingency_cost=Money(-1)), "below 0"),
    "nothing drawn": (partial(draw, text="A"), "say how much"),
    "drawn for nothing": (partial(draw, cost=1), "say what it is drawn for"),
    "more than is left": (
        partial(draw, cost=900_001, text="A"),
        "9,000.00 EUR of the contingency of ATLAS are left, not 9,000.01 EUR",
    ),
    "more than was drawn": (partial(draw, cost=-100_001, text="A"), "cannot come back"),
    "never set": (
        partial(reserve.draw, key="DELTA", as_of=AS_OF, cost=1, text="A"),
        "DELTA has no contingency of that kind yet: ppm reserve set DELTA",
    ),
    "effort of the management": (
        partial(draw, minutes=60, kind=ReserveKind.MANAGEMENT, text="A"),
        "draw effort from the contingency",
    ),
    "issue elsewhere": (
        partial(reserve.draw, key="DELTA", as_of=AS_OF, cost=1, issue="I-001"),
        "not an issue of DELTA",
    ),
    "a risk costs more than is left": (partial(strike, cost=900_001), "are left"),
    "twice an action": (partial(actions.link, about="I-001", task="T-001"), "already"),
    "no action": (partial(actions.unlink, about="I-001", task="T-002"), "no action of I-001"),
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
        partial(issues.trash, ref="I-9", as_of=AS_OF),
        partial(assumptions.edit, ref="A-9"),
        partial(decisions.edit, ref="D-9"),
        partial(decisions.edit, ref="D-01", issue="I-9"),
        partial(actions.link, about="R-9", task="T-001"),
        partial(issues.strike, risk="R-9", as_of=AS_OF),
    ],
)
def test_what_is_not_there_is_not_found(small: Workspace, command: Command) -> None:
    with pytest.raises(NotFound):
        small.do(command)


def test_what_somebody_else_changed_meanwhile_is_a_conflict(small: Workspace) -> None:
    small.do(assumptions.edit, ref="A-01", title="Codes stay")
    with pytest.raises(Conflict):
        small.do(assumptions.edit, ref="A-01", title="Codes go", seen=1)


def test_a_resolved_issue_keeps_its_day_and_loses_it_when_it_is_open_again(
    small: Workspace,
) -> None:
    small.do(solve, status=RESOLVED, reason="Rerun worked")
    small.do(issues.set_status, ref="I-001", status=CLOSED, as_of=FRIDAY, reason="Accepted")
    issue = newest(small, Issue)
    assert (issue.resolved, issue.status_reason) == (AS_OF, "Accepted")
    small.do(solve, status=IssueStatus.DOING)
    issue = newest(small, Issue)
    assert (issue.resolved, issue.status_reason) == (None, "")


def test_a_risk_that_strikes_leaves_a_trace_and_draws_once(small: Workspace) -> None:
    small.do(strike, cost=400_000)
    risk, issue, drawn = newest(small, Risk), newest(small, Issue), newest(small, ReserveDraw)
    assert (risk.status, risk.status_reason) == (RiskStatus.ISSUE, "became I-002")
    assert (issue.risk_id, issue.title, issue.owner_id) == (risk.id, risk.title, risk.owner_id)
    assert (drawn.issue_id, drawn.cost, drawn.number) == (issue.id, 400_000, 2)
    with pytest.raises(Invalid, match="an issue already"):
        small.do(strike)


@pytest.mark.parametrize(("becomes", "kind"), [("risk", Risk), ("issue", Issue)])
def test_an_assumption_becomes_something_once(
    small: Workspace, becomes: str, kind: type[Risk | Issue]
) -> None:
    small.do(check, status=WRONG, reason="Two changed", becomes=becomes)
    assumption, heir = newest(small, Assumption), newest(small, kind)
    assert getattr(assumption, f"{becomes}_id") == heir.id
    assert (heir.title, heir.owner_id) == (assumption.title, assumption.owner_id)
    assert assumption.checked == AS_OF
    for again in ("risk", "issue"):
        with pytest.raises(Invalid, match=f"has become {heir.ref} already"):
            small.do(check, status=WRONG, reason="Two changed", becomes=again)
    with pytest.raises(Invalid, match="has become"):
        small.do(check, status=CONFIRMED)


def test_a_decision_is_the_users_unless_it_says_whose(small: Workspace) -> None:
    made = {each.ref: each for each in stored(small, Decision)}
    assert (made["D-01"].decider, made["D-01"].day) == ("Okafor", AS_OF)
    assert (made["D-02"].status, made["D-02"].decider) == (DecisionStatus.PROPOSED, "")
    small.do(decide, status=DecisionStatus.DECIDED)
    assert newest(small, Decision).decider == small.user


def test_actions_are_tasks_of_the_plan(small: Workspace) -> None:
    said = small.do(actions.add, about="R-001", name="Ask for two more", as_of=AS_OF, owner="ben")
    assert said.refs == ("T-003", "R-001")
    task = {each.ref: each for each in stored(small, Task)}["T-003"]
    assert newest(small, RiskAction).task_id == task.id
    assert [each.version for each in stored(small, IssueAction)] == [1]
