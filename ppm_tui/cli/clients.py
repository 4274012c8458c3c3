"""`ppm client`: for whom the work is, and in what they pay."""

import click

from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import Family
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.columns_figures import CLIENTS
from ppm_tui.errors import Invalid
from ppm_tui.store.queries.clients import clients

client_ = Family("client", usual="list")
NOTHING = "-"


@client_.member("list", "Clients, and in what they pay.", is_reading=True)
def list_(invocation: Invocation) -> None:
    """Nothing stands where it is the base currency of the settings."""
    rows = invocation.workspace().get(clients)
    if invocation.is_json:
        shapes = [{"key": r.key, "name": r.name, "currency": r.currency or None} for r in rows]
        output.put_json(invocation, "clients", shapes)
    else:
        output.put_table(invocation, CLIENTS, rows)


@client_.member("edit", "Change the name of a client, or in what it pays.")
@click.argument("client")
@click.option("--name", metavar="N", help="What it is called.")
@click.option("--currency", metavar="CUR", help="For projects to come; - for the base one.")
@DRY_RUN
def edit_(
    invocation: Invocation, client: str, name: str | None, currency: str | None, dry_run: bool
) -> None:
    """CLIENT is a key or a name."""
    from ppm_tui.store.commands.clients import edit

    if name is None and currency is None:
        raise Invalid("nothing to change: --name or --currency")
    said = "" if currency == NOTHING else currency
    done = invocation.workspace(dry_run=dry_run).do(edit, client=client, name=name, currency=said)
    output.report(invocation, done, dry_run=dry_run)
