"""Files brought in the browser: what is shown and asked, what is recorded, and who is let in."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from heze_graph import resources
from heze_graph.pipeline.build import build
from heze_graph.pipeline.desk import Desk
from heze_graph.reference import Reference
from heze_graph.reference.register import load_register
from heze_graph.store.folder import current
from heze_graph.store.pool import Pool
from heze_graph.web import front
from heze_graph.web.app import application
from heze_graph.web.front import MOST_FILES, Front, Room, WriteAccess
from heze_graph.web.site import Site
from tests.web.pages import client_of, only, value

HOST = "http://localhost"
TITLE = "丙山市2024年上半年责任目标一览表"
HEAD = "序号\t责任领导\t责任目标内容\t责任单位\t完成情况"
ROWS = ("1\t甲一\t新建学校5所\t市教育局\t建成2所", "2\t乙二\t修路30公里\t市交通运输局\t修成12公里")
OTHERS = ("http://evil.example", "null", "http://localhost:81", "http://localhost.evil.example", "")


def table(*rows: str, title: str = TITLE, head: str = HEAD) -> bytes:
    return "\n".join((title, head, *(rows or ROWS))).encode()


def workbook(*rows: str) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (TITLE, HEAD, *(rows or ROWS)):
        book.active.append(line.split("\t"))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


class Bringer:
    """Somebody at a browser without JavaScript, with a server over an empty store."""

    def __init__(self, store: Path, home: Path, password: str = "") -> None:
        build([], store, Reference.known(home))
        self.pool, self.desk, self.access = Pool(store), Desk(store, home), WriteAccess(password)
        app = application(Site(self.pool, resources.QUERIES), self.desk, self.access)
        self.client = TestClient(Front(app, access=self.access), base_url=HOST, headers={"accept": "text/html"})
        self.home = home

    def close(self) -> None:
        self.pool.close()
        self.desk.close()

    def bring(self, *files: tuple[str, bytes], status: int = 200) -> LexborHTMLParser:
        return self.post("/bring", {"token": self.access.token}, files, status=status)

    def post(
        self,
        path: str,
        fields: dict[str, str],
        files: tuple[tuple[str, bytes], ...] = (),
        *,
        status: int = 200,
        origin: str = HOST,
    ) -> LexborHTMLParser:
        sent = [("files", (name, data, "application/octet-stream")) for name, data in files]
        response = self.client.post(path, data=fields, files=sent or None, headers={"origin": origin})
        assert response.status_code == status, response.text
        self.at = response.url.path
        return LexborHTMLParser(response.text)

    def answer(self, **fields: str) -> LexborHTMLParser:
        return self.post(self.at, {"token": self.access.token, **fields})

    def built(self) -> LexborHTMLParser:
        """Return the page of the build once it is done; it is loaded again as the browser would."""
        until = time.monotonic() + 300
        while time.monotonic() < until:
            page = LexborHTMLParser(self.client.get("/bring/build").text)
            if not page.css("meta[http-equiv=refresh]"):
                return page
            time.sleep(0.1)
        raise AssertionError("the build does not end")

    def build(self, **fields: str) -> LexborHTMLParser:
        self.answer(do="build", **fields)
        return self.built()


@pytest.fixture
def bringer(tmp_path: Path) -> Iterator[Bringer]:
    somebody = Bringer(tmp_path / "store", tmp_path)
    yield somebody
    somebody.close()


def text(page: LexborHTMLParser, selector: str = "main") -> str:
    return " ".join(only(page, selector).text(separator=" ").split())


def test_the_first_page_of_an_empty_graph_says_how_to_begin(bringer: Bringer, tmp_path: Path) -> None:
    page = LexborHTMLParser(bringer.client.get("/").text)
    assert value(only(page, "section[aria-labelledby=empty-heading] a"), "href") == "/bring"
    shut = LexborHTMLParser(client_of(tmp_path / "store").get("/", params={"lang": "en"}).text)
    assert "serve --edit" in only(shut, "section[aria-labelledby=empty-heading]").text()
    for one in (page, shut):
        assert not one.css(".tiles, .chart, #behind-heading, #tables-heading, .examples")


def test_a_workbook_becomes_pages(bringer: Bringer) -> None:
    assert "导入文件" in bringer.client.get("/").text
    page = bringer.bring(("丙山市.xlsx", workbook()))
    assert "读出 2 行，2 项责任目标，2 项分工" in text(page)
    printed, understood = page.css("table.beside tbody tr")[0].css("td")
    assert " ".join(printed.text(separator=" ").split()).startswith("序号 1 责任领导 甲一 责任目标内容 新建学校5所")
    assert "市教育局" in understood.text()
    built = bringer.build()
    assert "已加入 丙山市-2024-h1" in text(built)
    assert "新建学校5所" in bringer.client.get("/queries/entries").text
    assert (bringer.home / "places" / "丙山市" / "units.csv").is_file()


def test_several_files_of_which_one_is_none(bringer: Bringer) -> None:
    page = bringer.bring(("一.txt", table()), ("坏.pdf", b"%PDF-1.4 x"), ("空.txt", b"  "))
    faults = [" ".join(one.text().split()) for one in page.css("section .message")]
    assert [fault.split("：")[0] for fault in faults] == ["坏.pdf", "空.txt"]
    assert "发现空文件" in faults[1]
    assert "用这 1 份文件建图" in text(page)
    assert "现有 1 份文件" in text(bringer.build())


def test_what_the_file_does_not_tell_is_chosen(bringer: Bringer) -> None:
    page = bringer.bring(("t.txt", table(title="任务一览表", head="序号\t甲栏\t乙栏\t责任单位\t完成情况")))
    number = [one.attributes["id"] for one in page.css("select[id^=column-0]")].index("column-0-2")
    assert number == 2
    page = bringer.answer(
        **{"do": "read", "elsewhere-0": "丁山县", "year-0": "2022", "period-0": "q3", "column-0-2": "target"}
    )
    assert "自动：" not in text(page, "label[for=year-0] + select option[selected]")
    assert text(page, "#year-0 option[selected]") == "2022"
    assert text(page, "#column-0-2 option[selected]") == "责任目标"
    assert "丁山县-2022-q3" in text(
        bringer.build(**{"elsewhere-0": "丁山县", "year-0": "2022", "period-0": "q3", "column-0-2": "target"})
    )


@pytest.mark.parametrize("year", ["99999", "0", "-5", "x"])
def test_a_year_that_cannot_be_chosen_is_left_aside(bringer: Bringer, year: str) -> None:
    page = bringer.bring(("t.txt", table(title="任务一览表", head="序号\t甲栏\t责任目标内容\t责任单位\t完成情况")))
    page = bringer.answer(**{"do": "read", "elsewhere-0": "丁山县", "year-0": year, "period-0": "q3"})
    assert year not in [one.attributes["value"] for one in page.css("#year-0 option[selected]")]


def test_a_header_that_is_not_known_is_asked_about(bringer: Bringer) -> None:
    page = bringer.bring(("t.txt", table("天\t地\t人", "日\t月\t星", title="丙山市2024年度任务", head="甲\t乙\t丙")))
    assert "没有一行列名说明哪一列是责任目标" in text(page, "section .message")
    assert [one.text() for one in page.css("details[open] label")] == ["甲", "乙", "丙"]
    page = bringer.answer(**{"do": "read", "column-0-1": "target", "column-0-2": "units"})
    assert "2 项责任目标" in text(page)


def test_a_name_that_is_chosen_is_written_into_a_register_of_ones_own(bringer: Bringer) -> None:
    title = "菏泽市2024年上半年责任目标一览表"
    page = bringer.bring(("t.txt", table("1\t甲一\t新建学校5所\t市教育体育局局\t建成2所", title=title)))
    assert "“市教育体育局局”" in text(page, "label[for=unit-0-0]")
    options = [one.attributes["value"] for one in page.css("#unit-0-0 option")]
    chosen = next(option for option in options if option)
    assert chosen is not None
    page = bringer.answer(**{"do": "read", "unit-0-0": chosen})
    assert not page.css("#unit-0-0")
    own = load_register(bringer.home / "places" / "heze")
    assert own.unit_by_name["市教育体育局局"].names.preferred == chosen
    shipped = load_register(resources.REFERENCE / "heze")
    assert "市教育体育局局" not in shipped.unit_by_name
    bringer.answer(**{"do": "read", "unit-0-0": "不在其列"})


def test_a_judgement_of_a_link_is_recorded_and_the_graph_built_again(bringer: Bringer) -> None:
    later = ("1\t甲一\t新建改建学校五所和幼儿园\t市教育局\t建成4所", "2\t乙二\t修路30公里\t市交通运输局\t修成22公里")
    bringer.bring(("a.txt", table()), ("b.txt", table(*later, title=TITLE.replace("上半年", "三季度"))))
    bringer.build()
    page = LexborHTMLParser(bringer.client.get("/bring/links").text)
    keys = [one.attributes["name"] or "" for one in page.css("select[name^=link-]")]
    assert keys == ["link-丙山市-2024-h1|1|丙山市-2024-q3|1"]
    token = {"token": bringer.access.token}
    assert "作了判定而没有写姓名" in text(bringer.post("/bring/links", {**token, keys[0]: "same"}, status=400))
    bringer.post("/bring/links", {**token, keys[0]: "same", "person": "某人"})
    bringer.built()
    (judged,) = load_register(bringer.home / "places" / "丙山市").judgements
    assert (judged.judgement, judged.person, judged.reason) == ("same-target", "某人", "reviewed")
    assert "没有存疑的对应" in bringer.client.get("/bring/links").text


def test_the_graph_of_before_stays_where_a_build_fails(bringer: Bringer) -> None:
    bringer.bring(("a.txt", table()))
    bringer.build()
    before = current(bringer.desk.store).version
    bringer.bring(("b.txt", table("1\t甲一\t植树9亩\t市教育局\t0", title="丙山市2024年上半年另一种任务一览表")))
    page = bringer.build()
    assert text(page, "h1") == "没有建成"
    assert "图谱仍是原来的样子" in text(page)
    assert current(bringer.desk.store).version == before


def test_these_files_alone(bringer: Bringer) -> None:
    bringer.bring(("a.txt", table()))
    bringer.build()
    page = bringer.bring(("b.txt", table(title="丁海市2023年度责任目标一览表")))
    assert "加入现有图谱（已有 1 份文件）" in text(page)
    assert "现有 1 份文件" in text(bringer.build(how="anew"))
    assert set(current(bringer.desk.store).tables()) == {"丁海市-2023-annual"}


def test_all_of_it_in_english(bringer: Bringer) -> None:
    page = LexborHTMLParser(bringer.client.get("/bring?lang=en").text)
    assert only(page, "form.drop").attributes["action"] == "/bring?lang=en"
    token = {"token": bringer.access.token}
    page = bringer.post("/bring?lang=en", token, (("t.txt", table()), ("空.txt", b"")))
    assert "2 rows, 2 targets, 2 assignments" in text(page)
    assert "found an empty file" in text(page)
    assert "As found: 2024" in text(page)


def test_what_is_shown_is_text(bringer: Bringer) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'><a href="javascript:alert(1)">'
    page = bringer.bring(
        (f"{hostile}.txt", table(f"1\t甲一\t{hostile}\t市教育局\t{hostile}", head=f"{HEAD}\t{hostile}"))
    )
    assert not page.css("main script, main img, a[href^=javascript]")
    assert hostile in page.css("table.beside td")[0].text()


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\boot.ini", "/etc/cron.d/x", "con", "a\x00b.txt", ".", "名" * 500, "\u202efdp.txt"],
)
def test_no_name_leads_out_of_the_desk(bringer: Bringer, tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.parent.rglob("*") if "store" not in path.parts}
    page = bringer.bring((name, table()))
    shown = text(page, "section h2")
    assert "/" not in shown
    assert "\\" not in shown
    assert len(shown) <= 150
    assert {path for path in tmp_path.parent.rglob("*") if "store" not in path.parts} == before


@pytest.mark.parametrize("origin", OTHERS)
@pytest.mark.parametrize("path", ["/bring", "/bring/links", "/bring/x"])
def test_a_form_of_another_site_is_refused(bringer: Bringer, origin: str, path: str) -> None:
    headers = {"origin": origin} if origin else {}
    fields = {"token": bringer.access.token}
    response = bringer.client.post(path, data=fields, files={"files": ("a.txt", table())}, headers=headers)
    assert response.status_code == 403
    assert "其他网站的表单" in response.text


def test_a_form_without_the_token_is_refused(bringer: Bringer) -> None:
    for fields in ({}, {"token": ""}, {"token": "x" * 43}):
        assert "没有本服务器的凭证" in text(bringer.post("/bring", fields, (("a.txt", table()),), status=400))
        assert "没有本服务器的凭证" in text(bringer.post("/bring/links", fields, status=400))
    bringer.bring(("a.txt", table()))
    assert "没有本服务器的凭证" in text(bringer.post(bringer.at, {"do": "build"}, status=400))
    assert bringer.desk.job is None


def test_without_the_switch_nothing_can_be_brought(tmp_path: Path) -> None:
    build([], tmp_path / "store", Reference.known(tmp_path))
    pool = Pool(tmp_path / "store")
    try:
        client = TestClient(Front(application(Site(pool, resources.QUERIES))), base_url=HOST)
        assert "导入文件" not in client.get("/", headers={"accept": "text/html"}).text
        sent = client.post("/bring", files={"files": ("a.txt", table())}, headers={"origin": HOST})
        assert (client.get("/bring").status_code, sent.status_code) == (404, 404)
    finally:
        pool.close()


def test_another_name_of_this_host_is_refused(bringer: Bringer) -> None:
    headers = {"host": "evil.example", "origin": "http://evil.example"}
    response = bringer.client.post("/bring", files={"files": ("a.txt", table())}, headers=headers)
    assert response.status_code == 421


def test_too_much_is_refused_in_words(bringer: Bringer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "UPLOAD", Room(50_000, 60, 200_000))
    page = bringer.bring(("a.txt", b"x" * 60_000), status=413)
    assert "发现过大的内容；应为不超过 50,000 字节。" in text(page)
    assert "发现过大的内容" in text(bringer.bring(("a.txt", b"x" * 300_000), status=413))
    page = bringer.bring(*[(f"{n}.txt", b"x") for n in range(MOST_FILES + 1)], status=400)
    assert f"超过 {MOST_FILES} 个文件" in text(page)
    assert "没有文件" in text(bringer.bring(("", b""), status=400))


def test_queries_keep_their_small_bodies(bringer: Bringer) -> None:
    response = bringer.client.post("/sparql", content=b"x" * 300_000, headers={"origin": HOST})
    assert response.status_code == 413


def test_a_form_that_is_none_is_told(bringer: Bringer) -> None:
    headers = {"origin": HOST, "content-type": "multipart/form-data; boundary=x"}
    response = bringer.client.post("/bring", content=b"--y\r\n\r\n", headers=headers)
    assert response.status_code == 400


def test_what_lies_here_no_more_is_told(bringer: Bringer) -> None:
    response = bringer.client.get("/bring/x")
    assert response.status_code == 404
    assert "此地址下已没有文件" in response.text
    first = bringer.bring(("a.txt", table()))
    assert first.css("table.beside")
    at = bringer.at
    for _ in range(8):
        bringer.bring(("a.txt", table()))
    assert bringer.client.get(at).status_code == 404


def test_others_need_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "WRONG_SECONDS", 0)
    somebody = Bringer(tmp_path / "store", tmp_path, "correct horse battery")
    try:
        assert somebody.client.get("/").status_code == 200
        for given in ("", "Basic !!!", "Bearer x", "Basic " + base64.b64encode(b"a:wrong horse").decode()):
            headers = {"authorization": given} if given else {}
            response = somebody.client.get("/bring", headers=headers)
            assert response.status_code == 401
            assert response.headers["www-authenticate"].startswith("Basic ")
            assert "没有密码或密码不对" in response.text
        right = base64.b64encode(b"anybody:correct horse battery").decode()
        assert somebody.client.get("/bring", headers={"authorization": f"Basic {right}"}).status_code == 200
    finally:
        somebody.close()


def test_no_secret_is_shown_by_accident() -> None:
    assert "horse" not in repr(WriteAccess("correct horse battery"))
    assert front.WriteAccess().token != front.WriteAccess().token
