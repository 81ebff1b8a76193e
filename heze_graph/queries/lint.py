"""What would break a saved query under grlc 1.3, or surprise a reader, though it runs here.

What keeps a query from loading at all is a SavedQueryError of `library`; these are the traps behind it.
Source of each: grlc 1.3, `gquery.get_yaml_decorators`, `get_parameters` and `rewrite_query`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise, permutations
from pathlib import Path

from heze_graph.errors import ParameterError, SavedQueryError
from heze_graph.queries import choices
from heze_graph.queries.header import KINDS, read_header
from heze_graph.queries.library import Library, SavedQuery, load_query
from heze_graph.queries.parameters import Parameter, bind
from heze_graph.queries.syntax import Token, tokens
from heze_graph.queries.traps import behind_a_union, joined_by_label
from heze_graph.resources import ONTOLOGY

_XSD_PREFIX = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.rq")
_GRLC_VARIABLE = re.compile(r"\?__?[A-Za-z0-9]+")
_GRLC_KEYS = ("pagination", "endpoint", "endpoint-method", "endpoint_in_url", "mime", "transform")
_OUR_KEYS = (
    "summary",
    "summary_en",
    "description",
    "description_en",
    "tags",
    "defaults",
    "enumerate",
    "examples",
    "choices",
    "asked",
    "parameters",
    "columns",
    "method",
)
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

# An offset in the text, what was found, what was expected, what to do.
_Problem = tuple[int, str, str, str]


def lint(query: SavedQuery) -> list[str]:
    """Return what would go wrong with a query under grlc, each with file and line; nothing is empty."""
    try:
        read_header(query.text, query.path, as_grlc=True)
    except SavedQueryError as error:
        return [str(error)]
    problems: list[str] = []
    for check in _CHECKS:
        for start, *rest in check(query):
            line = query.text.count("\n", 0, start) + 1
            problems.append(str(SavedQueryError.problem(f"{query.path}, line {line}", *rest)))
    return problems


def lint_file(path: Path) -> list[str]:
    """Return what is wrong with one file: that it does not load, or what `lint` says of it."""
    try:
        return lint(load_query(path))
    except SavedQueryError as error:
        return [str(error)]


def lint_library(library: Library) -> list[str]:
    """Return what is wrong with the files that do not load, then what `lint` says of each of the others."""
    unoffered = (str(fault) for query in library.queries for fault in choices.faults(query, library))
    return [*map(str, library.broken), *(problem for query in library.queries for problem in lint(query)), *unoffered]


def _code(query: SavedQuery) -> list[Token]:
    return [token for token in tokens(query.text) if token.kind not in {"space", "comment"}]


def _is_parameter(token: Token) -> bool:
    return token.kind == "variable" and token.text[1] == "_"


def _file_name(query: SavedQuery) -> Iterator[_Problem]:
    if not _FILE_NAME.fullmatch(query.path.name):
        yield (
            0,
            f"the file name {query.path.name!r}",
            "ASCII letters, digits, - and _, then .rq",
            "rename the file",
        )


def _decorators(query: SavedQuery) -> Iterator[_Problem]:
    for token in tokens(query.text):
        column = token.start - (query.text.rfind("\n", 0, token.start) + 1)
        if token.kind == "comment" and column and re.match(r"#\s?\+", token.text):
            yield token.start, f"“#+” at column {column}", "“#+” at column 0", "remove what stands before it"
        elif token.kind == "comment" and token.text.startswith("# +"):
            yield token.start, "“# +”", "“#+” without a blank", "remove the blank if it is a decorator"


def _summaries(query: SavedQuery) -> Iterator[_Problem]:
    header = query.header
    for key, text in (("summary", header.summary), ("summary_en", header.summary_en)):
        start = _start_of_line(query.text, header.lines.get(key, 1))
        if not text:
            yield start, f"no {key}", "a summary in Chinese and one in English", f"add “#+ {key}: …”"
        elif ": " in text:
            cure = "write ： or a comma, so that the header stays YAML when the quotes go"
            yield start, f"an ASCII colon with a blank behind it in {key}", "none", cure


def _keys(query: SavedQuery) -> Iterator[_Problem]:
    for key in query.header.other:
        start = _start_of_line(query.text, query.header.lines[key])
        if key in _GRLC_KEYS:
            yield start, f"the key {key}", "a query that needs no setting of a server", f"remove {key}"
        elif key not in _OUR_KEYS and (close := difflib.get_close_matches(key, _OUR_KEYS, 1, cutoff=0.8)):
            yield (
                start,
                f"the key {key}",
                f"one of {', '.join(_OUR_KEYS)} or a key of our own",
                f"try {close[0]}",
            )


def _columns(query: SavedQuery) -> Iterator[_Problem]:
    """Yield the columns that the header leaves out or has too many of, and the IRIs that no column holds."""
    at = _start_of_line(query.text, query.header.lines.get("columns", 1))
    names = query.names
    known = [one.name for one in query.header.columns]
    implied = [name for one in query.header.columns for name in one.companions]
    if bare := [name for name in names if name not in known and name not in implied]:
        cure = f"add “#+   - {bare[0]}: {{zh: …, en: …, kind: {' | '.join(KINDS)}}}”"
        yield at, f"no words for {', '.join(bare)}", "each column described under #+ columns:", cure
    for name in known:
        if name not in names:
            yield at, f"words for a column {name}", f"a column of the answer: {', '.join(names)}", "correct its name"
    for one in query.header.columns if names else ():
        for name in filter(None, (*one.companions, one.unit, one.same)):
            if name not in names:
                yield at, f"{one.name} without the column {name}", "the column that goes with it", f"select ?{name}"


def _schemes(query: SavedQuery) -> Iterator[_Problem]:
    """Yield the concept schemes that the ontology has not."""
    for key, described in (("columns", query.header.columns), ("parameters", query.header.parameters)):
        for one in described:
            if one.scheme and one.scheme not in _known_schemes():
                close = difflib.get_close_matches(one.scheme, _known_schemes(), 1) or sorted(_known_schemes())
                at = _start_of_line(query.text, query.header.lines.get(key, 1))
                expected = f"one of {', '.join(sorted(_known_schemes()))}"
                yield at, f"{one.name} of the scheme {one.scheme}", expected, f"try {close[0]}"


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


def _asked(query: SavedQuery) -> Iterator[_Problem]:
    """Yield the parameters that a person would be asked for by their bare names."""
    for parameter in query.parameters:
        if parameter.column.title("zh") == parameter.column.title("en") == parameter.name:
            cure = f"add “#+   - {parameter.name}: {{zh: …, en: …}}” under #+ parameters:"
            start = query.text.index(parameter.variable[1:])
            yield start, f"no words for the parameter {parameter.name}", "words in both languages", cure


def _names(query: SavedQuery) -> Iterator[_Problem]:
    for one, other in permutations(query.parameters, 2):
        if other.name.startswith(one.name):
            found = f"the parameters {one.name} and {other.name}"
            expected = "no name that is the beginning of another (grlc replaces text, not variables)"
            yield query.text.index(other.variable[1:]), found, expected, "rename one of them"


def _hidden(query: SavedQuery) -> Iterator[_Problem]:
    """Yield what grlc takes for a parameter and is none, and a parameter that grlc does not see."""
    cure = "reword it, or put blanks around the operator <"
    for token in tokens(query.text):
        if token.kind in {"comment", "string", "iri"}:
            for match in _GRLC_VARIABLE.finditer(token.text):
                found = f"{match.group()} in a {token.kind}, which grlc takes for a parameter"
                yield token.start + match.start(), found, "parameters in the query only", cure
        elif _is_parameter(token) and token.text[0] == "$":
            yield token.start, token.text, "parameters with ?, as grlc wants them", f"write ?{token.text[1:]}"


def _places(query: SavedQuery) -> Iterator[_Problem]:
    """Yield the parameters that stand where SPARQL wants a variable and a value would be a syntax error."""
    clause, earlier, previous = "", "", ""
    for token in _code(query):
        text = token.text.upper() if token.kind == "word" else token.text
        clause = _clause(clause, text, previous)
        place = clause
        if (earlier, previous) == ("BOUND", "("):
            place = "BOUND()"
        elif previous in {"AS", "VALUES"}:
            place = previous
        if place and _is_parameter(token):
            yield token.start, f"{token.text} in {place}", "a value's place", "filter by it instead"
        star = text == "*" and previous in {"SELECT", "DISTINCT", "REDUCED"}
        if star and query.parameters:
            yield token.start, "SELECT * with parameters", "named columns", "name the columns"
        earlier, previous = previous, text


def _clause(clause: str, text: str, before: str) -> str:
    """Return the clause that a token stands in: SELECT, GROUP BY, ORDER BY, or "" for another."""
    if text == "SELECT":
        return text
    if text == "BY" and before in {"GROUP", "ORDER"}:
        return f"{before} BY"
    ends = {"WHERE", "{", "}", "HAVING", "LIMIT", "OFFSET", "VALUES", "FROM", "GROUP", "ORDER"}
    return "" if text in ends else clause


def _late(query: SavedQuery) -> Iterator[_Problem]:
    """Yield what must match and stands behind an OPTIONAL of its group: both sides are then read whole.

    Source: Oxigraph joins an OPTIONAL and all that stands before it as one piece (sparopt, `reorder_joins`).
    """
    # For each open brace: whether it opens an OPTIONAL, and whether its group has had one.
    groups: list[list[bool]] = []
    calls, previous = 0, ""
    for token in _code(query):
        text = token.text.upper() if token.kind == "word" else token.text
        calls += (text == "(") - (text == ")")
        if text == "}" and groups:
            optional = groups.pop()[0]
            if optional and groups:
                groups[-1][1] = True
        elif groups and groups[-1][1] and not calls and _begins(token, previous):
            cure = "move each OPTIONAL to the end of its group"
            yield token.start, f"{token.text} behind an OPTIONAL", "what must match before what may", cure
            groups[-1][1] = False
        if text == "{":
            groups.append([previous == "OPTIONAL", False])
        previous = text


def _begins(token: Token, previous: str) -> bool:
    """Whether a token in a group, outside of brackets, begins a triple pattern or a group of its own."""
    if token.text == "{":
        return previous not in {"OPTIONAL", "EXISTS", "MINUS"}
    return token.kind in {"variable", "iri", "name"} and previous in {"}", ".", ")"}


def _prefixes(query: SavedQuery) -> Iterator[_Problem]:
    code = _code(query)
    declared = {name.text for word, name in pairwise(code) if word.text.upper() == "PREFIX"}
    seen: set[str] = set()
    for token in code:
        prefix = token.text.partition(":")[0] + ":"
        if token.kind == "name" and prefix not in declared | seen | {"_:"}:
            seen.add(prefix)
            yield token.start, f"the prefix {prefix}", "every prefix declared", f"add PREFIX {prefix} <…>"
    typed = any(p.type == "integer" or p.type.startswith("xsd:") for p in query.parameters)
    if ("xsd:" in declared or typed) and _XSD_PREFIX not in query.text:
        cure = "write it so: grlc otherwise adds a second one before each SELECT"
        yield 0, "no exact xsd prefix", _XSD_PREFIX, cure


def _parses(query: SavedQuery) -> Iterator[_Problem]:
    """Yield what rdflib, which grlc parses with, says of the query as written, and with every value given."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql import prepareQuery

    try:
        filled = bind(query.text, query.parameters, {p.name: _sample(p) for p in query.parameters})
    except ParameterError as error:
        yield (
            0,
            f"a query that takes no sample values ({error})",
            "values of each type",
            "correct the parameter",
        )
        return
    for text, state in ((query.text, "as written"), (filled, "with every value given")):
        try:
            prepareQuery(text)
        except ParseException as error:
            yield (
                error.loc,
                f"what rdflib and so grlc cannot parse {state} ({error.msg})",
                "SPARQL 1.1",
                "correct it",
            )
            return
        except Exception as error:  # noqa: BLE001  (rdflib raises bare Exception for a fault of the algebra)
            yield 0, f"what rdflib and so grlc refuses {state} ({error})", "SPARQL 1.1", "correct it"
            return


def _sample(parameter: Parameter) -> str:
    if parameter.allowed:
        return parameter.allowed[0]
    kind, _, detail = parameter.type.partition(":")
    return "sample" if kind == "lang" else _SAMPLES.get(detail or kind, "1")


def _start_of_line(text: str, line: int) -> int:
    return sum(len(row) + 1 for row in text.split("\n")[: line - 1])


_CHECKS: tuple[Callable[[SavedQuery], Iterator[_Problem]], ...] = (
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
    behind_a_union,
    joined_by_label,
)
