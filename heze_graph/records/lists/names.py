"""Whether a text holds nothing but names of units, by how sure it must be."""

from __future__ import annotations

import re

from heze_graph.records.behind_text import SUBJECTS
from heze_graph.records.naming import Naming, kind_of_unit, level_of
from heze_graph.records.responsibility import read_responsibility


def may_name_units(text: str, naming: Naming) -> bool:
    """Return whether a text lists units, be they firms alone: told only where brackets hold who answers."""
    if lists_units(text, naming):
        return True
    units = read_responsibility(text, naming).units
    places = naming.language.unit_words["place-word"]
    known = [kind_of_unit(name, naming) != "other" or name.endswith(places) for name in units]
    bare = any(naming.language.is_bare_ending(unit) for unit in units)
    return bool(known) and all(known) and not bare and not re.search(r"[。！\d]", text)


def lists_units(text: str, naming: Naming) -> bool:
    """Return whether a text is a list of names, one at least that of an office, few that no ending tells."""
    if re.search(r"[。！\d]", text):
        return False
    read = read_responsibility(text, naming)
    kinds = [kind_of_unit(name, naming) for name in read.units]
    # （规划科 张三）: a person beside it makes a name that of a unit.
    surely = bool(kinds and read.people) or any(kind not in SUBJECTS for kind in kinds)
    return kinds.count("other") * 2 <= len(kinds) and surely


def names_units(text: str, naming: Naming) -> bool:
    """Return whether a text is a list of names of units, at least one of them surely an office."""
    if any(word in text for word in naming.language.unit_words["no-answer"]):
        return False
    if not text.strip() or re.search(r"[。；;\d]", text.rstrip("。；; ")):
        return False
    kinds = [kind_of_unit(name, naming) for name in read_responsibility(text, naming).units]
    return bool(kinds) and "other" not in kinds and any(kind not in SUBJECTS for kind in kinds)


def names_prefixed(text: str, naming: Naming) -> bool:
    """Return whether a text is a list of names of units, each with its prefix, be they those of firms."""
    units = read_responsibility(text, naming).units
    known = (kind_of_unit(unit, naming) != "other" and level_of(unit, naming.language) for unit in units)
    return bool(units) and not re.search(r"[。；;，,\d]", text) and all(known)


def only_offices(text: str, naming: Naming) -> bool:
    """Return whether a text holds nothing but names of offices, each with its prefix: 市甲局、市乙局."""
    units = read_responsibility(text, naming).units
    others = (*SUBJECTS, "collective")
    offices = (level_of(unit, naming.language) and kind_of_unit(unit, naming) not in others for unit in units)
    return len("".join(units)) + len(units) > len(text) and all(offices) and names_units(text, naming)
