"""The saved queries: their list, and for each its form, its answer and its downloads."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heze_graph.export.formats import rendered
from heze_graph.export.workbook import FOR_PEOPLE, answer_file
from heze_graph.model.answers import Answer
from heze_graph.networks.views import NETWORK
from heze_graph.queries.columns import Column
from heze_graph.queries.in_order import whole_text
from heze_graph.queries.library import Library, SavedQuery
from heze_graph.rdf.codec import triples_as_answer
from heze_graph.rdf.formats import FORMATS, TABLES
from heze_graph.web.pages.fields import choices_for, fields_of, suggested
from heze_graph.web.pages.graph import PageNames, Vocabulary, vocabulary_of, wording_for
from heze_graph.web.pages.paging import by_column, sorted_window, window
from heze_graph.web.pages.table import SIZES, TRIPLE, AnswerTable, State, state_of, table_of
from heze_graph.web.rendering import address, all_words, format_parameter, language_of, page, text, words_of
from heze_graph.web.responses import remembered
from heze_graph.web.site import Memory, Site, site_of

if TYPE_CHECKING:
    from heze_graph.export.formats import Content


#: The formats offered, the most popular first.
_WANTED = ("xlsx", "csv", *(name for name in TABLES if name not in ("xlsx", "csv", "srj")))
_LONGEST_NAME = 80
#: Characters not allowed in file names: path separators, what Windows forbids, and what a header cannot hold.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|;\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_TAG = "questions.tag."
_MOST_KEPT = 300_000  # values of an answer that is remembered for the next page of it
_memory = Memory(
    4, lambda content: not isinstance(content, Answer) or len(content.rows) * len(content.columns) < _MOST_KEPT
)


@dataclass(frozen=True, slots=True)
class Calls:
    """The same query by other means: an API address, curl, and the command line."""

    address: str
    curl: str
    command: str


def formats_of(query: SavedQuery) -> tuple[str, ...]:
    """Return the download formats of a query's answer."""
    return _WANTED if query.form == "SELECT" else query.formats


def calls(query: SavedQuery, given: Mapping[str, str], origin: str) -> Calls:
    """Return the calls for a query with some values, at a server's `origin` (without a trailing slash)."""
    path, form = f"{origin}/api/queries/{quote(query.name)}", urlencode(given)
    post = query.header.method == "post"
    address = path if post or not given else f"{path}?{form}"
    sent = ["--data", form] if post else []
    values = [word for name, value in given.items() for word in ("-p", f"{name}={value}")]
    return Calls(
        address, shlex.join(["curl", *sent, address]), shlex.join(["heze-graph", "query", query.name, *values])
    )


def download(request: Request, query: SavedQuery, content: Content, form: str, title: str) -> Response:
    """Return the whole answer as a file for people, named after its question.

    Excel and CSV have words in the language of the page, CSV with a byte order mark; `labels=none` keeps column names
    and codes as they are.
    """
    site = site_of(request)
    plain = request.query_params.get("labels") == "none"
    if isinstance(content, Answer) and form in FOR_PEOPLE and not plain:
        body = answer_file(query, content, form, site.engine, wording_for(request))
    else:
        body = rendered(content, form, query.name, excel=True)
    return attachment(body, form, title, query.name)


def attachment(body: bytes, form: str, title: str, plain: str) -> Response:
    """Return a file to be saved, named by a title and, for old programs, by a plain name."""
    kind = FORMATS[form]
    headers = {"Content-Type": kind.content_type, "Content-Disposition": disposition(title, plain, kind.suffix)}
    return Response(body, headers=headers)


def disposition(title: str, plain: str, suffix: str) -> str:
    """Return the header that names a file (RFC 6266): in any script (RFC 8187), and in ASCII for old programs.

    >>> print(disposition("目标/1", "targets", ".csv"))
    attachment; filename="targets.csv"; filename*=UTF-8''%E7%9B%AE%E6%A0%87_1.csv
    """
    ascii_name = re.sub(r"[^A-Za-z0-9_-]", "_", plain) + suffix
    name = _NOT_IN_NAMES.sub("_", title).strip(". ")[:_LONGEST_NAME].strip(". ") or plain
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name + suffix, safe='')}"


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A saved query in the words of a page: `needs` are its required values."""

    name: str
    summary: str
    description: str
    needs: tuple[str, ...]
    tags: tuple[str, ...]


def questions(request: Request) -> Response:
    """Return the page of all saved queries, or of those that match a word or a subject."""
    format_parameter(request, "html")
    library, language = site_of(request).library, language_of(request)
    wanted, tag = request.query_params.get("q", "").strip(), request.query_params.get("tag", "")
    every = [query for query in library.queries if _fits(query, wanted)]
    shown = [query for query in every if not tag or tag in query.header.tags]
    groups: dict[str, list[SavedQuestion]] = {name: [] for name in _subjects(shown)}
    for query in shown:
        groups[tag or next(iter(query.header.tags), "")].append(question_of(query, language))
    context = {
        "groups": {name: found for name, found in groups.items() if found},
        "subjects": _subjects(library.queries),
        "broken": library.problems(),
        "wanted": wanted,
        "tag": tag,
        "shown": len(shown),
        "total": len(library.queries),
        "tag_words": lambda name: tag_words(name, language),
    }
    return page(request, "questions.html", context)


def question_of(query: SavedQuery, language: str) -> SavedQuestion:
    """Return a saved query in the words of a language, or of the other one where those are missing."""
    header = query.header
    needs = tuple(one.column.title(language) for one in query.parameters if one.needed)
    summary = header.summary_in(language) or query.name
    return SavedQuestion(query.name, summary, header.description_in(language), needs, header.tags)


def tag_words(tag: str, language: str) -> str:
    """Return the name of a tag in a language, the tag itself where there is none."""
    words = all_words().get(_TAG + tag)
    return words[language] if words else tag


def _fits(query: SavedQuery, wanted: str) -> bool:
    header = query.header
    texts = (query.name, header.summary, header.summary_en, header.description, header.description_en, *header.tags)
    text = " ".join(texts).casefold()
    return all(word in text for word in wanted.casefold().split())


def _subjects(queries: Iterable[SavedQuery]) -> tuple[str, ...]:
    """Return the tags of some queries: first those in the words file, in its order, then the others."""
    found = dict.fromkeys(tag for query in queries for tag in query.header.tags or ("",))
    ordered = [key.removeprefix(_TAG) for key in all_words() if key.startswith(_TAG)]
    return tuple(dict.fromkeys([*(tag for tag in ordered if tag in found), *sorted(found)]))


@remembered
def question(request: Request) -> Response:
    """Return the page of a saved query, or its answer as a file where the address names a format."""
    site, language = site_of(request), language_of(request)
    name = request.path_params["name"]
    query, form = _named_query(site.library, name, language)
    if query is None:
        return _broken(request, site.library, name)
    if all(parameter.name != "format" for parameter in query.parameters):
        named_format = format_parameter(request, *((form,) if form else ("html", *formats_of(query))))
        form = "" if named_format == "html" else named_format or form
    state = state_of(query, dict(request.query_params), f"/queries/{query.name}", language)
    known = vocabulary_of(site)
    fields = fields_of(query, state.given, site, known, language)
    wrong = any(field.error for field in fields)
    missing = [field for field in fields if field.required and not field.value]
    if form and not wrong and not missing:
        title = "-".join([question_of(query, language).summary, *state.given.values()])
        return download(request, query, _content(site, query, state.given), form, title)
    context = context_of(query, state, known) | {"fields": fields, "missing": missing}
    if not wrong and not missing:
        context |= answered(site, query, state, known) | {
            "calls": calls(query, state.given, str(request.base_url)[:-1])
        }
    made = page(request, "question.html", context, 400 if wrong or (form and missing) else 200)
    if context["table"] and context["table"].far:
        made.headers["Cache-Control"] = "no-store"  # asked again, it leads further
    return made


def _named_query(library: Library, name: str, language: str) -> tuple[SavedQuery | None, str]:
    """Return the query at an address, None where its file is broken, and the format suffix of the address, if any.

    Raises HTTPException 404 for an unknown query or format.
    """
    stem, _, form = name.rpartition(".")
    by_name = {query.name: query for query in library.queries}
    if name in by_name or f"{name}.rq" in library.faults:
        return by_name.get(name), ""
    if stem in by_name and form in formats_of(by_name[stem]):
        return by_name[stem], form
    close = "、".join(library.close_to(name))
    key = "questions.unknown-close" if close else "questions.unknown"
    raise HTTPException(404, text(key, language, name=name[:80], close=close))


def _broken(request: Request, library: Library, name: str) -> Response:
    faults = [fault for fault in library.problems() if fault.file == f"{name}.rq"]
    return page(request, "question-broken.html", {"name": name, "faults": faults}, 500)


def context_of(query: SavedQuery, state: State, known: Vocabulary) -> dict[str, Any]:
    """Return the part of the page that does not depend on the answer."""
    language = state.language
    return {
        "question": question_of(query, language),
        "query": query,
        "state": state,
        "known": known,
        "sizes": SIZES,
        "tag_words": lambda name: tag_words(name, language),
        "table": None,
        "editor": address("/editor", language, **{**state.given, "name": query.name}),
        "ours": state.ours(),
    }


def answered(site: Site, query: SavedQuery, state: State, known: Vocabulary) -> dict[str, Any]:
    """Return the part of the page that shows the answer."""
    drawn = f"/views/{quote(query.name.removeprefix('network-'))}"
    table = _table(site, query, state, PageNames(site, known, state.language))
    return {
        "table": table,
        "suggestions": {} if table.total else _suggestions(site, query, state.given),
        "downloads": {form: _file(query, form, state) for form in formats_of(query)},
        "picture": address(drawn, state.language, **state.given) if query.header.view == NETWORK else "",
        "version": site.version,
        "pages": _pages(table, state),
    }


def _table(site: Site, query: SavedQuery, state: State, names: PageNames) -> AnswerTable:
    """Return the table of the answer, computed in full only where one page of it will not do."""
    rows = range((state.page - 1) * state.size, state.page * state.size)
    if state.column:
        part = sorted_window(site, query, state.given, state.sort, rows)
        if part and not by_column(site, query, state.sort):
            state = replace(state, sort="")
    else:
        part = window(site, query, state.given, state.page, state.size)
    if part:
        return table_of(part.answer, query.columns, state, names, part)
    content = _content(site, query, state.given)
    if isinstance(content, Answer):
        return table_of(content, query.columns, state, names)
    columns = [Column(name, words_of(f"questions.{name}")) for name in TRIPLE]
    return table_of(triples_as_answer(content), columns, state, names)


def _content(site: Site, query: SavedQuery, given: Mapping[str, str]) -> Content:
    asked = whole_text(site.engine, query, given)
    ask = site.engine.select if query.form == "SELECT" else site.engine.construct
    return _memory.get(site, asked, lambda: ask(asked))


def _file(query: SavedQuery, form: str, state: State) -> str:
    return address(f"/queries/{query.name}.{form}", state.language, **state.given)


def _suggestions(site: Site, query: SavedQuery, given: Mapping[str, str]) -> dict[str, Any]:
    """Return, for an empty answer, the values that may have been meant, by parameter."""
    found = {}
    for parameter in query.parameters:
        choices = choices_for(query, parameter, site)
        value = given.get(parameter.name)
        if value and value not in {choice.value for choice in choices}:
            found[parameter.name] = suggested(value, choices)
    return {name: choices for name, choices in found.items() if choices}


def _pages(table: AnswerTable, state: State) -> dict[str, str]:
    """Return the addresses of the first, previous, next and last page, as far as they exist and are known."""
    wanted = {"first": 1, "previous": table.page - 1, "next": table.page + 1}
    wanted |= {} if table.more else {"last": table.pages}
    return {name: state.address(page=at) for name, at in wanted.items() if 1 <= at <= table.pages and at != table.page}


ROUTES: tuple[Route, ...] = (
    Route("/queries", questions),
    Route("/queries/{name}", question),
)
