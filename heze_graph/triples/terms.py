"""RDF terms and quads as text, in the syntax of N-Quads (W3C Recommendation, 2014).

A quad is four such texts. Text is the quickest thing to make, to sort and to load in bulk.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from heze_graph import iris

Term = str
Triple = tuple[Term, Term, Term]
Quad = tuple[Term, Term, Term, Term]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]')


def iri(value: str) -> Term:
    """Return an IRI as a term; the caller made it with `heze_graph.iris`."""
    return f"<{value}>"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        # A lone surrogate is no character; RDF cannot hold it.
        return "\ufffd"
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def text(value: str, language: str | None = None) -> Term:
    r"""Return a string as a literal, with a language tag where one is given.

    >>> print(text('a "b"\n', "en"))
    "a \"b\"\n"@en
    """
    literal = f'"{_SPECIAL.sub(_escaped, value)}"'
    return f"{literal}@{language}" if language else literal


def _typed(value: str, datatype: str) -> Term:
    return f'"{value}"^^<{_XSD}{datatype}>'


def integer(value: int) -> Term:
    """Return an xsd:integer."""
    return _typed(str(value), "integer")


def decimal(value: Decimal | float) -> Term:
    """Return an xsd:decimal, without an exponent and with one digit behind the point at least.

    >>> decimal(0.8026), decimal(Decimal(1))
    ('"0.8026"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"1.0"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    """
    digits = f"{Decimal(str(value)):f}"
    return _typed(digits if "." in digits else digits + ".0", "decimal")


def boolean(value: bool) -> Term:
    """Return an xsd:boolean."""
    return _typed("true" if value else "false", "boolean")


def day(value: date) -> Term:
    """Return an xsd:date."""
    return _typed(value.isoformat(), "date")


def year(value: int) -> Term:
    """Return an xsd:gYear."""
    return _typed(f"{value:04d}", "gYear")


def concept(scheme: str, name: str) -> Term:
    """Return the term of a concept of one of our schemes."""
    return iri(iris.concept(scheme, name))
