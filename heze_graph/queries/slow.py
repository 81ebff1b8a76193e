"""What makes a saved query slow on a large graph, though its answer is small, or only its first rows are wanted.

Oxigraph evaluates a UNION for itself: what stands behind it does not make it smaller, and is looked up for all that it
finds. A name is no thing: two things that are joined by their label are compared with every other pair. And rows that
are sorted by what only all of them tell cannot come in parts: a page waits for the whole answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from heze_graph.messages import Message, fault
from heze_graph.queries.in_order import can_be_parted, is_about_one
from heze_graph.queries.library import SavedQuery
from heze_graph.queries.narrowing import AGGREGATES, Group, code, groups
from heze_graph.queries.statements import statements
from heze_graph.queries.syntax import Token
from heze_graph.store.ordering import order_of

_STATEMENT = ("variable", "iri", "name")
_LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "rdfs:label")
_REQUIRED = "?_"
_BEGINS = (".", ";", "{", "}")

#: An offset in the text, and the fault that is there.
Problem = tuple[int, Message]


def behind_a_union(query: SavedQuery) -> Iterator[Problem]:
    """Yield the statements behind a UNION of which a branch is not about what was asked for."""
    read = code(query.text)
    found = groups(read)
    for number, parent in enumerate(found):
        parts = [group for group in found if group.parent == number]
        for at, last in enumerate(parts):
            follows = parts[at + 1].before[-1:] if at + 1 < len(parts) else ()
            if last.before[-1:] != ("UNION",) or follows == ("UNION",):
                continue
            behind = read[last.end + 1 : parts[at + 1].begin if at + 1 < len(parts) else parent.end]
            if behind and behind[0].kind in _STATEMENT and not all(_is_asked(one, read) for one in _union(parts, at)):
                first = " ".join(token.text for token in behind[:3])
                yield behind[0].start, fault("queries.lint.behind-union", first=first)


def joined_by_label(query: SavedQuery) -> Iterator[Problem]:
    """Yield the variables that are the label of two things, which then are one only by their name."""
    named: dict[str, str] = {}
    subject = ""
    read = code(query.text)
    for before, token, after in zip(read, read[1:], read[2:], strict=False):
        if before.text in (".", "{", "}", "UNION", "OPTIONAL") and token.kind in _STATEMENT:
            subject = token.text
        is_label = token.text in _LABELS and after.kind == "variable"
        if is_label and named.setdefault(after.text, subject) != subject:
            things = {"one": named[after.text], "other": subject}
            yield after.start, fault("queries.lint.by-label", label=after.text, **things)


def whole_path(query: SavedQuery) -> Iterator[Problem]:
    """Yield the paths to what is asked for that are a choice of which one part has several steps.

    Oxigraph begins such a path at every thing of the graph, and not at its end.
    """
    read = code(query.text)
    for at, token in enumerate(read):
        if token.text.startswith(_REQUIRED):
            steps = [*takewhile(lambda one: one.kind != "variable" and one.text not in _BEGINS, reversed(read[:at]))]
            if {"|", "/"} <= {one.text for one in steps}:
                path = "".join(one.text for one in reversed(steps))
                yield steps[-1].start, fault("queries.lint.whole-path", path=path, name=token.text)


def counted_labels(query: SavedQuery) -> Iterator[Problem]:
    """Yield the labels that are looked up for each thing that is counted, because rows are grouped by them."""
    read = code(query.text)
    words = [token.text.upper() for token in read]
    where = next((group for group in groups(read) if group.parent < 0), None)
    if where is None or "GROUP" not in words[where.end :]:
        return
    behind = read[where.end + words[where.end :].index("GROUP") :]
    grouped = {token.text for token in takewhile(lambda one: one.text.upper() != "ORDER", behind)}
    number = groups(read).index(where)
    for one in statements(read):
        if one.group == number and one.predicate[-1] in _LABELS and one.object in grouped:
            start = next(token.start for token in read[where.begin :] if token.text == one.object)
            yield start, fault("queries.lint.counted-label", label=one.object)


def _union(parts: Sequence[Group], last: int) -> list[Group]:
    """Return the branches of the UNION whose last one stands at a place."""
    first = last
    while parts[first].before[-1:] == ("UNION",):
        first -= 1
    return list(parts[first : last + 1])


def _is_asked(group: Group, read: Sequence[Token]) -> bool:
    return any(token.text.startswith(_REQUIRED) for token in read[group.begin : group.end])


def not_in_parts(query: SavedQuery) -> Iterator[Problem]:
    """Yield the first key of an answer that cannot be asked for in parts, because no statement tells its values.

    Of a query about one thing the answer is short; and what is counted has to be counted whole.
    """
    keys = order_of(query.text)
    if query.form != "SELECT" or not keys or is_about_one(query) or can_be_parted(query.text):
        return
    read, name = code(query.text), f"?{keys[0].variable}"
    if not _is_counted(read, name):
        place = max(at for at, token in enumerate(read) if token.text == name)
        yield read[place].start, fault("queries.lint.not-in-parts", key=name)


def _is_counted(read: Sequence[Token], name: str) -> bool:
    """Return whether a variable is what an aggregate gives."""
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
