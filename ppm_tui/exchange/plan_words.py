"""What people type about when a task is done: dates, durations, work and links, in one line.

`20 mar` is a finish, `start mon` a start, `3d` `16h` `2w` a duration (`3ed` by the clock, and
`0d` or `milestone` is none),
`work 16h` the work, `est 2d/3d/6d` what it takes at best, most likely and at worst, `by fri` a
deadline, `after 12FS+2d, T-4` what it waits for and `not after 4` what it no longer waits for.
Several may follow each other: `start mon 3d after 12`.
"""

import re
from collections.abc import Iterator
from datetime import date

from ppm_tui import dates, formats
from ppm_tui.analysis.estimates import Estimate
from ppm_tui.errors import Invalid
from ppm_tui.exchange import cell_links, cell_values
from ppm_tui.store.wanted import Link, Wanted
from ppm_tui.terms import LagKind, LinkType, Minutes

EXAMPLES = (
    "20 mar · start mon · 3d · 16h · work 2d · est 2d/3d/6d · by fri · after 12FS+2d · not after 12"
)
KEYWORDS = {
    "start": "start", "from": "start", "finish": "finish", "until": "finish", "to": "finish",
    "by": "deadline", "deadline": "deadline", "for": "duration", "lasts": "duration",
    "work": "work", "est": "estimate", "estimate": "estimate",
    "after": "links", "not after": "unlinks", "unlink": "unlinks",
}  # fmt: skip
_KEYWORD = re.compile(rf"(?:^|\s)({'|'.join(sorted(KEYWORDS, key=len, reverse=True))})(?=\s|$)")
LENGTH = r"\d[\d.,]*\s?e?(?:min|mo|[mhdw])(?:\d{1,2}m?)?"
NONE = "milestone"
_LENGTH = re.compile(f"{LENGTH}|{NONE}", re.ASCII)
_HOURS = re.compile(r"(\d+)h(\d{1,2})m?", re.ASCII)


def parse(text: str, *, as_of: date) -> Wanted:
    """What is wanted of a task. Raises Invalid, in the user's words."""
    found: dict[str, object] = {}
    for field, words in _parts(text):
        for name, value in _read(field, words, as_of):
            if name in found:
                raise Invalid(f"{_label(name)} is said twice in «{text}»")
            found[name] = value
    if not found:
        raise Invalid(EXAMPLES)
    return Wanted(**found)  # type: ignore[arg-type]  # by the names of its fields


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The words of each keyword; those before the first stand for themselves."""
    lowered = " ".join(text.split())
    marks = list(_KEYWORD.finditer(lowered.casefold()))
    first = marks[0].start() if marks else len(lowered)
    if lowered[:first].strip():
        yield "", lowered[:first].strip()
    ends = [mark.start() for mark in marks[1:]] + [len(lowered)]
    for mark, end in zip(marks, ends, strict=False):
        yield KEYWORDS[mark[1]], lowered[mark.end() : end].strip()


def _read(field: str, words: str, as_of: date) -> Iterator[tuple[str, object]]:
    if not words:
        raise Invalid(f"something is missing after {_label(field)}: {EXAMPLES}")
    if field == "links":
        yield field, links(words)
    elif field == "estimate":
        yield field, estimate(words)
    elif field == "unlinks":
        yield field, tuple(link.ref for link in links(words))
    elif field in ("work", "duration"):
        yield from _amount(field, words)
    else:
        rest, length = _without_length(words)
        if rest:
            yield field or "finish", dates.parse(rest, as_of=as_of)
        if length:
            yield from _amount("duration", length)


def _without_length(words: str) -> tuple[str, str]:
    """A date and the duration behind it; either may be missing."""
    for match in _LENGTH.finditer(words):
        if match.end() == len(words) and (not match.start() or words[match.start() - 1] == " "):
            return words[: match.start()].strip(), match[0]
    return words, ""


def length(text: str) -> tuple[Minutes, bool]:
    """Working minutes, or clock minutes and True: `3d`, `16h`, `1h30`, `2w`, `3ed`. Invalid."""
    if text.strip() == NONE:
        return Minutes(0), False
    if mixed := _HOURS.fullmatch(text.strip()):
        return Minutes(int(mixed[1]) * 60 + int(mixed[2])), False
    try:
        found = cell_values.duration(text)
    except ValueError as error:
        raise Invalid(f"«{text}» is no duration: 3d, 16h, 1h30, 2w or 3ed is") from error
    return found.minutes, found.is_elapsed


def work(text: str) -> Minutes:
    """Minutes of work: `16h`, `2d`, `1h30`. Raises Invalid, also for time by the clock."""
    minutes, is_elapsed = length(text)
    if is_elapsed or text.strip() == NONE:
        raise Invalid("work counts by working time: 16h, not 16eh")
    return minutes


def tolerance(text: str) -> Minutes:
    """Minutes of float: `2d`, `4h`, `0d`. Raises Invalid, also for time by the clock."""
    minutes, is_elapsed = length(text)
    if is_elapsed or text.strip() == NONE:
        raise Invalid("float counts by working time: 2d, not 2ed")
    return minutes


def estimate(text: str) -> Estimate:
    """What is expected at best, most likely and at worst, in working time: `2d/3d/6d`. Invalid."""
    points = [length(part) for part in text.split("/")]
    if len(points) != 3:
        raise Invalid(f"«{text}» is no estimate: type best, likely, worst as 2d/3d/6d")
    if any(is_elapsed for _, is_elapsed in points):
        raise Invalid("an estimate counts by working time: 2d/3d/6d")
    return Estimate(*(minutes for minutes, _ in points))


def estimate_text(found: Estimate) -> str:
    """An estimate as it is typed: `2d/3d/6d`."""
    points = (found.optimistic, found.likely, found.pessimistic)
    return "/".join(typed(int(point)) for point in points)


def _amount(field: str, words: str) -> Iterator[tuple[str, object]]:
    if field == "work":
        yield "work", work(words)
    else:
        minutes, is_elapsed = length(words)
        yield "duration", minutes
        yield "is_elapsed", is_elapsed


def links(text: str) -> tuple[Link, ...]:
    """What is waited for, as typed: `12FS+2d, T-4`; numbers and names are for the plan to find."""
    try:
        found = cell_links.predecessors(text)
    except ValueError as error:
        raise Invalid(f"«{text}»: {error}; a link is typed as 12, T-12 or 12FS+2d") from error
    return tuple(Link(each.ref, each.type, each.lag, each.lag_kind) for each in found)


def said(wanted: Wanted) -> list[str]:
    """What is wanted, in words: `finish Fri 20 Mar`, `lasts 3d`, `after 12 FS+2d`."""
    days = (("start", wanted.start), ("finish", wanted.finish), ("deadline", wanted.deadline))
    parts = [f"{name} {formats.weekday(day)}" for name, day in days if day]
    if wanted.duration is not None:
        clock = " by the clock" if wanted.is_elapsed else ""
        lasts = f"lasts {formats.duration(wanted.duration)}{clock}"
        parts.append(lasts if wanted.duration else f"a {NONE}")
    if wanted.work is not None:
        parts.append(f"work {formats.minutes(wanted.work)}")
    if wanted.estimate is not None:
        parts.append(f"estimate {estimate_text(wanted.estimate)}")
    parts += [f"after {link_text(link)}" for link in wanted.links]
    return parts + [f"not after {ref}" for ref in wanted.unlinks]


def link_text(link: Link) -> str:
    """A link as it is typed: `T-12`, `T-12SS`, `T-12FS+2d`."""
    if not link.lag:
        return link.ref + (link.type.value if link.type is not LinkType.FS else "")
    sign = "+" if link.lag > 0 else "-"
    amount = f"{abs(link.lag)}%" if link.lag_kind is LagKind.PERCENT else typed(
        abs(link.lag), is_elapsed=link.lag_kind is LagKind.ELAPSED
    )  # fmt: skip
    return f"{link.ref}{link.type.value}{sign}{amount}"


def typed(minutes: int, *, is_elapsed: bool = False) -> str:
    """A duration so that it reads back exactly: whole days, else hours, else minutes."""
    mark, day = ("e", 1440) if is_elapsed else ("", 480)
    for unit, size in (("d", day), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{mark}{unit}"
    return f"{minutes}{mark}m"


def _label(field: str) -> str:
    names = {"links": "after", "unlinks": "not after", "is_elapsed": "duration", "": "the line"}
    return names.get(field, field)
