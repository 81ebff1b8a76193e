"""The paths of shapes, and expressions over the values at their ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


class UnknownConstraintError(Exception):
    """A shapes graph contains something unknown to the compiler."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a predicate, forwards or backwards."""

    predicate: Node
    inverse: bool


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a property shape: the paths to them from a focus node."""

    shape: Node
    focus: str
    ways: tuple[tuple[Step, ...], ...]

    def some(self, value: str, inner: str) -> str:
        """Return an expression that is true where `inner` holds for some value.

        Each step is a separate EXISTS: Oxigraph looks up a pattern with a bound subject, but joins several patterns
        without regard to it.
        """
        return f"({' || '.join(_walk(way, self.focus, value, inner) for way in self.ways)})"

    def distinct(self, new: Callable[[], str], number: int, of_each: Callable[[str], str] = lambda _: "") -> str:
        """Return an expression that is true where there are this many different values."""
        names = [new() for _ in range(number)]
        expression = ""
        for place in reversed(range(number)):
            conditions = [f"!sameTerm({names[place]}, {other})" for other in names[:place]]
            conditions += list(filter(None, (of_each(names[place]), expression)))
            expression = self.some(names[place], " && ".join(conditions) or "true")
        return expression

    def other(self, new: Callable[[], str], value: str) -> str:
        """Return an expression that is true where there is a value besides a given one."""
        other = new()
        return self.some(other, f"!sameTerm({value}, {other})")


def all_false(expressions: Sequence[str]) -> str:
    """Return an expression that is true where all given ones are false."""
    return f"!({' || '.join(expressions)})" if expressions else "true"


def _walk(way: Sequence[Step], node: str, value: str, inner: str) -> str:
    step, *rest = way
    end = f"{value}_{len(rest)}" if rest else value
    one, other = (end, node) if step.inverse else (node, end)
    last = _walk(rest, end, value, inner) if rest else inner
    return f"EXISTS {{ {one} {step.predicate.n3()} {other} FILTER({last}) }}"


def ways_along(shapes: rdflib.Graph, path: Node) -> Iterator[tuple[Step, ...]]:
    """Yield each route along a path; raises UnknownConstraintError for an unbounded path."""
    from rdflib import RDF, SH, URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        yield (Step(path, inverse=False),)
    elif (path, RDF.first, None) in shapes:
        parts = [list(ways_along(shapes, part)) for part in Collection(shapes, path)]
        yield from (tuple(chain.from_iterable(some)) for some in product(*parts))
    elif (choices := shapes.value(path, SH.alternativePath)) is not None:
        for choice in Collection(shapes, choices):
            yield from ways_along(shapes, choice)
    elif (inverse := shapes.value(path, SH.inversePath)) is not None:
        for way in ways_along(shapes, inverse):
            yield tuple(Step(step.predicate, not step.inverse) for step in reversed(way))
    else:
        raise UnknownConstraintError(path)
