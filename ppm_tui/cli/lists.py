"""`ppm projects`, `ppm tasks`, `ppm overdue`: lists that a filter narrows."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import click

from ppm_tui import columns, filters
from ppm_tui.cli import output, shapes
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.columns import Column
from ppm_tui.store.queries import overdue, plan, portfolio
from ppm_tui.store.reader import Connection

R = TypeVar("R")


def _projects(
    connection: Connection, *, as_of: date, is_judged: bool
) -> list[portfolio.PortfolioRow]:
    """The overview; who is booked next week is looked at only where that is printed."""
    loads = None
    if is_judged:
        from ppm_tui.store.queries.resources import project_loads

        loads = project_loads(connection, as_of=as_of)
    return portfolio.overview(connection, as_of=as_of, loads=loads)


@command("projects", is_reading=True)
@click.argument("filter", nargs=-1, metavar="[FILTER]...")
def projects_(invocation: Invocation, filter: tuple[str, ...]) -> None:  # noqa: A002  # its name
    """FILTER is words and fields: `erp !done pm:ana due<fri risk>=15`."""
    rows = invocation.workspace().get(
        _projects, as_of=invocation.as_of, is_judged=invocation.is_json
    )
    rows = _kept(invocation, filter, columns.PORTFOLIO, sorted(rows, key=portfolio.attention))
    if invocation.is_json:
        output.put_json(invocation, "projects", [shapes.project(row) for row in rows])
    else:
        output.put_table(invocation, columns.PORTFOLIO, rows)


@command("tasks", is_reading=True)
@click.argument("key", shell_complete=project_keys)
@click.argument("filter", nargs=-1, metavar="[FILTER]...")
def tasks_(invocation: Invocation, key: str, filter: tuple[str, ...]) -> None:  # noqa: A002  # its name
    """KEY is a project. FILTER is words and fields: `owner:gia left>8h critical:yes`."""
    rows = invocation.workspace().get(plan.tasks, key=key, as_of=invocation.as_of)
    rows = _kept(invocation, filter, columns.PLAN, rows)
    if invocation.is_json:
        output.put_json(invocation, "tasks", [shapes.task(row) for row in rows])
    else:
        output.put_table(invocation, columns.plan_table(rows), rows)


@command("overdue", is_reading=True)
def overdue_(invocation: Invocation) -> None:
    """Due is the deadline, else the finish of the baseline, else the finish."""
    rows = invocation.workspace().get(overdue.overdue, as_of=invocation.as_of)
    if invocation.is_json:
        output.put_json(invocation, "tasks", [shapes.overdue(row) for row in rows])
    else:
        output.put_table(invocation, columns.OVERDUE, rows)


def _kept(
    invocation: Invocation, words: tuple[str, ...], listed: Sequence[Column[R]], rows: Sequence[R]
) -> list[R]:
    test = filters.parse(" ".join(words), listed, as_of=invocation.as_of)
    return [row for row in rows if test(row)]
