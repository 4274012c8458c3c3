"""A project from a template, a plan as a template: dates follow, nothing else is lost."""

from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppm_tui import demo
from ppm_tui.analysis.estimates import Estimate
from ppm_tui.errors import Invalid, NotFound, PpmError
from ppm_tui.exchange import portfolio_json, template_files
from ppm_tui.models import Dependency, Project, Risk, Task
from ppm_tui.store import history
from ppm_tui.store.commands import people, projects, replanning, risks, steps, tasks, templates
from ppm_tui.store.commands.calendars import standard
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.place import Place
from ppm_tui.store.queries.plan import tasks as plan
from ppm_tui.store.queries.templates import own
from ppm_tui.store.template_content import Template, TemplateLink, TemplateTask
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import Constraint, Done, LagKind, LinkType, Measure, Minutes, RiskKind, TaskKind
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.seed import stored

MONDAY = date(2026, 3, 16)
LATER = date(2026, 6, 8)
DAY = Minutes(480)
SHIPPED = {template.name: template for template in template_files.shipped()}
SERVERS = SHIPPED["Server refresh"]

Shape = list[tuple[object, ...]]


def made(workspace: Workspace, key: str) -> tuple[Project, list[Task]]:
    [project] = [each for each in stored(workspace, Project) if each.key == key]
    found = [task for task in stored(workspace, Task) if task.project_id == project.id]
    return project, sorted(found, key=lambda task: task.position)


def shape(workspace: Workspace, key: str) -> Shape:
    """A plan without what a shift changes: dates as working minutes after the first start."""
    _, found = made(workspace, key)
    begin = min((task.start for task in found if task.start), default=None)
    names = {task.id: number for number, task in enumerate(found)}
    links: dict[str, list[tuple[object, ...]]] = {}
    for each in stored(workspace, Dependency):
        if each.task_id in names:
            link = (names[each.predecessor_id], each.type, each.lag, each.lag_kind)
            links.setdefault(each.task_id, []).append(link)

    def after(when: datetime | None) -> int | None:
        return None if when is None or begin is None else standard().between(begin, when)

    return [
        (
            task.name, task.kind, names.get(task.parent_id or ""), after(task.start),
            after(task.finish), task.duration_minutes or 0, task.work_minutes, task.owner_id,
            task.measure, task.likely_minutes, task.description, task.priority,
            after(task.deadline), sorted(links.get(task.id, []), key=str),
        )
        for task in found
    ]  # fmt: skip


@pytest.mark.parametrize("template", SHIPPED.values(), ids=list(SHIPPED))
def test_a_project_is_made_in_one_step_that_undo_takes_back(
    workspace: Workspace, template: Template
) -> None:
    before = rows_of(workspace)
    use = partial(templates.use, template=template, name="Weston works", start=LATER, as_of=AS_OF)
    done = workspace.do(use)
    assert done.text.startswith(f"WESTON: project «Weston works» from «{template.name}», ")
    assert done.refs == ("WESTON",)
    project, found = made(workspace, "WESTON")
    assert project.start == datetime.combine(LATER, time(8))
    assert len(found) == len(template.tasks)
    assert min(task.start for task in found if task.start) == project.start
    finish = max(task.finish for task in found if task.finish)
    assert done.effect == f"finish {finish:%d %b}" + (" 2027" if finish.year > 2026 else "")
    assert all(task.start and task.finish for task in found), "phases too"
    for phase in (task for task in found if task.kind is TaskKind.PHASE):
        inside = [task for task in found if task.parent_id == phase.id]
        assert phase.start == min(task.start for task in inside if task.start)
        assert phase.finish == max(task.finish for task in inside if task.finish)
    assert len(stored(workspace, Risk)) == len(template.risks)
    workspace.do(history.undo)
    assert rows_of(workspace) == before
    workspace.do(history.redo)
    assert len(made(workspace, "WESTON")[1]) == len(template.tasks)


def test_the_plan_is_what_the_program_itself_would_schedule(store: Workspace) -> None:
    store.do(templates.use, template=SERVERS, name="Weston", start=LATER, as_of=AS_OF)
    rows = store.get(plan, key="WESTON", as_of=AS_OF)
    for row in rows:
        assert not isinstance(row.dates, tuple)
        assert (row.start, row.finish) == (row.dates.early_start, row.dates.early_finish)  # type: ignore[union-attr]  # the plan can be scheduled


def test_a_dry_run_tells_the_finish_and_makes_nothing(workspace: Workspace) -> None:
    workspace.do(people.add, name="Ana")
    before = rows_of(workspace)
    workspace.dry_run = True
    done = workspace.do(templates.use, template=SERVERS, name="W", start=MONDAY, as_of=AS_OF)
    assert done.effect == "finish 19 Jun"
    assert rows_of(workspace) == before


def test_a_role_is_matched_when_exactly_one_has_it_and_else_said(workspace: Workspace) -> None:
    for name, role in (
        ("Ana", "project manager"), ("Ben", "Systems engineer"), ("Cem", "systems Engineer"),
    ):  # fmt: skip
        workspace.do(people.add, name=name, role=role)
    done = workspace.do(templates.use, template=SERVERS, name="Weston", start=MONDAY, as_of=AS_OF)
    assert "Systems engineer: may be ben, cem; 15 tasks left open" in done.notes
    assert "Solution architect: nobody has this role; 2 tasks left open" in done.notes
    assert not any(note.startswith("Project manager") for note in done.notes)
    owners = {task.name: task.owner_id for task in made(workspace, "WESTON")[1]}
    assert owners["Final review and acceptance"] is not None
    assert owners["Failover and load tests"] is None
    [risk] = [risk for risk in stored(workspace, Risk) if risk.title.startswith("Change window")]
    assert risk.owner_id == owners["Final review and acceptance"]
    assert (risk.raised, risk.probability, risk.impact_time) == (AS_OF, 3, 2)


def test_key_client_and_owner_are_as_said(workspace: Workspace) -> None:
    workspace.do(people.add, name="Ana")
    given = {"name": "Servers", "key": "srv9", "client": "Kite", "owner": "ana"}
    workspace.do(templates.use, template=SERVERS, start=MONDAY, as_of=AS_OF, **given)
    project, _ = made(workspace, "SRV9")
    assert project.client_id
    assert project.owner_id
    before = rows_of(workspace)
    for wrong, error in (("owner", NotFound), ("key", Invalid), ("name", Invalid)):
        bad = given | {"key": "OTHER"} | {wrong: {"key": "srv9", "name": " "}.get(wrong, "zoe")}
        with pytest.raises(error):
            workspace.do(templates.use, template=SERVERS, start=MONDAY, as_of=AS_OF, **bad)
        assert rows_of(workspace) == before


def test_a_project_that_begins_on_a_day_off_works_from_the_next_day(workspace: Workspace) -> None:
    saturday = MONDAY - timedelta(days=2)
    for name, start in (("Saturday", saturday), ("Monday", MONDAY)):
        workspace.do(templates.use, template=SERVERS, name=name, start=start, as_of=AS_OF)
    assert shape(workspace, "SATURD") == shape(workspace, "MONDAY")
    starts = [made(workspace, key)[1][0].start for key in ("SATURD", "MONDAY")]
    assert starts[0] == starts[1]


@pytest.mark.parametrize("template", SHIPPED.values(), ids=list(SHIPPED))
def test_a_template_that_was_used_and_saved_is_the_same(
    workspace: Workspace, template: Template
) -> None:
    workspace.do(templates.use, template=template, name="Weston", start=MONDAY, as_of=AS_OF)
    done = workspace.do(templates.save, key="WESTON", name="Mine")
    assert done.notes == ()
    [found] = workspace.get(own)
    assert found.tasks == template.tasks, "open roles are not forgotten"
    assert [risk.title for risk in found.risks] == [risk.title for risk in template.risks]


# A plan as a template


def add_busy_plan(workspace: Workspace) -> None:
    """A plan with everything that a plan may have, some of it done already."""
    add = partial(tasks.add, project="BUSY", as_of=MONDAY)
    phase, milestone = TaskKind.PHASE, TaskKind.MILESTONE
    lag = Link("T-002", LinkType.FS, 2 * DAY)
    three = Estimate(480, 960, 1920)
    commands = (
        partial(people.add, name="Ana", role="PM"),
        partial(people.add, name="Bo"),
        partial(projects.add, name="Busy plan", key="BUSY", start=MONDAY),
        partial(add, name="One", kind=phase),
        partial(add, name="Survey", parent="P-001", duration=2 * DAY, work=Minutes(600),
                owner="ana", measure=Measure.UNITS, estimate=three),
        partial(add, name="Order", parent="P-001", duration=DAY, after=(Link("T-001"),)),
        partial(add, name="There", kind=milestone, parent="P-001", after=(lag,)),
        partial(add, name="Two", kind=phase),
        partial(add, name="Fixed day", parent="P-002", start=date(2026, 4, 9), duration=3 * DAY,
                owner="bo", description="by crane"),
        partial(add, name="Soon", parent="P-002", duration=DAY, deadline=date(2026, 4, 30),
                after=(Link("T-003", LinkType.SS, DAY), Link("M-001", LinkType.FS))),
        partial(add, name="Dry", parent="P-002", duration=Minutes(3 * 1440), is_elapsed=True,
                after=(Link("T-004", LinkType.FS, 50, LagKind.PERCENT),)),
        partial(add, name="Nothing yet"),
        partial(risks.add, project="BUSY", title="Rain", probability=3, impact=2, as_of=AS_OF,
                due=date(2026, 4, 1), kind=RiskKind.THREAT, owner="ana"),
        partial(tasks.set_percent, ref="T-001", percent=40, as_of=MONDAY),
    )  # fmt: skip
    workspace.do(steps.together, label="busy", commands=commands)


def test_a_saved_plan_used_again_is_the_same_plan_shifted(store: Workspace) -> None:
    add_busy_plan(store)
    done = store.do(templates.save, key="BUSY")
    assert done.text == "BUSY: kept as template «Busy plan»: 6 tasks, 1 milestone, 1 risk"
    assert done.notes == ("bo: no role, so their tasks are left open",)
    [found] = store.get(own)
    store.do(templates.use, template=found, name="Again", key="AGAIN", start=LATER, as_of=AS_OF)
    bo = next(row[7] for row in shape(store, "BUSY") if row[0] == "Fixed day")
    known = [(*row[:7], None if row[7] == bo else row[7], *row[8:]) for row in shape(store, "BUSY")]
    assert shape(store, "AGAIN") == known
    _, again = made(store, "AGAIN")
    assert {task.percent_complete for task in again} == {0}
    assert not any(task.actual_start or task.actual_finish for task in again)
    first, second = sorted(stored(store, Risk), key=lambda risk: risk.ref)
    assert second.due is not None
    assert first.due is not None
    assert second.due - first.due == LATER - MONDAY


def test_what_began_before_its_turn_is_planned_in_its_turn(workspace: Workspace) -> None:
    workspace.do(projects.add, name="Quick", key="QUICK", start=MONDAY)
    add = partial(tasks.add, project="QUICK", as_of=MONDAY)
    workspace.do(add, name="One", duration=3 * DAY)
    workspace.do(add, name="Two", duration=DAY, after=(Link("T-001"),))
    workspace.do(tasks.set_percent, ref="T-002", percent=10, as_of=MONDAY)
    workspace.do(tasks.edit, ref="T-002", start=MONDAY)
    done = workspace.do(templates.save, key="QUICK", name="Mine")
    assert done.notes == ("1 task will start later than here, as durations and links say",)
    [found] = workspace.get(own)
    assert [task.duration for task in found.tasks] == [3 * DAY, DAY]


def test_no_date_is_kept_in_a_template(workspace: Workspace) -> None:
    add_busy_plan(workspace)
    workspace.do(templates.save, key="BUSY")
    content = workspace.get(lambda c: str(c.value("SELECT content FROM template")))
    assert "2026" not in content
    assert "-03-" not in content


LAGS = st.sampled_from([0, 0, 240, 480, 960, -240])
TYPES = st.sampled_from(list(LinkType))


@st.composite
def plans(draw: st.DrawFn) -> tuple[TemplateTask, ...]:
    """Small plans of any shape: phases, links of all types forwards, some days that are fixed."""
    found: list[TemplateTask] = []
    for place in range(draw(st.integers(1, 7))):
        phases = [n for n, task in enumerate(found) if task.kind is TaskKind.PHASE]
        kind = draw(st.sampled_from([TaskKind.TASK] * 4 + [TaskKind.PHASE, TaskKind.MILESTONE]))
        parent = draw(st.sampled_from([None, *phases]))
        links: tuple[TemplateLink, ...] = ()
        before = [n for n, task in enumerate(found) if task.kind is not TaskKind.PHASE]
        if before and kind is not TaskKind.PHASE:
            chosen = draw(st.sets(st.sampled_from(before), max_size=2))
            links = tuple(TemplateLink(n, draw(TYPES), draw(LAGS)) for n in sorted(chosen))
        fixed = draw(st.none() | st.integers(0, 20)) if kind is TaskKind.TASK else None
        found.append(
            TemplateTask(
                name=f"Task {place}",
                kind=kind,
                parent=parent,
                duration=draw(st.integers(0, 6)) * 240 if kind is TaskKind.TASK else None,
                constraint=Constraint.ASAP if fixed is None else Constraint.SNET,
                constraint_after=None if fixed is None else fixed * 240,
                links=links,
            )
        )
    return tuple(found)


@given(
    plan=plans(),
    first=st.integers(0, 6),
    days=st.integers(-400, 400),
    moves=st.lists(st.integers(0, 10), max_size=3),
)
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_round_trip_of_any_plan(
    workspace: Workspace,
    plan: tuple[TemplateTask, ...],
    first: int,
    days: int,
    moves: list[int],
) -> None:
    """Made, changed by hand, saved and used on another day: the same plan shifted."""
    day = MONDAY + timedelta(days=first)
    try:
        workspace.do(templates.use, template=Template("Any", "", plan, ()), name="Any", key="FROM",
                     start=day, as_of=AS_OF)  # fmt: skip
        for ref, gap in zip((t.ref for t in made(workspace, "FROM")[1] if t.kind is TaskKind.TASK),
                            moves, strict=False):  # fmt: skip
            wanted = Wanted(start=day + timedelta(days=gap))
            workspace.do(replanning.replan, ref=ref, wanted=wanted)
        done = workspace.do(templates.save, key="FROM", name="Saved")
        [saved] = workspace.get(own)
        other = day + timedelta(days=days)
        workspace.do(templates.use, template=saved, name="To", key="TO", start=other, as_of=AS_OF)
        if not done.notes:
            assert shape(workspace, "TO") == shape(workspace, "FROM")
    finally:
        while True:
            try:
                workspace.do(history.undo)
            except PpmError:  # nothing left to undo
                break


def test_every_plan_of_the_demo_can_be_kept_and_used(tmp_path: object) -> None:
    workspace = workspace_at(Place(path=tmp_path / "demo.db"))  # type: ignore[operator]  # a path
    demo.build(workspace.place, AS_OF)
    keys = [
        project.key for project in stored(workspace, Project) if made(workspace, project.key)[1]
    ]
    shifted = 0
    for key in keys:
        done = workspace.do(templates.save, key=key, name=key)
        [saved] = [each for each in workspace.get(own) if each.name == key]
        workspace.do(
            templates.use, template=saved, name=f"{key} again", key=f"X{key[:6]}", start=LATER,
            as_of=AS_OF,
        )  # fmt: skip
        starts = [(row[0], row[3]) for row in shape(workspace, key) if row[1] is not TaskKind.PHASE]
        again = [
            (row[0], row[3])
            for row in shape(workspace, f"X{key[:6]}")
            if row[1] is not TaskKind.PHASE
        ]
        later = [new for old, new in zip(starts, again, strict=True) if old != new]
        said = f"{len(later)} task{'s' * (len(later) != 1)} will start later than here"
        assert any(note.startswith(said) for note in done.notes) == bool(later), key
        shifted += not later
    assert shifted > len(keys) / 2


# Names


def test_templates_are_replaced_on_purpose_and_deleted(workspace: Workspace) -> None:
    add_busy_plan(workspace)
    workspace.do(templates.save, key="BUSY", name="Mine")
    before = rows_of(workspace)
    with pytest.raises(Invalid, match="there is a template «Mine» already"):
        workspace.do(templates.save, key="BUSY", name=" mine ")
    workspace.do(tasks.add, project="BUSY", name="More", duration=DAY)
    done = workspace.do(templates.save, key="BUSY", name="mine", is_replacing=True)
    rest = "1 milestone, 1 risk"
    assert done.text == f"BUSY: template «Mine» replaced: 6 tasks, {rest} → 7 tasks, {rest}"
    assert [len(each.tasks) for each in workspace.get(own)] == [10]
    workspace.do(history.undo)
    workspace.do(history.undo)
    assert rows_of(workspace) == before
    assert workspace.do(templates.delete, name="MINE").text == "template «Mine» deleted"
    assert workspace.get(own) == []
    workspace.do(history.undo)
    assert rows_of(workspace) == before
    with pytest.raises(NotFound, match="no template «Other»"):
        workspace.do(templates.delete, name="Other")


def test_what_cannot_be_kept_is_refused(workspace: Workspace) -> None:
    workspace.do(projects.add, name="Empty", key="EMPTY")
    before = rows_of(workspace)
    with pytest.raises(Invalid, match="EMPTY has no tasks"):
        workspace.do(templates.save, key="EMPTY")
    workspace.do(tasks.add, project="EMPTY", name="One", duration=DAY, as_of=MONDAY)
    after = rows_of(workspace)
    for name, words in (("x" * 81, "at most 80"), ("  ", "needs a name")):
        with pytest.raises(Invalid, match=words):
            workspace.do(templates.save, key="EMPTY", name=name)
    assert rows_of(workspace) == after != before


def test_one_that_is_saved_hides_one_that_comes_with_ppm(workspace: Workspace) -> None:
    add_busy_plan(workspace)
    workspace.do(templates.save, key="BUSY", name="server refresh")
    rows = workspace.get(template_files.every)
    assert [row.name for row in rows if row.is_own] == ["server refresh"]
    assert len(rows) == len(SHIPPED)
    assert workspace.get(template_files.find, name="Server Refresh").is_own
    assert workspace.get(template_files.find, name="365").name == "Microsoft 365 migration"
    with pytest.raises(Invalid, match="may be"):
        workspace.get(template_files.find, name="e")
    with pytest.raises(NotFound):
        workspace.get(template_files.find, name="nothing like it")


def test_templates_are_part_of_the_complete_export(workspace: Workspace, tmp_path: object) -> None:
    add_busy_plan(workspace)
    workspace.do(templates.save, key="BUSY")
    document = workspace.get(portfolio_json.document, as_of=AS_OF)
    assert [each["name"] for each in document["templates"]] == ["Busy plan"]
    data = "".join(portfolio_json.text(document)).encode()
    for name, history_kept in (("whole.db", True), ("rows.db", False)):
        other = workspace_at(Place(path=tmp_path / name))  # type: ignore[operator]  # a path
        file = portfolio_json.read(data)
        if not history_kept:
            other.do(lambda session: Done("used already"))
        other.do(import_portfolio, file=file, as_of=AS_OF)
        assert other.get(own) == workspace.get(own)
    alone = workspace.get(portfolio_json.document, as_of=AS_OF, project="BUSY")
    assert alone["templates"] == [], "a template is nobody's project"
