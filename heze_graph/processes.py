"""Run one of our modules in a separate process, which may crash, hang or exhaust memory without harm to this one."""

from __future__ import annotations

import os
import sys

#: The memory use of this process in pages, which only Linux reports.
_PAGES = "/proc/self/statm"


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with the same Python, importing nothing from the working folder.

    >>> command("heze_graph.store.worker", "memory")[-3:]
    ['-m', 'heze_graph.store.worker', 'memory']
    """
    return [sys.executable, "-P", "-X", "utf8", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Return an environment in which the other process finds this package wherever it was imported from."""
    folder = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120  (a command should not wait for pathlib)
    paths = [folder, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def limit_memory(size: int, most: int | None = None) -> None:
    """Limit the address space of this process to a number of bytes; there is no limit on Windows.

    With `most` it may later ask for up to this many (see `allow_memory`).
    """
    if sys.platform != "win32":
        import resource

        _, allowed = resource.getrlimit(resource.RLIMIT_AS)
        hard = most or size
        hard = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(resource.RLIMIT_AS, (min(size, hard), hard))


def allow_memory(size: int) -> None:
    """Raise the limit on this process's address space, where there is one, to a number of bytes."""
    if sys.platform != "win32":
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_AS)
        if now not in (resource.RLIM_INFINITY, most):
            resource.setrlimit(resource.RLIMIT_AS, (min(max(size, now), most) if most >= 0 else size, most))


def taken_memory() -> int:
    """Return the address space of this process in bytes, 0 where it is unknown."""
    if sys.platform == "win32" or not os.path.exists(_PAGES):  # noqa: PTH110  (pathlib is not needed elsewhere)
        return 0
    import resource

    with open(_PAGES, encoding="ascii") as file:  # noqa: PTH123  (as above)
        return int(file.read().split()[0]) * resource.getpagesize()


def free_memory() -> int:
    """Return how many bytes of address space this process may still take; a huge number where there is no limit."""
    if sys.platform == "win32":
        return sys.maxsize
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return sys.maxsize if limit == resource.RLIM_INFINITY else max(0, limit - taken_memory())


def allow_files(wanted: int) -> int:
    """Raise the limit on open files as far as the system permits, and return the limit then in force."""
    if sys.platform == "win32":
        return wanted
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now == resource.RLIM_INFINITY or now >= wanted:
        return wanted
    limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, limit), most))
    return max(now, limit)
