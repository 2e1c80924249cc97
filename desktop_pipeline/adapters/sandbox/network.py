"""The network of a computer that is nowhere: `change` is what plugging in a cable would be."""

from __future__ import annotations

import asyncio

from desktop_pipeline.services.computer_ports import NetworkState


class SandboxNetwork:
    """Implements the port Network."""

    def __init__(self) -> None:
        self._changes = 0
        self._wake = asyncio.Event()
        self._told = 0
        self.online = True

    def change(self) -> None:
        """Let the network change now."""
        self._changes += 1
        self._wake.set()

    def state(self) -> NetworkState:
        """As the port says."""
        return NetworkState(self.online, str(self._changes))

    async def changed(self) -> None:
        """As the port says."""
        while self._told == self._changes:
            self._wake.clear()
            await self._wake.wait()
        self._told = self._changes
