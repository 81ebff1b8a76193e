from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import networkx
import pytest

from heze_graph.networks.layout import positions
from heze_graph.networks.views import picture
from heze_graph.queries.library import Library
from heze_graph.store.engine import Engine
from tests.networks.test_files import parsed, places_in_svg, size_of

if TYPE_CHECKING:
    from tests.conftest import Run


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_one_picture_in_four_files(built: Run, tmp_path: Path, seed_engine: Engine, library: Library) -> None:
    status, out, _ = built("view", "units", "--out", "u.html", "--svg", "u.svg", "--png", "u.png")
    assert (status, out.split()) == (0, ["u.html", "u.svg", "u.png"])
    places = positions(picture("units", seed_engine, library, "zh"))
    drawn = (tmp_path / "u.svg").read_text(encoding="utf-8")
    assert places_in_svg(drawn) == places
    assert size_of((tmp_path / "u.png").read_bytes())[0] == 2 * int(parsed(drawn).attrib["width"])
    assert built("network", "--out", "u.graphml")[:2] == (0, "u.graphml\n")
    graph = networkx.read_graphml(tmp_path / "u.graphml")
    assert {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)} == places


def test_the_page_is_written_unless_only_a_picture_is_asked_for(built: Run, tmp_path: Path) -> None:
    assert built("view", "leaders", "--svg", "l.svg")[:2] == (0, "l.svg\n")
    assert [path.name for path in tmp_path.glob("[!.]*")] == ["l.svg"]
    assert built("view", "leaders", "--language", "en")[:2] == (0, "leaders.html\n")
    assert "The leaders and the units" in (tmp_path / "leaders.html").read_text(encoding="utf-8")


def test_around_a_thing_with_a_date(built: Run, tmp_path: Path) -> None:
    status, _, _ = built("view", "ego", "--around", "王昌华", "--steps", "1", "--date", "2024-02-29", "--svg", "e.svg")
    assert status == 0
    words = "".join(parsed((tmp_path / "e.svg").read_text(encoding="utf-8")).itertext())
    assert "王昌华周围 1 步" in words
    assert "数据截至2024年2月29日" in words


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ("view ego", 1, "add --around NAME"),
        ("view ego --around 王昌", 0, ""),
        ("view ego --around 不存在", 1, "nothing called"),
        ("view units --steps 9 --around 市财政局", 1, "a number from 1 to 6"),
        ("view units --date 2024-02-30", 2, "--date"),
        ("view units -p x=y", 1, "x"),
        ("view units -p x", 2, "name=value"),
        ("network --metrics --edges", 2, "not allowed with"),
        ("network nonsense", 1, "expected one of counties, ego, leaders"),
    ],
)
def test_what_is_wrong_is_said_plainly(built: Run, arguments: str, status: int, words: str) -> None:
    found, _, err = built(*arguments.split())
    assert found == status
    assert words in err
    assert "Traceback" not in err


def test_the_measures_of_each_node(built: Run) -> None:
    status, out, err = built("network", "--metrics", "--format", "csv")
    assert (status, err) == (0, "")
    rows = table(out)
    assert len(rows) == 59
    assert [rows[0]["label"], rows[0]["degree"]] == ["市发展改革委", "18"]
    between = [float(row["betweenness"]) for row in rows]
    assert between == sorted(between, reverse=True)
    _, _, err = built("network")
    assert "Tarjan 1972" in err


def test_the_edges_with_what_they_stand_on(built: Run, tmp_path: Path) -> None:
    assert built("network", "--edges", "--out", "e.csv")[0] == 0
    data = (tmp_path / "e.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = table(data.decode("utf-8-sig"))
    assert len(rows) == 104
    assert rows[0]["evidence"].startswith("第")


def test_targets_that_tie_groups_and_pairs_without_a_leader(built: Run) -> None:
    rows = table(built("network", "--tying-targets", "--format", "csv")[1])
    # Without no. 142 the three supervisors of finance share nothing with any other unit.
    assert "支持天骄生物科技等企业上市步伐" in {row["text"] for row in rows}
    finance = next(row for row in rows if row["target"].endswith("/142"))
    assert set(finance["smallerParts"].split("、")) == {"市人行", "市地方金融监管局", "菏泽银保监分局"}
    pairs = table(built("network", "--no-common-leader", "--format", "csv")[1])
    # Nos. 26, 13 and 46: each of the two answers to a leader of its own.
    assert ("市住房城乡建设局", "市发展改革委", "3", "肖友华", "聂元科") in {tuple(row.values()) for row in pairs}


def test_the_definitions_need_no_store(built: Run) -> None:
    rows = table(built("network", "--definitions", "--language", "en", "--format", "csv")[1])
    assert len(rows) == 8
    assert all(row["meaning"].endswith(".") and row["source"] for row in rows)
