"""Who asks is told as the server wants it, to nobody else, and never in a message; test_virtuoso.py tries Digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from heze_graph.errors import EndpointError, UsageError
from heze_graph.store.remote import Login, Remote, address_of
from tests.listening import listening

BASIC = "Basic dXNlcjpzM2NyZXQ="
DIGEST = 'Digest realm="r, s", nonce="n1", qop="auth", algorithm=MD5'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HEZE_GRAPH_USER", raising=False)
    monkeypatch.delenv("HEZE_GRAPH_PASSWORD", raising=False)
    return tmp_path


def login(endpoint: str, *, secure: bool = True) -> Login:
    return Login(replace(address_of(endpoint), secure=secure))


def refusal(*challenges: str) -> Message:
    message = Message()
    for challenge in challenges:
        message["WWW-Authenticate"] = challenge
    return message


def sent(one: Login) -> str | None:
    return one.authorization("POST", "http://example.org/sparql?x=1")


def test_the_address_goes_before_the_environment_and_that_before_netrc(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = home / ".netrc"
    netrc.write_text("machine example.org login user password s3cret\ndefault login anyone password x\n")
    netrc.chmod(0o600)
    assert sent(login("https://example.org/")) == BASIC
    assert sent(login("https://elsewhere.org/")) is None
    monkeypatch.setenv("HEZE_GRAPH_USER", "env")
    assert sent(login("https://example.org/")) == "Basic ZW52Og=="
    monkeypatch.setenv("HEZE_GRAPH_PASSWORD", "s3cret")
    assert sent(login("https://example.org/")) == "Basic ZW52OnMzY3JldA=="
    assert sent(login("https://user:s3cret@example.org/")) == BASIC


def test_nobody_is_sent_where_nobody_is_known() -> None:
    one = login("https://example.org/")
    assert sent(one) is None
    assert not one.known
    assert not one.learn(refusal('Basic realm="x"'))


def test_over_plain_http_a_server_must_ask_first() -> None:
    one = login("http://user:s3cret@example.org/", secure=False)
    assert sent(one) is None
    assert one.learn(refusal('Basic realm="x"'))
    assert sent(one) == BASIC
    assert not one.learn(refusal('Basic realm="x"'))
    assert [address_of(url).secure for url in ("http://localhost/", "http://[::1]/", "http://h/", "https://h/")] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("challenges", [(DIGEST,), ('Basic realm="x"', DIGEST), (f'Basic realm="x", {DIGEST}',)])
def test_digest_is_taken_where_it_is_offered(challenges: tuple[str, ...]) -> None:
    one = login("http://user:s3cret@example.org/sparql", secure=False)
    assert one.learn(refusal(*challenges))
    answer = sent(one) or ""
    assert answer.startswith('Digest username="user", realm="r, s", nonce="n1", uri="/sparql?x=1", response="')
    assert "s3cret" not in answer
    assert not one.learn(refusal(DIGEST))
    assert one.learn(refusal(DIGEST.replace("n1", "n2") + ", stale=TRUE"))
    assert 'nonce="n2"' in (sent(one) or "")


def test_a_server_that_does_not_say_what_it_wants_is_asked_once() -> None:
    one = login("https://user:s3cret@example.org/")
    assert one.learn(refusal())
    assert sent(one) is None
    assert not one.learn(refusal())


@pytest.mark.parametrize("challenge", ["Digest", "Digest realm", 'Digest realm="x", nonce="y", algorithm=XYZ'])
def test_a_challenge_that_cannot_be_answered_is_no_failure(challenge: str) -> None:
    one = login("https://user:s3cret@example.org/sparql")
    one.learn(refusal(challenge))
    assert "s3cret" not in str(sent(one))


@pytest.mark.parametrize(
    ("text", "mode"), [("machine h login u password s3cret extra", 0o600), ("machine h login u password s3cret", 0o644)]
)
def test_a_netrc_that_cannot_be_used_is_told_without_what_stands_there(text: str, mode: int, home: Path) -> None:
    (home / ".netrc").write_text(text, encoding="utf-8")
    (home / ".netrc").chmod(mode)
    with pytest.raises(UsageError, match=r"~/\.netrc") as caught:
        Login(address_of("http://h/"))
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


@dataclass
class Seen:
    authorizations: list[str | None] = field(default_factory=list)
    address: str = ""
    location: str = ""


@pytest.fixture
def server() -> Iterator[Seen]:
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.authorizations.append(self.headers["Authorization"])
            # Before the answer: who is redirected comes back at once, to another thread, which must not redirect again.
            location, seen.location = seen.location, ""
            self.send_response(302 if location else 401)
            self.send_header("Location" if location else "WWW-Authenticate", location or 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = answer  # noqa: N815  (the names that http.server asks for)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (named so by its base)
            pass

    with listening(Handler) as port:
        seen.address = f"http://user:s3cret@127.0.0.1:{port}/sparql"
        yield seen


def test_a_wrong_password_is_sent_once_a_question(server: Seen) -> None:
    remote = Remote(server.address)
    for _ in range(2):
        with pytest.raises(EndpointError, match="check the user and the password") as caught:
            remote.select("ASK {}")
        assert "s3cret" not in str(caught.value)
    assert server.authorizations == [None, BASIC, BASIC]


def test_a_redirection_takes_no_password_along(server: Seen) -> None:
    server.location = "/elsewhere"
    with pytest.raises(EndpointError):
        Remote(server.address).select("ASK {}")
    assert server.authorizations == [None, None]
