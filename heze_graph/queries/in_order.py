"""An answer in parts, in the order of its rows: for some values of what they are sorted by, one after the other.

Oxigraph finds all rows before it sorts them; of a large graph that takes minutes where a page needs moments. So what a
statement of the query says of the first key is listed with how often, and the query is asked about as many of the
values as seem to have enough rows. Documents are listed by name, a value with very many rows is parted by the next key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.model.answers import Answer, Value
from heze_graph.queries.narrowing import Group, Narrowing, code, groups, lateral, told
from heze_graph.queries.statements import Statement, statements
from heze_graph.rdf.codec import to_oxigraph
from heze_graph.store.ordering import Key, in_order, order_of

if TYPE_CHECKING:
    from heze_graph.queries.library import SavedQuery
    from heze_graph.queries.syntax import Token
    from heze_graph.store.engine import Engine

#: So many rows are asked for at once, as far as their number can be told; of one value at most so many.
_TOGETHER, _MANY = 1_000, 3_000
#: Where so many came in fact, a part of what was wanted, more is asked for the next time.
_FEW, _MORE = 4, 3
#: How documents are named: they are listed themselves, not what is said in them.
_NAMED = "dcterms:identifier"
_VIA = "?heldBetween"
#: A statement of a query that holds for so few things makes its whole answer small.
_RARE = 5_000


class Held(NamedTuple):
    """A value of a key, what the query is asked about for it, as SPARQL has that, and how many rows it may have."""

    terms: tuple[str, ...]
    often: int


def parts(engine: Engine, query: SavedQuery, values: Mapping[str, str]) -> Iterator[Answer]:
    """Yield the answer to a SELECT query in parts, in its order; in one where it cannot be parted.

    At least one part comes, and only Oxigraph can be asked for it. Raises as the query and the engine do.
    """
    text = query.bound(values)
    yield from _parts(engine, text, order_of(text))


def first(engine: Engine, query: SavedQuery, values: Mapping[str, str], most: int) -> Answer:
    """Return the first rows of the answer to a SELECT query, at most so many; raises as `parts` does."""
    if not is_parted(engine, query):
        whole = engine.select(query.bound(values))
        return Answer(whole.columns, whole.rows[:most])
    columns = query.names
    rows: list[tuple[Value, ...]] = []
    for part in parts(engine, query, values):
        columns = part.columns
        rows += part.rows
        if len(rows) >= most:
            break
    return Answer(columns, tuple(rows[:most]))


def is_parted(engine: Engine, query: SavedQuery) -> bool:
    """Return whether an answer may be too large to be held, and can come in parts: of a large graph on this machine."""
    generation = getattr(engine, "generation", None)
    keys = order_of(query.text)
    return bool(
        generation and generation.index and query.form == "SELECT" and keys and _source(query.text, keys[0].variable)
    )


def _parts(engine: Engine, text: str, keys: Sequence[Key], *, within: bool = False) -> Iterator[Answer]:
    source = _source(text, keys[0].variable) if keys else ()
    narrowed = _narrowed_by(text, keys[0].variable, source) if source else ""
    held = _held(engine, text, keys[0], narrowed, source) if source else None
    if not held or sum(one.often for one in held) < _MANY or _is_rare(engine, text):
        yield engine.select(lateral(text) if within else text)
        return
    plain, narrowing = Narrowing.of(text, narrowed), Narrowing.of(lateral(text), narrowed)
    wanted, at = _TOGETHER, 0
    while at < len(held):
        end = at + 1
        if held[at].often > _MANY and keys[1:]:
            yield from _parts(engine, plain.to(held[at].terms), keys[1:], within=True)
        else:
            often = held[at].often
            while end < len(held) and often + held[end].often <= wanted:
                often += held[end].often
                end += 1
            part = engine.select(narrowing.to(term for one in held[at:end] for term in one.terms))
            yield part
            wanted = wanted * _MORE if len(part.rows) * _FEW < wanted else _TOGETHER
        at = end


def _is_rare(engine: Engine, text: str) -> bool:
    """Return whether a statement that all rows need holds for few things only, so that the whole answer is small."""
    found = code(text)
    all_groups = groups(found)
    top = [one for one in statements(found) if one.group >= 0 and all_groups[one.group].parent < 0]
    for one in top:
        if not one.object.startswith("?"):
            count = engine.select(f"{_prologue(text)}SELECT (COUNT(*) AS ?count) WHERE {{ {one} }}").rows[0][0]
            if count and int(count.text) < _RARE:
                return True
    return False


def _prologue(text: str) -> str:
    return text[: text.index("SELECT")]


def _source(text: str, variable: str) -> tuple[tuple[Statement, ...], ...]:
    """Return where the values of a variable stand: for each branch a statement, or two of which one leads to the other.

    Nothing is returned where the query cannot be asked about some of the values only.
    """
    found = code(text)
    all_groups = groups(found)
    where = next((number for number, group in enumerate(all_groups) if group.parent < 0), None)
    name = f"?{variable}"
    if where is None or _is_made(found, name) or not _is_kept(found, all_groups[where], name):
        return ()
    narrow = told(found, all_groups, variable)
    said = tuple(statements(found))

    def of(number: int) -> tuple[tuple[Statement, ...], ...]:
        beside = [one for one in said if one.group == number]
        own = [one for one in beside if one.object == name or (one.subject == name and one.predicate != ("a",))]
        own = [one for one in own if one.predicate != ("a",)] or [one for one in beside if one.subject == name]
        if own:
            return (_best(own, beside, name),)
        inner = [at for at, group in enumerate(all_groups) if group.parent == number and narrow[at]]
        for union in _unions(all_groups, inner):
            branches = [of(branch) for branch in union]
            if all(branches):
                return tuple(one for branch in branches for one in branch)
        return ()

    return of(where)


def _is_made(found: Sequence[Token], name: str) -> bool:
    """Return whether a variable is the value of an expression, or of a VALUES."""
    return any(one.text.upper() in ("AS", "VALUES") and two.text == name for one, two in pairwise(found))


def _is_kept(found: Sequence[Token], where: Group, name: str) -> bool:
    """Return whether rows of two values of a variable stay two: they do not where it is left out of what is counted."""
    selected, behind = found[: where.begin], found[where.end :]
    distinct = any(token.text.upper() in ("DISTINCT", "REDUCED") for token in selected)
    if distinct and not any(token.text in (name, "*") for token in selected):
        return False
    words = [token.text.upper() for token in behind]
    if "GROUP" not in words:
        return not any("(" in token.text for token in selected)
    grouped = behind[words.index("GROUP") : words.index("ORDER")]
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


def _narrowed_by(text: str, variable: str, source: Sequence[Sequence[Statement]]) -> str:
    """Return the variable that is narrowed: of things that the values of a key name, where rows stay the same."""
    last = source[0][-1]
    if len(source) == 1 and (len(source[0]) > 1 or _is_of_documents(source[0])) and last.subject.startswith("?"):
        found = code(text)
        if told(found, groups(found), last.subject[1:])[last.group]:
            return last.subject[1:]
    return variable


def _is_of_documents(source: Sequence[Statement]) -> bool:
    return len(source) == 1 and source[0].predicate == (_NAMED,)


def _held(
    engine: Engine, text: str, key: Key, narrowed: str, source: Sequence[Sequence[Statement]]
) -> list[Held] | None:
    """Return the values of a key in order; None where they are of several kinds."""
    held: dict[Value, Held] = {}
    for one in source:
        asked = _DOCUMENTS if _is_of_documents(one) else _prologue(text) + _counting(key.variable, f"?{narrowed}", one)
        for value, thing, often in engine.select(asked).rows:
            if value and thing and often:
                terms, before = held.get(value, Held((), 0))
                term = str(to_oxigraph(value if narrowed == key.variable else thing))
                held[value] = Held(tuple(dict.fromkeys((*terms, term))), before + int(often.text))
    ordered = in_order(Answer((key.variable,), tuple((value,) for value in held)), (key,))
    return None if ordered is None else [held[row[0]] for row in ordered]


#: Documents with so many rows as their statements are listed as those of a key are.
_DOCUMENTS = """PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?name ?document ?often WHERE { ?document heze:rowCount ?often ; dcterms:identifier ?name }"""


def _counting(variable: str, narrowed: str, source: Sequence[Statement]) -> str:
    """Return the query that lists the values of a variable, what is narrowed for each, and how often it is so."""
    one, via = source[-1], source[0] if len(source) > 1 else None
    if via is None and len(one.predicate) > 1 and one.object == f"?{variable}":
        via, one = (
            Statement(one.group, one.subject, one.predicate[:1], _VIA),
            Statement(one.group, _VIA, one.predicate[1:], one.object),
        )
    if via is None:
        return f"SELECT ?{variable} (?{variable} AS ?thing) (COUNT(*) AS ?often) WHERE {{ {one} }} GROUP BY ?{variable}"
    led = f"{{ SELECT {via.object} (COUNT(*) AS ?few) WHERE {{ {via} }} GROUP BY {via.object} }}"
    by = f"?{variable}" if narrowed == f"?{variable}" else f"?{variable} {narrowed}"
    return f"SELECT ?{variable} ({narrowed} AS ?thing) (SUM(?few) AS ?often) WHERE {{ {led} {one} }} GROUP BY {by}"
