"""`ppm task outline`: a plan as a text to edit, and back."""

import os
import sys
from functools import partial
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

import click

from ppm_tui.cli import output
from ppm_tui.cli.files import refuse_database, write
from ppm_tui.cli.invocation import Invocation, is_terminal, say
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Conflict, Invalid, PpmError
from ppm_tui.exchange import outline
from ppm_tui.store.queries import outline as plans

if TYPE_CHECKING:
    from ppm_tui.terms import Done

SUMMARY = "A plan as text: print it, edit it, apply it."
LARGEST = 50_000_000
"""Bytes of a text that is read."""


@command("outline", summary=SUMMARY)
@click.argument("key", shell_complete=project_keys)
@click.option("--edit", is_flag=True, help="In $EDITOR; says what would change, and asks.")
@click.option("-o", "--output", "target", metavar="FILE", help="Write it there; else to stdout.")
@click.option("--apply", "source", metavar="FILE", help="Make the plan as the text says; - stdin.")
@click.option("--yes", is_flag=True, help="Do not ask after --edit.")
@DRY_RUN
def outline_(
    invocation: Invocation,
    key: str,
    edit: bool,
    target: str | None,
    source: str | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """KEY is a project. Its first lines explain the text. A line that goes is a deleted task.

    All that differs is one step. It is refused when the plan has changed since it was printed.
    """
    if [edit, target is not None, source is not None].count(True) > 1:
        raise click.UsageError("only one of --edit, --output and --apply")
    if source is not None:
        _apply(invocation, key, _read(source), dry_run=dry_run)
    elif edit:
        if not (yes or dry_run or is_terminal()):
            raise click.UsageError("nobody is there to be asked: --yes is missing")
        _edit(invocation, key, asks=not (yes or dry_run), dry_run=dry_run)
    else:
        _print(invocation, key, target)


def _print(invocation: Invocation, key: str, target: str | None) -> None:
    text = outline.text(invocation.workspace().get(plans.outline, key=key))
    if target is None or target == "-":
        print(text if output.shows(text) else outline.in_ascii(text), end="")
        return
    refuse_database(invocation.place.path, Path(target))
    write(Path(target), [text])
    say(f"written: {target}")


def _read(source: str) -> str:
    if source == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with Path(source).open("rb") as file:
            data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Invalid(f"{source} is larger than {LARGEST // 10**6} MB: no plan is")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{source} is not UTF-8: {error.reason}") from error


def _apply(invocation: Invocation, key: str, text: str, *, dry_run: bool) -> None:
    output.report(invocation, _do(invocation, key, text, dry_run=dry_run), dry_run=dry_run)


def _do(invocation: Invocation, key: str, text: str, *, dry_run: bool) -> "Done":
    from ppm_tui.store.commands import outlining

    wanted = outline.read(text, as_of=invocation.as_of)
    change = partial(outlining.apply_outline, key=key, wanted=wanted, as_of=invocation.as_of)
    return invocation.workspace(dry_run=dry_run).do(change)


def _edit(invocation: Invocation, key: str, *, asks: bool, dry_run: bool) -> None:
    """Edit until it is applied, or given up; what was written then stays in a file."""
    from ppm_tui.terminal import editor

    before = text = outline.text(invocation.workspace().get(plans.outline, key=key))
    while True:
        text = editor.run(editor.command(os.environ), text, file=f"{key.lower()}.txt")
        if not outline.has_tasks(text) or text == before.rstrip("\n"):
            say("nothing was changed")
            return
        try:
            if not asks or _is_wanted(invocation, key, text):
                _apply(invocation, key, text, dry_run=dry_run)
            else:
                say(f"not applied; what you wrote is in {_kept(text)}")
            return
        except PpmError as error:
            if isinstance(error, Conflict) or not asks or not _again(invocation, error):
                raise type(error)(f"{error}; what you wrote is in {_kept(text)}") from error


def _is_wanted(invocation: Invocation, key: str, text: str) -> bool:
    """Tell what would change and ask."""
    output.report(invocation, _do(invocation, key, text, dry_run=True), dry_run=True)
    return click.confirm("Apply?", default=False, err=True)


def _again(invocation: Invocation, error: PpmError) -> bool:
    say(invocation.spoken(f"ppm: {error}"))
    return click.confirm("Edit again?", default=True, err=True)


def _kept(text: str) -> str:
    """A new file with what was written, for its author only."""
    number, name = mkstemp(prefix="ppm-", suffix=".txt")
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
    return name
