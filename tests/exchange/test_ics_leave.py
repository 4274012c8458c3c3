"""Calendars as leave: whose an event is, which days it covers, and what is left out."""

from datetime import date
from pathlib import Path

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.exchange import detect, ics_leave
from ppm_tui.store.plan_rows import PlanFile
from ppm_tui.store.team_rows import LeaveRow
from ppm_tui.terms import AbsenceKind

WEEK = ("DTSTART;VALUE=DATE:20260323", "DTEND;VALUE=DATE:20260328")


def event(*lines: str, title: str = "Ana Lima: holiday", uid: str = "u1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def calendar(*events: str, head: str = "PRODID:x") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.split("|"), *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def read(*events: str, head: str = "PRODID:x") -> PlanFile:
    return ics_leave.read(calendar(*events, head=head), "c.ics")


def only(*lines: str, title: str = "Ana Lima: holiday", head: str = "PRODID:x") -> LeaveRow:
    [found] = read(event(*lines, title=title), head=head).leave
    return found


def spans(*lines: str, head: str = "PRODID:x") -> list[tuple[int, int, int | None]]:
    rows = read(event(*lines), head=head).leave
    return [(row.first.day, row.last.day, row.minutes) for row in rows]


def test_a_week_off_whose_end_is_not_in_it() -> None:
    assert only(*WEEK) == LeaveRow(
        'c.ics: "Ana Lima: holiday" on 2026-03-23',
        ("Ana Lima", "holiday"),
        date(2026, 3, 23),
        date(2026, 3, 27),
        text="Ana Lima: holiday",
        source_id="u1",
        is_guess=True,
    )


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("DTSTART;VALUE=DATE:20260323",), [(23, 23, None)]),
        (("DTSTART;VALUE=DATE:20260323", "DURATION:P2D"), [(23, 24, None)]),
        (("DTSTART:20260323T130000", "DTEND:20260323T170000"), [(23, 23, 240)]),
        (("DTSTART:20260323T090000", "DTEND:20260323T180000"), [(23, 23, None)]),
        (("DTSTART:20260323T000000", "DTEND:20260325T000000"), [(23, 24, None)]),
        (
            ("DTSTART:20260323T120000", "DTEND:20260325T120000"),
            [(23, 23, 240), (24, 24, None), (25, 25, 240)],
        ),
        (("DTSTART:20260323T190000", "DTEND:20260325T070000"), [(24, 24, None)]),
        (("DTSTART;TZID=Europe/Berlin:20260323T100000", "DURATION:PT90M"), [(23, 23, 90)]),
        (("DTSTART:20260323T100000Z", "DTEND:20260323T113000Z"), [(23, 23, 90)]),
    ],
)
def test_days_and_hours(lines: tuple[str, ...], found: list[tuple[int, int, int | None]]) -> None:
    assert spans(*lines) == found


def test_moments_in_utc_are_those_of_the_zone_that_the_calendar_names() -> None:
    lines = ("DTSTART:20260322T230000Z", "DTEND:20260324T230000Z")
    assert spans(*lines, head="PRODID:x|X-WR-TIMEZONE:Europe/Berlin") == [(23, 24, None)]
    assert spans(*WEEK, head="PRODID:x|X-WR-TIMEZONE:../../etc/passwd") == [(23, 27, None)]


@pytest.mark.parametrize(
    ("title", "people", "kind"),
    [
        ("Ana Lima: holiday", ("Ana Lima", "holiday"), AbsenceKind.LEAVE),
        ("ana - Urlaub", ("ana", "Urlaub"), AbsenceKind.LEAVE),
        ("Krank (Anne-Marie Roth)", ("Krank", "Anne-Marie Roth"), AbsenceKind.SICKNESS),
        ("Schulung: ana", ("Schulung", "ana"), AbsenceKind.TRAINING),
        ("sick leave", ("sick leave",), AbsenceKind.SICKNESS),
        ("Away in Holidayville", ("Away in Holidayville",), AbsenceKind.LEAVE),
        ("", (), AbsenceKind.LEAVE),
    ],
)
def test_the_title_says_who_and_why(title: str, people: tuple[str, ...], kind: AbsenceKind) -> None:
    found = only(*WEEK, title=title)
    assert (found.people, found.kind) == (people, kind)


def test_categories_say_why_and_a_private_title_is_not_kept() -> None:
    found = only(*WEEK, "CATEGORIES:Team,Krank", "CLASS:PRIVATE", title="x")
    assert (found.kind, found.text) == (AbsenceKind.SICKNESS, "")


def test_who_is_invited_alone_and_who_invites() -> None:
    boss = "ORGANIZER;CN=Bo Berg:MAILTO:bo@x.org"
    ana = 'ATTENDEE;CN="Lima, Ana":mailto:ana@x.org'
    assert only(*WEEK, ana, boss).invited == ("ana@x.org", "Lima, Ana", "bo@x.org", "Bo Berg")
    several = only(*WEEK, ana, "ATTENDEE:mailto:ben@x.org", boss)
    assert several.invited == ("bo@x.org", "Bo Berg")


def test_hours_out_of_office_are_leave_whatever_their_title() -> None:
    hours = ("DTSTART:20260323T130000", "DTEND:20260323T150000")
    assert only(*hours, "X-MICROSOFT-CDO-BUSYSTATUS:OOF", title="Ana Lima").minutes == 120


def test_what_is_cancelled_is_marked() -> None:
    assert only(*WEEK, "STATUS:CANCELLED").is_cancelled
    assert only(*WEEK, head="PRODID:x|METHOD:CANCEL").is_cancelled
    assert not only(*WEEK, "STATUS:CONFIRMED").is_cancelled


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((*WEEK, "RRULE:FREQ=YEARLY"), "repeats, left out: give each absence an event of its own"),
        ((*WEEK, "RECURRENCE-ID;VALUE=DATE:20260323"), "repeats, left out"),
        (("DTSTART;VALUE=DATE:20261399",), "without days that can be read, left out"),
        (("DTSTART;VALUE=DATE:20260323", "DTEND:20260323T120000Z"), "without days"),
        (("DTSTART:20260323T100000", "DTEND:20260323T100000", "CATEGORIES:PTO"), "outside working"),
        ((), "without days that can be read, left out"),
        (("DTSTART:20260323T100000", "DTEND:20260323T110000"), "hours that are not said to be"),
    ],
)
def test_what_is_no_absence_is_left_out_and_said(lines: tuple[str, ...], message: str) -> None:
    file = read(event(*lines, title="Odd"), event(*WEEK))
    assert [row.text for row in file.leave] == ["Ana Lima: holiday"]
    [problem] = file.problems
    assert problem.startswith(message)
    assert problem.endswith(': "Odd"')


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (calendar(event(*WEEK))[:-20], "damaged: it is no whole calendar"),
        (calendar(event(*WEEK)).replace(b"VERSION", b"\x81\x8d"), "damaged"),
        (calendar(), "holds no events"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 20_000, "damaged"),
        (calendar(event(*WEEK), head="PRODID:-//ppm//ppm 1//EN"), "was written by ppm"),
    ],
)
def test_what_is_no_whole_calendar_of_leave_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        ics_leave.read(data, "c.ics")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_calendar_is_found_by_its_content(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "leave.txt"
    path.write_bytes(calendar(event(*WEEK, title="Jürgen: Urlaub")).decode().encode(encoding))
    file = detect.read(path)
    assert (file.kind, file.leave[0].people) == ("iCalendar", ("Jürgen", "Urlaub"))


def test_hostile_events_are_only_text() -> None:
    twice = event(*WEEK, "SUMMARY:second", "UID:u2", title="=1+1 [/b] \x1b[31m\\n寸")
    long = event(*WEEK, title="x" * 100_000)
    rows = read(twice, long).leave
    assert (rows[0].text, rows[0].source_id) == ("=1+1 [/b] \x1b[31m\n寸", "u1")
    assert len(rows[1].where) < 100
