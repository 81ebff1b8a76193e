"""The pages of things without a server in between, and those of tables that mean harm."""

from __future__ import annotations

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph import resources
from heze_graph.model.printed import TableFile
from heze_graph.pipeline.build import build
from heze_graph.reference import Reference
from heze_graph.web.app import application
from heze_graph.web.site import Site
from tests.web.pages import only, still

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "javascript:alert(3)",
    '" onmouseover="alert(4)',
    "{{ 7*7 }}",
)
_HEADER = ("序号", "市政府领导", "责任目标内容", "完成时限", "完成情况", "是否按计划完成进度", "责任单位")


def site_over(store: Path) -> Site:
    """Return a Site over the embedded engine, which needs no processes of its own."""
    return Site(still(store), resources.QUERIES)


def client_over(store: Path) -> TestClient:
    return TestClient(application(site_over(store)), headers={"accept": "text/html"})


def text(page: LexborHTMLParser, selector: str) -> str:
    return " ".join(only(page, selector).text().split())


def hostile_store(folder: Path, reference: Reference) -> Path:
    """Build a graph of two tables whose every text means harm, and return its store."""
    tables = []
    for number, title in enumerate(("三季度", "年度"), 1):
        rows = [
            (str(at), f"人{text}", f"建成{text}桥{number}座", "年底", f"已建成{text}1座", "是", f"市{text}局")
            for at, text in enumerate(HOSTILE, 1)
        ]
        name = f"菏泽市人民政府2023年{title}责任目标{HOSTILE[0]}一览表"
        path = folder / f"{number}.txt"
        lines = [name, *("\t".join(row) for row in (_HEADER, *rows))]
        path.write_text("\n".join(lines), encoding="utf-8")
        tables.append(TableFile(path, f"<b onclick=alert(5)>{number}.txt"))
    store = folder / "store"
    build(tables, store, reference, lambda _stage: None)
    return store
