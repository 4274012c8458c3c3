"""Tables of other tools, text or workbook, to plans: projects, or the tasks of one project."""

from pathlib import PurePath

from ppm_tui.errors import Invalid
from ppm_tui.exchange import (
    csv_cells,
    headings,
    table_columns,
    table_projects,
    table_tasks,
    xlsx_cells,
)
from ppm_tui.exchange.cell_values import text_of
from ppm_tui.exchange.cell_words import is_total
from ppm_tui.exchange.sheet import Cell, Findings, Row, Sheet, is_blank
from ppm_tui.exchange.table_columns import Columns
from ppm_tui.store.plan_rows import Plan, PlanFile

HEADING_ROWS = 20
"""The headings stand in one of the first so many rows, below a title perhaps."""
SHOWN_HEADINGS = 12


def read(data: bytes, name: str, mapping: dict[str, str] | None = None) -> PlanFile:
    """The plans of a table; `name` is the file's, and names the project of a table of tasks.

    `mapping` (heading to field) overrides the guess for the headings it holds; "" leaves one
    out, and so it is returned for headings without a field. The whole file is read or refused:
    Invalid names the file, the first line that cannot be read, and how many more there are.
    """
    try:
        return _read(data, name, mapping)
    except Invalid as error:
        raise Invalid(f"{name}: {error}") from error


def _read(data: bytes, name: str, mapping: dict[str, str] | None) -> PlanFile:
    sheet = xlsx_cells.read(data) if data.startswith(b"PK") else csv_cells.read(data)
    place = _heading_row(sheet, mapping)
    titles = [" ".join(text_of(cell).split()) for cell in sheet.rows[place].cells]
    chosen = headings.guess(titles, mapping)
    _refuse_strangers(titles, chosen, sheet.rows[place].line, is_given=bool(mapping))
    rows = _data_rows(sheet, place, titles, chosen)
    columns = table_columns.read(
        titles,
        chosen,
        rows,
        sheet.findings,
        is_day_first=sheet.day_first,
        given=mapping or (),
    )
    plans = _plans(columns, name)
    sheet.findings.stop_if_refused()
    _report_unplaced(columns)
    return PlanFile(sheet.kind, plans, sheet.findings.problems(), _shown_mapping(columns))


def _plans(columns: Columns, name: str) -> tuple[Plan, ...]:
    if headings.has_project_rows(set(columns.mapping.values())):
        return table_projects.plans(columns)
    return (table_tasks.plan(columns, PurePath(name).stem),)


def _heading_row(sheet: Sheet, mapping: dict[str, str] | None) -> int:
    """The first of the top rows with a heading for names, else the first row of all."""
    if not sheet.rows:
        raise Invalid("the file has no rows: there is nothing to import")
    for place, row in enumerate(sheet.rows[:HEADING_ROWS]):
        titles = [" ".join(text_of(cell).split()) for cell in row.cells]
        if "name" in headings.guess(titles, mapping).values():
            return place
    return 0


def _refuse_strangers(
    titles: list[str], chosen: dict[str, str], line: int, *, is_given: bool
) -> None:
    shown = ", ".join(title for title in titles[:SHOWN_HEADINGS] if title)
    shown += ", …" if len(titles) > SHOWN_HEADINGS else ""
    if not is_given and headings.is_risk_register(titles):
        raise Invalid(
            f"line {line}: this is a risk register (columns {shown}): "
            "importing risks is not possible yet"
        )
    if "name" not in chosen.values():
        raise Invalid(
            f"line {line}: no column holds the names of tasks or projects; "
            f"the headings are: {shown or 'blank'}. Call one of them Name"
        )


def _data_rows(sheet: Sheet, place: int, titles: list[str], chosen: dict[str, str]) -> list[Row]:
    if len(sheet.rows) == place + 1:
        raise Invalid(f"line {sheet.rows[place].line}: no rows under the headings")
    id_place = next((i for i, title in enumerate(titles) if chosen.get(title) == "id"), None)
    rows = []
    for row in sheet.rows[place + 1 :]:
        if _is_sum(row, id_place):
            sheet.findings.note("lines of totals skipped", f"line {row.line}")
        else:
            rows.append(_fitted(row, len(titles), sheet.findings))
    if not rows:
        raise Invalid(f"line {sheet.rows[place].line}: no rows under the headings but totals")
    return rows


def _is_sum(row: Row, id_place: int | None) -> bool:
    """Whether a row adds up the others: `Total` where no id stands, in a table that has ids."""
    first = next(cell for cell in row.cells if not is_blank(cell))
    if id_place is None or not is_total(first):
        return False
    own = row.cells[id_place] if id_place < len(row.cells) else ""
    return is_blank(own) or own is first


def _fitted(row: Row, width: int, findings: Findings) -> Row:
    """A row no wider than the headings; cells cut apart by unquoted commas are joined again."""
    excess = len(row.cells) - width
    if excess <= 0:
        return row
    parts = [i for i, cell in enumerate(row.cells) if i and _is_continuation(cell)]
    if len(parts) != excess:
        text = f"{len(row.cells)} cells under {width} headings; a cell with the delimiter in it"
        findings.refuse(row.line, f"{text} needs quotes")
        return Row(row.line, row.cells[:width])
    joined: list[Cell] = []
    for place, cell in enumerate(row.cells):
        if place in parts:
            joined[-1] = f"{text_of(joined[-1])},{text_of(cell)}"
        else:
            joined.append(cell)
    findings.note("cells cut apart by commas without quotes were joined", f"line {row.line}")
    return Row(row.line, joined)


def _is_continuation(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.startswith(" ") and not is_blank(cell)


def _shown_mapping(columns: Columns) -> dict[str, str]:
    """Every heading to its field, "" for those without: what a person may correct and keep."""
    return {title: columns.mapping.get(title, "") for title in columns.headings if title}


def _report_unplaced(columns: Columns) -> None:
    left = [title for title, name in _shown_mapping(columns).items() if not name]
    if left:
        columns.findings.note(f"not placed: columns {', '.join(left)}, kept with each row")
