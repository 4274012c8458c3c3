"""The templates of a portfolio, and what a template amounts to."""

import json
from dataclasses import dataclass
from datetime import datetime

from ppm_tui import formats
from ppm_tui.store import template_content
from ppm_tui.store.queries.plan_network import standard
from ppm_tui.store.reader import Connection
from ppm_tui.store.template_content import Template, TemplateLink
from ppm_tui.terms import LagKind, LinkType, Minutes, TaskKind

OWN = """
SELECT t.name, t.description, t.content FROM template t ORDER BY t.name
"""

MONDAY = datetime(2024, 1, 1, 8, 0)  # noqa: DTZ001  # wall time, as all of a plan
"""A beginning to count from: what lies between does not depend on it."""


@dataclass(frozen=True, slots=True)
class _Stored:
    name: str
    description: str
    content: str


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One template with its counts; `duration_minutes` is working time by the standard week."""

    name: str
    is_own: bool
    description: str
    phases: int
    tasks: int
    milestones: int
    risks: int
    work_minutes: Minutes
    duration_minutes: Minutes
    template: Template


def own(connection: Connection) -> list[Template]:
    """The templates saved in this portfolio, by name; one statement. Raises Invalid for content
    that is none."""
    return [
        template_content.from_json(row.name, row.description, json.loads(row.content))
        for row in connection.all(_Stored, OWN)
    ]


def row_of(template: Template, *, is_own: bool) -> TemplateRow:
    """What a template amounts to. Raises Invalid where no plan can be made of it."""
    kinds = [task.kind for task in template.tasks]
    return TemplateRow(
        name=template.name,
        is_own=is_own,
        description=template.description,
        phases=kinds.count(TaskKind.PHASE),
        tasks=kinds.count(TaskKind.TASK),
        milestones=kinds.count(TaskKind.MILESTONE),
        risks=len(template.risks),
        work_minutes=Minutes(sum(task.work or 0 for task in template.tasks)),
        duration_minutes=Minutes(template_content.working_minutes(template, standard(), MONDAY)),
        template=template,
    )


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One line of a template's plan; `after` are numbers of lines with type and lag."""

    number: int
    depth: int
    name: str
    kind: TaskKind
    duration_minutes: int | None
    work_minutes: int | None
    role: str
    after: str


def outline(template: Template) -> list[OutlineRow]:
    """The plan of a template line by line, numbered from 1."""
    depths: list[int] = []
    rows = []
    for place, task in enumerate(template.tasks):
        depths.append(0 if task.parent is None else depths[task.parent] + 1)
        rows.append(
            OutlineRow(
                number=place + 1,
                depth=depths[place],
                name=task.name,
                kind=task.kind,
                duration_minutes=task.duration,
                work_minutes=task.work,
                role=task.role,
                after=", ".join(_after(link) for link in task.links),
            )
        )
    return rows


def _after(link: TemplateLink) -> str:
    """`12`, `12SS`, `12FS+2d`."""
    text = str(link.place + 1)
    if not link.lag:
        return text + (link.type.value if link.type is not LinkType.FS else "")
    sign = "+" if link.lag > 0 else "-"
    if link.lag_kind is LagKind.PERCENT:
        return f"{text}{link.type.value}{sign}{abs(link.lag)}%"
    is_elapsed = link.lag_kind is LagKind.ELAPSED
    amount = formats.duration(abs(link.lag), 1440 if is_elapsed else 480)
    return f"{text}{link.type.value}{sign}{amount}" + (" by the clock" if is_elapsed else "")
