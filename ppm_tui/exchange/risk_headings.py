"""Headings of registers of risks, as other tools write them: the words. As in `team_headings`."""

TYPE = (
    *("raid type", "raid", "raid category", "log type", "item type", "entry type", "type", "typ"),
    "art",
)
"""What a row of a log of everything is."""
RISK_WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        *("risk id", "risk no", "risk number", "risk #", "risk ref", "id", "ref", "number", "no"),
        *("#", "risiko id", "risikonummer", "nr", "nummer"),
    ),
    "title": (
        *("title", "risk title", "risk name", "risk", "name", "short description", "summary"),
        *("risiko", "risikobezeichnung", "bezeichnung", "titel", "kurzbeschreibung"),
    ),
    "project": (
        *("project key", "project", "project name", "projektkürzel", "projekt", "projektname"),
    ),
    "cause": ("cause", "root cause", "causes", "vulnerability", "ursache", "ursachen"),
    "event": (
        *("event", "risk event", "scenario", "risk description", "description", "ereignis"),
        *("szenario", "beschreibung", "risikobeschreibung"),
    ),
    "effect": (
        *("effect", "consequence", "consequences", "impact description", "effects", "folge"),
        *("folgen", "wirkung"),
    ),
    "type": TYPE,
    "kind": ("risk type", "threat or opportunity", "threat/opportunity", "kind", "risikoart"),
    "category": ("category", "risk category", "kategorie", "risikokategorie"),
    "probability": (
        *("probability", "likelihood", "l 1to5", "p", "l", "inherent likelihood", "p 1 5"),
        *("risk probability", "probability rating", "likelihood rating", "probability (1 5)"),
        *("eintrittswahrscheinlichkeit", "wahrscheinlichkeit", "ew"),
    ),
    "impact": (
        *("impact", "i 1to5", "i", "severity", "inherent impact", "risk impact", "i 1 5"),
        *("impact rating", "auswirkung", "schadensausmaß", "schadensausmass", "tragweite"),
    ),
    "impact_cost": ("impact on cost", "cost impact", "impact cost", "auswirkung kosten"),
    "impact_time": (
        *("impact on time", "time impact", "schedule impact", "impact time"),
        "auswirkung termine",
    ),
    "impact_scope": ("impact on scope", "scope impact", "impact scope"),
    "impact_quality": ("impact on quality", "quality impact", "impact quality"),
    "residual_probability": (
        *("residual l 1to5", "residual probability", "residual likelihood", "target probability"),
        *("probability after", "restwahrscheinlichkeit"),
    ),
    "residual_impact": (
        *("residual i 1to5", "residual impact", "target impact", "impact after"),
        "restauswirkung",
    ),
    "strategy": (
        *("strategy", "response strategy", "risk response", "treatment", "response type"),
        *("risk treatment", "treatment option", "strategie", "behandlung"),
    ),
    "response": (
        *("response", "response plan", "actions", "action", "mitigation", "mitigation plan"),
        *("mitigation action", "mitigation actions", "treatment plan", "action plan"),
        *("maßnahme", "maßnahmen", "gegenmaßnahme", "gegenmaßnahmen"),
    ),
    "contingency": ("contingency", "contingency plan", "notfallplan"),
    "fallback": ("fallback", "fallback plan"),
    "trigger": ("trigger", "triggers", "risk trigger", "early warning", "auslöser", "indikator"),
    "owner": (
        *("owner", "risk owner", "assigned to", "responsible", "verantwortlich", "eigner"),
        *("risikoeigner", "zuständig"),
    ),
    "status": ("status", "state", "risk status", "zustand"),
    "status_reason": ("status reason", "closing reason", "reason"),
    "raised": (
        *("raised", "date raised", "raised on", "identified on", "date identified", "opened"),
        *("created", "erfasst am", "identifiziert am"),
    ),
    "identified_by": ("raised by", "identified by", "opened by", "erfasst von"),
    "due": ("due", "due date", "target date", "response due", "fällig", "fällig am", "termin"),
    "review": ("review", "review date", "next review", "nächste prüfung"),
    "cost": (
        *("cost if it strikes", "cost", "financial impact", "expected loss", "loss"),
        *("potential loss", "schaden", "schadenshöhe", "kosten"),
    ),
    "response_cost": ("response cost", "cost of response", "mitigation cost", "maßnahmenkosten"),
    "currency": ("currency", "währung"),
}
