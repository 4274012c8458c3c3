"""Status updates: what a project manager says of a project on a day."""

from datetime import date

from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import Project, StatusUpdate
from ppm_tui.store.commands import edits, notes, rows, time
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.terms import Done, Minutes, Outcome, Rag


def set_rag(
    session: Session, *, key: str, rag: Rag, reason: str, as_of: date, seen: int | None = None
) -> Done:
    """Declare a status colour. Amber and red need a reason."""
    return update(session, key=key, as_of=as_of, rag=rag, reason=reason, seen=seen)


def update(  # the card of the daily update: everything on it is one step
    session: Session,
    *,
    key: str,
    as_of: date,
    rag: Rag | None = None,
    reason: str = "",
    note: str = "",
    percent: int | None = None,
    finish: date | None = None,
    minutes: Minutes | None = None,
    over: Decision = UNDECIDED,
    seen: int | None = None,
) -> Done:
    """One status update: a status with its reason, a note, or, with neither, checked and unchanged.

    Percent complete, forecast finish and time spent go with it, in the same step; a note beside a
    reason becomes a note of its own. Amber and red need a reason, a reason needs a status
    (Invalid); a status that somebody else set after version `seen` is a Conflict.
    """
    reason, note = reason.strip(), note.strip()
    if reason and rag is None:
        raise Invalid("a reason belongs to a status: set one too, or write a note")
    project = rows.project(session, key)
    before = project.rag
    told = [] if rag is None else _declare(session, project, rag, reason, as_of, seen)
    told += _progress(session, project, percent, finish, seen)
    _record(session, project, _outcome(rag, note), reason or note, as_of)
    if minutes:
        logged = time.log_time(session, project=project.key, minutes=minutes, day=as_of, over=over)
        told.append(logged.text.removeprefix(f"{project.key}: "))
    if note:
        told.append("note")
    if reason and note:
        notes.add(session, project=project.key, text=note, as_of=as_of)
    text = ", ".join(told) or f"{before or 'checked'}, no change"
    return Done(f"{project.key}: {text}", refs=(project.key,))


def _record(session: Session, project: Project, outcome: Outcome, text: str, as_of: date) -> None:
    """Keep what was said on the day, with where the project stands by now."""
    values = {
        "project_id": project.id,
        "number": rows.next_number(session, StatusUpdate, project.id),
        "day": as_of,
        "outcome": outcome,
        "rag": project.rag,
        "text": text,
        "by": session.info["user"],
        "percent_complete": project.percent_complete,
        "finish": project.forecast_finish,
    }
    edits.make(session, StatusUpdate, values)


def _outcome(rag: Rag | None, note: str) -> Outcome:
    if rag is not None:
        return Outcome.STATUS
    return Outcome.NOTE if note else Outcome.SAME


def _declare(
    session: Session, project: Project, rag: Rag, reason: str, as_of: date, seen: int | None
) -> list[str]:
    """Set the status with its reason, and tell what is another now."""
    if rag is not Rag.GREEN and not reason:
        raise Invalid(f"{rag.value} needs a reason")
    rows.unseen(session, project, seen, "rag", rag.value)
    before, reason_before = project.rag, project.rag_reason
    if before is not rag:
        project.rag_since = as_of
    project.rag, project.rag_reason = rag, reason
    if before is not rag:
        return [f"{before or 'no status'} → {rag}"]
    if reason != reason_before:
        return [f"{rag}, new reason" if reason else f"{rag}, reason gone"]
    return []


def _progress(
    session: Session, project: Project, percent: int | None, finish: date | None, seen: int | None
) -> list[str]:
    """Set per cent done and forecast finish where they are given, and tell from what to what."""
    values: dict[str, object] = {}
    if percent is not None:
        edits.within(percent, 0, 100, "done")
        values["percent_complete"] = percent
    if finish is not None:
        values["forecast_finish"] = finish
    moved = edits.change(session, project, values, seen=seen)
    return [edits.said(session, project, moved)] if moved else []
