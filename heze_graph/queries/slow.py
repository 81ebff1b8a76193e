"""What makes a saved query slow on a large graph although its answer is small, or only its first rows are wanted.

Oxigraph evaluates a UNION on its own: statements behind it do not make it smaller, and are looked up for everything it
finds. Joining two things by their label compares every pair. And rows sorted by a value that only the whole answer
gives cannot come in parts, so that a page waits for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from heze_graph.messages import Message, fault
from heze_graph.queries.in_order import can_be_split, is_about_one
from heze_graph.queries.library import SavedQuery
from heze_graph.queries.rewriting import AGGREGATES
from heze_graph.queries.structure import Group, ParsedQuery
from heze_graph.queries.syntax import Token
from heze_graph.store.ordering import order_of

_STATEMENT = ("variable", "iri", "name")
_LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "rdfs:label")
_REQUIRED = "?_"
_BEGINS = (".", ";", "{", "}")

#: A position in the text, and what is wrong there.
Problem = tuple[int, Message]


def behind_a_union(query: SavedQuery) -> Iterator[Problem]:
    """Yield the statements behind a UNION with a branch that does not name what was asked for."""
    parsed = ParsedQuery.of(query.text)
    read = parsed.tokens
    for number, parent in enumerate(parsed.groups):
        parts = [parsed.groups[child] for child in parsed.children(number)]
        for at, last in enumerate(parts):
            follows = parts[at + 1].before[-1:] if at + 1 < len(parts) else ()
            if last.before[-1:] != ("UNION",) or follows == ("UNION",):
                continue
            behind = read[last.end + 1 : parts[at + 1].begin if at + 1 < len(parts) else parent.end]
            if behind and behind[0].kind in _STATEMENT and not all(_is_asked(one, read) for one in _union(parts, at)):
                first = " ".join(token.text for token in behind[:3])
                yield behind[0].start, fault("queries.lint.behind-union", first=first)


def joined_by_label(query: SavedQuery) -> Iterator[Problem]:
    """Yield the variables that join two things by their label."""
    named: dict[str, str] = {}
    subject = ""
    read = ParsedQuery.of(query.text).tokens
    for before, token, after in zip(read, read[1:], read[2:], strict=False):
        if before.text in (".", "{", "}", "UNION", "OPTIONAL") and token.kind in _STATEMENT:
            subject = token.text
        is_label = token.text in _LABELS and after.kind == "variable"
        if is_label and named.setdefault(after.text, subject) != subject:
            things = {"one": named[after.text], "other": subject}
            yield after.start, fault("queries.lint.by-label", label=after.text, **things)


def whole_path(query: SavedQuery) -> Iterator[Problem]:
    """Yield the property paths to what is asked for that combine alternatives and sequences.

    Oxigraph begins such a path at every thing of the graph, not at its given end.
    """
    read = ParsedQuery.of(query.text).tokens
    for at, token in enumerate(read):
        if token.text.startswith(_REQUIRED):
            steps = [*takewhile(lambda one: one.kind != "variable" and one.text not in _BEGINS, reversed(read[:at]))]
            if {"|", "/"} <= {one.text for one in steps}:
                path = "".join(one.text for one in reversed(steps))
                yield steps[-1].start, fault("queries.lint.whole-path", path=path, name=token.text)


def counted_labels(query: SavedQuery) -> Iterator[Problem]:
    """Yield the labels that are looked up for each counted thing because rows are grouped by them."""
    parsed = ParsedQuery.of(query.text)
    read, words = parsed.tokens, [token.text.upper() for token in parsed.tokens]
    where = parsed.where if parsed.groups else None
    if where is None or "GROUP" not in words[where.end :]:
        return
    behind = read[where.end + words[where.end :].index("GROUP") :]
    grouped = {token.text for token in takewhile(lambda one: one.text.upper() != "ORDER", behind)}
    for one in parsed.statements:
        if one.group == 0 and one.predicate[-1] in _LABELS and one.object in grouped:
            start = next(token.start for token in read[where.begin :] if token.text == one.object)
            yield start, fault("queries.lint.counted-label", label=one.object)


def _union(parts: Sequence[Group], last: int) -> list[Group]:
    """Return the branches of the UNION whose last branch is at a position."""
    first = last
    while parts[first].before[-1:] == ("UNION",):
        first -= 1
    return list(parts[first : last + 1])


def _is_asked(group: Group, read: Sequence[Token]) -> bool:
    return any(token.text.startswith(_REQUIRED) for token in read[group.begin : group.end])


def not_in_parts(query: SavedQuery) -> Iterator[Problem]:
    """Yield the first sort key of an answer that cannot be split because no statement gives the key's values.

    The answer of a query about one thing is short, and counts need the whole graph anyway.
    """
    keys = order_of(query.text)
    if query.form != "SELECT" or not keys or is_about_one(query) or can_be_split(query.text):
        return
    read, name = ParsedQuery.of(query.text).tokens, f"?{keys[0].variable}"
    if not _is_counted(read, name):
        place = max(at for at, token in enumerate(read) if token.text == name)
        yield read[place].start, fault("queries.lint.not-in-parts", key=name)


def _is_counted(read: Sequence[Token], name: str) -> bool:
    """Return whether a variable is the result of an aggregate."""
    for at, token in enumerate(read):
        if token.text == name and read[at - 1].text.upper() == "AS":
            expression = takewhile(
                lambda one: one.text.upper() not in ("AS", "SELECT", "BIND"), reversed(read[: at - 1])
            )
            return any(one.text.upper() in AGGREGATES for one in expression)
    return False


SLOW: tuple[Callable[[SavedQuery], Iterator[Problem]], ...] = (
    behind_a_union,
    joined_by_label,
    whole_path,
    counted_labels,
    not_in_parts,
)
