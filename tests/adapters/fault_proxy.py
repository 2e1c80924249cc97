"""A TCP proxy that breaks in the ways a network does: connections reset, ports closed, bytes held back or swallowed."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from types import TracebackType


class FaultProxy:
    """Forwards 127.0.0.1:`port` to a server. `async with FaultProxy(host, port) as proxy`. It runs in the test's own event loop."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._swallows = False
        self._era = 0
        self.port = 0
        self.accepted = 0
        """Connections taken since the start."""

    async def __aenter__(self) -> FaultProxy:
        await self._listen()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._deafen()
        self.reset()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def open(self) -> int:
        """Connections that are open now."""
        return len(self._pairs)

    # ---- faults ----------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """RST on every open connection; new ones work."""
        for pair in tuple(self._pairs):
            for writer in pair:
                with contextlib.suppress(OSError):  # it may be closed already
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()

    async def cut(self) -> None:
        """RST on every open connection, and new ones are refused, until `mend`."""
        await self._deafen()
        self.reset()

    def stall(self) -> None:
        """Nothing moves, as with a stopped server: connections are taken, bytes are kept, until `mend`."""
        self._flows.clear()

    def swallow(self) -> None:
        """A black hole: bytes go in and are lost, until `mend`; connections open now are dead for good."""
        self._swallows = True
        self._era += 1

    async def mend(self) -> None:
        """Work again. Held back bytes arrive."""
        if self._server is None:
            await self._listen()
        self._swallows = False
        self._flows.set()

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _deafen(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        await asyncio.sleep(0)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer), name="fault proxy")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, far_writer)
        self._pairs.add(pair)
        try:
            async with asyncio.TaskGroup() as group:
                there = group.create_task(self._pump(reader, far_writer))
                back = group.create_task(self._pump(far_reader, writer))
                await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
                there.cancel()
                back.cancel()
        finally:
            self._pairs.discard(pair)
            for one in pair:
                one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lost, era = False, self._era
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._flows.wait()
                lost = lost or self._swallows or era != self._era
                if not lost:
                    writer.write(data)
                    await writer.drain()
            await self._flows.wait()
            if lost or self._swallows or era != self._era:
                await asyncio.Event().wait()  # the end is lost, too
