"""What needs somebody, the list of issues and the reserve, as read; on both databases."""

from datetime import date, timedelta
from functools import partial

import pytest

from ppm_tui.errors import NotFound
from ppm_tui.models import Risk
from ppm_tui.store.commands import (
    actions,
    assumptions,
    changes,
    decisions,
    issues,
    projects,
    reserve,
    risks,
    steps,
    tasks,
)  # fmt: skip
from ppm_tui.store.commands.edits import change
from ppm_tui.store.commands.refs import find
from ppm_tui.store.commands.status import set_rag
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries.attention import Need, attention
from ppm_tui.store.queries.raid import raid
from ppm_tui.store.queries.reserve import by_client, reserves
from ppm_tui.store.reader import Connection
from ppm_tui.terms import ChangeStatus, Done, IssueStatus, Money, Rag, RaidKind, Stage
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.seed import FRIDAY, SEED

PAST = AS_OF - timedelta(days=4)


def trigger(session: object, *, ref: str, day: date) -> Done:
    """The day on which the trigger of a risk shows."""
    change(session, find(session, Risk, ref, "risk"), {"trigger_on": day})  # type: ignore[arg-type]  # a session
    return Done(ref)


MORE: tuple[Command, ...] = (
    *SEED,
    partial(set_rag, key="ATLAS", rag=Rag.RED, reason="Codes", as_of=PAST),
    partial(tasks.edit, ref="T-001", deadline=date(2026, 3, 18)),
    partial(tasks.edit, ref="M-001", start=PAST, finish=PAST),
    partial(risks.edit, ref="R-001", impact_time=4, review=PAST),
    partial(trigger, ref="R-001", day=PAST),
    partial(issues.edit, ref="I-001", due=PAST, owner="ben"),
    partial(assumptions.add, project="ATLAS", title="Holds", as_of=PAST, check_on=AS_OF),
    partial(decisions.add, project="ATLAS", title="Vendor", as_of=PAST, due=AS_OF),
    partial(
        changes.add, project="ATLAS", title="More", as_of=PAST, status=ChangeStatus.SUBMITTED,
        authoriser="Okafor",
    ),
    partial(actions.link, about="I-001", task="T-001"),
    partial(actions.link, about="R-001", task="T-001"),
)  # fmt: skip


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=MORE)
    return store


def needs(workspace: Workspace, user: str = "ana", as_of: date = AS_OF) -> list[Need]:
    return workspace.get(attention, user=user, as_of=as_of)


def test_every_kind_is_found_with_its_reason_and_since(seeded: Workspace) -> None:
    found = {row.kind.value: row for row in needs(seeded)}
    said = {kind: (row.ref, row.reason, row.since) for kind, row in found.items()}
    assert said["red"] == ("ATLAS", "Codes", PAST)
    assert said["deadline"] == ("T-001", "by 18 Mar, planned +2d later", None)
    assert said["milestone"] == ("M-001", "was due 13 Mar", PAST)
    assert said["trigger"] == ("R-001", "its trigger has passed: 13 Mar", PAST)
    assert said["unowned"] == ("R-001", "score X20, and nobody owns it", AS_OF)
    assert said["review"] == ("R-001", "review was due 13 Mar", PAST)
    assert said["change"] == ("CR-02", "waits for Okafor since 13 Mar", PAST)
    assert said["issue"] == ("I-001", "open, was due 13 Mar", PAST)
    assert said["decision"] == ("D-01", "to be decided by 17 Mar", AS_OF)
    assert said["assumption"] == ("A-01", "to be checked by 17 Mar", AS_OF)
    assert said["stale"] == ("DELTA", "status update: none yet", None)
    assert found["issue"].owner == "ben"


def test_the_order_follows_from_the_rule_alone(seeded: Workspace) -> None:
    rows = needs(seeded)
    assert [row.points for row in rows] == sorted((row.points for row in rows), reverse=True)
    assert rows == needs(seeded)
    assert len({row.key for row in rows}) == len(rows)


def test_it_takes_as_many_statements_whatever_there_is(seeded: Workspace) -> None:
    def counted(connection: Connection) -> int:
        attention(connection, user="ana", as_of=AS_OF)
        return connection.statements

    assert seeded.get(counted) == 12


def test_overdue_tasks_are_those_of_the_user(seeded: Workspace) -> None:
    later = FRIDAY + timedelta(days=7)
    mine = [row.ref for row in needs(seeded, "Ana Ferreira", later) if row.kind.value == "task"]
    assert mine == ["T-001"]
    assert not [row for row in needs(seeded, "ben", later) if row.kind.value == "task"]


@pytest.mark.parametrize("stage", [Stage.ON_HOLD, Stage.COMPLETED, Stage.IDEA])
def test_a_project_that_does_not_go_on_needs_nobody(seeded: Workspace, stage: Stage) -> None:
    seeded.do(projects.edit, key="ATLAS", stage=stage)
    assert not [row for row in needs(seeded) if row.project == "ATLAS"]


def test_what_is_settled_is_gone(seeded: Workspace) -> None:
    seeded.do(issues.set_status, ref="I-001", status=IssueStatus.CLOSED, as_of=AS_OF, reason="ok")
    seeded.do(risks.edit, ref="R-001", owner="ana", review=FRIDAY)
    kinds = {row.kind.value for row in needs(seeded)}
    assert not kinds & {"issue", "unowned", "review"}
    assert "trigger" in kinds


def test_the_list_of_issues_has_every_kind_and_what_deals_with_what(seeded: Workspace) -> None:
    rows = seeded.get(raid, as_of=AS_OF)
    assert {row.kind for row in rows} == set(RaidKind)
    found = {row.ref: row for row in rows}
    assert found["T-001"].links == ("I-001", "R-001")
    assert found["I-001"].links == ("T-001",)
    assert [row.ref for row in rows if row.is_late] == ["I-001"]
    assert seeded.get(raid, as_of=AS_OF, key="DELTA") == []


def test_open_entries_come_first_and_the_trash_has_none(seeded: Workspace) -> None:
    seeded.do(issues.set_status, ref="I-001", status=IssueStatus.CLOSED, as_of=AS_OF, reason="ok")
    seeded.do(assumptions.trash, ref="A-01", as_of=AS_OF)
    rows = seeded.get(raid, as_of=AS_OF)
    assert [row.ref for row in rows] == ["D-01", "T-001", "I-001"]


def test_a_reserve_is_reckoned_from_open_risks_and_draws_up_to_the_day(seeded: Workspace) -> None:
    seeded.do(risks.edit, ref="R-001", cost=Money(100_000))
    seeded.do(projects.edit, key="ATLAS", contingency_cost=Money(50_000))
    seeded.do(reserve.draw, key="ATLAS", as_of=AS_OF, cost=20_000, issue="I-001")
    [row] = seeded.get(reserves, as_of=AS_OF, key="ATLAS")
    assert row.expected("cost") == 90_000
    assert (row.drawn("cost"), row.left_cost) == (20_000, 30_000)
    [before] = seeded.get(reserves, as_of=PAST, key="ATLAS")
    assert before.left_cost == 50_000
    seeded.do(issues.strike, risk="R-001", as_of=AS_OF)
    [row] = seeded.get(reserves, as_of=AS_OF, key="ATLAS")
    assert row.risks == ()
    with pytest.raises(NotFound):
        seeded.get(reserves, as_of=AS_OF, key="NOBODY")


def test_clients_are_told_currency_by_currency(seeded: Workspace) -> None:
    seeded.do(projects.edit, key="DELTA", client="Corvane", contingency_cost=Money(1))
    rows = by_client(seeded.get(reserves, as_of=AS_OF))
    assert [(row.key, row.currency, row.contingency_cost) for row in rows] == [
        ("Corvane", "CHF", 1),
        ("Corvane", "EUR", None),
    ]
