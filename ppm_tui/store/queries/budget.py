"""The budget of a project by phase: what may be spent, what is, what is ordered, what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ppm_tui.analysis import profit
from ppm_tui.analysis.earned_value import Figure
from ppm_tui.errors import NotFound
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Billing, CostKind, Money, Undefined

PHASES = """
WITH RECURSIVE chosen AS (
  SELECT id FROM project WHERE key = :key AND trashed_on IS NULL
), below AS (
  SELECT t.id AS phase, t.id AS id, 0 AS depth FROM task t
  WHERE t.project_id = (SELECT id FROM chosen) AND t.kind = 'phase' AND t.trashed_on IS NULL
  UNION ALL
  SELECT below.phase, t.id, below.depth + 1 FROM below JOIN task t ON t.parent_id = below.id
), spent AS (
  SELECT below.phase, SUM(e.minutes) AS minutes,
         SUM(CASE WHEN e.kind = 'labour' THEN COALESCE(e.cost, 0) ELSE 0 END) AS labour,
         SUM(CASE WHEN e.kind = 'expense' THEN COALESCE(e.cost, 0) ELSE 0 END) AS expense,
         SUM(CASE WHEN e.kind = 'product' THEN COALESCE(e.cost, 0) ELSE 0 END) AS product
  FROM below JOIN time_entry e ON e.task_id = below.id
  WHERE e.day <= :as_of AND e.trashed_on IS NULL GROUP BY below.phase
), planned AS (
  SELECT below.phase, SUM(COALESCE(t.work_minutes, 0)) AS minutes
  FROM below JOIN task t ON t.id = below.id
  WHERE t.kind = 'task' AND t.trashed_on IS NULL GROUP BY below.phase
), above AS (
  SELECT below.id, COUNT(*) - 1 AS depth FROM below GROUP BY below.id
)
SELECT t.ref, t.name, above.depth, b.minutes, b.labour, b.expense, b.product,
       COALESCE(spent.minutes, 0), COALESCE(spent.labour, 0), COALESCE(spent.expense, 0),
       COALESCE(spent.product, 0), COALESCE(planned.minutes, 0), a.ref, a.method
FROM task t JOIN above ON above.id = t.id
LEFT JOIN budget b ON b.task_id = t.id
LEFT JOIN spent ON spent.phase = t.id
LEFT JOIN planned ON planned.phase = t.id
LEFT JOIN agreement a ON a.task_id = t.id AND a.trashed_on IS NULL
WHERE t.kind = 'phase' AND t.trashed_on IS NULL AND t.project_id = (SELECT id FROM chosen)
ORDER BY t.position, t.ref, a.ref
"""

WHOLE = """
SELECT p.key, p.name, p.currency, p.budget_cost, p.budget_minutes, b.labour, b.expense, b.product,
       COALESCE(SUM(e.minutes), 0),
       COALESCE(SUM(CASE WHEN e.kind = 'labour' THEN COALESCE(e.cost, 0) ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN e.kind = 'expense' THEN COALESCE(e.cost, 0) ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN e.kind = 'product' THEN COALESCE(e.cost, 0) ELSE 0 END), 0)
FROM project p LEFT JOIN budget b ON b.project_id = p.id AND b.task_id IS NULL
LEFT JOIN time_entry e ON e.project_id = p.id AND e.day <= :as_of AND e.trashed_on IS NULL
WHERE p.key = :key AND p.trashed_on IS NULL
GROUP BY p.key, p.name, p.currency, p.budget_cost, p.budget_minutes, b.labour, b.expense, b.product
"""

ORDERED = """
SELECT c.ref, c.kind, t.ref, c.supplier, c.text, c.day, c.due, c.amount, COALESCE((
         SELECT SUM(e.cost) FROM time_entry e
         WHERE e.commitment_id = c.id AND e.day <= :as_of AND e.trashed_on IS NULL), 0)
FROM commitment c JOIN project p ON p.id = c.project_id LEFT JOIN task t ON t.id = c.task_id
WHERE p.key = :key AND c.trashed_on IS NULL AND c.day <= :as_of
  AND (c.closed_on IS NULL OR c.closed_on > :as_of)
ORDER BY c.day, c.ref
"""

KINDS = tuple(CostKind)


@dataclass(frozen=True, slots=True)
class _Phase:
    ref: str
    name: str
    depth: int
    minutes: int | None
    labour: int | None
    expense: int | None
    product: int | None
    spent_minutes: int
    spent_labour: int
    spent_expense: int
    spent_product: int
    planned_minutes: int
    agreement: str | None
    method: Billing | None


@dataclass(frozen=True, slots=True)
class _Whole:
    key: str
    name: str
    currency: str
    budget_cost: int | None
    minutes: int | None
    labour: int | None
    expense: int | None
    product: int | None
    spent_minutes: int
    spent_labour: int
    spent_expense: int
    spent_product: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """What was ordered and is open: `charged` of its `amount` is cost already."""

    ref: str
    kind: CostKind
    task: str | None
    supplier: str
    text: str
    day: date
    due: date | None
    amount: Money
    charged: Money

    @property
    def open(self) -> Money:
        """What is still to be charged; never below nothing."""
        return Money(max(0, self.amount - self.charged))


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """What may be spent on a phase, or on all, and what is; amounts by kind, in minor units.

    `whole` is the budget where it is agreed in one sum. Work directly on the project is in its
    own row, which has no phase.
    """

    ref: str
    name: str
    depth: int
    currency: str
    minutes: int | None
    spent_minutes: int
    planned_minutes: int
    budget: tuple[int | None, ...]
    spent: tuple[int, ...]
    whole: int | None = None
    agreement: str = ""
    method: Billing | None = None

    @property
    def money(self) -> Money | Undefined:
        """The budget in money."""
        if self.whole is not None:
            return Money(self.whole)
        known = [part for part in self.budget if part is not None]
        return Money(sum(known)) if known else profit.NO_BUDGET

    @property
    def cost(self) -> Money:
        """What is spent of all kinds."""
        return Money(sum(self.spent))

    @property
    def left(self) -> Money | Undefined:
        """What of the budget is not spent; below nothing it is over."""
        budget = self.money
        return budget if isinstance(budget, Undefined) else Money(budget - self.cost)

    @property
    def used(self) -> Figure:
        """Share of the budget in money that is spent."""
        budget = self.money
        if isinstance(budget, Undefined) or budget <= 0:
            return profit.NO_BUDGET
        return Fraction(self.cost, budget)

    @property
    def used_minutes(self) -> Figure:
        """Share of the budget in time that is spent."""
        if not self.minutes:
            return profit.NO_BUDGET
        return Fraction(self.spent_minutes, self.minutes)

    @property
    def threshold(self) -> int | None:
        """The highest of 50, 75, 90 and 100 per cent that money or time has reached."""
        found = (profit.threshold(each) for each in (self.used, self.used_minutes))
        return max((each for each in found if each is not None), default=None)


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of a project as of a day: the whole, each phase, and open orders."""

    key: str
    name: str
    currency: str
    as_of: date
    rows: tuple[BudgetRow, ...]
    orders: tuple[OrderRow, ...]

    @property
    def whole(self) -> BudgetRow:
        """The project as a whole."""
        return self.rows[0]

    @property
    def undistributed(self) -> Money | Undefined:
        """What of the whole budget is given to no phase; below nothing phases have more."""
        whole = self.whole.money
        given = [row.money for row in self.rows[1:] if row.depth == 0]
        known = [each for each in given if not isinstance(each, Undefined)]
        if isinstance(whole, Undefined):
            return whole
        return Money(whole - sum(known)) if known else Undefined("no phase has a budget")


def budget(connection: Connection, *, key: str, as_of: date) -> Budget:
    """The whole project, then its phases in the order of the plan; three statements.

    Raises NotFound.
    """
    whole = connection.one(_Whole, WHOLE, key=key.upper(), as_of=as_of)
    if whole is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    phases = connection.all(_Phase, PHASES, key=whole.key, as_of=as_of)
    return Budget(
        whole.key,
        whole.name,
        whole.currency,
        as_of,
        tuple(_rows(whole, phases)),
        tuple(connection.all(OrderRow, ORDERED, key=whole.key, as_of=as_of)),
    )


def _rows(whole: _Whole, phases: Sequence[_Phase]) -> Iterator[BudgetRow]:
    top = [phase for phase in phases if phase.depth == 0]
    yield BudgetRow(
        "",
        whole.name,
        0,
        whole.currency,
        whole.minutes,
        whole.spent_minutes,
        sum(phase.planned_minutes for phase in {each.ref: each for each in top}.values()),
        (whole.labour, whole.expense, whole.product),
        (whole.spent_labour, whole.spent_expense, whole.spent_product),
        whole.budget_cost,
    )
    seen: set[str] = set()
    for phase in phases:
        if phase.ref in seen:  # an agreement more on the same phase
            continue
        seen.add(phase.ref)
        yield BudgetRow(
            phase.ref,
            phase.name,
            phase.depth,
            whole.currency,
            phase.minutes,
            phase.spent_minutes,
            phase.planned_minutes,
            (phase.labour, phase.expense, phase.product),
            (phase.spent_labour, phase.spent_expense, phase.spent_product),
            None,
            phase.agreement or "",
            phase.method,
        )
