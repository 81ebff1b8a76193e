"""The list of questions, by subject; a file that is at fault is listed with its fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from heze_graph.saved.library import SavedQuery
from heze_graph.web.questions.wording import label_of
from heze_graph.web.rendering import all_words, language_of, page
from heze_graph.web.site import site_of

_TAG = "questions.tag."


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query in the words of a page: `needs` are the values that it cannot do without."""

    name: str
    summary: str
    description: str
    needs: tuple[str, ...]
    tags: tuple[str, ...]


def questions(request: Request) -> Response:
    """Return the page of all questions, or of those that have a word or a subject."""
    library, language = site_of(request).library, language_of(request)
    wanted, tag = request.query_params.get("q", "").strip(), request.query_params.get("tag", "")
    every = [query for query in library.queries if _fits(query, wanted)]
    shown = [query for query in every if not tag or tag in query.header.tags]
    groups: dict[str, list[Question]] = {name: [] for name in _subjects(shown)}
    for query in shown:
        groups[tag or _first(query.header.tags)].append(question_of(query, language))
    context = {
        "groups": {name: found for name, found in groups.items() if found},
        "subjects": _subjects(library.queries),
        "broken": library.told(),
        "wanted": wanted,
        "tag": tag,
        "shown": len(shown),
        "total": len(library.queries),
        "tag_words": lambda name: tag_words(name, language),
    }
    return page(request, "questions.html", context)


def question_of(query: SavedQuery, language: str) -> Question:
    """Return a saved query in the words of a language, or the other one where it has none."""
    header = query.header
    summaries, descriptions = (header.summary, header.summary_en), (header.description, header.description_en)
    if language == "en":
        summaries, descriptions = summaries[::-1], descriptions[::-1]
    needed = (one.name for one in query.parameters if one.required and one.default is None)
    needs = tuple(label_of(name, query.name, language) for name in needed)
    summary, description = next(filter(None, summaries), query.name), next(filter(None, descriptions), "")
    return Question(query.name, summary, description, needs, header.tags)


def tag_words(tag: str, language: str) -> str:
    """Return what a tag is called in a language, the tag itself where no words are known."""
    words = all_words().get(_TAG + tag)
    return words[language] if words else tag


def _fits(query: SavedQuery, wanted: str) -> bool:
    header = query.header
    texts = (query.name, header.summary, header.summary_en, header.description, header.description_en, *header.tags)
    text = " ".join(texts).casefold()
    return all(word in text for word in wanted.casefold().split())


def _first(tags: tuple[str, ...]) -> str:
    return tags[0] if tags else ""


def _subjects(queries: Iterable[SavedQuery]) -> tuple[str, ...]:
    """Return the tags of some queries: those that the words file names in its order, then the others."""
    found = dict.fromkeys(tag for query in queries for tag in query.header.tags or ("",))
    ordered = [key.removeprefix(_TAG) for key in all_words() if key.startswith(_TAG)]
    return tuple(dict.fromkeys([*(tag for tag in ordered if tag in found), *sorted(found)]))
