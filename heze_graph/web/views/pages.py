"""The pages of the views: all of them with a preview, and each with its form and its picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from heze_graph import pictures
from heze_graph.errors import QueryError
from heze_graph.network.around import MOST_STEPS, find
from heze_graph.network.picture import Node, Picture
from heze_graph.saved.choices import Choice
from heze_graph.web.questions.fields import Field, fields_of, suggested
from heze_graph.web.questions.known import known_of
from heze_graph.web.questions.listing import Question, question_of
from heze_graph.web.rendering import language_of, page, text
from heze_graph.web.site import site_of
from heze_graph.web.views.asked import FORMS, Asked
from heze_graph.web.views.drawing import LARGEST, part_of, whole_of

_MOST_EXAMPLES, _MOST_OPTIONS = 8, 1000


def views(request: Request) -> Response:
    """Return the page of all views."""
    library, language = site_of(request).library, language_of(request)
    whole = pictures.whole_views(library)
    names = dict.fromkeys([*whole, *pictures.views(library)])
    shown = [(name, question_of(pictures.view(name, library), language), name in whole) for name in names]
    return page(request, "views.html", {"views": shown, "broken": library.told()})


def view_page(request: Request, asked: Asked) -> Response:
    """Return the page of a view: its form, and its picture where every value that it needs is there and right."""
    site = site_of(request)
    fields = fields_of(asked.query, asked.given, site, known_of(site), asked.language)
    wrong = any(field.error for field in fields) or any(n not in {f.name for f in fields} for n in asked.given)
    ready = not wrong and not any(field.required and not field.value for field in fields)
    whole = whole_of(site, asked) if ready else None
    around, picture = _around(asked, whole), None
    if whole and not around.error and (asked.around or not pictures.needs_thing(asked.query)):
        picture = part_of(whole, asked)
    context: dict[str, Any] = {
        "asked": asked,
        "question": _titled(question_of(asked.query, asked.language), picture),
        "fields": (*fields, around),
        "steps": range(1, MOST_STEPS + 1),
        "picture": picture,
        "largest": LARGEST,
        "files": {form: asked.address(form, most=0 if form == "svg" else None) for form in FORMS if form != "html"},
        "unknown": [name for name in asked.given if name not in {field.name for field in fields}],
    }
    return page(request, "views-one.html", context, 400 if wrong or around.error else 200)


def _titled(question: Question, picture: Picture | None) -> Question:
    return replace(question, summary=picture.title) if picture else question


def _around(asked: Asked, whole: Picture | None) -> Field:
    """Return the field for the thing around which a view is drawn, with what is wrong with what it holds."""
    nodes = sorted(whole.nodes, key=lambda node: (-node.size, node.id)) if whole else []
    required = pictures.needs_thing(asked.query)
    value = next((node.label for node in nodes if node.id == asked.around), asked.around)
    options = tuple((node.label, node.kind_label) for node in nodes[:_MOST_OPTIONS])
    return Field(
        name="around",
        label=text("views.around", asked.language),
        kind="list",
        value=value,
        required=required,
        options=options,
        examples=_examples(nodes) if required and not asked.around else (),
        error=_error(asked, whole) if whole and asked.around else "",
    )


def _examples(nodes: list[Node]) -> tuple[tuple[str, str], ...]:
    """Return the largest things, those of the most frequent kind left out: there are too many like them."""
    most = Counter(node.kind for node in nodes).most_common(1)
    found = [(node.id, node.label) for node in nodes if [node.kind] != [kind for kind, _ in most]]
    return tuple(found[:_MOST_EXAMPLES])


def _error(asked: Asked, whole: Picture) -> str:
    try:
        find(whole, asked.around)
    except QueryError:
        choices = [Choice(node.id, node.label, node.other_name) for node in whole.nodes]
        close = "、".join(choice.label for choice in suggested(asked.around, choices, 5))
        key = "views.no-thing-close" if close else "views.no-thing"
        return text(key, asked.language, name=asked.around[:80], close=close)
    return ""
