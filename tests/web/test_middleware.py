"""What a real, running page answers to whom: names, callers and paths by allow-list, and no packet to anyone."""

import asyncio
import json
import re
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from starlette.routing import Mount, Route

from qa.bot import Bot
from qa.index import build_index
from qa.settings import Settings, Web
from qa.web.backend import Backend
from qa.web.early import Early
from qa.web.limits import AT_ONCE, LONGEST_BODY, LONGEST_NOTEBOOK, WAITING
from qa.web.login import add_user
from qa.web.middleware import CLOSED, HEADERS, TOO_LONG, WHO, Address, Gate, authority, opened_for
from qa.web.nonsense import NO_SESSION, NONSENSE
from qa.web.site import site
from tests.web.pages import running_page

BRIDGE = "The old bridge was opened in 1786 by the mayor.\n"
PLACE = {"source": "bridge.txt", "start": 0, "end": len(BRIDGE) - 1, "text": BRIDGE.strip()}


class Server(NamedTuple):
    """A running page, its folder, and how to ask it."""

    url: str
    folder: Path

    @property
    def netloc(self) -> str:
        return urlsplit(self.url).netloc

    def ask(
        self, method: str, path: str, body: str = "", host: str | None = "", **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers; the path goes out as it stands. `host` None sends none."""
        connection = HTTPConnection(self.netloc, timeout=20)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        if host is not None:
            connection.putheader("Host", host or self.netloc)
        given = {"Content-Length": str(len(body.encode())), "Content-Type": "application/json"}
        for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        reply = connection.getresponse()
        found = reply.status, reply.read().decode(), dict(reply.headers)
        connection.close()
        return found

    def looked_up(self) -> str:
        return (self.folder / "network.log").read_text(encoding="utf-8")

    def part(self) -> int:
        """The component that has the page's functions."""
        config = self.ask("GET", "/")[1].partition("window.gradio_config = ")[2].partition(";</script>")[0]
        return next(
            int(part["id"]) for part in json.loads(config)["components"] if part["props"].get("elem_id") == "qa-ask"
        )

    def call(self, function: str, request: dict[str, object], **headers: str) -> tuple[int, str, dict[str, str]]:
        """A call as the page makes it, as plain text: browsers send that anywhere without asking first."""
        body = {"component_id": self.part(), "fn_name": function, "session_hash": "x", "data": request}
        headers = {"Content_Type": "text/plain", **headers}
        return self.ask("POST", "/gradio_api/component_server", json.dumps(body), **headers)

    def joined(self, number: int, data: Sequence[object], **headers: str) -> str:
        """What comes of an event of the page."""
        body = {"data": data, "fn_index": number, "session_hash": "joined"}
        assert self.ask("POST", "/gradio_api/queue/join", json.dumps(body), **headers)[0] == 200
        return self.ask("GET", "/gradio_api/queue/data?session_hash=joined", **headers)[1]

    def asked(self, name: str, **fields: object) -> str:
        """What comes of a call of the interface for programs."""
        return self.ask("POST", f"/api/{name}", json.dumps(fields))[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "documents").mkdir()
    (folder / "documents" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    with running_page(folder, watched=True, QA_LOADING__MAX_MEGABYTES="0.001") as url:
        yield Server(url, folder)


def test_no_spelling_of_an_address_makes_the_page_ask_for_it(server: Server) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        other.setblocking(False)
        there = f"127.0.0.1:{other.getsockname()[1]}"
        for host in (there, "wanted.invalid"):
            for path in spellings(host):
                assert server.ask("GET", path)[0] in {400, 403}, path
                assert server.ask("HEAD", path)[0] in {400, 403}, path
                assert server.ask("POST", path)[0] in {400, 403}, path
        with pytest.raises(BlockingIOError):
            other.accept()
    assert server.looked_up() == ""


def spellings(host: str) -> list[str]:
    """Ways to name `http://host/x` to one of the routes that take an address or a path."""
    addresses = [f"http://{host}/x", f"https://{host}/x", f"HTTP://{host}/x", f"http:/{host}/x", f"//{host}/x"]
    addresses += [f"http%3A%2F%2F{host}%2Fx", f"http%253A//{host}/x", f"%68ttp://{host}/x", f"http:%5C%5C{host}/x"]
    routes = ["/gradio_api/file=", "/gradio_api/file/", "/gradio_api/proxy=", "/GRADIO_API/FILE=", "//gradio_api/file="]
    routes += ["/gradio_api/%66ile=", "/gradio_api/file%3D", "/gradio_api/./file=", "/assets/../gradio_api/file="]
    routes += ["/assets/%2e%2e/gradio_api/file=", "/gradio_api/queue/../file=", "/file=", "/proxy=", "/static/"]
    routes += ["/assets/", "/svelte/", "/gradio_api/custom_component/", "/gradio_api/mcp/", "/gradio_api/runs/"]
    queries = [f"/config?deep_link=http://{host}/x", f"/gradio_api/deep_link?url=http://{host}/x"]
    return [route + address for route in routes for address in addresses] + queries + [f"http://{host}/x"]


def test_no_file_is_given_away(server: Server) -> None:
    own = server.folder / "documents" / "bridge.txt"
    status, uploaded, _ = upload(server, Origin=f"http://{server.netloc}")
    assert status == 200
    for path in (str(own), "documents/bridge.txt", "app.py", "/etc/hostname", json.loads(uploaded)[0]):
        status, text, _ = server.ask("GET", f"/gradio_api/file={path}")
        assert (status, text) == (403, CLOSED), path
    for path in ("/assets/../../../../app.py", "/static/%2e%2e/%2e%2e/routes.py", "/assets//etc/hostname"):
        assert server.ask("GET", path)[0] == 403, path


def test_a_request_names_no_file_but_one_that_was_uploaded(server: Server) -> None:
    """Gradio fetches what is named by an address, and copies what is named by a path, for any part of the page."""
    own = {"Origin": f"http://{server.netloc}"}
    uploaded = json.loads(upload(server, **own)[1])[0]
    secret = server.folder / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    outside = [str(secret), "secret.txt", f"{uploaded}/../../../{secret}", "http://wanted.invalid/x.txt"]
    for path in [*outside, "https://127.0.0.1/x.txt", f"http://{server.netloc}/x.txt"]:
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        hidden = {"path": uploaded, "x": [file]}
        for data in ([file], [[file]], [hidden], [{"x": hidden}]):
            assert "not uploaded" in server.joined(0, data, **own), data
    assert server.looked_up() == ""
    assert [path.name for path in (server.folder / "documents").iterdir()] == ["bridge.txt"]
    new = [{"path": uploaded, "meta": {"_type": "gradio.FileData"}}]
    assert '"name":"a.txt"' in server.joined(0, [new, False], **own)
    (server.folder / "documents" / "a.txt").unlink()


def test_what_the_loader_would_leave_out_for_its_size_is_not_uploaded(server: Server) -> None:
    """The loader's 0.001 MB are 1,000 bytes; 2**20 bytes a megabyte made 1,048 of them here."""
    own = {"Origin": f"http://{server.netloc}"}
    assert [upload(server, "x" * size, **own)[0] for size in (1000, 1001)] == [200, 413]


def test_a_body_beyond_what_the_page_takes_is_not_read(server: Server) -> None:
    """A 200 MB body took 1.4 GB; a question of 5 MB was kept."""
    own = {"Origin": f"http://{server.netloc}"}
    status, text, _ = server.ask("POST", "/api/ask", "", Content_Length="200000000")
    assert (status, text) == (413, TOO_LONG)
    assert server.ask("POST", "/gradio_api/component_server", "x" * (LONGEST_BODY + 1), **own)[0] == 413
    assert server.ask("POST", "/sheet", "", Content_Length=str(LONGEST_NOTEBOOK + 1), **own)[0] == 413
    for body, said in (("x" * LONGEST_BODY * 2, "notebook that is none"), ('{"quotes": []}', "No sheet is written as")):
        status, text, _ = server.ask("POST", "/sheet", body, **own)
        assert (status, said in text) == (400, True)
    assert server.ask("POST", "/sheet", '{"quotes": [], "format": "csv"}')[0] == 403
    assert "named no question to keep" in server.call("keep", {"question": "x" * 2001, **PLACE}, **own)[1]


def upload(server: Server, text: str = "new", **headers: str) -> tuple[int, str, dict[str, str]]:
    """A form with a file, which browsers send anywhere without asking first."""
    body = f'--cut\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n{text}\r\n--cut--\r\n'
    return server.ask("POST", "/gradio_api/upload", body, Content_Type="multipart/form-data; boundary=cut", **headers)


def test_only_what_the_page_needs_of_gradios_routes_is_open(
    settings: Settings, write: Callable[[str, str], Path]
) -> None:
    """Of every route with every method; the word "x" stands in for what a path leaves open."""
    write("bridge.txt", BRIDGE)
    build_index(settings)

    async def made() -> Gate:
        return site(Backend(settings, bot))

    with Bot.open(settings) as bot:
        asked = set(routes(asyncio.run(made())))
    assert len(asked) > 70
    assert {method + " " + path for method, path in asked if opened_for(method, path)} == {
        *("GET /", "GET /assets/x", "GET /static/x", "GET /theme.css", "GET /favicon.ico", "GET /gradio_api/app_id"),
        *("POST /gradio_api/queue/join", "GET /gradio_api/queue/data", "POST /gradio_api/upload"),
        *("GET /gradio_api/upload_progress", "POST /gradio_api/component_server", "POST /gradio_api/component_server/"),
    }


def routes(gate: Gate) -> Iterator[tuple[str, str]]:
    """Method and path of all that Gradio's app answers to."""
    assert isinstance(gate.app, Early)
    outer = gate.app.app
    assert isinstance(outer, FastAPI)
    inner = outer.routes[-1]
    assert isinstance(inner, Mount)
    waiting = list(inner.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, Route):
            path = re.sub(r"{.*?}", "x", route.path)
            yield from ((method, path) for method in (route.methods or set()) - {"HEAD"})
        else:
            waiting += getattr(route, "original_router").routes  # noqa: B009 - FastAPI's included router has no name


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "[0:0::1]"])
def test_the_page_answers_to_its_own_names(server: Server, name: str) -> None:
    port = server.netloc.partition(":")[2]
    assert server.ask("GET", "/", host=f"{name}:{port}")[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example:{port}", "evil.example", "localhost", "localhost:1", "127.0.0.1:80", "127.0.0.2:{port}"),
        *("localhost.:{port}", "localhost.evil.example:{port}", "localhost:{port}@evil.example", "a@localhost:{port}"),
        *("localhost:{port}:80", "localhost:{port}/x", "::1:{port}", "[::1", "localhost:{port}, evil.example", ""),
    ],
)
def test_another_name_that_leads_here_is_refused(server: Server, host: str) -> None:
    """A foreign page can give its own name our address; what its visitor's browser sends then is that name."""
    named = host.format(port=server.netloc.partition(":")[2]) or None
    for method, path in (("GET", "/"), ("POST", "/api/ask"), ("GET", "/gradio_api/file=x")):
        body = '{"question": "When?"}' if named else ""  # the server hangs up before it has read one
        status, text, _ = server.ask(method, path, body, host=named)
        assert status in {400, 421}, path  # a request without any name is no HTTP
        assert "bridge" not in text
    assert server.ask("GET", "/", X_Forwarded_Host="evil.example")[0] == 421


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "https://evil.example", "Sec_Fetch_Site": "same-origin"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Referer": "https://evil.example/page"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_gets_nothing_and_changes_nothing(server: Server, headers: dict[str, str]) -> None:
    before = server.call("overview", {}, Origin=f"http://{server.netloc}")[1]
    replies = [
        server.call("keep", {"question": "When?", **PLACE}, **headers),
        server.call("source", {"source": "bridge.txt"}, **headers),
        server.call("draw", {"source": "bridge.txt", "page": 1, "inside": ""}, **headers),
        upload(server, **headers),
        server.ask("POST", "/gradio_api/queue/join", '{"data": [true], "fn_index": 1, "session_hash": "x"}', **headers),
        server.ask("POST", "/api/ask", '{"question": "When?"}', **headers),
        server.ask("POST", "/api/rebuild", "{}", **headers),
        server.ask("GET", "/gradio_api/queue/data?session_hash=x", **headers),
        server.ask("GET", "/gradio_api/queue/join", Connection="Upgrade", Upgrade="websocket", **headers),
        server.ask("OPTIONS", "/api/ask", Access_Control_Request_Method="POST", **headers),
    ]
    assert [status for status, _, _ in replies] == [403] * len(replies)
    assert not (server.folder / "testsets").exists()
    assert server.call("overview", {}, Origin=f"http://{server.netloc}")[1] == before


def test_a_link_from_anywhere_opens_the_page_but_no_script_may_read_it(server: Server) -> None:
    clicked = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Referer": "https://evil.example/"}
    assert server.ask("GET", "/", **clicked)[0] == 200
    assert server.ask("GET", "/", Origin="https://evil.example")[0] == 403


def test_the_page_itself_is_served(server: Server) -> None:
    own = {"Origin": f"http://{server.netloc}"}
    assert BRIDGE.strip() in server.call("source", {"source": "bridge.txt"}, **own)[1]
    assert BRIDGE.strip() in server.call("source", {"source": "bridge.txt"}, Sec_Fetch_Site="same-origin")[1]
    assert upload(server, **own)[0] == 200


def test_a_program_may_ask_but_not_do_what_is_the_pages(server: Server) -> None:
    """An upload and the page's functions need its origin; the interface for programs needs none."""
    assert "1786" in server.asked("ask", question="When was the bridge opened?")
    rebuild = '{"data": [true], "fn_index": %d, "session_hash": "x"}'
    for number in range(5):
        assert server.ask("POST", "/gradio_api/queue/join", rebuild % number)[0] == 403
    for path in ("call/rebuilt", "call/v2/rebuilt", "run/rebuilt", "api/rebuilt", "run/predict", "call/ask"):
        for headers in ({}, {"Origin": f"http://{server.netloc}"}):
            assert server.ask("POST", f"/gradio_api/{path}", '{"data": [true]}', **headers)[0] == 403
    assert server.call("overview", {})[0] == 403
    assert upload(server)[0] == 403


def test_the_examples_of_the_page_for_programs_are_what_happens(server: Server) -> None:
    status, page, _ = server.ask("GET", "/api", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")
    (program,) = re.findall(r'<pre id="python" tabindex="0">(.*?)</pre>', page, re.DOTALL)
    commands = re.findall(r'<pre tabindex="0">(curl .*?)</pre>', page, re.DOTALL)
    assert (status, len(commands)) == (200, 5)
    told = subprocess.run([sys.executable, "-c", unescape(program)], capture_output=True, encoding="utf-8", check=True)
    assert told.stdout.splitlines()[1] == f"bridge.txt 0 {len(BRIDGE) - 1} {BRIDGE.strip()}"
    for command in map(unescape, commands):
        run = subprocess.run(command, shell=True, capture_output=True, encoding="utf-8", check=True)
        assert "error" not in json.loads(run.stdout), command


def test_fifty_who_ask_at_once_are_all_answered_or_told_to_come_back(server: Server) -> None:
    question = json.dumps({"question": "When was the bridge opened?"})
    with ThreadPoolExecutor(50) as people:
        replies = list(people.map(lambda _: server.ask("POST", "/api/ask", question), range(50)))
    assert {status for status, _, _ in replies} <= {200, 503}
    answered = [json.loads(text) for status, text, _ in replies if status == 200]
    assert len(answered) >= AT_ONCE + WAITING
    assert all(quote["text"] == BRIDGE.strip() for told in answered for quote in told["quotes"][:1])
    for status, text, _ in replies:
        assert status == 200 or json.loads(text)["error"]["hint"] == "ask again in a moment"


def test_what_fits_nothing_that_the_page_has_is_a_sentence_without_a_traceback(server: Server) -> None:
    """Made-up sessions, parts, events, forms: a stream for a made-up session wrote thirty lines into the log."""
    for method, path, body, status, said, headers in nonsense(server.part()):
        told = server.ask(method, path, body, Origin=f"http://{server.netloc}", **headers)
        assert (told[0], said in told[1]) == (status, True), (path, body, told)
    log = (server.folder / "page.log").read_text(encoding="utf-8")
    assert ("Traceback" in log, "boundary" in log) == (False, False)


def nonsense(part: int) -> Iterator[tuple[str, str, str, int, str, dict[str, str]]]:
    """Method, path, body, the status that is due, what is said, further headers: something for every open endpoint."""
    for query in ("x", "", "%00", "%ff", "x" * 5000, "a&session_hash=b"):
        yield "GET", f"/gradio_api/queue/data?session_hash={query}", "", 404, NO_SESSION, {}
    yield "GET", "/gradio_api/queue/data", "", 404, NO_SESSION, {}
    yield "GET", "/gradio_api/upload_progress?upload_id=x", "", 404, "Upload not found", {}
    for path in ("/assets/none.js", "/static/none.js"):
        yield "GET", path, "", 404, "Not Found", {}
    yield "GET", "/?page=none", "", 400, NONSENSE, {}
    event: dict[str, object] = {"data": [], "fn_index": 0, "session_hash": "x"}
    unnamed: list[object] = ["", None, 5, [], "\ud800"]
    for session in unnamed:
        yield "POST", "/gradio_api/queue/join", json.dumps({**event, "session_hash": session}), 404, NO_SESSION, {}
    for number in (999, -1):
        yield "POST", "/gradio_api/queue/join", json.dumps({**event, "fn_index": number}), 400, NONSENSE, {}
    for body in ("", "x", "[]", "5", "null", "{}", "[" * 10_000):
        yield "POST", "/gradio_api/queue/join", body, 404, NO_SESSION, {}
    called: dict[str, object] = {"component_id": part, "fn_name": "overview", "session_hash": "x", "data": {}}
    for number in (-1, 987_654, 10**30):
        yield "POST", "/gradio_api/component_server", json.dumps({**called, "component_id": number}), 400, NONSENSE, {}
    for name in ("", "__class__", "\ud800"):
        missing = "Function not found."
        yield "POST", "/gradio_api/component_server", json.dumps({**called, "fn_name": name}), 404, missing, {}
    form = {"Content_Type": "multipart/form-data; boundary=cut"}
    nameless = '--cut\r\nContent-Disposition: form-data; name="files"\r\n\r\n1\r\n--cut--\r\n'
    yield "POST", "/gradio_api/component_server", "--cut--\r\n", 400, NONSENSE, form
    yield "POST", "/gradio_api/upload?upload_id=x", nameless, 400, NONSENSE, form
    for path in ("/gradio_api/component_server", "/gradio_api/upload"):
        yield "POST", path, "x", 400, "Could not parse multipart request", form


def test_an_event_that_brings_nonsense_is_told_so(server: Server) -> None:
    """Gradio's checks of what an event brings wrote a traceback each, and told the caller nothing."""
    misfits: list[list[object]] = [[], [1], ["x"], [{}], [[{}]], [[None]], [[[[]]]], ["\ud800"], [[{"path": 5}]]]
    for number, some in ((0, misfits), (1, [[]]), (2, misfits)):
        for data in some:
            assert NONSENSE in server.joined(number, data, Origin=f"http://{server.netloc}"), (number, data)
    assert "Traceback" not in (server.folder / "page.log").read_text(encoding="utf-8")


def test_every_reply_tells_the_browser_what_it_may_do(server: Server) -> None:
    for path in ("/", "/gradio_api/file=x", "/theme.css"):
        given = server.ask("GET", path)[2]
        assert {name: given.get(name.lower()) for name in HEADERS} == HEADERS, path


def test_a_page_for_the_whole_network_answers_to_the_addresses_it_is_reached_at(tmp_path: Path) -> None:
    """All of 127.0.0.0/8 is this machine: two addresses of it stand for two of a network card."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    add_user(tmp_path / "users.txt", "Ada", "open sesame")
    names = '["qa.example.org"]'
    ada = {"Authorization": "Basic " + b64encode(b"Ada:open sesame").decode()}
    with running_page(tmp_path, QA_WEB__HOST="0.0.0.0", QA_WEB__ALLOWED_HOSTS=names, QA_WEB__USERS="users.txt") as url:
        assert url.startswith("http://localhost:")
        port = urlsplit(url).port
        reached = Server(f"http://127.0.0.2:{port}", tmp_path)
        answers = {
            host: reached.ask("GET", "/", host=host, **ada)[0]
            for host in (f"127.0.0.2:{port}", f"127.0.0.3:{port}", f"{socket.gethostname()}:{port}", "qa.example.org")
        }
        for header in ({}, {"Authorization": "Basic " + b64encode(b"Ada:open").decode()}):
            status, text, headers = reached.ask("GET", "/", **header)
            assert (status, text, headers["www-authenticate"][:5]) == (401, WHO, "Basic")
        assert reached.ask("POST", "/api/ask", '{"question": "When?"}')[0] == 401
        assert reached.ask("POST", "/api/ask", '{"question": "When?"}', **ada)[0] == 200
    assert list(answers.values()) == [200, 421, 200, 200]


def test_an_allowed_host_stands_for_its_usual_ports_or_for_the_one_it_names() -> None:
    gate = Gate(FastAPI(), "127.0.0.1", ["qa.example.org", "Other.example:8443", "localhost:8080", "[::1]:8080"])
    here = Address("10.0.0.7", 7860)
    allowed = ["qa.example.org", "QA.example.org:443", "qa.example.org:7860", "other.example:8443", "10.0.0.7:7860"]
    allowed += ["localhost:7860", "localhost:8080", "[::1]:8080"]  # as a container is reached from outside
    for host in allowed:
        assert gate.ours(authority(host), here), host
    refused = ["qa.example.org:8443", "other.example", "other.example:7860", "a.qa.example.org", "10.0.0.8:7860"]
    for host in [*refused, "localhost", "localhost:80", "127.0.0.1:8080", "qa.example.org:0"]:
        assert not gate.ours(authority(host), here), host


def test_an_allowed_host_may_be_a_name_or_an_address() -> None:
    hosts = ["qa.example.org", "qa.example.org:8443", "192.0.2.7", "[2001:db8::1]:8080"]
    assert Web(allowed_hosts=hosts).allowed_hosts == hosts


@pytest.mark.parametrize("host", ["https://qa.example.org", "qa.example.org/", "*", "a b", "a:b", ""])
def test_an_allowed_host_that_no_browser_would_send_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="allowed_hosts"):
        Web(allowed_hosts=[host])
