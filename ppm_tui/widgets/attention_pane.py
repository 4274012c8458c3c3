"""The pane of the attention list: all of one reason, why it stands where it does, what to press."""

from collections.abc import Sequence
from textwrap import wrap

from ppm_tui import formats
from ppm_tui.analysis import attention as rule_of_order
from ppm_tui.formats import Glyphs, safe
from ppm_tui.keymap import Action, shown
from ppm_tui.store.queries.attention import Need
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule


def lines(row: Need, deals: Sequence[Action], width: int, glyphs: Glyphs) -> list[Line]:
    """A heading and what belongs to it; the points add up as docs/attention.md says."""
    keys = "  ".join(f"{shown(each.keys[0])} {each.label}" for each in deals if each.keys)
    found = [rule(f"{row.ref} {safe(row.title)}", "", width, glyphs)]
    found += [line(f" {part}") for part in wrap(safe(row.reason), width - 2)]
    return [*found, line(f" {_where(row)}"), line(f" {keys}")]


def _where(row: Need) -> str:
    days = (row.as_of - row.since).days if row.since else 0
    waits = min(days, rule_of_order.MOST_DAYS)
    points = f"{row.points} points = {row.points - waits} {row.kind.value} + {waits} of {days} days"
    since = f"since {formats.day(row.since, row.as_of)}" if row.since else ""
    parts = (row.project or "", safe(row.owner or "nobody"), since, points)
    return "   ".join(part for part in parts if part)
