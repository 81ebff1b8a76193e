"""The parameters of a saved query: found among the tokens, their values written as RDF terms and bound.

A parameter is a variable `?_name` (required) or `?__name` (optional) with a suffix for its type. Source: grlc 1.3,
`gquery.get_parameters`; of the forms that grlc knows, only those it handles without surprises are allowed here.

Values are bound token by token, the same way for every engine, since engines share no mechanism: pyoxigraph's
`substitutions=` refuses a variable that is not projected, the SPARQL Protocol has none, and grlc replaces text
regardless of what it is part of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from heze_graph.errors import ParameterError, QueryError, SavedQueryError
from heze_graph.messages import Message, say
from heze_graph.queries.columns import Column, answer_columns, undescribed
from heze_graph.queries.header import QueryHeader, place, refuse_other_names
from heze_graph.queries.syntax import Token, tokens
from heze_graph.rdf.codec import checked_iri
from heze_graph.rdf.iris import one_spelling
from heze_graph.rdf.terms import XSD

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
# The lexical forms of XML Schema 1.1 part 2, for years of four digits, each with an example for messages.
_LEXICAL = {
    kind: (pattern, example)
    for kind, pattern, example in (
        ("string", r".*", say("queries.form-of.any-text")),
        ("boolean", r"true|false|0|1", say("queries.form-of.boolean")),
        ("integer", _INTEGER, say("queries.form-of.integer")),
        ("nonNegativeInteger", r"\+?[0-9]+", say("queries.form-of.from-0")),
        ("positiveInteger", r"\+?0*[1-9][0-9]*", say("queries.form-of.from-1")),
        ("decimal", _DECIMAL, say("queries.form-of.decimal")),
        ("double", rf"{_DOUBLE}|[+-]?INF|NaN", say("queries.form-of.number")),
        ("float", rf"{_DOUBLE}|[+-]?INF|NaN", say("queries.form-of.number")),
        ("date", _DAY + _ZONE, say("queries.form-of.date")),
        ("dateTime", f"{_DAY}T{_TIME}{_ZONE}", say("queries.form-of.moment")),
        ("time", _TIME + _ZONE, say("queries.form-of.time")),
        ("gYear", rf"[0-9]{{4}}{_ZONE}", say("queries.form-of.year")),
        ("gYearMonth", rf"[0-9]{{4}}-(?:0[1-9]|1[0-2]){_ZONE}", say("queries.form-of.month")),
    )
}
_UNDESCRIBED = undescribed("")
#: The name of an unnamed query in messages.
THE_QUERY = say("queries.the-query")
_SAFE_ESCAPES = {"\t": r"\t", "\n": r"\n", "\r": r"\r", '"': r"\""}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query.

    `variable` is as written, with its `?`. `type` is `iri`, `number`, `integer`, `literal`, `xsd:TYPE` or `lang:xx`.
    `default` is None where there is none; `allowed` is empty where every value of the type is allowed. `example` is a
    value that finds something, None where the header gives none. `column` holds its title and kind.
    """

    name: str
    variable: str
    required: bool
    type: str
    default: str | None = None
    allowed: tuple[str, ...] = ()
    example: str | None = None
    column: Column = _UNDESCRIBED

    @property
    def needed(self) -> bool:
        """Whether the query cannot be asked without a value for this parameter."""
        return self.required and self.default is None


def find_parameters(text: str, header: QueryHeader, path: Path) -> tuple[Parameter, ...]:
    """Return the parameters of a query in order of appearance; errors name `path`.

    Raises SavedQueryError when a name or suffix is not allowed, one name is written in two ways, or the header's
    defaults and enumerated values do not fit the parameters.
    """
    found: dict[str, Parameter] = {}
    for token in _tokens(text):
        if token.kind != "variable" or not token.text[1:].startswith("_"):
            continue
        where = place(path, text.count("\n", 0, token.start) + 1)
        parameter = _parameter(token.text, header, where)
        earlier = found.setdefault(parameter.name, parameter)
        if earlier.variable != parameter.variable:
            raise SavedQueryError.problem(
                "queries.two-spellings",
                where=where,
                parameter=parameter.name,
                variable=parameter.variable,
                earlier=earlier.variable,
            )
    _check_header(found, header, path)
    return tuple(found.values())


def term(parameter: Parameter, value: str, query: str | Message = THE_QUERY) -> str:
    r"""Return a value as an RDF term in SPARQL that cannot end early or merge with its neighbours.

    That is why numbers are written as typed literals. Raises ParameterError, which names the parameter and `query`,
    when the value does not have the parameter's type or is not among the allowed ones.

    >>> print(term(Parameter("q", "?_q_zh", True, "lang:zh"), 'say "桥"\n'))
    "say \"桥\"\n"@zh
    """
    try:
        return _term(parameter, value, say("queries.of-parameter", query=query, parameter=parameter.name))
    except ParameterError as error:
        raise error.of(parameter.name) from error.__cause__


def _term(parameter: Parameter, value: str, where: Message) -> str:
    if parameter.allowed and value not in parameter.allowed:
        raise _not_allowed(parameter.allowed, value, where)
    kind, _, detail = parameter.type.partition(":")
    if kind == "iri":
        return f"<{_checked_iri(value, where)}>"
    if kind == "lang":
        return f"{_quoted(value, where)}@{detail}"
    datatype = detail if kind == "xsd" else _datatype(kind, value)
    if datatype is None:
        return _quoted(value, where)
    pattern, example = _LEXICAL[datatype]
    if not re.fullmatch(pattern, value, re.DOTALL) or not _in_calendar(datatype, value):
        raise ParameterError.problem("queries.value", where=where, found=_shown(value), example=example)
    return f"{_quoted(value, where)}^^<{XSD}{datatype}>"


def _parameter(variable: str, header: QueryHeader, where: Message) -> Parameter:
    match = _PARAMETER.fullmatch(variable[1:])
    if match is None:
        raise SavedQueryError.problem("queries.no-parameter", where=where, variable=variable)
    if match["xsd"] and match["xsd"] not in _LEXICAL:
        import difflib

        close = difflib.get_close_matches(match["xsd"], _LEXICAL, 1) or ["date"]
        raise SavedQueryError.problem(
            "queries.datatype", where=where, variable=variable, known=tuple(_LEXICAL), close=close[0]
        )
    kind = match["plain"] or "literal"
    if match["xsd"] or match["language"]:
        kind = f"xsd:{match['xsd']}" if match["xsd"] else f"lang:{match['language']}"
    name = match["name"]
    (column,) = answer_columns((*header.columns, *header.parameters), (name,))
    return Parameter(
        name=name,
        variable=variable,
        required=match["mark"] == "_",
        type=kind,
        default=header.defaults.get(name),
        allowed=header.enumerate.get(name, ()),
        example=header.examples.get(name),
        column=column,
    )


def _check_header(found: dict[str, Parameter], header: QueryHeader, path: Path) -> None:
    known = tuple(found)
    refuse_other_names(header, "parameters", path, (column.name for column in header.parameters), known)
    of_keys: Mapping[str, Mapping[str, tuple[str, ...]]] = {
        "defaults": {name: (value,) for name, value in header.defaults.items()},
        "enumerate": header.enumerate,
        "examples": {name: (value,) for name, value in header.examples.items()},
    }
    for key, by_name in of_keys.items():
        refuse_other_names(header, key, path, by_name, known)
        for name, value in ((name, value) for name, values in by_name.items() for value in values):
            try:
                term(found[name], value, place(path, header.lines.get(key, 1)))
            except ParameterError as error:
                raise SavedQueryError(error.message) from error


def _datatype(kind: str, value: str) -> str | None:
    """Return the XML Schema type that SPARQL gives a bare number; None for other text."""
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


def _checked_iri(value: str, where: Message) -> str:
    try:
        return one_spelling(checked_iri(value))
    except ValueError as error:
        raise ParameterError.problem("queries.iri", where=where, found=_shown(value)) from error


def _quoted(value: str, where: Message) -> str:
    r"""Return a value as a SPARQL string.

    Escapes by number always have eight digits, and a `u` after a backslash is escaped itself: rdflib replaces `\u` and
    four or eight digits in the whole query before it parses it, so that `\\u0022` would close the string there.
    """
    if any(character == "\0" or unicodedata.category(character) == "Cs" for character in value):
        raise ParameterError.problem("queries.text", where=where, found=_shown(value))
    escaped = re.sub(r"\\([uU]?)", lambda m: r"\\" + (rf"\U{ord(m[1]):08X}" if m[1] else ""), value)
    return '"' + "".join(map(_escaped, escaped)) + '"'


def _escaped(character: str) -> str:
    if character in _SAFE_ESCAPES:
        return _SAFE_ESCAPES[character]
    return rf"\U{ord(character):08X}" if unicodedata.category(character) == "Cc" else character


def _not_allowed(allowed: tuple[str, ...], value: str, where: Message) -> ParameterError:
    """Return the error for a value outside the allowed ones."""
    import difflib

    few = say("queries.one-of", names=allowed[:12])
    expected = say("queries.one-of-many", few=few, count=len(allowed)) if len(allowed) > 12 else few
    close = difflib.get_close_matches(value, allowed, 1, cutoff=0.0) if len(value) <= 200 else []
    cure = say("queries.try", names=close[0]) if close else say("queries.take-one")
    return ParameterError.problem("fault", where=where, found=_shown(value), expected=expected, cure=cure)


def _shown(value: str) -> Message:
    if len(value) <= 80:
        return say("queries.the-value", value=repr(value))
    return say("queries.the-long-value", value=repr(value[:80]), count=len(value))


def bind(
    text: str, parameters: Iterable[Parameter], values: Mapping[str, str], query: str | Message = THE_QUERY
) -> str:
    """Return the query with its parameters replaced by RDF terms.

    `values` are by parameter name; a missing one takes its default, and an optional parameter without either stays an
    unbound variable. Strings, IRIs and comments are left alone.

    Raises ParameterError when a name is unknown, a required value is missing or a value is wrong, and QueryError when a
    string of the query is not closed; errors name `query`.

    >>> bind("SELECT ?s { ?s ?p ?_q }", [Parameter("q", "?_q", True, "literal")], {"q": "a } b"})
    'SELECT ?s { ?s ?p  "a } b"  }'
    """
    known = {parameter.name: parameter for parameter in parameters}
    _refuse_unknown(known, values, query)
    terms: dict[str, str] = {}
    for name, parameter in known.items():
        value = values.get(name, parameter.default)
        if value is not None:
            # Surrounded by blanks: `""?_q` must not become `"""…"`, nor `<?_q` become `<<…`.
            terms[parameter.variable[1:]] = f" {term(parameter, value, query)} "
        elif parameter.required:
            expected = _form(parameter)
            raise ParameterError.problem("queries.no-value", where=query, name=name, expected=expected).of(name)
    return "".join(_bound(text, terms, query))


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a saved query, remembered because it is bound many times."""
    return tuple(tokens(text))


def _bound(text: str, terms: Mapping[str, str], query: str | Message) -> Iterator[str]:
    for token in _tokens(text):
        if token.kind == "unclosed":
            line = text.count("\n", 0, token.start) + 1
            where = say("queries.line", where=query, line=line)
            raise QueryError.problem("queries.open-string", where=where)
        yield terms.get(token.text[1:], token.text) if token.kind == "variable" else token.text


def _form(parameter: Parameter) -> Message:
    if parameter.allowed:
        return say("queries.type-of", type=parameter.type, allowed=parameter.allowed[:12])
    if parameter.example:
        return say("queries.such-as", example=parameter.example)
    return say("queries.type", type=parameter.type)


def _refuse_unknown(known: Mapping[str, Parameter], values: Mapping[str, str], query: str | Message) -> None:
    for name in values:
        if name not in known:
            import difflib

            close = difflib.get_close_matches(name[:80], known, 1)
            expected = say("queries.one-of", names=tuple(known)) if known else say("queries.no-parameters")
            cure = say("queries.try", names=close[0]) if close else say("queries.correct-or-remove")
            where, shown = query, name[:80]
            raise ParameterError.problem(
                "queries.unknown-parameter", where=where, name=shown, expected=expected, cure=cure
            ).of(name)
