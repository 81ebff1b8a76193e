"""The `#+` lines of a saved query, read as grlc reads them: one YAML document at column 0.

Source: grlc 1.3, `gquery.get_yaml_decorators`, `get_defaults` and `get_enumeration`. grlc drops every
decorator in silence where the YAML is broken, and the whole query where a value is not of the type that it
expects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from heze_graph.errors import SavedQueryError

_TEXTS = ("summary", "summary_en", "description", "description_en", "view")
_KEYS = (*_TEXTS, "tags", "defaults", "enumerate", "examples", "method")
_METHODS = ("get", "post")


@dataclass(frozen=True, slots=True)
class Header:
    """What the `#+` lines say; a text that is missing is "".

    `defaults`, `enumerate` and `examples` are by the name of the parameter; an example is a value that finds something.
    `other` are the keys that this class does not name. `lines` is the line of the file on which each key stands.
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
    other: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def read_header(text: str, path: Path) -> Header:
    r"""Return the header of a saved query's text; `path` is named in the errors.

    Raises SavedQueryError, with the line, when the YAML is broken, a key comes twice, a value has a wrong
    type or YAML changes it.

    >>> header = read_header("#+ summary: 到期\n#+ defaults:\n#+   - year: 2023\nSELECT …", Path("due.rq"))
    >>> header.summary, header.defaults["year"]
    ('到期', '2023')
    """
    node, value, lines = _document(text, path)
    reader = _Reader(path, value, lines)
    header = Header(
        **{key: reader.text(key) for key in _TEXTS},
        tags=reader.texts("tags", value.get("tags", [])),
        defaults={name: reader.scalar("defaults", one) for name, one in reader.pairs("defaults")},
        enumerate={name: reader.texts("enumerate", many) for name, many in reader.pairs("enumerate")},
        examples={name: reader.scalar("examples", one) for name, one in reader.pairs("examples")},
        method=reader.method(),
        other={key: one for key, one in value.items() if key not in _KEYS},
        lines=lines,
    )
    reader.refuse_changed_values(node)
    return header


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes the values out of the YAML document, each of the type that grlc expects."""

    path: Path
    value: dict[str, Any]
    lines: dict[str, int]

    def fault(self, key: str, found: object, expected: str, cure: str) -> SavedQueryError:
        where = f"{self.path}, line {self.lines[key]}"
        return SavedQueryError.problem(where, f"{key}: {found}", expected, cure)

    def text(self, key: str) -> str:
        one = self.value.get(key, "")
        if not isinstance(one, str):
            raise self.fault(key, one, "a text", "put it in quotes")
        return one.strip()

    def scalar(self, key: str, one: object) -> str:
        if one is None or isinstance(one, bool | dict | list):
            raise self.fault(key, one, "a text, a number or a date", "put each value in quotes")
        return str(one)

    def texts(self, key: str, many: object) -> tuple[str, ...]:
        if not isinstance(many, list):
            raise self.fault(key, many, "a list of values", "write each as “- value” on a line of its own")
        return tuple(self.scalar(key, one) for one in many)

    def method(self) -> str:
        method = self.text("method").lower() or "get"
        if method not in _METHODS:
            raise self.fault("method", method, " or ".join(_METHODS), "write get: a saved query only reads")
        return method

    def pairs(self, key: str) -> Iterator[tuple[str, object]]:
        """Yield (name, value); grlc needs a list of mappings, and takes the first of two with one name."""
        items = self.value.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            expected = "a list whose items are “- name: value”"
            raise self.fault(key, items, expected, "write the name without ?_ and its values after it")
        seen: set[str] = set()
        for name, one in ((str(name), one) for item in items for name, one in item.items()):
            if name in seen:
                raise self.fault(key, f"{name} twice", "each name once", f"remove one {name}")
            seen.add(name)
            yield name, one

    def refuse_changed_values(self, document: yaml.Node | None) -> None:
        """Raise where YAML reads a name or a value otherwise than it is written (012 is 10, no is false)."""
        for key, node in document.value if document else ():
            for scalar in _scalars(node) if key.value in {"defaults", "enumerate", "examples"} else ():
                understood = yaml.SafeLoader("").construct_object(scalar)
                if str(understood) != scalar.value:
                    found = f"{scalar.value or 'an empty value'}, which YAML reads as {understood!r}"
                    expected = "a value that YAML leaves as it is written"
                    raise self.fault(key.value, found, expected, f'write "{scalar.value}", in quotes')


def _document(text: str, path: Path) -> tuple[yaml.Node | None, dict[str, Any], dict[str, int]]:
    """Return the node and the value of the YAML document, and the line of each of its keys."""
    source, numbers = _cut(text)
    try:
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
        value = loader.construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: the date 2023-02-30
        raise _yaml_fault(error, source, numbers, path) from error
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        where = f"{path}, line {numbers[0]}"
        raise SavedQueryError.problem(where, repr(value), "“key: value”", "write “#+ summary: …”")
    lines: dict[str, int] = {}
    for key, _ in node.value if node else ():
        line = _line(key.start_mark.index, source, numbers)
        if key.value in lines:
            where = f"{path}, line {line}"
            raise SavedQueryError.problem(where, f"{key.value} a second time", "each key once", "remove one")
        lines[key.value] = line
    return node, value, lines


def _cut(text: str) -> tuple[str, list[int]]:
    """Return the YAML of the `#+` lines, cut as grlc cuts it, and the file's line of each of its lines."""
    rows = enumerate(text.split("\n"), 1)
    cut = [(number, row.lstrip("#+")) for number, row in rows if row.startswith("#+")]
    return "\n".join(row for _, row in cut), [number for number, _ in cut] or [1]


def _line(index: int, source: str, numbers: list[int]) -> int:
    # YAML breaks lines at U+0085 and U+2028, too, so its own line numbers may differ from the file's.
    return numbers[min(source.count("\n", 0, index), len(numbers) - 1)]


def _yaml_fault(error: Exception, source: str, numbers: list[int], path: Path) -> SavedQueryError:
    index, reason = getattr(error, "position", 0), str(error).partition("\n")[0]
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        index = mark.index if mark else 0
        reason = " ".join(filter(None, (error.context, error.problem)))
    line = _line(index, source, numbers)
    printed = source.split("\n")[numbers.index(line)].strip()
    return SavedQueryError.problem(
        f"{path}, line {line}",
        f"a header that is not YAML near “{printed}” ({reason})",
        "“#+” lines that are one YAML document",
        "put the text in quotes, or write ： in place of an ASCII colon with a blank behind it",
    )


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
