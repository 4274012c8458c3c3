"""`ppm keys` and `ppm completion`: what can be pressed, and what can be typed."""

import click

from ppm_tui import keymap
from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import command


@command("keys", is_reading=True)
def keys_(invocation: Invocation) -> None:
    """An action has the same name here, in the settings file and in the palette."""
    if invocation.is_json:
        actions = [
            {
                "id": action.id,
                "keys": list(action.keys),
                "label": action.label,
                "screens": list(action.screens),
            }
            for action in keymap.ACTIONS
        ]
        output.put_json(invocation, "actions", actions)
        return
    for action in keymap.ACTIONS:
        put(f"{' '.join(action.keys):<22} {action.id:<22} {action.help}")


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_(_invocation: Invocation, shell: str) -> None:
    """For bash, in ~/.bashrc: `eval "$(ppm completion bash)"`."""
    from click.shell_completion import ShellComplete, get_completion_class

    from ppm_tui.cli.parser import group

    kind = get_completion_class(shell)
    assert kind is not None
    # Bash's own would start a bash to ask for its version, which need not be the one in use.
    print(ShellComplete.source(kind(group, {}, "ppm", "_PPM_COMPLETE")))
