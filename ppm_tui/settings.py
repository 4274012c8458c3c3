"""Settings: defaults, then the settings file, then the environment, then flags; the last one wins.

A key that is unknown or a value that makes no sense is a warning with its line; the default stays
in force. `Settings.sources` says of every setting where it came from.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ppm_tui.errors import Invalid

COLORS = ("auto", "16", "256", "true", "none")
DRIVERS = ("auto", "plain")
GLYPHS = ("auto", "unicode", "ascii")
KEYMAPS = ("default", "vim", "arrows")
MOUSE = ("auto", "on", "off")
ROUNDING = r"([1-9]|[1-5]\d|60)m( up| nearest)?"
"""Steps of an hour at most to which a timer is rounded."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Keys that a person wants for an action; none removes it. Checked by whoever knows actions."""

    action: str
    keys: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class View:
    """A list as somebody wants to see it again, under a letter. `of` is the kind of list.

    `sort` is a column by its name, or empty for the list's own order.
    """

    of: str
    letter: str
    name: str
    filter: str = ""
    sort: str = ""
    reverse: bool = False
    closed: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set. `db` and `as_of` are texts as typed; empty means the default."""

    db: str = ""
    as_of: str = ""
    config: str = ""
    user: str = ""
    color: str = "auto"
    driver: str = "auto"
    readonly: bool = False
    glyphs: str = "auto"
    keyboard: str = ""
    keymap: str = "default"
    mouse: str = "auto"
    theme: str = ""
    currency: str = "EUR"
    rounding: str = "1m"
    bindings: tuple[Binding, ...] = ()
    views: tuple[View, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def source(self, name: str) -> str:
        """Where a setting came from: `--db`, `PPM_DB`, `settings.toml line 3` or `default`."""
        return self.sources.get(name, "default")


VARIABLES = {"db": "PPM_DB", "as_of": "PPM_AS_OF", "user": "PPM_USER"}
CHOICES = {
    "color": COLORS, "driver": DRIVERS, "glyphs": GLYPHS, "keymap": KEYMAPS, "mouse": MOUSE,
}  # fmt: skip
FILE_HELP = {
    "db": "the portfolio: a file or a PostgreSQL URL",
    "user": "who is recorded in the history",
    "readonly": "true: no write reaches the database",
    "color": "colour: auto, 16, 256, true or none",
    "driver": "auto sends what changed, plain all that is drawn",
    "glyphs": "signs: auto, unicode or ascii",
    "theme": "name of the colour theme",
    "keyboard": "layout of another alphabet, such as ru: its letters act as the Latin ones",
    "keymap": "ready map of keys: default, vim or arrows",
    "mouse": "auto, on or off",
    "currency": "base currency, for sums over projects of several",
    "[time] rounding": "how the minutes of a timer are rounded: 1m, 15m up, 6m nearest",
    "[views.LIST.LETTER]": "a saved view of the list portfolio, plan, overdue, timeline or "
    "resources: name, filter, "
    "sort, reverse, closed; S writes it",
    "[keys]": "own keys: an action as `ppm keys` names it, and one key, a list, or nothing",
}
IN_FILE = {name for name in FILE_HELP if not name.startswith("[")}
NOT_NAMED = {"bindings", "views", "sources", "warnings"}
NAMES = tuple(each.name for each in fields(Settings) if each.name not in NOT_NAMED)
LISTS = ("portfolio", "plan", "overdue", "timeline", "resources", "issues", "attention", "risks")
IN_VIEW: dict[str, type] = {
    "name": str, "filter": str, "sort": str, "reverse": bool, "closed": bool,
}  # fmt: skip


def load(flags: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Settings from everywhere. `flags` holds what was given on the command line, by name.

    Raises Invalid when a settings file was asked for by name and cannot be read.
    """
    asked = str(flags.get("config") or environment.get("PPM_CONFIG") or "")
    found = _from_file(Path(asked).expanduser() if asked else default_file(), is_asked=bool(asked))
    found = _over(found, _environment(environment))
    given = {name: (flags[name], f"--{name.replace('_', '-')}") for name in NAMES if name in flags}
    return _over(found, given)


def default_file() -> Path:
    """Where the settings file is looked for."""
    import platformdirs  # 5 ms, and `--config` does without

    return platformdirs.user_config_path("ppm", appauthor=False) / "settings.toml"


def default_database() -> Path:
    """Where the portfolio lives when nothing else is said."""
    import platformdirs

    return platformdirs.user_data_path("ppm", appauthor=False) / "portfolio.db"


def _over(settings: Settings, given: Mapping[str, tuple[Any, str]]) -> Settings:
    values: dict[str, Any] = {name: value for name, (value, _) in given.items()}
    sources = {name: source for name, (_, source) in given.items()}
    return replace(settings, **values, sources={**settings.sources, **sources})


def _environment(environment: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    given: dict[str, tuple[Any, str]] = {
        name: (environment[variable], variable)
        for name, variable in VARIABLES.items()
        if environment.get(variable)
    }
    if environment.get("PPM_CONFIG"):
        given["config"] = (environment["PPM_CONFIG"], "PPM_CONFIG")
    if environment.get("NO_COLOR"):
        given["color"] = ("none", "NO_COLOR")
    return given


# The settings file


def _from_file(path: Path, *, is_asked: bool) -> Settings:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        if is_asked:
            raise Invalid(f"--config {path}: {error.strerror}") from error
        return Settings()
    except UnicodeDecodeError:
        return Settings(config=str(path), warnings=(f"{path}: not UTF-8, not used",))
    import tomllib  # 4 ms that are for those who have a settings file

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Settings(config=str(path), warnings=(f"{path}: {error}; the file is not used",))
    return _read(path, document, lines_of(text))


def _read(path: Path, document: Mapping[str, Any], lines: Mapping[str, int]) -> Settings:
    values: dict[str, tuple[Any, str]] = {"config": (str(path), "found")}
    bindings: list[Binding] = []
    views: list[View] = []
    warnings: list[str] = []
    for name, value in document.items():
        place = f"{path.name} line {lines.get(name, 0)}"
        if name == "keys" and isinstance(value, dict):
            bindings += _bindings(value, lines)
        elif name == "views" and isinstance(value, dict):
            views += _views(path, value, lines, warnings)
        elif name == "time" and isinstance(value, dict):
            values |= _time(path, value, lines, warnings)
        elif name not in IN_FILE:
            warnings.append(f"{place}: unknown setting {name!r}")
        elif problem := _problem(name, value):
            warnings.append(f"{place}: {name} {problem}; {getattr(Settings(), name)!r} stays")
        else:
            values[name] = (value, place)
    found = _over(Settings(bindings=tuple(bindings), views=tuple(views)), values)
    return replace(found, warnings=tuple(warnings))


def _time(
    path: Path, table: Mapping[str, Any], lines: Mapping[str, int], warnings: list[str]
) -> dict[str, tuple[Any, str]]:
    """The settings about time that make sense."""
    found: dict[str, tuple[Any, str]] = {}
    for name, value in table.items():
        place = f"{path.name} line {lines.get(f'time.{name}', 0)}"
        if name != "rounding":
            warnings.append(f"{place}: unknown setting 'time.{name}'")
        elif not (isinstance(value, str) and re.fullmatch(ROUNDING, value)):
            warnings.append(f"{place}: time.rounding is such as 1m, 15m up or 6m nearest, "
                            f"not {value!r}; '1m' stays")  # fmt: skip
        else:
            found[name] = (value, place)
    return found


def _problem(name: str, value: object) -> str:
    """What is wrong with a value, as the end of a sentence; empty when it is right."""
    if name in CHOICES and value not in CHOICES[name]:
        return f"is one of {', '.join(CHOICES[name])}, not {value!r}"
    wanted, words = (bool, "true or false") if name == "readonly" else (str, "a text in quotes")
    if not isinstance(value, wanted):
        return f"is {words}, not {value!r}"
    if name == "currency" and not re.fullmatch("[A-Z]{3}", str(value)):
        return f"is three capital letters, not {value!r}"
    return ""


def _bindings(table: Mapping[str, Any], lines: Mapping[str, int]) -> list[Binding]:
    found = []
    for action, keys in flattened(table).items():
        wanted = keys if isinstance(keys, list) else [keys]
        line = lines.get(f"keys.{action}", lines.get("keys", 0))
        found.append(Binding(action, tuple(str(key) for key in wanted if key), line))
    return found


def _views(
    path: Path, table: Mapping[str, Any], lines: Mapping[str, int], warnings: list[str]
) -> list[View]:
    """The saved views that make sense; of the others it is said what is wrong with them."""
    found = []
    for of, letters in table.items():
        for letter, values in letters.items() if isinstance(letters, dict) else ():
            place = f"views.{of}.{letter}"
            line = lines.get(place, lines.get("views", 0))
            problem = _view_problem(of, letter, values)
            if problem:
                warnings.append(f"{path.name} line {line}: {place} {problem}")
            else:
                found.append(View(of, letter, **values, line=line))
    return found


def _view_problem(of: str, letter: str, values: object) -> str:
    if of not in LISTS:
        return f"is of no list: they are {', '.join(LISTS)}"
    if len(letter) != 1 or not letter.isalnum():
        return "is not under one letter or digit"
    if not isinstance(values, dict) or not values.get("name"):
        return "has no name"
    for name, value in values.items():
        if name not in IN_VIEW:
            return f"has an unknown {name!r}"
        if not isinstance(value, IN_VIEW[name]):
            return f"has a {name} that is no {'text' if IN_VIEW[name] is str else 'true or false'}"
    return ""


def flattened(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A table of tables as one, with dotted names: `row.open` may be typed without quotes."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= flattened(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = value
    return found


def lines_of(text: str) -> dict[str, int]:
    """Line of each key, by dotted name; the reader of TOML does not tell."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            section = _bare(header[1]) + "."
            found.setdefault(section[:-1].partition(".")[0], number)
            found.setdefault(section[:-1], number)
        elif key := re.match(r"\s*([\w.\"' -]+?)\s*=", line):
            found.setdefault(section + _bare(key[1]), number)
    return found


def _bare(typed: str) -> str:
    return re.sub(r"[\"'\s]", "", typed)
