"""Moving what the cursor or the marks are on: tasks in and out of a plan, projects to clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui.errors import Invalid
from ppm_tui.store.queries import places
from ppm_tui.store.queries.places import NamedPlace, Places
from ppm_tui.widgets.prompt import Question

if TYPE_CHECKING:
    from ppm_tui.screens.base_changes import Changes
    from ppm_tui.screens.base_project_changes import ProjectChanges
    from ppm_tui.screens.base_task_changes import TaskChanges
    from ppm_tui.store.commands.steps import Command

TASK_HELP = "> in · < out · up · down · part of a phase's name · T-111 · a project's key · - top"
STEPS = {">": "into the task above", "<": "out of its phase", "up": "one up", "down": "one down"}
CLIENT_HELP = "part of a client's name, - for none"


def ask_task(screen: TaskChanges, rows: tuple[Any, ...]) -> None:
    """Ask where these tasks go, and show what the typed text means."""
    key = screen.project_of(rows[0])
    read: list[Places] = []

    async def look() -> None:
        read.append(await screen.workspace.read(places.of_tasks, key=key))

    async def answer(text: str) -> None:
        if not read:
            await look()
        make = _moving(text, read[0])
        refs = tuple(row.ref for row in rows)
        await screen.saved(make(refs))
        screen.repeat = (f"to {text}", lambda row: make((row.ref,)))
        screen.list.move_to_key(refs[0])

    _ask(screen, rows, TASK_HELP, answer, lambda text: _task_preview(text, read))
    screen.in_background(look())  # while the text is typed


def ask_client(screen: ProjectChanges, rows: tuple[Any, ...]) -> None:
    """Ask whose projects these are, and show which client the typed text means."""
    read: list[list[NamedPlace]] = []

    async def look() -> None:
        read.append(await screen.workspace.read(places.clients))

    async def answer(text: str) -> None:
        from ppm_tui.store.commands import projects

        if not read:
            await look()
        name = _client(text, read[0])
        await screen.change_rows(
            rows,
            f"client {name or 'none'}",
            lambda row: partial(projects.edit, key=row.key, seen=row.version, client=name),
        )

    _ask(screen, rows, CLIENT_HELP, answer, lambda text: _client_preview(text, read))
    screen.in_background(look())


def _ask(
    screen: Changes,
    rows: tuple[Any, ...],
    hint: str,
    answer: Callable[[str], Awaitable[None]],
    preview: Callable[[str], str],
) -> None:
    count = f" ({len(rows)} marked)" if len(rows) > 1 else ""
    name = f"{screen.kind}.move.{','.join(screen.list.key(row) for row in rows)}"
    screen.ask(Question(f"Move to{count}", answer, name=name, preview=preview))
    screen.hint(hint)


def _moving(text: str, known: Places) -> Callable[[tuple[str, ...]], Command]:
    """The move of tasks that a typed text stands for. Raises Invalid."""
    from ppm_tui.store.commands import moves

    word = text.strip().casefold()
    if word in (">", "<"):
        change = moves.indent if word == ">" else moves.outdent
        return lambda refs: partial(change, refs=refs)
    if word in STEPS:
        return lambda refs: partial(moves.step, refs=refs, is_down=word == "down")
    place = known.find(text)
    if isinstance(place, NamedPlace):
        project = place.ref
        return lambda refs: partial(moves.to_project, refs=refs, project=project)
    parent = place.ref if place else None
    return lambda refs: partial(moves.to_phase, refs=refs, parent=parent)


def _task_preview(text: str, read: list[Places]) -> str:
    if not text.strip() or not read:
        return TASK_HELP
    if way := STEPS.get(text.strip().casefold()):
        return f"{way}   Enter moves"
    try:
        place = read[0].find(text)
    except Invalid as error:
        return str(error)
    if place is None:
        return "to the top level of the plan   Enter moves"
    what = "to the project " if isinstance(place, NamedPlace) else "into "
    return f"{what}{place.ref} {place.name}   Enter moves"


def _client(text: str, known: list[NamedPlace]) -> str | None:
    """The name of the client that a typed text stands for, a new one's as typed."""
    if text.strip() == "-":
        return None
    found = places.find_client(text, known)
    return found.name if found else text.strip()


def _client_preview(text: str, read: list[list[NamedPlace]]) -> str:
    if not text.strip() or not read:
        return CLIENT_HELP
    try:
        name = _client(text, read[0])
    except Invalid as error:
        return str(error)
    is_known = name is None or any(client.name == name for client in read[0])
    return f"{'to' if is_known else 'a new client:'} {name or 'no client'}   Enter moves"
