"""Running ppm as a user does: a process of its own, with nothing of this machine's settings."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ppm_tui.store.backup import backup
from ppm_tui.store.place import Place

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"
AS_OF = date(2026, 3, 17)


@dataclass(frozen=True)
class Result:
    """What a command line printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of a JSON document whose outermost object is as promised."""
        document = json.loads(self.out)
        assert list(document)[:2] == ["schema_version", "as_of"]
        [key] = list(document)[2:]
        rows = document[key]
        assert isinstance(rows, list)
        return rows

    def only(self, code: int, message: str) -> None:
        """Nothing but one line on stderr, and this exit code."""
        assert (self.code, self.out) == (code, "")
        assert self.err.count("\n") == 1
        assert message in self.err


Ppm = Callable[..., Result]


@pytest.fixture
def ppm(tmp_path: Path) -> Ppm:
    """Run `ppm` with arguments, on the portfolio `portfolio.db` of the test's folder."""

    def run(
        *arguments: str | Path, stdin: str | None = None, env: dict[str, str] | None = None
    ) -> Result:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "ppm_tui", *map(str, arguments)],
            capture_output=True,
            cwd=tmp_path,
            env={
                **kept,
                "HOME": str(tmp_path / "home"),
                "PYTHONPATH": str(SCHEMAS.parents[1]),
                "PYTHONWARNINGS": "error",
                "PYTHONUTF8": "1",
                "PPM_DB": str(tmp_path / "portfolio.db"),
                "PPM_AS_OF": AS_OF.isoformat(),
                "PPM_USER": "ana",
                **(env or {}),
            },
            input=None if stdin is None else stdin.encode(),
            stdin=subprocess.DEVNULL if stdin is None else None,
            timeout=60,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo portfolio, made once."""
    from ppm_tui import demo

    path = tmp_path_factory.mktemp("demo") / "demo.db"
    demo.build(Place(path=path), AS_OF)
    return path


@pytest.fixture
def demo(tmp_path: Path, demo_file: Path) -> Path:
    """The demo portfolio as this test's own."""
    path = tmp_path / "portfolio.db"
    backup(Place(path=demo_file), path)
    return path
