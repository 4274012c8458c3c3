"""A project keeps its currency once money is kept in it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Agreement, Baseline, Commitment, InvoiceLine, Project, TimeEntry

KEPT = {
    "entries have a cost or a price": sa.select(col(TimeEntry.project_id)).where(
        sa.or_(col(TimeEntry.cost).is_not(None), col(TimeEntry.price).is_not(None))
    ),
    "an invoice has it": sa.select(col(InvoiceLine.project_id)),
    "it has an agreement": sa.select(col(Agreement.project_id)),
    "something was ordered": sa.select(col(Commitment.project_id)),
    "a baseline has a cost": sa.select(col(Baseline.project_id)).where(col(Baseline.cost) > 0),
}
"""What is frozen in the currency of a project, and how that is said."""


def refuse_other(session: Session, project: Project, currency: str) -> None:
    """Raise Invalid where another currency would give amounts that are kept another worth."""
    if currency == project.currency:
        return
    for said, query in KEPT.items():
        project_id = query.selected_columns[0]
        if session.scalar(query.where(project_id == project.id).limit(1)):
            raise Invalid(f"{project.key} stays in {project.currency}: {said}")
