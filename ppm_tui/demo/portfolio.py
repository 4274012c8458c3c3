"""From the demo's data to commands: team, projects and plans, their baselines and moves."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from ppm_tui.demo import plans_amber, plans_green, plans_red
from ppm_tui.demo.days import FRIDAY, Days
from ppm_tui.demo.people import PEOPLE, RATES
from ppm_tui.demo.shapes import Line, Sketch
from ppm_tui.store.commands import baselines, calendars, people, projects, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.commands.task_fields import TaskFields
from ppm_tui.terms import Constraint, LagKind, LinkType, Minutes, Money, TaskKind

PLANS = plans_red.PLANS | plans_amber.PLANS | plans_green.PLANS
AFTER = plans_red.AFTER | plans_amber.AFTER | plans_green.AFTER
NOW = plans_red.NOW | plans_amber.NOW | plans_green.NOW
DEADLINES = {"M-7": "26-05-02"}
KINDS = {"P": TaskKind.PHASE, "T": TaskKind.TASK, "M": TaskKind.MILESTONE}
SHORT_GAP = 3 * 480
DAILY_HOURS = 5
Span = tuple[datetime, datetime]


def team(days: Days) -> Iterator[Command]:
    """Everybody, with a rate in each currency before and since New Year."""
    for who in PEOPLE:
        hours = Minutes(who.hours * 60)
        yield partial(people.add, name=who.name, key=who.key, role=who.role, week_minutes=hours)
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
    lines = PLANS[sketch.key]
    budget = Money(sum(line.cost for line in lines) * 100)
    first, last = _agreed(lines, days)
    yield partial(
        projects.add,
        name=sketch.name,
        key=sketch.key,
        client=sketch.client,
        owner=sketch.owner,
        sponsor=sketch.sponsor,
        billing=sketch.billing,
        currency=sketch.currency,
        budget_cost=budget,
        budget_minutes=Minutes(sum(_work(line, days) for line in lines)),
        cadence=sketch.cadence,
        cadence_weekday=days.update_weekday(),
        start=first,
        finish=last,
    )
    yield from _lines(sketch.key, days, new=False)
    yield partial(baselines.set_baseline, project=sketch.key, as_of=first.date(), name="Agreed")


def replan(sketch: Sketch, days: Days) -> Iterator[Command]:
    """What has moved since the baseline, what was added, and what waits for what."""
    lines = PLANS[sketch.key]
    yield from _lines(sketch.key, days, new=True)
    for line in lines:
        if line.ref in NOW:
            start, finish = _today(line, days)
            elapsed = start.weekday() > FRIDAY and line.ref[0] == "T"
            yield partial(tasks.edit, ref=line.ref, start=start, finish=finish, is_elapsed=elapsed)
        if line.ref in DEADLINES:
            yield partial(tasks.edit, ref=line.ref, deadline=days.moved(DEADLINES[line.ref]))
    yield from _links(lines, days)


def _lines(key: str, days: Days, *, new: bool) -> Iterator[Command]:
    phase = None
    for line in PLANS[key]:
        kind = KINDS[line.ref[0]]
        about = partial(tasks.add, project=key, name=line.name, kind=kind, ref=line.ref)
        if kind is TaskKind.PHASE:
            phase = line.ref
            if not new:
                yield partial(about, percent=line.done)
        elif line.is_new is new:
            yield partial(about, parent=phase, before=_next(key, line), **_said(line, days))


def _said(line: Line, days: Days) -> TaskFields:
    start, finish = _span(line.span, KINDS[line.ref[0]], days)
    said: TaskFields = {
        "owner": line.owner,
        "start": start,
        "finish": finish,
        "percent": line.done,
    }
    if line.ref[0] == "T":
        said["work"] = _work(line, days)
        said["cost"] = Money(line.cost * 100) if line.cost else None
    return said


def _next(key: str, line: Line) -> str | None:
    """Before which line of its phase a line that came later stands."""
    lines = PLANS[key]
    for each in lines[lines.index(line) + 1 :] if line.is_new else ():
        if each.ref[0] == "P":
            return None
        if not each.is_new:
            return each.ref
    return None


def _span(text: str, kind: TaskKind, days: Days) -> Span:
    first, _, last = text.partition(" ")
    start, finish = days.moved(first), days.moved(last or first)
    if kind is TaskKind.MILESTONE:
        return calendars.finishing(finish), calendars.finishing(finish)
    return calendars.starting(start), calendars.finishing(finish)


def _today(line: Line, days: Days) -> Span:
    return _span(NOW.get(line.ref, line.span), KINDS[line.ref[0]], days)


def _agreed(lines: tuple[Line, ...], days: Days) -> Span:
    """First start and last finish of what goes into the baseline."""
    spans = [
        _span(line.span, KINDS[line.ref[0]], days)
        for line in lines
        if line.span and not line.is_new
    ]
    return min(start for start, _ in spans), max(finish for _, finish in spans)


def _work(line: Line, days: Days) -> Minutes:
    """Work of a task: as given, else some hours of each of its days."""
    if not line.span or line.ref[0] != "T":
        return Minutes(0)
    if line.hours:
        return Minutes(round(line.hours * 60))
    start, finish = _span(line.span, TaskKind.TASK, days)
    return Minutes(calendars.standard().between(start, finish) * DAILY_HOURS // 8)


def _links(lines: tuple[Line, ...], days: Days) -> Iterator[Command]:
    spans = {line.ref: _today(line, days) for line in lines if line.span}
    for ref, (start, _) in spans.items():
        before = AFTER.get(ref, "").split()
        for each in before:
            yield _link(ref, each, spans)
        ends = [spans[each][1] for each in before]
        if not ends or calendars.standard().between(max(ends), start) > SHORT_GAP:
            yield partial(
                tasks.edit, ref=ref, constraint_type=Constraint.SNET, constraint_date=start
            )


def _link(ref: str, before: str, spans: dict[str, Span]) -> Command:
    """Finish to start, with a short wait as lag; start to start where the two overlap."""
    start, (begun, ended) = spans[ref][0], spans[before]
    count = calendars.standard().between
    about = partial(tasks.link, task=ref, after=before)
    if start < ended:
        return partial(about, kind=LinkType.SS, lag=max(0, count(begun, start)))
    if start.weekday() > FRIDAY:
        lag = int((start - ended).total_seconds()) // 60
        return partial(about, lag=lag, lag_kind=LagKind.ELAPSED)
    gap = count(ended, start)
    return partial(about, lag=gap if gap <= SHORT_GAP else 0)
