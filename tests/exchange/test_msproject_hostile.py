"""Broken and malicious Microsoft Project XML: a sentence or a report, soon, in little memory."""

import json
import re
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.exchange import msproject, msproject_custom, msproject_stream, msproject_tasks
from ppm_tui.exchange.msproject import read
from ppm_tui.store.plan_rows import PlanFile

SECONDS, MEGABYTES = 10, 300

REFUSED = {
    "billion-laughs": "line 2: a document type (DOCTYPE) is declared",
    "calendar-loop": "based on each other in a circle: 1 'A' → 2 'B'",
    "cut-off": "line 2, column 90: the file ends inside Name",
    "cycle": "go round in a circle: 1 'T1' → 3 'T3' → 2 'T2' → 1 'T1'",
    "deep-nesting": "line 2: elements stand more than 40 levels deep",
    "duplicate-uids": "line 2: Task UID 1 is taken already",
    "empty": "the file holds no elements",
    "external-dtd": "line 2: a document type (DOCTYPE) is declared",
    "external-entity": "line 2: a document type (DOCTYPE) is declared",
    "no-working-time": "calendar 1 'Never' has no working time",
    "only-declaration": "the file holds no elements",
    "parameter-entity": "line 2: a document type (DOCTYPE) is declared",
    "quadratic-blowup": "line 2: a document type (DOCTYPE) is declared",
    "wrong-encoding": "line 2, column 99: a character inside Name is not valid",
    "wrong-root": "line 2: the outermost element is html, not Project",
}
READ = {
    "absurd-values": (
        "Project: StartDate '9999-12-31T23:59:00' is outside the years 1900 to 2199; left out",
        "line 2, task 1 'A': Duration 'PT99999999999H0M0S' is out of all bounds; left out",
        "line 2, task 1 'A': OutlineLevel '-4' is not between 0 and 65535; left out",
        "line 2, task 1 'A': PercentComplete '250' is not between 0 and 100; left out",
        "line 2, task 2 'B': Cost 'NaN' is not a number; left out",
        "line 2, task 2 'B': Duration '-PT8H0M0S' is negative; left out",
        "line 2, task 2 'B': Start 'not a date' is not a date; left out",
    ),
    "missing-predecessor": ("task 1 'A': predecessor 99 is not in the file; link dropped",),
    "no-namespace": (),
    "own-predecessor": ("task 1 'A': is its own predecessor; link dropped",),
    "utf-16": (),
}
NAMESPACE = "http://schemas.microsoft.com/project"
BEGIN = f'<?xml version="1.0"?><Project xmlns="{NAMESPACE}">'.encode()


def fits_in_xml(sign: str) -> bool:
    if sign < " ":
        return sign in "\t\n\r"
    return not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff"


def read_bytes(data: bytes) -> PlanFile:
    return read(BytesIO(data), "bad.xml")


def test_every_hostile_file_is_known_here(shared_data: Path) -> None:
    found = {path.stem for path in (shared_data / "hostile" / "xml").glob("*.xml")}
    assert found == set(REFUSED) | set(READ)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_hostile_file_is_refused_in_one_sentence(name: str, shared_data: Path) -> None:
    path = shared_data / "hostile" / "xml" / f"{name}.xml"
    with path.open("rb") as file, pytest.raises(Invalid) as caught:
        read(file, path.name)
    text = str(caught.value)
    assert text.startswith(path.name)
    assert REFUSED[name] in text
    assert "\n" not in text


@pytest.mark.parametrize("name", sorted(READ))
def test_an_odd_file_is_read_and_each_oddity_reported(name: str, shared_data: Path) -> None:
    path = shared_data / "hostile" / "xml" / f"{name}.xml"
    file = read(path.read_bytes(), path.name)
    assert tuple(sorted(file.problems)) == READ[name]
    assert len(file.plans[0].tasks) == (2 if name == "absurd-values" else 1)


def test_a_name_in_utf_16_is_kept(shared_data: Path) -> None:
    path = shared_data / "hostile" / "xml" / "utf-16.xml"
    assert read(path.read_bytes(), path.name).plans[0].tasks[0].name == "Größe 顧客"


def test_no_hostile_file_takes_long_or_much_memory(shared_data: Path) -> None:
    folder = shared_data / "hostile" / "xml"
    seconds, megabytes = measured(*sorted(folder.glob("*.xml")))
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_strange_names_survive_the_way_through_a_file(shared_data: Path) -> None:
    texts = [one["text"] for one in json.loads((shared_data / "hostile/names.json").read_text())]
    texts += json.loads((shared_data / "hostile/blns.json").read_text())
    carried = ["".join(filter(fits_in_xml, text)) for text in texts]
    rows = [
        f"<Task><UID>{number}</UID><Name>{escape(text, {chr(13): '&#13;'})}</Name></Task>"
        for number, text in enumerate(carried, 1)
    ]
    data = f"<Project><Tasks>{''.join(rows)}</Tasks></Project>"
    plan = read_bytes(data.encode()).plans[0]
    assert [task.name for task in plan.tasks] == [
        text if text.strip() else "Unnamed" for text in carried
    ]


def test_a_blank_name_is_reported() -> None:
    file = read_bytes(b"<Project><Tasks><Task><UID>1</UID><Name> </Name></Task></Tasks></Project>")
    assert file.problems == ("line 1, task 1 ' ': has no name; called Unnamed",)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """20 MB of day-by-day figures, as the program writes them, leave no trace in memory."""
    path = tmp_path / "large.xml"
    row = (
        "<TimephasedData><Type>1</Type><UID>{0}</UID><Start>2026-01-{1:02}T08:00:00</Start>"
        "<Finish>2026-01-{1:02}T17:00:00</Finish><Unit>2</Unit><Value>PT8H0M0S</Value>"
        "</TimephasedData>\n"
    )
    rows = "".join(row.format(1, day % 28 + 1) for day in range(200))
    with path.open("w") as file:
        file.write("<Project><Tasks>")
        file.writelines(f"<Task><UID>{n}</UID><Name>T{n}</Name></Task>\n" for n in range(1, 601))
        file.write("</Tasks><Assignments>")
        for n in range(1, 601):
            file.write(f"<Assignment><UID>{n}</UID><TaskUID>{n}</TaskUID>{rows}</Assignment>\n")
        file.write("</Assignments></Project>")
    assert path.stat().st_size > 20_000_000
    seconds, megabytes = measured(path)
    assert megabytes < 60
    assert seconds < SECONDS


def measured(*paths: Path) -> tuple[float, float]:
    """Seconds of processor time and most megabytes of a process that reads the files.

    Not by `ru_maxrss`, which begins with the memory of the test run that starts the process.
    """
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    code = """
import re, resource, sys
from pathlib import Path
from ppm_tui.errors import Invalid
from ppm_tui.exchange.msproject import read
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        try:
            read(file, path)
        except Invalid:
            pass
used = resource.getrusage(resource.RUSAGE_SELF)
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(used.ru_utime + used.ru_stime, int(most[1]) / 1024)
"""
    run = subprocess.run(
        [sys.executable, "-c", code, *map(str, paths)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = run.stdout.split()
    return float(seconds), float(megabytes)


ENDLESS: dict[str, tuple[bytes, bytes, str]] = {
    "sections": (b"", b"<a/>", "Project has more than 10,000 elements"),
    "unknown rows": (b"<Tasks>", b"<a/>", "more than 100,000 further elements"),
    "parts of a task": (b"<Tasks><Task>", b"<a/>", "one Task has more than 500,000 elements"),
    "a comment": (b"<!--", b"a" * 1000, "more than 1 MB follows without an element"),
    "a tag": (b"<", b"a" * 1000, "more than 1 MB follows without an element"),
    "text": (b"<Tasks><Task><Notes>", b"a" * 1000, "Notes holds more than 1,000,000"),
    "levels": (b"", b"<a>", "more than 40 levels deep"),
}


class Endless:
    """A file without an end."""

    def __init__(self, begin: bytes, again: bytes) -> None:
        self._next, self._again = BEGIN + begin, again

    def read(self, size: int) -> bytes:
        found, self._next = self._next, self._again * (size // len(self._again))
        return found


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_a_file_without_end_ends(name: str) -> None:
    begin, again, why = ENDLESS[name]
    started = time.process_time()
    with pytest.raises(Invalid, match=re.escape(why)):
        read(Endless(begin, again), "endless.xml")  # type: ignore[arg-type] # only read() is used
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_ELEMENTS", "MAX_LONG_TEXT", "MAX_NAMES"])
def test_passing_a_limit_names_the_file(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(msproject_stream, limit, 3)
    name = "N" * 100
    task = f"<Task><UID>1</UID><ID>1</ID><Name>{name}</Name><WBS>1</WBS></Task>"
    with pytest.raises(Invalid, match=r"^bad\.xml, line 1: "):
        read_bytes(f"<Project><Tasks>{task}</Tasks></Project>".encode())


TOO_MANY: dict[str, tuple[Any, str, object, str, str]] = {
    "tasks": (
        msproject, "LIMITS", {"Task": 2}, "<Tasks>{}</Tasks>", "more than 2 Task elements",
    ),
    "links": (
        msproject_tasks, "MAX_PARTS", 2, "<Tasks><Task><UID>x</UID>{}</Task></Tasks>",
        "more than 2 links and baselines",
    ),
    "fields": (
        msproject_custom, "MAX_KEPT", 2, "<Tasks><Task><UID>x</UID>{}</Task></Tasks>",
        "more than 2 further fields",
    ),
}  # fmt: skip
PARTS = {
    "tasks": "<Task><UID>{0}</UID></Task>",
    "links": "<PredecessorLink><PredecessorUID>{0}</PredecessorUID></PredecessorLink>",
    "fields": "<Odd{0}>1</Odd{0}>",
}


@pytest.mark.parametrize("name", TOO_MANY)
def test_a_plan_past_a_limit_is_refused_with_the_number(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, limit, value, around, why = TOO_MANY[name]
    monkeypatch.setattr(module, limit, value)
    plan = "<Project>" + around + "</Project>"
    assert read_bytes(plan.format("".join(map(PARTS[name].format, range(2)))).encode())
    with pytest.raises(Invalid, match=f"^bad.xml, line 1.*{why}"):
        read_bytes(plan.format("".join(map(PARTS[name].format, range(3)))).encode())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04", "is not valid in XML"),
        (b'<?xml version="1.0" encoding="klingon"?><Project/>', "the encoding it declares"),
        (b'<?xml version="1.0" encoding="gbk"?><Project/>', "the encoding it declares"),
        (b"<Project><Name>&nbsp;</Name></Project>", "undefined entity"),
        (b"<Project></Tasks>", "mismatched tag"),
        (b"<Project/><Project/>", "junk after document element"),
    ],
)
def test_what_is_no_xml_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read_bytes(data)


def test_a_declared_western_encoding_is_honoured() -> None:
    data = b'<?xml version="1.0" encoding="windows-1252"?><Project><Title>Caf\xe9</Title></Project>'
    assert read_bytes(data).plans[0].name == "Café"
