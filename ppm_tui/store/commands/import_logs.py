"""Issues, assumptions and decisions from a file, one at a time: added, or brought up to it."""

from ppm_tui.models import Assumption, Decision, Issue
from ppm_tui.store.commands import assumptions, decisions, issues, refs
from ppm_tui.store.commands.import_entry import IMPORTED, Incoming
from ppm_tui.terms import ENDED_ISSUES, AssumptionStatus, DecisionStatus, IssueStatus

NOT_SAID = "not said"
"""Who has decided when the file does not say."""
TODAY = "decided without a day or a decider: it is today, and not said"
DAYS = {
    DecisionStatus.DECIDED: ("day",),
    DecisionStatus.PROPOSED: ("due", "day"),
    DecisionStatus.WITHDRAWN: ("day", "due"),
}
"""Which day of a row counts, the first that there is."""


def issue(coming: Incoming, found: Issue | None) -> Issue:
    """The issue as the row has it; how it ended is as the file says, and unknown if it does not."""
    session, row = coming.session, coming.row
    fields = coming.fields("status_reason", "resolved")
    said = row.words.get("status")
    if found is None:
        [ref] = issues.add(
            session, project=coming.project.key, title=row.title, as_of=coming.as_of,
            ref=coming.ref, status=IssueStatus(said or IssueStatus.OPEN), **fields,
        ).refs  # fmt: skip
        found = refs.find(session, Issue, ref, "issue")
    else:
        issues.edit(session, ref=found.ref, title=row.title, **fields)
        if said and said != found.status:
            issues.set_status(
                session, ref=found.ref, status=IssueStatus(said),
                as_of=row.days.get("resolved", coming.as_of),
                reason=row.texts.get("status_reason", IMPORTED if said in ENDED_ISSUES else ""),
            )  # fmt: skip
    coming.keep(found, "status_reason", *(["resolved"] if found.status in ENDED_ISSUES else []))
    return found


def assumption(coming: Incoming, found: Assumption | None) -> Assumption:
    """The assumption as the row has it, with what its check showed."""
    session, row = coming.session, coming.row
    fields = coming.fields("status_reason", "checked")
    if found is None:
        [ref] = assumptions.add(
            session, project=coming.project.key, title=row.title, as_of=coming.as_of,
            ref=coming.ref, **fields,
        ).refs  # fmt: skip
        found = refs.find(session, Assumption, ref, assumptions.WHAT)
    else:
        assumptions.edit(session, ref=found.ref, title=row.title, **fields)
    status = AssumptionStatus(row.words.get("status", found.status))
    if status is not found.status:
        usual = IMPORTED if status is AssumptionStatus.WRONG else ""
        assumptions.set_status(
            session, ref=found.ref, status=status, as_of=row.days.get("checked", coming.as_of),
            reason=row.texts.get("status_reason", usual),
        )  # fmt: skip
    is_checked = found.status is not AssumptionStatus.OPEN
    coming.keep(found, "status_reason", *(["checked"] if is_checked else []))
    return found


def decision(coming: Incoming, found: Decision | None) -> Decision:
    """The decision as the row has it: one that is only due is still to be made.

    Who has decided and when is not guessed: it is not said, and the day of the import.
    """
    session, row = coming.session, coming.row
    fields = coming.fields("due", "day", "owner")
    status = _status(coming, found)
    is_decided = status is DecisionStatus.DECIDED
    day = next((row.days[name] for name in DAYS[status] if name in row.days), None)
    decider = row.texts.get("decider") or (found.decider if found else "")
    if is_decided and not (day and decider) and (found is None or found.status is not status):
        coming.left.note(TODAY, row.where)
    if found is None:
        made = {"decider": decider or (NOT_SAID if is_decided else "")}
        [ref] = decisions.add(
            session, project=coming.project.key, title=row.title, as_of=coming.as_of,
            ref=coming.ref, **fields | made | {"day" if is_decided else "due": day or coming.as_of},
        ).refs  # fmt: skip
        found = refs.find(session, Decision, ref, decisions.WHAT)
        if not is_decided:
            decisions.edit(session, ref=ref, day=day)
    if status is not found.status:
        usual = IMPORTED if status is DecisionStatus.WITHDRAWN else ""
        decisions.set_status(
            session, ref=found.ref, status=status, as_of=day or coming.as_of,
            reason=row.texts.get("outcome", usual), by=decider or NOT_SAID,
        )  # fmt: skip
    fields |= {"day": day} if day else {}
    decisions.edit(session, ref=found.ref, title=row.title, **fields)
    return found


def _status(coming: Incoming, found: Decision | None) -> DecisionStatus:
    if said := coming.row.words.get("status"):
        return DecisionStatus(said)
    if found is not None:
        return found.status
    is_due = "due" in coming.row.days and "day" not in coming.row.days
    return DecisionStatus.PROPOSED if is_due else DecisionStatus.DECIDED
