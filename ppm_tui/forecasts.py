"""What a simulation found, in sentences and as a chart: for tables, screens and files alike."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from ppm_tui import charts, formats
from ppm_tui.terms import Undefined

if TYPE_CHECKING:
    from ppm_tui.formats import Glyphs
    from ppm_tui.store.queries.simulation_rows import Simulation

CERTAIN = "nothing is estimated or at risk"
FIXED = "all runs end on the same day"
TALL, SHORT = 10, 5
"""Lines of a chart: ten per cent each, or twenty where there is little room."""
AXIS = 6
"""Cells left of a chart: the per cent and the edge."""


def title(found: Simulation) -> str:
    """What was simulated, and how."""
    how = found.how
    parts = [f"{found.project} {found.name}: {found.runs:,} runs, seed {how.seed}"]
    if found.runs < how.runs:
        parts.append(f"stopped before {how.runs:,}")
    if how.correlation:
        parts.append(f"correlation {how.correlation} %")
    return ", ".join([*parts, str(how.shape)])


def reserve(found: Simulation) -> Iterator[str]:
    """The reserve that is proposed, of time and of money, and beyond what."""
    if found.is_certain:
        yield f"Reserve: n/a, {CERTAIN}"
        return
    kept = found.reserve
    over = kept.minutes_over_plan
    time = f"{formats.duration(kept.minutes) or '0d'} beyond P50"
    if not isinstance(over, Undefined):
        time += f", {_beyond(formats.duration(abs(over)) or '0d', over)}"
    yield f"Reserve of time at P{kept.percent}: {time}"
    money = f"{formats.compact(kept.cost, found.currency)} {found.currency} beyond P50"
    dear = kept.cost_over_plan
    if isinstance(dear, Undefined):
        yield f"Reserve of money at P{kept.percent}: {money}; cost n/a: {dear.reason}"
    else:
        amount = f"{formats.compact(abs(dear), found.currency)} {found.currency}"
        yield f"Reserve of money at P{kept.percent}: {money}, {_beyond(amount, dear)}"


def short_reserve(found: Simulation) -> list[str]:
    """The reserve as a line has room for it."""
    if found.is_certain:
        return [f"reserve n/a: {CERTAIN}"]
    kept = found.reserve
    parts = [f"reserve {formats.duration(kept.minutes) or '0d'}"]
    if kept.cost:
        parts.append(f"{formats.compact(kept.cost, found.currency)} {found.currency}")
    over = kept.minutes_over_plan
    if not isinstance(over, Undefined):
        parts.append(_beyond(formats.duration(abs(over)) or "0d", over))
    return parts


def counted(found: Simulation) -> Iterator[str]:
    """What the figures rest on; what is not estimated counts as certain."""
    yield (
        f"Estimated: {found.estimated} of {found.open} open tasks; "
        f"risks that count: {found.counted} of {found.risks} open"
    )
    if found.estimated < found.open:
        yield "Open tasks without a three-point estimate take what the plan says"
    if found.counted < found.risks:
        yield "Risks without a chance, or with neither days nor cost, count for nothing"


def finish_chart(found: Simulation, cells: int, lines: int, glyphs: Glyphs) -> Iterator[str]:
    """How likely it is to be done by a day, as an S-curve with its legend, in so many lines.

    One sentence where nothing moves the finish.
    """
    first, second = (each.finish.curve for each in (found.responded, found.without))
    low, high = min(first[0], second[0]), max(first[-1], second[-1])
    if low == high:
        yield FIXED
        return
    steps = TALL if lines > TALL + 2 else SHORT
    one, other = ([(each - low).total_seconds() for each in curve] for curve in (first, second))
    drawn = charts.s_curves(one, other, cells - AXIS, steps, glyphs)
    for place, text in enumerate(drawn):
        percent = charts.HUNDRED - charts.HUNDRED * place // steps
        yield f"{percent:>4}{glyphs.edge} {text}".rstrip()
    begin, end = formats.dated(low.date()), formats.dated(high.date())
    gap = " " * max(1, cells - AXIS - len(begin) - len(end))
    yield f"{' ' * AXIS}{begin}{gap}{end}"
    for part in wrap(_legend(glyphs), cells - AXIS)[: max(lines - steps - 1, 0)]:
        yield f"{' ' * AXIS}{part}"


def _legend(glyphs: Glyphs) -> str:
    """What the signs of the chart mean."""
    return (
        f"% of runs that end by then: {glyphs.done} both ways, "
        f"{glyphs.to_do} only with responses, {glyphs.planned} only without"
    )


def _beyond(amount: str, value: int) -> str:
    return f"{amount} {'beyond' if value >= 0 else 'within'} the plan"
