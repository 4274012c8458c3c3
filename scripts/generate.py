"""Write what is generated from the program itself: `make docs` runs it, a test compares.

python scripts/generate.py [--check]
"""

import sys
from pathlib import Path

from sqlalchemy import create_mock_engine
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

import ppm_tui.models  # noqa: F401  # the tables register themselves

ROOT = Path(__file__).parent.parent


def schema() -> str:
    """The SQLite schema as a script: what an empty portfolio looks like to the reader."""
    lines: list[str] = []

    def keep(statement: object, *_: object, **__: object) -> None:
        text = str(statement.compile(dialect=sqlite.dialect())).strip()  # type: ignore[attr-defined]  # DDL
        lines.append("\n".join(line.rstrip() for line in text.splitlines()) + ";")

    engine = create_mock_engine("sqlite://", keep)
    SQLModel.metadata.create_all(engine, checkfirst=False)
    return "-- Generated from ppm_tui/models by `make docs`.\n" + "\n".join(lines) + "\n"


def generated() -> dict[Path, str]:
    """Every generated file and what it should hold."""
    return {ROOT / "ppm_tui/store/schema.sql": schema()}


def main() -> int:
    """Write the files; with --check only say which are stale."""
    stale = [path for path, text in generated().items() if not _holds(path, text)]
    for path in stale:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated()[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
