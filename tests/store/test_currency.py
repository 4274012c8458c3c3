"""A project stays in its currency once money is kept in it, and may change it before."""

from functools import partial

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.store.commands import agreements, commitments, projects, steps, time
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.commands.time import Paid
from ppm_tui.terms import Billing, Done, Money
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import SEED

KEPT: dict[str, Command] = {
    "entries have a cost": partial(
        time.log_cost, project="ATLAS", paid=Paid(Money(500)), day=AS_OF, text="Taxi"
    ),
    "it has an agreement": partial(
        agreements.add, method=Billing.NOT_TO_EXCEED, project="ATLAS", amount=Money(9)
    ),
    "something was ordered": partial(
        commitments.add, project="ATLAS", amount=Money(9), day=AS_OF, text="x"
    ),
}


def to(workspace: Workspace, currency: str) -> Done:
    return workspace.do(partial(projects.edit, key="ATLAS", currency=currency))


@pytest.mark.parametrize("said", KEPT)
def test_the_currency_stays_once_money_is_kept(store: Workspace, said: str) -> None:
    store.do(steps.together, label="seed", commands=SEED)
    assert to(store, "USD").text == "ATLAS: currency EUR → USD"
    to(store, "EUR")
    store.do(KEPT[said])
    before = rows_of(store)
    with pytest.raises(Invalid, match=f"ATLAS stays in EUR: {said}"):
        to(store, "USD")
    assert rows_of(store) == before
    assert to(store, "EUR").text == "ATLAS: nothing changed"
