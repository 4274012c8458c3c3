"""Booking people, and handing on, moving, cutting and sharing what is booked: one step each."""

from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Assignment, Booking, Resource
from ppm_tui.store import history
from ppm_tui.store.commands import bookings, people, steps, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.wanted import Demand
from ppm_tui.terms import BookingKind, Contour, Done, Minutes, ResourceKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import FRIDAY, HOUR, MONDAY, SEED, by_ref, stored, wall

W15, W16 = date(2026, 4, 6), date(2026, 4, 17)
OF_BEN = Demand(8 * HOUR, MONDAY, FRIDAY, "ben")
FIREWALL = Demand(16 * HOUR, W15, W16, role="Firewall engineer")


def _skilled(session: Session) -> Done:
    """Gia has a skill beside her role."""
    person = session.scalars(sa.select(Resource).where(col(Resource.key) == "gia")).one()
    person.skills = "Python, firewall engineer"
    return Done("skilled")


TEAM: tuple[Command, ...] = (
    partial(people.add, name="Gia Moretti", role="QA"),
    _skilled,
    partial(people.add, name="Crane", kind=ResourceKind.MATERIAL),
    partial(bookings.add, project="ATLAS", wanted=FIREWALL),
    partial(bookings.add, project="DELTA", wanted=OF_BEN, text="x [b]"),
    partial(people.book, task="T-001", person="ben", work=Minutes(4 * HOUR)),
    partial(people.book, task="T-001", person="gia", work=Minutes(2 * HOUR), start=FRIDAY),
    partial(tasks.edit, ref="T-002", work=Minutes(6 * HOUR), owner="ana"),
    partial(tasks.add, project="ATLAS", name="Slack", owner="ana", start=MONDAY, work=HOUR,
            duration=Minutes(480)),
    partial(people.book, task="T-003", person="ana", work=HOUR, start=MONDAY, finish=MONDAY),
    partial(tasks.add, project="ATLAS", name="Long", start=MONDAY, duration=Minutes(40 * HOUR)),
)  # fmt: skip
DONE: dict[str, tuple[Command, str]] = {
    "add": (
        partial(bookings.add, project="atlas", wanted=FIREWALL, text="Rules"),
        "ATLAS: B-3 «Rules» 16h of «Firewall engineer» booked, 06 Apr - 17 Apr",
    ),
    "add a person": (
        partial(bookings.add, project="DELTA", wanted=Demand(90, MONDAY, MONDAY, "gia")),
        "DELTA: B-3 1h30 of gia booked, 16 Mar - 16 Mar",
    ),
    "match": (
        partial(bookings.give, ref="b-1", to="gia"),
        "ATLAS: B-1 16h «Firewall engineer» → gia",
    ),
    "give a booking": (
        partial(bookings.give, ref="B-2", to="ana"),
        "DELTA: B-2 «x [b]» 8h ben → ana",
    ),
    "give an assignment": (
        partial(bookings.give, ref="T-001", person="ben", to="ana"),
        "ATLAS: T-001 «Configuration» 4h ben → ana",
    ),
    "give the owner's work": (
        partial(bookings.give, ref="T-002", to="ben"),
        "ATLAS: T-002 «Migration» owner ana → ben",
    ),
    "owner": (
        partial(tasks.set_owner, ref="T-003", owner="ben"),
        "ATLAS: T-003 «Slack» owner ana → ben",
    ),
    "edit owner": (
        partial(tasks.edit, ref="T-003", owner="gia"),
        "ATLAS: T-003 «Slack» owner ana → gia",
    ),
    "split a booking": (
        partial(bookings.split, ref="B-2", to="ana", minutes=180),
        "DELTA: B-2 «x [b]» 3h of 8h ben → ana",
    ),
    "split an assignment": (
        partial(bookings.split, ref="T-001", person="ben", to="ana", minutes=60),
        "ATLAS: T-001 «Configuration» 1h of 4h ben → ana",
    ),
    "split the owner's work": (
        partial(bookings.split, ref="T-002", to="gia", minutes=120),
        "ATLAS: T-002 «Migration» 2h of 6h ana → gia",
    ),
    "shrink a booking": (
        partial(bookings.shrink, ref="B-1", minutes=480),
        "ATLAS: B-1 16h → 8h «Firewall engineer»",
    ),
    "shrink an assignment": (
        partial(bookings.shrink, ref="T-001", person="ben", minutes=60),
        "ATLAS: T-001 «Configuration» 4h → 1h ben",
    ),
    "shrink the owner's work": (
        partial(bookings.shrink, ref="T-002", minutes=60),
        "ATLAS: T-002 «Migration» 6h → 1h ana",
    ),
    "move a booking": (
        partial(bookings.move, ref="B-2", first=W15, as_of=AS_OF),
        "DELTA: B-2 «x [b]» 16 Mar - 20 Mar → 06 Apr - 10 Apr",
    ),
    "move an assignment": (
        partial(bookings.move, ref="T-001", person="gia", first=MONDAY, last=MONDAY, as_of=AS_OF),
        "ATLAS: T-001 «Configuration» gia 20 Mar → 16 Mar",
    ),
    "move a task": (
        partial(bookings.move, ref="T-003", first=FRIDAY, as_of=AS_OF),
        "ATLAS: T-003 «Slack» start 16 Mar → 20 Mar (1d)",
    ),
    "mark a booking": (
        partial(bookings.mark, ref="B-2", kind=BookingKind.HARD, contour=Contour.FRONT),
        "DELTA: B-2 «x [b]» hard front ben",
    ),
    "mark an assignment": (
        partial(bookings.mark, ref="T-001", person="ben", kind=BookingKind.SOFT),
        "ATLAS: T-001 «Configuration» soft ben",
    ),
    "mark the owner's work": (
        partial(bookings.mark, ref="T-002", contour=Contour.BACK),
        "ATLAS: T-002 «Migration» back ana",
    ),
    "trash": (partial(bookings.trash, ref="B-2", as_of=AS_OF), "DELTA: B-2 «x [b]» in the trash"),
}


@pytest.fixture
def team(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=(*SEED, *TEAM))
    return store


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    workspace.do(steps.together, label="seed", commands=(*SEED, *TEAM))
    return workspace


@pytest.mark.parametrize("name", DONE)
def test_each_says_what_it_did_and_is_one_step_that_undo_takes_back(
    team: Workspace, name: str
) -> None:
    command, text = DONE[name]
    before = rows_of(team)
    said = team.do(command)
    after = rows_of(team)
    assert said.text.startswith(text)
    assert said.refs
    assert after != before
    team.do(history.undo)
    assert rows_of(team) == before
    team.do(history.redo)
    assert rows_of(team) == after


REFUSED: dict[str, tuple[Command, str]] = {
    "nobody asked for": (
        partial(bookings.add, project="ATLAS", wanted=Demand(60, MONDAY, MONDAY)), "who is it for",
    ),
    "no time": (
        partial(bookings.add, project="ATLAS", wanted=Demand(0, MONDAY, MONDAY, "ana")), "how much",
    ),
    "last before first": (
        partial(bookings.add, project="ATLAS", wanted=Demand(60, FRIDAY, MONDAY, "ana")),
        "16 Mar lies before 20 Mar",
    ),
    "material": (
        partial(bookings.add, project="ATLAS", wanted=Demand(60, MONDAY, MONDAY, "crane")),
        "only people and machines",
    ),
    "to who has it": (partial(bookings.give, ref="B-2", to="ben"), "B-2 is with ben already"),
    "to the owner": (partial(bookings.give, ref="T-002", to="ana"), "T-002 is with ana already"),
    "whose": (
        partial(bookings.give, ref="T-001", to="ana"),
        "ben and gia are booked on T-001: say whose",
    ),
    "shared out whole": (
        partial(bookings.split, ref="B-2", to="ana", minutes=480), "8h to share",
    ),
    "shared with oneself": (
        partial(bookings.split, ref="T-001", person="ben", to="ben", minutes=60),
        "with ben already",
    ),
    "grown": (partial(bookings.shrink, ref="B-2", minutes=480), "B-2 has 8h: say less"),
    "shrunk to nothing": (partial(bookings.shrink, ref="T-002", minutes=0), "T-002 has 6h"),
    "nothing said": (partial(bookings.mark, ref="B-2"), "hard or soft"),
    "a task": (partial(bookings.trash, ref="T-001", as_of=AS_OF), "is a task"),
    "outside the task": (
        partial(bookings.move, ref="T-001", person="ben", first=FRIDAY, as_of=AS_OF),
        "T-001 is done 16 Mar - 20 Mar: stay within",
    ),
    "beyond its slack": (
        partial(bookings.move, ref="T-004", first=W15, as_of=AS_OF),
        "T-004 has 1d of slack, and starts by 17 Mar at the latest",
    ),
    "earlier": (
        partial(bookings.move, ref="T-003", first=date(2026, 3, 2), as_of=AS_OF), "say a later day",
    ),
    "two days for a task": (
        partial(bookings.move, ref="T-003", first=FRIDAY, last=W15, as_of=AS_OF),
        "only when it starts",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_no_sense_is_refused_and_changes_nothing(small: Workspace, name: str) -> None:
    command, reason = REFUSED[name]
    before = rows_of(small)
    with pytest.raises(Invalid, match=reason):
        small.do(command)
    assert rows_of(small) == before


@pytest.mark.parametrize(
    "command",
    [
        partial(bookings.give, ref="B-9", to="ana"),
        partial(bookings.give, ref="T-001", to="nobody"),
        partial(bookings.give, ref="T-001", person="ana", to="gia"),
        partial(bookings.give, ref="T-001", assignment="gone", to="gia"),
        partial(bookings.trash, ref="B-9", as_of=AS_OF),
    ],
)
def test_what_is_not_there_is_said(small: Workspace, command: Command) -> None:
    with pytest.raises(NotFound):
        small.do(command)


def work_on(workspace: Workspace, ref: str) -> dict[str, list[int | None]]:
    """Minutes on a task by person."""
    keys = {row.id: row.key for row in stored(workspace, Resource)}
    task = by_ref(workspace, ref)
    found: dict[str, list[int | None]] = {}
    for row in stored(workspace, Assignment):
        if row.task_id == task.id:
            found.setdefault(keys[row.resource_id or ""], []).append(row.work_minutes)
    return found


def test_who_is_on_a_task_already_gets_more_of_the_same(small: Workspace) -> None:
    small.do(bookings.split, ref="T-001", person="ben", to="ana", minutes=60)
    small.do(bookings.split, ref="T-001", person="ben", to="ana", minutes=30)
    assert work_on(small, "T-001") == {"ben": [150], "ana": [90], "gia": [120]}
    small.do(bookings.give, ref="T-001", person="ben", to="ana")
    assert work_on(small, "T-001") == {"ana": [240], "gia": [120]}
    small.do(bookings.give, ref="T-001", person="gia", to="ana")
    assert work_on(small, "T-001") == {"ana": [120, 240]}, "on other days it is not the same"


def test_what_is_done_stays_with_who_did_it(small: Workspace) -> None:
    def work(session: Session) -> Done:
        query = sa.select(Assignment).where(col(Assignment.work_minutes) == 240)
        row = session.scalars(query).one()
        row.actual_work_minutes, row.remaining_work_minutes = 180, 60
        return Done("worked")

    small.do(work)
    said = small.do(bookings.give, ref="T-001", person="ben", to="ana")
    assert "1h ben → ana" in said.text
    assert work_on(small, "T-001") == {"ben": [180], "gia": [120], "ana": [60]}
    with pytest.raises(Invalid, match="all that is booked on T-001 is done"):
        small.do(bookings.give, ref="T-001", person="ben", to="ana")
    with pytest.raises(Invalid, match="3h of it is done"):
        small.do(bookings.shrink, ref="T-001", person="ben", minutes=60)


def test_the_work_of_a_task_follows_when_a_share_of_it_shrinks(small: Workspace) -> None:
    small.do(bookings.shrink, ref="T-001", person="ben", minutes=60)
    task = by_ref(small, "T-001")
    assert (task.work_minutes, task.remaining_work_minutes) == (420, 420)
    small.do(bookings.shrink, ref="T-002", minutes=60)
    assert by_ref(small, "T-002").work_minutes == 60


def test_sharing_the_owners_work_keeps_the_owner(small: Workspace) -> None:
    small.do(bookings.split, ref="T-002", to="gia", minutes=120)
    assert work_on(small, "T-002") == {"ana": [240], "gia": [120]}
    ana = next(row.id for row in stored(small, Resource) if row.key == "ana")
    assert by_ref(small, "T-002").owner_id == ana


def test_an_owner_who_leaves_to_nobody_leaves_the_bookings(small: Workspace) -> None:
    assert small.do(tasks.set_owner, ref="T-003", owner=None).text.endswith("owner ana → nobody")
    assert work_on(small, "T-003") == {"ana": [60]}
    assert small.do(tasks.set_owner, ref="T-003", owner="ben").text.endswith("nobody → ben")
    assert work_on(small, "T-003") == {"ana": [60]}


def test_who_is_booked_on_days_of_a_task_moves_with_it(small: Workspace) -> None:
    small.do(bookings.move, ref="T-003", first=FRIDAY, as_of=AS_OF)
    task = by_ref(small, "T-003")
    assert (task.start, task.finish) == (wall("2026-03-20T08:00"), wall("2026-03-20T17:00"))
    [row] = [row for row in stored(small, Assignment) if row.task_id == task.id]
    assert (row.start, row.finish) == (task.start, task.finish)


def test_a_booking_given_to_somebody_else_than_asked_for_says_so(small: Workspace) -> None:
    said = small.do(bookings.give, ref="B-1", to="ben")
    assert said.notes == ("ben has no role; asked for was Firewall engineer",)
    assert small.do(bookings.give, ref="B-1", to="gia").notes == ()
    [booking] = [row for row in stored(small, Booking) if row.ref == "B-1"]
    assert booking.role == "Firewall engineer"
