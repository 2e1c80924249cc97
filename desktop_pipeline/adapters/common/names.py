"""Names → addresses in threads of our own, with a time limit.

`getaddrinfo` cannot be interrupted: with a name server that does not answer it blocks for 10 s and longer. In the loop's own threads
that would hold up files and shutdown. Here a lookup that is no longer waited for holds up nothing: its thread ends with the program,
there is one for each name at most, and whoever asks for that name again waits for the same one.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

SECONDS = 5.0
MOST = 16
"""Names looked up at the same time, in the whole program."""

Found = list[tuple[Any, ...]]
_lock = threading.Lock()
_running: dict[tuple[str, int, int], _Lookup] = {}


class _Lookup:
    """One name that is being looked up, for as many loops and callers as want it."""

    def __init__(self, key: tuple[str, int, int]) -> None:
        self.key = key
        self.result: Found | OSError | None = None
        self.waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        threading.Thread(target=self._run, name="names", daemon=True).start()

    def _run(self) -> None:
        host, port, family = self.key
        try:
            found: Found | OSError = list(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG))
        except OSError as error:
            found = error
        except UnicodeError as error:  # no host name at all
            found = socket.gaierror(socket.EAI_NONAME, str(error))
        with _lock:
            self.result = found
            _running.pop(self.key, None)
            waiting, self.waiting = self.waiting, []
        for loop, event in waiting:
            with contextlib.suppress(RuntimeError):  # that loop is closed
                loop.call_soon_threadsafe(event.set)


async def look_up(host: str, port: int = 0, family: int = socket.AF_UNSPEC, seconds: float = SECONDS) -> Found:
    """Addresses of a host as `socket.getaddrinfo` gives them. Raises OSError; a name server that is silent is one, after `seconds`."""
    key, event = (host, port, family), asyncio.Event()
    with _lock:
        lookup = _running.get(key)
        if lookup is None:
            if len(_running) >= MOST:
                raise socket.gaierror(socket.EAI_AGAIN, "too many names are being looked up")
            lookup = _running[key] = _Lookup(key)
        lookup.waiting.append((asyncio.get_running_loop(), event))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    found = lookup.result
    if found is None:
        raise socket.gaierror(socket.EAI_AGAIN, "the name server does not answer")
    if isinstance(found, OSError):
        raise type(found)(*found.args)
    return found


class Resolver(AbstractResolver):
    """For aiohttp."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        result: list[ResolveResult] = []
        for kind, _, protocol, _, address in await look_up(host, port, family):
            result.append(ResolveResult(hostname=host, host=address[0], port=address[1], family=kind, proto=protocol,
                                        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV))
        return result

    async def close(self) -> None:
        """Nothing is kept."""


def connector(**options: Any) -> aiohttp.TCPConnector:
    """aiohttp's connector with these names."""
    return aiohttp.TCPConnector(resolver=Resolver(), **options)
