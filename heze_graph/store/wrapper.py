"""SPARQLWrapper with a way of ours to say who asks; imported where it is used, for it takes long."""

from __future__ import annotations

from urllib.request import Request

from SPARQLWrapper import SPARQLWrapper


class Wrapper(SPARQLWrapper):
    """A SPARQLWrapper that sends a given `Authorization`.

    Its own `setCredentials` sends a password on to whatever host a redirection names, and for Digest changes the opener
    of the whole process.
    """

    def __init__(self, endpoint: str, authorization: str | None) -> None:
        super().__init__(endpoint)
        self._authorization = authorization

    def _createRequest(self) -> Request:  # noqa: N802  (its name there)
        request: Request = super()._createRequest()
        if self._authorization:
            request.add_unredirected_header("Authorization", self._authorization)
        return request
