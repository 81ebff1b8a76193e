"""How targets are numbered: in a column of their own, in front of the text, as paragraphs of an outline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from heze_graph.reference.chinese_numbers import chinese_number
from heze_graph.reference.csv_table import read_words
from heze_graph.reference.measures import KEPT_TEXTS
from heze_graph.resources import REFERENCE

_HAN = "[一二三四五六七八九十百零〇]{1,6}"
_ARABIC = r"\d{1,4}(?:[.\-]\d{1,3}){0,3}"
_COLUMN = re.compile(rf"(?:第|№|No\.?)?[(【\[]?(?:{_ARABIC}|{_HAN})[)】\]]?[项条号]?[.、,)]?", re.IGNORECASE)
#: A number in front of a text ends with a mark of its own, so that 5.5% or 3个 is none.
_IN_FRONT = re.compile(
    rf"\s*(?:[(](?P<a>\d{{1,3}}|{_HAN})[)]、?|(?P<b>\d{{1,3}}(?:\.\d{{1,2}}){{0,3}})(?:[、)]|\.(?!\d))"
    rf"|(?P<c>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=\s*[^\d\s%.,万亿个倍元年月公平亩人户家项套座])"
    r"|(?P<f>\d{1,3})\s+(?=[\u3400-\u9fff“《])"
    rf"|(?P<d>{_HAN})[、.]|第(?P<e>{_HAN}|\d{{1,3}})[项条][、.:]?)\s*"
)
_RUNNING = re.compile(r"\s*(\d{1,3})(?=[\u3400-\u9fff“《])")
#: Fewer rows may begin with 1 and 2 by chance.
_FEWEST_RUNNING = 3
_CIRCLED = re.compile(r"\s*([①-⑳㉑-㉟㊱-㊿])\s*")
_HEADING = re.compile(rf"\s*(?:{_HAN}[、.]|[(]{_HAN}[)]|第{_HAN}[章节部分篇类大]|[A-Z][、.]|[IVX]{{1,4}}[、.])")


@lru_cache(maxsize=KEPT_TEXTS)
def is_number(text: str) -> bool:
    """Return whether a cell is the number of a target.

    >>> [is_number(text) for text in ("12", "（三）", "1.2", "①", "第5项", "5.5%", "县财政局")]
    [True, True, True, True, True, False, False]
    """
    return bool(_COLUMN.fullmatch(_plain(text)))


@lru_cache(maxsize=KEPT_TEXTS)
def number_of(text: str) -> str | None:
    """Return the number that a cell prints, without brackets and marks, or None where it is empty.

    >>> [number_of(text) for text in ("12.", "（三）", " 1.2 ", "①", "")]
    ['12', '三', '1.2', '1', None]
    """
    bare = re.sub(r"[\s、()【】\[\]]|^(?:第|№|No\.?)|[项条号]$|[.,]+$", "", _plain(text), flags=re.IGNORECASE)
    return bare or None


def take_number(text: str) -> tuple[str | None, str]:
    """Return the number in front of a text, and the text without it.

    >>> take_number("1．新建学校3所"), take_number("（二）改造道路"), take_number("5.5%以上的增长")
    (('1', '新建学校3所'), ('二', '改造道路'), (None, '5.5%以上的增长'))
    """
    circled = _CIRCLED.match(text)
    if circled:
        return unicodedata.normalize("NFKC", circled[1]), text[circled.end() :]
    match = _IN_FRONT.match(_same_length(text))
    if not match or not text[match.end() :].strip():
        return None, text
    return next(group for group in match.groups() if group), text[match.end() :]


def take_running_number(text: str) -> tuple[str | None, str]:
    """Return the figure in front of a text that no mark parts from it, and the text without it.

    Only one that counts on from row to row is a number.

    >>> take_running_number("12新建学校3所"), take_running_number("5.5%以上的增长"), take_running_number("100亩果园")
    (('12', '新建学校3所'), (None, '5.5%以上的增长'), ('100', '亩果园'))
    """
    match = _RUNNING.match(_same_length(text))
    return (match[1], text[match.end() :]) if match else (None, text)


def runs(texts: Sequence[str]) -> bool:
    """Return whether figures in front of all texts count on from one: 1新建…, 2改造…, 3开通….

    >>> runs(["1新建学校3所", "2改造道路", "3开通公交"]), runs(["3所学校", "4条道路", "5座桥"])
    (True, False)
    """
    found = [number for text in texts if (number := take_running_number(text)[0])]
    return len(found) == len(texts) >= _FEWEST_RUNNING and found == [str(n) for n in range(1, len(texts) + 1)]


def is_heading(text: str) -> bool:
    """Return whether a text begins as the heading of a section does: 一、 （二） 第三部分."""
    return bool(_HEADING.match(_same_length(text)))


def without_numbers(cells: Sequence[str], *, lost: bool) -> set[int]:
    """Return the places of cells without a number between two that follow on each other: parts of the first of them.

    With `lost` return those between two that differ by just as many: their own numbers are lost.

    >>> without_numbers(["1", "", "2", "", "4"], lost=False), without_numbers(["1", "", "2", "", "4"], lost=True)
    ({1}, {3})
    """
    printed = [(at, number_of(text) or "") for at, text in enumerate(cells)]
    numbers = [(at, int(text)) for at, text in printed if text.isdecimal()]
    found: set[int] = set()
    for (at, number), (end, following) in pairwise(numbers):
        if following - number == (end - at if lost else 1):
            found.update(range(at + 1, end))
    return found


def style(number: str | None) -> str:
    """Return how a number is written: `han`, `arabic`, `parts` (1.2) or "" for none."""
    if not number:
        return ""
    if re.fullmatch(_HAN, number):
        return "han"
    return "parts" if re.search(r"[.\-]", number) else "arabic"


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _same_length(text: str) -> str:
    """Return a text with plain digits and marks, each character still in its place."""
    return "".join(plain if len(plain := unicodedata.normalize("NFKC", c)) == 1 else c for c in text).replace("．", ".")


#: 4-6、: one text for several numbers.
_TO = "[-—–~～至]"
#: What follows a figure that is an amount, and no mark: 3.5万亩, 1.2%.
_AMOUNT = r"(?![\d%‰]|[万亿千百]?[亩元吨人户个公平家月])"
#: What is counted in whole numbers: 2.50个小区 is the second item, and fifty of them.
_LETTER = r"[\u3400-\u9fff“《<]"
_WHOLE = r"\d{1,4}[余多]?(?:个(?!百分)|[名户家所座处条辆件场套项])"

#: 一、一季度… is always a heading; 一、二季度… are two quarters.
_QUARTER = "|".join(
    rf"(?<!{before}[、.．,，])(?={own}季度)" for before, own in zip("零一二三", "一二三四", strict=True)
)

#: 二、六个行政村修路: what is counted behind a number, unless it counts on: 二、三个月.
_COUNTED = "|".join(
    rf"(?<!{before}[、.．,，])(?={own}[十百]?[一二三四五六七八九]?[大个项件条所座家处类批户名套])"
    for before, own in zip("零一二三四五六七八九", "一二三四五六七八九十", strict=True)
)

#: 一、一些地方; 二、一体推进: nothing counts on to 一, and what it stands before is a word.
_WORDS = r"(?=一(?![、.．,，\s季]))"


@cache
def _styles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return how paragraphs are numbered, by name, the higher rank first (GB/T 9704-2012, 7.3.3: 一、 （一） 1.)."""
    motion = _words("motion")
    # 任务一：, 督办事项1, 项目3.: a noun before the number.
    task = rf"(?:{_words('before-task')}){{0,2}}(?:{_words('task')}){{1,2}}"
    # 之一：, 实事之二、: which of several things that the text above names.
    one_of = rf"(?:{task}|{_words('example')})?之(?P<r>{_HAN})\s*[：:、.．]"
    # 二、三季度完成任务 is a heading as a whole line.
    works = f"{_words('task')}|{_words('before-task')}"
    quarter = rf"(?=[一二三四]季度[^，,。；;：:]{{0,10}}(?:{works})\s*(?:[（(]|$))|{_QUARTER}"
    part = (
        rf"(?:第(?P<n>{_HAN}|\d{{1,3}})\s*(?:章|大?部分|[大个]?方面|类)[：:、]?"
        rf"|(?:{_words('part')})\s*(?P<m>{_HAN}|\d{{1,3}})(?:\s*[：:、]|\s(?={_LETTER})))"
    )
    return tuple(
        (name, re.compile(rf"\s*(?:{pattern})\s*"))
        for name, pattern in (
            ("volume", rf"第(?P<n>{_HAN}|\d{{1,3}})\s*篇[：:、]?"),
            ("part", part),
            ("chapter", rf"第(?P<n>{_HAN}|\d{{1,3}})\s*节[：:、]?"),
            ("han", rf"(?P<n>{_HAN})\s*[、.．,，](?:(?![一二三四五六七八九十])|{quarter}|{_COUNTED}|{_WORDS})"),
            ("han-bracket", rf"[（(〔]\s*(?P<n>{_HAN})\s*[）)〕]\s*[、.．]?"),
            (
                "article",
                rf"(?:第(?P<n>{_HAN}|\d{{1,3}})\s*(?:[条项件](?:(?:{_words('task')})[：:]|[、.．：:，]?)|号(?:{motion})?[：:、])|{task}\s*(?P<m>{_HAN}|\d{{1,3}})\s*(?:[：:、.．]|(?<=\S)\s{{1,4}}(?={_LETTER})|$)|(?:No[.．]?|№)\s*(?P<q>\d{{1,3}})(?:[、.．：:]|\s)|{one_of})",
            ),
            ("dotted", rf"(?P<n>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})(?:[、.．](?!\d)|(?=\s*[^\d\s%.．,，]){_AMOUNT})"),
            (
                "arabic",
                rf"(?P<n>(?!(?:19|20)\d\d)\d{{4}}(?=[、.](?!\d))|\d{{1,3}}(?:\s*{_TO}\s*\d{{1,3}}(?=[、.]))?)\s*(?:、|。(?={_LETTER})|[.](?=\D|$|(?:19|20)\d\d|\d{{1,2}}月|{_WHOLE})|[：:](?=\s*{_LETTER}))",
            ),
            ("arabic-bracket", r"[（(〔]\s*(?P<n>\d{1,3})\s*[）)〕]\s*[、.．]?"),
            ("half-bracket", r"(?P<n>\d{1,3})\s*[）)]"),
            ("circled", r"(?P<n>[①-⑳㉑-㉟㊱-㊿])\s*[、.．]?"),
        )
    )


@cache
def _words(role: str) -> str:
    """Return the expression of the words of `numbering-words.csv` that stand beside numbers in a role."""
    words = read_words(REFERENCE / "numbering-words.csv", ("task", "before-task", "part", "motion", "example"))
    return "|".join(map(re.escape, words[role]))


#: 1.2 is tried before 1., and ranks below it.
_BY_RANK = (
    *("volume", "part", "chapter", "above-all", "han", "han-bracket", "above", "article", "arabic", "dotted"),
    *("arabic-bracket", "half-bracket", "circled", "sentence"),
)
RANK = {name: rank for rank, name in enumerate(_BY_RANK)}
#: A heading without a number stands above those numbered 一、 or （一）, or else below them.
UNNUMBERED = ("above-all", "above")
#: A sentence of a work report is an item of its own, below any heading.
SENTENCE = "sentence"
#: A number and blanks, and no mark: one only where the number before was one less.
_BARE = re.compile(r"\s*(?P<n>\d{1,3})[\s\u3000]+(?=[\u3400-\u9fff“《])")
#: 5.50万人搬迁 behind 4.: a round figure behind the mark is no fraction, which would end without its nought.
_GLUED = re.compile(r"\s*(?P<n>\d{1,3})[.](?=(?:[1-9]\d*0|\d{3,4})[万亿千百]?[\u3400-\u9fff])")
#: Signs that stand before a paragraph, as in a newspaper.
BULLETS = "●•■▪◆★☆▲△◎※√✓✔☑►▶◇□○→➤➢➜"
#: What an editor puts before a paragraph: Markdown's heading and bold marks, bullets.
_DRESS = re.compile(
    rf"(?:\s|#{{1,6}}\s|>\s|[-*+]\s+(?:\[[ xX]\]\s+)?|[{BULLETS}]\s*|[—–─-]{{2,}}\s*|\*\*|__|\u3000|\ufeff)+"
)


#: No mark, with what must stand behind it, has more characters.
LONGEST_MARK = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """How a paragraph is numbered: the style, the number as printed without marks, its value, where the text begins."""

    style: str
    number: str
    value: int
    end: int


@lru_cache(maxsize=KEPT_TEXTS)
def mark_of(text: str, before: int = 0) -> Mark | None:
    """Return the mark that a paragraph begins with; `before` is the value of the last one that is a plain number.

    >>> marks = map(mark_of, ("（三）扩大投资", "12.2024年建成", "1.2 强化监管"))
    >>> [(mark.style, mark.number) for mark in marks if mark]
    [('han-bracket', '三'), ('arabic', '12'), ('dotted', '1.2')]
    >>> mark_of("3.5万亩"), mark_of("2024年"), mark_of("5 新建学校", before=9), mark_of("1.5个百分点")
    (None, None, None, None)
    >>> [mark.number for mark in map(mark_of, ("2.50个小区增设充电桩", "4.460家商户")) if mark]
    ['2', '4']
    >>> [bool(mark_of("5.50万人搬迁", before)) for before in (4, 0)], mark_of("5.5万人搬迁", 4)
    ([True, False], None)
    """
    begin = start_of(text)
    plain = text[: begin + LONGEST_MARK].translate(_PLAIN)
    for name, pattern in _styles():
        found = pattern.match(plain, begin)
        if found:
            number = next(filter(None, found.groups()))
            if name == "dotted" and before and value_of(number.split(".")[0]) == before + 1:
                # 3.5G网络 behind 2.
                return Mark("arabic", number.split(".")[0], before + 1, plain.index(".", begin) + 1)
            return Mark(name, _number(number), value_of(number), found.end())
    found = _GLUED.match(plain, begin) if before else None
    if found and int(found["n"]) == before + 1:
        return Mark("arabic", found["n"], before + 1, found.end())
    found = _BARE.match(plain, begin)
    if found and int(found["n"]) == before + 1:
        return Mark("arabic", found["n"], before + 1, found.end())
    return None


def is_reference(text: str) -> bool:
    """Return whether a text is nothing but marks, one behind the other: where in a document something stands.

    >>> is_reference("一、（二）"), is_reference("三、(一)2."), is_reference("一、工业")
    (True, True, False)
    """
    rest = text
    while rest and (mark := mark_of(rest)):
        rest = rest[mark.end :]
    return rest != text and not rest.strip()


def start_of(text: str) -> int:
    """Return where a paragraph begins behind blanks, bullets and the marks of Markdown."""
    found = _DRESS.match(text)
    return found.end() if found else 0


#: Digits of full width count as others do, and small stops; each character stays in its place.
_PLAIN = {**{ord("０") + digit: str(digit) for digit in range(10)}, ord("．"): ".", ord("﹒"): ".", ord("﹑"): "、"}


def _number(printed: str) -> str:
    return re.sub(_TO, "-", re.sub(r"\s", "", unicodedata.normalize("NFKC", printed)))


def value_of(number: str) -> int:
    """Return the value of a number in Arabic, circled or Chinese figures; of 1.2 and of 4-6 that of the last part.

    >>> value_of("12"), value_of("③"), value_of("二十三"), value_of("1.4"), value_of("一百零五"), value_of("4-6")
    (12, 3, 23, 4, 105, 6)
    """
    plain = re.split(rf"[.．]|{_TO}", unicodedata.normalize("NFKC", number))[-1].strip()
    if plain.isdecimal():
        return int(plain)
    return chinese_number(plain) or 0
