"""What the program says to a person outside its pages, in Chinese and in English, from one catalogue.

The catalogue is the JSON files of this folder: a key, its text in each language, with blanks for values. Code names
a key; which language it is said in is decided where somebody reads it, so that the same error speaks Chinese in one
browser and English in another. What an outer program or library says of a fault is quoted as it is.

`docs/decisions/0043-one-catalogue.md` says why.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

# Every command waits for this module: it takes no library that takes longer to import than the module itself.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    #: What fills a blank: a text or number as it is, values joined by commas, a Message or a text by language in the
    #: language of the whole.
    Value: TypeAlias = "str | int | float | tuple[Value, ...] | Mapping[str, str] | Message"
    Texts: TypeAlias = Mapping[str, dict[str, str]]

LANGUAGES = ("zh", "en")
#: The parts of a message about a fault, in their order.
PARTS = ("where", "found", "expected", "cure")
#: The room of the keys that belong to none.
_BASE = "base"
_JOINED = {"zh": "、", "en": ", "}
_language: ContextVar[str] = ContextVar("language", default="en")
_FOLDER = os.path.dirname(__file__)  # noqa: PTH120  (see above)


def one_line(text: str, most: int = 300) -> str:
    """Return what others said as one line that does nothing to a terminal, cut off at `most` characters."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= most else line[:most] + "…"


class Message:
    """A key of the catalogue with what fills its blanks; `str()` says it in the language in use."""

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
        return self.in_language(_language.get())

    def in_language(self, language: str) -> str:
        """Return the text in a language.

        Where the catalogue has the key in parts (`KEY.found`), it is a fault: where, what was found, what was
        expected and what to do; a part that it leaves out is the value of that name.

        >>> say("readers.empty-file", where="a.txt").in_language("en")
        'a.txt: found an empty file; expected a table. To mend it: check that it was saved whole.'
        """
        texts = room(self.key.partition(".")[0] if "." in self.key else _BASE)
        values = {name: _shown(value, language) for name, value in self.values.items()}
        if self.key in texts:
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
        return room(_BASE)["fault"][language].format(**filled)

    def at(self, where: str | Message) -> Message:
        """Return the message of a `fault` with the place of it."""
        return Message(self.key, {**self.values, "where": where})

    def packed(self) -> list[Any]:
        """Return what JSON can carry to another process; `unpacked` takes it."""
        return [self.key, {name: _packed(value) for name, value in self.values.items()}]


def say(key: str, /, **values: object) -> Message:
    """Return the message of a key, its blanks filled; what is neither a number nor a Message counts as its text."""
    return Message(key, {name: _value(value) for name, value in values.items()})


def fault(key: str, /, **values: object) -> Message:
    """Return the message of a fault without its place: who knows that says `fault(…).at(place)`."""
    return say(key, **values)


def unpacked(packed: list[Any]) -> Message:
    """Return the Message that was packed.

    >>> unpacked(say("cli.removed", graphs=["a", "b"]).packed()).in_language("zh")
    '已删除：a、b'
    """
    key, values = packed
    return Message(key, {name: _unpacked(value) for name, value in values.items()})


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have messages said in a language inside a `with` statement."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def catalogue() -> Texts:
    """Return all texts by key, then by language."""
    rooms = sorted(name.removesuffix(".json") for name in os.listdir(_FOLDER) if name.endswith(".json"))  # noqa: PTH208
    return {key: texts for name in rooms for key, texts in room(name).items()}


@cache
def room(name: str) -> Texts:
    """Return the texts of one room: those whose keys begin with its name."""
    with open(f"{_FOLDER}/{name}.json", encoding="utf-8") as file:  # noqa: PTH123
        found: Texts = json.load(file)
    return found


def _word(text: str) -> bool:
    """Whether a text begins with a letter or a digit of ASCII."""
    return text[:1].isascii() and text[:1].isalnum()


def _value(value: object) -> Value:
    if isinstance(value, list | tuple):
        return tuple(map(_value, value))
    message = value.args[0] if isinstance(value, Exception) and value.args else None
    if isinstance(message, Message):
        return message
    return value if isinstance(value, str | int | float | Mapping | Message) else str(value)


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
