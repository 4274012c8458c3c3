"""What was raised, decided and noted in the demo's past, each as an event of its own."""

import re
from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from ppm_tui.demo.days import Days, at
from ppm_tui.demo.events import Event
from ppm_tui.demo.registers import (
    ACTIONS,
    ASSUMPTIONS,
    CHANGES,
    DECISIONS,
    DRAWN,
    ISSUES,
    NOTES,
    RESERVES,
)  # fmt: skip
from ppm_tui.demo.risks import RISKS, SCORES, STORIES
from ppm_tui.demo.shapes import Change, Risk
from ppm_tui.store.commands import (
    actions,
    approving,
    assumptions,
    changes,
    decisions,
    issues,
    notes,
    projects,
    reserve,
    risks,
    tasks,
)  # fmt: skip
from ppm_tui.store.commands.risks import RiskFields
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import (
    AssumptionStatus,
    ChangeStatus,
    Done,
    IssueStatus,
    Minutes,
    Money,
    RiskStatus,
    RiskStrategy,
)  # fmt: skip

IMPACTS = {"c": "impact_cost", "t": "impact_time", "s": "impact_scope", "q": "impact_quality"}
HITS = {risk.ref: risk.kind for risk in RISKS}
PROJECTS = {risk.ref: risk.project for risk in RISKS}
NONCE = 32
"""Digits of the number that is random outside the demo: the same day gives the same content."""
WAITING = {"draft": ChangeStatus.DRAFT}


def events(days: Days) -> Iterator[Event]:
    """Risks and their ratings, issues, change requests and decisions, notes, the last progress.

    What comes after the day's status updates counts as news since them.
    """
    for risk in RISKS:
        answer = [partial(actions.link, about=risk.ref, task=story.action)
                  for story in (STORIES.get(risk.ref),) if story and story.action]  # fmt: skip
        label = f"{risk.project}: risk {risk.ref} «{risk.title}» added"
        yield Event(at(days.ago(risk.age), 10), risk.owner, (_risk(risk, days), *answer), label)
    yield from _scores(days)
    yield from _issues(days)
    yield from _assumptions(days)
    yield from _decisions(days)
    yield from _reserves(days)
    for change in CHANGES:
        yield from _change(change, days)
    yield from _notes(days)
    day = days.ago(1)
    last = partial(tasks.set_percent, ref="T-103", percent=85, as_of=day)
    yield Event(at(day, 17, 40), "fin", (last,))


def _scores(days: Days) -> Iterator[Event]:
    before = {risk.ref: risk.probability * risk.impact for risk in RISKS}
    for ref, probability, impact, by, age in SCORES:
        now = probability * impact
        rating = _rating(HITS[ref], probability, impact)
        label = f"{PROJECTS[ref]}: {ref} score {before[ref]} → {now}"
        said = (partial(risks.edit, ref=ref, **rating),)
        yield Event(at(days.ago(age), 17, 10), by, said, label)
        before[ref] = now


def _rating(kind: str, probability: int, impact: int) -> RiskFields:
    rating: RiskFields = {"probability": probability}
    match kind:
        case "c":
            rating["impact_cost"] = impact
        case "s":
            rating["impact_scope"] = impact
        case "q":
            rating["impact_quality"] = impact
        case _:
            rating["impact_time"] = impact
    return rating


def _risk(risk: Risk, days: Days) -> Command:
    status = RiskStatus(risk.status)
    fields = _rating(risk.kind, risk.probability, risk.impact)
    fields |= {"owner": risk.owner, "status": status, "due": days.moved(risk.due)}
    if status is RiskStatus.ACCEPTED:
        fields["strategy"] = RiskStrategy.ACCEPT
    if story := STORIES.get(risk.ref):
        fields |= {
            "cause": story.cause,
            "event": story.event,
            "effect": story.effect,
            "response": story.response,
            "contingency": story.contingency,
            "trigger": story.trigger,
            "cost": Money(story.cost * 100),
            "minutes": Minutes(story.days * 480) or None,
            "review": days.moved(story.review),
            "residual_probability": story.residual[0],
            "residual_impact": story.residual[1],
            "strategy": RiskStrategy.MITIGATE,
            "task": story.holds,
            "identified_by": story.by,
            "response_cost": None if story.price is None else Money(story.price * 100),
            "review_days": story.again,
        }
    about = partial(risks.add, project=risk.project, title=risk.title, ref=risk.ref)
    return partial(about, as_of=days.ago(risk.age), **fields)


def _notes(days: Days) -> Iterator[Event]:
    for note in NOTES:
        day, text = days.ago(note.age), _worded(note.text, days)
        about = partial(notes.add, project=note.project, text=text, as_of=day, task=note.task)
        yield Event(at(day, 14, 30), note.by, (about,))


def _worded(text: str, days: Days) -> str:
    """A text with its drawn dates moved."""
    return re.sub(r"{([\d-]+)}", lambda found: f"{days.moved(found[1]):%d %b}", text)


def _assumptions(days: Days) -> Iterator[Event]:
    for each in ASSUMPTIONS:
        day, checked = days.ago(each.age), days.moved(each.check)
        about = partial(assumptions.add, project=each.project, title=each.title, ref=each.ref)
        about = partial(about, as_of=day, owner=each.owner, check_on=checked)
        yield Event(at(day, 12), each.owner, (about,))
        if each.reason:
            said = partial(assumptions.set_status, ref=each.ref, as_of=checked, reason=each.reason)
            said = partial(said, status=AssumptionStatus(each.status))
            yield Event(at(checked, 12, 5), each.owner, (said,))


def _decisions(days: Days) -> Iterator[Event]:
    for each in DECISIONS:
        day = days.ago(each.age)
        about = partial(decisions.add, project=each.project, title=_worded(each.title, days))
        said = days.moved(each.day)
        known = day if each.is_due else max(day, said)  # both are moved, by their own weekends
        about = partial(about, ref=each.ref, as_of=known, decider=each.decider)
        about = partial(about, **{"due" if each.is_due else "day": said})
        if each.applies:
            about = partial(about, applies_from=days.moved(each.applies), told_to=each.told_to,
                            outcome=each.outcome)  # fmt: skip
        yield Event(at(day, 13), "ana", (about,))


def _reserves(days: Days) -> Iterator[Event]:
    day = days.ago(83)
    for each in RESERVES:
        about = partial(projects.edit, key=each.project)
        about = partial(
            about,
            contingency_cost=Money(each.contingency * 100_000),
            contingency_minutes=Minutes(each.hours * 60),
            management_reserve=Money(each.management * 100_000),
        )
        yield Event(at(day, 9, 30), "ana", (about,))
    linked = tuple(partial(actions.link, about=about, task=task) for about, task in ACTIONS)
    yield Event(at(days.ago(5), 18), "ana", linked, "actions of risks and issues")
    project, issue, thousands, age = DRAWN
    taken = partial(reserve.draw, key=project, as_of=days.ago(age), cost=thousands * 100_000)
    yield Event(at(days.ago(age), 18, 5), "ana", (partial(taken, issue=issue),))


def _issues(days: Days) -> Iterator[Event]:
    for issue in ISSUES:
        day = days.ago(issue.age)
        about = partial(issues.add, project=issue.project, title=issue.title, ref=issue.ref)
        about = partial(about, as_of=day, owner=issue.owner, due=days.moved(issue.due))
        about = partial(about, urgency=issue.urgency, impact=issue.impact)
        about = partial(about, status=IssueStatus(issue.status), risk=issue.risk)
        yield Event(at(day, 11), issue.owner, (about,))


def _change(change: Change, days: Days) -> Iterator[Event]:
    day = days.ago(change.age)
    yield Event(
        at(day, 17, 30),
        "ana",
        (
            partial(
                changes.add,
                project=change.project,
                title=change.title,
                ref=change.ref,
                as_of=day,
                status=WAITING.get(change.status, ChangeStatus.SUBMITTED),
                minutes=Minutes(change.hours * 60),
                cost=Money(change.cost * 100_000),
                price=None if change.price is None else Money(change.price * 100_000),
                days=change.days,
                authoriser=change.authoriser,
                reason=change.reason,
                added=change.added,
                removed=change.removed,
                plan=change.plan,
                risk_effect=change.risk_effect,
                nonce=sha256(change.ref.encode()).hexdigest()[:NONCE],
            ),
        ),
    )
    if change.decided is not None:
        day = days.ago(change.decided)
        about: partial[Done] = partial(changes.set_status, status=ChangeStatus(change.status))
        if change.status == ChangeStatus.APPROVED:
            # The plans of the demo are as they were agreed, these requests among them.
            about = partial(approving.record)
        about = partial(about, ref=change.ref, as_of=day, evidence=change.evidence)
        yield Event(at(day, 15), "ana", (about,))
