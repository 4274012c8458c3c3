"""`ppm log`: time that was spent, each call one step."""

import click

from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid

PLACE = click.argument("place", metavar="KEY[/TASK]", shell_complete=project_keys)


def parted(place: str) -> tuple[str, str | None]:
    """Project and task of `ATLAS/T-101`; the task is None where only a project is named."""
    key, slash, task = place.partition("/")
    if not key or (slash and not task):
        raise Invalid(f"{place!r} names no task: type KEY or KEY/TASK, such as ATLAS/T-101")
    return key, task or None


@command("log")
@PLACE
@click.argument("amount")
@click.option("--on", "day", metavar="DATE", help="The day of the work; else today.")
@click.option("--note", default="", metavar="TEXT", help="What it was for.")
@click.option("--no-charge", is_flag=True, help="Not charged, whatever the task or project says.")
@DRY_RUN
def log_(
    invocation: Invocation,
    place: str,
    amount: str,
    day: str | None,
    note: str,
    no_charge: bool,
    dry_run: bool,
) -> None:
    """AMOUNT is `2h30`, `1.5h` or `45m`. It is the time of the user."""
    from ppm_tui import dates
    from ppm_tui.store.commands.time import log_time

    minutes, words = dates.effort(amount)
    if words:
        raise Invalid(f"«{words}» is too much: AMOUNT is 2h30 or 45m, --note says what for")
    key, task = parted(place)
    done = invocation.workspace(dry_run=dry_run).do(
        log_time,
        project=key,
        task=task,
        minutes=minutes,
        day=dates.parse(day, as_of=invocation.as_of) if day else invocation.as_of,
        text=note,
        is_charged=False if no_charge else None,
    )
    output.report(invocation, done, dry_run=dry_run)
