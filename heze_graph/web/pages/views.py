"""The views: a gallery with previews, the page of each with its form and its network, and the network as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.entities.overview import busiest
from heze_graph.errors import QueryError, SavedQueryError
from heze_graph.export.formats import rendered
from heze_graph.model.answers import Answer, Term
from heze_graph.networks import measures, views
from heze_graph.networks.files import WRITERS
from heze_graph.networks.images import MOST, empty_svg, small_svg, thumbnail
from heze_graph.networks.page import policy
from heze_graph.networks.picture import MOST_STEPS, Node, Picture, around, clustered, find
from heze_graph.networks.views import needs_thing
from heze_graph.queries.choices import Choice
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.rdf import iris
from heze_graph.rdf.formats import FORMATS, NETWORKS, PICTURES
from heze_graph.rdf.terms import XSD
from heze_graph.store.engine import is_large
from heze_graph.web.pages.fields import Field, fields_of, suggested
from heze_graph.web.pages.graph import PageNames, catalogue_of, vocabulary_of
from heze_graph.web.pages.questions import disposition, question_of
from heze_graph.web.rendering import address, format_parameter, language_of, page, text, whole_number
from heze_graph.web.responses import remembered, send
from heze_graph.web.site import Memory, Site, site_of

#: The formats of a network, by the suffix of the address.
FORMS = (*PICTURES, *NETWORKS, "nodes.csv", "edges.csv")
_EGO = "ego"
_STEPS = 2
_MOST_SHOWN = 100
_OURS = ("around", "steps", "most", "lang")
#: The most nodes of a full-size network: a larger one would occupy the server for many seconds.
LARGEST = 3000
_wholes = Memory(16)
#: Small pictures embedded in pages, and files of whole views.
_SMALL_FILES, _LARGE_FILES = Memory(256), Memory(16)
_NUMBERS = (
    "size", "weight", "degree", "weighted_degree", "betweenness", "community", "participation", "parts", "x", "y",
)  # fmt: skip
_MOST_EXAMPLES, _MOST_OPTIONS = 8, 1000
#: How many things a gallery preview shows: the largest, whose names are readable at its size.
_PREVIEWED = 14


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """A request for a view: the format ("" for its page), the values of its query, and which part is shown.

    `around` names a thing and limits the network to `steps` around it, "" for all; `most` is the number of things in a
    small picture, 0 for a full-size one. `unused` are unknown names in the address.
    """

    name: str
    query: SavedQuery
    form: str
    language: str
    given: Mapping[str, str]
    around: str
    steps: int
    most: int
    unused: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The address of the page without its query string."""
        return f"/views/{self.name}"

    def address(self, form: str = "", /, **changes: object) -> str:
        """Return the address of the same view in a format, with some changes."""
        parameters: dict[str, object] = {**self.given, "around": self.around}
        if self.around or changes.get("around"):
            parameters["steps"] = self.steps
        path = f"{self.path}.{form}" if form else self.path
        return address(path, self.language, **{**parameters, **changes})


def view_request(request: Request, library: Library) -> ViewRequest:
    """Return what a request asks for.

    Raises HTTPException 404 for an unknown view or format, 400 for an invalid `?format=`, and SavedQueryError where its
    file is broken.
    """
    language = language_of(request)
    name, _, form = str(request.path_params["name"]).partition(".")
    try:
        query = views.view(name, library)
    except SavedQueryError:
        raise
    except QueryError as error:
        message = text("views.unknown", language, name=name[:80], names="、".join(views.views(library)))
        raise HTTPException(404, message) from error
    if form and form not in FORMS:
        raise HTTPException(404, text("views.no-form", language, form=form[:20], forms="、".join(FORMS)))
    names = {parameter.name for parameter in query.parameters}
    if "format" not in names:
        # The page of a view has no format name: “html” is its network as a file.
        form = format_parameter(request, *((form,) if form else FORMS)) or form
    ours = {key: value for key, value in request.query_params.items() if key in _OURS and key not in names}
    given = {key: value for key, value in request.query_params.items() if value and key in names}
    return ViewRequest(
        name=name,
        query=query,
        form=form,
        language=language,
        given=given,
        around=ours.get("around", ""),
        steps=_up_to(MOST_STEPS, ours.get("steps", ""), _STEPS),
        # The network of one thing inside its page is small unless asked otherwise.
        most=_up_to(_MOST_SHOWN, ours.get("most", ""), MOST if name == _EGO else 0) if form == "svg" else 0,
        unused=tuple(key for key in request.query_params if key not in names and key not in ours),
    )


def _up_to(most: int, given: str, usual: int) -> int:
    """Return a number from an address, or the default where it is missing or out of range."""
    number = whole_number(given, -1)
    return number if 0 <= number <= most else usual


def found_of(site: Site, options: ViewRequest) -> Picture | None:
    """Return the whole network of a view, or of a large graph only what is near the requested thing.

    None where that is so large that a page does not read it. Raises as `views.whole` does.
    """
    key: tuple[object, ...] = (options.name, options.language, tuple(sorted(options.given.items())))
    asked = (options.name, site.engine, site.library, options.language)
    if options.around and views.is_by_steps(options.query, site.engine, options.around):
        near = views.ViewOptions(options.given, options.around, options.steps)
        return _wholes.get(site, (*key, options.around, options.steps), lambda: views.nearby(*asked, near))
    return _wholes.get(site, key, lambda: views.whole_unless_large(*asked, options.given))


def picture_of(site: Site, options: ViewRequest) -> Picture:
    """Return the requested network, or the part of it around one thing.

    Raises QueryError for an unknown thing, and where there are more than LARGEST nodes, or too many rows to read.
    """
    found = found_of(site, options)
    if found is None:
        raise QueryError.problem("web.large-network", where=options.path, most=views.MOST_ROWS)
    picture = part_of(found, options)
    if len(picture.nodes) > LARGEST:
        raise QueryError.problem("web.large-picture", where=options.path, count=len(picture.nodes), most=LARGEST)
    return picture


def part_of(picture: Picture, options: ViewRequest) -> Picture:
    """Return the part of a network around the requested thing, or all of it."""
    return around(picture, options.around, max(1, options.steps)) if options.around else picture


_WRITERS: dict[str, Callable[[Picture], bytes]] = {
    **WRITERS,
    "nodes.csv": lambda picture: _csv(measures.metrics(picture)),
    "edges.csv": lambda picture: _csv(measures.edges(picture)),
}


def file_response(request: Request, options: ViewRequest) -> Response:
    """Return a network in the requested format.

    Raises QueryError where the view needs a thing and none is given, or the network does not contain it, and whatever
    `views.whole` raises.
    """
    site = site_of(request)
    if needs_thing(options.query) and not options.around:
        raise QueryError.problem("web.no-around", where=options.path)
    values = tuple(sorted(options.given.items()))
    key = (options.name, options.form, options.language, values, options.around, options.steps, options.most)
    memory = _SMALL_FILES if options.most else _LARGE_FILES
    body = memory.get(site, key, lambda: _written(site, options))
    response = send(request, body, FORMATS[options.form.rpartition(".")[2]].content_type)
    if options.form == "html":
        # The policy of the page's own meta element, which only lets its own scripts run, and what a meta element cannot
        # say.
        response.headers["Content-Security-Policy"] = f"{policy()}; frame-ancestors 'self'"
    if options.form not in PICTURES:
        name = "-".join(filter(None, (options.name, options.around.rpartition("/")[2])))
        response.headers["Content-Disposition"] = disposition(name, options.name, f".{options.form}")
    return response


def _written(site: Site, options: ViewRequest) -> bytes:
    found = found_of(site, options) if options.most else None
    if options.most and found is None:
        return empty_svg(options.language, "tooLarge").encode()
    if found and options.around:
        return _small(found, options).encode()
    if found and found.nodes:
        gathered = clustered(found)
        return thumbnail(gathered.picture if gathered else found, options.most).encode()
    return _WRITERS[options.form](picture_of(site, options))


def _small(picture: Picture, options: ViewRequest) -> str:
    """Return the small network of a thing; a thing without ties gets a picture that says so."""
    try:
        centre = find(picture, options.around).id
    except QueryError:
        if options.around.startswith(iris.BASE):
            return empty_svg(options.language)
        raise
    if not any(centre in (edge.source, edge.target) for edge in picture.edges):
        return empty_svg(options.language)
    return small_svg(picture, centre, max(1, options.steps), options.most)


def _csv(table: measures.Table) -> bytes:
    columns, rows = table
    typed = [XSD + "decimal" if column in _NUMBERS else None for column in columns]
    answer = Answer(columns, tuple(tuple(map(_term, row, typed)) for row in rows))
    return rendered(answer, "csv", "network", excel=True)


def _term(value: str, datatype: str | None) -> Term | None:
    return Term("literal", value, datatype) if value else None


@remembered
def view(request: Request) -> Response:
    """Return the page of a view, or its network in the format that the address names."""
    options = view_request(request, site_of(request).library)
    return file_response(request, options) if options.form else view_page(request, options)


def all_views(request: Request) -> Response:
    """Return the page of all views."""
    format_parameter(request, "html")
    library, language = site_of(request).library, language_of(request)
    whole = views.whole_views(library)
    names = dict.fromkeys([*whole, *views.views(library)])
    shown = [(name, question_of(views.view(name, library), language), name in whole) for name in names]
    return page(request, "views.html", {"views": shown, "previewed": _PREVIEWED, "broken": library.problems()})


def view_page(request: Request, options: ViewRequest) -> Response:
    """Return the page of a view: its form and, where every required value is given and valid, its network."""
    site = site_of(request)
    fields = fields_of(options.query, options.given, site, vocabulary_of(site), options.language)
    wrong = any(field.error for field in fields)
    ready = not wrong and not any(field.required and not field.value for field in fields)
    # On a large graph nothing is read before the central thing is known.
    waits = needs_thing(options.query) and not options.around and is_large(site.engine)
    whole = found_of(site, options) if ready and not waits else None
    large = ready and not waits and whole is None
    around, picture = _around(options, whole), None
    if waits:
        around = replace(around, examples=_busiest(site, options.language))
    if whole and not around.error and (options.around or not views.needs_thing(options.query)):
        picture = part_of(whole, options)
    question = question_of(options.query, options.language)
    context: dict[str, Any] = {
        "options": options,
        "question": replace(question, summary=picture.title) if picture else question,
        "fields": (*fields, around),
        "steps": range(1, MOST_STEPS + 1),
        "picture": picture,
        "largest": LARGEST,
        "most_rows": views.MOST_ROWS if large else 0,
        "centres": _centres(site, options) if large else (),
        "files": {form: options.address(form, most=0 if form == "svg" else None) for form in FORMS if form != "html"},
    }
    return page(request, "views-one.html", context, 400 if wrong or around.error else 200)


def _around(options: ViewRequest, whole: Picture | None) -> Field:
    """Return the field for the central thing of a view, with what is wrong with its value."""
    nodes = sorted(whole.nodes, key=lambda node: (-node.size, node.id)) if whole else []
    required = views.needs_thing(options.query)
    value = next((node.label for node in nodes if node.id == options.around), options.around)
    choices = tuple((node.label, node.kind_label) for node in nodes[:_MOST_OPTIONS])
    return Field(
        name="around",
        label=text("views.around", options.language),
        kind="list",
        value=value,
        required=required,
        options=choices,
        examples=_examples(nodes) if required and not options.around else (),
        error=_error(options, whole) if whole and options.around else "",
    )


def _examples(nodes: list[Node]) -> tuple[tuple[str, str], ...]:
    """Return the largest things, except those of the most frequent kind, which has too many alike."""
    most = Counter(node.kind for node in nodes).most_common(1)
    found = [(node.id, node.label) for node in nodes if [node.kind] != [kind for kind, _ in most]]
    return tuple(found[:_MOST_EXAMPLES])


def _centres(site: Site, options: ViewRequest) -> tuple[tuple[str, str], ...]:
    """Return what a network that is not read whole can be looked at around: the requested thing, or busy ones."""
    if iris.one_spelling(options.around).startswith(iris.ID):
        return ((options.around, PageNames(site, vocabulary_of(site), options.language).of(options.around)),)
    return _busiest(site, options.language)


def _busiest(site: Site, language: str) -> tuple[tuple[str, str], ...]:
    """Return the leaders and units with most assignments, for a large graph, of which no network is read whole."""
    found = (busiest(catalogue_of(site), kind, _MOST_EXAMPLES // 2) for kind in ("leader", "unit"))
    return tuple((iri, words.of(language)) for some in found for iri, words in some.items())


def _error(options: ViewRequest, whole: Picture) -> str:
    try:
        find(whole, options.around)
    except QueryError:
        choices = [Choice(node.id, node.label, node.other_name) for node in whole.nodes]
        close = "、".join(choice.label for choice in suggested(options.around, choices, 5))
        key = "views.no-thing-close" if close else "views.no-thing"
        return text(key, options.language, name=options.around[:80], close=close)
    return ""


ROUTES: tuple[Route, ...] = (
    Route("/views", all_views),
    Route("/views/{name}", view),
)
