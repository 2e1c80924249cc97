"""Held plans as they lie in the drafts of a profile, and which process waits with each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Hold
from desktop_pipeline.services.computer_ports import Locks
from desktop_pipeline.services.kept_ports import Store
from desktop_pipeline.services.ports import Clock

_KEY = "holds"
_TRY, _TRIES = 0.05, 60
"""Seconds between two tries to get the list, and how many: whoever has it reads and writes one value."""


@dataclass(frozen=True, slots=True)
class KeptHolds:
    """All held plans of the profile, as they lie in the drafts."""

    holds: tuple[Hold, ...] = ()


class HoldStore:
    """One value for all, changed under a lock; one lock for each plan, held by the process that waits with it."""

    def __init__(self, drafts: Store, locks: Locks, clock: Clock) -> None:
        self._drafts, self._locks, self._clock = drafts, locks, clock

    async def all(self) -> tuple[Hold, ...]:
        return (await self._drafts.load(_KEY, KeptHolds) or KeptHolds()).holds

    async def find(self, hold_id: str) -> Hold | None:
        return next((hold for hold in await self.all() if hold.id == hold_id), None)

    async def add(self, hold: Hold) -> None:
        """Raises UserError `hold.busy`, and what the drafts raise."""
        await self._change(lambda holds: (*holds, hold))

    async def change(self, hold: Hold) -> bool:
        """Keep the new state of a plan; False when it is not there any more: another process has disarmed it. Raises as `add`."""
        return await self._change(lambda holds: tuple(hold if other.id == hold.id else other for other in holds), hold.id)

    async def remove(self, hold_id: str) -> None:
        """Raises as `add`."""
        await self._change(lambda holds: tuple(hold for hold in holds if hold.id != hold_id))

    async def _change(self, change: Callable[[tuple[Hold, ...]], tuple[Hold, ...]], needs: str = "") -> bool:
        async with self._alone():
            holds = await self.all()
            if needs and not any(hold.id == needs for hold in holds):
                return False
            await self._drafts.save(_KEY, KeptHolds(change(holds)))
            return True

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        for _ in range(_TRIES):
            if await self._locks.take(_KEY):
                break
            await self._clock.sleep(_TRY)
        else:
            raise UserError("hold.busy")
        try:
            yield
        finally:
            self._locks.give(_KEY)

    async def claim(self, hold_id: str) -> bool:
        """Be the process that waits with this plan; False while another one is."""
        return await self._locks.take(f"hold-{hold_id}")

    def leave(self, hold_id: str) -> None:
        self._locks.give(f"hold-{hold_id}")
