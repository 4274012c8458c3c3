"""Headings of the logs of issues, changes, assumptions and decisions, as other tools write them.

The words as in `team_headings`, and which of them tell what a log is of.
"""

from ppm_tui.exchange.risk_headings import RISK_WORDS, TYPE
from ppm_tui.terms import REGISTERS

RISKS, ISSUES, CHANGES, ASSUMPTIONS, DECISIONS = REGISTERS

ISSUE = ("issue", "problem", "offener punkt")
CHANGE = (
    *("change request", "cr", "change", "rfc", "request for change", "änderungsantrag"),
    *("änderung", "änderungsanforderung"),
)
ASSUMPTION = ("assumption", "annahme")
DECISION = ("decision", "entscheidung", "beschluss", "entscheid")
IDS = ("key", "id", "no", "nr", "number", "#", "ref", "reference", "nummer")
TITLES = ("title", "name", "summary", "titel")
PLAIN_TITLES = (
    *("title", "short description", "summary", "subject", "name", "titel", "betreff"),
    *("kurzbeschreibung", "bezeichnung", "zusammenfassung", "thema"),
)
PROJECT = RISK_WORDS["project"]
DESCRIPTION = ("description", "details", "body", "notes", "beschreibung", "erläuterung")
OWNER = (
    *("owner", "assigned to", "assignee", "responsible", "action owner", "verantwortlich"),
    *("verantwortlicher", "verantwortliche", "zuständig", "bearbeiter", "zugewiesen an"),
)
STATUS = RISK_WORDS["status"]
RAISED = (
    *("raised", "date raised", "raised on", "raised date", "identified on", "date identified"),
    *("date logged", "logged on", "reported on", "date reported", "opened", "opened at", "created"),
    *("created on", "date created", "created at", "erfasst am", "gemeldet am", "angelegt am"),
    *("erstellt am", "date", "datum"),
)
DUE = (
    *RISK_WORDS["due"],
    *("due on", "target resolution date", "resolve by", "resolution due", "needed by"),
    *("required by", "deadline", "frist", "zieltermin", "zu erledigen bis"),
)
FROM_RISK = ("from risk", "risk", "risk id", "related risk", "linked risk", "risiko")
FROM_ISSUE = ("from issue", "issue", "issue id", "related issue", "linked issue")


def _ids(nouns: tuple[str, ...]) -> tuple[str, ...]:
    return (*(f"{noun} {each}" for noun in nouns for each in IDS), *IDS)


def _titles(nouns: tuple[str, ...]) -> tuple[str, ...]:
    """Its own title first; a description is the title where there is no other."""
    own = (f"{noun} {each}" for each in TITLES for noun in nouns)
    described = (f"{noun} {each}" for each in ("description", "beschreibung") for noun in nouns)
    return (*own, *nouns, *PLAIN_TITLES, *described, *DESCRIPTION)


def _described(nouns: tuple[str, ...]) -> tuple[str, ...]:
    said = ("description", "details", "beschreibung")
    return (*(f"{noun} {each}" for each in said for noun in nouns), *DESCRIPTION)


def _of(nouns: tuple[str, ...], what: tuple[str, ...], usual: tuple[str, ...]) -> tuple[str, ...]:
    return (*(f"{noun} {each}" for noun in nouns for each in what), *usual)


ISSUE_WORDS: dict[str, tuple[str, ...]] = {
    "id": _ids(ISSUE),
    "title": _titles(ISSUE),
    "project": PROJECT,
    "type": TYPE,
    "description": _described(ISSUE),
    "status": _of(ISSUE, ("status", "state"), STATUS),
    "status_reason": (
        *("status reason", "resolution", "resolution notes", "close notes", "closing reason"),
        *("resolution description", "lösung", "ergebnis"),
    ),
    "urgency": ("urgency", "dringlichkeit", "priority", "issue priority", "priorität", "prio"),
    "impact": (
        *("impact", "issue impact", "auswirkung", "severity", "issue severity", "schweregrad"),
    ),
    "owner": _of(ISSUE, ("owner",), OWNER),
    "raised": RAISED,
    "due": DUE,
    "resolved": (
        *("resolved on", "date resolved", "resolved", "resolved at", "resolution date"),
        "closed on",
        *("date closed", "closed", "closed at", "gelöst am", "erledigt am", "geschlossen am"),
    ),
    "risk": FROM_RISK,
}
CHANGE_WORDS: dict[str, tuple[str, ...]] = {
    "id": _ids(CHANGE),
    "title": _titles(CHANGE),
    "project": PROJECT,
    "type": TYPE,
    "description": _described(CHANGE),
    "reason": (
        *("reason", "justification", "reason for change", "business justification", "rationale"),
        *("grund", "begründung", "anlass", "benefit"),
    ),
    "status": _of(CHANGE, ("status", "state"), STATUS),
    "since": (
        *("status since", "submitted on", "date submitted", "date requested", "requested on"),
        *("request date", "submission date", "beantragt am", "eingereicht am", *RAISED),
    ),
    "added": ("added to scope", "scope added"),
    "removed": ("removed from scope", "scope removed"),
    "plan": ("plan lines",),
    "delay": (
        *("days", "delay", "schedule impact", "impact on schedule", "impact on time"),
        *("time impact", "schedule effect", "schedule variance", "terminauswirkung", "verzug"),
        "auswirkung termine",
    ),
    "effort": (
        *("effort", "estimated effort", "effort estimate", "impact on effort", "work", "hours"),
        *("estimated hours", "aufwand", "mehraufwand", "geschätzter aufwand"),
    ),
    "cost": (
        *("cost", "cost impact", "impact on cost", "estimated cost", "budget impact"),
        *("financial impact", "kosten", "mehrkosten", "auswirkung kosten"),
    ),
    "price": ("price", "charge", "price to client", "preis", "angebotspreis", "nachtragswert"),
    "currency": RISK_WORDS["currency"],
    "risk_effect": ("effect on risk", "risk impact", "impact on risk", "auswirkung risiken"),
    "conditions": ("conditions", "bedingungen", "auflagen"),
    "requested_by": (
        *("requested by", "requester", "requestor", "raised by", "submitted by", "originator"),
        *("initiator", "opened by", "created by", "reporter", "author"),
        *("beantragt von", "antragsteller", "eingereicht von", "erstellt von"),
    ),
    "authoriser": (
        *("authoriser", "authorizer", "approver", "change authority", "approval authority"),
        *("entscheider", "genehmiger"),
    ),
    "decided": (
        *("decision date", "decided on", "date decided", "approval date", "approved on"),
        *("date approved", "entscheidungsdatum", "entschieden am", "genehmigt am"),
    ),
    "decided_by": ("decided by", "approved by", "entschieden von", "genehmigt von", "freigabe von"),
    "evidence": ("evidence", "decision notes", "approval reference", "nachweis", "beleg"),
    "task": ("from task",),
    "risk": FROM_RISK[:-1],
    "issue": FROM_ISSUE,
}
ASSUMPTION_WORDS: dict[str, tuple[str, ...]] = {
    "id": _ids(ASSUMPTION),
    "title": _titles(ASSUMPTION),
    "project": PROJECT,
    "type": TYPE,
    "description": _described(ASSUMPTION),
    "status": _of(ASSUMPTION, ("status", "state"), STATUS),
    "status_reason": (
        *("status reason", "validation result", "validation notes", "outcome", "reason"),
        *("begründung", "ergebnis"),
    ),
    "owner": _of(ASSUMPTION, ("owner",), OWNER),
    "raised": RAISED,
    "check_on": (
        *("check by", "check on", "check date", "validate by", "validation date", "verify by"),
        *("review date", "next review", "prüfen bis", "zu prüfen bis", "prüfdatum", *DUE),
    ),
    "checked": (
        *("checked on", "checked", "validated on", "date validated", "verified on", "closed on"),
        *("date closed", "geprüft am", "bestätigt am"),
    ),
    "risk": FROM_RISK,
    "issue": FROM_ISSUE,
}
DECISION_WORDS: dict[str, tuple[str, ...]] = {
    "id": _ids(DECISION),
    "title": _titles(DECISION),
    "project": PROJECT,
    "type": TYPE,
    "description": (
        *_described(DECISION),
        *("rationale", "context", "justification", "reason", "begründung", "hintergrund"),
    ),
    "status": _of(DECISION, ("status", "state"), STATUS),
    "decider": (
        *("decided by", "decision maker", "decision owner", "decider", "made by", "approved by"),
        *("entschieden von", "entscheider", "beschlossen von", *OWNER),
    ),
    "day": (
        *("decision date", "decided on", "date decided", "date of decision", "decided", "made on"),
        *("approval date", "entscheidungsdatum", "entschieden am", "beschlossen am", "date"),
        "datum",
    ),
    "due": DUE,
    "applies_from": (
        *("applies from", "date of application", "effective date", "effective from"),
        *("implementation date", "gilt ab", "gültig ab", "wirksam ab"),
    ),
    "told_to": (
        *("told to", "communicated to", "informed", "stakeholders", "mitgeteilt an"),
        "kommuniziert an",
    ),
    "outcome": ("outcome", "consequences", "consequence", "impact", "folgen", "ergebnis"),
    "risk": FROM_RISK,
    "issue": FROM_ISSUE,
}
LOG_WORDS = {
    ISSUES: ISSUE_WORDS,
    CHANGES: CHANGE_WORDS,
    ASSUMPTIONS: ASSUMPTION_WORDS,
    DECISIONS: DECISION_WORDS,
}

_OF_TRACKERS = {"issue id", "issue key", "issue number", "issue #", "issue summary"}
TELLING: dict[str, set[str]] = {
    ISSUES: {*_ids(ISSUE), *(f"issue {each}" for each in TITLES)} - {*IDS, *_OF_TRACKERS},
    CHANGES: {*_ids(CHANGE), *(f"{noun} {each}" for noun in CHANGE for each in TITLES),
              "change request", "änderungsantrag"} - {*IDS},
    ASSUMPTIONS: {*_ids(ASSUMPTION), *(f"{noun} {each}" for noun in ASSUMPTION for each in TITLES)}
    - {*IDS},
    DECISIONS: {*_ids(DECISION), *(f"{noun} {each}" for noun in DECISION for each in TITLES)}
    - {*IDS},
}  # fmt: skip
"""Headings that say of themselves what a table is; trackers have some of them for tasks too."""
HINTING: dict[str, set[str]] = {
    ISSUES: {*ISSUE, *_OF_TRACKERS, "issue description"},
    CHANGES: {*CHANGE, "change description"},
    ASSUMPTIONS: {*ASSUMPTION, "assumption description"},
    DECISIONS: {*DECISION, "decision description"},
}
"""Headings that say it where nothing else is meant by the table."""
OF_TASKS = {
    *("start", "duration", "actual_work", "remaining_work", "predecessors", "parent", "level"),
    *("wbs", "percent_complete", "percent_work", "resources", "constraint", "milestone"),
}
"""Fields that a plan has and no log."""
