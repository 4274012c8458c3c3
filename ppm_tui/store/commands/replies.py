"""Approval by text: what is sent to the authoriser, and taking the answer that comes back."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Conflict, Invalid
from ppm_tui.models import ChangeRequest, Client, Project
from ppm_tui.store import approval_text
from ppm_tui.store.approval_text import Asked
from ppm_tui.store.commands import approving, changes, refs
from ppm_tui.store.commands.approving import Moves, Read
from ppm_tui.terms import ChangeStatus, Done

WAITING = (ChangeStatus.SUBMITTED, ChangeStatus.DEFERRED)
LABELS = (
    "Project", "Client", "Change", "Why", "Added", "Taken out", "Finish", "Milestone", "Work",
    "Price", "Risk", "Conditions", "Requested by", "Authoriser",
)  # fmt: skip
EFFECT = ("Finish", "Milestone")
"""Labels of what follows from the plan as it is."""
TextLine = tuple[str, str]
"""A line of the text: its label and what it says."""


def ask(session: Session, *, ref: str, read: Read, as_of: date) -> Done:
    """The text to send for a request that waits for a decision, as what was done; for a dry run.

    Raises Invalid where it does not wait, Conflict where a plan line does not fit the plan.
    """
    change = refs.find(session, ChangeRequest, ref, "change request")
    _refuse_decided(change)
    _refuse_unaddressed(change)
    moves = approving.move(session, change, read, as_of)
    asked = _asked(session, change, _effect(change, moves))
    return Done(approval_text.text(asked), refs=(change.ref,))


def answer(
    session: Session,
    *,
    readings: Sequence[str],
    read: Read,
    as_of: date,
    sent: date | None = None,
    wanted: str | None = None,
) -> Done:
    """Decide as an answer says, by whom and when: it holds the text that was sent, just as it is.

    `readings` are ways to read what was pasted, `wanted` is the request that it is to be of.
    Raises Conflict, with what differs, where a figure, line or name is not as it is now, Invalid
    for a text that is none or says neither yes nor no.
    """
    texts = [each for each in readings if approval_text.ref_of(each)]
    ref = approval_text.ref_of(texts[0]) if texts else None
    if ref is None:
        raise Invalid("the text that was sent is not in it, from its first line to its code")
    if wanted is not None and wanted.upper() != ref:
        raise Conflict(f"this is the answer to {ref}, not to {wanted.upper()}")
    change = refs.find(session, ChangeRequest, ref, "change request")
    _refuse_decided(change)
    _refuse_unaddressed(change)
    said = approval_text.answer_of(texts[0], change.authoriser)
    day = sent or as_of
    evidence = f"answer by text of {formats.full_day(day)}: {said.words}"
    if said.is_yes:
        before = approving.plan_of(session, change)
        moves = approving.move(session, change, read, as_of)
        _check(session, change, texts, _effect(change, moves))
        return approving.agree(
            session, change, moves, before, as_of=as_of, evidence=evidence, by=said.by, decided=day,
            conditions=said.more,
        )  # fmt: skip
    # The plan stays as it is, so what the request would do to it is taken from the text: its code
    # says whether that was so when it was sent.
    told = approval_text.lines_of(texts[0], LABELS)
    _check(session, change, texts, [each for each in told if each[0] in EFFECT])
    rejected = ChangeStatus.REJECTED
    return changes.set_status(
        session, ref=ref, status=rejected, as_of=day, evidence=evidence, by=said.by
    )


def _check(
    session: Session, change: ChangeRequest, texts: Sequence[str], effect: Sequence[TextLine]
) -> None:
    """Raise what is told of the first reading unless one of them holds what is asked."""
    asked = _asked(session, change, effect)
    problems = []
    for text in texts:
        try:
            approval_text.check(asked, text)
        except (Conflict, Invalid) as error:
            problems.append(error)
        else:
            return
    raise problems[0]


def _refuse_unaddressed(change: ChangeRequest) -> None:
    if not change.authoriser.strip():
        raise Invalid(
            f"{change.ref} names nobody who may decide: ppm change edit {change.ref} --authoriser"
        )


def _refuse_decided(change: ChangeRequest) -> None:
    if change.status not in WAITING:
        raise Invalid(f"{change.ref} is {change.status}: only what is submitted is decided so")
    if not change.nonce:
        raise Invalid(f"{change.ref} has no code yet: submit it again")


def _asked(session: Session, change: ChangeRequest, effect: Sequence[TextLine]) -> Asked:
    """What is asked, as the client may read it: what it costs inside is not among it."""
    project = session.get_one(Project, change.project_id)
    client = session.get(Client, project.client_id) if project.client_id else None
    price = _more(change.price, lambda amount: formats.money(amount, project.currency))
    lines = [
        ("Project", f"{project.key} {project.name}"),
        ("Client", client.name if client else ""),
        ("Change", change.title),
        ("Why", change.reason),
        *(("Added", each) for each in change.added.splitlines()),
        *(("Taken out", each) for each in change.removed.splitlines()),
        *effect,
        ("Work", _more(change.minutes, formats.minutes)),
        ("Price", price),
        ("Risk", change.risk_effect),
        ("Conditions", change.conditions),
        ("Requested by", change.requested_by),
        ("Authoriser", change.authoriser),
    ]
    told = tuple((label, formats.safe(" ".join(text.split()))) for label, text in lines if text)
    return Asked(change.ref, told, f"{change.plan}\n{change.cost}", change.nonce)


def _effect(change: ChangeRequest, moves: Moves) -> list[TextLine]:
    """The finish and the milestones before and after; without plan lines the days that are said."""
    finish = f"{_day(moves.before)} to {_day(moves.after)}"
    if moves.before == moves.after:
        finish = f"stays {_day(moves.after)}" if moves.after else ""
    if not change.plan and change.days:
        finish = f"{abs(change.days)} days {'later' if change.days > 0 else 'earlier'}"
    moved = [f"{name}: {_day(old)} to {_day(new)}" for name, old, new in moves.milestones]
    return [("Finish", finish), *(("Milestone", each) for each in moved)]


def _day(day: date | None) -> str:
    return formats.full_day(day) if day else "no date"


def _more(amount: int | None, shown: Callable[[int], str]) -> str:
    if not amount:
        return ""
    return f"{shown(abs(amount))} {'more' if amount > 0 else 'less'}"
