"""Colours are declared in themes.py, as data; everything else uses theme variables."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from rich.color import ANSI_COLOR_NAMES
from textual.color import Color, ColorParseError

from tests.rules.sources import PACKAGE, name_of, python_files, strings, tree

THEMES = PACKAGE / "themes.py"
HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})(?![\w])")
DECLARATION = re.compile(r"[\w-]+\s*:\s*([^;{}]+);")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STYLING = {"style", "color", "bgcolor", "background", "border_style"}


def test_no_colour_in_the_style_sheets() -> None:
    found = [
        f"{place}: {word}"
        for place, sheet in style_sheets()
        for value in DECLARATION.findall(COMMENT.sub("", sheet))
        for word in colours(value)
    ]
    assert not found, "\n".join(found)


def test_no_colour_in_python() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}: {node.value!r}"
        for path in sources()
        for node in strings(path)
        if HEX.fullmatch(str(node.value)) or in_markup(str(node.value))
    ]
    found += [
        f"{name_of(path)}:{node.lineno}: {word}"
        for path in sources()
        for node, word in styles(path)
    ]
    assert not found, "\n".join(found)


def sources() -> list[Path]:
    return [path for path in python_files("ppm_tui") if path != THEMES]


def style_sheets() -> Iterator[tuple[str, str]]:
    """The .tcss files, and the CSS that classes carry."""
    for path in sorted(PACKAGE.rglob("*.tcss")):
        yield name_of(path), path.read_text(encoding="utf-8")
    for path in sources():
        for node in strings(path):
            if "{" in str(node.value) and ";" in str(node.value):
                yield f"{name_of(path)}:{node.lineno}", str(node.value)


def styles(path: Path) -> Iterator[tuple[ast.expr, str]]:
    """Colours given to an argument that styles: `style="bold red"`."""
    for call in ast.walk(tree(path)):
        if isinstance(call, ast.Call):
            for argument in call.keywords:
                if argument.arg in STYLING and isinstance(argument.value, ast.Constant):
                    for word in colours(str(argument.value.value)):
                        yield argument.value, word


def in_markup(text: str) -> bool:
    """Whether a `[bold red]` stands in it."""
    return any(list(colours(tag)) for tag in re.findall(r"\[([a-z_ ]+)\]", text))


def colours(value: str) -> Iterator[str]:
    yield from HEX.findall(value)
    yield from re.findall(r"\b(?:rgb|hsl)a?\(", value)
    for word in re.findall(r"(?<![\w$-])[a-z][a-z_0-9]*(?![\w-])", value):
        if is_colour(word):
            yield word


def is_colour(word: str) -> bool:
    """By Textual's names or Rich's; what lies behind and what the terminal has are none."""
    if word in {"transparent", "default", "ansi_default"}:
        return False
    try:
        Color.parse(word)
    except ColorParseError:
        return word in ANSI_COLOR_NAMES
    return True
