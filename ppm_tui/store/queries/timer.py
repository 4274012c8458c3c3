"""The timer of a user, if one runs."""

from dataclasses import dataclass
from datetime import datetime

from ppm_tui.store.reader import Connection

RUNNING = """
SELECT p.key, t.ref, m.started FROM timer m JOIN project p ON p.id = m.project_id
LEFT JOIN task t ON t.id = m.task_id WHERE m."user" = :user
"""


@dataclass(frozen=True, slots=True)
class Running:
    """What somebody works on, and since when."""

    project: str
    task: str | None
    started: datetime

    def minutes(self, now: datetime) -> int:
        """Whole minutes since it was started."""
        return max(0, int((now - self.started).total_seconds()) // 60)


def running(connection: Connection, *, user: str) -> Running | None:
    """The timer of a user; one statement."""
    return connection.one(Running, RUNNING, user=user)
