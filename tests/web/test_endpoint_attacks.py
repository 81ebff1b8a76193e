"""What a stranger may send to `/sparql`: each query is refused, ended, or answered whole, and others notice nothing."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.serving import SIMPLE, Reply, Server, served

#: Shorter than usual, so that the battery ends soon; what takes too long is ended sooner than what is answered.
SECONDS, SOON, MEGABYTES = 2, 1, 256
#: A simple query is answered within this while others attack (and each attack within its time, on a slow machine too).
NOTICED = 5
PATIENCE = 30
#: It needs too much memory, others wait, or its time is over: which comes first depends on the machine.
ENDED = (400, 503, 504)

N = 8192
PATTERN = "?s ?p ?o"


def nested(before: str, after: str, times: int, inside: str = PATTERN) -> str:
    return before * times + inside + after * times


def cross(number: int) -> str:
    return " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(number))


def doubling(times: int) -> str:
    return "BIND('xxxxxxxxxxxxxxxx' AS ?x0) " + " ".join(
        f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times)
    )


#: Refused by what stands in them, before any worker sees them.
REFUSED: Mapping[str, str] = {
    "8 kB of {": "{" * N,
    "8 kB of { in a query": "SELECT * " + "{" * N,
    "8 kB of { and }": "SELECT * " + "{" * N + "}" * N,
    "8 kB of (": "SELECT * { FILTER" + "(" * N,
    "8 kB of ( and )": f"SELECT ({nested('(', ')', N, '1')} AS ?x) {{}}",
    "8 kB of [": "SELECT * { ?s ?p " + "[" * N,
    "8 kB of !": "SELECT * { FILTER(" + "!" * N + "true) }",
    "8 kB of ! and blanks": "SELECT * { FILTER(" + "! " * N + "true) }",
    "8 kB of ! and comments": "SELECT * { FILTER(" + "!#\n" * N + "true) }",
    "8 kB of <<": "SELECT * { " + "<<" * N,
    "8 kB of <<(": "SELECT * { ?s ?p " + "<<( ?s ?p " * 800,
    "lists in lists": f"SELECT * {{ ?s ?p {nested('(', ')', 1000, '1')} }}",
    "things in things": f"SELECT * {{ ?s ?p {nested('[ <a:b> ', ']', 1000, '1')} }}",
    "lists in a template": f"CONSTRUCT {{ ?s <a:b> {nested('(', ')', 1000, '1')} }} WHERE {{ {PATTERN} }}",
    "OPTIONAL in OPTIONAL": f"SELECT * {{ {nested('OPTIONAL {', '}', 1000)} }}",
    "UNION in UNION": f"SELECT * {{ {nested('{ { ?a ?b ?c } UNION {', '} }', 500)} }}",
    "MINUS in MINUS": f"SELECT * {{ {nested('?a ?b ?c MINUS {', '}', 1000)} }}",
    "EXISTS in EXISTS": f"SELECT * {{ {nested('FILTER EXISTS {', '}', 1000)} }}",
    "GRAPH in GRAPH": f"SELECT * {{ {nested('GRAPH ?g {', '}', 1000)} }}",
    "SELECT in SELECT": f"SELECT * {{ {nested('{ SELECT * {', '} }', 500)} }}",
    "paths in paths": f"SELECT * {{ ?s {nested('(', ')*', 1000, '<a:b>')} ?o }}",
    "negations in negations of paths": f"SELECT * {{ ?s {nested('^(', ')', 1000, '<a:b>')} ?o }}",
    "calls in calls": f"SELECT ({nested('STR(', ')', 1000, '?x')} AS ?y) {{}}",
    "IF in IF": f"SELECT ({nested('IF(?x, 1, ', ')', 1000, '?x')} AS ?y) {{}}",
    "SERVICE": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SERVICE SILENT": "SELECT * { SERVICE SILENT <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o } }",
    "SERVICE by a variable": "SELECT * { ?x ?y ?z SERVICE ?x { ?s ?p ?o } }",
    "service in small letters": "select * { service <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SERVICE in escapes": "SELECT * { SERVIC\\u0045 <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SERVICE behind a comment": "SELECT * { #\n SERVICE#\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SERVICE behind what looks like an IRI": "SELECT * { ?s ?p ?o FILTER(?s <?o ) SERVICE <http://127.0.0.1:9/> { } }",
    "SERVICE behind an escaped line end": "SELECT * { #\\u000A SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }\n}",
    "SERVICE in SELECT in EXISTS": "ASK { FILTER EXISTS { { SELECT * { SERVICE <http://127.0.0.1:9/> {} } } } }",
    "FROM a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "FROM NAMED a file": "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "FROM a file by a prefix": "PREFIX f: <file:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }",
    "FROM a file by a base": "BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }",
    "FROM a file in escapes": "SELECT * FROM <\\u0066ile:///etc/passwd> { ?s ?p ?o }",
    "FROM data": "SELECT * FROM <data:text/turtle,> { ?s ?p ?o }",
    "FROM script": "SELECT * FROM <javascript:alert(1)> { ?s ?p ?o }",
    "INSERT": "INSERT DATA { <a:b> <a:b> <a:b> }",
    "DELETE": "DELETE WHERE { ?s ?p ?o }",
    "LOAD": "LOAD <file:///etc/passwd>",
    "LOAD SILENT": "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <a:b>",
    "CLEAR": "CLEAR ALL",
    "DROP": "DROP SILENT ALL",
    "CREATE": "CREATE GRAPH <a:b>",
    "COPY": "COPY DEFAULT TO <a:b>",
    "an update behind a prologue": "PREFIX a: <a:> BASE <a:> DROP ALL",
    "an update behind a query": "SELECT * {} ; DROP ALL",
    "an update in escapes": "\\u0044ROP ALL",
    "nothing": "",
    "blanks": " \n\t ",
    "a comment": "# SELECT * {}",
    "a zero": "SELECT * { ?s ?p '\0' } \0",
    "script": "<script>alert(1)</script>",
    "script in a string that is not closed": "ASK { FILTER('<script>alert(1)</script>",
    "script in a name that is not known": "SELECT * { ?s <script>alert(1)</script>:a ?o }",
    "script in a prefix": 'PREFIX script: <"><script>alert(1)</script>> ASK {}',
    "script in a function": "SELECT (<script>(1) AS ?x) { ?s ?p ",
    "script in a graph": 'SELECT * FROM <http://e/"><script>alert(1)</script>> {}',
    "a string without an end": "ASK { FILTER('" + "\\'" * N,
    "a long string without an end": 'ASK { FILTER("""' + '""' * N,
    "names that do not end": "a-" * 30_000,
    "dots that do not end": "a." * 30_000,
    "IRIs that do not end": "ASK { " + "<a:" * 10_000,
    "escapes beyond Unicode": "ASK { \\U001FFFFF }",
    "halves of characters": "ASK { FILTER('\\uD800' = '') ",
    "a form of Oxigraph's own": "SELECT * { LATERAL { SERVICE <http://127.0.0.1:9/> {} } }",
    "5,000 prefixes and a fault": "".join(f"PREFIX a{n}: <a:> " for n in range(3000)) + "ASK {",
}

BIG = "?s ?p ?o . ?a ?b ?c"
#: Long, large or both: ended when it is too much. They may be answered if the machine is fast enough.
HARD: Mapping[str, str] = {
    "COUNT over six": f"SELECT (COUNT(*) AS ?n) {{ {cross(6)} }}",
    "COUNT over three": f"SELECT (COUNT(*) AS ?n) {{ {cross(3)} }}",
    "COUNT DISTINCT over two": f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {BIG} }}",
    "six that look joined": f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(f'?s{n} ?p ?o{n}' for n in range(6))} }}",
    "all of two": f"SELECT * {{ {BIG} }}",
    "all of two in XML": f"SELECT * {{ {BIG} }}",
    "ORDER BY of two": f"SELECT * {{ {BIG} }} ORDER BY ?o ?c LIMIT 1",
    "DISTINCT of two": f"SELECT DISTINCT * {{ {BIG} }}",
    "GROUP BY of two": f"SELECT ?s ?a (COUNT(*) AS ?n) {{ {BIG} }} GROUP BY ?s ?a",
    "GROUP_CONCAT of two": f"SELECT (GROUP_CONCAT(CONCAT(STR(?o), STR(?c))) AS ?x) {{ {BIG} }}",
    "a large OFFSET": f"SELECT * {{ {BIG} }} OFFSET 4000000000 LIMIT 1",
    "OFFSET beyond numbers": f"SELECT * {{ {BIG} }} OFFSET 99999999999999999999",
    "LIMIT beyond numbers": f"SELECT * {{ {BIG} }} LIMIT 99999999999999999999",
    "CONSTRUCT of two": f"CONSTRUCT {{ ?s ?b ?c }} {{ {BIG} }}",
    "CONSTRUCT with new things": f"CONSTRUCT {{ [] ?p [ ?b ?c ] }} {{ {BIG} }}",
    "DESCRIBE of two": f"DESCRIBE * {{ {BIG} }}",
    "FILTER over two": f"SELECT * {{ {BIG} FILTER(STRLEN(STR(?s)) + STRLEN(STR(?c)) < 0) }}",
    "FILTER by equality over three": f"ASK {{ {cross(3)} FILTER(?s0 = ?s1 && ?s1 = ?o2 && ?o2 = 'nothing') }}",
    "MINUS of nothing": f"SELECT * {{ {cross(2)} MINUS {{ {cross(2)} FILTER(?s0 != ?s1) }} }}",
    "EXISTS over and over": f"SELECT * {{ {PATTERN} FILTER EXISTS {{ {cross(3)} FILTER(?s0 = 'nothing') }} }}",
    "OPTIONAL of others": f"SELECT * {{ {PATTERN} OPTIONAL {{ ?a ?b ?c }} OPTIONAL {{ ?d ?e ?f }} }}",
    "a join of products": f"ASK {{ {{ SELECT * {{ {BIG} }} }} {{ SELECT * {{ ?s ?x ?y . ?z ?b ?v }} }} FILTER(?v=1) }}",
    "any path": "SELECT (COUNT(*) AS ?n) { ?s (<a:b>|!<a:b>)* ?o . ?o ((<a:b>|!<a:b>)*)* ?s }",
    "(a*)*": "SELECT (COUNT(*) AS ?n) { ?s ((!<a:b>)*)* ?o }",
    "((a*)*)*": "SELECT (COUNT(*) AS ?n) { ?s (((!<a:b>)*)*)* ?o }",
    "a path back and forth": "SELECT (COUNT(*) AS ?n) { ?s ((!<a:b>)|^(!<a:b>))+ ?o }",
    "a path of 1,000 steps": "SELECT * { ?s " + "/".join(["!<a:b>"] * 1000) + " ?o }",
    "REGEX with (a*)*": f"SELECT * {{ {PATTERN} FILTER(REGEX(STR(?o), '^(((a*)*)*)*b$')) }}",
    "REGEX of repetitions": f"SELECT * {{ {PATTERN} FILTER(REGEX(STR(?o), '((a{{1,1000}}){{1,1000}}){{1,1000}}')) }}",
    "REGEX from the data": f"SELECT * {{ {BIG} FILTER(REGEX(STR(?c), STR(?o))) }}",
    "REGEX of a long text": f"SELECT * {{ {doubling(20)} FILTER(REGEX(?x20, '(x+x+)+y')) }}",
    "CONCAT of itself, 30 times": f"SELECT (STRLEN(?x30) AS ?n) {{ {doubling(30)} }}",
    "CONCAT of itself, shown": f"SELECT * {{ {doubling(24)} }}",
    "REPLACE by itself": "SELECT (STRLEN(?z) AS ?n) { BIND(REPLACE('aaaaaaaaaa', 'a', 'bbbbbbbbbbbbbbbbbbbb') AS ?x) "
    "BIND(REPLACE(?x, 'b', ?x) AS ?y) BIND(REPLACE(?y, 'b', ?y) AS ?z) }",
    "100 OPTIONALs": f"SELECT * {{ {PATTERN} {'OPTIONAL { ?s ?p ?o } ' * 1000} }}",
    "1,000 patterns": "SELECT * { " + f"{PATTERN} . " * 1000 + "} LIMIT 1",
    "1,000 patterns apart": f"SELECT * {{ {cross(1000)} }} LIMIT 1",
    "1,000 groups": "SELECT * { " + f"{{ {PATTERN} }} " * 1000 + "} LIMIT 1",
    "3,000 UNIONs": f"SELECT * {{ {{ {PATTERN} }} {'UNION { ?s ?p ?o } ' * 3000} }}",
    "2,000 MINUS": f"SELECT * {{ {PATTERN} {'MINUS { ?s ?p ?o } ' * 2000} }}",
    "5,000 FILTERs": f"SELECT * {{ {PATTERN} {'FILTER(?s=?o) ' * 4000} }}",
    "10,000 times ||": f"SELECT * {{ {PATTERN} FILTER(?s{'||?o' * 10_000}) }}",
    "20,000 times +": f"SELECT (1{'+1' * 20_000} AS ?x) {{}}",
    "10,000 times *": f"SELECT (?x{'*?x' * 10_000} AS ?y) {{}}",
    "10,000 in IN": f"SELECT * {{ {PATTERN} FILTER(?o IN ({','.join(map(str, range(10_000)))})) }}",
    "10,000 VALUES": f"SELECT * {{ VALUES ?o {{ {' '.join(map(str, range(10_000)))} }} {PATTERN} }}",
    "VALUES times VALUES": "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(500)))} }}" for n in range(8))
    + " }",
    "10,000 objects": f"SELECT * {{ ?s ?p 1{',1' * 10_000} }}",
    "5,000 properties": f"SELECT * {{ ?s ?p 1{';?p 1' * 5_000} }}",
    "5,000 columns": "SELECT " + "".join(f"(1 AS ?x{n})" for n in range(4_000)) + " {}",
    "1,000 orders": f"SELECT * {{ {PATTERN} }} ORDER BY " + "STRLEN(STR(?o)) " * 1000,
    "3,000 calls": f"SELECT (CONCAT({','.join(['STR(?s)'] * 3000)}) AS ?x) {{ {PATTERN} }}",
    "triples within triples": f"SELECT * {{ {nested('<< ', ' ?p ?o >>', 60, '?s ?p ?o')} ?x ?y }}",
    "60 brackets": f"SELECT * {{ {nested('{', '}', 60)} }}",
    "60 lists": f"SELECT * {{ ?s ?p {nested('(', ')', 60, '1')} }}",
    "60 OPTIONALs within": f"SELECT * {{ {nested('?s ?p ?o OPTIONAL {', '}', 60)} }}",
    "60 EXISTS within": f"ASK {{ {nested('?s ?p ?o FILTER NOT EXISTS {', '}', 60)} }}",
    "60 SELECTs within": f"SELECT * {{ {nested('{ SELECT * {', '} }', 30)} }}",
    "60 calls within": f"SELECT ({nested('SHA512(', ')', 60, '?s')} AS ?x) {{ ?s ?p ?o }}",
    "SHA512 of a long text, often": f"SELECT (SHA512(CONCAT(?x20, STR(?o))) AS ?h) {{ {doubling(20)} {PATTERN} }}",
    "numbers beyond numbers": "SELECT (" + "9" * 10_000 + " * " + "9" * 10_000 + " AS ?x) {}",
    "dates beyond dates": "SELECT (STRDT('9999999999999-12-31', <http://www.w3.org/2001/XMLSchema#date>) AS ?x) {}",
}

#: Harmless: answered whole, whatever stands in them.
ANSWERED: Mapping[str, str] = {
    "script in a string": "SELECT ('<script>alert(1)</script>' AS ?x) {}",
    "script in a name": "SELECT (1 AS ?script) {}",
    "SERVICE in a string": "SELECT ('SERVICE <http://e/>' AS ?x) {}",
    "SERVICE in a comment": "ASK {} # SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "SERVICE as a name": "PREFIX SERVICE: <http://e/> ASK { FILTER(SERVICE:a != SERVICE:b) }",
    "DROP in an IRI": "ASK { FILTER(<http://e/DROP> != 1) }",
    "brackets in a string": f"SELECT ('{'{' * N}' AS ?x) {{}}",
    "brackets in a comment": f"ASK {{}} # {'{' * N}",
    "a graph that is not there": "SELECT * FROM <http://example.org/none> { ?s ?p ?o }",
    "another host as a graph": "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
    "everything": "CONSTRUCT WHERE { ?s ?p ?o }",
    "everything described": "DESCRIBE * { ?s a ?o }",
    "1,000 prefixes": "".join(f"PREFIX a{n}: <http://e/{n}/> " for n in range(1000)) + "ASK {}",
    "a megabyte of answer": "SELECT * { ?s ?p ?o } LIMIT 5000",
}


PAGES = ("/", "/static/style.css", "/queries")


@pytest.fixture(scope="module")
def server(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from limited(seed_store, tmp_path_factory.mktemp("attacks") / "log", SECONDS)


@pytest.fixture(scope="module")
def hurried(seed_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from limited(seed_store, tmp_path_factory.mktemp("hurried") / "log", SOON)


def limited(store: Path, log: Path, seconds: int) -> Iterator[Server]:
    limits = {"seconds": seconds, "memory": MEGABYTES * 2**20, "answer": 16 * 2**20, "patience": 5 * seconds}
    with served(store, log, **limits) as running:
        yield running
    # Nothing that was sent stands in the log, and nothing failed; what Python says of the server's end would be there.
    assert log.read_text(encoding="utf-8").count("\n") == 1


def other(server: Server) -> Reply:
    """Ask a simple query as another client than the one that attacks."""
    return server.ask("/sparql?" + urlencode({"query": SIMPLE}), client="127.0.0.2")


def attacked(server: Server, *queries: str, accept: str | None = None) -> list[Reply]:
    """Send queries at once; until all are answered, ask a simple one again and again."""
    with ThreadPoolExecutor(len(queries)) as threads:
        begin = time.monotonic()
        replies = [threads.submit(server.post, query, accept) for query in queries]
        while True:
            simple = other(server)
            assert simple.status == 200, simple.text
            assert simple.seconds < NOTICED
            if all(reply.done() for reply in replies):
                break
            assert time.monotonic() - begin < PATIENCE
            time.sleep(0.05)
    assert server.process.poll() is None
    return [reply.result() for reply in replies]


def plain(reply: Reply) -> None:
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.text.strip()
    assert reply.text.count("\n") == 1
    assert "Traceback" not in reply.text
    assert len(reply.text) < 1000


def whole(reply: Reply) -> None:
    """Check that an answer is as long as its head says, or an error; of a part http.client makes IncompleteRead."""
    if reply.status == 200:
        assert len(reply.body) == int(reply.headers["content-length"])
    else:
        assert reply.status in ENDED, reply.text
        plain(reply)


@pytest.mark.parametrize("case", REFUSED)
def test_refused(server: Server, case: str) -> None:
    (reply,) = attacked(server, REFUSED[case])
    assert reply.status == 400, reply.text
    plain(reply)
    assert reply.seconds < NOTICED


@pytest.mark.parametrize("case", HARD)
def test_ended_or_answered(hurried: Server, case: str) -> None:
    (reply,) = attacked(hurried, HARD[case], accept="application/sparql-results+xml" if "XML" in case else None)
    whole(reply)


@pytest.mark.parametrize("case", ANSWERED)
def test_answered(server: Server, case: str) -> None:
    (reply,) = attacked(server, ANSWERED[case])
    assert reply.status == 200, reply.text
    whole(reply)
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_megabyte_of_query(server: Server) -> None:
    (reply,) = attacked(server, "ASK { " + "?s ?p ?o . " * 100_000 + "}")
    assert reply.status == 413
    plain(reply)


def test_twenty_counts_at_once(hurried: Server) -> None:
    replies = attacked(hurried, *[HARD["COUNT over six"]] * 20)
    for reply in replies:
        assert reply.status in ENDED, reply.text
        plain(reply)
        assert ("retry-after" in reply.headers) == (reply.status == 503)


def test_twenty_that_look_harmless_at_once(hurried: Server) -> None:
    for reply in attacked(hurried, *[f"{HARD['six that look joined']} # {number}" for number in range(20)]):
        assert reply.status in ENDED


def test_twenty_that_eat_memory_at_once(hurried: Server) -> None:
    for reply in attacked(hurried, *[f"{HARD['CONCAT of itself, 30 times']} # {number}" for number in range(20)]):
        assert reply.status in ENDED


def test_twenty_long_ones_at_once(server: Server) -> None:
    for reply in attacked(server, *["ASK { " + "a." * 30_000] * 20):
        assert reply.status in (400, 503)
        plain(reply)


def test_pages_are_served_meanwhile(hurried: Server) -> None:
    for path in PAGES:
        hurried.ask(path, headers={"Accept": "text/html"})  # the first time, templates and saved queries are read
    with ThreadPoolExecutor(20) as threads:
        replies = [threads.submit(hurried.post, f"{HARD['COUNT over six']} # {number}") for number in range(20)]
        time.sleep(0.3)
        for path in PAGES:
            page = hurried.ask(path, headers={"Accept": "text/html"})
            assert (page.status, page.seconds < NOTICED) == (200, True)
    assert all(reply.result().status in ENDED for reply in replies)


def test_nobody_waits_for_an_answer_that_nobody_takes(hurried: Server) -> None:
    query = HARD["COUNT over six"].encode()
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    for _ in range(40):
        with socket.create_connection(("127.0.0.1", hurried.port), 10) as connection:
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(query) + query)
    assert other(hurried).seconds < NOTICED
    time.sleep(SOON + 1)
    (reply,) = attacked(hurried, "ASK { ?s ?p ?o . ?a ?b ?c }")
    assert (reply.status, reply.seconds < NOTICED) == (200, True), reply.text


def test_memory_stays_bounded(server: Server) -> None:
    attacked(server, HARD["ORDER BY of two"], HARD["CONCAT of itself, 30 times"], HARD["all of two"])
    idle = 100 * 2**20
    assert server.memory() < 8 * (MEGABYTES * 2**20 + idle)
    assert len(server.workers()) <= 8
