"""Delimited text to rows of cells, whatever encoding and delimiter it was saved with."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from ppm_tui.errors import Invalid
from ppm_tui.exchange.sheet import (
    MAX_CELL_LENGTH,
    Findings,
    Row,
    Sheet,
    bounded,
    within_size,
)

DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"
"""For a table of one column, whose commas belong to the text."""
SAMPLE_LENGTH = 65_536
SAMPLE_ROWS = 20
MAX_LINE = 4_000_000


def read(data: bytes) -> Sheet:
    """The rows of delimited text; Invalid names the line where it cannot be read."""
    within_size(len(data))
    findings = Findings()
    codec = encoding(data)
    if codec == "cp1252":
        findings.note("text is not UTF-8 and was read as Windows-1252")
    with io.TextIOWrapper(io.BytesIO(data), codec, newline="") as stream:
        sample = stream.read(SAMPLE_LENGTH)
        stream.seek(0)
        hint = _declared_delimiter(stream)
        mark = hint or delimiter(sample)
        rows = list(bounded(_records(stream, mark, 1 if hint else 0), findings))
    return Sheet("CSV", rows, findings, day_first=True if mark == ";" else None)


def encoding(data: bytes) -> str:
    """The codec that reads all of the bytes: by mark, by pattern, UTF-8, else Windows-1252."""
    codec = _marked_encoding(data[:4096])
    if codec is None:
        codec = "utf-8" if _bad_byte(data, "utf-8") is None else "cp1252"
    bad = _bad_byte(data, codec)
    if bad is not None:
        raise Invalid(
            f"byte {bad + 1:,} is not text in {codec.upper()}: this is no table, or it is "
            "damaged; save it again as CSV in UTF-8"
        )
    return codec


def delimiter(sample: str) -> str:
    """The delimiter that cuts the first rows of a table into the same number of cells."""
    scores = {mark: _agreement(sample, mark) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    return best if scores[best] > (0, 1) else NO_DELIMITER


def _marked_encoding(head: bytes) -> str | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 2 > len(head) * 0.4 and even * 10 < odd:
        return "utf-16-le"
    if even * 2 > len(head) * 0.4 and odd * 10 < even:
        return "utf-16-be"
    return None


def _bad_byte(data: bytes, codec: str) -> int | None:
    """Position of the first byte that the codec cannot read; decodes in pieces to stay small."""
    decoder = codecs.getincrementaldecoder(codec)()
    piece = 2**20
    for start in range(0, len(data) + 1, piece):
        try:
            decoder.decode(data[start : start + piece], final=start + piece > len(data))
        except UnicodeDecodeError as error:
            return min(start + error.start, len(data) - 1)
    return None


def _declared_delimiter(stream: io.TextIOWrapper) -> str | None:
    """The delimiter of a first line like `sep=;`, which spreadsheets write; else rewinds."""
    line = stream.readline(16).strip().lower()
    if line.startswith("sep=") and len(line) == 5:
        return line[-1]
    if line == "sep=":
        return "\t"
    stream.seek(0)
    return None


def _agreement(sample: str, mark: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
    try:
        widths = [len(cells) for cells in islice(filter(any, reader), SAMPLE_ROWS)]
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    if widths[0] > 1:
        return (widths.count(widths[0]), widths[0])
    width, times = Counter(widths).most_common(1)[0]
    return (times if width > 1 else 0, width)


def _records(stream: io.TextIOWrapper, mark: str, skipped: int) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL_LENGTH)
    reader = csv.reader(_lines(stream), delimiter=mark, strict=True)
    while True:
        line = reader.line_num + skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid(_refusal(line, reader.line_num + skipped, error)) from error
        yield Row(line, list(cells))


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise Invalid(f"line {number}: longer than {MAX_LINE:,} characters")
        yield line


def _refusal(line: int, last: int, error: csv.Error) -> str:
    if "limit" in str(error):
        return (
            f"line {line}: a cell is longer than {MAX_CELL_LENGTH:,} characters; "
            "is a quote opened and never closed?"
        )
    until = f", read up to line {last}" if last > line else ""
    return f"line {line}: a quote is opened and not closed before the end of its cell{until}"
