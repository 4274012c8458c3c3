"""The commands that do what was proposed against too much work."""

from datetime import date
from functools import partial

from ppm_tui import formats
from ppm_tui.store.commands import bookings, changes
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries.fixes import Fix, FixKind


def command(fix: Fix, *, person: str, as_of: date) -> Command:
    """The command of a proposal for somebody, one undoable step.

    Done as a dry run it says what becomes of the finish of the project.
    """
    row = fix.line.row
    part = row.id if row.source == "assignment" else None
    if fix.kind is FixKind.GIVE:
        return partial(bookings.give, ref=row.ref, to=fix.to, assignment=part)
    if fix.kind is FixKind.SPLIT:
        about = partial(bookings.split, ref=row.ref, to=fix.to, minutes=fix.minutes)
        return partial(about, assignment=part)
    if fix.kind is FixKind.SHRINK:
        return partial(bookings.shrink, ref=row.ref, minutes=fix.minutes, assignment=part)
    if fix.kind is FixKind.ASK:
        much = formats.minutes(fix.minutes)
        title = f"{row.ref} {row.name}".strip() + f": {person} has {much} too much"
        return partial(changes.add, project=row.project, title=title, as_of=as_of)
    assert fix.first is not None
    later = partial(bookings.move, ref=row.ref, first=fix.first, as_of=as_of)
    if fix.last is None:  # the task itself, with all who work on it
        return later
    return partial(later, last=fix.last, assignment=part)
