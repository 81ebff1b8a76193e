"""Which language the command line speaks: what --language says, else what the system's settings say."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise

from heze_graph.messages import LANGUAGES, room, speaking

#: In the order in which POSIX asks them for the language of messages.
_SETTINGS = ("LC_ALL", "LC_MESSAGES", "LANG")
#: The part of a Windows language identifier that says which language, whatever the region, and Chinese there.
_PRIMARY, _CHINESE = 0x3FF, 0x04


def asked(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language of a command line, before it is parsed: its help and its faults are in it, too.

    >>> asked(["build", "--language", "zh"], {}), asked(["build"], {"LANG": "zh_CN.UTF-8"}), asked(["build"], {})
    ('zh', 'zh', 'en')
    """
    given = ""
    for word, behind in pairwise([*arguments, ""]):
        if word == "--":
            break
        name, sign, value = word.partition("=")
        given = (value if sign else behind) if name == "--language" else given
    return given if given in LANGUAGES else _of_system(environment)


@contextmanager
def speaks(language: str) -> Iterator[None]:
    """Have messages, argparse's own among them, said in a language inside a `with` statement.

    Argparse asks gettext for its words, which knows them in a language for which the system has a file; ours are in
    our catalogue.
    """
    texts = room("argparse")

    def words(text: str) -> str:
        return texts[f"argparse.{text}"][language] if f"argparse.{text}" in texts else text

    theirs = vars(argparse)["_"]
    try:
        vars(argparse)["_"] = words
        with speaking(language):
            yield
    finally:
        vars(argparse)["_"] = theirs


def _of_system(environment: Mapping[str, str]) -> str:
    setting = next((environment[name] for name in _SETTINGS if environment.get(name)), "")
    if sys.platform == "win32" and not setting:
        import ctypes

        chinese = ctypes.windll.kernel32.GetUserDefaultUILanguage() & _PRIMARY == _CHINESE
    else:
        chinese = setting.lower().startswith("zh")
    return "zh" if chinese else "en"
