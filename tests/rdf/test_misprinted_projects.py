from __future__ import annotations

from pathlib import Path

from heze_graph.model.printed import TableFile
from heze_graph.pipeline import stages
from heze_graph.rdf.dataset import nquads
from heze_graph.reference import Reference

TABLE = """菏泽市人民政府2023年{period}责任目标完成情况
序号	责任目标内容	责任单位	完成时限
1	开工新建{name}项目	市交通运输局	年底
"""


def quads(folder: Path, reference: Reference, **names: str) -> str:
    records = []
    for period, name in names.items():
        path = folder / f"{period}.txt"
        path.write_text(TABLE.format(period=period, name=name), encoding="utf-8")
        records.append(stages.read(TableFile.at(path), reference))
    return nquads(stages.connect(records, reference), reference, reference.folder.parent)


def test_two_spellings_of_a_work_are_one_project(tmp_path: Path, reference: Reference) -> None:
    written = quads(tmp_path, reference, 前三季度="鄆城货运站", 全年="鄄城货运站")
    project = "https://w3id.org/heze-graph/id/project/heze/"
    assert f"<{project}鄆城货运站> <http://purl.org/dc/terms/isReplacedBy> <{project}鄄城货运站> " in written
    assert written.count(f"mentions> <{project}鄄城货运站> ") == 2
    assert f'<{project}鄄城货运站> <http://www.w3.org/2004/02/skos/core#hiddenLabel> "鄆城货运站"@zh ' in written
    assert f"<{project}鄆城货运站> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" not in written


def test_a_misprint_alone_keeps_its_name(tmp_path: Path, reference: Reference) -> None:
    written = quads(tmp_path, reference, 前三季度="鄆城货运站")
    assert "mentions> <https://w3id.org/heze-graph/id/project/heze/鄆城货运站> " in written
    assert "isReplacedBy" not in written
