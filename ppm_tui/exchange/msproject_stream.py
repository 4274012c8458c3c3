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
    """Target of the parser: hands over every record as it ends, with the name of its section."""

    def __init__(self, file: str, project: Element, emit: Emit, line: Callable[[], int]) -> None:
        self.project = project
        self.repeated: dict[str, int] = {}
        self.elements = 0
        self.events = 0
        self.timephased = 0
        self.path: list[str] = []
        self._file, self._emit, self._line = file, emit, line
        self._nodes: list[Element | None] = []
        self._pieces: list[str] = []
        self._size = self._long = self._record = self._sections = 0
        self._names: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self.elements += 1
        self.events += 1
        self._check(name, attributes)
        nodes = self._nodes
        depth = len(nodes)
        if depth == 0:
            nodes.append(self.project)
        elif depth < RECORD_DEPTH:
            if depth == RECORD_DEPTH - 1:
                nodes[-1] = self.project
            nodes.append(Element(name, self._line()) if depth == RECORD_DEPTH - 1 else None)
        else:
            if nodes[-1] is None:
                nodes[-1] = Element(self.path[-1])
            nodes.append(None)
        self.path.append(name)
        self._pieces = []
        self._size = 0

    def data(self, text: str) -> None:
        self.events += 1
        self._size += len(text)
        if self._size > MAX_TEXT:
            self.refuse(f"{self.path[-1]} holds more than {MAX_TEXT:,} characters")
        self._pieces.append(text)

    def end(self, tag: str) -> None:
        self.events += 1
        name = self.path.pop()
        node = self._nodes.pop()
        depth = len(self._nodes)
        if depth == RECORD_DEPTH - 1 and node is not None:
            self._record = 0
            self._emit(self.path[-1], node)
        elif depth >= RECORD_DEPTH:
            self._attach(name, node)
        elif depth == 1 and node is None:
            self._leaf(self.project, name)
        self._pieces = []

    def close(self) -> None:
        """The parser asks for a result; ours has gone out already."""

    def refuse(self, what: str) -> NoReturn:
        raise Invalid(f"{self._file}, line {self._line()}: {what}. The file is not read.")

    def _check(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self.path)
        if depth == 1:
            self._sections += 1
            if self._sections > MAX_SECTIONS:
                self.refuse(f"Project has more than {MAX_SECTIONS:,} elements of its own")
        if depth == 0 and name != "Project":
            self.refuse(
                f"the outermost element is {name[:40]}, not Project; "
                "this is not a plan saved by Microsoft Project as XML"
            )
        if depth >= MAX_DEPTH:
            self.refuse(f"elements stand more than {MAX_DEPTH} levels deep inside each other")
        if self.elements > MAX_ELEMENTS:
            self.refuse(f"there are more than {MAX_ELEMENTS:,} elements")
        self._record += 1
        if self._record > MAX_RECORD and depth > RECORD_DEPTH - 1:
            self.refuse(f"one {self.path[2]} has more than {MAX_RECORD:,} elements")
        if name not in self._names or attributes:
            self._names.update((name, *attributes))
            if len(name) > MAX_NAME:
                self.refuse(f"the name of an element is longer than {MAX_NAME} characters")
            if len(self._names) > MAX_NAMES:
                self.refuse(f"there are more than {MAX_NAMES:,} different element names")

    def _attach(self, name: str, node: Element | None) -> None:
        owner = self._nodes[-1]
        if owner is None:
            return
        if node is None:
            self._leaf(owner, name)
        elif name == "TimephasedData":
            self._timephased(owner, node.fields)
        else:
            owner.parts.append(node)

    def _leaf(self, owner: Element, name: str) -> None:
        text = "".join(self._pieces)
        if len(text) > LONG:
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
    size = silence = events = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            collector.refuse(f"the file is larger than {MAX_BYTES // 2**20} MB")
        parser.feed(chunk)
        silence = silence + len(chunk) if collector.events == events else 0
        events = collector.events
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
