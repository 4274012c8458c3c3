"""`ppm history`, `ppm undo`, `ppm redo`: what changed, and taking it back."""

import sys

import click

from ppm_tui import formats
from ppm_tui.cli import output, shapes
from ppm_tui.cli.invocation import Invocation, put, say
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.store.queries import log
from ppm_tui.store.queries.log import StepRow
from ppm_tui.store.reader import Connection

SHOWN = 200
"""Steps on a terminal when nobody says how many."""


@command("history", is_reading=True)
@click.argument("key", required=False, shell_complete=project_keys)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"Steps at most; else all, on a terminal {SHOWN}.",
)
def history_(invocation: Invocation, key: str | None, limit: int | None) -> None:
    """With KEY: what touched that project."""
    if invocation.is_json:
        invocation.workspace().get(_put_json, invocation, key, limit)
        return
    steps, total = invocation.workspace().get(_read, key, limit)
    for step in steps:
        at = formats.instant(step.at.astimezone())
        undone = "  (undone)" if step.state != "done" and step.kind == "do" else ""
        label = invocation.spoken(step.label)
        put(f"{step.number:>5}  {at}  {step.user}  {label}{undone}")
    if limit is None and len(steps) < total:
        say(f"{len(steps)} of {total} steps shown: ppm history --limit {total} shows all")


def _read(connection: Connection, key: str | None, limit: int | None) -> tuple[list[StepRow], int]:
    """The steps to show, and how many there are."""
    if limit is None and sys.stdout.isatty():
        return log.steps(connection, key=key, count=SHOWN), log.total(connection, key=key)
    steps = log.steps(connection, key=key, count=log.EVERYTHING if limit is None else limit)
    return steps, len(steps)


def _put_json(
    connection: Connection, invocation: Invocation, key: str | None, limit: int | None
) -> None:
    """Written while it is read: one import may have touched more rows than memory should hold."""
    count = log.EVERYTHING if limit is None else limit
    rows = log.history(connection, key=key, count=count)
    output.put_json(invocation, "history", map(shapes.step, rows))


@command("undo")
@DRY_RUN
def undo_(invocation: Invocation, dry_run: bool) -> None:
    """Refuses when somebody has changed the same since."""
    from ppm_tui.store.history import undo

    done = invocation.workspace(dry_run=dry_run).do(undo)
    output.report(invocation, done, dry_run=dry_run)


@command("redo")
@DRY_RUN
def redo_(invocation: Invocation, dry_run: bool) -> None:
    """Works until something else is changed."""
    from ppm_tui.store.history import redo

    done = invocation.workspace(dry_run=dry_run).do(redo)
    output.report(invocation, done, dry_run=dry_run)
