"""Rules of rating that several queries share, as SQL."""

IMPACT = """CASE
    WHEN impact_cost >= impact_time AND impact_cost >= impact_scope
         AND impact_cost >= impact_quality THEN impact_cost
    WHEN impact_time >= impact_scope AND impact_time >= impact_quality THEN impact_time
    WHEN impact_scope >= impact_quality THEN impact_scope
    ELSE impact_quality END"""
"""The highest of the four impacts of a risk; no function for it is on both databases."""
