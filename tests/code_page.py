"""A stand-in for Windows with the code page 936: what is opened as text and names no encoding is GBK there.

Loaded by pytest (`-p tests.code_page`) before our modules are; what they read is then other characters, or an error.
"""

from __future__ import annotations

import builtins
import io
import os
from typing import Any

_open = io.open


def _opened(
    file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, *more: Any, **said: Any
) -> Any:
    if "b" not in mode and encoding in (None, "locale"):
        encoding = "gbk"
    return _open(file, mode, buffering, encoding, *more, **said)


if os.environ.get("HEZE_GRAPH_TESTS_GBK"):
    io.open = builtins.open = _opened
