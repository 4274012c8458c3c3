"""Why a task has its dates and its float: each link of the chain can be reckoned again."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings

from ppm_tui import explanations
from ppm_tui.analysis.network import Limits, NetworkLink, NetworkTask, schedule
from ppm_tui.analysis.network_reasons import Cause, Reason, why
from ppm_tui.terms import Constraint, LinkType
from tests.unit.test_network_properties import MONDAY, STANDARD, networks

DAY = 480


def task(name: str, days: int = 1, **more: object) -> NetworkTask:
    return replace(NetworkTask(name, days * DAY), **more)  # type: ignore[arg-type]  # by name


def at(text: str) -> datetime:
    """A moment of January 2025, whose 6th is a Monday: `8 08:00`."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2025-01-{int(day):02}T{clock}")


def told(reasons: tuple[Reason, ...]) -> str:
    """The chain in short: `C<link B<link A<project start`."""
    return " ".join(f"{reason.task}<{reason.cause.value}" for reason in reasons)


def explained(tasks: list[NetworkTask], links: list[NetworkLink], name: str) -> tuple[str, str]:
    found = why(tasks, links, name, calendar=STANDARD, project_start=MONDAY)
    return told(found.driven), told(found.limited)


CHAIN = [task("A", 2), task("B", 5), task("C")]
AFTER_BOTH = [NetworkLink("A", "C"), NetworkLink("B", "C")]


def test_the_predecessor_that_ends_last_drives() -> None:
    driven, limited = explained(CHAIN, AFTER_BOTH, "C")
    assert driven == "C<link B<project start"
    assert limited == "C<project finish"


def test_a_float_is_limited_by_what_follows_to_the_end() -> None:
    found = why(CHAIN, AFTER_BOTH, "A", calendar=STANDARD, project_start=MONDAY)
    assert told(found.limited) == "A<link C<project finish"
    assert found.total_float_minutes == 3 * DAY
    assert (found.limited[0].by, found.limited[0].type) == ("C", LinkType.FS)


@pytest.mark.parametrize(
    ("limits", "name", "said"),
    [
        (Limits(), "A", "3d of slack"),
        (Limits(), "B", "no slack"),
        (Limits(DAY), "A", "3d of slack (critical up to 1d)"),
        (Limits(DAY, 3 * DAY), "B", "no slack (critical up to 1d, nearly critical up to 3d)"),
        (Limits(0, 240), "A", "3d of slack (nearly critical up to 4h)"),
        (Limits(3 * DAY, DAY), "A", "3d of slack (critical up to 3d)"),
    ],
)
def test_slack_is_said_with_the_tolerance_that_the_project_has(
    limits: Limits, name: str, said: str
) -> None:
    found = why(CHAIN, AFTER_BOTH, name, calendar=STANDARD, project_start=MONDAY, limits=limits)
    assert explanations.slack_said(found) == said


@pytest.mark.parametrize(
    ("held", "cause", "instant"),
    [
        ({"constraint": Constraint.SNET, "constraint_date": at("20 08:00")}, Cause.CONSTRAINT,
         "20 08:00"),
        ({"constraint": Constraint.MSO, "constraint_date": at("7 08:00")}, Cause.CONSTRAINT,
         "7 08:00"),
        ({"constraint": Constraint.SNET, "constraint_date": at("7 08:00")}, Cause.LINK, "10 17:00"),
        ({"actual_start": at("9 08:00")}, Cause.ACTUAL, "9 08:00"),
        ({"start": at("22 08:00"), "finish": at("22 17:00"), "keeps_dates": True}, Cause.KEPT,
         "22 08:00"),
        ({"start": at("2 08:00"), "finish": at("3 17:00"), "is_manual": True}, Cause.MANUAL,
         "2 08:00"),
    ],
)  # fmt: skip
def test_what_binds_is_named_with_its_date(
    held: dict[str, object], cause: Cause, instant: str
) -> None:
    tasks = [*CHAIN[:2], task("C", **held)]  # type: ignore[arg-type]  # by name
    [reason, *_] = why(tasks, AFTER_BOTH, "C", calendar=STANDARD, project_start=MONDAY).driven
    assert (reason.cause, reason.at) == (cause, at(instant))


def test_a_deadline_limits_and_is_named() -> None:
    tasks = [*CHAIN[:2], task("C", deadline=at("13 17:00"))]
    found = why(tasks, AFTER_BOTH, "B", calendar=STANDARD, project_start=MONDAY)
    assert told(found.limited) == "B<link C<deadline"
    assert found.limited[1].at == at("13 17:00")


def test_a_phase_hands_down_what_holds_it_and_has_the_dates_of_what_is_inside() -> None:
    tasks = [task("A", 2), NetworkTask("P"), task("B", parent="P")]
    links = [NetworkLink("A", "P")]
    found = why(tasks, links, "B", calendar=STANDARD, project_start=MONDAY)
    assert told(found.driven) == "B<link A<project start"
    assert found.driven[0].holder == "P"
    assert explained(tasks, links, "P")[0] == "P<inside B<link A<project start"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(networks())
def test_every_chain_ends_and_each_of_its_dates_can_be_reckoned_again(
    network: tuple[list[NetworkTask], list[NetworkLink]],
) -> None:
    tasks, links = network
    got = schedule(tasks, links, calendar=STANDARD, project_start=MONDAY)
    by_id = {each.id: each for each in tasks}
    for each in tasks:
        found = why(tasks, links, each.id, calendar=STANDARD, project_start=MONDAY)
        assert found.total_float_minutes == got[each.id].total_float_minutes
        assert found.driven[-1].cause in (Cause.PROJECT_START, Cause.INSIDE)
        for reason in found.driven:
            dates = got[reason.task]
            assert (reason.start, reason.finish) == (dates.start, dates.finish)
            if reason.cause in (Cause.LINK, Cause.PROJECT_START):
                assert _reckoned(by_id[reason.task], reason) == dates.start
        for reason in found.limited:
            dates = got[reason.task]
            assert (reason.start, reason.finish) == (dates.late_start, dates.late_finish)


def _reckoned(task: NetworkTask, reason: Reason) -> datetime:
    """The start that follows from the instant of a reason alone."""
    alone = NetworkTask(
        "alone",
        task.duration_minutes,
        is_elapsed=task.is_elapsed,
        calendar=task.calendar,
        constraint=Constraint.FNET if reason.is_finish else Constraint.SNET,
        constraint_date=reason.at,
    )
    long_ago = datetime.fromisoformat("2000-01-03T08:00")
    return schedule([alone], [], calendar=STANDARD, project_start=long_ago)["alone"].start
