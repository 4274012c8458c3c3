"""What can be changed of issues, assumptions, decisions and their like, whatever a row is.

Which command a key means follows from the identifier of the row: `I-017` an issue, `T-111` a task,
`ATLAS` a project.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ppm_tui import keymap
from ppm_tui.errors import Invalid
from ppm_tui.screens import base_risk_status
from ppm_tui.screens.base_changes import Changes, Make
from ppm_tui.screens.base_forms import kind_of
from ppm_tui.terms import AssumptionStatus, DecisionStatus, IssueStatus, Rag, Stage, TaskStatus

if TYPE_CHECKING:
    from datetime import date

    from ppm_tui.store.commands.steps import Command

ASKED = {
    ("issue", "resolved"): "What became of it",
    ("issue", "closed"): "What became of it",
    ("assumption", "wrong"): "What showed it",
    ("assumption", "risk"): "What showed it (becomes a risk)",
    ("assumption", "issue"): "What showed it (becomes an issue)",
    ("decision", "decided"): "What it changes",
    ("decision", "withdrawn"): "Why no more",
    ("task", "blocked"): "Blocked why",
    ("project", "amber"): "Reason for amber",
    ("project", "red"): "Reason for red",
}
"""What a status asks for before it is set."""
OVER = {"issue": "closed", "risk": "closed", "assumption": "confirmed", "decision": "decided",
        "task": "done", "project": "completed"}  # fmt: skip
BACK = {"issue": "open", "assumption": "open", "decision": "proposed", "task": "todo"}
DAYS = {"issue": "due", "assumption": "check_on", "decision": "day", "risk": "review",
        "project": "forecast_finish"}  # fmt: skip
"""The field that `d` sets; of a task its finish."""
ELSEWHERE = {"change"}
"""Kinds whose status their own register sets, which asks for more."""


class RegisterChanges(Changes):
    """Status, owner, day, done, note and trash of rows that may be of several kinds."""

    @property
    def origin_here(self) -> dict[str, Any]:
        row = self.list.current
        kind = kind_of(row.ref) if row is not None else ""
        return {kind: row.ref} if row is not None and kind in ("task", "risk", "issue") else {}

    def kind_meant(self) -> str:
        """The kind of the rows meant; empty, and told, where there is none or there are several."""
        kinds = {kind_of(row.ref) for row in self.list.targets}
        if len(kinds) == 1:
            return kinds.pop()
        self.say("mark rows of one kind for that" if kinds else "there is no row here")
        return ""

    def action_row_status(self) -> None:
        """Choose a status; some ask why."""
        kind = self.kind_meant()
        choices = keymap.CHOOSERS.get(f"status of {_a(kind)}")
        if choices and kind not in ELSEWHERE:
            self.choose("s", "status", choices, partial(self._status, kind))
        elif kind:
            self.say(f"the status of {_a(kind)} is set elsewhere: Enter opens it")

    def _status(self, kind: str, value: str) -> None:
        if kind == "risk":
            base_risk_status.chosen(self, value)
            return
        as_of = self.workspace.as_of

        def make(text: str) -> Make:
            return lambda row: set_status(kind, row, value, text, as_of)

        if (kind, value) in ASKED:
            self.ask_change(ASKED[kind, value], value, make, has_lines=True)
        else:
            self.change_or_ask(f"Reason for {value}", value.replace("_", " "), make)

    def action_row_done(self) -> None:
        """Over and done with; back when all of them are."""
        kind = self.kind_meant()
        if kind in OVER:
            is_back = kind in BACK and all(self.is_over(row) for row in self.list.targets)
            self._status(kind, BACK[kind] if is_back else OVER[kind])
        elif kind:
            self.say(f"{_a(kind)} is not closed here: Enter opens it")

    def is_over(self, _row: Any) -> bool:
        """Whether nothing is done on a row any more."""
        return False

    def action_row_owner(self) -> None:
        """Choose who answers for it, or who decides; `-` removes."""
        kind = self.kind_meant()
        if kind in ("person", "change"):
            self.say(f"the owner of {_a(kind)} is set elsewhere: Enter opens it")
        elif kind:
            self.ask_owner(
                lambda text: lambda row: set_owner(kind, row, "" if text.strip() == "-" else text)
            )

    def action_row_date(self) -> None:
        """Set the day: due, of the check, of the decision, of the review; of a task its finish."""
        kind = self.kind_meant()
        if kind in ("person", "change"):
            self.say(f"{_a(kind)} has no day here: Enter opens it")
        elif kind:

            def make(text: str) -> Make:
                day = self.day(text)
                return lambda row: set_day(kind, row, day)

            name = DAYS.get(kind, "finish").replace("_", " ")
            self.ask_change(name.capitalize(), "date", make, preview=self.day_preview)

    def action_row_note(self) -> None:
        """Write a note; on what is not a task it names what it is about."""
        if self.kind_meant() == "person":
            self.say("a note is about a project or something of it")
            return
        as_of = self.workspace.as_of
        self.ask_change(
            "Note", "note", lambda text: lambda row: add_note(row, text, as_of), has_lines=True
        )

    def action_row_delete(self) -> None:
        """Trash what is meant; asks first, default no. Actions are deleted in their plan."""
        kind = self.kind_meant()
        if kind not in ("issue", "assumption", "decision"):
            if kind:
                self.say(f"{_a(kind)} is not deleted here: Enter opens it")
            return
        count, as_of = len(self.list.targets), self.workspace.as_of
        title = f"Delete {count} {kind}{'s' * (count != 1)}?  To the trash; u brings back."
        choices = (keymap.Choice("y", "yes", "yes"),)
        trash = _module(kind).trash
        self.choose(
            "X", title, choices,
            lambda _: self.change_now("trash", lambda r: partial(trash, ref=r.ref, as_of=as_of)),
        )  # fmt: skip


def set_status(kind: str, row: Any, value: str, text: str, as_of: date) -> Command:
    """The command that gives a row a status, with the text that was asked for."""
    if kind == "project":
        return _set_project(row, value, text, as_of)
    words: dict[str, Callable[[str], Any]] = {
        "issue": IssueStatus, "decision": DecisionStatus, "task": TaskStatus,
        "assumption": AssumptionStatus,
    }  # fmt: skip
    more: dict[str, Any] = {}
    if kind == "assumption" and value in ("risk", "issue"):
        value, more = AssumptionStatus.WRONG, {"becomes": value}
    return partial(
        _module(kind).set_status, ref=row.ref, status=words[kind](value), as_of=as_of, reason=text,
        seen=row.version, **more,
    )  # fmt: skip


def _set_project(row: Any, value: str, text: str, as_of: date) -> Command:
    from ppm_tui.store.commands import projects, status

    if value in set(Stage):
        return partial(projects.edit, key=row.ref, stage=Stage(value), seen=row.version)
    return partial(
        status.set_rag, key=row.ref, rag=Rag(value), reason=text, as_of=as_of, seen=row.version
    )


def set_owner(kind: str, row: Any, name: str) -> Command:
    """The command that gives a row to somebody; nobody where there is no name."""
    owner = name.strip() or None
    if kind == "task":
        return partial(_module(kind).set_owner, ref=row.ref, owner=owner, seen=row.version)
    return _edit(kind, row, "decider" if kind == "decision" else "owner",
                 (owner or "") if kind == "decision" else owner)  # fmt: skip


def set_day(kind: str, row: Any, day: date) -> Command:
    """The command that sets the day of a row."""
    if kind == "task":
        return partial(_module(kind).set_dates, ref=row.ref, finish=day, seen=row.version)
    return _edit(kind, row, DAYS[kind], day)


def add_note(row: Any, text: str, as_of: date) -> Command:
    """The command that notes something on a task, or on a project about something of it."""
    from ppm_tui.store.commands import notes

    kind = kind_of(row.ref)
    if kind == "task":
        return partial(notes.add, project=row.project, task=row.ref, text=text, as_of=as_of)
    if not text.strip():
        raise Invalid("a note needs some text")
    about = "" if kind == "project" else f"{row.ref}: "
    return partial(notes.add, project=row.project, text=f"{about}{text.strip()}", as_of=as_of)


def _edit(kind: str, row: Any, field: str, value: Any) -> Command:
    name = "key" if kind == "project" else "ref"
    return partial(_module(kind).edit, **{name: row.ref, field: value}, seen=row.version)


def _module(kind: str) -> Any:
    """The commands of a kind."""
    from ppm_tui.store.commands import assumptions, decisions, issues, projects, risks, tasks

    return {
        "issue": issues, "assumption": assumptions, "decision": decisions, "task": tasks,
        "project": projects, "risk": risks,
    }[kind]  # fmt: skip


def _a(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"
