"""The words that this room writes into pictures, by language; people edit them in `templates/*.json`."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"


@cache
def template(name: str) -> str:
    """Return the text of a file of `templates/`."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def words(language: str, file: str = "words.json") -> dict[str, Any]:
    """Return the words of a language, `zh` or `en`."""
    found: dict[str, Any] = json.loads(template(file))[language]
    return found


def written_date(iso: str, language: str) -> str:
    """Return a day as people write it.

    >>> written_date("2023-09-30", "zh"), written_date("2023-09-30", "en")
    ('2023年9月30日', '2023-09-30')
    """
    day = date.fromisoformat(iso)
    written: str = words(language)["date"].format(year=day.year, month=day.month, day=day.day)
    return written


def date_line(as_of: str, language: str) -> str:
    """Return the line that says to which day the data reach, "" where that is not known."""
    if not as_of:
        return ""
    line: str = words(language)["asOf"].format(date=written_date(as_of, language))
    return line
