"""What levelling leaves where it is because somebody said so, and what that asks of the others."""

from collections.abc import Collection, Sequence

from ppm_tui.analysis.network_dates import Span
from ppm_tui.analysis.network_graph import Graph
from ppm_tui.analysis.network_passes import backward
from ppm_tui.analysis.worktime import NEVER
from ppm_tui.terms import Constraint


def latest_before(graph: Graph, spans: Sequence[Span], kept: Collection[int]) -> dict[int, int]:
    """When each task that leads to one of `kept` must start, so that these can stay, in minutes.

    Source: backward pass of the critical path method, from dates that must be met and not from a
    project's end; as `network_passes.backward`.
    """
    if not kept:
        return {}
    trial = graph.trial()
    for number in kept:
        trial.nodes[number] = node = graph.nodes[number].copy()
        node.constraint, node.date = Constraint.MSO, spans[number][0]
        node.settle()
    late = backward(trial, list(spans), NEVER).late
    return {number: late[number][0] for number in _leading(graph, kept)}


def _leading(graph: Graph, kept: Collection[int]) -> set[int]:
    """All tasks that something in `kept` waits for, at whatever distance."""
    found = set(kept)
    for number in reversed(graph.order):
        is_way_in = number < graph.size and graph.children[number]
        task = number if number < graph.size else number - graph.size
        after = graph.children[number] if is_way_in else graph.targets(task)
        if not found.isdisjoint(after):
            found.add(number)
    return {number for number in found if number < graph.size} - set(kept)
