"""Resources of a plan file, shared with the rest of the portfolio where they are the same."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from ppm_tui.models import PlanResource, Resource, ResourceRate
from ppm_tui.store.commands import rows
from ppm_tui.store.commands.import_target import Target, as_json
from ppm_tui.store.plan_rows import PlanRate
from ppm_tui.store.plan_rows import PlanResource as PlanRow

RATE_FIELDS = (
    "rate_table",
    "valid_from",
    "valid_to",
    "standard",
    "standard_per",
    "overtime",
    "overtime_per",
    "per_use",
)


def people(target: Target) -> None:
    """Add or update the plan's resources.

    A resource is known by its identifier in this project's file; else it is a person of the
    portfolio of the same name, kind and rates. The same name at other rates is kept apart and
    said so, since one of the two would otherwise cost what it does not.
    """
    linked = {row.uid: row for row in target.rows(PlanResource)}
    everyone = list(target.session.scalars(sa.select(Resource)))
    taken = {person.key.upper() for person in everyone}
    for plan in target.plan.resources:
        link = linked.get(plan.uid)
        found = _found(target, plan, link, everyone)
        person = _keep(target, plan, found, taken)
        if found is None:
            everyone.append(person)
        target.resources[plan.uid] = person.id
        values = {
            "project_id": target.project.id,
            "resource_id": person.id,
            "uid": plan.uid,
            "calendar_id": target.calendars.get(plan.calendar_uid or ""),
            "cost": plan.cost,
            "work_minutes": plan.work_minutes,
        }
        target.keep(PlanResource, link, values)
        target.session.flush()


def _found(
    target: Target, plan: PlanRow, link: PlanResource | None, everyone: list[Resource]
) -> Resource | None:
    if link is not None:
        return next(person for person in everyone if person.id == link.resource_id)
    if not plan.name.strip():
        return None
    named = [
        person
        for person in everyone
        if person.name == plan.name and person.kind is plan.kind and person.trashed_on is None
    ]
    same = [person for person in named if _rates(target, person) == _plan_rates(plan)]
    if named and not same:
        target.problems.append(
            f"resource {plan.name} has other rates here than in the portfolio: kept apart"
        )
    return same[0] if same else None


def _keep(target: Target, plan: PlanRow, found: Resource | None, taken: set[str]) -> Resource:
    values: dict[str, object] = {
        "name": plan.name,
        "kind": plan.kind,
        "email": plan.email,
        "initials": plan.initials,
        "role": plan.group,
        "max_units": plan.max_units,
        "source": as_json(_source(plan)),
    }
    if found is None:
        values["key"] = rows.make_key(plan.name, taken, "RES").lower()
        taken.add(str(values["key"]).upper())
    person: Resource = target.keep(Resource, found, values)
    target.session.flush()
    if found is None or _rates(target, person) != _plan_rates(plan):
        _replace_rates(target, person, plan)
    return person


def _source(plan: PlanRow) -> dict[str, object]:
    source: dict[str, object] = dict(plan.source)
    if plan.notes:
        source["notes"] = plan.notes
    if plan.availability:
        source["availability"] = [
            {"from": _iso(span.valid_from), "to": _iso(span.valid_to), "units": span.units}
            for span in plan.availability
        ]
    return source


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _replace_rates(target: Target, person: Resource, plan: PlanRow) -> None:
    query = sa.select(ResourceRate).where(col(ResourceRate.resource_id) == person.id)
    for old in target.session.scalars(query):
        target.session.delete(old)
    target.session.flush()
    for number, rate in enumerate(plan.rates, 1):
        values = dict(zip(RATE_FIELDS, _cells(rate), strict=True))
        values |= {
            "resource_id": person.id,
            "number": number,
            "currency": target.project.currency,
        }
        target.keep(ResourceRate, None, values)


def _cells(rate: PlanRate) -> tuple[object, ...]:
    return (
        rate.table,
        rate.valid_from,
        rate.valid_to,
        rate.standard,
        rate.standard_per,
        rate.overtime,
        rate.overtime_per,
        rate.per_use,
    )


def _plan_rates(plan: PlanRow) -> list[tuple[object, ...]]:
    return [_cells(rate) for rate in plan.rates]


def _rates(target: Target, person: Resource) -> list[tuple[object, ...]]:
    query = sa.select(ResourceRate).where(col(ResourceRate.resource_id) == person.id)
    found = target.session.scalars(query.order_by(col(ResourceRate.number)))
    return [tuple(getattr(rate, name) for name in RATE_FIELDS) for rate in found]
