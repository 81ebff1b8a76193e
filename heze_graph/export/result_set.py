"""A table as RDF, for programs that know nothing else: the result-set vocabulary of the W3C's SPARQL tests.

Source: http://www.w3.org/2001/sw/DataAccess/tests/result-set ; Apache Jena reads and writes it. The blank nodes stand
for rows and cells of an answer; nothing of the graph is named by them.
"""

from __future__ import annotations

from heze_graph.model.answers import Answer, Term

_PREFIX = "@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> ."


def result_set_text(answer: Answer) -> str:
    """Return an answer as Turtle, a row a line; an unbound variable has no binding.

    >>> print(result_set_text(Answer(("no", "unit"), ((Term("literal", "1"), None),))), end="")
    @prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
    <BLANKLINE>
    [] a rs:ResultSet ;
      rs:resultVariable "no", "unit" ;
      rs:solution [ rs:index 1 ; rs:binding [ rs:variable "no" ; rs:value "1" ] ] .
    """
    names = [_text(Term("literal", column)) for column in answer.columns]
    lines = [f"  rs:resultVariable {', '.join(names)}"] if names else []
    for index, row in enumerate(answer.rows, start=1):
        cells = zip(names, row, strict=True)
        bindings = [f"rs:binding [ rs:variable {name} ; rs:value {_text(value)} ]" for name, value in cells if value]
        lines.append(f"  rs:solution [ {' ; '.join([f'rs:index {index}', *bindings])} ]")
    return f"{_PREFIX}\n\n" + " ;\n".join(["[] a rs:ResultSet", *lines]) + " .\n"


def _text(value: Term) -> str:
    """Return a term as Turtle writes it, with nothing in it that could end it early."""
    from pyoxigraph import Literal, NamedNode

    if value.kind == "iri":
        return str(NamedNode(value.text))
    if value.language:
        return str(Literal(value.text, language=value.language))
    return str(Literal(value.text, datatype=NamedNode(value.datatype)) if value.datatype else Literal(value.text))
