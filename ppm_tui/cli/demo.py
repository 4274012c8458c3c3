"""`ppm` and `ppm demo`: the interface, over the own portfolio or over a private demo."""

import gc
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation, say
from ppm_tui.cli.parser import command
from ppm_tui.errors import Invalid
from ppm_tui.formats import ASCII

if TYPE_CHECKING:
    from ppm_tui.workspace import Workspace

DEPTHS = {"16": "standard", "256": "256", "true": "truecolor"}


def interface(invocation: Invocation) -> None:
    """Open the terminal interface on the portfolio of this command line."""
    if invocation.is_json:
        raise click.UsageError("--json needs a command: ppm --help lists them")
    _run(invocation, invocation.workspace())


@command("demo")
@click.option("--large", is_flag=True, help="1,000 projects and 100,000 tasks.")
@click.option("--write", "target", metavar="FILE", help="Only make the database.")
def demo_(invocation: Invocation, large: bool, target: str | None) -> None:
    """Its dates follow the as-of day; the same day gives the same content."""
    from ppm_tui import demo
    from ppm_tui.store.place import Place

    if target is not None:
        place = Place(path=Path(target).expanduser())
        output.report(invocation, demo.build(place, invocation.as_of, large=large))
        return
    _refuse_without_terminal()
    from ppm_tui.demo import copies
    from ppm_tui.workspace import Workspace

    with tempfile.TemporaryDirectory(prefix="ppm-demo-") as folder:
        place = copies.copy_into(
            Path(folder),
            invocation.as_of,
            large=large,
            making=lambda: say("making the demo portfolio …"),
        )
        _run(invocation, Workspace(place, invocation.user, invocation.as_of))


def _refuse_without_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Invalid("the interface needs a terminal: ppm --help lists the commands for scripts")


def _run(invocation: Invocation, workspace: "Workspace") -> None:
    _refuse_without_terminal()
    gc.disable()  # nothing is thrown away before the first screen; the app turns it on again
    settings = invocation.settings
    if settings.color in DEPTHS:
        os.environ["TEXTUAL_COLOR_SYSTEM"] = DEPTHS[settings.color]
    from ppm_tui.app import run

    signs = "ascii" if output.glyphs_of(invocation) is ASCII else "unicode"
    raise click.exceptions.Exit(run(workspace, replace(settings, glyphs=signs)))
