"""What passes a fee, a cap or a bucket: which of the three choices it took, and what follows.

Oracles: cases B1 and B2 of the definitions; buckets month by month by hand.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ppm_tui.analysis.rounding import rounding_of
from ppm_tui.errors import Invalid, OverLimit
from ppm_tui.exchange import change_plan
from ppm_tui.models import Agreement, ChangeRequest, Client, Invoice, Overrun, TimeEntry
from ppm_tui.store import history
from ppm_tui.store.commands import (
    agreements,
    approving,
    changes,
    people,
    projects,
    rates,
    rows,
    steps,
    tasks,
    time,
    time_sheet,
    timer,
)
from ppm_tui.store.commands.imports import import_files
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.commands.routing import Routes
from ppm_tui.store.commands.time import Entry, Paid
from ppm_tui.store.commands.time_sheet import Place
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.queries.money import STATES, money
from ppm_tui.store.team_rows import TimeRow
from ppm_tui.terms import (
    Billing,
    BillState,
    CarryOver,
    ChangeStatus,
    Done,
    Minutes,
    Money,
    Over,
    RateKind,
    TaskKind,
)
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, MONDAY, SEED, newest, stored

BILL, ABSORB = Decision(Over.BILL), Decision(Over.ABSORB, "Goodwill")
CHANGE = Decision(Over.CHANGE)
BUILD: dict[str, Any] = {"project": "ATLAS", "phase": "P-001", "name": "Build"}
CAPPED = {**BUILD, "method": Billing.NOT_TO_EXCEED, "amount": Money(100_000)}
"""Ten hours at 100 an hour, on the phase that T-001 and T-002 are in."""


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    """ATLAS of Corvane, work at 100.00 an hour whoever does it, ana costs 110.00."""
    store.do(steps.together, label="seed", commands=(*SEED, rate(10_000)))
    return store


@pytest.fixture
def quick(workspace: Workspace) -> Workspace:
    """The same on SQLite only."""
    workspace.do(steps.together, label="seed", commands=(*SEED, rate(10_000)))
    return workspace


def hours(count: float) -> Minutes:
    return Minutes(round(count * HOUR))


def rate(amount: int) -> steps.Command:
    return partial(
        rates.set_rate, kind=RateKind.BILL, amount=Money(amount), currency="EUR", whom=Whom()
    )


def agree(workspace: Workspace, **fields: Any) -> None:
    workspace.do(partial(agreements.add, **fields))


def log(workspace: Workspace, amount: float, over: Decision = UNDECIDED, **more: Any) -> Done:
    said: dict[str, Any] = {"project": "ATLAS", "task": "T-001", "day": AS_OF} | more
    command = partial(time.log_time, minutes=hours(amount), over=over, **said)
    return workspace.do(command)


def over(workspace: Workspace) -> list[tuple[str, int, int, str]]:
    """Choice, minutes, money and reason of everything that is over."""
    return [(each.choice, each.minutes, each.price, each.reason)
            for each in stored(workspace, Overrun)]  # fmt: skip


def requests(workspace: Workspace) -> list[ChangeRequest]:
    """Change requests that are not in the trash, without the one of the seed."""
    found = stored(workspace, ChangeRequest)
    return [each for each in found if each.ref != "CR-01" and each.trashed_on is None]


def asked(workspace: Workspace) -> tuple[Any, ...]:
    """Minutes, cost, price and days that the one draft asks for."""
    [change] = requests(workspace)
    return change.minutes, change.cost, change.price, change.days


def left(workspace: Workspace, day: date = AS_OF, task: str | None = "T-001") -> tuple[Any, ...]:
    """What is left of what pays for work on a day, in minutes and money."""
    found: list[Any] = []

    def work(session: Session) -> Done:
        project = rows.project(session, "ATLAS")
        route = Routes(session).of(project, rows.task(session, task) if task else None, day)
        rest = route.limit.left(route.used)
        found.append((rest.minutes, rest.price))
        return Done("looked")

    replace(workspace, dry_run=True).do(work)
    return found[0]  # type: ignore[no-any-return]  # what was put there


def decide(workspace: Workspace, ref: str, status: ChangeStatus) -> None:
    if status is ChangeStatus.APPROVED:
        said: dict[str, Any] = {"read": change_plan.read, "evidence": "mail", "as_of": AS_OF}
        workspace.do(partial(approving.approve, ref=ref, **said))
    else:
        workspace.do(
            partial(changes.set_status, ref=ref, status=status, as_of=AS_OF, evidence="mail")
        )


def invoice(workspace: Workspace, *numbers: int) -> None:
    """Put entries of ATLAS on an invoice."""

    def work(session: Session) -> Done:
        project = rows.project(session, "ATLAS")
        made = Invoice(
            ref="INV-1", client_id=str(project.client_id), day=AS_OF, first=MONDAY, last=AS_OF
        )
        session.add(made)
        session.flush()
        for entry in session.query(TimeEntry).filter_by(project_id=project.id):
            if entry.number in numbers:
                entry.invoice_id = made.id
        session.flush()
        return Done("invoiced")

    workspace.do(work)


# The published cases


def test_not_to_exceed_10000_with_9500_used_passes_500_and_holds_300_of_800(
    seeded: Workspace,
) -> None:
    agree(seeded, **CAPPED | {"amount": Money(1_000_000)})
    for amount in (24, 24, 12):
        log(seeded, amount)
    invoice(seeded, 1, 2, 3)  # 6,000
    for amount in (24, 11):
        log(seeded, amount)  # 3,500 to be invoiced
    assert left(seeded) == (None, 50_000)
    before = rows_of(seeded)
    with pytest.raises(OverLimit) as refused:
        log(seeded, 8)
    assert str(refused.value) == (
        "ATLAS: 3h (300.00 EUR) over AG-01 «Build», not to exceed 10,000.00 EUR (phase Build): "
        "bill it, absorb it, or draft a change request"
    )
    assert refused.value.part == "3h (300.00 EUR)"
    assert refused.value.limit == "AG-01 «Build», not to exceed 10,000.00 EUR (phase Build)"
    assert rows_of(seeded) == before
    assert log(seeded, 8, BILL).text == (
        "ATLAS: 8h logged, 3h (300.00 EUR) over AG-01 «Build»: billed"
    )
    assert over(seeded) == [("bill", 180, 30_000, "")]
    assert left(seeded) == (None, 0)
    seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_a_fee_of_1000_with_8_hours_takes_8_of_10_and_absorbs_2(seeded: Workspace) -> None:
    seeded.do(people.set_rate, person="ana", rate=Money(6_000))
    agree(seeded, **BUILD, method=Billing.FIXED_FEE, amount=Money(100_000), minutes=hours(8))
    text = log(seeded, 10, ABSORB).text
    assert text == "ATLAS: 10h logged, 2h (200.00 EUR) over AG-01 «Build»: absorbed"
    entry = newest(seeded, TimeEntry)
    assert (entry.cost, entry.price, entry.minutes) == (60_000, 100_000, 600)
    assert over(seeded) == [("absorb", 120, 20_000, "Goodwill")]


# The three choices


def test_what_is_over_is_absorbed_with_a_reason_or_the_note_of_the_entry(quick: Workspace) -> None:
    agree(quick, **CAPPED)
    with pytest.raises(Invalid, match="absorbing work needs a reason"):
        log(quick, 11, Decision(Over.ABSORB))
    log(quick, 11, Decision(Over.ABSORB), text="Own mistake")
    log(quick, 1, ABSORB, text="Again")
    assert [each[0::3] for each in over(quick)] == [
        ("absorb", "Own mistake"), ("absorb", "Goodwill"),
    ]  # fmt: skip
    assert left(quick) == (None, 0)


def test_a_request_is_drafted_grows_shrinks_and_goes_to_the_trash(seeded: Workspace) -> None:
    agree(seeded, **CAPPED)
    log(seeded, 9)
    before = rows_of(seeded)
    text = log(seeded, 5, CHANGE, text="Load tests").text
    assert text == "ATLAS: 5h logged, 4h (400.00 EUR) over AG-01 «Build»: held for CR-02"
    [change] = requests(seeded)
    assert (change.title, change.status) == ("More than agreed: Build", ChangeStatus.DRAFT)
    assert change.reason == (
        "AG-01 «Build», not to exceed 1,000.00 EUR is used up.\n"
        "17 Mar ana 4h (400.00 EUR) Load tests"
    )
    assert (change.task_id, change.agreement_id) == (
        newest(seeded, TimeEntry).task_id, newest(seeded, Agreement).id,
    )  # fmt: skip
    assert asked(seeded) == (240, 44_000, 40_000, 1)
    log(seeded, 8, CHANGE, task="T-002")
    assert asked(seeded) == (720, 132_000, 120_000, 2)
    place = Place("ana", "ATLAS", "T-002", AS_OF)
    seeded.do(time_sheet.set_day, place=place, minutes=hours(2), as_of=AS_OF)
    assert asked(seeded) == (360, 66_000, 60_000, 1)
    assert len(requests(seeded)[0].reason.splitlines()) == 3
    seeded.do(time_sheet.clear_day, place=place, as_of=AS_OF)
    assert asked(seeded) == (240, 44_000, 40_000, 1)
    assert len(requests(seeded)[0].reason.splitlines()) == 2
    entry = next(each for each in stored(seeded, TimeEntry) if each.text)
    seeded.do(time_sheet.set_entry, entry=entry.id, minutes=Minutes(0), as_of=AS_OF)
    assert requests(seeded) == []
    assert over(seeded) == []
    for _ in range(5):
        seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_what_is_said_of_a_draft_by_hand_stays(quick: Workspace) -> None:
    agree(quick, **CAPPED)
    log(quick, 14, CHANGE)
    quick.do(partial(changes.edit, ref="CR-02", days=3, minutes=Minutes(300), reason="We grow."))
    log(quick, 1, CHANGE)
    assert asked(quick) == (360, 55_000, 50_000, 3)
    assert requests(quick)[0].reason.startswith("We grow.\n17 Mar ana 1h")
    for entry in stored(quick, TimeEntry):
        quick.do(time_sheet.set_entry, entry=entry.id, minutes=Minutes(0), as_of=AS_OF)
    assert asked(quick) == (60, 0, 0, 3)  # the hour that a person added is theirs


def test_approval_raises_the_limit_so_that_the_part_is_within(seeded: Workspace) -> None:
    agree(seeded, **CAPPED)
    log(seeded, 12, CHANGE)
    decide(seeded, "CR-02", ChangeStatus.APPROVED)
    assert left(seeded) == (None, 0)
    with pytest.raises(OverLimit, match=r"not to exceed 1,200.00 EUR"):
        log(seeded, 1)
    entry = newest(seeded, TimeEntry)
    done = seeded.do(time_sheet.set_entry, entry=entry.id, minutes=hours(11), as_of=AS_OF)
    assert done.text.endswith("12h → 11h, AG-01 «Build», not to exceed 1,200.00 EUR (phase Build), "
                              "100.00 EUR left")  # fmt: skip
    assert over(seeded) == []


def test_a_request_approved_for_less_covers_no_more_than_that(seeded: Workspace) -> None:
    agree(seeded, **CAPPED)
    log(seeded, 12, CHANGE)
    quarter: dict[str, Any] = {"minutes": Minutes(60), "price": Money(10_000)}
    seeded.do(partial(changes.edit, ref="CR-02", **quarter))
    decide(seeded, "CR-02", ChangeStatus.APPROVED)
    assert left(seeded) == (None, 0)
    [row] = seeded.get(money, as_of=AS_OF, key="ATLAS")
    told = {state: (row.over_price(state), row.over_minutes(state)) for state in STATES}
    assert told == {"billed": (10_000, 60), "absorbed": (10_000, 60), "held": (0, 0)}
    assert row.profit.revenue == row.profit.billable == 110_000


def test_rejection_leaves_the_part_absorbed_and_more_of_it_is_asked_again(
    seeded: Workspace,
) -> None:
    agree(seeded, **CAPPED)
    log(seeded, 12, CHANGE)
    decide(seeded, "CR-02", ChangeStatus.SUBMITTED)
    change = partial(time_sheet.set_entry, entry=newest(seeded, TimeEntry).id, as_of=AS_OF)
    with pytest.raises(Invalid, match="CR-02 is submitted and asks for less: log the rest as"):
        seeded.do(change, minutes=hours(13))
    decide(seeded, "CR-02", ChangeStatus.REJECTED)
    assert left(seeded) == (None, 0)
    seeded.do(change, minutes=hours(12), text="Checked")
    assert seeded.do(change, minutes=hours(11)).text.endswith("over AG-01 «Build»: held for CR-02")
    with pytest.raises(OverLimit):
        seeded.do(change, minutes=hours(13))
    assert seeded.do(change, minutes=hours(13), over=CHANGE).text.endswith("held for CR-03")
    assert over(seeded) == [("change", 180, 30_000, "Checked")]
    assert left(seeded) == (None, 0)


@pytest.mark.parametrize("choice", [BILL, ABSORB, CHANGE])
def test_an_entry_that_is_edited_keeps_its_choice(quick: Workspace, choice: Decision) -> None:
    agree(quick, **CAPPED)
    log(quick, 11, choice)
    before = rows_of(quick)
    entry = newest(quick, TimeEntry)
    change = partial(time_sheet.set_entry, entry=entry.id, as_of=AS_OF)
    quick.do(change, minutes=hours(12), text="More")
    assert over(quick) == [(choice.choice, 120, 20_000, choice.reason or "More")]
    assert len(requests(quick)) == (choice is CHANGE)
    quick.do(change, minutes=hours(12), bill=BillState.NO_CHARGE)
    assert over(quick) == []
    assert requests(quick) == []
    quick.do(history.undo)
    quick.do(change, minutes=hours(12), over=BILL)
    assert over(quick)[0][:3] == ("bill", 120, 20_000)
    assert requests(quick) == []
    for _ in range(2):
        quick.do(history.undo)
    assert rows_of(quick) == before


def test_a_note_alone_changes_no_price_and_no_choice(quick: Workspace) -> None:
    log(quick, 3)
    agree(quick, **CAPPED | {"amount": Money(1)})
    quick.do(rate(99_900))
    entry = newest(quick, TimeEntry)
    quick.do(time_sheet.set_entry, entry=entry.id, minutes=Minutes(180), as_of=AS_OF, text="Call")
    entry = newest(quick, TimeEntry)
    assert (entry.text, entry.price, entry.agreement_id) == ("Call", 30_000, None)


def test_what_is_invoiced_stays_as_it_is(quick: Workspace) -> None:
    log(quick, 2)
    invoice(quick, 1)
    entry = newest(quick, TimeEntry)
    for minutes in (0, 60, 120):
        with pytest.raises(Invalid, match=r"^it is on INV-1: ppm invoice --cancel INV-1$"):
            quick.do(time_sheet.set_entry, entry=entry.id, minutes=Minutes(minutes), as_of=AS_OF)


def test_cost_passes_a_cap_as_time_does(quick: Workspace) -> None:
    agree(quick, **CAPPED)
    buy = partial(time.log_cost, project="ATLAS", task="T-001", day=AS_OF, text="Licence")
    quick.do(buy, paid=Paid(Money(70_000)))
    with pytest.raises(OverLimit, match=r"^ATLAS: 200.00 EUR over AG-01"):
        quick.do(buy, paid=Paid(Money(50_000)))
    quick.do(buy, paid=Paid(Money(40_000), price=Money(50_000)), over=CHANGE)
    assert asked(quick) == (0, 16_000, 20_000, 0)


# Where many entries are logged at once


def test_every_way_to_log_asks_and_tells(quick: Workspace) -> None:
    agree(quick, **CAPPED)
    log(quick, 10, day=date(2026, 3, 10))
    two = [Entry("ATLAS", AS_OF, HOUR, "ana", "T-001"), Entry("ATLAS", AS_OF, HOUR, "ben", "T-002")]
    label = "2 rows: time 1h"
    commands = [partial(time.log_time, project="ATLAS", task=ref, day=AS_OF, minutes=HOUR)
                for ref in ("T-001", "T-002")]  # fmt: skip
    place = Place("ana", "ATLAS", "T-001", AS_OF)
    ways: tuple[tuple[Any, str], ...] = (
        (partial(time.log_all, entries=two), "2 time entries logged, 1h (100.00 EUR) over"),
        (partial(time_sheet.set_day, place=place, minutes=HOUR, as_of=AS_OF), " → 1h, 1h (100.00"),
        (
            partial(time_sheet.copy_week, person="ana", monday=MONDAY),
            "10h, 10h (1,000.00 EUR) over",
        ),
    )
    for command, told in ways:
        before = rows_of(quick)
        with pytest.raises(OverLimit):
            quick.do(command)
        text = quick.do(partial(command, over=CHANGE)).text
        assert told in text
        assert " over AG-01 «Build»: held for CR-0" in text
        quick.do(history.undo)
        assert rows_of(quick) == before
    decided = [partial(each, over=CHANGE) for each in commands]
    told = f"{label}; 1h (100.00 EUR) over AG-01 «Build»: held for CR-"
    assert quick.do(steps.together, label=label, commands=decided).text.startswith(told)


def test_of_several_entries_of_a_day_the_one_that_is_cut_may_be_over(quick: Workspace) -> None:
    log(quick, 3)
    log(quick, 3)
    agree(quick, **CAPPED | {"amount": Money(10_000)})
    cut = partial(time_sheet.set_day, minutes=hours(5), as_of=AS_OF)
    place = Place("ana", "ATLAS", "T-001", AS_OF)
    with pytest.raises(OverLimit):
        quick.do(cut, place=place)
    assert (
        "1h (100.00 EUR) over AG-01 «Build»: billed" in quick.do(cut, place=place, over=BILL).text
    )


def test_a_timer_that_stops_over_a_cap_runs_on_until_it_is_decided(quick: Workspace) -> None:
    agree(quick, **CAPPED | {"amount": Money(5_000)})
    quick.do(timer.start, project="ATLAS", task="T-001")
    now = quick.moment()
    quick.clock = lambda: now + timedelta(hours=1)
    stop = partial(timer.stop, rounding=rounding_of("1m"))
    with pytest.raises(OverLimit):
        quick.do(stop)
    assert quick.do(stop, over=CHANGE).text == (
        "ATLAS T-001: 1h logged, 30m (50.00 EUR) over AG-01 «Build»: held for CR-02"
    )


def test_a_file_counts_row_by_row_and_changes_count_as_new_rows_do(seeded: Workspace) -> None:
    agree(seeded, **CAPPED)
    first = TimeRow(
        "t.csv: line 2", ("ana",), AS_OF, hours(4), ("ATLAS",), ("T-001",), source_id="1"
    )
    second = replace(first, where="t.csv: line 3", source_id="2")
    third = replace(first, where="t.csv: line 4", source_id="3")

    def bring(*found: TimeRow, choice: Decision = UNDECIDED) -> Done:
        file = PlanFile("table", time=found)
        return seeded.do(import_files, files=(file,), as_of=AS_OF, over=choice)

    bring(first, second)
    before = rows_of(seeded)
    six = hours(6)
    # Each alone would fit, the two together do not: the cap is 10 hours.
    with pytest.raises(OverLimit, match=r"^t.csv: line 3: ATLAS: 2h \(200.00 EUR\) over AG-01"):
        bring(replace(first, minutes=six), replace(second, minutes=six))
    assert rows_of(seeded) == before
    with pytest.raises(OverLimit, match=r"^t.csv: line 4: ATLAS: 4h"):
        bring(replace(first, minutes=six), second, third)
    done = bring(replace(first, minutes=six), second, third, choice=CHANGE)
    assert done.notes == ("4h (400.00 EUR) over AG-01 «Build»: held for CR-02",)
    assert left(seeded) == (None, 0)
    done = bring(replace(third, minutes=Minutes(HOUR)))  # what was decided before holds
    assert done.notes == ("1h (100.00 EUR) over AG-01 «Build»: held for CR-02",)
    assert asked(seeded)[0] == 60
    bring(replace(third, minutes=Minutes(HOUR), bill=BillState.NO_CHARGE))
    assert (over(seeded), requests(seeded)) == ([], [])
    for _ in range(3):
        seeded.do(history.undo)
    assert rows_of(seeded) == before


# What pays


def test_what_pays_is_the_nearest_that_was_agreed(seeded: Workspace) -> None:
    told = partial(log, seeded, 1, text="", over=BILL)
    assert told().text == "ATLAS: 1h logged, actual rates (no agreement holds)"
    agree(seeded, method=Billing.RETAINER, client="Corvane", minutes=hours(5), name="Care")
    assert told().text == (
        "ATLAS: 1h logged, AG-01 «Care», prepaid 5h (bucket of Corvane, Mar 2026), 4h left"
    )
    worth = Money(1_000_000)
    seeded.do(projects.edit, key="ATLAS", billing=Billing.NOT_TO_EXCEED, contract_value=worth)
    assert told().text == (
        "ATLAS: 1h logged, not to exceed 10,000.00 EUR (project ATLAS), 9,800.00 EUR left"
    )
    agree(seeded, project="ATLAS", method=Billing.OVERRIDE_RATE, rate=Money(9_000), name="Whole")
    assert told().text == "ATLAS: 1h logged, AG-02 «Whole», agreed rate (project ATLAS)"
    assert newest(seeded, TimeEntry).price == 9_000
    agree(seeded, **CAPPED)
    assert told().text == (
        "ATLAS: 1h logged, AG-03 «Build», not to exceed 1,000.00 EUR (phase Build), 900.00 EUR left"
    )
    seeded.do(tasks.add, project="ATLAS", name="Part", kind=TaskKind.PHASE, parent="P-001")
    seeded.do(tasks.add, project="ATLAS", name="Within", parent="P-002")
    assert "AG-03" in told(task="T-003").text
    agree(seeded, **CAPPED | {"phase": "P-002", "name": "Part", "valid_to": date(2026, 3, 16)})
    assert "AG-03" in told(task="T-003").text  # it has ended
    assert "AG-04 «Part»" in told(task="T-003", day=date(2026, 3, 16)).text
    assert "AG-02" in told(task=None).text
    assert told(bill=BillState.NO_CHARGE).text == "ATLAS: 1h logged, not charged"


def test_internal_work_passes_nothing_and_what_has_no_rate_counts_for_nothing(
    quick: Workspace,
) -> None:
    quick.do(projects.edit, key="ATLAS", billing=Billing.INTERNAL, contract_value=Money(1))
    assert log(quick, 20).text.endswith("internal, nobody pays (project ATLAS)")
    quick.do(projects.add, name="Office", key="OWN")
    assert log(quick, 1, project="OWN", task=None).text.endswith("nobody pays (no client)")
    quick.do(projects.add, name="Delta", key="DIV", currency="USD")
    quick.do(projects.edit, key="DIV", billing=Billing.FIXED_FEE, contract_value=Money(100))
    assert log(quick, 20, project="DIV", task=None).text == (
        "DIV: 20h logged, fixed fee 1.00 USD (project DIV), 1.00 USD left, without a bill rate it "
        "counts for nothing"
    )


def test_milestones_are_worth_what_they_are_worth_together_and_what_was_approved(
    quick: Workspace,
) -> None:
    quick.do(projects.edit, key="ATLAS", billing=Billing.MILESTONE, contract_value=Money(1))
    agree(quick, project="ATLAS", phase="M-001", method=Billing.MILESTONE, amount=Money(50_000))
    log(quick, 7, CHANGE)
    assert over(quick)[0][:3] == ("change", 120, 20_000)
    decide(quick, "CR-02", ChangeStatus.APPROVED)
    assert left(quick) == (None, 0)


# Buckets

MONTHS = [date(2026, month, 5) for month in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("rule", "free"),
    [
        (CarryOver.NONE, [600, 600, 600]),
        (CarryOver.MONTH, [600, 1080, 840]),
        (CarryOver.ALL, [600, 1080, 840]),
    ],
)
def test_what_is_left_of_a_month_is_carried_over_by_the_rule(
    seeded: Workspace, rule: CarryOver, free: list[int]
) -> None:
    bucket: dict[str, Any] = {"method": Billing.RETAINER, "client": "Corvane", "carry_over": rule}
    agree(seeded, **bucket, minutes=hours(10), valid_from=MONTHS[0])
    worked = iter((2, 14))
    for day, minutes in zip(MONTHS, free, strict=False):
        assert left(seeded, day) == (minutes, None)
        if spent := next(worked, 0):
            log(seeded, spent, ABSORB, day=day)
    assert [each[1] for each in over(seeded)] == ([240] if rule is CarryOver.NONE else [])
    last = {CarryOver.NONE: 600, CarryOver.MONTH: 1200, CarryOver.ALL: 1440}
    assert left(seeded, MONTHS[3]) == (last[rule], None)


def test_what_a_later_month_has_used_is_gone_from_an_earlier_one(seeded: Workspace) -> None:
    bucket: dict[str, Any] = {"method": Billing.RETAINER, "client": "Corvane"}
    agree(seeded, **bucket, amount=Money(100_000), valid_from=MONTHS[0], carry_over=CarryOver.ALL)
    log(seeded, 19, day=MONTHS[1])
    assert left(seeded, MONTHS[0]) == (None, 10_000)
    with pytest.raises(OverLimit, match=r"3h \(300.00 EUR\) over AG-01, prepaid 1,000.00 EUR "):
        log(seeded, 4, day=MONTHS[0])
    log(seeded, 4, CHANGE, day=MONTHS[0])
    assert (left(seeded, MONTHS[0]), left(seeded, MONTHS[1])) == ((None, 0), (None, 0))


def test_what_was_approved_for_a_bucket_is_added_to_its_month(seeded: Workspace) -> None:
    bucket: dict[str, Any] = {"method": Billing.RETAINER, "client": "Corvane"}
    agree(seeded, **bucket, minutes=hours(10), valid_from=MONTHS[0], carry_over=CarryOver.MONTH)
    for day in MONTHS[:2]:
        log(seeded, 12, CHANGE, day=day)
    assert [each.minutes for each in requests(seeded)] == [120, 120]  # a month each
    seeded.do(partial(changes.edit, ref="CR-02", minutes=Minutes(180)))
    decide(seeded, "CR-02", ChangeStatus.APPROVED)
    assert left(seeded, MONTHS[0]) == (60, None)
    assert left(seeded, MONTHS[1]) == (60, None)  # an hour came over from January
    first = stored(seeded, TimeEntry)[0]
    seeded.do(time_sheet.set_entry, entry=first.id, minutes=hours(13), as_of=AS_OF)
    assert [each[1] for each in over(seeded)] == [120]
    assert left(seeded, MONTHS[0]) == (0, None)


def test_a_bucket_is_the_clients_and_in_its_currency(quick: Workspace) -> None:
    bucket: dict[str, Any] = {"method": Billing.RETAINER, "client": "Corvane"}
    agree(quick, **bucket, amount=Money(1), currency="USD")
    assert log(quick, 1).text.endswith("actual rates (no agreement holds)")
    assert stored(quick, Client)[0].name == "Corvane"
