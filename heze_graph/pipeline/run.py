"""The main job: tables in, one folder out, that opens on any machine without network.

OUT/
index.html      what is here, in Chinese and English
answers/        every saved query that needs no parameter, as CSV for Excel, in Chinese and English
pictures/       every view as an HTML page, in Chinese and English
graph.ttl       the whole graph as Turtle
store/          the graph for further questions (`--store OUT/store`)
site/           the pages of `heze-graph serve`, which need no server, where the command line asks for them
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from heze_graph import resources
from heze_graph.errors import OutputError
from heze_graph.export import files
from heze_graph.export.files import write_whole
from heze_graph.export.wording import wording_of
from heze_graph.export.workbook import answer_file
from heze_graph.messages import LANGUAGES, Message, room, say
from heze_graph.model.answers import Answer
from heze_graph.model.printed import TableFile
from heze_graph.model.understood import Certainty
from heze_graph.networks import views
from heze_graph.networks.page import html
from heze_graph.pipeline.build import REPLACING, Report, build, silent
from heze_graph.pipeline.pieces import Workers
from heze_graph.queries.library import Library, load
from heze_graph.rdf.terms import PREFIXES
from heze_graph.reference import Reference
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded
from heze_graph.store.engine import Engine
from heze_graph.store.writing import to_disk

_TEMPLATES = Path(__file__).parent / "templates"
STORE, INDEX, ANSWERS, PICTURES, TURTLE = "store", "index.html", "answers", "pictures", "graph.ttl"
#: Writes the pages of the site over a store into the folder of a run, and returns the first page.
WriteSite: TypeAlias = Callable[[Path, Library, Path], str]


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A saved query's answer: the file relative to the page in each language, the summaries, the number of rows."""

    name: str
    file: str
    file_en: str
    summary: str
    summary_en: str
    rows: int


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A picture: the file relative to the page, its title and its language."""

    file: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The content of the page; `documents` and `findings` are the answers of `documents` and `finding-counts`."""

    summary: dict[str, Any]
    documents: Answer
    findings: Answer
    answers: tuple[AnswerLink, ...]
    pictures: tuple[PictureLink, ...]
    turtle: str
    triples: int
    site: str = ""


def index_page(contents: Contents) -> str:
    """Return the page as HTML: self-contained, with relative links only, every text escaped."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("index.html").render(
        contents=contents,
        summary=contents.summary,
        documents=list(contents.documents.texts()),
        findings=list(contents.findings.texts()),
        certainties={one: room("code")[f"code.{one}"] for one in Certainty},
    )


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a run: the summary of the build, and how many answers and pictures were written."""

    summary: dict[str, Any]
    answers: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Means:
    """Optional means of a run: worker processes, and what writes the site."""

    workers: Workers | None = None
    site: WriteSite | None = None


def run(
    tables: Sequence[TableFile], out: Path, reference: Reference, report: Report = silent, means: Means = Means()
) -> Done:
    """Build the graph of some tables and write all its output into one folder.

    Raises TableError, ReferenceDataError, SavedQueryError, StoreError or OutputError, the last also where the folder
    has an index.html that we did not write; ours is removed before anything in the folder changes and written last, so
    that a folder with one is complete.
    """
    if (out / INDEX).exists() and not any((out / name).exists() for name in (STORE, ANSWERS, PICTURES, TURTLE)):
        raise OutputError.problem("pipeline.other-index", where=out / INDEX)
    with folder.writing(out / STORE, report):
        return _run(tables, out, reference, report, means)


def _run(tables: Sequence[TableFile], out: Path, reference: Reference, report: Report, means: Means) -> Done:
    def at_stage(stage: Message) -> None:
        if stage == REPLACING:
            (out / INDEX).unlink(missing_ok=True)
            to_disk(out)
        report(stage)

    summary = build(tables, out / STORE, reference, at_stage, means.workers)
    engine = Embedded(out / STORE)
    library = load(resources.QUERIES)
    if library.broken:
        raise library.broken[0]
    report(say("pipeline.answering"))
    answers = _answers(out, engine, library)
    report(say("pipeline.drawing"))
    drawn = _pictures(out, engine, library)
    report(say("pipeline.turtle"))
    triples = files.export(engine.generation.graph, out / TURTLE, "ttl", PREFIXES)
    if means.site:
        report(say("pipeline.site"))
    site = means.site(out / STORE, library, out) if means.site else ""
    documents, findings = (library.ask(engine, name) for name in ("documents", "finding-counts"))
    contents = Contents(summary, documents, findings, answers, drawn, TURTLE, triples, site)
    write_whole(out / INDEX, index_page(contents).encode("utf-8"))
    return Done(summary, len(answers), len(drawn))


def _answers(out: Path, engine: Engine, library: Library) -> tuple[AnswerLink, ...]:
    (out / ANSWERS).mkdir(parents=True, exist_ok=True)
    wordings = [wording_of(engine, library, language, titles=False) for language in LANGUAGES]
    links = []
    for query in library.queries:
        if any(parameter.needed for parameter in query.parameters) or query.form != "SELECT":
            continue
        answer = engine.select(query.bound({}))
        files_of = {one.language: _file(ANSWERS, query.name, one.language, "csv") for one in wordings}
        for wording in wordings:
            write_whole(out / files_of[wording.language], answer_file(query, answer, "csv", engine, wording))
        summaries = query.header.summary, query.header.summary_en
        links.append(AnswerLink(query.name, files_of["zh"], files_of["en"], *summaries, len(answer.rows)))
    return tuple(links)


def _file(where: str, name: str, language: str, suffix: str) -> str:
    """Return the path of a file in the folder of a run: the Chinese one has the plain name."""
    return f"{where}/{name}.{suffix}" if language == "zh" else f"{where}/{name}.{language}.{suffix}"


def _pictures(out: Path, engine: Engine, library: Library) -> tuple[PictureLink, ...]:
    links = []
    for name in views.whole_views(library):
        for language in LANGUAGES:
            picture = views.picture(name, engine, library, language)
            file = _file(PICTURES, name, language, "html")
            write_whole(out / file, html(picture).encode("utf-8"))
            links.append(PictureLink(file, picture.title, language))
    return tuple(links)
