"""Shapes (SHACL Core) as SPARQL that finds suspects: every node that may violate one, and few others.

SPARQL engines match a pattern against a large graph a hundred times faster than a validator walks it node by node, but
regular expressions, lexical forms and numbers differ slightly between the two. So an expression here is true for every
node that violates a shape; in doubt it is also true, and pySHACL decides.

Each kind of constraint has its function in `_OF_VALUES` or `_OF_SETS`. A shapes graph with anything else in it is not
compiled at all: `compiled` returns None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heze_graph.rdf.terms import PREFIXES, prefixed
from heze_graph.validation.paths import Step, UnknownConstraintError, Values, all_false, ways_along

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

SHACL = "http://www.w3.org/ns/shacl#"
#: The lexical forms that both engines treat alike; any other makes a suspect.
_SURE = {
    "rdf:langString": "",
    "xsd:string": "",
    "xsd:boolean": "^(true|false)$",
    "xsd:integer": "^-?[0-9]{1,18}$",
    "xsd:decimal": "^-?[0-9]{1,12}([.][0-9]{1,6})?$",
    "xsd:gYear": "^[1-9][0-9]{3}$",
    "xsd:date": "^[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$",
}
#: Everything but printable ASCII and common Chinese characters, on which all regular expression engines agree.
_STRANGE = "[^ -~\u4e00-\u9fa5]"
#: The largest count in a shape; more would need too large a join.
_MOST = 2


@dataclass(frozen=True, slots=True)
class Reach:
    """What the validation of a node by a shape looks at: paths to values, and what it asks of these."""

    paths: tuple[tuple[Step, ...], ...]
    beyond: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class ShapeQuery:
    """How to find the suspects of one shape, in the column `focus`, and what their validation looks at."""

    query: str
    subjects_of: tuple[Node, ...]
    objects_of: tuple[Node, ...]
    reach: tuple[Reach, ...]


def compiled(shapes: rdflib.Graph, subclasses: Mapping[str, frozenset[str]]) -> tuple[ShapeQuery, ...] | None:
    """Return how to find the suspects of each shape with a target; None where a shape contains something unknown.

    `subclasses` has the direct and indirect subclasses in the graph to be validated.
    """
    compiler = _Compiler(shapes, subclasses)
    try:
        return tuple(compiler.shape_queries())
    except UnknownConstraintError:
        return None


@dataclass(slots=True)
class _Compiler:
    shapes: rdflib.Graph
    subclasses: Mapping[str, frozenset[str]]
    _count: int = field(default=0)

    def shape_queries(self) -> Iterator[ShapeQuery]:
        from rdflib import RDF

        known = {*_TARGETS, *_COUNTS, *_OF_VALUES, *_OF_SETS, *_SILENT}
        used = {str(term)[len(SHACL) :] for term in self.shapes.predicates() if str(term).startswith(SHACL)}
        types = {str(kind) for kind in self.shapes.objects(None, RDF.type)}
        if not used <= known or types & {PREFIXES["rdfs"] + "Class", PREFIXES["owl"] + "Class"}:
            raise UnknownConstraintError(used - known)
        targeted = {shape for target in _TARGETS for shape in self.shapes.subjects(self.sh(target))}
        for shape in sorted(targeted, key=str):
            yield self._query_of(shape)

    def sh(self, name: str) -> Node:
        from rdflib import URIRef

        return URIRef(SHACL + name)

    def all(self, shape: Node, name: str) -> list[Node]:
        return sorted(self.shapes.objects(shape, self.sh(name)), key=str)

    def members(self, node: Node) -> list[Node]:
        from rdflib.collection import Collection

        members = list(Collection(self.shapes, node))
        if not members:
            raise UnknownConstraintError(node)
        return members

    def new(self) -> str:
        self._count += 1
        return f"?v{self._count}"

    def classes(self, name: Node) -> list[str]:
        return [f"<{one}>" for one in (str(name), *sorted(self.subclasses.get(str(name), ())))]

    def _query_of(self, shape: Node) -> ShapeQuery:
        expressions = list(self.broken(shape, "?focus"))
        by_class, subjects, objects = (self.all(shape, target) for target in _TARGETS)
        targets = [f"?focus a {one}" for name in by_class for one in self.classes(name)]
        targets += [f"?focus {one.n3()} ?any" for one in subjects]
        targets += [f"?any {one.n3()} ?focus" for one in objects]
        branches = " UNION ".join(f"{{ {target} FILTER({' || '.join(expressions)}) }}" for target in targets)
        query = f"SELECT DISTINCT ?focus {{ {branches} }}" if expressions else ""
        return ShapeQuery(query, tuple(subjects), tuple(objects), tuple(self.reach(shape)))

    def broken(self, shape: Node, focus: str) -> Iterator[str]:
        """Yield expressions, one of which is true where a node violates a shape."""
        values = self._values(shape, focus)
        value = self.new() if values else focus
        of_values = [say(self, one, value) for name, say in _OF_VALUES.items() for one in self.all(shape, name)]
        if not values:
            yield from of_values
            for part in self.all(shape, "property"):
                yield from self.broken(part, focus)
            return
        counts = {name: [_few(one) for one in self.all(shape, name)] for name in _COUNTS}
        if counts["maxCount"] == [1]:
            of_values.append(values.other(self.new, value))
            counts["maxCount"] = []
        if counts == {"minCount": [1], "maxCount": []} and (not of_values or self.all(shape, "maxCount")):
            # Exactly one valid value exists: one search instead of two.
            yield f"!{values.some(value, all_false(of_values))}"
            counts["minCount"] = []
        elif of_values:
            yield values.some(value, " || ".join(of_values))
        yield from (f"!{values.distinct(self.new, number)}" for number in counts["minCount"] if number)
        yield from (values.distinct(self.new, number + 1) for number in counts["maxCount"])
        for name, set_says in _OF_SETS.items():
            for one in self.all(shape, name):
                yield set_says(self, one, values)

    def _values(self, shape: Node, focus: str) -> Values | None:
        paths = self.all(shape, "path")
        # The results of a nested property shape concern other focus nodes than the suspects.
        wrong = ["property"] if paths else [*_COUNTS, *_OF_SETS]
        if len(paths) > 1 or any(self.all(shape, name) for name in wrong) or (not paths and self._is_property(shape)):
            raise UnknownConstraintError(shape)
        return Values(shape, focus, tuple(ways_along(self.shapes, paths[0]))) if paths else None

    def _is_property(self, shape: Node) -> bool:
        from rdflib import RDF

        return (shape, RDF.type, self.sh("PropertyShape")) in self.shapes

    def conforms(self, shape: Node, node: str) -> str:
        return all_false(list(self.broken(shape, node)))

    def reach(self, shape: Node) -> Iterator[Reach]:
        """Yield what the validation of a node by a shape looks at."""
        paths = self.all(shape, "path")
        inner = [part for name in ("property", "node", "qualifiedValueShape") for part in self.all(shape, name)]
        inner += [part for name in ("or", "xone") for parts in self.all(shape, name) for part in self.members(parts)]
        beyond = [one for part in inner for one in self.reach(part)]
        if self.all(shape, "class"):
            from rdflib import RDF

            beyond.append(Reach(((Step(RDF.type, inverse=False),),)))
        if not paths:
            yield from beyond
            return
        yield Reach(tuple(ways_along(self.shapes, paths[0])), tuple(beyond))
        for other in self.all(shape, "disjoint"):
            yield Reach(((Step(other, inverse=False),),))


# --- Constraints on single values


def _class(compiler: _Compiler, name: Node, value: str) -> str:
    return " && ".join(f"NOT EXISTS {{ {value} a {one} }}" for one in compiler.classes(name))


def _datatype(_: _Compiler, name: Node, value: str) -> str:
    form = _SURE.get(_short(name))
    if form is None:
        raise UnknownConstraintError(name)
    sure = f" && REGEX(STR({value}), {_text(form)})" if form else ""
    return f"!COALESCE(DATATYPE({value}) = {name.n3()}{sure}, false)"


def _node_kind(_: _Compiler, name: Node, value: str) -> str:
    kinds = {"IRI": "isIRI", "Literal": "isLiteral", "BlankNode": "isBlank"}
    local = str(name).removeprefix(SHACL)
    if local not in kinds:
        raise UnknownConstraintError(name)
    return f"!{kinds[local]}({value})"


def _pattern(_: _Compiler, pattern: Node, value: str) -> str:
    text = f"STR({value})"
    return f"!COALESCE(REGEX({text}, {_text(str(pattern))}) && !REGEX({text}, {_text(_STRANGE)}), false)"


def _min_length(_: _Compiler, length: Node, value: str) -> str:
    return f"!COALESCE(STRLEN(STR({value})) >= {_number(length)}, false)"


def _bound(sign: str) -> Callable[[_Compiler, Node, str], str]:
    return lambda _, bound, value: f"!COALESCE(isNumeric({value}) && {value} {sign} {_number(bound)}, false)"


def _in(compiler: _Compiler, members: Node, value: str) -> str:
    return f"!({' || '.join(f'sameTerm({value}, {_exact(one)})' for one in compiler.members(members))})"


def _language_in(compiler: _Compiler, members: Node, value: str) -> str:
    ranges = [f"LANGMATCHES(LANG({value}), {_text(str(one))})" for one in compiler.members(members)]
    return f"!COALESCE({' || '.join(ranges)}, false)"


def _or(compiler: _Compiler, members: Node, value: str) -> str:
    return f"!({' || '.join(compiler.conforms(one, value) for one in compiler.members(members))})"


def _xone(compiler: _Compiler, members: Node, value: str) -> str:
    parts = compiler.members(members)
    # Exactly one of them: an expression that is too often true for one part would clear a violating node.
    if len(parts) != 2 or any(not _exactly_known(compiler, part) for part in parts):
        raise UnknownConstraintError(members)
    first, second = (compiler.conforms(part, value) for part in parts)
    return f"({first} && {second}) || (!({first}) && !({second}))"


def _exactly_known(compiler: _Compiler, shape: Node) -> bool:
    used = {str(one)[len(SHACL) :] for one in compiler.shapes.predicates(shape) if str(one).startswith(SHACL)}
    parts = compiler.all(shape, "property")
    return used <= {*_SILENT, "minCount", "maxCount", "hasValue"} and all(_exactly_known(compiler, p) for p in parts)


def _node(compiler: _Compiler, shape: Node, value: str) -> str:
    return f"!({compiler.conforms(shape, value)})"


# --- Constraints on all values of a path


def _has_value(compiler: _Compiler, value: Node, values: Values) -> str:
    some = compiler.new()
    return f"!{values.some(some, f'sameTerm({some}, {_exact(value)})')}"


def _disjoint(compiler: _Compiler, other: Node, values: Values) -> str:
    some = compiler.new()
    return values.some(some, f"EXISTS {{ {values.focus} {other.n3()} {some} }}")


def _unique_lang(compiler: _Compiler, unique: Node, values: Values) -> str:
    if str(unique) != "true":
        raise UnknownConstraintError(unique)
    one, other = compiler.new(), compiler.new()
    same = f"LANG({one}) != '' && LCASE(LANG({one})) = LCASE(LANG({other}))"
    return values.some(one, values.some(other, f"!sameTerm({one}, {other}) && {same}"))


def _qualified_min_count(compiler: _Compiler, count: Node, values: Values) -> str:
    (shape,) = compiler.all(values.shape, "qualifiedValueShape")
    number = _few(count)
    return (
        f"!{values.distinct(compiler.new, number, lambda value: compiler.conforms(shape, value))}"
        if number
        else "false"
    )


# --- Terms


def _short(node: Node) -> str:
    return prefixed(str(node), {prefix: PREFIXES[prefix] for prefix in ("rdf", "xsd")}) or str(node)


def _text(text: str) -> str:
    from rdflib import Literal

    return Literal(text).n3()


def _number(node: Node) -> str:
    import re

    if not re.fullmatch(_SURE["xsd:decimal"], str(node)):
        raise UnknownConstraintError(node)
    return str(node)


def _few(node: Node) -> int:
    if str(node) not in map(str, range(_MOST + 1)):
        raise UnknownConstraintError(node)
    return int(str(node))


def _exact(node: Node) -> str:
    from rdflib import BNode

    if isinstance(node, BNode) or getattr(node, "language", None):
        raise UnknownConstraintError(node)
    text: str = node.n3()
    return text


_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")
#: What says nothing by itself: what it belongs to reads it.
_COUNTS = ("minCount", "maxCount")
_SILENT = ("message", "property", "path", "inversePath", "alternativePath", "qualifiedValueShape")
_OF_VALUES: dict[str, Callable[[_Compiler, Node, str], str]] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "minLength": _min_length,
    "minInclusive": _bound(">="),
    "maxInclusive": _bound("<="),
    "in": _in,
    "languageIn": _language_in,
    "or": _or,
    "xone": _xone,
    "node": _node,
}
_OF_SETS: dict[str, Callable[[_Compiler, Node, Values], str]] = {
    "hasValue": _has_value,
    "disjoint": _disjoint,
    "uniqueLang": _unique_lang,
    "qualifiedMinCount": _qualified_min_count,
}
