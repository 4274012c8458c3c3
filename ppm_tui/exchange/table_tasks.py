"""A table of tasks to the plan of one project."""

from dataclasses import replace
from datetime import datetime

from ppm_tui.exchange import cell_links, cell_words, table_outline
from ppm_tui.exchange.cell_dates import DAY_END, DAY_START
from ppm_tui.exchange.cell_values import Duration
from ppm_tui.exchange.sheet import is_blank, quoted
from ppm_tui.exchange.table_columns import Columns, at
from ppm_tui.exchange.table_outline import Outline
from ppm_tui.store.plan_rows import Plan, PlanAssignment, PlanBaseline, PlanResource, PlanTask
from ppm_tui.terms import Constraint, Minutes, TaskKind, TaskStatus

WORDY = ("status", "priority", "type", "milestone", "project")
NO_DURATION = Duration(Minutes(0), "d")
MARKS = {"yes", "ja", "true", "wahr", "1", "x", "y", "j"}
INACTIVE = {"no", "nein", "false", "falsch", "0"}
FINISH_CONSTRAINTS = {Constraint.MFO, Constraint.FNET, Constraint.FNLT}


def plan(columns: Columns, stem: str) -> Plan:
    """One project named after the file, a row a task; what cannot be is refused in the findings.

    Empties the rows as it goes: table and plan together would take twice the memory.
    """
    outline = table_outline.read(columns)
    client = _client(columns)
    resources, assignments = _staffing(columns, outline)
    phases = _Phases(columns, outline)
    parents = {parent for parent in outline.parents if parent is not None}
    tasks: list[PlanTask] = []
    for index in range(len(columns.rows)):
        if phase := phases.opened_by(index):
            tasks.append(phase)
        tasks.append(_task(columns, outline, index, phases, is_phase=index in parents))
        columns.rows[index].cells.clear()
    return Plan(
        source_id=f"table:{stem}",
        name=stem,
        client=client,
        currency=columns.currency,
        resources=resources,
        tasks=tuple(tasks),
        assignments=assignments,
    )


class _Phases:
    """A phase for each value of the phase column, above the rows that have no other parent."""

    def __init__(self, columns: Columns, outline: Outline) -> None:
        self._columns, self._outline = columns, outline
        self._opened: set[str] = set()

    def of(self, index: int) -> str | None:
        name = self._columns.text("phase", index)
        return f"phase:{name}" if name and self._outline.parents[index] is None else None

    def opened_by(self, index: int) -> PlanTask | None:
        uid = self.of(index)
        if uid is None or uid in self._opened:
            return None
        self._opened.add(uid)
        return PlanTask(uid=uid, name=uid.removeprefix("phase:"), kind=TaskKind.PHASE)


def _task(
    columns: Columns, outline: Outline, index: int, phases: _Phases, *, is_phase: bool
) -> PlanTask:
    parent = outline.parents[index]
    unplaced = columns.unplaced.get(index, ())
    task = PlanTask(
        uid=outline.uids[index],
        name=outline.names[index],
        parent_uid=phases.of(index) if parent is None else outline.uids[parent],
        kind=TaskKind.PHASE if is_phase else _kind(columns, index),
        wbs=columns.text("wbs", index),
        is_active=columns.text("active", index).lower() not in INACTIVE,
        priority=cell_words.priority(columns.cell("priority", index)),
        notes=columns.raw_text("notes", index),
        owner=columns.text("owner", index),
        predecessors=outline.links[index],
        baselines=_baselines(columns, index),
        source=columns.source(index) | columns.kept(index, *WORDY, *unplaced),
    )
    return _with_figures(_with_dates(task, columns, index), columns, index)


def _with_dates(task: PlanTask, columns: Columns, index: int) -> PlanTask:
    """The task with its dates, planned and actual, and what binds them."""
    start, finish = _span(columns, index, task.kind)
    constraint, constraint_date = _constraint(columns, index)
    duration = at(columns.spans, "duration", index) or NO_DURATION
    return replace(
        task,
        start=start,
        finish=finish,
        duration_minutes=None if duration is NO_DURATION else duration.minutes,
        duration_unit=duration.unit,
        is_elapsed=duration.is_elapsed,
        is_estimated=duration.is_estimated,
        actual_start=at(columns.dates, "actual_start", index),
        actual_finish=at(columns.dates, "actual_finish", index),
        deadline=at(columns.dates, "deadline", index),
        constraint=constraint,
        constraint_date=constraint_date,
    )


def _with_figures(task: PlanTask, columns: Columns, index: int) -> PlanTask:
    """The task with its work, its money and how far it is."""
    status, percent = _progress(columns, index, task.actual_finish)
    return replace(
        task,
        status=status,
        percent_complete=percent,
        percent_work=at(columns.percents, "percent_work", index),
        work_minutes=_minutes(columns, "work", index),
        actual_work_minutes=_minutes(columns, "actual_work", index),
        remaining_work_minutes=_minutes(columns, "remaining_work", index),
        cost=at(columns.money, "cost", index),
        fixed_cost=at(columns.money, "fixed_cost", index),
        actual_cost=at(columns.money, "actual_cost", index),
        remaining_cost=at(columns.money, "remaining_cost", index),
    )


def _kind(columns: Columns, index: int) -> TaskKind:
    span = at(columns.spans, "duration", index)
    said = columns.text("milestone", index).lower()
    is_marked = said in MARKS or columns.text("type", index).lower() in cell_words.MILESTONES
    is_instant = span is not None and span.minutes == 0
    return TaskKind.MILESTONE if is_marked or is_instant else TaskKind.TASK


def _span(columns: Columns, index: int, kind: TaskKind) -> tuple[datetime | None, datetime | None]:
    start, finish = at(columns.dates, "start", index), at(columns.dates, "finish", index)
    if start and finish and kind is TaskKind.MILESTONE and start.date() == finish.date():
        finish = start
    if start and finish and finish < start:
        text = f'column "{columns.heading("finish")}": the finish is before the start'
        columns.findings.refuse(columns.line(index), text)
    return start, finish


def _progress(columns: Columns, index: int, actual_finish: datetime | None) -> tuple[str, int]:
    """The status, and the percentage: all, when it is not given and the task is done."""
    word = cell_words.meaning(columns.cell("status", index), cell_words.STATUS)
    status = word or (str(TaskStatus.DONE) if actual_finish else "")
    percent = at(columns.percents, "percent_complete", index)
    if percent is None:
        percent = 100 if status == TaskStatus.DONE else 0
    return status, percent


def _constraint(columns: Columns, index: int) -> tuple[Constraint, datetime | None]:
    cell = columns.cell("constraint", index)
    day = at(columns.dates, "constraint_date", index)
    if is_blank(cell):
        return Constraint.ASAP, None
    word = cell_words.meaning(cell, cell_words.CONSTRAINTS)
    if not word:
        text = f'column "{columns.heading("constraint")}": {quoted(cell)} is no constraint'
        columns.findings.refuse(columns.line(index), text)
        return Constraint.ASAP, None
    kind = Constraint(word)
    if day and kind in FINISH_CONSTRAINTS and day.time() == DAY_START:
        day = datetime.combine(day, DAY_END)
    return kind, None if kind in {Constraint.ASAP, Constraint.ALAP} else day


def _minutes(columns: Columns, name: str, index: int) -> Minutes | None:
    span = at(columns.spans, name, index)
    return span.minutes if span else None


def _baselines(columns: Columns, index: int) -> tuple[PlanBaseline, ...]:
    baseline = PlanBaseline(
        number=0,
        start=at(columns.dates, "baseline_start", index),
        finish=at(columns.dates, "baseline_finish", index),
        duration_minutes=_minutes(columns, "baseline_duration", index),
        work_minutes=_minutes(columns, "baseline_work", index),
        cost=at(columns.money, "baseline_cost", index),
    )
    return () if baseline == PlanBaseline(number=0) else (baseline,)


def _client(columns: Columns) -> str:
    """The client that all rows name; several are no client of one project."""
    named = {columns.text("client", index) for index in range(len(columns.rows))} - {""}
    if len(named) > 1:
        columns.findings.note(
            "several clients in one project, kept with each row", columns.heading("client")
        )
        for index in range(len(columns.rows)):
            columns.unplaced.setdefault(index, set()).add("client")
    return named.pop() if len(named) == 1 else ""


def _staffing(
    columns: Columns, outline: Outline
) -> tuple[tuple[PlanResource, ...], tuple[PlanAssignment, ...]]:
    resources: dict[str, PlanResource] = {}
    assignments = []
    for index, task in enumerate(outline.uids):
        for name, units in cell_links.resources(columns.text("resources", index)):
            uid = f"name:{name}"
            resources.setdefault(uid, PlanResource(uid, name))
            assignments.append(PlanAssignment(f"{task}/{name}", task, uid, units))
    return tuple(resources.values()), tuple(assignments)
