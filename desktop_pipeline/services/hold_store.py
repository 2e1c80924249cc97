"""Held plans as they lie in the drafts of a profile, and which process waits with each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
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
    """Ids of all held plans of the profile, oldest first. Each plan is a value of its own: one that another version wrote in a form that
    is not understood here stays where it is."""

    ids: tuple[str, ...] = ()


def _one(hold_id: str) -> str:
    return f"hold/{hold_id}"


class HoldStore:
    """One value for each plan and one for their list, changed under a lock; one lock for each plan, held by the process that waits with
    it."""

    def __init__(self, drafts: Store, locks: Locks, clock: Clock) -> None:
        self._drafts, self._locks, self._clock = drafts, locks, clock

    async def all(self) -> tuple[Hold, ...]:
        """Those that are understood."""
        found = [await self._load(hold_id) for hold_id in await self._ids()]
        return tuple(hold for hold in found if hold is not None)

    async def ids(self) -> tuple[str, ...] | None:
        """Of all held plans, oldest first; None while there was never one, or the list is not understood."""
        kept = await self._drafts.load(_KEY, KeptHolds)
        return kept.ids if kept is not None else None

    async def read(self, hold_id: str) -> Hold | None:
        """A plan whose id is in the list; None when it is not understood."""
        return await self._load(hold_id)

    async def strange(self) -> int:
        """How many are in the list and not understood."""
        unread = [hold_id for hold_id in await self._ids() if await self._load(hold_id) is None]
        return len(set(unread) & set(await self._ids()))  # another process may have removed one meanwhile

    async def find(self, hold_id: str) -> Hold | None:
        return await self._load(hold_id) if hold_id in await self._ids() else None

    async def add(self, hold: Hold) -> None:
        """Raises UserError `hold.busy`, and what the drafts raise."""
        async with self._alone():
            await self._drafts.save(_one(hold.id), hold)
            await self._drafts.save(_KEY, KeptHolds((*await self._ids(), hold.id)))

    async def change(self, hold: Hold) -> bool:
        """Keep the new state of a plan; False when it is not there any more: another process has disarmed it. Raises as `add`."""
        async with self._alone():
            if hold.id not in await self._ids():
                return False
            await self._drafts.save(_one(hold.id), hold)
            return True

    async def remove(self, hold_id: str, *, waiting: bool = False) -> None:
        """`waiting`: only while it is there and nobody runs it; else UserError `hold.gone` or `hold.too_late`. Raises as `add`."""
        async with self._alone():
            hold = await self.find(hold_id) if waiting else None
            if waiting and hold is None:
                raise UserError("hold.gone")
            if hold is not None and hold.run and not hold.phase.over:
                raise UserError("hold.too_late")
            await self._drafts.save(_KEY, KeptHolds(tuple(other for other in await self._ids() if other != hold_id)))
            await self._drafts.delete(_one(hold_id))

    async def _ids(self) -> tuple[str, ...]:
        return await self.ids() or ()

    async def _load(self, hold_id: str) -> Hold | None:
        return await self._drafts.load(_one(hold_id), Hold)

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
