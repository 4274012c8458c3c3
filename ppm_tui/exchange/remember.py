"""Reading a plan file with what is remembered of its headings."""

from collections.abc import Mapping
from pathlib import Path

from ppm_tui.exchange import detect
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.queries.mappings import remembered
from ppm_tui.workspace import Workspace


def read(workspace: Workspace, path: Path, chosen: Mapping[str, str] | None = None) -> PlanFile:
    """The plans of a file. What was chosen for a heading now counts, then what was before.

    `chosen` is heading to field, empty to leave a column out; the rest is guessed. Raises Invalid.
    """
    file = detect.read(path, dict(chosen) if chosen else None)
    if not file.mapping:
        return file
    known = workspace.get(remembered, headings=file.mapping) | dict(chosen or {})
    return detect.read(path, known) if known and known != file.mapping else file


def shown(file: PlanFile) -> tuple[str, ...]:
    """One line that says how the headings were read; nothing for files without headings."""
    if not file.mapping:
        return ()
    pairs = ", ".join(f"{title} = {name}" for title, name in file.mapping.items() if name)
    return (f"columns read as: {pairs}",)
