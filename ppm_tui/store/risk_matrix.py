"""The matrix of risks as its row holds it: JSON lists of steps, and of letters by step."""

import json
from collections.abc import Sequence
from decimal import Decimal

from ppm_tui.analysis.risk import Matrix, Step

CELL = 5
"""Signs that a score or a chance takes among all of them."""


def loaded(name: str, probabilities: str, impacts: str, zones: str) -> Matrix:
    """The matrix of a row."""
    return Matrix(name, _steps(probabilities), _steps(impacts), tuple(json.loads(zones)))


def stored(matrix: Matrix) -> dict[str, object]:
    """The fields of the row of a matrix."""
    return {
        "name": matrix.name,
        "probabilities": _texts(matrix.probabilities),
        "impacts": _texts(matrix.impacts),
        "zones": json.dumps(list(matrix.zones)),
    }


def looked_up(matrix: Matrix) -> dict[str, object]:
    """All scores, zones and chances in a row each, for a query to take its cell out of.

    SQL has no other way to a matrix without a table of its cells.
    """
    chances = [(step.value or Decimal(0)) * 100 for step in matrix.probabilities]
    return {
        "steps": len(matrix.impacts),
        "zones": "".join(matrix.zones),
        "scores": "".join(f"{matrix.score(*cell):>{CELL}}" for cell in matrix.cells),
        "chances": "".join(f"{each.normalize():>{CELL}f}"[:CELL] for each in chances),
    }


def _steps(text: str) -> tuple[Step, ...]:
    return tuple(
        Step(label, None if value is None else Decimal(value)) for label, value in json.loads(text)
    )


def _texts(steps: Sequence[Step]) -> str:
    found = [[step.label, None if step.value is None else str(step.value)] for step in steps]
    return json.dumps(found, ensure_ascii=False)
