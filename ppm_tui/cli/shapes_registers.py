"""Issues and their like, the reserve and the attention list as JSON: see `shapes`."""

from collections.abc import Mapping

from ppm_tui import formats, keymap
from ppm_tui.analysis import risk as levels
from ppm_tui.cli.shapes import Shape
from ppm_tui.keymap import Action
from ppm_tui.store.queries.attention import Need
from ppm_tui.store.queries.raid import RaidRow
from ppm_tui.store.queries.reserve import Draw, ReserveRow
from ppm_tui.terms import RaidKind, Undefined


def entry(row: RaidRow) -> Shape:
    """A row of `issues`; ratings are those of issues alone."""
    is_issue = row.kind is RaidKind.ISSUE
    none = levels.NOT_RATED if is_issue else None
    return {
        "id": row.ref,
        "kind": row.kind,
        "project": row.project,
        "client": row.client,
        "title": row.title,
        "description": row.description,
        "status": row.status,
        "reason": row.reason,
        "owner": row.owner or None,
        "due": row.due,
        "raised": row.raised,
        "over": row.over,
        "urgency": row.urgency or none,
        "impact": row.impact or none,
        "risk": row.risk,
        "issue": row.issue,
        "links": list(row.links),
        "applies_from": row.applies_from,
        "told_to": row.told_to,
        "outcome": row.outcome,
    }


def need(row: Need, rank: int, actions: Mapping[str, Action]) -> Shape:
    """A row of `attention`; an action whose key was removed is left out."""
    deals = [actions[name] for name in row.deals if actions[name].keys]
    return {
        "rank": rank,
        "kind": row.kind,
        "project": row.project,
        "ref": row.ref,
        "title": row.title,
        "reason": row.reason,
        "since": row.since,
        "actions": [{"key": keymap.shown(each.keys[0]), "label": each.label} for each in deals],
    }


def reserve(row: ReserveRow) -> Shape:
    """A row of `reserve`: amounts that risks ask for, that are set, drawn and left."""
    return {
        "key": row.key,
        "name": row.name,
        "client": row.client,
        "currency": row.currency,
        "expected_cost": _whole(row, "cost"),
        "contingency_cost": row.contingency_cost,
        "drawn_cost": row.drawn("cost"),
        "left_cost": row.left_cost,
        "expected_minutes": _whole(row, "minutes"),
        "contingency_minutes": row.contingency_minutes,
        "drawn_minutes": row.drawn("minutes"),
        "left_minutes": row.left_minutes,
        "management_reserve": row.management_reserve,
        "left_management": row.left_management,
        "draws": [_draw(each) for each in row.draws],
    }


def _whole(row: ReserveRow, unit: str) -> int | Undefined:
    value = row.expected(unit)
    return value if isinstance(value, Undefined) else formats.whole(value)


def _draw(each: Draw) -> Shape:
    return {
        "project": each.project,
        "day": each.day,
        "kind": each.kind,
        "cost": each.cost,
        "minutes": each.minutes,
        "issue": each.issue,
        "text": each.text,
    }
