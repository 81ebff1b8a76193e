"""The command `brief`: one page on a leader, a unit, a county or on everything."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from heze_graph import resources
from heze_graph.cli.output import engine_of, inform, name, output_language, today
from heze_graph.entities.brief import ALL, KINDS, Briefs, BriefSubject, everything, kind_of
from heze_graph.entities.catalogue import Catalogue
from heze_graph.entities.overview import named, targets
from heze_graph.entities.search import Index, is_iri, meant
from heze_graph.errors import QueryError, UsageError
from heze_graph.export.briefs import WRITERS, pdf
from heze_graph.export.files import is_stdout, write_whole
from heze_graph.export.fonts import NAMED, lettering
from heze_graph.messages import say
from heze_graph.queries.library import Library, load

#: The words for everything, and for each thing of a kind.
_EVERYTHING = (ALL, "全部")
_EACH = {
    "leaders": "leader",
    "领导": "leader",
    "units": "unit",
    "单位": "unit",
    "counties": "place",
    "县区": "place",
}
#: The most characters of a file name without its suffix: they can take three bytes each, and systems allow 255.
_LONGEST = 60
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")


def brief(options: argparse.Namespace) -> None:
    """Write a page on each thing that is asked for.

    Raises UsageError where --out can only hold one page or its suffix is not a format, QueryError for an unknown name.
    """
    form, engine, library = _form(options), engine_of(options), load(resources.QUERIES)
    subjects = list(dict.fromkeys(_subjects(options.things, Catalogue.of(engine), library)))
    single = options.out if options.out and not _is_folder(options.out) else ""
    if single and len(subjects) > 1:
        folder = Path(single).parent
        raise UsageError.problem("cli.many-for-one-file", out=single, count=len(subjects), folder=folder)
    briefs = Briefs(engine, library, today(options), output_language(options))
    taken: set[str] = set()
    for subject in subjects:
        content = briefs.brief(subject)
        file = Path(single) if single else Path(options.out or ".") / f"{_file_name(content.name, taken)}.{form}"
        write_whole(file, pdf(content, options.font) if form == "pdf" else WRITERS[form](content))
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
    if suffix not in WRITERS:
        forms = [f".{form}" for form in WRITERS]
        raise UsageError.problem("cli.brief-suffix", out=options.out, suffix=suffix, forms=forms)
    return suffix


def _is_folder(out: str) -> bool:
    if is_stdout(Path(out)):
        return False
    return out.endswith(("/", "\\")) or Path(out).is_dir() or not Path(out).suffix


def _subjects(things: Sequence[str], catalogue: Catalogue, library: Library) -> Iterator[BriefSubject]:
    """Yield the subjects that were typed; raises QueryError as `meant` does."""
    names = {iri: (kind, words.zh) for kind in KINDS for iri, words in named(catalogue, kind).items()}
    index: Index | None = None
    for thing in things:
        if thing in _EVERYTHING:
            yield everything()
        elif thing in _EACH:
            kind = _EACH[thing]
            each = [BriefSubject(iri, kind, names[iri][1]) for iri in targets(catalogue, kind) if iri in names]
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
