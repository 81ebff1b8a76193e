"""The parameters of a saved query: found by the tokens of SPARQL, their values written as RDF terms.

A parameter is a variable `?_name` (required) or `?__name` (optional) with a suffix for its type. Source:
grlc 1.3, `gquery.get_parameters`; of the forms that grlc knows, only those that it treats without surprise
are allowed here.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from heze_graph.errors import ParameterError, SavedQueryError
from heze_graph.saved.header import Header
from heze_graph.saved.tokens import tokens

XSD = "http://www.w3.org/2001/XMLSchema#"

_PARAMETER = re.compile(
    r"(?P<mark>__?)(?P<name>[A-Za-z0-9]+)(?:_(?:(?P<plain>iri|number|integer|literal)|xsd_(?P<xsd>[A-Za-z]+)"
    r"|(?P<language>[a-z]{2})))?"
)

_INTEGER = r"[+-]?[0-9]+"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_DOUBLE = rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
# The lexical forms of XML Schema 1.1 part 2, years of four digits; the example shows what is expected.
_LEXICAL: dict[str, tuple[re.Pattern[str], str]] = {
    kind: (re.compile(pattern, re.DOTALL), example)
    for kind, pattern, example in (
        ("string", r".*", "any text"),
        ("boolean", r"true|false|0|1", "true or false"),
        ("integer", _INTEGER, "an integer such as 12"),
        ("nonNegativeInteger", r"\+?[0-9]+", "an integer from 0, such as 12"),
        ("positiveInteger", r"\+?0*[1-9][0-9]*", "an integer from 1, such as 12"),
        ("decimal", _DECIMAL, "a decimal number such as 1.5"),
        ("double", rf"{_DOUBLE}|[+-]?INF|NaN", "a number such as 1.5 or 1.5e3"),
        ("float", rf"{_DOUBLE}|[+-]?INF|NaN", "a number such as 1.5 or 1.5e3"),
        ("date", _DAY + _ZONE, "a date such as 2023-12-31"),
        ("dateTime", f"{_DAY}T{_TIME}{_ZONE}", "a moment such as 2023-12-31T08:00:00"),
        ("time", _TIME + _ZONE, "a time such as 08:00:00"),
        ("gYear", rf"[0-9]{{4}}{_ZONE}", "a year such as 2023"),
        ("gYearMonth", rf"[0-9]{{4}}-(?:0[1-9]|1[0-2]){_ZONE}", "a month such as 2023-12"),
    )
}
_SAFE_ESCAPES = {"\t": r"\t", "\n": r"\n", "\r": r"\r", '"': r"\""}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query.

    `variable` is as written, with its `?`. `type` is `iri`, `number`, `integer`, `literal`, `xsd:TYPE` or
    `lang:xx`. `default` is None where there is none; `allowed` is empty where every value of the type is. `example`
    is a value that finds something, None where the header gives none.
    """

    name: str
    variable: str
    required: bool
    type: str
    default: str | None = None
    allowed: tuple[str, ...] = ()
    example: str | None = None


def find_parameters(text: str, header: Header, path: Path) -> tuple[Parameter, ...]:
    """Return the parameters of a query in the order in which they appear; `path` is named in the errors.

    Raises SavedQueryError when a name or suffix is not allowed, one name is written in two ways, or the
    header's defaults and enumerated values do not fit the parameters.
    """
    found: dict[str, Parameter] = {}
    for token in tokens(text):
        if token.kind != "variable" or not token.text[1:].startswith("_"):
            continue
        where = f"{path}, line {text.count(chr(10), 0, token.start) + 1}"
        parameter = _parameter(token.text, header, where)
        earlier = found.setdefault(parameter.name, parameter)
        if earlier.variable != parameter.variable:
            raise SavedQueryError.problem(
                where,
                f"the parameter {parameter.name} as {parameter.variable} and as {earlier.variable}",
                "one spelling of each parameter (grlc fills in the last one only)",
                f"write {earlier.variable} everywhere",
            )
    _check_header(found, header, path)
    return tuple(found.values())


def term(parameter: Parameter, value: str, query: str = "the query") -> str:
    r"""Return a value as an RDF term in SPARQL that cannot end early and does not merge with its neighbours.

    Numbers are written as typed literals for that reason. Raises ParameterError when the value is not of the
    parameter's type or not among the allowed ones; the error names the parameter and `query`.

    >>> print(term(Parameter("q", "?_q_zh", True, "lang:zh"), 'say "桥"\n'))
    "say \"桥\"\n"@zh
    """
    try:
        return _term(parameter, value, f"{query}, parameter {parameter.name}")
    except ParameterError as error:
        raise error.of(parameter.name) from error.__cause__


def _term(parameter: Parameter, value: str, where: str) -> str:
    if parameter.allowed and value not in parameter.allowed:
        raise ParameterError.problem(where, _shown(value), *_allowed(parameter.allowed, value))
    kind, _, detail = parameter.type.partition(":")
    if kind == "iri":
        return f"<{_checked_iri(value, where)}>"
    if kind == "lang":
        return f"{_quoted(value, where)}@{detail}"
    datatype = detail if kind == "xsd" else _datatype(kind, value)
    if datatype is None:
        return _quoted(value, where)
    pattern, example = _LEXICAL[datatype]
    if not pattern.fullmatch(value) or not _in_calendar(datatype, value):
        raise ParameterError.problem(where, _shown(value), example, "write the value in that form")
    return f"{_quoted(value, where)}^^<{XSD}{datatype}>"


def _parameter(variable: str, header: Header, where: str) -> Parameter:
    match = _PARAMETER.fullmatch(variable[1:])
    if match is None:
        raise SavedQueryError.problem(
            where,
            f"the parameter {variable}",
            "?_name or ?__name, the name of ASCII letters and digits, then no suffix or one of "
            "_iri, _number, _integer, _literal, _xsd_TYPE, _zh (a language of two letters)",
            "rename the variable; one that is no parameter must not begin with _",
        )
    if match["xsd"] and match["xsd"] not in _LEXICAL:
        close = difflib.get_close_matches(match["xsd"], _LEXICAL, 1) or ["date"]
        expected = f"_xsd_ with one of {', '.join(_LEXICAL)}"
        raise SavedQueryError.problem(where, f"the parameter {variable}", expected, f"try _xsd_{close[0]}")
    kind = match["plain"] or "literal"
    if match["xsd"] or match["language"]:
        kind = f"xsd:{match['xsd']}" if match["xsd"] else f"lang:{match['language']}"
    name = match["name"]
    default, allowed = header.defaults.get(name), header.enumerate.get(name, ())
    return Parameter(name, variable, match["mark"] == "_", kind, default, allowed, header.examples.get(name))


def _check_header(found: dict[str, Parameter], header: Header, path: Path) -> None:
    said: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
        ("defaults", {name: (value,) for name, value in header.defaults.items()}),
        ("enumerate", header.enumerate),
        ("examples", {name: (value,) for name, value in header.examples.items()}),
    )
    for key, name, values in ((key, name, values) for key, by_name in said for name, values in by_name.items()):
        where = f"{path}, line {header.lines.get(key, 1)}"
        if name not in found:
            known = ", ".join(found) or "(the query has none)"
            cure = "correct the name or remove it (write it without ?_ and suffix)"
            raise SavedQueryError.problem(where, f"{key} of {name}", f"a parameter: {known}", cure)
        try:
            for value in values:
                term(found[name], value, where)
        except ParameterError as error:
            raise SavedQueryError(str(error)) from error


def _datatype(kind: str, value: str) -> str | None:
    """Return the XML Schema type of a number, as SPARQL reads a bare one; None for a text."""
    if kind == "number":
        exponent, point = "e" in value.lower(), "." in value
        return "double" if exponent else "decimal" if point else "integer"
    return "integer" if kind == "integer" else None


def _in_calendar(datatype: str, value: str) -> bool:
    if datatype in {"date", "dateTime"}:
        try:
            date.fromisoformat(value[:10])
        except ValueError:
            return False
    return True


def _checked_iri(value: str, where: str) -> str:
    from pyoxigraph import NamedNode

    try:
        return NamedNode(value).value
    except ValueError as error:
        raise ParameterError.problem(
            where,
            _shown(value),
            'an absolute IRI such as https://example.org/a, without blanks and <>"{}|^`\\',
            "copy the IRI as it stands in the graph, its blanks as %20",
        ) from error


def _quoted(value: str, where: str) -> str:
    r"""Return a value as a string of SPARQL.

    Every escape by number has eight digits, and a `u` behind a backslash is one: rdflib replaces `\u` and
    four or eight digits in the whole query before it parses it: `\\u0022` would close the string there.
    """
    if any(character == "\0" or unicodedata.category(character) == "Cs" for character in value):
        raise ParameterError.problem(where, _shown(value), "text without NUL and lone surrogates", "remove them")
    escaped = re.sub(r"\\([uU]?)", lambda m: r"\\" + (rf"\U{ord(m[1]):08X}" if m[1] else ""), value)
    return '"' + "".join(map(_escaped, escaped)) + '"'


def _escaped(character: str) -> str:
    if character in _SAFE_ESCAPES:
        return _SAFE_ESCAPES[character]
    return rf"\U{ord(character):08X}" if unicodedata.category(character) == "Cc" else character


def _allowed(allowed: tuple[str, ...], value: str) -> tuple[str, str]:
    """Return what is expected and the cure for a value that is not among the allowed ones."""
    shown = ", ".join(allowed[:12]) + (f", … ({len(allowed)} in all)" if len(allowed) > 12 else "")
    close = difflib.get_close_matches(value, allowed, 1, cutoff=0.0) if len(value) <= 200 else []
    return f"one of {shown}", f"try {close[0]}" if close else "take one of these"


def _shown(value: str) -> str:
    return f"the value {value!r}" if len(value) <= 80 else f"the value {value[:80]!r}… ({len(value)} characters)"
