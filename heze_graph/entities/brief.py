"""One page on a leader, a unit, a county or everything: its content, from saved queries, before it is written.

Each target counts by its latest table. Three kinds of lateness are kept apart: `far-behind` and `behind` by numbers;
`admitted` by the row's own words or claim; and targets past their deadline and not done, from the saved query
`deadlines`: `overdue` where the table covers the deadline, else `unverified`, since the target may have been completed
after the table.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from heze_graph.entities.facets import CERTAIN_FIRST, WORST_FIRST
from heze_graph.entities.shortening import Tables, clipped, difference, printable, ranges, shortened, tables_of
from heze_graph.model.answers import TextRow
from heze_graph.queries.columns import codes_of
from heze_graph.queries.library import Library
from heze_graph.rdf import iris
from heze_graph.store.engine import Engine

#: The kinds that a brief can be about; the brief on everything has no IRI.
KINDS = ("leader", "unit", "place")
ALL = "all"
#: The most rows of each list, so that everything fits on one page; the lists say how many more there are.
MOST = {"late": 7, "changes": 4, "questions": 5}
#: The most characters of a quoted text.
_LONG = 60
_WORDS = Path(__file__).parent / "brief.json"
_LATE = ("far-behind", "behind", "admitted", "overdue", "unverified")
#: The kind of a finding that quotes a report which says itself that it is behind, and the claim that says so.
_ADMITTED, _CLAIMED = "says-it-is-behind", "behind-schedule"
#: The state of a target past its deadline, by the basis given by `deadlines`.
_STATES = {"open": "overdue", "not-covered": "unverified"}
#: Gaps in a table that a brief asks about, besides contradictions.
_LACKING = ("missing-progress", "missing-leader", "missing-units")


@dataclass(frozen=True, slots=True)
class BriefList:
    """A list: its column titles, its rows, and a note on what is left out or why it is empty."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Brief:
    """The content of a page; `facts` are pairs of a label and a value, `language` is `zh` or `en`."""

    name: str
    title: str
    date: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[BriefList, ...]
    footer: str
    language: str


@dataclass(frozen=True, slots=True)
class BriefSubject:
    """The subject of a brief: its IRI ("" for everything), kind and name."""

    iri: str
    kind: str
    name: str


EVERYTHING = BriefSubject("", ALL, ALL)


@dataclass(frozen=True, slots=True)
class _Late:
    """A late target: its row, the goal that shows it, what it says of itself, and its states, the worst first."""

    row: TextRow
    goal: TextRow | None
    said: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _About:
    """All rows of a subject, those of the latest table for each target: target → row."""

    rows: Sequence[TextRow]
    current: Mapping[str, TextRow]
    goals: Sequence[TextRow]
    findings: Sequence[TextRow]
    collective: int


class Briefs:
    """Makes briefs of one graph; shared data is fetched once. Methods raise as the engine does."""

    def __init__(self, engine: Engine, library: Library, today: date, language: str = "zh") -> None:
        self._engine, self._library, self._today = engine, library, today
        self._language = language
        self._words: dict[str, Any] = json.loads(_WORDS.read_text(encoding="utf-8"))[language]

    def brief(self, subject: BriefSubject) -> Brief:
        """Return the content of the page on a subject."""
        words, about = self._words, self._about(subject)
        late = self._late(about)
        name = words["everything"] if subject.kind == ALL else subject.name
        facts = {
            "kind": words["kinds"][subject.kind] + self._kind_of_unit(subject.iri),
            "period": words["stop"].join(self._periods(about)),
            "lights": self._lights(about),
            "due": self._due_line(about),
            "sources": words["stop"].join(self._sources(about)),
        }
        sections = (self._late_section(late, name), self._changes(about), self._questions(about))
        return Brief(
            printable(name),
            printable(words["title"].format(name=name)),
            words["date"].format(date=self._today.isoformat()),
            tuple((words["facts"][key], printable(text)) for key, text in facts.items() if text),
            sections,
            words["footer"],
            self._language,
        )

    # What the graph says.

    def _ask(self, name: str, **values: str) -> list[dict[str, str]]:
        return list(self._library.ask(self._engine, name, **values).texts())

    @cached_property
    def _documents(self) -> Mapping[str, TextRow]:
        """The documents by name, the earliest first."""
        return {row["document"]: row for row in self._ask("documents")}

    @cached_property
    def _tables(self) -> Tables:
        return tables_of(self._documents.values(), self._language)

    @cached_property
    def _deadlines(self) -> Sequence[TextRow]:
        """The assignments of each target in its latest document, with their deadlines."""
        return self._ask("deadlines")

    @cached_property
    def _latest(self) -> Mapping[str, str]:
        """The latest document on each target."""
        return {row["targetIri"]: row["document"] for row in self._deadlines}

    @cached_property
    def _passed(self) -> Mapping[tuple[str, str], str]:
        """The state of what was due before today and is not done, by document and line."""
        today = self._today.isoformat()
        late = (row for row in self._deadlines if row["due"] and row["due"] < today and row["basis"] in _STATES)
        return {(row["document"], row["line"]): _STATES[row["basis"]] for row in late}

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, str]]:
        """The labels of codes, by scheme and notation."""
        codes = codes_of(self._ask("concepts"))
        return {scheme: {one: words.of(self._language) for one, words in of.items()} for scheme, of in codes.items()}

    @cached_property
    def _all_changes(self) -> Sequence[TextRow]:
        return self._ask("changed-targets")

    @cached_property
    def _units(self) -> Sequence[TextRow]:
        return self._ask("units")

    def _about(self, subject: BriefSubject) -> _About:
        if subject.kind == ALL:
            rows: list[TextRow] = [
                row | {"wording": row["target"], "target": row["targetIri"]} for row in self._ask("entries")
            ]
            found = [row | {"other": row["otherDocument"]} for row in self._ask("contradictions")]
            found += [row for kind in (*_LACKING, _ADMITTED) for row in self._ask("findings", kind=kind)]
            goals, findings = (
                [row | {"target": row["targetIri"]} for row in all_] for all_ in (self._ask("goals"), found)
            )
            return self._chosen(rows, goals, findings, 0)
        things = [subject.iri]
        if subject.kind == "place":
            things = [row["unit"] for row in self._units if row["placeIri"] == subject.iri]
        parts = [row for thing in things for row in self._ask("assignments-of-thing", thing=thing)]
        own = [row for row in parts if row["role"] in ("leader", "unit")]
        shared = {row["target"] for row in parts if row["role"] == "inferred"} - {row["target"] for row in own}
        answers = {
            name: [row for thing in things for row in self._ask(name, thing=thing)]
            for name in ("goals-of-thing", "findings-of-thing")
        }
        return self._chosen(own, answers["goals-of-thing"], answers["findings-of-thing"], len(shared))

    def _chosen(
        self, rows: Sequence[TextRow], goals: Iterable[TextRow], findings: Iterable[TextRow], shared: int
    ) -> _About:
        """Keep the rows of the latest table for each target."""
        current: dict[str, TextRow] = {}
        for row in rows:
            if self._is_latest(row):
                current.setdefault(row["target"], row)
        kept = [row for row in goals if row["target"] in current and self._is_latest(row)]
        found = {row["finding"]: row for row in findings if not row["target"] or self._is_latest(row)}
        return _About(rows, current, kept, list(found.values()), shared)

    def _states(self, about: _About) -> Mapping[str, str]:
        """Return the state of each target that has an assignment past its deadline and not done."""
        found: dict[str, str] = {}
        for row in filter(self._is_latest, about.rows):
            if state := self._passed.get((row["document"], row["line"])):
                found[row["target"]] = min(state, found.get(row["target"], state), key=_LATE.index)
        return found

    def _is_latest(self, row: TextRow) -> bool:
        return self._latest.get(row["target"]) == row["document"]

    # What the page says about it.

    def _kind_of_unit(self, iri: str) -> str:
        return next((self._words["unitKind"].format(kind=row["kind"]) for row in self._units if row["unit"] == iri), "")

    def _periods(self, about: _About) -> Iterable[str]:
        counts = Counter(document for document, _ in {(row["document"], row["target"]) for row in about.rows})
        for name, document in self._documents.items():
            if counts[name]:
                period = document["periodEn" if self._language == "en" else "period"] or document["year"] or "?"
                yield self._words["period"].format(period=period, table=self._tables.of(name), count=counts[name])

    def _lights(self, about: _About) -> str:
        words, targets = self._words, len(about.current)
        judged = {row["target"] for row in about.goals if row["light"] != "cannot-tell"}
        counts = Counter(row["light"] for row in about.goals)
        lights = ((self._labels["LightScheme"][one], counts[one]) for one in WORST_FIRST)
        listed = words["comma"].join(f"{light} {count}" for light, count in lights if count)
        text = words["lights"] if judged else words["noGoals"]
        text = text.format(targets=targets, judged=len(judged), goals=len(about.goals), counts=listed)
        return str(text + (words["collective"].format(count=about.collective) if about.collective else ""))

    def _due_line(self, about: _About) -> str:
        dated = {row["targetIri"] for row in self._deadlines if row["due"]} & about.current.keys()
        if about.current and not dated:
            return str(self._words["noDates"])
        counts = Counter(self._states(about).values())
        overdue, unverified = counts["overdue"], counts["unverified"]
        passed = overdue + unverified
        line = self._words["due"].format(passed=passed, overdue=overdue, unverified=unverified)
        return str(line) if passed else ""

    def _sources(self, about: _About) -> Iterable[str]:
        lines: dict[str, set[int]] = {}
        for row in about.rows:
            lines.setdefault(row["document"], set()).add(int(row["line"]))
        for name, document in self._documents.items():
            if name in lines:
                title, table, where = document["title"] or name, self._tables.of(name), clipped(ranges(lines[name]), 80)
                yield self._words["lines"].format(title=title, table=table, lines=where)

    def _late(self, about: _About) -> list[_Late]:
        """Return the late targets, the worst first."""
        behind: dict[str, TextRow] = {}
        for goal in sorted(about.goals, key=lambda row: float(row.get("attainment") or 1)):
            before = behind.get(goal["target"])
            if goal["light"] in _LATE and (before is None or before["light"] == "behind" != goal["light"]):
                behind[goal["target"]] = goal
        found, passed = [], self._states(about)
        said = {
            row["target"]: row["progress"]
            for row in about.rows
            if self._is_latest(row) and row["claimCode"] == _CLAIMED
        }
        said |= {row["target"]: row["printed"] for row in about.findings if row["kind"] == _ADMITTED}
        for target, row in about.current.items():
            light = behind[target]["light"] if target in behind else ""
            states = tuple(filter(None, (light, "admitted" if target in said else "", passed.get(target))))
            # Merely unverified targets are counted but not listed: nothing says that they are late.
            if states and states[0] != "unverified":
                found.append(_Late(row, behind.get(target), said.get(target, ""), states))
        return sorted(found, key=lambda one: _LATE.index(one.states[0]))

    def _late_section(self, late: Sequence[_Late], name: str) -> BriefList:
        rows = [
            (
                one.row["no"],
                clipped(one.row["wording"], _LONG),
                self._words["list"].join(map(self._state, one.states)),
                self._progress(one),
                one.row["deadline"],
                self._others(one.row["target"], name),
                self._place(one.row),
            )
            for one in late[: MOST["late"]]
        ]
        return self._section("late", rows, self._more(len(late) - len(rows), "late"))

    def _state(self, state: str) -> str:
        return self._labels["LightScheme"].get(state) or str(self._words["states"][state])

    def _progress(self, late: _Late) -> str:
        reported = late.goal["reading"] if late.goal else late.said or late.row["progress"]
        if not reported:
            return str(self._words["noProgress"])
        text = str(self._words["reading"].format(reading=clipped(reported, _LONG)))
        share = late.goal.get("attainment") if late.goal else ""
        return text + (self._words["share"].format(percent=round(float(share) * 100)) if share else "")

    def _others(self, target: str, name: str) -> str:
        """Return all other leaders and units of a target; none is left out."""
        rows = [row for row in self._ask("assignments-of-thing", thing=target) if self._is_latest(row)]
        leaders = dict.fromkeys(row["leader"] for row in rows)
        names = {row["unit"]: row["name"] for row in self._units}
        units = dict.fromkeys(names[iri] for row in rows for iri in row["unitIris"].split())
        return str(self._words["list"]).join(one for one in (*leaders, *units) if one and one != name)

    def _changes(self, about: _About) -> BriefList:
        mine = [
            row
            for row in self._all_changes
            if row["targetIri"] in about.current and row["documentAfter"] == self._latest[row["targetIri"]]
        ]
        shown = [row for row in mine if row["kind"] != "number"]
        renumbered = {row["targetIri"] for row in mine} - {row["targetIri"] for row in shown}
        rows = [
            (
                row["noAfter"],
                self._labels["ChangeKindScheme"][row["kind"]],
                *difference(row["before"], row["after"]),
                self._place({"document": row["documentAfter"], "line": row["lineAfter"]}),
            )
            for row in shown[: MOST["changes"]]
        ]
        note = self._more(len(shown) - len(rows), "changes")
        note += self._words["renumbered"].format(count=len(renumbered)) if renumbered else ""
        return self._section("changes", rows, note)

    def _questions(self, about: _About) -> BriefList:
        own = {(row["document"], row["line"]) for row in about.rows}
        questions = [
            row
            for row in about.findings
            if row.get("other") or (row["kind"] in _LACKING and (row["document"], row["line"]) in own)
        ]
        questions = _mixed(
            sorted(questions, key=lambda row: (not row.get("other"), CERTAIN_FIRST.index(row["certainty"])))
        )
        reason = "reasonEn" if self._language == "en" else "reason"
        reworded, labels = self._tables.reworded, self._labels
        rows = [
            (row["no"], labels["FindingKindScheme"][row["kind"]], shortened(reworded(row[reason])), self._place(row))
            for row in questions[: MOST["questions"]]
        ]
        return self._section("questions", rows, self._more(len(questions) - len(rows), "questions"))

    def _place(self, row: TextRow) -> str:
        return str(self._words["place"].format(table=self._tables.of(row["document"]), line=row["line"]))

    def _more(self, count: int, section: str) -> str:
        return str(self._words["more"][section].format(count=count)) if count > 0 else ""

    def _section(self, key: str, rows: Sequence[tuple[str, ...]], note: str) -> BriefList:
        words = self._words
        remark = note if rows or note else words["none"][key]
        cells = tuple(tuple(printable(text) for text in row) for row in rows)
        return BriefList(words["sections"][key], tuple(words["columns"][key]), cells, remark)


def kind_of(iri: str) -> str:
    """Return the kind that one of our IRIs names, "" where a brief cannot be about it."""
    kind = iri.removeprefix(iris.ID).partition("/")[0] if iri.startswith(iris.ID) else ""
    return kind if kind in KINDS else ""


def _mixed(findings: Sequence[TextRow]) -> list[TextRow]:
    """Return findings reordered so that the first of each kind precedes the second of any."""
    seen: Counter[str] = Counter()
    numbered = []
    for row in findings:
        numbered.append((seen[row["kind"]], row))
        seen[row["kind"]] += 1
    return [row for _, row in sorted(numbered, key=lambda pair: pair[0])]
