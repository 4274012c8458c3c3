"""Status updates: what a project manager says of a project on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Project, StatusUpdate
from ppm_tui.store.commands import notes, rows, time
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

    Percent complete, forecast finish and time spent go with it, in the same step; a note beside a
    reason becomes a note of its own. Amber and red need a reason, a reason needs a status
    (Invalid); a status that somebody else set after version `seen` is a Conflict.
    """
    reason, note = reason.strip(), note.strip()
    if reason and rag is None:
        raise Invalid("a reason belongs to a status: set one too, or write a note")
    project = rows.project(session, key)
    before = _Declared.of(project)
    if rag is not None:
        _declare(session, project, rag, reason, as_of, seen)
    _progress(session, project, percent, finish, seen)
    said = StatusUpdate.model_validate(
        {
            "project_id": project.id,
            "number": rows.next_number(session, StatusUpdate, project.id),
            "day": as_of,
            "outcome": _outcome(rag, note),
            "rag": project.rag,
            "text": reason or note,
            "by": session.info["user"],
            "percent_complete": project.percent_complete,
            "finish": project.forecast_finish,
        }
    )
    session.add(said)
    session.flush()
    changed = list(before.changes(_Declared.of(project), as_of))
    if minutes:
        time.log_time(session, project=project.key, minutes=minutes, day=as_of)
        changed.append(time.logged(minutes))
    if note:
        changed.append("note")
    if reason and note:
        notes.add(session, project=project.key, text=note, as_of=as_of)
    text = ", ".join(changed) or f"{before.rag or 'checked'}, no change"
    return Done(f"{project.key}: {text}", refs=(project.key,))


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a manager has said of a project."""

    rag: Rag | None
    reason: str
    percent: int | None
    finish: date | None

    @classmethod
    def of(cls, project: Project) -> "_Declared":
        return cls(
            project.rag, project.rag_reason, project.percent_complete, project.forecast_finish
        )

    def changes(self, now: "_Declared", as_of: date) -> Iterator[str]:
        """Each thing that is another now, old → new, in a few words."""
        if now.rag is not self.rag:
            yield f"{self.rag or 'no status'} → {now.rag}"
        elif now.reason != self.reason:
            yield f"{now.rag}, new reason" if now.reason else f"{now.rag}, reason gone"
        if now.percent != self.percent:
            old = "" if self.percent is None else f"{self.percent} → "
            yield f"done {old}{now.percent} %"
        if now.finish != self.finish:
            old = "" if self.finish is None else f"{formats.day(self.finish, as_of)} → "
            yield f"finish {old}{formats.day(now.finish, as_of)}"


def _outcome(rag: Rag | None, note: str) -> Outcome:
    if rag is not None:
        return Outcome.STATUS
    return Outcome.NOTE if note else Outcome.SAME


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
) -> None:
    if percent is not None:
        if not 0 <= percent <= 100:
            raise Invalid(f"done is 0 to 100 per cent, not {percent}")
        rows.unseen(session, project, seen, "percent_complete", percent)
        project.percent_complete = percent
    if finish is not None:
        rows.unseen(session, project, seen, "forecast_finish", finish.isoformat())
        project.forecast_finish = finish
