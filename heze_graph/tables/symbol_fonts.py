"""Ticks and boxes of fonts that have signs in the places of letters: Word writes their code, in U+F000 to U+F0FF."""

from __future__ import annotations

#: The private characters in which Word writes the codes of such fonts (ECMA-376, part 1, 17.3.3.30).
_PRIVATE = 0xF000
#: From the tables of the Unicode proposal L2/11-052, which added the signs of these fonts.
_SIGNS = {
    ("Wingdings", 0x6C): "●",
    ("Wingdings", 0x6E): "■",
    ("Wingdings", 0x6F): "□",
    ("Wingdings", 0x71): "□",
    ("Wingdings", 0xA1): "○",
    ("Wingdings", 0xA8): "□",
    ("Wingdings", 0xFB): "✘",
    ("Wingdings", 0xFC): "✔",
    ("Wingdings", 0xFD): "☒",
    ("Wingdings", 0xFE): "☑",
    ("Wingdings 2", 0x4F): "✘",
    ("Wingdings 2", 0x50): "✔",
    ("Wingdings 2", 0x51): "☒",
    ("Wingdings 2", 0x52): "☑",
    ("Wingdings 2", 0x54): "☒",
    ("Wingdings 2", 0xA3): "□",
}


def symbol(font: str, code: int) -> str:
    """Return the character that a font shows for a code, the character of the code where it is no sign of ours.

    >>> symbol("Wingdings", 0xF0FE), symbol("Wingdings", 0x221A)
    ('☑', '√')
    """
    place = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 0x100 else code
    return _SIGNS.get((font, place)) or chr(code)
