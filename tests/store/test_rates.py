"""Which rates there are, which one holds for work on a day, and what pays for it."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store import history
from ppm_tui.store.commands import agreements, people, projects, rates, rows, steps, time
from ppm_tui.store.commands.overruns import Decision
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.commands.routing import Routes
from ppm_tui.store.queries import rates as queries
from ppm_tui.store.queries.rates import Pricing
from ppm_tui.store.queries.routes import pays, place
from ppm_tui.terms import (
    METHODS,
    Billing,
    BillState,
    CarryOver,
    Done,
    Minutes,
    Money,
    Over,
    RateKind,
    Undefined,
)
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, SEED

FEBRUARY = date(2026, 2, 10)


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    """ATLAS of Corvane in EUR, DELTA in CHF; ana costs 110.00, ben 100.01 an hour."""
    store.do(steps.together, label="seed", commands=SEED)
    store.do(people.edit, person="ana", role="Consultant")
    return store


def set_rate(workspace: Workspace, kind: RateKind, amount: int, **more: Any) -> str:
    names = ("person", "role", "client", "project")
    whom = Whom(**{name: more.pop(name) for name in names if name in more})
    said: dict[str, Any] = {"currency": "EUR"} | more
    done = workspace.do(partial(rates.set_rate, kind=kind, amount=Money(amount), whom=whom), **said)
    return done.refs[0] if done.refs else ""


def why(workspace: Workspace, day: date = AS_OF, **more: Any) -> Pricing:
    said: dict[str, Any] = {"project": "ATLAS", "task": "T-001", "person": None} | more
    return workspace.get(queries.why, day=day, user="ana", **said)


BILL, COST = RateKind.BILL, RateKind.COST


def test_rates_of_people_come_first_then_cost_then_bill(seeded: Workspace) -> None:
    set_rate(seeded, BILL, 20_000)
    set_rate(seeded, COST, 9_000, role="Consultant", client="Corvane")
    found = seeded.get(queries.rates)
    assert [(row.ref, row.kind, row.whom, row.what, row.amount, row.per) for row in found] == [
        ("", COST, "ana", "everything", 11_000, "h"),
        ("", COST, "ben", "everything", 10_001, "h"),
        ("RT-02", COST, "Consultant", "Corvane", 9_000, "h"),
        ("RT-01", BILL, "everybody", "everything", 20_000, "h"),
    ]
    assert [row.ref for row in seeded.get(queries.rates, kind=BILL)] == ["RT-01"]
    assert [row.amount for row in seeded.get(queries.rates, of=("@ana", "consultant"))] == [
        11_000, 9_000,
    ]  # fmt: skip
    assert seeded.get(queries.rates, of=("Ben Okoro",))[0].person == "ben"


def test_a_rate_is_deleted_with_zeros_or_without_and_comes_back(seeded: Workspace) -> None:
    set_rate(seeded, BILL, 20_000)
    before = rows_of(seeded)
    assert seeded.do(rates.delete, ref="rt-1").text == "RT-01: rate deleted"
    with pytest.raises(NotFound, match="no rate RT-1"):
        seeded.do(rates.delete, ref="RT-1")
    seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_the_rate_that_names_the_work_most_closely_stands_first(seeded: Workspace) -> None:
    refs = [
        set_rate(seeded, BILL, 10_000),
        set_rate(seeded, BILL, 11_000, role="consultant"),
        set_rate(seeded, BILL, 12_000, client="Corvane"),
        set_rate(seeded, BILL, 13_000, project="ATLAS", person="ana"),
        set_rate(seeded, BILL, 14_000, project="ATLAS", valid_from=AS_OF),
    ]
    set_rate(seeded, BILL, 99_000, person="ben")
    set_rate(seeded, BILL, 98_000, project="DELTA", currency="CHF")
    found = why(seeded)
    assert [each.ref for each in found.bill.candidates] == [refs[n] for n in (3, 4, 2, 1, 0)]
    assert found.bill.worth == 13_000
    earlier = why(seeded, day=FEBRUARY)
    assert [each.ref for each in earlier.bill.candidates] == [refs[n] for n in (3, 2, 1, 0)]


def test_what_is_shown_is_what_is_logged(seeded: Workspace) -> None:
    set_rate(seeded, BILL, 12_000)
    set_rate(seeded, COST, 7_000, role="consultant")
    set_rate(seeded, COST, 8_000, client="Corvane")
    found = why(seeded)
    assert [(each.ref, each.amount) for each in found.cost.candidates] == [
        ("RT-03", 8_000), ("", 11_000), ("RT-02", 7_000),
    ]  # fmt: skip
    assert (found.cost.worth, found.bill.worth) == (8_000, 12_000)
    ben = why(seeded, person="ben", project="DELTA", task=None)
    assert [each.words for each in ben.cost.candidates] == [
        "100.01 EUR/h for ben on everything, own rate"
    ]
    assert isinstance(ben.cost.worth, Undefined)
    seeded.do(rates.set_exchange, source="EUR", target="CHF", rate="0.95", day=FEBRUARY)
    assert why(seeded, person="ben", project="DELTA", task=None).cost.worth == 9_501


def test_nobody_in_particular_has_no_rate(seeded: Workspace) -> None:
    with pytest.raises(NotFound, match="zoe is nobody who works here"):
        seeded.get(queries.why, project="ATLAS", task=None, day=AS_OF, user="zoe")
    with pytest.raises(NotFound, match="no project NIX"):
        why(seeded, project="NIX", task=None)
    with pytest.raises(NotFound, match="no task T-999"):
        why(seeded, task="T-999")
    with pytest.raises(Invalid, match="T-001 is not a task of DELTA"):
        why(seeded, project="DELTA")


def test_an_agreed_rate_comes_before_the_table(seeded: Workspace) -> None:
    set_rate(seeded, BILL, 12_000)
    seeded.do(
        agreements.add, method=Billing.OVERRIDE_RATE, project="ATLAS", phase="P-001",
        rate=Money(9_900),
    )  # fmt: skip
    found = why(seeded)
    assert [each.ref for each in found.bill.candidates] == ["AG-01", "RT-01"]
    assert (found.bill.worth, found.pays.words) == (9_900, "AG-01, agreed rate (phase Build)")
    assert why(seeded, task=None).bill.worth == 12_000


def test_what_says_that_work_is_not_billed(seeded: Workspace) -> None:
    assert why(seeded).place.charged == (BillState.BILLABLE, "project ATLAS")
    seeded.do(projects.edit, key="ATLAS", bill=BillState.NO_CHARGE)
    assert why(seeded).place.charged == (BillState.NO_CHARGE, "project ATLAS")


# What pays: as logging decides it


def route(workspace: Workspace, task: str | None, day: date) -> tuple[Any, ...]:
    """What pays by the commands: agreement, method, why, limit and use."""
    found: list[Any] = []

    def work(session: Session) -> Done:
        row = rows.project(session, "ATLAS")
        way = Routes(session).of(row, rows.task(session, task) if task else None, day)
        ref = way.agreement.ref if way.agreement else ""
        found.append((ref, way.method, way.why, way.limit, way.used, way.hourly))
        return Done("looked")

    workspace.dry_run = True
    workspace.do(work)
    workspace.dry_run = False
    return tuple(found[0])


def shown(workspace: Workspace, task: str | None, day: date) -> tuple[Any, ...]:
    """What pays by the query."""

    def read(connection: Any) -> tuple[Any, ...]:
        spot = place(connection, project="ATLAS", task=task)
        way = pays(connection, place=spot, day=day)
        return way.ref, way.method, way.why, way.limit, way.used, way.hourly

    return workspace.get(read)


def agree(method: Billing, **more: Any) -> steps.Command:
    return partial(agreements.add, method=method, **more)


BUCKET = agree(
    Billing.RETAINER, client="Corvane", minutes=Minutes(300), amount=Money(90_000),
    carry_over=CarryOver.ALL, valid_from=date(2026, 1, 1),
)  # fmt: skip
CASES: dict[str, tuple[steps.Command, ...]] = {
    "rates": (),
    "a cap on the phase": (
        agree(Billing.NOT_TO_EXCEED, project="ATLAS", phase="P-001", amount=Money(90_000)),
    ),
    "the newest on the project": (
        agree(Billing.NOT_TO_EXCEED, project="ATLAS", amount=Money(90_000)),
        agree(Billing.FIXED_FEE, project="ATLAS", amount=Money(90_000), minutes=Minutes(200),
              valid_from=date(2026, 3, 1)),
    ),
    "a bucket": (BUCKET,),
    "the contract": (
        partial(projects.edit, key="ATLAS", billing=Billing.NOT_TO_EXCEED,
                contract_value=Money(70_000)),
    ),
    "the hours of a fee": (
        partial(projects.edit, key="ATLAS", billing=Billing.FIXED_FEE,
                budget_minutes=Minutes(240)),
    ),
    "milestones": (
        partial(projects.edit, key="ATLAS", billing=Billing.MILESTONE),
        agree(Billing.MILESTONE, project="ATLAS", phase="M-001", amount=Money(65_000)),
    ),
    "internal": (partial(projects.edit, key="ATLAS", billing=Billing.INTERNAL),),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_pays_is_read_as_it_is_decided(seeded: Workspace, case: str) -> None:
    set_rate(seeded, BILL, 12_000)
    for command in CASES[case]:
        seeded.do(command)
    log = partial(time.log_time, project="ATLAS", person="ana", over=Decision(Over.CHANGE))
    for day, task in ((FEBRUARY, "T-001"), (date(2026, 1, 5), None), (AS_OF, "T-002")):
        seeded.do(partial(log, minutes=Minutes(3 * HOUR), day=day, task=task))
    for day in (date(2026, 1, 20), FEBRUARY, AS_OF, date(2026, 5, 1)):
        for task in (None, "T-001", "M-001"):
            assert shown(seeded, task, day) == route(seeded, task, day)


def test_every_method_has_words() -> None:
    assert set(METHODS) == set(Billing)
