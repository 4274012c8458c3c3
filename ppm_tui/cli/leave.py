"""`ppm person …` and `ppm leave …`: who there is, and when they work and do not."""

from datetime import date
from typing import Any

import click

from ppm_tui import columns, dates
from ppm_tui.cli import output, shapes_leave
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import Family, people
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid
from ppm_tui.store.queries import leave as absences
from ppm_tui.store.queries import names, working_time
from ppm_tui.terms import AbsenceKind, Done, Minutes

person_ = Family("person")
leave_ = Family("leave")
PERSON = click.argument("person", shell_complete=people)
NOTHING = "-"
KIND = click.option("--kind", type=click.Choice([each.value for each in AbsenceKind]),
                    help="Why; leave when nothing is said.")  # fmt: skip

ROLE = click.option("--role", metavar="R", help="What they are, such as QA.")
TEAM = click.option("--team", metavar="T", help="The team they belong to.")
SKILLS = click.option("--skills", metavar="WORDS", help="What they can do, with commas between.")
EMAIL = click.option("--email", metavar="MAIL", help="Their address.")
TARGET = click.option("--target", metavar="PERCENT", help="How much is to be billable; - for none.")


@person_.member("list", "Everybody who works.", is_reading=True)
def list_(invocation: Invocation) -> None:
    """Hours are those of a usual week."""
    rows = invocation.workspace().get(working_time.people)
    if invocation.is_json:
        output.put_json(invocation, "people", [shapes_leave.person(row) for row in rows])
    else:
        output.put_table(invocation, columns.WORKERS, rows)


@person_.member("add", "Add a person.")
@click.argument("name")
@click.option("--key", metavar="K", help="What they are called for short; else their first name.")
@ROLE
@TEAM
@SKILLS
@EMAIL
@TARGET
@DRY_RUN
def add_(
    invocation: Invocation, name: str, key: str | None, dry_run: bool, **given: str | None
) -> None:
    """NAME is the whole name."""
    from ppm_tui.store.commands.people import add

    done = invocation.workspace(dry_run=dry_run).do(add, name=name, key=key, **_fields(given))
    output.report(invocation, done, dry_run=dry_run)


@person_.member("edit", "Change what is known of a person, and when they work.")
@PERSON
@click.option("--name", metavar="N", help="The whole name.")
@ROLE
@TEAM
@SKILLS
@EMAIL
@TARGET
@click.option("--week", metavar="HOURS", help="mo-th 8h, fr 4h, or 32h for Monday to Friday.")
@click.option("--from", "since", metavar="DATE", help="The first day of that week; else always.")
@click.option("--region", metavar="R", help="Whose public holidays are off: DE-BY; - for none.")
@click.option("--availability", metavar="PERCENT", type=int, help="How much is left for plans.")
@DRY_RUN
def edit_(
    invocation: Invocation,
    person: str,
    week: str | None,
    since: str | None,
    region: str | None,
    availability: int | None,
    dry_run: bool,
    **given: str | None,
) -> None:
    """PERSON is a key or the beginning of a name. Tasks follow when working time changes."""
    from ppm_tui.store.commands import people as changes
    from ppm_tui.store.commands import steps
    from ppm_tui.store.commands import working_time as times

    as_of = invocation.as_of
    first = dates.parse(since, as_of=as_of) if since else None
    if first and week is None:
        raise Invalid("--from is the first day of a week: say which with --week")
    wanted: list[tuple[Any, dict[str, Any]]] = []
    if fields := _fields(given):
        wanted.append((changes.edit, fields))
    if week is not None:
        wanted.append((times.set_week, {"week": dates.week(week), "valid_from": first}))
    if region is not None:
        place = None if region == NOTHING else region
        wanted.append((times.set_region, {"region": place, "as_of": as_of}))
    if availability is not None:
        wanted.append((times.set_availability, {"percent": availability}))
    if not wanted:
        raise Invalid("nothing to change: say what, such as --role QA or --week 32h")
    workspace = invocation.workspace(dry_run=dry_run)
    if len(wanted) == 1:
        [(command, values)] = wanted
        done: Done = workspace.do(command, person=person, **values)
    else:
        done = workspace.do(steps.said_together, commands=[
            _given(command, person, values) for command, values in wanted
        ])  # fmt: skip
    output.report(invocation, done, dry_run=dry_run)


def _given(command: Any, person: str, values: dict[str, Any]) -> Any:
    return lambda session: command(session, person=person, **values)


def _fields(given: dict[str, str | None]) -> dict[str, Any]:
    """The fields of a person that options say. Raises Invalid."""
    found: dict[str, Any] = {name: text for name, text in given.items() if text is not None}
    target = found.pop("target", None)
    if target is not None:
        if target != NOTHING and not target.removesuffix("%").isdecimal():
            raise Invalid(f"a target is a number of per cent, not «{target}»")
        found["target"] = None if target == NOTHING else int(target.removesuffix("%"))
    return found


@leave_.member("add", "Days on which somebody is away; their tasks move.")
@PERSON
@click.argument("days")
@KIND
@click.option("--hours", metavar="TIME", help="So much less on each of these days: 4h.")
@click.option("--note", metavar="TEXT", default="", help="What it is about.")
@DRY_RUN
def leave_add_(
    invocation: Invocation,
    person: str,
    days: str,
    kind: str | None,
    hours: str | None,
    note: str,
    dry_run: bool,
) -> None:
    """DAYS are 2026-03-23..27, 23..27 mar, w13 or one day."""
    first, last = dates.span(days, as_of=invocation.as_of)
    from ppm_tui.store.commands.working_time import add_leave

    done = invocation.workspace(dry_run=dry_run).do(
        add_leave,
        person=person,
        first=first,
        last=last,
        kind=AbsenceKind(kind or AbsenceKind.LEAVE),
        minutes=_hours(hours) if hours else None,
        text=note,
    )
    output.report(invocation, done, dry_run=dry_run)


def _hours(text: str) -> Minutes:
    minutes, rest = dates.effort(text)
    if rest:
        raise Invalid(f"«{text}» are no hours: type 4h or 1h30")
    return minutes


@leave_.member("list", "Who is away when.", is_reading=True)
@click.argument("person", required=False, shell_complete=people)
def leave_list_(invocation: Invocation, person: str | None) -> None:
    """PERSON is a key or a name; without one all are listed."""
    workspace = invocation.workspace()
    key = names.meant(workspace.get(names.people), person).key if person else None
    rows = workspace.get(absences.leave, person=key)
    if invocation.is_json:
        output.put_json(invocation, "leave", [shapes_leave.leave(row) for row in rows])
    else:
        output.put_table(invocation, columns.LEAVE, rows)


@leave_.member("remove", "Take an absence back; tasks that waited for it move.")
@PERSON
@click.argument("day")
@KIND
@DRY_RUN
def leave_remove_(
    invocation: Invocation, person: str, day: str, kind: str | None, dry_run: bool
) -> None:
    """DAY is any day of it. All of the absence is removed."""
    from ppm_tui.store.commands.working_time import remove_leave

    wanted: date = dates.parse(day, as_of=invocation.as_of)
    done = invocation.workspace(dry_run=dry_run).do(
        remove_leave, person=person, day=wanted, kind=AbsenceKind(kind) if kind else None
    )
    output.report(invocation, done, dry_run=dry_run)


@leave_.member("move", "Let an absence begin on another day; tasks of both times move.")
@PERSON
@click.argument("day")
@click.argument("days", metavar="TO")
@KIND
@DRY_RUN
def leave_move_(
    invocation: Invocation, person: str, day: str, days: str, kind: str | None, dry_run: bool
) -> None:
    """DAY is any day of it. TO is the new first day, or days such as 30 mar..2 apr."""
    from ppm_tui.store.commands.working_time import move_leave

    first, last = dates.span(days, as_of=invocation.as_of)
    done = invocation.workspace(dry_run=dry_run).do(
        move_leave,
        person=person,
        day=dates.parse(day, as_of=invocation.as_of),
        first=first,
        last=None if first == last else last,
        kind=AbsenceKind(kind) if kind else None,
    )
    output.report(invocation, done, dry_run=dry_run)
