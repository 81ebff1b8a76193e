"""The commands that give something out: view, export, check."""

from __future__ import annotations

import argparse
from pathlib import Path

from heze_graph import pictures, resources
from heze_graph.check.shacl import violations
from heze_graph.cli.output import answer_from, show, tell
from heze_graph.cli.stores import engine_of, store_of
from heze_graph.errors import HezeGraphError, UsageError
from heze_graph.export.files import write_whole
from heze_graph.export.rdf import export as export_graph
from heze_graph.model.answers import Answer
from heze_graph.network.files import write_network
from heze_graph.saved.library import load
from heze_graph.store.embedded import Embedded
from heze_graph.store.folder import current
from heze_graph.triples.vocabulary import PREFIXES

_NETWORKS = ("graphml", "gexf")


def view(options: argparse.Namespace) -> None:
    """Write a network page."""
    engine = engine_of(options)
    page = pictures.page(options.name, engine, load(resources.QUERIES), options.language)
    file = options.out or Path(f"{options.name}.html")
    write_whole(file, page.encode("utf-8"))
    print(file)


def export(options: argparse.Namespace) -> None:
    """Write the graph for other systems."""
    form = options.format or options.file.suffix.lower().removeprefix(".")
    if form in _NETWORKS:
        engine = engine_of(options)
        picture = pictures.picture("units", engine, load(resources.QUERIES), "zh")
        write_whole(options.file, write_network(picture, form))
        tell(f"{len(picture.nodes)} nodes, {len(picture.edges)} edges")
    elif form:
        count = export_graph(current(store_of(options)).graph, options.file, form, PREFIXES)
        tell(f"{count} {'quads' if form in ('nq', 'trig') else 'triples'}")
    else:
        raise UsageError.problem(
            str(options.file), "no suffix", "a suffix such as .ttl", "name the format with --format"
        )
    print(options.file)


def check(options: argparse.Namespace) -> None:
    """Check the graph against its shapes, and list its findings."""
    store = store_of(options)
    found = violations(current(store).graph, resources.ONTOLOGY / "shapes.ttl")
    findings = Embedded(store).select(load(resources.QUERIES).get("findings").bound({}))
    show(_readable(findings), options.format, None)
    if not found:
        tell("shapes: the graph conforms")
        return
    rows = [(v.focus, v.path, v.value, v.message_zh, v.message_en) for v in found]
    show(answer_from(("focus", "path", "value", "message_zh", "message_en"), rows), options.format, None)
    raise HezeGraphError.problem(
        str(store),
        f"{len(found)} violations of the shapes",
        "none",
        "look at the list; rebuild after mending the table",
    )


def _readable(findings: Answer) -> Answer:
    """Leave out the columns that only programs need."""
    keep = [i for i, name in enumerate(findings.columns) if name not in ("reasonEn", "fileName", "finding")]
    return Answer(tuple(findings.columns[i] for i in keep), tuple(tuple(row[i] for i in keep) for row in findings.rows))
