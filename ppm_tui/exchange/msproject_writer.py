"""Microsoft Project XML out of the portfolio: one project's plan, written as it is read.

The document never stands in memory: a task is text as soon as it has come from the database.
What the reader reads is written so that an import of the file gives the same plan; what of a
project the format has no place for stands in docs/exchange.md.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ppm_tui.exchange import msproject_names as names
from ppm_tui.exchange.msproject_writer_calendars import calendars
from ppm_tui.exchange.msproject_writer_project import own, summary, summary_facts
from ppm_tui.exchange.msproject_writer_resources import assignment, of_nobody, resource
from ppm_tui.exchange.msproject_writer_tasks import OutlineNumbers, Place, task
from ppm_tui.exchange.msproject_writer_values import Facts
from ppm_tui.exchange.oddities import Oddities
from ppm_tui.store.plan_rows import PlanAssignment, PlanTask
from ppm_tui.store.queries import plan_file, plan_file_tasks, plan_file_work
from ppm_tui.store.reader import Connection

Piece = Iterator[str]


@dataclass(slots=True)
class _Writing:
    """One file while it is written."""

    connection: Connection
    head: plan_file.PlanHead
    oddities: Oddities = field(default_factory=Oddities)
    tasks: Facts = field(default_factory=lambda: Facts("task"))
    resources: Facts = field(default_factory=lambda: Facts("resource"))
    assignments: Facts = field(default_factory=lambda: Facts("assignment"))


def write(
    connection: Connection, *, project: str | None, put: Callable[[Iterator[str]], None]
) -> tuple[str, ...]:
    """Hand the file of one project to `put`, piece by piece; say what was changed or left out.

    Raises Invalid when no project is named and there is not exactly one, NotFound when there is
    none of that key; in both cases before anything is handed over.
    """
    key = plan_file.only_key(connection, project)
    writing = _Writing(connection, plan_file.head(connection, key=key))
    if rates := writing.head.foreign_rates:
        currency = writing.head.plan.currency
        writing.oddities.note(f"{rates} cost rates are left out: they are not in {currency}")
    put(_document(writing))
    return writing.oddities.lines()


def _document(writing: _Writing) -> Piece:
    connection, head, oddities = writing.connection, writing.head, writing.oddities
    placed = plan_file_tasks.outline(connection, head, writing.tasks.learn)
    assigned = plan_file_work.assigned(connection, head, writing.assignments.learn)
    for each in head.plan.resources:
        writing.resources.learn(each.source)
    facts = summary_facts(head.plan.source)
    writing.tasks.learn(facts.source)
    writing.tasks.learn(dict.fromkeys([names.OWNER] * placed.has_owners, ""))
    writing.tasks.learn(dict.fromkeys([names.STATUS] * placed.has_statuses, ""))
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield f'<Project xmlns="{names.NAMESPACE}">\n'
    yield from own(head, oddities)
    told = (writing.tasks, writing.resources, writing.assignments)
    fields = (line for each in told for line in each.definitions(oddities))
    yield from _section("ExtendedAttributes", fields)
    yield from _section("Calendars", calendars(head.plan, oddities))
    splits: dict[str, PlanTask] = {}
    yield from _section("Tasks", _tasks(writing, placed, splits))
    people = (
        resource(line, each, head.plan, writing.resources, oddities)
        for line, each in enumerate(head.plan.resources, 1)
    )
    yield from _section("Resources", people)
    work = plan_file_work.assignments(connection, head, placed, assigned)
    yield from _section("Assignments", _assignments(writing, work, assigned, splits))
    yield "</Project>\n"


def _assignments(
    writing: _Writing,
    work: Iterator[PlanAssignment],
    assigned: dict[str, str],
    splits: dict[str, PlanTask],
) -> Piece:
    """Who works on what; the parts of a task that nobody is assigned to are told by nobody's."""
    told, oddities = writing.assignments, writing.oddities
    left = dict(splits)
    for each in work:
        left.pop(each.task_uid, None)
        yield assignment(each, splits, told, oddities)
    first = max(map(int, assigned.values()), default=0) + 1
    for uid, task_ in enumerate(left.values(), first):
        yield assignment(of_nobody(str(uid), task_), splits, told, oddities)


def _section(name: str, lines: Iterable[str]) -> Piece:
    yield f"<{name}>"
    for line in lines:
        yield f"\n{line}"
    yield f"</{name}>\n"


def _tasks(
    writing: _Writing, placed: plan_file_tasks.Outline, splits: dict[str, PlanTask]
) -> Piece:
    """The project's own row, then the tasks; those in parts are kept for their assignments."""
    plan, oddities = writing.head.plan, writing.oddities
    if "0" in placed.uids.values():
        oddities.note("the row of the project itself is left out: a task has its identifier")
    else:
        yield summary(plan, writing.tasks, oddities)
    numbers = OutlineNumbers()
    phases = {placed.uids[each] for each in placed.parents.values()}
    rows = plan_file_tasks.tasks(writing.connection, writing.head, placed)
    for line, each in zip(placed.lines, rows, strict=True):
        if each.splits:
            splits[each.uid] = each
        place = Place(line, numbers.next(each.uid, each.parent_uid), each.uid in phases)
        yield task(each, place, writing.tasks, oddities)
