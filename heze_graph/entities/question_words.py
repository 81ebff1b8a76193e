"""The words of a question as they are compared: those that say the same are one, those that say nothing are none."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from heze_graph import resources
from heze_graph.entities.matching import folded
from heze_graph.reference.csv_table import read_csv

WORDS: Mapping[str, list[str]] = json.loads(Path(__file__).with_name("asking.json").read_text(encoding="utf-8"))
_BEFORE = re.compile("|".join(WORDS["before"]))
_IDLE = re.compile("|".join(map(re.escape, WORDS["idle"])))
_RUN = re.compile(r"[a-z0-9-]+|[^\x00-\x7f]+")
_PLURAL = re.compile(r"ies$|(?<!s)s$")
#: A word of letters loses the s of its plural where this many are left.
_STEM = 3


def tokens(text: str) -> Counter[str]:
    """Return the words of letters and of `question-words.csv`, and the pairs of characters of other Chinese text.

    Words that say the same become the first of their row; those that say nothing, or whose row does, are left out.

    >>> sorted(tokens("what is 共同负责的"))
    ['共同', '负责']
    >>> tokens("各部门拖后腿的任务") == tokens("units' goals lagging")
    True
    """
    return Counter(set(_tokens(unicodedata.normalize("NFKC", text).casefold())))


def word_of(letters: str) -> str:
    """Return the word that letters are an inflection or a synonym of, "" where they say nothing.

    >>> word_of("departments"), word_of("the"), word_of("roads")
    ('单位', '', 'road')
    """
    stem = _PLURAL.sub(lambda found: "y" if found[0] == "ies" else "", letters) if len(letters) > _STEM else letters
    if letters in WORDS["idle_en"]:
        return ""
    same = synonyms()
    return same.get(letters) or same.get(stem, stem)


def _tokens(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        if run[0].isascii():
            yield from filter(None, [word_of(run)])
            continue
        for at, part in enumerate(_cut().split(run)):
            if at % 2:
                yield from {synonyms()[part]} - {*WORDS["idle"]}
            else:
                yield from _pairs(part)


def _pairs(text: str) -> Iterator[str]:
    for part in _IDLE.split(_BEFORE.sub(" ", text)):
        word = folded(part)
        yield from [word[i : i + 2] for i in range(len(word) - 1)] or ([word] if word else [])


@cache
def synonyms() -> Mapping[str, str]:
    """Return the words of `question-words.csv`, each with the first of its row."""
    rows = read_csv(resources.REFERENCE / "question-words.csv", ("word", "also"))
    return {word: row["word"] for row in rows for word in (row["word"], *row.several("also"))}


@cache
def _cut() -> re.Pattern[str]:
    """Return what Chinese text is cut at: the words of the reference data, the longest first."""
    chinese = (word for word in synonyms() if not word.isascii())
    return re.compile(f"({'|'.join(map(re.escape, sorted(chinese, key=len, reverse=True)))})")
