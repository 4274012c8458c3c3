"""What was spent, summed in one way or another, and what was ordered and is not charged yet."""

from dataclasses import dataclass
from datetime import date

from ppm_tui.errors import NotFound
from ppm_tui.store.queries.clients import client
from ppm_tui.store.reader import Connection
from ppm_tui.terms import CostKind

GROUPS = ("project", "phase", "kind", "person", "month")

COSTS = """
WITH spent AS (
  SELECT p.currency AS currency, e.kind AS kind, e.minutes AS minutes, e.cost AS cost,
         CASE WHEN e.bill = 'billable' THEN e.price ELSE 0 END AS price,
         CASE WHEN :grouped = 'project' THEN p.key
              WHEN :grouped = 'phase' THEN p.key || COALESCE(' ' || h.ref, '')
              WHEN :grouped = 'kind' THEN e.kind
              WHEN :grouped = 'person' THEN COALESCE(r.key, '')
              ELSE SUBSTR(e.day, 1, 7) END AS key,
         CASE WHEN :grouped = 'project' THEN p.name
              WHEN :grouped = 'phase' THEN COALESCE(h.name, p.name)
              WHEN :grouped = 'person' THEN COALESCE(r.name, 'nobody')
              ELSE '' END AS name
  FROM time_entry e
  JOIN project p ON p.id = e.project_id
  LEFT JOIN resource r ON r.id = e.resource_id
  LEFT JOIN task t ON t.id = e.task_id
  LEFT JOIN task h ON h.id = CASE WHEN t.kind = 'phase' THEN t.id ELSE t.parent_id END
  WHERE e.project_id IN (
      SELECT w.id FROM project w
      WHERE w.trashed_on IS NULL AND (w.key = :key OR (:key IS NULL AND w.stage <> 'archived'))
        AND (w.client_id = :client OR :client IS NULL))
    AND e.day >= :since AND e.day < :until AND e.trashed_on IS NULL
)
SELECT key, MIN(name), currency, COUNT(*), SUM(minutes),
       SUM(CASE WHEN kind = 'labour' THEN COALESCE(cost, 0) ELSE 0 END),
       SUM(CASE WHEN kind = 'expense' THEN COALESCE(cost, 0) ELSE 0 END),
       SUM(CASE WHEN kind = 'product' THEN COALESCE(cost, 0) ELSE 0 END),
       SUM(CASE WHEN cost IS NULL THEN 1 ELSE 0 END), SUM(COALESCE(price, 0)),
       SUM(CASE WHEN price IS NULL THEN 1 ELSE 0 END)
FROM spent
GROUP BY key, currency
ORDER BY key, currency
"""

COMMITMENTS = """
SELECT m.ref, p.key, t.ref, m.day, m.due, m.kind, m.supplier, m.text, m.amount,
       COALESCE((SELECT SUM(e.cost) FROM time_entry e
                 WHERE e.commitment_id = m.id AND e.day <= :as_of AND e.trashed_on IS NULL), 0),
       p.currency, CASE WHEN m.closed_on <= :as_of THEN m.closed_on END
FROM commitment m JOIN project p ON p.id = m.project_id LEFT JOIN task t ON t.id = m.task_id
WHERE m.trashed_on IS NULL AND p.trashed_on IS NULL AND m.day <= :as_of
  AND (p.key = :key OR (:key IS NULL AND p.stage <> 'archived'))
ORDER BY p.key, m.ref
"""

CURRENCY = """
SELECT p.currency FROM project p WHERE p.key = :key AND p.trashed_on IS NULL
"""


@dataclass(frozen=True, slots=True)
class CostRow:
    """What was spent in one currency on a project, a phase, a kind, a person or in a month.

    Money is minor units; entries of `unknown` cost, and those without a price, count as nothing.
    """

    key: str
    name: str
    currency: str
    entries: int
    minutes: int
    labour: int
    expense: int
    product: int
    unknown: int
    price: int
    unpriced: int

    @property
    def cost(self) -> int:
        """Of all kinds."""
        return self.labour + self.expense + self.product


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One order: what it is for, how much of it was charged, and until when it is open."""

    ref: str
    project: str
    task: str | None
    day: date
    due: date | None
    kind: CostKind
    supplier: str
    text: str
    amount: int
    charged: int
    currency: str
    closed_on: date | None

    @property
    def open(self) -> int:
        """What is still to be charged; nothing of an order that is closed or used up."""
        return 0 if self.closed_on else max(0, self.amount - self.charged)


def costs(
    connection: Connection,
    *,
    by: str,
    since: date,
    until: date,
    key: str | None = None,
    name: str | None = None,
) -> list[CostRow]:
    """What was spent from a day up to, and without, another one, a row a group and currency.

    Of a project, of a client by its `name`, or of all that is not archived; two statements at
    most. Raises NotFound.
    """
    if key is not None:
        currency_of(connection, key=key)
    wanted = None if name is None else client(connection, name=name).id
    return connection.all(
        CostRow, COSTS, grouped=by, key=key, client=wanted, since=since, until=until
    )


def commitments(
    connection: Connection, *, as_of: date, key: str | None = None
) -> list[CommitmentRow]:
    """Every order up to a day, or those of one project, by project; two statements at most.

    Raises NotFound.
    """
    if key is not None:
        currency_of(connection, key=key)
    return connection.all(CommitmentRow, COMMITMENTS, key=key, as_of=as_of)


def currency_of(connection: Connection, *, key: str) -> str:
    """The currency of a project by its key; one statement. Raises NotFound."""
    found = connection.value(CURRENCY, key=key.upper())
    if found is None:
        raise NotFound(f"no project {key}: ppm projects lists them")
    return str(found)
