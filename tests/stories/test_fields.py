"""The field at the foot: editing a line, completing, earlier answers, drafts."""

import pytest

from ppm_tui.workspace import Workspace
from tests.stories.driver import content, opened


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        (("Home", "X"), "Xone two three"),
        (("Home", "End", "X"), "one two threeX"),
        (("Home", "Ctrl+E", "X"), "one two threeX"),
        (("Ctrl+W",), "one two "),
        (("left", "left", "Ctrl+K"), "one two thr"),
        (("left", "left", "Ctrl+U"), "ee"),
        (("Ctrl+W", "Ctrl+W", "Ctrl+W", "Ctrl+W"), ""),
        (("Home", "delete", "right", "Backspace"), "e two three"),
        (("Ctrl+A", "Ctrl+B", "Ctrl+T", "Ctrl+R", "Ctrl+V", "Ctrl+Y", "X"), "one two threeX"),
    ],
)
async def test_the_line_is_edited(demo: Workspace, keys: tuple[str, ...], typed: str) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("c")
        await ppm.type("one two three")
        for key in keys:
            await (ppm.type(key) if len(key) == 1 else ppm.press(key))
        assert ppm.typed == typed
        await ppm.press("Esc")
    assert content(demo) == before


async def test_ctrl_c_leaves_a_field_a_chooser_and_the_palette(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("c")
        await ppm.type("half")
        await ppm.press("Ctrl+C")
        assert not ppm.is_asking
        ppm.sees("Ctrl+C again quits")
        await ppm.press("s")
        ppm.app.cancelled -= 3
        await ppm.press("Ctrl+C")
        assert ppm.screen.chooser is None
        await ppm.press(":")
        ppm.app.cancelled -= 3
        await ppm.press("Ctrl+C")
        assert not ppm.palette.is_open
        await ppm.press("c")
        assert ppm.typed == "half"


async def test_a_draft_is_offered_on_its_own_row_also_after_the_screen_was_left(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        await ppm.press("j", "Enter", "G", "c")
        await ppm.type("Half a remark")
        task = ppm.cursor
        await ppm.press("Esc", "k", "c")
        assert ppm.typed == ""
        await ppm.press("Esc", "1", "2", "G")
        assert ppm.cursor == task
        await ppm.press("c")
        assert ppm.typed == "Half a remark"


async def test_earlier_answers_come_back_on_other_rows_and_what_is_typed_is_not_lost(
    demo: Workspace,
) -> None:
    async with opened(demo) as ppm:
        for text in ("Vendor late", "Waiting for steering", "Vendor late"):
            await ppm.press("j", "s", "r")
            await ppm.type(text)
            await ppm.press("Enter")
        await ppm.press("j", "s", "r")
        await ppm.type("Something")
        await ppm.press("up")
        assert ppm.typed == "Vendor late"
        await ppm.press("up")
        assert ppm.typed == "Waiting for steering"
        await ppm.press("up", "down", "down")
        assert ppm.typed == "Something"
        await ppm.press("Ctrl+U", "Esc", "c", "up")
        assert ppm.typed == ""  # notes are not reasons


async def test_tab_completes_people(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("a")
        await ppm.type("g")
        await ppm.press("Tab")
        assert ppm.typed == "gia"
        await ppm.press("Enter")
        sql = (
            "SELECT r.key FROM project p JOIN resource r ON r.id = p.owner_id WHERE p.key = 'DELTA'"
        )
        assert ppm.stored(sql) == [("gia",)]
        await ppm.press("j", "a", "Tab")
        ppm.sees("ana  ben  caro  dan")
        assert ppm.typed == ""
        await ppm.type("zzz")
        await ppm.press("Tab")
        ppm.sees("nothing to complete")


async def test_tab_completes_fields_and_values_of_a_filter(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("/")
        await ppm.type("!rag:re")
        await ppm.press("Tab")
        assert ppm.typed == "!rag:red"
        await ppm.type(",a")
        await ppm.press("Tab")
        assert ppm.typed == "!rag:red,amber"
        await ppm.type(" ow")
        await ppm.press("Tab")
        assert ppm.typed == "!rag:red,amber owner:"
        await ppm.type("k")
        await ppm.press("Tab")
        assert ppm.typed == "!rag:red,amber owner:kim"
        ppm.sees("IRIS")
        await ppm.press("Enter")
        assert ppm.table.filter_text == "!rag:red,amber owner:kim"
        await ppm.press("F", "/")
        await ppm.press("up")
        assert ppm.typed == "!rag:red,amber owner:kim"


async def test_a_date_has_nothing_to_complete(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("d")
        await ppm.type("f")
        await ppm.press("Tab")
        assert ppm.typed == "f"
        ppm.sees("nothing to complete here")


async def test_a_paste_of_several_lines_stays_whole(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await ppm.press("c")
        await ppm.paste("Zero\nsecond\x1b[2J\n")
        assert ppm.typed == "Zero ↵ second [2J"
        await ppm.press("Enter")
        assert ppm.stored("SELECT text FROM note WHERE text LIKE 'Zero%'") == [
            ("Zero\nsecond [2J",)
        ]
        await ppm.press("e", "Enter", "Ctrl+U")
        await ppm.paste("Delta\n  merge")
        assert ppm.typed == "Delta merge"
