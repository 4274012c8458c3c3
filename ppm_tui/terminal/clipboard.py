"""Ways to a person's clipboard, in the order in which they are tried.

tmux by default swallows the sequence that terminals understand, but passes on what it is given by
a command. Terminals answer nothing, so that only the way is known and never whether it arrived.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ppm_tui.errors import PpmError

PATIENCE = 2.0
"""Seconds for tmux to answer."""
MOST = 74_000
"""Bytes of text in base64 that xterm takes, and others after it."""
DEAF = ("linux", "dumb", "vt", "cons", "ansi", "screen")
"""Beginnings of the TERM of terminals that know no clipboard, or keep it to themselves."""


def by_tmux(text: str, environment: Mapping[str, str]) -> bool:
    """Have the tmux we run in pass the text on to its terminal; False when it cannot."""
    if not environment.get("TMUX"):
        return False
    command = ["tmux", "load-buffer", "-w", "-"]
    try:
        done = subprocess.run(
            command, input=text.encode(errors="replace"), capture_output=True, timeout=PATIENCE,
            check=False, env=dict(environment),
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def is_heard(text: str, environment: Mapping[str, str]) -> bool:
    """Whether the terminal may take the text by OSC 52."""
    is_deaf = environment.get("TERM", "dumb").startswith(DEAF) or bool(
        environment.get("STY") or environment.get("TMUX")
    )
    return not is_deaf and len(text.encode(errors="replace")) * 4 // 3 <= MOST


def to_file(text: str) -> Path:
    """Write the text where only its owner reads it, over what was copied last. Raises PpmError."""
    import platformdirs

    path = platformdirs.user_state_path("ppm", appauthor=False) / "copied.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(f"{text}\n".encode(errors="replace"))
    except OSError as error:
        raise PpmError(f"{path}: {error.strerror}: nothing was copied") from error
    return path
