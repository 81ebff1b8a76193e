"""Writing a file whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from heze_graph.errors import OutputError


def write_whole(file: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Raises OutputError when it cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=file.parent)
        working = Path(name)
        try:
            with os.fdopen(handle, "wb") as output:
                output.write(data)
            working.chmod(0o644)
            working.replace(file)
        except BaseException:
            working.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError.problem(
            str(file), f"a place that cannot be written ({error.strerror or error})", "a writable one", "choose another"
        ) from error
