"""An answer in parts, in the order of its rows: for some values of what they are sorted by, one after the other.

Oxigraph finds all rows before it sorts them; of a large graph that takes minutes where a page needs moments. So the
values of the first key are listed with how many rows they may have (`held`), and the query is asked about as many of
them as seem to have enough rows. Documents are listed by name, a value with very many rows is parted by the next key,
and rows that lack a key are asked for apart. What is held against a given value is about that value from the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from heze_graph.model.answers import Answer, Value
from heze_graph.queries.anchors import about, lacking, needed
from heze_graph.queries.held import Fixed, Held, count, held, named, source_of, things_called
from heze_graph.queries.narrowing import Narrowing, behind_selects, code, lateral
from heze_graph.queries.optional import OptionalPart, filtered, optional_of, told_by_one, without_idle
from heze_graph.queries.statements import statements
from heze_graph.store.ordering import Key, order_of

if TYPE_CHECKING:
    from heze_graph.queries.library import SavedQuery
    from heze_graph.queries.syntax import Token
    from heze_graph.store.engine import Engine

#: So many rows are asked for at once, as far as their number can be told; of one value at most so many times that.
_TOGETHER, _MANY = 1_000, 1.5
#: Where fewer rows came than could be told, at most so many times as many are asked for the next time.
_MORE = 3
#: Where only the last rows of what is wanted are missing, of one value at least so many are asked for.
_FEW = 500
#: Where what a query is about has so many times the rows of a part, Oxigraph begins with what the part is about; and so
#: many values go into a filter.
_FAR_MORE, _SHORT = 5, 50
#: A statement of a query that holds for so few things makes its whole answer small.
_RARE = 2_000
#: Parameters that are no thing and no name: numbers and days.
_MEASURES = ("number", "integer", "xsd:")
#: How queries hold a variable against a value that may be left open: `v` stands for the variable, `s` for the value,
#: `i` for a thing that is given by its name or by its IRI.
_HELD_AGAINST = (
    "FILTER ( COALESCE ( s , v ) = v )",
    (
        'FILTER ( COALESCE ( s , STR ( v ) , "" ) = COALESCE ( STR ( v ) , "" )'
        ' | | COALESCE ( s , "" ) = COALESCE ( STR ( i ) , "-" ) )'
    ),
    'FILTER ( COALESCE ( s , "" ) = "" | | BOUND ( i ) )',
)


class AnswerPart(NamedTuple):
    """Some rows of an answer, and the query that has these and no others, in their order.

    `ends` is whether no others follow; where that is not known yet, it is false.
    """

    text: str
    answer: Answer
    ends: bool


@dataclass(slots=True)
class _Wanted:
    """How many rows are wanted of an answer and did not come yet: 0 where all are."""

    rows: int = 0

    def came(self, rows: int) -> None:
        """Note that so many came; the walk ends before none is wanted."""
        self.rows = max(1, self.rows - rows) if self.rows else 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query that has some rows of an answer, by what they are still to be sorted, and what it is about.

    `within` is whether it is about some values only, `together` how many rows are asked for at once, `wanted` how many
    are at all, `lacking_last` whether rows that lack the first key come last in any case. `fixed` has all values that
    it is about, `begins` those with which Oxigraph is to begin; a filter has the others.
    """

    text: str
    keys: tuple[Key, ...]
    together: int
    wanted: _Wanted
    lacking_last: bool = False
    within: bool = False
    fixed: Fixed = field(default_factory=dict)
    begins: Fixed = field(default_factory=dict)

    @property
    def at_once(self) -> int:
        """How many rows are asked for at once: no more than are wanted."""
        return min(self.together, self.wanted.rows or self.together)

    def about(self, variable: str, terms: Sequence[str], keys: Sequence[Key]) -> _Asked:
        """Return the query about some values of a variable."""
        more = {variable: tuple(terms)}
        fixed, begins = {**self.fixed, **more}, {**self.begins, **more}
        return replace(self, keys=tuple(keys), within=True, fixed=fixed, begins=begins)

    def beginning_elsewhere(self) -> _Asked:
        """Return the query with what it is about as a filter, as far as that is short."""
        short = {name: terms for name, terms in self.begins.items() if len(terms) <= _SHORT}
        condition = " && ".join(f"?{name} IN ({', '.join(terms)})" for name, terms in short.items())
        begins = {name: terms for name, terms in self.begins.items() if name not in short}
        return replace(self, text=filtered(self.text, condition) if condition else self.text, begins=begins)

    def narrowed(self, text: str) -> str:
        """Return a form of the query's text about the values with which it begins."""
        for name, terms in self.begins.items():
            text = Narrowing.of(text, name).to(terms)
        return text

    def whole(self, engine: Engine) -> AnswerPart:
        """Return all rows as one part."""
        text = self.narrowed(lateral(self.text) if self.within else behind_selects(self.text))
        return AnswerPart(text, engine.select(text), ends=True)


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is walked over.

    `together` is how many rows a part is to have, `lacking_last` whether rows without a value for the first key come
    last, `wanted` after how many rows the walk ends, 0 where it goes on to the last.
    """

    together: int = _TOGETHER
    lacking_last: bool = False
    wanted: int = 0


def asked_in_parts(
    engine: Engine, query: SavedQuery, given: Mapping[str, str], manner: Manner | None = None
) -> Iterator[AnswerPart]:
    """Yield the answer to a SELECT query in parts, in its order; in one where it cannot be parted.

    At least one part comes, and only Oxigraph can be asked for it. Raises as the query and the engine do.
    """
    text, how = without_idle(query.bound(given)), manner or Manner(_TOGETHER)
    asked = _Asked(text, order_of(text), how.together, _Wanted(how.wanted), how.lacking_last)
    if is_about_one(query):
        ways = _about(engine, asked, query.terms(given))
    else:
        asked = _held_against(engine, asked)
        if not all(asked.fixed.values()):
            yield AnswerPart(asked.narrowed(asked.text), Answer(query.names, ()), ends=True)  # a value that nothing has
            return
        ways = _parts(engine, asked)
    came = False
    for part in ways:
        came = True
        asked.wanted.came(len(part.answer.rows))
        yield part
    if not came:
        yield asked.whole(engine)


def parts(engine: Engine, query: SavedQuery, given: Mapping[str, str], wanted: int = 0) -> Iterator[Answer]:
    """Yield the parts of `asked_in_parts` without their queries."""
    return (part.answer for part in asked_in_parts(engine, query, given, Manner(_TOGETHER, wanted=wanted)))


def first(engine: Engine, query: SavedQuery, given: Mapping[str, str], most: int) -> Answer:
    """Return the first rows of the answer to a SELECT query, at most so many; raises as `parts` does."""
    if not is_parted(engine, query):
        text = query.bound(given)
        whole = engine.select(behind_selects(text) if is_large(engine) else text)
        return Answer(whole.columns, whole.rows[:most])
    columns = query.names
    rows: list[tuple[Value, ...]] = []
    for part in parts(engine, query, given, most):
        columns = part.columns
        rows += part.rows
        if len(rows) >= most:
            break
    return Answer(columns, tuple(rows[:most]))


def about_some(engine: Engine, query: SavedQuery, variable: str, things: Iterable[str]) -> Answer:
    """Return the answer to a saved query without values about some things only, which are values of a variable."""
    text = query.narrowed({}, variable, things)
    return engine.select(lateral(without_idle(text)) if is_large(engine) else text)


def is_parted(engine: Engine, query: SavedQuery) -> bool:
    """Return whether an answer may be too large to be held, and can come in parts: of a large graph on this machine."""
    return is_large(engine) and query.form == "SELECT" and can_be_parted(query.text)


def is_large(engine: Engine) -> bool:
    """Return whether the graph of an engine is too large to be held: on this machine, with an index on disk."""
    generation = getattr(engine, "generation", None)
    return bool(generation and generation.index)


def can_be_parted(text: str) -> bool:
    """Return whether a query can be asked for some values of the first key of its rows."""
    keys = order_of(text)
    return bool(keys and _way(text, keys[0].variable))


def is_about_one(query: SavedQuery) -> bool:
    """Return whether a query is about a thing or a name that has to be given, so that its answer has few rows."""
    return any(one.required and not one.type.startswith(_MEASURES) for one in query.parameters)


def _way(text: str, variable: str, *, one_value: bool = False) -> str:
    """Return the query, or that where a variable is always bound, where it can be about some values of it; else ""."""
    if source_of(text, variable, one_value=one_value):
        return text
    optional = optional_of(text, variable)
    return optional.bound if optional and source_of(optional.bound, variable, one_value=one_value) else ""


def _held_against(engine: Engine, asked: _Asked) -> _Asked:
    """Return the query about the values against which it holds its variables."""
    for against in _against(asked.text):
        variable = against.get("i") or against["v"]
        text = told_by_one(asked.text, variable) if "i" in against else asked.text
        if text := _way(text, variable, one_value=True):
            if "i" in against:
                terms = things_called(engine, asked.text, variable, against["s"])
            else:
                variable, terms = named(engine, text, variable, against["s"])
            asked = replace(asked, text=text).about(variable, terms, asked.keys)
    return asked


def _against(text: str) -> Iterator[dict[str, str]]:
    """Yield what stands in each place where a query holds something against a value, which is no empty text."""
    found = code(text)
    shapes = [shape.split() for shape in _HELD_AGAINST]
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
            if token.kind != kinds[wanted] or bound.setdefault(wanted, token.text.lstrip("?")) != token.text.lstrip(
                "?"
            ):
                return None
        elif token.text.upper() != wanted:
            return None
    return bound


def _parts(engine: Engine, asked: _Asked) -> Iterator[AnswerPart]:
    key = asked.keys[0] if asked.keys else None
    if key is None:
        yield asked.whole(engine)
    elif rare := _rare(engine, asked.text):
        yield from _about(engine, replace(asked, within=True), [rare])
    elif source := source_of(asked.text, key.variable):
        found = held(engine, asked.text, key, source, asked.fixed)
        often = sum(one.often for one in found.values) if found else 0
        if not found or not found.values or (often <= asked.together and not found.few):
            yield asked.whole(engine)
        else:
            begins = asked.beginning_elsewhere() if found.few or often > _FAR_MORE * asked.together else asked
            yield from _by_value(engine, begins, found.variable, found.values)
    elif (may := optional_of(asked.text, key.variable)) and source_of(may.bound, key.variable):
        bound = replace(asked, text=may.bound)
        ways = [_lacking(engine, asked, may), _parts(engine, bound)]
        ways = ways[::-1] if key.descending or asked.lacking_last else ways
        for way in ways:
            yield from (part._replace(ends=part.ends and way is ways[-1]) for part in way)
    else:
        yield asked.whole(engine)


def _about(engine: Engine, asked: _Asked, terms: Sequence[str]) -> Iterator[AnswerPart]:
    """Yield the rows that have to do with a term; where there are very many, those of some documents at a time."""
    found = about(engine, asked.text, asked.keys[0], terms) if asked.keys else None
    if found is None or sum(one.often for one in found.values) <= asked.at_once:
        yield asked.whole(engine)
    else:
        yield from _by_value(engine, replace(asked, keys=asked.keys[:1]), found.variable, found.values)


def _by_value(engine: Engine, asked: _Asked, narrowed: str, values_of: Sequence[Held]) -> Iterator[AnswerPart]:
    """Yield the rows of some values of the first key after those of others."""
    narrowing = Narrowing.of(asked.narrowed(lateral(asked.text)), narrowed)
    at, expected, came, before = 0, 0, 0, asked.together
    while at < len(values_of):
        end, often = at + 1, values_of[at].often
        if often > max(_MANY * asked.at_once, min(_FEW, asked.together)) and asked.keys[1:]:
            inner = _parts(engine, asked.about(narrowed, values_of[at].terms, asked.keys[1:]))
            yield from (part._replace(ends=part.ends and end == len(values_of)) for part in inner)
        else:
            # As many as have what is wanted where they are what those before them were, but not all at once.
            wanted = min(_MORE * before, asked.at_once * expected // max(came, 1) if expected else asked.at_once)
            while end < len(values_of) and often + values_of[end].often <= wanted:
                often += values_of[end].often
                end += 1
            text = narrowing.to(term for one in values_of[at:end] for term in one.terms)
            part = AnswerPart(text, engine.select(text), ends=end == len(values_of))
            # What came last weighs most: some values have many rows, and those that follow perhaps none.
            expected, came = expected // 2 + often, came // 2 + len(part.answer.rows)
            before = max(often, asked.at_once)
            yield part
        at = end


def _lacking(engine: Engine, asked: _Asked, optional: OptionalPart) -> Iterator[AnswerPart]:
    """Yield the rows that lack the first key, which an OPTIONAL binds: the things that do are named."""
    rest = replace(asked, text=filtered(asked.text, f"!BOUND(?{optional.variable})"), keys=asked.keys[1:], within=True)
    found = lacking(engine, asked.text, optional, asked.keys[1:], asked.fixed)
    if found is None:
        yield from _parts(engine, rest)
    elif sum(one.often for one in found) > asked.at_once:
        yield from _by_value(engine, rest.beginning_elsewhere(), optional.anchor, found)
    elif found:
        terms = [term for one in found for term in one.terms]
        yield rest.beginning_elsewhere().about(optional.anchor, terms, ()).whole(engine)


def _rare(engine: Engine, text: str) -> str:
    """Return the object of a statement that all rows need and that holds for few things, "" where there is none.

    Of one that says what class things are of, also what leads to these counts: few of a class may have many rows each.
    """
    every = [*statements(code(text))]
    for one in needed(text):
        if not one.object.startswith("?"):
            leading = [other for other in every if other.object == one.subject] if one.predicate == ("a",) else []
            if count(engine, text, [one, *leading], _RARE) < _RARE:
                return one.object
    return ""
