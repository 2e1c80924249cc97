"""What is asked of this computer itself. The rules of `ports.py` hold here too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from desktop_pipeline.domain.errors import UserError


class Locks(Protocol):
    """Locks by name, shared by all processes of a profile. They end with the process that holds them, however it ends."""

    async def take(self, name: str) -> bool:
        """Hold a lock; False when somebody else does, this process included. Raises UserError `journal.locks_unwritable`."""

    def give(self, name: str) -> None:
        """Let go. Nothing happens when the lock is not held."""


class Profile(Protocol):
    """The folder in which this computer keeps journal, drafts, locks and logs."""

    async def try_to_write(self) -> None:
        """Look whether runs could be recorded there; what is tried is taken away again. Raises UserError `profile.unwritable`."""


@dataclass(frozen=True, slots=True)
class NetworkState:
    """How this computer is connected, as it says itself. `online`: there is a way out; `mark` changes whenever a way comes or goes."""

    online: bool = True
    mark: str = ""


class Network(Protocol):
    """This computer's own network: nothing is sent to find out."""

    def state(self) -> NetworkState:
        """Takes well under a millisecond; never raises."""

    async def changed(self) -> None:
        """Return when addresses, routes or name servers of this computer have changed, once they have been steady for a moment."""


class Awake(Protocol):
    """Keeps this computer from going to sleep by itself; its screen may go dark. Where there is no way to do so, nothing fails."""

    def hold(self, reason: str) -> AbstractAsyncContextManager[str]:
        """Awake from entering to leaving, also when the program is killed in between not for longer. `reason` is for people. Gives the
        name of the way by which it is held, '' where there is none. Entering takes a few seconds at most; nothing is raised."""

    async def close(self) -> None:
        """Let go of everything."""


class Notices(Protocol):
    """Notifications of the desktop."""

    async def tell(self, title: str, words: str, *, urgent: bool = False) -> bool:
        """Show one. False where nobody takes it; nothing is raised. Takes a few seconds at most."""

    async def close(self) -> None:
        """Tell nothing any more."""


class OneProcess:
    """Locks of a profile that only this program has: that of the sandbox. `another()`: those of a second process, for tests."""

    def __init__(self, held: dict[str, object] | None = None) -> None:
        self._held = held if held is not None else {}

    def another(self) -> OneProcess:
        return OneProcess(self._held)

    def die(self) -> None:
        """As if this process were killed now."""
        for name in [name for name, holder in self._held.items() if holder is self]:
            del self._held[name]

    async def take(self, name: str) -> bool:
        if name in self._held:
            return False
        self._held[name] = self
        return True

    def give(self, name: str) -> None:
        if self._held.get(name) is self:
            del self._held[name]


class InMemory:
    """A profile that is nowhere: that of the sandbox. With a `reason` it cannot be written."""

    def __init__(self) -> None:
        self.reason = ""

    async def try_to_write(self) -> None:
        """As the port says."""
        if self.reason:
            raise UserError("profile.unwritable", path="memory", reason=self.reason)


class Still:
    """A network that is what it is set to: that of the sandbox."""

    def __init__(self) -> None:
        self.now = NetworkState()

    def state(self) -> NetworkState:
        return self.now

    async def changed(self) -> None:
        """Never."""
        await asyncio.Event().wait()


class Wakeful:
    """A computer that is nowhere: that of the sandbox. `reasons` are those for which it is held awake now; without `able` it cannot be."""

    def __init__(self) -> None:
        self.able = True
        self.reasons: list[str] = []

    @asynccontextmanager
    async def hold(self, reason: str) -> AsyncIterator[str]:
        """As the port says."""
        if not self.able:
            yield ""
            return
        self.reasons.append(reason)
        try:
            yield "sandbox"
        finally:
            if reason in self.reasons:
                self.reasons.remove(reason)

    async def close(self) -> None:
        """As the port says."""
        self.reasons.clear()


class Remembered:
    """Notifications that nobody sees: those of the sandbox. Without `able` nobody takes them."""

    def __init__(self) -> None:
        self.able = True
        self.told: list[tuple[str, str, bool]] = []

    async def tell(self, title: str, words: str, *, urgent: bool = False) -> bool:
        """As the port says."""
        if self.able:
            self.told.append((title, words, urgent))
        return self.able

    async def close(self) -> None:
        """As the port says."""
