"""The project that a plan goes into, and what its parts share while it is brought in."""

import json
from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.models import Project, Resource
from ppm_tui.store.commands import rows
from ppm_tui.store.plan_rows import Plan

T = TypeVar("T")


@dataclass(slots=True)
class Undated:
    """What is stored of a task to which the file gives no date, or only one."""

    id: str
    ref: str
    start: datetime | None
    finish: datetime | None
    duration_minutes: int | None
    is_estimated: bool


@dataclass(slots=True)
class Target:
    """The project that a plan goes into, and what was found or made on the way by file uid."""

    session: Session
    plan: Plan
    project: Project
    as_of: date
    tally: Tally[str] = field(default_factory=Tally)
    problems: list[str] = field(default_factory=list)
    calendars: dict[str, str] = field(default_factory=dict)
    people: dict[str, Resource] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    undated: dict[str, Undated] = field(default_factory=dict)

    def keep(self, kind: type[Any], found: Any | None, values: Mapping[str, object]) -> Any:
        """Update the row found, or add a new one; counts what was really touched."""
        name = kind.__tablename__
        values = {key: to_the_minute(value) for key, value in values.items()}
        if found is None:
            found = kind.model_validate(values)
            self.session.add(found)
            self.tally[f"{name} added"] += 1
            return found
        changed = [key for key, value in values.items() if getattr(found, key) != value]
        for key in changed:
            setattr(found, key, values[key])
        self.tally[f"{name} changed"] += bool(changed)
        return found

    def rows(self, kind: type[Any]) -> list[Any]:
        """What the project has of a kind already."""
        return list(self.session.scalars(sa.select(kind).where(kind.project_id == self.project.id)))


def to_the_minute(value: T) -> T:
    """A wall time as the database keeps it, so that the same is the same again."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(second=0, microsecond=0)
    return value


def as_json(values: object) -> str:
    """Text of a JSON column: sorted keys, so that the same content is the same text."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def person(target: Target, name: str) -> Resource:
    """The person called exactly so, made when there is none."""
    if (known := target.people.get(name)) is not None:
        return known
    session = target.session
    query = sa.select(Resource).where(
        col(Resource.name) == name, col(Resource.trashed_on).is_(None)
    )
    found = session.scalars(query.order_by(col(Resource.id))).first()
    if found is None:
        taken = {key.upper() for key in session.scalars(sa.select(col(Resource.key)))}
        values = {"key": rows.make_key(name, taken, "WHO").lower(), "name": name}
        found = target.keep(Resource, None, values)
        session.flush()
    target.people[name] = found
    return found
