"""Leave from a file: it moves plans, again is the same, what was moved moves."""

from dataclasses import replace
from datetime import date

import pytest

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Absence, Resource
from ppm_tui.store import history
from ppm_tui.store.commands import people, steps, working_time
from ppm_tui.store.commands.imports import import_files
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.team_rows import LeaveRow
from ppm_tui.terms import AbsenceKind, Done, Minutes
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import stored
from tests.store.test_reschedule import days
from tests.store.test_working_time import SEED, TUESDAY, WEDNESDAY

ANA = LeaveRow("l.csv: line 2", ("Ana Ferreira",), TUESDAY, WEDNESDAY, text="Oslo", source_id="7")
BEN = LeaveRow("l.csv: line 3", ("ben",), TUESDAY, TUESDAY, AbsenceKind.SICKNESS)
EVENT = replace(ANA, where='c.ics: "Ana"', source_id="u1", is_guess=True)


def bring(workspace: Workspace, *rows: LeaveRow) -> Done:
    file = PlanFile("CSV", leave=rows)
    return workspace.do(import_files, files=(file,), as_of=AS_OF)


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


@pytest.fixture
def quick(workspace: Workspace) -> Workspace:
    """The same on SQLite only, for rules that do not depend on the database."""
    workspace.do(steps.together, label="seed", commands=SEED)
    return workspace


def away(workspace: Workspace) -> list[tuple[int, int, int | None]]:
    found = sorted(stored(workspace, Absence), key=lambda each: each.first)
    return [(each.first.day, each.last.day, each.minutes) for each in found]


def test_leave_moves_the_plan_in_one_step_and_undo_brings_all_back(small: Workspace) -> None:
    before = rows_of(small)
    done = bring(small, ANA, BEN)
    assert done.text == (
        "imported leave: 2 new; ROLL: 1 task moves, finish 23 Mar → 25 Mar, +2d, 3 follow"
    )
    assert days(small)["T-001"] == "16-19"
    after = rows_of(small)
    assert bring(small, ANA, BEN).text == "imported leave: 2 known"
    assert rows_of(small) == after
    small.do(history.undo)
    assert small.do(history.undo).text == "undo: imported leave: 2 new"
    assert rows_of(small) == before


def test_what_was_moved_moves_and_the_plan_with_it(small: Workspace) -> None:
    bring(small, ANA, BEN)
    moved = replace(ANA, first=WEDNESDAY, text="")
    done = bring(small, moved, BEN)
    assert done.text.startswith("imported leave: 1 changed, 1 known; ROLL: 1 task moves")
    assert away(small) == [(17, 17, None), (18, 18, None)]
    bring(small, replace(moved, people=("ben",), first=date(2026, 3, 20), last=date(2026, 3, 20)))
    assert [each.first.day for each in stored(small, Absence)] == [17, 20]
    assert days(small)["T-001"] == "16-17"


def test_other_words_of_the_same_days_are_a_change_and_an_empty_note_is_none(
    quick: Workspace,
) -> None:
    bring(quick, ANA)
    assert bring(quick, replace(ANA, text="Bergen")).text == "imported leave: 1 changed"
    assert bring(quick, replace(ANA, text="")).text == "imported leave: 1 known"
    assert [each.text for each in stored(quick, Absence)] == ["Bergen"]


def test_what_is_cancelled_is_taken_back(small: Workspace) -> None:
    plan = days(small)
    bring(small, ANA, BEN)
    gone = [replace(row, is_cancelled=True) for row in (ANA, BEN)]
    assert bring(small, *gone).text.startswith("imported leave: 2 removed; ROLL")
    assert (away(small), days(small)) == ([], plan)
    assert bring(small, *gone).text == "imported leave: nothing"


def test_days_that_change_places_and_an_absence_of_several_parts(quick: Workspace) -> None:
    other = replace(ANA, source_id="8", first=date(2026, 3, 23), last=date(2026, 3, 24))
    bring(quick, ANA, other)
    swapped = [replace(ANA, source_id="8"), replace(other, source_id="7")]
    assert bring(quick, *swapped).text.startswith("imported leave: 2 changed")
    half = Minutes(240)
    parts = [replace(ANA, last=TUESDAY, minutes=half), replace(ANA, first=WEDNESDAY)]
    bring(quick, *parts, other)
    assert away(quick) == [(17, 17, 240), (18, 18, None), (23, 24, None)]
    assert "3 known" in bring(quick, *parts, other).text


def test_leave_that_was_typed_here_is_the_same(quick: Workspace) -> None:
    quick.do(working_time.add_leave, person="ana", first=TUESDAY, last=WEDNESDAY)
    assert bring(quick, ANA).text == "imported leave: 1 changed"
    assert [(each.source_id, each.text) for each in stored(quick, Absence)] == [("7", "Oslo")]


def test_half_a_day_is_half_of_what_somebody_works(quick: Workspace) -> None:
    quick.do(working_time.set_week, person="ana", week=[Minutes(360)] * 5 + [Minutes(0)] * 2)
    rows = [replace(ANA, last=TUESDAY, is_half=True), replace(BEN, is_half=True)]
    bring(quick, *rows)
    assert away(quick) == [(17, 17, 180), (17, 17, 240)]
    assert bring(quick, *rows).text.startswith("imported leave: 2 known")


@pytest.mark.parametrize(
    ("row", "kind", "message"),
    [
        (replace(BEN, people=("zoe", "z@x")), NotFound, "line 3: nobody is called zoe or z@x"),
        (replace(BEN, people=()), Invalid, "line 3: it is not said whose this is: --person"),
        (replace(BEN, last=date(2026, 3, 1)), Invalid, "line 3: the last day .* lies before"),
        (replace(BEN, people=("ana",), kind=AbsenceKind.LEAVE, last=WEDNESDAY, first=WEDNESDAY),
         Invalid, "line 3: ana has leave 17-18 Mar 2026 already"),
    ],
)  # fmt: skip
def test_one_row_that_cannot_be_refuses_all(
    quick: Workspace, row: LeaveRow, kind: type[Exception], message: str
) -> None:
    before = rows_of(quick)
    with pytest.raises(kind, match=message):
        bring(quick, ANA, row)
    assert rows_of(quick) == before


def test_an_event_is_of_whom_its_title_names_else_of_whom_it_invites(quick: Workspace) -> None:
    quick.do(people.edit, person="ben", email="ben@x.org")
    title = replace(EVENT, people=("ana", "holiday"), invited=("ben@x.org",))
    invited = replace(EVENT, people=("Urlaub",), invited=("BEN@x.org", "Ben"), source_id="u2")
    bring(quick, title, invited)
    keys = {each.id: each.key for each in stored(quick, Resource)}
    assert [keys[each.resource_id] for each in stored(quick, Absence)] == ["ana", "ben"]


def test_events_of_others_are_left_out_and_said(quick: Workspace) -> None:
    quick.do(people.add, name="Ben Okoro", key="bo")
    unsure = replace(EVENT, people=("Ben Okoro",), where="D")
    several = replace(EVENT, people=("ana", "ben"), where="A")
    strange = replace(EVENT, people=("offsite",), invited=("x@y.org",), where="B")
    twice = replace(EVENT, source_id="u3", first=WEDNESDAY, where="C")
    done = bring(quick, EVENT, several, strange, twice, unsure)
    assert done.text.startswith("imported leave: 1 new; ROLL")
    assert done.notes == (
        "it is not clear whose leave this is (--person NAME says it), left out: A, B, D",
        "other leave of the same kind lies on these days, left out: C",
    )
