"""Sums of money after any history: they are what the entries add up to, one by one."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppm_tui.errors import PpmError
from ppm_tui.models import TimeEntry
from ppm_tui.store import history
from ppm_tui.store.commands import (
    baselines,
    notes,
    people,
    projects,
    steps,
    tasks,
    time,
    time_sheet,
)
from ppm_tui.store.commands.entries import Paid
from ppm_tui.store.place import Place
from ppm_tui.store.queries.earned_value import earned_value
from ppm_tui.store.queries.money import money
from ppm_tui.store.queries.portfolio import PortfolioRow, overview, overview_since
from ppm_tui.store.queries.portfolio_rows import NOTHING_MEASURED
from ppm_tui.store.reader import revision
from ppm_tui.terms import CostKind, Minutes, Money, Stage
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.seed import SEED, stored


def told(rows: list[PortfolioRow]) -> list[tuple[object, ...]]:
    """All that rows say, but for the closures by which they are judged."""
    return [
        (replace(row, judging=tuple, figures=NOTHING_MEASURED), row.judged, row.ac, row.ev)
        for row in rows
    ]


VERBS = ("log", "cost", "change", "delete", "percent", "note", "stage", "trash", "undo", "redo",
         "rate")  # fmt: skip
DOING = st.tuples(
    st.sampled_from(VERBS),
    st.integers(0, 400),
)


def do(workspace: Workspace, verb: str, number: int) -> None:
    """One gesture; what is refused changes nothing."""
    day = AS_OF - timedelta(days=number % 9)
    entries = [each for each in stored(workspace, TimeEntry) if each.trashed_on is None]
    worked = [each for each in entries if each.minutes]
    commands = {
        "log": partial(time.log_time, project="ATLAS", task="T-001" if number % 2 else None,
                       minutes=Minutes(number + 1), day=day, person="ana" if number % 3 else "ben"),
        "cost": partial(time.log_cost, project="ATLAS", day=day, text="Bought",
                        paid=Paid(Money(number * 7), kind=CostKind.PRODUCT)),
        "percent": partial(tasks.set_percent, ref="T-001", percent=number % 101, as_of=AS_OF),
        "note": partial(notes.add, project="OTHER", text="x", as_of=AS_OF),
        "stage": partial(projects.edit, key="OTHER", stage=list(Stage)[number % len(Stage)]),
        "trash": partial(projects.trash, key="OTHER", as_of=AS_OF),
        "undo": history.undo,
        "redo": history.redo,
        "rate": partial(people.set_rate, person="ana", rate=Money(5_000 + number), valid_from=day),
    }  # fmt: skip
    if verb in {"change", "delete"}:
        if not worked:
            return
        minutes = Minutes(number + 1 if verb == "change" else 0)
        row = worked[number % len(worked)]
        command = partial(time_sheet.set_entry, entry=row.id, minutes=minutes, as_of=AS_OF)
    else:
        command = commands[verb]  # type: ignore[assignment]  # all take the session alone
    try:
        workspace.do(command)
    except PpmError:
        return


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(DOING, min_size=5, max_size=25))
def test_sums_are_what_the_entries_add_up_to(
    tmp_path_factory: object, doings: list[tuple[str, int]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("history")  # type: ignore[attr-defined]  # pytest's own
    workspace = workspace_at(Place(path=folder / "portfolio.db"))
    workspace.do(steps.together, label="seed", commands=SEED)
    workspace.do(projects.edit, key="ATLAS", budget_cost=Money(1_000_000))
    workspace.do(tasks.edit, ref="T-001", cost=Money(77_777))
    workspace.do(baselines.set_baseline, project="ATLAS", as_of=AS_OF, name="Agreed")
    workspace.do(projects.add, key="OTHER", name="Another")
    rows, seen = workspace.get(overview, as_of=AS_OF), workspace.get(revision)
    for verb, number in doings:
        do(workspace, verb, number)
        if number % 4:  # else what the next gesture changes is read together with this
            rows = workspace.get(overview_since, rows=rows, seen=seen, as_of=AS_OF)
            seen = workspace.get(revision)
            assert told(rows) == told(workspace.get(overview, as_of=AS_OF))
        for as_of in (AS_OF, AS_OF - timedelta(days=4)):
            kept = [
                each
                for each in stored(workspace, TimeEntry)
                if each.trashed_on is None and each.day <= as_of
            ]
            cost = sum(each.cost or 0 for each in kept)
            [row] = workspace.get(overview, as_of=as_of, key="ATLAS")
            [among] = [r for r in workspace.get(overview, as_of=as_of) if r.key == "ATLAS"]
            [brought] = workspace.get(money, as_of=as_of, key="ATLAS")
            earned = workspace.get(earned_value, as_of=as_of, key="ATLAS")
            assert row.ac == among.ac == brought.spent.cost == earned.figures.ac == cost
            assert brought.spent.minutes == sum(each.minutes for each in kept)
            assert row.ev == among.ev == earned.figures.ev
