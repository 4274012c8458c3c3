"""`ppm show`: everything about one project."""

from collections.abc import Iterator
from dataclasses import dataclass

import click

from ppm_tui import formats
from ppm_tui.cli import output, shapes
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.errors import NotFound
from ppm_tui.store.queries import changes, portfolio, project
from ppm_tui.store.queries.changes import ChangeRow
from ppm_tui.store.queries.portfolio import NO_FORECAST, PortfolioRow
from ppm_tui.store.queries.project import IssueRow, NoteRow, UpdateRow
from ppm_tui.store.queries.resources import project_loads
from ppm_tui.store.queries.risks import RiskRow, register
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Undefined


@dataclass(frozen=True, slots=True)
class Whole:
    """One project and what belongs to it."""

    row: PortfolioRow
    risks: tuple[RiskRow, ...]
    changes: list[ChangeRow]
    issues: list[IssueRow]
    updates: list[UpdateRow]
    notes: list[NoteRow]


@command("show", is_reading=True)
@click.argument("key", shell_complete=project_keys)
def show_(invocation: Invocation, key: str) -> None:
    """KEY is a project; `ppm projects` lists them."""
    whole = invocation.workspace().get(_read, key.upper(), invocation)
    if invocation.is_json:
        output.put_json(invocation, "project", [_shape(whole)])
        return
    for title, text in _lines(whole, output.glyphs_of(invocation)):
        put(f"{title:<12}{text}" if text else title)


def _read(connection: Connection, key: str, invocation: Invocation) -> Whole:
    as_of = invocation.as_of
    loads = project_loads(connection, as_of=as_of)
    rows = portfolio.overview(connection, as_of=as_of, key=key, loads=loads)
    if not rows:
        raise NotFound(f"no project {key}: ppm projects lists them")
    return Whole(
        rows[0],
        register(connection, key=key, as_of=as_of).rows,
        changes.changes(connection, as_of=as_of, key=key),
        project.issues(connection, key=key),
        project.updates(connection, key=key, as_of=as_of),
        project.notes(connection, key=key, as_of=as_of),
    )


def _shape(whole: Whole) -> shapes.Shape:
    return shapes.project(whole.row) | {
        "health": [shapes.judged(each) for each in whole.row.judged],
        "risks": [shapes.risk(row) for row in whole.risks],
        "changes": [shapes.change(row) for row in whole.changes],
        "issues": [shapes.issue(row) for row in whole.issues],
        "updates": [shapes.update(row) for row in whole.updates],
        "notes": [shapes.note(row) for row in whole.notes],
    }


def _lines(whole: Whole, glyphs: formats.Glyphs) -> Iterator[tuple[str, str]]:
    """Title and text of each line; without a text the title is a line of its own."""
    row = whole.row
    yield f"{row.key}  {row.name}", ""
    reason = f"  {row.rag_reason}" if row.rag_reason else ""
    since = f" since {formats.day(row.rag_since, row.as_of)}" if row.rag_since else ""
    yield "Status", f"{formats.rag(row.rag, glyphs)}{since}{reason}"
    yield "Computed", f"{formats.rag(row.rag_computed, glyphs)}  {row.rag_why}"
    for each in row.judged:
        sign = formats.rag(each.rag, glyphs)
        yield f"  {each.dimension.value}", f"{sign}  {each.reason}"
    yield "Client", row.client_name or "none"
    yield "PM", row.owner or "none"
    yield "Stage", row.stage.value
    why = row.percent_complete
    reason = f"  ({why.reason})" if isinstance(why, Undefined) else ""
    yield "Done", f"{formats.percent(row.percent_complete)}{reason}"
    yield "Finish", _finish(row)
    yield "Cost", _cost(row)
    yield "Indices", f"SPI {formats.index(row.spi)}   CPI {formats.index(row.cpi)}"
    if row.milestone_date:
        day = formats.due(row.milestone_date, row.as_of).strip()
        yield "Next", f"{row.milestone_id} {row.milestone}  {day}"
    yield from _registers(whole)


def _finish(row: PortfolioRow) -> str:
    if row.finish is None:
        return f"n/a  ({NO_FORECAST.reason})" if row.is_past else "no date"
    plan = f"  (plan {formats.full_day(row.baseline_finish)})" if row.baseline_finish else ""
    return f"{formats.full_day(row.finish)}  {formats.signed_days(row.slip_days)}{plan}"


def _cost(row: PortfolioRow) -> str:
    why = f"  ({row.eac.reason})" if isinstance(row.eac, Undefined) else ""
    return (
        f"{formats.money(row.ac, row.currency)} spent, forecast "
        f"{formats.money(row.eac, row.currency)} of {formats.money(row.bac, row.currency)}"
        f"  {formats.share(row.overrun)}{why}"
    )


def _registers(whole: Whole) -> Iterator[tuple[str, str]]:
    for risk in whole.risks:
        score = "" if isinstance(risk.score, Undefined) else risk.score
        yield "Risk", f"{risk.ref} {score} {risk.title}  {risk.owner or ''} {risk.status.value}"
    for change in whole.changes:
        yield "Change", f"{change.ref} {change.title}  {change.status.value}"
    for issue in whole.issues:
        yield "Issue", f"{issue.ref} {issue.title}  {issue.owner or ''} {issue.status.value}"
    for update in whole.updates:
        said = update.text or update.outcome.value
        yield (
            "Update",
            f"{formats.day(update.day)} {update.by}  {formats.letter(update.rag)} {said}",
        )
    for note in whole.notes:
        yield "Note", f"{formats.day(note.day)} {note.by}  {note.text}"
