"""Three-point estimates and measures of tasks: set, shown, refused, undone."""

from datetime import date

import pytest

from ppm_tui.analysis.estimates import NOT_ESTIMATED, Estimate
from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words, portfolio_json
from ppm_tui.models import Task
from ppm_tui.screens import base_forms
from ppm_tui.store import history
from ppm_tui.store.commands import projects, replanning, tasks
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.queries.details import detail
from ppm_tui.store.queries.plan import tasks as plan
from ppm_tui.store.queries.plan_web import web
from ppm_tui.terms import Measure, Minutes, TaskKind
from ppm_tui.widgets import task_pane
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import stored

ESTIMATE = Estimate(960, 1440, 2880)


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(projects.add, name="Roll-out", key="ROLL")
    store.do(
        tasks.add, project="ROLL", name="Cable", duration=Minutes(1440), start=date(2026, 3, 16)
    )
    store.do(tasks.add, project="ROLL", name="Done", kind=TaskKind.MILESTONE)
    return store


def test_an_estimate_is_set_told_shown_and_taken_back(small: Workspace) -> None:
    before = rows_of(small)
    done = small.do(tasks.edit, ref="T-001", estimate=ESTIMATE)
    assert done.text == (
        "ROLL: T-001 «Cable» optimistic none → 2d, likely none → 3d, pessimistic none → 6d"
    )
    row = next(row for row in small.get(plan, key="ROLL", as_of=AS_OF) if row.ref == "T-001")
    assert row.estimate == ESTIMATE
    assert row.duration_minutes == 1440, "an estimate moves nothing"
    small.do(history.undo)
    assert rows_of(small) == before
    row = next(row for row in small.get(plan, key="ROLL", as_of=AS_OF) if row.ref == "T-001")
    assert row.estimate == NOT_ESTIMATED


def test_an_estimate_can_be_typed_among_the_words_of_a_plan(small: Workspace) -> None:
    wanted = plan_words.parse("4d est 2d/3d/6d after M-001", as_of=AS_OF)
    assert wanted.estimate == ESTIMATE
    assert "estimate 2d/3d/6d" in plan_words.said(wanted)
    small.do(replanning.replan, ref="T-001", wanted=wanted, as_of=AS_OF)
    task = next(task for task in stored(small, Task) if task.ref == "T-001")
    points = (task.optimistic_minutes, task.likely_minutes, task.pessimistic_minutes)
    assert (points, task.duration_minutes) == ((960, 1440, 2880), 1920)


@pytest.mark.parametrize("text", ["3d/2d/6d", "2d/3d", "2d/3d/6ed", "2d/3d/x", "2d", "//"])
def test_what_is_no_estimate_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        plan_words.estimate(text)


@pytest.mark.parametrize("text", ["2d/3d/6d", "1h/2h/2h", "0m/45m/480h", "7m/7m/7m"])
def test_an_estimate_reads_back_as_it_is_shown(text: str) -> None:
    found = plan_words.estimate(text)
    assert plan_words.estimate(plan_words.estimate_text(found)) == found


def test_only_what_takes_time_is_estimated(small: Workspace) -> None:
    with pytest.raises(Invalid, match="milestone takes no time"):
        small.do(tasks.edit, ref="M-001", estimate=ESTIMATE)


def test_the_form_shows_and_reads_both(small: Workspace) -> None:
    fields = {field.name: field for field in base_forms.TASK}
    row = small.get(detail, ref="T-001")
    assert fields["estimate"].shown(row) == "", "nothing is said yet"
    for name, text in (("estimate", "2d/3d/6d"), ("measure", "50/50")):
        value = fields[name].read(text, row, AS_OF)
        small.do(base_forms.command(row, fields[name], value, AS_OF))
        row = small.get(detail, ref="T-001")
    assert fields["estimate"].shown(row) == "2d/3d/6d  PERT 3.3d ± 0.7d"
    assert fields["measure"].shown(row) == "50/50"
    assert fields["estimate"].typed(row) == "2d/3d/6d"
    for name in ("estimate", "measure"):
        small.do(base_forms.command(row, fields[name], fields[name].read("-", row, AS_OF), AS_OF))
        row = small.get(detail, ref="T-001")
        assert fields[name].shown(row) == ""


def test_both_are_part_of_the_complete_export(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", estimate=ESTIMATE, measure=Measure.UNITS)
    document = small.get(portfolio_json.document, as_of=AS_OF)
    [task] = [task for task in document["tasks"] if task["id"] == "T-001"]
    assert (task["likely_minutes"], task["measure"]) == (1440, "units")
    before = rows_of(small)
    small.do(tasks.edit, ref="T-001", estimate=None, measure=None)
    data = "".join(portfolio_json.text(document)).encode()
    small.do(import_portfolio, file=portfolio_json.read(data), as_of=AS_OF)
    assert rows_of(small) == before


def test_the_pane_of_a_plan_tells_what_follows_from_an_estimate(small: Workspace) -> None:
    def told() -> str:
        rows = web(small.get(plan, key="ROLL", as_of=AS_OF))
        row = rows.by_ref["T-001"]
        texts = (*task_pane.long(row, rows, ()), *task_pane.short(row, rows, ()))
        return "\n".join("".join(text for text, _ in line) for line in texts)

    assert "Takes   n/a: no three-point estimate" in told()
    small.do(tasks.edit, ref="T-001", estimate=ESTIMATE)
    assert "Takes   2d / 3d / 6d   PERT 3.3d ± 0.7d   31% in 3d" in told()
    assert "1 day.   PERT 3.3d ± 0.7d" in told()
