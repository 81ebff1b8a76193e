"""Reading what a report claims about the schedule, however it is worded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from heze_graph.model.understood import Claim

#: Beyond this many characters a text tells a story and makes no plain claim.
_LONGEST = 24
#: What a workbook displays where a formula fails says nothing of the schedule.
_ERROR = re.compile(
    r"\s*(?:#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3})\s*", re.IGNORECASE
)


def is_error_value(text: str) -> bool:
    """Return whether a text is what a workbook displays where a formula fails.

    >>> is_error_value("#N/A"), is_error_value("Err:502"), is_error_value("#1楼")
    (True, True, False)
    """
    return bool(_ERROR.fullmatch(text))


def read_claim(printed: str, known: Mapping[str, Claim], going_on: Sequence[str] = ()) -> Claim | None:
    """Return the Claim that a status cell makes, or None where its words are not known.

    The whole cell is looked up first, then the known words in it, longest first; “behind” outweighs the others.
    In a column of claims a cell that begins with a word of `going_on` (正在整改) is as 持续推进 is.

    >>> words = {"已完成": Claim.ON_SCHEDULE, "滞后": Claim.BEHIND_SCHEDULE, "未完成": Claim.BEHIND_SCHEDULE}
    >>> read_claim("#N/A", {"N/A": Claim.NOT_APPLICABLE}) is None
    True
    >>> read_claim("进度滞后（已完成60%）", words), read_claim("未完成", words), read_claim("待核实", words)
    (<Claim.BEHIND_SCHEDULE: 'behind-schedule'>, <Claim.BEHIND_SCHEDULE: 'behind-schedule'>, None)
    """
    text = re.sub(r"\s", "", printed)
    if is_error_value(text):
        return None
    for form in (text, unicodedata.normalize("NFKC", text), text.strip("。.；;，,、（）()【】[]！!")):
        if form in known:
            return known[form]
    if not text or len(text) > _LONGEST:
        return None
    words = sorted((word for word in known if len(word) > 1), key=len, reverse=True)
    claims = {known[found[0]] for found in re.finditer("|".join(map(re.escape, words)), text)} if words else set()
    for claim in (Claim.BEHIND_SCHEDULE, Claim.NOT_APPLICABLE, Claim.ON_SCHEDULE):
        if claim in claims:
            return claim
    return Claim.ON_SCHEDULE if text.startswith(tuple(going_on)) else None
