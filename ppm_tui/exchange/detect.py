"""What kind of file somebody wants to import, from its content, and who reads it."""

import re
from pathlib import Path
from typing import Literal

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import msproject, tables
from ppm_tui.exchange.sheet import within_size
from ppm_tui.store.plan_rows import PlanFile

Kind = Literal["msproject", "xlsx", "csv", "ics", "ppm-json"]
HEAD = 4096
MAX_FILE = 2**30
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
FOREIGN = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file: unpack it first",
    b"7z\xbc\xaf": "a compressed file: unpack it first",
    b"Rar!": "a compressed file: unpack it first",
    b"SQLite format 3": "a database",
}
CALENDAR = "BEGIN:VCALENDAR"
_JSON = re.compile(r'\s*\{\s*("|\}|$)')
_PAGE = re.compile(r"\s*<(!doctype html|html|table|body)\b", re.IGNORECASE)


def kind(head: bytes, name: str) -> Kind:
    """What a file is, by its first bytes; Invalid for what cannot be imported, saying why."""
    _refuse_foreign(head, name)
    if head.startswith(b"PK"):
        return "xlsx"
    text = _start_of_text(head)
    if _PAGE.match(text):
        raise Invalid(f"{name} is a web page; save the table in it as CSV or XLSX")
    if text.lstrip().startswith("<"):
        return "msproject"
    if text.lstrip()[: len(CALENDAR)].upper() == CALENDAR:
        return "ics"
    return "ppm-json" if _JSON.match(text) else "csv"


def kind_of(path: Path) -> Kind:
    """What the file at a path is; NotFound or Invalid if it cannot be opened."""
    try:
        with path.open("rb") as file:
            return kind(file.read(HEAD), path.name)
    except OSError as error:
        raise _unreadable(path, error) from error


def read(path: Path, mapping: dict[str, str] | None = None, kind: str | None = None) -> PlanFile:
    """What a file of another tool holds; `mapping` and `kind` are for tables, see `tables.read`.

    Raises NotFound if there is no file, Invalid if it cannot be read; ppm's own export is not
    read here.
    """
    found = kind_of(path)
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size > MAX_FILE:
                raise Invalid(f"{path.name} is larger than 1 GB; export fewer projects at once")
            if found == "msproject":
                return msproject.read(file, path.name)
            if found == "ppm-json":
                raise Invalid(f"{path.name} is an export of ppm itself, not a plan of another tool")
            within_size(size)
            if found == "ics":
                from ppm_tui.exchange import ics_leave  # 70 ms that no other file pays

                return ics_leave.read(file.read(), path.name)
            return tables.read(file.read(), path.name, mapping, kind)
    except OSError as error:
        raise _unreadable(path, error) from error


def _refuse_foreign(head: bytes, name: str) -> None:
    if head.startswith(OLE):
        raise Invalid(
            f"{name} is a binary file of Microsoft Project or old Excel (.mpp, .xls), which only "
            "they can read: in MS Project choose Save As and the type XML, in Excel XLSX"
        )
    for start, what in FOREIGN.items():
        if head.startswith(start):
            raise Invalid(f"{name} is {what}, not a plan: XML of MS Project, CSV or XLSX is")
    if head.startswith(b"PK") and b"opendocument" in head[:256]:
        raise Invalid(f"{name} is an OpenDocument file; save the sheet as XLSX or CSV")


def _start_of_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    return head.replace(b"\0", b"").decode("utf-8-sig", "replace")


def _unreadable(path: Path, error: OSError) -> NotFound | Invalid:
    if isinstance(error, FileNotFoundError):
        return NotFound(f"there is no file {path}")
    if isinstance(error, IsADirectoryError):
        return Invalid(f"{path} is a folder; name the file in it")
    if isinstance(error, PermissionError):
        return Invalid(f"{path} may not be read by you: ask its owner, or copy it")
    return Invalid(f"{path} cannot be read: {error.strerror or error}")
