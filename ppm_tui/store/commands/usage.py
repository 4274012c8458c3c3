"""How much of what was agreed is used by now, and by how much approved requests have raised it.

Billable work counts, less the part of it that is over. What an approved change request has agreed
of that part counts after all, up to what was approved.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.billing import NOTHING, Amount
from ppm_tui.analysis.prepaid import month_of
from ppm_tui.models import Agreement, ChangeRequest, Overrun, Project, TimeEntry
from ppm_tui.terms import BillState, ChangeStatus, Over

Months = dict[str, Amount]
"""An amount for each month that has one: `2026-03`."""
APPROVED = (
    col(ChangeRequest.status) == ChangeStatus.APPROVED,
    col(ChangeRequest.trashed_on).is_(None),
)
MONTH = sa.func.substr(sa.cast(col(TimeEntry.day), sa.String), 1, 7)


class Usage:
    """What counts towards agreements and projects, each read once; what is added is remembered.

    Without an agreement it is the work that a project as a whole pays for. Entries in `without` do
    not count, for they are about to be priced anew.
    """

    def __init__(self, session: Session, without: Iterable[str] = ()) -> None:
        self._session = session
        self._without = set(without)
        self._stored: dict[str, Months] = {}
        self._added: dict[str, Months] = {}

    def of(self, agreement: Agreement | None, project: Project) -> Months:
        """What is used in each month."""
        key = agreement.id if agreement else project.id
        if key not in self._stored:
            self._stored[key] = self._read(agreement, project)
        return _sum(self._stored[key].items(), self._added.get(key, {}).items())

    def add(self, key: str, day: date, amount: Amount) -> None:
        """Remember that so much more counts towards an agreement, or a project, by its id."""
        months, month = self._added.setdefault(key, {}), month_of(day)
        months[month] = months.get(month, NOTHING) + amount

    def leave_out(self, entry: TimeEntry) -> None:
        """No longer count an entry as it is stored."""
        self._without.add(entry.id)
        self._stored.pop(entry.agreement_id or entry.project_id, None)

    def _read(self, agreement: Agreement | None, project: Project) -> Months:
        counts = self._counts(agreement, project)
        over = (sa.func.coalesce(each, 0) for each in (col(Overrun.minutes), col(Overrun.price)))
        minutes, price = over
        query = (
            sa.select(
                MONTH.label("month"),
                sa.func.sum(col(TimeEntry.minutes) - minutes),
                sa.func.sum(sa.func.coalesce(col(TimeEntry.price), 0) - price),
            )
            .outerjoin(Overrun, col(Overrun.time_entry_id) == col(TimeEntry.id))
            .where(*counts)
            .group_by("month")
        )
        within = [(month, _amount(*sums)) for month, *sums in self._session.execute(query)]
        return _sum(within, self._agreed(counts))

    def _agreed(self, counts: list[sa.ColumnElement[bool]]) -> list[tuple[str, Amount]]:
        """Of what is over, what change requests have agreed since; each gives what it says."""
        request = (col(ChangeRequest.id), col(ChangeRequest.minutes), col(ChangeRequest.price))
        query = (
            sa.select(
                *request,
                MONTH.label("month"),
                sa.func.sum(col(Overrun.minutes)),
                sa.func.sum(col(Overrun.price)),
            )
            .join(Overrun, col(Overrun.change_request_id) == col(ChangeRequest.id))
            .join(TimeEntry, col(TimeEntry.id) == col(Overrun.time_entry_id))
            .where(*counts, *APPROVED, col(Overrun.choice) == Over.CHANGE)
            .group_by(*request, "month")
            .order_by("month")
        )
        left: dict[str, Amount] = {}
        found = []
        for row, minutes, price, month, *sums in self._session.execute(query):
            rest, asked = left.get(row, _amount(minutes, price)), _amount(*sums)
            part = Amount(
                max(0, min(asked.minutes, rest.minutes)), max(0, min(asked.price, rest.price))
            )
            left[row] = rest - part
            found.append((month, part))
        return found

    def _counts(
        self, agreement: Agreement | None, project: Project
    ) -> list[sa.ColumnElement[bool]]:
        """Which entries count."""
        found = [col(TimeEntry.bill) == BillState.BILLABLE, col(TimeEntry.trashed_on).is_(None)]
        if self._without:
            found.append(col(TimeEntry.id).not_in(self._without))
        if agreement is not None:
            return [*found, col(TimeEntry.agreement_id) == agreement.id]
        whole = col(TimeEntry.agreement_id).is_(None)
        return [*found, col(TimeEntry.project_id) == project.id, whole]


def grown(session: Session, agreement: Agreement | None, project: Project) -> Months:
    """By how much approved requests for more have raised a limit, by the month they came from.

    Without an agreement it is those that were raised from work on the project as a whole.
    """
    decided = sa.func.substr(sa.cast(col(ChangeRequest.decided), sa.String), 1, 7)
    query = (
        sa.select(
            sa.func.coalesce(MONTH, decided, "").label("month"),
            sa.func.sum(col(ChangeRequest.minutes)),
            sa.func.sum(col(ChangeRequest.price)),
        )
        .outerjoin(TimeEntry, col(TimeEntry.id) == col(ChangeRequest.time_entry_id))
        .where(*APPROVED)
        .group_by("month")
    )
    if agreement is not None:
        query = query.where(col(ChangeRequest.agreement_id) == agreement.id)
    else:
        query = query.where(
            col(ChangeRequest.project_id) == project.id,
            col(ChangeRequest.agreement_id).is_(None),
            col(ChangeRequest.time_entry_id).is_not(None),
        )
    return {month: _amount(*sums) for month, *sums in session.execute(query)}


def of_agreements(session: Session, project: Project) -> Amount:
    """By how much requests for more of agreements have raised what the project as a whole says:
    its contract value and budget grow by every request, and these are agreed already."""
    query = sa.select(
        sa.func.sum(col(ChangeRequest.minutes)), sa.func.sum(col(ChangeRequest.price))
    ).where(
        *APPROVED,
        col(ChangeRequest.project_id) == project.id,
        col(ChangeRequest.agreement_id).is_not(None),
    )
    return _amount(*session.execute(query).one())


def total(months: Months) -> Amount:
    """All months together."""
    return sum(months.values(), NOTHING)


def _amount(minutes: object, price: object) -> Amount:
    """Of sums as either database gives them."""
    return Amount(int(str(minutes or 0)), int(str(price or 0)))


def _sum(*parts: Iterable[tuple[str, Amount]]) -> Months:
    found: Months = defaultdict(lambda: NOTHING)
    for part in parts:
        for month, amount in part:
            found[month] += amount
    return dict(found)
