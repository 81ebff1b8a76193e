"""How large the house is: `python docs/count.py` prints modules, lines, classes and functions, room by room.

`python docs/count.py DIR` counts another checkout, such as the one before a change.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = "heze_graph"


@dataclass(frozen=True)
class Size:
    """What some modules hold; lines are those of the files, blank ones and comments included."""

    modules: int = 0
    lines: int = 0
    classes: int = 0
    functions: int = 0

    def __add__(self, other: Size) -> Size:
        """Return what both hold."""
        return Size(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))


def size_of(module: Path) -> Size:
    """Return what one module holds."""
    text = module.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return Size(
        1,
        len(text.splitlines()),
        sum(isinstance(node, ast.ClassDef) for node in nodes),
        sum(isinstance(node, functions) for node in nodes),
    )


def rooms(package: Path) -> dict[str, Size]:
    """Return what each room of a package holds; the modules beside the rooms are `.`."""
    found: dict[str, Size] = defaultdict(Size)
    for module in sorted(package.rglob("*.py")):
        parts = module.relative_to(package).parts
        found[parts[0] if len(parts) > 1 else "."] += size_of(module)
    return dict(found)


def table(package: Path) -> Iterator[str]:
    """Yield the lines of the table, the total last."""
    found = rooms(package)
    yield f"{'room':12} {'modules':>8} {'lines':>8} {'classes':>8} {'functions':>10}"
    for name, size in [*found.items(), ("total", sum(found.values(), Size()))]:
        yield f"{name:12} {size.modules:8} {size.lines:8} {size.classes:8} {size.functions:10}"


if __name__ == "__main__":
    print("\n".join(table(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT) / PACKAGE)))
