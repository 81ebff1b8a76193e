"""A page of the server as a file: links lead to files, what needs a server goes, modules are scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from heze_graph.web.offline.addresses import Href, PageAddress, link_of

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
        return found[0].replace(target[1], other) if other else ""
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
