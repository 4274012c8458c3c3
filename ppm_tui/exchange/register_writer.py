"""A register as a file for other tools: CSV or a workbook, which imports again.

A text that a spreadsheet would take for a formula is written so that it stays a text.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from ppm_tui.exchange.register_columns import Register, Value
from ppm_tui.exchange.risk_words import is_formula, unquoted

LONGEST = 32_767
"""Signs that a cell of a workbook holds."""


def as_csv(register: Register) -> Iterator[str]:
    """The lines of a CSV file, the headings first."""
    yield _line(register.headings)
    for row in register.rows:
        yield _line([_text(value) for value in row])


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _text(value: Value) -> str:
    """A cell; what a spreadsheet would reckon with is a text by the sign before it."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and is_formula(text) else text


def as_xlsx(register: Register) -> bytes:
    """A workbook with one sheet: numbers and days as such, texts never as formulas."""
    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet, bold = book.add_worksheet(register.name), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, heading in enumerate(register.headings):
        sheet.write_string(0, place, heading, bold)
    for number, row in enumerate(register.rows, 1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, day)
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def too_long(register: Register) -> tuple[str, ...]:
    """What no cell of a workbook holds whole, in words, each under its identifier."""
    return tuple(
        f"{row[0]}: {heading} is longer than a cell of a workbook may be, and was cut"
        for row in register.rows
        for heading, value in zip(register.headings, row, strict=True)
        if isinstance(value, str) and len(value) > LONGEST
    )


def _write(sheet: Any, line: int, place: int, value: Value, day: Any) -> None:
    if isinstance(value, str) and value:
        # An import takes the sign of a text from it, so a text that has one gets another.
        text = value if unquoted(value) == value else f"'{value}"
        sheet.write_string(line, place, text[:LONGEST])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, place, float(value))
