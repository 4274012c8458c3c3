"""What commands make of what people say: labels, identifiers, dates, cost, baselines."""

from datetime import date, timedelta
from functools import partial

import pytest

from ppm_tui.errors import Conflict, Invalid
from ppm_tui.exchange import change_plan
from ppm_tui.models import (
    Assignment,
    Baseline,
    BaselineTask,
    ChangeRequest,
    Note,
    Project,
    Resource,
    Risk,
    Task,
    TimeEntry,
)  # fmt: skip
from ppm_tui.store import history
from ppm_tui.store.commands import (
    approving,
    baselines,
    changes,
    notes,
    people,
    projects,
    risks,
    steps,
    tasks,
    time,
)  # fmt: skip
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import (
    ChangeStatus,
    Constraint,
    Minutes,
    Money,
    Priority,
    Stage,
    TaskStatus,
)  # fmt: skip
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.seed import FRIDAY, HOUR, MONDAY, SEED, by_ref, newest, stored, wall


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    workspace.do(steps.together, label="seed", commands=SEED)
    return workspace


def test_a_command_says_what_it_did_in_the_users_words(small: Workspace) -> None:
    said = small.do(tasks.add, project="atlas", name="Tests [/b]")
    assert (said.text, said.refs) == ("ATLAS: task T-003 «Tests [/b]» added", ("T-003",))
    said = small.do(tasks.set_owner, ref="T-001", owner="ben")
    assert said.text == "ATLAS: T-001 «Configuration» owner ana → ben"
    said = small.do(tasks.trash, ref="P-001", as_of=AS_OF)
    assert (
        said.text == "ATLAS: P-001 «Build» in the trash and 2 below it; finish 23 Mar → 20 Mar, -1d"
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (partial(tasks.set_owner, ref="T-001", owner=None), "owner ana → nobody"),
        (partial(tasks.set_percent, ref="T-001", percent=55, as_of=AS_OF), "done 0% → 55%"),
        (partial(tasks.set_priority, ref="T-001", priority=Priority.HIGH),
         "priority medium → high"),
        (partial(tasks.set_status, ref="T-001", status=TaskStatus.BLOCKED, reason="x",
                 as_of=AS_OF), "to do → blocked"),
        (partial(tasks.set_dates, ref="T-001", finish=date(2026, 3, 27)),
         "finish 20 Mar → 27 Mar (5d); finish 23 Mar → 30 Mar, +5d, 2 follow"),
        (partial(tasks.set_dates, ref="T-001", start=MONDAY, finish=date(2027, 3, 19)),
         "start 16 Mar → 16 Mar, finish 20 Mar 2026 → 19 Mar 2027 (5d → 265d); "
         "finish 23 Mar 2026 → 22 Mar 2027, +260d, 2 follow"),
        (partial(tasks.edit, ref="T-001", name="Settings"), "name Configuration → Settings"),
        (partial(tasks.edit, ref="T-001", work=Minutes(90), cost=Money(120_000)),
         "cost none → 1.2k, work 10h → 1h30"),
        (partial(tasks.edit, ref="T-001", name="Configuration"), "nothing changed"),
        (partial(projects.edit, key="ATLAS", stage=Stage.ON_HOLD), "stage active → on hold"),
        (partial(projects.edit, key="ATLAS", client="Mirabel"), "client Corvane → Mirabel"),
        (partial(projects.edit, key="ATLAS", forecast_finish=AS_OF), "finish not said → 17 Mar"),
        (partial(projects.edit, key="ATLAS", percent_complete=40), "done not said → 40%"),
        (partial(projects.edit, key="ATLAS", ask="A" * 50), f"ask none → {'A' * 23}…"),
        (partial(risks.edit, ref="R-001", probability=2, owner="ben"),
         "probability 5 → 2, owner nobody → ben"),
        (partial(changes.set_status, ref="CR-01", status=ChangeStatus.REJECTED, evidence="mail",
                 as_of=AS_OF), "status draft → rejected"),
        (partial(approving.approve, ref="CR-01", read=change_plan.read, evidence="mail",
                 as_of=AS_OF), "ATLAS: CR-01 approved, baseline 0"),
    ],
)  # fmt: skip
def test_a_change_is_told_from_what_to_what(small: Workspace, command: Command, words: str) -> None:
    said = small.do(command).text
    assert said.endswith(words)


def test_many_fields_changed_at_once_are_counted(small: Workspace) -> None:
    edit = partial(projects.edit, key="ATLAS", name="A", sponsor="B", ask="C")
    assert small.do(edit, budget_cost=Money(1), cadence_weekday=1).text.count("→") == 3
    assert small.do(history.undo).text.endswith(", 2 more")


def test_a_project_without_a_key_gets_one_from_its_name(small: Workspace) -> None:
    assert [project.key for project in stored(small, Project)] == ["ATLAS", "DELTA"]
    assert small.do(projects.add, name="Atlas again").refs == ("ATLAS2",)


def test_identifiers_go_on_after_one_that_was_asked_for(small: Workspace) -> None:
    small.do(tasks.add, project="ATLAS", name="A", ref="t-130")
    assert small.do(tasks.add, project="ATLAS", name="B").refs == ("T-131",)
    assert small.do(changes.add, project="ATLAS", title="C", as_of=AS_OF).refs == ("CR-02",)


def test_a_phase_lasts_as_long_as_what_is_in_it(small: Workspace) -> None:
    small.do(tasks.set_dates, ref="T-002", start=date(2026, 3, 24), finish=date(2026, 3, 27))
    phase = by_ref(small, "P-001")
    assert (phase.start, phase.finish) == (wall("2026-03-16T08:00"), wall("2026-03-27T17:00"))
    small.do(tasks.trash, ref="T-002", as_of=AS_OF)
    assert by_ref(small, "P-001").finish == wall("2026-03-20T17:00")


def test_a_task_that_moves_keeps_its_duration_in_working_time(small: Workspace) -> None:
    small.do(tasks.set_dates, ref="T-001", start=FRIDAY)
    task = by_ref(small, "T-001")
    assert (task.finish, task.duration_minutes) == (wall("2026-03-26T17:00"), 5 * 480)
    small.do(tasks.set_dates, ref="M-001", finish=MONDAY)
    milestone = by_ref(small, "M-001")
    assert milestone.start == milestone.finish == wall("2026-03-16T17:00")


def test_a_task_may_follow_a_calendar_of_its_own(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-001", calendar="every day", start=FRIDAY, finish=None)
    small.do(tasks.set_dates, ref="T-001", start=FRIDAY, finish=FRIDAY + timedelta(days=3))
    assert by_ref(small, "T-001").duration_minutes == 4 * 480


def test_a_constraint_and_a_clock_duration_are_kept(small: Workspace) -> None:
    constrained = partial(
        tasks.edit, ref="T-001", constraint_type=Constraint.SNET, constraint_date=FRIDAY
    )
    small.do(constrained, is_elapsed=True, start=FRIDAY)
    small.do(tasks.edit, ref="T-001", start=FRIDAY, finish=FRIDAY + timedelta(days=1))
    task = by_ref(small, "T-001")
    assert (task.constraint_date, task.duration_minutes) == (wall("2026-03-20T08:00"), 33 * 60)


def test_a_new_task_stands_at_the_end_of_its_phase_or_where_it_is_put(small: Workspace) -> None:
    small.do(tasks.add, project="ATLAS", name="last in Build", parent="P-001")
    small.do(tasks.add, project="ATLAS", name="first in Build", parent="P-001", before="T-001")
    plan = sorted(stored(small, Task), key=lambda task: task.position)
    assert [task.ref for task in plan] == ["P-001", "T-004", "T-001", "T-002", "T-003", "M-001"]
    assert len({task.position for task in plan}) == len(plan)


def test_progress_carries_status_dates_and_work_left(small: Workspace) -> None:
    small.do(tasks.set_percent, ref="T-001", percent=30, as_of=AS_OF)
    task = by_ref(small, "T-001")
    assert (task.status, task.remaining_work_minutes) == (TaskStatus.IN_PROGRESS, 420)
    assert (task.actual_start, task.actual_finish) == (wall("2026-03-16T08:00"), None)
    small.do(tasks.set_status, ref="T-001", status=TaskStatus.DONE, as_of=AS_OF)
    task = by_ref(small, "T-001")
    assert (task.percent_complete, task.remaining_work_minutes) == (100, 0)
    assert task.actual_finish == wall("2026-03-17T17:00")
    small.do(tasks.edit, ref="T-001", percent=50, work=Minutes(800))
    assert by_ref(small, "T-001").remaining_work_minutes == 400


def test_a_phase_is_done_as_far_as_the_work_in_it(small: Workspace) -> None:
    small.do(tasks.edit, ref="T-002", work=Minutes(200))
    small.do(tasks.set_percent, ref="T-001", percent=50, as_of=AS_OF)
    assert by_ref(small, "P-001").percent_complete == 38  # 300 of 800 minutes, halves up
    small.do(tasks.set_status, ref="T-002", status=TaskStatus.DONE, as_of=AS_OF)
    assert by_ref(small, "P-001").percent_complete == 63
    small.do(tasks.edit, ref="T-002", work=None)
    small.do(tasks.edit, ref="T-001", percent=0)
    assert by_ref(small, "P-001").percent_complete == 17  # one day of six


def test_an_edit_meets_what_a_colleague_did_to_the_same_field_only(small: Workspace) -> None:
    colleague = Workspace(small.place, "ben", AS_OF)
    seen = stored(small, Risk)[0].version
    colleague.do(risks.edit, ref="R-001", probability=2)
    small.do(risks.edit, ref="R-001", title="Testers", seen=seen)
    with pytest.raises(Conflict, match="ben has set 2 meanwhile, you wrote 4"):
        small.do(risks.edit, ref="R-001", probability=4, seen=seen)


@pytest.mark.parametrize(
    ("minutes", "cost"),
    [(60, 10_001), (30, 5_001), (90, 15_002), (1, 167), (2, 333)],
    ids=["an hour", "halves go up", "halves go up again", "a minute", "two"],
)
def test_the_cost_of_time_is_rounded_half_up(small: Workspace, minutes: int, cost: int) -> None:
    small.do(time.log_time, project="ATLAS", minutes=Minutes(minutes), day=AS_OF, person="ben")
    assert newest(small, TimeEntry).cost == cost


def test_time_costs_what_the_person_cost_on_that_day(small: Workspace) -> None:
    small.do(people.set_rate, person="ana", rate=Money(12_000), valid_from=AS_OF)
    log = partial(time.log_time, project="ATLAS", minutes=HOUR, person="ana")
    small.do(log, day=MONDAY)
    small.do(log, day=AS_OF)
    small.do(people.set_rate, person="ana", rate=Money(13_000), valid_from=AS_OF)
    assert [entry.cost for entry in stored(small, TimeEntry)] == [11_000, 12_000]


def test_without_a_rate_in_the_projects_currency_the_cost_is_not_known(small: Workspace) -> None:
    small.do(time.log_time, project="DELTA", minutes=HOUR, day=AS_OF, person="ana")
    assert newest(small, TimeEntry).cost is None


def test_a_booking_without_dates_follows_its_task_and_may_wait_for_somebody(
    small: Workspace,
) -> None:
    small.do(people.book, task="T-001", person=None, work=HOUR)
    booking = newest(small, Assignment)
    assert (booking.resource_id, booking.start, booking.finish) == (None, None, None)


def test_a_note_is_by_the_user_unless_somebody_else_is_named(small: Workspace) -> None:
    small.do(notes.add, project="ATLAS", text="one", as_of=AS_OF)
    small.do(notes.add, project="ATLAS", text="two", as_of=AS_OF, by="gia")
    assert [(note.number, note.by) for note in stored(small, Note)] == [(1, "ana"), (2, "gia")]


def test_the_authoriser_of_the_request_decides_unless_another_is_named(small: Workspace) -> None:
    decide = partial(approving.approve, ref="CR-01", read=change_plan.read, as_of=AS_OF)
    small.do(decide, evidence="mail")
    change = newest(small, ChangeRequest)
    assert (change.decided_by, change.decided) == ("Okafor", AS_OF)
    with pytest.raises(Invalid, match="CR-01 is approved"):
        small.do(changes.edit, ref="CR-01", days=3)


def test_a_person_without_a_key_is_called_by_the_first_name(small: Workspace) -> None:
    small.do(people.add, name="Ana Belova")
    assert [person.key for person in stored(small, Resource)] == ["ana", "ben", "ana2"]


def test_a_baseline_freezes_dates_work_and_cost_by_rate(small: Workspace) -> None:
    small.do(tasks.unlink, task="T-002", after="T-001")
    small.do(tasks.edit, ref="T-002", cost=Money(40_000), finish=AS_OF, start=MONDAY)
    small.do(baselines.set_baseline, project="ATLAS", as_of=AS_OF, name="Agreed")
    [baseline] = stored(small, Baseline)
    assert (baseline.cost, baseline.work_minutes) == (150_000, 600)
    assert (baseline.start, baseline.finish) == (
        wall("2026-03-16T08:00"),
        wall("2026-03-20T17:00"),
    )
    assert baseline.planned_value == (
        '{"start":"2026-03-16","values":[42000,84000,106000,128000,150000]}'
    )
    costs = {line.task_id: line.cost for line in stored(small, BaselineTask)}
    assert [costs[by_ref(small, ref).id] for ref in ("P-001", "T-001", "T-002")] == [
        None,
        110_000,
        40_000,
    ]


def test_a_later_baseline_takes_the_place_of_the_first(small: Workspace) -> None:
    for _ in range(2):
        small.do(baselines.set_baseline, project="ATLAS", as_of=AS_OF)
    found = [(each.number, each.name, each.is_current) for each in stored(small, Baseline)]
    assert found == [(0, "Baseline", False), (1, "Baseline 1", True)]


def test_bookings_at_their_rates_make_the_cost_of_a_task(small: Workspace) -> None:
    small.do(people.book, task="T-001", person="ben", work=HOUR)
    small.do(people.book, task="T-001", person="ana", work=HOUR)
    small.do(baselines.set_baseline, project="ATLAS", as_of=AS_OF)
    assert stored(small, Baseline)[0].cost == 21_001
