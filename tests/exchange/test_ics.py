"""Milestones and deadlines as a calendar: what other programs read out of it."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject

from ppm_tui.errors import NotFound
from ppm_tui.exchange import ics
from ppm_tui.store import history
from ppm_tui.store.commands import projects, tasks
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.plan_rows import Plan, PlanFile, PlanTask
from ppm_tui.store.queries import portfolio
from ppm_tui.terms import Stage, TaskKind, TaskStatus
from ppm_tui.workspace import Workspace

Event = dict[str, Any]


def exported(workspace: Workspace, project: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The calendar, and what was said about it."""
    pieces: list[str] = []
    notes = workspace.get(ics.write, project=project, as_of=workspace.as_of, put=pieces.extend)
    return "".join(pieces), notes


def read(text: str) -> list[Event]:
    """The events as vobject reads them, a parser that shares nothing with the writer's library."""
    calendar = vobject.readOne(text)
    found = []
    for event in calendar.contents.get("vevent", []):
        values = {name: lines[0].value for name, lines in event.contents.items()}
        found.append(values)
    return found


def imported(workspace: Workspace, *rows: PlanTask, name: str = "Move") -> str:
    plan = Plan(f"msproject:{name}", name, tasks=rows)
    done = workspace.do(import_plans, files=(PlanFile("test", (plan,)),), as_of=workspace.as_of)
    return done.refs[0]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def milestone(uid: str, name: str, when: str, **more: Any) -> PlanTask:
    return PlanTask(uid, name, kind=TaskKind.MILESTONE, start=at(when), finish=at(when), **more)


def test_milestones_and_deadlines_are_whole_days(store: Workspace) -> None:
    imported(
        store,
        milestone("1", "Go-live", "2026-03-24T17:00", deadline=at("2026-03-27T17:00")),
        milestone("2", "Kick-off", "2026-03-02T08:00", percent_complete=100),
        PlanTask(
            "3", "Write, test; ship", start=at("2026-03-03T08:00"), finish=at("2026-03-31T17:00"),
            deadline=at("2026-04-03T00:00"),
        ),
        PlanTask("4", "No day of its own", start=at("2026-03-03T08:00"),
                 finish=at("2026-03-31T17:00")),
    )  # fmt: skip
    text, notes = exported(store)
    assert notes == ()
    assert [(event["summary"], event["dtstart"], event["dtend"]) for event in read(text)] == [
        ("MOVE: Go-live", date(2026, 3, 24), date(2026, 3, 25)),
        ("MOVE: Go-live (deadline)", date(2026, 3, 27), date(2026, 3, 28)),
        ("MOVE: Kick-off (done)", date(2026, 3, 2), date(2026, 3, 3)),
        ("MOVE: Write, test; ship (deadline)", date(2026, 4, 3), date(2026, 4, 4)),
    ]
    descriptions = [event["description"] for event in read(text)]
    assert descriptions[0] == "Milestone M-001, at 17:00 local time\nProject MOVE Move"
    assert descriptions[3] == "Deadline of task T-001\nProject MOVE Move"
    assert text.count("DTSTART;VALUE=DATE:") == 4
    assert "TZID" not in text


def test_the_file_keeps_to_the_letter_of_the_format(demo: Workspace) -> None:
    text, _ = exported(demo)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert not [line for line in lines if "\n" in line or "\r" in line]
    assert max(len(line.encode()) for line in lines) <= 75
    calendar = icalendar.Calendar.from_ical(text)
    assert [name for name in ("PRODID", "VERSION") if name not in calendar] == []
    events = calendar.walk("VEVENT")
    assert len(events) == len(read(text)) > 20
    for event in events:
        assert not event.errors
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert event.DTSTAMP.utcoffset() == timedelta(0)
    uids = [str(event["UID"]) for event in events]
    assert len(set(uids)) == len(uids)


def test_an_event_keeps_its_identifier_and_grows_when_its_day_moves(store: Workspace) -> None:
    key = imported(store, milestone("1", "Go-live", "2026-03-24T17:00"))
    [before] = read(exported(store, key)[0])
    assert exported(store, key) == exported(store, key)
    store.do(tasks.set_dates, ref="M-001", finish=date(2026, 4, 2))
    [after] = read(exported(store, key)[0])
    assert after["uid"] == before["uid"]
    assert after["dtstart"] == date(2026, 4, 2)
    assert int(after["sequence"]) > int(before["sequence"])
    store.do(history.undo)
    assert read(exported(store, key)[0])[0]["dtstart"] == before["dtstart"]


def test_without_a_project_all_that_are_not_closed(demo: Workspace) -> None:
    rows = demo.get(portfolio.overview, as_of=demo.as_of)
    first = rows[0].key
    summaries = [event["summary"] for event in read(exported(demo)[0])]
    assert [text for text in summaries if text.startswith(f"{first}: ")]
    demo.do(projects.edit, key=first, stage=Stage.COMPLETED)
    after = [event["summary"] for event in read(exported(demo)[0])]
    assert after == [text for text in summaries if not text.startswith(f"{first}: ")]
    only = [event["summary"] for event in read(exported(demo, first)[0])]
    assert only == [text for text in summaries if text.startswith(f"{first}: ")]
    with pytest.raises(NotFound, match="no project NOPE"):
        exported(demo, "NOPE")


def test_what_was_trashed_dropped_or_has_no_day_is_left_out(store: Workspace) -> None:
    day = store.as_of
    key = imported(
        store,
        *(milestone(str(number), f"Day {number}", "2026-03-24T17:00") for number in (1, 2, 3)),
        milestone("4", "Off", "2026-03-24T17:00", is_active=False),
    )
    store.do(tasks.trash, ref="M-001", as_of=day)
    store.do(tasks.set_status, ref="M-002", status=TaskStatus.DROPPED, as_of=day)
    assert [event["summary"] for event in read(exported(store, key)[0])] == [f"{key}: Day 3"]


def test_an_empty_portfolio_gives_an_empty_calendar(store: Workspace) -> None:
    text, notes = exported(store)
    assert read(text) == []
    assert notes == ()


def test_hostile_names_stay_text(store: Workspace, shared_data: Path) -> None:
    names = []
    for file in ("names.json", "blns.json"):
        entries = json.loads((shared_data / "hostile" / file).read_text("utf-8"))
        names += [each["text"] if isinstance(each, dict) else each for each in entries]
    names = [name.replace("\0", "") for name in names if name.replace("\0", "").strip()]
    names.append("END:VEVENT\r\nBEGIN:VALARM\nATTACH:x")
    imported(
        store,
        *(milestone(str(at), name, "2026-03-24T17:00") for at, name in enumerate(names, 1)),
    )
    text, notes = exported(store)
    assert len(notes) == 1
    assert "control signs" in notes[0]
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert not set("".join(lines)) & {*map(chr, range(0x20))} - {"\t"}
    calendar = icalendar.Calendar.from_ical(text)
    found = [str(event["SUMMARY"]).removeprefix("MOVE: ") for event in calendar.walk("VEVENT")]
    assert len(found) == len(names) == len(read(text))
    for name, shown in zip(names, found, strict=True):
        if "\ufffd" not in shown:
            assert shown == name.replace("\r\n", "\n").replace("\r", "\n")
