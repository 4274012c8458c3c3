"""Utilization from stored time and bookings: who, which role, which team; on both databases."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy.orm import Session

from ppm_tui.analysis import utilization as formulas
from ppm_tui.analysis.periods import Period
from ppm_tui.analysis.utilization import Amounts
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Absence, Booking
from ppm_tui.store import history
from ppm_tui.store.commands import edits, people, projects, rows, steps, tasks, time
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries.utilization import Utilization, UtilizationRow, one, utilization
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Billing, BillState, BookingKind, Done, Minutes, Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF

HOUR = 60
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
"""22 working days, 12 of which (96 h) have come by 17 March, the day of the figures."""
PEOPLE = (
    ("Ana", "PM", "North", 60, 2400),
    ("Ben", "PM", "South", 80, 1200),
    ("Cleo", "Dev", "North", None, 2400),
)
PROJECTS = (
    ("PAID", "Corvane", Billing.TIME_AND_MATERIAL),
    ("HOUSE", "Tessin", Billing.INTERNAL),
    ("OWN", None, Billing.TIME_AND_MATERIAL),
)
TIME = (
    ("ana", "PAID", 48, date(2026, 3, 3), True),
    ("ana", "PAID", 12, date(2026, 3, 4), False),
    ("ana", "OWN", 6, date(2026, 3, 5), True),
    ("ana", "HOUSE", 6, date(2026, 3, 17), True),
    ("ana", "PAID", 7, date(2026, 3, 18), True),  # after the day of the figures
    ("ana", "PAID", 8, date(2026, 2, 28), True),
    ("ben", "PAID", 12, date(2026, 3, 3), True),
)
BOOKINGS = (
    ("ana", "PAID", 50, date(2026, 3, 23), date(2026, 3, 27), BookingKind.HARD),
    ("ana", "OWN", 10, date(2026, 3, 30), date(2026, 4, 3), BookingKind.SOFT),
    ("ben", "OWN", 11, date(2026, 3, 9), date(2026, 3, 13), BookingKind.SOFT),
)


def booking(
    session: Session, *, ref: str, person: str | None, project: str, hours: int,
    start: date, finish: date, kind: BookingKind,
) -> Done:  # fmt: skip
    """Time for a project that belongs to no task."""
    values = {
        "ref": ref, "project_id": rows.project(session, project).id, "kind": kind,
        "resource_id": rows.resource(session, person).id if person else None,
        "minutes": hours * HOUR, "start": start, "finish": finish, "role": "PM",
    }  # fmt: skip
    edits.make(session, Booking, values)
    return Done(ref)


def absence(session: Session, *, person: str, first: date, last: date) -> Done:
    who = rows.resource(session, person)
    edits.make(session, Absence, {"resource_id": who.id, "number": 0, "first": first, "last": last})
    return Done(who.key)


def log(person: str, project: str, hours: int, day: date, is_charged: bool) -> Iterator[Command]:
    """Hours in portions of a day at most."""
    for portion in [24] * (hours // 24) + [hours % 24] * bool(hours % 24):
        minutes = Minutes(portion * HOUR)
        yield partial(
            time.log_time, project=project, minutes=minutes, day=day, person=person,
            bill=BillState.BILLABLE if is_charged else BillState.NO_CHARGE,
        )  # fmt: skip


def seed() -> Iterator[Command]:
    for name, role, team, target, week in PEOPLE:
        yield partial(
            people.add, name=name, role=role, team=team, target=target, week_minutes=Minutes(week)
        )
    for key, client, billing in PROJECTS:
        yield partial(projects.add, name=key.title(), key=key, client=client, billing=billing)
    for row in TIME:
        yield from log(*row)
    for number, (person, project, hours, start, finish, kind) in enumerate(BOOKINGS, 1):
        yield partial(
            booking, ref=f"B-{number}", person=person, project=project, hours=hours,
            start=start, finish=finish, kind=kind,
        )  # fmt: skip
    yield partial(
        booking, ref="B-9", person=None, project="PAID", hours=400, start=MARCH.first,
        finish=MARCH.last, kind=BookingKind.HARD,
    )  # fmt: skip


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=list(seed()))
    return store


def read(workspace: Workspace, by: str = "person", period: Period = MARCH) -> Utilization:
    return workspace.get(utilization, period=period, as_of=AS_OF, by=by)


def rows_by(workspace: Workspace, by: str, period: Period = MARCH) -> dict[str, UtilizationRow]:
    return {row.key: row for row in read(workspace, by, period).rows}


def in_hours(**amounts: int) -> Amounts:
    return Amounts(**{name: value * HOUR for name, value in amounts.items()})


def test_hours_and_bookings_count_where_they_belong(seeded: Workspace) -> None:
    found = rows_by(seeded, "person")
    assert list(found) == ["ana", "ben", "cleo"]
    assert found["ana"].amounts == in_hours(
        capacity=176, elapsed=96, charged=48, uncharged=12, internal=12,
        hard=50, soft=4, overload=10,
    )  # fmt: skip
    assert found["ben"].amounts == in_hours(capacity=88, elapsed=48, charged=12, soft=11)
    assert found["cleo"].amounts == in_hours(capacity=176, elapsed=96)
    ana = found["ana"]
    assert (ana.figure("billable"), ana.target) == (Decimal(50), Decimal(60))
    assert ana.rag is Rag.AMBER
    assert (found["ben"].figure("billable"), found["ben"].rag) == (Decimal(25), Rag.RED)
    assert (found["cleo"].target, found["cleo"].rag) == (formulas.NO_TARGET, None)
    assert ana.figure("committed") == Decimal(5000) / 176
    assert ana.figure("overtime") == Decimal(10) / 54


def test_the_parts_of_a_row_add_up_to_it(seeded: Workspace) -> None:
    for by in ("person", "role", "team"):
        for row in read(seeded, by).rows:
            parts = sum((part.amounts for part in row.projects), Amounts())
            for name in ("charged", "uncharged", "internal", "hard", "soft"):
                assert getattr(parts, name) == getattr(row.amounts, name)
            assert sum((part.amounts for part in row.people), Amounts()) == row.amounts
    ana = rows_by(seeded, "person")["ana"]
    assert [(part.key, part.amounts.internal // HOUR) for part in ana.projects] == [
        ("HOUSE", 6), ("OWN", 6), ("PAID", 0),
    ]  # fmt: skip


def test_a_role_and_a_team_are_sums_and_never_means_of_ratios(seeded: Workspace) -> None:
    roles = rows_by(seeded, "role")
    assert list(roles) == ["Dev", "PM"]
    pm = roles["PM"]
    assert (pm.amounts.charged, pm.amounts.elapsed) == (60 * HOUR, 144 * HOUR)
    assert pm.figure("billable") == Decimal(6000) / 144  # the mean of 50 and 25 is less
    assert pm.target == (60 * Decimal(96) + 80 * 48) / 144
    assert [part.key for part in pm.people] == ["ana", "ben"]
    teams = rows_by(seeded, "team")
    assert list(teams) == ["North", "South"]
    assert teams["North"].amounts.elapsed == 192 * HOUR
    assert teams["North"].target == 60  # of those who have one
    whole = read(seeded, "team").whole
    assert whole.amounts == read(seeded).whole.amounts
    assert whole.amounts.capacity == 440 * HOUR


def test_people_without_a_role_stand_together_at_the_end(seeded: Workspace) -> None:
    seeded.do(people.add, name="Zoe")
    seeded.do(people.add, name="Abe")
    assert list(rows_by(seeded, "role")) == ["Dev", "PM", "none"]
    assert [part.key for part in rows_by(seeded, "role")["none"].people] == ["abe", "zoe"]


def test_leave_takes_capacity_away_and_a_month_of_it_leaves_no_figure(seeded: Workspace) -> None:
    seeded.do(absence, person="cleo", first=date(2026, 3, 9), last=date(2026, 3, 13))
    assert rows_by(seeded, "person")["cleo"].amounts == in_hours(capacity=136, elapsed=56)
    seeded.do(absence, person="ben", first=MARCH.first, last=MARCH.last)
    ben = rows_by(seeded, "person")["ben"]
    assert ben.figure("billable") == formulas.NO_TIME_YET
    assert ben.figure("forecast") == formulas.NO_TIME
    assert ben.amounts.overload == 11 * HOUR
    assert ben.rag is None


def test_a_period_that_has_not_begun_knows_what_is_booked_only(seeded: Workspace) -> None:
    april = rows_by(seeded, "person", Period(date(2026, 4, 1), date(2026, 4, 30)))["ana"]
    assert april.amounts == in_hours(capacity=176, soft=6)
    assert april.figure("billable") == formulas.NO_TIME_YET
    assert april.figure("committed") == 0
    assert (
        rows_by(seeded, "role", Period(date(2026, 4, 1), date(2026, 4, 30)))["PM"].target
        == (60 * Decimal(176) + 80 * 88) / 264
    )


def test_months_add_up_to_the_quarter(seeded: Workspace) -> None:
    months = [
        Period(date(2026, 1, 1), date(2026, 1, 31)), Period(date(2026, 2, 1), date(2026, 2, 28)),
        MARCH,
    ]  # fmt: skip
    quarter = Period(date(2026, 1, 1), date(2026, 3, 31))
    for key, row in rows_by(seeded, "person", quarter).items():
        parts = [rows_by(seeded, "person", month)[key].amounts for month in months]
        assert sum(parts, Amounts()) == row.amounts


def test_what_is_in_the_trash_counts_nothing(seeded: Workspace) -> None:
    seeded.do(projects.trash, key="PAID", as_of=AS_OF)
    assert rows_by(seeded, "person")["ana"].amounts == in_hours(
        capacity=176, elapsed=96, internal=12, soft=4
    )


def test_work_on_tasks_is_booked_as_well(seeded: Workspace) -> None:
    seeded.do(
        tasks.add, project="PAID", name="Build", owner="cleo", work=Minutes(20 * HOUR),
        start=date(2026, 3, 30), finish=date(2026, 4, 2),
    )  # fmt: skip
    assert rows_by(seeded, "person")["cleo"].amounts.hard == 10 * HOUR


def test_a_target_is_set_for_several_and_taken_back_at_once(seeded: Workspace) -> None:
    said = seeded.do(people.set_target, people=["ana", "cleo"], target=75).text
    assert said == "ana: target 60% → 75%, cleo: target none → 75%"
    assert [row.target for row in read(seeded).rows] == [75, 80, 75]
    assert rows_by(seeded, "person")["ana"].rag is Rag.RED
    seeded.do(people.set_target, people=["ben"], target=None)
    seeded.do(history.undo)
    seeded.do(history.undo)
    assert [row.target for row in read(seeded).rows] == [60, 80, formulas.NO_TARGET]
    for target in (-1, 101):
        with pytest.raises(Invalid, match="a target is 0 to 100"):
            seeded.do(people.set_target, people=["ana"], target=target)
    with pytest.raises(Invalid, match="a target is 0 to 100"):
        seeded.do(people.add, name="Max", target=120)


def test_one_row_is_found_by_key_or_name(seeded: Workspace) -> None:
    def found(by: str, name: str) -> UtilizationRow:
        return seeded.get(one, period=MARCH, as_of=AS_OF, by=by, name=name)

    assert found("person", "ANA") == rows_by(seeded, "person")["ana"]
    assert found("team", "north") == rows_by(seeded, "team")["North"]
    with pytest.raises(NotFound, match="there is no role «Chef»"):
        found("role", "Chef")


def test_it_costs_four_statements_however_many_there_are(seeded: Workspace) -> None:
    def statements(period: Period, by: str) -> int:
        def count(connection: Connection) -> int:
            utilization(connection, period=period, as_of=AS_OF, by=by)
            return connection.statements

        return seeded.get(count)

    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert {statements(period, by) for period in (MARCH, year) for by in ("person", "team")} == {4}


def test_an_empty_portfolio_has_no_rows_and_no_figures(store: Workspace) -> None:
    found = read(store, "team")
    assert found.rows == []
    assert found.whole.amounts == Amounts()
    assert found.whole.target == formulas.NO_TARGET
