"""Reading a file with what is remembered of its headings."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ppm_tui.errors import Invalid
from ppm_tui.exchange import detect
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.queries.mappings import remembered
from ppm_tui.workspace import Workspace


def read(
    workspace: Workspace,
    path: Path,
    chosen: Mapping[str, str] | None = None,
    kind: str | None = None,
) -> PlanFile:
    """What a file holds. What was chosen for a heading now counts, then what was before.

    `chosen` is heading to field, empty to leave a column out; the rest is guessed. `kind` is what
    the rows of a table are, guessed too when it is not said. Raises Invalid.
    """
    file = detect.read(path, dict(chosen) if chosen else None, kind)
    if not file.mapping:
        return file
    known = workspace.get(remembered, headings=file.mapping, about=file.about) | dict(chosen or {})
    return detect.read(path, known, file.about) if known and known != file.mapping else file


def owned(file: PlanFile, person: str) -> PlanFile:
    """The file with a person as whose leave and time it is: of all events, and of every row that
    names nobody. Raises Invalid when it holds neither."""
    if not (file.leave or file.time):
        raise Invalid("--person is for leave and time, and here is none")
    leave = (replace(row, people=(person,)) if row.is_guess or not row.people else row
             for row in file.leave)  # fmt: skip
    time = (row if row.people else replace(row, people=(person,)) for row in file.time)
    return replace(file, leave=tuple(leave), time=tuple(time))


def shown(file: PlanFile) -> tuple[str, ...]:
    """One line that says how the headings were read; nothing for files without headings."""
    if not file.mapping:
        return ()
    pairs = ", ".join(f"{title} = {name}" for title, name in file.mapping.items() if name)
    return (f"columns read as: {pairs}",)
