"""What was declared on a day, seen later: nothing of today is passed off as that day's."""

from datetime import date
from typing import Any

import pytest

from ppm_tui.store.commands import baselines, people, projects, status, tasks, time
from ppm_tui.store.queries import daily, peek, portfolio
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Minutes, Money, Rag, Undefined
from ppm_tui.workspace import Workspace

FORECAST = date(2026, 4, 10)


def said(workspace: Workspace, day: int, **values: Any) -> None:
    workspace.do(status.update, key="ATLAS", as_of=date(2026, 3, day), **values)


@pytest.fixture
def atlas(store: Workspace) -> Workspace:
    """Green on the 2nd, red on the 5th and again on the 9th, amber on the 16th."""
    store.do(projects.add, name="Atlas", key="ATLAS")
    said(store, 2, rag=Rag.GREEN, percent=10)
    said(store, 5, rag=Rag.RED, reason="vendor gone", percent=20, finish=date(2026, 4, 20))
    said(store, 7, note="call")
    said(store, 9, rag=Rag.RED, reason="vendor sued")
    said(store, 16, rag=Rag.AMBER, reason="new vendor", percent=35, finish=FORECAST)
    return store


def row(workspace: Workspace, day: int, key: str = "ATLAS") -> PortfolioRow:
    [found] = workspace.get(portfolio.overview, as_of=date(2026, 3, day), key=key)
    return found


def declared(row: PortfolioRow) -> tuple[object, ...]:
    since = row.rag_since and row.rag_since.day
    return row.rag, since, row.rag_reason, row.percent_complete, row.finish


def test_a_day_has_what_was_declared_by_then(atlas: Workspace) -> None:
    april = date(2026, 4, 20)
    assert declared(row(atlas, 2)) == (Rag.GREEN, 2, "", 10, None)
    assert declared(row(atlas, 4)) == (Rag.GREEN, 2, "", 10, None)
    assert declared(row(atlas, 5)) == (Rag.RED, 5, "vendor gone", 20, april)
    assert declared(row(atlas, 8)) == (Rag.RED, 5, "vendor gone", 20, april)
    assert declared(row(atlas, 15)) == (Rag.RED, 5, "vendor sued", 20, april)
    assert declared(row(atlas, 16)) == (Rag.AMBER, 16, "new vendor", 35, FORECAST)
    assert declared(row(atlas, 31)) == (Rag.AMBER, 16, "new vendor", 35, FORECAST)


def test_before_the_first_update_nothing_was_declared(atlas: Workspace) -> None:
    found = row(atlas, 1)
    assert (found.rag, found.rag_since, found.rag_reason) == (None, None, "")
    assert found.last_update is None
    assert isinstance(found.percent_complete, Undefined)
    assert "not kept" in found.percent_complete.reason
    assert found.weeks == "-" * 8


def test_the_trend_ends_with_the_status_of_the_day(atlas: Workspace) -> None:
    assert row(atlas, 4).weeks.endswith("G")
    assert row(atlas, 8).weeks.endswith("R")
    assert row(atlas, 16).weeks.endswith("A")


@pytest.fixture
def priced(store: Workspace) -> Workspace:
    """A project of one task with a baseline, and cost on the 3rd and the 12th."""
    store.do(people.add, name="Ana", rate=Money(6_000))
    store.do(projects.add, name="Atlas", key="ATLAS")
    store.do(
        tasks.add, project="ATLAS", name="Build", start=date(2026, 3, 2), finish=date(2026, 3, 20),
        owner="ana", work=Minutes(6000),
    )  # fmt: skip
    store.do(baselines.set_baseline, project="ATLAS", as_of=date(2026, 3, 2))
    for day in (3, 12):
        store.do(
            time.log_cost,
            project="ATLAS",
            paid=time.Paid(Money(500)),
            day=date(2026, 3, day),
            text="licence",
        )
    return store


FIGURES = ("ev", "spi", "cpi", "eac", "overrun", "percent_complete")


def unknown(row: PortfolioRow) -> set[str]:
    """Figures that are undefined because the progress of the day is not kept."""
    values = {name: getattr(row, name) for name in FIGURES}
    return {
        name
        for name, value in values.items()
        if isinstance(value, Undefined) and "not kept" in value.reason
    }


def test_what_rests_on_the_progress_of_now_is_undefined_on_a_past_day(priced: Workspace) -> None:
    priced.do(tasks.set_percent, ref="T-001", percent=40, as_of=date(2026, 3, 9))
    said(priced, 16)
    past, now = row(priced, 10), row(priced, 16)
    assert (past.ac, now.ac) == (500, 1000)
    assert (past.bac, now.bac) == (600_000, 600_000)
    assert not isinstance(past.pv, Undefined)
    assert unknown(past) == set(FIGURES)
    assert (past.rag_computed, "not kept" in past.rag_why) == (None, True)
    assert isinstance(past.slip_days, Undefined)
    assert past.finish is None
    assert unknown(now) == set()
    assert now.ev == 240_000


def test_a_task_done_after_the_day_has_earned_nothing_by_then(priced: Workspace) -> None:
    priced.do(tasks.set_percent, ref="T-001", percent=100, as_of=date(2026, 3, 12))
    assert unknown(row(priced, 11)) == set(FIGURES)
    assert row(priced, 11).finish == date(2026, 3, 20)
    assert unknown(row(priced, 12)) == set()
    assert row(priced, 12).ev == 600_000


def test_the_daily_queue_of_a_past_day_knows_nothing_of_later_updates(atlas: Workspace) -> None:
    found = atlas.get(daily.card, key="ATLAS", as_of=date(2026, 3, 8))
    assert found.last is not None
    assert (found.last.day, found.last.text) == (date(2026, 3, 7), "call")
    assert row(atlas, 8).update_before == date(2026, 3, 7)
    texts = [note.text for note in atlas.get(peek.peek, key="ATLAS", as_of=date(2026, 3, 8)).notes]
    assert texts == ["call", "vendor gone"]
