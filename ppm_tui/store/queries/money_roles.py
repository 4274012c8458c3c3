"""What each role costs and brings, over all projects, in one currency."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ppm_tui.analysis.rates import half_up
from ppm_tui.store.queries.money import MoneyRow
from ppm_tui.store.queries.money_groups import (
    BEYOND,
    EARNED,
    NONE,
    Convert,
    GroupRow,
    Sums,
    converting,
)
from ppm_tui.store.reader import Connection
from ppm_tui.store.tariffs import Tariffs
from ppm_tui.terms import Undefined

ROLES = """
SELECT p.key, CASE WHEN e.kind <> 'labour' THEN '' ELSE COALESCE(r.role, '') END AS role,
       CASE WHEN e.kind = 'labour' THEN 1 ELSE 0 END AS is_labour,
       SUM(e.minutes), COALESCE(SUM(e.cost), 0),
       SUM(CASE WHEN e.bill <> 'do_not_bill' THEN COALESCE(e.price, 0) ELSE 0 END)
FROM time_entry e JOIN project p ON p.id = e.project_id
LEFT JOIN resource r ON r.id = e.resource_id
WHERE e.day <= :as_of AND e.trashed_on IS NULL AND p.trashed_on IS NULL
GROUP BY p.key, 2, 3
ORDER BY p.key, 3, 2
"""
SHARED = ("revenue", "billable", "invoiced")
UNSHARED = ("committed", "budget", "contract", "eac")
UNKNOWN = Undefined("a role has no budget and no baseline of its own")


@dataclass(frozen=True, slots=True)
class _Spent:
    project: str
    role: str
    is_labour: bool
    minutes: int
    cost: int
    price: int


def by_role(
    connection: Connection,
    rows: Sequence[MoneyRow],
    *,
    tariffs: Tariffs,
    currency: str,
    as_of: date,
) -> list[GroupRow]:
    """A row for each role, by name, and one for what was bought; one statement.

    The revenue of a project, and what of it is absorbed or held, is shared out by what the work of
    each role is worth at the usual rates, so that the shares add up to it exactly.
    """
    known = {row.key: row for row in rows}
    convert = converting(tariffs, currency, as_of)
    spent: dict[str, list[_Spent]] = {}
    for each in connection.all(_Spent, ROLES, as_of=as_of):
        if each.project in known:
            spent.setdefault(each.project, []).append(each)
    found: dict[str, list[Sums]] = {}
    for key, parts in spent.items():
        for name, sums in _shared(known[key], parts, convert):
            found.setdefault(name, []).append(sums)
    return [
        GroupRow(name, currency, as_of, tuple(sums))
        for name, sums in sorted(found.items(), key=lambda pair: (pair[0] == NONE, pair[0]))
    ]


def _shared(row: MoneyRow, parts: Sequence[_Spent], convert: Convert) -> Iterator[tuple[str, Sums]]:
    own = row.row.currency
    whole = sum(part.price for part in parts)
    done = 0
    for part in parts:
        before, done = done, done + part.price
        name = (part.role or NONE) if part.is_labour else "bought"
        amounts: dict[str, int | Undefined] = {
            "cost": convert(part.cost, own),
            "price": convert(part.price, own),
        }  # fmt: skip
        amounts |= dict.fromkeys((*UNSHARED, *EARNED), UNKNOWN)
        shared = {figure: getattr(row.profit, figure) for figure in SHARED}
        shared |= {state: row.over_price(state) for state in BEYOND}
        for figure, amount in shared.items():
            is_unknown = isinstance(amount, Undefined)
            part_of = amount if is_unknown else _slice(amount, before, done, whole)
            amounts[figure] = convert(part_of, own)
        absorbed = _slice(row.over_minutes("absorbed"), before, done, whole)
        yield name, Sums(row.key, part.minutes, amounts, absorbed)


def _slice(amount: int, before: int, after: int, whole: int) -> int:
    """The part of an amount from one share of the whole to another; the parts add up to it."""
    if not whole:
        return 0
    return half_up(Fraction(amount * after, whole)) - half_up(Fraction(amount * before, whole))
