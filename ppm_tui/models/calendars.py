"""Working calendars and their exceptions."""

from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text

from ppm_tui.models.types import Table, json_text, long_text, reference

SHARED: dict[str, Any] = dict.fromkeys(
    ("sqlite_where", "postgresql_where"), text("project_id IS NULL")
)
"""A unique constraint does not see rows that belong to no project."""


class Calendar(Table, table=True):
    """Working hours by weekday, of one project's plan, or shared when `project_id` is empty.

    `week` is JSON: seven entries from Monday, each null (as the base calendar) or a list of
    [start, end] minutes after midnight.
    """

    __table_args__ = (
        UniqueConstraint("project_id", "uid"),
        Index("uq_calendar_shared", "uid", unique=True, **SHARED),
    )

    project_id: str | None = reference("project", optional=True)
    uid: str = ""
    name: str = long_text()
    base_id: str | None = reference("calendar", optional=True)
    is_default: bool = False
    week: str = json_text("[]")


class CalendarException(Table, table=True):
    """Days on which a calendar differs. `days` is JSON: [first, last] ranges, both ends in.

    `hours` is JSON like one entry of a week; an empty list is a day off.
    """

    __tablename__ = "calendar_exception"
    known_by: ClassVar[tuple[str, ...]] = ("calendar_id", "number")

    calendar_id: str = reference("calendar", index=True)
    number: int
    name: str = long_text()
    days: str = json_text("[]")
    hours: str = json_text("[]")
    recurrence: str = long_text()
