"""The critical path method: published networks, agreed cases, stored plans."""

import json
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from ppm_tui.analysis.network import Limits, NetworkLink, NetworkTask, Schedule, schedule
from ppm_tui.analysis.worktime import Hours, WorkCalendar
from ppm_tui.errors import Invalid
from ppm_tui.terms import Constraint, LagKind, LinkType
from tests.unit import plan_files

DAY = 480
OFFICE: Hours = ((480, 720), (780, 1020))
STANDARD = WorkCalendar([*[OFFICE] * 5, (), ()], name="Standard")
NIGHTS = WorkCalendar([((0, 360), (1320, 1440))] * 5 + [(), ()], name="Nights")
MONDAY = datetime.fromisoformat("2025-01-06T08:00")
PLANS = (
    "relations",
    "sample-2002",
    "task-links-2013",
    "home-move",
    "product-development",
    "outdoor-tasks",
)

# General Foundry (after Render, Stair, Hanna), Reliable Construction (after Hillier, Lieberman)
# and a third network: days and predecessors, then length and floats that are not 0
PUBLISHED = {
    "N1": (
        "A2 B3 C2A D4B E4C F3C G5DE H2FG",
        15,
        {"B": 1, "D": 1, "F": 6},
    ),
    "N2": (
        "A2 B4A C10B D6C E4C F5E G7D H9EG I7C J8FI K4J L5J M2H N6KL",
        44,
        {"D": 4, "G": 4, "H": 4, "M": 4, "I": 2, "K": 1},
    ),
    "N3": ("A3 B2A C4A D3BC E2C F4DE G2F", 16, {"B": 2, "E": 1}),
}


def at(text: str) -> datetime:
    """An instant of January 2025, as in `6 08:00`; the 6th is a Monday."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2025-01-{int(day):02} {clock}")


def plan(
    *tasks: NetworkTask, links: tuple[NetworkLink, ...] = (), start: datetime = MONDAY
) -> Schedule:
    return schedule(tasks, links, calendar=STANDARD, project_start=start)


def task(name: str, days: float = 1, **more: object) -> NetworkTask:
    return replace(NetworkTask(name, int(days * DAY), name=name), **more)  # type: ignore[arg-type]  # fields by name


def link(between: str, lag: int = 0, kind: LagKind = LagKind.WORKING) -> NetworkLink:
    """A link as it is spoken: `A FS B`."""
    predecessor, link_type, successor = between.split()
    return NetworkLink(predecessor, successor, LinkType(link_type), lag, kind)


def test_a_tolerance_makes_more_tasks_critical_and_others_nearly_so() -> None:
    tasks = [task("A", 5), task("B", 4), task("C", 3), task("D", 2)]
    limits = Limits(critical=DAY, near=2 * DAY)
    got = schedule(tasks, (), calendar=STANDARD, project_start=MONDAY, limits=limits)
    assert [got[name].is_critical for name in "ABCD"] == [True, True, False, False]
    assert [got[name].is_near_critical for name in "ABCD"] == [False, False, True, False]


@pytest.mark.parametrize("published", PUBLISHED)
def test_published_networks_have_their_length_and_floats(published: str) -> None:
    text, length, floats = PUBLISHED[published]
    words = text.split()
    tasks = [task(w[0], int("".join(c for c in w if c.isdigit()))) for w in words]
    links = [link(f"{c} FS {w[0]}") for w in words for c in w[1:] if c.isalpha()]
    got = plan(*tasks, links=tuple(links))
    assert STANDARD.between(MONDAY, max(d.finish for d in got.values())) == length * DAY
    assert {t: d.total_float_minutes // DAY for t, d in got.items() if not d.is_critical} == floats


def test_general_foundry_has_its_published_early_days() -> None:
    got = plan(
        *(
            task(name, days)
            for name, days in zip("ABCDEFGH", (2, 3, 2, 4, 4, 3, 5, 2), strict=True)
        ),
        links=tuple(
            link(f"{a} FS {b}") for a, b in ("AC", "BD", "CE", "CF", "DG", "EG", "FH", "GH")
        ),
    )
    early = {
        name: tuple(
            STANDARD.between(MONDAY, day) // DAY for day in (dates.early_start, dates.early_finish)
        )
        for name, dates in got.items()
    }
    assert early == {
        "A": (0, 2), "B": (0, 3), "C": (2, 4), "D": (3, 7),
        "E": (4, 8), "F": (4, 7), "G": (8, 13), "H": (13, 15),
    }  # fmt: skip
    assert STANDARD.between(MONDAY, got["F"].late_start) == 10 * DAY
    assert (got["F"].free_float_minutes, got["B"].free_float_minutes) == (6 * DAY, 0)


@pytest.mark.parametrize("number", range(11, 21))
def test_schedules_agree_with_two_independent_calculators(shared_data: Path, number: int) -> None:
    case = shared_data / "schedules" / f"case-{number}"
    file = plan_files.read(case.with_suffix(".xml"))
    assert file.differences(file.schedule(), case.with_suffix(".oracle.json")) == []


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("keeps_dates", [False, True])
def test_stored_plans_come_out_as_they_are(shared_data: Path, name: str, keeps_dates: bool) -> None:
    file = plan_files.read(shared_data / "plans" / f"{name}.xml")
    got = file.schedule(keeps_dates=keeps_dates)
    assert file.differences(got, shared_data / "plans" / f"{name}.oracle.json") == []


def test_no_plan_that_can_be_rescheduled_is_left_out(shared_data: Path) -> None:
    index = json.loads((shared_data / "plans" / "index.json").read_text(encoding="utf-8"))
    wanted = {each["id"] for each in index["plans"] if each["reschedule_gives_stored_dates"]}
    assert wanted == set(PLANS)


def test_kept_dates_of_split_tasks_give_the_stored_floats(shared_data: Path) -> None:
    plans = shared_data / "plans"
    file = plan_files.read(plans / "split-tasks.xml")
    got = file.schedule(keeps_dates=True)
    assert file.differences(got, plans / "split-tasks.oracle.json") == []


def test_elapsed_durations_run_round_the_clock(shared_data: Path) -> None:
    # the stored late dates of tasks 1 to 4 end before the plan does, so only the rest is compared
    plans = shared_data / "plans"
    file = plan_files.read(plans / "durations.xml")
    wrong = file.differences(file.schedule(), plans / "durations.oracle.json")
    assert [line for line in wrong if line.split()[0] not in {"1", "2", "3", "4"}] == []
    assert [line for line in wrong if line.split()[1] in {"start", "finish"}] == []


@pytest.mark.parametrize(
    ("between", "start", "finish"),
    [
        ("A FS B", "8 08:00", "8 17:00"),
        ("A SS B", "6 08:00", "6 17:00"),
        ("A FF B", "7 08:00", "7 17:00"),
        ("A SF B", "6 08:00", "6 17:00"),
    ],
)
def test_each_link_type_ties_its_ends(between: str, start: str, finish: str) -> None:
    got = plan(task("A", 2), task("B"), links=(link(between),))["B"]
    assert (got.start, got.finish) == (at(start), at(finish))


@pytest.mark.parametrize(
    ("lag", "kind", "start"),
    [
        (DAY, LagKind.WORKING, "13 08:00"),
        (-DAY, LagKind.WORKING, "9 08:00"),
        (-30 * DAY, LagKind.WORKING, "6 08:00"),
        (1440, LagKind.ELAPSED, "13 08:00"),
        (4 * 1440, LagKind.ELAPSED, "14 08:00"),
        (-1440, LagKind.ELAPSED, "9 08:00"),
        (50, LagKind.PERCENT, "14 08:00"),
        (-25, LagKind.PERCENT, "9 08:00"),
    ],
)
def test_lags_count_their_own_way(lag: int, kind: LagKind, start: str) -> None:
    got = plan(task("A", 4), task("B"), links=(link("A FS B", lag, kind),))
    assert got["B"].start == at(start)


def test_a_lag_counts_in_the_calendar_of_the_successor() -> None:
    got = plan(task("A"), task("B", calendar=NIGHTS), links=(link("A FS B", DAY),))["B"]
    assert got.start == at("7 22:00")


def test_a_percentage_is_of_a_phase_or_of_elapsed_time_too() -> None:
    tasks = (task("P", 0), task("A", 4, parent="P"), task("B"))
    assert plan(*tasks, links=(link("P FS B", 50, LagKind.PERCENT),))["B"].start == at("14 08:00")
    soak = (NetworkTask("A", 2 * 1440, is_elapsed=True), task("B"))
    assert plan(*soak, links=(link("A FS B", 50, LagKind.PERCENT),))["B"].start == at("9 08:00")


CONSTRAINED = [
    (Constraint.ASAP, None, "8 08:00", "8 17:00", 2),
    (Constraint.ALAP, None, "10 08:00", "10 17:00", 2),
    (Constraint.MSO, "7 08:00", "7 08:00", "7 17:00", 0),
    (Constraint.MSO, "9 08:00", "9 08:00", "9 17:00", 0),
    (Constraint.MFO, "9 17:00", "9 08:00", "9 17:00", 0),
    (Constraint.SNET, "9 08:00", "9 08:00", "9 17:00", 1),
    (Constraint.SNET, "6 08:00", "8 08:00", "8 17:00", 2),
    (Constraint.FNET, "9 17:00", "9 08:00", "9 17:00", 1),
    (Constraint.SNLT, "9 08:00", "8 08:00", "8 17:00", 1),
    (Constraint.SNLT, "7 08:00", "7 08:00", "7 17:00", 0),
    (Constraint.FNLT, "9 17:00", "8 08:00", "8 17:00", 1),
    (Constraint.FNLT, "7 17:00", "7 08:00", "7 17:00", 0),
]


@pytest.mark.parametrize(("kind", "date", "start", "finish", "free_days"), CONSTRAINED)
def test_constraints_bind_early_and_late_dates(
    kind: Constraint, date: str | None, start: str, finish: str, free_days: int
) -> None:
    constrained = task("B", constraint=kind, constraint_date=date and at(date))
    got = plan(task("A", 2), constrained, task("C", 5), links=(link("A FS B"),))
    assert (got["B"].start, got["B"].finish) == (at(start), at(finish))
    assert got["B"].total_float_minutes == free_days * DAY
    assert (got["A"].total_float_minutes < 0) == (date is not None and at(start) < at("8 08:00"))


def test_a_task_as_late_as_possible_pushes_what_follows() -> None:
    late = task("B", constraint=Constraint.ALAP)
    got = plan(task("A", 5), late, task("C"), task("D"), links=(link("B FS C"), link("C FS D")))
    assert [got[name].start for name in "BCD"] == [at("8 08:00"), at("9 08:00"), at("10 08:00")]
    assert got["C"].early_start == at("7 08:00")


def test_a_task_as_late_as_possible_is_not_pulled_before_its_early_dates() -> None:
    late = task("B", constraint=Constraint.ALAP, deadline=at("6 17:00"))
    got = plan(task("A"), late, links=(link("A FS B"),))["B"]
    assert (got.start, got.late_start) == (at("7 08:00"), MONDAY)


def test_a_missed_deadline_is_a_float_below_zero_and_moves_nothing() -> None:
    got = plan(task("A", 2), task("B", 3, deadline=at("8 17:00")), links=(link("A FS B"),))
    assert got["B"].finish == at("10 17:00")
    assert {d.total_float_minutes for d in got.values()} == {-2 * DAY}
    assert got["A"].is_critical
    assert got["A"].free_float_minutes == 0


def test_what_has_happened_stays_where_it_happened() -> None:
    done = task("A", 2, actual_start=at("7 08:00"), actual_finish=at("9 17:00"))
    begun = task("B", 2, actual_start=at("8 08:00"))
    got = plan(done, begun, task("C"), links=(link("A FS B"), link("B FS C")))
    assert (got["A"].start, got["A"].finish) == (at("7 08:00"), at("9 17:00"))
    assert (got["B"].start, got["B"].finish) == (at("8 08:00"), at("9 17:00"))
    assert got["C"].start == at("10 08:00")
    assert [got[name].is_critical for name in "ABC"] == [False, True, True]
    assert got["A"].total_float_minutes == 0


def test_what_began_out_of_turn_holds_nobody_up() -> None:
    begun = task("B", 3, actual_start=MONDAY)
    done = task("C", 1, actual_start=MONDAY, actual_finish=at("6 17:00"))
    got = plan(task("A", 2), begun, done, links=(link("A FS B"), link("A FS C"), link("A FF C")))
    assert got["A"].total_float_minutes == DAY
    assert got["C"].late_start == MONDAY


def test_kept_dates_show_until_a_task_is_edited() -> None:
    kept = {"start": at("8 08:00"), "finish": at("9 17:00"), "keeps_dates": True}
    tasks = (task("A", 2), task("B", 2, **kept), task("C"))
    got = plan(*tasks, links=(link("A FS B"), link("B FS C")))
    assert (got["B"].start, got["B"].finish) == (at("8 08:00"), at("9 17:00"))
    later = plan(task("A", 5), *tasks[1:], links=(link("A FS B"), link("B FS C")))
    assert later["B"].start == at("8 08:00")
    assert later["B"].early_start == at("13 08:00")
    assert later["C"].start == at("10 08:00")
    assert later["C"].early_start == at("15 08:00")


def test_a_task_under_way_keeps_the_finish_it_has() -> None:
    begun = {"start": MONDAY, "finish": at("9 17:00"), "actual_start": MONDAY}
    tasks = (task("A", 2, keeps_dates=True, **begun), task("B"))
    got = plan(*tasks, links=(link("A FS B"),))
    assert (got["A"].early_finish, got["B"].start) == (at("9 17:00"), at("10 08:00"))


def test_a_manual_task_drives_with_its_own_dates() -> None:
    manual = task("B", 1, start=at("7 08:00"), finish=at("7 17:00"), is_manual=True)
    got = plan(task("A", 3), manual, task("C"), links=(link("A FS B"), link("B FS C")))
    assert got["B"].early_start == at("7 08:00")
    assert got["C"].start == at("8 08:00")
    assert got["A"].total_float_minutes < 0


def test_a_phase_reaches_from_its_first_start_to_its_last_finish() -> None:
    inner = {"parent": "P"}
    got = plan(
        task("A"), task("P", 0), task("B", 1, **inner), task("C", 3, **inner), task("D"),
        links=(link("A FS P"), link("B FS C"), link("P FS D")),
    )  # fmt: skip
    assert (got["P"].start, got["P"].finish) == (at("7 08:00"), at("10 17:00"))
    assert got["D"].start == at("13 08:00")
    assert all(dates.is_critical for dates in got.values())


def test_what_starts_with_a_phase_starts_with_its_first_task() -> None:
    inner = {"parent": "P"}
    later = task("C", 1, constraint=Constraint.SNET, constraint_date=at("9 08:00"), **inner)
    got = plan(
        task("P", 0), task("B", 1, **inner), later, task("D", 5),
        links=(link("P SS D"),),
    )  # fmt: skip
    assert got["D"].start == MONDAY
    assert [got[name].total_float_minutes // DAY for name in "BCD"] == [0, 1, 0]


def test_a_phase_hands_down_its_constraint_and_deadline() -> None:
    phase = task(
        "P", 0, constraint=Constraint.SNET, constraint_date=at("8 08:00"), deadline=at("8 17:00")
    )
    got = plan(phase, task("B", 1, parent="P"), task("C", 2, parent="P"), task("D", 5))
    assert got["P"].start == at("8 08:00")
    assert [got[name].total_float_minutes // DAY for name in "BC"] == [0, -1]


def test_a_milestone_is_on_friday_evening_and_not_on_monday() -> None:
    got = plan(task("A", 5), task("M", 0), links=(link("A FS M"),))
    assert got["M"].start == got["M"].finish == at("10 17:00")
    assert got["M"].is_critical


def test_a_critical_milestone_has_one_date_and_not_two_evenings() -> None:
    got = plan(task("M", 0), task("A"), links=(link("M FS A"),))["M"]
    assert got.late_start == got.late_finish == got.early_start == MONDAY


def test_an_elapsed_task_goes_through_the_weekend() -> None:
    soak = NetworkTask("B", 2 * 1440, is_elapsed=True)
    got = plan(task("A", 5), soak, task("C"), links=(link("A FS B"), link("B FS C")))
    assert (got["B"].start, got["B"].finish) == (at("10 17:00"), at("12 17:00"))
    assert got["C"].start == at("13 08:00")
    assert got["B"].total_float_minutes == 15 * 60


@pytest.mark.parametrize(
    ("links", "ring"),
    [
        (("A FS B", "B FS A"), "A → B → A"),
        (("A FS A",), "A → A"),
        (("A FS B", "B SS C", "C FF A"), "A → B → C → A"),
        (("A FS P",), "A → P → A"),
        (("P FS A",), "A → P → A"),
    ],
)
def test_a_ring_is_refused_and_named(links: tuple[str, ...], ring: str) -> None:
    tasks = (task("P", 0), task("A", parent="P"), task("B"), task("C"), task("D"))
    turns = {" → ".join(names) for names in _turns(ring.split(" → "))}
    with pytest.raises(Invalid) as refusal:
        plan(*tasks, links=(*map(link, links), link("D FS A")))
    assert str(refusal.value).split(": ")[1] in turns


def _turns(ring: list[str]) -> list[list[str]]:
    names = ring[:-1]
    return [[*names[n:], *names[:n], names[n]] for n in range(len(names))]


def test_phases_within_each_other_are_a_ring() -> None:
    with pytest.raises(Invalid, match=r"P → Q → P|Q → P → Q"):
        plan(task("P", parent="Q"), task("Q", parent="P"))


@pytest.mark.parametrize(
    ("tasks", "links"),
    [
        ((task("A"),), ("A FS B",)),
        ((task("A", parent="B"),), ()),
        ((task("A"), task("A")), ()),
        ((task("A", -1),), ()),
        ((task("A", 10**12),), ()),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    tasks: tuple[NetworkTask, ...], links: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid):
        plan(*tasks, links=tuple(map(link, links)))


def test_absurd_lags_and_dates_end_in_a_date_or_a_refusal() -> None:
    long_ago = datetime.fromisoformat("0001-01-01")
    tasks = (task("A"), task("B", constraint=Constraint.FNLT, constraint_date=long_ago))
    assert plan(*tasks, links=(link("A FS B", -(10**12)),))["B"].finish.year == 1
    with pytest.raises(Invalid, match="9999"):
        plan(task("A"), task("B"), links=(link("A FS B", 10**15),))
    assert plan() == {}


def test_a_long_chain_in_deep_phases_needs_no_recursion() -> None:
    size = 2000
    tasks = [NetworkTask(f"P{n}", parent=f"P{n - 1}" if n else None) for n in range(size)]
    tasks += [NetworkTask(n, DAY, parent=f"P{n}") for n in range(size)]
    links = [NetworkLink(a, b) for a, b in pairwise(range(size))]
    got = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    assert STANDARD.between(MONDAY, got["P0"].finish) == size * DAY
    assert all(dates.is_critical for dates in got.values())
