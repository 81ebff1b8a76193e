"""Files for people: the table of a page, the workbook for the supervision office, a brief, the image of a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from threading import BoundedSemaphore
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities.brief import ALL, EVERYTHING, Brief, Briefs, BriefSubject, kind_of
from heze_graph.entities.overview import named
from heze_graph.errors import BusyError
from heze_graph.export.briefs import WRITERS, written_here
from heze_graph.export.pack import Order, pack
from heze_graph.export.workbook import FOR_PEOPLE, Sheet, written
from heze_graph.messages import say
from heze_graph.model.answers import Answer
from heze_graph.queries.columns import Column
from heze_graph.queries.library import beside
from heze_graph.rdf import iris
from heze_graph.rdf.formats import FORMATS
from heze_graph.readers.content import Content
from heze_graph.readers.strips import strip
from heze_graph.web.dataset import generation_of
from heze_graph.web.linked import iri_of
from heze_graph.web.pages.graph import catalogue_of, path_of, wording_for
from heze_graph.web.pages.questions import attachment
from heze_graph.web.rendering import RefusedError, address, format_parameter, language_of, page, text, whole_number
from heze_graph.web.responses import remembered, send, tag_of, unchanged
from heze_graph.web.site import Memory, Site, site_of


class Named(NamedTuple):
    """The name of a file: in words, and in plain ASCII."""

    title: str
    plain: str


def table(request: Request, named: Named, answer: Answer, columns: Sequence[Column], form: str) -> Response:
    """Return a table as a file (`xlsx` or `csv`), in the language of the request.

    The cells of a workbook link to this server's pages. Raises HTTPException 404 for another format, 400 where
    `?format=` names one.
    """
    if form not in FOR_PEOPLE:
        raise HTTPException(404)
    format_parameter(request, form)
    return attachment(written(Sheet(named.title, answer, tuple(columns), wording_for(request)), form), form, *named)


#: The default number of days that count as due soon.
DAYS, MOST_DAYS = 30, 3660


def workbook(request: Request) -> Response:
    """Return the workbook as a file whose cells link to this server's pages.

    `today` and `days` set the date and how far ahead to look, each `leader` and `unit` adds a sheet, `lang=en` is
    English. Raises HTTPException 400 for an invalid day or number, and as `pack` does.
    """
    format_parameter(request, "xlsx")
    site, order = site_of(request), _order(request)
    title = text("files.pack", order.language, date=order.today.isoformat())
    response = attachment(pack(site.engine, site.library, order), "xlsx", title, "pack")
    response.headers["Cache-Control"] = "no-store"
    return response


def _order(request: Request) -> Order:
    parameters, language = request.query_params, language_of(request)
    leaders, units = (tuple(dict.fromkeys(filter(None, parameters.getlist(kind)))) for kind in ("leader", "unit"))
    days = whole_number(parameters.get("days") or str(DAYS))
    if not 0 < days <= MOST_DAYS:
        raise HTTPException(400, text("files.days", language, most=MOST_DAYS))
    return Order(day_of(request), days, leaders, units, str(request.base_url).rstrip("/"), language)


def today() -> date:
    """Return the server's local date, as on its command line."""
    return date.today()  # noqa: DTZ011  (the day where the server is)


def day_of(request: Request) -> date:
    """Return the day given by `today`, or else the server's date; raises HTTPException 400 for an invalid one."""
    given = request.query_params.get("today")
    if not given:
        return today()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise HTTPException(400, text("files.day", language_of(request))) from error


_briefs = Memory(32)


def brief_path(thing: str, language: str, suffix: str = "", **more: str) -> str:
    """Return the address of the brief on a thing ("" for everything), as a page or as a file."""
    return address(f"/brief{suffix}", language, about=thing.removeprefix(iris.ID), **more)


@remembered
def brief(request: Request) -> Response:
    """Return the brief on `?about=`, a thing by its IRI or the rest of its path; without it on everything.

    `today` is the day by which deadlines are judged. Raises HTTPException 400 for an invalid day, 404 for an unknown
    thing.
    """
    format_parameter(request, "html")
    subject, content = _brief(request)
    language = language_of(request)
    today = request.query_params.get("today", "")
    files = {form: brief_path(subject.iri, language, f".{form}", today=today) for form in written_here()}
    return page(request, "brief.html", {"brief": content, "files": files, "about": path_of(subject.iri)})


def brief_file(request: Request) -> Response:
    """Return the brief as a Word document or a PDF; raises as `brief` does."""
    subject, content = _brief(request)
    form: str = request.path_params["form"]
    forms = [form for form in written_here() if form != "html"]
    if form not in forms:
        raise HTTPException(404, text("files.no-form", language_of(request), forms=", ".join(forms)))
    plain = subject.iri.rpartition("/")[2] if subject.iri.isascii() else "brief"
    format_parameter(request, form)
    return attachment(WRITERS[form](content), form, content.title, plain or "brief")


def _brief(request: Request) -> tuple[BriefSubject, Brief]:
    site, language = site_of(request), language_of(request)
    subject, today = _subject(request), day_of(request)
    key = (subject.iri, today, language)
    return subject, _briefs.get(site, key, lambda: Briefs(site.engine, site.library, today, language).brief(subject))


def _subject(request: Request) -> BriefSubject:
    about = request.query_params.get("about", "")
    if about in ("", ALL):
        return EVERYTHING
    iri = about if about.startswith(iris.ID) else iris.ID + about
    kind = kind_of(iri)
    words = named(catalogue_of(site_of(request)), kind).get(iri) if kind else None
    if words is None:
        raise HTTPException(404, text("files.no-brief", language_of(request), about=about[:80]))
    return BriefSubject(iri, kind, words.of(language_of(request)))


#: The end of the address of a picture of a row.
STRIP = "/strip.png"
#: How many strips are cached; how many are drawn at once, and how many seconds the next one waits.
_strips = Memory(64)
_AT_ONCE, _PATIENCE = BoundedSemaphore(2), 20.0


def strip_of_row(request: Request) -> Response:
    """Return an image of the part of the page that a row was read from.

    Raises RefusedError 404 where the row is not on a page, or its file is not available.
    """
    site = site_of(request)
    row = iri_of(request).removesuffix(STRIP)
    tag = tag_of(site.version, row, STRIP) if site.version else None
    return unchanged(request, tag) or send(
        request, _strips.get(site, row, lambda: _drawn(site, row)), FORMATS["png"].media_type, tag
    )


def _drawn(site: Site, row: str) -> bytes:
    generation = generation_of(site)
    places = site.engine.select(beside(__file__, "strip").bound({"row": row})).texts() if generation else []
    for place in places:
        table = generation.tables().get(place["document"]) if generation else None
        if table is None:
            break
        if not _AT_ONCE.acquire(timeout=_PATIENCE):
            raise BusyError(say("web.many-strips"))
        try:
            return strip(Content.of(table.path), int(place["page"]), place["box"])
        finally:
            _AT_ONCE.release()
    raise RefusedError(404, say("web.no-strip", row=row))


ROUTES = (
    Route("/pack.xlsx", workbook),
    Route("/brief", brief),
    Route("/brief.{form}", brief_file),
    Route(f"/id/row/{{document}}/{{line}}{STRIP}", strip_of_row),
)
