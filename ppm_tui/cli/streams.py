"""stdin, stdout and stderr as a command line can rely on them, whatever it was started with."""

import codecs
import os
import sys

from ppm_tui.formats import ASCII_SIGNS

SIGNS = ASCII_SIGNS | {ord("→"): "->", ord("…"): "..."}
"""Signs of our own in ASCII; lines have room, unlike the cells of the interface."""


def settle() -> None:
    """Give every stream a file, and what it cannot show an ASCII sign or an escape.

    A stream that was closed before the start must not hand its number to the next file that is
    opened, such as the database. Writing to a closed stdout fails, as it does for other programs;
    talk to a closed stderr is lost.
    """
    codecs.register_error("ppm-signs", _in_ascii)
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            _open_null(number, os.O_RDONLY if number < 2 else os.O_WRONLY)
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115  # for good
            setattr(sys, name, stream)
        if mode == "w":
            getattr(sys, name).reconfigure(errors="ppm-signs")


def _open_null(number: int, flags: int) -> None:
    opened = os.open(os.devnull, flags)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)


def _in_ascii(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(SIGNS)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.end


def hang_up() -> None:
    """Let what is still buffered for an stdout that fails go nowhere, and complain no more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
