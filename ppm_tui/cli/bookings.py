"""`ppm book …`: who is booked for what, why somebody is over, and changing it."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from ppm_tui import columns, dates, formats
from ppm_tui.cli import output, shapes_bookings
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import Family, people, project_keys, task_refs
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.exchange import booking_words, plan_words
from ppm_tui.store.queries import booking_list, fixes, overload
from ppm_tui.terms import BookingKind, Contour

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command

book_ = Family("book")

REF = click.argument("ref", metavar="BOOKING", shell_complete=task_refs)
NAME = click.argument("name", shell_complete=people)
OF = click.option("--of", "person", metavar="NAME", shell_complete=people,
                  help="Whose work, where several people are on a task.")  # fmt: skip
KIND = click.option("--kind", type=click.Choice([each.value for each in BookingKind]),
                    help="hard: agreed; soft: not yet.")  # fmt: skip
CONTOUR = click.option("--contour", type=click.Choice([each.value for each in Contour]),
                       help="Evenly, most of it first, or most of it last.")  # fmt: skip
WEEKS = 8
SUNDAY = timedelta(days=6)


@book_.member("add", "Keep time free for a project, of a person or of a role.")
@click.argument("key", shell_complete=project_keys)
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--role", metavar="TEXT", help="Anybody with this role.")
@click.option("--skill", metavar="TEXT", help="Anybody with this skill.")
@click.option("--text", default="", metavar="TEXT", help="What it is for.")
@CONTOUR
@DRY_RUN
def add_(
    invocation: Invocation,
    key: str,
    words: tuple[str, ...],
    role: str | None,
    skill: str | None,
    text: str,
    contour: str | None,
    dry_run: bool,
) -> None:
    """KEY is a project. WORDS are `2d firewall engineer w15..w16` or `16h @dan mon..fri hard`."""
    from ppm_tui.store.commands import bookings

    wanted, kind = booking_words.parse(" ".join(words), as_of=invocation.as_of)
    wanted = replace(wanted, role=role or wanted.role, skill=skill or wanted.skill)
    contoured = Contour(contour) if contour else Contour.FLAT
    add = partial(bookings.add, project=key, wanted=wanted, kind=kind)
    _run(invocation, dry_run, partial(add, contour=contoured, text=text))


@book_.member("give", "Somebody else does it, or somebody what nobody had yet.")
@REF
@NAME
@OF
@DRY_RUN
def give_(invocation: Invocation, ref: str, name: str, person: str | None, dry_run: bool) -> None:
    """BOOKING is a booking, B-3, or what people do of a task, T-111."""
    from ppm_tui.store.commands import bookings

    _run(invocation, dry_run, partial(bookings.give, ref=ref, to=name, person=person))


@book_.member("move", "To other days; a task starts later within its slack.")
@REF
@click.argument("when", nargs=-1, required=True, metavar="WHEN...")
@OF
@DRY_RUN
def move_(
    invocation: Invocation, ref: str, when: tuple[str, ...], person: str | None, dry_run: bool
) -> None:
    """WHEN is a day or days: `6 apr`, `w15`, `mon..wed`. Of a task only the first day counts."""
    from ppm_tui.store.commands import bookings

    first, last = dates.days(" ".join(when), as_of=invocation.as_of)
    is_task = person is None and not ref.strip().upper().startswith("B-")
    move = partial(bookings.move, ref=ref, first=first, as_of=invocation.as_of, person=person)
    _run(invocation, dry_run, partial(move, last=None if is_task or last == first else last))


@book_.member("shrink", "It takes less time.")
@REF
@click.argument("time")
@OF
@DRY_RUN
def shrink_(invocation: Invocation, ref: str, time: str, person: str | None, dry_run: bool) -> None:
    """TIME is what it takes now: 16h, 2d. The work of a task is less by the same."""
    from ppm_tui.store.commands import bookings

    minutes = plan_words.work(time)
    _run(invocation, dry_run, partial(bookings.shrink, ref=ref, minutes=minutes, person=person))


@book_.member("split", "Somebody else does a part of it in the same days.")
@REF
@click.argument("time")
@NAME
@OF
@DRY_RUN
def split_(
    invocation: Invocation, ref: str, time: str, name: str, person: str | None, dry_run: bool
) -> None:
    """TIME is how much goes to NAME: 16h, 2d."""
    from ppm_tui.store.commands import bookings

    split = partial(bookings.split, ref=ref, to=name, minutes=plan_words.work(time))
    _run(invocation, dry_run, partial(split, person=person))


@book_.member("mark", "Agreed or not yet, and how it lies in its days.")
@REF
@KIND
@CONTOUR
@OF
@DRY_RUN
def mark_(
    invocation: Invocation,
    ref: str,
    kind: str | None,
    contour: str | None,
    person: str | None,
    dry_run: bool,
) -> None:
    """BOOKING is a booking, B-3, or what people do of a task, T-111."""
    from ppm_tui.store.commands import bookings

    mark = partial(bookings.mark, ref=ref, person=person)
    mark = partial(mark, kind=BookingKind(kind) if kind else None)
    _run(invocation, dry_run, partial(mark, contour=Contour(contour) if contour else None))


@book_.member("delete", "A booking goes to the trash; ppm undo brings it back.")
@click.argument("ref", metavar="BOOKING")
@DRY_RUN
def delete_(invocation: Invocation, ref: str, dry_run: bool) -> None:
    """BOOKING is a booking without a task, B-3."""
    from ppm_tui.store.commands import bookings

    _run(invocation, dry_run, partial(bookings.trash, ref=ref, as_of=invocation.as_of))


@book_.member("list", "What is booked in the weeks to come.", is_reading=True)
@click.option("--person", metavar="NAME", shell_complete=people, help="Of one person, by key.")
@click.option("--project", metavar="KEY", shell_complete=project_keys, help="Of one project.")
@click.option("--weeks", type=click.IntRange(1, 260), default=WEEKS, show_default=True,
              help="So many, this week the first.")  # fmt: skip
def list_(invocation: Invocation, person: str | None, project: str | None, weeks: int) -> None:
    """Work of tasks and bookings without a task, by their first day."""
    monday = invocation.as_of - timedelta(days=invocation.as_of.weekday())
    rows = invocation.workspace().get(
        booking_list.listed,
        first=monday,
        last=monday + timedelta(weeks=weeks - 1) + SUNDAY,
        person=person.casefold() if person else None,
        project=project.upper() if project else None,
    )
    if invocation.is_json:
        output.put_json(invocation, "bookings", [shapes_bookings.booking(row) for row in rows])
    else:
        output.put_table(invocation, columns.BOOKINGS, rows)


@book_.member("why", "Why somebody has too much to do, and what would help.", is_reading=True)
@click.argument("person", shell_complete=people)
@click.argument("when", nargs=-1, metavar="[WHEN]...")
@click.option("--project", metavar="KEY", shell_complete=project_keys,
              help="Whose project asks: its own work is offered first.")  # fmt: skip
def why_(invocation: Invocation, person: str, when: tuple[str, ...], project: str | None) -> None:
    """PERSON is a key. WHEN is a week or days, `w13` or `w13..w14`; else this week."""
    text = " ".join(when) or formats.week(invocation.as_of)
    first, last = dates.days(text, as_of=invocation.as_of)
    found = invocation.workspace().get(
        overload.explained,
        person=person,
        first=first,
        last=last,
        as_of=invocation.as_of,
        project=project,
    )
    if invocation.is_json:
        output.put_json(invocation, "overload", [shapes_bookings.overload(found)])
    else:
        _put_why(invocation, found)


def _put_why(invocation: Invocation, found: overload.Explained) -> None:
    days = f"{formats.weekday(found.first)} - {formats.weekday(found.last)}"
    over = f", {formats.minutes(found.over)} too much" if found.over else ""
    load = f"{formats.minutes(found.booked)} of {formats.minutes(found.capacity)}"
    put(f"{found.person.row.key}, {days}: {load}{over}")
    for each in found.off:
        put(f"  off {_days(each.first, each.last)}: {each.name}")
    for line in found.lines:
        where = f"{line.row.ref}  {line.row.project}  {formats.minutes(line.minutes)}"
        critical = "  critical" if line.is_critical else ""
        put(f"  {where}  {_days(line.first, line.last)}  {line.row.name}{critical}")
    for forced in found.forced:
        much = (
            f"{formats.minutes(forced.work)} must be done, {formats.minutes(forced.capacity)} can"
        )
        put(f"  {_days(*overload.window(forced))}: {much}")
    for fix in fixes.fixes(found):
        put(invocation.spoken(f"  {fix.label}: {', '.join(map(_load, fix.loads))}; {fix.finish}"))


def _days(first: date, last: date) -> str:
    return f"{formats.day(first)} - {formats.day(last)}"


def _load(each: fixes.Load) -> str:
    return f"{each.person} {formats.minutes(each.before)} → {formats.minutes(each.after)}"


def _run(invocation: Invocation, dry_run: bool, command: "Command") -> None:
    done = invocation.workspace(dry_run=dry_run).do(command)
    output.report(invocation, done, dry_run=dry_run)
