"""The saved queries as a table: what there is to ask, and what each question takes."""

from __future__ import annotations

from heze_graph.model.answers import Answer, Term
from heze_graph.saved.library import Library
from heze_graph.saved.parameters import Parameter


def listing(library: Library) -> Answer:
    """Return the name, the parameters, and the summary in Chinese and English of each query that is not broken."""
    texts = [
        (query.name, " ".join(map(_described, query.parameters)), query.header.summary, query.header.summary_en)
        for query in library.queries
    ]
    rows = tuple(tuple(Term("literal", text) if text else None for text in row) for row in texts)
    return Answer(("name", "parameters", "summary", "summary_en"), rows)


def _described(parameter: Parameter) -> str:
    """Describe a parameter: optional ones in brackets, the default and the allowed values behind it."""
    text = parameter.name
    if parameter.default is not None:
        text += f"={parameter.default}"
    if parameter.allowed:
        text += f":{'|'.join(parameter.allowed)}"
    return text if parameter.required else f"[{text}]"
