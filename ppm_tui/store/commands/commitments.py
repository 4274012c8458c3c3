"""What was ordered and is not charged yet."""

from datetime import date

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Commitment, Project
from ppm_tui.store.commands import edits, refs, time
from ppm_tui.terms import CostKind, Done, Money


def add(
    session: Session,
    *,
    project: str,
    amount: Money,
    text: str,
    day: date,
    supplier: str = "",
    kind: CostKind = CostKind.PRODUCT,
    task: str | None = None,
    due: date | None = None,
    ref: str | None = None,
) -> Done:
    """An order for a project; more than nothing, and it says what for (Invalid)."""
    row, place = time.where(session, project, task)
    if amount <= 0:
        raise Invalid("an order is for more than nothing")
    made = edits.make(
        session,
        Commitment,
        {
            "ref": refs.new(session, Commitment, "CO-", ref, digits=2),
            "project_id": row.id,
            "task_id": place.id if place else None,
            "day": day,
            "due": due,
            "kind": kind,
            "amount": amount,
            "supplier": supplier.strip(),
            "text": edits.named(text, "order"),
        },
    )
    shown = formats.money(amount, row.currency)
    return Done(f"{row.key}: {made.ref} «{made.text}» {shown} ordered", refs=(made.ref,))


def close(session: Session, *, ref: str, as_of: date) -> Done:
    """Nothing more of an order will be charged; what is left of it is free again."""
    row = refs.find(session, Commitment, ref, "commitment")
    if row.closed_on is not None:
        raise Invalid(f"{row.ref} is closed already")
    edits.change(session, row, {"closed_on": as_of})
    key = session.get_one(Project, row.project_id).key
    return Done(f"{key}: {row.ref} «{row.text}» closed", refs=(row.ref,))
