r"""A plan as an indented text, out and back: one task a line, known by the identifier in it.

`Data migration  [T-102] 12d ~80h @dan 70% after:T-101,T-99SS+2d by:2026-04-08`: the name, then
what is known of it. A new line has no identifier, or `[new]` where its name would be read as
something else. What cannot stand in a line of text is written `\{a}` in a name, by its number.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ppm_tui import dates, formats
from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words
from ppm_tui.store.outline import DIGITS, Outline, OutlineRow

HEAD = """\
# {title}
# One task a line, two blanks a level; below a phase stands what is in it. Save and close to
# see what changes; an empty text changes nothing. Lines with # are for you.
# Move, rename or change lines; a new line is a new task, a line that goes is a deleted task.
# Known tasks keep their [T-12]. After it: 12d duration (3ed by the clock), ~80h work, @ana owner,
# 70% done, after:T-9,T-8SS+2d links, by:2026-04-08 deadline, <> milestone; due:fri if it is new.
# plan {key} {stamp}

"""
EXAMPLES = "12d ~80h @dan 70% after:T-101,T-99SS+2d by:2026-04-08 <>"
MILESTONE, NEW = "<>", "new"
_STAMP = re.compile(rf"#\s*plan\s+(\S+)\s+([0-9a-f]{{{DIGITS}}})\s*")
_KNOWN = re.compile(r"(.*)\[(new|[TPM]-\d{1,9})\](.*)", re.IGNORECASE | re.DOTALL)
_UNSAFE = re.compile(rf"{formats.UNSAFE.pattern}|^[ #]| $|\\(?=\{{)")
_ESCAPE = re.compile(r"\\\{([0-9a-f]{0,6})\}")
_FEW = 40
"""So much of a word is repeated in a message."""


# To text


def text(outline: Outline) -> str:
    """The whole plan as text, with some comments that explain it."""
    title = escaped(f"{outline.project} {outline.name}")
    head = HEAD.format(title=title, key=outline.project, stamp=outline.stamp)
    return head + "".join(f"{line(row)}\n" for row in outline.rows)


def line(row: OutlineRow) -> str:
    """One task as a line."""
    words = " ".join([f"[{row.ref or NEW}]", *_words(row)])
    return f"{'  ' * row.depth}{escaped(row.name)}  {words}"


def _words(row: OutlineRow) -> Iterator[str]:
    if row.is_milestone:
        yield MILESTONE
    if row.duration is not None:
        yield plan_words.typed(row.duration, is_elapsed=row.is_elapsed)
    if row.work is not None:
        yield f"~{formats.minutes(row.work)}"
    if row.owner is not None:
        owner = escaped(row.owner)
        yield "@" + "".join(_number(sign) if sign.isspace() else sign for sign in owner)
    if row.percent:
        yield f"{row.percent}%"
    if row.links:
        yield f"after:{','.join(map(plan_words.link_text, row.links))}"
    for name, day in (("by", row.deadline), ("start", row.start), ("due", row.finish)):
        if day is not None:
            yield f"{name}:{day.isoformat()}"


def escaped(name: str) -> str:
    """A name as it can stand in a line; every name comes back as it was."""
    return _UNSAFE.sub(_number, name) or r"\{}"


def in_ascii(whole: str) -> str:
    """The same text for where nothing but ASCII can be written."""
    return re.sub(r"[^\x00-\x7f]", _number, whole)


def _number(found: "re.Match[str] | str") -> str:
    sign = found if isinstance(found, str) else found.group()
    return f"\\{{{ord(sign):x}}}"


def _plain(name: str) -> str:
    return _ESCAPE.sub(_sign, name)


def _sign(found: "re.Match[str]") -> str:
    number = int(found[1], 16) if found[1] else None
    if number is None:
        return ""
    return chr(number) if number <= 0x10FFFF else found.group()


# To rows


def read(whole: str, *, as_of: date) -> Outline:
    """The tasks of a text, and of which plan it was. Raises Invalid, which names the line."""
    rows: list[OutlineRow] = []
    project, stamp = "", None
    lines: dict[str, int] = {}
    for number, text_line in enumerate(whole.split("\n"), 1):
        if found := _STAMP.fullmatch(text_line.strip()):
            project, stamp = found[1].upper(), found[2]
        if not _is_task(text_line):
            continue
        try:
            row = _row(text_line, rows, number, as_of)
            if row.ref and lines.setdefault(row.ref, number) != number:
                raise Invalid(f"{row.ref} stands in line {lines[row.ref]} already")
        except Invalid as error:
            raise Invalid(f"line {number}: {error}") from error
        rows.append(row)
    return Outline(project, "", tuple(rows), stamp)


def new_row(text: str, *, as_of: date) -> OutlineRow:
    """The new task that one line says. Raises Invalid, also for one that there is already."""
    row = _row(text.strip(), (), 1, as_of)
    if row.ref is not None:
        raise Invalid(f"{row.ref} is in the plan already")
    return row


def has_tasks(whole: str) -> bool:
    """Whether there is any line that is a task."""
    return any(map(_is_task, whole.split("\n")))


def _is_task(text_line: str) -> bool:
    bare = text_line.strip()
    return bool(bare) and not bare.startswith("#")


def _row(text_line: str, before: Sequence[OutlineRow], number: int, as_of: date) -> OutlineRow:
    body = text_line.lstrip(" \t")
    depth = _depth(text_line[: len(text_line) - len(body)], before)
    body = body.rstrip()
    known = _KNOWN.fullmatch(body)
    if known is None:
        name, words = _parted(body)
        ref = None
    else:
        name, words = known[1].rstrip(" "), known[3].replace("\t", " ").split(" ")
        ref = None if known[2].casefold() == NEW else known[2].upper()
    values = _values(words, as_of)
    if ref is not None and values.keys() & {"start", "finish"}:
        raise Invalid("start: and due: are for new tasks; d changes the dates of another one")
    if not name:
        raise Invalid("there is no name")
    return OutlineRow(ref=ref, depth=depth, name=_plain(name), line=number, **values)


def _depth(blanks: str, before: Sequence[OutlineRow]) -> int:
    """Two blanks, or a tab, are a level; nothing stands two levels below the line above."""
    cells = len(blanks.replace("\t", "  "))
    if cells % 2:
        raise Invalid(f"{cells} blanks before it: each level has two")
    deepest = before[-1].depth + 1 if before else 0
    if cells // 2 > deepest:
        raise Invalid(f"{cells} blanks before it: at most {2 * deepest} are possible here")
    return cells // 2


def _parted(body: str) -> tuple[str, list[str]]:
    """The name of a new task, and the words at its end that say something of it."""
    words = body.split(" ")
    count = len(words)
    while count > 1 and (not words[count - 1] or _token(words[count - 1]) is not None):
        count -= 1
    return " ".join(words[:count]).rstrip(), words[count:]


def _values(words: Sequence[str], as_of: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in filter(None, words):
        token = _token(word)
        if token is None:
            raise Invalid(
                f"«{word[:_FEW]}» is none of {EXAMPLES}; "
                "a new name with brackets in it is followed by [new]"
            )
        for name, value in token(word, as_of).items():
            if name in found:
                raise Invalid(f"{name.replace('_', ' ')} is said twice")
            found[name] = value
    return found


Token = Callable[[str, date], Mapping[str, object]]


def _token(word: str) -> Token | None:
    for pattern, token in TOKENS:
        if pattern.fullmatch(word):
            return token
    return None


def _length(word: str, _as_of: date) -> dict[str, object]:
    minutes, is_elapsed = plan_words.length(word.removeprefix("for:"))
    return {"duration": minutes, "is_elapsed": is_elapsed}


def _percent(word: str, _as_of: date) -> dict[str, object]:
    percent = int(word[:-1])
    if percent > 100:
        raise Invalid(f"done is 0 to 100, not {percent}")
    return {"percent": percent}


def _day(name: str) -> Token:
    return lambda word, as_of: {name: dates.parse(word.partition(":")[2], as_of=as_of)}


TOKENS: tuple[tuple["re.Pattern[str]", Token], ...] = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), token)
    for pattern, token in (
        (re.escape(MILESTONE), lambda _word, _as_of: {"is_milestone": True}),
        (rf"(?:for:)?{plan_words.LENGTH}", _length),
        (r"~\d\S*", lambda word, _as_of: {"work": plan_words.work(word[1:])}),
        (r"@\S+", lambda word, _as_of: {"owner": _plain(word[1:])}),
        (r"\d{1,3}%", _percent),
        (r"after:\S+", lambda word, _as_of: {"links": plan_words.links(word[6:])}),
        (r"by:\S+", _day("deadline")),
        (r"start:\S+", _day("start")),
        (r"due:\S+", _day("finish")),
    )
)
"""How what is said of a task looks, and what it says: fields of a row."""
