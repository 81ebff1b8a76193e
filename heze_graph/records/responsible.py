"""Who answers for a row: its leaders, each with his units, and which units lead."""

from __future__ import annotations

from dataclasses import dataclass, replace

from heze_graph.records.fitting import Fields
from heze_graph.records.headings import Heading
from heze_graph.records.mends import Mend
from heze_graph.records.unit_cells import UnitCell, UnitReader

UNIT_ROLES = ("leader_units", "lead_units", "units", "supporting_units")


@dataclass(frozen=True, slots=True)
class Who:
    """Who answers for a row: each leader (None: none is printed) with his units, and which units lead."""

    parts: tuple[tuple[str | None, tuple[str, ...]], ...]
    leads: tuple[str, ...]
    mends: tuple[Mend, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """The units of all leaders, each once."""
        return tuple(dict.fromkeys(unit for _, units in self.parts for unit in units))


def who_answers(
    fields: Fields, leaders: tuple[str, ...], reader: UnitReader, heading: Heading, *, first_leads: bool
) -> Who:
    """Return who answers for a row; what the row does not print, the heading above it may say.

    `leaders` are those of the row's own cell; `first_leads` says that the table names the leading unit first.
    """
    cells: dict[str, UnitCell] = {}
    mends: list[Mend] = []
    for role in UNIT_ROLES:
        if fields[role]:
            cells[role] = reader.read(fields[role], people=role == "leader_units")
            column = fields.columns.get(role)
            mends += [replace(mend, column=mend.column or column) for mend in cells[role].mends]
    printed = tuple(dict.fromkeys(name for cell in cells.values() for name in cell.names))
    units = printed or (() if any(fields[role] for role in UNIT_ROLES) else heading.units)
    leads = list(cells["lead_units"].names) if "lead_units" in cells else []
    for role, cell in cells.items():
        leads.extend(cell.leads if role != "lead_units" else ())
    if not leads and first_leads and printed:
        leads = [printed[0]]
    people = cells["leader_units"].people if "leader_units" in cells else ()
    if people and not leaders:
        return Who(_answering(_merged(people), units), tuple(leads), tuple(mends))
    named = leaders or (() if fields["leader"] else heading.leaders)
    parts = tuple((leader, units) for leader in named) or ((None, units),)
    return Who(parts, tuple(dict.fromkeys(leads)), tuple(mends))


def units_printed(fields: Fields) -> str:
    """Return the cells of units of a row as printed, a line each."""
    return "\n".join(fields[role] for role in UNIT_ROLES if fields[role])


def _answering(
    people: tuple[tuple[str, tuple[str, ...]], ...], units: tuple[str, ...]
) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """Return each person with the units that he answers for; the last one for those that no person stands behind."""
    answered = {unit for _, own in people for unit in own}
    rest = tuple(unit for unit in units if unit not in answered)
    *others, (last, own) = [(person, own or units) for person, own in people]
    return (*others, (last, tuple(dict.fromkeys((*own, *rest)))))


def _merged(
    people: tuple[tuple[str, tuple[str, ...]], ...],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each person once, with the units of all places where the cell names him."""
    units: dict[str, list[str]] = {}
    for person, own in people:
        units.setdefault(person, []).extend(own)
    return tuple((person, tuple(dict.fromkeys(own))) for person, own in units.items())
