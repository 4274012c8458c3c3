"""`ppm evm`: earned value and earned schedule of a project, and how each figure is reckoned."""

from collections.abc import Iterator

import click

from ppm_tui import formats, whys
from ppm_tui.analysis import earned_schedule
from ppm_tui.analysis import earned_value as earned_value_table
from ppm_tui.cli import output, shapes_evm
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.errors import NotFound
from ppm_tui.formats import safe
from ppm_tui.store.queries.earned_value import EarnedValueRow, earned_value
from ppm_tui.terms import Undefined
from ppm_tui.whys import Why

FIGURES = {"bac", "pv", "ev", "ac", "eac", *earned_value_table.METRICS, *earned_schedule.METRICS}
"""What is explained by name."""


@command("evm", is_reading=True)
@click.argument("key", shell_complete=project_keys)
@click.argument("figure", required=False)
def evm_(invocation: Invocation, key: str, figure: str | None) -> None:
    """KEY is a project. With a FIGURE, such as cpi: its formula, and every row behind it.

    All is measured against the current baseline; cost counts by the day of the work.
    """
    row = invocation.workspace().get(earned_value, key=key, as_of=invocation.as_of)
    found = list(whys.of_earned_value(row))
    why = _named(row, found, figure) if figure else None
    if invocation.is_json:
        shape = shapes_evm.figure(row, why) if why else shapes_evm.evm(row)
        output.put_json(invocation, "evm", [shape])
        return
    text = _explained(row, why) if why else _report(row, found)
    for line in text:
        put(invocation.spoken(line))


def _named(row: EarnedValueRow, found: list[Why], figure: str) -> Why:
    why = whys.chosen(row, found, figure)
    if why is None:
        names = ", ".join(["eac", *(each.name for each in found)])
        raise NotFound(f"no figure {figure}: one of {names}")
    return why


def _explained(row: EarnedValueRow, why: Why) -> Iterator[str]:
    """All that explains a figure, and where the rows behind what went into it are told."""
    yield from whys.lines(why)
    names = [each.name for each in why.given if each.name in FIGURES]
    if names:
        yield f"see also: ppm evm {row.key} {', '.join(names)}"


def _report(row: EarnedValueRow, found: list[Why]) -> Iterator[str]:
    yield f"{row.key}  {safe(row.name)}"
    yield found[0].basis
    yield ""
    chosen = f"eac_{row.figures.forecast}"
    for why in found:
        mark = "*" if why.name == chosen else " "
        how = whys.how(why) if why.given or isinstance(why.value, Undefined) else ""
        yield f"{mark}{why.label:<22} {whys.value(why):>20}  {how}".rstrip()
    yield ""
    yield f"* the forecast that ETC and VAC go by; periods are {row.schedule.unit}"
    if row.unplanned:
        yield ""
        total = formats.money(sum(each.ac for each in row.unplanned), row.currency)
        yield f"Not in the baseline, {total} of the actual cost:"
        for each in row.unplanned:
            cost = formats.money(each.ac, row.currency)
            yield f"  {each.ref} {safe(each.name)}  {cost}"
