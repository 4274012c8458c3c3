"""Notes: dated remarks on a project or one of its tasks."""

from datetime import date

from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import Note
from ppm_tui.store.commands import edits, rows
from ppm_tui.terms import Done


def add(
    session: Session,
    *,
    project: str,
    text: str,
    as_of: date,
    task: str | None = None,
    by: str | None = None,
) -> Done:
    """A note on a project or one of its tasks, by the user unless `by` says otherwise.

    It is not empty, and the task is one of the project (Invalid).
    """
    if not text.strip():
        raise Invalid("a note needs some text")
    row = rows.project(session, project)
    about = rows.task(session, task) if task else None
    if about and about.project_id != row.id:
        raise Invalid(f"{about.ref} is not a task of {row.key}")
    values = {
        "project_id": row.id,
        "task_id": about.id if about else None,
        "number": rows.next_number(session, Note, row.id),
        "day": as_of,
        "by": by or session.info["user"],
        "text": text.strip(),
    }
    edits.make(session, Note, values)
    return Done(f"{row.key}: note added", refs=(row.key,))
