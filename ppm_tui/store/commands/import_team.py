"""People from a file, and who is meant by what a file says of somebody."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.analysis.capacity import day_hours
from ppm_tui.errors import Invalid, NotFound, PpmError
from ppm_tui.models import Resource
from ppm_tui.store.commands import people, rows, working_time
from ppm_tui.store.team_rows import PersonRow
from ppm_tui.terms import ResourceKind

FIELDS = ("initials", "role", "team", "skills", "email", "target")
"""What a row may say of a person and is taken over as it stands."""


@contextmanager
def at(where: str) -> Iterator[None]:
    """Say where a row stands that cannot be brought in."""
    try:
        yield
    except PpmError as error:
        raise type(error)(f"{where}: {error}") from error


class Everybody:
    """All who work, found by the whole of a key, address, name or initials, in any case."""

    def __init__(self, session: Session) -> None:
        query = sa.select(Resource).where(
            col(Resource.trashed_on).is_(None), col(Resource.kind) == ResourceKind.WORK
        )
        self._known: tuple[dict[str, dict[str, Resource]], ...] = ({}, {}, {}, {})
        for person in session.scalars(query.order_by(col(Resource.key))):
            self.add(person)

    def add(self, person: Resource) -> None:
        """Somebody new, or with another name or address."""
        names = (person.key, person.email, person.name, person.initials)
        for known, name in zip(self._known, names, strict=True):
            if name:
                known.setdefault(name.casefold(), {})[person.id] = person

    def by_key(self, text: str) -> Resource | None:
        """Who has this key."""
        return next(iter(self._found(0, text)), None)

    def by_email(self, text: str) -> list[Resource]:
        """Who has this address."""
        return self._found(1, text)

    def by_name(self, text: str) -> list[Resource]:
        """Who is called so; `Lima, Ana` is Ana Lima."""
        return self._found(2, turned(text))

    def _found(self, place: int, text: str) -> list[Resource]:
        return list(self._known[place].get(text.casefold(), {}).values())

    def meant(self, text: str) -> Resource | None:
        """Who is meant, nobody if no one is. Raises Invalid where it may be several."""
        for form in dict.fromkeys((text.strip(), turned(text))):
            for place in range(len(self._known)):
                if found := self._found(place, form):
                    return _only(found, form)
        return None

    def who(self, said: Sequence[str]) -> Resource:
        """Who is meant by the first text that means somebody. Raises NotFound, or Invalid."""
        if not said:
            raise Invalid("it is not said whose this is: --person NAME says it")
        found = next(filter(None, map(self.meant, said)), None)
        if found is None:
            raise NotFound(f"nobody is called {' or '.join(said)}: add them first")
        return found


def turned(name: str) -> str:
    """`Lima, Ana` as `Ana Lima`, other names as they are."""
    last, comma, first = name.strip().partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name.strip()


def bring_people(session: Session, found: Sequence[PersonRow], as_of: date) -> str:
    """Add who is new, and change what a file says otherwise of who is known; say how many.

    Somebody is known by key, address or name. What a row leaves empty stays as it is.
    """
    everybody = Everybody(session)
    met: dict[str, str] = {}
    new: set[str] = set()
    changed: set[str] = set()
    for row in found:
        with at(row.where):
            person = _known(everybody, row, met)
            if person is None:
                person = _added(session, row)
                new.add(person.id)
            met[person.id] = row.key.casefold()
            if _is_changed(session, person, row, as_of):
                changed.add(person.id)
            everybody.add(person)
    return told(new=len(new), changed=len(changed - new), known=len(met.keys() - new - changed))


def told(**counts: int) -> str:
    """How many of each, `3 new, 1 changed`; nothing of what there is none of."""
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "nothing"


def _known(everybody: Everybody, row: PersonRow, met: dict[str, str]) -> Resource | None:
    if row.key and (found := everybody.by_key(row.key)):
        return found
    near = (everybody.by_email(row.email) if row.email else []) or [
        person for person in everybody.by_name(row.name) if _may_be(person, row, met)
    ]
    return _only(near, row.name or row.email) if near else None


def _only(found: Sequence[Resource], text: str) -> Resource:
    if len(found) > 1:
        keys = ", ".join(person.key for person in found[:5])
        raise Invalid(f"{text} may be {keys}: the file has to say which by key")
    return found[0]


def _may_be(person: Resource, row: PersonRow, met: dict[str, str]) -> bool:
    """Whether somebody of the same name is the same: another address or login is another one."""
    is_other = row.email and person.email and row.email.casefold() != person.email.casefold()
    return not is_other and met.get(person.id, "") in ("", row.key.casefold())


def _added(session: Session, row: PersonRow) -> Resource:
    done = people.add(session, name=turned(row.name), key=row.key or None)
    return rows.resource(session, done.refs[0])


def _is_changed(session: Session, person: Resource, row: PersonRow, as_of: date) -> bool:
    """Make a person what the row says; whether that was something else before."""
    before, key = person.version, person.key
    values = {name: value for name in FIELDS if (value := getattr(row, name)) not in ("", None)}
    if row.name:
        values["name"] = turned(row.name)
    people.edit(session, person=key, **values)
    if row.availability is not None:
        working_time.set_availability(session, person=key, percent=row.availability)
    if row.region and row.region.casefold() != person.region.casefold():
        working_time.set_region(session, person=key, region=row.region, as_of=as_of)
    is_other_week = row.week is not None and not _has_week(session, person, row)
    if is_other_week and row.week is not None:
        working_time.set_week(session, person=key, week=row.week, valid_from=row.valid_from)
    return is_other_week or person.version != before


def _has_week(session: Session, person: Resource, row: PersonRow) -> bool:
    weeks = working_time.weeks(session, person)
    found = next((each for each in weeks if each.valid_from == row.valid_from), None)
    hours = [[list(part) for part in day_hours(minutes)] for minutes in row.week or ()]
    return found is not None and json.loads(found.week) == hours
