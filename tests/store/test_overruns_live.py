"""Whatever is logged, changed, deleted and decided in whatever order: no limit is passed unseen."""

import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppm_tui.analysis.billing import carried
from ppm_tui.errors import Invalid, OverLimit
from ppm_tui.exchange import change_plan
from ppm_tui.models import Agreement, ChangeRequest, Overrun, TimeEntry
from ppm_tui.store.commands import agreements, approving, changes, rates, steps, time, time_sheet
from ppm_tui.store.commands.overruns import Decision
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.place import Place
from ppm_tui.terms import (
    ENDED_CHANGES,
    Billing,
    BillState,
    CarryOver,
    ChangeStatus,
    Minutes,
    Money,
    Over,
    RateKind,
)
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.seed import SEED, stored

FIRST = date(2026, 1, 1)
DAYS = [date(2026, month, 9) for month in (1, 2, 3)]
CHOICES = (Over.CHANGE, Over.CHANGE, Over.CHANGE, Over.BILL, Over.ABSORB, None)
AGREED: tuple[steps.Command, ...] = (
    partial(rates.set_rate, kind=RateKind.BILL, amount=Money(9_999), currency="EUR", whom=Whom()),
    partial(agreements.add, method=Billing.NOT_TO_EXCEED, project="ATLAS", phase="T-001",
            amount=Money(70_001)),
    partial(agreements.add, method=Billing.FIXED_FEE, project="ATLAS", phase="T-002",
            amount=Money(50_000), minutes=Minutes(300)),
    partial(agreements.add, method=Billing.RETAINER, client="Corvane", minutes=Minutes(240),
            amount=Money(35_000), valid_from=FIRST),
)  # fmt: skip


class Paid(NamedTuple):
    """What an agreement pays of an entry."""

    day: date
    minutes: int
    price: int


class Do(NamedTuple):
    """Something that somebody does: to the entry or request at a place, as far as there is one."""

    verb: str
    place: int
    minutes: int
    task: str | None
    day: date
    choice: Over | None
    bill: BillState | None


OTHERS = ("delete", "submit", "reject")
DEEDS = st.builds(
    Do,
    verb=st.sampled_from(["log"] * 5 + ["edit"] * 2 + ["approve"] * 2 + [*OTHERS]),
    place=st.integers(0, 20),
    minutes=st.integers(1, 8).map(lambda half_hours: half_hours * 31),
    task=st.sampled_from(["T-001", "T-002", None]),
    day=st.sampled_from(DAYS),
    choice=st.sampled_from(CHOICES),
    bill=st.sampled_from([None, None, None, BillState.NO_CHARGE, BillState.BILLABLE]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=10, max_size=20), st.sampled_from(CarryOver))
def test_no_limit_is_passed_unless_somebody_has_said_so(
    tmp_path: Path, empty_file: Path, deeds: list[Do], rule: CarryOver
) -> None:
    path = tmp_path / "portfolio.db"
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    workspace = workspace_at(Place(path=Path(shutil.copy(empty_file, path))))
    workspace.do(steps.together, label="seed", commands=(*SEED, *AGREED))
    workspace.do(partial(agreements.edit, ref="AG-03", carry_over=rule))
    for deed in deeds:
        refused = ""
        try:
            done(workspace, deed)
        except OverLimit:
            # Of what was turned down, more is asked again.
            refused = "" if deed.choice is None else deed.verb
        except Invalid as error:
            refused = str(error)
        assert refused in ("", "edit") or "is submitted and asks for less" in refused
        check(workspace)


DECIDED = {
    "submit": ChangeStatus.SUBMITTED,
    "approve": ChangeStatus.APPROVED,
    "reject": ChangeStatus.REJECTED,
}


def done(workspace: Workspace, deed: Do) -> None:
    """Do it."""
    over = Decision(deed.choice, "said so")
    said: dict[str, Any] = {"minutes": Minutes(deed.minutes), "bill": deed.bill, "over": over}
    if deed.verb == "log":
        place: dict[str, Any] = {"project": "ATLAS", "task": deed.task, "day": deed.day}
        workspace.do(partial(time.log_time, **place, **said))
        return
    if deed.verb in DECIDED:
        _decide(workspace, deed)
        return
    found = [each for each in stored(workspace, TimeEntry) if each.trashed_on is None]
    if found:
        entry = found[deed.place % len(found)].id
        said |= {"minutes": Minutes(0)} if deed.verb == "delete" else {}
        workspace.do(partial(time_sheet.set_entry, entry=entry, as_of=AS_OF, **said))


def _decide(workspace: Workspace, deed: Do) -> None:
    live = (each for each in drafts(workspace) if each.trashed_on is None)
    found = [each for each in live if each.status not in ENDED_CHANGES]
    if not found:
        return
    ref = found[deed.place % len(found)].ref
    said: dict[str, Any] = {"as_of": AS_OF, "evidence": "mail"}
    if deed.verb == "approve":
        workspace.do(partial(approving.approve, ref=ref, read=change_plan.read, **said))
    else:
        status = DECIDED[deed.verb]
        workspace.do(partial(changes.set_status, ref=ref, status=status, **said))


def drafts(workspace: Workspace) -> list[ChangeRequest]:
    """What was raised for work that is over."""
    return [each for each in stored(workspace, ChangeRequest) if each.ref != "CR-01"]


def check(workspace: Workspace) -> None:
    """All that holds at every moment."""
    entries = {each.id: each for each in stored(workspace, TimeEntry) if each.trashed_on is None}
    over = {each.time_entry_id: each for each in stored(workspace, Overrun)}
    assert len(over) == len(stored(workspace, Overrun))
    requests = {each.id: each for each in drafts(workspace)}
    for row, part in over.items():
        entry = entries[row]
        assert entry.bill is BillState.BILLABLE
        assert 0 <= part.minutes <= entry.minutes
        assert 0 <= part.price <= (entry.price or 0)
        assert part.minutes or part.price
        assert part.reason or part.choice is not Over.ABSORB
        assert (part.change_request_id is not None) == (part.choice is Over.CHANGE)
    for request in requests.values():
        _check_request(request, [each for each in over.values()
                                 if each.change_request_id == request.id])  # fmt: skip
    for agreement in stored(workspace, Agreement):
        _check_limit(agreement, list(_within(agreement, entries, over, requests)), requests)


def _check_request(request: ChangeRequest, held: list[Overrun]) -> None:
    said = (request.minutes or 0, request.price or 0)
    assert min(*said, request.cost or 0, request.days or 0) >= 0
    if request.status is ChangeStatus.DRAFT:
        assert said == (sum(each.minutes for each in held), sum(each.price for each in held))
        assert (request.trashed_on is not None) == (not held)


def _within(
    agreement: Agreement,
    entries: dict[str, TimeEntry],
    over: dict[str, Overrun],
    requests: dict[str, ChangeRequest],
) -> Iterator[Paid]:
    """What an agreement pays of each entry."""
    for entry in entries.values():
        if entry.agreement_id != agreement.id:
            continue
        part = over.get(entry.id)
        request = requests.get(part.change_request_id or "") if part else None
        is_paid = request is not None and request.status is ChangeStatus.APPROVED
        minutes, price = (part.minutes, part.price) if part and not is_paid else (0, 0)
        yield Paid(entry.day, entry.minutes - minutes, (entry.price or 0) - price)


def _check_limit(
    agreement: Agreement,
    within: list[Paid],
    requests: dict[str, ChangeRequest],
) -> None:
    approved = (each for each in requests.values() if each.status is ChangeStatus.APPROVED)
    given = [each for each in approved if each.agreement_id == agreement.id]
    if agreement.method is Billing.RETAINER:
        return _check_bucket(agreement, within, given)
    minutes, price = (sum(each.minutes for each in within), sum(each.price for each in within))
    if agreement.minutes is not None:
        assert minutes <= agreement.minutes + sum(each.minutes or 0 for each in given)
    else:
        assert price <= (agreement.amount or 0) + sum(each.price or 0 for each in given)
    return None


def _check_bucket(agreement: Agreement, within: list[Paid], given: list[ChangeRequest]) -> None:
    for allotment, name in ((agreement.minutes, "minutes"), (agreement.amount, "price")):
        used = [sum(getattr(each, name) for each in within if each.day == day) for day in DAYS]
        # Every request is of one month: what its month has is what its reason says.
        more = [sum(getattr(each, name) or 0 for each in given
                    if f"\n09 {day:%b} " in each.reason) for day in DAYS]  # fmt: skip
        net = [spent - extra for spent, extra in zip(used, more, strict=True)]
        for month, spent in enumerate(net):
            assert spent <= carried(allotment or 0, net[:month], agreement.carry_over)
