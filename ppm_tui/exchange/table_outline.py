"""Which row is which, which row stands under which: ids, parents and links of a table of tasks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ppm_tui.exchange import cell_links
from ppm_tui.exchange.cell_links import Link
from ppm_tui.exchange.cell_values import number
from ppm_tui.exchange.sheet import SHOWN, quoted
from ppm_tui.exchange.table_circles import circle
from ppm_tui.exchange.table_columns import Columns, values
from ppm_tui.store.plan_rows import PlanLink

UNNAMED = "Unnamed"
INDENT = " \t\u00a0"
MAX_DEPTH = 100
SELDOM = 5
"""Indented rows count as an outline when at least one in so many is indented."""


@dataclass(slots=True)
class Outline:
    """Per row: its uid, its name, the row above it in the outline (None at the top)."""

    uids: list[str]
    names: list[str]
    parents: list[int | None]
    links: list[tuple[PlanLink, ...]]


def read(columns: Columns) -> Outline:
    """Ids, names, outline and links of all rows; contradictions are refused in the findings."""
    names = [name_of(columns, index) for index in range(len(columns.rows))]
    uids = identities(columns, names)
    refs = _references(columns, uids, names)
    parents = _parents(columns, refs, names)
    if _is_unsound(columns, parents):
        return Outline(uids, names, parents, [()] * len(uids))
    return Outline(uids, names, parents, _Links(columns, uids, parents).read(refs))


def name_of(columns: Columns, index: int) -> str:
    """The name of a row as given; a blank one becomes Unnamed and is reported."""
    name = columns.raw_text("name", index)
    if name and not name.isspace():
        return name
    columns.findings.note(f"without a name, called {UNNAMED}", f"line {columns.line(index)}")
    return UNNAMED


def identities(columns: Columns, names: list[str]) -> list[str]:
    """A uid per row: the id as given, else the name, numbered when it repeats."""
    given = [columns.text("id", index) for index in range(len(columns.rows))]
    first: dict[str, int] = {}
    for index, own in enumerate(given):
        if own and own in first:
            line = columns.line(first[own])
            text = f'column "{columns.heading("id")}": {quoted(own)} stands in line {line} already'
            columns.findings.refuse(columns.line(index), text)
        first.setdefault(own, index)
    return _made_unique(given, names)


def _made_unique(given: list[str], names: list[str]) -> list[str]:
    taken, seen, found = set(given), Counter[str](), []
    for own, name in zip(given, names, strict=True):
        uid = own or f"name:{name}"
        while not own and uid in taken:
            seen[f"name:{name}"] += 1
            uid = f"name:{name}#{seen[f'name:{name}'] + 1}"
        taken.add(uid)
        found.append(uid)
    return found


def _references(columns: Columns, uids: list[str], names: list[str]) -> dict[str, int]:
    """Everything that a row can be called by, where that means one row; ids go before names."""
    rows = range(len(columns.rows))
    refs = _numbering(name.strip() for name in names)
    refs |= _numbering(columns.text("wbs", index).rstrip(".") for index in rows)
    refs |= _numbering(uids)
    refs |= _numbering(columns.text("other_id", index) for index in rows)
    refs.pop("", None)
    return refs


def _numbering(texts: Iterable[str]) -> dict[str, int]:
    rows: dict[str, int] = {}
    repeated = set()
    for index, text in enumerate(texts):
        if text in rows:
            repeated.add(text)
        rows.setdefault(text, index)
    return {text: index for text, index in rows.items() if text not in repeated}


def _parents(columns: Columns, refs: dict[str, int], names: list[str]) -> list[int | None]:
    if columns.has("parent"):
        return _named_parents(columns, refs)
    if columns.has("level"):
        levels = values(columns, "level", lambda cell, _: int(number(cell)))
        return _by_level([level or 0 for level in levels])
    if columns.has("wbs"):
        return _by_number([columns.text("wbs", i).rstrip(".") for i in range(len(columns.rows))])
    return _by_indent(columns, names)


def _named_parents(columns: Columns, refs: dict[str, int]) -> list[int | None]:
    found: list[int | None] = []
    for index in range(len(columns.rows)):
        text = columns.text("parent", index)
        parent = refs.get(text, refs.get(text.lstrip("#"))) if text else None
        if text and (parent is None or parent == index):
            columns.findings.note(
                "parents that are not in the table, kept with the row",
                f"line {columns.line(index)} {quoted(text)}",
            )
            columns.unplaced.setdefault(index, set()).add("parent")
        found.append(None if parent == index else parent)
    return found


def _by_level(levels: list[int]) -> list[int | None]:
    above: list[int] = []
    found: list[int | None] = []
    for index, level in enumerate(levels):
        while above and levels[above[-1]] >= level:
            above.pop()
        found.append(above[-1] if above else None)
        above.append(index)
    return found


def _by_number(numbers: list[str]) -> list[int | None]:
    rows = _numbering(numbers)
    return [_above(rows, text, index) for index, text in enumerate(numbers)]


def _above(rows: dict[str, int], text: str, index: int) -> int | None:
    """The row of the next shorter outline number; 1.0 stands above 1.1 as 1 does."""
    while "." in text:
        text = text.rpartition(".")[0]
        found = rows.get(text, rows.get(f"{text}.0"))
        if found is not None and found != index:
            return found
    return None


def _by_indent(columns: Columns, names: list[str]) -> list[int | None]:
    """Leading blanks are an outline when many rows have them, in steps; else part of the name."""
    depths = [len(name[: len(name) - len(name.lstrip(INDENT))].expandtabs(4)) for name in names]
    indented = sum(depth > 0 for depth in depths)
    is_outline = depths[:1] == [0] and indented > 1 and indented * SELDOM >= len(depths)
    if not is_outline or any(depth == 1 for depth in depths):
        return [None] * len(names)
    columns.findings.note("the indentation of the names was read as an outline")
    names[:] = [name.lstrip(INDENT) for name in names]
    return _by_level(depths)


def _is_unsound(columns: Columns, parents: list[int | None]) -> bool:
    """Whether a row stands below itself or too deep; the first such row is refused."""
    depths: dict[int | None, int] = {None: 0}
    for start in range(len(parents)):
        path: dict[int, None] = {}
        place: int | None = start
        while place is not None and place not in depths and place not in path:
            path[place] = None
            place = parents[place]
        if place in path or depths[place] + len(path) > MAX_DEPTH:
            why = "stands below itself" if place in path else f"is below {MAX_DEPTH} levels"
            columns.findings.refuse(columns.line(start), f"the task {why}")
            return True
        first = depths[place] + 1
        depths |= {lower: depth for depth, lower in enumerate(reversed(path), start=first)}
    return False


class _Links:
    """The predecessors of all rows, as links to uids."""

    def __init__(self, columns: Columns, uids: list[str], parents: list[int | None]) -> None:
        self._columns, self._uids, self._parents = columns, uids, parents

    def read(self, refs: dict[str, int]) -> list[tuple[PlanLink, ...]]:
        written = [
            cell_links.predecessors(self._columns.text("predecessors", index), refs)
            for index in range(len(self._uids))
        ]
        refs = self._numbered(refs, written)
        found = [self._resolved(refs, index, links) for index, links in enumerate(written)]
        self._refuse_circle([[row for row, _ in links] for links in found])
        return [tuple(link for _, link in links) for links in found]

    def _refuse_circle(self, predecessors: list[list[int]]) -> None:
        rows = circle(predecessors, self._parents)
        if rows:
            shown = " → ".join(quoted(self._uids[row]) for row in [*rows[:SHOWN], rows[0]])
            text = f"the predecessors go round in a circle: {shown}"
            self._columns.findings.refuse(self._columns.line(rows[0]), text)

    def _numbered(self, refs: dict[str, int], written: list[tuple[Link, ...]]) -> dict[str, int]:
        """Without an id column predecessors may count rows: the way in which all of them fit."""
        if self._columns.has("id") or _fits(refs, written):
            return refs
        for first, meant in ((1, "rows"), (2, "rows with the heading as row 1")):
            counted = {str(index + first): index for index in range(len(written))}
            if _fits(counted, written):
                text = f"predecessors were read as numbers of {meant}: there are no ids"
                self._columns.findings.note(text)
                return counted
        return refs

    def _resolved(
        self, refs: dict[str, int], index: int, links: tuple[Link, ...]
    ) -> list[tuple[int, PlanLink]]:
        found: dict[int, PlanLink] = {}
        for link in links:
            row = refs.get(link.ref)
            why = self._objection(index, row, found)
            if row is None or why:
                where = f"line {self._columns.line(index)} {quoted(link.ref)}"
                self._columns.findings.note(f"predecessor {why}, kept with the row only", where)
                self._columns.unplaced.setdefault(index, set()).add("predecessors")
                continue
            uid = self._uids[row]
            found[row] = PlanLink(uid, link.type, link.lag, link.lag_kind, link.lag_unit)
        return list(found.items())

    def _objection(self, index: int, row: int | None, found: dict[int, PlanLink]) -> str:
        if row is None:
            return "that is not in the table"
        if row == index:
            return "that is the task itself"
        if row in found:
            return "that is named twice"
        if self._is_above(row, index) or self._is_above(index, row):
            return "that is the task's own phase, or inside it"
        return ""

    def _is_above(self, upper: int, lower: int) -> bool:
        place = self._parents[lower]
        while place is not None and place != upper:
            place = self._parents[place]
        return place is not None


def _fits(refs: dict[str, int], written: list[tuple[Link, ...]]) -> bool:
    return all(
        refs.get(link.ref, index) != index for index, links in enumerate(written) for link in links
    )
