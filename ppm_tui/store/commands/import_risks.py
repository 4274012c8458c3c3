"""Risks from a file, one at a time: added, or brought up to what it says."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from ppm_tui.analysis.risk import Matrix, Step, moved
from ppm_tui.errors import Invalid
from ppm_tui.models import Risk
from ppm_tui.store.commands import refs, risk_matrix, risks
from ppm_tui.store.commands.import_entry import IMPORTED, Incoming
from ppm_tui.store.commands.risk_status import NEED_A_REASON
from ppm_tui.store.team_rows import Rated

OF_FIVE = 5


def risk(coming: Incoming, found: Risk | None) -> Risk:
    """The risk as the row has it.

    Ratings are steps of the matrix in force: its own names, numbers within its scale, chances in
    per cent, or the usual words of five.
    """
    session, row = coming.session, coming.row
    fields: dict[str, Any] = coming.fields() | row.words
    if row.words.get("status") in NEED_A_REASON:
        fields.setdefault("status_reason", IMPORTED)
    if row.ratings:
        fields |= _ratings(row.ratings, risk_matrix.in_force(session))
    if found is not None:
        risks.edit(session, ref=found.ref, title=row.title, **fields)
        return found
    [ref] = risks.add(
        session, project=coming.project.key, title=row.title, as_of=coming.as_of, ref=coming.ref,
        **fields,
    ).refs  # fmt: skip
    return refs.find(session, Risk, ref, "risk")


def _ratings(said: Mapping[str, Rated], matrix: Matrix) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, rated in said.items():
        is_likely = name in risk_matrix.OF_PROBABILITY
        steps = matrix.probabilities if is_likely else matrix.impacts
        percent = _percent(rated.text) if is_likely else None
        if percent is not None:
            found["residual_chance" if name.startswith("residual") else "chance"] = percent
        found[name] = _nearest(steps, percent) if percent is not None else _step(steps, rated, name)
    return found


def _step(steps: Sequence[Step], rated: Rated, name: str) -> int:
    """The step of a scale that is meant. Raises Invalid."""
    wanted = rated.text.casefold()
    for number, step in enumerate(steps, 1):
        if step.label.casefold() == wanted:
            return number
    if rated.of_five is not None:
        return moved(rated.of_five, OF_FIVE, len(steps))
    try:
        value = Decimal(rated.text)
    except InvalidOperation:
        value = Decimal(-1)
    if value != value.to_integral_value() or not 0 <= value <= len(steps):
        labels = ", ".join(step.label for step in steps)
        said = f"{name.replace('_', ' ')} «{rated.text}» is no step of the matrix"
        raise Invalid(f"{said}: 1 to {len(steps)}, or {labels}")
    return int(value)


def _percent(text: str) -> int | None:
    """A chance in per cent: `60 %`, or `0.6` as a share; None for anything else."""
    try:
        value = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not text.endswith("%"):
        value = value * 100 if 0 < value < 1 else Decimal(-1)
    return int(value.to_integral_value()) if 0 <= value <= 100 else None


def _nearest(steps: Sequence[Step], percent: int) -> int:
    """The step whose chance is the nearest; the higher of two."""
    chances = enumerate(((step.value or Decimal(0)) * 100 for step in steps), 1)
    return -min((abs(chance - percent), -number) for number, chance in chances)[1]
