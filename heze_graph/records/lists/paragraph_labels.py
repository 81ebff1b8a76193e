"""Labels in paragraphs, 责任单位：…, 【完成时限】…: where they stand, and what they announce."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from heze_graph.records.clauses import OPENING
from heze_graph.records.document import is_dateline
from heze_graph.records.lists.reports import LONGEST_NAME
from heze_graph.records.responsibility.labels import MOST_WORDS, labels_of, role_of, says_first_leads
from heze_graph.records.tables.headers import sense_of
from heze_graph.reference.language import Language

#: One of these stands behind a label; most tables have none beside, and the expression of labels is large.
_BEHIND_LABEL = frozenset(":：】]〕")
#: Roles of headers that say which units answer.
_WHO = ("units", "lead_units", "supporting_units", "leader_units")


@dataclass(frozen=True)
class ParagraphLabels:
    """Finds the labels of paragraphs; `own` are those that only this document has, with their roles."""

    language: Language
    own: tuple[tuple[str, str], ...] = ()

    def at_start(self, text: str) -> re.Match[str] | None:
        """Return the label that a text begins with, None where it begins with none."""
        return self.pattern.match(text) if self._may_hold(text) else None

    def within(self, text: str) -> Iterator[re.Match[str]]:
        """Return the labels in a text, in order."""
        return self.pattern.finditer(text) if self._may_hold(text) else iter(())

    def _may_hold(self, text: str) -> bool:
        # 时间：2024-03-01 09:30 来源：…: what a page says of itself holds no label of an item.
        return bool(_BEHIND_LABEL.intersection(text)) and not is_dateline(text, self.language)

    def label_of(self, text: str) -> tuple[str, str]:
        """Return the label that a paragraph begins with, and what it announces; "" where it begins with none."""
        label = self.at_start(text)
        return (label["label"] or label["square"], self.role(label)) if label else ("", "")

    def role(self, label: re.Match[str]) -> str:
        """Return what a label announces: `who`, a role of `language.ROLES`, or `person` for others than leaders."""
        word = re.sub(r"\s", "", label["label"] or label["square"])
        header = self.language.headers.get(word)
        if own := next((own for label, own in self.own if label == word), ""):
            return own
        if header and header.role not in _WHO and header.role != "leader":
            return header.role
        role = role_of(word, self.language)
        if role == "person" or self._of_leaders.fullmatch(word) or (header is not None and header.role == "leader"):
            sense = sense_of(word, self.language)
            return "person" if sense and sense.role == "leader" and sense.rank > 1 else "leader"
        return "deadline" if role == "deadline" else "who"

    def is_measure(self, label: re.Match[str]) -> bool:
        """Return whether a label announces a unit of measurement, 尺寸（单位：毫米）: it answers for nothing."""
        return label.string[label.end() :].strip(" \u3000）)〕】") in self.language.measures

    def begins_fields(self, label: re.Match[str]) -> bool:
        """Return whether a label stands where one may: 目标：and the like only in front of a paragraph."""
        if self.is_measure(label):
            return False
        before = label.string[: label.start()]
        role = self.role(label)
        if role in ("target", "detail") and before:
            # 农村公路。目标任务：…: only what names the item stands before it.
            return bool(re.fullmatch(rf"[^，,；;。]{{1,{LONGEST_NAME}}}。\s*", before))
        if role in ("target", "detail", "other", "claim", "number"):
            return not before.strip()
        return (
            not before.strip()
            or before.rstrip()[-1] in "。；;，,！）)〕]】"
            or before[-1] in " \u3000\t"
            or (label[0].lstrip(" \u3000")[:1] in OPENING)
        )

    def with_colons(self, text: str) -> str:
        """Return a text with 责任单位：… where it prints 责任单位为… or 责任单位均为…."""
        nouns = self.language.unit_words["label-noun"]
        # （第一责任单位为牵头单位，下同）: no unit is named so.
        if ("为" not in text and "是" not in text) or says_first_leads(text, self.language):
            return text
        return self._copula.sub(lambda found: f"{found[1]}：" if found[1].endswith(nouns) else found[0], text)

    @cached_property
    def _copula(self) -> re.Pattern[str]:
        label = labels_of(self.language).whole.pattern
        return re.compile(rf"(?:^|(?<=[。；;，,（(\s]))({label})(?:均|都|分别)?[为是](?=\S)")

    @cached_property
    def _of_leaders(self) -> re.Pattern[str]:
        """What leaders are called by that no list of headers has: 分管省领导, 责任州领导, 州级牵头领导."""
        words, verbs = self.language.unit_words, self.language.leader_words["label"]
        does = (*words["lead-word"], *words["supporting-word"], *words["answering-word"], *verbs)
        parts = "|".join(map(re.escape, sorted({*words["level"], *does})))
        return re.compile(rf"(?:{parts}|级|政府){{1,{MOST_WORDS}}}领导")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression of a label, with its mark."""
        known = sorted((*self.language.headers, *(label for label, _ in self.own)), key=lambda word: (-len(word), word))
        words = "|".join((*map(re.escape, known), self._of_leaders.pattern))
        of_units = labels_of(self.language).whole.pattern
        # No label begins with what stands before one: a long run of blanks or brackets is passed over at once.
        return re.compile(
            rf"[ \u3000（(〔\[【*]*+(?P<label>{words}|{of_units})[ \u3000】\]*]*+[:：][ \u3000*]*"
            rf"|[【\[〔](?P<square>{words}|{of_units})[】\]〕][ \u3000*]*"
        )
