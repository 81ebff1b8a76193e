"""What a page shows as a file that a person opens: Excel with the looks of the pages, CSV with words for headers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from heze_graph.export.wording import Wording
from heze_graph.export.workbook import FOR_PEOPLE, Sheet, written
from heze_graph.model.answers import Answer
from heze_graph.queries.columns import Column
from heze_graph.rdf.formats import FORMATS
from heze_graph.web.pages.graph import vocabulary_of
from heze_graph.web.pages.questions import disposition
from heze_graph.web.rendering import asked_format, language_of
from heze_graph.web.site import site_of


class Named(NamedTuple):
    """What a file is called: in words, and plainly."""

    title: str
    plain: str


def table(request: Request, named: Named, answer: Answer, columns: Sequence[Column], form: str) -> Response:
    """Return a table as a file of a form (`xlsx` or `csv`), in the language of the request.

    The cells of a workbook lead to the pages of this server. Raises HTTPException: 404 for another form, 400
    where `?format=` names one.
    """
    if form not in FOR_PEOPLE:
        raise HTTPException(404)
    asked_format(request, form)
    kind, known = FORMATS[form], vocabulary_of(site_of(request))
    codes = {(scheme, notation): words for scheme, some in known.codes.items() for notation, words in some.items()}
    language, site = language_of(request), str(request.base_url).rstrip("/")
    wording = Wording(language, codes, {}, site, known.tables[language])
    body = written(Sheet(named.title, answer, tuple(columns), wording), form)
    headers = {"Content-Type": kind.content_type, "Content-Disposition": disposition(*named, kind.suffix)}
    return Response(body, headers=headers)
