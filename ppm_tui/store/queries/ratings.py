"""Rules of rating that several queries share, as SQL."""

IMPACT = """CASE
    WHEN impact_cost >= impact_time AND impact_cost >= impact_scope
         AND impact_cost >= impact_quality THEN impact_cost
    WHEN impact_time >= impact_scope AND impact_time >= impact_quality THEN impact_time
    WHEN impact_scope >= impact_quality THEN impact_scope
    ELSE impact_quality END"""
"""The highest of the four impacts of a risk; no function for it is on both databases."""
RATED = "r.probability > 0 AND r.impact > 0"
PLACE = "(r.probability - 1) * :steps + r.impact - 1"
ZONE = f"CASE WHEN {RATED} THEN substr(CAST(:zones AS TEXT), {PLACE} + 1, 1) END"
SCORE = f"CASE WHEN {RATED} THEN substr(CAST(:scores AS TEXT), ({PLACE}) * 5 + 1, 5) END"
"""Letter and score of a risk `r` with one `impact`, out of what `risk_matrix.looked_up` gives."""
