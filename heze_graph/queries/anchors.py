"""The things that the rows of an answer are about, found by few statements of its query, in the order of the rows.

A query has twenty columns, each looked up for each row. Which things they are looked up for is told by the few
statements that lead from a thing to what is given, or to what the query begins with; and by one that leads to what the
rows are sorted by. So the things are listed, and the query is asked about as many of them as a part has rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from heze_graph.queries.held import (
    Anchors,
    Fixed,
    Held,
    by_key,
    from_the_first,
    joined,
    prologue,
    source_of,
    steps_between,
    top,
)
from heze_graph.queries.narrowing import code, groups, narrowable_groups
from heze_graph.queries.statements import Statement, is_plain, statements
from heze_graph.rdf.codec import to_oxigraph
from heze_graph.store.ordering import Key

if TYPE_CHECKING:
    from heze_graph.queries.optional import OptionalPart
    from heze_graph.store.engine import Engine

#: Before a group whose statements not all rows need.
_APART = frozenset(("OPTIONAL", "UNION", "MINUS", "EXISTS", "LATERAL", "SERVICE", "GRAPH", "VALUES"))
#: So many things are listed; where more lack a key, the query is asked for those that do like any other.
_MOST = 20_000


def about(engine: Engine, text: str, key: Key, terms: Sequence[str]) -> Anchors | None:
    """Return what the rows are about that have to do with one of some terms, in the order of a key.

    None where the statements do not tell it: each branch in which the key stands has to lead to a term.
    """
    every, always = tuple(statements(code(text))), needed(text)
    source = source_of(text, key.variable)
    beside = [always if last in always else [one for one in every if one.group == last.group] for *_, last in source]
    ways = [_way(some, f"?{key.variable}", terms) for some in beside]
    if not source or not all(way and _is_one(text, way) for way in ways):
        return None
    named = _anchor(text, ways, key)
    if not named:
        return None
    branches = " UNION ".join(f"{{ {' '.join(map(str, reversed(way)))} }}" for way in ways)
    asked = f"SELECT ?{named} ?{key.variable} WHERE {{ {branches} }}"
    found = by_key(engine.select(prologue(text) + asked), key)
    return None if found is None else Anchors(named, found)


def lacking(engine: Engine, text: str, optional: OptionalPart, keys: Sequence[Key], fixed: Fixed) -> list[Held] | None:
    """Return the things that lack what an OPTIONAL binds, in the order of the next key; None where there are too many.

    They are looked for among those that the query begins with: its first statement.
    """
    anchor = f"?{optional.anchor}"
    route = from_the_first(top(text), [anchor], fixed)
    inside = code(f"{{ {optional.required} }}")
    bound = [*statements(inside)]
    found, looked_up = joined(engine, text, fixed, route)
    if looked_up or not is_plain(inside):
        found += f" LATERAL {{ {optional.text} }} FILTER(!BOUND(?{optional.variable}))"
    else:
        found += f" MINUS {{ {' '.join(one.apart for one in bound)} }}"
    asked = f"SELECT DISTINCT {anchor} WHERE {{ {found} }} LIMIT {_MOST + 1}"
    key = keys[0] if keys else None
    steps = steps_between(top(text), [anchor], f"?{key.variable}") if key else None
    if not key or not steps or not source_of(text, key.variable):
        things = [row[0] for row in engine.select(prologue(text) + asked).rows]
        return [Held((str(to_oxigraph(one)),), 1) for one in things if one] if len(things) <= _MOST else None
    sorted_by = " ".join(map(str, steps))
    rows = engine.select(
        f"{prologue(text)}SELECT {anchor} ?{key.variable} WHERE {{ {{ {asked} }} LATERAL {{ {sorted_by} }} }}"
    )
    return by_key(rows, key) if len(rows.rows) <= _MOST else None


def needed(text: str) -> list[Statement]:
    """Return the statements that all rows need: those of `top`, and of sub-selects that are joined to them."""
    found = code(text)
    all_groups = groups(found)
    joined = {-1}
    for number, group in enumerate(all_groups):
        behind = found[group.end + 1].text.upper() if group.end + 1 < len(found) else ""
        if group.parent in joined and _APART.isdisjoint(group.before) and behind != "UNION":
            joined.add(number)
    return [one for one in statements(found) if one.group in joined]


def _way(beside: Sequence[Statement], name: str, terms: Iterable[str]) -> list[Statement]:
    """Return the shortest way of statements from a variable to one of some terms, nothing where there is none."""
    ways = [way for term in terms if (way := steps_between(beside, [name], term))]
    return min(ways, key=len, default=[])


def _anchor(text: str, ways: Sequence[Sequence[Statement]], key: Key) -> str:
    """Return the variable farthest from a key that is on all ways and by which each branch can be narrowed, or ""."""
    found = code(text)
    all_groups = groups(found)
    own = {f"?{key.variable}"} | {way[0].subject for way in ways}
    common = [name for one in ways[0] for name in (one.subject, one.object) if name.startswith("?")]
    for name in reversed(dict.fromkeys(common)):
        if name in own or not all(any(name in (one.subject, one.object) for one in way) for way in ways):
            continue
        narrow = narrowable_groups(found, all_groups, name[1:])
        if all(narrow[one.group] for way in ways for one in way if name in (one.subject, one.object)):
            return name[1:]
    return ""


def _is_one(text: str, way: Sequence[Statement]) -> bool:
    """Return whether what has one name on a way is one thing: a sub-select may have a variable of its own."""
    found = code(text)
    all_groups = groups(found)
    within: dict[str, set[int]] = {}
    for one in way:
        for name in (one.subject, one.object):
            within.setdefault(name, set()).add(one.group)
    return all(
        narrowable_groups(found, all_groups, name[1:])[number]
        for name, numbers in within.items()
        if name.startswith("?") and len(numbers) > 1
        for number in numbers
    )
