"""The rules by which a measure in the wording of a target is no goal.

Each rule looks at the grammar of the words around the number; the words themselves are data (`quantity-words.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from heze_graph.facts.numbers.comparators import beyond_comparator, comparator_of
from heze_graph.facts.numbers.phrases import Phrase
from heze_graph.reference.measures import Measures

_SIZES = re.compile(r"money|power|mass|energy|volume|apparent-power")
_DURATIONS = re.compile(r"age|time|months|working-time|voltage")
_EXTENTS = re.compile(r"area|land-area|length")
_NOUN_FOLLOWS = re.compile(r"\s*的?\s*[\u4e00-\u9fffA-Za-z“]")
_NUMBER_FOLLOWS = re.compile(r"\s*\d")
_OF_FOLLOWS = re.compile(r"\s*的")
_NEAR = 6


def refusal(phrase: Phrase, known: Measures) -> str | None:
    """Return the name of the first rule by which a measure of a target is no goal, or None where it is one.

    `name`: inside quotation marks or a title. `code`: a bare number that no comparator introduces. `attribute`: the
    size, age or duration of what the next words name (投资8亿元的项目, 3岁以下婴幼儿). `denominator`: 每10万人.
    `baseline`: 在去年5%的基础上. `clause`: 落实国务院15条. `existing-set`: 全国120个城市, 推进6个园区建设,
    30个在建项目.
    """
    return next((name for name, holds in _RULES if holds(phrase, known)), None)


def is_attribute(phrase: Phrase, known: Measures) -> bool:
    """Whether the measure is the size, age or duration of what the following words name."""
    following = beyond_comparator(phrase, known)
    dimension = re.split("[/每]", phrase.measure.dimension)[0]
    if _SIZES.match(dimension) and following != phrase.clause_after and _NUMBER_FOLLOWS.match(following):
        # 其中10亿元以上20个: what is counted has that size.
        return True
    if not _NOUN_FOLLOWS.match(following):
        return False
    if _DURATIONS.fullmatch(dimension):
        return True
    of_follows = bool(_OF_FOLLOWS.match(following))
    sized_by_verb = known.ends("size-of", phrase.before)
    if _EXTENTS.fullmatch(dimension):
        return sized_by_verb or (of_follows and _sized_noun_first(following, known))
    if _SIZES.match(dimension):
        return (sized_by_verb and of_follows) or _sized_noun_first(following, known)
    return False


def _sized_noun_first(following: str, known: Measures) -> bool:
    """Whether a thing that has a size (项目) follows before a noun of the amount itself (资金)."""
    sized, amount = known.pattern("sized").search(following), known.pattern("amount-noun").search(following)
    return sized is not None and (amount is None or sized.start() < amount.start())


def _is_name(phrase: Phrase, _: Measures) -> bool:
    return phrase.quoted


def _is_code(phrase: Phrase, known: Measures) -> bool:
    if phrase.measure.dimension != "number":
        return False
    return comparator_of(phrase, known) is None or bool(_NOUN_FOLLOWS.match(beyond_comparator(phrase, known)))


def is_in_name(phrase: Phrase, known: Measures) -> bool:
    """Whether a number stands inside a name: in quotation marks, or bare before a noun (世界500强企业)."""
    bare = phrase.measure.dimension == "number"
    return phrase.quoted or (bare and bool(_NOUN_FOLLOWS.match(beyond_comparator(phrase, known))))


def _is_denominator(phrase: Phrase, known: Measures) -> bool:
    return known.ends("denominator", phrase.before)


def _is_baseline(phrase: Phrase, known: Measures) -> bool:
    return bool(known.pattern("baseline").search(phrase.before[-_NEAR:]) or known.pattern("basis").match(phrase.after))


def _is_clause(phrase: Phrase, known: Measures) -> bool:
    return bool(known.pattern("clause-unit").fullmatch(phrase.measure.unit)) and _governor(phrase, known) == "comply"


def _is_existing_set(phrase: Phrase, known: Measures) -> bool:
    """Whether a count before its noun is the size of a set that exists."""
    unit = known.units.get(phrase.measure.unit)
    if unit is None or not unit.classifier or phrase.measure.dimension == "rank":
        return False
    if not _NOUN_FOLLOWS.match(beyond_comparator(phrase, known)):
        return False
    if known.ends("scope", phrase.before) or known.pattern("existing").match(beyond_comparator(phrase, known).lstrip()):
        return True
    following = phrase.after.strip()
    without_end = known.ends("enduring", following) or known.ends("sized", following)
    return without_end and _governor(phrase, known) == "continuing"


def _governor(phrase: Phrase, known: Measures) -> str:
    """Return the role of the last verb before the number in its clause, `making` where two end together; "": none."""
    roles = ("comply", "continuing", "making")
    last = {
        role: max((m.end() for m in known.pattern(role).finditer(phrase.clause_before)), default=-1) for role in roles
    }
    best = max(last.values())
    return next((role for role in reversed(roles) if last[role] == best and best >= 0), "")


_RULES: tuple[tuple[str, Callable[[Phrase, Measures], bool]], ...] = (
    ("name", _is_name),
    ("code", _is_code),
    ("attribute", is_attribute),
    ("denominator", _is_denominator),
    ("baseline", _is_baseline),
    ("clause", _is_clause),
    ("existing-set", _is_existing_set),
)
