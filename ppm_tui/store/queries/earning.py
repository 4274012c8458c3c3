"""How tasks earn what their baseline gave them, as SQL: the rule of `analysis.earned_share`."""

SHARE = """CASE
    WHEN t.measure = 'level_of_effort' THEN 0
    WHEN t.percent_complete >= 100 THEN 100
    WHEN t.measure = '0/100' THEN 0
    WHEN t.measure = '50/50'
      THEN CASE WHEN t.percent_complete > 0 OR t.actual_start IS NOT NULL THEN 50 ELSE 0 END
    WHEN t.percent_complete > 0 THEN t.percent_complete
    ELSE 0 END"""
"""Hundredths that a task `t` has earned; what level of effort earns follows from the plan."""
LATER = """CASE WHEN substr(COALESCE(t.actual_finish, t.actual_start), 1, 10) > :as_of
    AND t.percent_complete > 0 THEN 1 ELSE 0 END"""
"""1 for a task `t` whose progress is known to be of a day after the as-of day."""
