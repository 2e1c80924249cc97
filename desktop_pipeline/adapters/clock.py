"""The clock of the computer."""

from __future__ import annotations

import asyncio
import time


class SystemClock:
    """The port Clock."""

    def now(self) -> float:
        """Epoch seconds."""
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))
