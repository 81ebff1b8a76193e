"""Everything the program says to people outside its pages, in Chinese and English, from one catalogue.

The catalogue is the JSON files of this folder: a key and its text in each language, with placeholders for values. Code
names a key; the language is chosen when the message is shown, so that the same error is Chinese in one browser and
English in another. Messages of other programs and libraries are quoted as they are.

`docs/decisions/0043-one-catalogue.md` says why.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

# Every command imports this module, so it uses no library that is slower to import than itself.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any, TypeAlias

    #: What fills a placeholder: text or a number as it is, several values joined by commas, a Message or a text by
    #: language in the language of the whole.
    Value: TypeAlias = "str | int | float | tuple[Value, ...] | Mapping[str, str] | Message"
    Texts: TypeAlias = Mapping[str, dict[str, str]]

LANGUAGES = ("zh", "en")
#: The languages as pages name them (BCP 47).
TAGS = {"zh": "zh-CN", "en": "en"}
#: The parts of a fault's message, in their order.
PARTS = ("where", "found", "expected", "cure")
#: The room of keys without a prefix, and its key whose values are all parts of a fault.
_BASE, _FAULT = "base", "fault"
_JOINED = {"zh": "、", "en": ", "}
_language: ContextVar[str] = ContextVar("language", default="en")
_FOLDER = os.path.dirname(__file__)  # noqa: PTH120  (see above)


def one_line(text: str, most: int = 300) -> str:
    """Return foreign text as one line that is safe in a terminal, cut off at `most` characters."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= most else line[:most] + "…"


def quoted(text: str) -> str:
    """Return a text as one types it on a command line: in quotation marks that Windows knows, too.

    >>> quoted("单位"), quoted("目前 进展")
    ('单位', '"目前 进展"')
    """
    import re
    import shlex

    if not re.search(r"[\s'\"()&;|<>*?$`!%^\\]", text):
        return text
    return shlex.quote(text) if re.search(r'["$`!%\\]', text) else f'"{text}"'


class Message:
    """A key of the catalogue and the values of its placeholders; `str()` gives the text in the current language."""

    __slots__ = ("key", "values")

    def __init__(self, key: str, values: Mapping[str, Value]) -> None:
        self.key, self.values = key, values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, self.values) == (other.key, other.values)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Message({self.key!r}, {self.values!r})"

    def __str__(self) -> str:
        return self.in_language(spoken())

    def in_language(self, language: str) -> str:
        """Return the text in a language.

        A key with parts in the catalogue (`KEY.found`) is a fault: where, what was found, what was expected and what to
        do. A part without a text is the value of that name.

        >>> say("readers.empty-file", where="a.txt").in_language("en")
        'a.txt: found an empty file; expected a table. To mend it: check that it was saved whole.'
        """
        texts = room(self.key.partition(".")[0] if "." in self.key else _BASE)
        values = {name: _shown(value, language) for name, value in self.values.items()}
        values |= {"where": _placed(str(values["where"]), language)} if "where" in values else {}
        if self.key in texts and self.key != _FAULT:
            return texts[self.key][language].format(**values)
        parts = (f"{self.key}.{part}" for part in PARTS)
        filled = {
            part: texts[key][language].format(**values) if key in texts else values[part]
            for part, key in zip(PARTS, parts, strict=True)
        }
        if language == "zh":  # 发现 INSERT, as typesetters part the two scripts
            filled = {
                part: f" {text}" if part != "where" and _word(str(text)) else text for part, text in filled.items()
            }
        return room(_BASE)[_FAULT][language].format(**filled)

    def at(self, where: str | Message) -> Message:
        """Return a `fault` with its place."""
        return Message(self.key, {**self.values, "where": where})

    def packed(self) -> list[Any]:
        """Return a form that JSON can carry to another process; `unpacked` reverses it."""
        return [self.key, {name: _packed(value) for name, value in self.values.items()}]


def say(key: str, /, **values: object) -> Message:
    """Return the message of a key with its values; anything but a number or a Message is converted to text."""
    return Message(key, {name: _value(value) for name, value in values.items()})


def fault(key: str, /, **values: object) -> Message:
    """Return the message of a fault whose place is not known yet: the caller adds it with `fault(…).at(place)`."""
    return say(key, **values)


def unpacked(packed: list[Any]) -> Message:
    """Return a Message from its packed form.

    >>> unpacked(say("cli.removed", graphs=["a", "b"]).packed()).in_language("zh")
    '已删除：a、b'
    """
    key, values = packed
    return Message(key, {name: _unpacked(value) for name, value in values.items()})


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Set the language of messages inside a `with` statement."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def spoken() -> str:
    """Return the language of messages."""
    return _language.get()


def catalogue() -> Texts:
    """Return all texts by key, then by language."""
    rooms = sorted(name.removesuffix(".json") for name in os.listdir(_FOLDER) if name.endswith(".json"))  # noqa: PTH208  (without pathlib)
    return {key: texts for name in rooms for key, texts in room(name).items()}


@cache
def room(name: str) -> Texts:
    """Return the texts of one room: those whose keys begin with its name."""
    with open(f"{_FOLDER}/{name}.json", encoding="utf-8") as file:  # noqa: PTH123  (--help does without pathlib)
        found: Texts = json.load(file)
    return found


def _placed(where: str, language: str) -> str:
    """Return a place as readers write it (“a.pdf, page 2”, “table 1, row 3”) in a language.

    >>> _placed("a.pdf, page 2", "zh"), _placed("a.xlsx, Sheet 1", "zh"), _placed("a.pdf, page 2", "en")
    ('a.pdf 第 2 页', 'a.xlsx, Sheet 1', 'a.pdf, page 2')
    """
    if language == "en" or not _in_words().search(where):
        return where
    parts = _in_words().sub(lambda found: room(_BASE)[f"place.{found[1]}"][language].format(number=found[2]), where)
    return parts.strip()


@cache
def _in_words() -> re.Pattern[str]:
    """Return the expression of a numbered part of a place."""
    import re

    words = "|".join(key.removeprefix("place.") for key in room(_BASE) if key.startswith("place."))
    return re.compile(rf"(?:, |^)({words}) (\d+)(?=, |$)")


def _word(text: str) -> bool:
    """Return whether a text begins with an ASCII letter or digit."""
    return text[:1].isascii() and text[:1].isalnum()


def _value(value: object) -> Value:
    if isinstance(value, list | tuple):
        return tuple(map(_value, value))
    message = value.args[0] if isinstance(value, Exception) and value.args else None
    if isinstance(message, Message):
        return message
    if isinstance(value, OSError):
        return _of_system(value)
    return value if isinstance(value, str | int | float | Mapping | Message) else str(value)


def _of_system(error: OSError) -> Value:
    """Return why the operating system refused something: in our words where the catalogue has them, else in its own."""
    import errno

    key = f"system.{errno.errorcode.get(error.errno or 0, '')}"
    return Message(key, {}) if key in room("system") else error.strerror or str(error)


def _shown(value: Value, language: str) -> str | int | float:
    if isinstance(value, Message):
        return value.in_language(language)
    if isinstance(value, Mapping):
        return value[language]
    if isinstance(value, tuple):
        return _JOINED[language].join(str(_shown(one, language)) for one in value)
    return value


def _packed(value: Value) -> object:
    if isinstance(value, tuple):
        return [_packed(one) for one in value]
    return {"message": value.packed()} if isinstance(value, Message) else value


def _unpacked(value: Any) -> Value:
    if isinstance(value, dict) and "message" in value:
        return unpacked(value["message"])
    return tuple(map(_unpacked, value)) if isinstance(value, list) else value
