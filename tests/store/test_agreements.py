"""What was agreed, as it is listed: what is in it, used and left; cost and orders."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from ppm_tui.analysis.billing import Amount, Limit
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import change_plan
from ppm_tui.models import ChangeRequest
from ppm_tui.store import history
from ppm_tui.store.commands import (
    agreements,
    approving,
    budgets,
    commitments,
    projects,
    rates,
    steps,
    time,
)
from ppm_tui.store.commands.overruns import Decision
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.commands.time import Paid
from ppm_tui.store.queries import agreements as queries
from ppm_tui.store.queries import costs
from ppm_tui.store.queries.agreements import AgreementRow
from ppm_tui.terms import Billing, CarryOver, CostKind, Minutes, Money, Over, RateKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, SEED, stored

FIRST, TOMORROW = date(2026, 1, 1), date(2026, 3, 18)
BUCKET = partial(
    agreements.add, method=Billing.RETAINER, client="Corvane", minutes=Minutes(600),
    valid_from=FIRST, carry_over=CarryOver.MONTH,
)  # fmt: skip
"""Ten hours a month; what is left lasts one month more."""


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    """ATLAS of Corvane, work at 100.00 EUR an hour whoever does it."""
    everybody = partial(rates.set_rate, kind=RateKind.BILL, currency="EUR", whom=Whom())
    store.do(
        steps.together, label="seed", commands=(*SEED, partial(everybody, amount=Money(10_000)))
    )
    return store


def log(workspace: Workspace, hours: int, day: date = AS_OF, **more: Any) -> None:
    said: dict[str, Any] = {"project": "ATLAS", "task": "T-001", "person": "ana"} | more
    workspace.do(partial(time.log_time, minutes=Minutes(hours * HOUR), day=day, **said))


def listed(workspace: Workspace, as_of: date = AS_OF, **more: Any) -> list[AgreementRow]:
    return workspace.get(queries.agreements, as_of=as_of, **more)


def figures(row: AgreementRow) -> tuple[str, Limit, Amount, Limit]:
    return row.row.ref, row.limit, row.used, row.left


def test_a_cap_with_what_is_used_and_what_a_request_has_added(seeded: Workspace) -> None:
    seeded.do(
        agreements.add, method=Billing.NOT_TO_EXCEED, project="ATLAS", phase="P-001",
        amount=Money(50_000),
    )  # fmt: skip
    log(seeded, 4)
    log(seeded, 3, over=Decision(Over.CHANGE))
    full = ("AG-01", Limit(None, 50_000), Amount(300, 50_000), Limit(None, 0))
    assert figures(listed(seeded)[0]) == full
    change = max(stored(seeded, ChangeRequest), key=lambda each: each.ref)
    approve = partial(approving.approve, ref=change.ref, read=change_plan.read, as_of=AS_OF)
    seeded.do(partial(approve, evidence="mail"))
    grown = ("AG-01", Limit(None, 70_000), Amount(420, 70_000), Limit(None, 0))
    assert figures(listed(seeded)[0]) == grown


def test_a_bucket_shows_the_month_with_what_was_carried_over(seeded: Workspace) -> None:
    seeded.do(BUCKET)
    log(seeded, 4, day=date(2026, 2, 3))
    log(seeded, 5)
    january, february, march = (
        listed(seeded, as_of=day)[0] for day in (FIRST, date(2026, 2, 28), AS_OF)
    )
    assert (january.limit.minutes, january.left.minutes) == (600, 600)
    assert (february.limit.minutes, february.used.minutes) == (1_200, 240)
    assert (march.limit.minutes, march.used.minutes, march.left.minutes) == (1_200, 300, 900)


def test_what_comes_later_is_not_used_yet(seeded: Workspace) -> None:
    seeded.do(BUCKET)
    for month, hours in ((1, 4), (2, 12), (3, 12)):
        log(seeded, hours, day=date(2026, month, 10))
    for day, used, limit in ((date(2026, 1, 9), 0, 600), (date(2026, 1, 15), 240, 600),
                             (date(2026, 2, 9), 0, 960),
                             (date(2026, 2, 10), 720, 960)):  # fmt: skip
        [row] = listed(seeded, as_of=day)
        assert (row.used, row.limit.minutes) == (Amount(used, used * 10_000 // 60), limit), day
    seeded.do(partial(commitments.add, project="ATLAS", amount=Money(500), text="x", day=AS_OF))
    assert seeded.get(costs.commitments, as_of=date(2026, 3, 16)) == []
    seeded.do(commitments.close, ref="CO-01", as_of=TOMORROW)
    [order] = seeded.get(costs.commitments, as_of=AS_OF)
    assert (order.open, order.closed_on) == (500, None)


def test_a_project_shows_its_own_and_the_buckets_of_its_client(seeded: Workspace) -> None:
    seeded.do(projects.add, name="Other", key="OTHER", client="Mirabel")
    bucket = partial(agreements.add, method=Billing.RETAINER, minutes=Minutes(60))
    seeded.do(partial(bucket, client="Corvane"))
    seeded.do(partial(bucket, client="Mirabel"))
    seeded.do(
        agreements.add, method=Billing.MILESTONE, project="ATLAS", phase="M-001", amount=Money(9)
    )
    assert [each.row.ref for each in listed(seeded)] == ["AG-01", "AG-02", "AG-03"]
    assert [each.row.ref for each in listed(seeded, key="ATLAS")] == ["AG-01", "AG-03"]
    assert [each.row.ref for each in listed(seeded, key="DELTA")] == []
    assert [each.row.place for each in listed(seeded, name="mirabel")] == ["Mirabel"]
    assert listed(seeded)[2].row.place == "ATLAS M-001"
    with pytest.raises(NotFound, match="no project NIX"):
        listed(seeded, key="NIX")
    with pytest.raises(NotFound, match="no client x"):
        listed(seeded, name="x")


def test_the_list_costs_the_same_few_statements(seeded: Workspace) -> None:
    def count(workspace: Workspace) -> int:
        def read(connection: Any) -> int:
            queries.agreements(connection, as_of=AS_OF)
            return int(connection.statements)

        return workspace.get(read)

    alone = count(seeded)
    cap = partial(agreements.add, method=Billing.NOT_TO_EXCEED, amount=Money(900_000))
    seeded.do(partial(cap, project="ATLAS", phase="P-001"))
    log(seeded, 4)
    assert (alone, count(seeded)) == (4, 4)


# Cost and orders


def spend(workspace: Workspace) -> None:
    """Three hours, one of them of nobody, a ticket, and a part of an order."""
    log(workspace, 2)
    log(workspace, 1, day=date(2026, 2, 3), person=None, task=None)
    commit = partial(commitments.add, project="ATLAS", text="Licences", day=AS_OF)
    workspace.do(partial(commit, amount=Money(50_000), supplier="Okular", due=TOMORROW))
    ticket = partial(time.log_cost, project="ATLAS", day=AS_OF, text="Train", task="T-001")
    workspace.do(partial(ticket, paid=Paid(Money(4_200))))
    part = Paid(Money(20_000), kind=CostKind.PRODUCT, commitment="CO-01", price=Money(22_000))
    workspace.do(partial(time.log_cost, project="ATLAS", day=AS_OF, text="Half", paid=part))


def summed(workspace: Workspace, by: str, **more: Any) -> list[tuple[Any, ...]]:
    said: dict[str, Any] = {"since": date.min, "until": TOMORROW} | more
    return [
        (row.key, row.entries, row.minutes, row.labour, row.expense, row.product)
        for row in workspace.get(partial(costs.costs, by=by, **said))
    ]


def test_cost_is_summed_in_five_ways(seeded: Workspace) -> None:
    seeded.user = "zoe"
    spend(seeded)
    assert summed(seeded, "project") == [("ATLAS", 4, 180, 22_000, 4_200, 20_000)]
    assert summed(seeded, "phase") == [
        ("ATLAS", 2, 60, 0, 0, 20_000), ("ATLAS P-001", 2, 120, 22_000, 4_200, 0),
    ]  # fmt: skip
    assert summed(seeded, "kind") == [
        ("expense", 1, 0, 0, 4_200, 0), ("labour", 2, 180, 22_000, 0, 0),
        ("product", 1, 0, 0, 0, 20_000),
    ]  # fmt: skip
    assert summed(seeded, "person") == [
        ("", 3, 60, 0, 4_200, 20_000), ("ana", 1, 120, 22_000, 0, 0),
    ]  # fmt: skip
    assert summed(seeded, "month") == [
        ("2026-02", 1, 60, 0, 0, 0), ("2026-03", 3, 120, 22_000, 4_200, 20_000),
    ]  # fmt: skip
    assert summed(seeded, "month", since=date(2026, 3, 1)) == summed(seeded, "month")[1:]
    assert summed(seeded, "project", name="corvane", key="ATLAS") == summed(seeded, "project")
    assert summed(seeded, "project", key="DELTA") == []
    [row] = seeded.get(costs.costs, by="project", since=date.min, until=TOMORROW)
    assert (row.cost, row.unknown, row.price, row.unpriced) == (46_200, 1, 46_200, 1)


def test_currencies_are_never_added_up(seeded: Workspace) -> None:
    spend(seeded)
    paid = Paid(Money(1_000))
    seeded.do(time.log_cost, project="DELTA", paid=paid, day=AS_OF, text="Taxi")
    found = seeded.get(costs.costs, by="kind", since=date.min, until=TOMORROW)
    assert [(row.key, row.currency, row.cost) for row in found if row.key == "expense"] == [
        ("expense", "CHF", 1_000), ("expense", "EUR", 4_200),
    ]  # fmt: skip


def test_an_order_is_open_until_it_is_charged_or_closed(seeded: Workspace) -> None:
    spend(seeded)
    [row] = seeded.get(costs.commitments, as_of=TOMORROW)
    assert (row.ref, row.amount, row.charged, row.open) == ("CO-01", 50_000, 20_000, 30_000)
    before = rows_of(seeded)
    seeded.do(commitments.close, ref="CO-1", as_of=AS_OF)
    [row] = seeded.get(costs.commitments, key="ATLAS", as_of=TOMORROW)
    assert (row.charged, row.open, row.closed_on) == (20_000, 0, AS_OF)
    with pytest.raises(Invalid, match="CO-01 is closed already"):
        seeded.do(commitments.close, ref="CO-01", as_of=AS_OF)
    seeded.do(history.undo)
    assert rows_of(seeded) == before
    with pytest.raises(NotFound, match="no project NIX"):
        seeded.get(costs.commitments, key="NIX", as_of=TOMORROW)


def test_a_budget_of_a_project_is_the_sum_of_its_kinds(seeded: Workspace) -> None:
    said = seeded.do(
        budgets.set_budget, project="ATLAS", labour=Money(100_000), expense=Money(5_000),
        minutes=Minutes(600),
    )  # fmt: skip
    assert said.text.startswith("ATLAS: budget ")
    found = seeded.get(
        lambda c: c.rows("SELECT budget_cost, budget_minutes FROM project WHERE key = 'ATLAS'")
    )
    assert found == [(105_000, 600)]


def test_it_is_told_which_of_two_pays_for_the_same_work(seeded: Workspace) -> None:
    cap = partial(agreements.add, method=Billing.NOT_TO_EXCEED, project="ATLAS")
    assert "pays" not in seeded.do(partial(cap, amount=Money(100_000))).text
    done = seeded.do(partial(cap, amount=Money(200_000), valid_from=TOMORROW))
    assert done.text.endswith("; where AG-01 holds too, AG-02 pays")
    log(seeded, 1)
    log(seeded, 1, TOMORROW)
    assert [(row.row.ref, row.used.minutes) for row in listed(seeded, TOMORROW)] == [
        ("AG-01", HOUR),
        ("AG-02", HOUR),
    ]
    done = seeded.do(partial(cap, amount=Money(1), valid_to=FIRST))
    assert done.text.endswith("; where AG-01 holds too, AG-03 pays")
