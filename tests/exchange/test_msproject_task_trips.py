"""Any task there can be, written as Microsoft Project XML and read again: the same task."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from ppm_tui.exchange import msproject
from ppm_tui.exchange import msproject_names as names
from ppm_tui.exchange.msproject_writer_tasks import Place, task
from ppm_tui.exchange.msproject_writer_values import Facts
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.plan_rows import PlanBaseline, PlanLink, PlanTask
from ppm_tui.terms import Constraint, LagKind, LinkType, Minutes, Money, TaskKind

MOMENTS = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2150, 1, 1)).map(  # noqa: DTZ001  # wall time
    lambda when: when.replace(second=0, microsecond=0)
)
MINUTES = st.none() | st.integers(0, 10**7).map(Minutes)
MONEY = st.none() | st.integers(-(10**12), 10**12).map(Money)
SHARE = st.none() | st.integers(0, 100)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
FACTS = st.dictionaries(
    st.sampled_from(["contact", "pre_leveled_start", "leveling_delay", "effort_driven", "Colour",
                     "commitment_type", "overtime_work", "cost", "type of work", "hyperlink"]),
    TEXT.filter(str.strip) | st.sampled_from(["yes", "no", "12", "3.50", "2026-03-02T08:00:00"]),
    max_size=6,
)  # fmt: skip
LINKS = st.builds(
    PlanLink,
    predecessor_uid=st.just("7"),
    type=st.sampled_from(LinkType),
    lag=st.integers(-(10**6), 10**6),
    lag_kind=st.sampled_from([LagKind.WORKING, LagKind.ELAPSED]),
    lag_unit=st.sampled_from(["m", "h", "d", "w", "mo"]),
) | st.builds(
    PlanLink,
    predecessor_uid=st.just("7"),
    type=st.sampled_from(LinkType),
    lag=st.integers(-500, 500),
    lag_kind=st.just(LagKind.PERCENT),
    lag_unit=st.just("%"),
)
FROZEN = st.builds(
    PlanBaseline,
    number=st.integers(0, 10),
    start=MOMENTS,
    finish=MOMENTS,
    duration_minutes=MINUTES,
    work_minutes=MINUTES,
    cost=MONEY,
)
ROWS = st.builds(
    PlanTask,
    uid=st.just("8"),
    name=TEXT.filter(str.strip),
    kind=st.sampled_from(TaskKind),
    wbs=TEXT,
    start=MOMENTS,
    finish=MOMENTS,
    duration_minutes=MINUTES,
    duration_unit=st.sampled_from(["m", "h", "d", "w", "mo"]),
    is_elapsed=st.booleans(),
    is_estimated=st.booleans(),
    work_minutes=MINUTES,
    percent_complete=st.integers(0, 100),
    percent_work=SHARE,
    percent_physical=SHARE,
    actual_start=MOMENTS,
    actual_finish=MOMENTS,
    actual_duration_minutes=MINUTES,
    remaining_duration_minutes=MINUTES,
    actual_work_minutes=MINUTES,
    remaining_work_minutes=MINUTES,
    deadline=MOMENTS,
    constraint=st.sampled_from([Constraint.ASAP, Constraint.ALAP]),
    constraint_date=MOMENTS,
    is_active=st.booleans(),
    is_manual=st.booleans(),
    priority=st.none() | st.integers(0, 1000),
    cost=MONEY,
    fixed_cost=MONEY,
    actual_cost=MONEY,
    remaining_cost=MONEY,
    notes=TEXT,
    owner=TEXT.filter(str.strip),
    status=st.sampled_from(["blocked", "dropped", "done"]),
    predecessors=st.lists(LINKS, max_size=3, unique_by=lambda link: link.type).map(tuple),
    baselines=st.lists(FROZEN, max_size=3, unique_by=lambda one: one.number).map(
        lambda found: tuple(sorted(found, key=lambda one: one.number))
    ),
    source=FACTS,
)


@given(row=ROWS, constraint=st.sampled_from(Constraint))
def test_any_task_is_read_as_it_was_written(row: PlanTask, constraint: Constraint) -> None:
    if row.constraint_date is not None:
        row = replace(row, constraint=constraint)
    told, oddities = Facts("task"), Oddities()
    told.learn({names.OWNER: "", names.STATUS: ""})
    told.learn(row.source)
    first = PlanTask("7", "First")
    lines = [
        task(each, Place(line, str(line), False), told, oddities)
        for line, each in enumerate((first, row), 1)
    ]
    fields = "".join(told.definitions(oddities))
    text = (
        f"<Project><ExtendedAttributes>{fields}</ExtendedAttributes>"
        f"<Tasks>{''.join(lines)}</Tasks></Project>"
    )
    file = msproject.read(text.encode(), "plan.xml")
    found = file.plans[0].tasks[1]
    source = {key: value for key, value in found.source.items() if key not in names.PLACES}
    assert oddities.lines() == ()
    assert replace(found, source=source) == row
