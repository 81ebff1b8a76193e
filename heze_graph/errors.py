"""All errors that heze-graph raises on purpose.

    HezeGraphError                  the data or the query is at fault: exit status 1
    ├── TableError                  a table file cannot be read or understood
    ├── ReferenceDataError          a file under ontology/reference/ is at fault
    ├── StoreError                  there is no store here, or it cannot be read or written
    │   ├── EndpointError           a remote SPARQL endpoint refused or did not answer
    │   ├── BusyError               too much is asked at once: the same question may be answered later
    │   └── OvertimeError           a query ran longer than it may: it would again
    ├── OutputError                 a file cannot be written
    │   └── FormatError             a format cannot hold what is to be written
    ├── ListenError                 an address cannot be listened on
    ├── QueryError                  a query is at fault
    │   ├── SavedQueryError         a file under queries/ is at fault
    │   └── ParameterError          a value given for a parameter is at fault
    └── UsageError                  the command line is at fault: exit status 2

Each message says where, what was found, what was expected and what to do, in that order, in Chinese or in English:
`heze_graph.messages` holds the texts.
"""

from __future__ import annotations

from heze_graph.messages import Message, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class HezeGraphError(Exception):
    """Base of all errors; `str(error)` is one plain message for a person, in the current language."""

    def __init__(self, message: str | Message = "") -> None:
        super().__init__(message)

    @property
    def message(self) -> str | Message:
        """The message, whose language is chosen when it is shown."""
        message: str | Message = self.args[0]
        return message

    def in_language(self, language: str) -> str:
        """Return the message in a language, `zh` or `en`."""
        return self.message.in_language(language) if isinstance(self.message, Message) else self.message

    @classmethod
    def problem(cls, key: str, /, **values: object) -> Self:
        """Return the error for a key of the catalogue: where, what was found, what was expected, and what to do.

        >>> print(TableError.problem("readers.empty-file", where="a.txt"))
        a.txt: found an empty file; expected a table. To mend it: check that it was saved whole.
        """
        return cls(say(key, **values))


class TableError(HezeGraphError):
    """A table file cannot be read or understood."""


class ReferenceDataError(HezeGraphError):
    """A file under `ontology/reference/` is at fault."""


class StoreError(HezeGraphError):
    """There is no store here, or it cannot be read or written."""


class EndpointError(StoreError):
    """A remote SPARQL endpoint refused, failed or did not answer."""


class BusyError(StoreError):
    """Too many requests at once; the same one may succeed `retry_after` seconds later."""

    retry_after: int = 5


class OvertimeError(StoreError):
    """A query exceeded its time limit, and would again."""


class OutputError(HezeGraphError):
    """A file cannot be written."""


class FormatError(OutputError):
    """A format cannot express what is to be written; another one can."""


class ListenError(HezeGraphError):
    """An address cannot be listened on."""


class QueryError(HezeGraphError):
    """A query is at fault: its syntax, or something it may not contain."""


class SavedQueryError(QueryError):
    """A file under `queries/` is at fault."""


class ParameterError(QueryError):
    """A value given for a parameter of a saved query is at fault; `parameter` is its name."""

    parameter: str = ""

    def of(self, parameter: str) -> Self:
        """Return the same error with the name of the parameter."""
        self.parameter = parameter
        return self


class UsageError(HezeGraphError):
    """The command line is at fault."""
