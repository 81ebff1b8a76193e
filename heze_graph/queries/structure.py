"""The structure of a query: its tokens, its groups in braces, and the plain statements in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from heze_graph.queries.syntax import Token, tokens

_TERM = ("variable", "iri", "name")
_ENDS = (".", ";", "{", "}")
#: Few, since a query about thousands of things is large.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of braces.

    `begin` and `end` are the positions of the braces among the tokens, `before` holds the tokens between the previous
    brace and this group (OPTIONAL, UNION, SELECT …), and `parent` is the number of the enclosing group, -1 for none.
    """

    begin: int
    end: int
    before: tuple[str, ...]
    parent: int

    @property
    def is_optional(self) -> bool:
        """Whether the group need not match."""
        return self.before[-1:] == ("OPTIONAL",)


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple pattern, with a property or a path of two, and the number of the group that holds it."""

    group: int
    subject: str
    predicate: tuple[str, ...]
    object: str

    def __str__(self) -> str:
        return f"{self.subject} {'/'.join(self.predicate)} {self.object} ."

    @property
    def scanned(self) -> str:
        """The statement as a sub-select, which Oxigraph reads whole and joins, where it would look up each row.

        A row that is looked up takes twenty times as long as one that is read.
        """
        names = " ".join(name for name in (self.subject, self.object) if name.startswith("?"))
        return f"{{ SELECT {names} WHERE {{ {self} }} }}"


@dataclass(frozen=True)
class ParsedQuery:
    """A query with its tokens (without white space and comments) and its groups, the outermost first."""

    text: str
    tokens: tuple[Token, ...]
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, text: str) -> ParsedQuery:
        """Return a query parsed; the last few are remembered."""
        return _parsed(text)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The plain statements; others (lists, alternatives, values) are left out."""
        return tuple(_statements(self.tokens))

    @property
    def where(self) -> Group:
        """The outermost group; the query has to have one."""
        return self.groups[0]

    def inside(self, group: Group) -> Sequence[Token]:
        """Return the tokens between the braces of a group."""
        return self.tokens[group.begin + 1 : group.end]

    def children(self, number: int) -> list[int]:
        """Return the numbers of the groups directly inside a group."""
        return [at for at, group in enumerate(self.groups) if group.parent == number]

    @property
    def is_plain(self) -> bool:
        """Whether the query is plain statements in one group and nothing else."""
        punctuation = [token.text for token in self.tokens if token.text in (".", ";", "{", "}")]
        lengths = [2 * len(one.predicate) + 1 for one in self.statements]
        return len(self.tokens) - len(punctuation) == sum(lengths) - punctuation.count(";") and len(self.groups) == 1

    def written(self, first: int, last: int) -> str:
        """Return the text from one token to another, both included."""
        return self.text[self.tokens[first].start : self.end_of(last)]

    def end_of(self, at: int) -> int:
        """Return the position in the text just behind a token."""
        return self.tokens[at].start + len(self.tokens[at].text)

    def closing(self, begin: int) -> int:
        """Return the position of the bracket that closes the one at a position."""
        depth = 0
        for at in range(begin, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[at].text, 0)
            if depth == 0:
                return at
        return len(self.tokens) - 1


@lru_cache(maxsize=_KEPT)
def _parsed(text: str) -> ParsedQuery:
    found = tuple(token for token in tokens(text) if token.kind not in ("space", "comment"))
    return ParsedQuery(text, found, _groups(found))


def _groups(found: Sequence[Token]) -> tuple[Group, ...]:
    """Return the groups in the order in which they open."""
    made: list[Group] = []
    open_groups: list[int] = []
    last = 0
    for at, token in enumerate(found):
        if token.text == "{":
            before = tuple(one.text.upper() if one.kind == "word" else one.text for one in found[last:at])
            parent = open_groups[-1] if open_groups else -1
            open_groups.append(len(made))
            made.append(Group(at, len(found), before, parent))
            last = at + 1
        elif token.text == "}" and open_groups:
            number = open_groups.pop()
            made[number] = replace(made[number], end=at)
            last = at + 1
    return tuple(made)


def _statements(found: Sequence[Token]) -> Iterator[Statement]:
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
