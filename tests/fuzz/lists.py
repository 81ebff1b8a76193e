"""Mutating lists in prose and tables copied as text: each is read or refused, no line is lost.

python -m tests.fuzz.lists --cases 10000
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from functools import partial

from heze_graph.model.printed import PrintedFile, PrintedLine
from tests.fuzz.records import run
from tests.records.lists_cases import cases

Texts = list[str]
Mutation = Callable[[random.Random, Texts], Texts]

_MARKS = (
    "一、",
    "（一）",
    "1.",
    "1、",
    "（1）",
    "①",
    "1.1 ",
    "第一条 ",
    "",
    "附件：1.",
    "99.",
    "十百、",
    "（零）",
    "0.",
)
_SAID = (
    *(
        "（责任单位：",
        "责任单位：",
        "）",
        "（",
        "牵头单位：甲局；",
        "由甲局牵头，乙局配合。",
        "以上9项目标责任单位均为甲局。",
    ),
    *(
        "完成时限：",
        "长期坚持",
        "目前，",
        "工作措施：",
        "【牵头单位】",
        "\t",
        "\u3000\u3000",
        "**",
        "序号",
        "责任单位",
        "重点任务",
    ),
)


def drop(chance: random.Random, texts: Texts) -> Texts:
    return [text for text in texts if chance.random() > 0.2]


def join(chance: random.Random, texts: Texts) -> Texts:
    made: Texts = []
    for text in texts:
        if made and chance.random() < 0.3:
            made[-1] += chance.choice(("", " ", "\n")) + text
        else:
            made.append(text)
    return made


def cut(chance: random.Random, texts: Texts) -> Texts:
    made: Texts = []
    for text in texts:
        at = chance.randrange(len(text) + 1) if chance.random() < 0.3 else len(text)
        made.extend(part for part in (text[:at], text[at:]) if part)
    return made


def say(chance: random.Random, texts: Texts) -> Texts:
    made = list(texts)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(made))
        place = chance.randrange(len(made[at]) + 1)
        made[at] = made[at][:place] + chance.choice(_SAID) + made[at][place:]
    return made


def mark(chance: random.Random, texts: Texts) -> Texts:
    return [chance.choice(_MARKS) + text[3:] if chance.random() < 0.3 else text for text in texts]


def shuffle(chance: random.Random, texts: Texts) -> Texts:
    return chance.sample(texts, len(texts))


def repeat(chance: random.Random, texts: Texts) -> Texts:
    return [text for text in texts for _ in range(chance.choice((1, 1, 1, 2)))]


def one_cell_a_line(chance: random.Random, texts: Texts) -> Texts:
    mark = chance.choice("，、：")
    return [cell for text in texts for cell in text.split(mark)]


MUTATIONS: tuple[Mutation, ...] = (drop, join, cut, say, mark, shuffle, repeat, one_cell_a_line)


def originals() -> list[Texts]:
    """Return the lists that are mutated: our own."""
    return [[line for line in case.text.split("\n") if line.strip()] for case in cases()]


def mutated(chance: random.Random, lists: Sequence[Texts]) -> PrintedFile:
    """Return a list to which one to four things happened."""
    texts = list(chance.choice(lists))
    for mutation in chance.sample(MUTATIONS, chance.randrange(1, 5)):
        texts = mutation(chance, texts) or texts
    lines = (PrintedLine(number, tuple(text.split("\t"))) for number, text in enumerate(texts, start=1))
    return PrintedFile("fuzz.txt", "0" * 64, tuple(lines))


if __name__ == "__main__":
    sys.exit(run(partial(mutated, lists=originals()), "list-"))
