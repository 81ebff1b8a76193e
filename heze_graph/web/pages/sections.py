"""The building blocks of the pages of things: answers of saved queries, a thing's facts, marked differences."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from heze_graph.entities import entity
from heze_graph.entities.entity import Fact, Thing, Use, local_name
from heze_graph.entities.facets import BEHIND, CERTAIN_FIRST, WORST_FIRST, worst
from heze_graph.model.answers import TextRow
from heze_graph.rdf import iris
from heze_graph.readers.strips import is_drawn
from heze_graph.web.pages.files import STRIP
from heze_graph.web.pages.graph import PageGraph, PageLink, path_of
from heze_graph.web.rendering import all_words

Kind = Literal["same", "gone", "new"]
#: A shared run this short between two changes is shown as changed, too.
_ISLAND = 1
# A number with its decimal point, a Latin word, or one character: the units that a reader compares.
_WORDS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z]+|.", re.DOTALL)
#: The most rows of one section on a page.
_MOST_ROWS = 300
#: Shown elsewhere on every page, or said by the page itself.
_ELSEWHERE = frozenset({"type", "prefLabel", "label", "title", "wasDerivedFrom", "isDefinedBy"})
#: Shown by a section of their own on the pages of these kinds.
_BY_KIND = {
    "finding": frozenset(
        {"printed", "printedElsewhere", "reason", "understood", "certainty"}
        | {"concerns", "elsewhere", "inDocument", "line", "candidateList", "candidateIriList"}
    ),
    "entry": frozenset({"wording"}),
    "document": frozenset({"identifier"}),
    "target": frozenset({"identifier"}),
    "project": frozenset({"countyList"}),
}
_LONG = 24


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A stretch of text: in both wordings (`same`, as the later one prints it), `gone`, or `new`."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> list[MarkedText]:
    """Return the differences between two wordings in reading order.

    Characters are compared one by one, numbers as a whole; the width of punctuation does not matter.

    >>> [(part.kind, part.text) for part in difference("建设项目8个，完成", "建设项目18个,完成")]
    [('same', '建设项目'), ('gone', '8'), ('new', '18'), ('same', '个,完成')]
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, [*map(_plain, old)], [*map(_plain, new)], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    ends = (0, len(blocks) - 1)
    kept = [block for at, block in enumerate(blocks) if at in ends or block.size > _ISLAND]
    parts, i, j = [], 0, 0
    for start, other, size in [*((block.a, block.b, block.size) for block in kept), (len(old), len(new), 0)]:
        parts += [MarkedText("gone", "".join(old[i:start])), MarkedText("new", "".join(new[j:other]))]
        parts.append(MarkedText("same", "".join(new[other : other + size])))
        i, j = start + size, other + size
    return [part for part in parts if part.text]


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word)


@dataclass(frozen=True, slots=True)
class Count:
    """The number of goals with a light; `begin` and `width` are its segment in a bar of 100."""

    light: str
    goals: int
    begin: float
    width: float


def tally(lights: Iterable[str]) -> list[Count]:
    """Return the counts of each light, the worst first, as segments of one bar.

    >>> [(count.light, count.goals, count.width) for count in tally(["behind", "reached", "reached", "behind"])]
    [('behind', 2, 50.0), ('reached', 2, 50.0)]
    """
    counted = Counter(lights)
    return bar({light: counted[light] for light in WORST_FIRST})


def bar(counts: Mapping[str, int]) -> list[Count]:
    """Return counts by light as segments of one bar, the worst first; `none` has no quantified goal."""
    whole = sum(counts.values())
    parts, begin = [], 0.0
    for light in (*WORST_FIRST, "none"):
        if goals := counts.get(light, 0):
            width = round(100 * goals / whole, 2)
            parts.append(Count(light, goals, round(begin, 2), width))
            begin += width
    return parts


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a page.

    `key` names its heading, `part` the macro of `parts.html` that shows the rows, `question` the saved query that they
    answer, with its `values`. `more` is additional data for the macro, `total` the number of rows before the page was
    cut.
    """

    key: str
    part: str
    rows: Sequence[Any]
    question: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    more: Any = None
    total: int = 0


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A printed row: where it is, and its cells as printed, each with its column and header."""

    document: str
    file: str
    line: int
    cells: Sequence[TextRow]

    @property
    def by_column(self) -> Mapping[str, TextRow | None]:
        """The cells by column, None for a column without one."""
        return defaultdict(lambda: None, {cell["column"]: cell for cell in self.cells})

    @property
    def strip(self) -> str:
        """The path of the row's image, "" where the pages of its file cannot be drawn."""
        drawn = bool(self.cells[0].get("page")) and is_drawn(self.file)
        return f"{path_of(iris.row(self.document, self.line))}{STRIP}" if drawn else ""


def cut(section: Section) -> Section:
    """Return a section with no more rows than a page can show; the saved query has them all."""
    return replace(section, rows=section.rows[:_MOST_ROWS], total=len(section.rows))


def assignments(
    graph: PageGraph, iri: str, rows: Sequence[TextRow], goals: Sequence[TextRow], key: str = "targets"
) -> Section:
    """Return the targets of a thing, one row for each leader of each, as the latest document has it.

    What is behind comes first. A row adds `light`, the worst of its entry, and `cites`, every (document, line).
    """
    lights: dict[str, list[str]] = defaultdict(list)
    for row in goals:
        lights[row["entry"]].append(row["light"])
    found: dict[tuple[str, str], list[TextRow]] = defaultdict(list)
    for row in _latest_first(graph, rows):
        found[row["target"], row["leaderIri"]].append(row)
    shown = [
        {
            **of_target[0],
            "light": worst(set(lights[of_target[0]["entry"]])),
            "cites": list(dict.fromkeys((row["document"], row["line"]) for row in of_target)),
        }
        for of_target in found.values()
    ]
    graph.ask_names(shown[:_MOST_ROWS], "leaderIri", "unitIris")
    return Section(key, "assignments", sorted(shown, key=_behind_first), "assignments-of-thing", {"thing": iri})


def goals(graph: PageGraph, iri: str, rows: Sequence[TextRow]) -> Section:
    """Return the goals of a thing with readings and lights."""
    unique = once(_latest_first(graph, rows), "promise")
    return Section("goals", "goals", sorted(unique, key=_behind_first), "goals-of-thing", {"thing": iri})


def at_cells(goals: Sequence[TextRow], rows: Sequence[PrintedRow]) -> list[dict[str, str]]:
    """Return goals with the `line` and `column` of the cell that prints the reading, or else the goal."""
    return [{**goal, **_cell_of(goal, rows)} for goal in goals]


def _cell_of(goal: TextRow, rows: Sequence[PrintedRow]) -> dict[str, str]:
    phrase = goal["reading"] or goal["goal"]
    own = sorted(
        (row for row in rows if row.document == goal["document"]), key=lambda row: row.line != int(goal["line"])
    )
    places = ((row.line, cell["column"]) for row in own for cell in row.cells if phrase and phrase in cell["printed"])
    return next(({"line": str(line), "column": column} for line, column in places), {})


def findings(graph: PageGraph, iri: str) -> Section:
    """Return the findings about the entries of a thing, those that compare two places first."""
    rows = by_weight(entity.findings(graph.catalogue, iri))
    return Section("findings", "findings", rows, "findings-of-thing", {"thing": iri})


def lights(graph: PageGraph, iri: str, rows: Sequence[TextRow]) -> Section:
    """Return how many goals of a thing have each light, by document."""
    by_document: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_document[row["document"]].append(row["light"])
    ordered = sorted(by_document, key=graph.place_of)
    shown = [{"document": name, "goals": len(by_document[name]), "bar": tally(by_document[name])} for name in ordered]
    return Section("lights", "lights", shown, "goals-of-thing", {"thing": iri})


def tied(key: str, graph: PageGraph, rows: Iterable[TextRow], column: str) -> Section:
    """Return the leaders or units of some assignments by their number of targets, most first."""
    rows = list(rows)
    graph.ask_names(rows, "unitIris" if column == "units" else "leaderIri")
    targets: dict[PageLink, set[str]] = defaultdict(set)
    for row in rows:
        for link in graph.units(row) if column == "units" else [graph.leader(row)]:
            if link.label:
                targets[link].add(row["target"])
    counted = ((link, len(of)) for link, of in targets.items())
    return Section(key, "tied", sorted(counted, key=lambda pair: (-pair[1], pair[0].label)))


def by_weight(rows: Iterable[TextRow]) -> list[TextRow]:
    """Return findings, those that compare two places first, then by certainty."""
    return sorted(rows, key=lambda row: (not row["other"], CERTAIN_FIRST.index(row["certainty"])))


def printed_rows(cells: Sequence[TextRow]) -> list[PrintedRow]:
    """Return the rows made up of some cells, in order."""
    grouped = groupby(cells, key=lambda cell: (cell["document"], cell["fileName"], int(cell["line"])))
    return [PrintedRow(document, file, line, list(own)) for (document, file, line), own in grouped]


def heads_of(rows: Sequence[PrintedRow]) -> list[tuple[str, str]]:
    """Return the columns of some rows, each with its most frequent header."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for cell in row.cells:
            counted[cell["column"]][cell["header"]] += 1
    columns = sorted(counted, key=lambda column: (not column.isdigit(), int(column) if column.isdigit() else 0, column))
    return [(column, counted[column].most_common(1)[0][0] or column) for column in columns]


def once(rows: Iterable[TextRow], *columns: str) -> list[TextRow]:
    """Return the first row for each combination of columns."""
    return list({tuple(row[column] for column in columns): row for row in reversed(list(rows))}.values())[::-1]


def _latest_first(graph: PageGraph, rows: Sequence[TextRow]) -> list[TextRow]:
    return sorted(rows, key=lambda row: (-graph.place_of(row["document"]), int(row["line"])))


def _behind_first(row: Mapping[str, Any]) -> int:
    """Return the sort key of a row by its light: far behind, behind, then all others."""
    return BEHIND.index(row["light"]) if row["light"] in BEHIND else len(BEHIND)


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property with its values; `long` where they need the whole width."""

    label: str
    values: tuple[PageLink, ...]
    long: bool


def shown(graph: PageGraph, thing: Thing) -> list[PropertyRow]:
    """Return the facts of a thing in the language of the page, in the order of the graph."""
    left_out = _ELSEWHERE | _BY_KIND.get(thing.kind, frozenset())
    found: dict[str, list[PageLink]] = {}
    for fact in _in_language(thing.facts, graph.language):
        if local_name(fact.term) not in left_out:
            found.setdefault(_label(graph, fact), []).append(_value(graph, fact))
    return [
        PropertyRow(label, tuple(links), sum(len(x.label) for x in links) > _LONG) for label, links in found.items()
    ]


def uses(graph: PageGraph, thing: Thing) -> list[PropertyRow]:
    """Return what other things say about a thing, by property."""
    found: dict[str, list[PageLink]] = {}
    for use in thing.uses:
        found.setdefault(_label(graph, use), []).append(_user(graph, use))
    return [PropertyRow(label, tuple(dict.fromkeys(links)), True) for label, links in found.items()]


def kind_label(graph: PageGraph, thing: Thing) -> str:
    """Return the label of a thing's kind: its class in our ontology, else the scheme that its code belongs to."""
    of_kind = [fact for fact in thing.values("type") if fact.link.startswith(iris.TERM)] or [*thing.values("inScheme")]
    for fact in of_kind:
        return (fact.value_en if graph.language == "en" else fact.value_zh) or thing.kind
    words = all_words().get(f"thing.kind-one.{thing.kind}")
    return words[graph.language] if words else thing.kind


def _in_language(facts: Iterable[Fact], language: str) -> list[Fact]:
    """Leave out texts in the other language where there are some in this one."""
    facts = list(facts)
    here = {fact.term for fact in facts if fact.value.language == language}
    names = ("altLabel", "hiddenLabel")
    return [
        fact
        for fact in facts
        if not fact.value.language
        or fact.value.language == language
        or fact.term not in here
        or local_name(fact.term) in names
    ]


def _label(graph: PageGraph, fact: Fact | Use) -> str:
    label = fact.term_zh if graph.language == "zh" else fact.term_en
    name = local_name(fact.term)
    words = all_words().get(f"thing.term.{name}")
    return label or (words[graph.language] if words else name)


def _value(graph: PageGraph, fact: Fact) -> PageLink:
    if fact.link:
        label = (fact.value_en if graph.language == "en" else "") or fact.value_zh
        return graph.thing(fact.link, label)
    text = fact.value.text
    if fact.value.datatype and fact.value.datatype.endswith("#boolean"):
        text = all_words()[f"thing.{text}"][graph.language]
    return PageLink(text, "", not text.isascii())


def _user(graph: PageGraph, use: Use) -> PageLink:
    label = (use.thing_en if graph.language == "en" else "") or use.thing_zh
    return graph.thing(use.thing, label)
