"""The rows that every network is made of, read from the answers of saved queries.

A network query has the columns `source` and `target`, in each row one tie; a row without `target` is a lone node. All
others may be missing: `entry`, the printed Entry that the tie stands on; `weight`, a whole number from 1; `detail`, a
line of text; and `sourceLabel`, `sourceLabelEn`, `sourceKind`, and the same for the target. What a row does not name
is named by the saved query `network-names`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from heze_graph import iris
from heze_graph.errors import QueryError
from heze_graph.model.answers import Answer

if TYPE_CHECKING:
    import pyoxigraph

_LABELS = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing and its kind are called: `label`, `english` and so on are "" where they are not known."""

    label: str = ""
    english: str = ""
    kind: str = ""
    kind_label: str = ""
    kind_english: str = ""

    def in_language(self, language: str) -> str:
        """Return the label in `zh` or `en`, the other where there is only one."""
        return (self.english or self.label) if language == "en" else (self.label or self.english)

    def kind_in_language(self, language: str) -> str:
        """Return the label of the kind in `zh` or `en`, the other where there is only one."""
        english = self.kind_english or self.kind_label
        return english if language == "en" else (self.kind_label or english)


Names = Mapping[str, Name]


@dataclass(frozen=True, slots=True)
class Tie:
    """One row: a tie between two things, or a lone thing where `target` is ""."""

    source: str
    target: str = ""
    entry: str = ""
    weight: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a network query, and the names that they bring themselves."""

    ties: tuple[Tie, ...]
    names: Names = field(default_factory=dict)


def select_rows(answer: Answer, where: str) -> Rows:
    """Return the rows of a SELECT query; `where` names it in errors.

    Raises QueryError when there is no column `source` or `target`, or a weight is no whole number from 1.
    """
    missing = [column for column in ("source", "target") if column not in answer.columns]
    if missing:
        raise QueryError.problem(
            where,
            f"the columns {', '.join(answer.columns)}",
            "source and target, in each row one tie",
            f"rename a variable of SELECT to ?{missing[0]}",
        )
    ties: list[Tie] = []
    names: dict[str, Name] = {}
    for row in answer.texts():
        if row["source"]:
            weight = _weight(row.get("weight", ""), where)
            ties.append(Tie(row["source"], row["target"], row.get("entry", ""), weight, row.get("detail", "")))
            for end in ("source", "target"):
                _note(names, row[end], row, end)
    return Rows(tuple(ties), names)


def _note(names: dict[str, Name], thing: str, row: Mapping[str, str], end: str) -> None:
    label, english, kind = (row.get(f"{end}{part}", "") for part in ("Label", "LabelEn", "Kind"))
    if thing and (label or english or kind):
        names.setdefault(thing, Name(label, english, kind))


def _weight(text: str, where: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or text.strip("0") == "":
        raise QueryError.problem(where, f"the weight {text!r}", "a whole number from 1", "use COUNT or leave it out")
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
        if predicate in _LABELS:
            labels.setdefault((subject, language == "en"), str(getattr(triple.object, "value", value)))
        elif predicate == _TYPE:
            kinds.setdefault(subject, value)
        elif str(triple.object).startswith("<"):
            ties.append(Tie(subject, value, detail=last_part(predicate)))
    things = {thing for tie in ties for thing in (tie.source, tie.target)}
    names = {t: Name(labels.get((t, False), ""), labels.get((t, True), ""), kinds.get(t, "")) for t in things}
    return Rows(tuple(ties), {thing: name for thing, name in names.items() if name != Name()})


def read_names(answer: Answer) -> Names:
    """Return the names that the saved query `network-names` gives; that of a target begins with its number."""
    return {row["thing"]: _name(row) for row in answer.texts()}


def _name(row: Mapping[str, str]) -> Name:
    number = row["identifier"].rpartition("/")[2]
    label, english = (f"{number} {text}" if number and text else text for text in (row["label"], row["labelEn"]))
    return Name(label, english, row["kind"], row["kindLabel"], row["kindLabelEn"])


class Naming:
    """Names things: what their rows say first, then what is known, then the end of their IRI."""

    def __init__(self, rows: Rows, names: Names) -> None:
        self._rows, self._names = rows, names
        self._kinds = {name.kind: name for name in names.values()}

    def of(self, thing: str) -> Name:
        """Return the Name of a thing, whose labels are never empty."""
        own, known = self._rows.names.get(thing, Name()), self._names.get(thing, Name())
        kind = own.kind or known.kind
        described = self._kinds.get(kind, Name())
        return Name(
            own.label or known.label or own.english or known.english or last_part(thing),
            own.english or ("" if own.label else known.english),
            kind,
            described.kind_label or last_part(kind),
            described.kind_english,
        )


def last_part(thing: str) -> str:
    """Return the end of an IRI as a text, or the text itself where it is none.

    >>> last_part("https://example.org/id/unit/heze/a%20b"), last_part("https://example.org/o#Unit"), last_part("三")
    ('a b', 'Unit', '三')
    """
    if "://" not in thing:
        return thing
    return iris.text_of(thing.rstrip("/#").replace("#", "/").rpartition("/")[2])
