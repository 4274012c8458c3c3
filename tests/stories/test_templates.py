"""A project manager and templates: a project within a minute, a plan kept for the next time."""

from ppm_tui.store.commands import templates
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.stories.driver import Driver, content, opened


async def choose(ppm: Driver, name: str) -> None:
    """The list of templates, by way of the palette, with the cursor on one."""
    await ppm.press("1", ":")
    await ppm.type("from a temp")
    await ppm.press("Enter")
    assert ppm.screen.kind == "templates"
    ppm.table.list.move_to_key(name)
    await ppm.settle()


async def test_pm_makes_a_project_from_a_template_in_a_few_keys(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await choose(ppm, "Server refresh")
        ppm.sees("Templates   5 of 5", "23     5     6   70d  336h ppm", "Server refresh ───")
        ppm.count = 0
        await ppm.press("Enter")
        await ppm.type("Weston servers client:kite @ana")
        assert ppm.hints.startswith(" project: Weston servers   client kite   owner ana")
        await ppm.press("Enter")
        assert ppm.typed == "2026-03-17"
        await ppm.press("Ctrl+U")
        await ppm.type("mon")
        await ppm.until(lambda: "finish" in ppm.hints)
        assert ppm.hints.startswith(" start Mon 23 Mar 2026   finish 26 Jun, 7 roles open")
        await ppm.press("Enter")
        assert ppm.count == 4
        assert ppm.screen.kind == "project"
        ppm.sees("WESTON Weston servers", "Assess and design", "7 roles open.  u undo")
        [(client, owner)] = ppm.stored(
            "SELECT c.name, r.key FROM project p JOIN client c ON c.id = p.client_id"
            " JOIN resource r ON r.id = p.owner_id WHERE p.key = 'WESTON'"
        )
        assert (client, owner) == ("kite", "ana")
        await ppm.press("1", "u")
        ppm.sees("undo: ", "finish 26 Jun.  U redo")
    assert content(demo) == before


async def test_what_cannot_be_said_of_the_project_is_refused_and_kept(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await choose(ppm, "Server refresh")
        await ppm.press("Enter")
        await ppm.type("Weston due:fri")
        await ppm.press("Enter")
        assert "NOT SAVED: the finish follows from the plan" in ppm.hints
        assert ppm.typed == "Weston due:fri"
        await ppm.press("Ctrl+U")
        await ppm.type("Weston")
        await ppm.press("Enter", "Ctrl+U")
        await ppm.type("someday")
        await ppm.press("Enter")
        assert "NOT SAVED" in ppm.hints
        await ppm.press("Esc")
        assert ppm.screen.kind == "templates"
    assert content(demo) == before


async def test_pm_keeps_a_plan_as_a_template_and_uses_it_again(demo: Workspace) -> None:
    before = content(demo)
    async with opened(demo) as ppm:
        await ppm.press("Home", "j", "Enter", ":")
        await ppm.type("save the plan")
        await ppm.press("Enter")
        assert ppm.typed == "Atlas ERP rollout"
        await ppm.press("Enter")
        ppm.sees("ATLAS: kept as template", "9 tasks, 2 milestones, 5 risks")
        await ppm.press(":", *"templ", "Enter")
        ppm.sees("Templates   6 of 6")
        assert ppm.row("Atlas ERP rollout").endswith(" own")
        await ppm.press("Home", "X", "y")
        ppm.sees("template «Atlas ERP rollout» deleted", "Templates   5 of 5")
        await ppm.press("u")
        ppm.sees("Templates   6 of 6")
        await ppm.press("u")
        ppm.sees("Templates   5 of 5")
        await ppm.press("X")
        ppm.sees("this one comes with ppm and stays")
    assert content(demo) == before


async def test_names_of_templates_are_shown_as_they_are(demo: Workspace) -> None:
    demo.do(templates.save, key="ATLAS", name="[/b] [red]x\u202e")
    async with opened(demo, size=(45, 16)) as ppm:
        await choose(ppm, "[/b] [red]x\u202e")
        ppm.sees("[/b] [red]x")
        ppm.misses("\u202e")
        assert demo.as_of == AS_OF
