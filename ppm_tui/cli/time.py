"""`ppm log`, `ppm timer` and `ppm time`: time that was spent, and what is missing."""

from typing import TYPE_CHECKING

import click

from ppm_tui import columns
from ppm_tui.cli import output, shapes_time
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.over import takes_over
from ppm_tui.cli.parser import Family, command, people, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries import time_sheet
from ppm_tui.store.queries.timer import running
from ppm_tui.terms import BillState

if TYPE_CHECKING:
    from ppm_tui.store.commands.overruns import Decision

timer_ = Family("timer")
WEEKS = 4
PLACE = click.argument("place", metavar="KEY[/TASK]", shell_complete=project_keys)


def parted(place: str) -> tuple[str, str | None]:
    """Project and task of `ATLAS/T-101`; the task is None where only a project is named."""
    key, slash, task = place.partition("/")
    if not key or (slash and not task):
        raise Invalid(f"{place!r} names no task: type KEY or KEY/TASK, such as ATLAS/T-101")
    return key, task or None


def bill_state(*, no_charge: bool, no_bill: bool) -> BillState | None:
    """What the two options say of the invoice; without them it is as the task or project says."""
    if no_charge and no_bill:
        raise Invalid("--no-charge puts it on the invoice at zero, --no-bill on none: which one?")
    if no_bill:
        return BillState.DO_NOT_BILL
    return BillState.NO_CHARGE if no_charge else None


@command("log")
@PLACE
@click.argument("amount")
@click.option("--on", "day", metavar="DATE", help="The day of the work; else today.")
@click.option("--note", default="", metavar="TEXT", help="What it was for.")
@click.option("--no-charge", is_flag=True, help="On the invoice at zero, whatever the task says.")
@click.option("--no-bill", is_flag=True, help="On no invoice, whatever the task or project says.")
@takes_over
@DRY_RUN
def log_(
    invocation: Invocation,
    place: str,
    amount: str,
    day: str | None,
    note: str,
    *,
    no_charge: bool,
    no_bill: bool,
    dry_run: bool,
    over: "Decision",
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
        bill=bill_state(no_charge=no_charge, no_bill=no_bill),
        over=over,
    )
    output.report(invocation, done, dry_run=dry_run)


@timer_.member("start", "Begin to measure time on a project or a task.")
@PLACE
@DRY_RUN
def start_(invocation: Invocation, place: str, dry_run: bool) -> None:
    """One timer a user; it goes on when ppm is left."""
    from ppm_tui.store.commands import timer

    key, task = parted(place)
    done = invocation.workspace(dry_run=dry_run).do(timer.start, project=key, task=task)
    output.report(invocation, done, dry_run=dry_run)


@timer_.member("stop", "Stop measuring, and log it by the rounding rule of the settings.")
@takes_over
@DRY_RUN
def stop_(invocation: Invocation, *, dry_run: bool, over: "Decision") -> None:
    """Across midnight each day gets its part."""
    from ppm_tui.analysis.rounding import rounding_of
    from ppm_tui.store.commands import timer

    rule = rounding_of(invocation.settings.rounding)
    done = invocation.workspace(dry_run=dry_run).do(timer.stop, rounding=rule, over=over)
    output.report(invocation, done, dry_run=dry_run)


@timer_.member("show", "What the timer runs on, and since when.", is_reading=True)
def show_(invocation: Invocation) -> None:
    """Nothing, and exit 0, where none runs."""
    workspace = invocation.workspace()
    found = workspace.get(running, user=workspace.user)
    if invocation.is_json:
        rows = [] if found is None else [shapes_time.timer(found, workspace.moment())]
        output.put_json(invocation, "timer", rows)
    elif found is None:
        put("no timer runs")
    else:
        where = f"{found.project}/{found.task}" if found.task else found.project
        hours, minutes = divmod(found.minutes(workspace.moment()), 60)
        put(f"{where} {hours}:{minutes:02}")


@command("time", is_reading=True)
@click.option("--week", metavar="WEEK", help="w12, or any day in it; else this week.")
@click.option("--person", metavar="NAME", shell_complete=people, help="By key; else the user.")
@click.option("--missing", "is_missing", is_flag=True, help="Days with less time than capacity.")
def time_(invocation: Invocation, week: str | None, person: str | None, is_missing: bool) -> None:
    """With --missing: of everybody, or of one person, in the four weeks up to yesterday."""
    from ppm_tui import dates

    workspace = invocation.workspace()
    if is_missing:
        rows = workspace.get(time_sheet.missing, as_of=invocation.as_of, weeks=WEEKS, person=person)
        if invocation.is_json:
            output.put_json(invocation, "missing", [shapes_time.missing(row) for row in rows])
        else:
            output.put_table(invocation, columns.MISSING, rows)
        return
    day = dates.parse(week, as_of=invocation.as_of) if week else invocation.as_of
    sheet, _ = workspace.get(time_sheet.opened, user=workspace.user, person=person, day=day)
    if sheet is None:
        raise NotFound(f"{workspace.user} is nobody who works here: --person NAME says whose time")
    if invocation.is_json:
        output.put_json(invocation, "time", [shapes_time.sheet(sheet)])
    else:
        output.put_table(invocation, columns.TIME_SHEET, sheet.rows)
