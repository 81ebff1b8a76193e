"""The printed entries that a picture stands on, in the words of its language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from heze_graph.model.answers import Answer
from heze_graph.network.picture import Evidence, Light
from heze_graph.network.rows import Naming, last_part
from heze_graph.network.words import words


@dataclass(frozen=True, slots=True)
class Documents:
    """What the tables are called in short (by document), their titles in one line, and the day they reach to."""

    tables: Mapping[str, str]
    titles: str
    as_of: str


def read_documents(answer: Answer, language: str) -> Documents:
    """Return what the saved query `documents` says.

    A table is called by its period where no other has the same, by its document's name elsewhere.
    """
    texts = words(language)
    rows = list(answer.texts())
    periods = {row["document"]: texts["periods"].get(row["document"].rpartition("-")[2], "") for row in rows}
    seen = Counter(periods.values())
    tables = {
        document: texts["table"].format(period=period) if period and seen[period] == 1 else document
        for document, period in periods.items()
    }
    separator = "；" if language == "zh" else "; "
    titles = separator.join(row["title"] or row["document"] for row in rows)
    return Documents(tables, titles, max((row["end"] for row in rows), default=""))


def read_evidence(answer: Answer, documents: Documents, naming: Naming, language: str) -> dict[str, Evidence]:
    """Return what the saved query `network-entries` says, by the IRI of the Entry and in its order."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in answer.texts():
        rows.setdefault(row["entry"], []).append(row)
    return {entry: _evidence(entry, of_entry, documents, naming, language) for entry, of_entry in rows.items()}


def _evidence(entry: str, rows: list[dict[str, str]], documents: Documents, naming: Naming, language: str) -> Evidence:
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
        lights=tuple(Light(last_part(light), named(light), goal) for light, goal in lights),
    )
