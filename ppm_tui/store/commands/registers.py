"""What issues, assumptions and decisions have in common when they are changed."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from ppm_tui.models import Assumption, Decision, Issue, Project
from ppm_tui.store.commands import edits
from ppm_tui.terms import Done

Entry = Issue | Assumption | Decision


def changed(
    session: Session, entry: Entry, values: Mapping[str, object], *, seen: int | None = None
) -> Done:
    """Set fields of an entry and say which; Conflict as in `edits.change`."""
    moved = edits.change(session, entry, values, seen=seen)
    return done(session, entry, edits.said(session, entry, moved))


def trash(session: Session, entry: Entry, as_of: date) -> Done:
    """Put an entry into the trash; undo brings it back."""
    edits.change(session, entry, {"trashed_on": as_of})
    return done(session, entry, "to the trash")


def done(session: Session, entry: Entry, text: str) -> Done:
    """What was done with an entry, under its project and title."""
    project = session.get_one(Project, entry.project_id)
    return Done(f"{project.key}: {entry.ref} «{entry.title}» {text}", refs=(entry.ref,))
