"""What moves in a plan that was made elsewhere, when some of its tasks are edited."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ppm_tui.analysis.network import NetworkLink, NetworkTask, schedule
from ppm_tui.analysis.worktime import Hours, WorkCalendar
from ppm_tui.terms import Constraint
from tests.unit import plan_files

DAY = 480
OFFICE: Hours = ((480, 720), (780, 1020))
STANDARD = WorkCalendar([*[OFFICE] * 5, (), ()], name="Standard")


def at(day: int, hour: int = 8) -> datetime:
    """An hour of a day in June 2026, which begins on a Monday."""
    return datetime.fromisoformat(f"2026-06-{day:02}T{hour:02}:00")


def kept(name: str, first: int, last: int, days: int, **more: object) -> NetworkTask:
    """A task that keeps its dates, from the morning of a day to the evening of another."""
    given: dict[str, object] = {"start": at(first), "finish": at(last, 17), "keeps_dates": True}
    return NetworkTask(name, days * DAY, **(given | more))  # type: ignore[arg-type]  # by name


def spans(tasks: list[NetworkTask], links: str, *moving: str, resized: str = "") -> dict[str, str]:
    """Days from and to by task; links such as `AB` are finish to start."""
    network = [NetworkLink(*pair) for pair in links.split()]
    found = schedule(
        tasks,
        network,
        calendar=STANDARD,
        project_start=at(1),
        moving=moving,
        resized=resized.split(),
    )
    return {str(task): f"{dates.start:%d}-{dates.finish:%d}" for task, dates in found.items()}


PLAN = [kept("A", 1, 2, 2), kept("B", 8, 9, 2), kept("C", 15, 16, 2), kept("D", 22, 23, 2)]


def test_nothing_moves_that_nothing_moves() -> None:
    assert spans(PLAN, "AB BC") == {"A": "01-02", "B": "08-09", "C": "15-16", "D": "22-23"}


def test_an_edited_task_stays_where_it_was_put_and_what_it_drives_closes_up() -> None:
    assert spans(PLAN, "AB BC", "A") == {"A": "01-02", "B": "03-04", "C": "05-08", "D": "22-23"}
    assert spans(PLAN, "AB BC", "B") == {"A": "01-02", "B": "03-04", "C": "05-08", "D": "22-23"}
    assert spans(PLAN, "AB BC", "C")["B"] == "08-09"


def test_a_task_without_links_moves_only_by_its_own_constraint() -> None:
    assert spans(PLAN, "AB", "D")["D"] == "22-23"
    moved = kept("D", 22, 23, 2, constraint=Constraint.SNET, constraint_date=at(26))
    assert spans([*PLAN[:3], moved], "AB", "D")["D"] == "26-29"


def test_a_split_task_that_is_driven_keeps_its_pause() -> None:
    split = kept("B", 8, 12, 2)  # two days of work in five
    assert spans([PLAN[0], split], "AB", "A")["B"] == "03-09"
    assert spans([PLAN[0], split], "AB", "B", resized="B")["B"] == "03-04"


def test_what_has_begun_keeps_its_start_and_what_has_ended_stays() -> None:
    begun = kept("B", 8, 9, 2, actual_start=at(8))
    ended = kept("C", 15, 16, 2, actual_start=at(15), actual_finish=at(16, 17))
    found = spans([PLAN[0], begun, ended], "AB BC", "A")
    assert (found["B"], found["C"]) == ("08-09", "15-16")


@pytest.mark.parametrize(("links", "inner"), [("", "08-09"), ("AP", "03-04"), ("AB", "03-04")])
def test_a_phase_and_what_is_in_it_follow(links: str, inner: str) -> None:
    phase = kept("P", 8, 9, 0)
    found = spans([PLAN[0], phase, kept("B", 8, 9, 2, parent="P")], links, "A", "B")
    assert (found["B"], found["P"]) == (inner, inner)


FILES = (
    "durations", "gantt-holidays", "home-move", "null-rows", "outdoor-tasks",
    "product-development", "relations", "sample-2002", "split-tasks", "task-baselines-2007",
    "task-links-2013",
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_stored_plan_that_may_move_everywhere_stays_as_it_was_stored(
    shared_data: Path, name: str
) -> None:
    file = plan_files.read(shared_data / "plans" / f"{name}.xml")
    tasks = [replace(each, keeps_dates=True) for each in file.tasks]
    moving = [each.id for each in tasks]
    found = schedule(
        tasks, file.links, calendar=file.calendar, project_start=file.start, moving=moving
    )
    wrong = file.differences(found, shared_data / "plans" / f"{name}.oracle.json")
    assert [each for each in wrong if each.split()[1] in ("start:", "finish:")] == []


def test_no_plan_with_tasks_is_left_out(shared_data: Path) -> None:
    index = json.loads((shared_data / "plans" / "index.json").read_text(encoding="utf-8"))
    assert {each["id"] for each in index["plans"] if each["tasks"]} == set(FILES)
