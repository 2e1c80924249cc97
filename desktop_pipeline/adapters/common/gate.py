"""One back-off per endpoint, shared by everything that asks it: watches of several kinds and app maps, health, tags, chips.

While an endpoint answers the gate is open and does nothing. While nobody knows, one tries and the others wait for what it finds. After an
attempt in vain the others get the same error at once, without a packet, until the next attempt is due:

* silence (no answer to a connection, no route, no answer of the name server): 30 s. Asking again sooner only makes noise;
  a change of this computer's network, or a person who asks, wakes the gate at once.
* a host that says no at once (nobody listens there, its certificate is not trusted), or takes the question and does not answer: it may
  just be starting, so 2 s, 4 s, 8 s, … up to 30 s.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable

import aiohttp

from desktop_pipeline.adapters.common.reasons import causes
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.holds import NO_LOGIN

SILENT_SECONDS = 30.0
REFUSED_SECONDS = (2.0, 4.0, 8.0, 16.0, 30.0)
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.ETIMEDOUT})
_NOT_THE_WAY = frozenset({"cluster.closed", "cluster.cut", "cluster.garbage", "cluster.busy", "cluster.server_error", "engine.lost",
                          "registry.busy", "registry.trouble"})
"""Unreachable for other reasons: somebody did answer, or we hung up ourselves."""
_NOT_CONNECTED = frozenset({"cluster.unreachable", "cluster.tls", "cluster.proxy_refused"})
"""No connection was made, whatever the reason: also one that was taken and closed at once."""


class Gate:
    """The way to one endpoint. `now`: monotonic seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.open = False
        """It answered the last time."""
        self._error: UserError | None = None
        self._until = 0.0
        self._refusals = 0
        self._answered_at = 0.0
        self._trying: asyncio.Event | None = None
        self._era = 0
        """Grows with each `wake`: what was begun before says nothing about the way as it is now."""

    @contextlib.asynccontextmanager
    async def passing(self, *, at_once: bool = False, proof: bool = True) -> AsyncIterator[None]:
        """Around one attempt; what it raises is noted. `at_once`: a run at work, which neither waits nor is turned away.

        `proof` False: coming through says nothing about the endpoint. Raises the last error, as new, where it is too soon to try again.
        """
        if not at_once:
            await self._turn()
        mine = asyncio.Event() if not self.open and self._trying is None else None
        if mine is not None:
            self._trying = mine
        era, begun = self._era, self._now()
        try:
            yield
        except UserError as error:
            if era == self._era:
                self.failed(error, begun)
            raise
        else:
            if proof:
                self.answered()
        finally:
            if mine is not None:
                mine.set()
                if self._trying is mine:
                    self._trying = None

    async def _turn(self) -> None:
        while not self.open:
            if self._error is not None and self._now() < self._until:
                raise _again(self._error)
            if self._trying is None:
                return
            await self._trying.wait()

    def answered(self) -> None:
        """The endpoint is there: everybody may ask."""
        self.open, self._error, self._refusals, self._answered_at = True, None, 0, self._now()

    def failed(self, error: UserError, begun: float) -> None:
        """An attempt that began then ended with this error; only one that says that the endpoint is out of reach closes the gate.

        Of attempts side by side the first refusal counts, and none that began before the endpoint answered somebody else.
        """
        if not is_about_the_way(error):
            if isinstance(error, Refused):  # it did answer
                self.answered()
            return
        if self.open and begun < self._answered_at:
            return
        if is_silence(error):
            wait = SILENT_SECONDS
        elif self._error is not None and not is_silence(self._error) and self._now() < self._until:
            return
        else:
            wait = REFUSED_SECONDS[min(self._refusals, len(REFUSED_SECONDS) - 1)]
            self._refusals += 1
        self.open, self._error, self._until = False, error, self._now() + wait

    def wake(self) -> None:
        """Let the next one try at once: the network has changed, or a person asks."""
        self._era += 1
        self._until, self._refusals = 0.0, 0
        if self._trying is not None:  # its packets may go the way that is no more
            self._trying.set()
            self._trying = None


class Gates:
    """Gates by the name of their endpoint: two clusters of the workspace on one server share one."""

    def __init__(self) -> None:
        self._gates: dict[str, Gate] = {}

    def of(self, endpoint: str) -> Gate:
        return self._gates.setdefault(endpoint, Gate())

    def wake(self) -> None:
        """Let everything be tried again at once."""
        for gate in self._gates.values():
            gate.wake()


def _again(error: UserError) -> UserError:
    """The same error anew: one that is raised twice would collect the traces of both."""
    return type(error)(error.code, **dict(error.message.arguments))


def is_about_the_way(error: UserError) -> bool:
    """Whether an error says that the endpoint cannot be reached, rather than what it answered."""
    if error.code in NO_LOGIN:  # a login program must not be started again and again
        return True
    if not isinstance(error, Unreachable) or error.code in _NOT_THE_WAY:
        return False
    if error.code in _NOT_CONNECTED:
        return True
    return not any(
        isinstance(cause, ConnectionResetError | BrokenPipeError | aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError)
        or (isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLCertVerificationError))
        for cause in causes(error))


def is_silence(error: UserError) -> bool:
    """Whether nothing at all came back. What other programs tell (ssh, buildx) counts as that: starting them again costs more."""
    if error.code not in NO_LOGIN and (error.__cause__ is None or error.code == "engine.ssh"):
        return True
    for cause in causes(error):
        if isinstance(cause, aiohttp.ConnectionTimeoutError | socket.gaierror):
            return True
        if isinstance(cause, OSError) and cause.errno in _NO_WAY:
            return True
        if type(cause).__name__ in ("ConnectTimeoutError", "ConnectTimeout", "NameResolutionError"):  # of requests and urllib3
            return True
    return False
