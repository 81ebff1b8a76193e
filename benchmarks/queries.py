"""How long every saved query takes, in CPU time: `python -m benchmarks.queries [STORE] [--values 3] [--only NAME …]`.

Asked is the store on disk of a large graph, through the program (of a query about the whole graph its first rows, as
`query --first` gives them), and once more Oxigraph itself, which hands over what it found and nothing else. A query
with parameters is asked with values that the graph has, drawn by a seed: for a thing, some of every kind that the query
can be about, the busiest first; else what its header offers. A line is marked where a query about one thing takes more
than 50 ms, or another more than a second. `results.json` takes what a store of so many rows took;
`python -m benchmarks.report` writes docs/benchmarks.md from it.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph

from benchmarks.measure import RESULTS
from heze_graph.queries.choices import offered
from heze_graph.queries.in_order import first, is_about_one
from heze_graph.queries.library import Library, SavedQuery, load
from heze_graph.rdf.iris import ID
from heze_graph.resources import QUERIES
from heze_graph.store.embedded import Embedded, opened
from heze_graph.store.folder import last_store

#: Seconds: for a query about one thing or name, and for any other.
ONE_THING, WHOLE = 0.05, 1.0
#: How things of each kind are found, those with most to tell first.
KINDS = {
    "leader": "?x heze:leader ?thing",
    "unit": "?x heze:responsibleUnit ?thing",
    "place": "?x heze:mentions ?thing . ?thing a heze:Place",
    "project": "?x heze:mentions ?thing . ?thing a heze:Project",
    "theme": "?x heze:mentions ?thing . ?thing a heze:Theme",
    "indicator": "?x heze:indicator ?thing",
    "target": "?x heze:ofTarget ?thing",
    "entry": "?x heze:inEntry ?thing",
    "goal": "?x heze:readingOf ?thing",
    "document": "?x heze:inDocument ?thing . ?x a heze:Entry",
    "finding": "?thing a heze:Finding ; heze:elsewhere ?x",
}
#: The kind of thing that a parameter of a name takes, where it is not any.
ONLY = {"target": ("target",), "finding": ("finding",)}
#: Values that no other query offers.
SAID = {"no": ["7"], "date": ["2023-06-30"], "least": ["3"]}


@dataclass(frozen=True, slots=True)
class Splitting:
    """How often a query is asked, for how many rows where it is about the whole graph, and whether Oxigraph is, too."""

    rounds: int
    most: int
    compare: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One query with its values: CPU seconds through the program and through Oxigraph alone, and how many rows."""

    name: str
    values: Mapping[str, str]
    ours: float
    raw: float
    rows: int
    about_one: bool

    @property
    def slow(self) -> bool:
        """Whether it takes longer than it may."""
        return self.ours > (ONE_THING if self.about_one else WHOLE)

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it."""
        said = {"query": self.name, "values": dict(self.values), "cpu": self.ours, "rows": self.rows}
        return said | {"about_one": self.about_one} | ({"raw": self.raw} if self.raw else {})


def cpu(work: Callable[[], object], rounds: int) -> float:
    """Return the median CPU seconds of some work."""
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


class Values:
    """The values that the graph has for parameters, drawn by a seed."""

    def __init__(self, engine: Embedded, library: Library, seed: int, number: int) -> None:
        self._engine, self._library, self._number = engine, library, number
        self._seed = seed
        self._things: dict[str, list[str]] = {}

    def of(self, query: SavedQuery) -> Iterator[dict[str, str]]:
        """Yield the values that a query is asked with: the optional ones left open, then each of them given."""
        required = [p for p in query.parameters if p.required]
        least = [self._some(query, p.name) for p in required]
        first = {p.name: values[0] for p, values in zip(required, least, strict=True) if values}
        if not required:
            yield {}
        for parameter, values in zip(required, least, strict=True):
            for value in values:
                yield {**first, parameter.name: value}
        for parameter in query.parameters:
            if not parameter.required and (some := self._some(query, parameter.name)):
                yield {**first, parameter.name: some[0]}

    def _some(self, query: SavedQuery, name: str) -> list[str]:
        choices = query.choices.get(name)
        if name in ("thing", *ONLY):
            return [thing for kind in ONLY.get(name, KINDS) for thing in self.of_kind(kind)]
        if name in SAID:
            return SAID[name]
        if choices is None:
            parameter = next(p for p in query.parameters if p.name == name)
            return list(parameter.allowed[:1] or filter(None, [parameter.example or parameter.default]))
        return self._drawn([choice.value for choice in offered(choices, self._library, self._engine)])

    def of_kind(self, kind: str) -> list[str]:
        """Return some things of a kind, the busiest first."""
        if kind not in self._things:
            text = f"""PREFIX heze: <https://w3id.org/heze-graph/ontology#>
                SELECT ?thing (COUNT(?x) AS ?count) {{ {KINDS[kind]} }} GROUP BY ?thing ORDER BY DESC(?count) ?thing"""
            self._things[kind] = self._drawn([row["thing"] for row in self._engine.select(text).texts()])
        return self._things[kind]

    def _drawn(self, values: Sequence[str]) -> list[str]:
        """Return the first value and others by the seed."""
        rest = values[1:]
        some = random.Random(self._seed).sample(rest, min(self._number - 1, len(rest)))  # noqa: S311  (no secret)
        return [*values[:1], *some]


def asked(query: SavedQuery, values: Mapping[str, str], engine: Embedded, how: Splitting) -> Asked:
    """Return what one query takes with some values: its first rows where it is about the whole graph."""
    about_one = is_about_one(query)
    some = how.most if not about_one and query.form == "SELECT" else 0
    text = query.bound(values) + (f"\nLIMIT {some}" if some else "")
    store = opened(engine.generation)
    rows: list[int] = []

    def raw() -> object:
        result = store.query(text, use_default_graph_as_union=True)
        return bool(result) if isinstance(result, pyoxigraph.QueryBoolean) else sum(1 for _ in result)

    def ask() -> None:
        if query.form == "CONSTRUCT":
            rows.append(len(engine.construct(text)))
        else:
            rows.append(len((first(engine, query, values, some) if some else engine.select(text)).rows))

    ours, alone = cpu(ask, how.rounds), cpu(raw, how.rounds) if how.compare else 0.0
    return Asked(query.name, values, ours, alone, rows[-1], about_one)


def keep(key: str, rows: int, found: Mapping[str, Any]) -> None:
    """Put what was measured of a store of so many rows in the place of what was before."""
    before = json.loads(RESULTS.read_text(encoding="utf-8"))
    others = [one for one in before.get(key, []) if one["rows"] != rows]
    before[key] = sorted([*others, {"rows": rows, **found}], key=lambda one: int(one["rows"]))
    RESULTS.write_text(json.dumps(before, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Print a line for each query and values."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("store", nargs="?", type=Path, default=last_store())
    ask.add_argument("--values", type=int, default=2, help="how many values a parameter is given")
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--rows", type=int, default=1000, help="so many rows of a query about the whole graph; 0 for all")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", nargs="*", help="these queries only")
    ask.add_argument("--ours", action="store_true", help="without Oxigraph alone, which takes minutes on a large graph")
    options = ask.parse_args()
    engine, library = Embedded(options.store), load(QUERIES)
    drawn = Values(engine, library, options.seed, options.values)
    how = Splitting(options.rounds, options.rows, not options.ours)
    found: list[Asked] = []
    print(f"{'query':30} {'rows':>7} {'ms':>8} {'raw ms':>8} {'ratio':>6}   values")
    for query in library.queries:
        if options.only and query.name not in options.only:
            continue
        for values in drawn.of(query):
            if any(parameter.required and parameter.name not in values for parameter in query.parameters):
                continue  # the graph has no value for it
            found.append(asked(query, values, engine, how))
            print(_line(found[-1]), flush=True)
    print(f"{sum(one.slow for one in found)} too slow")
    if not options.only:
        summary = engine.generation.summary()
        kept = {"first": options.rows, "quads": summary["quads"], "asked": [one.kept for one in found]}
        keep("queries", summary["rows"], kept)


def _line(one: Asked) -> str:
    said = " ".join(f"{name}={value.removeprefix(ID)}" for name, value in one.values.items())
    ratio = one.ours / max(one.raw, 1e-6) if one.raw else 0
    mark = "!" if one.slow else " "
    return f"{one.name:30} {one.rows:7} {one.ours * 1e3:8.1f} {one.raw * 1e3:8.1f} {ratio:6.2f} {mark} {said}"


if __name__ == "__main__":
    main()
