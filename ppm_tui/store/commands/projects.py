"""Projects: adding one, and editing its fields."""

import re
from datetime import date, datetime
from typing import TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Client, Portfolio, Program, Project
from ppm_tui.store.commands import calendars, edits, past, ranks, rows
from ppm_tui.store.commands.currency import refuse_other
from ppm_tui.terms import (
    Billing,
    BillState,
    Cadence,
    Done,
    Forecast,
    Minutes,
    Money,
    Recognition,
    Stage,
)

AMOUNTS = (
    "budget_cost", "budget_minutes", "contract_value", "contingency_cost", "contingency_minutes",
    "management_reserve",
)  # fmt: skip


TOLERATED = {
    "tolerance_days": 3650, "tolerance_cost": 1000, "tolerance_scope": 1000, "tolerance_load": 1000,
    "tolerance_risk": 100,
}  # fmt: skip
"""The most that may be tolerated: days, per cent, and a score."""


class ProjectFields(TypedDict, total=False):
    """What a person may say of a project; a client, programme or portfolio that is new is made."""

    client: str | None
    program: str | None
    portfolio: str | None
    owner: str | None
    stage: Stage
    sponsor: str
    billing: Billing
    bill: BillState
    currency: str
    budget_cost: Money | None
    budget_minutes: Minutes | None
    contingency_cost: Money | None
    contingency_minutes: Minutes | None
    management_reserve: Money | None
    contract_value: Money | None
    purchase_order: str
    forecast: Forecast
    recognition: Recognition
    tolerance_days: int | None
    tolerance_cost: int | None
    tolerance_scope: int | None
    tolerance_load: int | None
    tolerance_risk: int | None
    start: date | datetime | None
    finish: date | datetime | None
    forecast_finish: date | None
    percent_complete: int | None
    ask: str
    critical_float_minutes: Minutes
    near_critical_minutes: Minutes
    cadence: Cadence
    cadence_weekday: int


def add(
    session: Session, *, name: str, key: str | None = None, **fields: Unpack[ProjectFields]
) -> Done:
    """A new project; without a key one is made from the name.

    The key is unique, 2 to 8 letters and digits; money and time are not negative (Invalid). The
    currency is that of the client where none is said.
    """
    _tolerances(fields)
    values = _values(session, fields)
    if "currency" not in values and (client := values.get("client_id")):
        values |= _currency(session, str(client))
    project = edits.make(
        session,
        Project,
        values | {"name": edits.named(name, "project"), "key": _key(session, name, key)},
    )
    return Done(f"{project.key}: project «{project.name}» added", refs=(project.key,))


def _currency(session: Session, client: str) -> dict[str, object]:
    """The currency in which the client pays, where that is said."""
    currency = session.get_one(Client, client).currency
    return {"currency": currency} if currency else {}


def edit(
    session: Session,
    *,
    key: str,
    name: str | None = None,
    seen: int | None = None,
    **fields: Unpack[ProjectFields],
) -> Done:
    """Change fields of a project; what somebody else changed after `seen` is a Conflict.

    Invalid as in `add`; float that is nearly critical is more than what is critical, or off; and
    the currency stays once money is kept in it.
    """
    project = rows.project(session, key)
    _tolerances(fields, project.critical_float_minutes)
    values = _values(session, fields)
    refuse_other(session, project, fields.get("currency", project.currency))
    if name is not None:
        values["name"] = edits.named(name, "project")
    moved = edits.change(session, project, values, seen=seen)
    if any(each.name == "stage" for each in moved):
        ranks.close_up(session, came_back=project)
    return Done(f"{project.key}: {edits.said(session, project, moved)}", refs=(project.key,))


def set_closed(
    session: Session, *, key: str, is_closed: bool = True, seen: int | None = None
) -> Done:
    """A project is completed, or comes back to the stage it had before.

    Active where that is not known. Conflict as in `edit`.
    """
    project = rows.project(session, key)
    stage = Stage.COMPLETED
    if not is_closed:
        found = past.before(session, project, "stage", ("stage",))
        stage = Stage(found.values["stage"]) if found else Stage.ACTIVE
    return edit(session, key=key, seen=seen, stage=stage)


def trash(session: Session, *, key: str, as_of: date) -> Done:
    """Put a project with all that belongs to it into the trash; undo brings it back."""
    project = rows.project(session, key)
    edits.change(session, project, {"trashed_on": as_of})
    ranks.close_up(session)
    return Done(f"{project.key}: project «{project.name}» to the trash", refs=(project.key,))


def _key(session: Session, name: str, key: str | None) -> str:
    taken = set(session.scalars(sa.select(col(Project.key))))
    if key is None:
        return rows.make_key(name, taken, "PROJECT")
    wanted = key.strip().upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,7}", wanted):
        raise Invalid(f"a key is 2 to 8 letters and digits and begins with a letter, not {key!r}")
    if wanted in taken:
        raise Invalid(f"there is a project {wanted} already: choose another key")
    return wanted


def _tolerances(fields: ProjectFields, critical: int = 0) -> None:
    """Raise Invalid for a limit below 0, and for one of near that leaves no float to be near.

    A critical limit may rise above a near one that is set, as it does by an import: no task is
    nearly critical then.
    """
    critical = fields.get("critical_float_minutes", critical)
    near = fields.get("near_critical_minutes", 0)
    edits.at_least(critical, 0, edits.LABELS["critical_float_minutes"])
    edits.at_least(near, 0, edits.LABELS["near_critical_minutes"])
    if 0 < near <= critical:
        raise Invalid(
            f"nearly critical up to {formats.duration(near)} must be more than critical up to "
            f"{formats.duration(critical)}, or 0d for off"
        )


def _values(session: Session, fields: ProjectFields) -> dict[str, object]:
    values: dict[str, object] = dict(fields)
    for field in AMOUNTS:
        edits.at_least(values.get(field), 0, field.replace("_", " "))
    edits.within(fields.get("percent_complete"), 0, 100, "done")
    for field, most in TOLERATED.items():
        edits.within(values.get(field), 0, most, f"what is tolerated of {field.partition('_')[2]}")
    edits.within(fields.get("cadence_weekday"), 0, 6, "the weekday of updates")
    if not re.fullmatch(r"[A-Z]{3}", fields.get("currency", "EUR")):
        raise Invalid("a currency is three capital letters, such as EUR")
    if "client" in values:
        client = values.pop("client")
        values["client_id"] = rows.client(session, str(client)).id if client else None
    if "program" in values:
        said = values.pop("program")
        values["program_id"] = rows.named_group(session, Program, str(said)).id if said else None
    if "portfolio" in values:
        said = values.pop("portfolio")
        group = rows.named_group(session, Portfolio, str(said)) if said else None
        values["portfolio_id"] = group.id if group else None
    if "owner" in values:
        values |= edits.owner(session, values.pop("owner"))
    for field, moment in (("start", calendars.starting), ("finish", calendars.finishing)):
        if isinstance(day := values.get(field), date):
            values[field] = moment(day)
    return values
