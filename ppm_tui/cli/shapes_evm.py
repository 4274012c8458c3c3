"""Earned value as the JSON of the command line: see `shapes`."""

from decimal import Decimal

from ppm_tui import formats
from ppm_tui.analysis.earned_value import Figure, decimal_of
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.earned_value import EarnedValueRow
from ppm_tui.terms import Forecast, Undefined


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
        "eac": {each.value: money(figures[f"eac_{each}"]) for each in Forecast},
        "etc": money(figures["etc"]),
        "vac": money(figures["vac"]),
        "tcpi_bac": decimal_of(figures["tcpi_bac"]),
        "earned_schedule": {
            **{
                name: decimal_of(schedule[name]) for name in ("es", "at", "sv_t", "spi_t", "ieac_t")
            },
            "unit": schedule.unit,
        },
        "not_in_baseline": [
            {"task": each.ref, "name": each.name, "ac": each.ac} for each in row.unplanned
        ],
    }


def money(figure: Figure) -> int | Undefined:
    """Whole minor units, rounded half-up."""
    number: Decimal | Undefined = decimal_of(figure)
    return number if isinstance(number, Undefined) else formats.whole(number)
