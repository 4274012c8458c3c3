"""The errors that a user can meet, each with the exit code of the command line.

    PpmError 1          the operation failed
    ├── Invalid 2       what was asked cannot be done as asked
    │   ├── OverLimit   an entry passes what was agreed: bill, absorb, or ask for a change
    │   └── NeedsReason a status better than the data show needs a reason
    ├── Busy 3          somebody else is writing; the same again may succeed
    ├── NotFound 4      there is no such thing
    └── Conflict 5      somebody changed the same field meanwhile

Messages say what is wrong and what to do, in the user's words.
"""


class PpmError(Exception):
    """Something the user can understand and act on."""

    exit_code = 1


class Invalid(PpmError):
    """Refused input or a broken rule; nothing was changed."""

    exit_code = 2


class OverLimit(Invalid):
    """An entry passes what was agreed, and nobody has said what becomes of the part that is over.

    Asked again with one of the three choices it is taken. `part` is how much of it is over,
    `limit` what it passes, `name` what that is called and `place` where it holds; all are empty
    where only the text is known.
    """

    def __init__(
        self, text: str, *, part: str = "", limit: str = "", name: str = "", place: str = ""
    ) -> None:
        super().__init__(text)
        self.part, self.limit, self.name, self.place = part, limit, name, place


class NeedsReason(Invalid):
    """A status is said to be better than the data show, and nobody has said why."""


class Busy(PpmError):
    """The database is locked by another writer for longer than the patience allows."""

    exit_code = 3


class NotFound(PpmError):
    """No row goes by that name."""

    exit_code = 4


class Conflict(PpmError):
    """The row changed since it was read; both values are in the text."""

    exit_code = 5
