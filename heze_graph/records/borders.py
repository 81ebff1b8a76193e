"""What parts the lists of a document, and ends them: titles, annexes, signatures, what a page prints below its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from heze_graph.records.numbering import start_of
from heze_graph.records.responsibility.labels import labels_of
from heze_graph.records.responsibility.naming import level_of
from heze_graph.records.signatures import BORDER, DAY_LINE, may_sign
from heze_graph.records.titles import LONGEST_TITLE, bare_title, names_work
from heze_graph.reference.language import Language


@dataclass(frozen=True, slots=True)
class Borders:
    """What parts lists: whether a paragraph is the title of another one, ends the one before it, or names an annex.

    `is_end` is given the paragraph behind, too. `is_label` tells words such as 主办单位, which answer for an
    item or name the publisher of a page. `is_signer` tells a line that begins with a place, as the first line of a
    signature does.
    """

    is_title: Callable[[str], bool]
    is_end: Callable[[str, str], bool]
    is_annex: Callable[[str], bool]
    is_label: Callable[[str], bool]
    is_signer: Callable[[str], bool]


#: 各某区政府，市政府各部门：. Looking for the colon first keeps a long text of commas from being read again and again.
_ADDRESSED = re.compile(r"(?=[^。；;：:]+[：:]\Z)各[^。；;：:]{3,}[，,、][^。；;：:]{2,}[：:]")


def borders_of(language: Language) -> Borders:
    """Return what parts the lists of a document, and ends them."""
    ends, titles = language.row_words["list-end"], language.row_words["list-title"]
    frames = language.row_words["frame-heading"]

    def is_title(text: str) -> bool:
        bare = bare_title(text, language)
        named = bare.endswith(titles) or names_work(bare, language)
        return len(bare) <= LONGEST_TITLE and named and not re.search(r"[。；;：:]", bare)

    def is_end(text: str, following: str) -> bool:
        bare = text[start_of(text) :].strip(" \u3000\t（(【[")
        # A copy may leave the border of a table behind a date.
        text, following = text.rstrip(BORDER), following.rstrip(BORDER)
        if (
            DAY_LINE.fullmatch(text)
            or bare.startswith(ends)
            or _ADDRESSED.fullmatch(bare)
            or bare.rstrip("。：: ") in frames
        ):
            return True
        return bool(DAY_LINE.fullmatch(following)) and may_sign(bare)

    def is_signer(text: str) -> bool:
        return may_sign(text) and not re.search(r"\d", text) and bool(level_of(text.strip(), language))

    def is_annex(text: str) -> bool:
        return is_title(text) or bare_title(text, language).endswith("表")

    def is_label(text: str) -> bool:
        return bool(labels_of(language).whole.fullmatch(text))

    return Borders(is_title, is_end, is_annex, is_label, is_signer)
