"""The command line: parse, call one function, show what it returns.

Results go to stdout, everything else to stderr. Exit status: 0 done; 1 the data or the query is at fault; 2 wrong
usage.
"""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

from heze_graph import processes
from heze_graph.errors import HezeGraphError, OutputError, UsageError
from heze_graph.messages import LANGUAGES, Message, say, speaking

#: In the order in which POSIX consults them for the language of messages.
_SETTINGS = ("LC_ALL", "LC_MESSAGES", "LANG")
#: The part of a Windows language identifier that gives the language regardless of region, and its value for Chinese.
_PRIMARY, _CHINESE = 0x3FF, 0x04


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language of a command line before it is parsed, since help and usage errors are in that language, too.

    >>> language_of(["build", "--language", "zh"], {}), language_of(["build"], {"LANG": "zh_CN.UTF-8"})
    ('zh', 'zh')
    """
    given = ""
    for word, behind in pairwise([*arguments, ""]):
        if word == "--":
            break
        name, sign, value = word.partition("=")
        given = (value if sign else behind) if name == "--language" else given
    return given if given in LANGUAGES else _of_system(environment)


def _of_system(environment: Mapping[str, str]) -> str:
    setting = next((environment[name] for name in _SETTINGS if environment.get(name)), "")
    if sys.platform == "win32" and not setting:
        import ctypes

        chinese = ctypes.windll.kernel32.GetUserDefaultUILanguage() & _PRIMARY == _CHINESE
    else:
        chinese = setting.lower().startswith("zh")
    return "zh" if chinese else "en"


#: The most files that a command opens at once; with a lower limit it could fail anywhere.
_FEWEST_FILES = 32


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: that of the process) and return the exit status."""
    # Python would look for reference cycles in everything left, an eighth of a small command's time, just before
    # exiting.
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
    _write_utf8()
    if (files := processes.allow_files(_FEWEST_FILES)) < _FEWEST_FILES:
        return _fail(say("cli.few-files", files=files, least=_FEWEST_FILES), 1)
    given = sys.argv[1:] if arguments is None else arguments
    language = language_of(given, os.environ)
    with speaking(language):
        return _run(given, language)


def _run(arguments: Sequence[str], language: str) -> int:
    try:
        if sys.stdout is None:
            raise OutputError(say("cli.stdout-closed"))
        from heze_graph.cli.parser import parse

        options = parse(arguments, language)
        options.command(options)
        sys.stdout.flush()
    except HezeGraphError as error:
        return _fail(error, 2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        # The reader of our output has seen enough (`| head`).
        _leave_output()
    except OSError as error:
        _leave_output()
        return _fail(_reason(error), 1)
    except (MemoryError, SystemError):  # Python's own import may lose the MemoryError on its way: a SystemError is left
        return _fail(say("cli.little-memory"), 1)
    except KeyboardInterrupt:
        return _fail(say("cli.stopped"), 130)
    return 0


def _fail(message: object, status: int) -> int:
    with suppress(OSError):  # of a full or closed stderr nobody can be told
        print(f"heze-graph: {message}", file=sys.stderr or io.StringIO())
    return status


def _reason(error: OSError) -> Message:
    """Return the reason for a system error in one line."""
    try:
        os.getcwd()  # noqa: PTH109  (pathlib is not needed elsewhere)
    except OSError:
        return say("cli.folder-gone")
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return say("cli.too-many-files")
    return say("cli.stdout-failed", reason=error)


def _leave_output() -> None:
    """Detach standard output, so that Python does not complain about it at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_utf8() -> None:
    """Write UTF-8 with plain line endings, whatever the system's code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
