"""From the name of a view to its page: the view's saved queries are asked, the answers drawn."""

from __future__ import annotations

from heze_graph.model.answers import Answer
from heze_graph.network.page import html
from heze_graph.network.picture import Picture
from heze_graph.network.views import draw, get_view
from heze_graph.saved.library import Library
from heze_graph.store.engine import Engine


def picture(name: str, engine: Engine, library: Library, language: str) -> Picture:
    """Return the Picture of a view; `language` is `zh` or `en`.

    Raises QueryError when there is no such view, SavedQueryError when a query of it is broken.
    """
    view = get_view(name)

    def ask(query: str) -> Answer:
        return engine.select(library.get(query).bound({}))

    return draw(view, ask(view.nodes), ask(view.edges), ask("documents"), language)


def page(name: str, engine: Engine, library: Library, language: str) -> str:
    """Return the HTML page of a view; raises as `picture` does."""
    return html(picture(name, engine, library, language))
