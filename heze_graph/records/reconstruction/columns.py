"""The columns of a table that a copy took apart: how well a text fits each, and the way of texts through them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from heze_graph.model.printed import UNIT_ROLES
from heze_graph.records.numbering import is_number, mark_of
from heze_graph.records.responsibility.behind_text import answers
from heze_graph.records.responsibility.naming import Naming, level_of
from heze_graph.records.responsibility.parser import read_responsibility
from heze_graph.records.tables.fitting import Weighing
from heze_graph.records.tables.headers import says_lead, sense_of
from heze_graph.reference.language import Language

#: Roles that texts tell, where others take any text.
TOLD = ("units", "lead_units", "supporting_units", "leader", "deadline", "claim", "leader_units")
#: What it costs to give one more text to a column, to leave a column out, to begin a row without a number.
_MORE = {"units": 0.05, "lead_units": 0.1, "supporting_units": 0.05, "leader": 0.15}
_MORE_ELSE, _LEFT_OUT_ELSE, _NEW_ROW = 0.25, 0.1, 0.7
_SKIP = {"target": 0.8, "number": 0.3, **dict.fromkeys(TOLD, 0.3), "supporting_units": 0.25}
#: What it costs to part numbered paragraphs, or to put them to the text before the first of them.
_APART = 0.6
_FIGURE = re.compile(r"\d[^\d\s中小]")
#: 修路3公里 is promised, 12个镇 answer.
_PROMISED = re.compile(rf"\D.*{_FIGURE.pattern}")
#: More texts than this that all end as names of units do are units; a sentence has clauses.
_SEVERAL, _CLAUSES = 2, re.compile("[。；，,;]")
#: What names a class of promises is hardly longer than this.
_LONGEST_CLASS = 8
#: A text that fits a column no better does not fit it.
_DOUBT, _MAYBE, _NOT_TOLD = 0.3, 0.5, 0.8
#: A short name with the prefix of a government may be that of any of its units, 市某投.
_SHORT_NAME, _BARELY = re.compile(r"[\u4e00-\u9fff]{3,6}"), 0.1


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that headers tell."""

    headers: tuple[str, ...]
    roles: tuple[str, ...]
    weigh: Weighing
    naming: Naming

    def worth(self, column: int, text: str) -> float:
        """Return how well a text fits a column; what surely belongs elsewhere does not fit where any text may stand."""
        role = self.roles[column]
        if not text:
            return 0.1
        if role == "number":
            return 1.0 if is_number(text) else -1.0
        if role in TOLD:
            told = self.told(role, text)
            short = role in UNIT_ROLES and told == _DOUBT and _SHORT_NAME.fullmatch(text)
            if short and len(level_of(text, self.naming.language)) == 1:
                return _BARELY
            return told if told > _DOUBT else told - _NOT_TOLD
        is_class = len(text) <= _LONGEST_CLASS and not is_number(text) and not _FIGURE.search(text)
        if role == "other" and "target" in self.roles[column:] and "target" not in self.roles[:column]:
            # 新建学校2所 is what is promised, and no class of promises, which stands before it.
            return 0.7 if is_class else -0.5
        elsewhere = is_number(text) and "number" in self.roles
        elsewhere = elsewhere or (is_class and role == "target" and "other" in self.roles[:column])
        elsewhere = elsewhere or any(self.told(told, text) == 1 for told in TOLD if told in self.roles)
        return (-0.3 if elsewhere else 0.4) + self.weigh("target", text) / 4

    def hold(self, texts: Sequence[str]) -> bool:
        """Return whether texts, one a column, may stand in these: 9月底 or 修路3公里 among units belongs elsewhere."""
        told = [(role, text) for role, text in zip(self.roles, texts, strict=True) if text and role in TOLD]
        return not any(
            self.told(role, text) <= _DOUBT
            and (
                (role in UNIT_ROLES and _PROMISED.match(text)) or any(self.told(other, text) == 1 for other, _ in told)
            )
            for role, text in told
        )

    def told(self, role: str, text: str) -> float:
        """Return how well a text fits a role that texts tell; with 牵头落实 behind it, a name fits as it does alone."""
        if role in UNIT_ROLES and _FIGURE.search(text):
            # 更新电梯60台 ends as the name of a unit does.
            return 0.0
        if role in UNIT_ROLES:
            bare = text.rstrip("。.")
            if answers(bare, self.naming, bare=False):
                return 1.0
            names = read_responsibility(bare, self.naming).units
            if len(names) > _SEVERAL and not _CLAUSES.search(bare) and self.weigh(role, bare) == 1:
                return 1.0
            # 开工建设老年大学。 is a sentence.
            return min(self.weigh(role, bare), _MAYBE if bare == text else _DOUBT)
        return self.weigh(role, text)


def columns_of(headers: Sequence[str], language: Language, weigh: Weighing, naming: Naming) -> Columns:
    """Return the columns that headers tell."""
    senses = [sense_of(header, language) for header in headers]
    roles = [sense.role if sense else "other" for sense in senses]
    if roles.count("units") > 1 and says_lead(headers[roles.index("units")], language):
        roles[roles.index("units")] = "lead_units"
    return Columns(tuple(header.strip() for header in headers), tuple(roles), weigh, naming)


def way_of(texts: Sequence[str], columns: Columns) -> tuple[float, list[int]]:
    """Return the column of each text, and what that is worth: the way through all that is worth most (Viterbi)."""
    width = len(columns.roles)
    numbered = columns.roles[0] == "number"
    best = [[float("-inf")] * width for _ in texts]
    came = [[0] * width for _ in texts]
    skips = [_SKIP.get(role, _LEFT_OUT_ELSE) for role in columns.roles]
    # Paragraphs numbered from 1 on stand in a cell of their own, the others of them in the same one.
    apart = _apart(texts)
    for at, text in enumerate(texts):
        worths = {role: columns.worth(columns.roles.index(role), text) for role in set(columns.roles)}
        for column in range(width):
            worth = worths[columns.roles[column]]
            if at == 0:
                best[0][column] = worth - sum(skips[:column])
                continue
            if numbered and column == 0:
                continue
            for before in range(width):
                cost = _cost(before, column, columns, skips)
                # An empty cell is a cell of its own.
                cost += before == column and not (text and texts[at - 1])
                cost += _APART if apart[at] is (before == column) else 0
                if best[at - 1][before] + worth - cost > best[at][column]:
                    best[at][column], came[at][column] = best[at - 1][before] + worth - cost, before
    ends = [best[-1][column] - sum(skips[column + 1 :]) / 2 for column in range(width)]
    way = [max(range(width), key=ends.__getitem__)]
    for at in range(len(texts) - 1, 0, -1):
        way.insert(0, came[at][way[0]])
    return max(ends), way


def _apart(texts: Sequence[str]) -> list[bool | None]:
    """Return for each text whether it begins another cell than the one before it, goes on with its cell, or None."""
    values = [mark.value if (mark := mark_of(text)) else 0 for text in texts]
    told: list[bool | None] = [None] * len(texts)
    for at in range(1, len(texts)):
        if values[at] > 1 and values[at] == values[at - 1] + 1:
            told[at] = False
        elif values[at] == 1 and 2 in values[at + 1 : at + 2] and not values[at - 1]:
            told[at] = not texts[at - 1].endswith(("：", ":"))
    return told


def _cost(before: int, column: int, columns: Columns, skips: Sequence[float]) -> float:
    """Return what it costs to go from one column to another: to the same, to a later one, or to a new row."""
    if column == before:
        return _MORE.get(columns.roles[column], _MORE_ELSE)
    if column > before:
        return sum(skips[before + 1 : column])
    # What stands before the first text of a row without a number is merged with the row above.
    return _NEW_ROW + sum(skips[before + 1 :]) / 2 + sum(skips[:column]) / 8
