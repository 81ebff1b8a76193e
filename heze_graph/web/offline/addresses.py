"""Which addresses of the server have a page in the folder, and the names of their files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, unquote, urlencode

from heze_graph.entities.catalogue import CLASSES
from heze_graph.entities.facets import DIMENSIONS
from heze_graph.rdf import iris

#: Pages whose query string is interpreted by a script, as on pages of saved queries and of lists.
_ASKED = ("/search", "/editor", *(f"/id/{kind}" for kind in DIMENSIONS))
#: Pages, and the parameters that they may have.
_PLAIN: dict[str, frozenset[str]] = {
    "/": frozenset({"by"}),
    "/queries": frozenset({"tag"}),
    "/changes": frozenset({"kind"}),
    "/views": frozenset(),
    "/ontology": frozenset(),
    "/graph": frozenset(),
    "/pack.xlsx": frozenset(),
}
#: Parameters that select a part of an answer; the folder shows all of it, or its first part.
_SHOWING = ("sort", "rows", "text", "page")
_CHARTS, _CHART_OF_INDICATOR = re.compile(r"/charts/[a-z]+\.csv"), "/queries/compare-indicator.csv"
#: The characters that an IRI contains literally where an address has bytes.
_NOT_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
#: The kinds whose pages show a network around the thing.
_PICTURED = ("leader", "place")
#: The kinds that have a brief, as a page and as files.
_BRIEFED = ("leader", "place")
_BRIEFS = ("/brief", "/brief.docx", "/brief.pdf")
#: The kinds of things that can be cited; everything cited is printed in a document.
_CITED = ("target", "document", "finding", "goal", "reading")
#: What the folder's script answers instead of the server.
_SERVED = ("/sparql", "/editor/terms.json", "/editor/labels")
_SUFFIXES = {name: f".{name}" for name in ("csv", "docx", "pdf", "svg", "xlsx")}


@dataclass(frozen=True, slots=True, order=True)
class PageAddress:
    """An address that the folder has: its path and its sorted query string without the language."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    def of(self, language: str) -> str:
        """Return the server's form of the address, in a language."""
        given = [*self.query, *([("lang", "en")] if language == "en" else [])]
        return quote(self.path, safe="/%") + (f"?{urlencode(given)}" if given else "")

    @property
    def stem(self) -> str:
        """The name of its file without a suffix, in ASCII, since not every system can store other names."""
        parts = self.path.strip("/").split("/")
        plain = "-".join(parts) or "start"
        readable = plain.isascii() and all(one.isalnum() or one in "-_" for one in plain) and len(plain) < _LONGEST
        if readable and not self.query:
            return plain
        head = "-".join(part for part in parts[:2] if part.isascii() and part.replace("-", "").isalnum())
        whole = self.path + "?" + urlencode(self.query)
        return f"{head.removeprefix('id-')}-{blake2b(whole.encode(), digest_size=6).hexdigest()}"

    @property
    def suffix(self) -> str:
        """The suffix of its file, "" for pages."""
        name = self.path.rpartition("/")[2]
        return _SUFFIXES.get(name.rpartition(".")[2], "") if "." in name and not self.path.startswith("/id/") else ""


_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Href:
    """The target of a link: an address in the folder, the query string for the script, and the fragment."""

    address: PageAddress
    asked: str = ""
    place: str = ""


@lru_cache(maxsize=1 << 16)
def link_of(href: str) -> Href | None:
    """Return the target of a link from the root of the site, None where the folder has no page for it."""
    rest, _, place = href.partition("#")
    path, _, query = rest.partition("?")
    path = _NOT_ASCII.sub(lambda found: unquote(found[0]), path)
    given = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "lang"]
    if path == "/" and given and [name for name, _ in given] != ["by"]:
        # A segment of a chart filters the list below it; in the folder the list of targets is another page.
        return _answered_by_script("/id/target", [one for one in given if one[0] != "by"], "")
    if path == "/cite" and "query" in dict(given):
        values = [one for one in given if one[0] != "query"]
        return Href(PageAddress(path, (("query", dict(given)["query"]),)), urlencode(values), place)
    if path in _ASKED or (path.startswith("/queries/") and path != _CHART_OF_INDICATOR):
        return _answered_by_script(path, given, place)
    address = _kept(path, tuple(sorted(given)))
    return Href(address, "", place) if address else None


def _answered_by_script(path: str, given: list[tuple[str, str]], place: str) -> Href | None:
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


@dataclass(frozen=True, slots=True)
class Files:
    """All files: the stem of each page by its address, and the pictures and answers next to the folder."""

    pages: Mapping[PageAddress, str]
    outside: Mapping[str, str]
    language: str

    def at(self, value: str) -> str:
        """Return what replaces an address from the root of the site in a page of the folder, "" for nothing."""
        if value.startswith("/static/"):
            return value[1:]
        path = value.partition("?")[0]
        if path in self.outside and "most=" not in value:
            return self.outside[path]
        if path in _SERVED:
            return path.rpartition("/")[2]
        link = link_of(value)
        return self.of(link) if link else ""

    def of(self, link: Href) -> str:
        """Return the file that a link leads to, relative to a page; "" where there is none."""
        stem = self.pages.get(link.address)
        if stem is None:
            return ""
        suffix = link.address.suffix or ".html"
        name = f"{stem}{'.en' if self.language == 'en' else ''}{suffix}"
        return name + (f"?{link.asked}" if link.asked else "") + (f"#{link.place}" if link.place else "")
