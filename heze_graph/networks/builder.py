"""How the rows of a network query become a Picture, with the printed entries behind each tie.

A network query has the columns `source` and `target`, and one tie in each row; a row without `target` is an isolated
node. Everything else is optional: `entry`, the printed Entry behind the tie; `weight`, a whole number from 1; `detail`,
a line of text; and `sourceLabel`, `sourceLabelEn`, `sourceKind`, and the same for the target. Missing names come from
the saved query `network-names`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from heze_graph.entities.shortening import tables_of
from heze_graph.errors import QueryError
from heze_graph.messages import Message
from heze_graph.model.answers import Answer
from heze_graph.networks.picture import Edge, Evidence, GoalLight, Node, Picture, words
from heze_graph.rdf import iris
from heze_graph.rdf.terms import NAMING, RDF_TYPE

if TYPE_CHECKING:
    import pyoxigraph


_TARGET = f"{iris.ID}target/"
#: The views without required parameters, in display order; `network-NAME.rq` is the query of each.
VIEWS = ("units", "leaders", "targets", "counties", "projects", "themes")


@dataclass(frozen=True, slots=True)
class Label:
    """The names of a thing and of its kind; `label`, `english` and so on are "" where unknown."""

    label: str = ""
    english: str = ""
    kind: str = ""
    kind_label: str = ""
    kind_english: str = ""

    def in_language(self, language: str) -> str:
        """Return the label in `zh` or `en`, or the other one where it is missing."""
        return (self.english or self.label) if language == "en" else (self.label or self.english)

    def kind_in_language(self, language: str) -> str:
        """Return the label of the kind in `zh` or `en`, or the other one where it is missing."""
        english = self.kind_english or self.kind_label
        return english if language == "en" else (self.kind_label or english)


Names = Mapping[str, Label]
#: The columns of the things at both ends of a tie.
ENDS = ("source", "target")


@dataclass(frozen=True, slots=True)
class Tie:
    """One row: a tie between two things, or an isolated thing where `target` is ""."""

    source: str
    target: str = ""
    entry: str = ""
    weight: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a network query, and the names that they contain."""

    ties: tuple[Tie, ...]
    names: Names = field(default_factory=dict)

    @property
    def has_targets(self) -> bool:
        """Whether targets are nodes of the network."""
        return any(end.startswith(_TARGET) for tie in self.ties for end in (tie.source, tie.target))


def select_rows(answer: Answer, where: str | Message) -> Rows:
    """Return the rows of a SELECT query; `where` names it in errors.

    Raises QueryError when a column `source` or `target` is missing, or a weight is not a whole number from 1.
    """
    missing = [column for column in ENDS if column not in answer.columns]
    if missing:
        raise QueryError.problem("networks.columns", where=where, columns=answer.columns, missing=missing[0])
    ties: list[Tie] = []
    names: dict[str, Label] = {}
    for row in answer.texts():
        if row["source"]:
            weight = _weight(row.get("weight", ""), where)
            ties.append(Tie(row["source"], row["target"], row.get("entry", ""), weight, row.get("detail", "")))
            for end in ENDS:
                _note(names, row[end], row, end)
    return Rows(tuple(ties), names)


def _note(names: dict[str, Label], thing: str, row: Mapping[str, str], end: str) -> None:
    label, english, kind = (row.get(f"{end}{part}", "") for part in ("Label", "LabelEn", "Kind"))
    if thing and (label or english or kind):
        names.setdefault(thing, Label(label, english, kind))


def _weight(text: str, where: str | Message) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or text.strip("0") == "":
        raise QueryError.problem("networks.weight", where=where, text=text)
    return int(text)


def construct_rows(triples: Iterable[pyoxigraph.Triple]) -> Rows:
    """Return the rows of a CONSTRUCT query: a tie for each triple whose object is an IRI.

    The predicate becomes the detail; types and labels among the triples name the things.
    """
    ties: list[Tie] = []
    labels: dict[tuple[str, bool], str] = {}
    kinds: dict[str, str] = {}
    for triple in triples:
        subject, predicate, value = (str(term).strip("<>") for term in triple)
        language = getattr(triple.object, "language", None)
        if predicate in NAMING:
            labels.setdefault((subject, language == "en"), str(getattr(triple.object, "value", value)))
        elif predicate == RDF_TYPE:
            kinds.setdefault(subject, value)
        elif str(triple.object).startswith("<"):
            ties.append(Tie(subject, value, detail=iris.last_part(predicate)))
    things = {thing for tie in ties for thing in (tie.source, tie.target)}
    names = {t: Label(labels.get((t, False), ""), labels.get((t, True), ""), kinds.get(t, "")) for t in things}
    return Rows(tuple(ties), {thing: name for thing, name in names.items() if name != Label()})


def _name(row: Mapping[str, str]) -> Label:
    """Return a name given by the saved query `network-names`; that of a target begins with its number."""
    number = row["identifier"].rpartition("/")[2]
    label, english = (f"{number} {text}" if number and text else text for text in (row["label"], row["labelEn"]))
    return Label(label, english, row["kind"], row["kindLabel"], row["kindLabelEn"])


class Labeller:
    """Names things: by their rows, else by what is known, else by the end of their IRI."""

    def __init__(self, rows: Rows, names: Names) -> None:
        self._rows, self._names = rows, names
        self._kinds = {name.kind: name for name in names.values()}

    def of(self, thing: str) -> Label:
        """Return the Name of a thing, whose labels are never empty."""
        own, known = self._rows.names.get(thing, Label()), self._names.get(thing, Label())
        kind = own.kind or known.kind
        described = self._kinds.get(kind, Label())
        return Label(
            own.label or known.label or own.english or known.english or iris.last_part(thing),
            own.english or ("" if own.label else known.english),
            kind,
            described.kind_label or iris.last_part(kind),
            described.kind_english,
        )


@dataclass(frozen=True, slots=True)
class Caption:
    """The title and description of a view; `size` and `weight` are "" where it does not explain them."""

    title: str
    subtitle: str
    size: str = ""
    weight: str = ""


_NO_THEMES = Answer(("source", "entry"), ())


@dataclass(frozen=True, slots=True)
class Known:
    """The answers of `network-names`, `network-entries` and `documents`, which every view needs.

    Where targets are nodes, that of `network-themes` is needed, too.
    """

    names: Answer
    entries: Answer
    documents: Answer
    themes: Answer = _NO_THEMES


@dataclass(slots=True)
class _Bundle:
    """The sum of the rows of one node, or of one pair of nodes."""

    rows: int = 0
    weight: int = 0
    entries: dict[str, None] = field(default_factory=dict)
    details: dict[str, None] = field(default_factory=dict)

    def add(self, tie: Tie) -> None:
        self.rows += 1
        self.weight += tie.weight or 0
        if tie.entry:
            self.entries[tie.entry] = None
        if tie.detail:
            self.details[tie.detail] = None

    def evidence(self, known: Mapping[str, Evidence]) -> tuple[str, ...]:
        return tuple(sorted(entry for entry in self.entries if entry in known))


def draw(heading: Caption, rows: Rows, known: Known, language: str) -> Picture:
    """Return the Picture of some rows, in `zh` or `en`.

    The weight of a tie is the sum of its rows' weights, if any, else the number of different Targets behind it, else 1;
    the size of a node is the number of its Targets, else of its ties.
    """
    texts = words(language)
    names = {row["thing"]: _name(row) for row in known.names.texts()}
    documents = read_documents(known.documents, language)
    evidence = read_evidence(known, documents, Labeller(rows, names), language)
    pairs, things = _bundles(rows.ties)
    edges = tuple(_edge(pair, bundle, evidence) for pair, bundle in sorted(pairs.items()))
    degree = _degrees(edges)
    naming = Labeller(rows, names)
    nodes = tuple(_node(t, b, naming, evidence, (language, degree[t])) for t, b in sorted(things.items()))
    parts: tuple[Node | Edge, ...] = (*nodes, *edges)
    used = {entry for part in parts for entry in part.evidence}
    # The latest report on a target comes last.
    order = {table: number for number, table in enumerate(documents.tables.values())}
    printed = sorted((evidence[entry] for entry in evidence if entry in used), key=lambda one: order[one.document])
    return Picture(
        title=heading.title,
        subtitle=heading.subtitle,
        source=texts["source"].format(documents=documents.titles),
        language=language,
        nodes=nodes,
        edges=edges,
        size_label=heading.size or texts["size" if used else "ties"],
        weight_label=heading.weight or texts["weight" if used else "strength"],
        as_of=documents.as_of,
        evidence=tuple(printed),
    )


def _bundles(ties: Iterable[Tie]) -> tuple[dict[tuple[str, str], _Bundle], dict[str, _Bundle]]:
    """Group rows by pair (the smaller id first) and by thing; a tie from a thing to itself is dropped."""
    pairs: dict[tuple[str, str], _Bundle] = defaultdict(_Bundle)
    things: dict[str, _Bundle] = defaultdict(_Bundle)
    for tie in ties:
        things[tie.source].add(tie)
        if tie.target and tie.target != tie.source:
            things[tie.target].add(tie)
            pairs[min(tie.source, tie.target), max(tie.source, tie.target)].add(tie)
    return pairs, things


def _targets(entries: Iterable[str], evidence: Mapping[str, Evidence]) -> int:
    return len({evidence[entry].target for entry in entries})


def _edge(pair: tuple[str, str], bundle: _Bundle, evidence: Mapping[str, Evidence]) -> Edge:
    entries = bundle.evidence(evidence)
    weight = bundle.weight or _targets(entries, evidence) or 1
    return Edge(*pair, weight, tuple(bundle.details), entries)


def _node(
    thing: str, bundle: _Bundle, naming: Labeller, evidence: Mapping[str, Evidence], shown: tuple[str, int]
) -> Node:
    language, degree = shown
    texts: dict[str, Any] = words(language)
    entries = bundle.evidence(evidence)
    name = naming.of(thing)
    kind = name.kind or "-"
    kind_label = name.kind_in_language(language) or texts["noKind"]
    size = _targets(entries, evidence) or degree
    shown_name, other = name.in_language(language), name.in_language("zh" if language == "en" else "en")
    return Node(thing, shown_name, kind, kind_label, size, entries, other if other != shown_name else "")


def _degrees(edges: Iterable[Edge]) -> dict[str, int]:
    degrees: dict[str, int] = defaultdict(int)
    for edge in edges:
        degrees[edge.source] += 1
        degrees[edge.target] += 1
    return degrees


@dataclass(frozen=True, slots=True)
class Documents:
    """The short names of the tables by document, their titles in one line, and the date they cover."""

    tables: Mapping[str, str]
    titles: str
    as_of: str


def read_documents(answer: Answer, language: str) -> Documents:
    """Return the answer of the saved query `documents`.

    Tables have the names given by `entities.shortening`. The data are of the last day of the last table: a plan, which
    reports nothing, comes before the reports of its year.
    """
    rows = list(answer.texts())
    separator = "；" if language == "zh" else "; "
    titles = separator.join(row["title"] or row["document"] for row in rows)
    return Documents(tables_of(rows, language).called, titles, rows[-1]["end"] if rows else "")


def read_evidence(known: Known, documents: Documents, naming: Labeller, language: str) -> dict[str, Evidence]:
    """Return the answer of the saved query `network-entries` by Entry, in its order, and its themes."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in known.entries.texts():
        rows.setdefault(row["entry"], []).append(row)
    themes: dict[str, dict[str, None]] = defaultdict(dict)
    for row in known.themes.texts():
        themes[row["entry"]][naming.of(row["source"]).in_language(language)] = None
    found = {entry: _evidence(entry, of_entry, documents, naming, language) for entry, of_entry in rows.items()}
    return {entry: replace(one, themes=tuple(themes.get(entry, ()))) for entry, one in found.items()}


def _evidence(
    entry: str, rows: list[dict[str, str]], documents: Documents, naming: Labeller, language: str
) -> Evidence:
    first = rows[0]
    table = documents.tables.get(first["document"], first["document"])
    form = "place" if first["no"] else "placeWithoutNumber"

    def named(thing: str) -> str:
        return naming.of(thing).in_language(language)

    lights = dict.fromkeys((row["light"], row["goal"]) for row in rows if row["light"])
    return Evidence(
        id=entry,
        target=first["promise"],
        document=table,
        place=words(language)[form].format(no=first["no"], table=table, line=first["line"]),
        text=first["wording"],
        leaders=tuple(dict.fromkeys(named(row["leader"]) for row in rows if row["leader"])),
        claims=tuple(dict.fromkeys(named(row["claim"]) for row in rows if row["claim"])),
        lights=tuple(GoalLight(iris.last_part(light), named(light), goal) for light, goal in lights),
    )
