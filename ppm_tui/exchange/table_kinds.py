"""What a table holds, told by its headings: a plan, people, leave, time or risks."""

from collections.abc import Mapping, Sequence

from ppm_tui.errors import Invalid
from ppm_tui.exchange.headings import (
    FIELDS,
    LEAVE,
    PEOPLE,
    PLAN,
    PROJECT_WORDS,
    RISKS,
    TASK_WORDS,
    TIME,
    guess,
    is_risk_register,
    plain,
)
from ppm_tui.terms import FILE_KINDS

WHO = {"person", "login", "email", "first_name", "last_name"}
PLACES = {"project", "project_key", "task", "task_key"}
HOURS = {"week", "fte", "skills", "availability", "target"}
ABOUT_PEOPLE = HOURS | {
    *("first_name", "last_name", "email", "key", "initials", "role", "team", "valid_from"),
    "region",
}
ALSO_OF_PEOPLE = {"id", "other_id", "name", "notes", "status", "active", "type", "start"}
"""Fields of tasks under whose headings a list of people may have something of its own."""
LITTLE = {"id", "other_id", "name", "notes", "active"}
PLAN_WORDS = {word for words in (*TASK_WORDS.values(), *PROJECT_WORDS.values()) for word in words}
TIMED = {"start time", "end time", "startzeit", "endzeit"}


class _Guesses:
    """The headings read as each kind of table."""

    def __init__(self, titles: Sequence[str], given: Mapping[str, str]) -> None:
        self.titles, self.given = titles, given
        self._read = {kind: guess(list(titles), self._known(kind), kind) for kind in FILE_KINDS}

    def _known(self, kind: str) -> dict[str, str]:
        return {t: name for t, name in self.given.items() if not name or name in FIELDS[kind]}

    def fields(self, kind: str) -> set[str]:
        return set(self._read[kind].values())

    def own(self, kind: str) -> set[str]:
        """The fields that stand under headings which no plan has, or which somebody chose."""
        found = self._read[kind].items()
        return {name for t, name in found if t in self.given or plain(t) not in PLAN_WORDS}


def kind_of(titles: Sequence[str], given: Mapping[str, str] | None = None) -> str | None:
    """Which kind of table has these headings, None if none; `given` maps some of them to fields.

    Invalid when it may be one or the other, or when no kind has all the fields that are given.
    """
    chosen = {t: name for t, name in (given or {}).items() if t in titles}
    guesses = _Guesses(titles, chosen)
    found = _fitting(guesses, _having(chosen))
    if len(found) > 1:
        ways = " or ".join(f"--as {kind}" for kind in found)
        raise Invalid(f"this table may be {' or '.join(found)}: say which, with {ways}")
    return found[0] if found else None


def _having(chosen: Mapping[str, str]) -> list[str]:
    """The kinds that have all the fields that are given."""
    wanted = {name: title for title, name in chosen.items() if name}
    kinds = [kind for kind in FILE_KINDS if FIELDS[kind] >= wanted.keys()]
    if not kinds:
        known = set().union(*FIELDS.values())
        strange = {n: title for n, title in wanted.items() if n not in known} or wanted
        said = ", ".join(f'"{title}" is mapped to "{name}"' for name, title in strange.items())
        raise Invalid(f"column {said}; fields are: {', '.join(sorted(known))}")
    return kinds


def _fitting(guesses: _Guesses, kinds: Sequence[str]) -> list[str]:
    """The kinds that it may be; what is clearly risks, time or leave is nothing else."""
    found = [kind for kind in kinds if _FITS[kind](guesses)]
    if RISKS in found:
        return [RISKS]
    if TIME in found:
        other = {PEOPLE, PLAN} if _is_clearly_time(guesses) else {PEOPLE}
    elif LEAVE in found:
        other = {PLAN} if guesses.own(LEAVE) & {"first", "kind"} else set()
        other |= set() if guesses.own(PEOPLE) & HOURS else {PEOPLE}
    else:
        other = set()
    return [kind for kind in found if kind not in other]


def _is_plan(guesses: _Guesses) -> bool:
    return "name" in guesses.fields(PLAN) and not _is_people_only(guesses)


def _is_people(guesses: _Guesses) -> bool:
    is_plan = "name" in guesses.fields(PLAN)
    return _is_people_only(guesses) or (not is_plan and _has_people(guesses))


def _is_people_only(guesses: _Guesses) -> bool:
    """A name, what is said of people alone, and nothing that is said of tasks alone."""
    allowed = ALSO_OF_PEOPLE if len(guesses.own(PEOPLE) & ABOUT_PEOPLE) > 1 else LITTLE
    return _has_people(guesses) and guesses.fields(PLAN) <= allowed


def _has_people(guesses: _Guesses) -> bool:
    fields = guesses.fields(PEOPLE)
    is_named = "name" in fields or {"first_name", "last_name"} <= fields
    return is_named and bool(guesses.own(PEOPLE) & ABOUT_PEOPLE)


def _is_leave(guesses: _Guesses) -> bool:
    """Somebody from a day on, until another one or for some reason, and on no project or task."""
    fields = guesses.fields(LEAVE)
    has_days = "first" in fields and fields & {"last", "kind", "half"}
    is_told = guesses.own(LEAVE) & {"first", "kind", *WHO}
    return bool(has_days and is_told) and not guesses.fields(TIME) & PLACES


def _is_time(guesses: _Guesses) -> bool:
    """Hours on a day on some project or task, of somebody; a plan has a start instead of a day."""
    fields = guesses.fields(TIME)
    if not ({"minutes", "day"} <= fields and fields & PLACES):
        return False
    return bool(guesses.own(TIME) & (WHO | {"day"}))


def _is_clearly_time(guesses: _Guesses) -> bool:
    is_timed = not TIMED.isdisjoint(map(plain, guesses.titles))
    return is_timed or bool(guesses.own(TIME) & {"day", "billable"})


def _is_risks(guesses: _Guesses) -> bool:
    """A title, rated by how likely it is and what it does, or headings that speak of risks."""
    fields = guesses.fields(RISKS)
    is_rated = {"probability", "impact"} <= fields
    return "title" in fields and (is_rated or is_risk_register(list(guesses.titles)))


_FITS = {
    PLAN: _is_plan, PEOPLE: _is_people, LEAVE: _is_leave, TIME: _is_time, RISKS: _is_risks,
}  # fmt: skip
