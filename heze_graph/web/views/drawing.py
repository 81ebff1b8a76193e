"""The picture that is asked for, made once for each state of the graph."""

from __future__ import annotations

from heze_graph import pictures
from heze_graph.errors import QueryError
from heze_graph.network.around import around
from heze_graph.network.picture import Picture
from heze_graph.web.memory import Memory
from heze_graph.web.site import Site
from heze_graph.web.views.asked import Asked

#: The most nodes of a picture of full size: a larger one would take the server's whole attention for many seconds.
LARGEST = 3000
_wholes = Memory(16)


def whole_of(site: Site, asked: Asked) -> Picture:
    """Return the whole picture of a view; raises as `pictures.whole` does."""
    key = (asked.name, asked.language, tuple(sorted(asked.given.items())))
    return _wholes.get(
        site, key, lambda: pictures.whole(asked.name, site.engine, site.library, asked.language, asked.given)
    )


def picture_of(site: Site, asked: Asked) -> Picture:
    """Return the picture that is asked for, or the part of it around one thing.

    Raises QueryError for no such thing, and where the picture has more than LARGEST nodes.
    """
    picture = part_of(whole_of(site, asked), asked)
    if len(picture.nodes) > LARGEST:
        cure = "ask for what stands around one thing (around=NAME), or write the picture on the command line"
        raise QueryError.problem(asked.path, f"{len(picture.nodes)} things", f"at most {LARGEST}", cure)
    return picture


def part_of(picture: Picture, asked: Asked) -> Picture:
    """Return the part of a picture around the thing that is asked for, or all of it where none is."""
    return around(picture, asked.around, max(1, asked.steps)) if asked.around else picture
