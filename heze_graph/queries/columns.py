"""What the columns of an answer are, as the header of its saved query describes them.

`- leader: {zh: 市政府领导, en: Leader, kind: thing}` names a column in both languages and says what stands in it. The
columns that go with it (its IRI, its English text, its code) need no line of their own. Parameters are described in the
same way; one that is called like a column is what the column is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast, get_args

from heze_graph.messages import Message, fault, say
from heze_graph.model.answers import Answer

Kind = Literal[
    "thing", "things", "iri", "iris", "code", "number", "share", "boolean", "date", "printed", "line", "text"
]
Language = Literal["zh", "en"]
#: What a YAML node is when each scalar is left as it is written.
Yaml: TypeAlias = "str | list[Yaml] | dict[str, Yaml]"
KINDS: tuple[str, ...] = get_args(Kind)
_COMPANIONS = ("iri", "english", "code")
_COLUMN_KEYS = ("zh", "en", "kind", "values", "unit", "same", *_COMPANIONS)
#: What the name of a column ends in that has the IRIs of what another one names.
IRI = "Iri"
#: What stands between names in a list; IRIs have blanks between them, and this where a name has no thing.
JOINT, NOTHING = "、", "-"


@dataclass(frozen=True, slots=True)
class Words:
    """A word in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return the word of a language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer, or one parameter.

    `kind` is `thing` (the name of one thing), `things` (several names, joined by `、`), `iri` or `iris` (the things
    themselves, joined by blanks), `code` (of the concept scheme `scheme`, or with words of its own in `values`),
    `number`, `share` (1 is the whole), `boolean`, `date`, `printed` (words as a document prints them), `line` (where a
    document prints it) or `text`. Other columns go with it: `iri` holds the IRI of what the cell names or, for a line,
    of its document, `english` says the same in English, `code` holds the notation of what is printed, `unit` the unit
    of a number; `same` is one that says the same in another way. Each is "" where there is none.
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
        """Return what the column is called in a language."""
        return self.label.of(language)

    @property
    def companions(self) -> tuple[str, ...]:
        """The columns that need no line of their own, since they go with this one."""
        return tuple(filter(None, (self.iri, self.english, self.code)))


class ColumnError(ValueError):
    """A description that cannot be read; `fault` says why, but not where."""

    def __init__(self, fault: Message) -> None:
        super().__init__(fault)
        self.fault = fault


def undescribed(name: str) -> Column:
    """Return the Column of a name that no header describes: a text that is called by its name."""
    return Column(name, Words(name, name))


def read_columns(items: Yaml) -> tuple[Column, ...]:
    """Return the columns that a list of “- name: {…}” describes, in its order.

    Raises ColumnError for another form, an unknown key or kind, a name that comes twice or has no words.
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
    """Return the Column of each name of an answer: as described, as going with another, or undescribed."""
    described = tuple(described)
    known = {column.name: column for column in described}
    implied = {column.name: column for one in described for column in _implied(one)}
    return tuple(known.get(name) or implied.get(name) or undescribed(name) for name in names)


def shown(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return the columns that people see: not those that go with another one, nor those that say the same again."""
    columns = tuple(columns)
    hidden = {name for column in columns for name in column.companions if name != column.name}
    return tuple(column for column in columns if column.name not in hidden and not column.same)


def labelled(answer: Answer, columns: Iterable[Column], language: str) -> Answer:
    """Return an answer whose columns are called as people of a language call them.

    >>> said = read_columns([{"no": {"zh": "序号", "en": "No."}}])
    >>> labelled(Answer(("no", "x"), ()), said, "en").columns
    ('No.', 'x')
    """
    titles = {column.name: column.title(language) for column in columns}
    return Answer(tuple(titles.get(name, name) for name in answer.columns), answer.rows)


def for_people(answer: Answer, columns: Iterable[Column]) -> Answer:
    """Return an answer without the columns that people do not need: the IRIs and codes that go with another one."""
    hidden = {name for column in columns for name in column.companions}
    at = [index for index, name in enumerate(answer.columns) if name not in hidden]
    return Answer(tuple(answer.columns[i] for i in at), tuple(tuple(row[i] for i in at) for row in answer.rows))


def listed(names: str, things: str) -> list[tuple[str, str]]:
    """Return the names that a cell of `things` lists, each with the IRI of what it names, "" for none.

    Where the lists are not of one length, a name has the separator in it: then the cell is one name that leads nowhere.

    >>> listed("甲局、乙局", "https://example.org/a -"), listed("甲、乙两局", "https://example.org/a")
    ([('甲局', 'https://example.org/a'), ('乙局', '')], [('甲、乙两局', '')])
    """
    pieces, found = names.split(JOINT) if names else [], things.split()
    if len(pieces) != len(found):
        return [(names, "")] if names else []
    return [(name, "" if iri == NOTHING else iri) for name, iri in zip(pieces, found, strict=True)]


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
    """Return the known word that is most like another one, none where none is like it."""
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
