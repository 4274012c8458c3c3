"""Headings of tables, as other tools write them, to fields of ours: the guess and its words.

Words are compared in small letters, without units in parentheses; of several headings for one
field the one named first here wins, and the others keep their values with each row.
"""

import re

from ppm_tui.errors import Invalid
from ppm_tui.exchange.cell_values import CODES, SIGNS, UNIT_OF
from ppm_tui.exchange.register_headings import LOG_WORDS, RISKS
from ppm_tui.exchange.risk_headings import RISK_WORDS as REGISTER_WORDS
from ppm_tui.exchange.team_headings import LEAVE_WORDS, PEOPLE_WORDS, TIME_WORDS
from ppm_tui.terms import FILE_KINDS

TASK_WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        *("issue key", "unique id", "task id", "ticket #", "ticket number", "ticket id"),
        *("ticket", "key", "#", "id", "action id", "activity id", "work item id", "item id"),
        *("issue id", "einmalige nr", "vorgangsnummer", "aufgaben id", "ticketnummer", "nr"),
        *("uid", "no", "nummer", "number", "lfd nr", "pos", "position"),
    ),
    "other_id": ("id", "issue id", "#", "nr", "vorgangsnummer"),
    "name": (
        *("task name", "name", "title", "subject", "summary description", "task", "activity name"),
        *("activity", "action", "ticket summary", "issue title", "work item", "summary"),
        *("vorgangsname", "vorgang", "aufgabenname", "aufgabe", "bezeichnung", "titel", "thema"),
        *("zusammenfassung", "maßnahme", "arbeitspaket", "betreff", "project name", "project"),
        *("projektname", "projekt"),
    ),
    "project": (
        *("project name", "project", "projects", "projektname", "projekt", "projekte"),
        "project key",
    ),
    "client": (
        *("client", "client name", "customer", "customer name", "company", "company name"),
        *("kunde", "kundenname", "auftraggeber", "mandant", "firma"),
    ),
    "parent": (
        *("parent key", "parent id", "parent task id", "parent", "parent task", "parent issue"),
        *("parent name", "parent wbs", "epic link", "übergeordnetes ticket", "übergeordnet"),
        *("übergeordneter vorgang", "übergeordnete aufgabe", "sammelvorgang"),
    ),
    "level": ("outline level", "level", "indent", "gliederungsebene", "ebene"),
    "wbs": (
        *("wbs", "wbs code", "outline number", "psp code", "psp", "psp element"),
        *("gliederungsnummer", "strukturcode"),
    ),
    "phase": ("phase", "section column", "section", "abschnitt", "phase name"),
    "start": (
        *("start", "start date", "planned start", "planned start date", "scheduled start"),
        *("estimated start", "estimated start date", "est start", "est start date", "begin"),
        *("begin date", "start time", "target start", "anfang", "beginn", "startdatum"),
        *("anfangstermin", "start datum", "starttermin"),
    ),
    "finish": (
        *("finish", "finish date", "planned finish", "scheduled finish", "end", "end date"),
        *("planned end", "estimated end", "estimated end date", "estimated finish", "est end"),
        *("est end date", "ende", "enddatum", "endtermin", "fertigstellung", "fertig stellen"),
    ),
    "deadline": (
        *("deadline", "stichtag", "due date", "due", "due on", "target date", "target end"),
        *("required date", "abgabedatum", "fällig", "fällig am", "fälligkeit", "fälligkeitsdatum"),
        *("frist", "zieldatum", "zieltermin", "termin"),
    ),
    "duration": ("duration", "scheduled duration", "planned duration", "dauer"),
    "work": (
        *("work", "estimated time", "original estimate", "estimated hours", "budget hours"),
        *("planned hours", "est hours", "estimate", "effort", "estimated effort", "hours budget"),
        *("arbeit", "geschätzter aufwand", "geplanter aufwand", "aufwand", "soll stunden"),
        *("budgetstunden", "plan stunden"),
    ),
    "actual_work": (
        *("actual work", "actual hours", "time spent", "spent time", "completed work"),
        *("spent hours", "hours actual", "aktuelle arbeit", "ist arbeit", "aufgewendete zeit"),
        *("ist stunden", "tatsächliche arbeit"),
    ),
    "remaining_work": (
        *("remaining work", "remaining estimate", "remaining hours", "verbleibende arbeit"),
        *("restaufwand", "reststunden"),
    ),
    "actual_start": ("actual start", "actual start date", "tatsächlicher anfang", "ist anfang"),
    "actual_finish": (
        *("actual finish", "actual end", "actual end date", "completed at", "completed on"),
        *("date completed", "resolved", "closed", "tatsächliches ende", "ist ende", "geschlossen"),
        *("abgeschlossen am", "erledigt am"),
    ),
    "percent_complete": (
        *("% complete", "percent complete", "% done", "percent done", "done %", "complete %"),
        *("% abgeschlossen", "% erledigt", "prozent abgeschlossen", "progress", "fortschritt"),
        *("fertigstellungsgrad", "fertig %"),
    ),
    "percent_work": ("% work complete", "percent work complete", "% arbeit abgeschlossen"),
    "predecessors": (
        *("predecessors", "predecessor", "blocked by (dependencies)", "blocked by"),
        *("inward issue link (blocks)", "depends on", "dependencies", "vorgänger"),
        *("abhängigkeiten", "abhängig von"),
    ),
    "resources": ("resource names", "resources", "ressourcennamen", "ressourcen", "resource(s)"),
    "owner": (
        *("assignee", "assigned to", "owner", "task owner", "responsible", "resource"),
        *("zugewiesen", "zugewiesen an", "bearbeiter", "verantwortlich", "verantwortlicher"),
        *("zuständig", "besitzer"),
    ),
    "cost": (
        *("cost", "total cost", "planned cost", "budget cost", "budget", "amount", "kosten"),
        *("gesamtkosten", "plankosten"),
    ),
    "fixed_cost": ("fixed cost", "feste kosten"),
    "actual_cost": ("actual cost", "aktuelle kosten", "istkosten", "tatsächliche kosten"),
    "remaining_cost": ("remaining cost", "verbleibende kosten"),
    "notes": ("description", "notes", "body", "details", "beschreibung", "notizen"),
    "status": ("status", "state", "zustand"),
    "priority": ("priority", "priorität", "prio"),
    "type": (
        *("issue type", "tracker", "work item type", "ticket type", "type", "vorgangsart", "typ"),
    ),
    "milestone": ("milestone", "is milestone", "meilenstein"),
    "active": ("active", "aktiv"),
    "constraint": ("constraint type", "einschränkungsart"),
    "constraint_date": ("constraint date", "einschränkungstermin"),
    "baseline_start": ("baseline start", "geplanter anfang"),
    "baseline_finish": ("baseline finish", "geplantes ende"),
    "baseline_duration": ("baseline duration", "geplante dauer"),
    "baseline_work": ("baseline work", "geplante arbeit"),
    "baseline_cost": ("baseline cost", "geplante kosten"),
}
PROJECT_WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        *("project id", "project number", "project #", "project no", "projektnummer"),
        *("projekt id", *TASK_WORDS["id"]),
    ),
    "key": ("project key", "projektkürzel", "kürzel", "code"),
    "name": ("project name", "project", "projektname", "projekt", *TASK_WORDS["name"]),
    "client": TASK_WORDS["client"],
    "owner": (
        *("project manager", "manager", "pm", "project lead", "lead", "projektleiter"),
        *("projektleitung", *TASK_WORDS["owner"]),
    ),
    "sponsor": ("sponsor", "project sponsor", "executive sponsor"),
    "stage": ("stage", "phase", *TASK_WORDS["status"]),
    "rag": ("rag", "rag status", "health", "traffic light", "ampel", "ampelstatus"),
    "rag_reason": ("rag reason", "status reason", "reason", "begründung"),
    "cost": TASK_WORDS["cost"],
    "work": TASK_WORDS["work"],
    "currency": REGISTER_WORDS["currency"],
    "percent_complete": TASK_WORDS["percent_complete"],
    "finish": (*TASK_WORDS["finish"], *TASK_WORDS["deadline"]),
    "notes": TASK_WORDS["notes"],
}
TASK_COLUMNS = ("project", "parent", "start", "duration")
PLAN, PEOPLE, LEAVE, TIME, *_ = FILE_KINDS
TEAM_WORDS = {
    PEOPLE: PEOPLE_WORDS, LEAVE: LEAVE_WORDS, TIME: TIME_WORDS, RISKS: REGISTER_WORDS, **LOG_WORDS,
}  # fmt: skip
FIELDS = {
    PLAN: {*TASK_WORDS, *PROJECT_WORDS},
    **{kind: set(words) for kind, words in TEAM_WORDS.items()},
}
ALWAYS_DEADLINE = {"deadline", "stichtag"}
RISK_WORDS = re.compile(
    r"\b(risk|threat|vulnerability|likelihood|probability|residual|treatment|mitigation|impact"
    r"|risiko\w*|bedrohung|eintrittswahrscheinlichkeit|auswirkung)\b"
)

_UNIT_IN_PARENTHESES = re.compile(r"\s?[(\[]([^()\[\]]*)[)\]]\s?$")
"""Each bracket is looked at once: a line of 100,000 of them is a file that somebody may give."""
SECONDS = {"s", "sec", "seconds", "sekunden"}
_UNITS = {*UNIT_OF, *SECONDS, "%", *(code.lower() for code in CODES), *SIGNS}


def plain(heading: str) -> str:
    """A heading as compared: small letters, words apart, without a unit in parentheses."""
    text = re.sub(r"(?<=[a-zäöü])(?=[A-Z])", " ", heading.strip()).lower()
    if wrapped := re.fullmatch(r"custom field \((.*)\)", text):
        text = wrapped[1]
    if unit_in(heading):
        text = _UNIT_IN_PARENTHESES.sub("", text)
    text = text.replace("%", " % ")
    return " ".join(re.sub(r"[_./:\-]", " ", text).split())


def unit_in(heading: str) -> str:
    """The unit or currency at the end of a heading, in small letters, such as h of `Work (h)`."""
    match = _UNIT_IN_PARENTHESES.search(heading)
    word = match[1].strip().lower() if match else ""
    return word if word in _UNITS else ""


def guess(
    headings: list[str], given: dict[str, str] | None = None, kind: str = PLAN
) -> dict[str, str]:
    """Heading to field, for the headings that say something to us in a table of that kind.

    A given mapping overrides the guess; an empty field there leaves the heading unmapped.
    Invalid if it names a field that such a table does not have.
    """
    chosen = {h: f for h, f in (given or {}).items() if h in headings}
    _refuse_unknown(chosen, kind)
    if kind != PLAN:
        return _placed(headings, chosen, TEAM_WORDS[kind])
    if _has_project_rows(headings, chosen):
        return _placed(headings, chosen, PROJECT_WORDS)
    return _due_as_finish(_placed(headings, chosen, TASK_WORDS), chosen)


def _placed(
    headings: list[str], chosen: dict[str, str], words: dict[str, tuple[str, ...]]
) -> dict[str, str]:
    mapping = {heading: name for heading, name in chosen.items() if name}
    for name, candidates in words.items():
        if name not in mapping.values():
            free = {plain(h): h for h in reversed(headings) if h not in mapping and h not in chosen}
            heading = next((free[word] for word in candidates if word in free), None)
            if heading is not None:
                mapping[heading] = name
    return mapping


def has_project_rows(fields: set[str]) -> bool:
    """Whether a table with these fields has one project a row: a client, nothing of tasks."""
    return "client" in fields and not fields & set(TASK_COLUMNS)


def is_risk_register(headings: list[str]) -> bool:
    """Whether the headings speak of risks more than of tasks."""
    about_risk = sum(bool(RISK_WORDS.search(plain(heading))) for heading in headings)
    return about_risk >= 3 and about_risk * 5 >= len(headings)


def _has_project_rows(headings: list[str], chosen: dict[str, str]) -> bool:
    guessed = {name for name in TASK_WORDS if _first(name, headings, chosen)}
    if "project" in guessed and _first("name", headings, chosen) == _first(
        "project", headings, chosen
    ):
        guessed.discard("project")
    return has_project_rows({*guessed, *chosen.values()})


def _first(name: str, headings: list[str], chosen: dict[str, str]) -> str | None:
    free = {plain(heading): heading for heading in reversed(headings) if heading not in chosen}
    return next((free[word] for word in TASK_WORDS[name] if word in free), None)


def _due_as_finish(mapping: dict[str, str], chosen: dict[str, str]) -> dict[str, str]:
    """Beside a start, and with no other finish, a due date is the planned finish."""
    fields = set(mapping.values())
    if "start" not in fields or "finish" in fields:
        return mapping
    return {
        heading: "finish"
        if name == "deadline" and heading not in chosen and plain(heading) not in ALWAYS_DEADLINE
        else name
        for heading, name in mapping.items()
    }


def _refuse_unknown(chosen: dict[str, str], kind: str) -> None:
    for heading, name in chosen.items():
        if name and name not in FIELDS[kind]:
            known = ", ".join(sorted(FIELDS[kind]))
            raise Invalid(
                f'column "{heading}" is mapped to "{name}"; fields of {kind} are: {known}'
            )
