"""The text in one's own editor: out and back, and whatever goes wrong there changes nothing."""

import stat
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from ppm_tui.settings import Settings
from ppm_tui.workspace import Workspace
from tests.stories.driver import content, opened

SHORT = "SELECT text FROM note WHERE text LIKE 'Short%'"


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can be handed over, and nobody's own editor."""
    monkeypatch.setattr(HeadlessDriver, "can_suspend", property(lambda _: True))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


class Editor:
    """A script in the place of an editor; what it saw stands beside it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.path = folder / "an editor"
        monkeypatch.setenv("EDITOR", f"'{self.path}' --wait")

    def does(self, *lines: str) -> None:
        """Let it run these lines of shell; $2 is the file."""
        seen = f'cp -p "$2" "{self.folder}/seen"; echo "$2" > "{self.folder}/name"'
        self.path.write_text("\n".join(("#!/bin/sh", seen, *lines)) + "\n")
        self.path.chmod(0o700)

    def writes(self, text: str) -> None:
        """Let it write this text."""
        (self.folder / "text").write_text(text)
        self.does(f'cat "{self.folder}/text" > "$2"')

    @property
    def seen(self) -> str:
        """What stood in the file when it came."""
        return (self.folder / "seen").read_text()

    @property
    def mode(self) -> int:
        """Who might read and write the file."""
        return stat.S_IMODE((self.folder / "seen").stat().st_mode)

    @property
    def is_left(self) -> bool:
        """Whether the file or its folder is still there."""
        return Path((self.folder / "name").read_text().strip()).parent.exists()


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    return Editor(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("place", "table"),
    [
        ((), "note"),
        (("Enter", "j", "j"), "note"),
        (("v", "o"), "note"),
        (("0",), "status_update"),
    ],
    ids=["portfolio", "project", "overdue", "daily"],
)
async def test_pm_writes_a_long_note_in_an_editor(
    demo: Workspace, editor: Editor, place: tuple[str, ...], table: str
) -> None:
    editor.writes("Steering agreed:\n\n- two more weeks\t\n  - no new vendor\n\n")
    wanted = "Steering agreed:\n\n- two more weeks\n  - no new vendor"
    found = f"SELECT text FROM {table} WHERE text LIKE 'Steering%'"  # noqa: S608  # a table
    async with opened(demo) as ppm:
        await ppm.press(*place, "E")
        assert not ppm.is_asking
        assert "DELTA" in ppm.foot
        assert ppm.stored(found) == [(wanted,)]
        await ppm.press("u")
        assert ppm.stored(found) == []


async def test_the_file_is_private_and_gone_afterwards(demo: Workspace, editor: Editor) -> None:
    editor.writes("Called the vendor")
    async with opened(demo) as ppm:
        await ppm.press("E")
    assert editor.mode == 0o600
    assert not editor.is_left


async def test_a_half_typed_note_goes_to_the_editor_and_comes_back_into_the_field(
    demo: Workspace, editor: Editor
) -> None:
    before = content(demo)
    editor.does('echo "and agreed" >> "$2"')
    async with opened(demo) as ppm:
        await ppm.press("c")
        await ppm.type("Called them")
        await ppm.press("Ctrl+X")
        assert editor.seen == "Called them\n"
        assert ppm.typed == "Called them ↵ and agreed"
        assert content(demo) == before
        await ppm.press("Ctrl+X")
        assert editor.seen == "Called them\nand agreed\n"
        await ppm.press("Ctrl+U")
        await ppm.type("Short ↵ and sweet")
        await ppm.press("Enter")
        assert ppm.stored(SHORT) == [("Short\nand sweet",)]


async def test_lines_become_one_where_a_field_holds_one(demo: Workspace, editor: Editor) -> None:
    editor.writes("Delta\n   CRM\x1b[2J\tmerge\n")
    async with opened(demo) as ppm:
        await ppm.press("e", "Enter", "Ctrl+X")
        assert editor.seen == "Delta CRM merge\n"
        assert ppm.typed == "Delta CRM [2J    merge"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("exit 1",), "an editor failed with exit code 1: nothing was changed"),
        (
            ('echo lost > "$2"', "kill -9 $$"),
            "an editor was ended by signal 9: nothing was changed",
        ),
        ((': > "$2"',), "nothing was written"),
        (('rm "$2"',), "nothing was written"),
        (('printf "\\377\\376" > "$2"',), "not UTF-8: nothing was changed"),
        (('printf "a\\000b" > "$2"',), "no text: nothing was changed"),
    ],
    ids=["fails", "killed", "emptied", "removed", "binary", "NUL"],
)
async def test_an_editor_that_fails_changes_nothing_and_says_so(
    demo: Workspace, editor: Editor, lines: tuple[str, ...], said: str
) -> None:
    before = content(demo)
    editor.does(*lines)
    async with opened(demo, size=(100, 24)) as ppm:
        await ppm.press("E")
        assert not ppm.is_asking
        assert said in ppm.foot
        await ppm.press("c")
        assert ppm.typed == ""
        await ppm.type("mine")
        await ppm.press("Ctrl+X")
        assert ppm.typed == "mine"
        assert said in ppm.hints
        await ppm.press("Esc")
    assert content(demo) == before


async def test_an_unchanged_text_is_not_saved_again(demo: Workspace, editor: Editor) -> None:
    before = content(demo)
    editor.does("true")
    async with opened(demo) as ppm:
        await ppm.press("c")
        await ppm.type("Half of it")
        await ppm.press("Esc", "E")
        assert editor.seen == "Half of it\n"
        assert "the text is as it was" in ppm.foot
        await ppm.press("c")
        assert ppm.typed == "Half of it"
        await ppm.press("Esc")
    assert content(demo) == before


async def test_a_refused_text_stays_in_the_field(demo: Workspace, editor: Editor) -> None:
    before = content(demo)
    editor.writes("not a number")
    async with opened(demo) as ppm:
        await ppm.press("P", "Ctrl+X")
        assert ppm.typed == "not a number"
        await ppm.press("Enter")
        assert "NOT SAVED: a whole number is needed" in ppm.hints
        await ppm.press("Esc", "P")
        assert ppm.typed == "not a number"
        await ppm.press("Esc")
    assert content(demo) == before


async def test_a_note_that_cannot_be_saved_is_a_draft(demo: Workspace, editor: Editor) -> None:
    editor.writes("Two\nlines")
    demo.readonly = True
    async with opened(demo) as ppm:
        await ppm.press("E")
        assert "NOT SAVED: opened with --readonly" in ppm.hints
        assert ppm.typed == "Two ↵ lines"
        await ppm.press("Esc", "c")
        assert ppm.typed == "Two ↵ lines"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "VISUAL",
            "no-such-editor -f",
            "VISUAL names no-such-editor, and there is no such program",
        ),
        ("EDITOR", "'vi", "EDITOR cannot be read: No closing quotation"),
        ("PATH", "/nowhere", "no editor was found: set EDITOR"),
    ],
)
async def test_without_an_editor_one_message_says_what_to_set(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    async with opened(demo, size=(100, 24)) as ppm:
        await ppm.press("E")
        ppm.sees(said)
        assert not ppm.is_asking


async def test_keys_typed_ahead_of_the_editor_do_nothing_after_it(
    demo: Workspace, editor: Editor
) -> None:
    before = content(demo)
    editor.does("exit 1")
    async with opened(demo) as ppm:
        await ppm.burst("E", "x", "j")
        assert ppm.cursor == "DELTA"
    assert content(demo) == before


async def test_several_lines_are_one_line_in_every_list(demo: Workspace, editor: Editor) -> None:
    editor.writes("Vendor late\n\x1b[31mand gone")
    for size in ((80, 24), (120, 40), (200, 60), (45, 16)):
        async with opened(demo, size=size) as ppm:
            await ppm.press("s", "r", "Ctrl+X", "Enter")
            await ppm.press("i", "i", "Enter", "c", "Ctrl+X", "Enter", "i", "i", "0")
            for text in ppm.lines:
                assert "\x1b" not in text
            reason = ppm.project("DELTA", "rag_reason")[0]
            assert reason == "Vendor late\n [31mand gone"


async def test_in_ascii_the_line_end_is_a_slash(demo: Workspace, editor: Editor) -> None:
    editor.writes("Two\nlines")
    async with opened(demo, settings=Settings(glyphs="ascii")) as ppm:
        await ppm.press("0", "r", "Ctrl+X")
        ppm.sees("Reason: Two / lines", "Reason   Two / lines_")
        assert ppm.text.isascii()
        await ppm.press("Enter")
        assert ppm.project("DELTA", "rag_reason") == ("Two\nlines",)
