"""What starting costs: CPU milliseconds and memory over a bare Python, the least of some runs.

python scripts/startup.py                  ppm's own commands and every dependency
python scripts/startup.py pendulum click   only these modules
"""

import os
import subprocess
import sys

RUNS = 9
MODULES = (
    "textual.app", "rich.console", "click", "sqlmodel", "alembic.command", "psycopg", "pendulum",
    "defusedxml.ElementTree", "python_calamine", "xlsxwriter", "platformdirs", "tomlkit",
    "icalendar", "holidays", "pyte", "PIL.Image", "sqlite3", "vobject", "mpxj",
)  # fmt: skip
COMMANDS = {
    "ppm --version": ["-m", "ppm_tui", "--version"],
    "ppm --help": ["-m", "ppm_tui", "--help"],
}


def main(names: list[str]) -> None:
    """Print one line per module, dearest last; without names ppm's own commands too."""
    commands = {name: ["-c", f"import {name}"] for name in names or MODULES}
    if not names:
        commands |= COMMANDS
    bare_ms, bare_mb = least(["-c", "pass"])
    print(f"{'over a bare Python':28}{'CPU ms':>8}{'MB':>6}   (bare: {bare_ms:.0f}, {bare_mb:.0f})")
    figures = {name: least(command) for name, command in commands.items()}
    for name, (milliseconds, megabytes) in sorted(figures.items(), key=lambda item: item[1]):
        print(f"{name:28}{milliseconds - bare_ms:8.0f}{megabytes - bare_mb:6.0f}")


def least(arguments: list[str]) -> tuple[float, float]:
    """CPU milliseconds and peak megabytes; the first run only warms the caches."""
    runs = [measure(arguments) for _ in range(RUNS + 1)][1:]
    return min(cpu for cpu, _ in runs), min(memory for _, memory in runs)


def measure(arguments: list[str]) -> tuple[float, float]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *arguments], stdout=quiet, stderr=quiet)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"python {' '.join(arguments)} failed: run it to see why")
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
