"""A large answer in parts, in the order of its rows: the query is asked about a few values of its sort key at a time.

Oxigraph finds all rows before it sorts them; on a large graph that takes minutes where a page needs moments. So the
values of the first key are listed with the approximate number of their rows (`value_counts`), and the query is asked
about as many values as promise enough rows. Documents are listed by name, a value with very many rows is split by the
next key, and rows that lack a key are asked for separately. A variable that the query compares with a given value is
restricted to that value from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.model.answers import Answer, Value
from heze_graph.queries.anchors import about, lacking, needed
from heze_graph.queries.rewriting import (
    Narrowing,
    OptionalPart,
    behind_selects,
    filtered,
    lateral,
    optional_of,
    told_by_one,
    without_idle,
)
from heze_graph.queries.structure import ParsedQuery
from heze_graph.queries.value_counts import (
    Anchors,
    Restriction,
    ValueCount,
    count,
    source_of,
    terms_for,
    things_called,
    value_counts,
)
from heze_graph.store.engine import is_large
from heze_graph.store.ordering import Key, order_of

if TYPE_CHECKING:
    from heze_graph.queries.library import SavedQuery
    from heze_graph.queries.syntax import Token
    from heze_graph.store.engine import Engine

#: How many rows to ask for at once, as estimated; a single value may have this many times more before it is split.
_TOGETHER, _MANY = 1_000, 1.5
#: The first request is for this part of the rows wanted: a table has seven times as many cells as the rows it counts.
_TRIAL = 4
#: Where fewer rows came than estimated, the next request may be this many times larger.
_MORE = 3
#: A value with fewer rows than this is never split, even where only the last few rows are wanted.
_FEW = 500
#: Where the values listed have this many times the rows of one part, Oxigraph is made to begin with the values of the
#: part, and the other restrictions become filters, each of at most this many values.
_FAR_MORE, _SHORT = 5, 50
#: Where a statement holds for fewer things than this, they are listed before anything is looked up for them.
_RARE = 10_000
#: Types of parameters that are neither a thing nor a name: numbers and days.
_MEASURES = ("number", "integer", "xsd:")
#: How queries compare a variable with an optional parameter: `v` is the variable, `s` the value, `i` a thing that is
#: given by its name or its IRI.
_COMPARISONS = (
    "FILTER ( COALESCE ( s , v ) = v )",
    (
        'FILTER ( COALESCE ( s , STR ( v ) , "" ) = COALESCE ( STR ( v ) , "" )'
        ' | | COALESCE ( s , "" ) = COALESCE ( STR ( i ) , "-" ) )'
    ),
    'FILTER ( COALESCE ( s , "" ) = "" | | BOUND ( i ) )',
)


class AnswerPart(NamedTuple):
    """Some rows of an answer, and the query that gives exactly these, in their order.

    `ends` is True where it is known that no others follow.
    """

    text: str
    answer: Answer
    ends: bool


@dataclass(slots=True)
class _Wanted:
    """How many more rows are wanted, 0 for all of them."""

    rows: int = 0

    def came(self, rows: int) -> None:
        """Count rows that arrived. It stays above 0, which would mean all."""
        self.rows = max(1, self.rows - rows) if self.rows else 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query for some rows of an answer, the keys they are still to be sorted by, and its restrictions.

    `within` is True for a part of the whole answer, `together` is how many rows to ask for at once, `wanted` how many
    are wanted in all, and `lacking_last` puts rows without the first key last in any case. `restricted` holds every
    restriction, `begins` those that Oxigraph is to begin with; the others are filters.
    """

    text: str
    keys: tuple[Key, ...]
    together: int
    wanted: _Wanted
    lacking_last: bool = False
    within: bool = False
    restricted: Restriction = field(default_factory=dict)
    begins: Restriction = field(default_factory=dict)

    @property
    def at_once(self) -> int:
        """How many rows to ask for at once: no more than are wanted."""
        return min(self.together, self.wanted.rows or self.together)

    @property
    def most_of_one(self) -> float:
        """How many rows of a single value are asked for together; with more it is split by the next key."""
        return max(_MANY * self.at_once, min(_FEW, self.together))

    def about(self, variable: str, terms: Sequence[str], keys: Sequence[Key]) -> _Asked:
        """Return the query restricted to some values of a variable."""
        more = {variable: tuple(terms)}
        restricted, begins = {**self.restricted, **more}, {**self.begins, **more}
        return replace(self, keys=tuple(keys), within=True, restricted=restricted, begins=begins)

    def beginning_elsewhere(self) -> _Asked:
        """Return the query with its short restrictions as filters, so that Oxigraph begins with something else."""
        short = {name: terms for name, terms in self.begins.items() if len(terms) <= _SHORT}
        condition = " && ".join(f"?{name} IN ({', '.join(terms)})" for name, terms in short.items())
        begins = {name: terms for name, terms in self.begins.items() if name not in short}
        return replace(self, text=filtered(self.text, condition) if condition else self.text, begins=begins)

    def narrowed(self, text: str) -> str:
        """Return a form of the query's text, narrowed to the values that Oxigraph is to begin with."""
        for name, terms in self.begins.items():
            text = Narrowing.of(text, name).to(terms)
        return text

    def whole(self, engine: Engine) -> AnswerPart:
        """Return all rows as one part."""
        text = self.narrowed(lateral(self.text) if self.within else behind_selects(self.text))
        return AnswerPart(text, engine.select(text), ends=True)


@dataclass(frozen=True, slots=True)
class Splitting:
    """How an answer is split.

    `together` is how many rows a part should have, `lacking_last` puts rows without the first key last, and `wanted`
    is the number of rows to stop after, 0 for all.
    """

    together: int = _TOGETHER
    lacking_last: bool = False
    wanted: int = 0


def asked_in_parts(
    engine: Engine, query: SavedQuery, given: Mapping[str, str], manner: Splitting | None = None
) -> Iterator[AnswerPart]:
    """Yield the answer to a SELECT query in parts, in its order; as a single part where it cannot be split.

    There is at least one part. Only Oxigraph can be asked this way. Raises as the query and the engine do.
    """
    text, how = without_idle(query.bound(given)), manner or Splitting(_TOGETHER)
    asked = _Asked(text, order_of(text), how.together, _Wanted(how.wanted), how.lacking_last)
    if is_about_one(query):
        things = about(engine, text, asked.keys[0], query.terms(given)) if asked.keys else None
        found = _of_things(engine, asked, things)
    else:
        asked = _restricted(engine, asked)
        is_possible = all(asked.restricted.values())  # something has each given value
        found = _parts(engine, asked) if is_possible else iter(())
    came = False
    for part in found:
        came = True
        asked.wanted.came(len(part.answer.rows))
        yield part
    if not came:  # no value of a key has rows
        yield AnswerPart(asked.narrowed(asked.text), Answer(query.names, ()), ends=True)


def parts(engine: Engine, query: SavedQuery, given: Mapping[str, str], wanted: int = 0) -> Iterator[Answer]:
    """Yield the parts of `asked_in_parts` without their queries."""
    return (part.answer for part in asked_in_parts(engine, query, given, Splitting(_TOGETHER, wanted=wanted)))


def first(engine: Engine, query: SavedQuery, given: Mapping[str, str], most: int) -> Answer:
    """Return at most this many rows from the start of the answer to a SELECT query; raises as `parts` does."""
    if not comes_in_parts(engine, query):
        whole = engine.select(whole_text(engine, query, given))
        return Answer(whole.columns, whole.rows[:most])
    columns = query.names
    rows: list[tuple[Value, ...]] = []
    for part in parts(engine, query, given, most):
        columns = part.columns
        rows += part.rows
        if len(rows) >= most:
            break
    return Answer(columns, tuple(rows[:most]))


def whole_text(engine: Engine, query: SavedQuery, given: Mapping[str, str]) -> str:
    """Return the text that asks for a whole answer: of a large graph, what is selected first is looked up one by one.

    Raises as the query does.
    """
    text = query.bound(given)
    return behind_selects(text) if is_large(engine) and query.form == "SELECT" else text


def about_some(engine: Engine, query: SavedQuery, variable: str, things: Iterable[str]) -> Answer:
    """Return the answer to a saved query without parameters, restricted to some things as values of a variable."""
    text = Narrowing.of(query.bound({}), variable).about(things)
    return engine.select(lateral(without_idle(text)) if is_large(engine) else text)


def comes_in_parts(engine: Engine, query: SavedQuery) -> bool:
    """Return whether an answer comes in parts: from a large graph on this machine, for a query that can be split."""
    return is_large(engine) and query.form == "SELECT" and can_be_split(query.text)


def can_be_split(text: str) -> bool:
    """Return whether a query can be asked for some values of its first sort key only."""
    keys = order_of(text)
    return bool(keys and _with_source(text, keys[0].variable))


def is_about_one(query: SavedQuery) -> bool:
    """Return whether a query requires a thing or a name, so that its answer has few rows."""
    return any(one.required and not one.type.startswith(_MEASURES) for one in query.parameters)


def _with_source(text: str, variable: str, *, one_value: bool = False) -> str:
    """Return the form of a query, as written or with a variable always bound, that can be restricted to some values."""
    if source_of(text, variable, one_value=one_value):
        return text
    optional = optional_of(text, variable)
    return optional.bound if optional and source_of(optional.bound, variable, one_value=one_value) else ""


def _restricted(engine: Engine, asked: _Asked) -> _Asked:
    """Return the query restricted to the values that it compares its variables with."""
    for compared in _comparisons(asked.text):
        variable = compared.get("i") or compared["v"]
        text = told_by_one(asked.text, variable) if "i" in compared else asked.text
        if text := _with_source(text, variable, one_value=True):
            if "i" in compared:
                terms = things_called(engine, asked.text, variable, compared["s"])
            else:
                variable, terms = terms_for(engine, text, variable, compared["s"])
            asked = replace(asked, text=text).about(variable, terms, asked.keys)
    return asked


def _comparisons(text: str) -> Iterator[dict[str, str]]:
    """Yield what stands for the letters of each comparison with a value, unless that is empty."""
    found = ParsedQuery.of(text).tokens
    shapes = [shape.split() for shape in _COMPARISONS]
    for at in range(len(found)):
        for shape in shapes:
            some = found[at : at + len(shape)]
            if len(some) == len(shape) and (fits := _fits(some, shape)) and len(fits["s"]) > len('""'):
                yield fits


def _fits(some: Sequence[Token], shape: Sequence[str]) -> dict[str, str] | None:
    bound: dict[str, str] = {}
    kinds = {"s": "string", "v": "variable", "i": "variable"}
    for token, wanted in zip(some, shape, strict=True):
        if wanted in kinds:
            text = token.text.removeprefix("?")
            if token.kind != kinds[wanted] or bound.setdefault(wanted, text) != text:
                return None
        elif token.text.upper() != wanted:
            return None
    return bound


def _parts(engine: Engine, asked: _Asked) -> Iterator[AnswerPart]:
    key = asked.keys[0] if asked.keys else None
    if key is None:
        yield asked.whole(engine)
    elif rare := _rare(engine, asked, key):
        yield from _of_things(engine, replace(asked, within=True), rare)
    elif source := source_of(asked.text, key.variable):
        found = value_counts(engine, asked.text, key, source, asked.restricted)
        rows = sum(one.rows for one in found.values) if found else 0
        if not found or (0 < rows <= asked.together and not found.few):
            yield asked.whole(engine)
        elif found.values:
            begins = asked.beginning_elsewhere() if found.few or rows > _FAR_MORE * asked.together else asked
            yield from _by_value(engine, begins, found.variable, found.values)
    elif (optional := optional_of(asked.text, key.variable)) and source_of(optional.bound, key.variable):
        bound = replace(asked, text=optional.bound)
        halves = [_lacking(engine, asked, optional), _parts(engine, bound)]
        halves = halves[::-1] if key.descending or asked.lacking_last else halves
        for half in halves:
            yield from (part._replace(ends=part.ends and half is halves[-1]) for part in half)
    else:
        yield asked.whole(engine)


def _of_things(engine: Engine, asked: _Asked, found: Anchors | None) -> Iterator[AnswerPart]:
    """Yield the rows about some things, a few things at a time where there are very many."""
    if found is None or sum(one.rows for one in found.values) <= asked.at_once:
        yield asked.whole(engine)
    else:
        yield from _by_value(engine, replace(asked, keys=asked.keys[:1]), found.variable, found.values)


def _by_value(engine: Engine, asked: _Asked, narrowed: str, counts: Sequence[ValueCount]) -> Iterator[AnswerPart]:
    """Yield the rows of some values of the first key after those of others."""
    narrowing = Narrowing.of(asked.narrowed(lateral(asked.text)), narrowed)
    at, expected, came, before = 0, 0, 0, asked.together
    while at < len(counts):
        end, rows = at + 1, counts[at].rows
        if rows > asked.most_of_one and asked.keys[1:]:
            inner = _parts(engine, asked.about(narrowed, counts[at].terms, asked.keys[1:]))
            yield from (part._replace(ends=part.ends and end == len(counts)) for part in inner)
        else:
            # As many as should yield what is wanted if they are like those before, but not all at once.
            trial = asked.at_once // _TRIAL
            wanted = min(_MORE * before, asked.at_once * expected // max(came, 1) if expected else trial)
            while end < len(counts) and rows + counts[end].rows <= wanted:
                rows += counts[end].rows
                end += 1
            text = narrowing.to(term for one in counts[at:end] for term in one.terms)
            part = AnswerPart(text, engine.select(text), ends=end == len(counts))
            # The latest request weighs most: some values have many rows, and the next ones perhaps none.
            expected, came = expected // 2 + rows, came // 2 + len(part.answer.rows)
            before = max(rows, asked.at_once)
            yield part
        at = end


def _lacking(engine: Engine, asked: _Asked, optional: OptionalPart) -> Iterator[AnswerPart]:
    """Yield the rows that lack the first key, which an OPTIONAL binds, by listing the things that lack it."""
    rest = replace(asked, text=filtered(asked.text, f"!BOUND(?{optional.variable})"), keys=asked.keys[1:], within=True)
    found = lacking(engine, asked.text, optional, asked.keys[1:], asked.restricted)
    if found is None:
        yield from _parts(engine, rest)
    elif sum(one.rows for one in found) > asked.at_once:
        yield from _by_value(engine, rest.beginning_elsewhere(), optional.anchor, found)
    elif found:
        terms = [term for one in found for term in one.terms]
        yield rest.beginning_elsewhere().about(optional.anchor, terms, ()).whole(engine)


def _rare(engine: Engine, asked: _Asked, key: Key) -> Anchors | None:
    """Return the things connected with a statement that every row needs and that holds for few, None without any.

    None where the query is restricted already, or where one thing has too many rows: by things, nothing splits them.
    It is one with a constant, or the first: queries begin with the fewest. For a class, what refers to its things
    counts as well: a few things may have many rows each.
    """
    if asked.restricted:
        return None
    text = asked.text
    every, always = ParsedQuery.of(text).statements, needed(text)
    for one in always:
        if one in every[:1] or not one.object.startswith("?"):
            referring = [other for other in every if other.object == one.subject] if one.predicate == ("a",) else []
            if count(engine, text, [one, *referring], _RARE) < _RARE:
                found = about(engine, text, key, [one.object])
                return found if found and all(each.rows <= asked.most_of_one for each in found.values) else None
    return None
