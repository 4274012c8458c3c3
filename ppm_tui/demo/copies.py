"""The demo as a file: made once a day in the cache, copied for each who looks around in it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from ppm_tui import __version__
from ppm_tui.demo import build
from ppm_tui.errors import PpmError
from ppm_tui.store.backup import backup
from ppm_tui.store.place import Place


def copy_into(
    folder: Path, as_of: date, *, large: bool = False, making: Callable[[], None] = lambda: None
) -> Place:
    """A copy of this day's demo in the folder; `making` is called when it has to be made first."""
    place = Place(path=folder / "demo.db")
    backup(Place(path=_made(folder, as_of, making, large=large)), folder / "demo.db")
    return place


def _made(folder: Path, as_of: date, making: Callable[[], None], *, large: bool) -> Path:
    """The demo of this day as a file in the cache, made in the folder when it is not there."""
    import platformdirs

    cache = platformdirs.user_cache_path("ppm", appauthor=False) / "demo"
    size = "large" if large else "small"
    kept = cache / f"{size}-{as_of.isoformat()}-{__version__}.db"
    if kept.exists():
        return kept
    making()
    made = folder / "new.db"
    build(Place(path=made), as_of, large=large)
    with suppress(OSError, PpmError):  # a cache that cannot be written only costs time
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in cache.glob(f"{size}-*"):
            old.unlink(missing_ok=True)
        backup(Place(path=made), kept)
    return made
