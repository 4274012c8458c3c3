"""Plans written as Microsoft Project XML: imported again they are the same plans."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ppm_tui.analysis.network import TaskDates
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import detect, ics, msproject, msproject_writer, portfolio_json
from ppm_tui.exchange import msproject_names as names
from ppm_tui.exchange import msproject_recurrence as recurrence
from ppm_tui.exchange import msproject_writer_calendars as writer_calendars
from ppm_tui.exchange.msproject_checks import USUAL_WEEK
from ppm_tui.exchange.msproject_plan import SUMMARY_COSTS, SUMMARY_FACTS
from ppm_tui.exchange.msproject_recurrence import Rule
from ppm_tui.exchange.msproject_values import plain_name
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.commands import catching_up, people, projects, tasks
from ppm_tui.store.commands.imports import import_plans
from ppm_tui.store.place import Place
from ppm_tui.store.plan_rows import (
    Plan,
    PlanAssignment,
    PlanCalendar,
    PlanException,
    PlanFile,
    PlanLink,
    PlanRate,
    PlanResource,
    PlanTask,
)
from ppm_tui.store.queries import plan
from ppm_tui.terms import Minutes, Money, TaskKind, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import workspace_at
from tests.exchange.test_whole_plans import PLANS
from tests.store.seed import wall

Json = dict[str, Any]
RECKONED = ("early_start", "early_finish", "late_start", "late_finish", "total_slack", "free_slack",
            "critical")  # fmt: skip
Fresh = Callable[[], Workspace]


@pytest.fixture
def fresh(tmp_path: Path, empty_file: Path) -> Fresh:
    """Makes empty portfolios."""
    made: list[Path] = []

    def make() -> Workspace:
        made.append(tmp_path / f"fresh-{len(made)}.db")
        return workspace_at(Place(path=Path(shutil.copy(empty_file, made[-1]))))

    return make


def written(workspace: Workspace, path: Path, project: str | None = None) -> tuple[str, ...]:
    """The file of a project, and what was said about it."""
    return workspace.get(
        msproject_writer.write,
        project=project,
        put=lambda parts: void(path.write_text("".join(parts), "utf-8", newline="\n")),
    )


def void(_: object) -> None:
    """Forget a result."""


def bring(workspace: Workspace, path: Path) -> tuple[str, ...]:
    file = detect.read(path)
    workspace.do(import_plans, files=(file,), as_of=workspace.as_of)
    return file.problems


def content(workspace: Workspace) -> Json:
    document = workspace.get(portfolio_json.document, as_of=workspace.as_of)
    return {name: value for name, value in document.items() if name != "history"}


KEPT = {"fixed_cost", "deadline"}
NOT_KEPT = {"save_version"} | ({*SUMMARY_COSTS, *SUMMARY_FACTS} - KEPT)
"""Facts of the project that are not the file's after the trip: in whose form the file is, ours is
that of Project 2010; and what its tasks add up to, which a program adds up when it opens it."""
FOLLOWS = {
    kind: {plain_name(name) for name in found} - {"manual_start", "manual_finish",
                                                  "manual_duration"}
    for kind, found in names.FOLLOWS.items()
}  # fmt: skip
"""Facts that are reckoned when a file is written, or left out."""


def told(workspace: Workspace) -> Json:
    """Everything but what is reckoned anew."""
    document = content(workspace)
    for project in document["projects"]:
        of_summary = {f"summary_{name}" for name in names_of("task")}
        project["source"] = without(project["source"], NOT_KEPT | of_summary)
    for task in document["tasks"]:
        task["source"] = without(task["source"], FOLLOWS["task"])
        for one in task["assignments"]:
            one["source"] = without(one["source"], FOLLOWS["assignment"])
    for person in document["resources"]:
        person["source"] = without(person["source"], FOLLOWS["resource"])
    return document


def names_of(kind: str) -> set[str]:
    return {plain_name(name) for name in names.FOLLOWS[kind]}


def without(source: Json, facts: set[str]) -> Json:
    return {name: text for name, text in source.items() if name not in facts}


@pytest.mark.parametrize("name", PLANS)
def test_an_imported_plan_comes_back_the_same(
    name: str, shared_data: Path, tmp_path: Path, fresh: Fresh
) -> None:
    first, second = fresh(), fresh()
    bring(first, shared_data / f"plans/{name}.xml")
    notes = written(first, tmp_path / "plan.xml")
    problems = bring(second, tmp_path / "plan.xml")
    assert notes == ()
    assert [each for each in problems if "day-by-day" not in each] == []
    assert told(second) == told(first)
    check_reckoned(first, second)


def check_reckoned(first: Workspace, second: Workspace) -> None:
    """What the file says follows from the plan is what ppm says of the plan it was written of."""
    [project] = content(first)["projects"]
    rows = first.get(plan.tasks, key=project["key"], as_of=first.as_of)
    found = {task["uid"]: task["source"] for task in content(second)["tasks"]}
    for row in rows:
        source, dates = found[row.uid or ""], row.dates
        facts = {name: source.get(name) for name in RECKONED}
        if not isinstance(dates, TaskDates) or row.start is None:
            assert set(facts.values()) == {None}, row.ref
            continue
        assert facts == {
            "early_start": dates.early_start.isoformat(),
            "early_finish": dates.early_finish.isoformat(),
            "late_start": dates.late_start.isoformat(),
            "late_finish": dates.late_finish.isoformat(),
            "total_slack": str(dates.total_float_minutes),
            "free_slack": str(dates.free_float_minutes),
            "critical": "yes" if dates.is_critical else "no",
        }, row.ref
        slacks = [int(source.get(f"{name}_slack", 0)) for name in ("start", "finish")]
        assert min(slacks) == dates.total_float_minutes


def test_what_follows_is_that_of_the_plan_as_it_is_after_an_edit(
    shared_data: Path, tmp_path: Path, fresh: Fresh
) -> None:
    first, second = fresh(), fresh()
    bring(first, shared_data / "plans/product-development.xml")
    written(first, tmp_path / "before.xml")
    [project] = content(first)["projects"]
    rows = first.get(plan.tasks, key=project["key"], as_of=first.as_of)
    moved = next(row for row in rows if row.kind is TaskKind.TASK and row.start)
    assert moved.start is not None
    done = first.do(tasks.set_dates, ref=moved.ref, start=moved.start.date() + timedelta(days=7))
    assert " follow" in done.effect
    first.do(projects.edit, key=project["key"], critical_float_minutes=Minutes(5 * 480))
    written(first, tmp_path / "after.xml")
    bring(second, tmp_path / "after.xml")
    before, after = told(first)["tasks"], told(second)["tasks"]
    lengths = [[task["duration_minutes"] for task in document if task["kind"] == "phase"]
               for document in (before, after)]  # fmt: skip
    assert lengths[1][0] == lengths[0][0] + 5 * 480
    for document in (before, after):
        for task in document:
            if task["kind"] == "phase":
                del task["duration_minutes"]
            for one in task["assignments"]:
                assert document is before or task["start"] <= one["start"] <= one["finish"]
                assert document is before or one["finish"] <= task["finish"]
                del one["start"], one["finish"]
    assert after == before
    check_reckoned(first, second)
    dates = [re.findall("<EarlyStart>.*?</EarlyStart>|<FinishDate>.*?<", path.read_text())
             for path in (tmp_path / "before.xml", tmp_path / "after.xml")]  # fmt: skip
    assert len([1 for old, new in zip(*dates, strict=True) if old != new]) > 5


def test_the_critical_slack_limit_is_taken_over_in_days_and_written_back(
    shared_data: Path, tmp_path: Path, fresh: Fresh
) -> None:
    text = (shared_data / "schedules/case-11.xml").read_text("utf-8")
    told = "<CriticalSlackLimit>{}</CriticalSlackLimit>"
    assert told.format(0) in text
    limited = text.replace(told.format(0), told.format(2))
    (tmp_path / "limited.xml").write_text(limited, "utf-8")
    first, second = fresh(), fresh()
    bring(first, shared_data / "schedules/case-11.xml")
    strict = critical(first)
    bring(first, tmp_path / "limited.xml")
    assert tolerance(first) == 2 * 480
    assert critical(first) >= strict
    assert written(first, tmp_path / "plan.xml") == ()
    assert "<CriticalSlackLimit>2</CriticalSlackLimit>" in (tmp_path / "plan.xml").read_text()
    bring(second, tmp_path / "plan.xml")
    assert (tolerance(second), critical(second)) == (2 * 480, critical(first))
    (tmp_path / "silent.xml").write_text(text.replace(told.format(0), ""), "utf-8")
    bring(first, tmp_path / "silent.xml")
    assert tolerance(first) == 2 * 480
    bring(first, shared_data / "schedules/case-11.xml")
    assert (tolerance(first), critical(first)) == (0, strict)


def test_a_part_of_a_day_of_tolerance_is_left_off_and_said(demo: Workspace, tmp_path: Path) -> None:
    demo.do(projects.edit, key="ATLAS", critical_float_minutes=Minutes(480 + 240))
    assert "critical up to 1.5d of float is written as 1d: the format counts whole days" in written(
        demo, tmp_path / "plan.xml", "ATLAS"
    )
    assert "<CriticalSlackLimit>1</CriticalSlackLimit>" in (tmp_path / "plan.xml").read_text()


def tolerance(workspace: Workspace) -> int:
    [project] = content(workspace)["projects"]
    return int(project["critical_float_minutes"])


def critical(workspace: Workspace) -> set[str]:
    [project] = content(workspace)["projects"]
    rows = workspace.get(plan.tasks, key=project["key"], as_of=workspace.as_of)
    return {row.name for row in rows if row.is_critical}


@pytest.mark.parametrize("number", range(11, 21))
def test_a_network_comes_back_the_same(
    number: int, shared_data: Path, tmp_path: Path, fresh: Fresh
) -> None:
    first, second = fresh(), fresh()
    bring(first, shared_data / f"schedules/case-{number}.xml")
    assert written(first, tmp_path / "plan.xml") == ()
    bring(second, tmp_path / "plan.xml")
    before, after = told(first), told(second)
    for document in (before, after):
        del document["projects"][0]["finish"]
        for task in document["tasks"]:
            if task["kind"] == "phase":
                del task["duration_minutes"]
            # These, and names of lines, are not given by these bare files.
            task["source"].pop("id", None)
            task["source"].pop("outline_number", None)
    assert after == before


def test_figures_of_progress_and_cost_add_up_after_an_edit(tmp_path: Path, fresh: Fresh) -> None:
    first, second = fresh(), fresh()
    begun = PlanTask(
        "1", "Dig", start=wall("2026-03-16T08:00"), finish=wall("2026-03-17T17:00"),
        duration_minutes=Minutes(960), actual_duration_minutes=Minutes(330),
        remaining_duration_minutes=Minutes(630), percent_complete=34, work_minutes=Minutes(960),
        actual_work_minutes=Minutes(330), remaining_work_minutes=Minutes(630), percent_work=34,
        cost=Money(1000), actual_cost=Money(340), remaining_cost=Money(660),
    )  # fmt: skip
    file = PlanFile("test", (Plan("msproject:Dig", "Dig", tasks=(begun,)),))
    first.do(import_plans, files=(file,), as_of=first.as_of)
    written(first, tmp_path / "as-given.xml")
    given = msproject.read((tmp_path / "as-given.xml").read_bytes(), "plan.xml").plans[0].tasks[0]
    kept = ("actual_duration_minutes", "remaining_duration_minutes", "actual_work_minutes",
            "remaining_work_minutes", "percent_work", "actual_cost", "remaining_cost")  # fmt: skip
    assert [getattr(given, name) for name in kept] == [getattr(begun, name) for name in kept]
    first.do(tasks.edit, ref="T-001", duration=Minutes(1920), cost=Money(5000))
    first.do(tasks.set_percent, ref="T-001", percent=75, as_of=date(2026, 3, 18))
    written(first, tmp_path / "plan.xml")
    bring(second, tmp_path / "plan.xml")
    [task] = content(second)["tasks"]
    assert [task[name] for name in kept] == [1440, 480, 720, 240, 75, 340, 4660]


def test_work_that_was_caught_up_comes_back_in_its_parts(tmp_path: Path, fresh: Fresh) -> None:
    first, second = fresh(), fresh()
    monday, later = date(2026, 3, 16), date(2026, 3, 26)
    first.do(projects.add, name="Roll-out", key="ROLL")
    first.do(people.add, name="Ana Ferreira")
    for name in ("Booked", "Open"):
        days = {"start": monday, "duration": Minutes(5 * 480)}
        first.do(tasks.add, project="ROLL", name=name, **days)  # type: ignore[arg-type]  # by name
    first.do(people.book, task="T-001", person="ana", work=Minutes(2400))
    for ref in ("T-001", "T-002"):
        first.do(tasks.set_percent, ref=ref, percent=40, as_of=monday)
    first.do(catching_up.catch_up, project="ROLL", as_of=later)
    written(first, tmp_path / "plan.xml")
    text = (tmp_path / "plan.xml").read_text()
    assert text.count("<Stop>2026-03-17T17:00:00</Stop><Resume>2026-03-26T08:00:00</Resume>") == 2
    for kind, start in ((2, "16"), (1, "26")):  # actual, then remaining
        assert len(re.findall(f"<Type>{kind}</Type><UID>.</UID><Start>2026-03-{start}", text)) == 2
    assert bring(second, tmp_path / "plan.xml")[-1].endswith("pauses of split tasks")
    kept = ("name", "start", "finish", "duration_minutes", "percent_complete", "splits")
    given, found = ([{name: row[name] for name in kept} for row in content(each)["tasks"]]
                    for each in (first, second))  # fmt: skip
    assert found == given
    assert [row["splits"] for row in found] == [
        [["2026-03-16T08:00:00", "2026-03-17T17:00:00"],
         ["2026-03-26T08:00:00", "2026-03-30T17:00:00"]]
    ] * 2  # fmt: skip


def test_the_file_says_what_schema_it_follows_and_keeps_its_order(
    shared_data: Path, tmp_path: Path, workspace: Workspace
) -> None:
    bring(workspace, shared_data / "plans/product-development.xml")
    written(workspace, tmp_path / "plan.xml")
    root = ElementTree.parse(tmp_path / "plan.xml").getroot()
    assert root.tag == f"{{{names.NAMESPACE}}}Project"
    orders = {"Task": names.TASK, "Resource": names.RESOURCE, "Assignment": names.ASSIGNMENT}
    seen = 0
    for each in root.iter():
        order = orders.get(each.tag.rpartition("}")[2], ())
        places = [order.index(part.tag.rpartition("}")[2]) for part in each if order]
        assert places == sorted(places)
        seen += len(places)
    assert seen > 1000


def test_a_rule_a_work_week_and_a_hole_come_back(tmp_path: Path, fresh: Fresh) -> None:
    (tmp_path / "given.xml").write_text(CALENDARS)
    first, second = fresh(), fresh()
    bring(first, tmp_path / "given.xml")
    written(first, tmp_path / "plan.xml")
    bring(second, tmp_path / "plan.xml")
    [before], [after] = content(first)["calendars"], content(second)["calendars"]
    found = [(each["name"], len(each["days"]), each["recurrence"]) for each in before["exceptions"]]
    assert found == [
        ("Fair", 1, ""),
        ("Works outing", 2, ""),
        ("Stand-down", 13, "every 2 weeks on Monday, Friday"),
        ("Summer", 7, ""),
        ("Summer", 2, ""),
    ]
    assert after == before


def exception(name: str, first: str, last: str, more: str) -> str:
    period = f"<FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate>"
    head = f"<TimePeriod>{period}</TimePeriod><Name>{name}</Name>"
    return f"<Exception>{head}{more}<DayWorking>0</DayWorking></Exception>"


def day(number: int, start: str, finish: str) -> str:
    time = f"<FromTime>{start}:00</FromTime><ToTime>{finish}:00</ToTime>"
    return (
        f"<WeekDay><DayType>{number}</DayType><DayWorking>1</DayWorking>"
        f"<WorkingTimes><WorkingTime>{time}</WorkingTime></WorkingTimes></WeekDay>"
    )


CALENDARS = f"""<Project xmlns="{names.NAMESPACE}"><Name>Rules</Name><CalendarUID>1</CalendarUID>
<Calendars><Calendar><UID>1</UID><Name>Own</Name><IsBaseCalendar>1</IsBaseCalendar>
<WeekDays>{"".join(day(number, "08:00", "16:00") for number in range(1, 8))}</WeekDays>
<Exceptions>
{exception("Fair", "2026-05-06", "2026-05-06", "<Type>1</Type>")}
{exception("Works outing", "2026-05-04", "2026-05-08", "<Type>1</Type>")}
{
    exception(
        "Stand-down",
        "2026-03-04",
        "2026-06-03",
        "<Type>6</Type><Period>2</Period><DaysOfWeek>34</DaysOfWeek>",
    )
}
</Exceptions>
<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-05-01T00:00:00</FromDate>
<ToDate>2026-06-05T23:59:00</ToDate></TimePeriod><Name>Summer</Name>
<WeekDays>{day(2, "07:00", "15:00")}{day(4, "07:00", "15:00")}{day(6, "07:00", "12:00")}
{day(7, "07:00", "15:00")}{day(1, "07:00", "15:00")}{day(3, "07:00", "15:00")}</WeekDays>
</WorkWeek></WorkWeeks></Calendar></Calendars></Project>"""


@pytest.mark.parametrize("words", ["", "whenever the moon is full", "every year on 29 February"])
def test_days_that_no_rule_gives_are_written_one_by_one(words: str) -> None:
    days = tuple((date(2026, month, number),) * 2 for month, number in ((3, 2), (3, 17), (8, 1)))
    calendar = PlanCalendar(
        "1", "Own", USUAL_WEEK, exceptions=(PlanException("Off", days, (), words),)
    )
    oddities = Oddities()
    plan = Plan("", "Plan", calendar_uid="1", calendars=(calendar,))
    text = "".join(writer_calendars.calendars(plan, oddities))
    data = f"<Project><CalendarUID>1</CalendarUID><Calendars>{text}</Calendars></Project>"
    [found] = msproject.read(data.encode(), "plan.xml").plans[0].calendars
    assert [each.days for each in found.exceptions] == [(each,) for each in days]
    assert {each.hours for each in found.exceptions} == {()}


@given(
    kind=st.integers(2, 8),
    every=st.integers(1, 9),
    times=st.none() | st.integers(1, 40),
    weekdays=st.integers(1, 127),
    item=st.integers(0, 9),
    place=st.integers(0, 4),
    month=st.integers(1, 12),
    number=st.integers(1, 31),
    first=st.dates(date(2020, 1, 1), date(2022, 12, 31)),
    length=st.integers(0, 1500),
)
def test_a_rule_is_found_again_from_its_words(  # one for each part of a rule
    kind: int, every: int, times: int | None, weekdays: int, item: int, place: int, month: int,
    number: int, first: date, length: int,
) -> None:  # fmt: skip
    last = first + timedelta(days=length)
    rule = Rule(kind, first, last, every, times, weekdays, item, place, month, number)
    days = tuple(recurrence.days(rule))
    assume(days)
    row = PlanException("Off", tuple((each, each) for each in days), (), recurrence.words(rule))
    found = writer_calendars.rule_of(row, [])
    assert found is not None
    assert tuple(recurrence.days(found)) == days
    assert recurrence.words(found) == recurrence.words(rule)


def hostile(shared_data: Path) -> list[str]:
    found = []
    for file in ("names.json", "blns.json"):
        entries = json.loads((shared_data / "hostile" / file).read_text("utf-8"))
        found += [each["text"] if isinstance(each, dict) else each for each in entries]
    return [text.replace("\0", "") for text in found if text.replace("\0", "").strip()]


def test_hostile_names_come_back_with_a_sign_for_what_xml_cannot_hold(
    shared_data: Path, tmp_path: Path, fresh: Fresh
) -> None:
    texts = hostile(shared_data)
    first, second = fresh(), fresh()
    rows = [PlanTask(str(number), text, notes=text) for number, text in enumerate(texts, 1)]
    people = [PlanResource(str(number), text, group=text) for number, text in enumerate(texts, 1)]
    plan = Plan("msproject:1", texts[0], owner=texts[1], tasks=tuple(rows), resources=tuple(people))
    first.do(import_plans, files=(PlanFile("test", (plan,)),), as_of=first.as_of)
    notes = written(first, tmp_path / "plan.xml")
    assert len(notes) == 1
    assert "control signs" in notes[0]
    bring(second, tmp_path / "plan.xml")
    before, after = content(first), content(second)
    found = {task["uid"]: (task["name"], task["description"]) for task in after["tasks"]}
    changed = 0
    for task in before["tasks"]:
        wanted = FORBIDDEN.sub("\ufffd", task["name"])
        changed += wanted != task["name"]
        assert found[task["uid"]] == (wanted, wanted)
    assert len(found) == len(texts) > 500
    assert changed > 5


FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def of_client(word: str, day: str) -> Plan:
    """A plan in which every text says whose it is, but for a person of both clients."""
    start, finish = (datetime.fromisoformat(f"{day}T{hour}") for hour in ("08:00", "17:00"))
    facts = {"contact": word, f"{word} field": word}
    rates = (PlanRate(standard=Money(9_000)),)
    return Plan(
        f"msproject:{word}",
        f"{word} plan",
        client=f"{word} client",
        owner=f"{word} manager",
        currency="EUR",
        notes=f"{word} notes",
        calendar_uid="1",
        calendars=(PlanCalendar("1", f"{word} hours", USUAL_WEEK),),
        resources=(
            PlanResource("1", "Ana", rates=rates, notes=f"{word} says", source=dict(facts)),
            PlanResource("2", f"{word} expert", source=dict(facts)),
        ),
        tasks=(
            PlanTask("1", f"{word} task", start=start, finish=finish, notes=word, source=facts),
            PlanTask(
                "2", f"{word} end", kind=TaskKind.MILESTONE, start=finish, finish=finish,
                deadline=finish, predecessors=(PlanLink("1"),),
            ),
        ),
        assignments=(PlanAssignment("1", "1", "1", source=facts), PlanAssignment("2", "2", "2")),
        source=facts,
    )  # fmt: skip


@pytest.mark.parametrize("turn", [("ACME", "ZENITH"), ("ZENITH", "ACME")])
def test_nothing_of_one_client_gets_into_the_export_of_another(
    turn: tuple[str, str], store: Workspace, tmp_path: Path
) -> None:
    for word in turn:
        plans = (of_client(word, "2026-04-01"),)
        store.do(import_plans, files=(PlanFile("test", plans),), as_of=store.as_of)
    rows = content(store)
    assert [row["name"] for row in rows["resources"]].count("Ana") == 1
    keys = {row["name"].split()[0]: row["key"] for row in rows["projects"]}
    for word, other in (turn, turn[::-1]):
        written(store, tmp_path / "plan.xml", keys[word])
        pieces: list[str] = []
        store.get(ics.write, project=keys[word], as_of=store.as_of, put=pieces.extend)
        json_ = store.get(portfolio_json.document, as_of=store.as_of, project=keys[word])
        whole = json.dumps(json_, ensure_ascii=False)
        for text in ((tmp_path / "plan.xml").read_text("utf-8"), "".join(pieces), whole):
            assert word in text
            assert other not in text
    with pytest.raises(Invalid, match="more than one project"):
        written(store, tmp_path / "plan.xml")


def test_what_was_done_in_ppm_is_in_the_file(
    shared_data: Path, tmp_path: Path, fresh: Fresh
) -> None:
    """An owner nobody assigned, a status, a new task in a phase, another name: all come back."""
    first, second = fresh(), fresh()
    bring(first, shared_data / "plans/product-development.xml")
    [project] = content(first)["projects"]
    rows = content(first)["tasks"]
    leaf = next(row for row in rows if row["parent"] and row["kind"] == "task")
    day = first.as_of
    first.do(tasks.add, project=project["key"], name="Added", parent=leaf["parent"], start=day)
    blocked = TaskStatus.BLOCKED
    first.do(tasks.set_status, ref=leaf["id"], status=blocked, reason="no data", as_of=day)
    first.do(people.add, name="Zoë")
    first.do(tasks.set_owner, ref=leaf["id"], owner="Zoë")
    first.do(projects.edit, key=project["key"], name="Renamed")
    assert written(first, tmp_path / "plan.xml") == ()
    bring(second, tmp_path / "plan.xml")
    before, after = content(first), content(second)
    assert [row["name"] for row in after["tasks"]] == [row["name"] for row in before["tasks"]]
    names = [{row["id"]: row["name"] for row in document["tasks"]} for document in (before, after)]
    for one, other in zip(before["tasks"], after["tasks"], strict=True):
        assert other["parent"] is None or names[1][other["parent"]] == names[0][one["parent"]]
        assert (other["status"], other["owner"]) == (one["status"], one["owner"])
    assert after["projects"][0]["name"] == "Renamed"
    assert after["projects"][0]["source_id"] == before["projects"][0]["source_id"]


def test_rates_in_another_currency_are_left_out_and_said(demo: Workspace, tmp_path: Path) -> None:
    project = demo.get(portfolio_json.document, as_of=demo.as_of, project="DELTA")
    working = {one["resource"] for row in project["tasks"] for one in row["assignments"]}
    rates = [
        rate["currency"]
        for row in project["resources"]
        if row["key"] in working
        for rate in row["rates"]
    ]
    assert 0 < rates.count("EUR") < len(rates)
    notes = written(demo, tmp_path / "plan.xml", "DELTA")
    assert notes == (
        f"{len(rates) - rates.count('EUR')} cost rates are left out: they are not in EUR",
    )
    assert (tmp_path / "plan.xml").read_text("utf-8").count("<Rate>") == rates.count("EUR")


def test_a_project_that_is_not_there_is_said_before_anything_is_written(
    demo: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(NotFound, match="no project NOPE"):
        written(demo, tmp_path / "plan.xml", "NOPE")
    assert not (tmp_path / "plan.xml").exists()
