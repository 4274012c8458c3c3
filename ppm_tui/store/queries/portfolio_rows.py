"""A row of the portfolio overview, and what follows from the sums that the database gives."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial

from ppm_tui.analysis import earned_value, health, planned_value
from ppm_tui.analysis.earned_schedule import EarnedSchedule, earned_schedule
from ppm_tui.analysis.earned_value import EarnedValue, decimal_of
from ppm_tui.analysis.health import Judged
from ppm_tui.analysis.rates import half_up
from ppm_tui.terms import CLOSED_STAGES, Cadence, Dimension, Forecast, Money, Rag, Stage, Undefined

UNIT = "calendar days"
"""What a period of earned schedule is."""
NO_FORECAST = Undefined("no finish was forecast by that day, and the plan is kept as it is now")
NOT_LOOKED_AT = Undefined("who is booked for it is not looked at here")
Load = tuple[int, str] | Undefined
"""The highest load of somebody who works on a project next week: per cent, and who that is."""
NOTHING_MEASURED = EarnedValue(*(earned_value.NO_BASELINE,) * 3, Money(0))


@dataclass(frozen=True, slots=True)
class Sums:
    """A row of the overview as the database gives it."""

    id: str
    version: int
    key: str
    name: str
    client: str | None
    client_name: str | None
    stage: Stage
    rag: Rag | None
    rag_since: date | None
    rag_reason: str
    owner: str | None
    sponsor: str
    currency: str
    ask: str
    cadence: Cadence
    cadence_weekday: int
    rank: int | None
    declared_percent: int | None
    start: datetime | None
    finish: date | None
    baseline_finish: date | None
    baseline_cost: int | None
    planned_value: str | None
    earned_hundredths: int | None
    later_tasks: int
    effort_tasks: int
    ac: int
    budget_cost: int | None
    forecast: Forecast
    done: int | None
    total: int | None
    tasks: int | None
    finished: int | None
    milestone_id: str | None
    milestone: str | None
    milestone_date: date | None
    late: int
    open_risks: int
    critical_risks: int
    top_hundredths: int | None
    rest_hundredths: int | None
    remaining: int
    unanswered: int
    open_changes: int
    waiting_cost: int
    waiting_since: date | None
    tolerance_days: int | None
    tolerance_cost: int | None
    tolerance_scope: int | None
    tolerance_load: int | None
    tolerance_risk: int | None
    last_update: date | None
    update_before: date | None
    is_past: bool

    @property
    def is_mixed(self) -> bool:
        """Whether the progress that is stored belongs to a day after the as-of day."""
        return self.is_past or self.later_tasks > 0


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One project of the overview; money in minor units of its currency, as of a day.

    `is_past` when a later day has a status update. Status, reason, declared percent and forecast
    finish are then those of the last update up to the day. Progress of tasks and dates of the plan
    are kept as they are now only: what rests on them (EV and its figures, the computed status,
    percent and finish where none was declared) is undefined then, and not passed off as that
    day's; EV also when a task began after the day. Milestones, risks and changes are today's.
    `judged` has a colour for each dimension of its health, and the computed status is the worst.
    """

    id: str
    version: int
    key: str
    name: str
    client: str | None
    client_name: str | None
    stage: Stage
    rag: Rag | None
    rag_since: date | None
    rag_reason: str
    owner: str | None
    sponsor: str
    currency: str
    ask: str
    cadence: Cadence
    cadence_weekday: int
    rank: int | None
    start: datetime | None
    finish: date | None
    baseline_finish: date | None
    ac: int
    budget_cost: int | None
    milestone_id: str | None
    milestone: str | None
    milestone_date: date | None
    late: int
    open_risks: int
    critical_risks: int
    top_risk: Decimal | None
    open_changes: int
    last_update: date | None
    update_before: date | None
    percent_complete: Decimal | Undefined
    slip_days: int | Undefined
    bac: Money | Undefined
    pv: Money | Undefined
    ev: Money | Undefined
    spi: Decimal | Undefined
    cpi: Decimal | Undefined
    eac: Decimal | Undefined
    overrun: Decimal | Undefined
    weeks: str
    as_of: date
    is_past: bool = False
    figures: EarnedValue = NOTHING_MEASURED
    schedule: EarnedSchedule | None = None
    judging: Callable[[], Iterable[Judged]] = tuple
    """What judges its health, when somebody asks: most rows are never asked."""

    @property
    def judged(self) -> tuple[Judged, ...]:
        """A colour for each dimension of its health."""
        return tuple(self.judging())

    @property
    def computed(self) -> Judged:
        """The worst dimension, or why nothing can be judged."""
        judged = self.judged
        if worst := health.overall(judged):
            return worst
        reason = judged[0].reason if judged else earned_value.NO_PROGRESS.reason
        return Judged(Dimension.SCHEDULE, None, reason)

    @property
    def rag_computed(self) -> Rag | None:
        """The status that follows from data."""
        return self.computed.rag

    @property
    def rag_why(self) -> str:
        """What decides the computed status."""
        return self.computed.reason

    @property
    def is_overruled(self) -> bool:
        """Whether its declared status is better than the data say."""
        if self.rag is None or self.rag is Rag.RED:
            return False
        return health.is_better(self.rag, self.rag_computed)

    @property
    def is_open(self) -> bool:
        """Whether it belongs to the active view."""
        return self.stage not in CLOSED_STAGES

    @property
    def is_late(self) -> bool:
        """Whether the next milestone's day has passed."""
        return self.milestone_date is not None and self.milestone_date < self.as_of

    @property
    def trend(self) -> int:
        """Whether the status is recovering (1), has got worse (-1), or neither (0)."""
        return health.trend(self.weeks)

    @property
    def is_update_due(self) -> bool:
        """Whether a status update is due today, whatever has been said today already."""
        return health.update_due(
            last=self.update_before,
            as_of=self.as_of,
            is_weekly=self.cadence is Cadence.WEEKLY,
            weekday=self.cadence_weekday,
            is_late=self.late > 0,
        )


def row_of(
    sums: Sums, told: list[tuple[str, str | None]], as_of: date, *, effort: int, load: Load
) -> PortfolioRow:
    """The row of a project: `told` is its status by day, `effort` what level of effort earned."""
    curve = planned_value.stored(sums.planned_value or "{}")
    figures = _figures(sums, curve, as_of, effort)
    schedule = scheduled(curve, figures, as_of)
    bac, eac = figures.bac, decimal_of(figures["eac"])
    overrun = bac if isinstance(bac, Undefined) else earned_value.budget_variance(bac=bac, eac=eac)
    judging = partial(_judged, sums, figures, schedule, as_of, load)
    return PortfolioRow(
        **{name: getattr(sums, name) for name in _SHARED},
        top_risk=None if sums.top_hundredths is None else Decimal(sums.top_hundredths) / 100,
        percent_complete=_percent(sums, bac, figures.ev),
        slip_days=_slip(sums),
        bac=bac,
        pv=figures.pv,
        ev=figures.ev,
        spi=decimal_of(figures["spi"]),
        cpi=decimal_of(figures["cpi"]),
        eac=eac,
        overrun=overrun,
        weeks=_weeks(told, sums.rag, as_of),
        as_of=as_of,
        figures=figures,
        schedule=schedule,
        judging=tuple if sums.is_mixed else judging,
    )


_SHARED = [
    field.name for field in fields(Sums) if field.name in {own.name for own in fields(PortfolioRow)}
]


def scheduled(
    curve: planned_value.Curve, figures: EarnedValue, as_of: date, completed: date | None = None
) -> EarnedSchedule:
    """Earned schedule in calendar days from the start of the curve; what is done stands still."""
    day = min(completed, as_of) if completed else as_of
    at = (day - curve.start).days + 1 if curve.start else 0
    known = figures.bac
    missing = known if isinstance(known, Undefined) else earned_value.NO_BUDGET
    return earned_schedule(
        curve.values, ev=figures.ev, at=at, unit=UNIT, ac=figures.ac, missing=missing
    )


def _figures(sums: Sums, curve: planned_value.Curve, as_of: date, effort: int) -> EarnedValue:
    ac = Money(sums.ac)
    if sums.baseline_cost is None:
        has_baseline = sums.planned_value is not None
        missing = earned_value.NO_BUDGET if has_baseline else earned_value.NO_BASELINE
        return EarnedValue(missing, missing, missing, ac, sums.forecast)
    ev = Money(half_up(Fraction(sums.earned_hundredths or 0, 100)) + effort)
    known = earned_value.NO_PROGRESS if sums.is_mixed else ev
    return EarnedValue(Money(sums.baseline_cost), curve.at(as_of), known, ac, sums.forecast)


def _judged(
    sums: Sums, figures: EarnedValue, schedule: EarnedSchedule, as_of: date, load: Load
) -> Iterator[Judged]:
    """Each dimension against what is tolerated of the project."""
    agreed = _tolerances(sums)
    yield health.schedule(_dates(sums, schedule, as_of), agreed)
    yield health.cost(bac=figures.bac, eac=figures["eac"], ac=Money(sums.ac), agreed=agreed)
    yield health.scope(
        pending=Money(sums.waiting_cost),
        waiting=sums.open_changes,
        since=(as_of - sums.waiting_since).days if sums.waiting_since else 0,
        bac=figures.bac,
        agreed=agreed,
    )
    yield health.resources(load, agreed)
    rest = sums.rest_hundredths
    top = None if rest is None else Fraction(rest, 100)
    yield health.risk(health.Exposure(top, sums.remaining, sums.unanswered), agreed)


def _tolerances(sums: Sums) -> health.Tolerances:
    """What was agreed of the project, and where nothing was what the program comes with."""
    said = {
        "days": sums.tolerance_days,
        "cost": sums.tolerance_cost,
        "scope": sums.tolerance_scope,
        "load": sums.tolerance_load,
        "risk": sums.tolerance_risk,
    }
    return health.Tolerances(**{name: value for name, value in said.items() if value is not None})


def _dates(sums: Sums, schedule: EarnedSchedule, as_of: date) -> health.Dates:
    slip, pd, ieac = _slip(sums), schedule.pd, schedule["ieac_t"]
    by_pace: Fraction | Undefined = NO_FORECAST
    if not isinstance(pd, Undefined) and not isinstance(ieac, Undefined):
        by_pace = ieac - pd
    is_done = isinstance(pd, int) and schedule["es"] == pd
    past = (as_of - sums.baseline_finish).days if sums.baseline_finish and not is_done else 0
    overdue = (as_of - sums.milestone_date).days if sums.milestone_date and sums.late else 0
    return health.Dates(slip, by_pace, schedule["spi_t"], overdue, max(0, past))


def _percent(sums: Sums, bac: Money | Undefined, ev: Money | Undefined) -> Decimal | Undefined:
    if sums.declared_percent is not None:
        return Decimal(sums.declared_percent)
    if sums.is_mixed:
        return earned_value.NO_PROGRESS
    if not isinstance(bac, Undefined) and not isinstance(ev, Undefined) and bac:
        return Decimal(ev) * 100 / Decimal(bac)
    if sums.total:
        return Decimal(sums.done or 0) / Decimal(sums.total)
    if sums.tasks:
        return Decimal(sums.finished or 0) * 100 / Decimal(sums.tasks)
    return Undefined("no tasks")


def _slip(sums: Sums) -> int | Undefined:
    if sums.baseline_finish is None:
        return earned_value.NO_BASELINE
    if sums.finish is None:
        return NO_FORECAST if sums.is_past else Undefined("no finish date")
    return (sums.finish - sums.baseline_finish).days


def _weeks(told: list[tuple[str, str | None]], rag: Rag | None, as_of: date) -> str:
    """A letter for the status at the end of each of the last eight weeks, oldest first."""
    letters = {"green": "G", "amber": "A", "red": "R", None: "-"}
    days = [day for day, _ in told]
    weeks = []
    for back in range(7, -1, -1):
        index = bisect_right(days, (as_of - timedelta(days=7 * back)).isoformat())
        weeks.append(letters[told[index - 1][1]] if index else "-")
    if rag is not None:
        weeks[-1] = letters[rag.value]
    return "".join(weeks)
