"""What paragraphs say: the text of an item, who answers, by when, what has been done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from heze_graph.records.clauses import brackets, clauses, first_behind, outside_brackets, unclosed
from heze_graph.records.lists.counting import ends_part
from heze_graph.records.lists.paragraph_labels import ParagraphLabels
from heze_graph.records.lists.reports import SO_FAR, heads_report, is_report_note, reports_behind, tells_report
from heze_graph.records.lists.sentences import (
    TAIL,
    dated_unit,
    is_deadline,
    is_due,
    is_remark,
    may_name_units,
    names_beside,
    names_deed,
    names_prefixed,
    names_units,
    only_offices,
    without_order,
)
from heze_graph.records.responsibility.behind_text import LONGEST_ANSWER, answers
from heze_graph.records.responsibility.labels import labels_of, says_first_leads
from heze_graph.records.responsibility.naming import Naming, level_of
from heze_graph.records.responsibility.parser import read_responsibility
from heze_graph.reference.language import Language

_STOPS = re.compile("[。；;]")
_MARKS_BEHIND = tuple(" \u3000。.；;")
_PART_OF_LABEL = re.compile(r"(?<=[；;，,。\s])[一-鿿]{1,4}$")
#: 以上4项目标的责任单位均为…, 以上任务由…牵头, 以上3项牵头单位：…: which items a line speaks of, and who answers.
_ABOUT = re.compile(
    r"^\s*(?:(?P<all>以上|上述|前述)|该|此|本)?(?:各|所有|全部)?"
    r"(?:第?(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})?[项条个])?"
    r"(?:工作|重点|责任)?(?:目标任务|工作任务|目标|任务|工作|指标|事项|实事|项目)?的?[，,：:]?"
    r"(?=\S{2,10}(?:(?:均|都|分别)?[为是]|[：:])\S|均?由\S)"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a paragraph: what it is for (a role of `language.ROLES`, `who` or `text`), and its words."""

    role: str
    text: str


@dataclass(frozen=True)
class Speech:
    """Reads the words of paragraphs; `trusting` says that names of offices in brackets are who answers.

    `own_labels` are labels that only this document has, with their roles; `reporting` says that it reports on them.
    """

    naming: Naming
    trusting: bool = False
    own_labels: tuple[tuple[str, str], ...] = ()
    reporting: bool = False

    @property
    def language(self) -> Language:
        """The language of the words."""
        return self.naming.language

    @cached_property
    def labels(self) -> ParagraphLabels:
        """The labels of the document's paragraphs."""
        return ParagraphLabels(self.language, self.own_labels)

    @cached_property
    def of_plans(self) -> Speech:
        """The same for a section that tells what is planned, in a document that reports."""
        return replace(self, reporting=False)

    def label_of(self, text: str) -> tuple[str, str]:
        """Return the label that a paragraph begins with, and what it announces; "" where it begins with none."""
        return self.labels.label_of(text)

    def segments(self, text: str) -> list[Segment]:
        """Return the parts of a paragraph, in order: its text, and what it says of who answers and by when."""
        text = without_order(text, self.language)
        if self._says_who_leads(text):
            return [Segment("other", text)]
        text = self.labels.with_colons(text)
        body, tails = self._without_tails(text)
        return self._with_tails(self.segments(body), tails) if tails else self._in_brackets(text)

    def _without_tails(self, text: str) -> tuple[str, list[str]]:
        """Return a text without who answers behind blanks or a dash at its end, 新建公厕10座。——县住建局, and that."""
        tails: list[str] = []
        while tail := next(
            (
                tail
                for tail in TAIL.finditer(text, max(0, len(text) - LONGEST_ANSWER))
                if answers(tail["who"].rstrip(" 。"), self.naming, bare=False)
            ),
            None,
        ):
            tails.append(tail["who"])
            text = text[: tail.start()]
        return text, tails[::-1]

    def _with_tails(self, found: list[Segment], tails: Sequence[str]) -> list[Segment]:
        """Return the parts of a text with what stands behind it on who answers."""
        for tail in tails:
            # 责任单位：某局。已开工3所。 甲市政府办: behind who answers stands who signs.
            signs = found[-1:] and found[-1].text.endswith("。") and any(part.role == "who" for part in found)
            found = [*found, *([Segment("other", tail)] if signs else self.fields(tail))]
        return found

    def _in_brackets(self, text: str) -> list[Segment]:
        """Return the parts of a text whose brackets, labels or last sentences say who answers."""
        found: list[Segment] = []
        start = 0
        spans = list(brackets(text))
        for (begin, end), behind in zip(spans, first_behind(text, spans), strict=True):
            # 修复人行道（县住建局）：8月20日完工。
            closes = behind in ("", "：", ":") or ends_part(text, end)
            closes = closes or reports_behind(text, end, self.language, reporting=self.reporting)
            note, inside = self._behind_note(text[begin + 1 : end - 1])
            # 会展中心（市文旅集团）：尚未开工: before a colon a firm answers, too.
            firms = behind in ("：", ":") and names_prefixed(inside, self.naming)
            spoken_of = self._spoken_of(inside) if closes else []
            if begin >= start and (note or firms or spoken_of or self.answers(inside, alone=closes)):
                found.extend(self._prose(text[start:begin]))
                found.extend([Segment("other", note)] if note else [])
                found.extend(spoken_of or self.fields(inside))
                start = end
                if text[start : start + 1] in ("：", ":"):
                    start += 1
                    told = tells_report(text[start:], self.language)
                    found.append(Segment("progress" if told else "detail", text[start:]))
                    start = len(text)
                while text.startswith(_MARKS_BEHIND, start):
                    start += 1
            elif begin > start and closes and is_report_note(inside, self.language):
                found.extend(self._prose(text[start:begin]))
                found.append(Segment("progress", inside))
                start = len(text)
        found.extend(self._prose(text[start:]))
        kept = (segment for segment in found if segment.role != "text" or segment.text.strip(" \u3000\t\n"))
        return [part for segment in kept for part in self._with_progress(segment)]

    def _says_who_leads(self, text: str) -> bool:
        """Return whether a paragraph says how to read names, and names nobody: 第一个责任单位为牵头单位."""
        # 推广试点。（某局、某委负责，列首位的为牵头单位）: the remark in brackets stands behind an item.
        remark = outside_brackets(text).strip(" \u3000。") or text
        if not says_first_leads(remark, self.language) or re.search(r"\d", text):
            return False
        return not any(level_of(unit, self.language) for unit in read_responsibility(text, self.naming).units)

    def _with_progress(self, segment: Segment) -> Iterator[Segment]:
        """Yield a text, and apart from it what reports behind its first sentence, such as 目前，已建成2所."""
        words = self.language.row_words
        for mark in re.finditer(r"[。；;]\s*(?=\S)", segment.text if segment.role == "text" else ""):
            start = mark.end()
            sentence = re.split("[。；;]", segment.text[start:], maxsplit=1)[0]
            opens = sentence.startswith(words["progress-opening"]) and (
                tells_report(sentence, self.language) or SO_FAR.match(sentence)
            )
            if opens or self.heads_report(segment.text[:start], segment.text[start:]):
                yield Segment("text", segment.text[:start].rstrip())
                yield Segment("progress", segment.text[start:])
                return
        yield segment

    def heads_report(self, first: str, others: str) -> bool:
        """Return whether the document reports, a first sentence names an item only, and others tell what was done."""
        return self.reporting and heads_report(first, others, self.language)

    def answers(self, text: str, *, alone: bool = True) -> bool:
        """Return whether a text says nothing but who answers, by when; without words that say so only if `alone`."""
        label = self.labels.at_start(text)
        if label:
            told = self.labels.role(label) not in ("other", "target", "detail", "number")
            return told and not self.labels.is_measure(label)
        at = -1
        # 由某局负责。6月底前完成。: behind who answers it may be told by when.
        for at, each in enumerate(filter(None, map(self._without_remarks, text.split("。")))):
            by_when = (alone or at) and is_deadline(each, self.naming)
            if not by_when and not answers(each, self.naming, bare=not alone):
                return alone and self.trusting and self._may_name(text)
        return at >= 0

    def _may_name(self, text: str) -> bool:
        """Return whether a text lists units, and says by when."""
        said = (mark + clause for mark, clause in clauses(text) if not is_deadline(clause, self.naming))
        return may_name_units("".join(said), self.naming)

    def _without_remarks(self, sentence: str) -> str:
        """Return a sentence without clauses such as 排在第一位的为牵头部门，下同."""
        said = (mark + each for mark, each in clauses(sentence) if not is_remark(each, self.language))
        return "".join(said).strip("，,；; ")

    def _behind_note(self, text: str) -> tuple[str, str]:
        """Return a note in front of who answers, and who answers: 预期性指标，责任单位：…; "" where none is."""
        label = next((label for label in self.labels.within(text) if self.labels.role(label) == "who"), None)
        if label and label.start() and text[: label.start()].rstrip()[-1:] in "，,；;。":
            note = text[: label.start()].rstrip(" ，,；;。")
            if not self.answers(note) and not self.labels.at_start(note):
                return note, text[label.start() :]
        return "", text

    def fields(self, text: str) -> Iterator[Segment]:
        """Yield what a text without a target says: its labels' values, deadlines apart from units."""
        start, role = 0, "who"
        labels = list(self.labels.within(text))
        for label, following in zip(labels, [*(label.start() for label in labels[1:]), len(text)], strict=False):
            if start and label.start() < start:
                continue
            # 2024年10月；承诺领导：张三: a word before a known label is part of it.
            yield from self._value(role, _PART_OF_LABEL.sub("", text[start : label.start()]))
            role = self.labels.role(label)
            start = label.end() if role not in ("who",) else label.start("label") if label["label"] else label.start()
            if role == "who":
                # The words of the label say who leads: they stay with the units.
                yield from self._value(role, text[start:following])
                start = following
        yield from self._value(role, text[start:])

    def _value(self, role: str, text: str) -> Iterator[Segment]:
        value = text.strip(" \u3000\t\n，,；;。")
        if role != "who":
            yield Segment(role, unclosed(value))
        if role != "who" or not value:
            return
        kept: list[str] = []
        for separator, clause in clauses(value):
            dated = dated_unit(self.language).match(clause.strip())
            if is_remark(clause, self.language):
                continue
            if is_deadline(clause, self.naming):
                yield Segment("deadline", clause.strip(" \u3000（("))
            elif dated and self.answers(dated["who"]):
                kept.append(separator + dated["who"])
                yield Segment("deadline", dated["when"])
            else:
                kept.append(separator + clause)
        units = "".join(kept).strip(" \u3000，,；;。")
        if units:
            yield Segment("who", units)

    def _prose(self, text: str) -> Iterator[Segment]:
        """Yield the parts of a text outside answering brackets: its target, then what labels or a last sentence say."""
        text = text.strip(" \u3000\t")
        if led := self._leading(text):
            yield from self._value("who", text[:led])
            yield from self._prose(text[led:])
            return
        if spoken_of := self._spoken_of(text):
            yield from spoken_of
            return
        label = next(filter(self.labels.begins_fields, self.labels.within(text)), None)
        if label:
            yield from self._sentences(text[: label.start()].rstrip(" \u3000（(〔[【，,"))
            said, rest = self._sentence_behind(text, label)
            yield from self.fields(said.rstrip(" \u3000"))
            yield from [Segment("progress" if self.reporting else "text", rest)] if rest else []
            return
        yield from self._sentences(text)

    def led_task(self, text: str) -> list[Segment]:
        """Return who answers and the task of a text that is both: 某局牵头，6月底前拨付资金; else nothing."""
        at = 0
        for mark, clause in clauses(text):
            begin = at + len(mark)
            if is_deadline(clause, self.naming) or not self.answers(clause, alone=False):
                rest, who = text[begin:] if at else "", self._value("who", text[:at])
                return [*who, Segment("text", rest)] if names_deed(rest, self.language) else []
            at = begin + len(clause)
        return []

    def _leading(self, text: str) -> int:
        """Return where the task begins behind who does it, 由某局牵头，某局配合，完成清淤; 0 where nobody is named.

        Without 由 a task must follow: 某局负责，完成清淤.
        """
        words = self.language.unit_words
        if not text.startswith(tuple({*words["before-name"]} - {*words["joiner"]})):
            led = 0 if self.labels.at_start(text) else self._led(text)
            return led if names_deed(text[led:], self.language) else 0
        return self._led(text)

    def _led(self, text: str) -> int:
        end = at = 0
        for mark, clause in clauses(text):
            at += len(mark)
            if not self.answers(clause, alone=False):
                return at + names_beside(clause, self.naming) if end else 0
            at = end = at + len(clause)
        return 0

    def _sentence_behind(self, text: str, label: re.Match[str]) -> tuple[str, str]:
        """Return what a label behind a text announces, and what is said behind its sentence of something else.

        学前教育促进，牵头单位：市某局。其中进度较慢的为两个县。
        """
        said = text[label.start() :]
        end = said.find("。") + 1
        rest = said[end:].strip()
        if not end or not rest or self.labels.role(label) != "who" or not text[: label.start()].strip():
            return said, ""
        more = self.labels.pattern.search(rest) or self.answers(rest.rstrip("。"), alone=False)
        return (said, "") if more or is_due(rest, self.naming) else (said[:end], rest)

    def _spoken_of(self, text: str) -> list[Segment]:
        """Return which items a line speaks of, and who answers for them; nothing where it is no such line."""
        if not (about := _ABOUT.match(text)):
            return []
        kind = "count" if about["count"] else "all" if about["all"] else "this"
        said = self._about(text[about.end() :], named=about.end() > 0, several=kind != "this")
        return [Segment(kind, about["count"] or ""), *said] if said else []

    def _about(self, text: str, *, named: bool, several: bool) -> list[Segment]:
        """Return who answers: behind labels of `several` items or 责任单位均为, behind 由 where items are `named`."""
        label = self.labels.at_start(text) if several else None
        if label and self.labels.role(label) in ("who", "deadline", "leader", "person"):
            return [*self.fields(text)]
        led = re.match(r"均?由", text)
        if led and named and self.answers(text[led.end() :].rstrip("。"), alone=False):
            return [*self._value("who", text[led.end() :])]
        found = re.match(r"(?P<label>[^为是\s]{2,10}?)(?:均|都|分别)?[为是](?P<units>.+)", text, re.DOTALL)
        known = found is not None and labels_of(self.language).whole.fullmatch(found["label"])
        return [*self._value("who", f"{found['label']}：{found['units']}")] if found and known else []

    def _sentences(self, text: str) -> Iterator[Segment]:
        """Yield a text, and apart from it a last sentence, or last clauses, that say only who answers."""
        sentences = [found.end() for found in re.finditer(r"[。；;](?=.)", text, re.DOTALL)]
        first = text[: sentences[0]] if sentences else ""
        named = read_responsibility(first.strip(" 。；;"), self.naming).units if first else ()
        surely = any(level_of(unit, self.language) or unit in self.naming.register.unit_by_name for unit in named)
        if surely and self.answers(first.strip(" 。；;"), alone=False) and not self.answers(text, alone=False):
            yield from self.fields(first.strip(" 。；;"))
            yield from self._prose(text[sentences[0] :])
            return
        if told := self._told_behind(text):
            yield from told
            return
        last_clauses = self._last_clauses(text, max(sentences, default=0))
        for start in [*self._last_sentences(text, [0, *sentences]), last_clauses]:
            last = text[start:]
            if len(last) > 3 and self.answers(last.strip(" 。"), alone=False):
                if text[:start].strip():
                    yield Segment("text", text[:start].rstrip("，, "))
                yield from self.fields(last.strip(" 。"))
                return
        last = text[sentences[-1] :].strip(" 。") if sentences else ""
        if last and only_offices(last, self.naming):
            # 新增就业4.5万人。市人社局。
            yield Segment("text", text[: sentences[-1]])
            yield Segment("who", last)
            return
        yield Segment("text", text)

    def _told_behind(self, text: str) -> list[Segment]:
        """Return the parts of a text that tells behind who answers what was done: 改造道路。某局负责，已完工."""
        start, at, led = 0, 0, False
        for mark, clause in clauses(text):
            at += len(mark)
            start = start or (at if _STOPS.search(mark) else 0)
            if start and self.answers(clause, alone=False):
                led = True
            elif led and text.startswith(
                self.language.row_words["progress-behind"], end := at + names_beside(clause, self.naming)
            ):
                who = self._value("who", text[start:end])
                return [Segment("text", text[:start].rstrip()), *who, Segment("progress", text[end:])]
            else:
                start, led = 0, False
            at += len(clause)
        return []

    def _last_sentences(self, text: str, starts: list[int]) -> list[int]:
        """Return the starts behind which each whole sentence says only who answers, or by when: few, from the end."""
        ends = [0, *(found.end() for found in re.finditer("。(?=.)", text, re.DOTALL)), len(text)]
        for begin, end in pairwise(reversed(ends)):
            said = self._without_remarks(text[end:begin].strip(" 。"))
            if said and not (is_deadline(said, self.naming) or answers(said, self.naming, bare=True)):
                return [start for start in starts if start >= max(end, begin - LONGEST_ANSWER)]
        return starts

    def _last_clauses(self, text: str, begin: int) -> int:
        """Return where the last clauses of a sentence that say who answers, and by when, begin; else its end."""
        start = len(text)
        told = labels_of(self.language).behind.search(text, begin)
        for comma in reversed([found.end() for found in re.finditer("[，,]", text) if told and found.end() > begin]):
            clause = text[comma:start].strip(" 。，,")
            if self.answers(clause, alone=False) or names_units(clause, self.naming):
                start = comma
            elif not is_deadline(clause, self.naming):
                break
        return start
