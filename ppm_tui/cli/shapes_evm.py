"""Earned value as the JSON of the command line: see `shapes`."""

from decimal import Decimal

from ppm_tui import formats
from ppm_tui.analysis.earned_schedule import Pace
from ppm_tui.analysis.earned_value import Figure, Unit, decimal_of
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.earned_value import EarnedValueRow
from ppm_tui.terms import Forecast, Undefined
from ppm_tui.whys import Why

FORECASTS = (*(each.value for each in Forecast), "weighted", "bottom_up")
SHARES = ("planned_share", "done_share", "spent_share", "cv_share", "sv_share")
PACES = tuple(f"ieac_t_{each.value}" for each in Pace)


def evm(row: EarnedValueRow) -> Shape:
    """The row of `evm`: money in minor units, indices unrounded, what is not known with why."""
    figures, schedule = row.figures, row.schedule
    return {
        "project": row.key,
        "as_of": row.as_of,
        "method": row.forecast,
        "currency": row.currency,
        "baseline": row.baseline,
        **{name: money(figures[name]) for name in ("bac", "pv", "ev", "ac")},
        "sv": money(figures["sv"]),
        "cv": money(figures["cv"]),
        "spi": decimal_of(figures["spi"]),
        "cpi": decimal_of(figures["cpi"]),
        "eac": {each: money(figures[f"eac_{each}"]) for each in FORECASTS},
        "etc": money(figures["etc"]),
        "vac": money(figures["vac"]),
        "tcpi_bac": decimal_of(figures["tcpi_bac"]),
        "tcpi_eac": decimal_of(figures["tcpi_eac"]),
        **{name: _number(figures[name], Unit.PERCENT) for name in SHARES},
        "csi": decimal_of(figures["csi"]),
        "earned_schedule": {
            **{
                name: decimal_of(schedule[name])
                for name in ("es", "at", "pd", "sv_t", "spi_t", "ieac_t", "tspi_t")
            },
            **{name: decimal_of(schedule[name]) for name in PACES},
            "unit": schedule.unit,
        },
        "not_in_baseline": [
            {"task": each.ref, "name": each.name, "ac": each.ac} for each in row.unplanned
        ],
    }


def figure(row: EarnedValueRow, why: Why) -> Shape:
    """The row of `evm` with a figure: what it follows from, and the rows behind it."""
    return {
        "project": row.key,
        "as_of": row.as_of,
        "figure": why.name,
        "label": why.label,
        "title": why.title,
        "value": _number(why.value, why.unit),
        "unit": why.unit,
        "currency": row.currency,
        "formula": why.formula,
        "inputs": [
            {
                "name": each.name,
                "label": each.label,
                "title": each.title,
                "value": _number(each.value, each.unit),
                "unit": each.unit,
            }
            for each in why.given
        ],
        "sources": [{"amount": each.amount, "text": each.text} for each in why.sources],
        "basis": why.basis,
        "told": why.told or None,
        "reason": why.value.reason if isinstance(why.value, Undefined) else None,
    }


def _number(figure: Figure, unit: Unit) -> int | Decimal | Undefined:
    """Money whole, a share in per cent, all else as it is."""
    if unit is Unit.MONEY:
        return money(figure)
    if unit is Unit.PERCENT and not isinstance(figure, Undefined):
        return decimal_of(figure * 100)
    return decimal_of(figure)


def money(figure: Figure) -> int | Undefined:
    """Whole minor units, rounded half-up."""
    number: Decimal | Undefined = decimal_of(figure)
    return number if isinstance(number, Undefined) else formats.whole(number)
