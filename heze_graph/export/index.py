"""The index page of a folder of results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heze_graph.model.answers import Answer

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A saved query's answer: the file relative to the page, the summaries, the number of rows."""

    name: str
    file: str
    summary: str
    summary_en: str
    rows: int


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A picture: the file relative to the page, its title and its language."""

    file: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the page lists; `documents` and `findings` are the answers of `documents` and `finding-counts`."""

    summary: dict[str, Any]
    documents: Answer
    findings: Answer
    answers: tuple[AnswerLink, ...]
    pictures: tuple[PictureLink, ...]
    turtle: str
    triples: int


def index_page(contents: Contents) -> str:
    """Return the page as HTML: self-contained, with relative links only, every text escaped."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("index.html").render(
        contents=contents,
        summary=contents.summary,
        documents=list(contents.documents.texts()),
        findings=list(contents.findings.texts()),
    )
