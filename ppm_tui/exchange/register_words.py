"""Words of other tools for where an issue, a change, an assumption or a decision stands."""

from collections.abc import Mapping

from ppm_tui.exchange import cell_words, risk_words
from ppm_tui.exchange.register_headings import ASSUMPTIONS, CHANGES, DECISIONS, ISSUES, RISKS
from ppm_tui.terms import (
    AssumptionStatus,
    ChangeStatus,
    DecisionStatus,
    IssueStatus,
    TaskStatus,
)

Words = Mapping[str, tuple[str, ...]]

ISSUE_STATUS: Words = {
    IssueStatus.OPEN: (
        *cell_words.STATUS[TaskStatus.TODO],
        *cell_words.STATUS[TaskStatus.BLOCKED],
        *("pending", "postponed", "reopened", "registered", "proposed", "zurückgestellt"),
    ),
    IssueStatus.DOING: (
        *cell_words.STATUS[TaskStatus.IN_PROGRESS],
        *("work in progress", "investigating", "under investigation", "assess", "assessing"),
        *("root cause analysis", "fix in progress", "escalated", "in analyse", "eskaliert"),
    ),
    IssueStatus.RESOLVED: (
        *("resolved", "solved", "fixed", "done", "complete", "completed", "finished"),
        *("gelöst", "behoben", "erledigt", "fertig"),
    ),
    IssueStatus.CLOSED: (
        *("closed", "closed complete", "geschlossen", "abgeschlossen", "duplicate"),
        *cell_words.STATUS[TaskStatus.DROPPED],
    ),
}
CHANGE_STATUS: Words = {
    ChangeStatus.DRAFT: ("draft", "in preparation", "entwurf", "in vorbereitung"),
    ChangeStatus.SUBMITTED: (
        *("submitted", "new", "open", "raised", "requested", "pending", "assess", "assessing"),
        *("under review", "in review", "waiting for approval", "pending approval"),
        *("awaiting approval", "authorize", "eingereicht", "beantragt", "neu", "offen"),
        *("in prüfung", "wartet auf freigabe"),
    ),
    ChangeStatus.APPROVED: (
        *("approved", "accepted", "authorised", "authorized", "scheduled", "implement"),
        *("implementing", "implemented", "in progress", "done", "complete", "completed"),
        *("genehmigt", "freigegeben", "angenommen", "umgesetzt"),
    ),
    ChangeStatus.REJECTED: (
        *("rejected", "declined", "denied", "refused", "cancelled", "canceled", "withdrawn"),
        *("abgelehnt", "zurückgezogen", "storniert"),
    ),
    ChangeStatus.DEFERRED: (
        *("deferred", "postponed", "on hold", "parked", "zurückgestellt", "verschoben"),
    ),
}
ASSUMPTION_STATUS: Words = {
    AssumptionStatus.OPEN: (
        *("open", "new", "active", "pending", "unconfirmed", "unvalidated", "not validated"),
        *("to be validated", "to validate", "in progress", "offen", "neu", "ungeprüft"),
    ),
    AssumptionStatus.CONFIRMED: (
        *("confirmed", "validated", "valid", "verified", "true", "correct", "bestätigt"),
        *("gültig", "richtig"),
    ),
    AssumptionStatus.WRONG: (
        *("wrong", "invalid", "invalidated", "false", "incorrect", "disproved", "rejected"),
        *("refuted", "falsch", "ungültig", "widerlegt"),
    ),
}
DECISION_STATUS: Words = {
    DecisionStatus.PROPOSED: (
        *("proposed", "pending", "open", "new", "draft", "under review", "in progress", "tbd"),
        *("to be decided", "waiting for approval", "pending approval", "deferred", "on hold"),
        *("vorgeschlagen", "offen", "neu", "ausstehend"),
    ),
    DecisionStatus.DECIDED: (
        *("decided", "approved", "accepted", "agreed", "made", "final", "closed", "implemented"),
        *("done", "complete", "completed", "entschieden", "beschlossen", "genehmigt"),
        "umgesetzt",
    ),
    DecisionStatus.WITHDRAWN: (
        *("withdrawn", "revoked", "superseded", "deprecated", "obsolete", "rejected", "cancelled"),
        *("canceled", "zurückgezogen", "überholt", "aufgehoben", "abgelehnt"),
    ),
}
STATUS: Mapping[str, Words] = {
    RISKS: risk_words.STATUS,
    ISSUES: ISSUE_STATUS,
    CHANGES: CHANGE_STATUS,
    ASSUMPTIONS: ASSUMPTION_STATUS,
    DECISIONS: DECISION_STATUS,
}
KINDS: Words = {
    RISKS: ("risk", "risks", "threat", "opportunity", "risiko"),
    ISSUES: ("issue", "issues", "problem"),
    CHANGES: ("change", "changes", "change request", "änderung", "änderungsantrag"),
    ASSUMPTIONS: ("assumption", "assumptions", "annahme"),
    DECISIONS: ("decision", "decisions", "entscheidung"),
    "": ("action", "actions", "dependency", "dependencies", "maßnahme", "abhängigkeit"),
}
"""What a row of a log of everything is; the last ones are none of ours."""

_OF_FIVE = {"900": "5", "700": "4", "500": "3", "300": "2", "100": "1"}
STEPS: Words = {
    step: (*risk_words.RATINGS[step], *cell_words.PRIORITIES[priority], f"p{6 - int(step)}")
    for priority, step in _OF_FIVE.items()
}
"""Words for urgency and impact, from 1 to 5: those of ratings, and of priorities."""
