"""The cap speaks at the keystroke: what is over is billed, absorbed or asked for, at once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from ppm_tui.store.commands import agreements, projects, rates, steps, time, timer
from ppm_tui.store.commands.rates import Whom
from ppm_tui.terms import Billing, Minutes, Money, RateKind, Stage
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.seed import HOUR, SEED
from tests.stories.driver import Driver, content, opened

OVER = """
SELECT o.choice, o.minutes, o.price, o.reason, c.ref FROM overrun o
LEFT JOIN change_request c ON c.id = o.change_request_id ORDER BY o.id
"""
DRAFTS = """
SELECT ref, title, status, minutes, price, days FROM change_request
WHERE trashed_on IS NULL AND ref <> 'CR-01'
"""
ENTRIES = "SELECT minutes, text FROM time_entry WHERE trashed_on IS NULL ORDER BY id"
LETTERS = ("b bill", "a absorb", "c change")


def agreed(workspace: Workspace, hours: int, **more: Any) -> None:
    """Work on ATLAS, or its phase, is paid up to so many hours at 100 an hour."""
    said: dict[str, Any] = {"project": "ATLAS", "phase": "P-001", "name": "Build"} | more
    workspace.do(
        partial(
            agreements.add,
            method=Billing.NOT_TO_EXCEED,
            amount=Money(hours * 10_000),
            **said,
        )
    )


@pytest.fixture
def capped(workspace: Workspace) -> Workspace:
    """The phase Build of ATLAS takes three hours more."""
    workspace.do(steps.together, label="seed", commands=SEED)
    whom = Whom()
    workspace.do(
        rates.set_rate, kind=RateKind.BILL, amount=Money(10_000), currency="EUR", whom=whom
    )
    workspace.do(projects.edit, key="ATLAS", stage=Stage.ACTIVE)
    agreed(workspace, 3)
    return workspace


async def on_task(ppm: Driver, ref: str = "T-001") -> None:
    """The plan of ATLAS with the cursor on a task."""
    await ppm.press("g", "g")
    ppm.table.list.move_to_key("ATLAS")
    await ppm.press("Enter")
    ppm.table.list.move_to_key(ref)
    await ppm.settle()
    ppm.count = 0


async def log(ppm: Driver, text: str) -> None:
    await ppm.press("t")
    await ppm.type(text)
    await ppm.press("Enter")


async def test_within_the_cap_four_keys_log_two_hours_and_the_route_is_told_before(
    capped: Workspace,
) -> None:
    async with opened(capped, size=(120, 40)) as ppm:
        await on_task(ppm)
        await ppm.press("t")
        await ppm.type("2h")
        ppm.sees(
            "ATLAS: 2h logged, AG-01 «Build», not to exceed 300.00 EUR (phase Build), 100.00 EUR"
        )
        await ppm.press("Esc", "t", "Enter")  # what was typed is there again
        ppm.count = 0
        await ppm.press("Esc", "t", "1", "h", "Enter")
        assert ppm.count == 5
        assert ppm.stored(ENTRIES) == [(120, ""), (60, "")]
        assert ppm.stored(OVER) == []


async def test_over_the_cap_the_line_below_says_so_before_enter(capped: Workspace) -> None:
    async with opened(capped) as ppm:
        await on_task(ppm)
        await ppm.press("t")
        await ppm.type("4h")
        assert ppm.hints.startswith(
            " 1h (100.00 EUR) over: Enter asks b bill, a absorb, c change   AG-01 «Build»"
        )


@pytest.mark.parametrize(
    ("width", "title"),
    [
        (120, "1h (100.00 EUR) over AG-01 «Build», not to exceed 300.00 EUR (phase Build):"),
        (80, "1h (100.00 EUR) over AG-01 «Build», not to exceed 300.00 EUR (phase Build):"),
        (60, "1h (100.00 EUR) over AG-01 «Build» (phase Build):"),
        (45, "1h (100.00 EUR) over AG-01 «Build»:"),
    ],
)
async def test_what_is_asked_loses_whole_words_the_limit_first(
    capped: Workspace, width: int, title: str
) -> None:
    async with opened(capped, size=(width, 20)) as ppm:
        await on_task(ppm)
        await log(ppm, "4h")
        ppm.sees(f" ! {title}", "b bill", "a absorb", "c change")


async def test_what_was_done_and_what_is_left_are_whole_on_eighty_columns(
    capped: Workspace,
) -> None:
    async with opened(capped) as ppm:
        await on_task(ppm)
        await log(ppm, "4h Own mistake")
        await ppm.press("a", "Enter")
        assert ppm.hints == " ATLAS: 4h logged, 1h (100.00 EUR) over AG-01 «Build»: absorbed"
        ppm.sees(" Left on T-001 (Enter sets it, Esc leaves it): ")


async def test_ana_bills_what_is_over_and_takes_it_back_in_one_key(capped: Workspace) -> None:
    before = content(capped)
    async with opened(capped) as ppm:
        await on_task(ppm)
        await log(ppm, "4h Load tests")
        ppm.sees("1h (100.00 EUR) over AG-01 «Build», not to exceed 300.00 EUR", *LETTERS)
        assert ppm.hints.endswith("Esc leave")
        assert content(capped) == before
        await ppm.press("b")
        assert ppm.stored(OVER) == [("bill", 60, 10_000, "Load tests", None)]
        assert ppm.is_asking  # how much is left of the task, as after any time
        assert "billed" in ppm.hints
        await ppm.press("Esc", "u")
        assert content(capped) == before
        await ppm.press("t")
        assert ppm.typed == ""  # no draft is left of what was saved


async def test_absorbing_takes_the_note_for_a_reason_or_another_one(capped: Workspace) -> None:
    async with opened(capped) as ppm:
        await on_task(ppm)
        await log(ppm, "4h Own mistake")
        await ppm.press("a")
        assert (ppm.typed, ppm.stored(ENTRIES)) == ("Own mistake", [])
        await ppm.press("Enter", "Esc")
        ppm.sees("absorbed, saved.")
        await log(ppm, "1h")
        await ppm.press("a", "Enter")
        assert "NOT SAVED: absorbing work needs a reason" in ppm.hints
        await ppm.type("Goodwill")
        await ppm.press("Enter", "Esc")
        assert [row[0::3] for row in ppm.stored(OVER)] == [
            ("absorb", "Own mistake"), ("absorb", "Goodwill"),
        ]  # fmt: skip


async def test_a_change_request_is_drafted_with_hours_money_and_days(capped: Workspace) -> None:
    before = content(capped)
    async with opened(capped) as ppm:
        await on_task(ppm)
        await log(ppm, "8h")
        await ppm.press("c")
        assert ppm.stored(DRAFTS) == [
            ("CR-02", "More than agreed: Build", "draft", 300, 50_000, 1)
        ]  # fmt: skip
        await ppm.press("Esc")
        ppm.sees("over AG-01: held for CR-02, saved.  u undo")
        await log(ppm, "1h")
        await ppm.press("c", "Esc")
        assert ppm.stored(DRAFTS)[0][3:5] == (360, 60_000)
        await ppm.press("u", "u")
        assert content(capped) == before


async def test_esc_saves_nothing_and_keeps_what_was_typed(capped: Workspace) -> None:
    before = content(capped)
    async with opened(capped) as ppm:
        await on_task(ppm)
        await log(ppm, "4h Half")
        await ppm.press("x")
        ppm.sees("1h (100.00 EUR) over AG-01 «Build»", "x is none of", *LETTERS, "Esc leave")
        await ppm.press("Esc")
        assert content(capped) == before
        ppm.misses(*LETTERS)
        ppm.sees("nothing was logged; what was typed is kept as draft")
        await ppm.press("t")
        assert ppm.typed == "4h Half"
        await ppm.press("Enter", "a", "Esc")  # nor does leaving the reason
        ppm.sees("nothing was logged; what was typed is kept as draft")
        assert content(capped) == before
        await ppm.press("t")
        assert ppm.typed == "4h Half"


async def test_marked_rows_are_one_step_with_one_answer(capped: Workspace) -> None:
    before = content(capped)
    async with opened(capped) as ppm:
        await on_task(ppm)
        await ppm.press("Space", "Space")
        await log(ppm, "2h")
        await ppm.press("c")
        assert ppm.stored(ENTRIES) == [(120, ""), (120, "")]
        ppm.sees("held for CR-02")
        await ppm.press("u")
        assert content(capped) == before


async def test_once_more_on_another_row_asks_again(capped: Workspace) -> None:
    async with opened(capped) as ppm:
        await on_task(ppm)
        await log(ppm, "2h")
        await ppm.press("Esc")
        ppm.table.list.move_to_key("T-002")
        await ppm.press(".")
        ppm.sees("1h (100.00 EUR) over", *LETTERS)
        await ppm.press("b")
        assert ppm.stored(OVER) == [("bill", 60, 10_000, "", None)]


async def test_the_portfolio_asks_for_a_project_as_the_plan_for_a_task(capped: Workspace) -> None:
    agreed(capped, 1, phase=None, name="Whole")
    async with opened(capped) as ppm:
        ppm.table.list.move_to_key("ATLAS")
        await log(ppm, "2h")
        ppm.sees("over AG-02 «Whole»", *LETTERS)
        await ppm.press("b")
        ppm.sees("1h (100.00 EUR) over AG-02: billed, saved.")


# The sheet


async def test_a_cell_of_the_time_log_asks_and_is_saved_at_once(capped: Workspace) -> None:
    capped.do(time.log_time, project="ATLAS", task="T-001", minutes=HOUR, day=AS_OF)
    before = content(capped)
    async with opened(capped) as ppm:
        await ppm.press("6", "t")
        await ppm.press("Ctrl+U")
        await ppm.type("5h")
        assert "2h (200.00 EUR) over: Enter asks" in ppm.hints
        await ppm.press("Enter", "Esc")
        assert content(capped) == before
        await ppm.press("t")
        assert ppm.typed == "5h"
        await ppm.press("Enter", "c")
        assert "5h$" in ppm.row("ATLAS/T-001")
        ppm.sees("held for CR-02")
        await ppm.press("t", "Ctrl+U")
        await ppm.type("6h")
        await ppm.press("Enter")  # the choice is kept
        assert ppm.stored(OVER) == [("change", 180, 30_000, "", "CR-02")]
        await ppm.press("u", "u")
        assert content(capped) == before


async def test_a_copied_week_and_a_single_entry_ask_too(capped: Workspace) -> None:
    last = AS_OF - timedelta(days=7)
    capped.do(
        time.log_time, project="ATLAS", task="T-001", minutes=Minutes(120), day=last, text="Tests"
    )
    before = content(capped)
    async with opened(capped) as ppm:
        await ppm.press("6", "Y")
        ppm.sees("1h (100.00 EUR) over AG-01", *LETTERS)
        await ppm.press("a", "Enter")  # each entry has a note
        ppm.sees("(100.00 EUR) over AG-01: absorbed, saved.")
        assert ppm.stored(OVER) == [("absorb", 60, 10_000, "Tests", None)]
        await ppm.press("u")
        assert content(capped) == before
        await ppm.press("H", "<", "t", "Ctrl+U")
        await ppm.type("4h")
        await ppm.press("Enter", "b")
        assert ppm.stored(OVER) == [("bill", 60, 10_000, "Tests", None)]


async def test_a_timer_runs_on_until_it_is_said_what_becomes_of_it(capped: Workspace) -> None:
    capped.do(timer.start, project="ATLAS", task="T-001")
    now = capped.moment()
    async with opened(capped) as ppm:
        await on_task(ppm)
        capped.clock = lambda: now + timedelta(hours=4)
        await ppm.press("T")
        ppm.sees("1h (100.00 EUR) over AG-01", *LETTERS)
        await ppm.press("Esc")
        assert ppm.stored(ENTRIES) == []
        await ppm.press("T", "c")
        ppm.sees("held for CR-02")
        assert ppm.stored(ENTRIES) == [(240, "")]


# The daily update


async def test_a_card_asks_and_goes_on_to_the_next(capped: Workspace) -> None:
    agreed(capped, 1, phase=None, name="Whole")
    before = content(capped)
    async with opened(capped) as ppm:
        await ppm.press("0")
        ppm.sees("1 of ", "ATLAS  Atlas ERP rollout")
        await ppm.press("t")
        await ppm.type("2h")
        ppm.sees("1h (100.00 EUR) over: Enter asks b bill, a absorb, c change")
        await ppm.press("Enter")
        ppm.sees("2h*")
        await ppm.burst("Enter", "c", "a")  # typed ahead: no answer to what was not asked yet
        ppm.sees(*LETTERS, "0 done")
        assert content(capped) == before
        await ppm.press("Esc")
        ppm.sees("2h*", "0 done")
        await ppm.press("Enter", "c")
        ppm.sees("1 done", "held for CR-02")
        assert ppm.stored(OVER) == [("change", 60, 10_000, "", "CR-02")]
        await ppm.press("u")
        ppm.sees("0 done")
        assert content(capped) == before


async def test_a_reason_typed_on_a_card_is_saved_with_the_choice(capped: Workspace) -> None:
    agreed(capped, 1, phase=None, name="Whole")
    before = content(capped)
    async with opened(capped) as ppm:
        await ppm.press("0", "t")
        await ppm.type("2h")
        await ppm.press("Enter", "r")
        await ppm.type("Vendor gone")
        await ppm.press("Enter")
        ppm.sees(*LETTERS)
        assert content(capped) == before
        await ppm.press("a")
        await ppm.type("Goodwill")
        await ppm.press("Enter")
        assert ppm.stored(OVER) == [("absorb", 60, 10_000, "Goodwill", None)]
        assert ppm.project("ATLAS", "rag", "rag_reason") == ("red", "Vendor gone")
        await ppm.press("u")
        assert content(capped) == before
