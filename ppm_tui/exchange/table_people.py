"""A table with one person a row."""

import re
from decimal import ROUND_HALF_UP

from ppm_tui import dates
from ppm_tui.errors import Invalid
from ppm_tui.exchange import cell_values
from ppm_tui.exchange.cell_values import WEEK, text_of
from ppm_tui.exchange.sheet import Cell
from ppm_tui.exchange.table_columns import Columns, at, values
from ppm_tui.store.team_rows import PersonRow
from ppm_tui.terms import Minutes

GERMAN_DAYS = {"di": "tu", "mi": "we", "do": "th", "so": "su"}
_GERMAN_DAY = re.compile(r"\b(di|mi|do|so)\b", re.IGNORECASE)
_LIST = re.compile(r"\s*[,;|/\n]\s*")
MOST_SHARE = 2
"""Up to this a number without a sign is a share of a full week: 0.8, or 1.2 for who does more."""

Week = tuple[Minutes, ...]


def people(columns: Columns, name: str) -> tuple[PersonRow, ...]:
    """A person per row; rows that name nobody are left out and said."""
    weeks = _weeks(columns)
    found = []
    for index in range(len(columns.rows)):
        row = _person(columns, index, f"{name}: line {columns.line(index)}", weeks[index])
        if row.name or row.key or row.email:
            found.append(row)
        else:
            columns.findings.note("nobody named, left out", f"line {columns.line(index)}")
    return tuple(found)


def full_name(columns: Columns, name: str, index: int) -> str:
    """The name of a person, from one column or from that of the first and the last name."""
    parts = (columns.text(part, index) for part in ("first_name", "last_name"))
    return " ".join((columns.text(name, index) or " ".join(filter(None, parts))).split())


def _person(columns: Columns, index: int, where: str, week: Week | None) -> PersonRow:
    since = at(columns.dates, "valid_from", index)
    return PersonRow(
        where=where,
        name=full_name(columns, "name", index),
        key=columns.text("key", index),
        initials=columns.text("initials", index),
        role=columns.text("role", index),
        team=columns.text("team", index),
        skills=", ".join(filter(None, _LIST.split(columns.text("skills", index)))),
        email=columns.text("email", index),
        week=week,
        valid_from=since.date() if since else None,
        region=columns.text("region", index),
        availability=at(columns.percents, "availability", index),
        target=at(columns.percents, "target", index),
    )


def _weeks(columns: Columns) -> list[Week | None]:
    """The week of each row: its hours, else so much of a full week."""
    given = values(columns, "week", lambda cell, _: week(cell))
    shares = values(columns, "fte", lambda cell, _: share_of_a_week(cell))
    if any(own is None and share for own, share in zip(given, shares, strict=True)):
        full = f"{WEEK // 60}h"
        columns.findings.note(f"{columns.heading('fte')} was read as a share of {full} a week")
    return [own or share for own, share in zip(given, shares, strict=True)]


def week(cell: Cell) -> Week:
    """Working minutes from Monday to Sunday: 38.5, `38:30`, `32h` or `mo-th 8h, fr 4h`."""
    text = text_of(cell).strip()
    if not re.match(r"[a-z]", text, re.IGNORECASE):
        return dates.even_week(cell_values.duration(cell, "h").minutes)
    english = _GERMAN_DAY.sub(lambda day: GERMAN_DAYS[day[0].lower()], text)
    try:
        return dates.week(english)
    except Invalid as error:
        raise ValueError(f"is no week: type {dates.WEEK_FORMS}") from error


def share_of_a_week(cell: Cell) -> Week:
    """So much of a full week, spread evenly: 80, `80 %` or 0.8."""
    text = text_of(cell).strip()
    bare = text.rstrip("% ")
    value = cell_values.number(bare)
    if bare == text and value <= MOST_SHARE:
        value *= 100
    if not 0 <= value <= 100 * MOST_SHARE:
        raise ValueError("is no share of a full week")
    minutes = (value * WEEK / 100).to_integral_value(ROUND_HALF_UP)
    return dates.even_week(Minutes(int(minutes)))
