"""Connections on which no request comes are cut: uvicorn by itself waits for one without an end."""

from asyncio import TimerHandle
from asyncio.transports import Transport

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.web.limits import SECONDS


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, whose requests' heads have to arrive within SECONDS, however they trickle."""

    seconds = SECONDS
    _deadline: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._rest()

    def _watch(self) -> None:
        """Counts while a head is waited for: from the connection's beginning, and from each reply's end."""
        if self.conn.their_state is not h11.IDLE:
            self._rest()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.seconds, self.transport.close)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
