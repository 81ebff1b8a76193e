"""From a picture to one HTML page that holds all it needs, asks no host for it and runs no script of data."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from heze_graph.network.content import content
from heze_graph.network.picture import Picture
from heze_graph.network.words import TEMPLATES, date_line, template, words

_STYLE = "page.css"
_LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def html(picture: Picture) -> str:
    """Return the page, to be written as UTF-8: the same text in whatever order nodes and edges are given."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    texts = words(picture.language, "texts.json")
    as_of = date_line(picture.as_of, picture.language)
    # Markup is what this package wrote or _json escaped; all else goes through the template's escaping.
    return environment.get_template("page.html").render(
        picture=picture,
        texts=texts,
        as_of=as_of,
        language_tag=_LANGUAGE_TAGS[picture.language],
        policy=Markup(policy()),  # noqa: S704
        style=Markup(template(_STYLE)),  # noqa: S704
        scripts=[Markup(script) for script in _scripts()],  # noqa: S704
        data=Markup(_json(content(picture, texts) | {"asOf": as_of})),  # noqa: S704
    )


def _json(data: dict[str, Any]) -> str:
    r"""Return JSON that cannot end the script element it stands in.

    >>> _json({"a": "</script>&"})
    '{"a":"\\u003c/script\\u003e\\u0026"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


@cache
def policy() -> str:
    """Return the Content-Security-Policy of every page: only its own texts run, and nothing is fetched."""
    allowed = " ".join(map(_hash, _scripts()))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(template(_STYLE))}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _scripts() -> tuple[str, ...]:
    return (_vis_network(), *map(template, ("drawing.js", "panel.js", "keeping.js")))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _vis_network() -> str:
    """Return the newest vis-network that pyvis bundles, without the link to its source map."""
    library = resources.files("pyvis") / "lib"
    versions = [folder for folder in library.iterdir() if folder.name.startswith("vis-")]
    newest = max(versions, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.name)])
    script = (newest / "vis-network.min.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", script)
