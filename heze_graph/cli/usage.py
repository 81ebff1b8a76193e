"""How the command line says what may be typed: help as wide as the terminal, usage errors with the nearest words."""

from __future__ import annotations

import argparse
import gettext
import os
import os.path
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from heze_graph import __version__
from heze_graph.messages import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

#: The Chinese translation of argparse's own words in gettext's format; `docs/write_lists.py` writes the file.
_DOMAIN = "argparse"
_LOCALE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "messages", "locale")  # noqa: PTH118, PTH120  (--help does without pathlib)


class Help(argparse.HelpFormatter):
    """Help as wide as the terminal; argparse's own version imports a module that loads three compressors."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns() - 2)


def columns() -> int:
    """Return the width of the terminal, as `shutil.get_terminal_size` does."""
    with suppress(KeyError, ValueError):
        if (columns := int(os.environ["COLUMNS"])) > 0:
            return columns
    with suppress(ValueError, OSError):
        return (sys.__stdout__ and os.get_terminal_size(sys.__stdout__.fileno()).columns) or 80
    return 80


class Parser(argparse.ArgumentParser):
    """A parser that knows options by their whole names only, and fails if its help cannot be written.

    What a short form means would change with each new option; argparse itself accepts it, and ignores a lost help.
    """

    def __init__(self, **named: Any) -> None:
        super().__init__(formatter_class=Help, allow_abbrev=False, **named)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Refuse unknown options with the usage of the command at hand, and name the nearest ones."""
        known, rest = super().parse_known_args(args, namespace)
        if rest:
            words = gettext.gettext("unrecognized arguments: %s") % " ".join(rest)
            known_options = re.findall(r"(?<=[\[ ])--?[a-z][\w-]*", self.format_usage())
            self.error(words + _nearest(rest[0].partition("=")[0], known_options))
        return known, rest

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is no choice, and list the choices as they are typed: argparse itself prints Python strings."""
        if action.choices is not None and value not in action.choices:
            words = gettext.gettext("invalid choice: %(value)r (choose from %(choices)s)")
            shown = {"value": value, "choices": ", ".join(map(str, action.choices))}
            raise argparse.ArgumentError(action, words % shown + _nearest(str(value), map(str, action.choices)))

    def print_help(self, file: Any = None) -> None:
        """Write the help; raises OSError where that fails."""
        _write(self.format_help(), file)


def _nearest(given: str, known: Iterable[str]) -> str:
    """Return advice to try the words most similar to a wrong one, "" where none is."""
    from difflib import get_close_matches

    close = get_close_matches(given, list(known), 3)
    return str(say("cli.instead", names=" / ".join(close))) if close else ""


class Version(argparse.Action):
    """Prints the version and exits, as argparse's own action does; raises OSError where that fails."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: object) -> NoReturn:
        """Print the version."""
        _write(f"heze-graph {__version__}\n")
        parser.exit()


def _write(text: str, file: Any = None) -> None:
    output = file or sys.stdout
    output.write(text)
    output.flush()


@contextmanager
def argparse_in(language: str) -> Iterator[None]:
    """Have argparse use a language: it asks gettext, which reads the environment."""
    domain, wanted = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(_DOMAIN, _LOCALE)
    gettext.textdomain(_DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        del os.environ["LANGUAGE"]
        if wanted is not None:
            os.environ["LANGUAGE"] = wanted
