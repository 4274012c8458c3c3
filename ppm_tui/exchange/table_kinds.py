"""What a table holds, told by its headings: a plan, people, leave, time, or a register."""

from collections.abc import Mapping, Sequence

from ppm_tui.errors import Invalid
from ppm_tui.exchange.headings import (
    FIELDS,
    LEAVE,
    PEOPLE,
    PLAN,
    PROJECT_WORDS,
    TASK_WORDS,
    TIME,
    guess,
    is_risk_register,
    plain,
)
from ppm_tui.exchange.register_headings import (
    HINTING,
    LOG_WORDS,
    OF_TASKS,
    PROJECT,
    RISKS,
    TELLING,
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

    def under(self, kind: str, field: str) -> set[str]:
        """The heading of a field, as it is compared."""
        return {plain(title) for title, name in self._read[kind].items() if name == field}

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
    """The kinds that it may be; what is clearly a register, time or leave is nothing else."""
    found = [kind for kind, is_it in _FITS.items() if kind in kinds and is_it(guesses)]
    logs = [kind for kind in _logs(guesses, set(found)) if kind in kinds]
    if RISKS in found and (_is_rated(guesses) or not logs):
        return [RISKS]
    if logs and not {PEOPLE, LEAVE, TIME} & set(found):
        return logs
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
    is_titled = "title" in guesses.fields(RISKS)
    return is_titled and (_is_rated(guesses) or is_risk_register(list(guesses.titles)))


def _is_rated(guesses: _Guesses) -> bool:
    return {"probability", "impact"} <= guesses.fields(RISKS)


def _logs(guesses: _Guesses, found: set[str]) -> list[str]:
    """The other registers of which the headings speak, a hint being enough if it is nothing else.

    A plan says how long its tasks are, or calls them otherwise than a log does what it holds; one
    of which the names would be those of projects, but no clients, is none.
    """
    if guesses.fields(PLAN) & OF_TASKS:
        return []
    names = guesses.under(PLAN, "name")
    said = set(map(plain, guesses.titles))
    logs = [kind for kind, words in LOG_WORDS.items() if names <= {*words["title"], *PROJECT}
            and "title" in guesses.fields(kind)]  # fmt: skip
    told = [kind for kind in logs if said & TELLING[kind]]
    is_plan = bool(names - set(PROJECT)) or "client" in guesses.fields(PLAN)
    if told or found - {PLAN} or (found and is_plan):
        return told
    return [kind for kind in logs if said & HINTING[kind]]


_FITS = {
    PLAN: _is_plan, PEOPLE: _is_people, LEAVE: _is_leave, TIME: _is_time, RISKS: _is_risks,
}  # fmt: skip
