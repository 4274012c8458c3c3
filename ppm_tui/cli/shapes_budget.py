"""Budgets as the JSON of the command line: see `shapes`."""

from collections.abc import Callable, Iterator

from ppm_tui.analysis.earned_value import Figure, Unit, decimal_of
from ppm_tui.analysis.profit import METRICS
from ppm_tui.cli.shapes import Shape
from ppm_tui.cli.shapes_evm import money as whole
from ppm_tui.store.queries.budget import Budget, BudgetRow
from ppm_tui.store.queries.money import STATES, MoneyRow
from ppm_tui.store.queries.money_groups import AMOUNTS, GroupRow
from ppm_tui.terms import CostKind, Undefined


def project(found: Budget, row: MoneyRow) -> Shape:
    """The row of `budget` of one project, with its phases and its open orders."""
    profit = row.profit
    return {
        "name": found.key,
        "by": "project",
        "currency": found.currency,
        "billing": row.billing,
        "purchase_order": row.purchase_order,
        "budget": found.whole.money,
        "budget_minutes": found.whole.minutes,
        "cost": row.spent.cost,
        "minutes": row.spent.minutes,
        "threshold": found.whole.threshold,
        "undistributed": found.undistributed,
        "contract": profit.contract,
        "eac": whole(profit["eac"]),
        **{name: whole(profit[name]) for name in ("revenue", "billable", "invoiced", "committed")},
        **_figures(profit.__getitem__),
        **_over(row),
        "phases": [_phase(each) for each in found.rows[1:]],
        "orders": [
            {
                "id": each.ref,
                "kind": each.kind,
                "task": each.task,
                "supplier": each.supplier,
                "text": each.text,
                "date": each.day,
                "due": each.due,
                "amount": each.amount,
                "charged": each.charged,
                "open": each.open,
            }
            for each in found.orders
        ],
    }


def group(row: GroupRow, by: str) -> Shape:
    """A row of `budget` of several projects; each figure is of those that know what goes in."""
    return {
        "name": row.name,
        "by": by,
        "currency": row.currency,
        "projects": list(row.keys),
        "budget": row.amount("budget"),
        "cost": row.amount("cost"),
        "minutes": row.minutes,
        "contract": row.amount("contract"),
        "eac": row.amount("eac"),
        **{name: row.amount(name) for name in ("revenue", "billable", "invoiced", "committed")},
        **_figures(row.figure),
        "cpi": decimal_of(row.figure("cpi")),
        "spi": decimal_of(row.figure("spi")),
        "absorbed": row.amount("absorbed"),
        "absorbed_minutes": row.absorbed_minutes,
        "held": row.amount("held"),
        "known": dict(_known(row)),
    }


def _known(row: GroupRow) -> Iterator[tuple[str, list[str]]]:
    """The projects that a figure is of, where these are not all."""
    for name in (*AMOUNTS, *METRICS, "cpi", "spi"):
        known = row.known(name)
        if len(known) < len(row.members):
            yield name, [each.key for each in known]


def _figures(of: Callable[[str], Figure]) -> Shape:
    """Every figure of money: amounts whole, shares in per cent."""
    found: Shape = {}
    for name, metric in METRICS.items():
        figure = of(name)
        if metric.unit is Unit.PERCENT and not isinstance(figure, Undefined):
            found[name] = decimal_of(figure * 100)
        else:
            found[name] = whole(figure)
    return found


def _over(row: MoneyRow) -> Shape:
    found: Shape = {}
    for state in STATES:
        found[f"over_{state}"] = row.over_price(state)
        found[f"over_{state}_minutes"] = row.over_minutes(state)
    return found


def _phase(row: BudgetRow) -> Shape:
    kinds = [kind.value for kind in CostKind]
    return {
        "id": row.ref,
        "name": row.name,
        "budget": row.money,
        "budget_minutes": row.minutes,
        "cost": row.cost,
        "minutes": row.spent_minutes,
        "planned_minutes": row.planned_minutes,
        "threshold": row.threshold,
        "agreement": row.agreement or None,
        **{
            kind: {"budget": budget, "cost": spent}
            for kind, budget, spent in zip(kinds, row.budget, row.spent, strict=True)
        },
    }
