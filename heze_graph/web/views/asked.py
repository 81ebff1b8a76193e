"""What an address of a view asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from heze_graph.errors import QueryError, SavedQueryError
from heze_graph.network.around import MOST_STEPS
from heze_graph.network.small import MOST
from heze_graph.pictures import view, views
from heze_graph.saved.library import Library, SavedQuery
from heze_graph.web.rendering import address, language_of, text

#: The formats of a picture, by what the address ends in.
FORMS = ("html", "svg", "png", "gexf", "graphml", "nodes.csv", "edges.csv")
_EGO = "ego"
_STEPS = 2
_MOST_SHOWN = 100
_OURS = ("around", "steps", "most", "lang")


@dataclass(frozen=True, slots=True)
class Asked:
    """A view, the format that is wanted ("" for its page), the values of its query, and what of it is shown.

    `around` names a thing, of which all within `steps` are shown, "" for all; `most` is how many things a small picture
    shows, 0 for a picture of full size.
    """

    name: str
    query: SavedQuery
    form: str
    language: str
    given: Mapping[str, str]
    around: str
    steps: int
    most: int

    @property
    def path(self) -> str:
        """The address of the page without what follows `?`."""
        return f"/views/{self.name}"

    def address(self, form: str = "", /, **changes: object) -> str:
        """Return the address of the same in a format, with some changes."""
        said: dict[str, object] = {**self.given, "around": self.around}
        if self.around or changes.get("around"):
            said["steps"] = self.steps
        path = f"{self.path}.{form}" if form else self.path
        return address(path, self.language, **{**said, **changes})


def asked_of(request: Request, library: Library) -> Asked:
    """Return what a request asks for.

    Raises HTTPException, 404, where there is no such view or format, and SavedQueryError where its file is broken.
    """
    language = language_of(request)
    name, _, form = str(request.path_params["name"]).partition(".")
    try:
        query = view(name, library)
    except SavedQueryError:
        raise
    except QueryError as error:
        said = text("views.unknown", language, name=name[:80], names="、".join(views(library)))
        raise HTTPException(404, said) from error
    if form and form not in FORMS:
        raise HTTPException(404, text("views.no-form", language, form=form[:20], forms="、".join(FORMS)))
    names = {parameter.name for parameter in query.parameters}
    ours = {key: value for key, value in request.query_params.items() if key in _OURS and key not in names}
    given = {key: value for key, value in request.query_params.items() if value and key not in ours}
    return Asked(
        name=name,
        query=query,
        form=form,
        language=language,
        given=given,
        around=ours.get("around", ""),
        steps=_whole(ours.get("steps"), _STEPS, MOST_STEPS),
        # The picture of one thing in an entity's page is small unless it is told otherwise.
        most=_whole(ours.get("most"), MOST if name == _EGO else 0, _MOST_SHOWN) if form == "svg" else 0,
    )


def _whole(said: str | None, usual: int, most: int) -> int:
    """Return a number from an address, the usual one where there is none from 0 to the most."""
    number = int(said) if said and said.isascii() and said.isdigit() and len(said) < 6 else -1
    return number if 0 <= number <= most else usual
