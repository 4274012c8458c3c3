"""Timelines cell by cell: scales, bars, deadlines, and what is in view after a move."""

import json
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.formats import ASCII, UNICODE
from ppm_tui.store.queries.plan import Baseline, Reckoned, TaskRow
from ppm_tui.store.queries.plan_web import web
from ppm_tui.terms import Constraint, Priority, TaskKind, TaskStatus, Undefined
from ppm_tui.widgets import gantt, task_pane

TODAY = date(2026, 3, 17)
WEEK = gantt.window(date(2026, 3, 9), 21, "day")
days = st.dates(date(1990, 1, 1), date(2080, 1, 1))


def at(text: str) -> datetime:
    """A day of March 2026, at the end of its work."""
    return datetime.fromisoformat(f"2026-03-{text}T17:00")


def task(first: str, last: str, **other: object) -> TaskRow:
    """A task from one day of March to another."""
    known: dict[str, object] = {field.name: None for field in fields(TaskRow)}
    return TaskRow(
        **known  # type: ignore[arg-type]  # all may be None
        | {
            "id": "1", "version": 1, "ref": "T-1", "wbs": "", "name": "Mapping",
            "kind": TaskKind.TASK, "status": TaskStatus.TODO, "blocked_reason": "",
            "priority": Priority.MEDIUM, "depth": 0, "start": at(first), "finish": at(last),
            "is_elapsed": False, "percent_complete": 0, "constraint": Constraint.ASAP,
            "is_active": True, "is_manual": False, "splits": "[]", "predecessors": (),
            "reckoned": Reckoned(Undefined("not needed")), "as_of": TODAY,
        }
        | other
    )  # fmt: skip


def bar(row: TaskRow) -> str:
    """From Monday the 9th on, three weeks of days."""
    return gantt.bar(row, WEEK, UNICODE)


@pytest.mark.parametrize(
    ("row", "drawn"),
    [
        (task("18", "20"), "·      ·│▒▒▒  ·      "),
        (task("18", "20", deadline=at("24")), "·      ·│▒▒▒  ·¦     "),
        (task("18", "20", deadline=at("20")), "·      ·│▒▒▒  ·      "),
        (task("18", "24", deadline=at("20")), "·      ·│▓▓¦▓▓▓▓     "),
        (task("18", "24", deadline=at("18")), "·      ·│¦▓▓▓▓▓▓     "),
        (task("18", "20", deadline=at("16")), "·      !│▓▓▓  ·      "),
        (task("11", "13", deadline=at("13")), "· ▓▓!  ·│     ·      "),
        (task("11", "16", deadline=at("13"), percent_complete=100), "· ██¦███│     ·      "),
        (task("11", "13", deadline=at("13"), percent_complete=100), "· ███  ·│     ·      "),
        (task("18", "20", deadline=at("31")), "·      ·│▒▒▒  ·      "),
    ],
    ids=[
        *("none", "later", "kept", "missed", "at its start", "passed before it", "passed"),
        *("done late", "done in time", "out of view"),
    ],
)
def test_a_deadline_is_seen_unless_the_bar_ends_on_it(row: TaskRow, drawn: str) -> None:
    assert bar(row) == drawn


def test_a_split_task_is_drawn_in_its_parts_with_the_pause_between() -> None:
    spans = [[f"2026-03-{first}T08:00", f"2026-03-{last}T17:00"]
             for first, last in (("09", "10"), ("18", "20"))]  # fmt: skip
    row = task("09", "20", splits=json.dumps(spans), percent_complete=40)
    assert bar(row) == "██·······▒▒▒  ·      "
    assert gantt.bar(row, WEEK, ASCII) == "##.......===  .      "
    further = replace(row, percent_complete=60)
    assert bar(further) == "██·······█▒▒  ·      "
    assert gantt.bar(row, gantt.window(date(2026, 3, 2), 4, "week"), UNICODE) == " █▒ "
    spans[1][1] = "2026-03-24T17:00"
    over_a_weekend = replace(row, splits=json.dumps(spans), percent_complete=29)
    assert bar(over_a_weekend) == "██·······▒▒▒▒▒▒▒     "


def test_a_milestone_keeps_its_sign_where_it_meets_its_deadline_and_shows_one_it_misses() -> None:
    kept = task("20", "20", kind=TaskKind.MILESTONE, deadline=at("20"))
    assert bar(kept) == "·      ·│  ◇  ·      "
    late = task("24", "24", kind=TaskKind.MILESTONE, deadline=at("20"))
    assert bar(late) == "·      ·│  ¦  ·◇     "
    reached = task("12", "12", kind=TaskKind.MILESTONE, percent_complete=100)
    assert bar(reached) == "·  ◆   ·│     ·      "


def test_a_deadline_outside_the_bar_covers_the_plan_of_before_and_week_signs() -> None:
    agreed = Baseline(at("10"), at("12"), None, None)
    row = task("18", "20", baseline=agreed, deadline=at("12"))
    assert bar(row) == "·░░!   ·│▓▓▓  ·      "
    assert gantt.bar(row, WEEK, ASCII) == ".--!   .|%%%  .      "
    assert gantt.bar(task("18", "20", deadline=at("23")), WEEK, ASCII)[14] == ":"


def test_the_pane_says_by_when_and_by_how_much_it_is_missed() -> None:
    for row, words in (
        (task("18", "20", deadline=at("20")), "Planned 18–20 Mar, by 20 Mar "),
        (task("18", "24", deadline=at("20")), "Planned 18–24 Mar, by 20 Mar (+4d) "),
        (task("11", "13", deadline=at("13")), "Planned 11–13 Mar, by 13 Mar (missed) "),
    ):
        text = "".join(text for text, _ in task_pane.short(row, web([row]), [])[0])
        assert words in f"{text} "


@pytest.mark.parametrize(
    ("start", "unit", "above", "below"),
    [
        ("2026-03-09", "day", "Mar     ▼              Apr  ", "09     16     23     30     "),
        ("2026-02-23", "week", " Ma▼  Apr May Jun  Jul Aug  ", "23  23  20  18  15  13  10  "),
        ("2026-03-02", "week", "Ma▼  Apr May Jun  Jul Aug   ", "02  30  27  25  22  20  17  "),
        ("2025-11-01", "month", "    ▼2026     2027          ", "  Jan   Jul   Jan   Jul     "),
        ("2025-08-05", "quarter", "  ▼26 '27 '28 '29 '30 '31   ", "3412341234123412341234123412"),
    ],
)
def test_what_stands_above_the_bars_at_each_scale(
    start: str, unit: str, above: str, below: str
) -> None:
    view = gantt.window(date.fromisoformat(start), 28, unit)
    assert gantt.scale(view, TODAY, UNICODE) == (above, below)


@given(days, st.sampled_from(gantt.UNITS), st.integers(2, 200))
def test_a_day_is_in_the_cell_that_begins_with_it_or_before(
    day: date, unit: str, cells: int
) -> None:
    view = gantt.window(day, cells, unit)
    assert view.place(day) == 0
    assert view.edges[0] <= day < view.edges[1]
    assert list(view.edges) == sorted(set(view.edges))


@given(days, st.sampled_from(gantt.UNITS), st.integers(-300, 300))
def test_forth_and_back_again_is_where_one_was(day: date, unit: str, by: int) -> None:
    first = gantt.window(day, 10, unit).edges[0]
    there = gantt.shifted(first, by, unit)
    assert gantt.shifted(there, -by, unit) == first
    assert gantt.window(there, 10, unit).edges[0] == there


@given(days, st.sampled_from(gantt.UNITS), st.integers(10, 200))
def test_another_scale_keeps_the_day_in_the_middle_near_the_middle(
    day: date, unit: str, cells: int
) -> None:
    view = gantt.window(gantt.around(day, cells // 2, unit), cells, unit)
    assert abs(view.place(day) - cells // 2) <= 6


@pytest.mark.parametrize("unit", gantt.UNITS)
@pytest.mark.parametrize("day", [date.min, date.max, date(9999, 6, 1), date(1, 3, 3)])
def test_the_ends_of_the_calendar_stop_a_move(day: date, unit: str) -> None:
    for by in (-(10**6), -5, 5, 10**6):
        view = gantt.window(gantt.shifted(day, by, unit), 60, unit)
        assert len(gantt.scale(view, TODAY, UNICODE)[0]) == view.cells == 60
        gantt.bar(task("18", "20", deadline=at("24")), view, UNICODE)


def test_a_bar_says_how_much_is_done_and_where_it_goes_on() -> None:
    cells = [" "] * 21
    span = (TODAY - timedelta(days=20), TODAY + timedelta(days=40))
    gantt.stretch(cells, WEEK, span, 50, ("█", "▒"))
    gantt.cut(cells, WEEK, span, UNICODE)
    assert "".join(cells) == "«██████████████████▒»"
