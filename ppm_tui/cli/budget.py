"""`ppm budget`: what may be spent on a project and its phases."""

from collections.abc import Iterator
from functools import partial

import click
from click.core import ParameterSource

from ppm_tui import formats, whys, whys_money
from ppm_tui.cli import output, shapes_budget
from ppm_tui.cli.amount_options import money, or_none, time
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import Family, project_keys, task_refs
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.columns_figures import BUDGET, MONEY
from ppm_tui.errors import Invalid
from ppm_tui.formats import safe
from ppm_tui.store.queries import costs
from ppm_tui.store.queries.budget import Budget, budget
from ppm_tui.store.queries.money import MoneyRow
from ppm_tui.store.queries.money import money as read_money
from ppm_tui.store.queries.money_groups import GROUPS, grouped, in_currency
from ppm_tui.store.queries.money_roles import by_role
from ppm_tui.store.queries.prices import tariffs
from ppm_tui.terms import Undefined

budget_ = Family("budget", usual="show")


@budget_.member("set", "Set what may be spent on a project, or on a phase of it.")
@click.argument("key", shell_complete=project_keys)
@click.option("--phase", metavar="P-2", shell_complete=task_refs, help="On this phase alone.")
@click.option("--time", metavar="TIME", help="Time of people, 400h; - for none.")
@click.option("--labour", metavar="MONEY", help="The work of people, 45k; - for none.")
@click.option("--expense", metavar="MONEY", help="What it takes, such as travel; - for none.")
@click.option("--product", metavar="MONEY", help="What is bought and sold on; - for none.")
@DRY_RUN
def set_(
    invocation: Invocation, key: str, *, phase: str | None, dry_run: bool, **given: str | None
) -> None:
    """KEY is a project; MONEY is in its currency. The budget of the project as a whole becomes the
    sum of labour, expenses and products.
    """
    from ppm_tui.store.commands.budgets import set_budget

    currency = invocation.workspace().get(costs.currency_of, key=key)
    values: dict[str, int | None] = {}
    for name, text in given.items():
        if text is None:
            continue
        said = or_none(text)
        if name == "time":
            values["minutes"] = None if said is None else time("--time", said)
        else:
            values[name] = None if said is None else money(f"--{name}", said, currency)
    if not values:
        raise Invalid("nothing to set: say what, such as --labour 45k")
    command = partial(set_budget, project=key, phase=phase, **values)  # type: ignore[arg-type]  # the names are fields
    done = invocation.workspace(dry_run=dry_run).do(command)
    output.report(invocation, done, dry_run=dry_run)


@budget_.member("show", "Budgets: of a project by phase, or of all by client and so on.",
                is_reading=True)  # fmt: skip
@click.argument("key", required=False, shell_complete=project_keys)
@click.option("--by", type=click.Choice([*GROUPS, "role", "programme"]), default="project",
              show_default=True, help="What a row is, where no KEY is given.")  # fmt: skip
def show_(invocation: Invocation, key: str | None, by: str) -> None:
    """With KEY: each phase, then every figure of the project's money and how it is reckoned.

    Sums of several projects are in the base currency of the settings.
    """
    if key is None:
        _groups(invocation, "program" if by == "programme" else by)
        return
    if click.get_current_context().get_parameter_source("by") is ParameterSource.COMMANDLINE:
        raise Invalid(f"--by sums up projects, {key} is one: leave out {key} or --by")
    workspace, as_of = invocation.workspace(), invocation.as_of
    found = workspace.get(budget, key=key, as_of=as_of)
    [row] = workspace.get(read_money, key=found.key, as_of=as_of)
    if invocation.is_json:
        output.put_json(invocation, "budget", [shapes_budget.project(found, row)])
        return
    put(f"{found.key}  {safe(found.name)}, as of {formats.dated(as_of)}")
    output.put_table(invocation, BUDGET, found.rows)
    put()
    for line in _told(found, row):
        put(invocation.spoken(line))


def _groups(invocation: Invocation, by: str) -> None:
    workspace, as_of = invocation.workspace(), invocation.as_of
    rates, currency = workspace.get(tariffs), invocation.settings.currency
    rows = workspace.get(read_money, as_of=as_of)
    if by == "role":
        found = workspace.get(by_role, rows, tariffs=rates, currency=currency, as_of=as_of)
    else:
        known = in_currency(rows, tariffs=rates, currency=currency, as_of=as_of)
        found = grouped(known, by, currency=currency, as_of=as_of)
    if invocation.is_json:
        output.put_json(invocation, "budget", [shapes_budget.group(row, by) for row in found])
    else:
        output.put_table(invocation, MONEY, found)


def _told(found: Budget, row: MoneyRow) -> Iterator[str]:
    """Orders that are open, what is given to no phase, and each figure with its reckoning."""
    if not isinstance(found.undistributed, Undefined):
        left = formats.money(abs(found.undistributed), found.currency)
        if found.undistributed < 0:
            yield f"the budgets of phases are {left} more than that of the project"
        else:
            yield f"{left} of the budget is given to no phase"
    for order in found.orders:
        amounts = (formats.money(each, found.currency) for each in (order.open, order.amount))
        yield "{} {}: {} of {} open".format(order.ref, safe(order.text), *amounts)
    for why in whys_money.of_money(row):
        yield f"{why.label:<16} {whys.value(why):>20}  {whys.how(why)}"
    for state, over, minutes in row.beyond:
        time = formats.minutes(minutes) if minutes else ""
        yield f"Over, {state:<10} {formats.money(over, found.currency):>20}  {time}".rstrip()
