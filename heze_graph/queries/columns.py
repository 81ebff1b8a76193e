"""The columns of an answer, as the header of its saved query describes them.

`- leader: {zh: 市政府领导, en: Leader, kind: thing}` names a column in both languages and says what it holds. Its
companions (its IRI, its English text, its code) need no line of their own. Parameters are described in the same way; a
parameter with the name of a column is described by that column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, cast, get_args

from heze_graph.messages import Message, fault, say
from heze_graph.model.answers import Answer, TextRow
from heze_graph.rdf import iris

Kind = Literal[
    "thing", "things", "iri", "iris", "code", "number", "share", "boolean", "date", "printed", "line", "text"
]
#: YAML tags that keep each scalar as it is written.
Yaml: TypeAlias = "str | list[Yaml] | dict[str, Yaml]"
KINDS: tuple[str, ...] = get_args(Kind)
_COMPANIONS = ("iri", "english", "code")
_COLUMN_KEYS = ("zh", "en", "kind", "values", "unit", "same", *_COMPANIONS)
#: The endings of columns that hold the IRIs of another column's names.
IRI = "Iri"
#: What separates the names in a list. IRIs are separated by blanks, with this sign for a name without a thing.
JOINT, NOTHING = "、", "-"


@dataclass(frozen=True, slots=True)
class Words:
    """A word in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return the word in a language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer, or one parameter.

    `kind` is `thing` (the name of one thing), `things` (several names, joined by `、`), `iri` or `iris` (the things
    themselves, joined by blanks), `code` (of the concept scheme `scheme`, or with words of its own in `values`),
    `number`, `share` (1 is the whole), `boolean`, `date`, `printed` (words as a document prints them), `line` (where a
    document prints it) or `text`. The names of its companions: `iri` holds the IRI of what the cell names or, for a
    line, of its document; `english` the same text in English; `code` the notation of what is printed; `unit` the unit
    of a number; `same` the same fact in another form. Each is "" where there is none.
    """

    name: str
    label: Words
    kind: Kind = "text"
    scheme: str = ""
    values: Mapping[str, Words] = field(default_factory=dict)
    iri: str = ""
    english: str = ""
    code: str = ""
    unit: str = ""
    same: str = ""

    def title(self, language: str) -> str:
        """Return the title of the column in a language."""
        return self.label.of(language)

    def in_language(self, language: str, columns: Iterable[Column]) -> Column:
        """Return the one of an answer's columns that has the same content in a language: this one, or its English."""
        english = self.english if language == "en" else ""
        return replace(self, name=english, english="") if english in {one.name for one in columns} else self

    @property
    def companions(self) -> tuple[str, ...]:
        """The columns that need no description of their own because they accompany this one."""
        return tuple(filter(None, (self.iri, self.english, self.code)))


class ColumnError(ValueError):
    """A malformed description; `fault` says why, but not where."""

    def __init__(self, fault: Message) -> None:
        super().__init__(fault)
        self.fault = fault


def undescribed(name: str) -> Column:
    """Return the Column for a name that no header describes: text, titled by its name."""
    return Column(name, Words(name, name))


def read_columns(items: Yaml) -> tuple[Column, ...]:
    """Return the columns that a list of “- name: {…}” describes, in its order.

    Raises ColumnError for a malformed list, an unknown key or kind, a duplicate name or a missing title.
    """
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ColumnError(fault("queries.no-list-of-columns", found=str(items)))
    found: dict[str, Column] = {}
    for name, written in ((name, written) for item in items for name, written in cast("dict[str, Yaml]", item).items()):
        if name in found:
            raise ColumnError(fault("queries.twice", name=name))
        found[name] = _column(name, written)
    return tuple(found.values())


def answer_columns(described: Iterable[Column], names: Iterable[str]) -> tuple[Column, ...]:
    """Return the Column for each name of an answer: as described, as a companion, or undescribed."""
    described = tuple(described)
    known = {column.name: column for column in described}
    implied = {column.name: column for one in described for column in _implied(one)}
    return tuple(known.get(name) or implied.get(name) or undescribed(name) for name in names)


def shown(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return the columns to show to people: without companions, and without columns that repeat another one."""
    columns = tuple(columns)
    hidden = {name for column in columns for name in column.companions if name != column.name}
    return tuple(column for column in columns if column.name not in hidden and not column.same)


def for_people(answer: Answer, columns: Iterable[Column]) -> Answer:
    """Return an answer without the columns that people do not need: the IRIs and codes beside another column."""
    hidden = {name for column in columns for name in column.companions}
    at = [index for index, name in enumerate(answer.columns) if name not in hidden]
    return Answer(tuple(answer.columns[i] for i in at), tuple(tuple(row[i] for i in at) for row in answer.rows))


def listed(names: str, things: str) -> list[tuple[str, str]]:
    """Return the names in a cell of kind `things`, each with the IRI of its thing, or "".

    Where the lists differ in length, some name contains the separator; the cell is then returned as one name without an
    IRI.

    >>> listed("甲局、乙局", "https://example.org/a -"), listed("甲、乙两局", "https://example.org/a")
    ([('甲局', 'https://example.org/a'), ('乙局', '')], [('甲、乙两局', '')])
    """
    pieces, found = names.split(JOINT) if names else [], things.split()
    if len(pieces) != len(found):
        return [(names, "")] if names else []
    return [(name, "" if iri == NOTHING else iri) for name, iri in zip(pieces, found, strict=True)]


def codes_of(concepts: Iterable[TextRow]) -> Mapping[str, Mapping[str, Words]]:
    """Return the labels of codes by scheme and notation, given the rows of the saved query `concepts`."""
    found: dict[str, dict[str, Words]] = defaultdict(dict)
    for row in concepts:
        found[iris.last_part(row["scheme"])][row["notation"]] = Words(row["label"], row["labelEn"] or row["label"])
    return dict(found)


def _implied(column: Column) -> Iterator[Column]:
    zh, en = column.label.zh, column.label.en
    if column.iri and column.kind != "line":
        kind: Kind = "iris" if column.kind == "things" else "iri"
        yield Column(column.iri, Words(f"{zh} IRI", f"{en} IRI"), kind)
    if column.english:
        named = column.kind in ("thing", "things")
        yield Column(column.english, Words(f"{zh}（英文）", f"{en} (English)"), "text" if named else column.kind)
    if column.code:
        yield Column(column.code, Words(f"{zh}（代码）", f"{en} (code)"), "code", column.scheme)


def _column(name: str, written: Yaml) -> Column:
    if not isinstance(written, dict):
        raise ColumnError(fault("queries.no-column", name=name, said=str(written)))
    for key in written:
        if key not in _COLUMN_KEYS:
            close = _close_to(key, _COLUMN_KEYS) or ["zh", "en", "kind"]
            raise ColumnError(fault("queries.column-key", name=name, key=key, known=_COLUMN_KEYS, close=close))
    texts = {key: _text(name, key, one) for key, one in written.items() if key != "values"}
    kind, _, scheme = texts.pop("kind", "text").partition(" ")
    if kind not in KINDS:
        close = _close_to(kind, KINDS) or ["text"]
        raise ColumnError(fault("queries.column-kind", name=name, kind=kind, known=KINDS, close=close))
    values = {
        value: _words(say("queries.value-of", name=name, value=value), one)
        for value, one in _mapping(name, written.get("values", {}))
    }
    if kind == "code" and not scheme and not values:
        raise ColumnError(fault("queries.no-scheme", name=name))
    if kind == "thing":
        texts.setdefault("iri", name + IRI)
    label = _words(name, {key: texts.pop(key, "") for key in ("zh", "en")})
    return Column(name, label, cast("Kind", kind), scheme, values, **texts)


def _close_to(word: str, known: tuple[str, ...]) -> list[str]:
    """Return the most similar known word, None where none is similar."""
    import difflib

    return difflib.get_close_matches(word, known, 1)


def _words(name: str | Message, written: Yaml) -> Words:
    found = {key: _text(name, key, one) for key, one in _mapping(name, written)}
    if not found.get("zh") or not found.get("en") or len(found) > 2:
        raise ColumnError(fault("queries.one-language", name=name))
    return Words(found["zh"], found["en"])


def _mapping(name: str | Message, written: Yaml) -> Iterable[tuple[str, Yaml]]:
    if not isinstance(written, dict):
        raise ColumnError(fault("queries.no-languages", name=name, said=str(written)))
    return written.items()


def _text(name: str | Message, key: str, written: Yaml) -> str:
    if not isinstance(written, str):
        raise ColumnError(fault("queries.no-text-of", key=key, name=name, said=str(written)))
    return written.strip()
