"""Which addresses of the server have a page in the folder, what its file is called, and pages with links to files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode

from heze_graph.entities.catalogue import CLASSES
from heze_graph.entities.facets import DIMENSIONS
from heze_graph.rdf import iris
from heze_graph.values import dataclass

#: Pages whose answer a script works out from what stands behind `?`, as it does on pages of questions and of lists.
_ASKED = ("/search", "/editor", *(f"/id/{kind}" for kind in DIMENSIONS))
#: Pages, and what may stand behind their `?`.
_PLAIN: dict[str, frozenset[str]] = {
    "/": frozenset({"by"}),
    "/queries": frozenset({"tag"}),
    "/changes": frozenset({"kind"}),
    "/views": frozenset(),
    "/ontology": frozenset(),
    "/graph": frozenset(),
    "/pack.xlsx": frozenset(),
}
#: What the pages of a question and of a list show of an answer; the folder shows all of it, or its first part.
_SHOWING = ("sort", "rows", "text", "page")
_CHARTS, _CHART_OF_INDICATOR = re.compile(r"/charts/[a-z]+\.csv"), "/queries/compare-indicator.csv"
#: What an IRI has as a character where an address has bytes.
_NOT_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
#: The kinds whose pages have a picture of what stands around the thing.
_PICTURED = ("leader", "place")
#: Whose brief is there, as a page and as files.
_BRIEFED = ("leader", "place")
_BRIEFS = ("/brief", "/brief.docx", "/brief.pdf")
#: What can be cited of things; everything that is cited is printed in a document.
_CITED = ("target", "document", "finding", "goal", "reading")
_SUFFIXES = {name: f".{name}" for name in ("csv", "docx", "pdf", "svg", "xlsx")}


@dataclass(frozen=True, slots=True, order=True)
class PageAddress:
    """An address that is kept: the path, and what stands behind `?` without the language, sorted."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    def of(self, language: str) -> str:
        """Return the address as the server knows it, in a language."""
        given = [*self.query, *([("lang", "en")] if language == "en" else [])]
        return quote(self.path, safe="/%") + (f"?{urlencode(given)}" if given else "")

    @property
    def stem(self) -> str:
        """The name of its file without a suffix: ASCII, since not every system keeps other names."""
        parts = self.path.strip("/").split("/")
        plain = "-".join(parts) or "start"
        readable = plain.isascii() and all(one.isalnum() or one in "-_" for one in plain) and len(plain) < _LONGEST
        if readable and not self.query:
            return plain
        head = "-".join(part for part in parts[:2] if part.isascii() and part.replace("-", "").isalnum())
        said = self.path + "?" + urlencode(self.query)
        return f"{head.removeprefix('id-')}-{blake2b(said.encode(), digest_size=6).hexdigest()}"

    @property
    def suffix(self) -> str:
        """The suffix of its file, where that is no page; "" of pages."""
        name = self.path.rpartition("/")[2]
        return _SUFFIXES.get(name.rpartition(".")[2], "") if "." in name and not self.path.startswith("/id/") else ""


_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Href:
    """Where a link leads: an address that is kept, what a script reads behind `?`, and the place in the page."""

    address: PageAddress
    asked: str = ""
    place: str = ""


@lru_cache(maxsize=1 << 16)
def link_of(href: str) -> Href | None:
    """Return where a link from the root of the site leads, None where the folder has no page for it."""
    rest, _, place = unescape(href).partition("#")
    path, _, query = rest.partition("?")
    path = _NOT_ASCII.sub(lambda found: unquote(found[0]), path)
    given = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "lang"]
    if path == "/" and given and [name for name, _ in given] != ["by"]:
        # A part of a chart filters the list below it; here the list of targets is another page.
        return _asked("/id/target", [one for one in given if one[0] != "by"], "")
    if path == "/cite" and "query" in dict(given):
        values = [one for one in given if one[0] != "query"]
        return Href(PageAddress(path, (("query", dict(given)["query"]),)), urlencode(values), place)
    if path in _ASKED or (path.startswith("/queries/") and path != _CHART_OF_INDICATOR):
        return _asked(path, given, place)
    address = _kept(path, tuple(sorted(given)))
    return Href(address, "", place) if address else None


def _asked(path: str, given: list[tuple[str, str]], place: str) -> Href | None:
    name = path.removeprefix("/queries/")
    if ("." in name and path.startswith("/queries/")) or any(key in _SHOWING for key, _ in given):
        return None
    return Href(PageAddress(path), urlencode(given), place)


def _kept(path: str, given: tuple[tuple[str, str], ...]) -> PageAddress | None:
    if path in _PLAIN:
        return PageAddress(path, given) if {name for name, _ in given} <= _PLAIN[path] else None
    if path in _BRIEFS:
        about = dict(given).get("about", "")
        kept = set(dict(given)) <= {"about"} and (not about or about.partition("/")[0] in _BRIEFED)
        return PageAddress(path, given) if kept else None
    if path == "/cite":
        about = dict(given).get("about", "")
        kept = about.partition("/")[0] in _CITED or "chart" in dict(given)
        return PageAddress(path, given) if len(given) == 1 and kept else None
    if _CHARTS.fullmatch(path) or path == _CHART_OF_INDICATOR:
        return PageAddress(path, given) if path == _CHART_OF_INDICATOR or not given else None
    if path.startswith("/views/"):
        return _view(path, given)
    return _thing(path, given) if path.startswith("/id/") else None


def _view(path: str, given: tuple[tuple[str, str], ...]) -> PageAddress | None:
    if path == "/views/ego.svg":
        around = dict(given).get("around", "").removeprefix(iris.ID).partition("/")[0]
        return PageAddress(path, given) if around in _PICTURED else None
    if path.endswith(".svg"):  # in the gallery
        return PageAddress(path, given) if [name for name, _ in given] == ["most"] else None
    return PageAddress(path) if not given and "." not in path else None


def _thing(path: str, given: tuple[tuple[str, str], ...]) -> PageAddress | None:
    kind, _, rest = path.removeprefix("/id/").partition("/")
    if kind not in CLASSES:
        return None
    names = [name for name, _ in given]
    if rest:
        kept = tuple((name, value) for name, value in given if name == "page" and kind == "document")
        return PageAddress(path, kept) if all(name in ("line", "page") for name in names) else None
    return PageAddress(path) if not given else None


#: Nothing may be fetched: scripts and styles stand in the folder.
_POLICY = "connect-src 'none'; base-uri 'none'; object-src 'none'"
_HEAD = (
    f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
    '<link rel="stylesheet" href="static/offline.css">\n'
)
_ATTRIBUTE = re.compile(r'(\s(?:href|src|action|data-terms|data-labels|data-network)=")(/[^"]*)"')
_ANCHOR = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<inside>.*?)</a>", re.DOTALL)
_MODULE = re.compile(r'<script type="module" src="/static/(?P<file>[^"]+)"></script>')
_FIGURE = re.compile(r'<figure class="ego">.*?</figure>', re.DOTALL)
_SRC = re.compile(r'src="(/views/ego\.svg[^"]*)"')
_TOTAL = re.compile(r'<h2 id="answer">.*?role="status">[^<]*?(\d+)[^\d<]*<', re.DOTALL)
_PAGES = '<nav class="pages"'
#: Parts of pages that speak of a server, or that a script of the folder does in its own way.
_NEEDS_SERVER = (
    re.compile(r'<details class="card machine.*?</details>', re.DOTALL),
    re.compile(r'<form class="showing".*?</form>', re.DOTALL),
    re.compile(r'<form\b[^>]*action="/(?:views|api)\b.*?</form>', re.DOTALL),
    re.compile(r'<link rel="alternate"[^>]*>'),
    re.compile(r' · <a href="/api[^"]*">[^<]*</a>'),
    re.compile(r'<p class="small quiet linked no-print">.*?</p>', re.DOTALL),
    re.compile(r'<form class="saved no-print".*?</form>', re.DOTALL),
)
_BUTTON = re.compile(r'\bclass="[^"]*\bbutton\b')


@dataclass(frozen=True, slots=True)
class Files:
    """What files there are: the stem of each page by its address, and the pictures and answers beside the folder."""

    pages: Mapping[PageAddress, str]
    outside: Mapping[str, str]
    language: str

    def of(self, link: Href) -> str:
        """Return the file that a link leads to, as a page names it; "" where there is none."""
        stem = self.pages.get(link.address)
        if stem is None:
            return ""
        suffix = link.address.suffix or ".html"
        name = f"{stem}{'.en' if self.language == 'en' else ''}{suffix}"
        return name + (f"?{link.asked}" if link.asked else "") + (f"#{link.place}" if link.place else "")


def rewritten(page: str, address: PageAddress, files: Files, other: str) -> str:
    """Return a page as a file; `other` is the file of the same page in the other language, "" for none."""
    total = _TOTAL.search(page) if _PAGES in page else None
    page = _MODULE.sub(lambda module: f'<script src="static/{Path(module["file"]).name}" defer></script>', page)
    for part in _NEEDS_SERVER:
        page = part.sub("", page)
    page = _FIGURE.sub(lambda figure: _figure(figure, files), page)
    page = _ANCHOR.sub(lambda found: _anchor(found, files, other), page)
    page = _ATTRIBUTE.sub(lambda found: _attribute(found, files), page)
    page = page.replace("</head>", f"{_HEAD}</head>", 1)
    page = page.replace("<body>", f"<body{_marks(address, total[1] if total else '')}>", 1)
    scripts = '<script src="data/site.js"></script>\n<script src="static/offline.js"></script>\n'
    return page.replace("</body>", f"{scripts}</body>", 1)


def _marks(address: PageAddress, rest: str) -> str:
    """Return what the script of the folder is told of a page."""
    marks = {}
    if address.path.startswith("/queries/"):
        marks = {"query": address.path.removeprefix("/queries/"), "rest": rest}
    elif address.path == "/cite" and (cited := dict(address.query).get("query")):
        marks = {"page": "cite", "cited": cited}
    elif address.path in ("/search", "/editor"):
        marks = {"page": address.path.strip("/")}
    elif address.path.startswith("/id/") and address.path.count("/") == 2:
        marks = {"page": "list", "kind": address.path.rpartition("/")[2]}
    return "".join(f' data-{name}="{escape(value)}"' for name, value in marks.items() if value)


def as_script(module: str) -> str:
    """Return a module without imports as a script: a browser refuses modules that a page from a file names."""
    return f"(async () => {{\n{module}\n}})();\n"


def _figure(figure: re.Match[str], files: Files) -> str:
    source = _SRC.search(figure[0])
    link = link_of(source[1]) if source else None
    return figure[0] if link and files.of(link) else ""


def _anchor(found: re.Match[str], files: Files, other: str) -> str:
    attributes = found["attributes"]
    target = re.search(r'\shref="(/[^"]*)"', attributes)
    if not target:
        return found[0]
    if 'class="other"' in attributes:
        return found[0].replace(target[0], f' href="{other}"', 1) if other else ""
    if _file(target[1], files):
        return found[0]
    inert = attributes.replace(target[0], "")
    made = " download" in attributes or _BUTTON.search(attributes)  # what only a server makes
    gone = (made and "data-part" not in attributes) or target[1].startswith("/api")
    return "" if gone else f"<a{inert}>{found['inside']}</a>"


def _attribute(found: re.Match[str], files: Files) -> str:
    return f'{found[1]}{escape(_file(found[2], files))}"'


def _file(value: str, files: Files) -> str:
    """Return what stands for an address from the root of the site in a page of the folder, "" where nothing does."""
    if value.startswith("/static/"):
        return value[1:]
    path = value.partition("?")[0]
    if path in files.outside and "most=" not in value:
        return files.outside[path]
    if path in _SERVED:
        return path.rpartition("/")[2]
    link = link_of(value)
    return files.of(link) if link else ""


#: What the script of the folder answers in the place of the server.
_SERVED = ("/sparql", "/editor/terms.json", "/editor/labels")
