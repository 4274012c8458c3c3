"""`ppm history`, `ppm undo`, `ppm redo`: what changed, and taking it back."""

import click

from ppm_tui import formats
from ppm_tui.cli import output, shapes
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.store.queries.log import COUNT, history


@command("history", is_reading=True)
@click.argument("key", required=False, shell_complete=project_keys)
@click.option(
    "-n", "--number", "count", default=COUNT, metavar="N", help=f"Steps at most; else {COUNT}."
)
def history_(invocation: Invocation, key: str | None, count: int) -> None:
    """With KEY: what touched that project."""
    steps = invocation.workspace().get(
        history, key=key, count=count, is_brief=not invocation.is_json
    )
    if invocation.is_json:
        output.put_json(invocation, "history", [shapes.step(step) for step in steps])
        return
    for step in steps:
        at = formats.instant(step.at.astimezone())
        undone = "  (undone)" if step.state != "done" and step.kind == "do" else ""
        put(f"{step.number:>5}  {at}  {step.user}  {step.label}{undone}")


@command("undo")
@DRY_RUN
def undo_(invocation: Invocation, dry_run: bool) -> None:
    """Refuses when somebody has changed the same since."""
    from ppm_tui.store.history import undo

    output.report(invocation.workspace(dry_run=dry_run).do(undo), dry_run=dry_run)


@command("redo")
@DRY_RUN
def redo_(invocation: Invocation, dry_run: bool) -> None:
    """Works until something else is changed."""
    from ppm_tui.store.history import redo

    output.report(invocation.workspace(dry_run=dry_run).do(redo), dry_run=dry_run)
