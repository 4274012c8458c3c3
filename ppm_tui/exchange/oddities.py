"""What an export could not write as it is: said once it is written, one line for each sort."""


class Oddities:
    """What could not be written as it is, counted by what it was."""

    def __init__(self) -> None:
        self._found: dict[str, int] = {}

    def note(self, what: str) -> None:
        """Remember one, in the words in which it is said."""
        self._found[what] = self._found.get(what, 0) + 1

    def lines(self) -> tuple[str, ...]:
        """One line each, for the person."""
        return tuple(
            what if times == 1 else f"{what}, {times:,} times"
            for what, times in self._found.items()
        )
