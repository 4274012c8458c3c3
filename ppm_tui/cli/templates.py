"""`ppm template …`: making a project from a template, and keeping a plan as one."""

import click

from ppm_tui import columns, dates, formats
from ppm_tui.cli import output, shapes_templates
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import Family, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid, NotFound, PpmError
from ppm_tui.exchange import template_files
from ppm_tui.store.queries.templates import TemplateRow, outline
from ppm_tui.store.template_content import TemplateRisk

template_ = Family("template")
RISK_HEAD = "Risks, with probability and the highest impact"


def _names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The templates that begin so, for the completion of the shell."""
    try:
        rows = context.obj.workspace().get(template_files.every)
    except PpmError:
        return []
    return [row.name for row in rows if row.name.casefold().startswith(incomplete.casefold())]


NAME = click.argument("name", shell_complete=_names)


@template_.member(
    "list", "The templates: your own, then those that come with ppm.", is_reading=True
)
def list_(invocation: Invocation) -> None:
    """Days are working days by the standard week, work is hours."""
    rows = invocation.workspace().get(template_files.every)
    if invocation.is_json:
        output.put_json(invocation, "templates", [shapes_templates.template(row) for row in rows])
    else:
        output.put_table(invocation, columns.TEMPLATES, rows)


@template_.member("show", "One template: its plan and its risks.", is_reading=True)
@NAME
def show_(invocation: Invocation, name: str) -> None:
    """NAME is a template, a part of its name, or a file that ends in .toml."""
    row = invocation.workspace().get(template_files.find, name=name)
    if invocation.is_json:
        output.put_json(invocation, "template", [shapes_templates.whole_template(row)])
        return
    put(f"{formats.safe(row.name)}: {formats.safe(row.description)}")
    put(_counts(row))
    output.put_table(invocation, columns.OUTLINE, outline(row.template))
    if row.template.risks:
        put(RISK_HEAD)
    for risk in row.template.risks:
        put(_risk(risk))


def _counts(row: TemplateRow) -> str:
    lasts, work = formats.duration(row.duration_minutes), formats.hours(row.work_minutes) or "no"
    return (
        f"{row.phases} phases, {row.tasks} tasks, {row.milestones} milestones, {row.risks} risks; "
        f"lasts {lasts}, {work} of work"
    )


def _risk(risk: TemplateRisk) -> str:
    impact = max(risk.impact_cost, risk.impact_time, risk.impact_scope, risk.impact_quality)
    answer = f"; {formats.safe(risk.response)}" if risk.response else ""
    return f"P{risk.probability or '-'} I{impact or '-'}  {formats.safe(risk.title)}{answer}"


@template_.member("use", "Make a project from a template, scheduled from its first day on.")
@NAME
@click.argument("project", metavar="PROJECT-NAME")
@click.option("--key", metavar="K", help="The key of the project; else made from its name.")
@click.option("--client", metavar="C", help="Whom it is for; a new client is made.")
@click.option("--start", metavar="DATE", help="Its first day; else today.")
@click.option("--owner", metavar="WHO", help="Who manages it.")
@DRY_RUN
def use_(
    invocation: Invocation,
    name: str,
    project: str,
    key: str | None,
    client: str | None,
    start: str | None,
    owner: str | None,
    dry_run: bool,
) -> None:
    """NAME is a template, a part of its name, or a file that ends in .toml.

    A role becomes the person who has it, if there is exactly one; else it is left open and said.
    """
    found = invocation.workspace().get(template_files.find, name=name)
    first = invocation.as_of if start is None else dates.parse(start, as_of=invocation.as_of)
    from ppm_tui.store.commands.templates import use

    done = invocation.workspace(dry_run=dry_run).do(
        use,
        template=found.template,
        name=project,
        start=first,
        as_of=invocation.as_of,
        key=key,
        client=client,
        owner=owner,
    )
    output.report(invocation, done, dry_run=dry_run)


@template_.member("save", "Keep the plan and the risks of a project as a template.")
@click.argument("key", shell_complete=project_keys)
@click.option("--name", metavar="N", help="What it is called; else as the project.")
@click.option("--replace", is_flag=True, help="Let a template of that name give way.")
@DRY_RUN
def save_(invocation: Invocation, key: str, name: str | None, replace: bool, dry_run: bool) -> None:
    """KEY is a project. Days, people and progress stay behind, people's roles do not."""
    from ppm_tui.store.commands.templates import save

    done = invocation.workspace(dry_run=dry_run).do(save, key=key, name=name, is_replacing=replace)
    output.report(invocation, done, dry_run=dry_run)


@template_.member("delete", "Delete a template of your own; ppm undo brings it back.")
@NAME
@DRY_RUN
def delete_(invocation: Invocation, name: str, dry_run: bool) -> None:
    """NAME is the whole name of a template."""
    from ppm_tui.store.commands.templates import delete

    try:
        done = invocation.workspace(dry_run=dry_run).do(delete, name=name)
    except NotFound as error:
        if template_files.is_shipped(name):
            raise Invalid(f"«{name}» comes with ppm and stays; save your own over it") from error
        raise
    output.report(invocation, done, dry_run=dry_run)
