"""Words of other tools for what has a fixed set of values with us, English and German."""

import re
from collections.abc import Mapping

from ppm_tui.exchange.cell_values import text_of
from ppm_tui.exchange.sheet import Cell
from ppm_tui.terms import AbsenceKind, Constraint, Rag, Stage, TaskStatus

STATUS: Mapping[str, tuple[str, ...]] = {
    TaskStatus.TODO: (
        *("todo", "to do", "open", "new", "not started", "backlog", "planned", "scheduled"),
        *("selected for development", "neu", "offen", "geplant", "nicht begonnen", "ready"),
    ),
    TaskStatus.IN_PROGRESS: (
        *("in progress", "doing", "started", "active", "in review", "testing", "in arbeit"),
        *("in bearbeitung", "begonnen", "assigned", "zugewiesen", "review", "feedback", "ongoing"),
    ),
    TaskStatus.BLOCKED: (
        *("blocked", "on hold", "waiting", "waiting customer", "waiting on customer", "blockiert"),
        *("wartet", "angehalten", "pausiert"),
    ),
    TaskStatus.DONE: (
        *("done", "closed", "complete", "completed", "resolved", "finished", "erledigt"),
        *("geschlossen", "gelöst", "fertig", "abgeschlossen"),
    ),
    TaskStatus.DROPPED: (
        *("dropped", "cancelled", "canceled", "rejected", "won't do", "won't fix", "declined"),
        *("abgewiesen", "abgebrochen", "storniert", "verworfen", "abgelehnt"),
    ),
}
STAGES: Mapping[str, tuple[str, ...]] = {
    Stage.IDEA: ("idea", "idee"),
    Stage.CANDIDATE: ("candidate", "proposed", "kandidat", "vorgeschlagen"),
    Stage.APPROVED: ("approved", "new", "planned", "not started", "genehmigt", "geplant", "neu"),
    Stage.ACTIVE: (
        *("active", "open", "in progress", "started", "running", "aktiv", "offen", "laufend"),
        *("in arbeit", "in bearbeitung"),
    ),
    Stage.ON_HOLD: ("on hold", "on_hold", "waiting", "paused", "angehalten", "pausiert"),
    Stage.COMPLETED: (
        *("completed", "complete", "closed", "done", "finished", "abgeschlossen", "erledigt"),
        "geschlossen",
    ),
    Stage.CANCELLED: ("cancelled", "canceled", "rejected", "abgebrochen", "storniert"),
    Stage.ARCHIVED: ("archived", "archiviert"),
}
RAGS: Mapping[str, tuple[str, ...]] = {
    Rag.GREEN: ("green", "g", "on track", "grün", "good"),
    Rag.AMBER: ("amber", "yellow", "a", "y", "at risk", "gelb", "orange", "caution"),
    Rag.RED: ("red", "r", "off track", "rot", "critical"),
}
CONSTRAINTS: Mapping[str, tuple[str, ...]] = {
    Constraint.ASAP: ("asap", "as soon as possible", "so früh wie möglich"),
    Constraint.ALAP: ("alap", "as late as possible", "so spät wie möglich"),
    Constraint.MSO: ("mso", "must start on", "muss anfangen am"),
    Constraint.MFO: ("mfo", "must finish on", "muss enden am"),
    Constraint.SNET: ("snet", "start no earlier than", "anfang nicht früher als"),
    Constraint.SNLT: ("snlt", "start no later than", "anfang nicht später als"),
    Constraint.FNET: ("fnet", "finish no earlier than", "ende nicht früher als"),
    Constraint.FNLT: ("fnlt", "finish no later than", "ende nicht später als"),
}
PRIORITIES: Mapping[str, tuple[str, ...]] = {
    "900": (
        *("highest", "critical", "blocker", "urgent", "immediate", "emergency", "höchste"),
        *("kritisch", "dringend", "sofort", "priority 1"),
    ),
    "700": ("high", "major", "hoch", "priority 2"),
    "500": ("medium", "normal", "mittel", "med", "priority 3"),
    "300": ("low", "minor", "niedrig", "gering", "priority 4"),
    "100": ("lowest", "trivial", "niedrigste"),
}
ABSENCES: Mapping[str, tuple[str, ...]] = {
    AbsenceKind.SICKNESS: (
        *("sickness", "sick leave", "sick", "sick day", "illness", "ill", "medical leave"),
        *("krank", "krankheit", "krankmeldung", "krankenstand", "arbeitsunfähig"),
    ),
    AbsenceKind.TRAINING: (
        *("training", "course", "education", "conference", "workshop", "fortbildung"),
        *("weiterbildung", "schulung", "bildungsurlaub", "seminar", "kurs"),
    ),
    AbsenceKind.OTHER: (
        *("other", "parental leave", "maternity leave", "paternity leave", "unpaid leave"),
        *("compensatory leave", "comp time", "time off in lieu", "sabbatical", "sonstiges"),
        *("elternzeit", "mutterschutz", "unbezahlter urlaub", "freizeitausgleich", "zeitausgleich"),
        *("gleittag", "überstundenabbau"),
    ),
    AbsenceKind.LEAVE: (
        *("leave", "annual leave", "vacation", "holiday", "holidays", "paid leave", "pto"),
        *("paid time off", "time off", "day off", "out of office", "ooo", "absent", "away"),
        *("urlaub", "jahresurlaub", "erholungsurlaub", "sonderurlaub", "ferien", "frei"),
        *("abwesend", "abwesenheit"),
    ),
}
"""The first that is found in a sentence counts."""
AGREED: Mapping[str, tuple[str, ...]] = {
    "yes": (
        *("approved", "accepted", "confirmed", "taken", "booked", "granted", "genehmigt"),
        *("bestätigt", "genommen", "gebucht", "yes", "ja"),
    ),
    "cancelled": (
        *("cancelled", "canceled", "rejected", "declined", "denied", "withdrawn", "storniert"),
        *("abgelehnt", "zurückgezogen", "abgesagt", "no", "nein"),
    ),
}
MILESTONES = {"milestone", "meilenstein"}
TOTALS = {
    *("total", "totals", "grand total", "subtotal", "sub total", "sum", "summe", "gesamt"),
    *("gesamtsumme", "zwischensumme", "total general"),
}


def meaning(cell: Cell, words: Mapping[str, tuple[str, ...]]) -> str:
    """The value of ours that a word stands for, "" if none; ConnectWise's `>Closed` is closed."""
    word = " ".join(text_of(cell).lstrip("> ").rstrip("< ").lower().split())
    return next((str(value) for value, known in words.items() if word in known), "")


def mentioned(text: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """The value of ours of which a word stands somewhere in a sentence, "" if none does."""
    said = " ".join(("", *re.findall(r"[^\W_]+", text.casefold()), ""))
    for value, known in words.items():
        if any(f" {word} " in said for word in known):
            return str(value)
    return ""


def is_total(cell: Cell) -> bool:
    """Whether a cell marks a line of sums."""
    return isinstance(cell, str) and cell.strip(" :").lower() in TOTALS


def priority(cell: Cell) -> int | None:
    """0 to 1000, from a word, from such a number, or from `Priority 1 - Critical`; else None."""
    text = text_of(cell).strip().lower()
    if text.isdecimal() and len(text) <= 4:
        return int(text) if 10 <= int(text) <= 1000 else None
    parts = (text, *(part.strip() for part in text.split(" - ")))
    return next((int(value) for part in parts if (value := meaning(part, PRIORITIES))), None)
