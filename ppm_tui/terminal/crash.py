"""What a mistake in the program leaves: a file with the traceback, and a line that names it."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ppm_tui import __version__

KEPT = 20
"""Files; older ones go when a new one comes."""


def report(error: BaseException) -> None:
    """Keep the traceback, readable for its owner only, and say on stderr where it is."""
    try:
        place = f"the details are in {keep(error)}"
    except OSError as trouble:
        place = f"the details could not be kept ({trouble}): {error!r}"
    with suppress(OSError):
        sys.stderr.write(f"ppm: stopped by a mistake of its own; changes are saved; {place}\n")


def keep(error: BaseException) -> Path:
    """Write the traceback to a new file; values are left out, for they are the user's. OSError."""
    import platformdirs

    folder = platformdirs.user_log_path("ppm", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in sorted(folder.glob("crash-*.log"))[: 1 - KEPT]:
        old.unlink(missing_ok=True)
    now = datetime.now(UTC)
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(_lines(error, now))
    return path


def _lines(error: BaseException, now: datetime) -> Iterator[str]:
    yield f"ppm {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    yield f"{now:%Y-%m-%d %H:%M:%S} UTC, TERM={os.environ.get('TERM', '')}\n\n"
    yield from traceback.format_exception(error)
