"""A plan saved as Microsoft Project XML becomes rows, and what has no place is reported."""

from datetime import date, datetime
from pathlib import Path

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.exchange.msproject import read
from ppm_tui.store.plan_rows import (
    Plan,
    PlanAvailability,
    PlanBaseline,
    PlanFile,
    PlanLink,
    PlanRate,
    PlanTask,
)
from ppm_tui.terms import Constraint, LagKind, LinkType, Minutes, Money, ResourceKind, TaskKind

HARBOUR = Path(__file__).parent / "data" / "harbour.xml"
MORNING = (480, 720)
AFTERNOON = (780, 1020)


at = datetime.fromisoformat


def document(inside: str) -> bytes:
    return f'<Project xmlns="http://schemas.microsoft.com/project">{inside}</Project>'.encode()


def task(uid: int, inside: str = "", name: str = "T") -> str:
    return f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}{uid}</Name>{inside}</Task>"


def opened(inside: str) -> PlanFile:
    return read(document(inside), "wall.xml")


def tasks(inside: str) -> tuple[PlanTask, ...]:
    return opened(f"<Tasks>{inside}</Tasks>").plans[0].tasks


@pytest.fixture(scope="module")
def harbour() -> PlanFile:
    with HARBOUR.open("rb") as file:
        return read(file, "harbour.xml")


@pytest.fixture(scope="module")
def plan(harbour: PlanFile) -> Plan:
    return harbour.plans[0]


def test_the_plan_has_the_facts_of_the_project_and_of_its_summary_row(plan: Plan) -> None:
    assert plan.source_id == "msproject:5B1D4A0C-0000-4000-8000-00000000C0DE"
    assert (plan.name, plan.owner, plan.currency) == ("Harbour wall", "Ines Pereira", "EUR")
    assert (plan.percent_complete, plan.notes) == (37, "Tide tables in the annex.")
    assert (plan.budget_cost, plan.budget_minutes) == (Money(1_000_000), 4800)
    assert plan.status_date == date(2026, 3, 13)
    assert plan.source["cost"] == "12500.50"
    assert plan.source["baseline0_cost"] == "10000.00"
    assert plan.source["company"] == "Quay & Sons"


def test_kinds_come_from_children_flags_and_durations(plan: Plan) -> None:
    assert {one.name: (one.kind, one.parent_uid) for one in plan.tasks} == {
        "Build": (TaskKind.PHASE, None),
        "Piles": (TaskKind.TASK, "10"),
        "Concrete": (TaskKind.TASK, "10"),
        "Opened": (TaskKind.MILESTONE, None),
    }


def test_a_task_keeps_its_figures(plan: Plan) -> None:
    piles = plan.tasks[1]
    assert (piles.duration_minutes, piles.duration_unit, piles.is_estimated) == (2160, "d", True)
    assert piles.actual_start == at("2026-03-02T09:30")
    assert (piles.work_minutes, piles.percent_complete, piles.priority) == (2430, 50, 700)
    assert (piles.cost, piles.fixed_cost, piles.actual_cost) == (250_000, 9_900, 125_050)
    assert (piles.constraint, piles.deadline) == (Constraint.SNET, at("2026-03-09T17:00"))
    assert (piles.calendar_uid, piles.is_manual, plan.tasks[3].is_active) == ("2", True, False)


def test_baseline_ten_is_read_with_every_figure(plan: Plan) -> None:
    assert plan.tasks[1].baselines == (
        PlanBaseline(
            number=10,
            start=at("2026-03-02T08:00"),
            finish=at("2026-03-05T17:00"),
            duration_minutes=Minutes(1920),
            work_minutes=Minutes(1920),
            cost=Money(200_000),
        ),
    )
    assert plan.tasks[1].source["baseline10_fixed_cost"] == "1.00"


def test_made_up_fields_go_by_the_names_people_gave_them(plan: Plan, harbour: PlanFile) -> None:
    source = plan.tasks[1].source
    assert {key: source[key] for key in ("Permit", "Text2", "Bond", "Site")} == {
        "Permit": "HB-17/26",
        "Text2": "wet",
        "Bond": "5000.00",
        "Site": "North.Pier",
    }
    assert source["field 188743999"] == "lost"
    assert any("188743999 has no name" in problem for problem in harbour.problems)


def test_facts_without_a_place_are_kept_as_text(plan: Plan) -> None:
    source = plan.tasks[1].source
    assert (source["total_slack"], source["critical"]) == ("-480", "yes")
    assert (source["type"], source["acwp"]) == ("fixed_work", "1250.50")


def test_lags_are_working_elapsed_or_a_share_of_the_predecessor(plan: Plan) -> None:
    concrete, opening = plan.tasks[2], plan.tasks[3]
    assert concrete.is_elapsed
    assert concrete.predecessors == (
        PlanLink("11", LinkType.FS, 1440, LagKind.ELAPSED, "d"),
        PlanLink("11", LinkType.SS, -25, LagKind.PERCENT, "%"),
    )
    assert opening.predecessors == (PlanLink("12", LinkType.FF, -480, LagKind.WORKING, "w"),)


def test_pauses_split_a_task_but_nights_and_free_days_do_not(plan: Plan) -> None:
    assert plan.tasks[1].splits == (
        (at("2026-03-02T08:00"), at("2026-03-02T17:00")),
        (at("2026-03-05T08:00"), at("2026-03-10T17:00")),
    )


def test_work_weeks_become_exceptions_that_leave_the_named_ones_alone(plan: Plan) -> None:
    standard, divers = plan.calendars
    assert standard.week == (*[(MORNING, AFTERNOON)] * 4, (MORNING,), (), ())
    assert divers.week == (None, None, (), None, None, None, None)
    assert [(one.name, one.days, one.hours) for one in standard.exceptions] == [
        ("Easter", ((date(2026, 4, 3), date(2026, 4, 6)),), ()),
        ("Spring tide", ((date(2026, 3, 30), date(2026, 3, 30)),), ((1320, 1440),)),
        ("Spring tide", ((date(2026, 4, 10), date(2026, 4, 10)),), ()),
    ]


def test_resources_have_kinds_rates_and_times_of_availability(plan: Plan) -> None:
    crane, cement, permits = plan.resources
    assert [one.kind for one in plan.resources] == [
        ResourceKind.WORK,
        ResourceKind.MATERIAL,
        ResourceKind.COST,
    ]
    assert crane.rates == (
        PlanRate(standard=Money(40_000), standard_per="d", per_use=Money(25_000)),
    )
    assert cement.rates == (PlanRate(standard=Money(9_000), standard_per="unit"),)
    assert crane.availability == (
        PlanAvailability(None, date(2026, 3, 31), 100),
        PlanAvailability(date(2026, 4, 1), None, 150),
    )
    assert (crane.max_units, crane.email, crane.notes, permits.rates) == (
        150,
        "crane@example.invalid",
        "Ask twice.",
        (),
    )


def test_assignments_without_a_task_are_left_out_and_without_a_resource_are_nobodys(
    plan: Plan, harbour: PlanFile
) -> None:
    found = [(one.uid, one.resource_uid, one.units) for one in plan.assignments]
    assert found == [("1", "1", 50), ("2", None, 100), ("3", "2", 1200), ("4", None, 33)]
    assert plan.assignments[0].delay_minutes == 480
    assert any("task 99 is not in the file" in problem for problem in harbour.problems)
    assert any("resource 44 is not in the file" in problem for problem in harbour.problems)


def test_everything_dropped_or_rounded_is_reported(harbour: PlanFile) -> None:
    assert len(harbour.problems) == 7
    assert any("another project 'roads.mpp\\7'" in problem for problem in harbour.problems)
    assert "empty Task row left out" in harbour.problems
    assert "Units rounded to whole per cent" in harbour.problems


def test_the_plan_is_named_by_title_then_name_then_file() -> None:
    assert opened("<Title>A</Title><Name>b.xml</Name>").plans[0].name == "A"
    named = opened("<Title> </Title><Name>b.xml</Name>").plans[0]
    assert (named.name, named.source_id) == ("b.xml", "msproject:b.xml")
    assert opened("").plans[0].name == "wall"
    assert opened("<UID>7</UID>").plans[0].source_id == "msproject:7"


def test_the_outline_follows_levels_then_numbers_then_nothing() -> None:
    level, number = "<OutlineLevel>{}</OutlineLevel>", "<OutlineNumber>{}</OutlineNumber>"
    by_level = tasks(task(1, level.format(1)) + task(2, level.format(2)) + task(3))
    assert [one.parent_uid for one in by_level] == [None, "1", None]
    by_number = tasks(task(1, number.format("1")) + task(2, number.format("1.1")))
    assert [one.parent_uid for one in by_number] == [None, "1"]


def test_a_task_with_uid_zero_is_the_summary_only_at_level_zero() -> None:
    assert tasks(task(0, "<OutlineLevel>1</OutlineLevel>"))[0].name == "T0"
    assert tasks(task(0, "<OutlineLevel>0</OutlineLevel>")) == ()
    assert tasks(task(0)) == ()


def test_a_jump_in_the_outline_is_reported() -> None:
    levels = task(1, "<OutlineLevel>1</OutlineLevel>") + task(2, "<OutlineLevel>4</OutlineLevel>")
    file = opened(f"<Tasks>{levels}</Tasks>")
    assert file.plans[0].tasks[1].parent_uid == "1"
    assert "outline level 4 follows level 1" in file.problems[0]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("PT8H0M0S", 480),
        ("PT1.5H", 90),
        ("P1DT1H", 1500),
        ("P1W", 10_080),
        ("PT0H0M29S", 0),
        ("PT0H0M30S", 1),
        ("P1M", None),
        ("PT", None),
        ("8h", None),
    ],
)
def test_durations(text: str, minutes: int | None) -> None:
    assert tasks(task(1, f"<Duration>{text}</Duration>"))[0].duration_minutes == minutes


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-03-02T08:00:00", at("2026-03-02T08:00")),
        ("2026-03-02", at("2026-03-02T00:00")),
        ("2026-03-02T08:00:00+02:00", at("2026-03-02T08:00")),
        ("1601-01-01T00:00:00", None),
        ("2026-02-30T08:00:00", None),
    ],
)
def test_dates(text: str, when: datetime | None) -> None:
    file = opened(f"<Tasks>{task(1, f'<Start>{text}</Start>')}</Tasks>")
    assert file.plans[0].tasks[0].start == when
    assert bool(file.problems) == (when is None or "+" in text)


def test_links_round_a_phase_are_a_circle_too() -> None:
    link = "<PredecessorLink><PredecessorUID>{}</PredecessorUID></PredecessorLink>"
    first = task(1, "<OutlineLevel>1</OutlineLevel>" + link.format(3))
    child = task(2, "<OutlineLevel>2</OutlineLevel>")
    after = task(3, "<OutlineLevel>1</OutlineLevel>" + link.format(2))
    with pytest.raises(Invalid, match=r"circle: 1 'T1' → 2 'T2' → 3 'T3' → 1 'T1'"):
        opened(f"<Tasks>{first}{child}{after}</Tasks>")


def test_a_link_to_the_own_phase_is_dropped_and_reported() -> None:
    link = "<PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink>"
    levels = task(1, "<OutlineLevel>1</OutlineLevel>") + task(
        2, f"<OutlineLevel>2</OutlineLevel>{link}"
    )
    file = opened(f"<Tasks>{levels}</Tasks>")
    assert file.plans[0].tasks[1].predecessors == ()
    assert file.problems == ("task 2 'T2': follows its own phase 1 'T1'; link dropped",)


def test_a_value_given_twice_is_reported() -> None:
    file = opened(f"<Tasks>{task(1, '<Name>again</Name>')}</Tasks>")
    assert file.problems == ("Task/Name given twice, the first kept",)


def test_a_constraint_without_its_date_is_left_out_and_reported() -> None:
    file = opened(f"<Tasks>{task(1, '<ConstraintType>2</ConstraintType>')}</Tasks>")
    assert file.plans[0].tasks[0].constraint is Constraint.ASAP
    assert file.problems == ("line 1, task 1 'T1': constraint MSO has no date; left out",)


def test_hours_past_midnight_are_cut_there_and_reported() -> None:
    times = "<WorkingTime><FromTime>22:00:00</FromTime><ToTime>06:00:00</ToTime></WorkingTime>"
    day = f"<DayType>2</DayType><WorkingTimes>{times}</WorkingTimes>"
    inside = f"<UID>1</UID><Name>Night</Name><WeekDays><WeekDay>{day}</WeekDay></WeekDays>"
    file = opened(f"<Calendars><Calendar>{inside}</Calendar></Calendars>")
    assert file.plans[0].calendars[0].week[0] == ((1320, 1440),)
    assert "end at midnight" in file.problems[0]
    assert "not all weekdays are given" in file.problems[1]
