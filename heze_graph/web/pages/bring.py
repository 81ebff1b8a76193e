"""Bringing in files: upload, review row by row next to what was understood, questions, and the build.

Everything works with plain forms; `docs/pages.md` says what a person sees, `front.py` who may enter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from heze_graph.errors import QueryError
from heze_graph.model.printed import ROLES, TableFile
from heze_graph.model.understood import Assignment, Entry, Record
from heze_graph.pipeline.desk import Brought, Desk, Draft, LinkJudgement, columns_of, name_questions
from heze_graph.rdf.documents import reasons
from heze_graph.records.document import name_from_file
from heze_graph.reference.issuers import governments
from heze_graph.reference.language import FindingKind
from heze_graph.reference.register import DIFFERENT, SAME
from heze_graph.store.folder import current, exists
from heze_graph.web.front import MOST_BYTES, MOST_FILES, WriteAccess
from heze_graph.web.pages.files import today
from heze_graph.web.rendering import address, language_of, page, text, whole_number
from heze_graph.web.responses import answer
from heze_graph.web.site import site_of

PERIODS: Final = ("annual", "h1", "q1", "q2", "q3", "q4", *(f"m{month:02d}" for month in range(1, 13)))
#: The rows of a file on one page, and the links reviewed at once.
_ROWS, _LINKS = 50, 50
_FIRST_YEAR = 2000
_LONGEST_NAME = 150
_REVIEWED = {"same": SAME, "different": DIFFERENT}


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _page(request: Request, template: str, context: dict[str, Any]) -> Response:
    access: WriteAccess = request.app.state.access
    response = page(request, template, {"token": access.token, **context})
    response.headers["Cache-Control"] = "no-store"
    return response


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(address(path, language_of(request)), 303)


async def start(request: Request) -> Response:
    """Return the upload page, and accept uploaded files."""
    if request.method != "POST":
        context = {"most_files": MOST_FILES, "most_bytes": MOST_BYTES, "job": _desk(request).job}
        return _page(request, "bring.html", context)
    try:
        async with request.form(max_files=MOST_FILES + 1, max_fields=10) as form:
            _check(request, form.get("token"))
            language = language_of(request)
            given = [file for file in form.getlist("files") if isinstance(file, UploadFile)]
            files = [(plain_name(file.filename or "", language), await file.read()) for file in given if file.filename]
    except HTTPException as error:
        raise QueryError.problem("web.bad-form", error=error.detail) from error
    if not files:
        raise QueryError.problem("web.no-files", most=MOST_FILES)
    if len(files) > MOST_FILES:
        raise QueryError.problem("web.too-many-files", most=MOST_FILES)
    draft = await run_in_threadpool(_desk(request).bring, files)
    return _to(request, f"/bring/{draft.key}")


async def review(request: Request) -> Response:
    """Return what was understood of a draft's files; accept answers, and start a build where that is asked for."""
    draft = _desk(request).draft(request.path_params["key"])
    if draft is None:
        return answer(request, 404, QueryError.problem("web.gone").message)
    if request.method != "POST":
        return await run_in_threadpool(_review, request, draft)
    form = await _form(request)
    await run_in_threadpool(_answer, _desk(request), draft, form)
    if form.get("do") != "build" or not any(file.record for file in draft.files):
        return _to(request, f"/bring/{draft.key}")
    await run_in_threadpool(lambda: _desk(request).build(draft, anew=form.get("how") == "anew"))
    return _to(request, "/bring/build")


def _review(request: Request, draft: Draft) -> Response:
    desk, language = _desk(request), language_of(request)
    reference = desk.reference
    begins = {whole_number(request.query_params.get("file", "")): whole_number(request.query_params.get("from", ""))}
    files = []
    for number, file in enumerate(draft.files):
        begin = begins.get(number, 0)
        questions = name_questions(file.record, reference.register(file.record.document.place)) if file.record else ()
        rows = shown(file.record, reference.language.finding_kinds, language) if file.record else []
        files.append(
            {
                "brought": file,
                "fault": file.fault.in_language(language) if file.fault else "",
                "columns": columns_of(file),
                "said": dict(file.table.columns),
                "questions": questions,
                "rows": rows[begin : begin + _ROWS],
                "begin": begin,
                "total": len(rows),
                "noted": sum(bool(row.notes) for row in rows),
            }
        )
    known = exists(desk.store) and current(desk.store).tables()
    context = {
        "draft": draft,
        "files": files,
        "understood": sum(bool(file.record) for file in draft.files),
        "places": [name for folder in reference.city_folders().values() for name in governments(folder)[:1]],
        "years": _years(),
        "periods": PERIODS,
        "roles": ROLES,
        "step": _ROWS,
        "known": len(known) if known else 0,
    }
    return _page(request, "bring_review.html", context)


def _answer(desk: Desk, draft: Draft, form: dict[str, str]) -> None:
    """Apply the answers to the questions about each file, and read the files again."""
    reference = desk.reference
    for number, file in enumerate(draft.files):
        if file.record is None:
            continue
        place = file.record.document.place
        for question, name_question in enumerate(name_questions(file.record, reference.register(place))):
            chosen = form.get(f"unit-{number}-{question}", "")
            if chosen in name_question.options:
                desk.spell(place, chosen, name_question.printed)
    desk.read(draft, [_answered(file, number, form) for number, file in enumerate(draft.files)])


def _answered(file: Brought, number: int, form: dict[str, str]) -> TableFile:
    columns = dict(file.table.columns)
    for column, (header, _) in enumerate(columns_of(file)):
        role = form.get(f"column-{number}-{column}", "")
        if role in ROLES:
            columns[header] = role
        elif not role:
            columns.pop(header, None)
    year, period = form.get(f"year-{number}", ""), form.get(f"period-{number}", "")
    name = form.get(f"name-{number}", "").strip()
    return replace(
        file.table,
        columns=tuple(columns.items()),
        place=(form.get(f"elsewhere-{number}", "").strip() or form.get(f"place-{number}", ""))[:40],
        year=whole_number(year) if year in map(str, _years()) else None,
        period=period if period in PERIODS else "",
        document=name_from_file(f"{name[:80]}.txt") if name else "",
    )


def _years() -> range:
    """Return the selectable years, the latest first."""
    return range(today().year + 1, _FIRST_YEAR, -1)


def building(request: Request) -> Response:
    """Return the progress of a build, which the page polls until the new graph is shown, and then its result."""
    desk, job = _desk(request), _desk(request).job
    if job is None:
        return _to(request, "/bring")
    language = language_of(request)
    waits = job.running or bool(job.done and current(desk.store).version != site_of(request).version)
    context = {
        "job": job,
        "waits": waits,
        "stage": job.stage.in_language(language),
        "fault": job.fault.in_language(language) if job.fault else "",
        "differences": [
            (name, [one.in_language(language) for one in differences])
            for name, differences in (job.done.replaced if job.done else ())
        ],
    }
    return _page(request, "bring_build.html", context)


async def links(request: Request) -> Response:
    """Return the doubtful links with what each side prints; record a person's decisions about them, and build again."""
    if request.method != "POST":
        return await run_in_threadpool(_links, request)
    form = await _form(request)
    rows = await run_in_threadpool(_doubtful, request)
    shown = {link_key(row): row for row in rows}
    decided = [
        LinkJudgement(_REVIEWED[answered], _entry(row, "Before"), _entry(row, "After"))
        for key, row in shown.items()
        if (answered := form.get(f"link-{key}", "")) in _REVIEWED
    ]
    person = " ".join(form.get("person", "").split())[:80]
    if not decided:
        return _to(request, "/bring/links")
    if not person:
        raise QueryError.problem("web.no-person")
    await run_in_threadpool(_desk(request).judge, decided, person, today().isoformat())
    return _to(request, "/bring/build")


def _links(request: Request) -> Response:
    rows = [{**row, "key": link_key(row)} for row in _doubtful(request)]
    return _page(request, "bring_links.html", {"links": rows[:_LINKS], "total": len(rows)})


def _doubtful(request: Request) -> list[dict[str, str]]:
    site = site_of(request)
    found = site.library.ask(site.engine, "link-scores")
    return [row for row in found.texts() if row["certainty"] != "certain" and row["basis"] != "judgement"]


def _entry(row: dict[str, str], which: str) -> tuple[str, str]:
    return row[f"document{which}"], row[f"no{which}"]


def link_key(row: dict[str, str]) -> str:
    """Return the name of a link in a form."""
    return "|".join((*_entry(row, "Before"), *_entry(row, "After")))


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a form, the last of each name; raises QueryError where the token is missing."""
    try:
        given = parse_qs((await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=5000)
    except ValueError as error:
        raise QueryError.problem("web.bad-form", error=error) from error
    form = {name: values[-1] for name, values in given.items()}
    _check(request, form.get("token"))
    return form


def _check(request: Request, token: object) -> None:
    access: WriteAccess = request.app.state.access
    if not access.holds(token):
        raise QueryError.problem("web.forged")


def plain_name(given: str, language: str) -> str:
    r"""Return a file name that is safe to show: without folders, invisible characters and direction marks.

    >>> plain_name("..\\..\\a\u202etxt.exe", "zh"), plain_name("/", "zh")
    ('atxt.exe', '未命名')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(letter for letter in last if letter.isprintable())
    return seen.strip()[:_LONGEST_NAME] or text("bring.unnamed", language)


ROUTES = (
    Route("/bring", start, methods=["GET", "POST"]),
    Route("/bring/build", building),
    Route("/bring/links", links, methods=["GET", "POST"]),
    Route("/bring/{key}", review, methods=["GET", "POST"]),
)


@dataclass(frozen=True, slots=True)
class Note:
    """A finding in words: its kind, its certainty, and the reason."""

    kind: str
    certainty: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One printed line: its cells under their headers, what was understood from it, and the findings about it.

    `entries` are the Assignments that begin here, each with its Entry; `of` is the line of the Assignment that this
    line continues, None where it continues none.
    """

    line: int
    where: str
    cells: tuple[tuple[str, str], ...]
    entries: tuple[tuple[Entry, Assignment], ...]
    of: int | None
    notes: tuple[Note, ...]


def shown(record: Record, kinds: Mapping[str, FindingKind], language: str) -> list[LineView]:
    """Return the printed lines of a record in order."""
    begins: dict[int, list[tuple[Entry, Assignment]]] = {}
    goes_on: dict[int, int] = {}
    for entry in record.entries:
        for assignment in entry.assignments:
            first, *others = assignment.lines
            begins.setdefault(first, []).append((entry, assignment))
            goes_on.update((line, first) for line in others)
    notes: dict[int, list[Note]] = {}
    for finding in record.findings:
        kind = kinds[finding.kind]
        words = Note(
            kind.zh if language == "zh" else kind.en, finding.certainty, dict(reasons(finding, kinds))[language]
        )
        notes.setdefault(finding.line, []).append(words)
    return [
        LineView(
            row.line,
            row.where,
            tuple((cell.header, cell.printed) for cell in row.cells if cell.printed.strip()),
            tuple(begins.get(row.line, ())),
            goes_on.get(row.line),
            tuple(notes.get(row.line, ())),
        )
        for row in record.rows
    ]
