"""Who opens a connection and says nothing, or only half, does not hold it for ever; who is served slowly does."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from uvicorn import Config, Server

from qa.web.connections import PatientProtocol

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

REQUEST = b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Hasty(PatientProtocol):
    """Half a second of patience."""

    seconds = 0.5


async def slow(scope: "Scope", receive: "Receive", send: "Send") -> None:
    """Answers after a second, longer than a head may take."""
    await asyncio.sleep(1)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture
def port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = Server(Config(slow, http=Hasty, log_level="critical", lifespan="off", timeout_keep_alive=60))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def cut(connection: socket.socket) -> bool:
    """Whether the other side closes it, which it is given time for."""
    connection.settimeout(20)
    return connection.recv(100) == b""


def test_a_connection_on_which_no_whole_head_comes_is_cut(port: int) -> None:
    """One is silent, one stops half way, one sends a letter now and then."""
    silent, half, trickling = (socket.create_connection(("127.0.0.1", port)) for _ in range(3))
    with silent, half, trickling:
        half.sendall(REQUEST[:20])
        for at in range(20):
            try:
                trickling.sendall(REQUEST[at : at + 1])
            except OSError:
                break
            time.sleep(0.1)
        else:
            pytest.fail("twenty letters in two seconds were waited for")
        assert cut(silent)
        assert cut(half)


def test_a_slow_reply_is_waited_for_and_so_is_the_next_request_for_a_while(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(2):
            connection.sendall(REQUEST)
            connection.settimeout(20)
            told = b""
            while not told.endswith(b"done"):
                told += connection.recv(100)
        connection.sendall(REQUEST[:20])
        assert cut(connection)
