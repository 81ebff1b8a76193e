"""Brackets and clauses of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

CLAUSE = re.compile(r"[，,；;。\n]+")
OPENING, CLOSING = "（(〔[【〈", "）)〕]】〉"


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the outermost brackets of a text begin and end; one that nothing closes is none."""
    depth = begin = 0
    for at, letter in enumerate(text):
        if letter in OPENING:
            begin = begin if depth else at
            depth += 1
        elif letter in CLOSING and depth:
            depth -= 1
            if not depth:
                yield begin, at + 1


def first_behind(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the first letter behind each of the outermost brackets of a text that stands in no others, "" for none.

    （6月底前完成）（责任单位：市甲局）: brackets follow brackets.
    """
    found: list[str] = []
    first, following = "", len(text)
    for begin, end in reversed(spans):
        first = text[end:following].strip(" 。.；;\u3000\t")[:1] or first
        found.append(first)
        following = begin
    return found[::-1]


def outside_brackets(text: str) -> str:
    """Return a text without its brackets and what stands in them."""
    spans = list(brackets(text))
    return "".join(text[end:begin] for (_, end), (begin, _) in pairwise([(0, 0), *spans, (len(text), 0)]))


def unclosed(value: str) -> str:
    """Return a value without a closing bracket whose opening one stood before its label."""
    extra = sum(value.count(letter) for letter in CLOSING) - sum(value.count(letter) for letter in OPENING)
    return value[:-1].rstrip() if extra > 0 and value[-1] in CLOSING else value


def clauses(text: str) -> Iterator[tuple[str, str]]:
    """Yield (mark before, clause) of a text; what stands in brackets is one."""
    spans = brackets(text)
    begin = end = 0
    start, mark = 0, ""
    for found in CLAUSE.finditer(text):
        while end <= found.start():
            begin, end = next(spans, (len(text), len(text) + 1))
        if begin <= found.start():
            continue
        yield mark, text[start : found.start()]
        start, mark = found.end(), found[0]
    yield mark, text[start:]


def is_open(text: str) -> bool:
    """Return whether a bracket of a text is not closed in it."""
    return sum(text.count(letter) for letter in OPENING) > sum(text.count(letter) for letter in CLOSING)
