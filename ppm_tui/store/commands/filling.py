"""Time that was logged before its rate was known gets its cost and price once it is."""

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.billing import NOTHING, Amount, Limit, over
from ppm_tui.analysis.rates import Work
from ppm_tui.models import Project, Task, TimeEntry
from ppm_tui.store.commands import edits, pricing
from ppm_tui.store.commands.routing import Routes
from ppm_tui.store.tariffs import Tariffs
from ppm_tui.terms import BillState, CostKind, Undefined


def fill(session: Session) -> str:
    """Give time without a cost or a price what the rates of its day say by now.

    What is known stays as it is, and so does what would pass what was agreed, or is paid by
    something else by now. How much that was, as the end of a sentence.
    """
    unknown = sa.or_(col(TimeEntry.cost).is_(None), col(TimeEntry.price).is_(None))
    query = sa.select(TimeEntry).where(
        unknown,
        col(TimeEntry.kind) == CostKind.LABOUR,
        col(TimeEntry.resource_id).is_not(None),
        col(TimeEntry.invoice_id).is_(None),
        col(TimeEntry.trashed_on).is_(None),
    )
    order = (col(TimeEntry.project_id), col(TimeEntry.day), col(TimeEntry.number))
    found = session.scalars(query.order_by(*order)).all()
    if not found:
        return ""
    tariffs, routes = pricing.tariffs(session), Routes(session)
    filled = passing = 0
    for row in found:
        values, passes = _values(session, row, tariffs, routes)
        passing += passes
        if values:
            edits.change(session, row, values)
            filled += 1
    said = f"; {filled} entr{'y' if filled == 1 else 'ies'} reckoned by it" if filled else ""
    left = f"; {passing} would pass what was agreed, and wait" if passing else ""
    return said + left


def _values(
    session: Session, row: TimeEntry, tariffs: Tariffs, routes: Routes
) -> tuple[dict[str, object], bool]:
    """What is known of an entry by now and was not, and whether its price would pass a limit."""
    project = session.get_one(Project, row.project_id)
    work = Work(row.day, row.resource_id, client=project.client_id, project=project.id)
    values: dict[str, object] = {}
    if row.cost is None:
        cost = tariffs.cost(work, row.minutes, project.currency)
        values |= {} if isinstance(cost, Undefined) else {"cost": cost}
    if row.price is not None:
        return values, False
    task = session.get(Task, row.task_id) if row.task_id else None
    route, is_billable = routes.of(project, task, row.day), row.bill is BillState.BILLABLE
    if is_billable and route.agreement_id != row.agreement_id:
        return values, False
    price = tariffs.price(work, row.minutes, project.currency, hourly=route.hourly)
    if isinstance(price, Undefined):
        return values, False
    amount = Amount(price=price)  # the time of it counts already
    if is_billable and over(amount, Limit(price=route.limit.price), route.used) != NOTHING:
        return values, True
    if is_billable:
        routes.count(route, row.day, amount)
    return values | {"price": price}, False
