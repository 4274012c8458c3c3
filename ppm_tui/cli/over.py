"""`--over` and `--why`: what becomes of work that is over a fee, a cap or a bucket."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ppm_tui.errors import Invalid, OverLimit
from ppm_tui.terms import Over

OVER = click.option(
    "--over",
    type=click.Choice([each.value for each in Over]),
    help="What becomes of work over a fee, cap or bucket: bill, absorb or change request.",
)
WHY = click.option("--why", default="", metavar="TEXT", help="Why it is absorbed; else the note.")
WAYS = "--over bill, --over absorb --why TEXT, or --over change"


def takes_over(work: Callable[..., None]) -> Callable[..., None]:
    """Let a command that logs work be told what becomes of what is over: `over`, a Decision.

    Without the option it never asks: what is over is refused, and the message names the ways.
    """

    @wraps(work)
    def run(*args: Any, over: str | None, why: str, **more: Any) -> None:
        if why and not over:
            raise Invalid("--why is for work that is over what was agreed: --over absorb")
        from ppm_tui.store.commands.overruns import UNREASONED, Decision

        try:
            work(*args, over=Decision(Over(over) if over else None, why), **more)
        except OverLimit as error:
            raise OverLimit(f"{error} ({WAYS})") from error
        except Invalid as error:
            if str(error).endswith(UNREASONED):
                raise Invalid(f"{error} --why TEXT says it") from error
            raise

    return OVER(WHY(run))
