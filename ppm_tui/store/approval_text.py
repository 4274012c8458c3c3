"""The text by which somebody outside approves a change request, and whether an answer fits it.

The text ends in a code, made of all that it says and of a secret number of the request. Nobody who
has only the text can change a figure and find the code that belongs to it.
"""

import hmac
import re
import unicodedata
from base64 import b32encode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from ppm_tui.errors import Conflict, Invalid

HEAD = """\
Change request {ref} asks for your decision.
To answer, reply with all of this text and write on a line of its own above it:
    APPROVED and your name
or  REJECTED and your name, a colon, and why.
A condition of yours follows your name and a colon in the same way.

"""
CODE = "Code"
DIGITS, GROUP = 16, 4
LABEL, WIDTH = 13, 76
APPROVED, REJECTED = "APPROVED", "REJECTED"
_BLOCK = re.compile(
    rf"^Change\s+request\s+(CR-\d{{1,9}})\s+asks.*^{CODE}:\s*([A-Za-z2-7 -]{{{DIGITS},40}})$",
    re.MULTILINE | re.DOTALL,
)
_QUOTE = re.compile(r"^[\s>|]+", re.MULTILINE)
_ANSWER = re.compile(
    rf"^[ \t\u00a0>|*_]*({APPROVED}|{REJECTED})\b[ \t,.*_-]*"
    r"(?:by\s+)?([^:\n]*?)[ \t,.*_-]*(?::(.*))?$",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNS = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    0x2026: "...",
}
"""Signs that programs for mail put in place of others, to those that people type."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: each line of the text with its label, and what it leaves out and means too."""

    ref: str
    lines: tuple[tuple[str, str], ...]
    hidden: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says: yes or no, by whom, and what it adds; `words` is its line."""

    is_yes: bool
    by: str
    more: str
    words: str


def text(asked: Asked) -> str:
    """The text to send."""
    return "\n".join(_body(asked)) + f"\n{CODE + ':':<{LABEL}}{code(asked)}\n"


def code(asked: Asked) -> str:
    """The code that belongs to what is asked: 80 bits of HMAC-SHA256 under the request's nonce."""
    said = squeezed("\n".join(_body(asked))) + "\n" + asked.hidden
    found = hmac.digest(asked.nonce.encode(), said.encode(errors="surrogatepass"), "sha256")
    letters = b32encode(found).decode()[:DIGITS]
    return "-".join(letters[at : at + GROUP] for at in range(0, DIGITS, GROUP))


def _body(asked: Asked) -> Iterator[str]:
    yield from HEAD.format(ref=asked.ref).splitlines()
    for label, value in asked.lines:
        first, rest = f"{label + ':':<{LABEL}}", " " * LABEL
        flat = " ".join(value.split())
        yield from wrap(flat, WIDTH, initial_indent=first, subsequent_indent=rest) or [first]


def squeezed(said: str) -> str:
    """What is left of a text however it was wrapped, indented and re-encoded on its way."""
    plain = unicodedata.normalize("NFC", said.translate(_SIGNS))
    return "".join(sign for sign in plain
                   if not sign.isspace() and unicodedata.category(sign) != "Cf")  # fmt: skip


# What comes back


def _block(answer: str) -> "re.Match[str] | None":
    """The text that was sent, from its first line to its code, without marks of quoting."""
    return _BLOCK.search(_QUOTE.sub("", answer.translate(_SIGNS)))


def ref_of(answer: str) -> str | None:
    """The request that a pasted text is about; None where there is no such text in it."""
    found = _block(answer)
    return found[1] if found else None


def lines_of(answer: str, labels: Collection[str]) -> list[tuple[str, str]]:
    """The lines of the text in an answer that have one of these labels, in their order."""
    found = _block(answer)
    longest_first = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    parts = re.split(rf"^({longest_first}|{CODE}):", found[0] if found else "", flags=re.MULTILINE)
    told = zip(parts[1::2], parts[2::2], strict=True)
    return [(label, " ".join(value.split())) for label, value in told if label != CODE]


def check(asked: Asked, answer: str) -> None:
    """Raise Conflict, with what differs, unless the answer holds the text just as it is now."""
    found = _block(answer)
    if found is None or found[1] != asked.ref:
        raise Invalid(f"the text of {asked.ref} is not in it, from its first line to its code")
    body = found[0][: found.start(2) - found.start()].rpartition(CODE)[0]
    if squeezed(body) != squeezed("\n".join(_body(asked))):
        told = lines_of(answer, {label for label, _ in asked.lines})
        raise Conflict(f"{asked.ref} is not as in this text: {'; '.join(_differing(asked, told))}")
    given, wanted = (re.sub(r"[\s-]", "", each).upper() for each in (found[2], code(asked)))
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Conflict(
            f"the code is not that of {asked.ref}: it is of another text, or plan lines or cost "
            "of the request have changed since; send the text again"
        )


def _differing(asked: Asked, told: Sequence[tuple[str, str]]) -> list[str]:
    """The labels whose lines are not the same, with both."""
    found = []
    for label in dict.fromkeys(label for label, _ in asked.lines):
        said, wanted = ([v for name, v in lines if name == label] for lines in (told, asked.lines))
        if list(map(squeezed, said)) != list(map(squeezed, wanted)):
            read = f"the text says {_quoted(said)}" if said else "the text leaves it out"
            found.append(f"{label}: {read}, it is {_quoted(wanted)}")
    return found or ["there are other lines in it"]


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(f"«{_short(value)}»" for value in values)


def _short(value: str) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= 60 else f"{flat[:57]}..."


def answer_of(answer: str, authoriser: str) -> Answer:
    """What the answer says above or below the text. Raises Invalid where that is not clear.

    A line that is quoted counts only where none is not. The name is the authoriser's, or has a
    word in common with it.
    """
    rest = "\n".join(_around(answer))
    found = list(_ANSWER.finditer(rest))
    found = [each for each in found if not each[0].lstrip(" \t").startswith((">", "|"))] or found
    if not found:
        raise Invalid(f"there is no line in it that begins with {APPROVED} or {REJECTED}")
    if len({each[1].upper() for each in found}) > 1:
        raise Invalid(f"it says both {APPROVED} and {REJECTED}")
    first = found[0]
    by = _name(" ".join(first[2].split()), authoriser)
    words = " ".join(_QUOTE.sub("", first[0]).split())
    return Answer(first[1].upper() == APPROVED, by, " ".join((first[3] or "").split()), words)


def _around(answer: str) -> Iterator[str]:
    """The lines outside the text that was sent."""
    lines = answer.splitlines()
    bare = [_QUOTE.sub("", line) for line in lines]
    starts = [n for n, line in enumerate(bare) if re.match(r"Change\s+request\s+CR-\d", line)]
    ends = [n for n, line in enumerate(bare) if line.startswith(f"{CODE}:")]
    first, last = (starts[0], ends[-1]) if starts and ends else (len(lines), len(lines))
    yield from (*lines[:first], *lines[last + 1 :])


def _name(said: str, authoriser: str) -> str:
    """Who answers. Raises Invalid for somebody who was not asked, and for what is no name."""
    known = set(authoriser.casefold().split())
    words = said.split()
    if not words and not authoriser:
        raise Invalid("the answer names nobody, and the request no authoriser")
    strange = [each for each in words if each[0].islower() and each.casefold() not in known]
    if strange:
        raise Invalid(f"«{_short(said)}» is no name: a condition follows the name and a colon")
    if words and known and not known & {each.casefold() for each in words}:
        raise Invalid(
            f"«{_short(said)}» answers, and {authoriser} was asked: ppm change approve --by does it"
        )
    return said or authoriser
