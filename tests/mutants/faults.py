"""The small faults: Python broken by cosmic-ray's operators, a saved query by leaving one line of its pattern out.

Left out are faults that no test could notice, because they change nothing that a caller sees:

- annotations and docstrings: nothing runs them;
- `==` for `is` (and `!=` for `is not`) beside None, a truth value, a number, a literal text or a constant: identity and
  equality are the same there, and where they are not the linter says so;
- `@cache` and `@lru_cache` removed, or another size of theirs: the same answers, only slower;
- `slots=True`: the same values, only larger;
- what is no Python or SPARQL any more: the first import would notice it, which says nothing of the tests.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: What is broken.
ROOMS = (
    "heze_graph/model",
    "heze_graph/records",
    "heze_graph/extraction",
    "heze_graph/linking",
    "heze_graph/checks",
    "heze_graph/queries",
    "heze_graph/store/lanes.py",
    "heze_graph/store/pool.py",
    "queries",
)
_WITHOUT_LINE = "left out"
_SAME_BESIDE = re.compile(r"\s*(None\b|True\b|False\b|-?\d|[\"']|[A-Z_]{2,}\b|[A-Z]\w*\.[A-Z_]+\b)")
_SWAPS = ("Eq_Is", "NotEq_IsNot", "Is_Eq", "IsNot_NotEq")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a file below the root, its line, and which occurrence of which operator it is.

    `once` says that a run of the tests runs the line once for all: its function keeps what it returned.
    """

    path: str
    line: int
    operator: str
    occurrence: int
    once: bool = False

    def broken(self, text: str) -> str:
        """Return the file's text with the fault."""
        if self.operator == _WITHOUT_LINE:
            lines = text.splitlines(keepends=True)
            return "".join(lines[: self.line - 1] + lines[self.line :])
        from cosmic_ray.mutating import mutate_code

        return str(mutate_code(text.encode(), _operator(self.operator), self.occurrence))

    def told(self, text: str) -> str:
        """Return the line before and after."""
        before, after = text.splitlines(), [*self.broken(text).splitlines(), ""]
        at = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), self.line - 1)
        return f"{before[at].strip()} -> {'' if self.operator == _WITHOUT_LINE else after[at].strip()}"

    def is_valid(self, text: str) -> bool:
        """Return whether the broken text is still Python, or SPARQL, and another text than before."""
        try:
            broken = self.broken(text)
        except AttributeError:  # cosmic-ray finds `except module.Error:` but replaces plain names only
            return False
        if not self.path.endswith(".rq"):
            return broken != text and _is_python(broken)
        import pyoxigraph

        try:
            pyoxigraph.Store().query(broken)
        except SyntaxError:
            return False
        return True


def _is_python(text: str) -> bool:
    with warnings.catch_warnings(action="ignore"):
        try:
            compile(text, "fault", "exec")
        except SyntaxError:
            return False
    return True


def all_faults(root: Path, rooms: tuple[str, ...]) -> Iterator[Fault]:
    """Yield every fault of some rooms, in the order of their files."""
    for room in rooms:
        for path in sorted((root / room).rglob("*")) if (root / room).is_dir() else [root / room]:
            name, text = path.relative_to(root).as_posix(), path.suffix in {".py", ".rq"} and path.read_text("utf-8")
            if text:
                yield from _python_faults(name, text) if path.suffix == ".py" else _query_faults(name, text)


def _python_faults(name: str, text: str) -> Iterator[Fault]:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    passive, once, lines = _passive_lines(text), _kept_lines(text), text.splitlines()
    nodes = list(ast_nodes(get_ast(text)))
    for operator in sorted(operator_names()):
        if get_operator(operator).arguments():
            continue
        places = [place for node in nodes for place in _operator(operator).mutation_positions(node)]
        for occurrence, ((line, _), (_, end)) in enumerate(places):
            if line not in passive and not _changes_nothing(operator, lines[line - 1], end):
                yield Fault(name, line, operator, occurrence, line in once)


@cache
def _operator(name: str) -> Any:
    from cosmic_ray.plugins import get_operator

    return get_operator(name)()


def _changes_nothing(operator: str, line: str, end: int) -> bool:
    code = line.strip()
    if operator.endswith(_SWAPS):
        return bool(_SAME_BESIDE.match(line[end:]))
    if code.startswith(("@cache", "@lru_cache")):
        return True
    return operator.endswith("TrueWithFalse") and line[:end].endswith("slots=True")


def _passive_lines(text: str) -> frozenset[int]:
    """Return the lines of annotations and docstrings."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.arg | ast.AnnAssign | ast.FunctionDef):
            note = node.returns if isinstance(node, ast.FunctionDef) else node.annotation
            if note is not None:
                lines.update(range(note.lineno, (note.end_lineno or note.lineno) + 1))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(lines)


def _kept_lines(text: str) -> frozenset[int]:
    """Return the lines of functions that keep what they returned."""
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    kept = (one for one in functions if any("cache" in ast.unparse(mark) for mark in one.decorator_list))
    return frozenset(line for one in kept for line in range(one.lineno, (one.end_lineno or one.lineno) + 1))


def _query_faults(name: str, text: str) -> Iterator[Fault]:
    lines = text.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(("SELECT", "CONSTRUCT")))
    for number in range(begin + 1, len(lines)):
        if lines[number].strip().rstrip("{}. ") and not lines[number].startswith(("WHERE", "SELECT")):
            yield Fault(name, number + 1, _WITHOUT_LINE, 0)
