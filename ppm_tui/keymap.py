"""Every action once: its identifier, its keys, what the hint line and the help say of it.

Keys are named as Textual names them. `screens` are the screens on which the action does
something; the help, the hint line, the palette and `ppm keys` are made from this table, and a
screen answers an action by a method of its name (`row.open` is `action_row_open`).

The order within a screen is the order of the hint line: what comes first is shown first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ppm_tui import tabs

LISTS = ("portfolio", "project", "overdue", "timeline")
PLANS = ("portfolio", "project", "timeline")
TIMES = ("project", "timeline")
CELLS = (*TIMES, "resources", "time_log")
UTILIZATION = ("utilization",)
LEVELLING = ("levelling",)
SIMULATION = ("simulation",)
MONEY = ("money",)
BUDGET = ("project_budget",)
RISKS = ("risks",)
CHANGES = ("changes", "project_changes")
RAID = ("project_raid",)
WORKERS = ("project_people",)
LOG = ("project_log",)
TABS = tabs.NAMES
REGISTERS = ("issues", "attention", *RISKS, *CHANGES, *RAID)
PANES = (
    *LOG,
    *PLANS,
    *REGISTERS,
    "baselines",
    "templates",
    "edit",
    "resources",
    "utilization",
    *MONEY,
    *BUDGET,
    "levelling",
)
OF_PROJECTS = (*LISTS, "baselines")
OF_TIME = ("time_log", "missing_time")
FOUND = tuple(
    dict.fromkeys(
        (
            *REGISTERS,
            *OF_PROJECTS,
            *TABS,
            "templates",
            "resources",
            "utilization",
            *MONEY,
            "levelling",
            "simulation",
            *OF_TIME,
        )
    )
)
"""Each once: it is the order of the pages of keys too."""
OPENED = (*OF_PROJECTS, "resources", *REGISTERS, *WORKERS, *LOG)
PEEKS = (*PLANS, "resources", "issues", *RISKS, *CHANGES, *RAID)
PEEKED = (*PEEKS, "attention", "levelling", *LOG, *BUDGET)
NOTED = (*LISTS, "issues", "attention", *RISKS, *RAID)
DONE = (*LISTS, "issues", "attention", *RAID)
LETTERED = ("portfolio", "resources", "issues", *RISKS, *CHANGES, *RAID, *LOG)
SORTED = ("portfolio", *RISKS, *CHANGES, *MONEY)
EDITED = (*LISTS, "resources", "issues", *RISKS, *CHANGES, *RAID)
BOOKED = (*LISTS, "resources")
DEALT = (*NOTED, "resources")
VIEWED = (*DEALT, *OF_TIME, *CHANGES)
MARKED = (*VIEWED, "levelling")
LONG = (*FOUND, "edit", "help")
EVERY = (*FOUND, "edit", "daily_update", "help")
WITH_PROJECT = (*OF_PROJECTS, *REGISTERS, *TABS, "edit", "daily_update", "time_log")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key does. `label` is the word in the hint line, `help` a sentence."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    screens: tuple[str, ...] = EVERY


ACTIONS: tuple[Action, ...] = (
    Action("card.same", ("enter",), "next", "no change: save and go on", ("daily_update",)),
    Action("card.green", ("g",), "green", "status green", ("daily_update",)),
    Action("card.amber", ("a",), "amber", "status amber; asks why", ("daily_update",)),
    Action("card.red", ("r",), "red", "status red; asks why", ("daily_update",)),
    Action("field.change", ("enter", "e"), "change", "type another value", ("edit",)),
    Action("baseline.sides", ("b",), "sides", "which two to compare", ("baselines",)),
    Action("baseline.freeze", ("n",), "freeze", "freeze the plan as a baseline", ("baselines",)),
    Action("baseline.use", ("s",), "current", "make a baseline the current one", ("baselines",)),
    Action("baseline.rename", ("e",), "rename", "call a baseline otherwise", ("baselines",)),
    Action("baseline.delete", ("X",), "delete", "delete a baseline; asks first", ("baselines",)),
    Action("baseline.order", ("o",), "sort", "differences first or plan order", ("baselines",)),
    Action("template.use", ("enter", "n"), "use", "a new project from this one", ("templates",)),
    Action("template.delete", ("X",), "delete", "delete it; asks first", ("templates",)),
    Action(
        "ratio.explain",
        ("enter",),
        "formula",
        "each figure with all that goes into it",
        UTILIZATION,
    ),
    Action("ratio.by", ("b",), "by", "a row for each person, role or team", UTILIZATION),
    Action("ratio.earlier", ("h", "left"), "earlier", "the period before", UTILIZATION),
    Action("ratio.later", ("l", "right"), "later", "the period after", UTILIZATION),
    Action("ratio.shorter", ("less_than_sign",), "shorter", "a shorter period", UTILIZATION),
    Action("ratio.longer", ("greater_than_sign",), "longer", "month, quarter, year", UTILIZATION),
    Action("ratio.today", ("z",), "today", "the period of today", UTILIZATION),
    Action("ratio.sort", ("o",), "sort", "sort by a column", UTILIZATION),
    Action("ratio.target", ("e",), "target", "set the target of people", UTILIZATION),
    Action("money.why", ("enter",), "why", "each figure with all that goes into it", MONEY),
    Action("money.by", ("b",), "by", "a row for each project, client and so on", MONEY),
    Action("figure.why", ("enter",), "why", "how the figure is reckoned", BUDGET),
    Action("chart.next", ("b",), "chart", "money, time, or as a table", BUDGET),
    Action("level.take", ("enter", "a"), "take", "move the task as the line says", LEVELLING),
    Action("level.refuse", ("x",), "refuse", "the task stays; again: it may move", LEVELLING),
    Action("level.float", ("b",), "float", "within float only, or beyond it too", LEVELLING),
    Action("level.seconds", ("s",), "seconds", "how long to look, from now on", LEVELLING),
    Action("level.task", ("o",), "task", "the task in its plan", LEVELLING),
    Action("simulation.rows", ("b",), "risks/tasks", "list the risks or the tasks", SIMULATION),
    Action("simulation.runs", ("s",), "runs", "how many runs", SIMULATION),
    Action("simulation.seed", ("n",), "seed", "other luck: the next seed", SIMULATION),
    Action("simulation.correlation", ("c",), "correlation", "how tasks go together", SIMULATION),
    Action("simulation.confidence", ("p",), "sure", "how sure the reserve makes", SIMULATION),
    Action("simulation.reserve", ("a",), "reserve", "set the contingency to that", SIMULATION),
    Action("simulation.task", ("enter",), "task", "the task in its plan", SIMULATION),
    Action("change.status", ("s",), "status", "submit, approve, reject or defer", CHANGES),
    Action("change.text", ("w",), "text", "copy the text to send for approval", CHANGES),
    Action("change.reply", ("p",), "paste", "paste the answer to such a text", CHANGES),
    Action("change.authoriser", ("a",), "asked", "who decides at the client", CHANGES),
    Action("sheet.hours", ("t", "enter"), "hours", "type the hours of the day", ("time_log",)),
    Action("sheet.add", ("n",), "row", "add a row: part of a project or task", ("time_log",)),
    Action("sheet.copy", ("Y",), "last week", "copy rows and hours of last week", ("time_log",)),
    Action(
        "sheet.delete", ("X",), "delete", "delete the time of the day; asks first", ("time_log",)
    ),
    Action("sheet.person", ("a",), "person", "whose time is shown", ("time_log",)),
    Action("missing.open", ("enter",), "open", "the sheet of that day", ("missing_time",)),
    Action("row.status", ("s",), "status", "choose a status; amber and red ask why", DEALT),
    Action("row.note", ("c",), "note", "write a note", (*NOTED, "daily_update", *LOG)),
    Action("row.time", ("t",), "log", "log time: 2h, 1h30, 45m", (*LISTS, "daily_update", *LOG)),
    Action("row.timer", ("T",), "timer", "timer: start or stop it here", (*LISTS, "time_log")),
    Action("risk.score", ("p",), "score", "two digits: likelihood, impact", (*RISKS, *RAID)),
    Action("row.owner", ("a",), "owner", "the owner; a booking is given to somebody", DEALT),
    Action("row.priority", ("p",), "prio", "priority of a task, rank of a project", LISTS),
    Action(
        "row.date",
        ("d",),
        "date",
        "finish date; of a task 3d, after 12 too",
        (*DEALT, "daily_update"),
    ),
    Action("risk.close", ("x",), "close", "close it and say why; again: open", RISKS),
    Action("risk.task", ("A",), "task", "a task that answers it: a new one, or T-102", RISKS),
    Action("risk.beside", ("b",), "beside", "matrix, by project or by client", RISKS),
    Action("row.percent", ("P",), "% done", "set per cent done", (*LISTS, "daily_update")),
    Action("row.done", ("x",), "done", "done or close; back when all marked are", DONE),
    Action("row.move", ("m",), "move", "to another phase, project or client; to a person", BOOKED),
    Action(
        "list.choose_filter",
        ("f",),
        "filter",
        "a filter by its letter",
        LETTERED,
    ),
    Action("list.filter", ("slash",), "find", "filter as you type", FOUND),
    Action("list.clear", ("F",), "clear", "clear every filter", FOUND),
    Action(
        "view.choose",
        ("v",),
        "views",
        "a view by its letter",
        (*MARKED, *UTILIZATION, *SIMULATION, *MONEY, *TABS),
    ),
    Action("list.sort", ("o",), "sort", "sort by a column", SORTED),
    Action("list.reverse", ("O",), "reverse", "reverse the sort", SORTED),
    Action("list.reload", ("r",), "reload", "read again and sort again", (*FOUND, "edit")),
    Action("view.save", ("S",), "save view", "save filter and sort as a view", VIEWED),
    Action("row.open", ("enter",), "open", "open the row; on a task: why these dates", OPENED),
    Action("row.add", ("n",), "new", "add to this list", PEEKS),
    Action("row.edit", ("e",), "edit", "edit all fields", (*EDITED, *WORKERS)),
    Action(
        "row.editor",
        ("E",),
        "editor",
        "write the note in $EDITOR",
        (*NOTED, "daily_update", *LOG),
    ),
    Action("row.split", (), "split", "split the task into parts in sequence", ("project",)),
    Action("plan.catch_up", (), "catch up", "move unfinished work behind today", ("project",)),
    Action("plan.outline", (), "outline", "edit the plan as text in $EDITOR", ("project",)),
    Action("row.delete", ("X",), "delete", "to the trash; asks first", EDITED),
    Action(
        "row.repeat",
        ("full_stop",),
        "again",
        "the last change again, on this row",
        (*NOTED, *CHANGES),
    ),
    Action("row.mark", ("space",), "mark", "mark the row and go down", MARKED),
    Action("list.mark_all", ("V",), "mark all", "mark every row shown; again: none", MARKED),
    Action("row.copy", ("y",), "copy", "copy key, row, table, or a command as link", FOUND),
    Action("add.risk", ("R",), "risk", "a risk on this project: text p4 i3 @ana", WITH_PROJECT),
    Action("add.issue", ("I",), "issue", "an issue on this project", WITH_PROJECT),
    Action("add.change", ("C",), "change", "a change request on this project", WITH_PROJECT),
    Action("add.decision", ("D",), "decision", "a decision: text by:okafor on:fri", WITH_PROJECT),
    Action("add.milestone", ("M",), "milestone", "a milestone: name due:fri", WITH_PROJECT),
    Action("peek.toggle", ("i",), "peek", "peek pane on, off", PEEKED),
    Action("time.zoom_in", ("less_than_sign",), "zoom in", "finer time scale", CELLS),
    Action(
        "time.zoom_out",
        ("greater_than_sign",),
        "zoom out",
        "coarser: day, week, month, quarter",
        CELLS,
    ),
    Action("time.today", ("z",), "today", "today in view", CELLS),
    Action("time.baseline", ("b",), "plan", "original plan on, off", TIMES),
    Action("load.unit", ("b",), "hours/%", "hours or per cent of capacity", ("resources",)),
    Action("pane.next", ("tab",), "booking", "the next booking of the cell", ("resources",)),
    Action("pane.previous", ("shift+tab",), "booking", "the booking before it", ("resources",)),
    Action("tab.next", ("tab",), "next tab", f"next tab: {tabs.LABELS}", TABS),
    Action("tab.previous", ("shift+tab",), "tab before", "the tab before it", TABS),
    Action("cursor.down", ("j", "down"), "down", "row down"),
    Action("cursor.up", ("k", "up"), "up", "row up"),
    Action("cursor.left", ("h", "left"), "left", "earlier: a step, a day", CELLS),
    Action("cursor.right", ("l", "right"), "right", "later: a step, a day", CELLS),
    Action("risk.cells", ("tab", "shift+tab"), "matrix", "into the matrix and back", RISKS),
    Action("risk.left", ("h", "left"), "left", "less impact, in the matrix", RISKS),
    Action("risk.right", ("l", "right"), "right", "more impact, in the matrix", RISKS),
    Action("cursor.screen_left", ("H",), "screen left", "a screen or a week earlier", CELLS),
    Action("cursor.screen_right", ("L",), "screen right", "a screen or a week later", CELLS),
    Action("cursor.page_down", ("pagedown",), "page", "a page down", LONG),
    Action("cursor.page_up", ("pageup",), "page up", "a page up", LONG),
    Action("cursor.half_down", ("ctrl+d",), "half", "half a page down", LONG),
    Action("cursor.half_up", ("ctrl+u",), "half up", "half a page up", LONG),
    Action("cursor.first", ("home",), "first", "first row (also g g)"),
    Action("cursor.last", ("G", "end"), "last", "last row"),
    Action("peek.down", ("J",), "peek down", "scroll the peek pane", PANES),
    Action("peek.up", ("K",), "peek up", "scroll the peek pane back", PANES),
    Action("app.go", ("g",), "go", "go to a screen by its letter", LONG),
    Action("go.portfolio", ("1",), "portfolio", "the portfolio"),
    Action("go.project", ("2",), "project", "the open project"),
    Action("go.resources", ("3",), "resources", "who has room, who is over-booked"),
    Action("go.risks", ("4",), "risks", "the risk register with its matrix"),
    Action("go.changes", ("5",), "changes", "the register of change requests"),
    Action("go.time", ("6",), "time log", "the time log: your week"),
    Action("go.daily", ("0",), "daily", "the daily update"),
    Action("app.back", ("backspace", "q"), "back", "back one level; q twice at the top quits"),
    Action("app.out", ("escape",), "out", "one step out: popup, marks, filter, back"),
    Action("place.back", ("minus",), "place back", "back through places visited", (*FOUND, "edit")),
    Action(
        "place.forward", ("equals_sign",), "forward", "forward through places", (*FOUND, "edit")
    ),
    Action("app.undo", ("u",), "undo", "take back the last change"),
    Action("app.redo", ("U",), "redo", "bring it back"),
    Action("app.display", ("comma",), "display", "glyphs and colours", FOUND),
    Action("app.help", ("question_mark", "f1"), "help", "the keys of this screen"),
    Action("app.palette", ("colon", "ctrl+p"), "cmd", "find a command; shows its key"),
    Action("app.redraw", ("ctrl+l",), "redraw", "draw the screen again"),
    Action("app.suspend", ("ctrl+z",), "suspend", "to the shell; fg comes back"),
    Action("app.cancel", ("ctrl+c",), "cancel", "cancel; twice in 2 s quits"),
)

BY_ID = {action.id: action for action in ACTIONS}

NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "full_stop": ".",
    "comma": ",",
    "minus": "-",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "quotation_mark": '"',
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "apostrophe": "'",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "asterisk": "*",
    "plus": "+",
    "semicolon": ";",
    "at": "@",
    "left_square_bracket": "[",
    "backslash": "\\",
    "right_square_bracket": "]",
    "circumflex_accent": "^",
    "underscore": "_",
    "grave_accent": "`",
    "left_curly_bracket": "{",
    "vertical_line": "|",
    "right_curly_bracket": "}",
    "tilde": "~",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "f1": "F1",
}


NEVER = {
    *(f"ctrl+{letter}" for letter in "abghijkmnoqrstvwy"),
    *("ctrl+backslash", "ctrl+right_square_bracket", "ctrl+circumflex_accent"),
    *("ctrl+underscore", "ctrl+@", "ctrl+space", "tilde", "f10", "f11"),
}
"""Keys that multiplexers, terminals or ssh keep for themselves; no map may bind them."""

LAYOUTS = {
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю",
    "uk": "йцукенгшщзхїфівапролджєячсмитьбю",
    "el": ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,.",
}
"""Letters of other alphabets in the order of the Latin keys, row by row."""
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."

MOVES = {"h", "j", "k", "l", "H", "J", "K", "L", "G"}


def shown(key: str) -> str:
    """A key as people write it: `ctrl+d` is Ctrl+D, `slash` is /."""
    if key in NAMES:
        return NAMES[key]
    rest = key.removeprefix("ctrl+")
    return f"Ctrl+{NAMES.get(rest, rest.upper())}" if rest != key else key


def named(text: str) -> str:
    """A key as Textual names it, from how people write it: `/` is slash, Ctrl+D is ctrl+d."""
    for name, sign in NAMES.items():
        if text in (sign, name) or (len(text) > 1 and text.lower() == sign.lower()):
            return name
    return text if len(text) == 1 else text.lower()


def latin(character: str, keyboard: str) -> str:
    """The Latin letter on the same key of another alphabet's keyboard; else the same sign."""
    letters = LAYOUTS.get(keyboard, "")
    place = letters.find(character.lower())
    if not character or place < 0:
        return character
    return LATIN[place].upper() if character.isupper() else LATIN[place]


def effective(
    wanted: Sequence[tuple[str, tuple[str, ...], int]] = (), preset: str = "default"
) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """The actions with a person's own keys, and what was wrong with those, each with its line.

    `wanted` has an action, its keys (none removes it) and the line of the settings file. A key
    that another action of the same screen has keeps its meaning.
    """
    actions = {action.id: action for action in ACTIONS}
    if preset == "arrows":
        for name, action in actions.items():
            actions[name] = replace(action, keys=tuple(k for k in action.keys if k not in MOVES))
    problems = []
    for name, texts, line in wanted:
        if name not in actions:
            problems.append(f"line {line}: there is no action {name}; ppm keys lists them")
            continue
        keys = tuple(named(text) for text in texts)
        problem = _clash(actions, name, keys)
        if problem:
            problems.append(f"line {line}: {problem}")
        else:
            actions[name] = replace(actions[name], keys=keys)
    return tuple(actions.values()), tuple(problems)


def _clash(actions: dict[str, Action], name: str, keys: tuple[str, ...]) -> str:
    mine = actions[name]
    for key in keys:
        if key in NEVER or key.startswith("alt+"):
            return f"{shown(key)} belongs to terminals and multiplexers: {name} keeps its keys"
        for other in actions.values():
            shared = set(other.screens) & set(mine.screens)
            if other.id != name and shared and key in other.keys:
                return f"{shown(key)} is {other.id} already: {name} keeps its keys"
    return ""


def of_screen(screen: str, actions: Sequence[Action] = ACTIONS) -> list[Action]:
    """The actions of a screen, in the order of its hint line."""
    return [action for action in actions if screen in action.screens]


def bound(screen: str, actions: Sequence[Action] = ACTIONS) -> dict[str, str]:
    """Key to action identifier on a screen."""
    return {key: action.id for action in of_screen(screen, actions) for key in action.keys}


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter of a chooser and what it stands for."""

    letter: str
    label: str
    value: str
    short: str = ""

    @property
    def word(self) -> str:
        """The label in one word, for where there is little room."""
        return self.short or self.label.partition(" ")[0]


CHOOSERS: dict[str, tuple[Choice, ...]] = {
    "go": (
        Choice("p", "portfolio", "portfolio", "all"),
        Choice("o", "open project", "project", "proj"),
        Choice("r", "resources", "resources", "res"),
        Choice("k", "risks", "risks"),
        Choice("d", "daily update", "daily_update"),
        Choice("i", "issues", "issues", "iss"),
        Choice("m", "overdue milestones", "overdue", "ms"),
        Choice("b", "baselines", "baselines", "base"),
        Choice("c", "changes", "changes", "cr"),
        Choice("l", "time log", "time_log", "time"),
        Choice("g", "top", "top"),
    ),
    "status of a project": (
        Choice("g", "green", "green"),
        Choice("a", "amber", "amber"),
        Choice("r", "red", "red"),
        Choice("h", "on hold", "on_hold", "hold"),
        Choice("x", "closed", "completed"),
    ),
    "status of a task": (
        Choice("t", "to do", "todo", "todo"),
        Choice("p", "in progress", "in_progress", "progress"),
        Choice("b", "blocked", "blocked"),
        Choice("d", "done", "done"),
        Choice("x", "dropped", "dropped"),
    ),
    "time over what was agreed": (
        Choice("b", "bill", "bill"),
        Choice("a", "absorb", "absorb"),
        Choice("c", "change request", "change", "change"),
    ),
    "status of an issue": (
        Choice("o", "open", "open"),
        Choice("d", "doing", "doing"),
        Choice("r", "resolved", "resolved"),
        Choice("c", "closed", "closed"),
    ),
    "status of an assumption": (
        Choice("o", "open", "open"),
        Choice("c", "confirmed", "confirmed"),
        Choice("w", "wrong", "wrong"),
        Choice("r", "wrong: a risk now", "risk", "risk"),
        Choice("i", "wrong: an issue now", "issue", "issue"),
    ),
    "status of a decision": (
        Choice("p", "to be decided", "proposed", "open"),
        Choice("d", "decided", "decided"),
        Choice("w", "withdrawn", "withdrawn"),
    ),
    "new entry": (
        Choice("i", "issue", "issue"),
        Choice("a", "assumption", "assumption"),
        Choice("d", "decision", "decision"),
        Choice("t", "task that deals with the issue", "action"),
    ),
    "new in the project": (
        Choice("r", "risk", "risk"),
        Choice("i", "issue", "issue"),
        Choice("a", "assumption", "assumption"),
        Choice("d", "decision", "decision"),
    ),
    "filter of the log": (
        Choice("t", "time", "kind:time"),
        Choice("n", "notes", "kind:note"),
        Choice("s", "status updates", "kind:status"),
        Choice("m", "mine", "who:me"),
    ),
    "filter of RAID": (
        Choice("r", "risks", "kind:risk"),
        Choice("i", "issues", "kind:issue"),
        Choice("a", "assumptions", "kind:assumption"),
        Choice("d", "decisions", "kind:decision"),
        Choice("m", "mine", "owner:me"),
        Choice("o", "overdue", "late:yes"),
        Choice("x", "closed too", "closed"),
    ),
    "filter of issues": (
        Choice("i", "issues", "kind:issue"),
        Choice("a", "assumptions", "kind:assumption"),
        Choice("d", "decisions", "kind:decision"),
        Choice("t", "tasks that are actions", "kind:action"),
        Choice("m", "mine", "owner:me"),
        Choice("o", "overdue", "late:yes"),
        Choice("x", "closed too", "closed"),
    ),
    "status of a risk": (
        Choice("o", "open", "open"),
        Choice("m", "mitigating", "mitigating", "mitig"),
        Choice("a", "accepted", "accepted"),
        Choice("c", "closed", "closed"),
        Choice("i", "became an issue", "issue", "issue"),
        Choice("v", "reviewed today", "reviewed", "reviewed"),
    ),
    "filter of risks": (
        Choice("c", "critical", "zone:X", "critical"),
        Choice("h", "high and critical", "zone:X,H", "high"),
        Choice("m", "mine", "owner:me"),
        Choice("o", "overdue", "late:yes"),
        Choice("v", "to be reviewed", "revisit:yes", "review"),
        Choice("n", "nobody's", "owner:none", "nobody"),
        Choice("u", "rising", "rise>0", "rising"),
        Choice("x", "closed too", "closed"),
    ),
    "beside the risks": (
        Choice("m", "matrix", "matrix"),
        Choice("p", "by project", "project", "project"),
        Choice("c", "by client", "client", "client"),
    ),
    "filter of changes": (
        Choice("w", "waiting for an answer", "status:submitted", "waiting"),
        Choice("d", "drafts", "status:draft"),
        Choice("l", "deferred: later", "status:deferred", "later"),
        Choice("a", "approved", "status:approved"),
        Choice("r", "rejected", "status:rejected"),
    ),
    "status of a change": (
        Choice("s", "submitted", "submitted"),
        Choice("a", "approved", "approved"),
        Choice("r", "rejected", "rejected"),
        Choice("d", "deferred", "deferred"),
    ),
    "priority of a task": (
        Choice("u", "urgent", "urgent"),
        Choice("h", "high", "high"),
        Choice("m", "medium", "medium"),
        Choice("l", "low", "low"),
    ),
    "filter": (
        Choice("r", "red", "rag:red"),
        Choice("a", "amber", "rag:amber"),
        Choice("g", "green", "rag:green"),
        Choice("m", "mine", "owner:me"),
        Choice("o", "overdue", "late>0"),
        Choice("u", "not updated", "age>7", "stale"),
        Choice("x", "closed too", "closed"),
    ),
    "view": (
        Choice("p", "portfolio", "portfolio"),
        Choice("a", "attention", "attention"),
        Choice("o", "overdue milestones", "overdue"),
        Choice("t", "timeline", "timeline"),
        Choice("c", "cost and margin", "money", "cost"),
        Choice("f", "figures of the project", "project_budget", "figures"),
        Choice("m", "missing", "missing_time"),
        Choice("u", "utilization", "utilization"),
        Choice("l", "levelling", "levelling", "level"),
        Choice("s", "simulation", "simulation", "sim"),
    ),
    "runs": (
        Choice("t", "1,000", "1000", "1k"),
        Choice("l", "10,000", "10000", "10k"),
        Choice("m", "100,000", "100000", "100k"),
    ),
    "confidence": (
        Choice("m", "50 %", "50", "50%"),
        Choice("s", "70 %", "70", "70%"),
        Choice("e", "80 %", "80", "80%"),
        Choice("n", "90 %", "90", "90%"),
        Choice("f", "95 %", "95", "95%"),
    ),
    "correlation": (
        Choice("n", "not at all", "0", "0%"),
        Choice("w", "30 %: weakly", "30", "30%"),
        Choice("m", "60 %: much", "60", "60%"),
        Choice("s", "90 %: nearly as one", "90", "90%"),
    ),
    "seconds of levelling": (
        Choice("t", "2 seconds", "2", "2s"),
        Choice("l", "10 seconds", "10", "10s"),
        Choice("m", "a minute", "60", "1m"),
    ),
    "utilization by": (
        Choice("p", "person", "person"),
        Choice("r", "role", "role"),
        Choice("t", "team", "team"),
    ),
    "money by": (
        Choice("p", "project", "project"),
        Choice("g", "programme", "program"),
        Choice("c", "client", "client"),
        Choice("f", "portfolio", "portfolio"),
        Choice("r", "role", "role"),
        Choice("a", "all together", "all"),
    ),
    "status of a booking": (
        Choice("h", "hard: agreed", "hard"),
        Choice("s", "soft: not agreed", "soft"),
        Choice("w", "less work", "less"),
        Choice("p", "part of it to somebody", "split"),
        Choice("e", "evenly", "flat"),
        Choice("f", "more at first", "front", "first"),
        Choice("b", "more at last", "back", "last"),
    ),
    "filter of people": (
        Choice("o", "over-booked next week", "over:yes", "over"),
        Choice("f", "free next week", "free>0", "free"),
        Choice("m", "me", "who:me"),
    ),
    "view of people": (
        Choice("e", "everyone", "everyone"),
        Choice("r", "by role", "role", "role"),
        Choice("g", "by team", "team", "team"),
    ),
    "order of tasks": (
        Choice("d", "differences first", "differences"),
        Choice("p", "plan order", "plan"),
    ),
    "copy": (
        Choice("k", "key", "key"),
        Choice("r", "row", "row"),
        Choice("t", "table", "table"),
        Choice("l", "link", "link"),
    ),
    "glyphs": (
        Choice("u", "unicode signs", "unicode"),
        Choice("a", "ASCII signs", "ascii"),
    ),
}
