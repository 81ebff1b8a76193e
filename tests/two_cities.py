"""A graph of two cities whose bureaus, leaders and projects are called the same, which must never mix."""

from __future__ import annotations

from pathlib import Path

from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference

#: The names of the two documents; that of the first does not begin with its city.
FIRST, SECOND = "plan-of-ours", "jining-2023-annual"
_HEADER = "序号\t市政府领导\t责任目标内容\t完成时限\t完成情况\t是否按计划完成进度\t责任单位"
_ROWS = (
    "{no}\t王某\t新建幸福大桥项目{no}0公里\t年底\t已建成{no}公里\t是\t市财政局、市教育局",
    "{more}\t李某\t新建学校{no}所\t年底\t已建成{no}所\t是\t市财政局",
)


def two_cities(folder: Path, reference: Reference) -> Path:
    """Build the graph, and return its store."""
    tables = []
    for at, (city, name) in enumerate((("菏泽市", FIRST), ("济宁市", SECOND)), 1):
        title = f"{city}人民政府2023年度经济社会发展责任目标完成情况一览表"
        rows = [row.format(no=at, more=at + 2) for row in _ROWS]
        path = folder / f"{at}.txt"
        path.write_text("\n".join((title, _HEADER, *rows)), encoding="utf-8")
        tables.append(TableFile(path, path.name, document=name))
    store = folder / "store"
    build(tables, store, reference)
    return store
