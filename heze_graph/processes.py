"""A module of ours run in a process of its own, which may crash, hang or eat memory without harm to this one."""

from __future__ import annotations

import os
import sys

#: How much memory this process takes, in pages; only Linux tells.
_PAGES = "/proc/self/statm"


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with the same Python, and nothing from the working folder.

    >>> command("heze_graph.store.worker", "memory")[-3:]
    ['-m', 'heze_graph.store.worker', 'memory']
    """
    return [sys.executable, "-P", "-X", "utf8", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return the environment, in which the other process finds this package wherever it was imported from."""
    folder = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120  (a command should not wait for pathlib)
    paths = [folder, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def limit_memory(size: int, most: int | None = None) -> None:
    """Let this process have no more than so many bytes of address space; on Windows nothing limits it.

    With `most` it may later ask for so many (see `allow_memory`).
    """
    if sys.platform != "win32":
        import resource

        _, allowed = resource.getrlimit(resource.RLIMIT_AS)
        hard = most or size
        hard = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(resource.RLIMIT_AS, (min(size, hard), hard))


def allow_memory(size: int) -> None:
    """Let this process have so many bytes of address space where it was limited to fewer."""
    if sys.platform != "win32":
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_AS)
        if now not in (resource.RLIM_INFINITY, most):
            resource.setrlimit(resource.RLIMIT_AS, (min(max(size, now), most) if most >= 0 else size, most))


def taken_memory() -> int:
    """Return how many bytes of address space this process takes, 0 where nobody tells."""
    if sys.platform == "win32" or not os.path.exists(_PAGES):  # noqa: PTH110
        return 0
    import resource

    with open(_PAGES, encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * resource.getpagesize()


def free_memory() -> int:
    """Return how many bytes of address space this process may still take; very many where nothing limits it."""
    if sys.platform == "win32":
        return sys.maxsize
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return sys.maxsize if limit == resource.RLIM_INFINITY else max(0, limit - taken_memory())


def allow_files(wanted: int) -> int:
    """Let this process open so many files, as far as the system lets it; return how many it may then open."""
    if sys.platform == "win32":
        return wanted
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now == resource.RLIM_INFINITY or now >= wanted:
        return wanted
    limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, limit), most))
    return max(now, limit)
