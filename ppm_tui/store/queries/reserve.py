"""The reserve of projects and clients: what risks ask for, what is set, drawn and left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from ppm_tui import formats
from ppm_tui.analysis import reserve as formulas
from ppm_tui.analysis import risk
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries import risk_matrix
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Minutes, Money, ReserveKind, RiskKind, Undefined

T = TypeVar("T", "ReserveRisk", "Draw")

PROJECTS = """
SELECT p.key, p.name, c.name, p.currency, p.contingency_cost, p.contingency_minutes,
       p.management_reserve
FROM project p LEFT JOIN client c ON c.id = p.client_id
WHERE p.trashed_on IS NULL AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY p.key
"""

RISKS = """
SELECT p.key, r.ref, r.title, r.kind, r.probability, r.chance, r.cost, r.minutes
FROM risk r JOIN project p ON p.id = r.project_id
WHERE r.status NOT IN ('closed', 'issue') AND r.trashed_on IS NULL AND p.trashed_on IS NULL
  AND (r.cost IS NOT NULL OR r.minutes IS NOT NULL)
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY p.key, r.ref
"""

DRAWS = """
SELECT p.key, d.number, d.day, d.kind, d.cost, d.minutes, i.ref, d.text
FROM reserve_draw d JOIN project p ON p.id = d.project_id LEFT JOIN issue i ON i.id = d.issue_id
WHERE p.trashed_on IS NULL AND d.day <= :as_of
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY p.key, d.number
"""


STRUCK = """
SELECT p.key, i.ref, p.currency, r.cost
FROM issue i JOIN risk r ON r.id = i.risk_id JOIN project p ON p.id = i.project_id
WHERE r.ref = :risk AND i.trashed_on IS NULL
ORDER BY i.ref DESC
"""


@dataclass(frozen=True, slots=True)
class Struck:
    """The issue that a risk has become, and what is proposed to draw for it, in minor units."""

    project: str
    issue: str
    currency: str
    cost: int


@dataclass(frozen=True, slots=True)
class _Project:
    key: str
    name: str
    client: str | None
    currency: str
    contingency_cost: int | None
    contingency_minutes: int | None
    management_reserve: int | None


@dataclass(frozen=True, slots=True)
class ReserveRisk:
    """An open risk with an amount; money in minor units of its project's currency."""

    project: str
    ref: str
    title: str
    kind: RiskKind
    probability: int
    chance: int | None
    cost: Money | None
    minutes: Minutes | None
    matrix: risk.Matrix = risk.PPM

    def value(self, unit: str) -> Decimal | Undefined:
        """Its expected `cost` or `minutes`, a threat's below zero."""
        return risk.expected_value(
            kind=self.kind,
            probability=self.probability,
            percent=self.chance,
            amount=getattr(self, unit),
            matrix=self.matrix,
        )


@dataclass(frozen=True, slots=True)
class Draw:
    """What was taken from a reserve on a day, for an issue or for what the text says."""

    project: str
    number: int
    day: date
    kind: ReserveKind
    cost: Money
    minutes: Minutes
    issue: str | None
    text: str


@dataclass(frozen=True, slots=True)
class ReserveRow:
    """The reserve of a project, or of all projects of a client in one currency, as of a day.

    Amounts are minor units of the currency, or minutes; None where no reserve is set.
    """

    key: str
    name: str
    client: str | None
    currency: str
    contingency_cost: int | None
    contingency_minutes: int | None
    management_reserve: int | None
    risks: Sequence[ReserveRisk]
    draws: Sequence[Draw]
    as_of: date

    def expected(self, unit: str) -> Decimal | Undefined:
        """What the open risks ask for, in `cost` or `minutes`."""
        return formulas.expected(value for _, value in self.valued(unit))

    def expected_whole(self, unit: str) -> int:
        """The same in whole minor units or minutes. Raises Invalid where it is not known."""
        value = self.expected(unit)
        if isinstance(value, Undefined):
            raise Invalid(f"{self.key}: {value.reason}")
        return formats.whole(value)

    def valued(self, unit: str) -> list[tuple[ReserveRisk, Decimal]]:
        """The risks that count, each with its expected value."""
        found = ((each, each.value(unit)) for each in self.risks)
        return [(each, value) for each, value in found if not isinstance(value, Undefined)]

    def drawn(self, unit: str, kind: ReserveKind = ReserveKind.CONTINGENCY) -> int:
        """What was drawn up to the day, less what came back."""
        return sum(getattr(each, unit) for each in self.draws if each.kind is kind)

    @property
    def left_cost(self) -> int | Undefined:
        """Money left of the contingency."""
        return formulas.left(self.contingency_cost, self.drawn("cost"))

    @property
    def left_minutes(self) -> int | Undefined:
        """Effort left of the contingency."""
        return formulas.left(self.contingency_minutes, self.drawn("minutes"))

    @property
    def left_management(self) -> int | Undefined:
        """Money left of the management reserve."""
        drawn = self.drawn("cost", ReserveKind.MANAGEMENT)
        return formulas.left(self.management_reserve, drawn)


def reserves(connection: Connection, *, as_of: date, key: str | None = None) -> list[ReserveRow]:
    """A row a project that is not archived, or of one project; three statements.

    Raises NotFound. `expected` is the average; what a confidence asks for is in
    `simulation_rows.Simulation.contingency`.
    """
    projects = connection.all(_Project, PROJECTS, key=key)
    if key is not None and not projects:
        raise NotFound(f"no project {key}: ppm projects lists them")
    matrix = risk_matrix.matrix(connection)
    found = connection.all(ReserveRisk, RISKS, key=key)
    risks = _by_project([replace(each, matrix=matrix) for each in found])
    draws = _by_project(connection.all(Draw, DRAWS, key=key, as_of=as_of))
    return [
        ReserveRow(
            row.key, row.name, row.client, row.currency, row.contingency_cost,
            row.contingency_minutes, row.management_reserve, risks.get(row.key, ()),
            draws.get(row.key, ()), as_of,
        )
        for row in projects
    ]  # fmt: skip


def by_client(rows: Iterable[ReserveRow]) -> list[ReserveRow]:
    """The same by client and currency, which are never added up; `none` is without a client."""
    found: dict[tuple[str, str], list[ReserveRow]] = {}
    for row in rows:
        found.setdefault((row.client or "none", row.currency), []).append(row)
    return [_together(name, currency, found[name, currency]) for name, currency in sorted(found)]


def _together(name: str, currency: str, rows: Sequence[ReserveRow]) -> ReserveRow:
    return ReserveRow(
        name,
        f"{len(rows)} project{'s' * (len(rows) != 1)}",
        name,
        currency,
        _sum(row.contingency_cost for row in rows),
        _sum(row.contingency_minutes for row in rows),
        _sum(row.management_reserve for row in rows),
        [each for row in rows for each in row.risks],
        [each for row in rows for each in row.draws],
        rows[0].as_of,
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _by_project(rows: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(row.project, []).append(row)
    return found


def struck(connection: Connection, *, risk: str, as_of: date) -> Struck | None:
    """What a risk that has struck may draw: what it was said to cost, as far as the contingency
    of its project goes; None where nothing is left, or it never struck."""
    rows = connection.rows(STRUCK, risk=risk)
    if not rows:
        return None
    key, issue, currency, cost = rows[0]
    [row] = reserves(connection, as_of=as_of, key=str(key))
    if isinstance(row.left_cost, Undefined) or row.left_cost <= 0:
        return None
    return Struck(str(key), str(issue), str(currency), min(int(cost or 0), row.left_cost))
