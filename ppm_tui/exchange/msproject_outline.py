"""Place of each task in the outline, from its level or its number."""

from ppm_tui.errors import Invalid
from ppm_tui.exchange.msproject_values import Fields, Problems

MAX_LEVELS = 200


class Outline:
    """Finds parents in the file's order: the last task before with a smaller level."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file, self._problems = file, problems
        self._open: list[tuple[int, str]] = []

    def parent(self, uid: str, level: int, where: str) -> str | None:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        above = self._open[-1] if self._open else (min(level, 1) - 1, None)
        if level - above[0] > 1:
            text = f"outline level {level} follows level {above[0]}; put one level below it"
            self._problems.note(where, text)
        self._open.append((level, uid))
        if len(self._open) > MAX_LEVELS:
            raise Invalid(f"{self._file}, {where}: the outline has more than {MAX_LEVELS} levels.")
        return above[1]


def level(fields: Fields) -> int:
    """Level of a task; 1 when neither level nor number says it."""
    number = fields.left.get("OutlineNumber", "").strip()
    given = fields.number("OutlineLevel", 0, 65_535)
    if given is not None:
        return given
    return number.count(".") + 1 if number not in ("", "0") else 1
