"""How near levelling comes to the best schedules known, on instances of PSPLIB.

python -m scripts.benchmark_levelling [NAME…]   printed; `make bench` puts it into the document

The instances stand in the folder that PPM_SHARED_DATA names, below `rcpsp`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from ppm_tui.analysis.levelling import Budget, Problem, Solution
from ppm_tui.analysis.levelling_search import search
from ppm_tui.analysis.levelling_solver import improved, solve
from scripts.benchmark_tables import head, row
from tests.unit import psplib

FOLDER = Path(
    os.environ.get("PPM_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
SHORT, LONG, SOLVER = 1.0, 5.0, 10.0


def lines(names: Sequence[str] = ()) -> Iterator[str]:
    """A section of the document; nothing without the instances."""
    path = FOLDER / "rcpsp" / "best.json"
    if not path.is_file():
        return
    best: dict[str, int] = json.loads(path.read_text())["makespan"]
    has_solver = find_spec("ortools") is not None
    yield "\n## Levelling\n"
    yield f"Ends of {len(best)} instances of PSPLIB, and by how much per cent they lie above the"
    yield f"best known. Without OR-Tools {SHORT:g} and {LONG:g} s of one core; with it {SOLVER:g} s"
    yield "by the clock, on 2 cores, the search first; beside it CP-SAT alone in the same time.\n"
    solvers = [f"{name}, {SOLVER:g} s" for name in ("with CP-SAT", "CP-SAT alone") if has_solver]
    yield head(["jobs", "best known", f"{SHORT:g} s", f"{LONG:g} s", *solvers])
    sums = [0.0] * (2 + len(solvers))
    for name in names or best:
        problem = psplib.read(path.parent / f"{name}.rcp").problem()
        found = list(ends(problem, has_solver=has_solver))
        gaps = [(end - best[name]) * 100 / best[name] for end in found]
        sums = [each + gap for each, gap in zip(sums, gaps, strict=True)]
        cells = [f"{end} (+{gap:.1f})" if gap else f"{end}"
                 for end, gap in zip(found, gaps, strict=True)]  # fmt: skip
        yield row(name, [f"{len(problem.jobs)}", f"{best[name]}", *cells])
    count = len(names or best)
    yield row("mean gap, %", ["", "", *(f"{each / count:.2f}" for each in sums)])


def ends(problem: Problem, *, has_solver: bool) -> Iterator[int]:
    """The ends that each way finds, in its time."""
    for seconds in (SHORT, LONG):
        yield _checked(problem, search(problem, Budget(seconds, timer=time.process_time)))
    if has_solver:
        yield _checked(problem, solve(problem, Budget(SOLVER, timer=time.monotonic))[0])
        starts = improved(problem, SOLVER)
        assert starts is not None
        yield max(map(int.__add__, starts, problem.durations))


def _checked(problem: Problem, found: Solution) -> int:
    wrong = psplib.wrong(problem, found.starts)
    assert not wrong, wrong[0]
    return found.finish


if __name__ == "__main__":
    for line in lines(sys.argv[1:]):
        print(line, flush=True)
