"""Tables of other tools, text or workbook, to plans (projects, or the tasks of one), to people,
leave, time, or what a register holds."""

from dataclasses import replace
from pathlib import PurePath

from ppm_tui.errors import Invalid
from ppm_tui.exchange import (
    csv_cells,
    headings,
    table_columns,
    table_kinds,
    table_leave,
    table_people,
    table_projects,
    table_registers,
    table_tasks,
    table_time,
    xlsx_cells,
)
from ppm_tui.exchange.cell_values import text_of
from ppm_tui.exchange.cell_words import is_total
from ppm_tui.exchange.headings import LEAVE, PEOPLE, PLAN, TIME
from ppm_tui.exchange.sheet import Cell, Findings, Row, Sheet, is_blank
from ppm_tui.exchange.table_columns import Columns
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.terms import REGISTERS

HEADING_ROWS = 20
"""The headings stand in one of the first so many rows, below a title perhaps."""
SHOWN_HEADINGS = 12
NEEDED = {
    PLAN: ({"name"},),
    PEOPLE: ({"name", "last_name", "key", "email"},),
    LEAVE: ({"first"},),
    TIME: ({"day"}, {"minutes"}),
    **dict.fromkeys(REGISTERS, ({"title"},)),
}
"""Of each of these fields, or sets of them to choose from, a table has a column."""
KNOWN_BY = {PLAN: "id", LEAVE: "first", TIME: "day", **dict.fromkeys(REGISTERS, "id")}
"""A line of totals has nothing under this field; lists of people have none."""


def read(
    data: bytes, name: str, mapping: dict[str, str] | None = None, kind: str | None = None
) -> PlanFile:
    """What a table holds; `name` is the file's, and names the project of a table of tasks.

    `mapping` (heading to field) overrides the guess for the headings it holds; "" leaves one
    out, and so it is returned for headings without a field. `kind` overrides the guess of what
    the rows are. The whole file is read or refused: Invalid names the file, the first line that
    cannot be read, and how many more there are.
    """
    try:
        return _read(data, name, mapping, kind)
    except Invalid as error:
        raise Invalid(f"{name}: {error}") from error


def _read(data: bytes, name: str, mapping: dict[str, str] | None, kind: str | None) -> PlanFile:
    sheet = xlsx_cells.read(data) if data.startswith(b"PK") else csv_cells.read(data)
    place, found = _heading_row(sheet, mapping, kind)
    titles = _titles(sheet.rows[place])
    chosen = headings.guess(titles, mapping, found)
    _refuse_strangers(titles, chosen, sheet.rows[place].line, found)
    rows = _data_rows(sheet, place, titles, chosen, found)
    columns = table_columns.read(
        titles,
        chosen,
        rows,
        sheet.findings,
        is_day_first=sheet.day_first,
        given=mapping or (),
    )
    file = _file(columns, name, sheet.kind, found)
    sheet.findings.stop_if_refused()
    _report_unplaced(columns, found)
    mapping = _shown_mapping(columns)
    return replace(file, problems=sheet.findings.problems(), mapping=mapping)


def _file(columns: Columns, name: str, form: str, kind: str) -> PlanFile:
    if kind == PEOPLE:
        return PlanFile(form, people=table_people.people(columns, name))
    if kind == LEAVE:
        return PlanFile(form, leave=table_leave.leave(columns, name))
    if kind == TIME:
        return PlanFile(form, time=table_time.time(columns, name))
    if kind in REGISTERS:
        return PlanFile(form, registers={kind: table_registers.entries(columns, name, kind)})
    if headings.has_project_rows(set(columns.mapping.values())):
        return PlanFile(form, table_projects.plans(columns))
    return PlanFile(form, (table_tasks.plan(columns, PurePath(name).stem),))


def _titles(row: Row) -> list[str]:
    return [" ".join(text_of(cell).split()) for cell in row.cells]


def _heading_row(sheet: Sheet, mapping: dict[str, str] | None, said: str | None) -> tuple[int, str]:
    """The first of the top rows that heads a table that is known, else the first of all.

    With it what the table holds; a plan where nothing is known.
    """
    if not sheet.rows:
        raise Invalid("the file has no rows: there is nothing to import")
    for place, row in enumerate(sheet.rows[:HEADING_ROWS]):
        titles = _titles(row)
        found = _heads(titles, mapping, said) if said else table_kinds.kind_of(titles, mapping)
        if found:
            return place, found
    return 0, said or PLAN


def _heads(titles: list[str], mapping: dict[str, str] | None, kind: str) -> str | None:
    """The kind, if these are its headings."""
    fields = set(headings.guess(titles, mapping, kind).values())
    return kind if all(fields & some for some in NEEDED[kind]) else None


def _refuse_strangers(titles: list[str], chosen: dict[str, str], line: int, kind: str) -> None:
    shown = ", ".join(title for title in titles[:SHOWN_HEADINGS] if title)
    shown += ", …" if len(titles) > SHOWN_HEADINGS else ""
    missing = next((some for some in NEEDED[kind] if not some & set(chosen.values())), None)
    if missing and kind != PLAN:
        raise Invalid(
            f"line {line}: no column holds the {' or '.join(sorted(missing))} that {kind} needs; "
            f"the headings are: {shown or 'blank'}. Say which by --map HEADING=FIELD"
        )
    if missing:
        raise Invalid(
            f"line {line}: no column holds the names of tasks or projects, nor is it clear that "
            f"these are people, leave, time or a register; the headings are: {shown or 'blank'}. "
            "Call one of them Name, or say more by --map and --as"
        )


def _data_rows(
    sheet: Sheet, place: int, titles: list[str], chosen: dict[str, str], kind: str
) -> list[Row]:
    if len(sheet.rows) == place + 1:
        raise Invalid(f"line {sheet.rows[place].line}: no rows under the headings")
    known_by = KNOWN_BY.get(kind)
    id_place = next(
        (i for i, title in enumerate(titles) if known_by and chosen.get(title) == known_by), None
    )
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
    """Whether a row adds up the others: `Total` where no id or day stands, in a table of such."""
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


def _report_unplaced(columns: Columns, kind: str) -> None:
    """Only plans have a place for what is not understood; of people nothing else is kept."""
    left = [title for title, name in _shown_mapping(columns).items() if not name]
    if left:
        what = "kept with each row" if kind == PLAN else "left out"
        columns.findings.note(f"not placed: columns {', '.join(left)}, {what}")
