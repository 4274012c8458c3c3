"""Eight weeks of the demo: what was said of each project, and what was spent on it."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from ppm_tui.demo.days import Days
from ppm_tui.demo.shapes import Sketch
from ppm_tui.store.commands import status
from ppm_tui.store.commands.steps import Command
from ppm_tui.terms import Rag

COLOURS = {"G": Rag.GREEN, "A": Rag.AMBER, "R": Rag.RED}


def updates(sketch: Sketch, days: Days) -> Iterator[tuple[date, Command]]:
    """A status update for each week, by the last one of which the project stands as drawn."""
    said = iter(sketch.said)
    before = ""
    for week, (letter, percent) in enumerate(zip(sketch.rag, sketch.done, strict=True)):
        age = 7 * (len(sketch.rag) - 1 - week)
        is_last = week == len(sketch.rag) - 1
        if age <= sketch.told and not is_last:
            continue
        day = days.ago(sketch.told if is_last else age)
        about = partial(status.update, key=sketch.key, as_of=day, percent=percent)
        if is_last:
            about = partial(about, finish=days.moved(sketch.forecast))
        if letter != before:
            about = partial(about, rag=COLOURS[letter], reason=next(said))
        before = letter
        yield day, about
