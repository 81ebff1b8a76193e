"""The workbook for the supervision office, made on the day on which it is asked for."""

from __future__ import annotations

from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.export.pack import Order, pack
from heze_graph.rdf.formats import FORMATS
from heze_graph.web.pages.questions import disposition
from heze_graph.web.rendering import asked_format, language_of, text, whole_number
from heze_graph.web.site import site_of

#: How many days ahead count as soon where nobody says.
DAYS, MOST_DAYS = 30, 3660


def workbook(request: Request) -> Response:
    """Return the workbook as a file; its cells lead to the pages of this server.

    `today` and `days` say for which day and how far ahead, each `leader` and `unit` adds a sheet, `lang=en` is English.
    Raises HTTPException, 400, for a day or a number that is none, and as `pack` does.
    """
    asked_format(request, "xlsx")
    site, kind = site_of(request), FORMATS["xlsx"]
    order = _order(request)
    body = pack(site.engine, site.library, order)
    title = text("files.pack", order.language, date=order.today.isoformat())
    named = {"Content-Disposition": disposition(title, "pack", kind.suffix)}
    return Response(body, headers={**named, "Content-Type": kind.content_type, "Cache-Control": "no-store"})


def _order(request: Request) -> Order:
    asked, language = request.query_params, language_of(request)
    leaders, units = (tuple(dict.fromkeys(filter(None, asked.getlist(kind)))) for kind in ("leader", "unit"))
    days = whole_number(asked.get("days") or str(DAYS))
    if not 0 < days <= MOST_DAYS:
        raise HTTPException(400, text("files.days", language, most=MOST_DAYS))
    return Order(day_of(request), days, leaders, units, str(request.base_url).rstrip("/"), language)


def today() -> date:
    """Return the day of the machine that serves, as on its command line."""
    return date.today()  # noqa: DTZ011


def day_of(request: Request) -> date:
    """Return the day that `today` gives, else that of the machine that serves; raises HTTPException, 400, for none."""
    given = request.query_params.get("today")
    if not given:
        return today()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise HTTPException(400, text("files.day", language_of(request))) from error


ROUTES = (Route("/pack.xlsx", workbook),)
