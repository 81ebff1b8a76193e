"""The values of a variable of a query, in order, with about how many rows of the answer have each.

A statement of the query that names the variable is counted by value, which is quick: an index is read from one end to
the other. Where the query is about some values of other variables already, so are the statements that lead to these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.model.answers import Answer, Value
from heze_graph.queries.narrowing import Group, closed, code, groups, narrowable_groups
from heze_graph.queries.statements import Statement, statements
from heze_graph.rdf.codec import to_oxigraph
from heze_graph.store.ordering import Key, in_order

if TYPE_CHECKING:
    from heze_graph.queries.syntax import Token
    from heze_graph.store.engine import Engine

#: How documents are named: they are listed themselves, not what is said in them.
_NAMED = "dcterms:identifier"
_VIA = "?heldBetween"
#: Where a variable gets its values: for each branch a statement, or two of which one leads to the other.
Source = tuple[tuple[Statement, ...], ...]
#: The variables of which a query is about some values only, as SPARQL has these.
Fixed = Mapping[str, tuple[str, ...]]


class Held(NamedTuple):
    """A value of a key, what the query is asked about for it, as SPARQL has that, and how many rows it may have."""

    terms: tuple[str, ...]
    often: int


def source_of(text: str, variable: str, *, one_value: bool = False) -> Source:
    """Return where the values of a variable stand; nothing where the query cannot be about some of them only.

    Of `one_value` it can be though the variable is left out of what is counted: no other value is asked for apart.
    """
    found = code(text)
    all_groups = groups(found)
    where = next((number for number, group in enumerate(all_groups) if group.parent < 0), None)
    name = f"?{variable}"
    if where is None or _is_made(found, name) or not (one_value or _is_kept(found, all_groups[where], name)):
        return ()
    narrow = narrowable_groups(found, all_groups, variable)
    every = tuple(statements(found))

    def of(number: int) -> Source:
        beside = [one for one in every if one.group == number]
        own = [one for one in beside if one.object == name or (one.subject == name and one.predicate != ("a",))]
        if not _named(text, found, all_groups[number], name):
            plain = [one for one in own if one.predicate != ("a",)]
            own = plain or [one for one in beside if one.subject == name] or own
        if own:
            return (_best(own, beside, name),)
        inner = [at for at, group in enumerate(all_groups) if group.parent == number and narrow[at]]
        for union in _unions(all_groups, inner):
            branches = [of(branch) for branch in union]
            if all(branches):
                return tuple(one for branch in branches for one in branch)
        return ()

    return of(where)


def _named(text: str, found: Sequence[Token], group: Group, name: str) -> str:
    """Return how a group says itself what a variable is one of, "" where it does not."""
    for at in range(group.begin, group.end):
        if found[at].text.upper() == "VALUES" and found[at + 1].text == name:
            end = next(place for place in range(at, group.end) if found[place].text == "}")
            return text[found[at].start : found[end].start + 1]
    return ""


def _is_made(found: Sequence[Token], name: str) -> bool:
    """Return whether a variable is the value of an expression."""
    return any(one.text.upper() == "AS" and two.text == name for one, two in pairwise(found))


def _is_kept(found: Sequence[Token], where: Group, name: str) -> bool:
    """Return whether rows of two values of a variable stay two: they do not where it is left out of what is counted."""
    selected, behind = found[: where.begin], found[where.end :]
    distinct = any(token.text.upper() in ("DISTINCT", "REDUCED") for token in selected)
    if distinct and not any(token.text in (name, "*") for token in selected):
        return False
    words = [token.text.upper() for token in behind]
    if "GROUP" not in words:
        return not any("(" in token.text for token in selected)
    grouped = takewhile(lambda token: token.text.upper() != "ORDER", behind[words.index("GROUP") :])
    return any(token.text == name for token in grouped)


def _unions(all_groups: Sequence[Group], inner: Sequence[int]) -> Iterator[list[int]]:
    """Yield the groups among some that are one UNION, or stand alone."""
    union: list[int] = []
    for number in inner:
        if union and all_groups[number].before[-1:] != ("UNION",):
            yield union
            union = []
        union.append(number)
    if union:
        yield union


def _best(own: Sequence[Statement], beside: Sequence[Statement], name: str) -> tuple[Statement, ...]:
    """Return the statement that names a variable best: as its object, and what leads to the subject of that."""
    best = next((one for one in own if one.object == name), own[0])
    if best.object != name or best.predicate == (_NAMED,) or len(best.predicate) > 1:
        return (best,)
    before = next((one for one in beside if one.object == best.subject and len(one.predicate) == 1), None)
    return (before, best) if before else (best,)


def narrowed_by(text: str, variable: str, source: Source) -> str:
    """Return the variable that is narrowed: of things that the values of a key name, where rows stay the same."""
    last = source[0][-1]
    if len(source) == 1 and (len(source[0]) > 1 or _is_of_documents(source[0])) and last.subject.startswith("?"):
        found = code(text)
        if narrowable_groups(found, groups(found), last.subject[1:])[last.group]:
            return last.subject[1:]
    return variable


def _is_of_documents(source: Sequence[Statement]) -> bool:
    return len(source) == 1 and source[0].predicate == (_NAMED,)


def held(engine: Engine, text: str, key: Key, source: Source, fixed: Fixed) -> list[Held] | None:
    """Return the values of a key in order; None where they are of several kinds."""
    found: dict[Value, Held] = {}
    narrowed = narrowed_by(text, key.variable, source)
    for one in source:
        for value, thing, often in engine.select(_listing(text, key.variable, narrowed, one, fixed)).rows:
            if value and thing and often:
                terms, before = found.get(value, Held((), 0))
                term = str(to_oxigraph(value if narrowed == key.variable else thing))
                found[value] = Held(tuple(dict.fromkeys((*terms, term))), before + int(often.text))
    ordered = in_order(Answer((key.variable,), tuple((value,) for value in found)), (key,))
    return None if ordered is None else [found[row[0]] for row in ordered]


def called(engine: Engine, text: str, variable: str, literal: str, source: Source) -> tuple[str, ...]:
    """Return what a variable may be for its text to be a literal, as SPARQL has it: or the things that it names.

    These may be given by their IRI, too.
    """
    narrowed = narrowed_by(text, variable, source)
    texts = ", ".join(f"STR(?{name})" for name in dict.fromkeys((variable, narrowed)))
    terms: dict[str, None] = {}
    for one in source:
        subject = one[-1].subject if narrowed != variable else _VIA
        named = Statement(0, subject, one[-1].predicate[-1:], one[-1].object)
        asked = f"SELECT DISTINCT ?{narrowed} WHERE {{ {named} FILTER({literal} IN ({texts})) }}"
        for (value,) in engine.select(prologue(text) + asked).rows:
            if value:
                terms[str(to_oxigraph(value))] = None
    return tuple(terms)


def prologue(text: str) -> str:
    r"""Return what stands before the query itself: its prefixes.

    >>> prologue("# SELECT\nPREFIX u: <u:> select ?a { ?a u:p ?b }")
    '# SELECT\nPREFIX u: <u:> '
    """
    return text[: next(token.start for token in code(text) if token.text.upper() == "SELECT")]


#: Documents with so many rows as their statements are listed as those of a key are.
_DOCUMENTS = """PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?name ?document ?often WHERE { ?document heze:rowCount ?often ; dcterms:identifier ?name }"""


def _listing(text: str, variable: str, narrowed: str, source: Sequence[Statement], fixed: Fixed) -> str:
    """Return the query that lists the values of a variable, what is narrowed for each, and how often it is so."""
    start = [f"?{variable}", f"?{narrowed}", *(one.subject for one in source)]
    route = leading(text, start, fixed, source[-1].group)
    if route is not None:
        every = " ".join(dict.fromkeys((*map(str, (*route, *source)), *_filters(text, variable))))
        return (
            f"{prologue(text)}SELECT ?{variable} (?{narrowed} AS ?heldThing) (COUNT(*) AS ?often)"
            f" WHERE {{ {values(fixed)} {every} }} GROUP BY ?{variable} ?{narrowed}"
        )
    if _is_of_documents(source):
        return _DOCUMENTS
    read = code(text)
    listed = _named(text, read, groups(read)[source[-1].group], f"?{variable}")
    only = " ".join(filter(None, (listed, *_filters(text, variable))))
    return prologue(text) + _counting(variable, f"?{narrowed}", source, only)


def _filters(text: str, variable: str) -> list[str]:
    """Return the filters that all rows must pass and that are about one variable alone."""
    found = code(text)
    all_groups = groups(found)
    where = next(group for group in all_groups if group.parent < 0)
    inner = [group for group in all_groups if group.parent >= 0]
    filters = []
    for at in range(where.begin, where.end):
        is_top = not any(group.begin < at < group.end for group in inner)
        if is_top and found[at].text.upper() == "FILTER" and found[at + 1].text == "(":
            end = closed(found, at + 1)
            if {token.text for token in found[at:end] if token.kind == "variable"} == {f"?{variable}"}:
                filters.append(text[found[at].start : found[end].start + 1])
    return filters


def values(fixed: Fixed) -> str:
    """Return how SPARQL says what some variables are."""
    return " ".join(f"VALUES ?{name} {{ {' '.join(terms)} }}" for name, terms in fixed.items())


def leading(text: str, start: Sequence[str], fixed: Fixed, number: int) -> list[Statement] | None:
    """Return the statements of a group that lead from some variables to all that are fixed; None where none are, or do.

    What stands on top leads there, too.
    """
    found = code(text)
    where = next(number for number, group in enumerate(groups(found)) if group.parent < 0)
    every = [one for one in statements(found) if one.group in (where, number)]
    route: dict[Statement, None] = {}
    for name in fixed:
        steps = steps_between(every, start, f"?{name}")
        if steps is None:
            return None
        route |= dict.fromkeys(steps)
    return list(route) if fixed else None


def steps_between(every: Sequence[Statement], start: Sequence[str], end: str) -> list[Statement] | None:
    """Return the shortest way of statements from some variables to another, or to a term."""
    ways: dict[str, list[Statement]] = {name: [] for name in start}
    rim = list(ways)
    while rim and end not in ways:
        reached: list[str] = []
        for name in rim:
            for one in every:
                other = {one.subject: one.object, one.object: one.subject}.get(name, "")
                if (other == end or other.startswith("?")) and other not in ways:
                    ways[other] = [*ways[name], one]
                    reached.append(other)
        rim = reached
    return ways.get(end)


def _counting(variable: str, narrowed: str, source: Sequence[Statement], only: str) -> str:
    one, via = source[-1], source[0] if len(source) > 1 else None
    if via is None and len(one.predicate) > 1 and one.object == f"?{variable}":
        via, one = (
            Statement(one.group, one.subject, one.predicate[:1], _VIA),
            Statement(one.group, _VIA, one.predicate[1:], one.object),
        )
    if via is None:
        counted = f"(?{variable} AS ?heldThing) (COUNT(*) AS ?often)"
        return f"SELECT ?{variable} {counted} WHERE {{ {one} {only} }} GROUP BY ?{variable}"
    led = f"{{ SELECT {via.object} (COUNT(*) AS ?few) WHERE {{ {via} }} GROUP BY {via.object} }}"
    by = f"?{variable}" if narrowed == f"?{variable}" else f"?{variable} {narrowed}"
    found = f"?{variable} ({narrowed} AS ?heldThing) (SUM(?few) AS ?often)"
    return f"SELECT {found} WHERE {{ {led} {one} {only} }} GROUP BY {by}"
