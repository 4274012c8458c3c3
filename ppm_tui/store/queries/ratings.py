"""Rules of rating that several queries share, as SQL."""

IMPACT = """CASE
    WHEN impact_cost >= impact_time AND impact_cost >= impact_scope
         AND impact_cost >= impact_quality THEN impact_cost
    WHEN impact_time >= impact_scope AND impact_time >= impact_quality THEN impact_time
    WHEN impact_scope >= impact_quality THEN impact_scope
    ELSE impact_quality END"""
"""The highest of the four impacts of a risk; no function for it is on both databases."""
STEP = "(r.{0}probability - 1) * :steps + r.{0}impact - 1"


def _looked_up(what: str, whose: str, size: int) -> str:
    """What the matrix in force has for a rating, if there is one."""
    step = STEP.format(whose)
    rated = f"r.{whose}probability > 0 AND r.{whose}impact > 0"
    return (
        f"CASE WHEN {rated} THEN substr(CAST(:{what} AS TEXT), ({step}) * {size} + 1, {size}) END"
    )


ZONE, SCORE = _looked_up("zones", "", 1), _looked_up("scores", "", 5)
"""Letter and score of a risk `r` with one `impact`, out of what `risk_matrix.looked_up` gives."""
RESIDUAL_ZONE = _looked_up("zones", "residual_", 1)
RESIDUAL_SCORE = _looked_up("scores", "residual_", 5)
"""The same of what is expected to remain of it."""
