"""The values of a variable of a query, in order, with about how many rows of the answer have each.

A statement of the query that names the variable is counted by value, which is quick: an index is read from one end to
the other. Where the query is about some values of other variables already, so are the statements that lead to these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.messages import LANGUAGES
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
#: Fewer rows are looked up one by one; where there are more, all that statements hold for is read and joined.
_LOOKED_UP = 5_000
#: Where the first statement of a query holds for so small a part of what a key has, the values are those among it.
_SHARE = 2
#: Where a variable gets its values: for each branch a statement, or two of which one leads to the other.
Source = tuple[tuple[Statement, ...], ...]
#: The variables of which a query is about some values only, as SPARQL has these.
Fixed = Mapping[str, tuple[str, ...]]


class Held(NamedTuple):
    """A value of a key, what the query is asked about for it, as SPARQL has that, and how many rows it may have."""

    terms: tuple[str, ...]
    often: int


class _About(NamedTuple):
    """A query, the variable whose values are listed, what is narrowed for each, and what is fixed already."""

    text: str
    variable: str
    narrowed: str
    fixed: Fixed


class Anchors(NamedTuple):
    """A variable of a query, and its values for each value of the first key, in the order of that.

    `few` is whether these are the few things that have what is fixed.
    """

    variable: str
    values: list[Held]
    few: bool = False


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
        return last.subject[1:] if is_narrowable(text, last.subject[1:], last.group) else variable
    return variable


def is_narrowable(text: str, variable: str, group: int) -> bool:
    """Return whether a query can be about some values of a variable where a group names it."""
    found = code(text)
    return narrowable_groups(found, groups(found), variable)[group]


def _is_of_documents(source: Sequence[Statement]) -> bool:
    return len(source) == 1 and source[0].predicate == (_NAMED,)


def held(engine: Engine, text: str, key: Key, source: Source, fixed: Fixed) -> Anchors | None:
    """Return the values of a key in order; None where they are of several kinds.

    Where something is fixed and has few rows, these are the things that have the values.
    """
    about = _About(text, key.variable, narrowed_by(text, key.variable, source), fixed)
    if things := _few_things(engine, about, key, source):
        return things
    found: dict[Value, Held] = {}
    for one in source:
        for value, thing, often in engine.select(_listing(engine, about, one)).rows:
            if value and thing and often:
                terms, before = found.get(value, Held((), 0))
                term = str(to_oxigraph(value if about.narrowed == key.variable else thing))
                found[value] = Held(tuple(dict.fromkeys((*terms, term))), before + int(often.text))
    ordered = in_order(Answer((key.variable,), tuple((value,) for value in found)), (key,))
    return None if ordered is None else Anchors(about.narrowed, [found[row[0]] for row in ordered])


def _few_things(engine: Engine, about: _About, key: Key, source: Source) -> Anchors | None:
    """Return the things that have what is fixed, by the values of a key; None where nothing is, or where many do."""
    route, fixed = _route(engine, about, source[0]) if about.fixed and len(source) == 1 else ([], {})
    beside = next((one for one in route if one.object[1:] in fixed and one.subject.startswith("?")), None)
    if not beside or not is_narrowable(about.text, beside.subject[1:], beside.group):
        return None
    found, _ = joined(engine, about.text, fixed, list(dict.fromkeys((*route, *source[0]))))
    only = " ".join((found, *_filters(about.text, key.variable)))
    asked = f"SELECT {beside.subject} ?{key.variable} WHERE {{ {only} }} LIMIT {_LOOKED_UP}"
    rows = engine.select(prologue(about.text) + asked)
    values_of = by_key(rows, key) if len(rows.rows) < _LOOKED_UP else None
    return None if values_of is None else Anchors(beside.subject[1:], values_of, few=True)


def by_key(answer: Answer, key: Key) -> list[Held] | None:
    """Return things by the value of a key; None where one has several values, or these are of several kinds."""
    found: dict[Value, dict[str, int]] = {}
    for thing, value in answer.rows:
        if thing and value:
            terms = found.setdefault(value, {})
            term = str(to_oxigraph(thing))
            terms[term] = terms.get(term, 0) + 1
    if sum(map(len, found.values())) > len({term for terms in found.values() for term in terms}):
        return None
    ordered = in_order(Answer((key.variable,), tuple((value,) for value in found)), (key,))
    return None if ordered is None else [Held((*found[row[0]],), sum(found[row[0]].values())) for row in ordered]


def named(engine: Engine, text: str, variable: str, literal: str) -> tuple[str, tuple[str, ...]]:
    """Return what is narrowed where a variable is a literal, and what that may be: the literal, or what it names."""
    source = source_of(text, variable, one_value=True)
    narrowed = narrowed_by(text, variable, source)
    if narrowed == variable:
        return variable, (literal,)
    statement = replace(source[0][-1], object=literal)
    return narrowed, _terms(engine, f"{prologue(text)}SELECT DISTINCT ?{narrowed} WHERE {{ {statement} }}")


def things_called(engine: Engine, text: str, variable: str, literal: str) -> tuple[str, ...]:
    """Return the things that a variable may be for a literal to be their IRI, or a name that the query compares.

    A name is looked up as it may be written, as plain text and in each language, and not read to be compared.
    """
    found = code(text)
    compared = {
        three.text
        for one, two, three in zip(found, found[1:], found[2:], strict=False)
        if (one.text, two.text) == ("STR", "(")
    }
    names = [one for one in statements(found) if one.subject == f"?{variable}" and one.object in compared]
    spelt = " ".join((literal, *(f"{literal}@{language}" for language in LANGUAGES)))
    branches = [f"{{ BIND(IRI({literal}) AS ?{variable}) }}"]
    branches += dict.fromkeys(f"{{ VALUES ?name {{ {spelt} }} {replace(one, object='?name')} }}" for one in names)
    return _terms(engine, f"{prologue(text)}SELECT DISTINCT ?{variable} WHERE {{ {' UNION '.join(branches)} }}")


def _terms(engine: Engine, query: str) -> tuple[str, ...]:
    return tuple(str(to_oxigraph(value)) for (value,) in engine.select(query).rows if value)


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


def _listing(engine: Engine, about: _About, source: Sequence[Statement]) -> str:
    """Return the query that lists the values of a variable, what is narrowed for each, and how often it is so."""
    text, variable, narrowed = about.text, about.variable, about.narrowed
    route, fixed = _route(engine, about, source)
    if route:
        found, _ = joined(engine, text, fixed, list(dict.fromkeys((*route, *source))))
        return (
            f"{prologue(text)}SELECT ?{variable} (?{narrowed} AS ?heldThing) (COUNT(*) AS ?often)"
            f" WHERE {{ {' '.join((found, *_filters(text, variable)))} }} GROUP BY ?{variable} ?{narrowed}"
        )
    if _is_of_documents(source):
        return _DOCUMENTS
    read = code(text)
    listed = _named(text, read, groups(read)[source[-1].group], f"?{variable}")
    only = " ".join(filter(None, (listed, *_filters(text, variable))))
    return prologue(text) + _counting(variable, f"?{narrowed}", source, only)


def _route(engine: Engine, about: _About, source: Sequence[Statement]) -> tuple[list[Statement], Fixed]:
    """Return what leads from a variable to what is fixed and reached; or to the first statement, where that has few."""
    found = code(about.text)
    where = next(number for number, group in enumerate(groups(found)) if group.parent < 0)
    every = [one for one in statements(found) if one.group in (where, source[-1].group)]
    start = [f"?{about.variable}", f"?{about.narrowed}", *(one.subject for one in source)]
    fixed = {name: terms for name, terms in about.fixed.items() if steps_between(every, start, f"?{name}") is not None}
    is_own = _is_of_documents(source) or every[0].subject in (source[0].subject, source[-1].subject)
    if not fixed and (is_own or _SHARE * count(engine, about.text, every[:1]) > count(engine, about.text, source[:1])):
        return [], fixed
    return from_the_first(every, start, fixed), fixed


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


def top(text: str) -> list[Statement]:
    """Return the statements that all rows need."""
    found = code(text)
    all_groups = groups(found)
    return [one for one in statements(found) if one.group >= 0 and all_groups[one.group].parent < 0]


def from_the_first(every: Sequence[Statement], start: Sequence[str], fixed: Fixed) -> list[Statement]:
    """Return the statements that lead from some variables to what is fixed, and to the first statement of a query.

    That is written with the fewest, and comes first where nothing is fixed.
    """
    route: dict[Statement, None] = {}
    for name in fixed:
        route |= dict.fromkeys(steps_between(every, start, f"?{name}") or ())
    begins = steps_between(every, start, every[0].subject)
    if begins is not None and not any(every[0].subject in (one.subject, one.object) for one in route):
        begins = [every[0], *begins[::-1]]
        route = dict.fromkeys([*route, *begins] if fixed else [*begins, *route])
    named = {*start, *(name for one in route for name in (one.subject, one.object))}
    # What is of one class, or has a constant, is among few.
    route |= dict.fromkeys(one for one in every if one.subject in named and not one.object.startswith("?"))
    return list(route) or [one for one in every if set(start) & {one.subject, one.object}][:1]


def joined(engine: Engine, text: str, fixed: Fixed, route: Sequence[Statement]) -> tuple[str, bool]:
    """Return how statements are asked for, and whether each of their rows is looked up: where there are few."""
    names = {f"?{name}" for name in fixed}
    beside = [one for one in route if names & {one.subject, one.object}]
    if beside and count(engine, text, beside, _LOOKED_UP, fixed) < _LOOKED_UP:
        return f"{values(fixed)} {' '.join(map(str, route))}", True
    read = [str(one) if one in beside else one.apart for one in (*beside, *route)]
    return f"{values(fixed)} {' '.join(dict.fromkeys(read))}", False


def count(engine: Engine, text: str, some: Iterable[Statement], most: int = 0, fixed: Fixed | None = None) -> int:
    """Return for how much statements of a query hold, of what is fixed, up to so many."""
    limit = f"LIMIT {most}" if most else ""
    found = f"{{ SELECT * WHERE {{ {values(fixed or {})} {' '.join(map(str, some))} }} {limit} }}"
    often = engine.select(f"{prologue(text)}SELECT (COUNT(*) AS ?count) WHERE {{ {found} }}").rows[0][0]
    return int(often.text) if often else 0


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
