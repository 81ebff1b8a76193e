"""The things that the rows of an answer are about, found by a few statements of the query and listed in its order.

A query has twenty columns, each looked up for each row. Which things they are looked up for depends only on the few
statements that connect a thing with what is given, or with what the query begins with, and on the one that connects it
with the sort key. So the things are listed first, and the query is then asked about as many as make one part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from heze_graph.model.answers import Answer
from heze_graph.queries.rewriting import narrowable_groups
from heze_graph.queries.structure import ParsedQuery, Statement
from heze_graph.queries.value_counts import (
    Anchors,
    Restriction,
    ValueCount,
    by_key,
    from_the_first,
    joined,
    prologue,
    source_of,
    steps_between,
)
from heze_graph.rdf.codec import to_oxigraph
from heze_graph.store.ordering import Key

if TYPE_CHECKING:
    from heze_graph.queries.rewriting import OptionalPart
    from heze_graph.store.engine import Engine

#: Words before a group whose statements not every row needs.
_APART = frozenset(("OPTIONAL", "UNION", "MINUS", "EXISTS", "LATERAL", "SERVICE", "GRAPH", "VALUES"))
#: The most things that are listed; where more lack a key, those rows are asked for like any others.
_MOST = 20_000


def about(engine: Engine, text: str, key: Key, terms: Sequence[str]) -> Anchors | None:
    """Return the things connected with one of some terms that the rows are about, in the order of a key.

    None where the statements do not tell: each branch that holds the key has to lead to a term.
    """
    query, always = ParsedQuery.of(text), needed(text)
    source = source_of(text, key.variable)
    beside = [
        always if last in always else [one for one in query.statements if one.group == last.group]
        for *_, last in source
    ]
    paths = [_path(some, f"?{key.variable}", terms) for some in beside]
    if not source or not all(path and _is_one_thing(query, path) for path in paths):
        return None
    named = _anchors(query, paths, key)
    if not named:
        return None
    branches = " UNION ".join(f"{{ {' '.join(map(str, reversed(path)))} }}" for path in paths)
    columns = " ".join(f"?{name}" for name in (*named, key.variable))
    rows = engine.select(f"{prologue(text)}SELECT {columns} WHERE {{ {branches} }}").rows
    for at, name in enumerate(named):
        found = by_key(Answer((name, key.variable), tuple((row[at], row[-1]) for row in rows)), key)
        if found is not None:
            return Anchors(name, found)
    return None


def lacking(
    engine: Engine, text: str, optional: OptionalPart, keys: Sequence[Key], restricted: Restriction
) -> list[ValueCount] | None:
    """Return the things that lack what an OPTIONAL binds, in the order of the next key; None where there are too many.

    They are looked for among the things of the query's first statement.
    """
    anchor = f"?{optional.anchor}"
    route = from_the_first(top(text), [anchor], restricted)
    bound = ParsedQuery.of(f"{{ {optional.required} }}")
    found, looked_up = joined(engine, text, restricted, route)
    if looked_up or not bound.is_plain:
        found += f" LATERAL {{ {optional.text} }} FILTER(!BOUND(?{optional.variable}))"
    else:
        found += f" MINUS {{ {' '.join(one.scanned for one in bound.statements)} }}"
    asked = f"SELECT DISTINCT {anchor} WHERE {{ {found} }} LIMIT {_MOST + 1}"
    key = keys[0] if keys else None
    steps = steps_between(top(text), [anchor], f"?{key.variable}") if key else None
    if not key or not steps or not source_of(text, key.variable):
        things = [row[0] for row in engine.select(prologue(text) + asked).rows]
        return [ValueCount((str(to_oxigraph(one)),), 1) for one in things if one] if len(things) <= _MOST else None
    sorted_by = " ".join(map(str, steps))
    rows = engine.select(
        f"{prologue(text)}SELECT {anchor} ?{key.variable} WHERE {{ {{ {asked} }} LATERAL {{ {sorted_by} }} }}"
    )
    return by_key(rows, key) if len(rows.rows) <= _MOST else None


def top(text: str) -> list[Statement]:
    """Return the statements of the outermost group, which every row needs."""
    query = ParsedQuery.of(text)
    return [one for one in query.statements if one.group >= 0 and query.groups[one.group].parent < 0]


def needed(text: str) -> list[Statement]:
    """Return all statements that every row needs: those of `top`, and of the sub-selects joined to them."""
    query = ParsedQuery.of(text)
    joined = {-1}
    for number, group in enumerate(query.groups):
        behind = query.tokens[group.end + 1].text.upper() if group.end + 1 < len(query.tokens) else ""
        if group.parent in joined and _APART.isdisjoint(group.before) and behind != "UNION":
            joined.add(number)
    return [one for one in query.statements if one.group in joined]


def _path(beside: Sequence[Statement], name: str, terms: Iterable[str]) -> list[Statement]:
    """Return the shortest path of statements from a variable to one of some terms; empty where there is none."""
    paths = [path for term in terms if (path := steps_between(beside, [name], term))]
    return min(paths, key=len, default=[])


def _anchors(query: ParsedQuery, paths: Sequence[Sequence[Statement]], key: Key) -> list[str]:
    """Return the variables on all paths that can be narrowed in each branch, the farthest from a key first."""
    common = [name for one in paths[0] for name in (one.subject, one.object) if name.startswith("?")]
    found = []
    for name in reversed(dict.fromkeys(common)):
        beside = [[one for one in path if name in (one.subject, one.object)] for path in paths]
        narrow = narrowable_groups(query, name[1:])
        if name != f"?{key.variable}" and all(beside) and all(narrow[one.group] for path in beside for one in path):
            found.append(name[1:])
    return found


def _is_one_thing(query: ParsedQuery, path: Sequence[Statement]) -> bool:
    """Return whether a name on a path means one thing throughout: a sub-select may have a variable of its own."""
    within: dict[str, set[int]] = {}
    for one in path:
        for name in (one.subject, one.object):
            within.setdefault(name, set()).add(one.group)
    return all(
        narrowable_groups(query, name[1:])[number]
        for name, numbers in within.items()
        if name.startswith("?") and len(numbers) > 1
        for number in numbers
    )
