"""The command line: parse, call one function, show what it returns.

Results go to stdout, everything else to stderr. Exit status: 0 done; 1 the data or the query is at fault; 2
wrong usage.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from heze_graph.errors import HezeGraphError, UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: that of the process) and return the exit status."""
    from heze_graph.cli.parser import parser

    _speak_utf8()
    options = parser().parse_args(arguments)
    try:
        options.command(options)
        sys.stdout.flush()
    except UsageError as error:
        print(f"heze-graph: {error}", file=sys.stderr)
        return 2
    except HezeGraphError as error:
        print(f"heze-graph: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough (`| head`); Python must not complain about it at exit.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("heze-graph: stopped; nothing was changed.", file=sys.stderr)
        return 130
    return 0


def _speak_utf8() -> None:
    """Write UTF-8 with plain line ends, whatever the system's code page is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
