"""Headings of tables of people, leave and time, as other tools write them: the words.

As in `headings`: in small letters, and of several headings for one field the first word wins.
"""

PERSON = (
    *("employee", "employee name", "full name", "display name", "user", "person", "team member"),
    *("member", "staff member", "staff", "worker", "consultant", "resource name", "resource"),
    *("user display name", "mitarbeiter", "mitarbeiterin", "mitarbeiter in", "mitarbeitername"),
    *("mitarbeitende", "name des mitarbeiters", "benutzer", "beschäftigte", "beschäftigter"),
    *("vollständiger name", "ressource", "ressourcenname", "wer"),
)
LOGIN = (
    *("login", "login name", "username", "user name", "user id", "benutzername", "anmeldename"),
)
WHO: dict[str, tuple[str, ...]] = {
    "first_name": ("first name", "given name", "forename", "vorname"),
    "last_name": ("last name", "surname", "family name", "nachname", "familienname"),
    "email": (
        *("email", "e mail", "mail", "email address", "e mail address", "user email"),
        *("work email", "business email", "employee email", "e mail adresse", "mailadresse"),
    ),
}
CLIENT = (
    *("client", "client name", "customer", "customer name", "company", "account name"),
    *("kunde", "kundenname", "auftraggeber", "mandant", "firma"),
)
NOTE = (
    *("note", "notes", "text", "description", "work description", "comment", "comments", "remark"),
    *("beschreibung", "kommentar", "notiz", "notizen", "bemerkung"),
)
PEOPLE_WORDS: dict[str, tuple[str, ...]] = {
    "name": (*PERSON[:4], "name", *PERSON[4:]),
    **WHO,
    "key": ("key", *LOGIN, "short name", "kürzel", "kurzzeichen"),
    "initials": ("initials", "initialen", "abbreviation"),
    "role": (
        *("role", "roles", "job title", "position", "title", "function", "rolle", "funktion"),
        *("stelle", "stellenbezeichnung", "berufsbezeichnung", "jobtitel"),
    ),
    "team": (
        *("team", "team name", "department", "group", "org unit", "division", "abteilung"),
        *("gruppe", "bereich", "organisationseinheit"),
    ),
    "skills": (
        *("skills", "skill", "competencies", "qualifications", "kenntnisse", "fähigkeiten"),
        *("kompetenzen", "qualifikationen"),
    ),
    "week": (
        *("weekly hours", "hours a week", "hours per week", "hours week", "week"),
        *("weekly capacity", "working week", "work week", "contract hours", "contracted hours"),
        *("working hours", "capacity", "wochenstunden", "wochenarbeitszeit", "stunden pro woche"),
        *("stunden je woche", "stunden woche", "arbeitswoche", "vertragsstunden", "arbeitszeit"),
    ),
    "fte": (
        *("fte", "fte %", "employment %", "employment percentage", "vzä", "pensum"),
        *("arbeitspensum", "beschäftigungsgrad", "teilzeit %", "teilzeitgrad"),
    ),
    "valid_from": (
        *("valid from", "effective from", "effective date", "valid since", "from"),
        *("gültig ab", "gültig von", "wirksam ab", "ab"),
    ),
    "region": (
        *("region", "holiday region", "public holidays", "holiday calendar", "feiertage"),
        *("feiertagskalender", "feiertagsregion"),
    ),
    "availability": (
        *("availability", "availability %", "% available", "available %", "verfügbarkeit"),
        *("verfügbarkeit %", "verfügbar %"),
    ),
    "target": (
        *("target", "target %", "utilization target", "utilisation target", "target utilization"),
        *("target utilisation", "billable target", "utilization target %", "billable target %"),
        *("ziel", "ziel %", "zielauslastung", "auslastungsziel"),
    ),
}
LEAVE_WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        *("absence id", "leave id", "request id", "time off id", "antragsnummer", "id", "uid"),
        *("request number", "nr", "no", "#"),
    ),
    "person": (*PERSON, "name"),
    "login": LOGIN,
    **WHO,
    "first": (
        *("first", "first day", "from", "from date", "date from", "leave start", "absence start"),
        *("start", "start date", "begin", "begin date", "starts on", "von", "vom", "von datum"),
        *("datum von", "erster tag", "beginn", "anfang", "startdatum", "date", "day", "datum"),
        "tag",
    ),
    "last": (
        *("last", "last day", "to", "to date", "date to", "until", "leave end", "absence end"),
        *("end", "end date", "finish", "ends on", "bis", "bis datum", "datum bis", "letzter tag"),
        *("ende", "enddatum"),
    ),
    "kind": (
        *("absence type", "leave type", "time off type", "type of leave", "type of absence"),
        *("absence reason", "leave reason", "time off policy", "abwesenheitsart", "absence"),
        *("abwesenheitstyp", "abwesenheitsgrund", "art der abwesenheit", "urlaubsart"),
        *("abwesenheit", "kind", "type", "reason", "category", "policy", "art", "grund", "typ"),
    ),
    "half": ("half day", "half days", "half", "half day?", "halber tag", "halbtags", "halbtägig"),
    "amount": (
        *("hours", "stunden", "duration", "dauer", "amount", "days", "number of days"),
        *("working days", "tage", "anzahl tage", "arbeitstage"),
    ),
    "hours_a_day": (
        *("hours a day", "hours per day", "hours day", "stunden pro tag", "stunden je tag"),
    ),
    "status": ("status", "approval status", "approval", "state", "genehmigung"),
    "text": NOTE,
}
TIME_WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        *("time entry id", "entry id", "worklog id", "zeiteintrag id", "buchungsnummer"),
        *("id", "uid", "#"),
    ),
    "person": (*PERSON, "author"),
    "login": LOGIN,
    **WHO,
    "day": (
        *("date", "day", "work date", "worked on", "spent on", "spent date", "entry date"),
        *("datum", "tag", "arbeitstag", "leistungsdatum", "buchungsdatum"),
        *("start date", "started at", "started", "start", "startdatum", "beginn"),
    ),
    "minutes": (
        *("hours", "duration", "time spent", "spent time", "logged hours", "worked hours"),
        *("hours worked", "duration (decimal)", "minutes", "time", "stunden", "dauer", "minuten"),
        *("aufgewendete zeit", "ist stunden", "aufwand", "zeit"),
    ),
    "project_key": ("project key", "project code", "projektkürzel", "projektschlüssel"),
    "project": ("project", "project name", "projekt", "projektname"),
    "client": CLIENT,
    "task_key": (
        *("issue key", "task key", "task id", "issue id", "work item id", "ticket #"),
        *("ticket number", "ticket id", "ticketnummer", "aufgaben id"),
    ),
    "task": (
        *("task", "task name", "issue", "ticket", "work item", "issue summary", "aufgabe"),
        *("vorgang", "aufgabenname", "vorgangsname"),
    ),
    "billable": (
        *("billable", "billable?", "is billable", "charged", "abrechenbar", "fakturierbar"),
        "verrechenbar",
    ),
    "text": NOTE,
}
