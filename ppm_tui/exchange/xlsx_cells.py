"""The first sheet of a workbook that holds anything, as rows of typed cells."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import IO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from ppm_tui.errors import Invalid
from ppm_tui.exchange.sheet import (
    MAX_CELL_LENGTH,
    MAX_CELLS,
    MAX_COLUMNS,
    Cell,
    Findings,
    Row,
    Sheet,
    bounded,
    within_size,
)

MAX_UNPACKED = 128 * 2**20
MAX_AREA = 2 * MAX_CELLS
DAMAGED = "the workbook is damaged or protected by a password; save it again as XLSX or CSV"


def read(data: bytes) -> Sheet:
    """The rows of the first visible sheet with a value; Invalid if it is damaged or too large."""
    within_size(len(data))
    _refuse_bombs(data)
    findings = Findings()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = _first_filled(book, findings)
        rows = [] if sheet is None else _rows(sheet, findings)
    except (CalamineError, ValueError, OSError) as error:
        raise Invalid(DAMAGED) from error
    return Sheet("XLSX", rows, findings)


def _first_filled(book: CalamineWorkbook, findings: Findings) -> CalamineSheet | None:
    visible = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
    for index, name in enumerate(visible):
        sheet = book.get_sheet_by_name(name)
        if sheet.start is not None:
            if left := visible[index + 1 :]:
                findings.note(f'sheet "{name}" was read, not the sheets after it', ", ".join(left))
            return sheet
    return None


def _rows(sheet: CalamineSheet, findings: Findings) -> list[Row]:
    top = (sheet.start or (0, 0))[0] + 1
    found = (
        Row(line, [_cell(value, line) for value in values])
        for line, values in enumerate(sheet.to_python(), start=top)
    )
    return list(bounded(found, findings))


def _cell(value: object, line: int) -> Cell:
    if isinstance(value, str):
        if len(value) > MAX_CELL_LENGTH:
            raise Invalid(f"line {line}: a cell is longer than {MAX_CELL_LENGTH:,} characters")
        return _without_escapes(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return Decimal(repr(value)).normalize()
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    return _clock(value)


def _without_escapes(text: str) -> str:
    """The two code points that the library leaves escaped."""
    if "_xFFF" not in text:
        return text
    return text.replace("_xFFFE_", "\ufffe").replace("_xFFFF_", "\uffff")


def _clock(value: object) -> str:
    """Hours and minutes of a time or a span, as text that a duration can be read from."""
    if isinstance(value, dt.time):
        seconds = f":{value.second:02}" if value.second else ""
        return f"{value.hour}:{value.minute:02}{seconds}"
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
    return str(value)


def _refuse_bombs(data: bytes) -> None:
    """Count before unpacking: the library lays out the whole area between the outermost cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Invalid(
                    f"the workbook unpacks to more than {MAX_UNPACKED // 2**20} MB; "
                    "split it, or save the sheet as CSV"
                )
            for entry in archive.infolist():
                if entry.filename.lower().endswith(".xml"):
                    with archive.open(entry) as part:
                        _Area().measure(part)
    except (zipfile.BadZipFile, expat.ExpatError, RuntimeError, NotImplementedError) as error:
        raise Invalid(DAMAGED) from error
    except (EOFError, OSError) as error:
        raise Invalid(DAMAGED) from error


class _Area:
    """The area that the values of one sheet span, from a pass over its elements."""

    def __init__(self) -> None:
        self.row = self.column = self.bottom = self.right = self.values = self.strings = 0

    def measure(self, part: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EntityDeclHandler = self._entity
        parser.ParseFile(part)

    def _entity(self, *_: object) -> None:
        raise Invalid(DAMAGED)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self.row = _number(attributes.get("r", "")) or self.row + 1
            self.column = 0
        elif tag == "c":
            reference = attributes.get("r", "")
            self.column = _letters(reference) or self.column + 1
            self.row = _number(reference) or self.row
        elif tag in {"v", "is"}:
            self._value()
        elif tag == "si":
            self.strings += 1
            self._refuse(self.strings > MAX_CELLS)

    def _value(self) -> None:
        self.values += 1
        self.bottom = max(self.bottom, self.row)
        self.right = max(self.right, self.column)
        self._refuse(self.values > MAX_CELLS)
        self._refuse(self.right > MAX_COLUMNS)
        self._refuse(self.bottom * self.right > MAX_AREA)

    def _refuse(self, is_excess: bool) -> None:
        if is_excess:
            raise Invalid(
                f"line {self.row}: the sheet is too large ({self.bottom:,} rows by "
                f"{self.right:,} columns); at most {MAX_COLUMNS} columns and "
                f"{MAX_CELLS:,} cells are read"
            )


def _number(reference: str) -> int:
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0


def _letters(reference: str) -> int:
    total = 0
    for letter in reference.upper():
        if not "A" <= letter <= "Z":
            break
        total = total * 26 + ord(letter) - 64
    return total
