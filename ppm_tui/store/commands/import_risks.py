"""Risks from a file: new ones are added, known ones brought up to what it says."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.risk import Matrix, Step, moved
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Project, Risk
from ppm_tui.store.commands import projects, risk_matrix, risks, rows
from ppm_tui.store.commands.import_team import Everybody, at, told
from ppm_tui.store.team_rows import Rated, RegisterRow
from ppm_tui.terms import RiskStatus

OF_FIVE = 5
IMPORTED = "as imported"
"""Why a risk is closed or has struck when the file does not say."""
SHOWN = 5


def bring_risks(
    session: Session, found: Sequence[RegisterRow], as_of: date, client: str | None = None
) -> tuple[str, list[str]]:
    """Make the register what a file says; how much that is, and what was left out.

    A risk is known by our identifier or by project and title. A row without a project belongs to
    one called as the file, made when there is none. Ratings are steps of the matrix in force:
    its own names, numbers within its scale, chances in per cent, or the usual words of five.
    """
    matrix, everybody = risk_matrix.in_force(session), Everybody(session)
    known = _Known(session)
    strangers: dict[str, None] = {}
    counts = {"new": 0, "changed": 0, "known": 0}
    for row in found:
        with at(row.where):
            project = _project(session, row, client)
            fields = _fields(row, project, matrix)
            if row.owner and (who := everybody.meant(row.owner)) is not None:
                fields["owner"] = who.key
            elif row.owner:
                strangers[row.owner] = None
            counts[_bring(session, known, row, project, fields, as_of)] += 1
    left = []
    if strangers:
        names = list(strangers)
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        left = [f"owners that are nobody here, left out: {', '.join(names[:SHOWN])}{more}"]
    return told(**counts), left


class _Known:
    """The risks that there are, by identifier, and by project and title."""

    def __init__(self, session: Session) -> None:
        query = sa.select(Risk).where(col(Risk.trashed_on).is_(None)).order_by(col(Risk.ref))
        self._by_ref: dict[str, Risk] = {}
        self._by_title: dict[tuple[str, str], Risk] = {}
        for risk in session.scalars(query):
            self.add(risk)

    def add(self, risk: Risk) -> None:
        self._by_ref[risk.ref] = risk
        self._by_title.setdefault((risk.project_id, risk.title.casefold()), risk)

    def find(self, row: RegisterRow, project: Project) -> Risk | None:
        """Ours by its identifier, if it is of the project; else by its title."""
        found = self._by_ref.get(row.ref.upper())
        if found is not None and found.project_id == project.id:
            return found
        return self._by_title.get((project.id, row.title.casefold()))


def _bring(
    session: Session,
    known: _Known,
    row: RegisterRow,
    project: Project,
    fields: dict[str, Any],
    as_of: date,
) -> str:
    risk = known.find(row, project)
    if risk is None:
        done = risks.add(session, project=project.key, title=row.title, as_of=as_of, **fields)
        known.add(session.scalars(sa.select(Risk).where(col(Risk.ref) == done.refs[0])).one())
        return "new"
    before = risk.version
    risks.edit(session, ref=risk.ref, title=row.title, **fields)
    return "known" if risk.version == before else "changed"


def _project(session: Session, row: RegisterRow, client: str | None) -> Project:
    """The project by key or name; one that is called as the file is made when there is none."""
    name = row.project or row.of_file
    try:
        return rows.project(session, name)
    except NotFound:
        pass
    query = sa.select(Project).where(
        sa.func.lower(col(Project.name)) == name.lower(), col(Project.trashed_on).is_(None)
    )
    found = session.scalars(query.order_by(col(Project.key))).first()
    if found is not None:
        return found
    if row.project:
        raise NotFound(f"no project is called {name}: add it first")
    return rows.project(session, projects.add(session, name=name, client=client).refs[0])


def _fields(row: RegisterRow, project: Project, matrix: Matrix) -> dict[str, Any]:
    fields: dict[str, Any] = {**row.texts, **row.days, "kind": row.kind}
    fields |= {"strategy": row.strategy} if row.strategy else {}
    if row.status is not None:
        fields["status"] = row.status
        if row.status in (RiskStatus.CLOSED, RiskStatus.ISSUE):
            fields.setdefault("status_reason", IMPORTED)
    if row.money and row.currency not in ("", project.currency):
        raise Invalid(f"money in {row.currency}, but {project.key} is in {project.currency}")
    fields |= row.money
    return fields | _ratings(row.ratings, matrix)


def _ratings(said: Mapping[str, Rated], matrix: Matrix) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, rated in said.items():
        is_likely = name in risk_matrix.OF_PROBABILITY
        steps = matrix.probabilities if is_likely else matrix.impacts
        percent = _percent(rated.text) if is_likely else None
        if percent is not None:
            found["residual_chance" if name.startswith("residual") else "chance"] = percent
        found[name] = _nearest(steps, percent) if percent is not None else _step(steps, rated, name)
    return found


def _step(steps: Sequence[Step], rated: Rated, name: str) -> int:
    """The step of a scale that is meant. Raises Invalid."""
    wanted = rated.text.casefold()
    for number, step in enumerate(steps, 1):
        if step.label.casefold() == wanted:
            return number
    if rated.of_five is not None:
        return moved(rated.of_five, OF_FIVE, len(steps))
    try:
        value = Decimal(rated.text)
    except InvalidOperation:
        value = Decimal(-1)
    if value != value.to_integral_value() or not 0 <= value <= len(steps):
        labels = ", ".join(step.label for step in steps)
        said = f"{name.replace('_', ' ')} «{rated.text}» is no step of the matrix"
        raise Invalid(f"{said}: 1 to {len(steps)}, or {labels}")
    return int(value)


def _percent(text: str) -> int | None:
    """A chance in per cent: `60 %`, or `0.6` as a share; None for anything else."""
    try:
        value = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not text.endswith("%"):
        value = value * 100 if 0 < value < 1 else Decimal(-1)
    return int(value.to_integral_value()) if 0 <= value <= 100 else None


def _nearest(steps: Sequence[Step], percent: int) -> int:
    """The step whose chance is the nearest; the higher of two."""
    chances = enumerate(((step.value or Decimal(0)) * 100 for step in steps), 1)
    return -min((abs(chance - percent), -number) for number, chance in chances)[1]
