"""The only maker of IRIs: readable, and never changed once given.

An IRI is made only from what identifies the thing, never from what can change when other documents are added. Names are
kept as they are; characters that an IRI may not contain, or that are invisible, are percent-encoded (RFC 3987).
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache
from urllib.parse import unquote

BASE = "https://w3id.org/heze-graph/"
ONTOLOGY = BASE + "ontology"
TERM = ONTOLOGY + "#"
ID = BASE + "id/"
GRAPH = BASE + "graph/"

_ASCII = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=2**15)
def segment(text: str) -> str:
    """Return a text as a path segment of an IRI; `text_of` reverses it.

    >>> segment("市某局"), segment("a b/c"), segment("..")
    ('市某局', 'a%20b%2Fc', '%2E%2E')
    """
    # Letters and digits of any script are allowed in an IRI, and most segments consist of them.
    if text.replace("-", "").isalnum():
        return text
    if text in (".", ".."):
        return text.replace(".", "%2E")
    return "".join(character if _may_stand(character) else _encoded(character) for character in text)


def _may_stand(character: str) -> bool:
    if character.isascii():
        return character in _ASCII
    # Letters, marks, numbers, punctuation and symbols are kept; separators, controls, private-use characters and those
    # outside `ucschar` of RFC 3987 are not.
    left_out = 0xFFF0 <= ord(character) <= 0xFFFF or 0xE0000 <= ord(character) <= 0xE0FFF
    return unicodedata.category(character)[0] not in "ZC" and not left_out


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def text_of(part: str) -> str:
    """Return the text that a segment stands for."""
    return unquote(part, encoding="utf-8", errors="surrogatepass")


def one_spelling(iri: str) -> str:
    """Return one of our IRIs in this module's spelling; browsers copy it with more percent signs.

    Written with http:// it is the same IRI: that address leads there, too.

    >>> one_spelling(ID + "unit/%E6%9F%90%E5%B1%80/a%2Fb") == ID + "unit/某局/a%2Fb"
    True
    >>> one_spelling("http://w3id.org/heze-graph/id/place/371721")
    'https://w3id.org/heze-graph/id/place/371721'
    """
    if iri.startswith("http://"):
        secure = "https" + iri.removeprefix("http")
        iri = secure if secure.startswith((ID, GRAPH)) else iri
    base = next((one for one in (ID, GRAPH) if iri.startswith(one)), None)
    return iri if base is None else base + "/".join(segment(text_of(part)) for part in iri[len(base) :].split("/"))


def _thing(*parts: str) -> str:
    return ID + "/".join(map(segment, parts))


def graph(*parts: str) -> str:
    """Return the IRI of a named graph."""
    return GRAPH + "/".join(map(segment, parts))


def document(name: str) -> str:
    """Return the IRI of a Document."""
    return _thing("document", name)


def row(document_name: str, line: int) -> str:
    """Return the IRI of a printed Row."""
    return _thing("row", document_name, str(line))


def cell(document_name: str, line: int, column: int) -> str:
    """Return the IRI of a printed Cell."""
    return _thing("row", document_name, str(line), str(column))


def head(document_name: str, number: int) -> str:
    """Return the IRI of the `number`-th Head of a Document, from 1."""
    return _thing("head", document_name, str(number))


def column(document_name: str, number: int, column_number: int) -> str:
    """Return the IRI of a Column of a Head; it ends like those of the column's cells."""
    return _thing("head", document_name, str(number), str(column_number))


def entry(key: tuple[str, str]) -> str:
    """Return the IRI of an Entry, given (document, key)."""
    return _thing("entry", *key)


def assignment(key: tuple[str, str], ordinal: int) -> str:
    """Return the IRI of an Assignment of an Entry."""
    return _thing("entry", *key, str(ordinal))


def target(name: tuple[str, str]) -> str:
    """Return the IRI of a Target, given the (document, key) that it is named after."""
    return _thing("target", *name)


def unit(scope: str, name: str) -> str:
    """Return the IRI of a Unit; `scope` is its city, or its document where the city is unknown."""
    return _thing("unit", scope, name)


def leader(scope: str, name: str) -> str:
    """Return the IRI of a Leader; `scope` as for a Unit."""
    return _thing("leader", scope, name)


def place(code_or_name: str) -> str:
    """Return the IRI of a Place, by its GB/T 2260 code, or by its name where it has none."""
    return _thing("place", code_or_name)


def finding(document_name: str, line: int, kind: str, ordinal: int) -> str:
    """Return the IRI of a Finding, the `ordinal`-th of its kind (from 1) in its row."""
    parts = ("finding", document_name, str(line), kind)
    return _thing(*parts) if ordinal == 1 else _thing(*parts, str(ordinal))


def goal(key: tuple[str, str], ordinal: int) -> str:
    """Return the IRI of the `ordinal`-th Goal of an Entry."""
    return _thing("goal", *key, str(ordinal))


def reading(key: tuple[str, str], ordinal: int) -> str:
    """Return the IRI of the Reading of the `ordinal`-th Goal of an Entry."""
    return _thing("reading", *key, str(ordinal))


def indicator(key: str) -> str:
    """Return the IRI of an Indicator, by its key in `indicators.csv`."""
    return _thing("indicator", key)


def measure_unit(printed: str) -> str:
    """Return the IRI of a unit of measure, by its printed form."""
    return _thing("measure-unit", printed)


def mention(key: tuple[str, str], name: str) -> str:
    """Return the IRI of a Mention in an Entry."""
    return _thing("mention", *key, name)


def named(kind: str, scope: str, name: str) -> str:
    """Return the IRI of a `project` or a `theme` named in texts; `scope` as for a Unit."""
    return _thing(kind, scope, name)


def link(earlier: tuple[str, str], later: tuple[str, str]) -> str:
    """Return the IRI of the Link between two Entries."""
    return _thing("link", *earlier, *later)


def change(earlier: tuple[str, str], later: tuple[str, str], kind: str) -> str:
    """Return the IRI of a Change between two Entries."""
    return _thing("change", *earlier, *later, kind)


def unit_pair(scope: str, year: str, first: str, second: str) -> str:
    """Return the IRI of the pair of two Units of one year; the order of the two does not matter."""
    return _thing("unit-pair", scope, year, *sorted((first, second)))


def concept(scheme: str, name: str) -> str:
    """Return the IRI of a concept of a scheme, such as `claim` or `unit-kind`."""
    return _thing(scheme, name)


def day(value: date) -> str:
    """Return the IRI of a day."""
    return _thing("day", value.isoformat())


def period(year: int, name: str) -> str:
    """Return the IRI of a Period."""
    return _thing("period", str(year), name)


def open_end(year: int | None) -> str:
    """Return the IRI of the interval that begins with a year and has no end."""
    return _thing("open-from", str(year or "unknown"))


def last_part(thing: str) -> str:
    """Return the end of an IRI as text, or the text itself where it is not an IRI.

    >>> last_part("https://example.org/id/unit/heze/a%20b"), last_part("https://example.org/o#Unit"), last_part("三")
    ('a b', 'Unit', '三')
    """
    if "://" not in thing:
        return thing
    return text_of(thing.rstrip("/#").replace("#", "/").rpartition("/")[2])
