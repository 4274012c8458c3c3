"""The pane of a plan: what is known of the task under the cursor, and of the project around it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from ppm_tui import formats
from ppm_tui.analysis import estimates
from ppm_tui.formats import safe
from ppm_tui.store.queries.peek import Peek
from ppm_tui.store.queries.plan import TaskRow
from ppm_tui.store.queries.plan_web import Web
from ppm_tui.store.queries.project import NoteRow
from ppm_tui.store.queries.raid import RaidRow
from ppm_tui.terms import Priority, RaidKind, TaskKind, TaskStatus, Undefined
from ppm_tui.widgets.lines import Line, crop, line
from ppm_tui.widgets.peek import waiting

SPLIT = 59
"""Cells of the task's half where the project stands beside it."""
MOST = 4
"""Issues, assumptions and decisions each that the pane shows."""


def short(row: TaskRow, plan: Web, notes: Sequence[NoteRow]) -> list[Line]:
    """Three lines below the plan of a terminal of 80 columns."""
    owner, left = safe(row.owner or "nobody"), formats.minutes(row.remaining_minutes)
    who = [f"{owner}{f' {left} left' if left else ''}", _priority(row), _slack(row), _expected(row)]
    said = [_blocked(row), *_notes(row, notes)[:1]]
    return [
        line(f" {_dates(row)}   {_order(row, plan)}"),
        line(f" {_joined(who)}"),
        line(f" {_joined(said) or 'no note yet'}"),
    ]


def long(row: TaskRow, plan: Web, notes: Sequence[NoteRow]) -> list[Line]:
    """Everything of the task, one fact a line."""
    left = formats.minutes(row.remaining_minutes)
    owner = f"{safe(row.owner or 'nobody')}{f' ({left} left)' if left else ''}"
    state = f"{row.percent_complete}% {formats.word(row.status)}"
    facts = [
        _dates(row),
        f"Owner   {_joined([owner, state, _priority(row)])}",
        *([f"Blocked {safe(row.blocked_reason)}"] if _blocked(row) else []),
        f"After   {_after(row, plan) or '-'}",
        f"Blocks  {_blocks(row, plan) or '-'}",
        f"Slack   {_slack(row)}",
        *([f"Takes   {_estimate(row)}"] if row.kind is TaskKind.TASK else []),
        "",
        *(
            f"{'Notes' if not index else '':<7} {note}"
            for index, note in enumerate(_notes(row, notes) or ["none yet"])
        ),
    ]
    return [crop(line(f" {fact}"), SPLIT - 1) for fact in facts]


def raid(peek: Peek | None, entries: Sequence[RaidRow]) -> list[Line]:
    """Open risks, issues and assumptions, changes that wait, the last decisions of the project."""
    kinds = {kind: [row for row in entries if row.kind is kind] for kind in RaidKind}
    lines: list[Line] = []
    for risk in peek.risks if peek else ():
        who = formats.fit(risk.owner or "-", 5)
        text = f"{risk.ref} {risk.level} {formats.fit(risk.title, 27)}"
        lines.append(line(f"{text} {who} {risk.status.value}"))
    for kind in (RaidKind.ISSUE, RaidKind.ASSUMPTION):
        for row in [row for row in kinds[kind] if row.is_open][:MOST]:
            who = formats.fit(row.owner or "-", 5)
            text = f"{row.ref:<5} {formats.fit(row.title, 31)} {who} {row.status}"
            lines.append(line(f"{text} {formats.due(row.due, row.as_of)}"))
    for change in peek.changes if peek else ():
        text = f"{change.ref} {formats.fit(change.title, 31)} {waiting(change.status)}"
        lines.append(line(text))
    for row in kinds[RaidKind.DECISION][:MOST]:
        day = formats.day(row.due, row.as_of)
        said = f"needed by {day}" if row.is_open else f"{row.status} {day}"
        lines.append(line(f"{row.ref:<5} {formats.fit(row.title, 31)} {said}"))
    return lines or [line("nothing open")]


def _joined(parts: Sequence[str]) -> str:
    return "   ".join(part for part in parts if part)


def _priority(row: TaskRow) -> str:
    return "" if row.priority is Priority.MEDIUM else row.priority.value


def _blocked(row: TaskRow) -> str:
    is_blocked = row.status is TaskStatus.BLOCKED and row.blocked_reason
    return f"Blocked: {safe(row.blocked_reason)}" if is_blocked else ""


def _dates(row: TaskRow) -> str:
    now = _days(row.start, row.finish)
    planned = _days(row.baseline.start, row.baseline.finish) if row.baseline else ""
    slip = row.slip_days
    if planned and not isinstance(slip, Undefined) and slip:
        return f"Planned {planned}, now {now} ({formats.signed_days(slip)}){_deadline(row)}"
    return f"Planned {now or 'n/a'}{_deadline(row)}"


def _deadline(row: TaskRow) -> str:
    """The last day allowed, and by how much that is missed."""
    if row.deadline is None:
        return ""
    day = row.deadline.date()
    over = (row.finish.date() - day).days if row.finish else 0
    missed = f" ({formats.signed_days(over)})" if over > 0 else " (missed)"
    return f", by {formats.day(day, row.as_of)}{missed if row.misses_deadline else ''}"


def _days(start: datetime | None, finish: datetime | None) -> str:
    if start is None or finish is None:
        found = finish or start
        return formats.day(found.date()) if found else ""
    if start.date() == finish.date():
        return formats.day(start.date())
    if (start.year, start.month) == (finish.year, finish.month):
        return f"{start.day:02}–{formats.day(finish.date())}"
    return f"{formats.day(start.date())} – {formats.day(finish.date())}"


def _after(row: TaskRow, plan: Web) -> str:
    names = plan.by_ref
    return ", ".join(
        f"{p.ref} {safe(names[p.ref].name)}" if p.ref in names else p.ref
        for p in row.predecessors[:3]
    )


def _blocks(row: TaskRow, plan: Web) -> str:
    found = plan.waiting.get(row.ref, [])
    return ", ".join(found[:4]) + (f" +{len(found) - 4}" if len(found) > 4 else "")


def _order(row: TaskRow, plan: Web) -> str:
    after = ", ".join(p.ref for p in row.predecessors[:3])
    blocks = _blocks(row, plan)
    return _joined([f"after {after}" if after else "", f"blocks {blocks}" if blocks else ""])


def _slack(row: TaskRow) -> str:
    if isinstance(row.dates, Undefined):
        return f"Slack n/a: {row.dates.reason}"
    minutes = row.dates.total_float_minutes
    if row.percent_complete == 100:
        return "Done."
    if minutes <= 0:
        return "No slack: 1 day late here moves the finish 1 day."
    near = ", nearly critical" if row.is_near_critical else ""
    return f"{formats.minutes(minutes)} of slack{', critical' if row.is_critical else near}"


def _expected(row: TaskRow) -> str:
    """`PERT 3.3d ± 0.7d`, or nothing."""
    if isinstance(row.estimate, Undefined):
        return ""
    mean, sigma = estimates.pert_mean(row.estimate), estimates.pert_sigma(row.estimate)
    return f"PERT {formats.spread(mean, sigma)}"


def _estimate(row: TaskRow) -> str:
    """The three points, what follows from them, and how sure the planned duration is."""
    found = row.estimate
    if isinstance(found, Undefined):
        return f"n/a: {found.reason}"
    points = (found.optimistic, found.likely, found.pessimistic)
    parts = [" / ".join(formats.duration(int(point)) or "0h" for point in points), _expected(row)]
    if row.duration_minutes and not row.is_elapsed:
        share = estimates.chance(
            mean=estimates.pert_mean(found),
            sigma=estimates.pert_sigma(found),
            within=row.duration_minutes,
        )
        sure = formats.percent(Decimal(share * 100))
        parts.append(f"{sure} in {formats.duration(row.duration_minutes)}")
    return _joined(parts)


def _notes(row: TaskRow, notes: Sequence[NoteRow]) -> list[str]:
    found = [note for note in notes if note.task == row.ref]
    return [f"{formats.day(n.day, row.as_of)} {safe(n.by)}: {safe(n.text)}".strip() for n in found]
