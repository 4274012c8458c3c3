"""`--over`: what is over a cap is refused with exit 2 and the ways, or taken as said."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from ppm_tui.store.commands import agreements, rates, steps, timer
from ppm_tui.store.commands.rates import Whom
from ppm_tui.store.place import Place
from ppm_tui.terms import Billing, Money, RateKind
from tests.cli.conftest import AS_OF, Ppm
from tests.conftest import workspace_at
from tests.store.seed import SEED

WAYS = "(--over bill, --over absorb --why TEXT, or --over change)"
OVER = "1h (100.00 EUR) over AG-01 «Build»"
CAP = "AG-01 «Build», not to exceed 300.00 EUR (phase Build)"


@pytest.fixture
def capped(tmp_path: Path) -> None:
    """The phase Build of ATLAS takes three hours at 100 an hour, the project as a whole one."""
    workspace = workspace_at(Place(path=tmp_path / "portfolio.db"))
    price = partial(rates.set_rate, kind=RateKind.BILL, currency="EUR", whom=Whom())
    cap = partial(agreements.add, method=Billing.NOT_TO_EXCEED, project="ATLAS")
    commands: tuple[steps.Command, ...] = (
        *SEED,
        partial(price, amount=Money(10_000)),
        partial(cap, phase="P-001", name="Build", amount=Money(30_000)),
        partial(cap, name="Whole", amount=Money(10_000)),
    )
    workspace.do(steps.together, label="seed", commands=commands)


@pytest.mark.usefixtures("capped")
def test_time_over_a_cap_is_refused_and_the_message_names_the_ways(ppm: Ppm) -> None:
    before = ppm("export", "--format", "json").out
    refused = ppm("log", "ATLAS/T-001", "4h")
    refused.only(2, f"ATLAS: {OVER}, not to exceed 300.00 EUR (phase Build): bill it, absorb it,")
    assert refused.err.endswith(f"{WAYS}\n")
    ppm("log", "ATLAS/T-001", "4h", stdin="b\n").only(2, WAYS)  # it never asks
    ppm("log", "ATLAS/T-001", "4h", "--dry-run").only(2, WAYS)
    assert ppm("export", "--format", "json").out == before
    told = ppm("log", "ATLAS/T-001", "2h").out
    assert told == f"ATLAS: 2h logged, {CAP}, 100.00 EUR left\n"


@pytest.mark.usefixtures("capped")
@pytest.mark.parametrize(
    ("options", "became"),
    [
        (("--over", "bill"), "billed"),
        (("--over", "absorb", "--why", "Goodwill"), "absorbed"),
        (("--over", "absorb", "--note", "Own mistake"), "absorbed"),
        (("--over", "change"), "held for CR-02"),
    ],
)
def test_each_way_is_taken_and_told(ppm: Ppm, options: tuple[str, ...], became: str) -> None:
    before = ppm("export", "--format", "json").out
    result = ppm("log", "ATLAS/T-001", "4h", *options)
    told = f"ATLAS: 4h logged, {OVER}: {became}\n"
    assert (result.code, result.out, result.err) == (0, told, "")
    assert ppm("undo").code == 0
    assert _content(ppm("export", "--format", "json").out) == _content(before)


def _content(export: str) -> str:
    return export[: export.index('"history"')]


@pytest.mark.usefixtures("capped")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--over", "absorb"), "absorbing work needs a reason: why is it not billed? --why TEXT"),
        (("--why", "Goodwill"), "--why is for work that is over what was agreed: --over absorb"),
        (("--over", "refuse"), "Invalid value for '--over'"),
        (("--no-charge", "--no-bill"), "--no-bill on none: which one?"),
    ],
)
def test_what_is_half_said_is_refused(ppm: Ppm, words: tuple[str, ...], message: str) -> None:
    ppm("log", "ATLAS/T-001", "4h", *words).only(2, message)


@pytest.mark.usefixtures("capped")
def test_what_is_not_billed_passes_no_cap(ppm: Ppm) -> None:
    assert ppm("log", "ATLAS/T-001", "9h", "--no-bill").out == "ATLAS: 9h logged, not billed\n"
    assert ppm("log", "ATLAS/T-001", "9h", "--no-charge").out == "ATLAS: 9h logged, not charged\n"


@pytest.mark.usefixtures("capped")
def test_updates_timers_and_files_take_it_too(ppm: Ppm, tmp_path: Path) -> None:
    ppm("update", "ATLAS", "--time", "2h").only(2, WAYS)
    ppm("update", "ATLAS", "--time", "2h more").only(2, "«more» is too much")
    ppm("update", "--time", "2h").only(2, "KEY is missing")
    told = ppm("update", "ATLAS", "--time", "2h", "--over", "bill").out
    assert told == "ATLAS: 2h logged, 1h (100.00 EUR) over AG-02 «Whole»: billed\n"
    file = tmp_path / "time.csv"
    file.write_text(
        f"User,Date,Hours,Project,Task\nAna Ferreira,{AS_OF.isoformat()},4,ATLAS,T-001\n"
    )
    refused = ppm("import", file)
    assert refused.code == 2
    assert f"time.csv: line 2: ATLAS: {OVER}" in refused.err
    assert refused.err.endswith(f"{WAYS}\n")
    taken = ppm("import", file, "--over", "absorb", "--why", "Goodwill")
    assert taken.code == 0
    assert taken.err.endswith(f"{OVER}: absorbed\n")


@pytest.mark.usefixtures("capped")
def test_a_timer_over_a_cap_runs_on_until_it_is_decided(ppm: Ppm, tmp_path: Path) -> None:
    workspace = workspace_at(Place(path=tmp_path / "portfolio.db"))
    begun = datetime.now(UTC) - timedelta(hours=4)
    workspace.clock = lambda: begun
    workspace.do(timer.start, project="ATLAS", task="T-001")
    ppm("timer", "stop").only(2, WAYS)
    assert ppm("timer", "show").out == "ATLAS/T-001 4:00\n"
    assert "over AG-01 «Build»: billed" in ppm("timer", "stop", "--over", "bill").out
