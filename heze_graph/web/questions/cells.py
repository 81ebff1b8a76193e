"""One value for people: the name of a thing with its page, the words of a code, the mark of a light."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from unicodedata import east_asian_width

from heze_graph import iris, resources
from heze_graph.export.tabular import is_number
from heze_graph.facts.claims import read_claim
from heze_graph.model.answers import Answer, Term, Value
from heze_graph.model.understood import Claim
from heze_graph.reference.language import load_language
from heze_graph.store.engine import XSD
from heze_graph.web.questions.known import Known, Said, path_of
from heze_graph.web.questions.wording import codes_of
from heze_graph.web.rendering import address, text

JOINT = "、"
# Up to how many letters a text stays on one line, and beyond how many it is clamped; a Chinese character counts as two.
_SHORT, _LONG = 16, 140
_SHARE = "attainment"  # a share of the goal, which people read in per cent
_CLAIM_MARKS = {Claim.ON_SCHEDULE: "✔", Claim.BEHIND_SCHEDULE: "✘", Claim.NOT_APPLICABLE: "–"}
#: As printed: never translated, and no page is behind the words.
_PRINTED = re.compile(r"printed|surface|before|after|wording|header|target|progress|goal|reading", re.IGNORECASE)
#: A printed line, or the number of a target, of the document that a column beside it names.
_PLACED = re.compile(r"(?P<other>other)?(?P<kind>line|no)(?P<time>Before|After)?", re.IGNORECASE)

_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"(“[^”]*”)")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell: its text, the page behind it, a mark before it, and the look of a light or a claim."""

    text: str
    href: str = ""
    mark: str = ""
    look: str = ""

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The text, in pieces that are each Chinese or not, for a voice that reads them aloud: a quotation is a piece.

        >>> Part("line 6: “新建道路10条”.").pieces
        (('line 6: ', False), ('“新建道路10条”', True), ('.', False))
        """
        if _HAN.search(_QUOTED.sub("", self.text)):
            return ((self.text, True),)
        return tuple((piece, bool(_HAN.search(piece))) for piece in _QUOTED.split(self.text) if piece)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value, in parts that are written as a list; `size` is `short`, `middling` or `long`."""

    parts: tuple[Part, ...] = ()
    size: str = "short"

    @classmethod
    def of(cls, *parts: Part) -> Cell:
        """Return the cell of these parts, which knows its size."""
        length = sum(1 + (east_asian_width(one) in "WF") for part in parts for one in part.text)
        return cls(parts, "short" if length <= _SHORT else "middling" if length <= _LONG else "long")


@dataclass(frozen=True, slots=True)
class Shower:
    """How the values of one column are shown: `codes` are their words where they are codes."""

    name: str
    number: bool
    codes: Mapping[str, Said] | None
    known: Known
    language: str

    @classmethod
    def of(cls, answer: Answer, at: int, query: str, about: tuple[Known, str]) -> Shower:
        """Return the Shower of a column of an answer; `about` is what is known, and the page's language."""
        name, filled = answer.columns[at], [value for row in answer.rows if (value := row[at]) and value.text]
        number = bool(filled) and all(map(is_number, filled))
        texts = (value.text for value in filled)
        return cls(name, number, None if number else codes_of(query, name, texts, about[0]), *about)

    def words(self, value: Value) -> str:
        """Return what is shown of a value as one text."""
        return JOINT.join(part.text for part in self.cell(value, {}).parts)

    def cell(self, value: Value, row: Mapping[str, Value]) -> Cell:
        """Return a value as it stands in its row, which is by column."""
        if value is None or not value.text:
            return Cell()
        for one in (self._thing, self._code, self._boolean, self._share, self._claim, self._document):
            if part := one(value):
                return Cell.of(part)
        if part := self._place(value.text, row):
            return Cell.of(part)
        return Cell.of(*self._names(value.text))

    def _thing(self, value: Term) -> Part | None:
        if value.kind != "iri":
            return None
        if path := path_of(value.text):
            return Part(self.known.name(value.text, self.language), address(path, self.language))
        # Only web addresses become links: javascript: is an IRI, too.
        return Part(value.text, value.text if re.match(r"https?://", value.text) else "")

    def _code(self, value: Term) -> Part | None:
        if not self.codes:
            return None
        said = self.codes[value.text][self.language]
        if self.codes is self.known.codes.get("LightScheme"):
            return Part(said, look=f"light {value.text}")  # the style sheet sets the mark before it
        return Part(said)

    def _boolean(self, value: Term) -> Part | None:
        if value.datatype != XSD + "boolean":
            return None
        yes = value.text in ("true", "1")
        return Part(text("questions.yes" if yes else "questions.no", self.language), mark="✔" if yes else "✘")

    def _share(self, value: Term) -> Part | None:
        if self.name != _SHARE or not is_number(value):
            return None
        return Part(f"{Decimal(value.text) * 100:.1f}%")

    def _claim(self, value: Term) -> Part | None:
        claim = read_claim(value.text, claims()) if self.name == "claim" else None
        if not claim:
            return None
        words = self.known.codes.get("ClaimScheme", {}).get(claim)
        said = f"{value.text} ({words[self.language]})" if words and self.language == "en" else value.text
        return Part(said, mark=_CLAIM_MARKS[claim], look=f"claim {claim}")

    def _document(self, value: Term) -> Part | None:
        known = self.known.documents[self.language].get(value.text)
        return Part(known[0], self._page(iris.document(value.text))) if known else None

    def _place(self, said: str, row: Mapping[str, Value]) -> Part | None:
        """Return a printed line, or the number of a target, with the page behind it."""
        placed = _PLACED.fullmatch(self.name)
        if not placed:
            return None
        document = row.get("otherDocument" if placed["other"] else f"document{placed['time'] or ''}")
        if document is None or document.text not in self.known.documents[self.language]:
            return None
        if placed["kind"].lower() == "line":
            return Part(said, f"{self._page(iris.document(document.text))}#line-{said}")
        target = self.known.targets.get((document.text, said))
        return Part(said, self._page(target)) if target else None

    def _names(self, said: str) -> tuple[Part, ...]:
        """Return the names of things in a text that is a list of them, each with its page."""
        things, pieces = self.known.things, said.split(JOINT)
        if _PRINTED.search(self.name) or not any(piece in things for piece in pieces):
            return (Part(said),)
        return tuple(
            Part(self.known.name(things[piece], self.language), self._page(things[piece]))
            if piece in things
            else Part(piece)
            for piece in pieces
        )

    def _page(self, iri: str) -> str:
        return address(path_of(iri) or iri, self.language)


@cache
def claims() -> Mapping[str, Claim]:
    """Return the words that tables print for claims."""
    return load_language(resources.REFERENCE).claims
