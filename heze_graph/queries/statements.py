"""The statements of a query, as far as they are plain: a subject, a property or a path of two, an object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heze_graph.queries.syntax import Token

_TERM = ("variable", "iri", "name")
_ENDS = (".", ";", "{", "}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and the number of the group that it stands in, as `narrowing.groups` counts them."""

    group: int
    subject: str
    predicate: tuple[str, ...]
    object: str

    def __str__(self) -> str:
        return f"{self.subject} {'/'.join(self.predicate)} {self.object} ."

    @property
    def apart(self) -> str:
        """The statement as a sub-select: Oxigraph reads all that it holds for at once, and then joins.

        Otherwise it looks up each row, which takes twenty times as long a row, and is quicker for few.
        """
        names = " ".join(name for name in (self.subject, self.object) if name.startswith("?"))
        return f"{{ SELECT {names} WHERE {{ {self} }} }}"


def statements(found: Sequence[Token]) -> Iterator[Statement]:
    """Yield the plain statements among the tokens of a query; others (lists, alternatives, values) are left out."""
    open_groups, number, brackets = [-1], -1, 0
    pending: list[Token] = []
    for token in found:
        brackets += (token.text == "(") - (token.text == ")")
        if brackets or token.text not in _ENDS:
            pending.append(token)
            if not brackets and pending[0].text.upper() in ("FILTER", "BIND") and token.text == ")":
                pending = []
            continue
        if plain := _plain(pending, open_groups[-1]):
            yield plain
        pending = pending[:1] if token.text == ";" else []
        if token.text == "{":
            number += 1
            open_groups.append(number)
        elif token.text == "}" and len(open_groups) > 1:
            open_groups.pop()


def is_plain(found: Sequence[Token]) -> bool:
    """Return whether the tokens of a group are plain statements and nothing else."""
    inside = [token for token in found[1:-1] if token.text not in (".", ";")]
    told = [len(one.predicate) * 2 - 1 for one in statements(found)]
    shared = sum(token.text == ";" for token in found)
    return len(inside) == sum(told) + 2 * len(told) - shared


def _plain(pending: Sequence[Token], group: int) -> Statement | None:
    words = [token.text for token in pending]
    while words and words[-1].upper() in ("OPTIONAL", "UNION", "MINUS", "FILTER", "NOT", "EXISTS"):
        words.pop()
    if len(words) not in (3, 5) or pending[0].kind not in _TERM or (len(words) == 5 and words[2] != "/"):
        return None
    path = pending[1 : len(words) - 1 : 2]
    if not all(token.kind in ("iri", "name") or token.text == "a" for token in path):
        return None
    return Statement(group, words[0], tuple(token.text for token in path), words[-1])
