"""`ppm` and `ppm demo`: the interface, over the own portfolio or over a private demo."""

import gc
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ppm_tui import __version__
from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation, say
from ppm_tui.cli.parser import command
from ppm_tui.errors import Invalid, PpmError
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
        output.report(demo.build(place, invocation.as_of, large=large))
        return
    _refuse_without_terminal()
    from ppm_tui.store.backup import backup
    from ppm_tui.workspace import Workspace

    with tempfile.TemporaryDirectory(prefix="ppm-demo-") as folder:
        made = _made(invocation, Path(folder), large=large)
        place = Place(path=Path(folder) / "demo.db")
        backup(Place(path=made), Path(folder) / "demo.db")
        _run(invocation, Workspace(place, invocation.user, invocation.as_of))


def _made(invocation: Invocation, folder: Path, *, large: bool) -> Path:
    """The demo of this day as a file in the cache, made in the folder when it is not there."""
    import platformdirs

    from ppm_tui import demo
    from ppm_tui.store.backup import backup
    from ppm_tui.store.place import Place

    cache = platformdirs.user_cache_path("ppm", appauthor=False) / "demo"
    size = "large" if large else "small"
    kept = cache / f"{size}-{invocation.as_of.isoformat()}-{__version__}.db"
    if kept.exists():
        return kept
    say("making the demo portfolio …")
    made = folder / "new.db"
    demo.build(Place(path=made), invocation.as_of, large=large)
    with suppress(OSError, PpmError):  # a cache that cannot be written only costs time
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in cache.glob(f"{size}-*"):
            old.unlink(missing_ok=True)
        backup(Place(path=made), kept)
    return made


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
