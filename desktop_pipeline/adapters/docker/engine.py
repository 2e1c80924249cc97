"""One engine: finds it anew for each piece of work, and runs that in a thread of its own."""

from __future__ import annotations

import asyncio
import errno
import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from docker import APIClient

from desktop_pipeline.adapters.common.gate import Gates
from desktop_pipeline.adapters.common.names import look_up
from desktop_pipeline.adapters.common.reasons import reason
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.docker.context import Stopped
from desktop_pipeline.adapters.docker.endpoint import Endpoint, resolve
from desktop_pipeline.adapters.docker.job import Job
from desktop_pipeline.domain.errors import Unreachable
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.ports import URGENT, Login

T = TypeVar("T")
_WORKERS = 8
KNOCK_SECONDS = 5.0


class Engine:
    """Named by address or docker context; both empty: what the docker command would take."""

    def __init__(self, host: str, context: str, gates: Gates | None = None) -> None:
        self._host = host
        self._gates = gates or Gates()
        self._context = context
        self._threads = Threads("docker", _WORKERS)

    async def do(
        self, work: Callable[[Job, APIClient], T], redact: Redactor | None = None, logins: Mapping[str, Login] | None = None,
        patience: float = 0.0,
    ) -> T:
        """Result of `work`. Cancelling cuts its connections at once, or when it has not ended after `patience` seconds.

        Raises what `Job.client` raises, and UserErrors about the address.
        """
        endpoint = resolve(self._host, self._context)
        await _named(endpoint)
        job = Job(endpoint, redact or Redactor(), logins)
        asked = 0.0

        def stop() -> None:
            nonlocal asked
            asked = asked or time.monotonic()
            if time.monotonic() - asked >= patience:
                job.stop()

        def run() -> T:
            with job.client() as client:
                return work(job, client)

        try:
            return await self._threads.run_interruptible(stop, run)
        except Stopped:
            raise asyncio.CancelledError from None  # the engine was closed

    async def ask(self, work: Callable[[Job, APIClient], T], patience: float = 0.0) -> T:
        """`do` for a short question, which is not sent while the engine is known to be out of reach."""
        endpoint = resolve(self._host, self._context)
        gate = self._gates.of(endpoint.host)
        async with gate.passing(at_once=URGENT.get()):
            if not gate.open:
                await _knock(endpoint)
            return await self.do(work, patience=patience)

    async def aside(self, work: Callable[[Callable[[], bool]], T]) -> T:
        """Result of `work(stopped)`, which needs no engine and has to ask `stopped` often."""
        stop = threading.Event()
        found = await self._threads.run_interruptible(stop.set, lambda: work(stop.is_set))
        if stop.is_set():
            raise asyncio.CancelledError  # the engine was closed
        return found

    async def close(self) -> None:
        """Stop what runs; no thread is left."""
        await self._threads.close()


async def _named(endpoint: Endpoint) -> list[str]:
    """Look the host's name up where that holds up nobody: in the engine's own thread a silent name server could not be interrupted.

    Raises Unreachable `engine.unreachable`.
    """
    parts = urlsplit(endpoint.host)
    if parts.scheme not in ("tcp", "http", "https") or not parts.hostname:
        return []
    try:
        return list(dict.fromkeys(str(found[4][0]) for found in await look_up(parts.hostname)))
    except OSError as error:
        raise Unreachable("engine.unreachable", host=endpoint.host, text=reason(error)) from error


async def _knock(endpoint: Endpoint) -> None:
    """Connect, and hang up: whether an engine over TCP is there is found out where it can be cut short at any moment, which a thread that
    waits for a connection cannot. Raises Unreachable `engine.unreachable`.
    """
    port = urlsplit(endpoint.host).port or (2376 if endpoint.tls_folder else 2375)
    problem: OSError | None = None
    for address in await _named(endpoint):
        try:
            async with asyncio.timeout(KNOCK_SECONDS):
                _, writer = await asyncio.open_connection(address, port)
        except TimeoutError:
            problem = TimeoutError(errno.ETIMEDOUT, "no answer in time")
        except OSError as error:
            problem = error
        else:
            writer.close()
            return
    if problem is not None:
        raise Unreachable("engine.unreachable", host=endpoint.host, text=reason(problem)) from problem
