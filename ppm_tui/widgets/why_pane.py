"""The pane that answers why a task has its dates, and why it may slip no further."""

from collections.abc import Iterable, Iterator

from ppm_tui import explanations, formats
from ppm_tui.explanations import Sentence
from ppm_tui.formats import Glyphs
from ppm_tui.store.queries.reasons import Explained
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule

WIDE, BROAD = 80, 120
MOST = 50
"""Links of a chain that are shown; a plan may have thousands."""
SPAN, DAYS = len("23 Feb 08:00 – 30 Mar 17:00"), len("23 Feb – 30 Mar")


def lines(found: Explained | None, title: str, width: int, glyphs: Glyphs) -> list[Line]:
    """A heading that stays, and one line a reason, or two where there is little room."""
    head = rule(f"{title}: why", "Enter back", width, glyphs)
    if found is None:
        return [head, line(" …")]
    if isinstance(found.why, Undefined):
        return [head, line(f" n/a: {formats.safe(found.why.reason)}")]
    slack = explanations.slack_said(found.why)
    return [
        head,
        *_chain("Dates", explanations.dates(found.why, found.names), width),
        *_chain(f"Latest dates: {slack}", explanations.slack(found.why, found.names), width),
    ]


def _chain(title: str, sentences: Iterable[Sentence], width: int) -> Iterator[Line]:
    yield line(f" {title}", "bold")
    for number, said in enumerate(sentences):
        if number == MOST:
            yield line("   …")
            return
        if width < WIDE:
            yield line(f" {formats.fit(f'{said.task}  {said.days}', width - 2)}")
            yield line(f"   {formats.fit(said.cause, width - 4)}")
            continue
        name, span, cells = (18, said.days, DAYS) if width < BROAD else (30, said.span, SPAN)
        lead = f"  {formats.fit(said.task, name)} {span:<{cells}} "
        yield line(lead + formats.fit(said.cause, width - formats.width(lead) - 1))
