"""What holds for the repository as a whole."""

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGE, ROOT, comments, name_of, python_files, strings, texts

# In parts, so that this file keeps the rule as well.
REGISTRIES = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("deb", "debian", "org"),
        ("anaconda", "org"),
    ]
]
EXCUSES = {
    "type: ignore": re.compile(r"type: ignore\[[\w, -]+\]\s+#\s*\S"),
    "noqa": re.compile(r"noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*\W+\w"),
}
VAGUE_NAMES = {"utils.py", "helpers.py", "common.py", "base.py"}


def test_no_file_names_the_address_of_a_package_registry() -> None:
    found = [f"{name}: {host}" for name, text in texts() for host in REGISTRIES if host in text]
    assert not found, "\n".join(found)


def test_every_dependency_is_pinned_and_has_its_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=]", line)[0] for group in groups for line in group}
    names -= {project["name"]}
    pins = set(re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    decisions = "".join(path.read_text() for path in (ROOT / "docs/decisions").glob("*.md"))
    assert names - pins == set()
    assert names - set(re.findall(r"[\w-]+", decisions)) == set()


def test_everything_drawn_is_one_cell_wide_and_in_every_font() -> None:
    found = [
        f"{name_of(path)}: {character!r} U+{ord(character):04X}"
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in {".py", ".tcss"}
        for character in sorted(characters(path))
        if is_wide_or_private(character)
    ]
    assert not found, "\n".join(found)


def characters(path: Path) -> set[str]:
    """Those in the file, and in Python those that are written as escapes."""
    escaped = [str(node.value) for node in strings(path)] if path.suffix == ".py" else []
    return set(path.read_text(encoding="utf-8")).union(*escaped)


def is_wide_or_private(character: str) -> bool:
    """Emoji and other wide signs, and those of icon fonts."""
    category = unicodedata.category(character)
    wide = unicodedata.east_asian_width(character) in {"W", "F"}
    return category == "Co" or (wide and category != "Cn")  # unassigned ones count as wide


@pytest.mark.parametrize("excuse", EXCUSES)
def test_every_exception_from_a_check_names_its_rule_and_its_reason(excuse: str) -> None:
    found = [
        f"{name_of(path)}:{line}: {comment}"
        for path in python_files("ppm_tui", "tests", "scripts", "dev.py")
        for line, comment in comments(path)
        if excuse in comment and not EXCUSES[excuse].search(comment)
    ]
    assert not found, "\n".join(found)


def test_every_module_is_named_after_its_subject() -> None:
    vague = {name_of(p) for p in python_files("ppm_tui", "tests") if p.name in VAGUE_NAMES}
    assert vague <= {"ppm_tui/screens/base.py"}
