"""`ppm risks` and `ppm risk …`: the register, and what becomes of one risk."""

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ppm_tui import columns, dates, filters, tokens
from ppm_tui.cli import output, shapes
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import Family, command, people, project_keys, task_refs
from ppm_tui.cli.risk_matrix import exposure_, matrix_
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid
from ppm_tui.store.queries import risks as registers
from ppm_tui.store.queries.details import detail
from ppm_tui.terms import RiskStatus

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command

risk_ = Family("risk")
risk_.add_command(matrix_)
risk_.add_command(exposure_)
IDS = click.argument("ids", nargs=-1, required=True, metavar="ID...")
RISK = click.argument("risk", metavar="ID")
REASON = click.option("-m", "--reason", metavar="TEXT", default="", help="Why.")
LIKELY = click.option("--p", "probability", type=int, metavar="N", help="Step of likelihood.")
IMPACT = click.option("--i", "impact", type=int, metavar="N", help="Step of impact.")
OWNER = click.option("--owner", metavar="NAME", shell_complete=people, help="Who answers for it.")
DUE = click.option("--due", metavar="DATE", help="By when something is done about it.")
OF_STATUS = re.compile(r"!?status[:=]")
TASK_REF = re.compile(r"[TM]-\d+", re.IGNORECASE | re.ASCII)


@command("risks", is_reading=True)
@click.argument("filter", nargs=-1, metavar="[FILTER]...")
@click.option("--all", "is_all", is_flag=True, help="Those that are over too.")
def risks_(invocation: Invocation, filter: tuple[str, ...], is_all: bool) -> None:  # noqa: A002  # its name
    """FILTER is words and fields: `zone:X owner:ana project:ATLAS due<fri score>=15 emv<0`."""
    found = invocation.workspace().get(registers.register, as_of=invocation.as_of)
    is_all = is_all or any(map(OF_STATUS.match, filter))
    test = filters.parse(" ".join(filter), columns.RISKS, as_of=invocation.as_of)
    rows = [row for row in found.rows if (is_all or row.is_open) and test(row)]
    if invocation.is_json:
        output.put_json(invocation, "risks", [shapes.risk(row) for row in rows])
    else:
        output.put_table(invocation, columns.RISKS, rows)


@risk_.member("add", "Raise a risk on a project.")
@click.argument("key", shell_complete=project_keys)
@click.argument("text", nargs=-1, required=True, metavar="TEXT...")
@LIKELY
@IMPACT
@OWNER
@DUE
@DRY_RUN
def add_(
    invocation: Invocation, key: str, text: tuple[str, ...], dry_run: bool, **given: Any
) -> None:
    """TEXT may carry `p4 i3 @ana due:fri`; options win over what it carries."""
    from ppm_tui.store.commands import risks

    as_of = invocation.as_of
    title, fields = tokens.parse(" ".join(text), "risk", as_of=as_of)
    all_: dict[str, Any] = fields | _fields(invocation, given)
    workspace = invocation.workspace(dry_run=dry_run)
    done = workspace.do(risks.add, project=key, title=title, as_of=as_of, **all_)
    output.report(invocation, done, dry_run=dry_run)


@risk_.member("edit", "Change fields of a risk.")
@RISK
@click.argument("words", nargs=-1, metavar="[FIELD=VALUE]...")
@LIKELY
@IMPACT
@OWNER
@DUE
@DRY_RUN
def edit_(
    invocation: Invocation, risk: str, words: tuple[str, ...], dry_run: bool, **given: Any
) -> None:
    """FIELD is one of those that `e` shows: `title response strategy cost trigger and more`.

    Nothing after = empties it. Several are one step.
    """
    from ppm_tui.store.commands import risks, steps

    fields = _fields(invocation, given)
    commands = _said(invocation, risk, words, fields)
    if fields:
        commands.append(partial(risks.edit, ref=risk, **fields))
    if not commands:
        raise Invalid("nothing to change: say what, such as --p 4 or response=...")
    workspace = invocation.workspace(dry_run=dry_run)
    done = workspace.do(steps.said_together, commands=commands)
    output.report(invocation, done, dry_run=dry_run)


def _said(
    invocation: Invocation, risk: str, words: Sequence[str], fields: dict[str, Any]
) -> list["Command"]:
    """Read each field as the form of the interface would; those with a command of their own."""
    if not words:
        return []
    from ppm_tui.screens import base_forms

    row = invocation.workspace().get(detail, ref=risk.strip().upper())
    known = {field.name: field for field in base_forms.RISK}
    commands = []
    for word in words:
        name, sign, text = word.partition("=")
        if not sign or name not in known:
            raise Invalid(f"{word}: FIELD=VALUE is needed; fields are {', '.join(known)}")
        value = known[name].read(text, row, invocation.as_of)
        if known[name].make is None:
            fields[name] = value
        else:
            commands.append(base_forms.command(row, known[name], value, invocation.as_of))
    return commands


def _fields(invocation: Invocation, given: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in given.items() if value is not None}
    if "due" in fields:
        fields["due"] = dates.parse(fields["due"], as_of=invocation.as_of)
    if fields.get("owner") == "-":
        fields["owner"] = None
    return fields


@risk_.member("status", "Say what becomes of risks.")
@IDS
@click.argument("status", type=click.Choice([each.value for each in RiskStatus]))
@REASON
@DRY_RUN
def status_(
    invocation: Invocation, ids: tuple[str, ...], status: str, reason: str, dry_run: bool
) -> None:
    """`closed` and `issue` need a reason; of `mitigating` it is the plan. `issue` makes one."""
    _set(invocation, ids, RiskStatus(status), reason, dry_run=dry_run)


@risk_.member("close", "Close risks that cannot happen any more.")
@IDS
@REASON
@DRY_RUN
def close_(invocation: Invocation, ids: tuple[str, ...], reason: str, dry_run: bool) -> None:
    """The reason is needed."""
    _set(invocation, ids, RiskStatus.CLOSED, reason, dry_run=dry_run)


def _set(
    invocation: Invocation, ids: Sequence[str], status: RiskStatus, reason: str, *, dry_run: bool
) -> None:
    from ppm_tui.store.commands import risk_status

    set_ = partial(risk_status.set_status, status=status, as_of=invocation.as_of, reason=reason)
    _each(invocation, ids, status.value, [partial(set_, ref=ref) for ref in ids], dry_run=dry_run)


@risk_.member("review", "Say that risks were looked at today.")
@IDS
@DRY_RUN
def review_(invocation: Invocation, ids: tuple[str, ...], dry_run: bool) -> None:
    """The next review follows from `review_days`."""
    from ppm_tui.store.commands import risk_status

    look = partial(risk_status.review, as_of=invocation.as_of)
    _each(invocation, ids, "reviewed", [partial(look, ref=ref) for ref in ids], dry_run=dry_run)


@risk_.member("delete", "Put risks into the trash.")
@IDS
@DRY_RUN
def delete_(invocation: Invocation, ids: tuple[str, ...], dry_run: bool) -> None:
    """`ppm undo` brings them back."""
    from ppm_tui.store.commands import risks

    trash = partial(risks.trash, as_of=invocation.as_of)
    _each(invocation, ids, "trash", [partial(trash, ref=ref) for ref in ids], dry_run=dry_run)


def _each(
    invocation: Invocation, ids: Sequence[str], said: str, commands: "list[Command]", *,
    dry_run: bool,
) -> None:  # fmt: skip
    """Run a command of each risk; several are one step."""
    from ppm_tui.store.commands import steps

    workspace = invocation.workspace(dry_run=dry_run)
    if len(commands) == 1:
        done = workspace.do(commands[0])
    else:
        label = f"{len(ids)} risks: {said}"
        done = workspace.do(steps.together, label=label, commands=commands)
    output.report(invocation, done, dry_run=dry_run)


@risk_.member("task", "Let a task of the plan answer a risk.")
@RISK
@click.argument("text", nargs=-1, required=True, metavar="TASK|TEXT...", shell_complete=task_refs)
@click.option("--remove", is_flag=True, help="The task does not answer it any more; it stays.")
@DRY_RUN
def task_(
    invocation: Invocation, risk: str, text: tuple[str, ...], remove: bool, dry_run: bool
) -> None:
    """TASK is one of the plan (`T-102`); else TEXT makes a new one: `Call them for:2d @ana`."""
    from ppm_tui.store.commands import actions

    words, as_of = " ".join(text), invocation.as_of
    is_known = TASK_REF.fullmatch(words) is not None
    if remove and not is_known:
        raise Invalid("--remove needs the identifier of a task, such as T-102")
    workspace = invocation.workspace(dry_run=dry_run)
    if is_known:
        link = actions.unlink if remove else actions.link
        done = workspace.do(link, about=risk, task=words)
    else:
        name, said = tokens.parse(words, "task", as_of=as_of)
        fields: dict[str, Any] = said
        done = workspace.do(actions.add, about=risk, name=name, as_of=as_of, **fields)
    output.report(invocation, done, dry_run=dry_run)
