"""The money of projects: budget, cost by kind, orders, what the client pays, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from ppm_tui.analysis import billing, profit
from ppm_tui.analysis.billing import Amount
from ppm_tui.analysis.earned_value import Figure
from ppm_tui.analysis.profit import Part, Profit
from ppm_tui.store.queries.earning import SHARE
from ppm_tui.store.queries.portfolio import PortfolioRow, of_one, overview
from ppm_tui.store.queries.portfolio_rows import Load
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Billing, Money, Recognition, Undefined

STATES = ("billed", "absorbed", "held")
"""What may become of work that is over what was agreed."""
BY_MILESTONES = (Billing.FIXED_FEE, Billing.MILESTONE)
"""How a project is billed whose milestones are a part of its price, rather than beside it."""

PROJECTS = """
SELECT p.id, p.key, p.billing, p.recognition, p.contract_value, p.budget_minutes, p.purchase_order,
       g.name, f.name, CASE WHEN p.client_id IS NULL THEN 0 ELSE 1 END
FROM project p
LEFT JOIN program g ON g.id = p.program_id
LEFT JOIN portfolio f ON f.id = COALESCE(p.portfolio_id, g.portfolio_id)
WHERE p.trashed_on IS NULL AND (p.key = :key OR :key IS NULL)
ORDER BY p.key
"""

SPENT = """
SELECT e.project_id, COUNT(*), SUM(e.minutes),
       SUM(CASE WHEN e.kind = 'labour' THEN COALESCE(e.cost, 0) ELSE 0 END),
       SUM(CASE WHEN e.kind = 'expense' THEN COALESCE(e.cost, 0) ELSE 0 END),
       SUM(CASE WHEN e.kind = 'product' THEN COALESCE(e.cost, 0) ELSE 0 END),
       SUM(CASE WHEN e.cost IS NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN e.bill <> 'do_not_bill' THEN COALESCE(e.price, 0) ELSE 0 END),
       SUM(CASE WHEN e.bill = 'billable' THEN 1 ELSE 0 END),
       SUM(CASE WHEN e.bill = 'billable' AND e.price IS NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN e.bill = 'billable' AND e.agreement_id IS NULL THEN COALESCE(e.price, 0)
           ELSE 0 END)
FROM time_entry e
WHERE e.day <= :as_of AND e.trashed_on IS NULL /* of: e.project_id */
GROUP BY e.project_id
ORDER BY e.project_id
"""

SPENT_OF_ONE = of_one(SPENT)
"""The same of one project, which reads nothing of the others."""

AGREED = f"""
WITH RECURSIVE below AS (
  SELECT a.id AS agreement, a.task_id AS id FROM agreement a
  WHERE a.task_id IS NOT NULL AND a.trashed_on IS NULL
  UNION ALL
  SELECT below.agreement, t.id FROM below JOIN task t ON t.parent_id = below.id
), earned AS (
  SELECT below.agreement, SUM(COALESCE(b.cost, 0)) AS bac,
         SUM(COALESCE(b.cost, 0) * {SHARE}) AS hundredths,
         MIN(t.percent_complete) AS least, COUNT(*) AS tasks
  FROM below JOIN task t ON t.id = below.id
  LEFT JOIN baseline x ON x.project_id = t.project_id AND x.is_current
  LEFT JOIN baseline_task b ON b.baseline_id = x.id AND b.task_id = t.id
  WHERE t.kind <> 'phase' AND t.trashed_on IS NULL GROUP BY below.agreement
), used AS (
  SELECT e.project_id, e.agreement_id, SUM(COALESCE(e.price, 0)) AS price,
         SUM(e.minutes) AS minutes
  FROM agreement g CROSS JOIN time_entry e
  WHERE e.agreement_id = g.id AND e.bill = 'billable' AND e.day <= :as_of
    AND e.trashed_on IS NULL
  GROUP BY e.project_id, e.agreement_id
)
SELECT COALESCE(used.project_id, a.project_id), a.id, a.ref, a.name, a.method, a.amount,
       a.minutes, COALESCE(used.price, 0), COALESCE(used.minutes, 0), earned.bac,
       earned.hundredths, earned.least, t.kind, t.ref
FROM agreement a LEFT JOIN used ON used.agreement_id = a.id
LEFT JOIN earned ON earned.agreement = a.id LEFT JOIN task t ON t.id = a.task_id
WHERE a.trashed_on IS NULL AND COALESCE(used.project_id, a.project_id) IS NOT NULL
ORDER BY a.ref, 1
"""  # noqa: S608  # a rule of ours, nothing that was typed

# CROSS JOIN makes SQLite begin with the few rows, and look for the entries of each.
OVER = """
SELECT e.project_id, e.agreement_id,
       CASE WHEN o.choice = 'bill' THEN 'billed' WHEN o.choice = 'absorb' THEN 'absorbed'
            WHEN COALESCE(c.decided, '') > :as_of THEN 'held'
            WHEN c.status = 'approved' THEN 'billed' WHEN c.status = 'rejected' THEN 'absorbed'
            ELSE 'held' END AS state, SUM(o.price), SUM(o.minutes),
       CASE WHEN o.choice = 'change' AND c.status = 'approved'
             AND COALESCE(c.decided, '') <= :as_of THEN COALESCE(c.price, 0) END
FROM overrun o CROSS JOIN time_entry e LEFT JOIN change_request c ON c.id = o.change_request_id
WHERE e.id = o.time_entry_id AND e.day <= :as_of AND e.trashed_on IS NULL
GROUP BY e.project_id, e.agreement_id, 3, c.id, 6
ORDER BY e.project_id, e.agreement_id, 3, c.ref
"""

ORDERED = """
SELECT c.project_id,
       SUM(CASE WHEN c.amount > COALESCE(u.cost, 0) THEN c.amount - COALESCE(u.cost, 0)
           ELSE 0 END)
FROM commitment c LEFT JOIN (
  SELECT e.commitment_id, SUM(COALESCE(e.cost, 0)) AS cost FROM time_entry e
  WHERE e.commitment_id IS NOT NULL AND e.day <= :as_of AND e.trashed_on IS NULL
  GROUP BY e.commitment_id
) u ON u.commitment_id = c.id
WHERE c.trashed_on IS NULL AND c.day <= :as_of AND (c.closed_on IS NULL OR c.closed_on > :as_of)
GROUP BY c.project_id
ORDER BY c.project_id
"""

INVOICED = """
SELECT l.project_id, SUM(l.amount) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
WHERE i.day <= :as_of GROUP BY l.project_id ORDER BY l.project_id
"""


@dataclass(frozen=True, slots=True)
class _Project:
    id: str
    key: str
    billing: Billing
    recognition: Recognition
    contract_value: int | None
    budget_minutes: int | None
    purchase_order: str
    program: str | None
    portfolio: str | None
    has_client: bool


@dataclass(frozen=True, slots=True)
class SpentSums:
    """What was spent on a project: time, cost by kind, entries whose cost is not known, the price
    of all of it, and of that what is billable and counts towards no agreement."""

    project_id: str
    entries: int = 0
    minutes: int = 0
    labour: int = 0
    expense: int = 0
    product: int = 0
    unknown: int = 0
    price: int = 0
    billable: int = 0
    unpriced: int = 0
    loose: int = 0

    @property
    def cost(self) -> Money:
        """Actual cost of all kinds."""
        return Money(self.labour + self.expense + self.product)


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """An agreement as far as one project uses it; `hundredths` of `bac` is what is earned of it."""

    project_id: str
    id: str
    ref: str
    name: str
    method: Billing
    amount: int | None
    minutes: int | None
    price: int
    used_minutes: int
    bac: int | None
    hundredths: int | None
    least: int | None
    task_kind: str | None
    task: str | None

    @property
    def is_due(self) -> bool:
        """Whether it is a milestone that is reached."""
        return self.method is Billing.MILESTONE and self.least == 100

    @property
    def stands_for_all(self) -> bool:
        """Whether it is a fee for the project as a whole, which takes the place of its value."""
        return self.method is Billing.FIXED_FEE and self.task is None

    @property
    def share(self) -> Figure:
        """The part of the phase that is earned; the whole project's where it has no phase."""
        if self.least == 100:
            return Fraction(1)
        if not self.bac:
            return Undefined(f"the phase of {self.ref} has no baseline cost")
        return Fraction(self.hundredths or 0, 100 * self.bac)


@dataclass(frozen=True, slots=True)
class OverRow:
    """What of a project is over an agreement, or over its own price, by what became of it."""

    project_id: str
    agreement_id: str | None
    state: str
    price: int
    minutes: int
    granted: int | None = None

    @property
    def parts(self) -> tuple[OverRow, ...]:
        """The same; of an approved request what its price pays, and the rest, absorbed."""
        if self.granted is None:
            return (self,)
        whole = Amount(self.minutes, self.price)
        paid = billing.granted(whole, self.granted)
        found = [replace(self, price=paid.price, minutes=paid.minutes, granted=None)]
        if (rest := whole - paid) != billing.NOTHING:
            found.append(
                replace(found[0], state="absorbed", price=rest.price, minutes=rest.minutes)
            )
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sum:
    project_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """The money of one project as of a day, in minor units of its currency.

    `parts` is how each portion of its work is paid, by name; `over` what is over what was agreed.
    """

    row: PortfolioRow
    spent: SpentSums
    profit: Profit
    billing: Billing
    recognition: Recognition
    budget_minutes: int | None
    purchase_order: str
    program: str | None
    portfolio: str | None
    parts: tuple[tuple[str, Part], ...]
    over: tuple[OverRow, ...]

    @property
    def key(self) -> str:
        """The key of the project."""
        return self.row.key

    @property
    def threshold(self) -> int | None:
        """The highest part of the budget that is spent, of those at which somebody should look."""
        return profit.threshold(self.profit["budget_used"])

    @property
    def beyond(self) -> list[tuple[str, Money, int]]:
        """What is over by what became of it, with its price and minutes, where there is some."""
        found = ((each, self.over_price(each), self.over_minutes(each)) for each in STATES)
        return [(state, price, minutes) for state, price, minutes in found if price or minutes]

    def over_price(self, state: str) -> Money:
        """What is over and absorbed, billed or held, at its price."""
        return Money(sum(each.price for each in self.over if each.state == state))

    def over_minutes(self, state: str) -> int:
        """The same in minutes."""
        return sum(each.minutes for each in self.over if each.state == state)


def money(
    connection: Connection,
    *,
    as_of: date,
    key: str | None = None,
    loads: Mapping[str, Load] | None = None,
) -> list[MoneyRow]:
    """The money of every project that is not archived, or of one, by key; nine statements.

    With `loads`, of `project_loads`, resources are judged too.
    """
    rows = overview(connection, as_of=as_of, key=key, loads=loads)
    projects = {each.key: each for each in connection.all(_Project, PROJECTS, key=key)}
    text = SPENT_OF_ONE if key else SPENT
    spent = {
        each.project_id: each for each in connection.all(SpentSums, text, as_of=as_of, key=key)
    }
    agreed = _grouped(connection.all(AgreedRow, AGREED, as_of=as_of))
    beyond = connection.all(OverRow, OVER, as_of=as_of)
    over = _grouped(part for each in beyond for part in each.parts)
    ordered, invoiced = (
        {each.project_id: Money(each.amount) for each in connection.all(_Sum, sql, as_of=as_of)}
        for sql in (ORDERED, INVOICED)
    )
    return [
        _row(
            row,
            project,
            spent.get(project.id, SpentSums(project.id)),
            agreed.get(project.id, ()),
            over.get(project.id, ()),
            (ordered.get(project.id, profit.NOTHING), invoiced.get(project.id, profit.NOTHING)),
        )
        for row in rows
        if (project := projects.get(row.key)) is not None
    ]


def _row(
    row: PortfolioRow,
    project: _Project,
    spent: SpentSums,
    agreed: Sequence[AgreedRow],
    over: Sequence[OverRow],
    sums: tuple[Money, Money],
) -> MoneyRow:
    parts = tuple(_parts(row, project, spent, agreed, over))
    committed, invoiced = sums
    budget = profit.NO_BUDGET if row.budget_cost is None else Money(row.budget_cost)
    value = project.contract_value
    return MoneyRow(
        row,
        spent,
        Profit(
            revenue=total(profit.revenue(part) for _, part in parts),
            cost=spent.cost,
            price=Money(spent.price),
            minutes=spent.minutes,
            budget=budget,
            committed=committed,
            contract=profit.NO_CONTRACT if value is None else Money(value),
            eac=row.figures["eac"],
            invoiced=invoiced,
            billable=total(profit.billable(part) for _, part in parts),
        ),
        project.billing,
        project.recognition,
        project.budget_minutes,
        project.purchase_order,
        project.program,
        project.portfolio,
        parts,
        tuple(over),
    )


def _parts(
    row: PortfolioRow,
    project: _Project,
    spent: SpentSums,
    agreed: Sequence[AgreedRow],
    over: Sequence[OverRow],
) -> Iterator[tuple[str, Part]]:
    """How each portion of the work is paid: by the project as a whole, then by each agreement."""
    milestones = [each for each in agreed if each.method is Billing.MILESTONE]
    reached = Money(sum(each.amount or 0 for each in milestones if each.is_due))
    is_scheduled = project.billing in BY_MILESTONES
    known = reached if milestones or project.billing is Billing.MILESTONE else None
    yield _own(row, project, spent, agreed, over, known if is_scheduled else None)
    if milestones and not is_scheduled:
        yield "milestones", Part(Billing.MILESTONE, profit.NOTHING, profit.NOTHING, reached=reached)
    for each in agreed:
        if each.method is Billing.MILESTONE:
            continue
        beyond = [part for part in over if part.agreement_id == each.id]
        within = Money(each.price - sum(part.price for part in beyond))
        share = each.share if each.task is not None else _share(row)
        amount = None if each.amount is None else Money(each.amount)
        yield each.ref, Part(each.method, within, _billed(beyond), amount, share)


def _own(
    row: PortfolioRow,
    project: _Project,
    spent: SpentSums,
    agreed: Sequence[AgreedRow],
    over: Sequence[OverRow],
    reached: Money | None,
) -> tuple[str, Part]:
    beyond = [part for part in over if part.agreement_id is None]
    within: Money | Undefined = Money(spent.loose - sum(part.price for part in beyond))
    if spent.billable and spent.unpriced == spent.billable:
        within = profit.NOT_PRICED
    value = project.contract_value
    if any(each.stands_for_all for each in agreed):
        value = 0
    return f"project {project.key}", Part(
        project.billing if project.has_client else Billing.INTERNAL,
        within,
        _billed(beyond),
        None if value is None else Money(value),
        _share(row),
        reached,
        project.recognition,
    )


def _share(row: PortfolioRow) -> Figure:
    """The part of a project that is earned; all of it once all is done, baseline or not."""
    found = row.figures["done_share"]
    is_done = isinstance(found, Undefined) and row.percent_complete == 100
    return Fraction(1) if is_done else found


def _billed(over: Iterable[OverRow]) -> Money:
    return Money(sum(part.price for part in over if part.state == "billed"))


def total(amounts: Iterable[Money | Undefined]) -> Money | Undefined:
    """The sum of amounts; the first one that is not known says why the sum is not."""
    whole = 0
    for amount in amounts:
        if isinstance(amount, Undefined):
            return amount
        whole += amount
    return Money(whole)


R = TypeVar("R", AgreedRow, OverRow)


def _grouped(rows: Iterable[R]) -> Mapping[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.project_id, []).append(row)
    return found
