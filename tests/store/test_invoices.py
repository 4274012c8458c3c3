"""What a client is asked for: what is ready, issuing it once, and taking it back.

Oracles: case B1 of the definitions; the rest by hand.
"""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.analysis.periods import Period
from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.exchange import change_plan, portfolio_json
from ppm_tui.models import ChangeRequest, Invoice, InvoiceLine, Overrun, TimeEntry
from ppm_tui.store import history
from ppm_tui.store.commands import (
    agreements,
    approving,
    changes,
    invoices,
    people,
    projects,
    rates,
    steps,
    tasks,
    time,
)
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.commands.time import Entry, Paid
from ppm_tui.store.invoice_lines import Charge, together
from ppm_tui.store.place import Place
from ppm_tui.store.queries import invoices as queries
from ppm_tui.store.queries.invoices import Ready
from ppm_tui.store.queries.money import money
from ppm_tui.terms import (
    Billing,
    BillState,
    ChangeStatus,
    CostKind,
    Done,
    Minutes,
    Money,
    Over,
    RateKind,
)
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.seed import HOUR, SEED, stored

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
BILL, ABSORB, CHANGE = Decision(Over.BILL), Decision(Over.ABSORB, "Goodwill"), Decision(Over.CHANGE)
BUILD: dict[str, Any] = {"project": "ATLAS", "phase": "P-001", "name": "Build"}


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    """ATLAS of Corvane, work at 100.00 EUR an hour whoever does it."""
    everybody = partial(rates.set_rate, kind=RateKind.BILL, currency="EUR", whom=Whom())
    store.do(
        steps.together, label="seed", commands=(*SEED, partial(everybody, amount=Money(10_000)))
    )
    return store


def log(workspace: Workspace, hours: float, over: Decision = UNDECIDED, **more: Any) -> Done:
    said: dict[str, Any] = {"project": "ATLAS", "task": "T-001", "day": AS_OF} | more
    minutes = Minutes(round(hours * HOUR))
    return workspace.do(partial(time.log_time, minutes=minutes, over=over, **said))


def agree(workspace: Workspace, **fields: Any) -> None:
    workspace.do(partial(agreements.add, **fields))


def ready(workspace: Workspace, period: Period = MARCH, as_of: date = AS_OF) -> Ready:
    return workspace.get(queries.ready, name="corvane", period=period, as_of=as_of)


def issue(workspace: Workspace, period: Period = MARCH, as_of: date = AS_OF) -> Done:
    found = ready(workspace, period, as_of)
    return workspace.do(invoices.issue, expected=found, as_of=as_of, day=as_of)


def lines(found: Ready) -> list[tuple[str, str, int, int | None, int]]:
    """Kind, text, minutes, rate and amount of each line."""
    return [
        (each.what, each.text, each.minutes, each.rate, each.amount)
        for draft in found.drafts
        for each in draft.lines
    ]


def totals(found: Ready) -> dict[str, int]:
    return {each.currency: each.total for each in found.drafts}


def approve(workspace: Workspace, ref: str) -> None:
    decide = partial(approving.approve, ref=ref, read=change_plan.read, as_of=AS_OF)
    workspace.do(partial(decide, evidence="mail"))


def newest_request(workspace: Workspace) -> ChangeRequest:
    return max(stored(workspace, ChangeRequest), key=lambda each: each.ref)


# Work by the hour


def test_a_line_a_person_and_rate_with_what_is_not_charged_at_zero(seeded: Workspace) -> None:
    log(seeded, 2, person="ana")
    log(seeded, 1.5, person="ana", day=date(2026, 3, 2))
    log(seeded, 1, person="ben", bill=BillState.NO_CHARGE)
    log(seeded, 1, person="ben", bill=BillState.DO_NOT_BILL)
    paid = Paid(Money(4_200), receipt="R-17", price=Money(5_000))
    seeded.do(time.log_cost, project="ATLAS", paid=paid, day=AS_OF, text="Train")
    found = ready(seeded)
    assert lines(found) == [
        ("expense", "Train", 0, None, 5_000),
        ("labour", "Work", 210, 10_000, 35_000),
        ("labour", "Work, not charged", 60, 0, 0),
    ]
    [draft] = found.drafts
    assert [(each.person, each.phase, each.reference) for each in draft.lines] == [
        ("", "", "R-17"),
        ("Ana Ferreira", "Build", ""),
        ("Ben Okoro", "Build", ""),
    ]
    assert (draft.lines[1].first, draft.lines[1].last) == (date(2026, 3, 2), AS_OF)
    assert (draft.total, found.held) == (40_000, ())


def test_only_days_of_the_month_up_to_the_as_of_day_count(seeded: Workspace) -> None:
    for day in (date(2026, 2, 28), date(2026, 3, 1), AS_OF, date(2026, 3, 18), date(2026, 4, 1)):
        log(seeded, 1, person="ana", day=day)
    found = ready(seeded)
    assert totals(found) == {"EUR": 20_000}
    assert found.held == ("2026-02: 1 entry not invoiced yet, see --month 2026-02",)
    assert totals(ready(seeded, FEBRUARY)) == {"EUR": 10_000}
    assert totals(ready(seeded, as_of=date(2026, 3, 31))) == {"EUR": 30_000}


def test_an_entry_that_says_nothing_is_work_and_what_is_not_charged_says_so(
    seeded: Workspace,
) -> None:
    log(seeded, 1, task=None)
    log(seeded, 2, text="Sketch", bill=BillState.NO_CHARGE)
    [draft] = ready(seeded).drafts
    assert [each.text for each in draft.charges] == ["Work", "Sketch, not charged"]


def test_work_without_a_bill_rate_is_left_out_and_told(store: Workspace) -> None:
    store.do(steps.together, label="seed", commands=SEED)
    log(store, 2, person="ana")
    found = ready(store)
    assert (found.drafts, found.held) == (
        (),
        ("ATLAS: 1 entry, 2h, without a price, left out: ppm rate why ATLAS tells why",),
    )


def test_an_unknown_client_is_not_found(seeded: Workspace) -> None:
    with pytest.raises(NotFound, match="no client x"):
        seeded.get(queries.ready, name="x", period=MARCH, as_of=AS_OF)


def test_each_currency_has_its_invoice_and_no_other_client_is_on_it(seeded: Workspace) -> None:
    add = partial(projects.add, currency="CHF")
    seeded.do(add, name="Corvane Bern", key="BERN", client="Corvane")
    seeded.do(projects.add, name="Secret", key="OTHER", client="Mirabel")
    seeded.do(rates.set_exchange, source="EUR", target="CHF", rate="0.95", day=date(2026, 1, 1))
    log(seeded, 1, person="ana")
    log(seeded, 2, person="ana", project="BERN", task=None)
    log(seeded, 4, person="ana", project="OTHER", task=None)
    log(seeded, 4, person="ana", project="DELTA", task=None)
    found = ready(seeded)
    assert totals(found) == {"CHF": 19_000, "EUR": 10_000}
    assert {each.project for draft in found.drafts for each in draft.charges} == {"ATLAS", "BERN"}
    said = issue(seeded).text
    assert said == ("Corvane, Mar 2026: INV-01 190.00 CHF, 1 line; INV-02 100.00 EUR, 1 line")
    assert totals(ready(seeded)) == {}
    assert seeded.get(queries.ready, name="Mirabel", period=MARCH, as_of=AS_OF).drafts != ()


# Issuing once


def test_what_was_issued_is_not_ready_again_until_it_is_cancelled(seeded: Workspace) -> None:
    for _ in range(3):
        log(seeded, 1, person="ana")
    before, first = rows_of(seeded), ready(seeded)
    assert issue(seeded).refs == ("INV-01",)
    [made] = stored(seeded, Invoice)
    assert (made.day, made.first, made.last, made.currency) == (
        AS_OF, MARCH.first, MARCH.last, "EUR",
    )  # fmt: skip
    assert {each.invoice_id for each in stored(seeded, TimeEntry)} == {made.id}
    [line] = stored(seeded, InvoiceLine)
    assert (line.minutes, line.amount, line.is_fee) == (180, 30_000, False)
    assert line.text == "Work, Ana Ferreira, 100.00 EUR an hour"
    log(seeded, 2, person="ben")
    assert totals(ready(seeded)) == {"EUR": 20_000}
    assert issue(seeded).refs == ("INV-02",)
    assert issue(seeded).text == "Corvane, Mar 2026: nothing to invoice"
    said = seeded.do(invoices.cancel, ref="inv-1").text
    assert said == "INV-01 300.00 EUR cancelled: 3 entries are ready again"
    assert ready(seeded).drafts == first.drafts
    for _ in range(5):
        seeded.do(history.undo)
    assert rows_of(seeded) == before
    for _ in range(5):
        seeded.do(history.redo)
    assert ready(seeded).drafts == first.drafts


def test_what_changed_since_it_was_looked_at_is_not_issued(seeded: Workspace) -> None:
    log(seeded, 1, person="ana")
    found = ready(seeded)
    log(seeded, 1, person="ana")
    with pytest.raises(Conflict, match="something else is ready"):
        seeded.do(invoices.issue, expected=found, as_of=AS_OF, day=AS_OF)
    assert stored(seeded, Invoice) == []


def test_an_invoiced_entry_keeps_what_the_client_was_told(seeded: Workspace) -> None:
    log(seeded, 1, person="ana")
    issue(seeded)
    assert [each.total for each in seeded.get(queries.invoices, name="Corvane")] == [10_000]
    [row] = seeded.get(queries.invoices, ref="INV-01")
    assert [(each.project, each.phase, each.amount) for each in row.lines] == [
        ("ATLAS", "P-001", 10_000)
    ]
    with pytest.raises(NotFound):
        seeded.get(queries.invoices, ref="INV-99")
    with pytest.raises(NotFound, match="no invoice INV-99"):
        seeded.do(invoices.cancel, ref="INV-99")


# Over what was agreed


def test_not_to_exceed_bills_500_holds_300_and_bills_them_once_agreed(seeded: Workspace) -> None:
    agree(seeded, method=Billing.NOT_TO_EXCEED, amount=Money(1_000_000), **BUILD)
    for _ in range(4):
        log(seeded, 24, person="ana", day=date(2026, 2, 10))  # 9,600.00 of 10,000.00
    issue(seeded, FEBRUARY)
    log(seeded, 8, CHANGE, person="ana")  # 800.00, of which 400.00 fit
    found = ready(seeded)
    assert lines(found) == [("labour", "Work", 240, 10_000, 40_000)]
    ref = newest_request(seeded).ref
    assert found.held == (f"ATLAS: 1 entry, 4h (400.00 EUR), held for {ref}, draft",)
    issue(seeded)
    assert totals(ready(seeded)) == {}
    approve(seeded, ref)
    again = ready(seeded)
    assert lines(again) == [("labour", f"Work, agreed with {ref}", 240, 10_000, 40_000)]
    assert again.drafts[0].lines[0].reference == ref
    issue(seeded)
    assert totals(ready(seeded)) == {}
    [over] = stored(seeded, Overrun)
    assert over.billed == 40_000
    with pytest.raises(Invalid, match="INV-03 bills the rest of entries of INV-02"):
        seeded.do(invoices.cancel, ref="INV-02")
    seeded.do(invoices.cancel, ref="INV-03")
    seeded.do(invoices.cancel, ref="INV-02")
    assert totals(ready(seeded)) == {"EUR": 80_000}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ChangeStatus.SUBMITTED, "submitted"),
        (ChangeStatus.DEFERRED, "deferred"),
        (ChangeStatus.REJECTED, ""),
    ],
)
def test_what_is_not_agreed_is_held_or_never_billed(
    seeded: Workspace, status: ChangeStatus, words: str
) -> None:
    agree(seeded, method=Billing.NOT_TO_EXCEED, amount=Money(10_000), **BUILD)
    log(seeded, 3, CHANGE, person="ana")
    ref = newest_request(seeded).ref
    seeded.do(changes.set_status, ref=ref, status=status, as_of=AS_OF, evidence="mail", by="Okafor")
    found = ready(seeded)
    assert totals(found) == {"EUR": 10_000}
    held = (f"ATLAS: 1 entry, 2h (200.00 EUR), held for {ref}, {words}",) if words else ()
    assert found.held == held


def test_what_is_billed_all_the_same_or_absorbed(seeded: Workspace) -> None:
    agree(seeded, method=Billing.NOT_TO_EXCEED, amount=Money(10_000), **BUILD)
    log(seeded, 3, BILL, person="ana")
    log(seeded, 3, ABSORB, person="ben")
    assert lines(ready(seeded)) == [("labour", "Work", 180, 10_000, 30_000)]


def test_a_request_that_is_agreed_for_less_is_billed_for_no_more(seeded: Workspace) -> None:
    agree(seeded, method=Billing.NOT_TO_EXCEED, amount=Money(0), **BUILD)
    for day in (2, 3, 4):
        log(seeded, 1, CHANGE, person="ana", day=date(2026, 3, day))
    change = newest_request(seeded)
    assert change.price == 30_000
    seeded.do(changes.edit, ref=change.ref, price=Money(25_000))
    approve(seeded, change.ref)
    found = ready(seeded)
    assert totals(found) == {"EUR": 25_000}
    assert [each[3:] for each in lines(found)] == [(10_000, 20_000), (None, 5_000)]
    issue(seeded)
    assert totals(ready(seeded)) == {}


# Fees


def test_a_fixed_fee_is_due_when_all_tasks_of_its_phase_are_done(seeded: Workspace) -> None:
    agree(seeded, method=Billing.FIXED_FEE, amount=Money(100_000), minutes=Minutes(480), **BUILD)
    log(seeded, 8, person="ana")
    log(seeded, 2, BILL, person="ana")
    assert lines(ready(seeded)) == [("labour", "Work, more than agreed", 120, 10_000, 20_000)]
    seeded.do(tasks.set_percent, ref="T-001", percent=100, as_of=AS_OF)
    assert totals(ready(seeded)) == {"EUR": 20_000}
    seeded.do(tasks.set_percent, ref="T-002", percent=100, as_of=AS_OF)
    assert lines(ready(seeded))[0] == ("fixed_fee", "Fixed fee: Build", 0, None, 100_000)
    assert totals(ready(seeded, FEBRUARY)) == {}
    issue(seeded)
    assert totals(ready(seeded)) == {}
    assert totals(ready(seeded, Period(date(2026, 4, 1), date(2026, 4, 30)))) == {}
    assert [each.is_fee for each in stored(seeded, InvoiceLine)] == [True, False]
    seeded.do(agreements.edit, ref="AG-01", amount=Money(110_000))
    assert totals(ready(seeded)) == {"EUR": 10_000}
    seeded.do(agreements.edit, ref="AG-01", amount=Money(90_000))
    assert ready(seeded).held == ("AG-01 «Build»: 100.00 EUR more was invoiced than is due by now",)


def test_the_fee_of_a_project_is_its_contract_and_a_change_is_not_billed_twice(
    seeded: Workspace,
) -> None:
    seeded.do(
        partial(projects.edit, key="ATLAS", billing=Billing.FIXED_FEE),
        contract_value=Money(100_000), budget_minutes=Minutes(60),
    )  # fmt: skip
    log(seeded, 3, CHANGE, person="ana")
    ref = newest_request(seeded).ref
    approve(seeded, ref)  # the contract grows by 200.00
    for task in ("T-001", "T-002", "M-001"):
        assert totals(ready(seeded)) == {"EUR": 20_000}
        seeded.do(tasks.set_percent, ref=task, percent=100, as_of=AS_OF)
    found = ready(seeded)
    assert lines(found)[0] == ("fixed_fee", "Fixed fee: Atlas ERP rollout", 0, None, 100_000)
    assert totals(found) == {"EUR": 120_000}
    issue(seeded)
    assert totals(ready(seeded)) == {}


def test_a_fee_on_the_whole_project_waits_for_all_of_its_tasks(seeded: Workspace) -> None:
    agree(seeded, method=Billing.FIXED_FEE, amount=Money(70_000), project="ATLAS")
    for ref in ("T-001", "T-002", "M-001"):
        assert totals(ready(seeded)) == {}
        seeded.do(tasks.set_percent, ref=ref, percent=100, as_of=AS_OF)
    assert lines(ready(seeded)) == [("fixed_fee", "Fixed fee: Atlas ERP rollout", 0, None, 70_000)]


def test_a_milestone_is_due_when_it_is_done(seeded: Workspace) -> None:
    seeded.do(projects.edit, key="ATLAS", billing=Billing.MILESTONE)
    agree(
        seeded, method=Billing.MILESTONE, project="ATLAS", phase="M-001", amount=Money(500_000),
        purchase_order="PO-9",
    )  # fmt: skip
    log(seeded, 1, person="ana")
    assert totals(ready(seeded)) == {}
    seeded.do(tasks.set_percent, ref="M-001", percent=100, as_of=AS_OF)
    found = ready(seeded)
    assert lines(found) == [("milestone", "Milestone: Go-live", 0, None, 500_000)]
    assert found.drafts[0].lines[0].purchase_order == "PO-9"


def test_a_prepaid_month_is_due_each_month_that_it_is_valid(seeded: Workspace) -> None:
    agree(
        seeded, method=Billing.RETAINER, client="Corvane", minutes=Minutes(600), rate=Money(9_000),
        valid_from=date(2026, 2, 15), valid_to=date(2026, 3, 31),
    )  # fmt: skip
    log(seeded, 2, person="ana")
    expected = ("retainer", "Prepaid month: Mar 2026", 0, None, 90_000)
    assert lines(ready(seeded)) == [expected]
    assert ready(seeded).held == ("AG-01: 2026-02 not invoiced yet, see --month 2026-02",)
    assert totals(ready(seeded, FEBRUARY)) == {"EUR": 90_000}
    [part] = ready(seeded, FEBRUARY).drafts
    assert [(each.first, each.last) for each in part.lines] == [
        (date(2026, 2, 15), date(2026, 2, 28))
    ]
    assert ready(seeded, Period(date(2026, 1, 1), date(2026, 1, 31))).drafts == ()
    april = Period(date(2026, 4, 1), date(2026, 4, 30))
    assert ready(seeded, april, as_of=date(2026, 4, 30)).drafts == ()
    issue(seeded)
    assert totals(ready(seeded)) == {}
    assert totals(ready(seeded, FEBRUARY)) == {"EUR": 90_000}
    issue(seeded, FEBRUARY)
    assert ready(seeded).held == ()


def test_all_that_was_left_in_months_before_is_told(seeded: Workspace) -> None:
    told = "2026-02: {} not invoiced yet, see --month 2026-02"
    february = date(2026, 2, 3)
    agree(seeded, method=Billing.NOT_TO_EXCEED, amount=Money(10_000), **BUILD)
    log(seeded, 2, CHANGE, person="ana", day=february)
    issue(seeded, FEBRUARY)
    assert ready(seeded).held == ()
    approve(seeded, newest_request(seeded).ref)
    assert ready(seeded).held == (told.format("1 entry"),)
    credit = Paid(Money(-500))
    seeded.do(time.log_cost, project="ATLAS", paid=credit, day=february, text="Credit")
    log(seeded, 1, task=None, day=february)
    assert ready(seeded).held == (told.format("3 entries"),)
    log(seeded, 1, person="ana", task=None, day=february, bill=BillState.NO_CHARGE)
    assert ready(seeded).held == (told.format("3 entries"),)


def test_a_contract_stays_due_beside_work_by_the_hour_and_a_fee_takes_its_place(
    seeded: Workspace,
) -> None:
    fee: dict[str, Any] = {"billing": Billing.FIXED_FEE, "contract_value": Money(100_000)}
    seeded.do(partial(projects.edit, key="ATLAS", **fee))
    for task in ("T-001", "T-002", "M-001"):
        seeded.do(tasks.set_percent, ref=task, percent=100, as_of=AS_OF)
    later = {"project": "ATLAS", "valid_from": date(2026, 5, 1)}
    agree(seeded, method=Billing.TIME_AND_MATERIAL, **later)
    assert totals(ready(seeded)) == {"EUR": 100_000}
    agree(seeded, method=Billing.FIXED_FEE, project="ATLAS", amount=Money(90_000))
    assert totals(ready(seeded)) == {"EUR": 90_000}
    [row] = [each for each in seeded.get(money, as_of=AS_OF) if each.key == "ATLAS"]
    assert row.profit.billable == row.profit.revenue == 90_000


def test_a_part_whose_time_was_rounded_shows_no_rate(seeded: Workspace) -> None:
    agree(seeded, method=Billing.NOT_TO_EXCEED, amount=Money(10_050), **BUILD)
    log(seeded, 5, CHANGE, person="ana")
    assert lines(ready(seeded)) == [("labour", "Work", 60, None, 10_050)]


def test_no_invoice_is_dated_on_a_day_to_come(seeded: Workspace) -> None:
    log(seeded, 2, person="ana")
    tomorrow: dict[str, Any] = {"as_of": AS_OF, "day": date(2026, 3, 18)}
    before = rows_of(seeded)
    with pytest.raises(Invalid, match="18 Mar 2026 is after 17 Mar 2026"):
        seeded.do(partial(invoices.issue, expected=ready(seeded), **tomorrow))
    assert rows_of(seeded) == before


def test_what_was_invoiced_by_another_is_named_when_it_cannot_be_taken_back(
    seeded: Workspace,
) -> None:
    log(seeded, 2, person="ana")
    issue(replace(seeded, user="leo"))
    with pytest.raises(Conflict) as refused:
        seeded.do(history.undo)
    assert str(refused.value) == (
        "the time entry of 2026-03-17: it is on INV-01: ppm invoice --cancel INV-01"
    )


def test_a_bucket_without_an_amount_is_told(seeded: Workspace) -> None:
    agree(seeded, method=Billing.RETAINER, client="Corvane", minutes=Minutes(600), name="Care")
    assert ready(seeded).held == ("AG-01 «Care»: prepaid month is due, and no amount is said",)


def test_nobody_pays_for_internal_work(seeded: Workspace) -> None:
    seeded.do(projects.edit, key="ATLAS", billing=Billing.INTERNAL)
    log(seeded, 2, person="ana")
    log(seeded, 2, person="ana", bill=BillState.NO_CHARGE)
    assert (ready(seeded).drafts, ready(seeded).held) == ((), ())


# All of it


def test_it_costs_the_same_few_statements_however_much_there_is(seeded: Workspace) -> None:
    def count(workspace: Workspace) -> int:
        def read(connection: Any) -> int:
            queries.ready(connection, name="Corvane", period=MARCH, as_of=AS_OF)
            return int(connection.statements)

        return workspace.get(read)

    alone = count(seeded)
    for _ in range(5):
        log(seeded, 1, person="ana")
    assert (alone, count(seeded)) == (11, 11)


@pytest.mark.parametrize("minutes", [(1, 7, 20), (59, 61, 333), (10, 10, 10)])
def test_the_invoice_is_the_sum_of_its_entries_to_the_cent(
    seeded: Workspace, minutes: tuple[int, ...]
) -> None:
    seeded.do(
        rates.set_rate, kind=RateKind.BILL, amount=Money(9_997), currency="EUR",
        whom=Whom(person="ben"),
    )  # fmt: skip
    entries = [
        Entry("ATLAS", AS_OF, Minutes(each), who) for each in minutes for who in ("ana", "ben")
    ]
    seeded.do(time.log_all, entries=entries)
    unbilled = sum(each.price or 0 for each in stored(seeded, TimeEntry))
    found = ready(seeded)
    assert totals(found) == {"EUR": unbilled}
    assert sorted(each[3] or 0 for each in lines(found)) == [9_997, 10_000]
    issue(seeded)
    assert sum(each.amount for each in stored(seeded, InvoiceLine)) == unbilled


CHARGES = st.builds(
    Charge,
    st.just("1"),
    st.sampled_from(["ATLAS", "BERN"]),
    st.just("Project"),
    st.just("EUR"),
    st.just(""),
    st.sampled_from(CostKind),
    st.integers(0, 100_000),
    st.sampled_from(["", "Train", "Tests"]),
    person=st.sampled_from(["", "Ana", "Ben"]),
    minutes=st.integers(0, 600),
    worth=st.none() | st.tuples(st.integers(0, 600), st.integers(0, 100_000)),
    first=st.just(AS_OF),
    last=st.just(AS_OF),
)


@given(st.lists(CHARGES, max_size=30))
def test_lines_add_up_to_what_they_are_made_of(charges: list[Charge]) -> None:
    found = together(charges)
    assert sum(each.amount for each in found) == sum(each.amount for each in charges)
    assert sum(each.minutes for each in found) == sum(each.minutes for each in charges)
    assert len(found) <= len(charges)


def test_an_invoice_goes_with_the_portfolio(workspace: Workspace, tmp_path: Any) -> None:
    everybody = partial(rates.set_rate, kind=RateKind.BILL, currency="EUR", whom=Whom())
    workspace.do(
        steps.together, label="seed", commands=(*SEED, partial(everybody, amount=Money(10_000)))
    )
    agree(workspace, method=Billing.NOT_TO_EXCEED, amount=Money(10_000), **BUILD)
    log(workspace, 3, BILL, person="ana")
    issue(workspace)
    document = workspace.get(portfolio_json.document, as_of=AS_OF)
    data = "".join(portfolio_json.text(document)).encode()
    restored = workspace_at(Place(path=tmp_path / "restored.db"))
    restored.do(import_portfolio, file=portfolio_json.read(data), as_of=AS_OF)
    assert rows_of(restored) == rows_of(workspace)
    assert totals(ready(restored)) == {}
    restored.do(import_portfolio, file=portfolio_json.read(data), as_of=AS_OF)
    assert rows_of(restored) == rows_of(workspace)


def test_rates_of_people_are_told_apart_by_what_their_time_was_worth(seeded: Workspace) -> None:
    seeded.do(people.edit, person="ana", role="Consultant")
    log(seeded, 1 / 3, person="ana", day=date(2026, 3, 2))
    log(seeded, 2, person="ana", day=date(2026, 3, 3))
    later = partial(rates.set_rate, kind=RateKind.BILL, currency="EUR", whom=Whom())
    seeded.do(partial(later, amount=Money(12_000), valid_from=AS_OF))
    log(seeded, 1 / 3, person="ana")
    assert lines(ready(seeded)) == [
        ("labour", "Work", 140, 10_000, 23_333),
        ("labour", "Work", 20, 12_000, 4_000),
    ]
