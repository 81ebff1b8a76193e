"""The pages of leaders, units, counties, projects and programmes: what they are tied to, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from heze_graph.things.thing import Thing
from heze_graph.web.things import sections
from heze_graph.web.things.reader import Reader
from heze_graph.web.things.sections import Section
from heze_graph.web.things.target import printed_rows


def leader(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Leader."""
    rows, goals = _asked(reader, thing.iri)
    yield sections.lights(reader, thing.iri, goals)
    yield replace(sections.assignments(reader, thing.iri, rows, goals), more="one-leader")
    yield sections.tied("leader-units", reader, rows, "units")
    yield sections.goals(reader, thing.iri, goals)
    yield sections.findings(reader, thing.iri)


def unit(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Unit; what falls to it only as one of all counties stands apart."""
    rows, goals = _asked(reader, thing.iri)
    own = [row for row in rows if row["role"] == "unit"]
    yield sections.lights(reader, thing.iri, goals)
    yield sections.assignments(reader, thing.iri, own, goals)
    yield sections.tied("unit-leaders", reader, own, "leader")
    yield _partners(reader, thing)
    yield sections.goals(reader, thing.iri, goals)
    inferred = [row for row in rows if row["role"] == "inferred"]
    yield sections.assignments(reader, thing.iri, inferred, goals, "inferred")
    yield sections.findings(reader, thing.iri)
    yield _as_printed(reader, thing)


def place(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Place: its government's targets, its projects, and where texts name it."""
    governments = [use.thing for use in thing.uses if use.term.endswith("#governs")]
    for government in governments:
        rows, goals = _asked(reader, government)
        yield sections.lights(reader, government, goals)
        own = [row for row in rows if row["role"] == "unit"]
        yield sections.assignments(reader, government, own, goals, "government-targets")
    county = thing.label("zh")
    projects = sections.once(reader.rows("projects-of-county", county=county), "project", "document", "line")
    yield Section("projects", "projects", projects, "projects-of-county", {"county": county})
    rows, goals = _asked(reader, thing.iri)
    yield sections.assignments(reader, thing.iri, rows, goals, "mentions")
    yield sections.findings(reader, thing.iri)


def named(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the sections of a Project or a Theme."""
    rows, goals = _asked(reader, thing.iri)
    yield sections.lights(reader, thing.iri, goals)
    yield sections.assignments(reader, thing.iri, rows, goals)
    yield sections.tied("thing-leaders", reader, rows, "leader")
    yield sections.tied("leader-units", reader, rows, "units")
    yield sections.goals(reader, thing.iri, goals)
    yield sections.findings(reader, thing.iri)


def plain(reader: Reader, thing: Thing) -> Iterator[Section]:
    """Yield the one section of every other thing that is read from rows: their cells as printed."""
    cells = printed_rows(reader.rows("cells-of-thing", thing=thing.iri))
    yield Section("printed-rows", "cells", cells, "cells-of-thing", {"thing": thing.iri}, _phrase(thing))


def _phrase(thing: Thing) -> str:
    return next((fact.value.text for term in ("phrase", "printed") for fact in thing.values(term)), "")


def _asked(reader: Reader, iri: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    return reader.rows("assignments-of-thing", thing=iri), reader.rows("goals-of-thing", thing=iri)


def _partners(reader: Reader, thing: Thing) -> Section:
    name = thing.label("zh")
    rows = reader.rows("partners-of-unit", unit=name)
    return Section("partners", "partners", rows, "partners-of-unit", {"unit": name}, thing.iri)


def _as_printed(reader: Reader, thing: Thing) -> Section:
    """Return where a name of the thing is printed otherwise, as the findings say."""
    names = {name.text for name in thing.names}
    rows = [row for row in reader.remembered("findings") if row["understood"] in names]
    return Section("as-printed", "printed", rows, "findings")
