"""A module of ours run in a process of its own, which may crash, hang or eat memory without harm to this one."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with the same Python, and nothing from the working folder.

    >>> command("heze_graph.store.worker", "memory")[-3:]
    ['-m', 'heze_graph.store.worker', 'memory']
    """
    return [sys.executable, "-P", "-X", "utf8", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return the environment, in which the other process finds this package wherever it was imported from."""
    folder = str(Path(__file__).resolve().parents[1])
    paths = [folder, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def limit_memory(size: int) -> None:
    """Let this process have no more than so many bytes of address space; on Windows nothing limits it."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if most == resource.RLIM_INFINITY else min(size, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
