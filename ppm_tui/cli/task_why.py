"""`ppm task why`: what drives a task's dates, and what limits its float."""

from collections.abc import Iterable

import click

from ppm_tui import explanations
from ppm_tui.cli import output, shapes_reasons
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command, task_refs
from ppm_tui.explanations import Sentence
from ppm_tui.store.queries import reasons
from ppm_tui.terms import Undefined


@command("why", is_reading=True, summary="Why a task has its dates, and may slip no further.")
@click.argument("task", shell_complete=task_refs)
def why_(invocation: Invocation, task: str) -> None:
    """TASK comes first, then what binds it, and so on to the start or the end of the plan."""
    found = invocation.workspace().get(reasons.explained, ref=task, as_of=invocation.as_of)
    if invocation.is_json:
        output.put_json(invocation, "reasons", [shapes_reasons.explained(found)])
    elif isinstance(found.why, Undefined):
        put(f"{found.ref}: n/a: {found.why.reason}")
    else:
        put("Dates")
        _put(explanations.dates(found.why, found.names))
        put(f"Latest dates: {explanations.slack_said(found.why)}")
        _put(explanations.slack(found.why, found.names))


def _put(sentences: Iterable[Sentence]) -> None:
    for each in sentences:
        put(f"  {each.task}  {each.span}  {each.cause}")
