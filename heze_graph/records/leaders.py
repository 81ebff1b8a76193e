"""Reading a cell of leaders' names."""

from __future__ import annotations

import re

from heze_graph.model.understood import Certainty
from heze_graph.records.mends import Mend
from heze_graph.records.units import nearest
from heze_graph.reference.register import Register

_SEPARATORS = re.compile(r"[、，,；;／/\n]+")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")


def read_leaders(printed: str, register: Register) -> tuple[tuple[str, ...], tuple[Mend, ...]]:
    """Return the leaders that a cell names by their preferred names, in printed order, and the mends made.

    A blank parts two names only where each side could be a name by itself (two characters or more); else it is a blank
    inside a name, as printers put one to make a name of two characters as wide as one of three.
    """
    names: list[str] = []
    mends: list[Mend] = []
    for part in filter(None, (part.strip() for part in _SEPARATORS.split(printed))):
        pieces = part.split()
        several = len(pieces) > 1 and all(_HAN_NAME.fullmatch(piece) for piece in pieces)
        for piece in pieces if several else [part]:
            name, found = _resolve(piece, register)
            names.append(name)
            mends.extend(found)
    return tuple(dict.fromkeys(names)), tuple(mends)


def _resolve(printed: str, register: Register) -> tuple[str, list[Mend]]:
    mends: list[Mend] = []
    name = re.sub(r"\s", "", printed)
    if name != printed:
        mends.append(Mend("blank-in-name", printed, name, Certainty.CERTAIN))
    leader = register.leader_by_name.get(name)
    if leader is None:
        if register.leaders:
            details = (("nearest", nearest(name, tuple(register.leader_by_name)) or "—"),)
            mends.append(Mend("unknown-leader", printed, name, Certainty.LIKELY, details=details))
        return name, mends
    preferred = leader.names.preferred
    if name in leader.names.misspelt:
        mends.append(Mend("misspelling", printed, preferred, Certainty.CERTAIN))
    return preferred, mends


def could_be_leader(printed: str, register: Register) -> bool:
    """Return whether a text has the form of a person's name, or is a known one."""
    name = re.sub(r"\s", "", printed)
    return name in register.leader_by_name or bool(_HAN_NAME.fullmatch(name))
