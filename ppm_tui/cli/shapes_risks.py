"""The matrix of risks and what they add up to, as the JSON of the command line: see `shapes`."""

from ppm_tui import formats
from ppm_tui.analysis import risk
from ppm_tui.analysis.risk import Matrix, Step
from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.risks import Exposed
from ppm_tui.terms import Undefined


def matrix(found: Matrix) -> Shape:
    """The row of `matrix`: scales with the lowest step first, and each cell."""
    return {
        "name": found.name,
        "probabilities": [_step(step) for step in found.probabilities],
        "impacts": [_step(step) for step in found.impacts],
        "cells": [
            {
                "probability": cell[0],
                "impact": cell[1],
                "score": found.score(*cell),
                "zone": found.zone(*cell),
            }
            for cell in found.cells
        ],
    }


def _step(step: Step) -> Shape:
    return {"label": step.label, "value": step.value}


def exposure(row: Exposed, by: str) -> Shape:
    """A row of `exposure`; money in minor units, threats below zero."""
    part = row.exposure
    share = part.share
    return {
        "by": by,
        "key": row.key,
        "currency": row.currency,
        "risks": part.count,
        "without_amount": part.unknown,
        "expected": formats.whole(part.expected) if part.is_known else risk.NO_AMOUNT,
        "full": part.full if part.is_known else risk.NO_AMOUNT,
        "worst": part.worst if part.is_known else risk.NO_AMOUNT,
        "percent_of_full": share if isinstance(share, Undefined) else share * 100,
    }
