"""Where a line lives: the rules that a search can check."""

import ast
import re
import sys
from pathlib import Path

from tests.rules.sources import imports, name_of, python_files, strings, tree

SQL = re.compile(
    r"\s*(SELECT\s|WITH\s+(RECURSIVE\s+)?\w+\s+AS\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s)"
)
CLOCKS = {"now", "utcnow", "today"}


def test_every_formula_names_its_source() -> None:
    found = [
        f"{name_of(path)}: {node.name}"
        for path in python_files("ppm_tui/analysis")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if "Source:" not in (ast.get_docstring(node) or "")
    ]
    assert not found, "\n".join(found)


SIMULATION = ("clock", "draws", "model", "passes", "runs")
EXTRAS = {"ppm_tui/analysis/levelling_solver.py": {"ortools"}} | {
    f"ppm_tui/analysis/simulation_{part}.py": {"numpy"} for part in SIMULATION
}
"""Where extras are loaded, when they are used."""


def test_formulas_import_nothing_but_the_standard_library_and_their_own() -> None:
    allowed = sys.stdlib_module_names | {"ppm_tui"}
    found = [
        f"{name_of(path)}: {name}"
        for path in python_files("ppm_tui/analysis")
        for name in imports(path)
        if name.partition(".")[0] not in allowed | EXTRAS.get(name_of(path), set())
    ]
    assert not found, "\n".join(found)


def test_only_the_store_writes_sql_and_commands_do_not() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files("ppm_tui")
        if not is_below(path, "store") or is_below(path, "store/commands")
        for node in strings(path)
        if SQL.match(str(node.value))
    ]
    assert not found, "\n".join(found)


def test_nobody_but_the_command_line_and_the_log_reads_the_clock() -> None:
    places = ("analysis", "store/queries", "store/commands", "reports", "widgets", "screens")
    found = [
        f"{name_of(path)}:{node.lineno}: {node.attr}"
        for path in python_files(*(f"ppm_tui/{place}" for place in places))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    ]
    assert not found, "\n".join(found)


def test_threads_start_in_the_workspace_only() -> None:
    found = [
        name_of(path)
        for path in python_files("ppm_tui")
        if name_of(path) != "ppm_tui/workspace.py"
        if "threading" in imports(path) or any(starts_thread(node) for node in ast.walk(tree(path)))
    ]
    assert not found, "\n".join(found)


def test_importing_the_package_costs_nothing() -> None:
    [assignment] = [
        node for node in tree(python_files("ppm_tui/__init__.py")[0]).body if not is_prose(node)
    ]
    assert isinstance(assignment, ast.Assign)
    assert ast.unparse(assignment.targets[0]) == "__version__"


def is_below(path: Path, place: str) -> bool:
    return name_of(path).startswith(f"ppm_tui/{place}/")


def is_prose(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def starts_thread(node: ast.AST) -> bool:
    """`asyncio.to_thread(…)`, or `thread=True` given to a worker."""
    if isinstance(node, ast.keyword):
        return node.arg == "thread"
    return isinstance(node, ast.Attribute) and node.attr == "to_thread"
