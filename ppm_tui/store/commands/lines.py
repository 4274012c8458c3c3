"""Errors of what came as lines of a text."""

from collections.abc import Iterator
from contextlib import contextmanager

from ppm_tui.errors import PpmError


@contextmanager
def of_line(number: int) -> Iterator[None]:
    """Say in which line it was that what is done here is refused."""
    try:
        yield
    except PpmError as error:
        raise type(error)(f"line {number}: {error}") from error
