"""Parts of a number whose names a goal joins: 中小学、幼儿园 are 中小学 8所 and 幼儿园 9所, 大中修 is 大修 and 中修."""

from __future__ import annotations

import re
from itertools import pairwise, permutations, takewhile

from heze_graph.extraction.numbers.candidates import Candidate
from heze_graph.extraction.numbers.likeness import are_each_level, head_likeness
from heze_graph.extraction.numbers.phrases import coverage, listed, plain, specific, trimmed
from heze_graph.model.facts import Goal
from heze_graph.reference.measures import Measures

NAMES_ALL = 0.85
"""The share of a name from which on words have all of it."""
NAME_BEGINS = 2
"""So many characters at least begin a name."""

_OPEN_LIST = re.compile(r"等")
_BRACKET = re.compile(r"[(（]([^()（）]+)[)）]")
_EITHER = re.compile(r"或者?")
_NAMES_IT = 0.6
_MOST_CONJUNCTS = 4
_ROAD = re.compile(r"[A-Z][0-9]{1,4}(?![0-9])")


def by_name(goal: Goal, parts: list[Candidate], known: Measures) -> list[Candidate]:
    """Return the parts whose names, or levels, the goal joins in one way or another."""
    return (
        _conjuncts(goal, parts)
        or _compounded(goal, parts, known)
        or _sharing_a_head(goal, parts)
        or _side_by_side(goal, parts, known)
        or (parts if are_each_level(goal, parts, known) else [])
    )


def _conjuncts(goal: Goal, parts: list[Candidate]) -> list[Candidate]:
    """Return the parts each of which is of one of the names that the goal joins."""
    # 甲、乙、丙等新增30家: what follows 等 is said of each.
    # 散煤替代（气代煤、电代煤）: the bracket says of what it is the sum.
    inside = _BRACKET.search(goal.quantity)
    joined = listed(inside[1] if inside and len(listed(inside[1])) > 1 else goal.quantity)
    words = [word for part in joined for word in _EITHER.split(part)]
    named = [name for word in words if len(name := plain(_OPEN_LIST.split(word)[0])) > 1]
    if not 2 <= len(named) <= _MOST_CONJUNCTS or len(parts) != len(named):
        return []
    if any(all(coverage(name, words_of(part)) >= NAMES_ALL for name in named) for part in parts):
        return []
    for order in permutations(parts):
        if all(_names(name, words_of(part)) for name, part in zip(named, order, strict=True)):
            return parts
    return []


def _compounded(goal: Goal, parts: list[Candidate], known: Measures) -> list[Candidate]:
    """Return the parts whose names the goal's sets side by side without a sign: 瞪羚独角兽企业 are 瞪羚 and 独角兽."""
    wanted = specific(goal.quantity, known)
    said = [{n for n, pair in enumerate(pairwise(wanted)) if "".join(pair) in words_of(part)} for part in parts]
    heads = {head_likeness(goal, part, known) for part in parts}
    if not 2 <= len(parts) <= _MOST_CONJUNCTS or not all(said) or heads != {1}:
        return []
    together = sorted(n for places in said for n in places)
    # Each pair of characters is one part's, but for those that stand across two names.
    apart = len(together) == len(set(together)) and len(wanted) - 1 - len(together) < len(parts)
    return parts if apart else []


def _sharing_a_head(goal: Goal, parts: list[Candidate]) -> list[Candidate]:
    """Return the parts whose names the goal's joins with one head: 大中修 is 大修 and 中修, 中小学 is 中学 and 小学."""
    names = [part.own for part in parts]
    if not 2 <= len(names) <= _MOST_CONJUNCTS or not all(names):
        return []
    length = 0
    while len({name[-1 - length :] for name in names}) == 1 and length < len(names[0]):
        length += 1
    head = names[0][len(names[0]) - length :]
    stems = [name.removesuffix(head) for name in names]
    # 茶道大修21公里、中修34公里
    stems = [stem[-min(map(len, stems)) :] for stem in stems]
    joined = any("".join(order) + head in plain(goal.quantity) for order in permutations(stems))
    return parts if head and all(stems) and joined else []


def _side_by_side(goal: Goal, parts: list[Candidate], known: Measures) -> list[Candidate]:
    """Return the parts whose names, one behind the other, are the end of the goal's: 茶园新植补改 are 新植 and 补改.

    The first, or each of them, may name the thing, too: 茶园新植, 茶园补改; it may stand behind: 新植补植茶苗.
    """
    names = [trimmed(plain(part.phrase.before), known, ("function", "done", "this-year")) for part in parts]
    ends = {plain(part.phrase.before).endswith(name) for name, part in zip(names, parts, strict=True)}
    if not 2 <= len(names) <= _MOST_CONJUNCTS or not all(names) or len(ends) > 1:
        # 茶棚完成9座，改建5座: what is done of the thing itself is no part; 新植完成9亩，补改完成5亩 are two.
        return []
    shared = "".join(one[0] for one in takewhile(lambda each: len(set(each)) == 1, zip(*names, strict=False)))
    stems = [name.removeprefix(shared) for name in names]
    apart = all(len(stem) >= NAME_BEGINS for stem in stems)
    wanted = plain(goal.quantity)
    said = [shared + "".join(one) for one in permutations(stems)]
    return parts if apart and any(wanted.endswith(one) or wanted.startswith(one) for one in said) else []


def _names(name: str, words: str) -> bool:
    """Whether words name a thing: a road by its number (S223改建段 is of 省道S223), else by most of its name."""
    code = _ROAD.search(name)
    return code[0] in words if code else coverage(name, words) >= _NAMES_IT


def words_of(candidate: Candidate) -> str:
    """Return the words around a number."""
    return plain(candidate.phrase.before + candidate.phrase.after)
