"""The register of risks as a table for other tools: CSV or a workbook, which imports again.

The headings are those that an import knows. A text that a spreadsheet would take for a formula is
written so that it stays a text.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from ppm_tui import formats
from ppm_tui.exchange.risk_words import FORMULA_STARTS
from ppm_tui.store.queries.risks import RiskRow
from ppm_tui.terms import Undefined

Value = str | int | Decimal | date | None


def _amount(row: RiskRow, minor: int | Decimal | Undefined | None) -> Decimal | None:
    if minor is None or isinstance(minor, Undefined):
        return None
    return formats.rounded(Decimal(minor).scaleb(-formats.exponent(row.currency)), 2)


COLUMNS: tuple[tuple[str, Callable[[RiskRow], Value]], ...] = (
    ("Risk ID", lambda r: r.ref),
    ("Project", lambda r: r.project),
    ("Client", lambda r: r.client),
    ("Risk title", lambda r: r.title),
    ("Status", lambda r: r.status.value),
    ("Status reason", lambda r: r.status_reason),
    ("Kind", lambda r: r.kind.value),
    ("Risk category", lambda r: r.category),
    ("Cause", lambda r: r.cause),
    ("Event", lambda r: r.event),
    ("Effect", lambda r: r.effect),
    ("Probability", lambda r: r.probability or None),
    ("Impact on cost", lambda r: r.impact_cost or None),
    ("Impact on time", lambda r: r.impact_time or None),
    ("Impact on scope", lambda r: r.impact_scope or None),
    ("Impact on quality", lambda r: r.impact_quality or None),
    ("Score", lambda r: r.level),
    ("Zone", lambda r: r.letter),
    ("Residual probability", lambda r: r.residual_probability or None),
    ("Residual impact", lambda r: r.residual_impact or None),
    ("Residual score", lambda r: r.residual_level),
    ("Strategy", lambda r: r.strategy.value if r.strategy else None),
    ("Response", lambda r: r.response),
    ("Owner", lambda r: r.owner),
    ("Due", lambda r: r.due),
    ("Trigger", lambda r: r.trigger),
    ("Contingency", lambda r: r.contingency),
    ("Fallback", lambda r: r.fallback),
    ("Raised", lambda r: r.raised),
    ("Raised by", lambda r: r.identified_by),
    ("Review", lambda r: r.review),
    ("Cost if it strikes", lambda r: _amount(r, r.cost)),
    ("Response cost", lambda r: _amount(r, r.response_cost)),
    ("EMV", lambda r: _amount(r, r.emv_cost)),
    ("Currency", lambda r: r.currency if r.cost is not None or r.response_cost is not None
     else None),
)  # fmt: skip
"""Heading and value of every column."""


def as_csv(rows: Sequence[RiskRow]) -> Iterator[str]:
    """The lines of a CSV file, the headings first."""
    yield _line([heading for heading, _ in COLUMNS])
    for row in rows:
        yield _line([_text(value(row)) for _, value in COLUMNS])


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _text(value: Value) -> str:
    """A cell; what a spreadsheet would reckon with is a text by the sign before it."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text


def as_xlsx(rows: Sequence[RiskRow]) -> bytes:
    """A workbook with one sheet: numbers and days as such, texts never as formulas."""
    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet, bold = book.add_worksheet("Risks"), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, (heading, _) in enumerate(COLUMNS):
        sheet.write_string(0, place, heading, bold)
    for number, row in enumerate(rows, 1):
        for place, (_, value) in enumerate(COLUMNS):
            _write(sheet, number, place, value(row), day)
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _write(sheet: Any, line: int, place: int, value: Value, day: Any) -> None:
    if isinstance(value, str) and value:
        sheet.write_string(line, place, formats.UNSAFE.sub(" ", value)[:32_000])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, place, float(value))
