"""What would break a saved query under grlc 1.3, or surprise a reader, although it runs here.

What keeps a query from loading at all is a SavedQueryError of `library`; these are the traps beyond that. Source of
each: grlc 1.3, `gquery.get_yaml_decorators`, `get_parameters` and `rewrite_query`. What makes a query slow on a large
graph is in `slow`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise, permutations
from pathlib import Path

from heze_graph.errors import ParameterError, SavedQueryError
from heze_graph.messages import fault, say
from heze_graph.queries import choices
from heze_graph.queries.columns import KINDS
from heze_graph.queries.header import place, read_header
from heze_graph.queries.library import Library, SavedQuery, load_query
from heze_graph.queries.parameters import Parameter, bind
from heze_graph.queries.slow import SLOW, Problem
from heze_graph.queries.structure import ParsedQuery
from heze_graph.queries.syntax import Token, tokens
from heze_graph.resources import ONTOLOGY

_XSD_PREFIX = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.rq")
_GRLC_VARIABLE = re.compile(r"\?__?[A-Za-z0-9]+")
_GRLC_KEYS = ("pagination", "endpoint", "endpoint-method", "endpoint_in_url", "mime", "transform")
_OUR_KEYS = (
    "summary", "summary_en", "description", "description_en", "tags", "defaults", "enumerate", "examples", "choices",
    "asked", "parameters", "columns", "method",
)  # fmt: skip
_NEAR = 30  # characters of a query that a message quotes
_SAMPLES = {
    "iri": "https://example.org/sample",
    "literal": "sample",
    "boolean": "true",
    "string": "sample",
    "date": "2023-12-31",
    "dateTime": "2023-12-31T00:00:00",
    "time": "00:00:00",
    "gYear": "2023",
    "gYearMonth": "2023-12",
}


def lint(query: SavedQuery) -> list[str]:
    """Return what would go wrong with a query under grlc, each with file and line; an empty list means nothing."""
    try:
        read_header(query.text, query.path, as_grlc=True)
    except SavedQueryError as error:
        return [str(error)]
    problems: list[str] = []
    for check in _CHECKS:
        for start, fault_found in check(query):
            problems.append(str(fault_found.at(place(query.path, query.text.count("\n", 0, start) + 1))))
    return problems


def lint_file(path: Path) -> list[str]:
    """Return what is wrong with one file: that it does not load, or what `lint` finds."""
    try:
        return lint(load_query(path))
    except SavedQueryError as error:
        return [str(error)]


def lint_library(library: Library) -> list[str]:
    """Return what is wrong with the files that do not load, then what `lint` finds in each of the others."""
    unoffered = (str(fault) for query in library.queries for fault in choices.faults(query, library))
    return [*map(str, library.broken), *(problem for query in library.queries for problem in lint(query)), *unoffered]


def _is_parameter(token: Token) -> bool:
    return token.kind == "variable" and token.text[1] == "_"


def _file_name(query: SavedQuery) -> Iterator[Problem]:
    if not _FILE_NAME.fullmatch(query.path.name):
        yield 0, fault("queries.lint.file-name", name=query.path.name)


def _decorators(query: SavedQuery) -> Iterator[Problem]:
    for token in tokens(query.text):
        column = token.start - (query.text.rfind("\n", 0, token.start) + 1)
        if token.kind == "comment" and column and re.match(r"#\s?\+", token.text):
            yield token.start, fault("queries.lint.indented", column=column)
        elif token.kind == "comment" and token.text.startswith("# +"):
            yield token.start, fault("queries.lint.blank")


def _summaries(query: SavedQuery) -> Iterator[Problem]:
    header = query.header
    for key, text in (("summary", header.summary), ("summary_en", header.summary_en)):
        start = _start_of_line(query.text, header.lines.get(key, 1))
        if not text:
            yield start, fault("queries.lint.no-summary", key=key)
        elif ": " in text:
            yield start, fault("queries.lint.colon", key=key)


def _keys(query: SavedQuery) -> Iterator[Problem]:
    for key in query.header.other:
        start = _start_of_line(query.text, query.header.lines[key])
        if key in _GRLC_KEYS:
            yield start, fault("queries.lint.server-key", key=key)
        elif key not in _OUR_KEYS and (close := difflib.get_close_matches(key, _OUR_KEYS, 1, cutoff=0.8)):
            yield start, fault("queries.lint.key", key=key, known=_OUR_KEYS, close=close)


def _columns(query: SavedQuery) -> Iterator[Problem]:
    """Yield columns that the header omits or lists in excess, and IRIs that no column holds."""
    at = _start_of_line(query.text, query.header.lines.get("columns", 1))
    names = query.names
    known = [one.name for one in query.header.columns]
    implied = [name for one in query.header.columns for name in one.companions]
    if bare := [name for name in names if name not in known and name not in implied]:
        yield at, fault("queries.lint.no-words", names=bare, first=bare[0], kinds=" | ".join(KINDS))
    for name in known:
        if name not in names:
            yield at, fault("queries.lint.no-such-column", name=name, names=names)
    for one in query.header.columns if names else ():
        for name in filter(None, (*one.companions, one.unit, one.same)):
            if name not in names:
                yield at, fault("queries.lint.alone", one=one.name, name=name)


def _schemes(query: SavedQuery) -> Iterator[Problem]:
    """Yield concept schemes that the ontology does not define."""
    for key, described in (("columns", query.header.columns), ("parameters", query.header.parameters)):
        for one in described:
            if one.scheme and one.scheme not in _known_schemes():
                close = difflib.get_close_matches(one.scheme, _known_schemes(), 1) or sorted(_known_schemes())
                at = _start_of_line(query.text, query.header.lines.get(key, 1))
                known = sorted(_known_schemes())
                yield at, fault("queries.lint.scheme", name=one.name, scheme=one.scheme, known=known, close=close[0])


@cache
def _known_schemes() -> frozenset[str]:
    import pyoxigraph

    scheme = pyoxigraph.NamedNode("http://www.w3.org/2004/02/skos/core#ConceptScheme")
    quads = pyoxigraph.parse(path=str(ONTOLOGY / "heze.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    return frozenset(
        quad.subject.value.rpartition("#")[2]
        for quad in quads
        if quad.object == scheme and isinstance(quad.subject, pyoxigraph.NamedNode)
    )


def _asked(query: SavedQuery) -> Iterator[Problem]:
    """Yield parameters without a title, for which a form would show the bare name."""
    for parameter in query.parameters:
        if parameter.column.title("zh") == parameter.column.title("en") == parameter.name:
            start = query.text.index(parameter.variable[1:])
            yield start, fault("queries.lint.parameter", name=parameter.name)


def _names(query: SavedQuery) -> Iterator[Problem]:
    for one, other in permutations(query.parameters, 2):
        if other.name.startswith(one.name):
            start = query.text.index(other.variable[1:])
            yield start, fault("queries.lint.beginning", one=one.name, other=other.name)


def _hidden(query: SavedQuery) -> Iterator[Problem]:
    """Yield what grlc mistakes for a parameter, and parameters that grlc does not see."""
    for token in tokens(query.text):
        if token.kind in {"comment", "string", "iri"}:
            for match in _GRLC_VARIABLE.finditer(token.text):
                kind = say(f"queries.token.{token.kind}")
                yield token.start + match.start(), fault("queries.lint.hidden", name=match.group(), kind=kind)
        elif _is_parameter(token) and token.text[0] == "$":
            yield token.start, fault("queries.lint.dollar", name=token.text[1:])


def _places(query: SavedQuery) -> Iterator[Problem]:
    """Yield parameters where SPARQL wants a variable, so that a value would be a syntax error."""
    clause, earlier, previous = "", "", ""
    for token in ParsedQuery.of(query.text).tokens:
        text = token.text.upper() if token.kind == "word" else token.text
        clause = _clause(clause, text, previous)
        where = clause
        if (earlier, previous) == ("BOUND", "("):
            where = "BOUND()"
        elif previous in {"AS", "VALUES"}:
            where = previous
        if where and _is_parameter(token):
            yield token.start, fault("queries.lint.place", name=token.text, place=where)
        star = text == "*" and previous in {"SELECT", "DISTINCT", "REDUCED"}
        if star and query.parameters:
            yield token.start, fault("queries.lint.star")
        earlier, previous = previous, text


def _clause(clause: str, text: str, before: str) -> str:
    """Return the clause that a token belongs to: SELECT, GROUP BY, ORDER BY, or "" for another one."""
    if text == "SELECT":
        return text
    if text == "BY" and before in {"GROUP", "ORDER"}:
        return f"{before} BY"
    ends = {"WHERE", "{", "}", "HAVING", "LIMIT", "OFFSET", "VALUES", "FROM", "GROUP", "ORDER"}
    return "" if text in ends else clause


def _late(query: SavedQuery) -> Iterator[Problem]:
    """Yield required patterns behind an OPTIONAL of their group: Oxigraph then reads both sides in full.

    Source: Oxigraph joins an OPTIONAL and everything before it as one unit (sparopt, `reorder_joins`).
    """
    # For each open brace: whether it opens an OPTIONAL, and whether its group already has one.
    groups: list[list[bool]] = []
    calls, previous = 0, ""
    for token in ParsedQuery.of(query.text).tokens:
        text = token.text.upper() if token.kind == "word" else token.text
        calls += (text == "(") - (text == ")")
        if text == "}" and groups:
            optional = groups.pop()[0]
            if optional and groups:
                groups[-1][1] = True
        elif groups and groups[-1][1] and not calls and _begins(token, previous):
            yield token.start, fault("queries.lint.late", name=token.text)
            groups[-1][1] = False
        if text == "{":
            groups.append([previous == "OPTIONAL", False])
        previous = text


def _begins(token: Token, previous: str) -> bool:
    """Return whether a token in a group, outside of brackets, begins a triple pattern or a nested group."""
    if token.text == "{":
        return previous not in {"OPTIONAL", "EXISTS", "MINUS"}
    return token.kind in {"variable", "iri", "name"} and previous in {"}", ".", ")"}


def _prefixes(query: SavedQuery) -> Iterator[Problem]:
    read = ParsedQuery.of(query.text).tokens
    declared = {name.text for word, name in pairwise(read) if word.text.upper() == "PREFIX"}
    seen: set[str] = set()
    for token in read:
        prefix = token.text.partition(":")[0] + ":"
        if token.kind == "name" and prefix not in declared | seen | {"_:"}:
            seen.add(prefix)
            yield token.start, fault("queries.lint.prefix", prefix=prefix)
    typed = any(p.type == "integer" or p.type.startswith("xsd:") for p in query.parameters)
    if ("xsd:" in declared or typed) and _XSD_PREFIX not in query.text:
        yield 0, fault("queries.lint.xsd", prefix=_XSD_PREFIX)


def _parses(query: SavedQuery) -> Iterator[Problem]:
    """Yield what rdflib, grlc's parser, objects to in the query as written and with every value given."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql import prepareQuery

    try:
        filled = bind(query.text, query.parameters, {p.name: _sample(p) for p in query.parameters})
    except ParameterError as error:
        yield 0, fault("queries.lint.no-samples", error=error)
        return
    for text, state in ((query.text, say("queries.as-written")), (filled, say("queries.with-values"))):
        try:
            prepareQuery(text)
        except ParseException as error:
            yield error.loc, fault("queries.lint.parse", state=state, near=" ".join(text[error.loc :].split())[:_NEAR])
            return
        except Exception as error:  # noqa: BLE001  (rdflib raises bare Exception for a fault of the algebra)
            yield 0, fault("queries.lint.refused", state=state, error=error)
            return


def _sample(parameter: Parameter) -> str:
    if parameter.allowed:
        return parameter.allowed[0]
    kind, _, detail = parameter.type.partition(":")
    return "sample" if kind == "lang" else _SAMPLES.get(detail or kind, "1")


def _start_of_line(text: str, line: int) -> int:
    return sum(len(row) + 1 for row in text.split("\n")[: line - 1])


_CHECKS: tuple[Callable[[SavedQuery], Iterator[Problem]], ...] = (
    _file_name,
    _decorators,
    _summaries,
    _keys,
    _columns,
    _schemes,
    _asked,
    _names,
    _hidden,
    _places,
    _late,
    _prefixes,
    _parses,
    *SLOW,
)
