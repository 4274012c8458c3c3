"""The tabs of a project: gone through with Tab, acted on where they are, nothing of another one."""

import pytest

from ppm_tui import tabs
from ppm_tui.store.commands import issues, projects, risks
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import Driver, content, opened

COUNTS = {"raid": 7, "people": 7, "changes": 2}


def strip(here: str, **counts: int) -> str:
    """The tabs of ATLAS in the demo, the one of this name in brackets."""
    known: dict[str, object] = {"": "", **COUNTS, **counts}
    found = []
    for tab in tabs.TABS:
        text = f"{tab.label} {known[tab.count]}".strip()
        found.append(f"[{text}]" if tab.name == here else text)
    return " " + "  ".join(found)


async def in_tab(ppm: Driver, name: str, project: str = "ATLAS") -> None:
    ppm.table.list.move_to_key(project)
    await ppm.press("Enter", *["Tab"] * tabs.NAMES.index(name))
    assert ppm.screen.kind == name


async def on(ppm: Driver, ref: str) -> None:
    ppm.table.list.move_to_key(ref)
    await ppm.settle()


async def test_pm_goes_through_all_tabs_and_back(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_tab(ppm, "project")
        assert ppm.lines[1] == f"{strip('project'):<58} finish 08 Apr (+12d)"
        seen = []
        for _ in tabs.TABS:
            await ppm.press("Tab")
            seen.append(ppm.screen.kind)
            assert len(ppm.app.screen_stack) == 2
            assert ppm.lines[1].count("[") == 1
            ppm.sees("Portfolio › ATLAS Atlas ERP rollout", "finish 08 Apr (+12d)")
        assert seen == [*tabs.NAMES[1:], "project"]
        await ppm.press("Shift+Tab", "Shift+Tab")
        ppm.sees(strip(tabs.NAMES[-2]))
        await ppm.burst("Tab", "Tab", "Tab", "j", "Tab")
        assert ppm.screen.kind == "project_people"
        assert len(ppm.app.screen_stack) == 2
        await ppm.press("Esc")
        assert ppm.screen.kind == "portfolio"
        assert ppm.cursor == "ATLAS"


@pytest.mark.parametrize("key", ["Esc", "Backspace", "q"])
async def test_back_leads_from_every_tab_to_where_the_project_was_opened(
    demo: Workspace, key: str
) -> None:
    async with opened(demo) as ppm:
        for name in tabs.NAMES:
            await in_tab(ppm, name)
            await ppm.press(key)
            assert ppm.screen.kind == "portfolio"
        await ppm.press("v", "t")
        await in_tab(ppm, "project_log")
        await ppm.press(key)
        assert ppm.screen.kind == "timeline"


async def test_places_visited_hold_the_tabs_and_where_their_cursors_were(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_tab(ppm, "project_raid")
        await on(ppm, "R-036")
        await ppm.press("Tab", "-")
        assert (ppm.screen.kind, ppm.cursor) == ("project_raid", "R-036")
        await ppm.press("=")
        assert ppm.screen.kind == "project_people"
        await ppm.press("-", "-", "-")
        assert ppm.screen.kind == "portfolio"
        await ppm.press("=", "=", "2")
        assert ppm.screen.kind == "project"
        assert ppm.app.last_project == "ATLAS"


async def test_pm_mitigates_a_risk_and_closes_one_in_the_raid_tab(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo, size=(120, 40)) as ppm:
        await in_tab(ppm, "project_raid")
        await on(ppm, "R-038")
        await ppm.press("s", "m")
        await ppm.type("Two more testers")
        await ppm.press("Enter")
        ppm.sees("R-038: open → mitigating, saved.", "[RAID 7]")
        assert "mitigating" in ppm.row("R-038")
        await on(ppm, "R-029")
        await ppm.press("x")
        await ppm.type("Drivers replaced")
        await ppm.press("Enter")
        ppm.sees(strip("project_raid", raid=6))
        ppm.misses("R-029 M 6")
        await ppm.press("f", "x")
        assert "closed" in ppm.row("R-029")
        await ppm.press("Shift+Tab")
        ppm.sees(strip("project", raid=6))
        await ppm.press("u", "u")
        ppm.sees(strip("project"))
    assert content(demo) == before


async def test_keys_act_on_each_kind_as_in_its_register(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_tab(ppm, "project_raid")
        await ppm.press("p")
        await ppm.type("33")
        ppm.sees("likelihood", "M9")
        await ppm.press("Enter")
        assert "M 9" in ppm.row("R-044")
        await ppm.press("d")
        await ppm.type("25 mar")
        await ppm.press("Enter")
        assert ppm.stored("SELECT due FROM risk WHERE ref = 'R-044'") == [("2026-03-25",)]
        await on(ppm, "I-017")
        await ppm.press("p")
        ppm.sees("only a risk has a score")
        await ppm.press("a")
        await ppm.type("gia")
        await ppm.press("Enter")
        assert " gia " in ppm.row("I-017")
        await ppm.press("X", "y")
        ppm.sees("I-017 «Tax codes wrong in load 3» to the trash", "[RAID 6]")
        await ppm.press("Home", "Space", "G", "Space", "x")
        ppm.sees("mark rows of one kind for that")


async def test_pm_adds_to_the_project_and_the_strip_counts_it(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_tab(ppm, "project_raid")
        await ppm.press("n", "r")
        await ppm.type("Print server fails p2 i2")
        await ppm.press("Enter")
        ppm.sees("[RAID 8]", "Print server fails")
        await ppm.press("I")
        await ppm.type("Dongle lost")
        await ppm.press("Enter")
        ppm.sees("[RAID 9]", "Dongle lost")
        await ppm.press("C")
        await ppm.type("More printers")
        await ppm.press("Enter")
        ppm.sees("Changes 3")


async def test_enter_opens_the_register_there_and_esc_leads_back(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_tab(ppm, "project_raid")
        for ref, place in (("R-036", "risks"), ("A-02", "issues")):
            await on(ppm, ref)
            await ppm.press("Enter")
            assert (ppm.screen.kind, ppm.cursor) == (place, ref)
            await ppm.press("Esc")
            assert (ppm.screen.kind, ppm.cursor) == ("project_raid", ref)
        await ppm.press("Tab", "Enter")
        assert (ppm.screen.kind, ppm.cursor) == ("resources", "gia")


async def test_pm_sees_who_works_on_the_project_and_what_is_left(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_tab(ppm, "project_people")
        assert ppm.row("dan").split()[:7] == ["dan", "Dan", "Rusu", "Dev", "49h", "192h", "41h"]
        assert "█135!" in ppm.row("dan")
        assert ppm.table.list.keys[0] == "gia"
        ppm.misses("kim")


async def test_pm_approves_a_request_in_the_changes_tab(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_tab(ppm, "project_changes")
        assert ppm.table.list.keys == ("CR-11", "CR-08")
        await ppm.press("s", "r")
        await ppm.type("Next year")
        await ppm.press("Enter")
        assert "rejected" in ppm.row("CR-11")


async def test_pm_reads_the_log_and_adds_to_it(demo: Workspace) -> None:
    async with opened(demo, size=(120, 40)) as ppm:
        await in_tab(ppm, "project_log")
        await ppm.press("t")
        await ppm.type("2h steering")
        await ppm.press("Enter", "c")
        await ppm.type("Steering agreed")
        await ppm.press("Enter")
        top = ppm.lines[3:5]
        assert "17 Mar note   ana" in top[0]
        assert "2h steering" in top[1]
        days = [row.day for row in ppm.table.list.rows]
        assert days == sorted(days, reverse=True)
        await ppm.press("f", "s", "j")
        ppm.sees("kind:status")
        await ppm.press("Enter")
        ppm.sees("i shows the whole text")
        await ppm.press("f", "t", "Home", "Enter")
        ppm.sees("Time log › ana")
        await ppm.press("Esc", "f", "n", "j", "Enter")
        assert (ppm.screen.kind, ppm.cursor) == ("project", "T-111")
        assert len(ppm.app.screen_stack) == 2


async def test_palette_offers_the_other_tabs_with_the_keys_of_the_nearest(demo: Workspace) -> None:
    async with opened(demo) as ppm:
        await in_tab(ppm, "project_raid")
        await ppm.press(":")
        offered = {entry.label: entry.key for entry in ppm.palette.entries if entry.about == "tab"}
        others = {f"{tab.label} of ATLAS": "" for tab in tabs.TABS if tab.label != "RAID"}
        assert offered == others | {"Plan of ATLAS": "Shift+Tab", "People of ATLAS": "Tab"}
        await ppm.type("log of")
        await ppm.press("Enter")
        assert ppm.screen.kind == "project_log"


async def test_nothing_of_another_project_is_seen_in_any_tab(demo: Workspace) -> None:
    """DELTA has risks, issues, requests, time and notes of its own, for another client."""
    async with opened(demo, size=(120, 60)) as ppm:
        await in_tab(ppm, "project")
        for name in tabs.NAMES[1:]:
            await ppm.press("Tab")
            if name == "project_raid":
                await ppm.press("f", "x")
            shown = list(ppm.table.list.rows)
            keys = {row.project for row in shown if hasattr(row, "project")}
            assert keys <= {"ATLAS"}
            ppm.misses("DELTA", "R-031", "I-012", "A-03", "D-06", "CR-09")
        await ppm.press("1")
        await in_tab(ppm, "project_log")
        of_log = "SELECT COUNT(*) FROM time_entry e JOIN project p ON p.id = e.project_id"
        [(count,)] = ppm.stored(f"{of_log} WHERE p.key = 'ATLAS' AND e.minutes > 0")
        assert sum(row.kind == "time" for row in ppm.table.list.rows) == count


async def test_a_project_with_nothing_says_so_in_each_tab(workspace: Workspace) -> None:
    workspace.do(projects.add, name="Quay", key="QUAY")
    async with opened(workspace) as ppm:
        await ppm.press("Enter")
        ppm.sees(strip("project", raid=0, people=0, changes=0), "No tasks yet")
        said = {
            "project_raid": "Nothing is open: n adds a risk",
            "project_people": "Nobody yet",
            "project_changes": "No change was asked for yet",
            "project_log": "Nothing yet: c writes a note",
        }
        for name in tabs.NAMES[1:]:
            await ppm.press("Tab")
            ppm.sees(said.get(name, ""))


@pytest.mark.parametrize("width", [40, 45, 60, 79])
async def test_a_narrow_strip_names_this_tab_and_the_next(demo: Workspace, width: int) -> None:
    async with opened(demo, size=(width, 16)) as ppm:
        await in_tab(ppm, "project")
        for name in tabs.NAMES:
            here, after = tabs.beside(name, 0), tabs.beside(name, 1)
            assert f"[{here.label}" in ppm.lines[1]
            assert f"Tab {after.label}" in ppm.lines[1]
            assert "finish 08 Apr" in ppm.lines[1]
            await ppm.press("Tab")


@pytest.mark.parametrize("width", [80, 120])
async def test_figures_of_the_strip_are_never_cut(workspace: Workspace, width: int) -> None:
    workspace.do(projects.add, name="Quay", key="QUAY")
    for number in range(120):
        workspace.do(risks.add, project="QUAY", title=f"Risk {number}", as_of=AS_OF)
    workspace.do(issues.add, project="QUAY", title="Leak", as_of=AS_OF)
    async with opened(workspace, size=(width, 24)) as ppm:
        await ppm.press("Enter", "Tab")
        ppm.sees(strip("project_raid", raid=121, people=0, changes=0), "finish n/a")
