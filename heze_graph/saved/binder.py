"""Binding values to the parameters of a query by its tokens, the same for every engine.

Engines offer no common way: pyoxigraph's `substitutions=` refuses a variable that is not projected, the
SPARQL Protocol has none, and grlc replaces text without looking at what it is part of.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from heze_graph.errors import ParameterError, QueryError
from heze_graph.saved.parameters import Parameter, term
from heze_graph.saved.tokens import tokens


def bind(text: str, parameters: Iterable[Parameter], values: Mapping[str, str], query: str = "the query") -> str:
    """Return the query with its parameters replaced by RDF terms.

    `values` are by the name of the parameter; a default stands in for one that is not given, and an optional
    parameter without either stays an unbound variable. Strings, IRIs and comments are left alone.

    Raises ParameterError when a name is not known, a required value is missing or a value is wrong, and
    QueryError when a string of the query is not closed; `query` is named in the errors.

    >>> bind("SELECT ?s { ?s ?p ?_q }", [Parameter("q", "?_q", True, "literal")], {"q": "a } b"})
    'SELECT ?s { ?s ?p  "a } b"  }'
    """
    known = {parameter.name: parameter for parameter in parameters}
    _refuse_unknown(known, values, query)
    terms: dict[str, str] = {}
    for name, parameter in known.items():
        value = values.get(name, parameter.default)
        if value is not None:
            # Blanks around it: `""?_q` must not become `"""…"`, nor `<?_q` become `<<…`.
            terms[parameter.variable[1:]] = f" {term(parameter, value, query)} "
        elif parameter.required:
            found, cure = f"no value for {name}", f"give {name} a value"
            raise ParameterError.problem(query, found, _form(parameter), cure).of(name)
    return "".join(_bound(text, terms, query))


def _bound(text: str, terms: Mapping[str, str], query: str) -> Iterator[str]:
    for token in tokens(text):
        if token.kind == "unclosed":
            line = text.count("\n", 0, token.start) + 1
            raise QueryError.problem(f"{query}, line {line}", "an open string", "a closing quote", "close it")
        yield terms.get(token.text[1:], token.text) if token.kind == "variable" else token.text


def _form(parameter: Parameter) -> str:
    allowed = f", one of {', '.join(parameter.allowed[:12])}" if parameter.allowed else ""
    return f"a value of type {parameter.type}{allowed}"


def _refuse_unknown(known: Mapping[str, Parameter], values: Mapping[str, str], query: str) -> None:
    for name in values:
        if name not in known:
            close = difflib.get_close_matches(name[:80], known, 1)
            raise ParameterError.problem(
                query,
                f"a parameter {name[:80]!r}",
                f"one of {', '.join(known)}" if known else "no parameter: the query has none",
                f"try {close[0]}" if close else "correct or remove it",
            ).of(name)
