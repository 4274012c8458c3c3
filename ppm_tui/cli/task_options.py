"""What options of `ppm task` say, as the values that the commands take."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import click

from ppm_tui import dates
from ppm_tui.cli.parser import people, task_refs
from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import Constraint, Priority

NOTHING = "-"
PARTED = ("start", "finish", "duration", "is_elapsed", "work", "deadline")
"""Fields that a line of words may say as well."""

LENGTH = click.option("--for", "length", metavar="TIME", help="How long: 3d, 16h, 1h30, 2w, 3ed.")
AFTER = click.option("--after", multiple=True, metavar="LINK", shell_complete=task_refs,
                     help="What it waits for: 12, T-12SS, 12FS+2d; may be repeated.")  # fmt: skip
START = click.option("--start", metavar="DATE", help="Not to start before this day.")
FINISH = click.option("--finish", metavar="DATE", help="The day it ends.")
WORK = click.option("--work", metavar="TIME", help="The effort: 16h, 2d; - for none.")
DEADLINE = click.option("--deadline", metavar="DATE", help="The day it must be done; - for none.")
OWNER = click.option("--owner", metavar="NAME", shell_complete=people,
                     help="Who answers for it; - for nobody.")  # fmt: skip
PRIORITY = click.option("--priority", type=click.Choice([each.value for each in Priority]),
                        help="How urgent it is.")  # fmt: skip


def fields(given: Mapping[str, Any], *, as_of: date) -> dict[str, Any]:
    """The fields of a task that options say. Raises Invalid, in the user's words."""
    found: dict[str, Any] = {}
    for name, text in given.items():
        if text is None or text == ():
            continue
        if name == "length":
            found["duration"], is_elapsed = plan_words.length(text)
            found |= {"is_elapsed": True} if is_elapsed else {}
        elif name == "after":
            found["after"] = tuple(link for each in text for link in plan_words.links(each))
        elif name == "constraint":
            found |= _constraint(text, as_of)
        elif name == "priority":
            found["priority"] = Priority(text)
        elif text == NOTHING and name not in ("start", "finish"):
            found[name] = None
        elif name == "work":
            found[name] = plan_words.work(text)
        else:
            is_day = name in ("start", "finish", "deadline")
            found[name] = dates.parse(text, as_of=as_of) if is_day else text
    return found


def _constraint(text: str, as_of: date) -> dict[str, Any]:
    """`SNET:2026-04-08`, or `ALAP`, which needs no day."""
    word, _, day = text.partition(":")
    kind = Constraint.ASAP if text == NOTHING else Constraint.__members__.get(word.upper())
    if kind is None:
        raise Invalid(f"«{word}» is none of {', '.join(Constraint)}")
    if (kind in (Constraint.ASAP, Constraint.ALAP)) is bool(day):
        raise Invalid(f"{kind} has no day" if day else f"{kind} needs a day: {kind}:2026-04-08")
    at = dates.parse(day, as_of=as_of) if day else None
    return {"constraint_type": kind, "constraint_date": at}


def merged(
    wanted: Wanted, given: dict[str, Any], links: tuple[Link, ...], unlinks: tuple[str, ...]
) -> Wanted:
    """What words and options want together; what both say is Invalid.

    What is taken over is taken out of the fields given; what is to be emptied stays there.
    """
    for name in PARTED:
        if given.get(name) is None:
            continue
        if getattr(wanted, name) is not None and name != "is_elapsed":
            raise Invalid(f"{name} is said twice")
        wanted = replace(wanted, **{name: given.pop(name)})
    more = names(unlinks)
    return replace(wanted, links=(*wanted.links, *links), unlinks=(*wanted.unlinks, *more))


def names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Tasks as they were typed, several of them perhaps with commas between."""
    return tuple(link.ref for link in plan_words.links(",".join(texts)))
