"""A grammar of quantities: a number, what may stand between it and its unit, and the unit as printed.

    measure  = ordinal-free number [余] [multiplier] [余] unit [/ unit of time]
    multiplier = 百 千 万 十万 百万 千万 亿 万亿        belongs to the printed unit: 7.2万人 is 7.2, 万人

Dates, ordinals (第3批) and codes (G327, 国道106, 5G) are no measures; a fraction (三分之二, 1/3) is one in per cent. A
place in a ranking is one of the dimension `rank`; a bare number is one of the dimension `number`, and what it means
depends on its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from heze_graph.extraction.numbers.numerals import CHINESE, Number, Plain, normalised, numbers
from heze_graph.model.facts import Measure, Span
from heze_graph.reference.chinese_numbers import chinese_number
from heze_graph.reference.measures import KEPT_TEXTS, Measures, UnitOfMeasure

_MULTIPLIERS = {
    "": Decimal(1),
    "百": Decimal(10**2),
    "千": Decimal(10**3),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "万亿": Decimal(10**12),
}
_MULTIPLIER = re.compile("|".join(sorted(filter(None, _MULTIPLIERS), key=len, reverse=True)))
_CODE_BEFORE = re.compile(r"[A-Za-z][-—]?$|[0-9][./:：]$|[A-Za-z0-9]\.$|[A-Za-z0-9”]\+$")
_PROPORTION = re.compile(r"[:：∶][0-9]")
_SPACES = re.compile(r"[ \u3000]*")
_RANK = UnitOfMeasure("位", "rank", "位", Decimal(1), classifier=False)
_LONGEST_MARK = 8
_UNCOUNTED = re.compile("age|time|months|working-time|voltage|ratio")
_ENUMERATED = re.compile(r"[0-9一二两三四五六七八九十][\u4e00-\u9fff]{1,7}[、和]$")
_COUNTY = re.compile("特?[县市旗区](?![级域城直内外])")
_FRACTION = "分之"
_PERCENT = "百分之"
#: 三分之二, 1/3: a share of the whole.
_OF_SO_MANY = re.compile(rf"({CHINESE}|[0-9]+){_FRACTION}$")
_SLASH = re.compile(r"/([1-9][0-9]?)(?![0-9/.])")
_TWO_PLACES = Decimal("0.01")
_BY_THEN = re.compile("(?<=[年月日底末初旬季度])前$")
_NO_WORD = re.compile(r"[^\u4e00-\u9fff“]")
_EACH = re.compile(r"每([\u4e00-\u9fff]{1,3})$")
_AT = re.compile("处(?![理置])")
_STRETCH = re.compile("[路标]?段|处(?![理置])")
_ROUGHLY = re.compile("[近逾]$")
_MINUS = re.compile(r"[-－−]$")
_CLAUSE = re.compile(r"[，,；;。、]")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A unit as printed: the characters up to `end`, its multiplier and what the unit is."""

    end: int
    text: str
    multiplier: Decimal
    unit: UnitOfMeasure | None
    per: str
    approximate: bool


def measures(text: str, known: Measures) -> list[Measure]:
    """Return every measure of a text in order; spans do not overlap.

    >>> from heze_graph.resources import REFERENCE
    >>> from heze_graph.reference.measures import load_measures
    >>> known = load_measures(REFERENCE)
    >>> [(str(m.value), m.unit) for m in measures("2023年国道106线新增就业7.2万人以上，5G基站300余个", known)]
    [('7.2', '万人'), ('300', '个')]
    """
    return list(_measures(text, known))


def counter(measure: Measure) -> str:
    """Return a unit without its multiplier: 4500户 is a part of 1.3万户, 3处 and 610个 count other things."""
    return measure.unit.lstrip("十百千万亿")


@lru_cache(maxsize=KEPT_TEXTS)
def _measures(text: str, known: Measures) -> tuple[Measure, ...]:
    plain = normalised(text, known.unit_pattern)
    found: list[Measure] = []
    for number in numbers(plain.text):
        if found and number.start < found[-1].span.end:
            continue
        measure = _measure(plain.text, number, known)
        if measure is not None:
            found.append(measure)
    told = {(measure.span.start, measure.span.end) for measure in found if measure.dimension != "number"}
    zeros = [zero for zero in _zeros(plain.text, known) if (zero.span.start, zero.span.end) not in told]
    places = {zero.span.start for zero in zeros}
    found = sorted([*zeros, *(one for one in found if one.span.start not in places)], key=lambda one: one.span.start)
    joined = _join_ranges(plain.text, found, known)
    return tuple(_printed(plain, measure) for measure in joined if not _is_position(plain.text, measure))


def _zeros(plain: str, known: Measures) -> Iterator[Measure]:
    """Yield the zeros whose unit is that of the noun beside them: 事故起数为零, 死亡人数为0, 零事故; not 零事故企业."""
    for match in _zero_of(known).finditer(plain) if "零" in plain or "0" in plain else ():
        unit = known.units[known.values["zero-of", match["before"] or match["behind"]]]
        start = max(match.start("zero"), match.start("zero_"))
        number = Number(start, start + 1, Decimal(0), None, chinese=False)
        yield _build(plain, number.start, number, _Printed(number.end, unit.printed, Decimal(1), unit, "", False))


@lru_cache(maxsize=8)
def _zero_of(known: Measures) -> re.Pattern[str]:
    nouns, copula = known.pattern("zero-of").pattern, known.pattern("copula").pattern
    ends = r"(?=$|的|目标|[，,；;。、）)\s])"
    before = rf"(?P<before>{nouns})数?(?:{copula})(?P<zero>零|0){ends}"
    return re.compile(rf"{before}|(?<![清归为])(?P<zero_>零)(?P<behind>{nouns}){ends}")


def _is_position(plain: str, measure: Measure) -> bool:
    """Whether a length says where on a road something is: 310公里处, 256公里至278公里段."""
    if measure.dimension != "length":
        return False
    place = _STRETCH if measure.upper is not None else _AT
    return place.match(plain, measure.span.end) is not None


def _printed(plain: Plain, measure: Measure) -> Measure:
    """Return a measure with its span in the printed text."""
    if plain.text is plain.printed:
        return measure
    return replace(measure, span=plain.span(measure.span.start, measure.span.end))


def _measure(plain: str, number: Number, known: Measures) -> Measure | None:
    before, printed = _just_before(plain, number), _printed_unit(plain, number, known)
    ends = printed.end == len(plain) or known.pattern("behind-tenth").match(plain, printed.end) is not None
    if known.pattern("tenth").fullmatch(printed.text) and not ends:
        # 五成以上 is a share, 三成立 is none.
        return None
    start = number.start
    if printed.unit and (each := _EACH.search(before)) and (unit := known.units.get(f"{printed.text}/{each[1]}")):
        # 每立方米52微克
        start -= len(each[0])
        printed = replace(printed, text=unit.printed, unit=unit)
    elif before.endswith(_PERCENT):
        start -= len(_PERCENT)
        printed = _Printed(number.end, "%", Decimal(1), known.units["%"], "", approximate=False)
    elif share := _fraction(plain, number, before, known):
        return share
    elif _is_rank_before("rank-before", before, known) and known.pattern("rank-unit").fullmatch(printed.text):
        printed = replace(printed, unit=_RANK)
    elif _is_code_or_date(plain, number, printed, known) or (
        number.chinese and not _counts(number, printed, before, plain[printed.end :][:2], known)
    ):
        return None
    minus = _MINUS.search(before)
    alone = number.start == 1 and printed.end == len(plain)
    if minus and (alone or _goes_below_zero(before[: minus.start()], known)):
        # The cell of a table that holds nothing else is a number below zero, too.
        return _build(plain, start - 1, replace(number, value=-number.value), printed)
    return _build(plain, start, number, printed)


def _goes_below_zero(before: str, known: Measures) -> bool:
    """Whether words before a dash tell of a change that may be a fall: 同比-3%, 净增渔企-4家."""
    return known.ends("before-minus", before) or known.pattern("net").search(_CLAUSE.split(before)[-1]) is not None


def _fraction(plain: str, number: Number, before: str, known: Measures) -> Measure | None:
    """Return the share that a numerator says with its denominator: 三分之二, 1/3以上; 3/4 before a word is none."""
    spoken, slash = _OF_SO_MANY.search(before), _SLASH.match(plain, number.end)
    start, end, printed = number.start, number.end, ""
    if spoken:
        start, printed = number.start - len(spoken[0]), spoken[1]
    elif slash and not _CODE_BEFORE.search(before):
        end, printed = slash.end(), slash[1]
        if end < len(plain) and not known.pattern("behind-tenth").match(plain, end):
            return None
    parts = int(printed) if printed.isdigit() else chinese_number(printed) if printed else None
    if not parts or not 0 < number.value < parts:
        return None
    value = (number.value / parts * 100).quantize(_TWO_PLACES)
    unit = known.units["%"]
    span = Span(start, end, plain[start:end])
    return Measure(value, "%", span, value * unit.factor, unit.base_unit, unit.dimension)


def _just_before(plain: str, number: Number) -> str:
    before = plain[max(0, number.start - _LONGEST_MARK) : number.start]
    # 5月底前100% names a time, 前100名 a rank.
    return _BY_THEN.sub("", before)


def _is_rank_before(role: str, before: str, known: Measures) -> bool:
    """Whether 前, 后, 第 and their like stand before a number as words of their own: not in 博士后120名."""
    return known.ends(role, before) and not known.ends("no-rank", before)


def _printed_unit(plain: str, number: Number, known: Measures) -> _Printed:
    start = number.end
    after_gap = _skip_approximate(plain, start, known)
    candidates = [_unit_at(plain, after_gap, "", known)]
    if multiplier := _MULTIPLIER.match(plain, after_gap):
        candidates.append(_unit_at(plain, _skip_approximate(plain, multiplier.end(), known), multiplier[0], known))
    best = max(candidates, key=lambda candidate: (candidate.unit is not None, candidate.end))
    if not best.text:
        return replace(best, end=start)
    near = bool(known.pattern("approximate").search(plain, start, best.end))
    return replace(best, approximate=True) if near else best


def _skip_approximate(plain: str, start: int, known: Measures) -> int:
    match = known.pattern("approximate").match(plain, start)
    return match.end() if match else start


def _unit_at(plain: str, start: int, multiplier: str, known: Measures) -> _Printed:
    factor = _MULTIPLIERS[multiplier]
    blank = _SPACES.match(plain, start)
    match = known.unit_pattern.match(plain, blank.end() if blank else start)
    if match and known.pattern("no-unit").match(plain, match.end() - 1):
        # 12条次干道 are 12条.
        match = known.unit_pattern.match(plain, match.start(), match.end() - 1)
    if match is None:
        return _Printed(start, multiplier, factor, None, "", approximate=False)
    end = match.end()
    while per := known.pattern("per").match(plain, end):
        # 元/年/人: one divisor follows another.
        end = per.end()
    text = multiplier + plain[match.start() : end]
    return _Printed(end, text, factor, known.units[match[0]], plain[match.end() : end], approximate=False)


def _is_code_or_date(plain: str, number: Number, printed: _Printed, known: Measures) -> bool:
    before, following = _just_before(plain, number), plain[printed.end : printed.end + 1]
    if (
        _CODE_BEFORE.search(before)
        or _PROPORTION.match(plain, number.end)
        or (known.ends("code-before", before) and not (printed.unit and printed.unit.dimension in ("length", "money")))
        or plain.startswith(_FRACTION, number.end)
    ):
        return True
    person = printed.unit is not None and printed.unit.dimension == "person"
    if _is_rank_before("ordinal-before", before, known) and (number.chinese or not person):
        return True
    # A bare number is a code or part of a name when a letter or a word of dates or names follows: 5G, 106K, 八大.
    letter_follows = following.isascii() and following.isalpha()
    dated = bool(known.pattern("name-after").match(plain, number.end))
    # 旅游人次突破一亿: a numeral alone is a number where a comparator stands before it.
    alone = number.chinese and not (printed.text and _compared(before, known))
    return printed.unit is None and (letter_follows or dated or alone)


def _compared(before: str, known: Measures) -> bool:
    return before.endswith(known.comparators_printed("before"))


def _counts(number: Number, printed: _Printed, before: str, behind: str, known: Measures) -> bool:
    """Whether a Chinese numeral is a number: 二期, 三级 are ordinals, 一 alone is an article, but 新建一座 is one."""
    unit = printed.unit
    if unit is None:
        return bool(printed.text) and not number.digitless
    if number.digitless:
        return _counts_roundly(printed, unit, before, behind, known)
    if known.pattern("tenth").fullmatch(printed.text) or (unit.dimension == "multiple" and known.ends("rise", before)):
        # 增长五成, 扩大一倍
        return True
    ordinal = known.pattern("ordinal-unit").fullmatch(printed.text) or _UNCOUNTED.match(unit.dimension)
    if ordinal or (not known.pattern("counts-anything").fullmatch(printed.text) and _COUNTY.match(behind)):
        # 三台县 is a name.
        return False
    if number.value > 1:
        return True
    return unit.classifier and bool(known.ends("making", before) or _ENUMERATED.search(before))


def _counts_roundly(printed: _Printed, unit: UnitOfMeasure, before: str, behind: str, known: Measures) -> bool:
    """Whether 百 or 千 alone is a number: 扶持百家企业, 演出千场以上, 培训骨干千名; 百人合唱 counts nothing."""
    ends = not behind or _NO_WORD.match(behind)
    bounded = ends or printed.approximate or behind.startswith(known.comparators_printed("after"))
    near = _ROUGHLY.search(before)
    made = known.ends("making", before[: near.start()] if near else before)
    return unit.classifier and bool((bounded and not near) or (unit.dimension != "person" and made))


def _build(plain: str, start: int, number: Number, printed: _Printed) -> Measure:
    unit, end = printed.unit, max(printed.end, number.end)
    return Measure(
        value=number.value,
        unit=printed.text,
        span=Span(start, end, plain[start:end]),
        base_value=number.value * printed.multiplier * (unit.factor if unit else 1),
        base_unit=f"{unit.base_unit}{_divisors(printed.per)}" if unit else "",
        dimension=f"{unit.dimension}{_divisors(printed.per)}" if unit else "number",
        upper=number.upper,
        approximate=printed.approximate,
    )


def _divisors(per: str) -> str:
    """Return what a unit is divided by in one form: 每人每月 and /月·人 are /人·月."""
    return "".join(f"/{word}" for word in sorted(_DIVISOR.findall(per)))


_DIVISOR = re.compile(r"[人户亩](?=[月年])|[^/每·]+")
_RANGE = re.compile(r"\s*(?:[-－–—~～]{1,2}|至|到)\s*")


def _join_ranges(plain: str, found: list[Measure], known: Measures) -> list[Measure]:
    """Join 5%—6% and 2个至3个, where each end prints its unit or its multiplier (80亿至90亿元), into one range."""
    joined: list[Measure] = []
    for measure in found:
        last = joined[-1] if joined else None
        between = plain[last.span.end : measure.span.start] if last else ""
        if last and last.upper is None and _in_one_unit(last, measure) and _RANGE.fullmatch(between):
            start, end = last.span.start, measure.span.end
            if last.unit != measure.unit and known.pattern("from").search(plain[max(0, start - _LONGEST_MARK) : start]):
                # 由80亿到90亿元 is a change.
                joined.append(measure)
                continue
            scale = measure.base_value / measure.value if measure.value else Decimal(1)
            joined[-1] = replace(
                measure,
                value=last.value,
                base_value=last.value * scale,
                span=Span(start, end, plain[start:end]),
                upper=measure.value,
            )
        else:
            joined.append(measure)
    return joined


def _in_one_unit(one: Measure, other: Measure) -> bool:
    """Whether two measures have one unit, or the first prints only the multiplier of it: 80亿 before 90亿元."""
    bare = one.dimension == "number" and bool(one.unit) and other.unit.removeprefix(one.unit) == counter(other)
    return other.upper is None and (one.unit == other.unit or bare)
