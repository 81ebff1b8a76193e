"""The saved queries: a form for each, its answer as a table, downloads.

`listing` names them; `asking` answers one, in `fields` and a `table` of `cells`; `state` is what the address says,
`taking` what people take along. `known` and `wording` turn IRIs and codes into words.
"""

from __future__ import annotations

from starlette.routing import Route

from heze_graph.web.questions.asking import question
from heze_graph.web.questions.listing import questions

ROUTES: tuple[Route, ...] = (
    Route("/queries", questions),
    Route("/queries/{name}", question),
)
