"""Who answers, printed behind the text of a target: in brackets, behind a label, as its last clause or last line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from heze_graph.records.responsibility.labels import labels_of, role_of
from heze_graph.records.responsibility.naming import Naming, is_group, kind_of_unit, level_of
from heze_graph.records.responsibility.parser import Responsibility, read_responsibility
from heze_graph.reference.governments import is_division

_OPENING, _CLOSING = "（(【[〔", "）)】]〕"
_END = " \t\r\n\u3000。；;."
#: Who answers is told in no more characters than this.
LONGEST_ANSWER = 600
#: A longer text behind a label is a sentence, not a name.
_LONGEST_NAME = 30
_CLAUSE = re.compile(r"[。；;，,\n]\s*|[ \t\u3000]+")
#: 县（市、区）政府 is of the kind of 县政府.
_INSIDE = re.compile(r"[（(][^（()）]*[)）](?=.)")
_MARKS = " \t\n\u3000、，,；;。"
#: Kinds of names that are subjects of targets as often as they answer for them.
SUBJECTS = ("other", "functional-zone-committee", "public-institution", "state-firm")


#: Kinds of names that are no subjects where several stand in brackets.
_OFFICES = ("municipal-bureau", "vertical-agency", "party-organ", "provincial-government", "municipal-government")


@dataclass(frozen=True, slots=True)
class Taken:
    """A text without what says who answers for it: the printed words on its leaders, on its units, and on by when."""

    text: str
    leaders: str = ""
    units: str = ""
    deadline: str = ""

    @property
    def found(self) -> bool:
        """Whether anything was taken."""
        return bool(self.leaders or self.units or self.deadline)


def take_responsibility(text: str, naming: Naming) -> Taken:
    """Return a text without what its end says of who answers and by when, and that, to be read as cells are.

    Brackets count where they begin with a label, or hold nothing but units and words such as 牵头; a clause without
    brackets only where both hold, or a label stands there. Everything else is part of the text.

    >>> from heze_graph.reference import Reference
    >>> from heze_graph.resources import REFERENCE
    >>> reference = Reference(REFERENCE)
    >>> naming = Naming(reference.register(""), reference.language)
    >>> take_responsibility("新建学校3所（含扩建）。（责任单位：县教育局）", naming)
    Taken(text='新建学校3所（含扩建）。', leaders='', units='责任单位：县教育局', deadline='')
    >>> take_responsibility("新建学校3所，由县教育局牵头，县财政局配合，9月底前完成。", naming)
    Taken(text='新建学校3所', leaders='', units='由县教育局牵头，县财政局配合', deadline='9月底前完成')
    """
    taken = _bracketed(text, naming) or _last_clause(text, naming)
    if taken is None:
        return Taken(text)
    # （牵头单位：甲）（配合单位：乙）: the brackets before the last ones may say more.
    before = take_responsibility(taken.text, naming) if taken.text else taken
    if not before.found or before is taken:
        return taken
    return Taken(
        before.text,
        _both(before.leaders, taken.leaders),
        _both(before.units, taken.units),
        _both(before.deadline, taken.deadline),
    )


def labelled(text: str, naming: Naming) -> Taken | None:
    """Return what a line says that begins with a label and says only who else answers, or by when; else None.

    主办： and 承办单位： at the foot of a page name its publisher: a label of leading units begins no such line.
    """
    patterns = labels_of(naming.language)
    begins = patterns.before.match(text)
    label = begins[begins.lastgroup or 0] if begins else ""
    role = role_of(label, naming.language) if label else ""
    told = role == "deadline" or (role in ("supporting", "units") and patterns.noun.fullmatch(label))
    return _parted("", text, naming) if told and answers(text, naming, bare=True) else None


def _both(first: str, second: str) -> str:
    return "；".join(filter(None, (first, second)))


def _bracketed(text: str, naming: Naming) -> Taken | None:
    """Take the brackets at the end of a text, where they say who answers."""
    bare = text.rstrip(_END)
    if not bare or bare[-1] not in _CLOSING:
        return None
    depth = 0
    for at in range(len(bare) - 1, max(len(bare) - LONGEST_ANSWER, 0) - 1, -1):
        depth += (bare[at] in _CLOSING) - (bare[at] in _OPENING)
        if depth == 0:
            inside = bare[at + 1 : -1].strip()
            return _parted(bare[:at].rstrip(), inside, naming) if answers(inside, naming, bare=False) else None
    return None


def _last_clause(text: str, naming: Naming) -> Taken | None:
    """Take the last clauses of a text, from the first on from which nothing is said but who answers."""
    bare = text.rstrip(_END)
    first = max(len(bare) - LONGEST_ANSWER, 0)
    patterns = labels_of(naming.language)
    if not (patterns.behind.search(bare, first) or patterns.before.search(bare, first)):
        return None
    for found in _CLAUSE.finditer(bare, first):
        if answers(bare[found.end() :], naming, bare=True):
            return _parted(bare[: found.start() + (found[0][0] in "。；;")], bare[found.end() :], naming)
    return None


def answers(phrase: str, naming: Naming, *, bare: bool) -> bool:
    """Return whether a phrase says who answers, and nothing else; `bare` says that no brackets stand around it.

    A bare phrase must say so by a word or a label; in brackets names of units are enough.
    """
    if len(phrase) > LONGEST_ANSWER or any(word in phrase for word in naming.language.unit_words["no-answer"]):
        return False
    label = labels_of(naming.language).before.match(phrase)
    if label and role_of(label[label.lastgroup or 0], naming.language) == "other":
        return False
    read = read_responsibility(phrase, naming)
    if (bare and _promises(read)) or (not (read.units or read.people) and not (label and read.rest)):
        return False
    if label:
        return not bare or all(len(unit) <= _LONGEST_NAME for unit in read.units)
    if (bare or not read.units) and not read.explicit:
        return False
    sure = [_is_surely_unit(unit, read, naming) for unit in read.units]
    # 县财政局、县教育局、街道办事处: beside several surely named, a name without a prefix is that of a unit, too.
    like = all(known or kind_of_unit(unit, naming) != "other" for unit, known in zip(read.units, sure, strict=True))
    # 工信部、应急管理部: several offices, none with a prefix.
    offices = len(sure) > 1 and all(kind_of_unit(unit, naming) in _OFFICES for unit in read.units)
    return all(sure) or (like and sum(sure) * 2 >= len(sure)) or offices


def _promises(read: Responsibility) -> bool:
    """Return whether a figure stands in what units are to do: 县交通局负责投放车辆300台."""
    return any(mend.kind == "not-a-unit" and re.search(r"\d", mend.printed) for mend in read.mends)


def _is_surely_unit(unit: str, read: Responsibility, naming: Naming) -> bool:
    """Return whether a name is that of a unit; without a word such as 牵头 园区 may be the subject of the target."""
    if unit in naming.register.unit_by_name or is_group(unit, naming.language):
        return True
    kind = kind_of_unit(_INSIDE.sub("", unit), naming)
    planned = unit.startswith(naming.language.row_words["planning"])
    if planned and (kind in SUBJECTS or not level_of(unit, naming.language)) and kind != "coordination-office":
        # 加强市场监管, 深入乡镇: what is to be done, and no unit that does it; 推进办 is one, and so is a
        # bureau whose place begins with such a word.
        return False
    return (
        kind != "other" or is_division(unit)
        if read.explicit
        else bool(level_of(unit, naming.language)) and kind not in SUBJECTS
    )


def is_office(unit: str, naming: Naming) -> bool:
    """Return whether a name that stands alone is that of an office or a group of such, and hardly a subject."""
    if unit in naming.register.unit_by_name or is_group(unit, naming.language):
        return True
    kind = kind_of_unit(unit, naming)
    return kind in _OFFICES or (bool(level_of(unit, naming.language)) and kind not in SUBJECTS)


def _parted(text: str, phrase: str, naming: Naming) -> Taken:
    """Part a phrase into what it says of leaders, of units, and of the time."""
    taken = Taken(text)
    for role, part in _by_label(phrase, naming):
        if role == "person":
            taken = replace(taken, leaders=_both(taken.leaders, part))
            continue
        read = read_responsibility(part, naming)
        units = part
        for rest in read.rest if read.units else ():
            units = units.replace(rest, "")
        units = units.strip(_MARKS)
        if read.units or role not in ("deadline", "other"):
            taken = replace(taken, units=_both(taken.units, units))
        taken = replace(taken, deadline=_both(taken.deadline, "，".join(read.rest)))
    return taken


def _by_label(phrase: str, naming: Naming) -> Iterator[tuple[str, str]]:
    """Yield (role of the label, the label and what stands behind it)."""
    role, start = "units", 0
    for label in labels_of(naming.language).before.finditer(phrase):
        if phrase[start : label.start()].strip(_MARKS):
            yield role, phrase[start : label.start()].strip(_MARKS)
        role, start = role_of(label[label.lastgroup or 0], naming.language), label.start()
    if phrase[start:].strip(_MARKS):
        yield role, phrase[start:].strip(_MARKS)
