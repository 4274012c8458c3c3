"""Several commands as one step of the history."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from ppm_tui.terms import Done

Command = Callable[[Session], Done]
"""A command whose arguments are given already, as by `functools.partial`."""


def together(session: Session, *, label: str, commands: Iterable[Command]) -> Done:
    """Run commands one after the other as one step; if one refuses, none happened."""
    refs: dict[str, None] = {}
    for command in commands:
        refs |= dict.fromkeys(command(session).refs)
    return Done(label, refs=tuple(refs))
