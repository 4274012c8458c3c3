"""`ppm book …`: booking people by command line, and why somebody is over."""

from pathlib import Path

import pytest

from ppm_tui.store import history
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from tests.cli.conftest import AS_OF, Ppm
from tests.store.contents import rows_of

pytestmark = pytest.mark.usefixtures("demo")

CHANGES: tuple[tuple[str, str], ...] = (
    ("add ATLAS 2d firewall engineer w15..w16",
     "ATLAS: B-2 16h of «Firewall engineer» booked, 06 Apr - 17 Apr"),
    ("add ATLAS 4h w15 --skill Python --contour front --text Rules",
     "ATLAS: B-2 «Rules» 4h of «Python» booked, 06 Apr - 10 Apr"),
    ("give B-1 fin", "DELTA: B-1 16h «Firewall engineer» → fin"),
    ("give T-111 fin --of dan", "ATLAS: T-111 «UAT run» 24h dan → fin"),
    ("move B-1 w17", "DELTA: B-1 06 Apr - 17 Apr → 20 Apr - 24 Apr"),
    ("move B-1 20 apr", "DELTA: B-1 06 Apr - 17 Apr → 20 Apr - 01 May"),
    ("move T-210 w14", "DELTA: T-210 «Field mapping» start 23 Mar → 30 Mar (4d)"),
    ("shrink T-210 2d", "DELTA: T-210 «Field mapping» 20h → 16h dan"),
    ("split T-210 5h fin", "DELTA: T-210 «Field mapping» 5h of 20h dan → fin"),
    ("mark B-1 --kind hard --contour back", "DELTA: B-1 hard back «Firewall engineer»"),
    ("delete B-1", "DELTA: B-1 in the trash"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "said"), CHANGES)
def test_each_change_is_one_line_and_one_step(ppm: Ppm, demo: Path, line: str, said: str) -> None:
    workspace = Workspace(Place(path=demo), "ana", AS_OF)
    assert ppm("book", "add", "DELTA", "2d", "firewall", "engineer", "w15..w16").code == 0
    before = rows_of(workspace)
    trial = ppm("book", *line.split(), "--dry-run")
    assert trial.code == 0
    assert rows_of(workspace) == before
    result = ppm("book", *line.split())
    assert (result.code, trial.out) == (0, f"would do: {result.out}")
    assert said in result.out
    assert rows_of(workspace) != before
    workspace.do(history.undo)
    assert [each for name, each in rows_of(workspace).items() if name != "counter"] == [
        each for name, each in before.items() if name != "counter"
    ]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("add NIX 2d dev w15", 4, "no project NIX"),
        ("add ATLAS 2d w15", 2, "who is it for"),
        ("add ATLAS dev w15", 2, "is no duration"),
        ("give B-9 fin", 4, "no booking B-9"),
        ("give T-111 fin", 2, "ana and dan and gia are booked on T-111: say whose"),
        ("move T-111 w15", 2, "T-111 has no slack"),
        ("split T-210 5d fin", 2, "T-210 has 20h to share"),
        ("delete T-111", 2, "T-111 is a task"),
        ("why nobody", 4, "nobody is called nobody"),
    ],
)
def test_what_is_refused_says_why(ppm: Ppm, line: str, code: int, words: str) -> None:
    ppm("book", *line.split()).only(code, words)


def test_the_list_is_of_one_person_or_project(ppm: Ppm) -> None:
    ppm("book", "add", "ATLAS", "2d", "firewall", "engineer", "w15..w16")
    rows = ppm("book", "list", "--project", "atlas", "--json").rows
    assert {row["project"] for row in rows} == {"ATLAS"}
    [made] = [row for row in rows if row["id"] == "B-1"]
    assert (made["person"], made["role"], made["task"], made["minutes"]) == (
        None, "Firewall engineer", False, 960,
    )  # fmt: skip
    rows = ppm("book", "list", "--person", "DAN", "--weeks", "2", "--json").rows
    assert {row["person"] for row in rows} == {"dan"}
    assert "T-111" in ppm("book", "list", "--person", "dan", "--weeks", "2").out
    assert ppm("book", "list", "--person", "nobody", "--json").rows == []


def test_why_somebody_is_over_and_what_would_help(ppm: Ppm) -> None:
    [found] = ppm("book", "why", "dan", "w13", "--project", "atlas", "--json").rows
    assert (found["booked_minutes"], found["over_minutes"]) == (54 * 60, 14 * 60)
    assert [(row["id"], row["own"]) for row in found["bookings"]] == [
        ("T-111", True), ("T-210", False), ("T-318", False),
    ]  # fmt: skip
    best = found["fixes"][0]
    assert (best["kind"], best["id"], best["enough"]) == ("move", "T-210", True)
    assert best["loads"] == [
        {"person": "dan", "capacity_minutes": 2400, "before_minutes": 3240, "after_minutes": 2040}
    ]
    said = ppm("book", "why", "dan", "w13").out
    assert said.startswith("dan, Mon 23 Mar - Fri 27 Mar: 54h of 40h, 14h too much\n")
    assert "start T-210 on Mon 20 Apr, within 46d of slack: dan 54h → 34h; finish stays" in said
