"""`ppm issues`, `ppm issue …`, `ppm assumption …`, `ppm decision …`: what was met and settled."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ppm_tui import columns, dates, filters, tokens
from ppm_tui.cli import output, shapes_registers
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import Family, command, people, project_keys, task_refs
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid
from ppm_tui.exchange import amounts
from ppm_tui.store.queries import details
from ppm_tui.store.queries.raid import raid
from ppm_tui.terms import AssumptionStatus, DecisionStatus, IssueStatus

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command

issue_ = Family("issue")
assumption_ = Family("assumption")
decision_ = Family("decision")

KEY = click.argument("key", shell_complete=project_keys)
WORDS = click.argument("words", nargs=-1, required=True, metavar="WORDS...")
REF = click.argument("ref", metavar="ID")
TITLE = click.option("--title", metavar="TEXT", help="What it is called.")
OWNER = click.option("--owner", metavar="NAME", shell_complete=people, help="Who; - for nobody.")
TEXT = click.option("--description", metavar="TEXT", help="All about it.")
REASON = click.option("-m", "--reason", default="", metavar="TEXT", help="What became of it.")
DAYS = ("due", "check_on", "day", "applies_from")
NOTHING = "-"


@command("issues", is_reading=True)
@click.argument("filter", nargs=-1, metavar="[FILTER]...")
@click.option("--all", "is_all", is_flag=True, help="Those that are over too.")
def issues_(invocation: Invocation, filter: tuple[str, ...], *, is_all: bool) -> None:  # noqa: A002  # its name
    """Issues, assumptions, decisions and actions. FILTER: `kind:issue owner:ana due<fri atlas`.

    Due of a decision is the day on which it was made, or by which it is needed.
    """
    test = filters.parse(" ".join(filter), columns.RAID, as_of=invocation.as_of)
    found = invocation.workspace().get(raid, as_of=invocation.as_of)
    rows = [row for row in found if (is_all or row.is_open) and test(row)]
    if invocation.is_json:
        output.put_json(invocation, "issues", [shapes_registers.entry(row) for row in rows])
    else:
        output.put_table(invocation, columns.RAID, rows)


# Issues


@issue_.member("add", "An issue, or a risk that has struck.")
@KEY
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@click.option("--risk", metavar="ID", help="The risk that it was; it counts no more as one.")
@click.option("--draw", metavar="AMOUNT", help="With --risk: 45k or 16h, from the contingency.")
@DRY_RUN
def issue_add_(
    invocation: Invocation,
    key: str,
    words: tuple[str, ...],
    risk: str | None,
    draw: str | None,
    dry_run: bool,
) -> None:
    """KEY is a project. WORDS are `Tax codes wrong u5 i4 @dan due:fri`.

    With --risk without words it is called as the risk.
    """
    from ppm_tui.store.commands import issues

    title, fields = _parsed(invocation, words, "issue")
    fields |= {"project": key, "title": title, "as_of": invocation.as_of}
    if draw and not risk:
        raise Invalid("--draw goes with --risk; else: ppm reserve draw")
    if not risk:
        _do(invocation, partial(issues.add, **fields), dry_run=dry_run)
        return
    cost, minutes = amounts.either(draw, _currency(invocation, key)) if draw else (0, 0)
    struck = partial(issues.strike, risk=risk, cost=cost, minutes=minutes, **fields)
    _do(invocation, struck, dry_run=dry_run)


@issue_.member("edit", "Change an issue, or where it stands.")
@REF
@TITLE
@OWNER
@click.option("--due", metavar="DATE", help="By when; - for no day.")
@click.option("--urgency", type=int, metavar="1-5", help="How soon it must be solved.")
@click.option("--impact", type=int, metavar="1-5", help="How much it hurts.")
@TEXT
@click.option("--status", type=click.Choice([each.value for each in IssueStatus]),
              help="resolved and closed need -m.")  # fmt: skip
@REASON
@DRY_RUN
def issue_edit_(
    invocation: Invocation, ref: str, status: str | None, reason: str, dry_run: bool, **given: Any
) -> None:
    """ID is one of `ppm issues`, such as I-017."""
    from ppm_tui.store.commands import issues

    to = IssueStatus(status) if status else None
    _edit(invocation, issues, ref, to, reason, given, dry_run=dry_run)


@issue_.member("close", "Say what became of an issue; nothing more is done on it.")
@REF
@click.option("-m", "--reason", required=True, metavar="TEXT", help="What became of it.")
@DRY_RUN
def issue_close_(invocation: Invocation, ref: str, reason: str, dry_run: bool) -> None:
    """ID is one of `ppm issues`."""
    from ppm_tui.store.commands import issues

    closed = partial(issues.set_status, ref=ref, status=IssueStatus.CLOSED, reason=reason)
    _do(invocation, partial(closed, as_of=invocation.as_of), dry_run=dry_run)


@issue_.member("action", "A task of the plan that deals with an issue or a risk.")
@REF
@click.argument("task", nargs=-1, required=True, metavar="TASK...", shell_complete=task_refs)
@click.option("--remove", is_flag=True, help="It does not deal with it any more; the task stays.")
@DRY_RUN
def issue_action_(
    invocation: Invocation, ref: str, task: tuple[str, ...], remove: bool, dry_run: bool
) -> None:
    """ID is an issue or a risk. TASK is T-111, or words for a new one: `Call them @dan due:fri`."""
    from ppm_tui.store.commands import actions

    text, as_of = " ".join(task), invocation.as_of
    if len(task) == 1 and text.upper().startswith("T-"):
        change = actions.unlink if remove else actions.link
        _do(invocation, partial(change, about=ref, task=text), dry_run=dry_run)
        return
    if remove:
        raise Invalid("say which task: T- and a number")
    name, fields = _parsed(invocation, task, "task")
    _do(invocation, partial(actions.add, about=ref, name=name, as_of=as_of, **fields),
        dry_run=dry_run)  # fmt: skip


# Assumptions


@assumption_.member("add", "Something taken as true, to be checked by a day.")
@KEY
@WORDS
@DRY_RUN
def assumption_add_(
    invocation: Invocation, key: str, words: tuple[str, ...], dry_run: bool
) -> None:
    """KEY is a project. WORDS are `Vendor keeps its test system up @ben due:fri`."""
    from ppm_tui.store.commands import assumptions

    title, fields = _parsed(invocation, words, "assumption")
    added = partial(assumptions.add, project=key, title=title, **fields)
    _do(invocation, partial(added, as_of=invocation.as_of), dry_run=dry_run)


@assumption_.member("edit", "Change an assumption.")
@REF
@TITLE
@OWNER
@click.option("--check", "check_on", metavar="DATE", help="By when; - for no day.")
@TEXT
@DRY_RUN
def assumption_edit_(invocation: Invocation, ref: str, dry_run: bool, **given: Any) -> None:
    """ID is one of `ppm issues`, such as A-03."""
    from ppm_tui.store.commands import assumptions

    _edit(invocation, assumptions, ref, None, "", given, dry_run=dry_run)


@assumption_.member("check", "What the check of an assumption showed.")
@REF
@click.argument("status", type=click.Choice([each.value for each in AssumptionStatus]))
@click.option("-m", "--reason", default="", metavar="TEXT", help="What showed it; wrong needs it.")
@click.option("--becomes", type=click.Choice(["risk", "issue"]), help="What a wrong one is now.")
@DRY_RUN
def assumption_check_(
    invocation: Invocation, ref: str, status: str, reason: str, becomes: Any, dry_run: bool
) -> None:
    """ID is one of `ppm issues`. Open takes a check back."""
    from ppm_tui.store.commands import assumptions

    checked = partial(assumptions.set_status, ref=ref, status=AssumptionStatus(status))
    checked = partial(checked, reason=reason, becomes=becomes or "", as_of=invocation.as_of)
    _do(invocation, checked, dry_run=dry_run)


# Decisions


@decision_.member("add", "A decision that was made, or is due by a day.")
@KEY
@WORDS
@DRY_RUN
def decision_add_(invocation: Invocation, key: str, words: tuple[str, ...], dry_run: bool) -> None:
    """KEY is a project. WORDS are `Go-live moves by:okafor on:fri from:mon told:leads`.

    `due:fri` makes it one that is still to be made.
    """
    from ppm_tui.store.commands import decisions

    title, fields = _parsed(invocation, words, "decision")
    added = partial(decisions.add, project=key, title=title, **fields)
    _do(invocation, partial(added, as_of=invocation.as_of), dry_run=dry_run)


@decision_.member("edit", "Change a decision, or make one that was due.")
@REF
@TITLE
@click.option("--by", "decider", metavar="NAME", help="Who decides.")
@click.option("--on", "day", metavar="DATE", help="When it was made, or by when it is needed.")
@click.option("--from", "applies_from", metavar="DATE", help="From when it applies.")
@click.option("--told", "told_to", metavar="TEXT", help="To whom it was told.")
@click.option("--outcome", metavar="TEXT", help="What it changed.")
@click.option("--risk", metavar="ID", help="The risk that it is about; - for none.")
@click.option("--issue", metavar="ID", help="The issue that it is about; - for none.")
@TEXT
@click.option("--status", type=click.Choice([each.value for each in DecisionStatus]),
              help="withdrawn needs -m.")  # fmt: skip
@REASON
@DRY_RUN
def decision_edit_(
    invocation: Invocation, ref: str, status: str | None, reason: str, dry_run: bool, **given: Any
) -> None:
    """ID is one of `ppm issues`, such as D-05."""
    from ppm_tui.store.commands import decisions

    to = DecisionStatus(status) if status else None
    _edit(invocation, decisions, ref, to, reason, given, dry_run=dry_run)


# All of them


def _edit(
    invocation: Invocation,
    module: Any,
    ref: str,
    status: IssueStatus | DecisionStatus | None,
    reason: str,
    given: Mapping[str, Any],
    *,
    dry_run: bool,
) -> None:
    """Fields and status in one step, by the commands of a register."""
    from ppm_tui.store.commands import steps

    wanted: list[Command] = []
    fields = {name: _value(invocation, name, each) for name, each in given.items()
              if each is not None}  # fmt: skip
    if fields:
        wanted.append(partial(module.edit, ref=ref, **fields))
    if status is not None:
        about = partial(module.set_status, ref=ref, status=status, reason=reason)
        wanted.append(partial(about, as_of=invocation.as_of))
    elif reason:
        raise Invalid("-m says why a status: add --status")
    if not wanted:
        raise Invalid("nothing to change: say what, such as --title")
    _do(invocation, partial(steps.said_together, commands=wanted), dry_run=dry_run)


def _value(invocation: Invocation, name: str, text: Any) -> Any:
    """What an option says; `-` empties the field."""
    if text == NOTHING:
        return "" if name in ("decider", "told_to", "outcome", "description") else None
    return dates.parse(text, as_of=invocation.as_of) if name in DAYS else text


def _currency(invocation: Invocation, key: str) -> str:
    found = invocation.workspace().get(details.detail, ref=key.upper())
    assert isinstance(found, details.ProjectDetail)
    return found.currency


def _parsed(invocation: Invocation, words: tuple[str, ...], kind: str) -> tuple[str, Any]:
    return tokens.parse(" ".join(words), kind, as_of=invocation.as_of)


def _do(invocation: Invocation, change: "Command", *, dry_run: bool) -> None:
    done = invocation.workspace(dry_run=dry_run).do(change)
    output.report(invocation, done, dry_run=dry_run)
