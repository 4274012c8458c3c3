"""`ppm level`: from a file to dates with which nobody is over, and back."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.conftest import Ppm
from tests.unit import psplib
from tests.unit.psplib import Instance

Folder = Callable[[str], Instance]
WHY = "ID     Task           Project  Why    Too much"


@pytest.fixture
def instance(shared_data: Path, tmp_path: Path) -> Folder:
    """An instance of PSPLIB, and beside it the plan that it is: `Plan.xml`."""

    def made(name: str) -> Instance:
        found = psplib.read(shared_data / "rcpsp" / f"{name}.rcp")
        (tmp_path / "Plan.xml").write_text("".join(psplib.plan_file(found)))
        return found

    return made


@pytest.mark.parametrize("name", ["j30_1_1", "j60_1_2"])
def test_an_instance_comes_in_is_levelled_and_taken_over(
    ppm: Ppm, instance: Folder, name: str
) -> None:
    known = instance(name)
    assert ppm("import", "Plan.xml").code == 0
    [key] = [row["key"] for row in ppm("projects", "--json").rows]
    before = ppm("tasks", key, "--json").out
    [row] = ppm("level", key, "--seconds", "0.5", "--json").rows
    starts = psplib.starts_of(row["tasks"])
    assert psplib.wrong(known.problem(), starts) == []
    end = max(map(int.__add__, starts, known.durations))
    assert row["makespan_minutes"] == end * 480
    assert 0 < row["bound_minutes"] <= row["makespan_minutes"]
    assert ppm("tasks", key, "--json").out == before
    result = ppm("level", key, "--seconds", "0", "--apply")
    assert "tasks levelled; finish" in result.out
    rows = ppm("tasks", key, "--json").rows
    assert psplib.wrong(known.problem(), psplib.starts_of(rows)) == []
    assert ppm("level", key).out == "nobody has too much to do: nothing to move\n"
    assert ppm("undo").code == 0
    assert ppm("tasks", key, "--json").out == before


@pytest.mark.usefixtures("demo")
def test_each_line_says_what_moves_and_for_whom_and_the_last_what_it_comes_to(ppm: Ppm) -> None:
    result = ppm("level", "BEACON", "--seconds", "0")
    *lines, over, helps, last = result.out.splitlines()
    lines, stays = lines[: lines.index(WHY)], lines[lines.index(WHY) + 1 :]
    assert lines[0].split() == [
        "ID", "Task", "Project", "Start", "Finish", "Later", "Float", "Ends", "For",
    ]  # fmt: skip
    moved = next(line for line in lines if line.startswith("T-607"))
    assert "Store listing" in moved
    assert "→" in moved
    assert moved.endswith("Ana Ferreira")
    assert next(line for line in lines if line.startswith("M-15")).endswith("follows")
    assert [line.split() for line in stays] == [
        ["T-605", "Push", "messages", "BEACON", "begun", "W13", "ana", "3h12,", "eva", "6h04"]
    ]
    assert over == "still too much: 9h16 of 54h from today on, in the time of the last tasks"
    assert helps == "what has begun is never moved; ppm book why ana tells what else would help"
    assert last.startswith(f"{len(lines) - 1} tasks moved, finish 06 May 2026 → ")
    assert last.endswith("priority rules and search")


@pytest.mark.usefixtures("demo")
def test_within_float_no_project_ends_later(ppm: Ppm) -> None:
    before = {row["key"]: row["finish"] for row in ppm("projects", "--json").rows}
    result = ppm("level", "--within-float", "--apply", "--seconds", "0.2")
    assert (result.code, result.err) == (0, "")
    assert "tasks levelled" in result.out
    assert {row["key"]: row["finish"] for row in ppm("projects", "--json").rows} == before


@pytest.mark.usefixtures("demo")
def test_a_dry_run_and_a_refusal_change_nothing(ppm: Ppm) -> None:
    before = ppm("export", "--format", "json").out
    result = ppm("level", "beacon", "--seconds", "0", "--apply", "--dry-run")
    assert result.out.startswith("would do: BEACON: ")
    ppm("level", "NOPE").only(4, "there is no project NOPE")
    assert ppm("level", "--seconds", "-1").code == 2
    assert ppm("--readonly", "level", "beacon", "--seconds", "0", "--apply").code == 2
    assert ppm("export", "--format", "json").out == before


def test_an_empty_portfolio_is_levelled_and_is_not_made(ppm: Ppm, tmp_path: Path) -> None:
    assert json.loads(ppm("level", "--json").out)["level"] == []
    assert ppm("level").out == "nobody has too much to do: nothing to move\n"
    assert not (tmp_path / "portfolio.db").exists()


@pytest.mark.usefixtures("demo")
def test_what_is_proposed_for_all_projects_is_what_is_there_afterwards(ppm: Ppm) -> None:
    """With no time to search the same proposal is made again."""
    [row] = ppm("level", "--seconds", "0", "--json").rows
    assert ppm("level", "--seconds", "0", "--apply").code == 0
    rows = [each for key in ("ATLAS", "BEACON", "DELTA", "HAVEN")
            for each in ppm("tasks", key, "--json").rows]  # fmt: skip
    proposed = {task["id"]: (task["start"], task["finish"]) for task in row["tasks"]}
    there = {task["id"]: (task["start"], task["finish"]) for task in rows}
    assert there.items() <= proposed.items()
    assert all(one < other for one, other in pairwise(sorted(there)))
