"""The brief on a leader, a unit, a county or on everything: a page that prints on A4, and the same as Word and PDF."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities.brief import ALL, Brief, Briefs, BriefSubject, everything, kind_of
from heze_graph.entities.overview import named
from heze_graph.export.briefs import WRITERS
from heze_graph.rdf import iris
from heze_graph.rdf.formats import BRIEFS, FORMATS
from heze_graph.web.pages.graph import catalogue_of, path_of
from heze_graph.web.pages.pack import day_of
from heze_graph.web.pages.questions import disposition
from heze_graph.web.rendering import address, asked_format, language_of, page, text
from heze_graph.web.responses import remembered
from heze_graph.web.site import Memory, site_of

_FILES = tuple(form for form in BRIEFS if form != "html")
_memory = Memory(32)


def path(thing: str, language: str, suffix: str = "", **more: str) -> str:
    """Return the address of the brief on a thing, "" for everything, as a page or as a file."""
    return address(f"/brief{suffix}", language, about=thing.removeprefix(iris.ID), **more)


@remembered
def brief(request: Request) -> Response:
    """Return the brief on `?about=`, a thing by its IRI or the rest of its path; without it on everything.

    `today` is the day to judge deadlines by. Raises HTTPException: 400 for a day that is none, 404 for nobody.
    """
    asked_format(request, "html")
    subject, content = _asked(request)
    language = language_of(request)
    today = request.query_params.get("today", "")
    files = {form: path(subject.iri, language, f".{form}", today=today) for form in _FILES}
    return page(request, "brief.html", {"brief": content, "files": files, "about": path_of(subject.iri)})


def brief_file(request: Request) -> Response:
    """Return the same as a Word document or a PDF; raises as `brief` does."""
    subject, content = _asked(request)
    form: str = request.path_params["form"]
    if form not in _FILES:
        raise HTTPException(404, text("files.no-form", language_of(request), forms=", ".join(_FILES)))
    plain = subject.iri.rpartition("/")[2] if subject.iri.isascii() else "brief"
    asked_format(request, form)
    named_as = {"Content-Disposition": disposition(content.title, plain or "brief", f".{form}")}
    return Response(WRITERS[form](content), headers={**named_as, "Content-Type": FORMATS[form].content_type})


def _asked(request: Request) -> tuple[BriefSubject, Brief]:
    site, language = site_of(request), language_of(request)
    subject, today = _subject(request), day_of(request)
    key = (subject.iri, today, language)
    return subject, _memory.get(site, key, lambda: Briefs(site.engine, site.library, today, language).brief(subject))


def _subject(request: Request) -> BriefSubject:
    about = request.query_params.get("about", "")
    if about in ("", ALL):
        return everything()
    iri = about if about.startswith(iris.ID) else iris.ID + about
    kind = kind_of(iri)
    words = named(catalogue_of(site_of(request)), kind).get(iri) if kind else None
    if words is None:
        raise HTTPException(404, text("files.no-brief", language_of(request), about=about[:80]))
    return BriefSubject(iri, kind, words.of(language_of(request)))


ROUTES = (Route("/brief", brief), Route("/brief.{form}", brief_file))
