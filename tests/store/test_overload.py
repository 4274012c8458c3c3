"""Why somebody has too much to do, who could help, and what each proposal would do."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from ppm_tui.errors import NotFound
from ppm_tui.store import history, reader
from ppm_tui.store.commands import bookings, fixing, people, projects, steps, tasks
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries.fixes import FixKind, candidates, fixes
from ppm_tui.store.queries.overload import Explained, explained, window
from ppm_tui.store.wanted import Demand
from ppm_tui.terms import BookingKind, Minutes, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR

MONDAY = date(2026, 3, 23)
TUESDAY = date(2026, 3, 24)
FRIDAY = date(2026, 3, 27)
SUNDAY = date(2026, 3, 29)
U7: tuple[Command, ...] = (
    partial(people.add, name="Dan Rusu", role="Dev"),
    partial(people.add, name="Fin Gallagher", role="dev"),
    partial(people.add, name="Leo Marchand", role="Legal"),
    partial(projects.add, name="Atlas ERP rollout", key="ATLAS", client="Corvane"),
    partial(projects.add, name="Delta CRM merge", key="DELTA", client="Halden"),
    partial(tasks.add, project="ATLAS", name="A [b]", start=MONDAY, finish=TUESDAY, owner="dan",
            work=Minutes(8 * HOUR)),
    partial(tasks.add, project="ATLAS", name="Last", start=FRIDAY, duration=Minutes(480)),
    partial(bookings.add, project="DELTA", kind=BookingKind.HARD, text="B",
            wanted=Demand(8 * HOUR, TUESDAY, TUESDAY, "dan")),
    partial(bookings.add, project="DELTA", wanted=Demand(2 * HOUR, MONDAY, TUESDAY, "dan"),
            text="C"),
    partial(bookings.add, project="DELTA", wanted=Demand(13 * HOUR, MONDAY, TUESDAY, "fin")),
)  # fmt: skip


@pytest.fixture
def team(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=U7)
    return store


def why(
    workspace: Workspace, person: str, first: date, last: date, project: str | None = "ATLAS"
) -> Explained:
    return workspace.get(
        explained, person=person, first=first, last=last, as_of=AS_OF, project=project
    )


def test_each_booking_is_told_with_where_it_comes_from(team: Workspace) -> None:
    found = why(team, "dan", MONDAY, SUNDAY)
    told = [
        (line.row.ref, line.row.project, line.row.client, line.minutes // HOUR, line.is_own)
        for line in found.lines
    ]
    assert told == [
        ("B-1", "DELTA", "HALDEN", 8, False),
        ("T-001", "ATLAS", "CORVAN", 8, True),
        ("B-2", "DELTA", "HALDEN", 2, False),
    ]
    task, booking = found.lines[1], found.lines[0]
    assert (task.slack, task.is_critical) == (3 * 480, False)
    assert (booking.slack, booking.is_critical) == (Undefined("no task of a plan"), False)
    assert (found.capacity, found.booked) == (40 * HOUR, 18 * HOUR)
    assert (task.first, task.last, booking.first, booking.last) == (
        MONDAY, TUESDAY, TUESDAY, TUESDAY,
    )  # fmt: skip


def test_u7_a_week_with_room_is_over_in_two_of_its_days(team: Workspace) -> None:
    found = why(team, "dan", MONDAY, SUNDAY)
    [forced] = found.forced
    assert window(forced) == (MONDAY, TUESDAY)
    assert (forced.over, found.over) == (2 * HOUR, 2 * HOUR)
    assert all(line.is_forced for line in found.lines)
    later = why(team, "dan", FRIDAY, SUNDAY)
    assert (later.forced, later.over, later.lines, fixes(later)) == ((), 0, (), ())


def test_only_the_plans_concerned_are_read(team: Workspace) -> None:
    with reader.connect(team.place) as connection:
        explained(connection, person="dan", first=MONDAY, last=SUNDAY, as_of=AS_OF)
        assert connection.statements == 12
        explained(connection, person="leo", first=MONDAY, last=SUNDAY, as_of=AS_OF)
        assert connection.statements == 16


def test_who_nobody_knows_is_said(team: Workspace) -> None:
    with pytest.raises(NotFound, match="nobody is called zoe"):
        why(team, "zoe", MONDAY, SUNDAY)


def test_who_has_the_role_and_room_could_help_and_why(team: Workspace) -> None:
    found = why(team, "dan", MONDAY, SUNDAY)
    by = {line.row.ref: candidates(found, line) for line in found.lines}
    [fin] = by["B-2"]
    assert (fin.person.row.key, fin.free, fin.takes) == ("fin", 3 * HOUR, 2 * HOUR)
    assert fin.reason == "fin: dev, 3h free in W13"
    [fin] = by["T-001"]
    assert (fin.free, fin.takes) == (3 * HOUR, 3 * HOUR)
    [fin] = by["B-1"]
    assert (fin.free, fin.takes) == (Minutes(90), Minutes(90)), "half of 13 h lies on Tuesday"


def test_a_role_that_is_asked_for_is_matched(team: Workspace) -> None:
    team.do(bookings.add, project="ATLAS", wanted=Demand(8 * HOUR, FRIDAY, FRIDAY, role="Legal"))
    with reader.connect(team.place) as connection:
        found = explained(connection, person="dan", first=MONDAY, last=SUNDAY, as_of=AS_OF)
    [open_] = found.work[None]
    line = replace(found.lines[0], row=open_)
    assert [each.reason for each in candidates(found, line)] == ["leo: Legal, 8h free in W13"]


def test_what_helps_is_proposed_from_what_harms_least(team: Workspace) -> None:
    found = why(team, "dan", MONDAY, SUNDAY)
    made = fixes(found)
    assert [fix.kind for fix in made] == sorted((fix.kind for fix in made), key=list(FixKind).index)
    labels = [fix.label for fix in made]
    assert labels[0] == "give B-2 2h to fin: dev, 3h free in W13"
    assert "give 2h of 8h of T-001 to fin: dev, 3h free in W13" in labels
    assert "cut T-001 8h → 6h" in labels
    assert labels[-2:] == [
        "ask ATLAS for a change: 2h less in W13",
        "ask DELTA for a change: 2h less in W13",
    ]
    [dan, fin] = made[0].loads
    assert (dan.person, dan.before, dan.after) == ("dan", 18 * HOUR, 16 * HOUR)
    assert (fin.person, fin.before, fin.after) == ("fin", 13 * HOUR, 15 * HOUR)
    assert (dan.percent_before, dan.percent_after) == (Decimal(45), Decimal(40))
    assert fixes(found, 1) == made[:1]


def applied(workspace: Workspace, found: Explained) -> list[FixKind]:
    """Do each proposal, compare everybody's load with what it promised, and take it back."""
    before = rows_of(workspace)
    kinds = []
    for fix in fixes(found):
        command = fixing.command(fix, person=found.person.row.key, as_of=AS_OF)
        said = workspace.do(command)
        if fix.kind is not FixKind.ASK:
            assert "finish" not in said.effect or "finish stays" in said.effect
        for load in fix.loads:
            now = why(workspace, load.person, found.first, found.last)
            assert (now.booked, now.capacity) == (load.after, load.capacity), fix.label
        workspace.do(history.undo)
        assert rows_of(workspace) == before
        kinds.append(fix.kind)
    return kinds


def test_each_proposal_does_what_it_promises(team: Workspace) -> None:
    found = why(team, "dan", MONDAY, SUNDAY)
    kinds = applied(team, found)
    assert kinds == [fix.kind for fix in fixes(found)]
    assert {FixKind.GIVE, FixKind.MOVE, FixKind.SPLIT, FixKind.SHRINK, FixKind.ASK} == set(kinds)


def test_so_does_each_of_the_demo_for_everybody_in_every_week(demo: Workspace) -> None:
    kinds: set[FixKind] = set()
    for person in ("dan", "ana", "gia", "eva"):
        for week in range(4):
            monday = MONDAY + timedelta(weeks=week - 1)
            kinds |= set(applied(demo, why(demo, person, monday, monday + timedelta(6))))
    assert FixKind.MOVE in kinds
    assert FixKind.SPLIT in kinds


def test_a_proposal_is_foreseen_without_a_change(team: Workspace) -> None:
    found = why(team, "dan", MONDAY, SUNDAY)
    before = rows_of(team)
    trial = Workspace(team.place, team.user, AS_OF, dry_run=True)
    for fix in fixes(found):
        assert trial.do(fixing.command(fix, person="dan", as_of=AS_OF)).text
    assert rows_of(team) == before
