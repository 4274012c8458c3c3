"""What moves a limit, or brings work back, without logging it: nothing passes a limit unseen."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from ppm_tui.errors import Conflict
from ppm_tui.exchange import change_plan
from ppm_tui.models import Agreement, TimeEntry
from ppm_tui.store import history
from ppm_tui.store.commands import agreements, approving, people, projects, rates, steps, time
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.queries.routes import pays, place
from ppm_tui.terms import Billing, CarryOver, Done, Minutes, Money, Over, RateKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, SEED, newest, stored

CAP: dict[str, Any] = {
    "method": Billing.NOT_TO_EXCEED, "project": "ATLAS", "phase": "P-001",
    "minutes": Minutes(10 * HOUR),
}  # fmt: skip
BUCKET: dict[str, Any] = {
    "method": Billing.RETAINER, "client": "Corvane", "minutes": Minutes(10 * HOUR),
    "carry_over": CarryOver.NONE, "valid_from": date(2026, 1, 1),
}  # fmt: skip


def rate(amount: int, **more: Any) -> steps.Command:
    said: dict[str, Any] = {"currency": "EUR", "whom": Whom()} | more
    return partial(rates.set_rate, kind=RateKind.BILL, amount=Money(amount), **said)


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    """ATLAS of Corvane, work at 100.00 EUR an hour whoever does it."""
    store.do(steps.together, label="seed", commands=(*SEED, rate(10_000)))
    return store


def log(workspace: Workspace, hours: int, over: Decision = UNDECIDED, **more: Any) -> Done:
    said: dict[str, Any] = {"project": "ATLAS", "task": "T-001", "day": AS_OF} | more
    return workspace.do(partial(time.log_time, minutes=Minutes(hours * HOUR), over=over, **said))


@pytest.mark.parametrize("agreed", [CAP, BUCKET], ids=["cap", "bucket"])
def test_work_that_is_brought_again_passes_no_limit_that_others_have_used(
    seeded: Workspace, agreed: dict[str, Any]
) -> None:
    ben = replace(seeded, user="ben")
    seeded.do(partial(agreements.add, **agreed))
    log(seeded, 6)
    seeded.do(history.undo)
    log(ben, 6)
    before = rows_of(seeded)
    with pytest.raises(Conflict) as refused:
        seeded.do(history.redo)
    assert str(refused.value) == (
        "cannot redo «ATLAS: 6h logged»: AG-01 is passed by 2h, and nobody has said what becomes "
        "of it: log it anew"
    )
    assert rows_of(seeded) == before
    ben.do(history.undo)
    assert seeded.do(history.redo).text == "redo: ATLAS: 6h logged"


def test_a_limit_that_is_lowered_below_what_is_used_says_so(seeded: Workspace) -> None:
    ben = replace(seeded, user="ben")
    seeded.do(partial(agreements.add, **CAP))
    ben.do(agreements.edit, ref="AG-01", minutes=Minutes(20 * HOUR))
    log(seeded, 15)
    assert ben.do(history.undo).text.endswith("10h → 20h; AG-01 is passed by 5h")
    done = seeded.do(agreements.edit, ref="AG-01", minutes=Minutes(12 * HOUR))
    assert done.text == "ATLAS: AG-01 effort 10h → 12h"
    done = seeded.do(agreements.edit, ref="AG-01", minutes=Minutes(4 * HOUR))
    assert done.text == "ATLAS: AG-01 effort 12h → 4h; AG-01 is passed by 11h"
    assert seeded.do(history.undo).text == "undo: ATLAS: AG-01 effort 12h → 4h"
    assert seeded.do(history.redo).text.endswith("12h → 4h; AG-01 is passed by 11h")


def test_what_was_decided_about_an_entry_comes_and_goes_with_it(seeded: Workspace) -> None:
    seeded.do(partial(agreements.add, **CAP))
    before = rows_of(seeded)
    log(seeded, 15, Decision(Over.ABSORB, "Goodwill"))
    after = rows_of(seeded)
    seeded.do(history.undo)
    assert rows_of(seeded) == before
    seeded.do(history.redo)
    assert rows_of(seeded) == after


def test_more_of_an_agreement_is_not_more_of_the_contract_too(seeded: Workspace) -> None:
    whole: dict[str, Any] = {"billing": Billing.NOT_TO_EXCEED, "contract_value": Money(500_000)}
    seeded.do(partial(projects.edit, key="ATLAS", **whole))
    seeded.do(partial(agreements.add, **CAP))
    log(seeded, 15, Decision(Over.CHANGE))
    approve = partial(approving.approve, read=change_plan.read, evidence="mail", as_of=AS_OF)
    seeded.do(partial(approve, ref="CR-02"))
    assert contract(seeded) == 500_000


def contract(workspace: Workspace) -> int | None:
    """The limit of work on the project as a whole, as it is read."""

    def read(connection: Any) -> int | None:
        spot = place(connection, project="ATLAS", task=None)
        return pays(connection, place=spot, day=AS_OF).limit.price

    return workspace.get(read)


def test_the_rate_of_a_bucket_is_in_its_own_currency(seeded: Workspace) -> None:
    seeded.do(partial(agreements.add, **BUCKET, rate=Money(15_000)))
    seeded.do(partial(projects.add, name="Fjord", key="FJORD", client="Corvane", currency="GBP"))
    there: dict[str, Any] = {"project": "FJORD", "task": None, "person": "ana"}
    log(seeded, 2, **there)
    assert newest(seeded, TimeEntry).price is None
    exchange = partial(rates.set_exchange, source="EUR", target="GBP", day=AS_OF)
    assert seeded.do(partial(exchange, rate="0.86")).text.endswith("; 1 entry reckoned by it")
    [entry] = stored(seeded, TimeEntry)
    assert (entry.price, entry.agreement_id) == (25_800, newest(seeded, Agreement).id)
    log(seeded, 1, **there)
    assert sorted(each.price or 0 for each in stored(seeded, TimeEntry)) == [12_900, 25_800]


# Rates that come after the work


def test_work_without_a_rate_gets_its_price_once_there_is_one(store: Workspace) -> None:
    store.do(steps.together, label="seed", commands=SEED)
    store.do(people.add, name="Cleo Braun")
    for person in ("ana", "cleo"):
        log(store, 2, person=person)
    before = rows_of(store)
    worth = [(each.cost, each.price) for each in stored(store, TimeEntry)]
    assert sorted(worth, key=str) == [(22_000, None), (None, None)]
    assert store.do(rate(10_000)).text.endswith("; 2 entries reckoned by it")
    cost = partial(rates.set_rate, kind=RateKind.COST, currency="EUR", whom=Whom(person="cleo"))
    assert store.do(partial(cost, amount=Money(5_000))).text.endswith("; 1 entry reckoned by it")
    worth = [(each.cost, each.price) for each in stored(store, TimeEntry)]
    assert sorted(worth, key=str) == [(10_000, 20_000), (22_000, 20_000)]
    again = store.do(partial(cost, amount=Money(6_000))).text
    assert "reckoned" not in again
    for _ in range(3):
        store.do(history.undo)
    assert rows_of(store) == before


def test_a_price_that_comes_later_passes_no_limit(store: Workspace) -> None:
    store.do(steps.together, label="seed", commands=SEED)
    capped: dict[str, Any] = CAP | {"minutes": None, "amount": Money(50_000)}
    store.do(partial(agreements.add, **capped))
    for hours in (3, 1, 4):
        log(store, hours, person="ana")
    said = store.do(rate(10_000)).text
    assert said.endswith("; 2 entries reckoned by it; 1 would pass what was agreed, and wait")
    assert sorted(each.price or 0 for each in stored(store, TimeEntry)) == [0, 10_000, 30_000]
