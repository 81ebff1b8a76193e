"""Short forms for people: documents by short names (三季度表, 某市三季度表 among several cities), texts cut to fit."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unicodedata import normalize

from heze_graph.model.answers import TextRow
from heze_graph.rdf import iris

_WORDS: Mapping[str, Any] = json.loads(Path(__file__).with_name("tables.json").read_text(encoding="utf-8"))
#: The shortest sufficient form, depending on whether there are several issuers and several years.
_FIRST = {(False, False): 0, (False, True): 1, (True, False): 2, (True, True): 2}
_BLANK = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Tables:
    """The short names of documents: `called` by the document's name, `files` by its file name."""

    called: Mapping[str, str]
    files: Mapping[str, str]
    language: str

    def of(self, document: str) -> str:
        """Return the short name of a document, or its own name where it has none."""
        return self.called.get(document, document)

    def reworded(self, text: str) -> str:
        """Return a text with the short names of documents and files; `q3/78` is a number in one.

        A text that is nothing but the name of a file keeps it: it says where to look.
        """
        return self._written.sub(self._short_name, text) if self.called and text not in self.files else text

    @cached_property
    def _written(self) -> re.Pattern[str]:
        known = sorted({*self.called, *self.files} - {""}, key=len, reverse=True)
        return re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, known))})(?:/(\d[\d-]*))?(?![\w-])", re.ASCII)

    def _short_name(self, found: re.Match[str]) -> str:
        called = self.called.get(found[1]) or self.files[found[1]]
        return _WORDS[self.language]["number"].format(table=called, no=found[2]) if found[2] else called


def tables_of(documents: Iterable[TextRow], language: str) -> Tables:
    """Return the short names of documents, given the rows of the saved query of that name.

    A table is called by its period, with the year where there are tables of several years, and with the issuer where
    there are several; where that is ambiguous, by its title, and where that is, too, it keeps its name.
    """
    rows = list(documents)
    first = _FIRST[len({row.get("issuer") for row in rows}) > 1, len({row.get("year") for row in rows}) > 1]
    forms = [_forms(row, language)[first:] for row in rows]
    counts = [Counter(form) for form in zip(*forms, strict=True)]
    called = {
        row["document"]: next(
            (form for form, count in zip(some, counts, strict=True) if form and count[form] == 1), row["document"]
        )
        for row, some in zip(rows, forms, strict=True)
    }
    files = {row.get("fileName", ""): called[row["document"]] for row in rows}
    return Tables(called, files, language)


def _forms(row: TextRow, language: str) -> list[str]:
    """Return the possible short names of a table, the shortest first, "" where a part of one is unknown."""
    words = _WORDS[language]
    # The last part of a period's IRI is its name in `ontology/reference/periods.csv`, after its year.
    known = {name: row.get(name, "") for name in ("year", "issuer", "title")}
    known["issuer"] = known["issuer"].removesuffix(words["issuer"])
    known["period"] = words["periods"].get(iris.last_part(row["periodIri"]), "")
    complete = ((form, all(known[name] for name in _BLANK.findall(form))) for form in words["forms"])
    return [form.format(**known) if whole else "" for form, whole in complete]


#: Characters that no text file or page can hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_QUOTED = re.compile(r"“([^“”]{30,})”")
#: The length of a text that is compared with another one.
_SHORT = 36


def printable(text: str) -> str:
    """Return a text without the characters that Word and PDF files cannot hold."""
    return _UNPRINTABLE.sub("", text)


def clipped(text: str, most: int) -> str:
    """Return a text cut to a maximum length.

    >>> clipped("一二三四五", 4), clipped("一二三", 4)
    ('一二三…', '一二三')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def shortened(reason: str) -> str:
    """Return a reason with its long quotations shortened in the middle."""
    return clipped(_QUOTED.sub(lambda found: f"“{found[1][:14]}…{found[1][-12:]}”", reason), 150)


def difference(before: str, after: str) -> tuple[str, str]:
    """Return two texts cut down to the place where they first differ, ignoring the width of characters.

    >>> difference("甲" * 60 + "乙", "甲" * 60 + "丙")[0][-2:]
    '甲乙'
    """
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (a, b) in pairs if normalize("NFKC", a) != normalize("NFKC", b)), 0)
    start = max(same - 12, 0)
    lead = "…" if start else ""
    return lead + clipped(before[start:], _SHORT), lead + clipped(after[start:], _SHORT)


def ranges(lines: Iterable[int]) -> str:
    """Return numbers with consecutive ones as ranges.

    >>> ranges([3, 1, 2, 7])
    '1–3、7'
    """
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
