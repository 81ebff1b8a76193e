"""Puts a fault into functions that are imported already: their code is exchanged, whoever holds them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

#: Where a property, a kept function or a Check holds its function.
_INNER = ("__wrapped__", "__func__", "fget", "func", "find")


def swapped(module: ModuleType, whole: str, broken: str) -> bool:
    """Exchange the code of what a fault changes; False where that is no function, but what runs at import."""
    with warnings.catch_warnings(action="ignore"):
        before, after = (list(_codes(compile(text, str(module.__file__), "exec"))) for text in (whole, broken))
    if [one.co_qualname for one in before] != [one.co_qualname for one in after]:
        return False
    pairs = zip(before, after, strict=True)
    changed = {one.co_qualname.split(".<locals>")[0] for one, other in pairs if _own(one) != _own(other)}
    names = [one.co_qualname for one in after]
    functions = {name: _function(module, name) for name in changed if names.count(name) == 1}
    if not changed or len(functions) < len(changed) or None in functions.values():
        return False
    for code in after:
        if function := functions.get(code.co_qualname):
            function.__code__ = code
    return True


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _own(code: CodeType) -> tuple[object, ...]:
    """Return what a code does itself, the functions in it left aside."""
    constants = [(type(one), one) for one in code.co_consts if not isinstance(one, CodeType)]
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable


def _function(module: ModuleType, name: str) -> FunctionType | None:
    found: Any = module
    for part in name.split("."):
        found = vars(found).get(part) if hasattr(found, "__dict__") else None
    while found is not None and not isinstance(found, FunctionType):
        found = next((inner for one in _INNER if (inner := getattr(found, one, None))), None)
    return found
