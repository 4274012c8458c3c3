"""`ppm task` and `ppm assign`: changing a plan by command line, and what they refuse."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ppm_tui.store import history
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from tests.cli.conftest import AS_OF, Ppm

pytestmark = pytest.mark.usefixtures("demo")


def plan(ppm: Ppm) -> dict[str, dict[str, Any]]:
    """The tasks of ATLAS by identifier, in the plan's order."""
    return {row["id"]: row for row in ppm("tasks", "ATLAS", "--json").rows}


def everything(demo: Path) -> list[list[tuple[Any, ...]]]:
    """What the plan's tables hold, without the counters of versions."""
    with closing(sqlite3.connect(demo)) as driver:
        found = []
        for table in ("project", "task", "dependency", "assignment", "counter"):
            names = [row[1] for row in driver.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(name for name in names if name != "version")
            rows = driver.execute(f"SELECT {kept} FROM {table}")  # noqa: S608  # names from the schema
            found.append(sorted(rows, key=repr))
        return found


CHANGES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("add", "ATLAS", "Handbook", "for:3d", "after:T-111", "@ana"),
     "ATLAS: task T-1209 «Handbook» added; finish stays 08 May"),
    (("add", "ATLAS", "Freeze", "--milestone", "--finish", "fri", "--before", "T-111"),
     "ATLAS: milestone M-033 «Freeze» added"),
    (("add", "ATLAS", "Later", "--phase"), "ATLAS: phase P-031 «Later» added"),
    (("add", "ATLAS", "X [b]", "--in", "P-2", "--for", "1h30", "--after", "T-110,T-111SS",
      "--work", "4h", "--owner", "dan", "--priority", "high", "--deadline", "2026-05-01"),
     "ATLAS: task T-1209 «X [b]» added; finish stays 08 May"),
    (("edit", "T-120", "start", "2026-03-30", "5d"), "ATLAS: T-120 «Training» start 23 Mar → "),
    (("edit", "T-111", "--name", "UAT", "--percent", "40", "--priority", "high"),
     "ATLAS: T-111 «UAT run» priority medium → high, done 0% → 40%, name UAT run → UAT"),
    (("edit", "T-120", "T-121", "--owner", "ana"), "ATLAS: 2 tasks changed: T-120, T-121"),
    (("edit", "T-121", "--constraint", "SNET:2026-04-08"), "constraint date 01 Apr → 08 Apr"),
    (("edit", "T-111", "not", "after", "110", "--after", "T-103SS+1d"), "waits for T-103"),
    (("done", "T-101", "--undo"), "ATLAS: T-101 «Configuration» done → "),
    (("done", "T-110", "t-111", "T-110"), "ATLAS: 2 tasks done: T-110, T-111"),
    (("move", "T-120", "--down"), "ATLAS: T-120 «Training» after T-121"),
    (("move", "T-121", "--in"), "ATLAS: T-121 «Rehearsal» P-3 → T-120 «Training»"),
    (("move", "T-111", "--before", "T-110"), "ATLAS: T-111 «UAT run» before T-110"),
    (("move", "T-120", "T-130", "--to", "top"), "ATLAS: 2 tasks P-3 → top level"),
    (("move", "T-102", "--after", "T-130"), "ATLAS: T-102 «Data migration» P-1 → P-3 «Deploy»"),
    (("link", "T-120", "T-110FS+2d", "103"), "waits for T-110, waits for T-103"),
    (("unlink", "T-111", "T-110", "102"), "no longer waits for T-110, no longer waits for T-102"),
    (("split", "T-111", "Design; Build", "Test"), "ATLAS: T-111 «UAT run» split into 3: "),
    (("tolerance", "ATLAS", "--critical", "1d"), "ATLAS: critical up to 0h → 1d"),
    (("delete", "P-1", "T-101"), "ATLAS: P-1 «Build» in the trash and 3 below it; "),
)  # fmt: skip


@pytest.mark.parametrize(("words", "said"), CHANGES, ids=lambda each: " ".join(each)[:30])
def test_each_change_is_one_line_and_one_step(
    ppm: Ppm, demo: Path, words: tuple[str, ...], said: str
) -> None:
    before = everything(demo)
    trial = ppm("task", *words, "--dry-run")
    assert (trial.code, trial.err) == (0, "")
    assert everything(demo) == before
    result = ppm("task", *words)
    assert (result.code, result.err) == (0, "")
    assert said in result.out
    assert result.out.count("\n") == 1
    assert trial.out == f"would do: {result.out}"
    assert everything(demo) != before
    Workspace(Place(path=demo), "ana", AS_OF).do(history.undo)
    assert everything(demo)[:-1] == before[:-1]  # identifiers are never given out again


def test_what_was_said_stands_in_the_plan(ppm: Ppm) -> None:
    for line in (
        "task add ATLAS Test it --in P-2 --for 2d --after 110SS+1d --work 12h",
        "assign T-1209 T-120 leo",
        "task edit T-120 --deadline 2026-05-04 --work 2d",
    ):
        assert ppm(*line.split()).code == 0
    tasks = plan(ppm)
    new = tasks["T-1209"]
    assert (new["name"], new["parent"], new["owner"]) == ("Test it", "P-2", "leo")
    assert (new["duration_minutes"], new["work_minutes"]) == (960, 720)
    [link] = new["predecessors"]
    assert (link["id"], link["type"], link["lag_minutes"]) == ("T-110", "SS", 480)
    assert (tasks["T-120"]["owner"], tasks["T-120"]["work_minutes"]) == ("leo", 960)
    assert tasks["T-120"]["deadline"] == "2026-05-04T17:00"
    ppm("assign", "T-120", "-")
    ppm("task", "edit", "T-120", "--deadline", "-", "--work", "-")
    row = plan(ppm)["T-120"]
    assert (row["owner"], row["deadline"], row["work_minutes"]) == (None, None, None)


def test_a_tolerance_says_which_tasks_are_critical(ppm: Ppm) -> None:
    def marked() -> set[str]:
        return {ref for ref, row in plan(ppm).items() if row["critical"]}

    strict = marked()
    floats = {ref: row["total_float_minutes"] for ref, row in plan(ppm).items()}
    assert floats["T-121"] == 4 * 480
    assert "T-121" not in strict
    assert ppm("task", "tolerance", "ATLAS", "--critical", "3d", "--near", "4d").code == 0
    assert {row["critical"] for row in plan(ppm).values()} == {True, False}
    assert "T-121" not in marked()
    [near] = ppm("tasks", "ATLAS", "critical:near", "--json").rows
    assert (near["id"], near["critical"]) == ("T-121", False)
    assert ppm("task", "why", "T-121").out.splitlines()[2] == (
        "Latest dates: 4d of slack (critical up to 3d, nearly critical up to 4d)"
    )
    assert ppm("task", "tolerance", "ATLAS", "--critical", "4d").code == 0
    assert marked() == {
        ref for ref, row in plan(ppm).items()
        if row["total_float_minutes"] <= 4 * 480 and row["percent_complete"] < 100
    }  # fmt: skip
    assert marked() > strict
    for _ in range(2):
        assert ppm("undo").code == 0
    assert marked() == strict


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("add NIX Test", 4, "no project NIX"),
        ("add ATLAS Gate --milestone", 2, "a milestone needs a day or what it waits for"),
        ("add ATLAS Test --after 999", 4, "there is no task «999» in this plan"),
        ("add ATLAS Test --for soon", 2, "«soon» is no duration"),
        ("add ATLAS", 2, "Missing argument 'NAME...'"),
        ("edit T-111", 2, "what is to change of T-111?"),
        ("edit T-111 3d --for 4d", 2, "duration is said twice"),
        ("edit T-111 T-110 --name X", 2, "several tasks cannot have one name"),
        ("edit T-111 --percent 101", 2, "101 is not in the range 0<=x<=100"),
        ("edit T-111 --constraint SNET", 2, "SNET needs a day"),
        ("edit T-111 --constraint ASAP:fri", 2, "ASAP has no day"),
        ("edit T-111 --constraint SOON:fri", 2, "«SOON» is none of ASAP, ALAP"),
        ("edit T-111 blue moon", 2, "'blue moon' is no date"),
        ("move T-111", 2, "say one of --to, --in, --out, --up, --down, --before and --after"),
        ("move T-111 --up --down", 2, "say one of --to"),
        ("move T-111 --to NIX", 4, "no project NIX"),
        ("move T-111 --to DELTA", 2, "links would be lost"),
        ("link T-102 T-111", 2, "that would be a ring: T-102 → T-111 → T-102"),
        ("unlink T-120 T-101", 4, "T-120 does not wait for T-101"),
        ("split M-3 A;B", 2, "M-3 is a milestone"),
        ("split T-111 A", 2, "name at least two parts"),
        ("delete T-101 T-999", 4, "no task T-999"),
        ("why T-999", 4, "no task T-999"),
        ("tolerance NIX --near 1d", 4, "no project NIX"),
        ("tolerance ATLAS", 2, "say --critical, --near or both"),
        ("tolerance ATLAS --critical soon", 2, "«soon» is no duration"),
        ("tolerance ATLAS --critical -1d", 2, "«-1d» is no duration"),
        ("tolerance ATLAS --near 2ed", 2, "float counts by working time: 2d, not 2ed"),
        ("tolerance ATLAS --critical 2d --near 1d", 2, "nearly critical up to 1d must be more"),
        ("edit T-111 3d --json", 2, "No such option '--json'"),
        ("", 2, "Missing command: see ppm task --help"),
    ],
)
def test_what_cannot_be_is_one_line_and_changes_nothing(
    ppm: Ppm, demo: Path, line: str, code: int, words: str
) -> None:
    before = everything(demo)
    ppm("task", *line.split()).only(code, words)
    assert everything(demo) == before


def test_nothing_is_written_with_readonly(ppm: Ppm, demo: Path) -> None:
    before = everything(demo)
    ppm("--readonly", "task", "done", "T-111").only(2, "opened with --readonly")
    assert everything(demo) == before


def test_why_says_what_binds_a_task_and_what_limits_it(ppm: Ppm) -> None:
    lines = ppm("task", "why", "T-111").out.splitlines()
    assert lines[0] == "Dates"
    assert lines[1].startswith("  T-111 UAT run  23 Mar 08:00 – 31 Mar 17:00  after T-102 FS: ")
    assert any(line.startswith("Latest dates: ") for line in lines)
    [row] = ppm("task", "why", "t-111", "--json").rows
    assert (row["id"], row["project"], row["name"]) == ("T-111", "ATLAS", "UAT run")
    assert [each["id"] for each in row["dates"]][:2] == ["T-111", "T-102"]
    assert (row["dates"][0]["cause"], row["dates"][0]["by"]) == ("link", "T-102")


def test_names_are_never_interpreted(ppm: Ppm) -> None:
    name = "[/b] \x1b[2J <script> 'x' -- %s"
    assert ppm("task", "add", "ATLAS", name).code == 0
    assert plan(ppm)["T-1209"]["name"] == name
    assert ppm("task", "add", "ATLAS", " ").code == 2


def test_completion_knows_tasks_people_and_options(ppm: Ppm) -> None:
    for words, found in (
        ("ppm task spl", "split"),
        ("ppm task done t-111", "T-111"),
        ("ppm task move T-111 --to p-", "P-1"),
        ("ppm assign T-111 le", "leo"),
        ("ppm task edit T-111 --owner le", "leo"),
        ("ppm task outline ATL", "ATLAS"),
    ):
        count = str(len(words.split()) - 1)
        asked = {"_PPM_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": count}
        assert f"plain,{found}\n" in ppm(env=asked).out


# The plan as text


def edited(ppm: Ppm, path: Path, *changes: tuple[str, str]) -> Path:
    """The outline of ATLAS with some texts replaced, in a file."""
    assert ppm("task", "outline", "ATLAS", "-o", path).err == f"written: {path}\n"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return path


def test_an_outline_is_printed_edited_and_applied_as_one_step(
    ppm: Ppm, demo: Path, tmp_path: Path
) -> None:
    before = everything(demo)
    printed = ppm("task", "outline", "atlas")
    assert (printed.code, printed.err) == (0, "")
    assert "\n  Data migration  [T-102] 20d ~80h @dan 70%\n" in printed.out
    path = edited(ppm, tmp_path / "plan.txt", ("Configuration", "Settings"),
                  ("  Rehearsal  [T-121] 2d ~16h @jan after:T-103\n", "  Party 1d\n"))  # fmt: skip
    trial = ppm("task", "outline", "ATLAS", "--apply", path, "--dry-run")
    assert trial.out.startswith("would do: ATLAS: 1 added, 1 changed, 1 in the trash")
    assert everything(demo) == before
    result = ppm("task", "outline", "ATLAS", "--apply", path)
    assert (result.code, f"would do: {result.out}") == (0, trial.out)
    assert result.err.splitlines() == [
        "T-121 «Rehearsal» in the trash",
        "task T-1209 «Party» added",
        "T-101 «Settings» name Configuration → Settings",
    ]
    assert "T-121" not in plan(ppm)
    ppm("task", "outline", "ATLAS", "--apply", path).only(5, "changed meanwhile")
    ppm("undo")
    assert everything(demo)[:-1] == before[:-1]


def test_an_outline_goes_through_a_pipe(ppm: Ppm) -> None:
    text = ppm("task", "outline", "ATLAS").out.replace("UAT run", "UAT")
    result = ppm("task", "outline", "ATLAS", "--apply", "-", stdin=text)
    assert (result.code, result.out) == (0, "ATLAS: 1 changed\n")


def test_strange_names_come_back_also_in_ascii(ppm: Ppm) -> None:
    ppm("task", "add", "ATLAS", "Größe [T-9] @x \x1b[2J\u202e 👩\u200d💻")
    plain = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    printed = ppm("task", "outline", "ATLAS", env=plain)
    assert printed.out.isascii()
    result = ppm("task", "outline", "ATLAS", "--apply", "-", stdin=printed.out)
    assert (result.code, result.out) == (0, "ATLAS: nothing changed\n")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("@dan 70%", "@dan 700%", 2, "line 11: done is 0 to 100"),
        ("@dan 70%", "@nobody 70%", 4, "line 11: nobody is called nobody"),
        ("# plan ATLAS", "# plan DELTA", 2, "this is the outline of DELTA, not of ATLAS"),
        ("Build  [P-1]\n", "     Build  [P-1]\n", 2, "line 9: 5 blanks before it"),
    ],
)
def test_what_is_wrong_in_an_outline_names_its_line(
    ppm: Ppm, demo: Path, tmp_path: Path, old: str, new: str, code: int, words: str
) -> None:
    before = everything(demo)
    path = edited(ppm, tmp_path / "plan.txt", (old, new))
    ppm("task", "outline", "ATLAS", "--apply", path).only(code, words)
    assert everything(demo) == before


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("NIX", 4, "no project NIX"),
        ("ATLAS --edit", 2, "nobody is there to be asked: --yes is missing"),
        ("ATLAS --edit -o x", 2, "only one of --edit, --output and --apply"),
        ("ATLAS --apply no-such", 1, "no-such: no such file"),
        ("ATLAS -o portfolio.db", 2, "is the portfolio itself"),
    ],
)
def test_outline_refuses_what_makes_no_sense(ppm: Ppm, line: str, code: int, words: str) -> None:
    ppm("task", "outline", *line.split()).only(code, words)


def test_an_editor_changes_the_plan(ppm: Ppm, demo: Path, tmp_path: Path) -> None:
    def edit(*commands: str, **more: str) -> Any:
        script = tmp_path / "editor"
        script.write_text("\n".join(["#!/bin/sh", *commands]) + "\n")
        script.chmod(0o700)
        env = {"EDITOR": str(script), "TMPDIR": str(tmp_path), **more}
        return ppm("task", "outline", "ATLAS", "--edit", "--yes", env=env)

    before = everything(demo)
    for commands in (["true"], [': > "$1"'], ["sed -i '/^ *[^#]/d' \"$1\""]):
        result = edit(*commands)
        assert (result.code, result.out, result.err) == (0, "", "nothing was changed\n")
    edit("exit 3").only(1, "editor failed with exit code 3: nothing was changed")
    assert everything(demo) == before
    failed = edit("sed -i 's/70%/700%/' \"$1\"")
    failed.only(2, "line 11: done is 0 to 100, not 700; what you wrote is in ")
    kept = Path(failed.err.split()[-1])
    assert "@dan 700%" in kept.read_text("utf-8")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert everything(demo) == before
    assert edit("sed -i 's/UAT run/UAT/' \"$1\"").out == "ATLAS: 1 changed\n"
    assert plan(ppm)["T-111"]["name"] == "UAT"
