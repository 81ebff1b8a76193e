"""The one thing that a person means by an IRI or a name."""

from __future__ import annotations

from heze_graph.errors import QueryError
from heze_graph.things.matching import folded
from heze_graph.things.search import Hit, Index

#: A saved query has a name, too, but is nothing that the graph speaks of.
QUESTION = "question"
_NAMED = 12


def is_iri(text: str) -> bool:
    """Return whether a text is meant as an IRI and not as a name."""
    return text.startswith(("http://", "https://"))


def meant(text: str, index: Index) -> str:
    """Return the IRI of the thing that has a text for its name or number, or is the only one that answers to it.

    A preferred name is stronger than another one, and than one seen in print only. Raises QueryError where no thing or
    several are meant; the message names what is close.
    """
    hits = [hit for hit in index.search(text) if hit.kind != QUESTION]
    exact = [hit for hit in hits if hit.role == "number" or folded(hit.found) == folded(text)]
    best = [hit for hit in exact if hit.role == exact[0].role] or hits
    if len(best) == 1:
        return best[0].thing
    where = f"the name “{text[:80]}”"
    if not best:
        expected = "the name of a thing, in Chinese, English or pinyin"
        raise QueryError.problem(where, "no such thing", expected, "search for a part of it")
    raise QueryError.problem(where, f"{len(best)} things", f"one of {_list(best)}", "give the IRI, or a longer name")


def _list(hits: list[Hit]) -> str:
    return ", ".join(f"{hit.label} ({hit.kind}, {hit.thing})" for hit in hits[:_NAMED])
