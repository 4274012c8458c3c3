"""Whether the rows of a plan wait for each other in a circle, links and phases together.

Works on row numbers and keeps a byte per end of a row, for tables of 200,000 rows.
"""

from collections.abc import Iterator, Mapping, Sequence

UNSEEN, OPEN, SETTLED = range(3)


def circle(predecessors: Sequence[Sequence[int]], parents: Sequence[int | None]) -> list[int]:
    """The rows of the first circle found, each waiting for the next; [] if there is none.

    A row begins after its parent begins and its predecessors end; it ends after its children.
    """
    children: dict[int, list[int]] = {}
    for row, parent in enumerate(parents):
        if parent is not None:
            children.setdefault(parent, []).append(row)
    state = bytearray(2 * len(parents))
    for node in range(len(state)):
        if state[node] == UNSEEN:
            found = _search(node, state, predecessors, parents, children)
            if found:
                return list(dict.fromkeys(place // 2 for place in found))
    return []


def _search(
    root: int,
    state: bytearray,
    predecessors: Sequence[Sequence[int]],
    parents: Sequence[int | None],
    children: Mapping[int, Sequence[int]],
) -> list[int]:
    path = [root]
    todo = [_awaited(root, predecessors, parents, children)]
    state[root] = OPEN
    while path:
        node = next((place for place in todo[-1] if state[place] != SETTLED), None)
        if node is None:
            state[path.pop()] = SETTLED
            todo.pop()
        elif state[node] == OPEN:
            return path[path.index(node) :]
        else:
            state[node] = OPEN
            path.append(node)
            todo.append(_awaited(node, predecessors, parents, children))
    return []


def _awaited(
    node: int,
    predecessors: Sequence[Sequence[int]],
    parents: Sequence[int | None],
    children: Mapping[int, Sequence[int]],
) -> Iterator[int]:
    """What a begin (even) or an end (odd) waits for; row r begins at 2r and ends at 2r + 1."""
    row, is_end = divmod(node, 2)
    if is_end:
        yield 2 * row
        yield from (2 * child + 1 for child in children.get(row, ()))
        return
    parent = parents[row]
    if parent is not None:
        yield 2 * parent
    yield from (2 * other + 1 for other in predecessors[row])
