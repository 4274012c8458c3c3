"""The timer of the user: what they work on right now, logged when it stops."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.analysis.rounding import Rounding, split
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Project, Step, Task, Timer
from ppm_tui.store.commands import edits, time
from ppm_tui.store.commands.charging import charging, refuse_closed
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.commands.steps import several
from ppm_tui.store.commands.time import Entry
from ppm_tui.terms import Done


def start(session: Session, *, project: str, task: str | None = None) -> Done:
    """Begin to measure, from the moment of this step on.

    One timer a user, and nothing that has ended (Invalid).
    """
    running = _running(session)
    if running is not None:
        where = time.named(*_where(session, running))
        raise Invalid(f"the timer runs on {where}: ppm timer stop logs it first")
    row, place = time.where(session, project, task)
    refuse_closed(session, row, place)
    edits.make(
        session,
        Timer,
        {
            "user": session.info["user"],
            "project_id": row.id,
            "task_id": place.id if place else None,
            "started": _now(session).isoformat(timespec="seconds"),
        },
    )
    return Done(f"{time.named(row, place)}: timer started", refs=(row.key,))


def stop(session: Session, *, rounding: Rounding, over: Decision = UNDECIDED) -> Done:
    """Log what was measured, by the rule, each day its part; NotFound where nothing runs.

    Nothing is logged of what is less than half a step. What ended meanwhile is refused (Invalid):
    reopen it, or start over elsewhere after an undo.
    """
    running = _running(session)
    if running is None:
        raise NotFound("no timer runs: T on a row, or ppm timer start KEY")
    project, task = _where(session, running)
    begun = datetime.fromisoformat(running.started).astimezone()
    ended = _now(session).astimezone()
    parts = split(begun, ended, rounding)
    session.delete(running)
    end, over_told = "", ""
    if parts:
        refuse_closed(session, project, task)
        who, ref = time.user_key(session), task.ref if task else None
        made = [Entry(project.key, day, minutes, who, ref) for day, minutes in parts]
        logged = time.log(session, made, over)
        end = "".join(dict.fromkeys(time.paid_by(priced, told) for priced, told in logged))
        over_told = several(told for _, told in logged)
    measured = max(0, int((ended - begun).total_seconds()) // 60)
    total = sum(minutes for _, minutes in parts)
    if not total:
        short = f"timer stopped after {measured}m, too short to log"
        return Done(f"{time.named(project, task)}: {short}", refs=(project.key,))
    days = f" on {len(parts)} days" if len(parts) > 1 else ""
    said = f"{_rounded(measured, total, rounding)} logged{days}"
    words = charging(session, project, task).words
    text = f"{time.named(project, task)}: {said}{words}{end}"
    return Done(text, refs=(project.key,), over=over_told, aside="" if over_told else end)


def toggle(
    session: Session,
    *,
    project: str,
    task: str | None = None,
    rounding: Rounding,
    over: Decision = UNDECIDED,
) -> Done:
    """Stop the timer that runs here, else log what runs elsewhere and start here; one step."""
    running = _running(session)
    if running is None:
        return start(session, project=project, task=task)
    where, place = _where(session, running)
    is_here = where.key == project.upper() and (place.ref if place else None) == task
    stopped = stop(session, rounding=rounding, over=over)
    if is_here:
        return stopped
    session.flush()
    started = start(session, project=project, task=task)
    refs = (*stopped.refs, *started.refs)
    text = f"{started.text}; {stopped.text}"
    refs = tuple(dict.fromkeys(refs))
    return Done(text, refs=refs, over=stopped.over, aside=stopped.aside)


def _rounded(measured: int, total: int, rounding: Rounding) -> str:
    """`42m, rounded up to 45m`."""
    if measured == total:
        return formats.minutes(total)
    way = "up " if rounding.is_up else ""
    return f"{formats.minutes(measured)}, rounded {way}to {formats.minutes(total)},"


def _now(session: Session) -> datetime:
    """The moment of this step, by the clock of the log."""
    return session.get_one(Step, session.info["step"]).at


def _running(session: Session) -> Timer | None:
    query = sa.select(Timer).where(col(Timer.user) == session.info["user"])
    return session.scalars(query).first()


def _where(session: Session, timer: Timer) -> tuple[Project, Task | None]:
    return session.get_one(Project, timer.project_id), time.task_of(session, timer)
