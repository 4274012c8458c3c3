"""From the demo's data to commands: team, projects and plans, their baselines and moves."""

from collections.abc import Iterator
from functools import cache, partial

from ppm_tui.analysis.estimates import Estimate
from ppm_tui.analysis.worktime import WorkCalendar
from ppm_tui.demo import plans, weeks
from ppm_tui.demo.days import Days
from ppm_tui.demo.people import PEOPLE, RATES
from ppm_tui.demo.shapes import Line, Sketch
from ppm_tui.store.commands import (
    baselines,
    calendars,
    people,
    projects,
    reschedule,
    task_progress,
    tasks,
)  # fmt: skip
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.commands.task_fields import TaskFields
from ppm_tui.terms import Billing, Constraint, LinkType, Minutes, Money, TaskKind

AGREED = (Billing.FIXED_FEE, Billing.NOT_TO_EXCEED, Billing.RETAINER)
"""Ways to be paid for which a sum is agreed."""
PROGRAMS = {"GROVE": "Clinic 2026", "HAVEN": "Clinic 2026", "LOTUS": "Clinic 2026"}
"""Projects that serve one aim of their client."""
SHORT = 3 * 480
"""Minutes of work that something may wait without a date of its own."""


def team(days: Days) -> Iterator[Command]:
    """Everybody, with a rate in each currency before and since New Year."""
    for who in PEOPLE:
        hours = Minutes(who.hours * 60)
        about = partial(people.add, name=who.name, key=who.key, role=who.role, week_minutes=hours)
        yield partial(about, team=who.team, target=who.target)
        for currency, per_hundred in RATES.items():
            for rate, since in ((who.rate_before, None), (who.rate, days.moved("26-01-01"))):
                yield partial(
                    people.set_rate,
                    person=who.key,
                    rate=Money(rate * per_hundred),
                    currency=currency,
                    valid_from=since,
                )


def project(sketch: Sketch, days: Days) -> Iterator[Command]:
    """A project with the plan as it was agreed, frozen as its first baseline."""
    lines = plans.PLANS[sketch.key]
    budget = Money(sum(line.cost for line in lines) * 100)
    first, last = plans.outline(lines, days)
    yield partial(
        projects.add,
        name=sketch.name,
        key=sketch.key,
        client=sketch.client,
        portfolio="Client work" if sketch.client else "Own products",
        program=PROGRAMS.get(sketch.key),
        owner=sketch.owner,
        sponsor=sketch.sponsor,
        billing=sketch.billing,
        currency=sketch.currency,
        budget_cost=budget,
        contract_value=Money(budget * 5 // 4) if sketch.billing in AGREED else None,
        budget_minutes=weeks.time_agreed(sketch, days),
        cadence=sketch.cadence,
        cadence_weekday=days.update_weekday(),
        start=first,
        finish=last,
    )
    yield reschedule.as_said
    yield from _lines(sketch.key, days, new=False)
    yield partial(baselines.set_baseline, project=sketch.key, as_of=first.date(), name="Agreed")


def replan(sketch: Sketch, days: Days) -> Iterator[Command]:
    """What has moved since the baseline, what was added, and what waits for what."""
    lines = plans.PLANS[sketch.key]
    yield reschedule.as_said
    yield from _lines(sketch.key, days, new=True)
    for line in lines:
        edit = partial(tasks.edit, ref=line.ref)
        if name := plans.WEEKENDS.get(line.ref):
            week = [calendars.WORKDAY] * 7
            yield partial(calendars.add, project=sketch.key, name=name, week=week)
            yield partial(edit, calendar=name)
        if line.ref in plans.NOW:
            start, finish = plans.today(line, days)
            yield partial(edit, start=start, finish=finish, constraint_type=Constraint.ASAP)
        if line.ref in plans.ESTIMATES:
            points = (Minutes(480 * each) for each in plans.ESTIMATES[line.ref])
            yield partial(edit, estimate=Estimate(*points))
        if line.ref in plans.DEADLINES:
            yield partial(edit, deadline=days.moved(plans.DEADLINES[line.ref]))
    yield from _links(lines, days)
    for line in lines:
        if plans.kind(line) is TaskKind.PHASE:
            yield partial(task_progress.as_planned, ref=line.ref, percent=line.done)


def _lines(key: str, days: Days, *, new: bool) -> Iterator[Command]:
    phase = None
    for line in plans.PLANS[key]:
        kind = plans.kind(line)
        about = partial(tasks.add, project=key, name=line.name, kind=kind, ref=line.ref)
        if kind is TaskKind.PHASE:
            phase = line.ref
            if not new:
                yield about
        elif line.is_new is new:
            yield partial(about, parent=phase, before=_next(key, line), **_said(line, days))


def _said(line: Line, days: Days) -> TaskFields:
    start, finish = plans.agreed(line, days)
    said: TaskFields = {
        "owner": line.owner,
        "start": start,
        "finish": finish,
        "percent": plans.EARLIER.get(line.ref, line.done),
        "constraint_type": Constraint.ASAP,
    }
    if line.ref[0] == "T":
        said["work"] = plans.work(line, days)
        said["cost"] = Money(line.cost * 100) if line.cost else None
    if line.done and (begun := plans.today(line, days)[0]).date() <= days.as_of:
        said["actual_start"] = begun
        said["actual_finish"] = finish if line.done == 100 else None
    return said


def _next(key: str, line: Line) -> str | None:
    """Before which line of its phase a line that came later stands."""
    lines = plans.PLANS[key]
    for each in lines[lines.index(line) + 1 :] if line.is_new else ():
        if each.ref[0] == "P":
            return None
        if not each.is_new:
            return each.ref
    return None


def _links(lines: tuple[Line, ...], days: Days) -> Iterator[Command]:
    spans = {line.ref: plans.today(line, days) for line in lines if line.span}
    for line in lines:
        before = plans.AFTER.get(line.ref, "").split()
        last = max(before, key=lambda ref: spans[ref][1], default=None)
        gap = 0 if last is None else _between(last, line.ref, spans)
        for each in before:
            yield _link(line.ref, each, spans, lag=gap if each == last and gap <= SHORT else 0)
        if line.span and not line.done and (last is None or gap > SHORT):
            edit = partial(tasks.edit, ref=line.ref, constraint_type=Constraint.SNET)
            yield partial(edit, constraint_date=spans[line.ref][0])


def _between(before: str, ref: str, spans: dict[str, plans.Span]) -> int:
    """Minutes of work between the end of one and the start of another, at least 0."""
    calendar = _weekends() if ref in plans.WEEKENDS else calendars.standard()
    return max(0, calendar.between(spans[before][1], spans[ref][0]))


@cache
def _weekends() -> WorkCalendar:
    return WorkCalendar([calendars.WORKDAY] * 7)


def _link(ref: str, before: str, spans: dict[str, plans.Span], lag: int) -> Command:
    """Finish to start, with a short wait as lag; start to start where the two overlap."""
    start, (begun, ended) = spans[ref][0], spans[before]
    about = partial(tasks.link, task=ref, after=before)
    if start < ended:
        waited = max(0, calendars.standard().between(begun, start))
        return partial(about, kind=LinkType.SS, lag=waited)
    return partial(about, lag=lag)
