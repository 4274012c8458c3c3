"""How much work is left of a task."""

from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes

LEFT = """
SELECT COALESCE(t.remaining_work_minutes,
                t.work_minutes - t.work_minutes * t.percent_complete / 100)
FROM task t WHERE t.ref = :ref AND t.trashed_on IS NULL
"""


def time_left(connection: Connection, *, ref: str) -> Minutes | None:
    """Minutes of work left of a task; None where nobody said how much it is. One statement."""
    found = connection.value(LEFT, ref=ref)
    return None if found is None else Minutes(int(found))
