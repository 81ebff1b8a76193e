from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from heze_graph import resources
from heze_graph.errors import ReferenceDataError
from heze_graph.reference.words import ROLES, THRESHOLDS, load_check_words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "check-words.csv",
        "check-thresholds.csv",
        "finding-phrases.csv",
        "measure-units.csv",
        "quantity-words.csv",
        "quantity-comparators.csv",
        "quantity-lights.csv",
    ):
        shutil.copy(resources.REFERENCE / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")


def test_everything_is_there(folder: Path) -> None:
    words = load_check_words(folder)
    assert set(words.patterns) == set(ROLES)
    assert set(words.thresholds) == set(THRESHOLDS)
    assert words.has("unfinished", "正在建设中，年底完工")
    assert not words.has("unfinished", "建设中国花城")
    assert words.ends("of-which", "签约项目40个，其中")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("check-words.csv", "grand-total,", "grandest-total,", "grandest-total"),
        ("check-thresholds.csv", "jump,10", "jump,ten", "ten"),
        ("check-thresholds.csv", "jump,10", "jump,-1", "above zero"),
        ("check-thresholds.csv", "jump,10", "leap,10", "leap"),
        ("check-thresholds.csv", "jump,10", "jump-least,10", "nothing for jump"),
    ],
)
def test_a_wrong_file_is_named(folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(folder / file, old, new)
    with pytest.raises(ReferenceDataError, match=said):
        load_check_words(folder)


@pytest.mark.parametrize(
    ("role", "text", "stands"),
    [
        ("completed", "通过省级复核", True),
        ("completed", "通过评定", True),
        ("completed", "通过省级媒体宣传", False),
        ("unfinished", "待上级授牌", True),
        ("unfinished", "等待验收", True),
        ("unfinished", "待遇批准", False),
    ],
)
def test_words_with_blanks_stand_for_all_that_fill_them(role: str, text: str, stands: bool) -> None:
    assert load_check_words(resources.REFERENCE).has(role, text) is stands
