"""The tokens of a SPARQL query: what is a variable, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The terminals of SPARQL 1.1 (section 19.8) that can hold a "?" which is no variable, and those that tell
# what stands around one. "<" opens an IRI where a scheme, "/" or "#" follows it, or where nothing before ">"
# looks like a variable; elsewhere it is the operator. A prefix is no longer than 256 characters, lest a text such as
# "a-a-a-…" be read to its end again from each letter.
_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<iri> < (?: (?: [A-Za-z][A-Za-z0-9+.-]*: | \.{0,2}/ | \# ) [^<>"{}|^`\\\x00-\x20]*
                   | [^<>"{}|^`\\?$\x00-\x20]* ) > )
    | (?P<string> \"{3} (?: "{0,2} (?: [^"\\] | \\. ) )* \"{3}
                | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
                | " (?: [^"\\\r\n] | \\. )* "
                | ' (?: [^'\\\r\n] | \\. )* ' )
    | (?P<variable> [?$] [\w\u00b7\u203f\u2040]+ )
    | (?P<tag> @[A-Za-z]+ (?: -[A-Za-z0-9]+ )* )
    | (?P<name> (?: _ | [^\W\d_] [\w.\u00b7-]{0,255} )? :
                (?: [\w.:\u00b7-] | %[0-9A-Fa-f]{2} | \\[_~.\-!$&'()*+,;=/?\#@%] )* )
    | (?P<word> [^\W\d] \w* )
    | (?P<space> \s+ )
    | (?P<unclosed> ["'] )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query: its kind (a group of the pattern), its text and the index where it begins."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; joined, their texts are the query again.

    >>> query = "FILTER(?a<?_b && '?_c' != <u:?_d>) # ?_e"
    >>> [token.text for token in tokens(query) if token.kind == "variable"]
    ['?a', '?_b']
    """
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "sign", match.group(), match.start())
