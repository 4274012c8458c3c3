"""Words of other tools for what becomes of a risk and what is done about it, and ratings."""

import re
from collections.abc import Mapping

from ppm_tui.exchange.cell_values import text_of
from ppm_tui.exchange.sheet import Cell
from ppm_tui.terms import RiskKind, RiskStatus, RiskStrategy

STATUS: Mapping[str, tuple[str, ...]] = {
    RiskStatus.PROPOSED: ("proposed", "draft", "new", "identified", "vorgeschlagen", "neu"),
    RiskStatus.OPEN: (
        *("open", "active", "assessing", "assess", "pending", "monitoring", "offen", "aktiv"),
        *("work in progress", "watch", "approved"),
    ),
    RiskStatus.MITIGATING: (
        *("mitigating", "mitig", "in progress", "in treatment", "treating", "mitigation"),
        *("responding", "respond", "in bearbeitung", "in arbeit"),
    ),
    RiskStatus.ACCEPTED: ("accepted", "accept", "tolerated", "akzeptiert"),
    RiskStatus.CLOSED: (
        *("closed", "retired", "resolved", "mitigated", "closed complete", "expired", "rejected"),
        *("geschlossen", "erledigt", "abgeschlossen"),
    ),
    RiskStatus.ISSUE: ("issue", "occurred", "materialized", "materialised", "eingetreten"),
}
STRATEGIES: Mapping[str, tuple[str, ...]] = {
    RiskStrategy.AVOID: ("avoid", "avoidance", "terminate", "vermeiden", "vermeidung"),
    RiskStrategy.MITIGATE: (
        *("mitigate", "mitigation", "reduce", "reduction", "treat", "control", "vermindern"),
        *("mindern", "reduzieren"),
    ),
    RiskStrategy.TRANSFER: ("transfer", "insure", "outsource", "übertragen", "versichern"),
    RiskStrategy.ACCEPT: ("accept", "acceptance", "tolerate", "retain", "akzeptieren", "tragen"),
    RiskStrategy.ESCALATE: ("escalate", "eskalieren"),
    RiskStrategy.EXPLOIT: ("exploit", "nutzen"),
    RiskStrategy.ENHANCE: ("enhance", "verstärken"),
    RiskStrategy.SHARE: ("share", "teilen"),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    RiskKind.THREAT: ("threat", "risk", "negative", "bedrohung", "risiko"),
    RiskKind.OPPORTUNITY: ("opportunity", "positive", "chance"),
}
RATINGS: Mapping[str, tuple[str, ...]] = {
    "1": (
        *("very low", "rare", "insignificant", "negligible", "very unlikely", "sehr gering"),
        *("sehr niedrig", "unwahrscheinlich", "unbedeutend", "lowest"),
    ),
    "2": ("low", "unlikely", "minor", "gering", "niedrig", "selten"),
    "3": ("medium", "moderate", "possible", "med", "mittel", "möglich"),
    "4": ("high", "likely", "major", "significant", "probable", "hoch", "wahrscheinlich"),
    "5": (
        *("very high", "almost certain", "critical", "severe", "catastrophic", "extreme"),
        *("very likely", "sehr hoch", "sehr wahrscheinlich", "kritisch", "katastrophal", "highest"),
    ),
}
"""Steps of a scale of five."""
NUMBERED = re.compile(r"\d+\s*[-–.:)]\s*(\D.*)")
"""ServiceNow's `1 - High`: its number counts from the severest down, only the word says which."""
SERVICENOW = re.compile(r"(RISK|RSK|PRJRISK|PRISK|INC|PRB|CHG|ISSUE|PRJISSUE)\d{6,}", re.IGNORECASE)

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a text starts that a spreadsheet takes for a formula; a `'` before it makes it a text, here
and there, and one more does so with a text that has one of its own."""


def unquoted(text: str) -> str:
    """A text without the sign that keeps a spreadsheet from reckoning with it."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would reckon with a text, or an import take a sign from it."""
    return FORMULA.match(text) is not None


def rating(cell: Cell) -> str:
    """A rating as the matrix in force has to read it: `medium`, `4`, `60%`, without a number that
    a word explains."""
    text = " ".join(text_of(cell).split())
    found = NUMBERED.fullmatch(text)
    return found[1] if found else text


def is_bare_number(text: str) -> bool:
    """Whether a rating is a number alone."""
    return text.replace(".", "", 1).replace(",", "", 1).isdecimal()
