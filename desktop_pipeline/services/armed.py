"""What a process knows of a held plan beside the plan itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from desktop_pipeline.domain.holds import ARM_AGAIN, Hold, Phase, Why
from desktop_pipeline.domain.messages import Message


@dataclass(slots=True)
class Armed:
    """A held plan in this process. Times are of the clock that never jumps. `kept`: it lies in the drafts too; `mine`: this process waits
    with it; `rest`: nothing is tried before; `tries`: how often pre-flight found something `gone`;
    `told`: the last error that its look ended with."""

    hold: Hold
    kept: bool = True
    mine: bool = True
    rest: float = 0.0
    tries: int = 0
    gone: tuple[Why, ...] = ()
    changes: int = 0
    keyring_due: float = 0.0
    keyring: Message | None = None
    firing: asyncio.Task[None] | None = None
    told: Message | None = None
    loads: int = -1
    filed: Message | None = None
    """What is wrong with its file, and how often the files had been read when that was looked at."""

    @property
    def begun(self) -> bool:
        """Whether it has a run that has begun, or may have: with a journal that cannot be written it is refused, and nothing was begun."""
        return bool(self.hold.run) and self.hold.phase is not Phase.REFUSED

    def elsewhere(self, *why: Why) -> Hold:
        """How it stands while this process does not wait with it, and why; a person has to look at a file that was changed all the same."""
        filed = [Why(self.filed)] if self.filed is not None else []
        return replace(self.hold, why=(*filed, *(one for one in why if one.message.code not in ARM_AGAIN)))
