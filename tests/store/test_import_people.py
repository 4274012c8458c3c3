"""People from a file: who is known is changed, nobody is doubled, undo takes all back."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from ppm_tui import dates
from ppm_tui.errors import Invalid
from ppm_tui.models import PublicHoliday, Resource, WorkingWeek
from ppm_tui.store import history
from ppm_tui.store.commands import people, steps, working_time
from ppm_tui.store.commands.imports import import_files
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.team_rows import LeaveRow, PersonRow
from ppm_tui.terms import Done
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.seed import stored
from tests.store.test_reschedule import days
from tests.store.test_working_time import SEED

ANA = PersonRow("p.csv: line 2", "Ana Ferreira", role="PM", team="IT", email="ana@x.org", target=80)
ZOE = PersonRow("p.csv: line 3", "Roth, Zoe", key="zr", week=dates.week("mo-th 8h"), region="at")


def bring(workspace: Workspace, *rows: PersonRow) -> Done:
    file = PlanFile("CSV", people=rows)
    return workspace.do(import_files, files=(file,), as_of=AS_OF)


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def person(workspace: Workspace, key: str) -> Resource:
    return next(each for each in stored(workspace, Resource) if each.key == key)


def test_people_come_once_and_again_is_no_change(small: Workspace) -> None:
    before = rows_of(small)
    done = bring(small, ANA, ZOE)
    assert done.text == "imported people: 1 new, 1 changed"
    ana, zoe = person(small, "ana"), person(small, "zr")
    assert (ana.role, ana.team, ana.email, ana.target) == ("PM", "IT", "ana@x.org", 80)
    assert (zoe.name, zoe.region, zoe.week_minutes) == ("Zoe Roth", "AT", 1920)
    assert len(stored(small, PublicHoliday)) == 52
    after = rows_of(small)
    assert bring(small, ANA, ZOE).text.startswith("imported people: 2 known")
    assert rows_of(small) == after
    for _ in range(2):
        small.do(history.undo)
    assert rows_of(small) == before


def test_what_a_row_leaves_empty_stays(small: Workspace) -> None:
    bring(small, ANA, ZOE)
    before = rows_of(small)
    bring(small, PersonRow("x", "ana ferreira"), PersonRow("x", key="ZR"))
    assert person(small, "ana").name == "ana ferreira"
    bring(small, PersonRow("x", "Ana Ferreira"))
    assert rows_of(small) == before


def test_somebody_is_known_by_key_then_by_address_then_by_name(small: Workspace) -> None:
    bring(small, ANA)
    bring(small, PersonRow("x", "Ana Berg", email="ANA@x.org"))
    bring(small, PersonRow("x", "Benjamin Okoro", key="BEN", email="ben@x.org"))
    bring(small, PersonRow("x", "Okoro, Benjamin", role="QA"))
    found = {each.key: (each.name, each.role) for each in stored(small, Resource)}
    assert found == {"ana": ("Ana Berg", "PM"), "ben": ("Benjamin Okoro", "QA")}


def test_two_of_one_name_stay_two(store: Workspace) -> None:
    first, second = (PersonRow("x", "Tom Roth", key=key) for key in ("tr1", "tr2"))
    bring(store, first, second)
    third = PersonRow("x", "Tom Roth", email="tom@x.org")
    with pytest.raises(Invalid, match=r"^x: Tom Roth may be tr1, tr2: the file has to say which"):
        bring(store, third)
    bring(store, replace(third, key="tr1"), replace(third, key="tr2", email="roth@x.org"))
    bring(store, replace(first, email="other@x.org", key="tr3"))
    assert [each.key for each in stored(store, Resource)] == ["tr1", "tr2", "tr3"]


def test_weeks_of_several_days_and_what_they_do_to_the_plan(small: Workspace) -> None:
    whole = replace(ANA, week=dates.week("40h"))
    later = replace(ANA, week=dates.week("tu 8h"), valid_from=date(2026, 3, 16))
    done = bring(small, whole, later)
    assert done.text == (
        "imported people: 1 changed; ROLL: 1 task moves, finish 23 Mar → 30 Mar, +5d, 3 follow"
    )
    assert days(small)["T-001"] == "17-24"
    assert len(stored(small, WorkingWeek)) == 2
    after = rows_of(small)
    assert "known" in bring(small, whole, later).text
    assert rows_of(small) == after


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (PersonRow("p.csv: line 9", email="a@x"), "line 9: a person needs a name"),
        (PersonRow("p.csv: line 9", "A", region="DE-QQ"), "line 9: «QQ» is no part of DE"),
        (PersonRow("p.csv: line 9", "A", key="k" * 25), "line 9: key: String should have at most"),
        (PersonRow("p.csv: line 9", "A", week=dates.week("mo 20h")), "line 9: a day from 8 with"),
    ],
)
def test_one_row_that_cannot_be_refuses_all(
    workspace: Workspace, row: PersonRow, message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        bring(workspace, ANA, row)
    assert not any(rows_of(workspace).values())


def test_a_dry_run_leaves_nothing_and_people_come_before_their_leave(store: Workspace) -> None:
    leave = LeaveRow("l.csv: line 2", ("ana@x.org",), AS_OF, AS_OF)
    files = (PlanFile("CSV", leave=(leave,)), PlanFile("CSV", people=(ANA,)))
    trial = workspace_at(store.place)
    trial.dry_run = True
    said = "imported people: 1 new; leave: 1 new"
    assert trial.do(import_files, files=files, as_of=AS_OF).text == said
    assert not any(rows_of(store).values())
    assert store.do(import_files, files=files, as_of=AS_OF).text == said


def test_a_key_is_found_whatever_its_case_and_names_stay_text(store: Workspace) -> None:
    strange = PersonRow("x", "[/b] =1+1 寸", key="K1", role="[red]x")
    bring(store, strange)
    assert "known" in bring(store, replace(strange, key="k1")).text
    assert person(store, "k1").role == "[red]x"


def test_exact_keys_are_found_as_before(workspace: Workspace) -> None:
    """A key that is also the beginning of another one."""
    workspace.do(people.add, name="Ana", key="ana")
    workspace.do(people.add, name="Anabel", key="anab")
    set_to = partial(working_time.set_availability, percent=50)
    workspace.do(set_to, person="ana")
    assert [each.availability for each in stored(workspace, Resource)] == [50, 100]
