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


def said_together(session: Session, *, commands: Iterable[Command]) -> Done:
    """As `together`, told in the words of each, such as for several options of one command."""
    done = [command(session) for command in commands]
    refs = dict.fromkeys(ref for each in done for ref in each.refs)
    first, *more = (each.text for each in done)
    # They are about the same thing, which is named once.
    subject = f"{first.partition(': ')[0]}: "
    told = [first, *(text.removeprefix(subject) for text in more)]
    return Done(", ".join(told), refs=tuple(refs))
