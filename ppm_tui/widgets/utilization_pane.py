"""The pane that shows where a figure of utilization comes from, to be reckoned again."""

from collections.abc import Iterator
from textwrap import wrap

from ppm_tui import explanations, formats
from ppm_tui.formats import Glyphs
from ppm_tui.store.queries.utilization import PersonPart, UtilizationRow
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule

BROAD = 120
KEY, NAME = 9, 24


def lines(row: UtilizationRow, width: int, glyphs: Glyphs) -> list[Line]:
    """A heading that stays, the formulas with their amounts, and what these are made of."""
    days = formats.period(row.period.first, row.period.last)
    head = rule(f"{formats.safe(row.name)}, {days}", "Enter back", width, glyphs)
    return [head, *(line(text, style) for text, style in _body(row, width))]


def _body(row: UtilizationRow, width: int) -> Iterator[tuple[str, str]]:
    yield from _said("", explanations.utilization_basis(row), width)
    yield from _said("", explanations.utilization_target(row), width)
    for each in explanations.utilization(row):
        yield from _said(f"{each.label:<14} {each.value:>6}  ", each.how, width)
    yield " Projects", "bold"
    for part in row.projects:
        lead = _lead(part.key, part.name, width)
        yield from _said(lead, explanations.utilization_amounts(part.amounts), width)
    if not row.projects:
        yield " no time, and nothing booked", ""
    if row.by != "person":
        yield " People", "bold"
        for one in row.people:
            yield from _said(_lead(one.key, one.name, width), _person(one), width)
    yield " Definitions", "bold"
    for text in explanations.utilization_sources():
        yield from _said("", text, width)


def _person(one: PersonPart) -> str:
    target = formats.percent(Undefined("") if one.target is None else one.target)
    return f"target {target}, {explanations.utilization_amounts(one.amounts)}"


def _lead(key: str, name: str, width: int) -> str:
    return formats.fit(key, KEY) + (f"{formats.fit(name, NAME)}  " if width >= BROAD else "")


def _said(lead: str, text: str, width: int) -> Iterator[tuple[str, str]]:
    """A text after what leads it, going on below itself; where there is little room, below that."""
    cells = formats.width(lead)
    if cells and width - cells < 36:
        yield f" {lead.rstrip()}", ""
        lead, cells = "   ", 3
    for number, part in enumerate(wrap(text, max(20, width - cells - 2)) or [""]):
        yield f" {lead if not number else ' ' * cells}{part}", ""
