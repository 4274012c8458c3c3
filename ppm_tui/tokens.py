"""One line about something new: its text, and tokens among the words that say the rest.

`Supplier fails p4 i3 @ana due:fri` is a text, a probability, an impact, an owner and a day. What
kind of thing it is decides which tokens count; every other word belongs to the text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ppm_tui import dates, formats
from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words
from ppm_tui.terms import BillState, Minutes, Priority

Convert = Callable[[str, date], object]


@dataclass(frozen=True, slots=True)
class Token:
    """One way to say a field: how it looks, an example, the value that it gives, and its words."""

    field: str
    pattern: "re.Pattern[str]"
    example: str
    convert: Convert
    shown: Callable[[Any], str]


def _token(
    field: str, pattern: str, example: str, convert: Convert, shown: Callable[[Any], str]
) -> Token:
    return Token(field, re.compile(pattern, re.ASCII | re.IGNORECASE), example, convert, shown)


def _digit(text: str, _as_of: date) -> int:
    return int(text)


def _text(text: str, _as_of: date) -> str:
    return text


def _day(text: str, as_of: date) -> date:
    return dates.parse(text, as_of=as_of)


def _effort(text: str, _as_of: date) -> object:
    amount, rest = dates.effort(text)
    if rest:
        raise Invalid(f"~{text} is no effort: type ~40h, ~1h30 or ~45m")
    return amount


def _length(text: str, _as_of: date) -> object:
    minutes, is_elapsed = plan_words.length(text)
    if is_elapsed:
        raise Invalid(f"for:{text} counts by the clock: type working time, for:3d or for:16h")
    return minutes


def _estimate(text: str, _as_of: date) -> object:
    return plan_words.estimate(text)


def _links(text: str, _as_of: date) -> object:
    return plan_words.links(text)


def _after(links: Any) -> str:
    return "after " + ", ".join(plan_words.link_text(link) for link in links)


def _week(text: str, _as_of: date) -> object:
    return sum(dates.week(text))


def _priority(text: str, _as_of: date) -> object:
    return next(each for each in Priority if each.value.startswith(text.casefold()))


DUE_FORM = r"due:(\S+)", "due:fri", _day

PROBABILITY = _token("probability", r"p(\d)", "p4", _digit, lambda value: f"P{value}")
IMPACT = _token("impact", r"i(\d)", "i3", _digit, lambda value: f"I{value}")
URGENCY = _token("urgency", r"u(\d)", "u2", _digit, lambda value: f"urgency {value}")
OWNER = _token("owner", r"(?:@|owner:)(\w[^\s@]*)", "@ana", _text, lambda value: f"owner {value}")
DUE = _token("due", *DUE_FORM, lambda value: f"due {formats.weekday(value)}")
FINISH = _token("finish", *DUE_FORM, lambda value: f"finish {formats.weekday(value)}")
CLIENT = _token("client", r"client:(\S+)", "client:acme", _text, lambda value: f"client {value}")
PRIORITY = _token(
    "priority", r"!(u(?:rgent)?|h(?:igh)?|m(?:edium)?|l(?:ow)?)", "!high", _priority, str
)
DAYS = _token("days", r"([+-]\d{1,4})d", "+6d", _digit, formats.signed_days)
EFFORT = _token("minutes", r"~(\d\S*)", "~40h", _effort, formats.minutes)
WORK = _token("work", r"~(\d\S*)", "~16h", _effort, lambda value: f"work {formats.minutes(value)}")
START = _token(
    "start", r"start:(\S+)", "start:mon", _day, lambda value: f"start {formats.weekday(value)}"
)
LENGTH = _token(
    "duration", r"for:(\d\S*)", "for:3d", _length, lambda value: f"lasts {formats.duration(value)}"
)
ESTIMATE = _token(
    "estimate", r"est:(\d\S*)", "est:2d/3d/6d", _estimate,
    lambda value: f"estimate {plan_words.estimate_text(value)}",
)  # fmt: skip
AFTER = _token("after", r"after:(\S+)", "after:12FS+2d", _links, _after)
ROLE = _token("role", r"role:(\S+)", "role:QA", _text, lambda value: f"role {value}")
TEAM = _token("team", r"team:(\S+)", "team:Build", _text, lambda value: f"team {value}")
SKILLS = _token("skills", r"skills:(\S+)", "skills:SQL,SAP", _text, lambda value: f"can {value}")
WEEK = _token(
    "week_minutes", r"(\d[\d.,]*h)", "32h", _week, lambda value: f"{formats.minutes(value)} a week"
)
CHECK = _token("check_on", *DUE_FORM, lambda value: f"check {formats.weekday(value)}")
DECIDER = _token(
    "decider", r"(?:by:|@)(\w[^\s@]*)", "by:okafor", _text, lambda value: f"by {value}"
)
DECIDED = _token("day", r"on:(\S+)", "on:fri", _day, lambda value: f"on {formats.weekday(value)}")
APPLIES = _token(
    "applies_from", r"from:(\S+)", "from:mon", _day, lambda value: f"from {formats.weekday(value)}"
)
TOLD = _token("told_to", r"told:(\S+)", "told:team", _text, lambda value: f"told {value}")
AUTHORISER = _token("authoriser", r"by:(\S+)", "by:okafor", _text, lambda value: f"by {value}")

DECIDED_ON = _token("decided", r"on:(\S+)", "on:fri", _day,
                 lambda value: f"on {formats.weekday(value)}")  # fmt: skip

TOKENS: Mapping[str, tuple[Token, ...]] = {
    "project": (CLIENT, OWNER, FINISH),
    "task": (OWNER, LENGTH, AFTER, FINISH, START, WORK, ESTIMATE, PRIORITY),
    "action": (OWNER, FINISH, START, WORK, PRIORITY),
    "milestone": (OWNER, FINISH, AFTER),
    "phase": (OWNER, AFTER, PRIORITY),
    "risk": (PROBABILITY, IMPACT, OWNER, DUE),
    "issue": (URGENCY, IMPACT, OWNER, DUE),
    "assumption": (OWNER, CHECK),
    "decision": (DECIDER, DECIDED, DUE, APPLIES, TOLD),
    "change": (DAYS, EFFORT, AUTHORISER),
    "person": (ROLE, TEAM, SKILLS, WEEK),
    "verdict": (AUTHORISER, DECIDED_ON),
}
"""Which tokens a line about something may have."""
CHARGED = {
    "nc": BillState.NO_CHARGE,
    "nb": BillState.DO_NOT_BILL,
    "ch": BillState.BILLABLE,
}
"""What a line about time says of billing it, where it is not as usual."""


def parse(text: str, kind: str, *, as_of: date) -> tuple[str, dict[str, object]]:
    """The text without its tokens, and the fields these give. Raises Invalid.

    A field said twice counts as it was said last; a token of another kind is a word.
    """
    kept: list[str] = []
    fields: dict[str, object] = {}
    for word in text.split():
        token, value = _read(word, kind)
        if token is None:
            kept.append(word)
        else:
            fields[token.field] = token.convert(value, as_of)
    return (" ".join(kept) if fields else text.strip()), fields


def time(text: str) -> tuple[Minutes, BillState | None, str]:
    """Minutes, whether they are billed where that is said, and a note: `2h nc Called the bank`.

    `nc` is at no charge, `nb` not billed, `ch` billed; it stands right after the amount or at the
    end. Raises Invalid without an amount.
    """
    amount, note = dates.effort(text)
    words = note.split()
    for place in (0, -1):
        if words and (said := CHARGED.get(words[place].casefold())) is not None:
            del words[place]
            return amount, said, " ".join(words)
    return amount, None, note


def refuse_timeless(kind: str, fields: Mapping[str, object]) -> None:
    """Raise Invalid for a milestone that is at no time."""
    if kind == "milestone" and not fields.keys() & {"finish", "start", "after"}:
        raise Invalid("a milestone needs a day or what it waits for: add due:fri or after:12")


def _read(word: str, kind: str) -> tuple[Token | None, str]:
    for token in TOKENS[kind]:
        if found := token.pattern.fullmatch(word):
            return token, found[1]
    return None, word


def said(fields: Mapping[str, object], kind: str) -> list[str]:
    """The fields in words, in the order of the tokens."""
    return [token.shown(fields[token.field]) for token in TOKENS[kind] if token.field in fields]


def examples(kind: str) -> str:
    """The tokens of a kind as one might type them."""
    return " ".join(token.example for token in TOKENS[kind])
