"""The matrix of risks: which one is in force, and setting another one."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ppm_tui.analysis import risk as levels
from ppm_tui.analysis.risk import FEWEST, LETTERS, MOST, PPM, Matrix, Step
from ppm_tui.errors import Invalid
from ppm_tui.models import Risk, RiskMatrix
from ppm_tui.store import risk_matrix
from ppm_tui.store.commands import edits
from ppm_tui.terms import Done

LONGEST_NAME, LONGEST_LABEL = 24, 40
OF_PROBABILITY = ("probability", "residual_probability")
OF_IMPACT = ("impact_cost", "impact_time", "impact_scope", "impact_quality", "residual_impact")


def in_force(session: Session) -> Matrix:
    """The matrix by which risks are rated: that of ppm until another one was set."""
    row = session.scalars(sa.select(RiskMatrix)).first()
    if row is None:
        return PPM
    return risk_matrix.loaded(row.name, row.probabilities, row.impacts, row.zones)


def set_matrix(session: Session, *, matrix: Matrix) -> Done:
    """Rate risks by another matrix; on a scale of another length ratings keep their place.

    Scales have three to seven steps with chances that rise, and more of either never leads to a
    better zone (Invalid, naming the cells).
    """
    _check(matrix)
    old, row = in_force(session), session.scalars(sa.select(RiskMatrix)).first()
    values = risk_matrix.stored(matrix)
    if row is None:
        edits.make(session, RiskMatrix, values)
    else:
        edits.change(session, row, values)
    count = _rerate(session, old, matrix)
    session.flush()
    told = f"; {count} risks rated anew" if count else ""
    return Done(f"risk matrix: {old.name} → {matrix.name}{told}")


def _rerate(session: Session, old: Matrix, new: Matrix) -> int:
    sizes = dict.fromkeys(OF_PROBABILITY, (len(old.probabilities), len(new.probabilities)))
    sizes |= dict.fromkeys(OF_IMPACT, (len(old.impacts), len(new.impacts)))
    sizes = {name: (before, after) for name, (before, after) in sizes.items() if before != after}
    count = 0
    for risk in session.scalars(sa.select(Risk)) if sizes else ():
        moved = {
            name: step
            for name, (before, after) in sizes.items()
            if (step := levels.moved(getattr(risk, name) or 0, before, after))
            != (getattr(risk, name) or 0)
        }
        for name, step in moved.items():
            setattr(risk, name, step)
        count += bool(moved)
    return count


def _check(matrix: Matrix) -> None:
    if not matrix.name.strip() or len(matrix.name) > LONGEST_NAME:
        raise Invalid(f"a matrix has a name of at most {LONGEST_NAME} signs")
    _check_scale("probability", matrix.probabilities)
    _check_scale("impact", matrix.impacts)
    chances = [step.value for step in matrix.probabilities]
    if any(each is None for each in chances):
        raise Invalid("each step of probability needs its chance in per cent: rare 10")
    weights = [step.value for step in matrix.impacts]
    if any(each is None for each in weights) and not all(each is None for each in weights):
        raise Invalid("either each step of impact has a weight or none")
    _check_zones(matrix)


def _check_scale(what: str, steps: Sequence[Step]) -> None:
    if not FEWEST <= len(steps) <= MOST:
        raise Invalid(f"a scale of {what} has {FEWEST} to {MOST} steps, not {len(steps)}")
    labels = [step.label.strip().casefold() for step in steps]
    if not all(labels) or len(set(labels)) < len(labels):
        raise Invalid(f"each step of {what} needs a name of its own")
    if any(len(step.label) > LONGEST_LABEL for step in steps):
        raise Invalid(f"a step of {what} has a name of at most {LONGEST_LABEL} signs")
    values = [step.value for step in steps if step.value is not None]
    if any(not 0 < value <= 1 for value in values):
        raise Invalid(f"a step of {what} lies above 0 and up to 100 per cent")
    if values != sorted(set(values)):
        raise Invalid(f"the steps of {what} go from the lowest to the highest")


def _check_zones(matrix: Matrix) -> None:
    height, width = len(matrix.probabilities), len(matrix.impacts)
    rows = [len(row) for row in matrix.zones]
    if rows != [width] * height:
        raise Invalid(
            f"zones are {height} words of {width} letters, one word for each step of probability, "
            "the lowest first"
        )
    if strange := sorted({letter for row in matrix.zones for letter in row} - set(LETTERS)):
        raise Invalid(f"zones are {', '.join(LETTERS)}, not {', '.join(strange)}")
    if wrong := levels.breaks(matrix):
        cells = ", ".join(f"P{p} I{i}" for p, i in wrong)
        raise Invalid(f"more of either must not lead to a better zone, but does so at {cells}")
