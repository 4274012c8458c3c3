"""What pays for work on a day, and why that: read as `commands.routing` decides it when it is
logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ppm_tui import formats
from ppm_tui.analysis.billing import NOTHING, Amount, Limit
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.store.queries.agreements import Agreed, Standings, every, standing, total
from ppm_tui.store.reader import Connection
from ppm_tui.store.tariffs import Hourly
from ppm_tui.terms import METHODS, Billing, BillState, TaskKind

PROJECT = """
SELECT p.id, p.key, p.name, p.client_id, c.name, p.currency, p.billing, p.contract_value,
       p.budget_minutes, p.bill
FROM project p LEFT JOIN client c ON c.id = p.client_id
WHERE p.key = :key AND p.trashed_on IS NULL
"""

CHAIN = """
WITH RECURSIVE up AS (
  SELECT t.id AS id, t.parent_id AS parent_id, 0 AS depth FROM task t
  WHERE t.ref = :ref AND t.trashed_on IS NULL
  UNION ALL
  SELECT t.id, t.parent_id, up.depth + 1 FROM up JOIN task t ON t.id = up.parent_id
)
SELECT t.id, t.project_id, t.ref, t.name, t.kind, t.bill FROM up JOIN task t ON t.id = up.id
ORDER BY up.depth
"""

OF_AGREEMENTS = """
SELECT COALESCE(SUM(c.minutes), 0), COALESCE(SUM(c.price), 0) FROM change_request c
WHERE c.project_id = :project AND c.agreement_id IS NOT NULL AND c.status = 'approved'
  AND c.trashed_on IS NULL
"""
"""Contract value and budget of a project have grown by these, which are agreed already."""

BY_THE_HOUR = (Billing.TIME_AND_MATERIAL, Billing.RETAINER)
"""How a project is billed that has no price of its own: by the bucket of its client, or rates."""


@dataclass(frozen=True, slots=True)
class _Project:
    id: str
    key: str
    name: str
    client_id: str | None
    client: str | None
    currency: str
    billing: Billing
    contract_value: int | None
    budget_minutes: int | None
    bill: BillState


@dataclass(frozen=True, slots=True)
class _More:
    minutes: int
    price: int


@dataclass(frozen=True, slots=True)
class Link:
    """A task, or a phase that it is in."""

    id: str
    project_id: str
    ref: str
    name: str
    kind: TaskKind
    bill: BillState | None

    @property
    def words(self) -> str:
        """As a sentence names it: `phase Build`."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Place:
    """What is worked on: a project, and a task with the phases above it, the nearest first."""

    project: _Project
    chain: tuple[Link, ...]

    @property
    def project_id(self) -> str:
        """The project's identifier."""
        return self.project.id

    @property
    def client_id(self) -> str | None:
        """The client's identifier."""
        return self.project.client_id

    @property
    def currency(self) -> str:
        """In what it is paid."""
        return self.project.currency

    @property
    def words(self) -> str:
        """`ATLAS/T-101 Configuration`."""
        if not self.chain:
            return f"{self.project.key} {self.project.name}"
        return f"{self.project.key}/{self.chain[0].ref} {self.chain[0].name}"

    @property
    def charged(self) -> tuple[BillState, str]:
        """Whether the work is billed, and what says so."""
        for each in self.chain:
            if each.bill is not None:
                return each.bill, each.words
        return self.project.bill, f"project {self.project.key}"


@dataclass(frozen=True, slots=True)
class Pays:
    """What pays for work, why that, how much of it is agreed and used, and the rate it sets."""

    ref: str
    name: str
    method: Billing
    why: str
    currency: str
    limit: Limit = Limit()  # noqa: RUF009  # it is frozen
    used: Amount = NOTHING
    hourly: Hourly | None = None

    @property
    def left(self) -> Limit:
        """What is left of it; below zero it was passed."""
        return self.limit.left(self.used)

    @property
    def words(self) -> str:
        """`AG-02 «Build», not to exceed 10,000.00 EUR (phase Build), 4,000.00 EUR left`."""
        name = f"{self.ref} «{self.name}»" if self.name else self.ref
        limit = " or ".join(_amounts(self.limit, self.currency))
        left = " and ".join(_amounts(self.left, self.currency))
        method = f"{METHODS[self.method]}{f' {limit}' if limit else ''}"
        said = ", ".join(filter(None, (name, method)))
        return f"{said} ({self.why}){f', {left} left' if left else ''}"


def _amounts(limit: Limit, currency: str) -> list[str]:
    found = []
    if limit.price is not None:
        found.append(formats.money(limit.price, currency))
    if limit.minutes is not None:
        found.append(formats.minutes(limit.minutes) or "0h")
    return found


def place(connection: Connection, *, project: str, task: str | None) -> Place:
    """A project by its key, and a task of it; two statements. Raises NotFound, Invalid."""
    row = connection.one(_Project, PROJECT, key=project.upper())
    chain = connection.all(Link, CHAIN, ref=(task or "").upper())
    if row is None:
        raise NotFound(f"no project {project}: ppm projects lists them")
    if task and not chain:
        raise NotFound(f"no task {task}: ppm tasks KEY lists them")
    if chain and chain[0].project_id != row.id:
        raise Invalid(f"{chain[0].ref} is not a task of {row.key}")
    return Place(row, tuple(chain))


def pays(connection: Connection, *, place: Place, day: date) -> Pays:
    """What pays for work at a place on a day; six statements at most."""
    project = place.project
    found = [each for each in every(connection) if _may_pay(each, project)]
    standings = standing(connection, project=project.id)
    for link in place.chain:
        if row := _newest(found, day, project.id, link.id):
            return _agreed(standings, row, day, link.words, project.currency)
    if row := _newest(found, day, project.id, None):
        return _agreed(standings, row, day, f"project {project.key}", project.currency)
    if project.billing not in BY_THE_HOUR:
        return _own(connection, standings, project, found)
    if project.client_id is None:
        return Pays("", "", Billing.INTERNAL, "no client", project.currency)
    if row := _newest(found, day, None, None):
        why = f"bucket of {project.client}, {formats.month(day)}"
        return _agreed(standings, row, day, why, project.currency)
    return Pays("", "", Billing.TIME_AND_MATERIAL, "no agreement holds", project.currency)


def _may_pay(row: Agreed, project: _Project) -> bool:
    """Whether it is of the project, or a bucket of its client that fits its currency."""
    if row.project_id is not None:
        return row.project_id == project.id
    is_same = row.amount is None or row.currency == project.currency
    return row.client_id == project.client_id and is_same


def _newest(
    found: Sequence[Agreed], day: date, project: str | None, task: str | None
) -> Agreed | None:
    """Of those that hold at one place, the one that began last."""
    held = [
        each
        for each in found
        if each.project_id == project and each.task_id == task and each.is_valid(day)
        if not (each.method is Billing.MILESTONE and task is not None)
    ]
    return max(held, key=lambda each: (each.valid_from or date.min, each.ref), default=None)


def _agreed(standings: Standings, row: Agreed, day: date, why: str, currency: str) -> Pays:
    found = standings.of(row, day)
    hourly = None if row.rate is None else Hourly(row.rate, row.currency)
    return Pays(row.ref, row.name, row.method, why, currency, found.limit, found.used, hourly)


def _own(
    connection: Connection, standings: Standings, project: _Project, found: Sequence[Agreed]
) -> Pays:
    """What the project itself says: its contract value is the fee or the cap."""
    limit = _own_limit(connection, standings, project, found)
    used = NOTHING if limit.is_open else total(standings.used.get(project.id, {}))
    why = f"project {project.key}"
    return Pays("", "", project.billing, why, project.currency, limit, used)


def _own_limit(
    connection: Connection, standings: Standings, project: _Project, found: Sequence[Agreed]
) -> Limit:
    """The contract value, of a fixed fee the time in it, without what agreements were raised by;
    of a project billed by milestones what these are worth together."""
    if project.billing is Billing.INTERNAL:
        return Limit()
    if project.billing is Billing.MILESTONE:
        known = [
            each.amount
            for each in found
            if each.method is Billing.MILESTONE and each.amount is not None
        ]
        if known:
            return Limit(price=sum(known) + total(standings.more.get(project.id, {})).price)
    whole = Limit(price=project.contract_value)
    if project.billing is Billing.FIXED_FEE and project.budget_minutes is not None:
        whole = Limit(minutes=project.budget_minutes)
    more = connection.one(_More, OF_AGREEMENTS, project=project.id) or _More(0, 0)
    return whole.left(Amount(more.minutes, more.price))
