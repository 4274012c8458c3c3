"""A table as it stands in a file: rows of cells with line numbers, its limits, its oddities."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from sys import getsizeof

from ppm_tui.errors import Invalid

Cell = str | Decimal | datetime
"""Text as typed, or what a workbook stores as a number or a date; "" is an empty cell."""

MAX_BYTES = 64 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 500
MAX_CELLS = 2_000_000
MAX_CELL_LENGTH = 1_000_000
MAX_LINES = 1_000_000
MAX_TEXT = 160 * 2**20
KNOWN = 50_000
"""So many different cells are kept once, however often they stand in the table."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `line` is where it begins in the file, as an editor or a workbook counts."""

    line: int
    cells: list[Cell]


@dataclass(slots=True)
class Findings:
    """What was met while reading: oddities that are reported, errors that refuse the file."""

    notes: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    first_error: tuple[int, str] | None = None
    error_count: int = 0

    def note(self, text: str, where: str = "") -> None:
        """Remember an oddity; the same text is told once, with the first few places."""
        places = self.notes.setdefault(text, [])
        self.counts[text] += 1
        if where and len(places) < SHOWN:
            places.append(where)

    def refuse(self, line: int, text: str) -> None:
        """Remember an error; the file will be refused with the one that stands first in it."""
        self.error_count += 1
        if self.first_error is None or line < self.first_error[0]:
            self.first_error = (line, text)

    def stop_if_refused(self) -> None:
        """Raise Invalid with the first error and the number of further ones."""
        if self.first_error is None:
            return
        line, text = self.first_error
        more = f"; {self.error_count - 1} more like this" if self.error_count > 1 else ""
        raise Invalid(f"line {line}: {text}{more}")

    def problems(self) -> tuple[str, ...]:
        """One line per kind of oddity, in the order met."""
        return tuple(self._line(text, places) for text, places in self.notes.items())

    def _line(self, text: str, places: list[str]) -> str:
        if not places:
            return text
        hidden = self.counts[text] - len(places)
        return f"{text}: {', '.join(places)}" + (f" and {hidden} more" if hidden else "")


@dataclass(slots=True)
class Sheet:
    """The rows of one table; `day_first`: what the format says of 3/4/2025, None if nothing."""

    kind: str
    rows: list[Row]
    findings: Findings
    day_first: bool | None = None


def within_size(size: int) -> None:
    """Refuse a table file that is larger than can be held in memory."""
    if size > MAX_BYTES:
        raise Invalid(
            f"the table has {size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} MB can be "
            "imported at once: split it, or leave out columns"
        )


def bounded(rows: Iterable[Row], findings: Findings) -> Iterator[Row]:
    """The rows that say anything, without trailing blanks; Invalid when there are too many."""
    kept = cells = size = 0
    known: dict[Cell, Cell] = {}
    for count, row in enumerate(rows):
        if count > MAX_LINES:
            raise Invalid(f"line {row.line}: more than {MAX_LINES:,} lines, most of them blank")
        while row.cells and is_blank(row.cells[-1]):
            row.cells.pop()
        if not row.cells:
            continue
        kept += 1
        cells += len(row.cells)
        _refuse_excess(row, kept, cells)
        size += sum(map(getsizeof, row.cells))
        if size > MAX_TEXT:
            raise Invalid(f"line {row.line}: too much text to hold at once; split the table")
        _drop_nul(row, findings)
        remember = known.setdefault if len(known) < KNOWN else known.get
        row.cells[:] = [remember(cell, cell) for cell in row.cells]
        yield row


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return isinstance(cell, str) and (not cell or cell.isspace())


def quoted(cell: Cell, limit: int = 40) -> str:
    """A value for a message: one line, shortened."""
    text = " ".join(str(cell).split())
    return f'"{text if len(text) <= limit else text[: limit - 1] + "…"}"'


def _refuse_excess(row: Row, kept: int, cells: int) -> None:
    if len(row.cells) > MAX_COLUMNS:
        raise Invalid(f"line {row.line}: {len(row.cells)} columns; at most {MAX_COLUMNS} are read")
    if kept > MAX_ROWS + 1:
        raise Invalid(f"line {row.line}: more than {MAX_ROWS:,} rows; split the table")
    if cells > MAX_CELLS:
        raise Invalid(f"line {row.line}: more than {MAX_CELLS:,} cells; split the table")


def _drop_nul(row: Row, findings: Findings) -> None:
    for index, cell in enumerate(row.cells):
        if isinstance(cell, str) and "\0" in cell:
            row.cells[index] = cell.replace("\0", "")
            findings.note("NUL characters dropped", f"line {row.line}")
