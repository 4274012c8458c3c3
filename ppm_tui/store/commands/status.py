"""Status updates: what a project manager says of a project on a day."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from ppm_tui.analysis.earned_value import EarnedValue
from ppm_tui.analysis.health import is_better
from ppm_tui.errors import Invalid, NeedsReason
from ppm_tui.models import Project, StatusUpdate
from ppm_tui.store.commands import edits, notes, reschedule, rows, time
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.queries.portfolio import PortfolioRow, overview
from ppm_tui.store.queries.resources import project_loads
from ppm_tui.terms import Done, Minutes, Money, Outcome, Rag, Undefined

TO_JUDGE = (Rag.GREEN, Rag.AMBER)
"""What may be said and be better than what the data show."""


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
    earned: Money | None = None,
    seen: int | None = None,
) -> Done:
    """One status update: a status with its reason, a note, or, with neither, checked and unchanged.

    A status that is better than the data show needs a reason (NeedsReason) and holds until the
    next update: what was overruled then is declared, unless somebody overrules it again.

    Percent complete, forecast finish and time spent go with it, in the same step; a note beside a
    reason becomes a note of its own. `earned` is the earned value of the day, where the plan of now
    does not say it. Amber and red need a reason, a reason needs a status
    (Invalid); a status that somebody else set after version `seen` is a Conflict.
    """
    reason, note = reason.strip(), note.strip()
    if reason and rag is None:
        raise Invalid("a reason belongs to a status: set one too, or write a note")
    project = rows.project(session, key)
    before = project.rag
    moved = _progress(session, project, percent, finish, seen)
    logged = None
    if minutes:
        logged = time.log_time(session, project=project.key, minutes=minutes, day=as_of, over=over)
        moved.append(logged.text.removeprefix(f"{project.key}: "))
    is_judged = rag in TO_JUDGE or (rag is None and project.rag_over is not None)
    standing = _standing(session, project, as_of, is_judged=is_judged)
    lapsed = _lapsed(project, standing) if rag is None else None
    if lapsed is not None:
        rag, reason = lapsed
    told = [] if rag is None else _declare(session, project, rag, reason, as_of, seen)
    if lapsed is not None:
        told = [f"{before} has lapsed → {rag}"]
    _overrule(project, rag, reason, standing)
    told += moved
    figures = standing.figures if earned is None else replace(standing.figures, ev=earned)
    _record(session, project, _outcome(rag, note), reason or note, as_of, figures)
    if note:
        told.append("note")
    if reason and note:
        notes.add(session, project=project.key, text=note, as_of=as_of)
    text = ", ".join(told) or f"{before or 'checked'}, no change"
    return Done(f"{project.key}: {text}", refs=(project.key,), aside=logged.aside if logged else "")


def _standing(session: Session, project: Project, as_of: date, *, is_judged: bool) -> PortfolioRow:
    """Where the project stands by its data as they are now; who is booked only if it matters."""
    session.flush()
    connection = reschedule.connection(session)
    loads = project_loads(connection, as_of=as_of) if is_judged else None
    [row] = overview(connection, as_of=as_of, key=project.key, loads=loads)
    return row


def _lapsed(project: Project, standing: PortfolioRow) -> tuple[Rag, str] | None:
    """The colour that takes the place of one that overruled the data at the last update."""
    computed = standing.computed
    if project.rag is None or project.rag_over is None or computed.rag is None:
        return None
    if not is_better(project.rag, computed.rag):
        return None
    return computed.rag, f"as computed: {computed.dimension}, {computed.reason}"


def _overrule(project: Project, rag: Rag | None, reason: str, standing: PortfolioRow) -> None:
    """Keep which computed colour a declared one overrules. Raises NeedsReason without a reason."""
    computed = standing.computed
    project.rag_over = None
    if rag is None or not is_better(rag, computed.rag):
        return
    if not reason:
        raise NeedsReason(
            f"{project.key} is computed {computed.rag} ({computed.dimension}: {computed.reason}): "
            f"why {rag}? It holds until the next update"
        )
    project.rag_over = computed.rag


def _record(
    session: Session,
    project: Project,
    outcome: Outcome,
    text: str,
    as_of: date,
    figures: EarnedValue,
) -> None:
    """Keep what was said on the day, with where the project stands by now."""
    measured = {
        name: None if isinstance(value := getattr(figures, name), Undefined) else value
        for name in ("bac", "pv", "ev", "ac")
    }
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
        **measured,
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
