"""What a change request does to a plan, as people type it: one line for each task.

`T-111 +5d` lasts five days longer (a milestone lies later), `T-120 drop` is not done any more,
`T-103 start 6 apr` and all else that `d` takes is as there, and `+ Archive import for:3d ~16h
@dan after:T-103` is a new task.
"""

import re
from collections.abc import Iterator
from datetime import date

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.exchange import outline, plan_words
from ppm_tui.store.change_plan import PlanLine
from ppm_tui.store.commands.lines import of_line
from ppm_tui.store.wanted import Wanted
from ppm_tui.terms import Minutes

EXAMPLES = "T-111 +5d · T-120 drop · T-103 start 6 apr · + New task for:3d after:T-103 ~16h @dan"
DROP = "drop"
_KNOWN = re.compile(r"([TPM]-\d{1,9})\s+(\S.*)", re.IGNORECASE | re.ASCII)
_SHIFT = re.compile(rf"([+-])\s*({plan_words.LENGTH})", re.ASCII)


def read(text: str, as_of: date) -> tuple[PlanLine, ...]:
    """The lines of a text. Raises Invalid, which names the line.

    Days are written out in them, so that what is kept means the same on another day.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return tuple(_read(lines, as_of))


def effort(text: str) -> Minutes:
    """More work, or less: `40h`, `-2d`. Raises Invalid."""
    bare = text.strip()
    minutes = plan_words.work(bare.lstrip("+-"))
    return Minutes(-minutes if bare.startswith("-") else minutes)


def _read(lines: list[str], as_of: date) -> Iterator[PlanLine]:
    for number, line in enumerate(lines, 1):
        with of_line(number):
            if line.startswith("+"):
                yield _new(line, as_of)
            elif line:
                yield _known(line, as_of)


def _new(line: str, as_of: date) -> PlanLine:
    row = outline.new_row(line.removeprefix("+"), as_of=as_of)
    text = outline.line(row)
    # The mark of a new line is left out where the line reads the same without it.
    short = text.replace(f"  [{outline.NEW}]", "", 1)
    is_same = outline.new_row(short, as_of=as_of) == row
    return PlanLine(f"+ {short if is_same else text}", new=row)


def _known(line: str, as_of: date) -> PlanLine:
    found = _KNOWN.fullmatch(line)
    if found is None:
        raise Invalid(f"«{formats.clip(line, 40)}» is no such line: {EXAMPLES}")
    ref, words = found[1].upper(), found[2]
    if words.casefold() == DROP:
        return PlanLine(f"{ref} {DROP}", ref, is_dropped=True)
    if shift := _SHIFT.fullmatch(words):
        return _shifted(ref, shift[1], shift[2])
    wanted = plan_words.parse(words, as_of=as_of)
    return PlanLine(f"{ref} {_typed(wanted)}", ref, wanted=wanted)


def _shifted(ref: str, sign: str, length: str) -> PlanLine:
    minutes = plan_words.work(length)
    if not minutes:
        raise Invalid(f"{ref} {sign}{length} changes nothing")
    text = f"{ref} {sign}{plan_words.typed(minutes)}"
    return PlanLine(text, ref, shift=minutes if sign == "+" else -minutes)


def _typed(wanted: Wanted) -> str:
    """What is wanted as it is typed, so that it reads back the same on another day."""
    days = (("start", wanted.start), ("finish", wanted.finish), ("by", wanted.deadline))
    parts = [f"{name} {day.isoformat()}" for name, day in days if day]
    if wanted.duration is not None:
        length = plan_words.typed(wanted.duration, is_elapsed=bool(wanted.is_elapsed))
        parts.append(f"for {length}")
    if wanted.work is not None:
        parts.append(f"work {plan_words.typed(wanted.work)}")
    if wanted.estimate is not None:
        parts.append(f"est {plan_words.estimate_text(wanted.estimate)}")
    if wanted.links:
        parts.append(f"after {', '.join(map(plan_words.link_text, wanted.links))}")
    if wanted.unlinks:
        parts.append(f"not after {', '.join(wanted.unlinks)}")
    return " ".join(parts)
