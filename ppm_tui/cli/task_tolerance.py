"""`ppm task tolerance`: up to what float the tasks of a project are critical, and nearly so."""

import click

from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.exchange import plan_words


@command("tolerance", summary="Up to what float tasks are critical, and nearly so.")
@click.argument("key", shell_complete=project_keys)
@click.option("--critical", metavar="TIME", help="Critical up to this total float: 0d, 4h, 2d.")
@click.option("--near", metavar="TIME", help="Nearly critical up to this one; 0d for off.")
@DRY_RUN
def tolerance_(
    invocation: Invocation, key: str, critical: str | None, near: str | None, dry_run: bool
) -> None:
    """KEY is a project. TIME is working time; what is not said stays."""
    from ppm_tui.store.commands import projects

    given: projects.ProjectFields = {}
    if critical is not None:
        given["critical_float_minutes"] = plan_words.tolerance(critical)
    if near is not None:
        given["near_critical_minutes"] = plan_words.tolerance(near)
    if not given:
        raise click.UsageError("say --critical, --near or both")
    done = invocation.workspace(dry_run=dry_run).do(projects.edit, key=key, **given)
    output.report(invocation, done, dry_run=dry_run)
