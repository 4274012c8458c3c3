"""Change requests from a file, one at a time: added, or brought up to it; no plan moves."""

from typing import Any

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import ChangeRequest
from ppm_tui.store.commands import approving, changes, edits, plan_lines, refs
from ppm_tui.store.commands.import_entry import IMPORTED, Incoming
from ppm_tui.terms import ENDED_CHANGES, ChangeStatus

WHAT = "change request"
PAST = "approved in the file: plan, baseline, budget and contract value stay as they are"
CLOSED = "decided here already, left as they are"
PLAN = "plan lines that do not fit the plan here, left out"
DECISION = ("decided", "decided_by", "evidence")


def change(coming: Incoming, found: ChangeRequest | None) -> ChangeRequest:
    """The change request as the row has it; what is decided here already stays as it is.

    What the file has as approved is recorded and moves nothing: its effect is in the past.
    """
    session, row = coming.session, coming.row
    fields = coming.fields("since", "owner", *DECISION)
    said = ChangeStatus(row.words.get("status", found.status if found else ChangeStatus.DRAFT))
    if found is not None and found.status in ENDED_CHANGES:
        if said is not found.status or _differs(coming, found, fields):
            coming.left.note(CLOSED, found.ref)
        return found
    if found is None:
        found = _added(coming, said, fields)
    else:
        changes.edit(session, ref=found.ref, title=row.title, **fields)
    _bring_plan(coming, found, said)
    if said is not found.status:
        _decide(coming, found, said)
    elif said in changes.DECIDED:
        coming.keep(found, *DECISION)
    return found


def _differs(coming: Incoming, found: ChangeRequest, fields: dict[str, Any]) -> bool:
    wanted = fields | {"title": coming.row.title}
    wanted |= {n: v for n, v in (coming.row.texts | coming.row.days).items() if n in DECISION}
    return any(getattr(found, name) != value for name, value in wanted.items())


def _added(coming: Incoming, said: ChangeStatus, fields: dict[str, Any]) -> ChangeRequest:
    status = ChangeStatus.DRAFT if said is ChangeStatus.DRAFT else ChangeStatus.SUBMITTED
    [ref] = changes.add(
        coming.session, project=coming.project.key, title=coming.row.title, ref=coming.ref,
        as_of=coming.row.days.get("since", coming.as_of), status=status, **fields,
    ).refs  # fmt: skip
    return refs.find(coming.session, ChangeRequest, ref, WHAT)


def _bring_plan(coming: Incoming, found: ChangeRequest, said: ChangeStatus) -> None:
    """The plan lines, checked where they may still be done: of what is decided they are history."""
    session, lines = coming.session, coming.row.plan
    text = "\n".join(line.text for line in lines)
    if not lines or text == found.plan:
        return
    if said not in ENDED_CHANGES:
        try:
            plan_lines.check(session, coming.project, lines)
        except (Invalid, NotFound):
            coming.left.note(PLAN, found.ref)
            return
    edits.change(session, found, {"plan": text})


def _decide(coming: Incoming, found: ChangeRequest, said: ChangeStatus) -> None:
    texts, days = coming.row.texts, coming.row.days
    evidence, by = texts.get("evidence", ""), texts.get("decided_by", "")
    day = days.get("decided") or days.get("since") or coming.as_of
    if said is ChangeStatus.APPROVED:
        coming.left.note(PAST, found.ref)
        approving.record(
            coming.session, ref=found.ref, as_of=day, evidence=evidence or IMPORTED, by=by
        )
    else:
        usual = IMPORTED if said is ChangeStatus.REJECTED else ""
        changes.set_status(
            coming.session, ref=found.ref, status=said, as_of=day, evidence=evidence or usual,
            by=by,
        )  # fmt: skip
