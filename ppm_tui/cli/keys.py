"""`ppm keys` and `ppm completion`: what can be pressed, and what can be typed."""

import click

from ppm_tui import keymap
from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation, put, say
from ppm_tui.cli.parser import command
from ppm_tui.settings import Settings


@command("keys", is_reading=True)
def keys_(invocation: Invocation) -> None:
    """An action has the same name here, in the settings file and in the palette."""
    actions, problems = effective(invocation.settings)
    for problem in problems:
        say(f"ppm: {problem}")
    if invocation.is_json:
        output.put_json(invocation, "actions", [_shape(action) for action in actions])
        return
    for action in actions:
        shown = " ".join(map(keymap.shown, action.keys))
        put(f"{shown:<14} {action.id:<22} {action.help}")


def effective(settings: Settings) -> tuple[tuple[keymap.Action, ...], tuple[str, ...]]:
    """The actions with the keys that the settings give them, and what is wrong with those."""
    wanted = [(each.action, each.keys, each.line) for each in settings.bindings]
    return keymap.effective(wanted, settings.keymap)


def _shape(action: keymap.Action) -> dict[str, object]:
    return {
        "id": action.id,
        "keys": [keymap.shown(key) for key in action.keys],
        "label": action.label,
        "screens": list(action.screens),
    }


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
