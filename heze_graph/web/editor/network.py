"""The answer of a query from the editor as a network page."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from heze_graph.errors import SavedQueryError
from heze_graph.model.answers import Answer
from heze_graph.network.page import html, policy
from heze_graph.network.rows import Rows, construct_rows, select_rows
from heze_graph.network.views import Heading, Known, draw
from heze_graph.saved.header import Header, read_header
from heze_graph.saved.stranger import Checked, checked
from heze_graph.store.embedded import answer_of
from heze_graph.store.engine import Engine
from heze_graph.store.question import Answering, Question
from heze_graph.store.relay import Relay
from heze_graph.web.rendering import language_of, text
from heze_graph.web.site import Site, site_of

_WHERE = "the query"


def network(request: Request) -> Response:
    """Return the network page of what `?query=` answers: a SELECT of `source` and `target`, or a CONSTRUCT.

    Raises QueryError as the endpoint does, and when the answer is no network.
    """
    site, language, query = site_of(request), language_of(request), request.query_params.get("query", "")
    rows = _rows(site.engine, query, checked(query))
    picture = draw(_heading(query, language), rows, _known(site), language)
    # Both this and the page's own meta hold: only its own texts run, and nothing is fetched.
    return HTMLResponse(html(picture), headers={"Content-Security-Policy": f"{policy()}; frame-ancestors 'self'"})


def _rows(engine: Engine, query: str, about: Checked) -> Rows:
    import pyoxigraph

    graph = about.form in ("CONSTRUCT", "DESCRIBE")
    question = Question(
        query, "nt" if graph else "json", form=about.form, union=not about.names_dataset, cost=about.cost
    )
    asking: Answering = engine if isinstance(engine, Answering) else Relay(engine)
    with asking.answer(question) as reply:
        # Parsers have no name here: an error's traceback would carry them into another thread, where they must not end.
        if graph:
            triples = {quad.triple for quad in pyoxigraph.parse(reply.file, format=pyoxigraph.RdfFormat.N_TRIPLES)}
            return construct_rows(sorted(triples, key=str))
        json_format = pyoxigraph.QueryResultsFormat.JSON
        return select_rows(answer_of(pyoxigraph.parse_query_results(reply.file, format=json_format)), _WHERE)


def _known(site: Site) -> Known:
    def ask(helper: str) -> Answer:
        return site.engine.select(site.library.get(helper).bound({}))

    return Known(ask("network-names"), ask("network-entries"), ask("documents"))


def _heading(query: str, language: str) -> Heading:
    try:
        header = read_header(query, Path("query"))
    except SavedQueryError:
        header = Header()
    said = (header.summary_en, header.description_en) if language == "en" else (header.summary, header.description)
    return Heading(said[0] or header.summary or text("editor.network_title", language), said[1])
