"""The values of a variable of a query, in order, each with the approximate number of rows that have it.

A statement of the query that names the variable is counted by value, which is quick: one scan of an index. Where other
variables of the query are already restricted to some values, so is the count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.model.answers import Answer, Value
from heze_graph.queries.narrowing import narrowable_groups
from heze_graph.queries.structure import Group, ParsedQuery, Statement
from heze_graph.rdf.codec import to_oxigraph
from heze_graph.store.ordering import Key, in_order

if TYPE_CHECKING:
    from heze_graph.store.engine import Engine

#: The property that names documents. Where it gives the values, the documents are listed instead of their statements.
_NAMED = "dcterms:identifier"
_VIA = "?heldBetween"
#: Where a variable gets its values: one statement for each branch, or two of which the first leads to the second.
Source = tuple[tuple[Statement, ...], ...]
#: The variables that a query restricts to some values, with these values in SPARQL syntax.
Restriction = Mapping[str, tuple[str, ...]]


class ValueCount(NamedTuple):
    """A value of a sort key: the terms (in SPARQL syntax) to ask the query about, and about how many rows they have."""

    terms: tuple[str, ...]
    rows: int


def source_of(text: str, variable: str, *, one_value: bool = False) -> Source:
    """Return where the values of a variable come from; nothing where the query cannot be restricted to some of them.

    With `one_value` it can be even where rows of several values would collapse into one, since no other value is asked
    for separately.
    """
    query, name = ParsedQuery.of(text), f"?{variable}"
    if not query.groups or _is_computed(query, name) or not (one_value or _stays_apart(query, name)):
        return ()
    narrow = narrowable_groups(query, variable)

    def of(number: int) -> Source:
        beside = [one for one in query.statements if one.group == number]
        own = [one for one in beside if one.object == name or (one.subject == name and one.predicate != ("a",))]
        if not _listed_values(query, query.groups[number], name):
            plain = [one for one in own if one.predicate != ("a",)]
            own = plain or [one for one in beside if one.subject == name] or own
        if own:
            return (_best(own, beside, name),)
        inner = [child for child in query.children(number) if narrow[child]]
        for union in _unions(query, inner):
            branches = [of(branch) for branch in union]
            if all(branches):
                return tuple(one for branch in branches for one in branch)
        return ()

    return of(0)


def _listed_values(query: ParsedQuery, group: Group, name: str) -> str:
    """Return the VALUES clause of a group that lists the values of a variable, "" where there is none."""
    for at in range(group.begin, group.end):
        if query.tokens[at].text.upper() == "VALUES" and query.tokens[at + 1].text == name:
            end = next(place for place in range(at, group.end) if query.tokens[place].text == "}")
            return query.written(at, end)
    return ""


def _is_computed(query: ParsedQuery, name: str) -> bool:
    """Return whether a variable is the value of an expression."""
    return any(one.text.upper() == "AS" and two.text == name for one, two in pairwise(query.tokens))


def _stays_apart(query: ParsedQuery, name: str) -> bool:
    """Return whether rows with different values of a variable stay different: DISTINCT or GROUP BY may merge them."""
    selected, behind = query.tokens[: query.where.begin], query.tokens[query.where.end :]
    distinct = any(token.text.upper() in ("DISTINCT", "REDUCED") for token in selected)
    if distinct and not any(token.text in (name, "*") for token in selected):
        return False
    words = [token.text.upper() for token in behind]
    if "GROUP" not in words:
        return not any("(" in token.text for token in selected)
    grouped = takewhile(lambda token: token.text.upper() != "ORDER", behind[words.index("GROUP") :])
    return any(token.text == name for token in grouped)


def _unions(query: ParsedQuery, inner: Sequence[int]) -> Iterator[list[int]]:
    """Yield the groups of each UNION, and each group that stands alone."""
    union: list[int] = []
    for number in inner:
        if union and query.groups[number].before[-1:] != ("UNION",):
            yield union
            union = []
        union.append(number)
    if union:
        yield union


def _best(own: Sequence[Statement], beside: Sequence[Statement], name: str) -> tuple[Statement, ...]:
    """Return the statement that gives a variable, preferably as its object, after the one that leads to its subject."""
    best = next((one for one in own if one.object == name), own[0])
    if best.object != name or best.predicate == (_NAMED,) or len(best.predicate) > 1:
        return (best,)
    before = next((one for one in beside if one.object == best.subject and len(one.predicate) == 1), None)
    return (before, best) if before else (best,)


def narrowed_by(text: str, variable: str, source: Source) -> str:
    """Return the variable to restrict: the things that the values of a key name, where that keeps the rows the same."""
    last = source[0][-1]
    if len(source) == 1 and (len(source[0]) > 1 or _is_of_documents(source[0])) and last.subject.startswith("?"):
        query = ParsedQuery.of(text)
        if narrowable_groups(query, last.subject[1:])[last.group]:
            return last.subject[1:]
    return variable


def _is_of_documents(source: Sequence[Statement]) -> bool:
    return len(source) == 1 and source[0].predicate == (_NAMED,)


def value_counts(
    engine: Engine, text: str, key: Key, source: Source, restricted: Restriction
) -> list[ValueCount] | None:
    """Return the values of a key in order; None where they are of several kinds, which have no order."""
    found: dict[Value, ValueCount] = {}
    narrowed = narrowed_by(text, key.variable, source)
    for one in source:
        for value, thing, count in engine.select(_listing(text, key.variable, narrowed, one, restricted)).rows:
            if value and thing and count:
                terms, before = found.get(value, ValueCount((), 0))
                term = str(to_oxigraph(value if narrowed == key.variable else thing))
                found[value] = ValueCount(tuple(dict.fromkeys((*terms, term))), before + int(count.text))
    ordered = in_order(Answer((key.variable,), tuple((value,) for value in found)), (key,))
    return None if ordered is None else [found[row[0]] for row in ordered]


def terms_for(engine: Engine, text: str, variable: str, literal: str, source: Source) -> tuple[str, ...]:
    """Return the terms whose text, or whose name, is a literal in SPARQL syntax; a thing may be given by its IRI."""
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
    r"""Return what precedes SELECT: the prefixes.

    >>> prologue("# SELECT\nPREFIX u: <u:> select ?a { ?a u:p ?b }")
    '# SELECT\nPREFIX u: <u:> '
    """
    return text[: next(token.start for token in ParsedQuery.of(text).tokens if token.text.upper() == "SELECT")]


#: The documents with their numbers of rows, in the columns of every other count.
_DOCUMENTS = """PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?name ?document ?often WHERE { ?document heze:rowCount ?often ; dcterms:identifier ?name }"""


def _listing(text: str, variable: str, narrowed: str, source: Sequence[Statement], restricted: Restriction) -> str:
    """Return the query that lists the values of a variable, what to restrict for each, and how often each occurs."""
    start = [f"?{variable}", f"?{narrowed}", *(one.subject for one in source)]
    route = _route(text, start, restricted, source[-1].group)
    if route is not None:
        every = " ".join(dict.fromkeys((*map(str, (*route, *source)), *_filters(text, variable))))
        return (
            f"{prologue(text)}SELECT ?{variable} (?{narrowed} AS ?heldThing) (COUNT(*) AS ?often)"
            f" WHERE {{ {values(restricted)} {every} }} GROUP BY ?{variable} ?{narrowed}"
        )
    if _is_of_documents(source):
        return _DOCUMENTS
    query = ParsedQuery.of(text)
    listed = _listed_values(query, query.groups[source[-1].group], f"?{variable}")
    only = " ".join(filter(None, (listed, *_filters(text, variable))))
    return prologue(text) + _counting(variable, f"?{narrowed}", source, only)


def _filters(text: str, variable: str) -> list[str]:
    """Return the filters that every row must pass and that concern this variable alone."""
    query = ParsedQuery.of(text)
    inner = {at for group in query.groups if group.parent >= 0 for at in range(group.begin + 1, group.end)}
    filters = []
    for at in range(query.where.begin, query.where.end):
        if at not in inner and query.tokens[at].text.upper() == "FILTER" and query.tokens[at + 1].text == "(":
            end = query.closing(at + 1)
            if {token.text for token in query.tokens[at:end] if token.kind == "variable"} == {f"?{variable}"}:
                filters.append(query.written(at, end))
    return filters


def values(restricted: Restriction) -> str:
    """Return a restriction in SPARQL syntax."""
    return " ".join(f"VALUES ?{name} {{ {' '.join(terms)} }}" for name, terms in restricted.items())


def _route(text: str, start: Sequence[str], restricted: Restriction, number: int) -> list[Statement] | None:
    """Return the statements, of a group or of the top, that connect some variables to all restricted ones.

    None where nothing is restricted, or one of them cannot be reached.
    """
    every = [one for one in ParsedQuery.of(text).statements if one.group in (0, number)]
    route: dict[Statement, None] = {}
    for name in restricted:
        steps = steps_between(every, start, f"?{name}")
        if steps is None:
            return None
        route |= dict.fromkeys(steps)
    return list(route) if restricted else None


def steps_between(every: Sequence[Statement], start: Sequence[str], end: str) -> list[Statement] | None:
    """Return the shortest path of statements from some variables to another one, or to a term; None without any."""
    paths: dict[str, list[Statement]] = {name: [] for name in start}
    rim = list(paths)
    while rim and end not in paths:
        reached: list[str] = []
        for name in rim:
            for one in every:
                other = {one.subject: one.object, one.object: one.subject}.get(name, "")
                if (other == end or other.startswith("?")) and other not in paths:
                    paths[other] = [*paths[name], one]
                    reached.append(other)
        rim = reached
    return paths.get(end)


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
