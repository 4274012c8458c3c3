"""`ppm attention`: what needs a person today, the most pressing first."""

from ppm_tui import columns
from ppm_tui.cli import output, shapes_registers
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.keys import effective
from ppm_tui.cli.parser import command
from ppm_tui.store.queries.attention import attention


@command("attention", is_reading=True)
def attention_(invocation: Invocation) -> None:
    """How it is ranked stands in docs/attention.md; overdue tasks are those of the user."""
    workspace = invocation.workspace()
    rows = workspace.get(attention, user=workspace.user, as_of=invocation.as_of)
    if invocation.is_json:
        actions = {action.id: action for action in effective(invocation.settings)[0]}
        shapes = (shapes_registers.need(row, n, actions) for n, row in enumerate(rows, 1))
        output.put_json(invocation, "attention", shapes)
    else:
        output.put_table(invocation, columns.ATTENTION, rows)
