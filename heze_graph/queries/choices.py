"""Which values a parameter can take: those in the first rows of the query that the header names (`#+ choices:`).

A form must not wait for a walk over the whole graph, so that this query had best list each value once.

Where several things share a name, as bureaus of different cities do, the name is not a value: each thing is offered by
its IRI, with its city beside the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heze_graph.errors import QueryError, SavedQueryError
from heze_graph.messages import Message, say
from heze_graph.queries.header import Choices, place
from heze_graph.queries.parameters import Parameter, term
from heze_graph.rdf import iris

if TYPE_CHECKING:
    from heze_graph.queries.library import Library, SavedQuery
    from heze_graph.store.engine import Engine

#: How many rows of the query that lists a parameter's values are asked for: about as many as a form can offer.
MOST_ROWS = 1_000
_NAME = Parameter("name", "?_name", True, "literal")
_NAMESAKES = """
PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?thing ?city WHERE {{
  VALUES ?name {{ {name} {name}@zh }}
  ?thing skos:prefLabel|skos:altLabel ?name ;
    heze:city|schema:containedInPlace ?where .
  ?where skos:prefLabel ?city .
  FILTER(LANG(?city) = "zh")
}}
ORDER BY ?thing
"""
_NAMED = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing WHERE {{
  VALUES ?name {{ {name} {name}@zh {name}@en }}
  ?thing skos:prefLabel|skos:altLabel|skos:hiddenLabel ?name .
}}
LIMIT 1
"""
_CITIES = """
PREFIX heze: <https://w3id.org/heze-graph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
SELECT ?thing ?city WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing heze:city|schema:containedInPlace ?where .
  ?where skos:prefLabel ?city .
  FILTER(LANG(?city) = "zh")
}}
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose, and its label (the value itself where it has none).

    `ambiguous` is the name it shares with other things, "" for a unique one; the value is then its IRI.
    """

    value: str
    label: str
    label_en: str
    ambiguous: str = ""


def offered(choices: Choices, library: Library, engine: Engine) -> tuple[Choice, ...]:
    """Return the values in the first MOST_ROWS rows of a parameter's query, without duplicates, in its order.

    A value with several labels gets the first. Raises QueryError where there is no such query or column.
    """
    from heze_graph.queries.in_order import first

    query = library.get(choices.query)
    answer = first(engine, query, {}, MOST_ROWS)
    missing = [column for column in choices.columns if column not in answer.columns]
    if missing:
        where = say("queries.choices-from", query=choices.query)
        raise SavedQueryError.problem("queries.no-column-of", where=where, column=missing[0], query=choices.query)
    iri = next((column.iri for column in query.columns if column.name == choices.value and column.kind == "thing"), "")
    found: dict[str, dict[str, Choice]] = {}
    for row in answer.texts():
        if value := row[choices.value]:
            label = row.get(choices.label) or value
            choice = Choice(value, label, row.get(choices.label_en) or label)
            found.setdefault(value, {}).setdefault(row.get(iri, ""), choice)
    shared = [thing for things in found.values() if len(things) > 1 for thing in things]
    cities = cities_of(engine, shared) if shared else {}
    return tuple(
        _apart(thing, choice, cities) if len(things) > 1 else choice
        for things in found.values()
        for thing, choice in things.items()
    )


def cities_of(engine: Engine, things: Iterable[str]) -> Mapping[str, str]:
    """Return the names of the cities that units, leaders and counties belong to, by the IRI of the thing."""
    answer = engine.select(_CITIES.format(things=" ".join(f"<{thing}>" for thing in things if thing)))
    return {row["thing"]: row["city"] for row in answer.texts()}


def namesakes(query: SavedQuery, values: Mapping[str, str], engine: Engine) -> Iterator[Message]:
    """Yield a note for each value that names things of several cities, since the answer covers all of them."""
    for name in query.choices:
        if not (value := values.get(name, "")):
            continue
        rows = list(engine.select(_NAMESAKES.format(name=term(_NAME, value))).texts())
        if len({row["city"] for row in rows}) > 1:
            named = [f"{row['city']} ({row['thing']})" for row in rows]
            yield say("queries.namesakes", value=value, named=named, name=name)


def unknown(query: SavedQuery, values: Mapping[str, str], engine: Engine) -> Iterator[Message]:
    """Yield a note for each value that should name something and names nothing, since the answer is then empty."""
    for parameter in query.parameters:
        value, listed = values.get(parameter.name, "").strip(), query.choices.get(parameter.name)
        # A document or a date is listed, too, but not by name.
        is_named = listed and (parameter.type == "lang:zh" or listed.value == "name")
        is_name = is_named and value.isprintable() and "://" not in value
        if value and listed and is_name and not engine.select(_NAMED.format(name=term(_NAME, value))).rows:
            close = nearest(value, _listed(query, listed, engine))
            names, about = " / ".join(close), {"value": value, "name": parameter.name, "query": listed.query}
            like = say("queries.unknown-name-like", names=names, **about)
            yield like if close else say("queries.unknown-name", **about)


def nearest(value: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the three names most like a value; those that end with it, as with a place before it, come first.

    >>> nearest("渔业局", ["渔业处", "市某局", "县渔业局", "丙县渔业局"])
    ('县渔业局', '丙县渔业局', '渔业处')
    """
    import difflib

    known = list(dict.fromkeys(names))
    longer = sorted((name for name in known if name.endswith(value)), key=len)
    # Of a person's two characters one may be mistaken; 市 and 局 alone make no two bureaus alike.
    alike = difflib.get_close_matches(value[:80], known, 3, cutoff=0.5 if len(value) < 3 else 0.6)
    return tuple(dict.fromkeys((*longer, *alike)))[:3]


def _listed(query: SavedQuery, listed: Choices, engine: Engine) -> list[str]:
    """Return the values in the first rows of the query that lists them."""
    from heze_graph.queries.in_order import first
    from heze_graph.queries.library import load_named

    answer = first(engine, load_named(query.path.parent, listed.query), {}, MOST_ROWS)
    return [row[listed.value] for row in answer.texts() if row[listed.value]]


def _apart(thing: str, choice: Choice, cities: Mapping[str, str]) -> Choice:
    """Return the choice for one of several things with the same name: its IRI, labelled with its city."""
    scope, _, name = thing.removeprefix(iris.ID).partition("/")[2].rpartition("/")
    city = cities.get(thing) or iris.text_of(scope or name)
    beside = f" · {city}" if city else ""
    return Choice(thing, choice.label + beside, choice.label_en + beside, choice.value)


def faults(query: SavedQuery, library: Library) -> Iterator[SavedQueryError]:
    """Yield why the Choices of a query cannot be offered: the listed query is missing, or requires a value."""
    for name, choices in query.choices.items():
        where = place(query.path, query.header.lines.get("choices", 1))
        try:
            asked = library.get(choices.query)
            asked.bound({})
        except QueryError as error:
            yield SavedQueryError.problem(
                "queries.no-choices", where=where, name=name, query=choices.query, error=error
            )
            continue
        for column in choices.columns:
            if column not in asked.names:
                yield SavedQueryError.problem("queries.no-column-of", where=where, column=column, query=choices.query)
