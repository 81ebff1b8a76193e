"""Pinyin of the characters of names, so that a name is found by its sounds or their first letters."""

from __future__ import annotations

from collections.abc import Iterable


def syllables(texts: Iterable[str]) -> dict[str, str]:
    """Return the readings of every Chinese character in some texts, without tones, the commonest first.

    All readings of a character count: a name may have a rare one.

    >>> syllables(["单行 A"])
    {'单': 'dan chan shan', '行': 'xing hang heng'}
    """
    from pypinyin import Style, pinyin

    found = {}
    for character in sorted({character for text in texts for character in text}):
        readings = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        if readings:
            found[character] = " ".join(dict.fromkeys(readings[0]))
    return found
