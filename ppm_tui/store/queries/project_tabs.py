"""What stands above every tab of a project: how it stands, and how much each tab lists."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.errors import NotFound
from ppm_tui.store.queries.portfolio import PortfolioRow, overview
from ppm_tui.store.queries.project_people import WORKING
from ppm_tui.store.reader import Connection

COUNTS = f"""
WITH {WORKING}
SELECT (SELECT COUNT(*) FROM risk x WHERE x.project_id = here.id
          AND x.status NOT IN ('closed', 'issue') AND x.trashed_on IS NULL)
     + (SELECT COUNT(*) FROM issue i WHERE i.project_id = here.id
          AND i.status IN ('open', 'doing') AND i.trashed_on IS NULL)
     + (SELECT COUNT(*) FROM assumption a WHERE a.project_id = here.id
          AND a.status = 'open' AND a.trashed_on IS NULL)
     + (SELECT COUNT(*) FROM decision d WHERE d.project_id = here.id
          AND d.status = 'proposed' AND d.trashed_on IS NULL) AS raid,
       (SELECT COUNT(DISTINCT w.resource_id) FROM working w
          JOIN resource r ON r.id = w.resource_id AND r.kind = 'work') AS people,
       (SELECT COUNT(*) FROM change_request c WHERE c.project_id = here.id
          AND c.trashed_on IS NULL) AS changes
FROM here
"""  # noqa: S608  # a rule of ours, nothing that was typed


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each tab that is counted lists as it opens."""

    raid: int
    people: int
    changes: int


@dataclass(frozen=True, slots=True)
class Head:
    """A project as the two lines above its tabs tell of it."""

    row: PortfolioRow
    counts: Counts


def head(connection: Connection, *, key: str, as_of: date) -> Head:
    """How a project stands and how much there is of it; four statements. Raises NotFound."""
    rows = overview(connection, as_of=as_of, key=key)
    counts = connection.one(Counts, COUNTS, key=key, as_of=as_of)
    if not rows or counts is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    return Head(rows[0], counts)
