"""The columns of a table as values: every cell of a recognised column is read, or refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from ppm_tui.exchange import cell_dates, cell_values
from ppm_tui.exchange.cell_values import Duration, text_of
from ppm_tui.exchange.headings import SECONDS, plain, unit_in
from ppm_tui.exchange.sheet import Cell, Findings, Row, is_blank, quoted
from ppm_tui.terms import Money

Value = TypeVar("Value")
DATES = (
    *("start", "finish", "deadline", "actual_start", "actual_finish", "constraint_date"),
    *("baseline_start", "baseline_finish", "day", "first", "last", "valid_from"),
    *("due", "review", "raised", "resolved", "check_on", "checked", "applies_from", "decided"),
    "since",
)
ENDS = {"finish", "deadline", "actual_finish", "baseline_finish"}
SPANS = (
    *("duration", "work", "actual_work", "remaining_work", "baseline_duration", "baseline_work"),
    *("minutes", "amount", "hours_a_day", "effort", "delay"),
)
SIGNED = {"effort", "delay"}
"""Of these a negative one is less of it."""
IN_DAYS = {"duration", "baseline_duration", "delay"}
MONEY = (
    *("cost", "fixed_cost", "actual_cost", "remaining_cost", "baseline_cost", "response_cost"),
    "price",
)
PERCENTS = ("percent_complete", "percent_work", "availability", "target")
FIGURES = (*DATES, *SPANS, *MONEY, *PERCENTS, "level")
LISTS = {"predecessors": ";", "resources": ";"}
LONGEST = 100
REPEATED = 10_000


@dataclass(slots=True)
class Columns:
    """A table under its headings; figures are read once, texts when asked for."""

    headings: list[str]
    mapping: dict[str, str]
    rows: list[Row]
    findings: Findings
    places: dict[str, list[int]] = field(default_factory=dict)
    dates: dict[str, list[datetime | None]] = field(default_factory=dict)
    spans: dict[str, list[Duration | None]] = field(default_factory=dict)
    money: dict[str, list[Money | None]] = field(default_factory=dict)
    percents: dict[str, list[int | None]] = field(default_factory=dict)
    currency: str = ""
    currency_line: int = 0
    unplaced: dict[int, set[str]] = field(default_factory=dict)
    """Row to fields whose text could not be placed whole, and stays in the row's source."""

    def has(self, name: str) -> bool:
        """Whether a column is mapped to the field."""
        return name in self.places

    def heading(self, name: str) -> str:
        """The heading that is mapped to the field."""
        return self.headings[self.places[name][0]]

    def cell(self, name: str, index: int) -> Cell:
        """A cell of a field, "" if there is no such column; lists in equal columns are joined."""
        places = self.places.get(name)
        if places is None:
            return ""
        cells = self.rows[index].cells
        if name in LISTS:
            found = [cells[place] for place in places if place < len(cells)]
            return LISTS[name].join(text_of(cell) for cell in found if not is_blank(cell))
        return cells[places[0]] if places[0] < len(cells) else ""

    def text(self, name: str, index: int) -> str:
        """A cell as text, without blanks around it."""
        return self.raw_text(name, index).strip()

    def raw_text(self, name: str, index: int) -> str:
        """A cell as text, as it stands."""
        return text_of(self.cell(name, index))

    def currency_of(self, index: int) -> str:
        """The currency of a row, where it has its own, else that of the file."""
        return self.text("currency", index).upper() or self.currency

    def line(self, index: int) -> int:
        """Where a row stands in the file."""
        return self.rows[index].line

    def source(self, index: int) -> dict[str, str]:
        """What a row says in columns without a field, heading to text."""
        used = {p for name, ps in self.places.items() for p in (ps if name in LISTS else ps[:1])}
        said: dict[str, str] = {}
        for place, cell in enumerate(self.rows[index].cells):
            if place not in used and not is_blank(cell):
                heading = self.headings[place]
                said[heading] = "; ".join(filter(None, (said.get(heading), text_of(cell))))
        return said

    def kept(self, index: int, *names: str) -> dict[str, str]:
        """What a row says in fields whose words say more than their meaning."""
        found = ((self.heading(n), self.text(n, index)) for n in names if self.has(n))
        return {heading: text for heading, text in found if text}


def read(
    headings: list[str],
    mapping: dict[str, str],
    rows: list[Row],
    findings: Findings,
    *,
    is_day_first: bool | None,
    given: Iterable[str] = (),
) -> Columns:
    """The columns with every figure read; what cannot be read is refused in the findings."""
    columns = Columns(headings, dict(mapping), rows, findings)
    for place, heading in enumerate(headings):
        if name := mapping.get(heading):
            columns.places.setdefault(name, []).append(place)
    _leave_wordy_columns(columns, set(given))
    _read_money(columns)
    _read_dates(columns, is_day_first)
    _read_spans(columns)
    for name in filter(columns.has, PERCENTS):
        columns.percents[name] = _percents(columns, name)
    return columns


def values(columns: Columns, name: str, reader: Callable[[Cell, int], Value]) -> list[Value | None]:
    """A column through a reader of a cell and its row; ValueError refuses, blanks are None."""
    found: list[Value | None] = []
    for index in range(len(columns.rows)):
        cell = columns.cell(name, index)
        value: Value | None = None
        if not is_blank(cell) and not cell_dates.is_no_value(cell):
            try:
                value = reader(_short(cell), index)
            except ValueError as error:
                text = f'column "{columns.heading(name)}": {quoted(cell)} {error}'
                columns.findings.refuse(columns.line(index), text)
        found.append(value)
    return found


def at(found: dict[str, list[Value | None]], name: str, index: int) -> Value | None:
    """The value of a field in a row, None if there is no such column."""
    return found[name][index] if name in found else None


def _short(cell: Cell) -> Cell:
    if isinstance(cell, str) and len(cell) > LONGEST:
        raise ValueError("is too long to be a value")
    return cell


def _leave_wordy_columns(columns: Columns, given: set[str]) -> None:
    """A guessed column of figures without one digit is something else: S, M, L is no effort."""
    for name in filter(columns.has, FIGURES):
        cells = [columns.cell(name, index) for index in range(len(columns.rows))]
        said = [c for c in cells if not is_blank(c) and not cell_dates.is_no_value(c)]
        heading = columns.heading(name)
        if said and heading not in given and not any(map(_has_digit, said)):
            del columns.places[name]
            columns.mapping.pop(heading)


def _has_digit(cell: Cell) -> bool:
    return not isinstance(cell, str) or any(letter.isdigit() for letter in cell)


def _read_money(columns: Columns) -> None:
    for name in filter(columns.has, MONEY):
        unit = unit_in(columns.heading(name)).upper()
        stated = cell_values.SIGNS.get(unit, unit if unit in cell_values.CODES else "")

        def amount(cell: Cell, index: int, stated: str = stated) -> Money:
            own = columns.text("currency", index).upper() or stated
            value, currency = cell_values.money(cell, own)
            _agree(columns, currency, index)
            return value

        columns.money[name] = values(columns, name, amount)


def _agree(columns: Columns, currency: str, index: int) -> None:
    if not columns.currency:
        columns.currency, columns.currency_line = currency, columns.line(index)
    if currency and currency != columns.currency and not columns.has("currency"):
        first = f"{columns.currency} in line {columns.currency_line}"
        raise ValueError(f"is in {currency}, but {first}: one file holds one currency")


def _read_dates(columns: Columns, is_day_first: bool | None) -> None:
    names = [name for name in DATES if columns.has(name)]
    cells = {n: [columns.cell(n, i) for i in range(len(columns.rows))] for n in names}
    decided = {name: cell_dates.day_first(cells[name]) for name in names}
    hints = [order for order in decided.values() if order is not None]
    if columns.currency:
        is_day_first = columns.currency != "USD"
    usual = hints[0] if hints else bool(is_day_first)
    for name in names:
        order = usual if decided[name] is None else bool(decided[name])
        if decided[name] is None and not hints and cell_dates.is_ambiguous(cells[name]):
            read_as = "day/month/year" if order else "month/day/year"
            columns.findings.note(
                f"dates that can be read both ways were taken as {read_as}",
                f'column "{columns.heading(name)}"',
            )
        columns.dates[name] = _dates(columns, name, is_day_first=order)


def _dates(columns: Columns, name: str, *, is_day_first: bool) -> list[datetime | None]:
    clock = cell_dates.DAY_END if name in ENDS else cell_dates.DAY_START

    @lru_cache(REPEATED)
    def moment(cell: Cell) -> datetime:
        return cell_dates.moment(cell, is_day_first=is_day_first, day_clock=clock)

    return values(columns, name, lambda cell, _: moment(cell))


def _read_spans(columns: Columns) -> None:
    is_jira = any(plain(heading) in {"issue key", "issue id"} for heading in columns.headings)
    for name in filter(columns.has, SPANS):
        unit = _unit(columns.heading(name), name, is_jira=is_jira)

        columns.spans[name] = _durations(columns, name, unit)


def _durations(columns: Columns, name: str, unit: str) -> list[Duration | None]:
    reader = cell_values.difference if name in SIGNED else cell_values.duration

    @lru_cache(REPEATED)
    def duration(cell: Cell) -> Duration:
        return reader(cell, unit)

    return values(columns, name, lambda cell, _: duration(cell))


def _unit(heading: str, name: str, *, is_jira: bool) -> str:
    """What a bare number counts: what the heading says, Jira's seconds, days, or hours of work."""
    stated = unit_in(heading)
    if stated in SECONDS:
        return "s"
    if stated in cell_values.UNIT_OF:
        return cell_values.UNIT_OF[stated]
    if is_jira and plain(heading) in {"original estimate", "remaining estimate", "time spent"}:
        return "s"
    counted = cell_values.UNIT_OF.get(plain(heading).rpartition(" ")[2])
    return counted or ("d" if name in IN_DAYS else "h")


def _percents(columns: Columns, name: str) -> list[int | None]:
    cells = [columns.cell(name, index) for index in range(len(columns.rows))]
    bare = [value for value in map(_bare_number, cells) if value is not None]
    is_share = any(bare) and max(bare) <= 1
    if is_share:
        columns.findings.note(
            "numbers from 0 to 1 were read as shares of 100 %", f'column "{columns.heading(name)}"'
        )
    return values(columns, name, lambda c, _: cell_values.percent(c, is_share=is_share))


def _bare_number(cell: Cell) -> Decimal | None:
    if isinstance(cell, Decimal):
        return cell
    try:
        return cell_values.number(cell) if isinstance(cell, str) else None
    except ValueError:
        return None
