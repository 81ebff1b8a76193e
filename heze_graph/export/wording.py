"""An answer in words for a file: labels for codes, names in the language, shares as %, links to pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from urllib.parse import quote, urlencode

from heze_graph.entities.shortening import Tables, tables_of
from heze_graph.export.tabular import BOOLEANS, is_number
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.queries.columns import JOINT, NOTHING, Column, Words, codes_of, listed
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.rdf.terms import XSD
from heze_graph.store.engine import Engine

_CODES, _TABLES = "concepts", "documents"
#: The saved queries that a Wording needs, without and with the titles of documents.
ASKED = {True: (_CODES, _TABLES), False: (_CODES,)}
_BOOLEAN = {True: Words("是", "yes"), False: Words("否", "no")}

ValueRow = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Wording:
    """The language of a reader, labels for codes by scheme and notation, names of things by IRI.

    `site` is the address of the pages, without a trailing slash, "" for no links. `tables` has the short names of
    documents.
    """

    language: str = "zh"
    codes: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    names: Mapping[str, Words] = field(default_factory=dict)
    site: str = ""
    tables: Tables | None = None

    def value(self, row: ValueRow, column: Column) -> Value:
        """Return a value of a row, given by column, as it is shown; numbers and dates are unchanged."""
        value = row[column.name]
        if value is None:
            return None
        if value.datatype == XSD + "boolean" and value.text in BOOLEANS:
            return Term("literal", _BOOLEAN[BOOLEANS[value.text]].of(self.language))
        if words := column.values.get(value.text):
            return Term("literal", words.of(self.language))
        if column.kind == "code" and not column.code and (words := self.codes.get(column.scheme, {}).get(value.text)):
            return Term("literal", words.of(self.language))
        if self.tables and column.kind in ("thing", "text"):
            value = self._called(value, row, column, self.tables)
        return self._named(value, row, column) if column.kind in ("thing", "things") else value

    def _called(self, value: Term, row: ValueRow, column: Column, tables: Tables) -> Term:
        """Return the short name of a document, or a text with the short names of documents."""
        thing = row.get(column.iri)
        of_document = thing is not None and thing.text == iris.document(value.text)
        text = tables.reworded(value.text) if column.kind == "text" else value.text
        return replace(value, text=tables.of(text) if of_document else text)

    def _named(self, value: Term, row: ValueRow, column: Column) -> Term:
        held = row.get(column.iri)
        if self.language != "en" or held is None:
            return value
        names = listed(value.text, held.text) if column.kind == "things" else [(value.text, held.text)]
        return Term("literal", JOINT.join(self._english(iri, name) for name, iri in names))

    def _english(self, iri: str, printed: str) -> str:
        """Return the English name of a thing, or the printed one where it has none."""
        words = self.names.get(iri)
        return words.en if words and words.en != words.zh else printed

    def address(self, row: ValueRow, column: Column) -> str:
        """Return the target of a cell's link: the page of the thing it names, or the printed line; "" where unknown."""
        thing = row.get(column.iri) or (row[column.name] if column.kind == "iri" else None)
        if not self.site or column.kind == "things" or thing is None or not thing.text.startswith(iris.ID):
            return ""
        line = row[column.name] if column.kind == "line" else None
        parameters = {"line": line.text if line else "", "lang": "en" if self.language == "en" else ""}
        form = urlencode({name: one for name, one in parameters.items() if one})
        page = f"{self.site}/{quote(thing.text.removeprefix(iris.BASE), safe='/%')}" + (f"?{form}" if form else "")
        return f"{page}#line-{line.text}" if line else page


def wording_of(
    engine: Engine, library: Library, language: str = "zh", site: str = "", *, titles: bool = True
) -> Wording:
    """Return the Wording of a graph, with labels for codes and short names of documents, but without names of things.

    Without `titles`, documents keep their names, and the query for them is not asked.
    """
    codes = codes_of(library.ask(engine, _CODES).texts())
    tables = tables_of(library.ask(engine, _TABLES).texts(), language) if titles else None
    return Wording(language, codes, {}, site, tables)


def with_names(wording: Wording, engine: Engine, answer: Answer, columns: Iterable[Column]) -> Wording:
    """Return a Wording with the names of the things in an answer, which prints the Chinese ones itself."""
    if wording.language != "en":
        return wording
    at = [
        answer.columns.index(one.iri)
        for one in columns
        if one.kind in ("thing", "things") and one.iri in answer.columns
    ]
    held = (value.text for row in answer.rows for index in at if (value := row[index]))
    things = {iri for text in held for iri in text.split() if iri != NOTHING}
    from heze_graph.entities.overview import labels

    return replace(wording, names={**wording.names, **labels(engine, things)})


def for_spreadsheet(answer: Answer, columns: tuple[Column, ...], wording: Wording) -> Answer:
    """Return an answer with every column, and with headers, codes and shares in words, for CSV read by people.

    Documents keep their names, by which files can be joined.
    """
    wording = replace(wording, tables=None)
    known = {column.name: column for column in columns}
    companions = {name for column in columns for name in column.companions if name != column.name}
    plain = {name for name in answer.columns if name not in known or name in companions}
    shown = tuple(
        tuple(row[name] if name in plain else _percent(wording.value(row, known[name]), known[name]) for name in row)
        for row in answer.by_column()
    )
    titles = (known[name].title(wording.language) if name in known else name for name in answer.columns)
    return Answer(tuple(titles), shown)


def _percent(value: Value, column: Column) -> Value:
    """Return a share as a percentage that every spreadsheet understands, with all its digits."""
    if column.kind != "share" or value is None or not is_number(value):
        return value
    text = format(Decimal(value.text) * 100, "f")
    return Term("literal", (text.rstrip("0").rstrip(".") if "." in text else text) + "%")
