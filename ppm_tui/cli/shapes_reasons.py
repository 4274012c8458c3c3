"""Why a task is when it is, as the JSON of the command line: see `shapes`."""

from ppm_tui import explanations
from ppm_tui.analysis.network_reasons import Reason
from ppm_tui.cli.shapes import Shape
from ppm_tui.explanations import Sentence
from ppm_tui.store.queries.reasons import Explained
from ppm_tui.terms import Undefined


def explained(found: Explained) -> Shape:
    """The row of `reasons`: each link of both chains, the task itself first."""
    ref, name = next(each for each in found.names.values() if each[0] == found.ref)
    head: Shape = {"id": ref, "project": found.project, "name": name}
    why = found.why
    if isinstance(why, Undefined):
        return head | {"total_float_minutes": why, "dates": why, "slack": why}
    chains = (
        ("dates", why.driven, explanations.dates(why, found.names)),
        ("slack", why.limited, explanations.slack(why, found.names)),
    )
    return (
        head
        | {"total_float_minutes": why.total_float_minutes}
        | {
            name: [
                _reason(reason, sentence, found.names)
                for reason, sentence in zip(reasons, said, strict=True)
            ]
            for name, reasons, said in chains
        }
    )


def _reason(reason: Reason, said: Sentence, names: explanations.Names) -> Shape:
    ref, name = names[reason.task]
    return {
        "id": ref,
        "name": name,
        "start": reason.start,
        "finish": reason.finish,
        "cause": reason.cause,
        "text": said.cause,
        "at": reason.at,
        "by": None if reason.by is None else names[reason.by][0],
        "type": reason.type,
        "lag": reason.lag,
        "lag_kind": reason.lag_kind,
        "of": None if reason.holder is None else names[reason.holder][0],
        "constraint": reason.constraint,
    }
