"""macOS: `caffeinate -i -w PID` keeps the computer awake until it is ended, or this program is (man caffeinate)."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_AT_ONCE = 0.2
"""Seconds in which a program that does not understand its arguments has ended."""


class MacAwake:
    """`program` is another one in tests."""

    def __init__(self, program: str = "/usr/bin/caffeinate") -> None:
        self._program = program
        self._running: set[asyncio.subprocess.Process] = set()

    @asynccontextmanager
    async def hold(self, reason: str) -> AsyncIterator[str]:
        """As the port says."""
        process = await self._begin()
        try:
            yield "caffeinate" if process is not None else ""
        finally:
            if process is not None:
                await self._end(process)

    async def _begin(self) -> asyncio.subprocess.Process | None:
        nothing = asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                self._program, "-i", "-w", str(os.getpid()), stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
        except OSError:
            return None
        self._running.add(process)
        try:
            await asyncio.wait_for(process.wait(), _AT_ONCE)
        except TimeoutError:
            return process
        except asyncio.CancelledError:
            await self._end(process)
            raise
        self._running.discard(process)
        return None

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self._running.discard(process)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def close(self) -> None:
        """As the port says."""
        for process in tuple(self._running):
            await self._end(process)
