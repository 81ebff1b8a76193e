"""Signatures: the signatory of a document above the date; a narrow line may break the name in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from heze_graph.model.printed import PrintedLine
from heze_graph.records.numbering import mark_of
from heze_graph.records.responsibility.naming import level_of
from heze_graph.reference.language import Language
from heze_graph.reference.written_issuers import is_of_state

#: A line with the day on which something was signed; a month alone is one in Chinese figures only: 二〇二三年三月.
DAY_LINE = re.compile(
    r"[\s（(]*[二〇○零一九八七六五四三O]{4}\s*年\s*[一二三四五六七八九十]{1,2}\s*月[\s)）]*|"
    r"[\s（(]*(?:\d{4}|[二〇○零一九八七六五四三O0]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月"
    r"\s*[\d一二三四五六七八九十廿卅]{1,3}\s*日(?:\s*印发)?[\s)）]*"
)
#: Behind the name of an office a day may be in figures only.
_SIGNED_ON = re.compile(rf"{DAY_LINE.pattern}|\s*(?:19|20)\d\d(?P<sign>[./-])\d{{1,2}}(?P=sign)\d{{1,2}}\s*")
#: The office and the day in one line: 某县人民政府  2024年2月1日.
_WITH_DAY = re.compile(rf"(?P<signer>\S.*?)\s*(?:{_SIGNED_ON.pattern})")
#: The line of a signature is hardly longer than this.
_LONGEST = 40
#: A body's own name before 大学 or 公司 has so many characters.
_SHORTEST_NAME = 2
#: What stands in sentences and labels, and in no signature.
_NO_SIGNATURE = re.compile(r"[。；;：:]")
#: What the border of a table leaves at the end of a line that was copied from one.
BORDER = " \u3000\t|｜│"


def may_sign(text: str) -> bool:
    """Return whether a line may name a signatory: it is short, and neither a sentence nor a label."""
    return len(text) < _LONGEST and not _NO_SIGNATURE.search(text)


def signature_lines(lines: Sequence[PrintedLine], language: Language) -> frozenset[int]:
    """Return the numbers of signature lines: a date alone on its line, and the one or two lines of the office above it.

    Who signs has a place in front of it, 甲县教育局; 教育局 above a date may be the last cells of a row. The office may
    stand in the line of the date, or without a date in the last line where no other line names one.
    """
    texts = [_only_text(line) for line in lines]
    found: set[int] = set()
    for at, text in enumerate(texts):
        # Of many blanks or brackets each could begin the day: in a longer line none is looked for.
        short = " ".join(text.split())
        both = _WITH_DAY.fullmatch(short) if len(short) < 2 * _LONGEST else None
        if both and names_signer([both["signer"]], language):
            found.add(lines[at].line)
        if not _SIGNED_ON.fullmatch(text):
            continue
        size = next((size for size in (1, 2) if at >= size and names_signer(texts[at - size : at], language)), 0)
        found.update(line.line for line in lines[at - size : at + 1] if size)
    if texts and not found and [text for text in texts if names_signer([text], language)] == texts[-1:]:
        found.add(lines[-1].line)
    return frozenset(found)


def _only_text(line: PrintedLine) -> str:
    """Return the text of a line with a single text, "" for any other."""
    filled = [cell.strip(BORDER) for cell in line.cells if cell.strip(BORDER)]
    return filled[0] if len(filled) == 1 else ""


@lru_cache(maxsize=8)
def _placed(language: Language) -> re.Pattern[str]:
    """Return the expression of a name that begins with that of a place: 甲山镇党政办公室, 甲山经济技术开发区管委会."""
    endings = "|".join((*language.unit_words["level"], *language.unit_words["subdistrict"]))
    return re.compile(rf"[\u4e00-\u9fff]{{2,10}}?(?:{endings})")


def is_named_body(text: str, language: Language) -> bool:
    """Return whether a text is a body with a name of its own that no place need stand before: 甲岭理工大学."""
    ending = next((word for word in language.unit_words["named-body"] if text.endswith(word)), "")
    own = text.removesuffix(ending) if ending else ""
    # 县人民医院 is one of every county.
    return (
        len(own) >= _SHORTEST_NAME
        and may_sign(text)
        and not re.search(r"[\d、，,]", text)
        and len(level_of(text, language)) != 1
    )


def names_signer(texts: Sequence[str], language: Language) -> bool:
    """Return whether a text, or two halves of one, name an office of a named place or of the state."""
    name = "".join(texts)
    if not all(texts) or not may_sign(name) or any(map(mark_of, texts)):
        return False
    if is_named_body(name, language) or is_of_state(name, language):
        return True
    placed = len(level_of(texts[0], language)) > 1 or _placed(language).match(texts[0]) is not None
    return placed and language.kind_of_unit(re.sub(r"\s", "", name)) not in ("other", "collective")
