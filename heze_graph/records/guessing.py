"""What the columns of a table are for whose headers say nothing: told by their cells, or asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from heze_graph.model.printed import ASIDE
from heze_graph.model.understood import Certainty
from heze_graph.records.figures import is_figure
from heze_graph.records.fitting import Fit
from heze_graph.records.headers import is_part_of_year, plain
from heze_graph.records.leaders import is_person
from heze_graph.records.mends import Mend
from heze_graph.records.numbering import is_number, is_reference
from heze_graph.records.reports import guess_report
from heze_graph.records.table import PrintedColumns
from heze_graph.reference.language import Language
from heze_graph.reference.register import Register

#: So much of a column must fit a role before its cells alone decide.
MOST = 0.8
#: Targets are sentences: a column of shorter texts is not taken for one.
_SHORTEST_TARGET = 6
#: Among fewer texts than this those that stand several times tell nothing.
_FEW = 4
#: What two columns of units are for that no header tells apart, in their order.
_LED = ("lead_units", "supporting_units")


def guess(roles: list[str | None], printed: PrintedColumns, language: Language, fit: Fit) -> tuple[Mend, ...]:
    """Let the cells decide for columns whose header says nothing."""
    mends = []
    # Where no header says what a column is for, one that holds nothing but names of persons is that of leaders.
    persons = ("leader", lambda text: is_person(text, language, Register("")))
    bare = () if any(map(plain, printed.headers)) else (persons,)
    for role, found in (
        ("number", is_number),
        ("units", lambda text: fit("units", text) == 1),
        ("deadline", lambda text: fit("deadline", text) == 1),
        ("claim", language.claims.__contains__),
        *bare,
        ("target", lambda text: len(text) >= _SHORTEST_TARGET),
    ):
        rivals = {"units": ("lead_units", "leader_units")}.get(role, ())
        if role in roles or any(rival in roles for rival in rivals):
            continue
        unknown = [column for column, given in enumerate(roles, start=1) if given is None]
        if role == "target" and not any(map(plain, printed.headers)):
            # In a table without a header what is to be done stands before what has been done.
            mends += guess_report(unknown, roles, printed, language)
            unknown = [column for column in unknown if roles[column - 1] is None]
        fitting = [c for c in unknown if (cells := printed.cells(c)) and share(cells, found) >= MOST]
        if role == "number":
            fitting = [column for column in fitting if column == 1]
        if role == "units" and bare and len(fitting) == len(_LED):
            # Of two columns of units that of those who lead stands before that of those who support.
            for column, part in zip(fitting, _LED, strict=True):
                roles[column - 1] = part
                mends.append(_guessed(column, part, printed))
            continue
        if len(fitting) != 1:
            continue
        roles[fitting[0] - 1] = role
        mends.append(_guessed(fitting[0], role, printed))
    return tuple(mends)


def _guessed(column: int, role: str, printed: PrintedColumns) -> Mend:
    header = plain(printed.headers[column - 1]) or "—"
    return Mend("guessed-column", header, role, Certainty.LIKELY, details=(("column", str(column)),))


def beside_target(roles: list[str | None], printed: PrintedColumns, language: Language) -> tuple[Mend, ...]:
    """Let an unknown column of texts right behind the target say more of it, and ask about any other one of texts."""
    mends = []
    for column, role in enumerate(roles, start=1):
        cells = printed.cells(column)
        texts = [cell for cell in cells if len(cell) > 1 and not is_figure(cell, language)]
        texts = [text for text in texts if not is_number(text) and not is_reference(text)]
        if role is not None or not texts or 2 * len(texts) < len(cells) or not plain(printed.headers[column - 1]):
            continue
        if is_part_of_year(printed.headers[column - 1]):
            # What is planned for 三季度 is no part of the target.
            roles[column - 1] = "other"
        elif column > 1 and roles[column - 2] in ("target", "detail") and _says_more(texts, language):
            roles[column - 1] = "detail"
            header, details = plain(printed.headers[column - 1]), (("column", str(column)),)
            mends.append(Mend("guessed-column", header, "detail", Certainty.LIKELY, details=details))
        elif "target" in roles:
            mends.append(printed.unclear(column, "other"))
    return tuple(mends)


def _says_more(texts: Sequence[str], language: Language) -> bool:
    """Return whether texts say more of targets: where they lie, or one of a few classes, is no part of a target."""
    if all(text.endswith(language.unit_words["place-word"]) for text in texts):
        return False
    return len(texts) < _FEW or len(set(texts)) > len(texts) * MOST / 2


def share(cells: Sequence[str], found: Callable[[str], object]) -> float:
    """Return which part of cells something is found in."""
    return sum(bool(found(cell)) for cell in cells) / len(cells)


def likeliest_target(roles: list[str | None], printed: PrintedColumns, language: Language) -> tuple[Mend, ...]:
    """Take the column of the longest texts for that of the targets, and ask; raises TableError where none has texts."""
    unknown = [column for column, role in enumerate(roles, start=1) if role is None] or [
        column for column, role in enumerate(roles, start=1) if role in ASIDE and role != "figure"
    ]
    longest = max(unknown or range(1, len(roles) + 1), key=lambda c: sum(map(len, printed.cells(c))), default=1)
    texts = [cell for cell in printed.cells(longest) if not is_figure(cell, language) and len(cell) > 1]
    if not unknown or not texts:
        raise printed.ask(longest, "target")
    roles[longest - 1] = "target"
    return (printed.unclear(longest, "target"),)
