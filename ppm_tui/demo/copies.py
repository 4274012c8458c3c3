"""The demo as a file: made once a day in the cache, copied for each who looks around in it."""

import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

from ppm_tui import __version__
from ppm_tui.demo import build
from ppm_tui.store.place import Place


def cached(as_of: date, *, large: bool = False) -> Path:
    """The demo of this day as a file in the user's cache, or where it is to be made."""
    import platformdirs

    folder = platformdirs.user_cache_path("ppm", appauthor=False) / "demo"
    size = "large" if large else "small"
    return folder / f"{size}-{as_of.isoformat()}-{__version__}.db"


def made(as_of: date, *, large: bool = False) -> Path:
    """The cached demo of this day, made when it is not there; those of other days go."""
    path = cached(as_of, large=large)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in path.parent.glob(f"{path.name.split('-', 1)[0]}-*"):
            old.unlink(missing_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        build(Place(path=part), as_of, large=large)
        part.replace(path)
    return path


def private_copy(as_of: date) -> Place:
    """A copy in a folder of its own, which goes with the machine's temporary files."""
    folder = tempfile.mkdtemp(prefix="ppm-demo-")
    return Place(path=Path(shutil.copy(made(as_of), folder)))
