"""What people type when somebody is away: why, when, and who, in one line.

`leave 23..27 mar` and `sick today` are whole days, `leave fri 4h` is so much less of one;
`@ben` says who.
"""

from datetime import date

from ppm_tui import dates
from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words
from ppm_tui.store.wanted import Away
from ppm_tui.terms import AbsenceKind, Minutes

EXAMPLES = "leave 23..27 mar · sick today · leave fri 4h · training w15 @ben"
LEAST = 4
"""Letters of a reason: `sick`, `train`."""


def parse(text: str, *, as_of: date) -> Away | None:
    """Who is away when, and why; None where it does not begin with why. Raises Invalid.

    An amount right after it is no leave: so begins a booking of a project that is called so.
    """
    first, *words = text.split() or [""]
    kind = _kind(first)
    if kind is None or (words and _is_work(words[0])):
        return None
    people = [word for word in words if word.startswith("@")]
    amounts = [minutes for word in words if (minutes := _amount(word))]
    when = " ".join(word for word in words if word not in people and not _amount(word))
    if len(people) > 1 or len(amounts) > 1:
        raise Invalid(f"one person and one time in a line: {EXAMPLES}")
    if not when:
        raise Invalid(f"when? {EXAMPLES}")
    begin, end = dates.span(when, as_of=as_of)
    return Away(
        kind,
        begin,
        end,
        people[0].removeprefix("@") if people else None,
        amounts[0] if amounts else None,
    )


def _kind(word: str) -> AbsenceKind | None:
    typed = word.casefold()
    if len(typed) < LEAST:
        return None
    return next((each for each in AbsenceKind if each.value.startswith(typed)), None)


def _is_work(word: str) -> bool:
    try:
        plan_words.work(word)
    except Invalid:
        return False
    return not word.isdecimal()


def _amount(word: str) -> Minutes | None:
    """`4h`, `1h30`, `45m`; a number alone is a day."""
    if word.isdecimal():
        return None
    try:
        minutes, rest = dates.effort(word)
    except Invalid:
        return None
    return minutes if not rest else None
