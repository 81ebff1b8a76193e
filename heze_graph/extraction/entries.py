"""From an Entry to the facts in its words: goals, places, projects, and the quoted programmes it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heze_graph.extraction.names.places import Gazetteer, places_in
from heze_graph.extraction.names.projects import WorkGrammar, projects_in
from heze_graph.extraction.numbers.attainment import (
    attainment,
    elapsed_part,
    indicator_of,
    progress_light,
    told_until,
    yardstick,
)
from heze_graph.extraction.numbers.goals import goals
from heze_graph.extraction.numbers.parts_of_year import due_of, was_so_before
from heze_graph.extraction.numbers.quantities import counter, measures
from heze_graph.extraction.numbers.readings import read_goals
from heze_graph.model.facts import (
    EntryFacts,
    Goal,
    GoalReport,
    Light,
    Measure,
    Nature,
    PlaceFact,
    Reading,
    Span,
    Stage,
    ThemeMention,
)
from heze_graph.model.understood import Document, Entry, Figure
from heze_graph.reference.measures import Indicators, Measures

#: 〔13.5〕 is the sum of all years, 77.3* has a note.
_BESIDE_FIGURE = re.compile(r"[〔〕\[\]*\s]")
# An inner pair ‘…’ is part of the name; a name holds no sentence.
_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|＂([^＂]+)＂|\"([^\"]+)\"")
_SENTENCE = re.compile(r"[。；！？;!?\n\t]")
#: A goal with its reading, and the cell that it is the number of where it does not stand in the wording.
_Found = tuple[Goal, Reading | None, Figure | None]
_LONGEST = 20  # characters; longer quotations are sayings


def themes_in(text: str) -> tuple[ThemeMention, ...]:
    """Return what stands between quotation marks in `text` and may be the name of a programme, in order.

    >>> [theme.name for theme in themes_in("持续推进“七网”建设，培育“种子”“幼苗”企业")]
    ['七网', '种子', '幼苗']
    """
    found = []
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        name = theme_name(match[group])
        if name and len(name) <= _LONGEST and not _SENTENCE.search(match[group]):
            found.append(ThemeMention(name, *match.span(group)))
    return tuple(found)


def theme_name(printed: str) -> str:
    """Return the one form of a theme's name: compatibility characters replaced, no white space.

    >>> theme_name("５Ｇ ＋工业")
    '5G+工业'
    """
    return "".join(unicodedata.normalize("NFKC", printed).split())


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """What the words are read by: measures, indicators, the places of a city, the grammar of works."""

    measures: Measures
    indicators: Indicators
    gazetteer: Gazetteer
    grammar: WorkGrammar


def read_facts(entry: Entry, document: Document, words: ReadingWords) -> EntryFacts:
    """Return the facts in the words of an Entry; raises nothing, whatever they are."""
    return EntryFacts(
        entry=(entry.document, entry.key),
        goals=tuple(_goals(entry, document, words)),
        places=tuple(_places(entry, words.gazetteer)),
        projects=projects_in(entry.wording, words.gazetteer, words.grammar),
        themes=themes_in(entry.wording),
    )


def _goals(entry: Entry, document: Document, words: ReadingWords) -> Iterator[GoalReport]:
    known = words.measures
    found = goals_with_readings(entry, known, document.period.begin.year if document.period else None)
    if document.period:
        found = [one for one in found if not was_so_before(one[0], document.period.begin.year)]
    deadline = entry.deadline.due if entry.deadline else None
    for ordinal, (goal, reading, figure) in enumerate(found, start=1):
        indicator = indicator_of(goal, words.indicators, known)
        by = yardstick(goal, indicator, known)
        light, rule = Light.CANNOT_TELL, ""
        if document.period:
            told = entry.assignments[reading.source].progress if reading else ""
            until = told_until(told, reading.measure.span.start if reading else 0, document.period)
            due = due_of(goal, deadline, document.period.begin.year)
            elapsed = elapsed_part(document.period.begin, until, due)
            light, decided = progress_light(goal, reading, elapsed, known, by)
            rule = decided.name
        assignment = entry.assignments[reading.source].ordinal if reading else None
        result = attainment(goal, reading, by)
        yield GoalReport(
            ordinal=ordinal,
            goal=goal,
            reading=reading,
            attainment=result,
            light=light,
            rule=rule,
            assignment=assignment,
            indicator=indicator,
            figure=figure,
        )


def goals_with_readings(entry: Entry, known: Measures, year: int | None = None) -> list[_Found]:
    """Return the goals of the wording and of the figures of an Entry, each with its reading.

    A figure that no other figure answers is answered by the report, as the goals of the wording are.
    """
    promised = goals(without_figures(entry), known)
    of_figures = list(figure_goals(entry, known))
    told = [goal for goal, reading, figure in of_figures if reading is None and not (figure.place or figure.period)]
    promised = [goal for goal in promised if not _is_told_by_a_cell(goal, of_figures)]
    answered = any(reading for _, reading, figure in of_figures if not (figure.place or figure.period))
    cells = {figure.printed for figure in entry.figures if figure.reported} if answered else set()
    texts = ["" if a.progress in cells else a.progress for a in entry.assignments]
    readings = read_goals([*promised, *told], texts, known, year)
    if (bare := bare_reading(entry, promised, known)) and not answered:
        readings[0] = readings[0] or bare
    read = iter(readings)
    found: list[_Found] = [(goal, next(read), None) for goal in promised]
    for goal, reading, figure in of_figures:
        asked = any(goal is one for one in told)
        found.append((printed(goal, figure), next(read) if asked else reading, figure))
    return _once(found)


def _is_told_by_a_cell(goal: Goal, of_figures: Sequence[tuple[Goal, Reading | None, Figure]]) -> bool:
    """Whether a row has its own task in a cell, and a goal is of those above it: 新建7000处（全省）, 350处."""
    cells = [
        cell.measure for cell, _, figure in of_figures if not (figure.place or figure.period) and _is_of(figure, goal)
    ]
    own = [cell for cell in cells if cell.base_unit == goal.measure.base_unit]
    return bool(own) and all(cell.base_value < goal.measure.base_value for cell in own)


def _is_of(figure: Figure, goal: Goal) -> bool:
    return goal.span.text.strip() in figure.name


def _once(found: Sequence[_Found]) -> list[_Found]:
    """Leave out goals that stand in the words and again in a cell: 新建公园6处, then 6处; what is read stays."""
    worded, cells = ([one for one in found if (one[2] is None) is worded] for worded in (True, False))
    twins = [(one, cell) for cell in cells for one in worded if _same_goal(one[0], cell)]
    dropped = [cell if one[1] or not cell[1] else one for one, cell in twins]
    return [one for one in found if not any(one is other for other in dropped)]


def _same_goal(worded: Goal, cell: _Found) -> bool:
    goal, _, figure = cell
    same = (worded.measure.value, worded.measure.unit) == (goal.measure.value, goal.measure.unit)
    of_whole = figure is not None and not (figure.place or figure.period)
    return same and of_whole and goal.span.text.strip() in worded.span.text


def _places(entry: Entry, names: Gazetteer) -> Iterator[PlaceFact]:
    for number, assignment in enumerate(entry.assignments):
        texts = {"target": entry.wording} if number == 0 else {}
        texts |= {"progress": assignment.progress, "unit": assignment.units_printed}
        for field, text in texts.items():
            for mention in places_in(text, names):
                yield PlaceFact(field, assignment.ordinal, mention)


#: The name may print the number of the year: 培育企业5家, beside the figure of each quarter.
_OWN_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d[\d.,]*\s*[^\d\s]{0,4}$")
#: A report of so many times the goal is rather one in another unit than that of the goal.
_MOST_TIMES = 20
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")


def without_figures(entry: Entry) -> str:
    """Return the wording of an Entry without the lines at its end that are figures of cells of their own."""
    printed = {figure.printed for figure in entry.figures if not figure.reported}
    lines = entry.wording.split("\n")
    while len(lines) > 1 and lines[-1] in printed:
        lines.pop()
    return "\n".join(lines)


def figure_goals(entry: Entry, known: Measures) -> Iterator[tuple[Goal, Reading | None, Figure]]:
    """Yield the goal of each promised figure of an Entry, with the reading that is reported for the same place or time.

    A figure without a unit, its own or that of a name that promises more, or one that no goal can be, gives none. The
    span of a goal is that of its name and figure as one text; `printed` gives the one that its cell prints.
    """
    reported = [figure for figure in entry.figures if figure.reported]
    for figure in entry.figures:
        goal = None if figure.reported else _goal(figure, known)
        if goal is None:
            continue
        same = [f for f in reported if (f.place, f.period) == (figure.place, figure.period)]
        parts = [f for f in reported if known.pattern("each-part").search(f.header)]
        if not same and not (figure.place or figure.period or parts) and all(f.period for f in reported):
            # Reports by quarter of one goal for the year: the last one counts, where it is no part by itself.
            same = reported[-1:]
        # Of a row that measures several things the report of the same one counts.
        same = [f for f in same if f.name == figure.name] or same
        if len(same) > 1:
            same = _answering(same, goal, known)
        reading = _reading(same[0], goal, entry, known) if len(same) == 1 else None
        yield goal, reading, figure


def _answering(reported: Sequence[Figure], goal: Goal, known: Measures) -> list[Figure]:
    """Return those of several reports that could answer a goal: in a unit like its own, and done, not begun."""
    begun, done = known.pattern("begun"), known.pattern("done")
    found = []
    for figure in reported:
        measure = _measure(figure, figure.unit, known)
        begins = begun.search(figure.header) is not None and done.search(figure.header) is None
        if measure and measure.dimension == goal.measure.dimension and begins == goal.begins:
            found.append(figure)
    return found


def bare_reading(entry: Entry, found: Sequence[Goal], known: Measures) -> Reading | None:
    """Return the reading of an Entry's only goal where its report is a bare figure: its unit is that of the goal."""
    bare = [figure for figure in entry.figures if figure.reported and not figure.place and not figure.period]
    return _reading(bare[0], found[0], entry, known) if len(found) == 1 and len(bare) == 1 else None


def _goal(figure: Figure, known: Measures) -> Goal | None:
    """Return what a figure promises, for the part of the year that its header names (上半年目标)."""
    name = _OWN_NUMBER.sub("", _BRACKETS.sub("", figure.name))
    unit = figure.unit or _unit_of_whole(figure, known)
    measure = _measure(figure, unit, known)
    if measure is None:
        return None
    said = _BESIDE_FIGURE.sub("", figure.printed)
    if measures(said, known) and not _bare_end(known).search(said):
        unit = ""
    for goal in goals(f"{name}{_with_unit(said, unit, known)}", known):
        if goal.measure.value == measure.value:
            return replace(goal, quantity=goal.quantity or name, time=goal.time or figure.period)
    return None


def _bare_end(known: Measures) -> re.Pattern[str]:
    """Return the expression of the place behind the last number of a cell, which lacks its unit: 88, 88以上."""
    words = "|".join(map(re.escape, known.comparators_printed("after")))
    return re.compile(rf"(?<=\d)(?=(?:{words})?$)")


def _with_unit(said: str, unit: str, known: Measures) -> str:
    """Return the text of a cell with a unit behind its number, where it prints none itself."""
    return _bare_end(known).sub(unit, said, count=1)


def _unit_of_whole(figure: Figure, known: Measures) -> str:
    """Return the unit of a bare figure whose name promises more of the same: of 改厕15万户（全省）, 12800 are 户."""
    whole = [goal for goal in goals(figure.name, known) if goal.nature is Nature.AMOUNT]
    if len(whole) != 1:
        return ""
    asked = whole[0].measure
    parts = ((unit, _measure(figure, unit, known)) for unit in (asked.unit, counter(asked)))
    return next((unit for unit, part in parts if part and part.base_value < asked.base_value), "")


def printed(goal: Goal, figure: Figure) -> Goal:
    """Return the goal of a figure with the span of its cell."""
    span = Span(0, len(figure.printed), figure.printed)
    return replace(goal, measure=replace(goal.measure, span=span), span=span)


def _measure(figure: Figure, unit: str, known: Measures) -> Measure | None:
    """Return the measure of a cell, its span that of the cell."""
    said = _BESIDE_FIGURE.sub("", figure.printed)
    bare = _bare_end(known).search(said)
    found = measures(_with_unit(said, unit, known), known)
    span = Span(0, len(figure.printed), figure.printed)
    return replace(found[0], span=span) if len(found) == 1 and (unit or not bare) else None


def _reading(figure: Figure, goal: Goal, entry: Entry, known: Measures) -> Reading | None:
    measure = _measure(figure, figure.unit or goal.measure.unit, known)
    if measure is None or measure.dimension != goal.measure.dimension or not entry.assignments:
        return None
    guessed = not figure.unit and figure.printed.strip()[-1:].isdigit()
    if guessed and measure.base_value > _MOST_TIMES * goal.measure.base_value:
        return None
    return Reading(measure=measure, span=measure.span, source=0, stage=Stage.DONE, out_of=None, opposite=False)
