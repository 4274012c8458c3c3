"""A plan as text in one's own editor, and splitting a task: shown first, one step, taken back."""

from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from ppm_tui.store.commands import tasks
from ppm_tui.workspace import Workspace
from tests.stories.driver import Driver, content, opened

LIVE = (
    "SELECT t.ref, t.name FROM task t JOIN project p ON p.id = t.project_id"
    " WHERE p.key = 'ATLAS' AND t.trashed_on IS NULL ORDER BY t.position"
)


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can be handed over."""
    monkeypatch.setattr(HeadlessDriver, "can_suspend", property(lambda _: True))
    monkeypatch.delenv("VISUAL", raising=False)


class Editor:
    """A script in the place of an editor; what it saw stands beside it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.path = folder / "editor"
        monkeypatch.setenv("EDITOR", str(self.path))

    def does(self, *lines: str) -> None:
        """Let it run these lines of shell on the file."""
        seen = f'cp "$1" "{self.folder}/seen"'
        self.path.write_text("\n".join(("#!/bin/sh", seen, *lines)) + "\n")
        self.path.chmod(0o700)

    def edits(self, *changes: str) -> None:
        """Let it change the text by commands of sed."""
        self.does(*(f"sed -i '{change}' \"$1\"" for change in changes))

    @property
    def seen(self) -> str:
        """What stood in the file when it came."""
        return (self.folder / "seen").read_text()


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    return Editor(tmp_path, monkeypatch)


async def in_plan(ppm: Driver) -> None:
    """The plan of ATLAS."""
    await ppm.press("1", "Home", "j", "Enter")
    ppm.sees("ATLAS")


async def choose(ppm: Driver, words: str) -> None:
    """Run a command of the palette."""
    await ppm.press(":")
    await ppm.type(words)
    await ppm.press("Enter")


async def outline(ppm: Driver) -> None:
    await choose(ppm, "edit the plan as text")


async def test_pm_edits_the_plan_as_text_sees_what_changes_and_applies_it(
    demo: Workspace, editor: Editor
) -> None:
    before = content(demo)
    editor.edits("s/Configuration/Settings/", "/T-121/d", "$a Archive 3d @ana after:T-130")
    async with opened(demo) as ppm:
        await in_plan(ppm)
        await outline(ppm)
        assert "  Data migration  [T-102] 20d ~80h @dan 70%\n" in editor.seen
        ppm.sees("ATLAS: what would change", "T-121 «Rehearsal» in the trash")
        ppm.sees("task T-1209 «Archive» added", "name Configuration → Settings")
        ppm.sees("finish 08 May → 13 May, +3d", "y apply")
        assert content(demo) == before
        await ppm.press("y")
        ppm.misses("what would change")
        ppm.sees("+3d, declared 08 Apr, saved.  u undo")
        rows = dict(ppm.stored(LIVE))
        assert (rows["T-101"], rows["T-1209"]) == ("Settings", "Archive")
        assert "T-121" not in rows
        await ppm.press("u")
    assert content(demo) == before


async def test_pm_leaves_the_question_and_finds_the_text_again(
    demo: Workspace, editor: Editor
) -> None:
    before = content(demo)
    editor.edits("s/Configuration/Settings/")
    async with opened(demo) as ppm:
        await in_plan(ppm)
        await outline(ppm)
        ppm.sees("what would change")
        await ppm.press("Esc")
        ppm.misses("what would change")
        assert content(demo) == before
        editor.edits("s/Integrations/Interfaces/")
        await outline(ppm)
        assert "Settings  [T-101]" in editor.seen
        ppm.sees("name Configuration → Settings", "name Integrations → Interfaces")
        editor.edits("s/Interfaces/Links/")
        await ppm.press("e")
        ppm.sees("name Integrations → Links")
        await ppm.press("y")
        assert dict(ppm.stored(LIVE))["T-103"] == "Links"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("true",), "the plan is as it was"),
        ((': > "$1"',), "the plan is as it was"),
        (("sed -i '/^ *[^#]/d' \"$1\"",), "the plan is as it was"),
        (("exit 1",), "editor failed with exit code 1: nothing was changed"),
        (("sed -i 's/@dan 70%/@dan 700%/' \"$1\"",), "NOT SAVED: line 11: done is 0 to 100"),
        (("sed -i 's/@dan 70%/@nobody 70%/' \"$1\"",), "NOT SAVED: line 11: nobody is called"),
    ],
    ids=["unchanged", "emptied", "comments only", "fails", "wrong", "refused"],
)
async def test_what_is_no_plan_changes_nothing_and_names_the_line(
    demo: Workspace, editor: Editor, lines: tuple[str, ...], said: str
) -> None:
    before = content(demo)
    editor.does(*lines)
    async with opened(demo, size=(120, 40)) as ppm:
        await in_plan(ppm)
        await outline(ppm)
        assert said in ppm.foot
        ppm.misses("what would change")
    assert content(demo) == before


async def test_a_plan_that_a_colleague_changed_meanwhile_is_a_conflict_and_the_text_is_kept(
    demo: Workspace, editor: Editor
) -> None:
    editor.edits("s/Configuration/Settings/")
    async with opened(demo, size=(120, 40)) as ppm:
        await in_plan(ppm)
        await outline(ppm)
        demo.do(tasks.edit, ref="T-103", name="Interfaces")
        before = content(demo)
        await ppm.press("y")
        assert "NOT SAVED: the plan of ATLAS was changed meanwhile" in ppm.foot
        assert content(demo) == before
        editor.does(': > "$1"')
        await outline(ppm)
        assert editor.seen.startswith("# Somebody has changed the plan since")
        assert "Settings  [T-101]" in editor.seen
        editor.edits("s/Configuration/Settings/")
        await outline(ppm)
        assert "Interfaces  [T-103]" in editor.seen
        await ppm.press("y")
        assert dict(ppm.stored(LIVE))["T-101"] == "Settings"


async def test_names_of_all_kinds_survive_the_trip(demo: Workspace, editor: Editor) -> None:
    names = ["[/b] [T-9] @dan 3d", "a\nb\x1b[2J\u202e", "#" + "x" * 10_000, " led", r"C:\{41}\new"]
    for name in names:
        demo.do(tasks.add, project="ATLAS", name="later")
        ref = demo.do(tasks.add, project="ATLAS", name=name).refs[0]
        demo.do(tasks.edit, ref=ref, name=name)
    editor.edits("s/Configuration/Settings/")
    async with opened(demo) as ppm:
        await in_plan(ppm)
        before = dict(ppm.stored(LIVE))
        await outline(ppm)
        await ppm.press("y")
        assert dict(ppm.stored(LIVE)) == before | {"T-101": "Settings"}


@pytest.mark.parametrize("size", [(45, 16), (120, 40), (200, 60)])
async def test_what_would_change_is_shown_at_every_size(
    demo: Workspace, editor: Editor, size: tuple[int, int]
) -> None:
    editor.edits("s/\\[T-1/x&/")
    async with opened(demo, size=size) as ppm:
        await in_plan(ppm)
        await outline(ppm)
        ppm.sees("what would change", "y apply")
        await ppm.press("Esc")
        ppm.misses("what would change")
        assert ppm.cursor == "P-1"


async def test_pm_splits_a_task_into_parts_and_takes_it_back(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, size=(120, 40)) as ppm:
        await in_plan(ppm)
        ppm.table.list.move_to_key("T-111")
        await choose(ppm, "split the task")
        await ppm.type("Design; Build")
        await ppm.press("Enter")
        ppm.sees("T-111 «UAT run» split into 2")
        found = ppm.stored(
            "SELECT t.name, t.duration_minutes, t.work_minutes, r.key FROM task t"
            " JOIN task p ON p.id = t.parent_id JOIN resource r ON r.id = t.owner_id"
            " WHERE p.ref = 'T-111' ORDER BY t.position"
        )
        assert found == [("Design", 1680, 1200, "gia"), ("Build", 1680, 1200, "gia")]
        await ppm.press("u")
        assert content(demo) == before
        ppm.table.list.move_to_key("M-3")
        await choose(ppm, "split the task")
        await ppm.type("A; B")
        await ppm.press("Enter")
        assert "M-3 is a milestone" in ppm.hints
    assert content(demo) == before
