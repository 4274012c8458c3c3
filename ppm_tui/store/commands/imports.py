"""Bringing files into the portfolio: all or nothing, one step, again means update."""

import json
from collections import Counter as Tally
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Client, Note, Project, TableMapping
from ppm_tui.store.commands import rows
from ppm_tui.store.commands.currency import refuse_other
from ppm_tui.store.commands.import_calendars import calendars
from ppm_tui.store.commands.import_leave import bring_leave
from ppm_tui.store.commands.import_people import people
from ppm_tui.store.commands.import_registers import bring
from ppm_tui.store.commands.import_schedule import schedule
from ppm_tui.store.commands.import_target import Target, as_json, person
from ppm_tui.store.commands.import_tasks import (
    assignments,
    baselines,
    dependencies,
    tasks,
    trash_missing,
)
from ppm_tui.store.commands.import_team import bring_people
from ppm_tui.store.commands.import_time import bring_time
from ppm_tui.store.commands.overruns import UNDECIDED, Decision
from ppm_tui.store.plan_rows import FILE_CLIENT, Plan, PlanFile
from ppm_tui.store.queries import mappings
from ppm_tui.terms import REGISTERS, Done, Rag, Stage

IMPORTED = "imported "


def import_files(
    session: Session,
    *,
    files: tuple[PlanFile, ...],
    client: str | None = None,
    as_of: date,
    over: Decision = UNDECIDED,
) -> Done:
    """All that the files hold: plans as `import_plans`, then people, leave, time and registers.

    In this order, so that somebody may come together with their leave and their time, and a risk
    with the issue that it became.
    """
    plans = tuple(file for file in files if file.plans)
    others = [file for file in files if not file.plans]
    done = import_plans(session, files=plans, client=client, as_of=as_of) if plans else Done("")
    told = [done.text.removeprefix(IMPORTED)] if plans else []
    notes = [*done.notes, *(problem for file in others for problem in file.problems)]
    for file in others:
        _remember(session, file)
    if people := [row for file in files for row in file.people]:
        told.append(f"people: {bring_people(session, people, as_of)}")
    if leave := [row for file in files for row in file.leave]:
        text, left = bring_leave(session, leave)
        told.append(f"leave: {text}")
        notes += left
    if time := [row for file in files for row in file.time]:
        text, left = bring_time(session, time, client, over)
        told.append(text)
        notes += left
    for kind in REGISTERS:
        if found := [row for file in files for row in file.registers.get(kind, ())]:
            text, left = bring(session, kind, found, as_of, client)
            told.append(f"{kind}: {text}")
            notes += left
    return Done(f"{IMPORTED}{'; '.join(told) or 'nothing'}", notes=tuple(notes), refs=done.refs)


def import_plans(
    session: Session, *, files: tuple[PlanFile, ...], client: str | None = None, as_of: date
) -> Done:
    """Every project of the files: new ones are added, known ones (by source) updated.

    Tasks that a newer file no longer has go to the trash and are named. Tasks without dates are
    scheduled. Refuses (Invalid) a set of files in which one project stands twice.
    """
    plans = [plan for file in files for plan in file.plans]
    _refuse_doubles(plans)
    targets = [_import(session, plan, client, as_of) for plan in plans]
    for file in files:
        _remember(session, file)
    problems = [problem for file in files for problem in file.problems]
    for target in targets:
        problems += [f"{target.project.key}: {problem}" for problem in target.problems]
    keys = tuple(target.project.key for target in targets)
    return Done(_summary(targets), notes=tuple(problems), refs=keys)


def _refuse_doubles(plans: Iterable[Plan]) -> None:
    tally = Tally((plan.source_id, plan.client) for plan in plans)
    for (source, _client), count in tally.items():
        if count > 1:
            raise Invalid(f"{source.split(':', 1)[-1]} stands {count} times in what is imported")


def _import(session: Session, plan: Plan, client: str | None, as_of: date) -> Target:
    known = None if client else _given_away(session, plan)
    name = "" if known else client or plan.client
    owner = rows.client(session, name) if name else None
    found = known or _known(session, plan, owner)
    is_given = bool(known or client)
    project = _project(session, plan, found, owner, is_given=is_given)
    target = Target(session, plan, project, as_of)
    for part in (calendars, people, tasks, dependencies, assignments, baselines, trash_missing):
        part(target)
        session.flush()
    _owner(target)
    _note(target)
    schedule(target)
    session.flush()
    return target


def _given_away(session: Session, plan: Plan) -> Project | None:
    """The only project of this source, if it came with another client than the file names."""
    if not plan.client:
        return None
    found = session.scalars(_of_source(plan)).all()
    if len(found) == 1 and json.loads(found[0].source).get(FILE_CLIENT) == plan.client:
        return found[0]
    return None


def _known(session: Session, plan: Plan, client: Client | None) -> Project | None:
    query = _of_source(plan)
    if client is not None:
        query = query.where(
            sa.or_(col(Project.client_id) == client.id, col(Project.client_id).is_(None))
        )
    return session.scalars(query.order_by(col(Project.id))).first()


def _of_source(plan: Plan) -> sa.Select[Project]:
    return sa.select(Project).where(
        col(Project.source_id) == plan.source_id, col(Project.trashed_on).is_(None)
    )


def _project(
    session: Session, plan: Plan, found: Project | None, client: Client | None, *, is_given: bool
) -> Project:
    values = _project_values(plan)
    if client is not None:
        values["client_id"] = client.id
    if is_given and plan.client:
        values["source"] = as_json(dict(plan.source) | {FILE_CLIENT: plan.client})
    if found is None:
        taken = set(session.scalars(sa.select(col(Project.key))))
        key = plan.key.upper() if plan.key and plan.key.upper() not in taken else ""
        values["key"] = key or rows.make_key(plan.name, taken, "PROJ")
        found = Project.model_validate(values)
        session.add(found)
    else:
        refuse_other(session, found, str(values.get("currency", found.currency)))
        for name, value in values.items():
            if value is not None or name not in ("start", "finish"):
                setattr(found, name, value)
    session.flush()
    return found


def _project_values(plan: Plan) -> dict[str, object]:
    values: dict[str, object] = {
        "name": plan.name,
        "source_id": plan.source_id,
        "source": as_json(plan.source),
        "start": plan.start,
        "finish": plan.finish,
        "minutes_per_day": plan.minutes_per_day,
        "minutes_per_week": plan.minutes_per_week,
        "days_per_month": plan.days_per_month,
    }
    given = {
        "critical_float_minutes": plan.critical_float_minutes,
        "sponsor": plan.sponsor,
        "currency": plan.currency[:3].upper(),
        "budget_cost": plan.budget_cost,
        "budget_minutes": plan.budget_minutes,
        # With tasks it follows from them, and would stand still if it were declared.
        "percent_complete": None if plan.tasks else plan.percent_complete,
        "rag_reason": plan.rag_reason,
        "rag": Rag(plan.rag) if plan.rag in set(Rag) else None,
        "stage": Stage(plan.stage) if plan.stage in set(Stage) else None,
    }
    return values | {name: value for name, value in given.items() if value not in (None, "")}


def _owner(target: Target) -> None:
    name = target.plan.owner.strip()
    if not name:
        return
    target.project.owner_id = person(target, name).id


def _note(target: Target) -> None:
    text = target.plan.notes.strip()
    known = [note for note in target.rows(Note) if note.text == text]
    if text and not known:
        values = {
            "project_id": target.project.id,
            "number": rows.next_number(target.session, Note, target.project.id),
            "text": text,
            "by": "",
        }
        target.keep(Note, None, values)


def _remember(session: Session, file: PlanFile) -> None:
    if not file.mapping:
        return
    signature = mappings.signature(file.mapping, file.about)
    query = sa.select(TableMapping).where(col(TableMapping.signature) == signature)
    found = session.scalars(query).first()
    if found is None:
        values = {"signature": signature, "mapping": as_json(file.mapping)}
        session.add(TableMapping.model_validate(values))
    else:
        found.mapping = as_json(file.mapping)
    session.flush()  # the next file may have the same headings


def _summary(targets: list[Target]) -> str:
    tally: Tally[str] = sum((target.tally for target in targets), Tally())
    parts = [f"{len(targets)} project{'s' * (len(targets) != 1)}"]
    for table, word in (("task", "tasks"), ("dependency", "links"), ("resource", "people")):
        added, changed = tally[f"{table} added"], tally[f"{table} changed"]
        if added or changed:
            parts.append(f"{added} {word} new, {changed} changed")
    names = ", ".join(target.project.key for target in targets[:5])
    more = f" and {len(targets) - 5} more" if len(targets) > 5 else ""
    return f"{IMPORTED}{names}{more}: {', '.join(parts)}"
