"""The links of an outline: what its lines say that their tasks wait for."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui.errors import Invalid
from ppm_tui.models import Dependency, Task
from ppm_tui.store.commands import edits, plan, reschedule, tasks
from ppm_tui.store.commands.lines import of_line
from ppm_tui.store.outline import OutlineRow
from ppm_tui.store.wanted import Link
from ppm_tui.terms import LinkType


@dataclass(frozen=True, slots=True)
class Links:
    """A task, the line that says of it, and its links by predecessor and type, before and then."""

    task: Task
    line: int
    before: dict[tuple[str, LinkType], Dependency]
    wanted: dict[tuple[str, LinkType], Link]


def wanted(session: Session, task: Task, row: OutlineRow) -> Links:
    """What a line says; links to what is in the trash are not shown in it and stay.

    Raises NotFound or Invalid, with the line, for a link to nothing or the same one twice.
    """
    live = sa.select(col(Task.id)).where(col(Task.trashed_on).is_(None))
    query = sa.select(Dependency).where(
        col(Dependency.task_id) == task.id, col(Dependency.predecessor_id).in_(live)
    )
    before = {(each.predecessor_id, each.type): each for each in session.scalars(query)}
    found: dict[tuple[str, LinkType], Link] = {}
    with of_line(row.line):
        for link in row.links:
            key = (plan.named(session, task.project_id, link.ref).id, link.type)
            if key in found:
                raise Invalid(f"{task.ref} waits for {link.ref} twice")
            found[key] = link
    return Links(task, row.line, before, found)


def remove(session: Session, links: Links) -> None:
    """Take away what the line no longer says; so what is turned round is no ring in between."""
    for key in links.before.keys() - links.wanted.keys():
        session.delete(links.before[key])
    session.flush()


def add(session: Session, links: Links, as_of: date) -> list[str]:
    """Make and change what the line says; what became of all of them, in words."""
    task = links.task
    said = [
        f"no longer waits for {session.get_one(Task, each.predecessor_id).ref}"
        for key, each in links.before.items()
        if key not in links.wanted
    ]
    with of_line(links.line):
        for (predecessor, kind), link in links.wanted.items():
            known = links.before.get((predecessor, kind))
            ref = session.get_one(Task, predecessor).ref
            if known is None:
                tasks.link(session, task=task.ref, after=ref, kind=kind, lag=link.lag,
                           lag_kind=link.lag_kind)  # fmt: skip
                said.append(f"waits for {ref}")
            elif edits.change(session, known, {"lag": link.lag, "lag_kind": link.lag_kind}):
                said.append(f"waits for {ref} otherwise")
    reschedule.touch(session, [task], as_of=as_of)
    return said
