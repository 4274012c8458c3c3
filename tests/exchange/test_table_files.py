"""Files as they lie on a disk: encodings, workbooks, limits, and what is no table at all."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import csv_cells, detect, tables, xlsx_cells
from ppm_tui.store.plan_rows import PlanTask
from ppm_tui.terms import LinkType
from tests.exchange.test_tables import hostile_names, kept

PLAN = "Nr;Vorgangsname;Anfang\r\n1;Größe prüfen;06.01.2025\r\n"
SHEET = "xl/worksheets/sheet1.xml"


def only_task(data: bytes) -> PlanTask:
    (task,) = tables.read(data, "x").plans[0].tasks
    return task


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    task = only_task(PLAN.replace(";", delimiter).encode(encoding))
    assert (task.uid, task.name) == ("1", "Größe prüfen")
    assert task.start == datetime.fromisoformat("2025-01-06 08:00")


def test_a_declared_delimiter_wins_and_titles_above_the_headings_are_passed_over() -> None:
    assert only_task(b"sep=|\nName|Notes\na;b|c,d\n").name == "a;b"
    assert only_task(b"Plan of May\n\nName,Notes\na,b\n").notes == "b"


def test_a_table_of_one_column_keeps_its_commas() -> None:
    assert only_task(b"Name\nfirst, then second\n").name == "first, then second"


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1),
        min_size=1,
        max_size=6,
    )
)
def test_any_cells_that_were_written_as_csv_come_back(cells: list[str]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["Id", "Name"], ["1", "x"], cells])
    rows = csv_cells.read(buffer.getvalue().encode()).rows
    while cells and not cells[-1].strip():
        cells.pop()
    assert [row.cells for row in rows[2:]] == ([cells] if cells else [])


def test_lines_are_counted_as_an_editor_does() -> None:
    rows = csv_cells.read(b'Name,x\r\n"a\r\nb",1\r\n\r\n,\r\nc,2\r\n').rows
    assert [(row.line, row.cells[0]) for row in rows] == [(1, "Name"), (2, "a\r\nb"), (6, "c")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'Name,x\na,"b\nc,d\n', "line 2: a quote is opened and not closed .* line 3"),
        (b"Name\n" + b"a\n" * 200_001, "line 200002: more than 200,000 rows"),
        (b"Name\n" + b"\n" * 1_000_001, "most of them blank"),
        (b"Name,x\n" + b"," * 600 + b"a", "line 2: 601 columns; at most 500"),
        (b'Name\n"' + b"a" * 1_000_001 + b'"', "line 2: a cell is longer than 1,000,000"),
        (b"Name\n" + b"a" * 4_000_001, "line 2: longer than 4,000,000"),
        (b"Name,b\n" + b"a,b,c,d,e,f,g,h,i,j,k\n" * 190_000, "more than 2,000,000 cells"),
        (b"Name\n" + ("🚀" + "a" * 999_000 + "\n").encode() * 45, "too much text"),
        (b"Name\n\x81\xff\n", "byte 6 is not text in CP1252"),
        (b"\xff\xfeN\x00a", "byte 5 is not text in UTF-16"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_text_past_a_limit_is_refused_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        tables.read(data, "x.csv")


def test_a_table_too_large_for_memory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"Name\na\n")
        file.truncate(200 * 2**20)
    with pytest.raises(Invalid, match="200 MB; at most 64 MB"):
        detect.read(path)


def workbook(path: Path, rows: list[list[object]]) -> Path:
    """A workbook with an empty sheet, the rows on the second from row 3 on, and a third."""
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Plan")
        book.add_worksheet("More").write_string(0, 0, "x")
        for line, row in enumerate(rows, start=2):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(line, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                else:
                    sheet.write(line, column, cell)
    return path


def test_a_workbook_gives_typed_values(tmp_path: Path) -> None:
    january = datetime.fromisoformat("2025-01-06")
    path = workbook(
        tmp_path / "plan.xlsx",
        [
            ["ID", "Name", "Start", "% complete", "Cost (EUR)", "Work", "Predecessors", "WBS"],
            [1, "Phase", january, 0.5, 1234.5, 8, None, 1],
            [2, "=1+1", "7.1.2025", 1, "1.234,50 €", "2 Tage", "1AA", 1.1],
            [None, None, None, None, None, None, None, None],
            ["Total", None, None, None, 2469, None, None, None],
        ],
    )
    file = detect.read(path)
    (found,) = file.plans
    first, second = found.tasks
    assert (file.kind, found.name, found.currency) == ("XLSX", "plan", "EUR")
    assert (first.uid, first.start) == ("1", january.replace(hour=8))
    assert (first.percent_complete, second.percent_complete) == (50, 100)
    assert (first.cost, second.cost) == (123450, 123450)
    assert (first.work_minutes, second.work_minutes) == (480, 960)
    assert (second.name, second.wbs, second.parent_uid) == ("=1+1", "1.1", "1")
    assert second.predecessors == ()
    assert second.source["Predecessors"] == "1AA"
    assert 'sheet "Plan" was read, not the sheets after it: More' in file.problems
    assert "lines of totals skipped: line 7" in file.problems


def test_an_invalid_cell_of_a_workbook_is_named_by_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [["Name", "Start"], ["a", "2025-02-30"]])
    with pytest.raises(Invalid, match=r'p\.xlsx: line 4: column "Start": "2025-02-30"'):
        detect.read(path)


def test_predecessors_of_a_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [["ID", "Name", "Predecessors"], [1, "a", None], [2, "b", 1]]
    task = detect.read(workbook(tmp_path / "p.xlsx", rows)).plans[0].tasks[1]
    assert [(link.predecessor_uid, link.type) for link in task.predecessors] == [("1", LinkType.FS)]


def test_hostile_names_come_through_a_workbook_unchanged(tmp_path: Path, shared_data: Path) -> None:
    names = [name for name in hostile_names(shared_data / "hostile") if len(name) < 32_767]
    rows: list[list[object]] = [["id", "name"], *([n, name] for n, name in enumerate(names))]
    (found,) = detect.read(workbook(tmp_path / "hostile.xlsx", rows)).plans
    assert [task.name for task in found.tasks] == [kept(name) for name in names]


def repacked(path: Path, part: str, text: bytes) -> bytes:
    """The workbook with one part replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return buffer.getvalue()


def sheet_of(*cells: str) -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rows = "".join(cells)
    return f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (
            sheet_of(
                '<row r="1"><c r="A1"><v>1</v></c></row>',
                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            ),
            "the sheet is too large",
        ),
        (
            sheet_of('<row r="1048576"><c>', "<v>1</v></c>", "<c><v>1</v></c>" * 9, "</row>"),
            "the sheet is too large",
        ),
        (b"<worksheet>", "the workbook is damaged"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>', "the workbook is damaged"),
    ],
    ids=["far corner", "cells without places", "not closed", "entity"],
)
def test_workbooks_that_would_burst_are_refused(tmp_path: Path, sheet: bytes, message: str) -> None:
    path = workbook(tmp_path / "p.xlsx", [["Name"], ["a"]])
    with pytest.raises(Invalid, match=message):
        xlsx_cells.read(repacked(path, SHEET, sheet))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [["Name"], ["a"]])
    with pytest.raises(Invalid, match="unpacks to more than 128 MB"):
        xlsx_cells.read(repacked(path, SHEET, b" " * (129 * 2**20)))


def test_a_cut_off_workbook_is_refused(tmp_path: Path) -> None:
    data = workbook(tmp_path / "p.xlsx", [["Name"], ["a"]]).read_bytes()
    for length in range(2, len(data), 97):
        with pytest.raises(Invalid, match="damaged"):
            tables.read(data[:length], "p.xlsx")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04", "xlsx"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Project>", "msproject"),
        ("<Project>".encode("utf-16"), "msproject"),
        (b'{\n  "schema_version": 1', "ppm-json"),
        (b"Name,Start\n", "csv"),
        (b"", "csv"),
    ],
)
def test_the_kind_of_a_file_is_found_from_its_content(head: bytes, kind: str) -> None:
    assert detect.kind(head, "plan.bin") == kind


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (bytes.fromhex("D0CF11E0A1B11AE1"), "Save As and the type XML"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "a web page"),
    ],
)
def test_files_that_are_no_plan_are_refused_with_advice(head: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        detect.kind(head, "plan.mpp")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        detect.read(tmp_path / "gone.csv")
    with pytest.raises(Invalid, match="is a folder"):
        detect.read(tmp_path)


def test_ms_project_xml_is_read_by_its_own_module(shared_data: Path) -> None:
    assert detect.read(shared_data / "plans" / "relations.xml").kind == "MS Project XML"
