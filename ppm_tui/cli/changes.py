"""`ppm changes`, `ppm change …`: raising change requests and having them decided."""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppm_tui import columns, dates, filters, formats
from ppm_tui.cli import output, shapes
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import Family, command, project_keys, task_refs
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import amounts, change_plan, mail_text
from ppm_tui.store.queries.changes import ChangeRow, changes, waiting_first
from ppm_tui.store.queries.details import detail
from ppm_tui.terms import ChangeStatus, Done

if TYPE_CHECKING:
    from collections.abc import Callable

    from ppm_tui.store.commands.steps import Command

change_ = Family("change")

REF = click.argument("ref", metavar="ID")
EVIDENCE = click.option("-m", "--evidence", default="", metavar="TEXT",
                        help="Where it was said, or why: a mail, minutes, an order.")  # fmt: skip
BY = click.option("--by", default="", metavar="NAME", help="Who decided; else the authoriser.")
ON = click.option("--on", "day", metavar="DATE", help="The day of the decision; else today.")
FIELDS = (
    click.option("--reason", metavar="TEXT", help="Why it is wished for."),
    click.option("--added", multiple=True, metavar="TEXT", help="A line that joins the scope."),
    click.option("--removed", multiple=True, metavar="TEXT", help="A line that leaves the scope."),
    click.option("--plan", multiple=True, metavar="LINE",
                 help="What becomes of a task: \"T-111 +5d\", \"T-120 drop\", \"+ New for:3d\"."),
    click.option("--effort", metavar="TIME", help="More work, or less: 40h, -2d."),
    click.option("--cost", metavar="MONEY", help="What it costs inside: 9k, -1200."),
    click.option("--price", metavar="MONEY", help="What the client pays for it: 12k."),
    click.option("--days", type=int, metavar="N", help="How many days later the project ends."),
    click.option("--risk-effect", metavar="TEXT", help="What it does to the risk."),
    click.option("--conditions", metavar="TEXT", help="Under which it is offered."),
    click.option("--authoriser", metavar="NAME", help="Who decides on it at the client."),
    click.option("--requested-by", metavar="NAME", help="Who wishes for it."),
)  # fmt: skip


def _fields(work: "Callable[..., Any]") -> "Callable[..., Any]":
    for option in reversed(FIELDS):
        work = option(work)
    return work


@command("changes", is_reading=True)
@click.argument("filter", nargs=-1, metavar="[FILTER]...")
def changes_(invocation: Invocation, filter: tuple[str, ...]) -> None:  # noqa: A002  # its name
    """FILTER is words and fields: `archive status:submitted project:ATLAS since>3`."""
    rows = invocation.workspace().get(changes, as_of=invocation.as_of)
    test = filters.parse(" ".join(filter), columns.CHANGES, as_of=invocation.as_of)
    rows = sorted((row for row in rows if test(row)), key=waiting_first)
    if invocation.is_json:
        output.put_json(invocation, "changes", [shapes.change(row) for row in rows])
    else:
        output.put_table(invocation, columns.CHANGES, rows)


@change_.member("show", "One request: what it asks and what it does.", is_reading=True)
@REF
def show_(invocation: Invocation, ref: str) -> None:
    """ID is a change request, CR-11."""
    row = _row(invocation, ref)
    if invocation.is_json:
        output.put_json(invocation, "changes", [shapes.change(row)])
        return
    put(f"{row.ref}  {row.title}")
    for title, text in _lines(row):
        if text:
            put(f"{title:<14}{text}")


@change_.member("add", "Raise a request.")
@click.argument("key", shell_complete=project_keys)
@click.argument("words", nargs=-1, required=True, metavar="TITLE...")
@_fields
@click.option("--task", metavar="T-1", shell_complete=task_refs, help="The task it comes from.")
@click.option("--risk", metavar="R-1", help="The risk it comes from.")
@click.option("--issue", metavar="I-1", help="The issue it comes from.")
@click.option("--time", type=int, metavar="N", help="The number of the time entry it comes from.")
@click.option("--submit", is_flag=True, help="Ask for the decision at once.")
@DRY_RUN
def add_(
    invocation: Invocation,
    key: str,
    words: tuple[str, ...],
    *,
    task: str | None,
    risk: str | None,
    issue: str | None,
    time: int | None,
    submit: bool,
    dry_run: bool,
    **given: Any,
) -> None:
    """KEY is a project. TITLE may hold the effect too: `Add archive import +6d ~150h by:okafor`."""
    from ppm_tui import tokens
    from ppm_tui.store.commands import changes as commands

    title, said = tokens.parse(" ".join(words), "change", as_of=invocation.as_of)
    project = invocation.workspace().get(detail, ref=key.upper())
    fields = said | _given(invocation, getattr(project, "currency", ""), given)
    add = partial(commands.add, project=key, title=title, as_of=invocation.as_of)
    add = partial(add, task=task, risk=risk, issue=issue, time=time)
    status = ChangeStatus.SUBMITTED if submit else ChangeStatus.DRAFT
    _run(invocation, dry_run, partial(add, status=status, **fields))


@change_.member("edit", "Change what a request says.")
@REF
@click.option("--title", metavar="TEXT", help="What it is called.")
@_fields
@DRY_RUN
def edit_(
    invocation: Invocation, ref: str, *, title: str | None, dry_run: bool, **given: Any
) -> None:
    """ID is a change request that is not decided. Lines that are given replace those there are."""
    from ppm_tui.store.commands import changes as commands

    row = _row(invocation, ref)
    fields = _given(invocation, row.currency, given)
    if title is None and not fields:
        raise Invalid("nothing to change: say what, such as --price 12k")
    _run(invocation, dry_run, partial(commands.edit, ref=row.ref, title=title, **fields))


@change_.member("submit", "Ask for the decision.")
@REF
@DRY_RUN
def submit_(invocation: Invocation, ref: str, dry_run: bool) -> None:
    """ID is a change request."""
    _run(invocation, dry_run, _decision(invocation, ref, ChangeStatus.SUBMITTED))


@change_.member("approve", "The client agrees: plan, baseline, budget and contract value move.")
@REF
@EVIDENCE
@BY
@ON
@click.option("--condition", default="", metavar="TEXT", help="Under which it was agreed.")
@click.option("--in-plan", is_flag=True, help="It is in the plan already: keep the decision only.")
@DRY_RUN
def approve_(
    invocation: Invocation,
    ref: str,
    evidence: str,
    by: str,
    day: str | None,
    condition: str,
    *,
    in_plan: bool,
    dry_run: bool,
) -> None:
    """ID is a change request. Refused, with nothing changed, where it does not fit the plan."""
    from ppm_tui.store.commands import approving

    decided = _day(invocation, day)
    if in_plan:
        record = partial(approving.record, ref=ref, as_of=decided, evidence=evidence, by=by)
        _run(invocation, dry_run, record)
        return
    approve = partial(approving.approve, ref=ref, evidence=evidence, by=by, decided=decided)
    approve = partial(approve, read=change_plan.read, as_of=invocation.as_of)
    _run(invocation, dry_run, partial(approve, conditions=condition))


@change_.member("reject", "The client does not agree: the plan stays as it is.")
@REF
@EVIDENCE
@BY
@ON
@DRY_RUN
def reject_(
    invocation: Invocation, ref: str, evidence: str, by: str, day: str | None, dry_run: bool
) -> None:
    """ID is a change request."""
    decide = _decision(invocation, ref, ChangeStatus.REJECTED, day)
    _run(invocation, dry_run, partial(decide, evidence=evidence, by=by))


@change_.member("defer", "The decision comes later.")
@REF
@EVIDENCE
@BY
@ON
@DRY_RUN
def defer_(
    invocation: Invocation, ref: str, evidence: str, by: str, day: str | None, dry_run: bool
) -> None:
    """ID is a change request. It can be approved or rejected afterwards."""
    decide = _decision(invocation, ref, ChangeStatus.DEFERRED, day)
    _run(invocation, dry_run, partial(decide, evidence=evidence, by=by))


@change_.member("text", "The text to send to who decides; ends in a code.")
@REF
def text_(invocation: Invocation, ref: str) -> None:
    """ID is a submitted change request. The answer is taken by `ppm change reply`."""
    from ppm_tui.store.commands import replies

    done = invocation.workspace(dry_run=True).do(
        replies.ask, ref=ref, read=change_plan.read, as_of=invocation.as_of
    )
    print(done.text, end="")


@change_.member("reply", "Take the answer to such a text.")
@click.argument("file", metavar="FILE|-")
@click.option("--of", "wanted", metavar="ID", help="The request that it must be of.")
@ON
@DRY_RUN
def reply_(
    invocation: Invocation, file: str, wanted: str | None, day: str | None, dry_run: bool
) -> None:
    """FILE is a mail or a part of it; - is what is pasted. Quoted and wrapped lines are read.

    Refused, with what differs, where a figure, a line or a name is not as in the request now.
    """
    from ppm_tui.store.commands import replies

    pasted = _pasted(file)
    sent = _day(invocation, day) if day else mail_text.sent_on(pasted)
    answer = partial(replies.answer, readings=tuple(mail_text.readings(pasted)), sent=sent)
    answer = partial(answer, read=change_plan.read, as_of=invocation.as_of, wanted=wanted)
    _run(invocation, dry_run, answer)


def _pasted(file: str) -> str:
    if file == "-":
        data = sys.stdin.buffer.read(mail_text.LARGEST + 1)
    else:
        with Path(file).open("rb") as opened:
            data = opened.read(mail_text.LARGEST + 1)
    if len(data) > mail_text.LARGEST:
        raise Invalid(f"{file} is larger than {mail_text.LARGEST // 1000} kB: no answer is")
    return mail_text.decoded(data)


def _given(invocation: Invocation, currency: str, given: dict[str, Any]) -> dict[str, Any]:
    """The fields that options say. Raises Invalid."""
    found = {name: value for name, value in given.items() if value not in (None, ())}
    for name in ("added", "removed"):
        if name in found:
            found[name] = "\n".join(found[name])
    if "plan" in found:
        found["plan"] = change_plan.read("\n".join(found["plan"]), invocation.as_of)
    if "effort" in found:
        found["minutes"] = change_plan.effort(found.pop("effort"))
    for name in ("cost", "price"):
        if name in found:
            found[name] = _money(name, found[name], currency)
    return found


def _money(name: str, text: str, currency: str) -> int:
    try:
        return amounts.money(text, currency)
    except ValueError as error:
        raise Invalid(f"--{name}: «{text}» {error}: type 12000, 12k or -1200") from error


def _row(invocation: Invocation, ref: str) -> ChangeRow:
    for row in invocation.workspace().get(changes, as_of=invocation.as_of):
        if row.ref == ref.strip().upper():
            return row
    raise NotFound(f"no change request {ref}: ppm changes lists them")


def _day(invocation: Invocation, text: str | None) -> date:
    return dates.parse(text, as_of=invocation.as_of) if text else invocation.as_of


def _decision(
    invocation: Invocation, ref: str, status: ChangeStatus, day: str | None = None
) -> "Callable[..., Done]":
    from ppm_tui.store.commands.changes import set_status

    return partial(set_status, ref=ref, status=status, as_of=_day(invocation, day))


def _run(invocation: Invocation, dry_run: bool, command: "Command") -> None:
    done = invocation.workspace(dry_run=dry_run).do(command)
    output.report(invocation, done, dry_run=dry_run)


def _lines(row: ChangeRow) -> list[tuple[str, str]]:
    """Title and text of each line that says something."""
    asked = f"{row.authoriser or 'nobody yet'}, {row.status.value}"
    decided = f"{formats.dated(row.decided)} by {row.decided_by}" if row.decided else ""
    return [
        ("Project", f"{row.project}  {row.client or ''}".rstrip()),
        *(("Reason", line) for line in row.reason.splitlines()),
        *(("Added", line) for line in row.added.splitlines()),
        *(("Taken out", line) for line in row.removed.splitlines()),
        *(("Plan", line) for line in row.plan.splitlines()),
        ("Days", "" if row.days is None else formats.signed_days(row.days)),
        ("Work", "" if row.minutes is None else formats.signed_hours(row.minutes)),
        ("Cost", "" if row.cost is None else formats.money(row.cost, row.currency)),
        ("Price", "" if row.price is None else formats.money(row.price, row.currency)),
        ("Risk", row.risk_effect),
        ("Conditions", row.conditions),
        ("From", ", ".join(row.origins)),
        ("Requested by", row.requested_by),
        ("Asked", asked),
        ("Decided", decided),
        ("Evidence", row.evidence),
        ("Baseline", row.baseline or ""),
    ]
