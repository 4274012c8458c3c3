"""The registers as tables for other tools: the headings, which an import knows, and the cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from ppm_tui import formats
from ppm_tui.exchange.register_headings import ASSUMPTIONS, CHANGES, DECISIONS, ISSUES, RISKS
from ppm_tui.store.queries import changes, raid, risks
from ppm_tui.store.queries.changes import ChangeRow
from ppm_tui.store.queries.raid import RaidRow
from ppm_tui.store.queries.risks import RiskRow
from ppm_tui.store.reader import Connection
from ppm_tui.terms import DecisionStatus, RaidKind, Undefined

R = TypeVar("R")
Value = str | int | Decimal | date | None
Columns = tuple[tuple[str, Callable[[R], Value]], ...]
"""Heading and value of every column."""


@dataclass(frozen=True, slots=True)
class Register:
    """A register by headings and rows of cells, in the order of its identifiers."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def _amount(minor: int | Decimal | Undefined | None, currency: str) -> Decimal | None:
    """In major units; of three digits after the point one could take the point for thousands."""
    if minor is None or isinstance(minor, Undefined):
        return None
    digits = formats.exponent(currency)
    return formats.rounded(Decimal(minor).scaleb(-digits), 4 if digits == 3 else 2)


def _hours(minutes: int | None) -> Decimal | None:
    return None if minutes is None else formats.rounded(Decimal(minutes) / 60, 2)


def _currency(currency: str, *amounts: int | None) -> str | None:
    return currency if any(amount is not None for amount in amounts) else None


_RISKS: Columns[RiskRow] = (
    ("Risk ID", lambda r: r.ref),
    ("Project", lambda r: r.project),
    ("Client", lambda r: r.client),
    ("Risk title", lambda r: r.title),
    ("Status", lambda r: r.status.value),
    ("Status reason", lambda r: r.status_reason),
    ("Kind", lambda r: r.kind.value),
    ("Risk category", lambda r: r.category),
    ("Cause", lambda r: r.cause),
    ("Event", lambda r: r.event),
    ("Effect", lambda r: r.effect),
    ("Probability", lambda r: r.probability or None),
    ("Impact on cost", lambda r: r.impact_cost or None),
    ("Impact on time", lambda r: r.impact_time or None),
    ("Impact on scope", lambda r: r.impact_scope or None),
    ("Impact on quality", lambda r: r.impact_quality or None),
    ("Score", lambda r: r.level),
    ("Zone", lambda r: r.letter),
    ("Residual probability", lambda r: r.residual_probability or None),
    ("Residual impact", lambda r: r.residual_impact or None),
    ("Residual score", lambda r: r.residual_level),
    ("Strategy", lambda r: r.strategy.value if r.strategy else None),
    ("Response", lambda r: r.response),
    ("Owner", lambda r: r.owner),
    ("Due", lambda r: r.due),
    ("Trigger", lambda r: r.trigger),
    ("Contingency", lambda r: r.contingency),
    ("Fallback", lambda r: r.fallback),
    ("Raised", lambda r: r.raised),
    ("Raised by", lambda r: r.identified_by),
    ("Review", lambda r: r.review),
    ("Cost if it strikes", lambda r: _amount(r.cost, r.currency)),
    ("Response cost", lambda r: _amount(r.response_cost, r.currency)),
    ("EMV", lambda r: _amount(r.emv_cost, r.currency)),
    ("Currency", lambda r: _currency(r.currency, r.cost, r.response_cost)),
)
_ISSUES: Columns[RaidRow] = (
    ("Issue ID", lambda r: r.ref),
    ("Project", lambda r: r.project),
    ("Client", lambda r: r.client),
    ("Issue title", lambda r: r.title),
    ("Description", lambda r: r.description),
    ("Status", lambda r: r.status),
    ("Status reason", lambda r: r.reason),
    ("Urgency", lambda r: r.urgency or None),
    ("Impact", lambda r: r.impact or None),
    ("Owner", lambda r: r.owner),
    ("Raised", lambda r: r.raised),
    ("Due", lambda r: r.due),
    ("Resolved on", lambda r: r.over),
    ("From risk", lambda r: r.risk),
)
_CHANGES: Columns[ChangeRow] = (
    ("Change request ID", lambda r: r.ref),
    ("Project", lambda r: r.project),
    ("Client", lambda r: r.client),
    ("Change request title", lambda r: r.title),
    ("Status", lambda r: r.status.value),
    ("Status since", lambda r: r.since),
    ("Reason", lambda r: r.reason),
    ("Added to scope", lambda r: r.added),
    ("Removed from scope", lambda r: r.removed),
    ("Plan lines", lambda r: r.plan),
    ("Days", lambda r: r.days),
    ("Effort (h)", lambda r: _hours(r.minutes)),
    ("Cost", lambda r: _amount(r.cost, r.currency)),
    ("Price", lambda r: _amount(r.price, r.currency)),
    ("Currency", lambda r: _currency(r.currency, r.cost, r.price)),
    ("Effect on risk", lambda r: r.risk_effect),
    ("Conditions", lambda r: r.conditions),
    ("Requested by", lambda r: r.requested_by),
    ("Authoriser", lambda r: r.authoriser),
    ("Decision date", lambda r: r.decided),
    ("Decided by", lambda r: r.decided_by),
    ("Evidence", lambda r: r.evidence),
    ("From task", lambda r: r.task),
    ("From risk", lambda r: r.risk),
    ("From issue", lambda r: r.issue),
)
_ASSUMPTIONS: Columns[RaidRow] = (
    ("Assumption ID", lambda r: r.ref),
    ("Project", lambda r: r.project),
    ("Client", lambda r: r.client),
    ("Assumption title", lambda r: r.title),
    ("Description", lambda r: r.description),
    ("Status", lambda r: r.status),
    ("Status reason", lambda r: r.reason),
    ("Owner", lambda r: r.owner),
    ("Raised", lambda r: r.raised),
    ("Check by", lambda r: r.due),
    ("Checked on", lambda r: r.over),
    ("Risk", lambda r: r.risk),
    ("Issue", lambda r: r.issue),
)
_DECISIONS: Columns[RaidRow] = (
    ("Decision ID", lambda r: r.ref),
    ("Project", lambda r: r.project),
    ("Client", lambda r: r.client),
    ("Decision title", lambda r: r.title),
    ("Description", lambda r: r.description),
    ("Status", lambda r: r.status),
    ("Decided by", lambda r: r.owner),
    ("Decision date", lambda r: None if r.status == DecisionStatus.PROPOSED else r.due),
    ("Due", lambda r: r.due if r.status == DecisionStatus.PROPOSED else None),
    ("Applies from", lambda r: r.applies_from),
    ("Told to", lambda r: r.told_to),
    ("Outcome", lambda r: r.outcome),
    ("Risk", lambda r: r.risk),
    ("Issue", lambda r: r.issue),
)


def read(connection: Connection, *, kind: str, key: str | None, as_of: date) -> Register:
    """A register of a project, or of all that are not archived: entries of every status."""
    if kind == RISKS:
        found = risks.register(connection, key=key, as_of=as_of).rows
        return _table("Risks", _RISKS, found)
    if kind == CHANGES:
        asked = changes.changes(connection, key=key, as_of=as_of)
        return _table("Change requests", _CHANGES, asked)
    entry, columns = _OF_RAID[kind]
    entries = [row for row in raid.raid(connection, key=key, as_of=as_of) if row.kind is entry]
    entries.sort(key=lambda row: row.ref)
    return _table(kind.capitalize(), columns, entries)


_OF_RAID = {
    ISSUES: (RaidKind.ISSUE, _ISSUES),
    ASSUMPTIONS: (RaidKind.ASSUMPTION, _ASSUMPTIONS),
    DECISIONS: (RaidKind.DECISION, _DECISIONS),
}


def _table(name: str, columns: Columns[R], rows: Sequence[R]) -> Register:
    cells = tuple(tuple(value(row) for _, value in columns) for row in rows)
    return Register(name, tuple(heading for heading, _ in columns), cells)
