"""Several commands as one step of the history."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from ppm_tui.terms import Done

Command = Callable[[Session], Done]
"""A command whose arguments are given already, as by `functools.partial`."""
SHOWN = 2


def together(session: Session, *, label: str, commands: Iterable[Command]) -> Done:
    """Run commands one after the other as one step; if one refuses, none happened."""
    done = [command(session) for command in commands]
    over = several(each.over for each in done)
    refs = dict.fromkeys(ref for each in done for ref in each.refs)
    return Done(f"{label}{over and f'; {over}'}", refs=tuple(refs), over=over)


def several(texts: Iterable[str]) -> str:
    """The first few of many texts, each once, and how many more there are."""
    told = list(dict.fromkeys(filter(None, texts)))
    more = [f"{len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return "; ".join((*told[:SHOWN], *more))


def said_together(session: Session, *, commands: Iterable[Command]) -> Done:
    """As `together`, told in the words of each, such as for several options of one command."""
    done = [command(session) for command in commands]
    refs = dict.fromkeys(ref for each in done for ref in each.refs)
    first, *more = (each.text for each in done)
    # They are about the same thing, which is named once.
    subject = f"{first.partition(': ')[0]}: "
    told = [first, *(text.removeprefix(subject) for text in more)]
    return Done(", ".join(told), refs=tuple(refs))
