from __future__ import annotations

from pathlib import Path

from heze_graph.reference import Reference
from heze_graph.reference.register import is_corrected, starter_files, write_starter


def test_a_starter_counts_once_a_person_has_changed_it(reference: Reference, tmp_path: Path) -> None:
    folder = tmp_path / "某市"
    files = starter_files(["市某局"], ["张三"], (), reference.language)
    assert write_starter(folder, files)
    assert not is_corrected(folder)
    assert not write_starter(folder, files)
    units = folder / "units.csv"
    units.write_text(units.read_text(encoding="utf-8-sig").replace("市某局", "市某某局"), encoding="utf-8")
    assert is_corrected(folder)


def test_a_register_that_a_person_made_counts(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("name\n", encoding="utf-8")
    assert is_corrected(tmp_path)
