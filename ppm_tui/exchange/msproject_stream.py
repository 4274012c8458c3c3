"""Microsoft Project XML as a stream of records: one task, calendar, resource … at a time.

The document never stands in memory. Expat runs behind defusedxml with document types forbidden,
so no entity is expanded and nothing outside the file is touched; everything that could grow
without end has a limit, and passing it refuses the file.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, BinaryIO, NoReturn
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors as expat

from defusedxml import DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser

from ppm_tui.errors import Invalid

CHUNK = 65_536
MAX_BYTES = 256 * 2**20
MAX_ELEMENTS = 10_000_000
MAX_SECTIONS = 10_000
MAX_DEPTH = 40
MAX_NAME = 100
MAX_NAMES = 2_000
MAX_TEXT = 1_000_000
MAX_LONG_TEXT = 40_000_000
MAX_RECORD = 500_000
LONG = 64
MAX_SILENCE = 2**20
"""Bytes without one element: a single endless tag or comment makes the parser start over."""

RECORD_DEPTH = 3


class Element:
    """One element of the file: its plain values by name, and its parts that have parts."""

    __slots__ = ("fields", "line", "name", "parts", "runs")

    def __init__(self, name: str, line: int = 0) -> None:
        self.name = name
        self.line = line
        self.fields: dict[str, str] = {}
        self.parts: list[Element] = []
        self.runs: list[Run] = []

    def each(self, *path: str) -> "Iterator[Element]":
        """All parts under a path of names, in the file's order."""
        found = [part for part in self.parts if part.name == path[0]]
        for part in found:
            if len(path) == 1:
                yield part
            else:
                yield from part.each(*path[1:])


class Run:
    """Consecutive rows of day-by-day work of one assignment, all with work or all without."""

    __slots__ = ("finish", "start", "worked")

    def __init__(self, start: str, finish: str, worked: bool) -> None:
        self.start = start
        self.finish = finish
        self.worked = worked


Emit = Callable[[str, Element], None]
Oddities = tuple[dict[str, int], int]


class _Collector:
    """Target of the parser: hands over every record as it ends, with the name of its section.

    Called twenty million times for a large file. So what can wait until a chunk is through waits
    for `check`, and an element becomes an `Element` only when it turns out to have parts.
    """

    def __init__(self, file: str, project: Element, emit: Emit, line: Callable[[], int]) -> None:
        self.project = project
        self.repeated: dict[str, int] = {}
        self.timephased = 0
        self.path: list[str] = []
        self.pieces: list[str] = []
        self._file, self._emit, self._line = file, emit, line
        self._open: list[Element] = [project]
        self._is_leaf = False
        self._elements = self._long = self._record = self._sections = 0
        self._names: dict[str, str] = {}

    @property
    def elements(self) -> int:
        """How many there were so far."""
        return self._elements + self._record

    def start(self, tag: str, attributes: list[str]) -> None:
        """An element begins; attributes are names and values in turn."""
        name = self._names.get(tag)
        if name is None or attributes:
            name = self._learn(tag, attributes)
        if len(self.path) < RECORD_DEPTH:
            self._begin(name)
        else:
            self._record += 1
            if self._is_leaf:
                self._deepen()
            self._is_leaf = True
        self.path.append(name)
        self.pieces.clear()

    def end(self, _tag: str) -> None:
        """The innermost element ends: a value, a part, or a record."""
        name = self.path.pop()
        if self._is_leaf:
            self._is_leaf = False
            self._leaf(self._open[-1], name)
        elif len(self.path) >= RECORD_DEPTH:
            self._attach(name, self._open.pop())
        elif len(self.path) == RECORD_DEPTH - 1:
            self._elements += self._record
            self._record = 0
            self._emit(self.path[-1], self._open.pop())

    def close(self) -> None:
        """The parser asks for a result; ours has gone out already."""

    def refuse(self, what: str) -> NoReturn:
        raise Invalid(f"{self._file}, line {self._line()}: {what}. The file is not read.")

    def check(self, is_text: bool) -> None:
        """Refuse what grows without end; `is_text` says that nothing began since the last time."""
        if self.elements > MAX_ELEMENTS:
            self.refuse(f"there are more than {MAX_ELEMENTS:,} elements")
        if self._record > MAX_RECORD:
            self.refuse(f"one {self.path[2]} has more than {MAX_RECORD:,} elements")
        if is_text and sum(map(len, self.pieces)) > MAX_TEXT:
            self._refuse_text(self.path[-1])

    def _refuse_text(self, name: str) -> NoReturn:
        self.refuse(f"{name} holds more than {MAX_TEXT:,} characters")

    def _learn(self, tag: str, attributes: list[str]) -> str:
        """Name of an element without its namespace; names are few, and short."""
        self._names[tag] = name = tag.rpartition("}")[2]
        self._names |= dict.fromkeys(attributes[::2], "")
        if len(name) > MAX_NAME:
            self.refuse(f"the name of an element is longer than {MAX_NAME} characters")
        if len(self._names) > MAX_NAMES:
            self.refuse(f"there are more than {MAX_NAMES:,} different element names")
        return name

    def _begin(self, name: str) -> None:
        """The project, a value or section of it, or a record in one."""
        depth = len(self.path)
        self._elements += 1
        self._is_leaf = depth == 1
        if depth == 0 and name != "Project":
            self.refuse(
                f"the outermost element is {name[:40]}, not Project; "
                "this is not a plan saved by Microsoft Project as XML"
            )
        if depth == 1:
            self._sections += 1
            if self._sections > MAX_SECTIONS:
                self.refuse(f"Project has more than {MAX_SECTIONS:,} elements of its own")
        elif depth == 2:
            self._open.append(Element(name, self._line()))

    def _deepen(self) -> None:
        if len(self.path) >= MAX_DEPTH:
            self.refuse(f"elements stand more than {MAX_DEPTH} levels deep inside each other")
        self._open.append(Element(self.path[-1]))

    def _attach(self, name: str, node: Element) -> None:
        owner = self._open[-1]
        if name == "TimephasedData":
            self._timephased(owner, node.fields)
        else:
            owner.parts.append(node)

    def _leaf(self, owner: Element, name: str) -> None:
        text = "".join(self.pieces)
        if len(text) > LONG:
            if len(text) > MAX_TEXT:
                self._refuse_text(name)
            self._long += len(text)
            if self._long > MAX_LONG_TEXT:
                self.refuse(f"notes and names are longer than {MAX_LONG_TEXT:,} characters")
        if name in owner.fields:
            key = f"{owner.name}/{name}" if len(self.repeated) < MAX_NAMES else "further values"
            self.repeated[key] = self.repeated.get(key, 0) + 1
        else:
            owner.fields[name] = text

    def _timephased(self, owner: Element, row: dict[str, str]) -> None:
        """Only pauses of work matter (splits): rows are joined as they come."""
        self.timephased += 1
        if owner.name != "Assignment" or row.get("Type") not in ("1", "2"):
            return
        value, start, finish = (row.get(name, "") for name in ("Value", "Start", "Finish"))
        if not (value and start and finish):
            return
        worked = any(digit in value for digit in "123456789")
        last = owner.runs[-1] if owner.runs else None
        if last and last.worked is worked and start >= last.start:
            last.finish = max(last.finish, finish)
        else:
            owner.runs.append(Run(start, finish, worked))


def stream(data: BinaryIO | bytes, file: str, project: Element, emit: Emit) -> Oddities:
    """Reads the file once: `project` gets the plan's own values, `emit(section, record)` is called
    for every record as it ends. Returns values that came twice, and rows of day-by-day figures.

    Raises Invalid, naming file, line and reason, when the file is not well-formed, not a plan,
    declares a document type or passes a limit.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    collector = _Collector(file, project, emit, lambda: _line(parser))
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    # Straight from expat: on their way through ElementTree elements take three times as long.
    parser.parser.StartElementHandler = collector.start
    parser.parser.EndElementHandler = collector.end
    parser.parser.CharacterDataHandler = collector.pieces.append
    try:
        _feed(parser, source, collector)
        if not collector.elements:
            raise Invalid(f"{file}: the file holds no elements; it is empty or was cut off.")
        parser.close()
    except DTDForbidden:
        collector.refuse("a document type (DOCTYPE) is declared, which plans do not need")
    except ParseError as error:
        raise Invalid(_malformed(file, error, collector.path)) from error
    except (LookupError, ValueError) as error:
        if collector.elements:
            raise
        raise Invalid(f"{file}: the encoding it declares is unknown; save it as UTF-8.") from error
    return collector.repeated, collector.timephased


def _feed(parser: Any, source: BinaryIO, collector: _Collector) -> None:
    size = silence = elements = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            collector.refuse(
                f"the file is larger than {MAX_BYTES // 2**20} MB; save the plan in parts"
            )
        pieces = len(collector.pieces)
        parser.feed(chunk)
        is_same = collector.elements == elements
        collector.check(is_same)
        elements = collector.elements
        silence = silence + len(chunk) if is_same and len(collector.pieces) == pieces else 0
        if silence > MAX_SILENCE:
            collector.refuse("more than 1 MB follows without an element")


def _line(parser: Any) -> int:
    return int(parser.parser.CurrentLineNumber)


def _malformed(file: str, error: ParseError, path: list[str]) -> str:
    line, column = error.position
    place = f"{file}, line {line}, column {column + 1}"
    inside = f" inside {path[-1]}" if path else ""
    code = expat.messages.get(error.code, "")
    if not path and code == expat.XML_ERROR_NO_ELEMENTS:
        return f"{file}: the file holds no elements; it is empty or was cut off."
    if code in (expat.XML_ERROR_NO_ELEMENTS, expat.XML_ERROR_UNCLOSED_TOKEN):
        return f"{place}: the file ends{inside}; it was cut off. Save it again."
    if code in (expat.XML_ERROR_INVALID_TOKEN, expat.XML_ERROR_PARTIAL_CHAR):
        return (
            f"{place}: a character{inside} is not valid in XML or in the file's encoding. "
            "Save the file again as UTF-8."
        )
    return f"{place}: not well-formed XML{inside} ({code}). Save the file again."
