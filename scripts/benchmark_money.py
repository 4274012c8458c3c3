"""What the money of 1,000 projects with 500,000 time entries costs beside the small portfolio.

python -m scripts.benchmark_money [ROUNDS]   printed; `make bench` puts it into the document
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from ppm_tui import demo
from ppm_tui.store.commands.time import log_time
from ppm_tui.store.place import Place
from ppm_tui.store.queries.earned_value import earned_value
from ppm_tui.store.queries.money import money
from ppm_tui.store.queries.portfolio import overview
from ppm_tui.terms import Minutes
from ppm_tui.workspace import Workspace
from scripts.benchmark_tables import head, row, shown
from tests.terminal.pty_app import PtyApp, environment, ppm

AS_OF = date(2026, 3, 17)
SIZE = (120, 40)
LABELS = ("portfolio ready, s", "money ready, s", "entry and its project, CPU ms")
ENTRIES = 20
DRAWN = re.compile(r"\d+ of \d+ .*\d\.\d\d", re.DOTALL)


def lines(folder: Path, size: tuple[int, int], rounds: int) -> Iterator[str]:
    """A section of the document: the small portfolio and the large one."""
    small, large = folder / "demo.db", folder / "money.db"
    if not small.exists():
        demo.build(Place(path=small), AS_OF)
    if not large.exists():
        demo.build(Place(path=large), AS_OF, large=True)
    yield f"\n## Money and earned value, {size[0]} columns, {size[1]} lines\n"
    yield "From the start of the program to figures that are drawn: SPI and CPI of each project,"
    yield "and cost, revenue and margin by project. Then what an entry costs: it is logged, and its"
    yield f"project read again with all figures. The least of {rounds} rounds.\n"
    yield head(LABELS)
    names = (("12 projects", small), ("1,000 projects, 500,000 entries", large))
    for name, database in names:
        starts = [_ready(database, size) for _ in range(rounds)]
        first, second = (min(each) for each in zip(*starts, strict=True))
        cpu = min(_entry(database) for _ in range(rounds))
        yield row(name, [f"{first:.2f}", f"{second:.2f}", shown(cpu)])


def _ready(database: Path, size: tuple[int, int]) -> tuple[float, float]:
    """Seconds until the overview is drawn, and from its key until the money view is."""
    begun = time.monotonic()
    with PtyApp(ppm(database), size, env=environment(COLORTERM="truecolor")) as app:
        while not DRAWN.search(app.text):
            app.read(0.05)
        ready = time.monotonic() - begun
        app.settle(1.5)
        begun = time.monotonic()
        app.type("vc")
        while "revenue" not in app.text:
            app.read(0.05)
        return ready, time.monotonic() - begun


def _entry(database: Path) -> float:
    """CPU in ms to log an entry and read its project again, the mean of some."""
    workspace = Workspace(Place(path=database), "ana", AS_OF)
    workspace.do(partial(log_time, project="ATLAS", minutes=Minutes(1), day=AS_OF))
    begun = time.process_time()
    for _ in range(ENTRIES):
        workspace.do(partial(log_time, project="ATLAS", minutes=Minutes(1), day=AS_OF))
        workspace.get(overview, as_of=AS_OF, key="ATLAS")
        workspace.get(money, as_of=AS_OF, key="ATLAS")
        workspace.get(earned_value, as_of=AS_OF, key="ATLAS")
    return 1000 * (time.process_time() - begun) / ENTRIES


def main() -> None:
    """Print the section."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        for text in lines(Path(folder), SIZE, rounds):
            print(text)


if __name__ == "__main__":
    main()
