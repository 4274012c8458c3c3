"""Tasks that wait for tasks of other projects: they follow, and nobody sees more than a date."""

from functools import partial
from pathlib import Path

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.exchange import portfolio_json
from ppm_tui.store import history
from ppm_tui.store.commands import projects, replanning, steps, tasks
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.place import Place
from ppm_tui.store.queries import plan, plan_memory, reasons
from ppm_tui.store.queries.plan_memory import PlanMemory
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import Minutes, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.test_reschedule import DAY, MONDAY, chain, days


@pytest.fixture
def two(store: Workspace) -> Workspace:
    """ROLL of Corvane has T-001 to T-003 in sequence, FIRE of Halden has T-004 and T-005."""
    fire = partial(tasks.add, project="FIRE", as_of=MONDAY)
    store.do(
        steps.together,
        label="seed",
        commands=[
            *chain(3),
            partial(projects.edit, key="ROLL", client="Corvane"),
            partial(projects.add, name="Firewalls", key="FIRE", client="Halden"),
            partial(fire, name="Order", duration=DAY, start=MONDAY),
            partial(fire, name="Mount", duration=Minutes(2 * DAY), after=(Link("4"),)),
        ],
    )
    return store


def test_a_task_waits_for_one_of_another_project_and_follows_it(two: Workspace) -> None:
    before = rows_of(two)
    done = two.do(replanning.replan, ref="T-004", wanted=Wanted(links=(Link("T-002"),)))
    assert done.text.startswith("FIRE: T-004 «Order» waits for T-002; finish 18 Mar → 24 Mar, +4d")
    assert (days(two)["T-004"], days(two)["T-005"]) == ("20-20", "23-24")
    moved = two.do(tasks.edit, ref="T-001", duration=Minutes(4 * DAY))
    assert moved.effect == (
        "finish 23 Mar → 25 Mar, +2d, 3 follow; FIRE: finish 24 Mar → 26 Mar, +2d, 1 follows"
    )
    assert (days(two)["T-004"], days(two)["T-005"]) == ("24-24", "25-26")
    two.do(history.undo)
    two.do(history.undo)
    assert rows_of(two) == before


def test_there_and_back_again_ends_and_a_ring_is_refused(two: Workspace) -> None:
    two.do(replanning.replan, ref="T-004", wanted=Wanted(links=(Link("T-001"),)))
    two.do(replanning.replan, ref="T-003", wanted=Wanted(links=(Link("T-005"),)))
    two.do(tasks.edit, ref="T-001", duration=Minutes(3 * DAY))
    assert days(two) == {
        "T-001": "16-18", "T-002": "19-20", "T-003": "24-25", "M-001": "18-18",
        "T-004": "19-19", "T-005": "20-23",
    }  # fmt: skip
    with pytest.raises(Invalid, match="ring: T-001 → T-004 → T-005 → T-001"):
        two.do(tasks.link, task="T-001", after="T-005")


def test_another_project_drives_and_does_not_stretch_the_plan(two: Workspace) -> None:
    two.do(tasks.edit, ref="T-003", duration=Minutes(40 * DAY))
    two.do(replanning.replan, ref="T-005", wanted=Wanted(links=(Link("T-001"),)))
    rows = {row.ref: row for row in two.get(plan.tasks, key="FIRE", as_of=AS_OF)}
    assert {each.ref for each in rows["T-005"].predecessors} == {"T-001", "T-004"}
    last = rows["T-005"].dates
    assert not isinstance(last, Undefined)
    assert (last.total_float_minutes, last.is_critical) == (0, True)
    why = two.get(reasons.explained, ref="T-005", as_of=AS_OF)
    assert not isinstance(why.why, Undefined)
    assert [reason.cause.value for reason in why.why.driven] == ["link", "outside"]
    names = [why.names[reason.task] for reason in why.why.driven]
    assert names == [("T-005", "Mount"), ("T-001", "in another project")]


def test_a_plan_that_is_kept_follows_another_project(two: Workspace) -> None:
    two.do(replanning.replan, ref="T-004", wanted=Wanted(links=(Link("T-002"),)))
    two.plans = PlanMemory()
    for length in (3, 5):
        two.get(plan_memory.read, two.plans, key="FIRE", as_of=AS_OF)
        memory, two.plans = two.plans, None
        two.do(tasks.edit, ref="T-001", duration=Minutes(length * DAY))
        two.plans = memory
        found = two.get(plan_memory.read, two.plans, key="FIRE", as_of=AS_OF)
        anew = two.get(plan.tasks, key="FIRE", as_of=AS_OF)
        assert found.rows == anew
        assert [row.dates for row in found.rows] == [row.dates for row in anew]


def test_an_export_of_one_project_leaves_the_other_out_and_comes_back(
    two: Workspace, tmp_path: Path
) -> None:
    two.do(replanning.replan, ref="T-004", wanted=Wanted(links=(Link("T-002"),)))
    two.do(tasks.edit, ref="T-001", duration=Minutes(2 * DAY + 60))
    other = two.get(portfolio_json.document, as_of=AS_OF, project="ROLL")
    assert "FIRE" not in "".join(portfolio_json.text(other))
    document = two.get(portfolio_json.document, as_of=AS_OF, project="FIRE")
    text = "".join(portfolio_json.text(document))
    assert not [word for word in ("ROLL", "Roll", "Corvane", '"T2"') if word in text]
    empty = workspace_at(Place(path=tmp_path / "other.db"))
    empty.do(import_portfolio, file=portfolio_json.read(text.encode()), as_of=AS_OF)
    assert days(empty) == {"T-004": "20-23", "T-005": "23-25"}


def test_a_complete_export_brings_the_link_back(two: Workspace, tmp_path: Path) -> None:
    two.do(replanning.replan, ref="T-004", wanted=Wanted(links=(Link("T-002"),)))
    text = "".join(portfolio_json.text(two.get(portfolio_json.document, as_of=AS_OF)))
    empty = workspace_at(Place(path=tmp_path / "other.db"))
    empty.do(import_portfolio, file=portfolio_json.read(text.encode()), as_of=AS_OF)
    assert rows_of(empty) == rows_of(two)
