"""Bringing plan files in: again is the same, changed is an update, undo takes it all back."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.exchange import msproject, portfolio_json
from ppm_tui.store import history, reader
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.place import Place
from ppm_tui.store.plan_rows import (
    Plan,
    PlanAssignment,
    PlanBaseline,
    PlanCalendar,
    PlanException,
    PlanFile,
    PlanLink,
    PlanRate,
    PlanResource,
    PlanTask,
)
from ppm_tui.terms import Done, Minutes, Money, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of

MORNING, EVENING = map(datetime.fromisoformat, ("2026-03-02T08:00", "2026-03-03T17:00"))
HOURS = ((480, 720), (780, 1020))
RATE = PlanRate(standard=Money(5000))
ANA = PlanResource("1", "Ana Ferreira", rates=(RATE,), calendar_uid="2")
PLAN = Plan(
    source_id="MS Project:atlas.xml",
    name="Atlas ERP [/b]",
    currency="EUR",
    owner="Ben",
    notes="from the file",
    start=MORNING,
    calendar_uid="1",
    calendars=(
        PlanCalendar("2", "Ana", (None,) * 7, base_uid="1"),
        PlanCalendar(
            "1",
            "Standard",
            (*(HOURS,) * 5, (), ()),
            exceptions=(PlanException("Easter", ((date(2026, 4, 3), date(2026, 4, 6)),)),),
        ),
    ),
    resources=(ANA,),
    tasks=(
        PlanTask("1", "Build", kind=TaskKind.PHASE),
        PlanTask(
            "2",
            "Configure 寸",
            parent_uid="1",
            start=MORNING,
            finish=EVENING,
            duration_minutes=Minutes(960),
            percent_complete=50,
            priority=800,
            baselines=(PlanBaseline(0, cost=Money(80_000), finish=EVENING),),
            source={"Text1": "kept"},
        ),
        PlanTask("3", "Go-live", kind=TaskKind.MILESTONE, predecessors=(PlanLink("2"),)),
    ),
    assignments=(PlanAssignment("1", "2", "1", work_minutes=Minutes(960)),),
)


def bring(workspace: Workspace, *plans: Plan, client: str | None = None) -> Done:
    files = (PlanFile("MS Project XML", plans),)
    return workspace.do(import_plans, files=files, client=client, as_of=AS_OF)


def changed(plan: Plan, uid: str, **values: object) -> Plan:
    tasks = (replace(task, **values) if task.uid == uid else task for task in plan.tasks)  # type: ignore[arg-type]  # checked by the dataclass
    return replace(plan, tasks=tuple(tasks))


def column(workspace: Workspace, sql: str) -> list[object]:
    return [row[0] for row in workspace.get(lambda connection: connection.rows(sql))]


def test_the_same_file_again_changes_nothing_and_is_still_a_step(store: Workspace) -> None:
    bring(store, PLAN, client="Corvane")
    before = rows_of(store)
    assert [len(before[name]) for name in ("task", "dependency", "assignment", "resource")] == [
        3, 1, 1, 2,
    ]  # fmt: skip
    again = bring(store, PLAN, client="Corvane")
    assert rows_of(store) == before
    assert store.get(reader.revision) == 2
    assert again.refs == ("ATLAS",)


def test_seconds_of_a_file_are_no_change_when_it_comes_again(store: Workspace) -> None:
    plan = changed(PLAN, "2", start=MORNING.replace(second=30), finish=EVENING.replace(second=5))
    bring(store, plan)
    assert bring(store, plan).text == "imported ATLAS: 1 project"


def test_what_the_file_changed_is_an_update_of_the_same_row(store: Workspace) -> None:
    bring(store, PLAN)
    before = rows_of(store)
    bring(store, changed(PLAN, "2", name="Configured", percent_complete=100))
    assert column(store, "SELECT name FROM task WHERE ref = 'T-001'") == ["Configured"]
    assert column(store, "SELECT status FROM task WHERE ref = 'T-001'") == ["done"]
    store.do(history.undo)
    assert rows_of(store) == before


def test_what_the_file_lost_goes_to_the_trash_and_is_named(store: Workspace) -> None:
    bring(store, PLAN)
    before = rows_of(store)
    done = bring(store, replace(PLAN, tasks=PLAN.tasks[:2]))
    assert "ATLAS: M-001 Go-live is no longer in the file: to the trash" in done.notes
    trashed = "SELECT ref FROM task WHERE trashed_on = '2026-03-17'"
    assert column(store, trashed) == ["M-001"]
    again = bring(store, replace(PLAN, tasks=PLAN.tasks[:2]))
    assert not [note for note in again.notes if "trash" in note]
    bring(store, PLAN)
    assert column(store, trashed) == []
    for _ in range(3):
        store.do(history.undo)
    assert rows_of(store) == before


def test_undo_of_an_import_leaves_the_rows_as_they_were_before(store: Workspace) -> None:
    bring(store, PLAN)
    before = rows_of(store)
    other = replace(PLAN, source_id="MS Project:other.xml", name="Other", key="OTHER")
    bring(store, other, changed(PLAN, "3", name="Later"))
    store.do(history.undo)
    assert rows_of(store) == before
    store.do(history.undo)
    assert not any(rows_of(store).values())


def test_a_dry_run_says_what_would_come_and_leaves_nothing(store: Workspace) -> None:
    trial = workspace_at(store.place)
    trial.dry_run = True
    assert bring(trial, PLAN).refs == ("ATLAS",)
    assert not any(rows_of(store).values())
    assert store.get(reader.revision) == 0
    bring(store, PLAN)
    assert column(store, "SELECT ref FROM task ORDER BY position") == ["P-001", "T-001", "M-001"]


@pytest.mark.parametrize(
    ("rates", "people"),
    [((RATE,), ["Ana Ferreira", "Ben"]), ((), ["Ana Ferreira", "Ana Ferreira", "Ben"])],
)
def test_a_person_of_the_same_name_and_rates_is_the_same_else_kept_apart(
    store: Workspace, rates: tuple[PlanRate, ...], people: list[str]
) -> None:
    bring(store, PLAN)
    beta = replace(
        PLAN, source_id="MS Project:beta.xml", name="Beta", resources=(replace(ANA, rates=rates),)
    )
    done = bring(store, beta)
    assert column(store, "SELECT name FROM resource ORDER BY name") == people
    said = [note for note in done.notes if "kept apart" in note]
    assert (
        said == []
        if rates
        else said
        == ["BETA: resource Ana Ferreira has other rates here than in the portfolio: kept apart"]
    )
    bring(store, beta)
    assert column(store, "SELECT name FROM resource ORDER BY name") == people


def test_one_project_twice_in_one_import_is_refused_and_nothing_comes_in(store: Workspace) -> None:
    with pytest.raises(Invalid, match=r"atlas.xml stands 2 times in what is imported"):
        bring(store, PLAN, PLAN)
    assert not any(rows_of(store).values())


def test_the_same_file_for_another_client_is_another_project(store: Workspace) -> None:
    bring(store, PLAN, client="Corvane")
    bring(store, PLAN, client="Mirabel")
    assert column(store, "SELECT COUNT(*) FROM project") == [2]
    assert column(store, "SELECT COUNT(*) FROM task") == [6]


def test_a_client_given_once_stays_when_the_file_comes_again_without(store: Workspace) -> None:
    named = replace(PLAN, client="Tarn")
    clients = "SELECT client.name FROM project JOIN client ON client.id = client_id ORDER BY 1"
    bring(store, named, client="Corvane")
    before = rows_of(store)
    bring(store, named)
    bring(store, named, client="Corvane")
    assert rows_of(store) == before
    bring(store, replace(PLAN, client="Mirabel"))
    assert column(store, clients) == ["Corvane", "Mirabel"]


def plans(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "plans").glob("*.xml"))


def test_plans_from_files_come_back_from_an_export_as_they_were(
    store: Workspace, shared_data: Path, tmp_path: Path
) -> None:
    for path in plans(shared_data):
        plan = msproject.read(path.read_bytes(), path.name)
        store.do(import_plans, files=(plan,), client="Corvane", as_of=AS_OF)
    copy = workspace_at(Place(path=tmp_path / "copy.db"))
    data = exported(store)
    copy.do(import_portfolio, file=portfolio_json.read(data), as_of=AS_OF)
    assert exported(copy) == data
    assert rows_of(copy) == rows_of(store)
    while column(copy, "SELECT 1 FROM step WHERE kind = 'do' AND state = 'done' LIMIT 1"):
        copy.do(history.undo)
    assert not any(rows_of(copy).values())


def test_a_plan_again_from_its_file_changes_nothing(store: Workspace, shared_data: Path) -> None:
    for path in plans(shared_data):
        files = (msproject.read(path.read_bytes(), path.name),)
        store.do(import_plans, files=files, as_of=AS_OF)
        before = rows_of(store)
        store.do(import_plans, files=files, as_of=AS_OF)
        assert rows_of(store) == before, path.name


def exported(workspace: Workspace) -> bytes:
    document = workspace.get(portfolio_json.document, as_of=AS_OF)
    return "".join(portfolio_json.text(document)).encode()
