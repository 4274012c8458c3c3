"""Time that people log: whose it is, whether it is charged, and where it is refused."""

from functools import partial

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.models import TimeEntry
from ppm_tui.store import history
from ppm_tui.store.commands import projects, steps, tasks, time
from ppm_tui.store.commands.time import Entry
from ppm_tui.store.queries.time_left import time_left
from ppm_tui.terms import BillState, Minutes, Stage, TaskStatus
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import HOUR, SEED, by_ref, newest, stored

ON_TASK = partial(time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF, task="T-001")


@pytest.fixture
def seeded(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=SEED)
    return store


def test_time_is_the_users_at_their_rate(seeded: Workspace) -> None:
    before = rows_of(seeded)
    assert seeded.do(ON_TASK).text == "ATLAS: 1h logged"
    entry = newest(seeded, TimeEntry)
    assert (entry.cost, entry.bill, entry.task_id) == (
        11_000,
        BillState.BILLABLE,
        by_ref(seeded, "T-001").id,
    )
    seeded.do(history.undo)
    assert rows_of(seeded) == before


def test_a_stranger_logs_time_of_nobody(seeded: Workspace) -> None:
    seeded.user = "zoe"
    seeded.do(ON_TASK)
    assert newest(seeded, TimeEntry).resource_id is None


YES, NO, NEVER = BillState.BILLABLE, BillState.NO_CHARGE, BillState.DO_NOT_BILL


@pytest.mark.parametrize(
    ("levels", "said", "words", "bill"),
    [
        ({}, None, "", YES),
        ({"project": NO}, None, ", not charged: project ATLAS", NO),
        ({"P-001": NO}, None, ", not charged: phase Build", NO),
        ({"P-001": NEVER}, None, ", not billed: phase Build", NEVER),
        ({"project": NO, "P-001": YES}, None, "", YES),
        ({"P-001": YES, "T-001": NO}, None, ", not charged: task Configuration", NO),
        ({"T-001": NO}, YES, ", charged", YES),
        ({}, NO, ", not charged", NO),
        ({"T-001": NO}, NEVER, ", not billed", NEVER),
    ],
)
def test_the_nearest_level_says_whether_time_is_billed(
    seeded: Workspace,
    levels: dict[str, BillState],
    said: BillState | None,
    words: str,
    bill: BillState,
) -> None:
    for name, value in levels.items():
        if name == "project":
            seeded.do(projects.edit, key="ATLAS", bill=value)
        else:
            seeded.do(tasks.edit, ref=name, bill=value)
    text = seeded.do(ON_TASK, bill=said).text
    assert text == f"ATLAS: 1h logged{words}"
    assert newest(seeded, TimeEntry).bill is bill


def test_many_entries_inherit_too(seeded: Workspace) -> None:
    seeded.do(tasks.edit, ref="P-001", bill=BillState.NO_CHARGE)
    entries = [Entry("ATLAS", AS_OF, HOUR, "ben", "T-001"), Entry("ATLAS", AS_OF, HOUR, "ben")]
    seeded.do(time.log_all, entries=entries)
    assert [entry.bill for entry in stored(seeded, TimeEntry)] == [NO, YES]


def test_no_time_goes_on_what_is_closed(seeded: Workspace) -> None:
    seeded.do(tasks.set_status, ref="T-001", status=TaskStatus.DONE, as_of=AS_OF)
    seeded.do(ON_TASK)  # a task that is done takes time, its phase goes on
    seeded.do(tasks.set_status, ref="P-001", status=TaskStatus.DONE, as_of=AS_OF)
    before = rows_of(seeded)
    with pytest.raises(Invalid, match=r"^phase Build is closed: x reopens it$"):
        seeded.do(ON_TASK)
    assert rows_of(seeded) == before
    seeded.do(time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF)
    for stage in (Stage.COMPLETED, Stage.CANCELLED, Stage.ARCHIVED):
        seeded.do(projects.edit, key="ATLAS", stage=stage)
        with pytest.raises(Invalid, match=f"project ATLAS is {stage.value}: x reopens it"):
            seeded.do(time.log_time, project="ATLAS", minutes=HOUR, day=AS_OF)


def test_what_is_left_of_a_task_is_as_somebody_says(seeded: Workspace) -> None:
    before = rows_of(seeded)
    assert seeded.get(time_left, ref="T-001") == 600
    said = seeded.do(time.set_left, task="T-001", minutes=Minutes(480))
    assert said.text == "T-001 «Configuration»: 8h left"
    assert seeded.get(time_left, ref="T-001") == 480
    assert seeded.do(time.set_left, task="T-001", minutes=Minutes(0)).text.endswith("nothing left")
    with pytest.raises(Invalid, match="below 0"):
        seeded.do(time.set_left, task="T-001", minutes=Minutes(-1))
    seeded.do(history.undo)
    seeded.do(history.undo)
    assert rows_of(seeded) == before
    assert seeded.get(time_left, ref="T-002") is None
