"""The main job: tables in, one folder out, that opens on any machine without network.

OUT/
index.html      what is here, in Chinese and English
answers/        every saved query that needs no parameter, as CSV for Excel
pictures/       every view as an HTML page, in Chinese and English
graph.ttl       the whole graph as Turtle
store/          the graph for further questions (`--store OUT/store`)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heze_graph import pictures, resources
from heze_graph.build import Report, build
from heze_graph.export import rdf
from heze_graph.export.files import write_whole
from heze_graph.export.index import AnswerLink, Contents, PictureLink, index_page
from heze_graph.export.tabular import write_csv
from heze_graph.model.printed import TableFile
from heze_graph.network.page import html
from heze_graph.network.picture import LANGUAGES
from heze_graph.reference import Reference
from heze_graph.saved.library import Library, load
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine
from heze_graph.triples.vocabulary import PREFIXES

STORE, INDEX, ANSWERS, PICTURES, TURTLE = "store", "index.html", "answers", "pictures", "graph.ttl"


@dataclass(frozen=True, slots=True)
class Done:
    """What a run made: the summary of the build, and how many answers and pictures it wrote."""

    summary: dict[str, Any]
    answers: int
    pictures: int


def run(tables: Sequence[TableFile], out: Path, reference: Reference, report: Report) -> Done:
    """Build the graph of some tables and write everything that can be had from it into one folder.

    Raises TableError, ReferenceDataError, SavedQueryError, StoreError or OutputError; index.html is written last, so
    that a folder with one is whole.
    """
    summary = build(tables, out / STORE, reference, report)
    engine = Embedded(out / STORE)
    library = load(resources.QUERIES)
    if library.broken:
        raise library.broken[0]
    report("answering the saved queries")
    answers = _answers(out, engine, library)
    report("drawing pictures")
    drawn = _pictures(out, engine, library)
    report("writing Turtle")
    triples = rdf.export(engine.generation.graph, out / TURTLE, "ttl", PREFIXES)
    documents = engine.select(library.get("documents").bound({}))
    findings = engine.select(library.get("finding-counts").bound({}))
    contents = Contents(summary, documents, findings, answers, drawn, TURTLE, triples)
    write_whole(out / INDEX, index_page(contents).encode("utf-8"))
    return Done(summary, len(answers), len(drawn))


def _answers(out: Path, engine: Engine, library: Library) -> tuple[AnswerLink, ...]:
    (out / ANSWERS).mkdir(parents=True, exist_ok=True)
    links = []
    for query in library.queries:
        needs = any(parameter.required and parameter.default is None for parameter in query.parameters)
        if needs or query.form != "SELECT":
            continue
        answer = engine.select(query.bound({}))
        file = f"{ANSWERS}/{query.name}.csv"
        write_csv(answer, out / file)
        links.append(AnswerLink(query.name, file, query.header.summary, query.header.summary_en, len(answer.rows)))
    return tuple(links)


def _pictures(out: Path, engine: Engine, library: Library) -> tuple[PictureLink, ...]:
    links = []
    for name in pictures.whole_views(library):
        for language in LANGUAGES:
            picture = pictures.picture(name, engine, library, language)
            file = f"{PICTURES}/{name}.html" if language == "zh" else f"{PICTURES}/{name}.{language}.html"
            write_whole(out / file, html(picture).encode("utf-8"))
            links.append(PictureLink(file, picture.title, language))
    return tuple(links)
