"""The output commands: view, network, brief, pack, export, push, check."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from heze_graph import resources
from heze_graph.cli.output import Headings, engine_of, inform, name, output_language, show, site_of, store_of, today
from heze_graph.cli.query import parameter_values as values
from heze_graph.entities.brief import ALL, EVERYTHING, KINDS, Briefs, BriefSubject, kind_of
from heze_graph.entities.catalogue import Catalogue
from heze_graph.entities.overview import memberless, named, targets
from heze_graph.entities.search import Index, is_iri, meant
from heze_graph.errors import HezeGraphError, QueryError, UsageError
from heze_graph.export import briefs, stratml
from heze_graph.export.files import export as export_graph
from heze_graph.export.files import is_stdout, write_whole
from heze_graph.export.fonts import NAMED, lettering
from heze_graph.messages import room, say
from heze_graph.model.answers import Answer
from heze_graph.networks import measures, views
from heze_graph.networks.files import WRITERS, write_network
from heze_graph.networks.measures import definitions
from heze_graph.networks.picture import Picture
from heze_graph.queries.library import Library, load
from heze_graph.rdf.formats import NETWORKS, PLAN_SUFFIX, PLANS, QUADS
from heze_graph.rdf.terms import PREFIXES
from heze_graph.store import folder
from heze_graph.store.embedded import Embedded, opened

if TYPE_CHECKING:
    from heze_graph.store.engine import Engine
    from heze_graph.store.push import Pushed


#: The largest graph loaded into memory for checking, in quads: about 2 GB. A larger one is checked on disk, ten times
#: slower.
_CHECKED_IN_MEMORY = 5_000_000
#: The formats of a picture, by file suffix.
_DRAWN = {**WRITERS, "htm": WRITERS["html"]}


def view(options: argparse.Namespace) -> None:
    """Write a network page, or the format given by the suffix of --out, and SVG and PNG if asked for.

    Raises UsageError for an unknown suffix.
    """
    form = options.out.suffix.lower().removeprefix(".") if options.out else ""
    if form and form not in _DRAWN:
        raise UsageError.problem("cli.view-suffix", out=options.out, suffix=form, forms=tuple(_DRAWN))
    picture = _picture(options, options.name)
    if options.out or not (options.svg or options.png):
        _written(options.out or Path(f"{options.name}.html"), _DRAWN[form or "html"](picture))
    if options.svg:
        _written(options.svg, WRITERS["svg"](picture))
    if options.png:
        _written(options.png, WRITERS["png"](picture))


def _written(file: Path, data: bytes) -> None:
    write_whole(file, data)
    name(file)


def _picture(options: argparse.Namespace, name: str) -> Picture:
    date = options.date.isoformat() if options.date else ""
    view_options = views.ViewOptions(values(options.parameter), options.around or "", options.steps, date)
    return views.picture(name, engine_of(options), _library(name), output_language(options), view_options)


def _library(name: str) -> Library:
    """Return the saved queries that a view needs; all of them for an unknown view, to name the known ones."""
    few = load(resources.QUERIES, views.needed(name))
    return few if few.faults or name.removeprefix("network-") in views.views(few) else load(resources.QUERIES)


def network(options: argparse.Namespace) -> None:
    """Print the structural measures of a view, or write the view for other network tools."""
    form = options.format or (options.out.suffix.lower().removeprefix(".") if options.out else None)
    if form in NETWORKS:
        data = write_network(_picture(options, options.name), form)
        if options.out:
            _written(options.out, data)
        else:
            sys.stdout.write(data.decode("utf-8"))
        return
    columns, rows = _table(options)
    show(Answer.of_texts(columns, rows), options.format, options.out, Headings(f"network {options.name}"))
    if options.table == "metrics" and form in (None, "table"):
        for definition in definitions(output_language(options))[:-2]:
            inform(f"{definition.name}: {definition.meaning} ({definition.source})")


def _table(options: argparse.Namespace) -> measures.Table:
    if options.table == "definitions":
        return measures.definition_rows(output_language(options))
    picture = _picture(options, options.name)
    if options.table == "no-common-leader":
        return measures.without_leader(picture, _picture(options, "leaders"))
    return {"metrics": measures.metrics, "edges": measures.edges, "tying-targets": measures.tying}[options.table](
        picture
    )


def export(options: argparse.Namespace) -> None:
    """Write the graph for other systems."""
    form = options.format or options.file.suffix.lower().removeprefix(".")
    if form in (*PLANS, PLAN_SUFFIX):
        write_whole(options.file, stratml.report(Embedded(store_of(options))))
    elif form in NETWORKS:
        engine = engine_of(options)
        picture = views.picture("units", engine, load(resources.QUERIES), "zh")
        write_whole(options.file, write_network(picture, form))
        inform(say("cli.nodes-and-edges", nodes=len(picture.nodes), edges=len(picture.edges)))
    elif form in QUADS:
        count = export_graph(folder.current(store_of(options)).graph, options.file, form, PREFIXES)
        inform(say("cli.quads" if form in ("nq", "trig") else "cli.triples", count=count))
    else:
        found = say("cli.the-format", form=form) if form else say("cli.no-suffix")
        raise UsageError.problem(
            "cli.export-format", where=options.file, found=found, forms=(*QUADS, *NETWORKS, *PLANS)
        )
    name(options.file)


def pack(options: argparse.Namespace) -> None:
    """Write the workbook for the supervision office.

    Raises UsageError for a file other than .xlsx and for a site that is not a web address.
    """
    from heze_graph.export.pack import NEEDED, Order
    from heze_graph.export.pack import pack as packed

    if options.out.suffix.lower() != ".xlsx":
        raise UsageError.problem("cli.pack-suffix", where="--out", suffix=options.out.suffix)
    names = (tuple(dict.fromkeys(options.leader)), tuple(dict.fromkeys(options.unit)))
    order = Order(today(options), options.days, *names, site_of(options), output_language(options))
    engine = engine_of(options)
    try:
        _written(options.out, packed(engine, load(resources.QUERIES, NEEDED), order))
    finally:
        engine.close()


def check(options: argparse.Namespace) -> None:
    """Validate the graph against its shapes, and list its findings."""
    from heze_graph.validation import violations

    store = store_of(options)
    graph = folder.reading(store, lambda there: opened(there, _CHECKED_IN_MEMORY))
    found = violations(graph, resources.ONTOLOGY / "shapes.ttl")
    del graph
    findings = load(resources.QUERIES).ask(Embedded(store), "findings")
    show(_readable(findings), options.format, None)
    if not found:
        inform(say("cli.conforms"))
        return
    rows = [(v.focus, v.path, v.value, v.message_zh, v.message_en) for v in found]
    show(Answer.of_texts(("focus", "path", "value", "message_zh", "message_en"), rows), options.format, None)
    raise HezeGraphError.problem("cli.violations", where=store, count=len(found))


def _readable(findings: Answer) -> Answer:
    """Leave out the columns that only programs need."""
    keep = [i for i, name in enumerate(findings.columns) if name not in ("reasonEn", "fileName", "finding")]
    return Answer(tuple(findings.columns[i] for i in keep), tuple(tuple(row[i] for i in keep) for row in findings.rows))


def push(options: argparse.Namespace) -> None:
    """Load the graph into a remote store, one named graph per document, or write files for its bulk loader."""
    from heze_graph.store.push import push as put
    from heze_graph.store.push import write_bulk

    nquads = folder.current(store_of(options)).graph
    if options.bulk:
        if options.query or options.prune:
            raise UsageError.problem("cli.bulk-alone", where="--bulk")
        files = write_bulk(nquads, options.bulk)
        print(say("cli.bulk", folder=options.bulk, graphs=len(files), triples=sum(one.triples for one in files)))
        return
    print(_summary(put(nquads, options.endpoint, inform, query=options.query, prune=options.prune)))


def _summary(done: Pushed) -> str:
    sizes = {"graphs": len(done.graphs), "triples": sum(done.graphs.values())}
    text = str(say("cli.pushed-and-counted" if done.counted else "cli.pushed", **sizes))
    if done.beside:
        beside = say("cli.removed" if done.removed else "cli.also-there", graphs=done.beside)
        text += f"\n{beside}"
    return text


#: The most characters of a file name without its suffix: they can take three bytes each, and systems allow 255.
_LONGEST = 60
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")


def brief(options: argparse.Namespace) -> None:
    """Write a page on each thing that is asked for.

    Raises UsageError where --out can only hold one page or its suffix is not a format, QueryError for an unknown name.
    """
    form, engine, library = _form(options), engine_of(options), load(resources.QUERIES)
    subjects = list(dict.fromkeys(_subjects(options.things, engine, library)))
    single = options.out if options.out and not _is_folder(options.out) else ""
    if single and len(subjects) > 1:
        folder = Path(single).parent
        raise UsageError.problem("cli.many-for-one-file", out=single, count=len(subjects), folder=folder)
    made = Briefs(engine, library, today(options), output_language(options))
    taken: set[str] = set()
    for subject in subjects:
        content = made.brief(subject)
        file = Path(single) if single else Path(options.out or ".") / f"{_file_name(content.name, taken)}.{form}"
        write_whole(file, briefs.pdf(content, options.font) if form == "pdf" else briefs.WRITERS[form](content))
        name(file)
    if form == "pdf" and lettering(options.font).file is None:
        inform(say("cli.no-font", font=NAMED))


def _form(options: argparse.Namespace) -> str:
    """Return the format given by --format, or else by the suffix of --out."""
    if options.format:
        return str(options.format)
    if not options.out or _is_folder(options.out) or is_stdout(Path(options.out)):
        return "html"
    suffix = Path(options.out).suffix.lower().removeprefix(".")
    if suffix not in briefs.WRITERS:
        forms = [f".{form}" for form in briefs.WRITERS]
        raise UsageError.problem("cli.brief-suffix", out=options.out, suffix=suffix, forms=forms)
    return suffix


def _is_folder(out: str) -> bool:
    if is_stdout(Path(out)):
        return False
    return out.endswith(("/", "\\")) or Path(out).is_dir() or not Path(out).suffix


def _subjects(things: Sequence[str], engine: Engine, library: Library) -> Iterator[BriefSubject]:
    """Yield the subjects that were typed, of each kind those that can be asked; raises QueryError as `meant` does."""
    catalogue = Catalogue.of(engine)
    names = {iri: (kind, words.zh) for kind in KINDS for iri, words in named(catalogue, kind).items()}
    each_of = {word: kind for kind in (ALL, *KINDS) for word in room("cli")[f"cli.each.{kind}"].values()}
    index: Index | None = None
    for thing in things:
        if each_of.get(thing) == ALL:
            yield EVERYTHING
        elif kind := each_of.get(thing, ""):
            asked = names.keys() - memberless(engine)
            each = [BriefSubject(iri, kind, names[iri][1]) for iri in targets(catalogue, kind) if iri in asked]
            if not each:
                raise QueryError.problem("cli.none-in-graph", where=thing)
            yield from each
        else:
            index = index or Index(catalogue, library)
            iri = thing if is_iri(thing) else meant(thing, index, KINDS)
            if iri not in names:
                near = index.nearest(iri.rpartition("/")[2], [kind_of(iri)] if kind_of(iri) else KINDS)
                raise QueryError.problem("cli.no-such-thing", iri=iri[:200], near="、".join(near))
            yield BriefSubject(iri, *names[iri])


def _file_name(name: str, taken: set[str]) -> str:
    """Return a unique name that is a valid file name on every system.

    >>> _file_name("../a:b", set()), _file_name("con", set()), _file_name("a", {"a"})
    ('a_b', 'con_', 'a-2')
    """
    plain = re.sub(r"[^\w-]+", "_", name).strip("_-")[:_LONGEST] or "brief"
    plain += "_" if _RESERVED.fullmatch(plain) else ""
    free, number = plain, 1
    while free.casefold() in taken:
        number += 1
        free = f"{plain}-{number}"
    taken.add(free.casefold())
    return free
