"""What makes a saved query slow on a large graph, though its answer is small, as far as its text tells.

Oxigraph evaluates a UNION for itself: what stands behind it does not make it smaller, and is looked up for all that it
finds. And a name is no thing: two things that are joined by their label are compared with every other pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heze_graph.messages import Message, fault
from heze_graph.queries.library import SavedQuery
from heze_graph.queries.narrowing import Group, groups
from heze_graph.queries.syntax import Token, tokens

_STATEMENT = ("variable", "iri", "name")
_LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "rdfs:label")
_REQUIRED = "?_"

#: An offset in the text, and the fault that is there.
Problem = tuple[int, Message]


def behind_a_union(query: SavedQuery) -> Iterator[Problem]:
    """Yield the statements behind a UNION of which a branch is not about what was asked for."""
    code = _code(query)
    found = groups(code)
    for number, parent in enumerate(found):
        parts = [group for group in found if group.parent == number]
        for at, last in enumerate(parts):
            follows = parts[at + 1].before[-1:] if at + 1 < len(parts) else ()
            if last.before[-1:] != ("UNION",) or follows == ("UNION",):
                continue
            behind = code[last.end + 1 : parts[at + 1].begin if at + 1 < len(parts) else parent.end]
            if behind and behind[0].kind in _STATEMENT and not all(_is_asked(one, code) for one in _union(parts, at)):
                first = " ".join(token.text for token in behind[:3])
                yield behind[0].start, fault("queries.lint.behind-union", first=first)


def joined_by_label(query: SavedQuery) -> Iterator[Problem]:
    """Yield the variables that are the label of two things, which then are one only by their name."""
    named: dict[str, str] = {}
    subject = ""
    code = _code(query)
    for before, token, after in zip(code, code[1:], code[2:], strict=False):
        if before.text in (".", "{", "}", "UNION", "OPTIONAL") and token.kind in _STATEMENT:
            subject = token.text
        is_label = token.text in _LABELS and after.kind == "variable"
        if is_label and named.setdefault(after.text, subject) != subject:
            things = {"one": named[after.text], "other": subject}
            yield after.start, fault("queries.lint.by-label", label=after.text, **things)


def _code(query: SavedQuery) -> list[Token]:
    return [token for token in tokens(query.text) if token.kind not in ("space", "comment")]


def _union(parts: Sequence[Group], last: int) -> list[Group]:
    """Return the branches of the UNION whose last one stands at a place."""
    first = last
    while parts[first].before[-1:] == ("UNION",):
        first -= 1
    return list(parts[first : last + 1])


def _is_asked(group: Group, code: Sequence[Token]) -> bool:
    return any(token.text.startswith(_REQUIRED) for token in code[group.begin : group.end])
