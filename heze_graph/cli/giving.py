"""The commands that give something out: view, network, export, check."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from heze_graph import pictures, resources
from heze_graph.check.shacl import violations
from heze_graph.cli.asking import parameter_values as values
from heze_graph.cli.output import answer_from, show, tell
from heze_graph.cli.stores import engine_of, store_of
from heze_graph.errors import HezeGraphError, UsageError
from heze_graph.export.files import write_whole
from heze_graph.export.rdf import export as export_graph
from heze_graph.model.answers import Answer
from heze_graph.network import tables
from heze_graph.network.files import write_network
from heze_graph.network.measures import definitions
from heze_graph.network.page import html
from heze_graph.network.picture import Picture
from heze_graph.network.png import png
from heze_graph.network.svg import svg
from heze_graph.saved.library import load
from heze_graph.store.embedded import Embedded
from heze_graph.store.folder import current
from heze_graph.triples.vocabulary import PREFIXES

_NETWORKS = ("graphml", "gexf")


def view(options: argparse.Namespace) -> None:
    """Write a network page, and the picture as SVG and PNG where they are asked for."""
    picture = _picture(options, options.name)
    if options.out or not (options.svg or options.png):
        _written(options.out or Path(f"{options.name}.html"), html(picture).encode("utf-8"))
    if options.svg:
        _written(options.svg, svg(picture).encode("utf-8"))
    if options.png:
        _written(options.png, png(picture))


def _written(file: Path, data: bytes) -> None:
    write_whole(file, data)
    print(file)


def _picture(options: argparse.Namespace, name: str) -> Picture:
    wish = pictures.Wish(values(options.parameter), options.around or "", options.steps, options.date or "")
    return pictures.picture(name, engine_of(options), load(resources.QUERIES), options.language, wish)


def network(options: argparse.Namespace) -> None:
    """Say what the structure of a view says, or write the view for other network tools."""
    form = options.format or (options.out.suffix.lower().removeprefix(".") if options.out else None)
    if form in _NETWORKS:
        data = write_network(_picture(options, options.name), form)
        if options.out:
            _written(options.out, data)
        else:
            sys.stdout.write(data.decode("utf-8"))
        return
    columns, rows = _table(options)
    show(answer_from(columns, rows), options.format, options.out, f"network {options.name}")
    if options.table == "metrics" and form in (None, "table"):
        for definition in definitions(options.language)[:-2]:
            tell(f"{definition.name}: {definition.meaning} ({definition.source})")


def _table(options: argparse.Namespace) -> tables.Table:
    if options.table == "definitions":
        return tables.definition_rows(options.language)
    picture = _picture(options, options.name)
    if options.table == "no-common-leader":
        return tables.without_leader(picture, _picture(options, "leaders"))
    return {"metrics": tables.metrics, "edges": tables.edges, "tying-targets": tables.tying}[options.table](picture)


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
