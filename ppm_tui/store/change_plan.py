"""What a change request does to a plan, line by line. Plain values, for text and store."""

from dataclasses import dataclass

from ppm_tui.store.outline import OutlineRow
from ppm_tui.store.wanted import Wanted


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What becomes of the task `ref`, or a new one.

    `text` is the line as it is kept, with its days written out: it means the same on every day.
    A task lasts `shift` minutes of working time longer, is dropped, or becomes as `wanted`.
    """

    text: str
    ref: str = ""
    shift: int = 0
    is_dropped: bool = False
    wanted: Wanted | None = None
    new: OutlineRow | None = None
