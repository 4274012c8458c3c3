"""The sheet of a person's week: cells set, cleared and copied, and what of it is missing."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from ppm_tui.errors import Conflict, Invalid, NotFound
from ppm_tui.models import TimeEntry
from ppm_tui.store import history
from ppm_tui.store.commands import people, projects, steps, tasks, time
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.commands.time_sheet import (
    Place,
    clear_day,
    copy_week,
    set_day,
    set_entry,
)
from ppm_tui.store.queries import time_sheet
from ppm_tui.store.queries.time_sheet import Sheet
from ppm_tui.store.reader import Connection
from ppm_tui.terms import BillState, Minutes, Money, Stage, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, MONDAY, SEED, stored

WEEK = timedelta(days=7)
CELL = Place("ana", "ATLAS", "T-001", AS_OF)
TWO, THREE = Minutes(120), Minutes(180)


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def shown(workspace: Workspace, monday: date = MONDAY) -> Sheet:
    return workspace.get(time_sheet.sheet, person="ana", monday=monday)


def minutes(workspace: Workspace) -> list[int]:
    """Of the entries that are not in the trash, in the order in which they were made."""
    return [row.minutes for row in stored(workspace, TimeEntry) if row.trashed_on is None]


def set_to(amount: int, **more: Any) -> Command:
    return partial(set_day, place=CELL, minutes=Minutes(amount), as_of=AS_OF, **more)


def test_a_sheet_has_a_row_for_each_project_and_task_and_sums_its_days(seeded: Workspace) -> None:
    log = partial(time.log_time, project="ATLAS", person="ana")
    seeded.do(log, minutes=TWO, day=MONDAY, task="T-001")
    seeded.do(log, minutes=HOUR, day=MONDAY, task="T-001", bill=BillState.NO_CHARGE)
    seeded.do(log, minutes=HOUR, day=MONDAY + timedelta(days=6))
    seeded.do(log, minutes=HOUR, day=MONDAY + WEEK)  # not this week
    seeded.do(log, minutes=HOUR, day=MONDAY, person="ben")
    seeded.do(
        time.log_cost, project="ATLAS", paid=time.Paid(Money(100)), day=MONDAY, text="Licence"
    )
    found = shown(seeded)
    assert [row.key for row in found.rows] == ["ATLAS", "ATLAS/T-001"]
    assert found.rows[1].days == (180, 0, 0, 0, 0, 0, 0)
    assert found.rows[1].charged == (120, 0, 0, 0, 0, 0, 0)
    assert (found.logged, sum(found.logged)) == ((180, 0, 0, 0, 0, 0, 60), 240)
    assert found.capacity == (480, 480, 480, 480, 480, 0, 0)
    assert found.missing(AS_OF) == (300, 480, 0, 0, 0, 0, 0)


def test_a_sheet_takes_three_statements(seeded: Workspace) -> None:
    def count(connection: Connection) -> int:
        time_sheet.sheet(connection, person="ana", monday=MONDAY)
        return connection.statements

    assert seeded.get(count) == 3


def test_the_total_of_a_day_is_a_new_entry_the_one_there_is_or_a_difference(
    seeded: Workspace,
) -> None:
    before = rows_of(seeded)
    assert seeded.do(set_to(120)).text == "ATLAS T-001 Tue 17 Mar: 0h → 2h"
    seeded.do(set_to(180, text="Call"))
    [entry] = stored(seeded, TimeEntry)
    assert (entry.minutes, entry.text, entry.cost) == (180, "Call", 33_000)
    seeded.do(time.log_time, project="ATLAS", task="T-001", minutes=HOUR, day=AS_OF)
    seeded.do(set_to(300))
    assert minutes(seeded) == [180, 60, 60]
    seeded.do(set_to(200))  # the newest one goes, the one before gives up the rest
    assert minutes(seeded) == [180, 20]
    seeded.do(set_to(0))
    assert minutes(seeded) == []
    for _ in range(6):
        seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_another_time_than_was_seen_is_a_conflict(seeded: Workspace) -> None:
    seeded.do(set_to(120))
    with pytest.raises(Conflict, match="somebody has made it 2h meanwhile"):
        seeded.do(set_to(180, seen=Minutes(0)))
    seeded.do(set_to(180, seen=TWO))


def test_a_single_entry_is_changed_or_deleted(seeded: Workspace) -> None:
    seeded.do(set_to(120))
    [entry] = stored(seeded, TimeEntry)
    change = partial(set_entry, entry=entry.id, as_of=AS_OF)
    text = seeded.do(change, minutes=HOUR, text="Own fault", bill=BillState.NO_CHARGE).text
    assert text == "ATLAS T-001 Tue 17 Mar: 2h → 1h"
    [entry] = stored(seeded, TimeEntry)
    assert (entry.minutes, entry.text, entry.bill) == (60, "Own fault", BillState.NO_CHARGE)
    assert seeded.do(change, minutes=Minutes(0)).text.endswith("1h → deleted")
    with pytest.raises(NotFound, match="this entry is gone"):
        seeded.do(change, minutes=HOUR)


def test_a_day_is_cleared_in_one_step(seeded: Workspace) -> None:
    seeded.do(set_to(120))
    before = rows_of(seeded)
    assert (
        seeded.do(clear_day, place=CELL, as_of=AS_OF).text == "ATLAS T-001 Tue 17 Mar: 2h deleted"
    )
    assert shown(seeded).rows == ()
    with pytest.raises(NotFound, match="no time to delete"):
        seeded.do(clear_day, place=CELL, as_of=AS_OF)
    seeded.do(history.undo)
    assert rows_of(seeded) == before


CLOSED: tuple[Command, ...] = (
    partial(set_day, place=CELL, minutes=THREE, as_of=AS_OF),
    partial(clear_day, place=CELL, as_of=AS_OF),
)


@pytest.mark.parametrize("command", CLOSED)
def test_nothing_changes_in_a_closed_phase(seeded: Workspace, command: Command) -> None:
    seeded.do(set_to(120))
    seeded.do(tasks.set_status, ref="P-001", status=TaskStatus.DONE, as_of=AS_OF)
    with pytest.raises(Invalid, match="phase Build is closed: x reopens it"):
        seeded.do(command)
    assert minutes(seeded) == [120]


def test_a_day_has_at_most_24_hours(seeded: Workspace) -> None:
    with pytest.raises(Invalid, match="at most 24 hours"):
        seeded.do(set_to(1441))


def test_last_week_is_copied_with_notes_and_charges_as_one_step(seeded: Workspace) -> None:
    log = partial(time.log_time, project="ATLAS", minutes=TWO)
    seeded.do(log, day=MONDAY - WEEK, task="T-001", text="Build", bill=BillState.NO_CHARGE)
    seeded.do(log, day=AS_OF - WEEK)
    seeded.do(log, day=AS_OF - WEEK, task="T-002")
    seeded.do(log, day=AS_OF, task="T-002")  # there already: stays as it is
    before = rows_of(seeded)
    said = seeded.do(copy_week, person="ana", monday=MONDAY).text
    assert said == "ana W12: 2 entries copied, 4h, 1 left out: closed or there already"
    found = {row.key: row for row in shown(seeded).rows}
    assert found["ATLAS/T-001"].days[0] == 120
    assert found["ATLAS/T-001"].charged[0] == 0
    assert found["ATLAS"].days[1] == 120
    assert found["ATLAS/T-002"].days[1] == 120
    with pytest.raises(Invalid, match="nothing of W11 is left to copy into W12"):
        seeded.do(copy_week, person="ana", monday=MONDAY)
    seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_what_is_missing_is_what_a_day_could_have_taken(seeded: Workspace) -> None:
    seeded.do(time.log_time, project="ATLAS", minutes=Minutes(480), day=MONDAY)
    seeded.do(set_to(60))  # today is not over
    found = seeded.get(time_sheet.missing, as_of=AS_OF, weeks=2)
    days = [(row.person, row.day.isoformat(), row.missing) for row in found]
    assert days[:3] == [("ben", "2026-03-16", 480), ("ana", "2026-03-13", 480),
                        ("ben", "2026-03-13", 480)]  # fmt: skip
    assert len(days) == 1 + 2 * 5
    alone = seeded.get(time_sheet.missing, as_of=AS_OF, weeks=1, person="ben")
    assert [row.key for row in alone] == ["ben@2026-03-16"]


def test_places_are_found_by_key_identifier_and_part_of_a_name(seeded: Workspace) -> None:
    def found(text: str) -> list[str]:
        rows = seeded.get(time_sheet.places, text=text, person="ana", count=9)
        return [f"{row.project}/{row.task}" if row.task else row.project for row in rows]

    assert found("T-002") == ["ATLAS/T-002"]
    assert found("atlas") == ["ATLAS", "ATLAS/T-001"]  # ana's own tasks of it too
    assert found("atlas/t-001") == ["ATLAS/T-001"]
    assert found("GRAT") == ["ATLAS/T-002"]
    assert found("%") == []
    seeded.do(projects.edit, key="ATLAS", stage=Stage.COMPLETED)
    assert found("atlas") == []


def test_the_user_is_a_person_by_key_name_or_address(seeded: Workspace) -> None:
    for user, key in (("ANA", "ana"), ("ben okoro", "ben"), ("an", None), ("", None)):
        assert seeded.get(time_sheet.person_of, user=user) == key
    assert seeded.get(time_sheet.opened, user="zoe", person=None, day=AS_OF) == (None, [])
    seeded.do(people.add, name="Zoe")
    found, _ = seeded.get(time_sheet.opened, user="zoe", person=None, day=AS_OF)
    assert found is not None
    assert found.person == "zoe"
