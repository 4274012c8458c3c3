"""What commands print: JSON documents, tables, and the line that says what was done."""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import TypeVar

from ppm_tui import columns, formats, themes
from ppm_tui.cli.invocation import Invocation, put, say
from ppm_tui.columns import Column
from ppm_tui.formats import Glyphs
from ppm_tui.terms import Done, Rag, Undefined

R = TypeVar("R")
SCHEMA_VERSION = 1
AT_ONCE = 500
"""Rows within a row that are made into text together: one by one takes three times as long."""
CODES = {"bold": 1, "dim": 2, "reverse": 7, "red": 31, "green": 32, "yellow": 33}


# JSON


def put_json(invocation: Invocation, key: str, rows: Iterable[Mapping[str, object]]) -> None:
    """The rows under their key, in the outermost object that every reading command prints.

    One row a line, each written before the next is taken; so is each row of a last value that is
    an iterator. Signs that could steer a terminal are written as escapes, also the rare ones.
    """
    head = {"schema_version": SCHEMA_VERSION, "as_of": invocation.as_of.isoformat()}
    print(f'{_json(head)[:-1]}, "{key}": [', end="")
    end = ""
    for number, row in enumerate(rows):
        end = "\n"
        print(",\n" if number else "\n", end="")
        for part in _parts(row):
            print(part, end="")
    print(f"{end}]}}")


def _parts(row: Mapping[str, object]) -> Iterator[str]:
    name, last = list(row.items())[-1]
    if not isinstance(last, Iterator):
        yield _json(known(row))
        return
    before = {key: value for key, value in row.items() if key != name}
    yield f'{_json(known(before))[:-1]}, "{name}": ['
    comma = ""
    while some := [known(each) for each in islice(last, AT_ONCE)]:
        yield comma + _json(some)[1:-1]
        comma = ", "
    yield "]}"


def _json(value: object) -> str:
    return harmless_json(json.dumps(value, ensure_ascii=not shows(chr(sys.maxunicode))))


def harmless_json(text: str) -> str:
    """JSON that says the same with escapes for what could steer a terminal."""
    lines = (formats.UNSAFE.sub(_escape, line) for line in text.split("\n"))
    return "\n".join(lines)


def _escape(found: "re.Match[str]") -> str:
    return json.dumps(found.group())[1:-1]


def known(row: Mapping[str, object]) -> dict[str, object]:
    """A row as JSON has it: what is not known becomes null, and its reason stands under `why`."""
    reasons: dict[str, str] = {}
    values = {name: _plain(value, name, reasons) for name, value in row.items()}
    return values | ({"why": reasons} if reasons else {})


def _plain(value: object, name: str, reasons: dict[str, str]) -> object:
    if isinstance(value, Undefined):
        reasons[name] = value.reason
        return None
    if isinstance(value, Mapping):
        return {key: _plain(each, f"{name}.{key}", reasons) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [known(each) if isinstance(each, Mapping) else each for each in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes" if value.tzinfo is None else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def shows(sample: str) -> bool:
    """Whether stdout can be given these signs as they are."""
    try:
        sample.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


# Tables


def put_table(invocation: Invocation, listed: Sequence[Column[R]], rows: Sequence[R]) -> None:
    """Rows as a table: as wide as the terminal, or with every value in full where nobody looks."""
    glyphs = glyphs_of(invocation)
    layout = _layout(listed, rows, glyphs)
    gap = " " if sys.stdout.isatty() else "  "
    put(gap.join(columns.heading(column, cells) for column, cells in layout).rstrip())
    for row in rows:
        texts = [_cell(invocation, column, row, cells, glyphs) for column, cells in layout]
        print(gap.join(texts).rstrip())


def _cell(invocation: Invocation, column: Column[R], row: R, cells: int, glyphs: Glyphs) -> str:
    text = columns.cell(column, row, cells, glyphs)
    value = column.value(row) if column.id == "rag" else None
    if isinstance(value, Rag) and has_colour(invocation):
        # The letter keeps the colour of the text.
        return styled(text[:1], value.value) + text[1:]
    return text


def _layout(listed: Sequence[Column[R]], rows: Sequence[R], glyphs: Glyphs) -> columns.Layout[R]:
    if sys.stdout.isatty():
        return columns.fitted(listed, shutil.get_terminal_size().columns, rows)
    drawn = [column for column in listed if column.width]
    return tuple((column, _longest(column, rows, glyphs)) for column in drawn)


def _longest(column: Column[R], rows: Sequence[R], glyphs: Glyphs) -> int:
    texts = [column.heading, *(formats.safe(column.text(row, glyphs)) for row in rows)]
    return max(map(formats.width, texts))


def glyphs_of(invocation: Invocation) -> Glyphs:
    """The signs that the settings ask for, or that the output can show."""
    wanted = invocation.settings.glyphs
    is_unicode = shows(formats.UNICODE.all) if wanted == "auto" else wanted == "unicode"
    return formats.UNICODE if is_unicode else formats.ASCII


# Colour


def has_colour(invocation: Invocation) -> bool:
    """Whether colour codes may be sent: always when asked for, else only to a terminal."""
    wanted = invocation.settings.color
    if wanted == "auto":
        return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return wanted != "none"


def styled(text: str, style: str) -> str:
    """Text in a style of the theme, as a terminal's codes; only asked for where colour may be."""
    codes = [str(CODES[word]) for word in themes.DEFAULT[style].split()]
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text


# Changes


def report(invocation: Invocation, done: Done, *, dry_run: bool = False) -> None:
    """What changed in one line on stdout; what was met on the way on stderr."""
    for note in done.notes:
        say(invocation.spoken(note))
    put(invocation.spoken(f"would do: {done.text}" if dry_run else done.text))
