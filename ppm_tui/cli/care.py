"""`ppm backup` and `ppm restore`: safe copies of the portfolio."""

from datetime import datetime
from pathlib import Path

import click

from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import command
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid
from ppm_tui.store import backup


@command("backup")
@click.argument("file")
def backup_(invocation: Invocation, file: str) -> None:
    """FILE is new, and readable by its owner only. Others may go on working meanwhile."""
    output.report(invocation, backup.backup(invocation.place, Path(file).expanduser()))


@command("restore")
@click.argument("file")
@DRY_RUN
def restore_(invocation: Invocation, file: str, dry_run: bool) -> None:
    """FILE is checked first. A damaged one, or one of a newer ppm, is refused."""
    if invocation.settings.readonly and not dry_run:
        raise Invalid("opened with --readonly: nothing was changed")
    now = datetime.now().astimezone()
    source = Path(file).expanduser()
    output.report(
        invocation, backup.restore(invocation.place, source, now, dry_run=dry_run), dry_run=dry_run
    )
