"""The `#+` lines of a saved query, read as grlc reads them: one YAML document at column 0.

Source: grlc 1.3, `gquery.get_yaml_decorators`, `get_defaults` and `get_enumeration`. grlc silently drops every
decorator where the YAML is broken, and the whole query where a value has an unexpected type.

Columns are described under `#+ columns:` and parameters under `#+ parameters:` (see `columns.py`); both keys are ours,
and grlc ignores them.

How people ask for the query in words stands under `#+ asked:`. `- "{leader}落后"` is a way to ask, with parameters
in braces; `- 逾期未完成: {done: "no", until: yesterday}` is one whose words imply values; `today` and `yesterday` are
days. Filled in with the values under `#+ examples:`, each way must lead to its query; the tests ask all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from heze_graph.errors import SavedQueryError
from heze_graph.messages import Message, fault, say
from heze_graph.queries.columns import Column, ColumnError, Yaml, read_columns

_TEXTS = ("summary", "summary_en", "description", "description_en", "view")
_KEYS = (*_TEXTS, "tags", "defaults", "enumerate", "examples", "method", "columns", "parameters")
_METHODS = ("get", "post")
_ASKED = "asked"
_SLOT = re.compile(r"\{(\w+)\}")
#: What is wrong with a header, by PyYAML's message; where one message contains another, the longer comes first.
_YAML_FAULTS = {
    "mapping values are not allowed": "colon",
    "unexpected end of stream": "quote",
    "expected ',' or": "quote",
    "expected <block end>": "indent",
    "could not find expected ':'": "key",
    "cannot start any token": "sign",
}
#: PyYAML's own parser may read what libyaml cannot; otherwise it says what is wrong.
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def place(path: Path, line: int) -> Message:
    """Return the name of a file's line for messages."""
    return say("queries.line", where=path, line=line)


def key_fault(header: QueryHeader, key: str, path: Path, found: Message) -> SavedQueryError:
    """Return the error about a key of a header, with the key's line."""
    return SavedQueryError(found.at(place(path, header.lines.get(key, 1))))


def refuse_other_names(header: QueryHeader, key: str, path: Path, names: Iterable[str], known: tuple[str, ...]) -> None:
    """Raise SavedQueryError where a key of a header names something other than a parameter of the query."""
    for name in names:
        if name not in known:
            found = fault("queries.unknown", key=key, name=name, known=known or say("queries.none"))
            raise key_fault(header, key, path, found)


@dataclass(frozen=True, slots=True)
class QueryHeader:
    """What the `#+` lines say; a missing text is "".

    `defaults`, `enumerate` and `examples` are by parameter; an example is a value that finds something. `columns` and
    `parameters` are the descriptions. `other` holds the keys that have no field here. `lines` is the line of each key.
    """

    summary: str = ""
    summary_en: str = ""
    description: str = ""
    description_en: str = ""
    tags: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    enumerate: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    method: str = "get"
    view: str = ""
    columns: tuple[Column, ...] = ()
    parameters: tuple[Column, ...] = ()
    other: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def summary_in(self, language: str) -> str:
        """Return the summary in `zh` or `en`, or the one in the other language where it is missing."""
        return (self.summary_en or self.summary) if language == "en" else (self.summary or self.summary_en)

    def description_in(self, language: str) -> str:
        """Return the description in `zh` or `en`, or the one in the other language where it is missing."""
        chinese, english = self.description, self.description_en
        return (english or chinese) if language == "en" else (chinese or english)


def read_header(text: str, path: Path, *, as_grlc: bool = False) -> QueryHeader:
    r"""Return the header of a saved query's text; errors name `path`.

    It is read by libyaml, ten times as fast as grlc's parser, which is used with `as_grlc`.

    Raises SavedQueryError, with the line, when the YAML is broken, a key is duplicated, a value has the wrong type, or
    YAML would change a value.

    >>> header = read_header("#+ summary: 到期\n#+ defaults:\n#+   - year: 2023\nSELECT …", Path("due.rq"))
    >>> header.summary, header.defaults["year"]
    ('到期', '2023')
    """
    node, value, lines = _document(text, path, yaml.SafeLoader if as_grlc else _QUICK)
    reader = _HeaderReader(path, value, lines)
    header = QueryHeader(
        **{key: reader.text(key) for key in _TEXTS},
        tags=reader.texts("tags", value.get("tags", [])),
        defaults={name: reader.scalar("defaults", one) for name, one in reader.pairs("defaults")},
        enumerate={name: reader.texts("enumerate", many) for name, many in reader.pairs("enumerate")},
        examples={name: reader.scalar("examples", one) for name, one in reader.pairs("examples")},
        method=reader.method(),
        columns=reader.columns("columns", node),
        parameters=reader.columns("parameters", node),
        other={key: one for key, one in value.items() if key not in _KEYS},
        lines=lines,
    )
    reader.refuse_changed_values(node)
    return header


@dataclass(frozen=True, slots=True)
class _HeaderReader:
    """Extracts the values of a YAML document, each with the type that grlc expects."""

    path: Path
    value: dict[str, Any]
    lines: dict[str, int]

    def error(self, key: str, found: Message) -> SavedQueryError:
        where = say("queries.key", where=place(self.path, self.lines[key]), key=key)
        return SavedQueryError(found.at(where))

    def text(self, key: str) -> str:
        one = self.value.get(key, "")
        if not isinstance(one, str):
            raise self.error(key, fault("queries.no-text", found=str(one)))
        return one.strip()

    def scalar(self, key: str, one: object) -> str:
        if one is None or isinstance(one, bool | dict | list):
            raise self.error(key, fault("queries.no-scalar", found=str(one)))
        return str(one)

    def texts(self, key: str, many: object) -> tuple[str, ...]:
        if not isinstance(many, list):
            raise self.error(key, fault("queries.no-values", found=str(many)))
        return tuple(self.scalar(key, one) for one in many)

    def method(self) -> str:
        method = self.text("method").lower() or "get"
        if method not in _METHODS:
            raise self.error("method", fault("queries.method", found=method))
        return method

    def columns(self, key: str, document: yaml.Node | None) -> tuple[Column, ...]:
        """Return the described columns, each scalar as it is written: YAML would turn `no` into false."""
        try:
            return tuple(
                column
                for name, node in (document.value if document else ())
                if name.value == key
                for column in read_columns(_value(node))
            )
        except ColumnError as error:
            raise self.error(key, error.fault) from error

    def pairs(self, key: str) -> Iterator[tuple[str, object]]:
        """Yield (name, value); grlc requires a list of mappings and takes the first of two with the same name."""
        items = self.value.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.error(key, fault("queries.no-pairs", found=str(items)))
        seen: set[str] = set()
        for name, one in ((str(name), one) for item in items for name, one in item.items()):
            if name in seen:
                raise self.error(key, fault("queries.twice", name=name))
            seen.add(name)
            yield name, one

    def refuse_changed_values(self, document: yaml.Node | None) -> None:
        """Raise where YAML would change a name or a value (012 becomes 10, no becomes false)."""
        for key, node in document.value if document else ():
            for scalar in _scalars(node) if key.value in {"defaults", "enumerate", "examples"} else ():
                understood = yaml.SafeLoader("").construct_object(scalar)
                if str(understood) != scalar.value:
                    value = scalar.value or say("queries.empty-value")
                    found = fault(
                        "queries.yaml-changes", value=value, read=repr(understood), quoted=f'"{scalar.value}"'
                    )
                    raise self.error(key.value, found)


def _document(
    text: str, path: Path, parser: type[yaml.SafeLoader]
) -> tuple[yaml.Node | None, dict[str, Any], dict[str, int]]:
    """Return the root node and the value of the YAML document, and the line of each key."""
    source, numbers = _cut(text)
    try:
        # The two parsers disagree about where tabs are allowed.
        node, value = _parsed(source, yaml.SafeLoader if "\t" in source else parser)
    except (yaml.YAMLError, ValueError):
        try:
            node, value = _parsed(source, yaml.SafeLoader)
        except (yaml.YAMLError, ValueError) as error:  # ValueError: the date 2023-02-30
            raise _yaml_fault(error, source, numbers, path) from error
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise SavedQueryError.problem("queries.no-mapping", where=place(path, numbers[0]), found=repr(value))
    lines: dict[str, int] = {}
    for key, _ in node.value if node else ():
        line = _line(key.start_mark.index, source, numbers)
        if key.value in lines:
            raise SavedQueryError.problem("queries.key-twice", where=place(path, line), key=key.value)
        lines[key.value] = line
    return node, value, lines


def _parsed(source: str, kind: type[yaml.SafeLoader]) -> tuple[yaml.Node | None, Any]:
    """Return the root node and the value of a YAML document; raises YAMLError or ValueError."""
    loader = kind(source)
    node = loader.get_single_node()
    return node, loader.construct_document(node) if node else {}


def _cut(text: str) -> tuple[str, list[int]]:
    """Return the YAML of the `#+` lines, cut as grlc cuts it, and the line in the file of each of its lines."""
    rows = enumerate(text.split("\n"), 1)
    cut = [(number, row.lstrip("#+")) for number, row in rows if row.startswith("#+")]
    return "\n".join(row for _, row in cut), [number for number, _ in cut] or [1]


def _line(index: int, source: str, numbers: list[int]) -> int:
    # YAML also breaks lines at U+0085 and U+2028, so its line numbers may differ from the file's.
    return numbers[min(source.count("\n", 0, index), len(numbers) - 1)]


def _yaml_fault(error: Exception, source: str, numbers: list[int], path: Path) -> SavedQueryError:
    index, words = getattr(error, "position", 0), str(error).partition("\n")[0]
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        index = mark.index if mark else 0
        words = " ".join(filter(None, (error.context, error.problem)))
    kind = next((kind for part, kind in _YAML_FAULTS.items() if part in words), "")
    reason = say(f"queries.yaml-reason.{kind}") if kind else words
    line = _line(index, source, numbers)
    printed = source.split("\n")[numbers.index(line)].strip()
    return SavedQueryError.problem("queries.no-yaml", where=place(path, line), near=printed, reason=reason)


def _value(node: yaml.Node) -> Yaml:
    """Return the value of a node, each scalar as it is written."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(part) for part in node.value]
    return str(node.value)


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for part in pair:
                yield from _scalars(part)
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _scalars(part)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask: its words, with parameters in braces, and the values that the words imply."""

    text: str
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[str, ...]:
        """The parameters in braces."""
        return tuple(_SLOT.findall(self.text))

    @property
    def words(self) -> str:
        """The text with a blank in place of each parameter."""
        return _SLOT.sub(" ", self.text)

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with values in place of the braces; raises KeyError where one is missing."""
        return _SLOT.sub(lambda slot: values[slot[1]], self.text)


def read_ways(header: QueryHeader, parameters: tuple[str, ...], path: Path) -> tuple[Way, ...]:
    """Return the ways to ask that a header lists; `parameters` are the names of the query's parameters.

    Raises SavedQueryError where the key is malformed or names an unknown parameter.
    """
    ways = tuple(_ways(header, path))
    refuse_other_names(header, _ASKED, path, (name for way in ways for name in (*way.slots, *way.given)), parameters)
    return ways


def _ways(header: QueryHeader, path: Path) -> Iterator[Way]:
    items = header.other.get(_ASKED, [])
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, str):
            yield Way(item)
        elif isinstance(item, dict) and all(isinstance(given, dict) for given in item.values()):
            for text, given in item.items():
                yield Way(str(text), {str(name): str(value) for name, value in given.items()})
        else:
            raise key_fault(header, _ASKED, path, fault("queries.no-way", found=str(item)))
