"""The parts of an item: each text with what is said of it behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from heze_graph.model.printed import PrintedLine
from heze_graph.records.clauses import clauses
from heze_graph.records.lists.paragraphs import TextPiece
from heze_graph.records.lists.reports import begins_report, demands, plans, tells_report
from heze_graph.records.lists.sentences import (
    are_milestones,
    is_due,
    names_prefixed,
    names_units,
    only_offices,
)
from heze_graph.records.lists.speech import Segment, Speech

#: A label announces these, and all paragraphs behind it belong to them until the next label.
LONG = ("progress", "other", "outside")
#: Who answers in person: a leader of the government, or else who is in charge in a unit, 项目负责人.
PEOPLE = ("leader", "person")
#: Behind a label with nothing behind it in its line these stand in the next.
_SHORT = (*PEOPLE, "deadline", "claim")
#: A label announces these, and they are part of the item's text.
_TEXT = ("text", "target", "detail")
#: How many items a line speaks of.
_SPOKEN_OF = ("all", "count", "this")


@dataclass(frozen=True, slots=True)
class ItemText:
    """A text and what is said of it: its lines, by role what labels announce; `who` are words on who answers.

    `apart` says that who answers stands in a paragraph of its own, `about` of how many items that speaks, `last` what
    its last words are for.
    """

    texts: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: tuple[PrintedLine, ...] = ()
    apart: bool = False
    about: Segment | None = None
    last: str = "text"

    @property
    def named(self) -> bool:
        """Whether it says who answers."""
        return any(self.fields.get(role) for role in ("who", *PEOPLE))

    @property
    def answered(self) -> bool:
        """Whether it says who answers, or by when."""
        return any(self.fields.get(role) for role in ("who", *PEOPLE, "deadline"))

    def with_words(self, role: str, text: str) -> ItemText:
        """Return it with what a label announces; `more` carries on what was said last of who answers."""
        said = replace(self, last="who" if role == "more" else role)
        if role in _SPOKEN_OF:
            return replace(said, about=Segment(role, text))
        if not text.strip():
            return said
        if role == "deadline":
            text = text.strip(" 。；;，,")
        if role in _TEXT:
            return replace(said, texts=(*self.texts, text.strip()))
        if role == "more":
            *others, last = self.fields["who"]
            return replace(said, fields={**self.fields, "who": (*others, last + text.strip())})
        return replace(said, fields={**self.fields, role: (*self.fields.get(role, ()), text.strip())})


def item_texts(pieces: Sequence[TextPiece], speech: Speech) -> list[ItemText]:
    """Return the parts of an item's paragraphs: each text with what is said of it behind it.

    A text behind who answers begins a part of its own.
    """
    parts = [ItemText()]
    role = "text"
    for piece in pieces:
        segments = [*speech.segments(piece.text), *([Segment("who", piece.who)] if piece.who else [])]
        if len(pieces) == 1 and not any(segment.role in (*_TEXT, "progress") for segment in segments):
            segments = speech.led_task(piece.text) or segments
        alone = not any(segment.role in _TEXT for segment in segments)
        # 由某局承办。治理目标：…: who answers may stand in front of the text.
        leading = bool(segments) and segments[0].role == "who" and not parts[-1].fields.get("who") and not alone
        last = max((at for at, segment in enumerate(segments) if segment.role in ("who", *PEOPLE)), default=-1)
        for at, segment in enumerate(segments):
            role, behind = _role(segment, role, parts[-1], speech, first=at == 0), False
            if role == "text" and 0 <= last < at and not leading:
                # （责任单位：市甲局）18个小区全部完工。: nobody else answers for what stands behind.
                role = _role_behind(segment.text.strip(), speech)
                behind = role == "text"
            if role == "text" and parts[-1].fields.get("who") and not (leading or behind):
                parts.append(ItemText())
            said = parts[-1].with_words(role, segment.text)
            role = said.last
            # Only the paragraph just before, or this one, can stand on the same lines.
            above = said.lines[-len(piece.lines) :]
            lines = (*said.lines, *(line for line in piece.lines if line not in above))
            parts[-1] = replace(said, apart=said.apart or (alone and role == "who"), lines=lines)
        if not segments:
            parts[-1] = replace(parts[-1], lines=(*parts[-1].lines, *piece.lines))
    return parts


def _role(segment: Segment, before: str, part: ItemText, speech: Speech, *, first: bool) -> str:
    """Return what a segment is for, given what the one before it was."""
    if segment.role != "text":
        # 时序安排：一季度完成选址；二季度开工: whatever the label, it says by when.
        return "deadline" if segment.role == "other" and are_milestones(segment.text) else segment.role
    text = segment.text.strip()
    words = speech.language.row_words
    who = part.fields.get("who", ("",))[-1]
    if not first:
        # （牵头单位：市甲局）已开工3所。（责任单位：市乙局）。计划9月完工，目前完成六成。
        begins = (clause.strip().startswith(words["progress-behind"]) for _, clause in clauses(text))
        return "progress" if before == "who" and any(begins) else _later(text, part, speech)
    goes_on = who.endswith(("：", ":", "】", "、")) or (
        who and (names_units(text, speech.naming) or names_prefixed(text, speech.naming))
    )
    if before == "who" and goes_on:
        return "more"
    if before in LONG and (
        demands(text, speech.language) or (part.fields.get("who") and only_offices(text, speech.naming))
    ):
        # 各责任单位要抓紧整改。 / 某市民生办: what closes a report, and who signs it.
        return "outside"
    if before in (*LONG, "detail") or (before in _SHORT and before not in part.fields):
        return before
    return _cell_role(text, part, speech) or _later(text, part, speech)


def _role_behind(text: str, speech: Speech) -> str:
    """Return what a text is for that stands behind who answers in one paragraph: by when, or what has been done.

    Else it is a further sentence of the target; `outside` where it closes a report: 各责任单位要抓紧整改。.
    """
    if are_milestones(text):
        return "deadline"
    words = speech.language.row_words
    reports = text.startswith((*words["progress-behind"], *words["expecting"]))
    if is_due(text, speech.naming) and not reports:
        return "deadline"
    told = speech.reporting or (tells_report(text, speech.language) and not plans(text, speech.language))
    if demands(text, speech.language):
        return "outside"
    return "progress" if told else "text"


def _cell_role(text: str, part: ItemText, speech: Speech) -> str:
    """Return what a text below that of an item is for, a cell of a row that lost its header: 县教育局, 12月底前."""
    if part.texts and not part.fields.get("who") and names_units(text, speech.naming):
        return "who"
    by_when = are_milestones(text) or is_due(text, speech.naming)
    # 一季度完成立项 / 二季度完成招标: of several the last counts, and all are kept.
    more = "deadline" not in part.fields or part.last == "deadline"
    return "deadline" if part.texts and more and by_when else ""


def _later(text: str, part: ItemText, speech: Speech) -> str:
    """Return what a text is for that carries nothing on: a report behind the text of an item, or a text."""
    opens = text.startswith(speech.language.row_words["progress-opening"])
    reports = opens or (part.fields.get("who") and begins_report(text, speech.language))
    reports = reports or speech.heads_report("".join(part.texts), text)
    return "progress" if part.texts and reports else "text"
