"""Leave from a file: new is added, what was moved moves, what was cancelled is taken back."""

import json
from collections import Counter as Tally
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Absence, Resource
from ppm_tui.store.commands import edits, working_time
from ppm_tui.store.commands.import_team import Everybody, at, told
from ppm_tui.store.logged import CHUNK, parts
from ppm_tui.store.team_rows import LeaveRow
from ppm_tui.terms import AbsenceKind, Minutes

WORKDAYS = 5
SHOWN = 5
UNCLEAR = "it is not clear whose leave this is (--person NAME says it), left out"
OVERLAPPING = "other leave of the same kind lies on these days, left out"
Days = tuple[str, date, date, AbsenceKind, int | None]
"""An absence without its words: whose, first and last day, why, and how much of each day."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: LeaveRow
    who: Resource

    @property
    def days(self) -> Days:
        return (self.who.id, self.row.first, self.row.last, self.row.kind, self.row.minutes)


def bring_leave(session: Session, found: Sequence[LeaveRow]) -> tuple[str, list[str]]:
    """Make the leave of people what a file says; how much that is, and what was left out.

    An absence is known by what the file calls it, else by its days. Tasks move as they do for
    `working_time.add_leave`, whose rules hold. A row of somebody unknown is refused (NotFound),
    an event of a calendar is left out.
    """
    wanted, unclear = _of_somebody(session, found)
    leave = _Leave(session, wanted)
    groups: dict[object, dict[Days, _Wanted]] = {}
    for each in wanted:
        groups.setdefault(each.row.source_id or each.days, {})[each.days] = each
    for group in groups.values():
        leave.compare(list(group.values()))
    leave.write()
    left = ((UNCLEAR, unclear), (OVERLAPPING, leave.refused))
    return leave.told, [f"{why}: {_some(where)}" for why, where in left if where]


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _of_somebody(session: Session, found: Iterable[LeaveRow]) -> tuple[list[_Wanted], list[str]]:
    """The rows with whose they are, and where the events stand of which that is not clear."""
    everybody = Everybody(session)
    wanted, unclear = [], []
    for row in found:
        with at(row.where):
            who = _guessed(everybody, row) if row.is_guess else everybody.who(row.people)
        if who is None:
            unclear.append(row.where)
        else:
            minutes = _half_a_day(session, who, row.first) if row.is_half else row.minutes
            wanted.append(_Wanted(replace(row, minutes=minutes), who))
    return wanted, unclear


def _guessed(everybody: Everybody, row: LeaveRow) -> Resource | None:
    """Who is named in the title, else beside it; None where that is nobody, or not only one."""
    for texts in (row.people, row.invited):
        try:
            found = {who.id: who for text in texts if (who := everybody.meant(text))}
        except Invalid:
            return None
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _half_a_day(session: Session, who: Resource, day: date) -> Minutes:
    """Half of what somebody works on such a day by their own week, whatever else they have off."""
    weeks = [w for w in working_time.weeks(session, who) if (w.valid_from or date.min) <= day]
    minutes = who.week_minutes // WORKDAYS
    if weeks:
        valid = max(weeks, key=lambda week: week.valid_from or date.min)
        minutes = sum(end - start for start, end in json.loads(valid.week)[day.weekday()])
    return Minutes(max(minutes // 2, 1))


class _Leave:
    """What is stored beside what is wanted, and what has to be done about it."""

    def __init__(self, session: Session, wanted: Sequence[_Wanted]) -> None:
        self._session = session
        self._stored: dict[str, list[Absence]] = {}
        sources = {each.row.source_id for each in wanted} - {""}
        for absence in _absences(session, col(Absence.source_id), sources):
            self._stored.setdefault(absence.source_id, []).append(absence)
        people = {each.who.id for each in wanted}
        known = _absences(session, col(Absence.resource_id), people)
        # What the file calls something else is not the same, though it may be about to move.
        self._elsewhere = {_days(each): each for each in known if each.source_id not in sources}
        self._new: list[tuple[str, _Wanted]] = []
        self._gone: list[Absence] = []
        self._tally: Tally[str] = Tally()
        self.refused: list[str] = []

    @property
    def told(self) -> str:
        """How many were what."""
        words = ("new", "changed", "removed", "known")
        return told(**{word: self._tally[word] for word in words})

    def compare(self, group: Sequence[_Wanted]) -> None:
        """Find out what becomes of one absence of the file, in one row or several."""
        old = list(self._stored.get(group[0].row.source_id, ()))
        new = []
        for each in group:
            same = next((absence for absence in old if _days(absence) == each.days), None)
            same = same or self._elsewhere.pop(each.days, None)
            if each.row.is_cancelled:
                old += [same] if same is not None and same not in old else []
            elif same is None:
                new.append(each)
            else:
                old = [absence for absence in old if absence is not same]
                self._tally["changed" if self._is_worded(same, each.row) else "known"] += 1
        # What was there on other days has moved; what is left of it is gone.
        self._new += [("changed" if n < len(old) else "new", each) for n, each in enumerate(new)]
        self._gone += old
        self._tally["removed"] += max(len(old) - len(new), 0)

    def _is_worded(self, absence: Absence, row: LeaveRow) -> bool:
        """Whether the file says something else of the same days than before."""
        values: dict[str, object] = {"text": row.text} if row.text else {}
        if row.source_id and not absence.source_id:
            values["source_id"] = row.source_id
        return bool(edits.change(self._session, absence, values))

    def write(self) -> None:
        """Take back what is gone, then add what is new, which may lie on the same days."""
        for absence in self._gone:
            who = self._session.get_one(Resource, absence.resource_id)
            working_time.take_back(self._session, who, absence)
        for word, each in self._new:
            try:
                self._add(each)
            except Invalid:
                if not each.row.is_guess:
                    raise
                self.refused.append(each.row.where)
            else:
                self._tally[word] += 1

    def _add(self, each: _Wanted) -> None:
        row = each.row
        with at(row.where):
            working_time.add_leave(
                self._session,
                person=each.who.key,
                first=row.first,
                last=row.last,
                kind=row.kind,
                minutes=row.minutes,
                text=row.text,
                source_id=row.source_id,
            )


def _absences(
    session: Session, column: sa.SQLColumnExpression[str], values: Collection[str]
) -> list[Absence]:
    found: list[Absence] = []
    for part in parts(sorted(values), CHUNK):
        found += session.scalars(sa.select(Absence).where(column.in_(part)))
    return found


def _days(absence: Absence) -> Days:
    return (absence.resource_id, absence.first, absence.last, absence.kind, absence.minutes)
