"""Earned value of stored projects: how tasks earn, what counts as cost, and why, row by row."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import product

import pytest

from ppm_tui import whys
from ppm_tui.analysis import earned_value as formulas
from ppm_tui.errors import NeedsReason
from ppm_tui.store import reader
from ppm_tui.store.commands import baselines, status, steps, tasks, time
from ppm_tui.store.commands.entries import Paid
from ppm_tui.store.queries.earned_value import EarnedValueRow, earned_value
from ppm_tui.store.queries.portfolio import PortfolioRow, overview
from ppm_tui.terms import CostKind, Dimension, Measure, Minutes, Money, Rag, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.seed import FRIDAY, HOUR, MONDAY, SEED

FREEZE = partial(baselines.set_baseline, project="ATLAS", as_of=AS_OF, name="Agreed")
ADD = partial(tasks.add, project="ATLAS", start=MONDAY, finish=FRIDAY, cost=Money(100_000))


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def figures(workspace: Workspace, as_of: date = AS_OF) -> EarnedValueRow:
    return workspace.get(earned_value, key="ATLAS", as_of=as_of)


def in_portfolio(workspace: Workspace, as_of: date = AS_OF) -> PortfolioRow:
    [row] = workspace.get(overview, key="ATLAS", as_of=as_of)
    return row


def test_each_way_to_earn_earns_by_the_formula(seeded: Workspace) -> None:
    """The SQL of the overview and the formula say the same of every way and progress."""
    cases = list(product([None, *Measure], (0, 30, 100)))
    for number, (measure, _) in enumerate(cases):
        seeded.do(ADD, name=f"Task {number}", ref=f"T-{100 + number}")
        if measure is not None:
            seeded.do(tasks.edit, ref=f"T-{100 + number}", measure=measure)
    seeded.do(FREEZE)
    for number, (_, percent) in enumerate(cases):
        seeded.do(tasks.set_percent, ref=f"T-{100 + number}", percent=percent, as_of=AS_OF)
    found = {task.ref: task for task in figures(seeded).tasks}
    for number, (measure, percent) in enumerate(cases):
        task = found[f"T-{100 + number}"]
        planned = Decimal(task.pv) / task.bac
        share = formulas.earned_share(
            measure, percent=percent, is_begun=percent > 0, is_done=percent == 100, planned=planned
        )
        assert not isinstance(share, Undefined)
        assert task.ev == round(share * task.bac), (measure, percent)
    assert figures(seeded).figures.ev == in_portfolio(seeded).ev
    assert figures(seeded).figures.pv == in_portfolio(seeded).pv


def test_level_of_effort_is_never_early_or_late(seeded: Workspace) -> None:
    seeded.do(ADD, name="Management", ref="T-200")
    seeded.do(tasks.edit, ref="T-200", measure=Measure.EFFORT)
    seeded.do(FREEZE)
    for day in range(10):
        as_of = MONDAY - timedelta(days=2) + timedelta(days=day)
        row = figures(seeded, as_of)
        [task] = [each for each in row.tasks if each.ref == "T-200"]
        assert task.ev == task.pv
        assert row.figures.ev == in_portfolio(seeded, as_of).ev


def test_new_work_counts_as_cost_and_is_listed_and_the_baseline_stays(seeded: Workspace) -> None:
    seeded.do(ADD, name="Agreed", ref="T-300")
    seeded.do(FREEZE)
    before = figures(seeded).figures
    seeded.do(ADD, name="Added later", ref="T-301")
    seeded.do(time.log_time, project="ATLAS", task="T-301", minutes=HOUR, day=MONDAY, person="ana")
    seeded.do(tasks.edit, ref="T-300", cost=Money(999))
    row = figures(seeded)
    assert (row.figures.bac, row.figures.pv, row.figures.ev) == (before.bac, before.pv, before.ev)
    assert row.figures.ac == 11_000
    assert ("T-301", 11_000) in [(each.ref, each.ac) for each in row.unplanned]


def test_without_cost_or_baseline_figures_say_why(seeded: Workspace) -> None:
    row = figures(seeded)
    assert row.figures["cpi"] == formulas.NO_BASELINE
    seeded.do(ADD, name="Agreed", ref="T-300")
    seeded.do(FREEZE)
    row = figures(seeded)
    for name in ("cpi", "cv", "eac_at_cpi", "etc", "vac"):
        assert row.figures[name] == formulas.NO_COST, name
    assert row.figures.ac == 0


def test_cost_counts_by_its_day_and_in_the_currency_of_the_project(seeded: Workspace) -> None:
    seeded.do(ADD, name="Agreed", ref="T-300")
    seeded.do(FREEZE)
    paid = Paid(Money(5_000), kind=CostKind.PRODUCT)
    seeded.do(time.log_cost, project="ATLAS", paid=paid, day=AS_OF, text="Licence")
    seeded.do(time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF, person="ben")
    assert figures(seeded, AS_OF - timedelta(days=1)).figures.ac == 0
    row = figures(seeded)
    assert row.figures.ac == 5_000 + 10_001
    assert [(each.person, each.cost) for each in row.spent] == [("ben", 10_001), (None, 5_000)]


def test_what_is_deleted_from_the_plan_stays_in_the_budget(seeded: Workspace) -> None:
    seeded.do(ADD, name="One", ref="T-300")
    seeded.do(ADD, name="Two", ref="T-301")
    seeded.do(FREEZE)
    seeded.do(tasks.set_percent, ref="T-301", percent=100, as_of=AS_OF)
    seeded.do(tasks.trash, ref="T-301", as_of=AS_OF)
    row = figures(seeded)
    assert row.figures.bac == sum(task.bac for task in row.tasks) == 310_000
    assert row.figures.ev == in_portfolio(seeded).ev == 0


def test_an_update_keeps_what_it_was_reported_with(seeded: Workspace) -> None:
    seeded.do(ADD, name="One", ref="T-300")
    seeded.do(FREEZE)
    seeded.do(tasks.set_percent, ref="T-300", percent=50, as_of=AS_OF)
    seeded.do(time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF, person="ana")
    seeded.do(status.update, key="ATLAS", as_of=AS_OF)
    now = figures(seeded)
    [kept] = now.measured
    known = now.figures
    assert (kept.bac, kept.pv, kept.ev, kept.ac) == (known.bac, known.pv, known.ev, known.ac)
    seeded.do(tasks.set_percent, ref="T-300", percent=90, as_of=AS_OF)
    assert figures(seeded).measured == (kept,)


def test_a_declared_green_over_a_computed_red_needs_a_reason_and_lapses(seeded: Workspace) -> None:
    seeded.do(FREEZE)
    late = FRIDAY + timedelta(days=20)
    assert in_portfolio(seeded, late).rag_computed is Rag.RED
    say = partial(status.update, key="ATLAS")
    with pytest.raises(NeedsReason, match=r"ATLAS is computed red \(schedule: .*\): why green\?"):
        seeded.do(partial(say, as_of=late, rag=Rag.GREEN))
    seeded.do(partial(say, as_of=late, rag=Rag.GREEN, reason="Go-live moved, by mail"))
    assert in_portfolio(seeded, late).rag is Rag.GREEN
    done = seeded.do(partial(say, as_of=late + timedelta(days=1)))
    assert "green has lapsed → red" in done.text
    row = in_portfolio(seeded, late + timedelta(days=1))
    assert (row.rag, row.rag_reason.startswith("as computed: schedule")) == (Rag.RED, True)
    done = seeded.do(partial(say, as_of=late + timedelta(days=2)))
    assert "lapsed" not in done.text


def test_a_status_lapses_to_what_the_data_show_after_the_update(seeded: Workspace) -> None:
    seeded.do(FREEZE)
    late = FRIDAY + timedelta(days=20)
    say = partial(status.update, key="ATLAS", as_of=late)
    seeded.do(partial(say, rag=Rag.GREEN, reason="Go-live moved, by mail"))
    seeded.do(partial(say, finish=late + timedelta(days=400), minutes=Minutes(60)))
    row = in_portfolio(seeded, late)
    [schedule] = [each for each in row.judged if each.dimension is Dimension.SCHEDULE]
    assert (row.rag, row.rag_reason) == (Rag.RED, f"as computed: schedule, {schedule.reason}")


def test_a_colour_as_computed_or_worse_needs_no_reason_of_that_kind(seeded: Workspace) -> None:
    seeded.do(FREEZE)
    seeded.do(status.update, key="ATLAS", as_of=AS_OF, rag=Rag.GREEN)
    seeded.do(status.update, key="ATLAS", as_of=AS_OF, rag=Rag.RED, reason="I feel it")
    assert "lapsed" not in seeded.do(status.update, key="ATLAS", as_of=AS_OF).text


def test_every_figure_is_reckoned_again_from_what_explains_it(seeded: Workspace) -> None:
    for number, measure in enumerate(Measure):
        seeded.do(ADD, name=f"Task {number}", ref=f"T-{300 + number}", cost=Money(33_333))
        seeded.do(tasks.edit, ref=f"T-{300 + number}", measure=measure)
    seeded.do(FREEZE)
    for number in range(len(Measure)):
        seeded.do(tasks.set_percent, ref=f"T-{300 + number}", percent=17 * number, as_of=AS_OF)
    seeded.do(time.log_time, project="ATLAS", minutes=Minutes(95), day=AS_OF, person="ben")
    for as_of in (MONDAY - timedelta(days=5), AS_OF, FRIDAY + timedelta(days=30)):
        for why in whys.of_earned_value(figures(seeded, as_of)):
            assert why.again() == why.value, why.name
            if (
                why.formula.startswith("sum")
                and isinstance(why.value, Fraction)
                and why.name != "ev"
            ):
                assert sum(each.amount for each in why.sources) == why.value, why.name
            assert list(whys.lines(why))


def test_it_costs_seven_statements(seeded: Workspace) -> None:
    with reader.connect(seeded.place) as connection:
        earned_value(connection, key="ATLAS", as_of=AS_OF)
        assert connection.statements == 7
