"""The search page: a thing is found by its characters, its pinyin or its initials."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from heze_graph.things import Hit
from heze_graph.things.matching import MOST_TYPED
from heze_graph.things.search import KINDS
from heze_graph.web.rendering import address, page, text
from heze_graph.web.things.reader import Link, Reader

_ON_PAGE, _SUGGESTED = 60, 8


def search(request: Request) -> Response:
    """Return the search page, with what answers `?q=`, of one kind only where `?kind=` names one."""
    reader, typed = Reader.of(request), _typed(request)
    kind = request.query_params.get("kind", "")
    kinds = (kind,) if kind in KINDS else ()
    hits = reader.index.search(typed, _ON_PAGE, kinds) if typed else []
    shown = [{"hit": hit, "link": _link(reader, hit), "said": _said(reader, hit)} for hit in hits]
    context = {"reader": reader, "q": typed, "kind": kind if kinds else "", "kinds": KINDS, "hits": shown}
    return page(request, "search.html", {**context, "full": len(hits) == _ON_PAGE})


def suggest(request: Request) -> Response:
    """Return what the search box suggests for `?q=`: at most eight, each with label, kind, path and what was found."""
    reader = Reader.of(request)
    found = [(hit, _link(reader, hit)) for hit in reader.index.search(_typed(request), _SUGGESTED)]
    return JSONResponse(
        [
            {
                "label": link.label,
                "kind": text(f"thing.kind-one.{hit.kind}", reader.language),
                "path": address(link.path, reader.language),
                "said": _said(reader, hit),
            }
            for hit, link in found
        ]
    )


def _typed(request: Request) -> str:
    return request.query_params.get("q", "").strip()[:MOST_TYPED]


def _link(reader: Reader, hit: Hit) -> Link:
    label = (hit.label_en if reader.language == "en" else "") or hit.label
    if hit.kind == "question":
        return Link(label, f"/queries/{hit.thing}", not label.isascii())
    return reader.thing(hit.thing, label)


def _said(reader: Reader, hit: Hit) -> str:
    """Return what the page adds to a hit: the name that was found where it is another one, a target's numbers."""
    if hit.role in ("misspelt", "printed", "other"):
        return text(f"search.{hit.role}", reader.language, name=hit.found)
    if hit.kind == "target" and hit.role in ("number", "about", "preferred") and hit.note:
        return _numbers(reader, hit)
    other = hit.label if reader.language == "en" else hit.label_en
    return other if other not in ("", _link(reader, hit).label) else ""


def _numbers(reader: Reader, hit: Hit) -> str:
    """Return a target's number in each document: “三季度表第92号”, “年度表第100号”."""
    named = (number.rpartition("/") for number in hit.note.split("、"))
    found = (
        text("search.number", reader.language, document=reader.document(document).label, no=no)
        for document, _, no in named
    )
    return text("thing.comma", reader.language).join(found)


ROUTES = (Route("/search", search), Route("/search/suggest", suggest))
