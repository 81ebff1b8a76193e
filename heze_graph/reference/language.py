"""What is known about the language of such tables, deadlines and names in texts, too, whichever city publishes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import TypeVar

from heze_graph.model.printed import ROLES
from heze_graph.model.understood import Claim
from heze_graph.reference.csv_table import CsvRow, WordsByRole, read_csv, read_words
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.reference.recognised import Misrecognised, misrecognised
from heze_graph.reference.words import DeadlineWords, load_deadline_words

#: Kangxi radicals and compatibility ideographs: Unicode itself says which characters they stand for (its NFKC).
_COMPATIBLE = (range(0x2F00, 0x2FD6), range(0xF900, 0xFADA), range(0x2F800, 0x2FA1E), (0xFF3B, 0xFF3D))
#: More readings of one text than these are not tried.
_MOST_READINGS = 64


def ideographs(radicals: Iterable[tuple[str, str]]) -> dict[int, str]:
    """Return a table for str.translate that gives the characters meant; `radicals` are those that NFKC leaves alone.

    These are in `ontology/reference/radicals.csv`, from Equivalent_Unified_Ideograph of the Unicode Character Database;
    there, too, is what fonts of the mainland show otherwise than NFKC says.

    >>> "⽔利、⺠政、5⼾".translate(ideographs([("⺠", "民"), ("⼾", "户")]))
    '水利、民政、5户'
    """
    table: dict[int, str] = {}
    for code in (code for part in _COMPATIBLE for code in part):
        meant = unicodedata.normalize("NFKC", chr(code))
        if meant != chr(code):
            table[code] = meant
    return table | {ord(printed): meant for printed, meant in radicals}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A character that may stand in print for another, and why."""

    printed: str
    meant: str
    why_zh: str
    why_en: str


def variants(printed: str, look_alikes: tuple[LookAlike, ...]) -> list[str]:
    """Return the other readings of a text when its look-alike characters mean what they may, the likeliest first.

    >>> variants("某鳥", (LookAlike("鳥", "乌", "", ""), LookAlike("鳥", "鸟", "", "")))
    ['某乌', '某鸟']
    """
    choices = [[a.meant for a in look_alikes if a.printed == character] or [character] for character in printed]
    if all(len(choice) == 1 and choice[0] == character for choice, character in zip(choices, printed, strict=True)):
        return []
    return ["".join(reading) for reading in islice(product(*choices), _MOST_READINGS)]


def why(
    printed: str, chosen: str, others: tuple[str, ...], look_alikes: tuple[LookAlike, ...]
) -> tuple[tuple[str, str], ...]:
    """Return the details of a Finding: the first character that was taken for another, why, the other readings."""
    pair = next(
        a
        for character, meant in zip(printed, chosen, strict=True)
        for a in look_alikes
        if character != meant and (a.printed, a.meant) == (character, meant)
    )
    return (
        ("character", pair.printed),
        ("meant", pair.meant),
        ("why_zh", pair.why_zh),
        ("why_en", pair.why_en),
        ("others", "、".join(others) or "—"),
    )


_T = TypeVar("_T")

_UNIT_WORDS = (
    "lead-word", "supporting-word", "answering-word", "label-affix", "label-scope", "label", "person-label",
    "and-others", "collective-start", "place-word", "level", "no-level", "national", "carried-ending", "kept-ending",
    "stem", "bare-ending", "joiner", "first", "including", "label-noun", "before-name", "joined-place", "lead-note",
    "supporting-note", "group-noun", "shared-ending", "one-office", "government", "issuer-place", "issuer-follow",
    "issuer-before", "issuer-announces", "issuer-no-place", "issuer-never-place", "issuer-verb", "issuer-no-part",
    "issuer-no-office", "named-body", "issuer-slogan", "issuer-project", "no-answer", "firm-stem", "firm-ending",
    "of-province", "subdistrict", "citing", "addressed", "issuer-fitted", "issuer-no-level", "issuer-title",
    "issuer-committee", "site", "duty-verb", "of-state",
)  # fmt: skip
_LEADER_WORDS = (
    "surname",
    "common-surname",
    "title",
    "honorific",
    "label",
    "no-name",
    "heading-verb",
    "heading-noun",
    "in-charge",
    "office-level",
    "plain-place",
)
_ROW_WORDS = (
    "note", "total", "ditto", "nothing", "title-word", "tick", "empty-box", "report", "reported", "planned", "growth",
    "amount", "amount-around", "whole-place", "measure-word", "list-title", "counted-work", "list-end", "frame-heading",
    "progress-opening", "progress-behind", "answer-remark", "page-word", "filled-on", "cover", "share", "share-of",
    "share-whole", "share-alone", "problem-header", "mending-header", "document-kind", "announcement", "announcing",
    "expecting", "planning", "plan-opening", "plan-section", "as-follows", "year-end", "report-title", "spending",
    "summed", "undertaking", "chosen-as", "looking-back", "other-kind", "publicity", "asking", "identity",
    "names-title", "work-report", "told-at", "addressed", "goal-kept", "plan-title", "policy", "plan-goal",
    "plan-aside", "plan-box", "title-opening", "intent", "deed", "deed-noun", "deed-on", "deed-end", "deed-aside",
    "aim", "praise", "occasion", "settled", "settled-follows", "notice-subject", "own-conduct", "progress-subject",
    "procedure", "count-header", "money-header", "going-on", "plan-header", "goal-header", "page-end",
)  # fmt: skip

_RADICAL = ("printed", "meant")


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """What a column of this name is for; of two columns for the same thing, the one of lower rank has it."""

    role: str
    rank: int


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit, and the endings of names that tell it; "" as an ending never occurs."""

    kind: str
    suffixes: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its labels and the reasons (with `{blanks}`) given to the reader."""

    kind: str
    zh: str
    en: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Header words, claim words, words of deadlines, look-alike characters, kinds of units and of findings.

    `headers` maps a header (without blanks) to a role of ROLES and its rank; `claims` maps the words of a status cell
    to a Claim, `periods` words of titles to names of periods. `unit_words`, `leader_words` and `row_words` are the
    words that cells of units, cells of leaders and whole rows are told by. `radicals` are signs for parts of characters
    and the characters that they mean in print (see `ideographs`).
    `kind_by_ending` tells the kind of a unit by the ending of its name. `measures` are the units of measurement with
    what they measure, `comparators` the words that bound a number: 不低于, 以上. `misrecognised` are the characters
    that the recognition of pictures takes for others.
    """

    headers: Mapping[str, HeaderWord]
    claims: Mapping[str, Claim]
    deadlines: DeadlineWords
    periods: Mapping[str, str]
    look_alikes: tuple[LookAlike, ...]
    unit_kinds: tuple[UnitKind, ...]
    radicals: Mapping[int, str]
    finding_kinds: Mapping[str, FindingKind]
    unit_words: WordsByRole
    leader_words: WordsByRole
    row_words: WordsByRole
    kind_by_ending: Mapping[str, str]
    longest_ending: int
    measures: Mapping[str, str]
    comparators: tuple[str, ...]
    misrecognised: Mapping[str, tuple[Misrecognised, ...]]

    def kind_of_unit(self, name: str) -> str:
        """Return the kind that the ending of a unit's name tells, the longest ending first; `other` where none does.

        A name that begins with a word such as 各 is a collective, whatever its ending.
        """
        return _kind_of_unit(self, name)

    def is_bare_ending(self, text: str) -> bool:
        """Return whether a text is only the ending of a unit's name, which cannot stand alone."""
        return text in self.unit_words["bare-ending"] or (len(text) == 1 and self.kind_of_unit(text) != "other")


#: 更新电梯60台, 新建公厕5所: a number before its last sign counts things.
_COUNTED = re.compile(r"\d[\u4e00-\u9fff]")


@lru_cache(maxsize=KEPT_TEXTS)
def _kind_of_unit(language: Language, name: str) -> str:
    if name.startswith(language.unit_words["collective-start"]):
        return "collective"
    if _COUNTED.fullmatch(name[-2:]):
        return "other"
    endings = (name[-size:] for size in range(min(len(name), language.longest_ending), 0, -1))
    return next((language.kind_by_ending[ending] for ending in endings if ending in language.kind_by_ending), "other")


def load_language(folder: Path) -> Language:
    """Read the language files of a reference folder.

    Raises ReferenceDataError, with file and line, when one is missing or invalid.
    """
    unit_kinds = tuple(
        UnitKind(row["kind"], row.several("suffixes"), row["zh"], row["en"])
        for row in read_csv(folder / "unit-kinds.csv", ("kind", "suffixes", "zh", "en"))
    )
    kind_by_ending = {ending: kind.kind for kind in unit_kinds for ending in kind.suffixes}
    return Language(
        headers=_headers(folder / "headers.csv"),
        claims=_claims(folder / "claims.csv"),
        deadlines=load_deadline_words(folder),
        periods={row["printed"]: row["name"] for row in read_csv(folder / "periods.csv", ("printed", "name"))},
        look_alikes=tuple(
            LookAlike(row["printed"], row["meant"], row["why_zh"], row["why_en"])
            for row in read_csv(folder / "look-alikes.csv", ("printed", "meant", "why_zh", "why_en"))
        ),
        unit_kinds=unit_kinds,
        radicals=ideographs((row["printed"], row["meant"]) for row in read_csv(folder / "radicals.csv", _RADICAL)),
        finding_kinds={
            row["kind"]: FindingKind(row["kind"], row["zh"], row["en"], row["reason_zh"], row["reason_en"])
            for row in read_csv(folder / "finding-kinds.csv", ("kind", "zh", "en", "reason_zh", "reason_en"))
        },
        unit_words=read_words(folder / "unit-words.csv", _UNIT_WORDS),
        leader_words=read_words(folder / "leader-words.csv", _LEADER_WORDS),
        row_words=read_words(folder / "row-words.csv", _ROW_WORDS),
        kind_by_ending=kind_by_ending,
        longest_ending=max(map(len, kind_by_ending), default=0),
        measures={
            row["printed"]: row["dimension"] for row in read_csv(folder / "measure-units.csv", ("printed", "dimension"))
        },
        comparators=tuple(
            row["printed"] for row in read_csv(folder / "quantity-comparators.csv", ("printed", "place", "comparator"))
        ),
        misrecognised=misrecognised(folder),
    )


def _headers(path: Path) -> dict[str, HeaderWord]:
    headers: dict[str, HeaderWord] = {}
    for row in read_csv(path, ("role", "printed", "rank")):
        word = HeaderWord(row.one_of("role", ROLES), int(row.one_of("rank", ("1", "2"))))
        _add_once(headers, row["printed"], word, row)
    return headers


def _claims(path: Path) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    for row in read_csv(path, ("claim", "printed")):
        _add_once(claims, row["printed"], Claim(row.one_of("claim", tuple(Claim))), row)
    return claims


def _add_once(known: dict[str, _T], printed: str, meaning: _T, row: CsvRow) -> None:
    if printed in known:
        raise row.fault("reference.same-wording", printed=printed)
    known[printed] = meaning
