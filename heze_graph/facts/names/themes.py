"""Which quoted programmes a text names, and which of them several texts share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from heze_graph.model.mentioned import ThemeMention

# An inner pair ‘…’ is part of the name; a name holds no sentence.
_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|＂([^＂]+)＂|\"([^\"]+)\"")
_SENTENCE = re.compile(r"[。；！？;!?\n\t]")
_LONGEST = 20  # characters; longer quotations are sayings


def themes_in(text: str) -> tuple[ThemeMention, ...]:
    """Return what stands between quotation marks in `text` and may be the name of a programme, in order.

    >>> [theme.name for theme in themes_in("持续推进“七网”建设，培育“种子”“幼苗”企业")]
    ['七网', '种子', '幼苗']
    """
    found = []
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        name = theme_name(match[group])
        if name and len(name) <= _LONGEST and not _SENTENCE.search(match[group]):
            found.append(ThemeMention(name, *match.span(group)))
    return tuple(found)


def theme_name(printed: str) -> str:
    """Return the one form of a theme's name: compatibility characters replaced, no white space.

    >>> theme_name("５Ｇ ＋工业")
    '5G+工业'
    """
    return "".join(unicodedata.normalize("NFKC", printed).split())


def shared_themes(texts: Mapping[str, str], least: int = 2) -> dict[str, tuple[str, ...]]:
    """Return the themes that at least `least` of the `texts` name, each with the identifiers of those texts in order.

    >>> shared_themes({"12": "推进“七网”建设", "39": "增加储备粮", "90": "持续推进“七网”建设"})
    {'七网': ('12', '90')}
    """
    shared: dict[str, list[str]] = {}
    for identifier, text in texts.items():
        for name in dict.fromkeys(theme.name for theme in themes_in(text)):
            shared.setdefault(name, []).append(identifier)
    return {name: tuple(identifiers) for name, identifiers in shared.items() if len(identifiers) >= least}
