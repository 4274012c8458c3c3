"""What people type to book somebody: how long, who, and when, in one line.

`2d firewall engineer w15..w16` asks for anybody with a role, `16h @dan 20 mar` for a person,
`4h skill:python mon..fri` for a skill; `hard` means that it is agreed.
"""

from datetime import date

from ppm_tui import dates
from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words
from ppm_tui.store.wanted import Demand
from ppm_tui.terms import BookingKind

EXAMPLES = "2d firewall engineer w15..w16 · 16h @dan 20 mar · 4h skill:python mon..fri hard"
MOST_WORDS = 3
"""Of a day: `Mon 20 Mar`."""
KINDS = {each.value: each for each in BookingKind}


def parse(text: str, *, as_of: date) -> tuple[Demand, BookingKind]:
    """What is wanted, and whether it is agreed. Raises Invalid, in the user's words.

    Who it is for may be missing: an option may say it.
    """
    words = text.split()
    kinds = [word.casefold() for word in words if word.casefold() in KINDS]
    words = [word for word in words if word.casefold() not in KINDS]
    if len(kinds) > 1:
        raise Invalid(f"hard and soft are said together in «{text}»")
    if not words:
        raise Invalid(EXAMPLES)
    minutes = plan_words.work(words[0])
    who, first, last = _when(words[1:], as_of)
    kind = KINDS[kinds[0]] if kinds else BookingKind.SOFT
    return Demand(minutes, first, last, **_who(who)), kind


def _when(words: list[str], as_of: date) -> tuple[list[str], date, date]:
    """The words before the days, and the days, which stand at the end."""
    place = next((n for n, word in enumerate(words) if dates.RANGE in word), None)
    end = len(words) if place is None else place + 1
    for begin in range(max(0, end - MOST_WORDS), len(words)):
        try:
            first, last = dates.days(" ".join(words[begin:]), as_of=as_of)
        except Invalid:
            continue
        return words[:begin], first, last
    raise Invalid(f"when? a day, a week or days such as w15..w16 stand at the end: {EXAMPLES}")


def _who(words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = []
    for word in words:
        if word.startswith("@") and len(word) > 1:
            found["person"] = word[1:]
        elif word.casefold().startswith("skill:"):
            found["skill"] = word[len("skill:") :]
        else:
            rest.append(word)
    role = " ".join(rest)
    return found | ({"role": role[:1].upper() + role[1:]} if role else {})
