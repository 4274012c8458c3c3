"""Status updates: what a project manager says of a project on a day."""

from datetime import date

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, StatusUpdate, TimeEntry
from ppm_tui.store.commands import edits, rows
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
    seen: int | None = None,
) -> Done:
    """One status update: a status with its reason, a note, or, with neither, checked and unchanged.

    Percent complete, forecast finish and time spent go with it, in the same step. Amber and red
    need a reason (Invalid); a status that somebody else set after version `seen` is a Conflict.
    """
    project = rows.project(session, key)
    before = project.rag
    if rag is not None:
        _declare(session, project, rag, reason.strip(), as_of, seen)
    told = [_label(before, rag, note), *_progress(session, project, percent, finish, seen)]
    said = StatusUpdate.model_validate(
        {
            "project_id": project.id,
            "number": rows.next_number(session, StatusUpdate, project.id),
            "day": as_of,
            "outcome": _outcome(rag, note),
            "rag": project.rag,
            "text": reason.strip() or note.strip(),
            "by": session.info["user"],
            "percent_complete": project.percent_complete,
            "finish": project.forecast_finish,
        }
    )
    session.add(said)
    session.flush()
    if minutes:
        _log_time(session, project, minutes, as_of)
        told.append(f"{formats.minutes(minutes)} logged")
    return Done(f"{project.key}: {', '.join(told)}", refs=(project.key,))


def _outcome(rag: Rag | None, note: str) -> Outcome:
    if rag is not None:
        return Outcome.STATUS
    return Outcome.NOTE if note.strip() else Outcome.SAME


def _label(before: Rag | None, rag: Rag | None, note: str) -> str:
    if rag is not None:
        return f"{before.value if before else 'no status'} → {rag.value}"
    return "note" if note.strip() else f"{before.value if before else 'checked'}, no change"


def _declare(
    session: Session, project: Project, rag: Rag, reason: str, as_of: date, seen: int | None
) -> None:
    if rag is not Rag.GREEN and not reason:
        raise Invalid(f"{rag.value} needs a reason")
    rows.unseen(session, project, seen, "rag", rag.value)
    if project.rag is not rag:
        project.rag_since = as_of
    project.rag, project.rag_reason = rag, reason


def _progress(
    session: Session, project: Project, percent: int | None, finish: date | None, seen: int | None
) -> list[str]:
    """Set per cent done and forecast finish where they are given, and tell from what to what."""
    values: dict[str, object] = {}
    if percent is not None:
        if not 0 <= percent <= 100:
            raise Invalid(f"done is 0 to 100 per cent, not {percent}")
        values["percent_complete"] = percent
    if finish is not None:
        values["forecast_finish"] = finish
    moved = edits.change(session, project, values, seen=seen)
    return [edits.said(session, project, moved)] if moved else []


def _log_time(session: Session, project: Project, minutes: Minutes, day: date) -> None:
    if not 0 < minutes <= 24 * 60:
        raise Invalid("time of a day is more than nothing and at most 24 hours")
    entry = {
        "project_id": project.id,
        "number": rows.next_number(session, TimeEntry, project.id),
        "day": day,
        "minutes": minutes,
    }
    session.add(TimeEntry.model_validate(entry))
    session.flush()
