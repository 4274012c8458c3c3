"""Files of ours opened by MPXJ, a reader that shares nothing with ppm: the same plans.

Needs Java; without it these tests are skipped, in CI they fail.
"""

import json
import shutil
import subprocess
import sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ppm_tui.analysis.network import TaskDates
from ppm_tui.exchange import detect, msproject_writer
from ppm_tui.models import Project
from ppm_tui.store.commands import tasks
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.place import Place
from ppm_tui.store.plan_rows import Plan, PlanFile, PlanLink, PlanTask
from ppm_tui.store.queries import plan
from ppm_tui.terms import LagKind, LinkType, Minutes, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, unavailable, workspace_at
from tests.exchange.test_whole_plans import PLANS
from tests.store.seed import stored

Json = dict[str, Any]
SCRIPT = Path(__file__).with_name("mpxj_reader.py")
DAYS = 3 * 366
NOT_GIVEN = {"Parts", "EarlyStart", "LateFinish", "TotalSlack"}
"""Compared in another way: what follows from the plan is that of ppm."""
DEMO = ("ATLAS", "DELTA", "KITE")


@pytest.fixture(scope="module")
def java() -> None:
    """A machine for MPXJ to run on."""
    if shutil.which("java") is None:
        unavailable("no Java: apt-get install default-jre-headless, for the test against MPXJ")
    if find_spec("mpxj") is None or find_spec("jpype") is None:
        unavailable("mpxj or jpype1 is not installed: python3 dev.py setup")


@pytest.fixture(scope="module")
def opened(
    java: None, shared_data: Path, empty_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Json]:
    """What MPXJ finds in each file of the plans, and in what we write of it after an import."""
    folder = tmp_path_factory.mktemp("mpxj")
    paths = {f"{name} given": shared_data / f"plans/{name}.xml" for name in PLANS}
    for name in PLANS:
        database = Path(shutil.copy(empty_file, folder / f"{name}.db"))
        workspace = workspace_at(Place(path=database))
        file = detect.read(paths[f"{name} given"])
        workspace.do(import_plans, files=(file,), as_of=AS_OF)
        paths[f"{name} ours"] = written(workspace, None, folder / f"{name}.xml")
    return ask(paths, DAYS)


def written(workspace: Workspace, key: str | None, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        workspace.get(msproject_writer.write, project=key, put=file.writelines)
    return path


def ask(paths: dict[str, Path], days: int) -> dict[str, Json]:
    command = [sys.executable, str(SCRIPT), str(days), *map(str, paths.values())]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    found = json.loads(done.stdout)
    return {name: found[str(path)] for name, path in paths.items()}


def test_mpxj_finds_the_same_plan_in_our_file(opened: dict[str, Json]) -> None:
    """One test for all files, since one Java machine reads them all."""
    for name in PLANS:
        given, ours = opened[f"{name} given"], opened[f"{name} ours"]
        check_tasks(given, ours)
        check_calendars(given, ours)
        check_people(given, ours)
    check_there_is_something([opened[f"{name} given"] for name in PLANS])


def check_tasks(given: Json, ours: Json) -> None:
    assert ours["errors"] == given["errors"] == []
    assert ours["project"] | {"ProjectTitle": None} == given["project"] | {"ProjectTitle": None}
    tasks = {uid: task for uid, task in given["tasks"].items() if uid != "0"}
    found = {uid: task for uid, task in ours["tasks"].items() if uid != "0"}
    assert list(found) == list(tasks)
    for uid, task in tasks.items():
        if task["WBS"] is None:
            found[uid]["WBS"] = None  # an empty code is left out, and then MPXJ numbers the tasks
        assert known(found[uid]) == known(task), uid
        # Day-by-day work is written for tasks in parts only; night and weekend are no difference.
        parts = len(task["Parts"])
        assert len(found[uid]["Parts"]) == (parts if parts > 1 else 0), uid


def known(task: Json) -> Json:
    """A task without its parts; a percentage that is not said is none done."""
    percent = task["PercentageComplete"] or "0"
    return {key: value for key, value in task.items() if key not in NOT_GIVEN} | {
        "PercentageComplete": percent
    }


def check_calendars(given: Json, ours: Json) -> None:
    # A calendar that belongs to the placeholder for nobody is not a calendar of the plan.
    calendars = {key: days for key, days in given["calendars"].items() if "Unnamed" not in key}
    assert set(ours["calendars"]) == set(calendars)
    for key, days in calendars.items():
        assert len(days) == DAYS
        assert ours["calendars"][key] == days, key


def check_people(given: Json, ours: Json) -> None:
    people = {
        uid: one
        for uid, one in given["resources"].items()
        if uid != "0" or one["Name"] not in (None, "Unassigned")
    }
    assert ours["resources"] == people

    def order(one: Json) -> str:
        return json.dumps(one, sort_keys=True)

    assert sorted(ours["assignments"], key=order) == sorted(given["assignments"], key=order)


def check_there_is_something(given: list[Json]) -> None:
    tasks = [task for each in given for task in each["tasks"].values()]
    assert len(tasks) > 300
    assert sum(len(task["Links"]) for task in tasks) > 150
    assert sum(len(task["Parts"]) > 1 for task in tasks) > 1
    calendars = [days for each in given for days in each["calendars"].values()]
    assert len({str(hours) for days in calendars for hours in days.values()}) > 5


LAGS = (
    PlanLink("1", LinkType.FS, 480, LagKind.WORKING, "d"),
    PlanLink("1", LinkType.SS, -120, LagKind.WORKING, "h"),
    PlanLink("1", LinkType.FF, 2880, LagKind.ELAPSED, "d"),
    PlanLink("1", LinkType.SF, 2400, LagKind.WORKING, "w"),
    PlanLink("1", LinkType.FS, 50, LagKind.PERCENT, "%"),
    PlanLink("1", LinkType.SS, 30, LagKind.ELAPSED, "m"),
    PlanLink("1", LinkType.FS, -25, LagKind.PERCENT, "%"),
)
SHOWN = ["1.0d", "-2.0h", "2.0ed", "1.0w", "50.0%", "30.0em", "-25.0%"]


@pytest.mark.usefixtures("java")
def test_every_type_of_link_and_every_kind_of_lag(workspace: Workspace, tmp_path: Path) -> None:
    names = ["First", *(f"After {link.lag} {link.lag_unit}" for link in LAGS)]
    tasks = [
        PlanTask(
            str(number),
            name,
            start=datetime.fromisoformat(f"2026-03-{number + 2:02}T08:00"),
            finish=datetime.fromisoformat(f"2026-03-{number + 2:02}T17:00"),
            duration_minutes=Minutes(480),
            predecessors=LAGS[number - 2 : number - 1] if number > 1 else (),
        )
        for number, name in enumerate(names, 1)
    ]
    file = PlanFile("test", (Plan("msproject:Lags", "Lags", tasks=tuple(tasks)),))
    workspace.do(import_plans, files=(file,), as_of=AS_OF)
    found = ask({"lags": written(workspace, None, tmp_path / "lags.xml")}, 1)["lags"]
    links = [link for task in found["tasks"].values() for link in task["Links"]]
    assert links == [["1", link.type.value, lag] for link, lag in zip(LAGS, SHOWN, strict=True)]


@pytest.mark.usefixtures("java")
def test_plans_made_in_ppm_open_with_their_tasks_and_dates(demo: Workspace, tmp_path: Path) -> None:
    files = {key: written(demo, key, tmp_path / f"{key}.xml") for key in DEMO}
    for key, found in ask(files, 1).items():
        rows = demo.get(plan.tasks, key=key, as_of=AS_OF)
        tasks = {uid: task for uid, task in found["tasks"].items() if uid != "0"}
        assert len(tasks) == len(rows) > 5
        uids = {row.ref: uid for row, uid in zip(rows, tasks, strict=True)}
        for row, task in zip(rows, tasks.values(), strict=True):
            assert task["Name"] == row.name
            assert task["Start"] == iso(row.start)
            assert task["Finish"] == iso(row.finish)
            assert (task["Milestone"] == "True") == (row.kind is TaskKind.MILESTONE)
            assert (task["Summary"] == "True") == (row.kind is TaskKind.PHASE)
            assert [link[:2] for link in task["Links"]] == sorted(
                [uids[each.ref], each.type.value] for each in row.predecessors
            )


@pytest.mark.usefixtures("java")
def test_what_follows_from_an_edited_plan_is_that_of_ppm(
    shared_data: Path, workspace: Workspace, tmp_path: Path
) -> None:
    file = detect.read(shared_data / "plans/home-move.xml")
    workspace.do(import_plans, files=(file,), as_of=AS_OF)
    [key] = [each.key for each in stored(workspace, Project)]
    rows = workspace.get(plan.tasks, key=key, as_of=AS_OF)
    first = next(row for row in rows if row.kind is TaskKind.TASK and row.start)
    assert first.duration_minutes is not None
    longer = Minutes(first.duration_minutes + 5 * 480)
    done = workspace.do(tasks.edit, ref=first.ref, duration=longer)
    assert " follow" in done.effect
    found = ask({"moved": written(workspace, key, tmp_path / "moved.xml")}, 1)["moved"]
    for row in workspace.get(plan.tasks, key=key, as_of=AS_OF):
        task, dates = found["tasks"][row.uid or ""], row.dates
        assert isinstance(dates, TaskDates)
        assert (task["Start"], task["Finish"]) == (iso(row.start), iso(row.finish))
        assert task["EarlyStart"] == iso(dates.early_start)
        assert task["LateFinish"] == iso(dates.late_finish)
        assert task["TotalSlack"] == f"{float(dates.total_float_minutes)}m"


def iso(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="minutes")
