"""`ppm log`: one line, one step, to the letter of the command line's page."""

import pytest

from tests.cli.conftest import Ppm


@pytest.mark.usefixtures("demo")
def test_time_is_logged_on_a_project_or_a_task(ppm: Ppm) -> None:
    before = ppm("export", "--format", "json").out
    result = ppm("log", "atlas", "2h30", "--dry-run")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("would do: ATLAS: 2h30 logged, not to exceed ")
    assert result.out.count(" (project ATLAS), ") == 1
    assert ppm("export", "--format", "json").out == before
    result = ppm("log", "ATLAS/T-102", "45m", "--on", "2026-03-13", "--note", "Call", "--no-charge")
    assert (result.code, result.out, result.err) == (0, "ATLAS: 45m logged, not charged\n", "")
    assert ppm("undo").out == "undo: ATLAS: 45m logged, not charged\n"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("NIX", "2h"), 4, "no project NIX"),
        (("ATLAS/T-9999", "2h"), 4, "no task T-9999"),
        (("ATLAS/T-401", "2h"), 2, "T-401 is not a task of ATLAS"),
        (("ATLAS/", "2h"), 2, "names no task"),
        (("ATLAS", "soon"), 2, "an amount such as 2h"),
        (("ATLAS", "2h more"), 2, "--note says what for"),
        (("ATLAS", "25h"), 2, "at most 24 hours"),
    ],
)
def test_what_cannot_be_logged_is_refused_in_one_line(
    ppm: Ppm, words: tuple[str, str], code: int, message: str
) -> None:
    ppm("log", *words).only(code, message)


@pytest.mark.usefixtures("demo")
def test_a_timer_is_started_shown_and_stopped(ppm: Ppm) -> None:
    assert ppm("timer", "show").out == "no timer runs\n"
    assert ppm("timer", "show", "--json").rows == []
    assert ppm("timer", "start", "ATLAS/T-102").out == "ATLAS T-102: timer started\n"
    assert ppm("timer", "show").out == "ATLAS/T-102 0:00\n"
    [row] = ppm("timer", "show", "--json").rows
    assert list(row) == ["project", "task", "started", "minutes"]
    ppm("timer", "start", "DELTA").only(2, "the timer runs on ATLAS T-102")
    assert "ATLAS T-102: timer stopped after 0m, too short" in ppm("timer", "stop").out
    ppm("timer", "stop").only(4, "no timer runs")


@pytest.mark.usefixtures("demo")
def test_a_week_and_what_is_missing_are_read(ppm: Ppm) -> None:
    [week] = ppm("time", "--week", "2026-W11", "--person", "ana", "--json").rows
    assert (week["person"], week["week"], week["start"]) == ("ana", "2026-W11", "2026-03-09")
    assert week["logged_minutes"] == [0, 540, 0, 540, 0, 0, 0]
    assert [row["project"] for row in week["rows"]] == ["ATLAS", "BEACON"]
    assert "BEACON" in ppm("time", "--week", "w11").out
    missing = ppm("time", "--missing", "--person", "ana", "--json").rows
    assert missing[0] == {
        "person": "ana", "day": "2026-03-16", "capacity_minutes": 480, "logged_minutes": 210,
        "missing_minutes": 270,
    }  # fmt: skip
    assert {row["person"] for row in missing} == {"ana"}
    ppm("--user", "zoe", "time").only(4, "zoe is nobody who works here")
