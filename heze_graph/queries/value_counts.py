"""The values of a variable of a query, in order, each with the approximate number of rows that have it.

A statement of the query that names the variable is counted by value, which is quick: one scan of an index. Where other
variables of the query are already restricted to some values, so is the count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.messages import LANGUAGES
from heze_graph.model.answers import Answer, Value
from heze_graph.queries.rewriting import narrowable_groups
from heze_graph.queries.structure import Group, ParsedQuery, Statement
from heze_graph.rdf.codec import to_oxigraph
from heze_graph.store.ordering import Key, in_order

if TYPE_CHECKING:
    from heze_graph.store.engine import Engine

#: The property that names documents. Where it gives the values, the documents are listed instead of their statements.
_NAMED = "dcterms:identifier"
_VIA = "?heldBetween"
#: Fewer rows than this are looked up one by one; of more, statements are read whole and joined.
_FEW = 5_000
#: Where the first statement of a query holds this many times less often than a key has values, only those are counted.
_SHARE = 2
#: Where a variable gets its values: one statement for each branch, or two of which the first leads to the second.
Source = tuple[tuple[Statement, ...], ...]
#: The variables that a query restricts to some values, with these values in SPARQL syntax.
Restriction = Mapping[str, tuple[str, ...]]


class ValueCount(NamedTuple):
    """A value of a sort key: the terms (in SPARQL syntax) to ask the query about, and about how many rows they have."""

    terms: tuple[str, ...]
    rows: int


class Anchors(NamedTuple):
    """A variable of a query, and its values grouped by the first sort key, in the order of that key.

    `few` is whether these are the few things that have what the query is restricted to.
    """

    variable: str
    values: list[ValueCount]
    few: bool = False


class _Listed(NamedTuple):
    """A query, the variable whose values are listed, what is restricted for each of them, and what is already."""

    text: str
    variable: str
    narrowed: str
    restricted: Restriction


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
        return last.subject[1:] if _is_narrowable(text, last.subject, last.group) else variable
    return variable


def _is_narrowable(text: str, name: str, group: int) -> bool:
    return narrowable_groups(ParsedQuery.of(text), name[1:])[group]


def _is_of_documents(source: Sequence[Statement]) -> bool:
    return len(source) == 1 and source[0].predicate == (_NAMED,)


def value_counts(engine: Engine, text: str, key: Key, source: Source, restricted: Restriction) -> Anchors | None:
    """Return the values of a key in order; None where they are of several kinds, which have no order.

    Where the query is restricted and few things are left, these are listed in place of the values.
    """
    listed = _Listed(text, key.variable, narrowed_by(text, key.variable, source), restricted)
    if things := _few_things(engine, listed, key, source):
        return things
    found: dict[Value, ValueCount] = {}
    for one in source:
        for value, thing, count in engine.select(_listing(engine, listed, one)).rows:
            if value and thing and count:
                terms, before = found.get(value, ValueCount((), 0))
                term = str(to_oxigraph(value if listed.narrowed == key.variable else thing))
                found[value] = ValueCount(tuple(dict.fromkeys((*terms, term))), before + int(count.text))
    ordered = in_order(Answer((key.variable,), tuple((value,) for value in found)), (key,))
    return None if ordered is None else Anchors(listed.narrowed, [found[row[0]] for row in ordered])


def _few_things(engine: Engine, listed: _Listed, key: Key, source: Source) -> Anchors | None:
    """Return the things that have what the query is restricted to; None where there is no such, or where many do."""
    route, restricted = _route(engine, listed, source[0]) if listed.restricted and len(source) == 1 else ([], {})
    beside = next((one for one in route if one.object[1:] in restricted and one.subject.startswith("?")), None)
    if not beside or not _is_narrowable(listed.text, beside.subject, beside.group):
        return None
    found, _ = joined(engine, listed.text, restricted, list(dict.fromkeys((*route, *source[0]))))
    only = " ".join((found, *_filters(listed.text, key.variable)))
    asked = f"SELECT {beside.subject} ?{key.variable} WHERE {{ {only} }} LIMIT {_FEW}"
    rows = engine.select(prologue(listed.text) + asked)
    things = by_key(rows, key) if len(rows.rows) < _FEW else None
    return None if things is None else Anchors(beside.subject[1:], things, few=True)


def by_key(answer: Answer, key: Key) -> list[ValueCount] | None:
    """Return things by the value of a key; None where one thing has several values, or these have no common order."""
    found: dict[Value, dict[str, int]] = {}
    for thing, value in answer.rows:
        if thing and value:
            terms = found.setdefault(value, {})
            term = str(to_oxigraph(thing))
            terms[term] = terms.get(term, 0) + 1
    if sum(map(len, found.values())) > len({term for terms in found.values() for term in terms}):
        return None
    ordered = in_order(Answer((key.variable,), tuple((value,) for value in found)), (key,))
    return None if ordered is None else [ValueCount((*found[row[0]],), sum(found[row[0]].values())) for row in ordered]


def terms_for(engine: Engine, text: str, variable: str, literal: str) -> tuple[str, tuple[str, ...]]:
    """Return the variable to restrict where another is a literal in SPARQL syntax, and the terms that it may be."""
    source = source_of(text, variable, one_value=True)
    narrowed = narrowed_by(text, variable, source)
    if narrowed == variable:
        return variable, (literal,)
    statement = replace(source[0][-1], object=literal)
    return narrowed, _terms(engine, f"{prologue(text)}SELECT DISTINCT ?{narrowed} WHERE {{ {statement} }}")


def things_called(engine: Engine, text: str, variable: str, literal: str) -> tuple[str, ...]:
    """Return the things whose IRI a literal is, or a name of them that the query compares.

    Names are looked up as they may be written, plain and in each language: to compare all of them takes long.
    """
    query = ParsedQuery.of(text)
    three = zip(query.tokens, query.tokens[1:], query.tokens[2:], strict=False)
    compared = {name.text for word, bracket, name in three if (word.text, bracket.text) == ("STR", "(")}
    names = [one for one in query.statements if one.subject == f"?{variable}" and one.object in compared]
    spelt = " ".join((literal, *(f"{literal}@{language}" for language in LANGUAGES)))
    branches = [f"{{ BIND(IRI({literal}) AS ?{variable}) }}"]
    branches += dict.fromkeys(f"{{ VALUES ?name {{ {spelt} }} {replace(one, object='?name')} }}" for one in names)
    return _terms(engine, f"{prologue(text)}SELECT DISTINCT ?{variable} WHERE {{ {' UNION '.join(branches)} }}")


def _terms(engine: Engine, query: str) -> tuple[str, ...]:
    return tuple(str(to_oxigraph(value)) for (value,) in engine.select(query).rows if value)


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


def _listing(engine: Engine, listed: _Listed, source: Sequence[Statement]) -> str:
    """Return the query that lists the values of a variable, what to restrict for each, and how often each occurs."""
    text, variable, narrowed = listed.text, listed.variable, listed.narrowed
    route, restricted = _route(engine, listed, source)
    if route:
        found, _ = joined(engine, text, restricted, list(dict.fromkeys((*route, *source))))
        return (
            f"{prologue(text)}SELECT ?{variable} (?{narrowed} AS ?heldThing) (COUNT(*) AS ?often)"
            f" WHERE {{ {' '.join((found, *_filters(text, variable)))} }} GROUP BY ?{variable} ?{narrowed}"
        )
    if _is_of_documents(source):
        return _DOCUMENTS
    query = ParsedQuery.of(text)
    own = _listed_values(query, query.groups[source[-1].group], f"?{variable}")
    only = " ".join(filter(None, (own, *_filters(text, variable))))
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


def _route(engine: Engine, listed: _Listed, source: Sequence[Statement]) -> tuple[list[Statement], Restriction]:
    """Return the statements that connect a variable with what is restricted, and the restrictions that they reach.

    Without any, those that lead to the first statement, where it holds for a small part; nothing where it does not.
    """
    every = [one for one in ParsedQuery.of(listed.text).statements if one.group in (0, source[-1].group)]
    start = [f"?{listed.variable}", f"?{listed.narrowed}", *(one.subject for one in source)]
    reached = {
        name: terms for name, terms in listed.restricted.items() if steps_between(every, start, f"?{name}") is not None
    }
    is_own = _is_of_documents(source) or every[0].subject in (source[0].subject, source[-1].subject)
    first, own = every[:1], source[:1]
    if not reached and (is_own or _SHARE * count(engine, listed.text, first) > count(engine, listed.text, own)):
        return [], reached
    return from_the_first(every, start, reached), reached


def from_the_first(every: Sequence[Statement], start: Sequence[str], restricted: Restriction) -> list[Statement]:
    """Return the statements that connect some variables with what is restricted, and with a query's first statement."""
    route: dict[Statement, None] = {}
    for name in restricted:
        route |= dict.fromkeys(steps_between(every, start, f"?{name}") or ())
    begins = steps_between(every, start, every[0].subject)
    if begins is not None and not any(every[0].subject in (one.subject, one.object) for one in route):
        route |= dict.fromkeys([every[0], *begins[::-1]])
    named = {*start, *(name for one in route for name in (one.subject, one.object))}
    # A class or a constant leaves few things to look at.
    route |= dict.fromkeys(one for one in every if one.subject in named and not one.object.startswith("?"))
    return list(route) or [one for one in every if {one.subject, one.object} & set(start)][:1]


def joined(engine: Engine, text: str, restricted: Restriction, route: Sequence[Statement]) -> tuple[str, bool]:
    """Return how to ask for statements, and whether each row is looked up: where the restriction leaves few."""
    names = {f"?{name}" for name in restricted}
    beside = [one for one in route if names & {one.subject, one.object}]
    if beside and count(engine, text, beside, _FEW, restricted) < _FEW:
        return f"{values(restricted)} {' '.join(map(str, route))}", True
    read = [str(one) if one in beside else one.scanned for one in (*beside, *route)]
    return f"{values(restricted)} {' '.join(dict.fromkeys(read))}", False


def count(
    engine: Engine, text: str, some: Iterable[Statement], most: int = 0, restricted: Restriction | None = None
) -> int:
    """Return how many rows statements of a query have, up to a number, under a restriction."""
    limit = f"LIMIT {most}" if most else ""
    found = f"{{ SELECT * WHERE {{ {values(restricted or {})} {' '.join(map(str, some))} }} {limit} }}"
    often = engine.select(f"{prologue(text)}SELECT (COUNT(*) AS ?count) WHERE {{ {found} }}").rows[0][0]
    return int(often.text) if often else 0


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
