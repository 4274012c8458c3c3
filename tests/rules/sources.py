"""The project's files as the rules see them: texts, and Python as syntax trees."""

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ppm_tui"
TEXTS = {".py", ".toml", ".txt", ".md", ".yaml", ".yml", ".tcss", ".sql", ".mako", ".json", ""}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Every Python file below these places in the repository; a place may be one file."""
    found = [ROOT / folder for folder in folders if folder.endswith(".py")]
    for folder in folders:
        found += (ROOT / folder).rglob("*.py")
    return sorted(path for path in found if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every text file, without what tools leave behind."""
    kept = {".ci", ".gitignore", ".pre-commit-config.yaml"}
    for top in sorted(ROOT.iterdir()):
        if top.name.startswith(".") and top.name not in kept:
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
                yield name_of(path), path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def strings(path: Path) -> Iterator[ast.Constant]:
    """Text constants that are not docstrings; those are for people, not for the machine."""
    prose = {
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node


def comments(path: Path) -> Iterator[tuple[int, str]]:
    with tokenize.open(path) as file:
        source = file.read()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
