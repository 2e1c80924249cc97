"""Pushing a tag that another workstation may push at the same moment.

Registries know no “only if it is not there”: whoever writes a tag last wins, and both see their own image at first. So the tag is looked
at until the end of the push, and once more a while after it was written. The while is longer than the time between two looks: of two
pushes that cross, either the later one sees the other's image before its own is written, or the earlier one sees that its tag was
overwritten. Both hold as long as the other one's looks are not more than about twice as slow as our own slowest.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.ports import Clock

LOOK = 0.1
"""Seconds between two looks while a push is under way."""
SETTLE = 0.3
"""Seconds from the first sight of our own image, or from the end of the push, until the last look; twice the slowest look comes on top."""


async def push_alone(
    pushing: Coroutine[Any, Any, str], resolve: Callable[[], Awaitable[str | None]], is_ours: Callable[[str], Awaitable[bool]], clock: Clock
) -> str | None:
    """Push a tag that must not be there yet; its digest, or None when somebody else has it. `resolve` asks what it names now, `is_ours`
    whether a digest is the image being pushed: the engine may tell of the end of its push some time after the tag is there.

    Raises what `pushing` and, for the first and last look, `resolve` raise.
    """
    tag = _Tag(resolve, clock)
    try:
        taken = await tag.look() is not None
    except BaseException:
        pushing.close()
        raise
    if taken:
        pushing.close()
        return None
    push = asyncio.ensure_future(pushing)
    try:
        seen = await _watched(push, tag, is_ours, clock)
        if push.cancelled():
            return None
        digest = push.result()
        if seen not in (None, digest):
            return None
        await clock.sleep(SETTLE + 2 * tag.slowest - (clock.monotonic() - tag.asked if seen else 0.0))
        return digest if await tag.look() == digest else None
    except UserError as error:
        if error.code == "builds.race_lost":  # another one builds at the same engine
            return None
        raise
    finally:
        if not push.done():
            push.cancel()
            await asyncio.wait([push])


class _Tag:
    """What a tag names. `slowest`: seconds that the slowest answer took; `asked`: when the last answer came."""

    def __init__(self, resolve: Callable[[], Awaitable[str | None]], clock: Clock) -> None:
        self._resolve, self._clock, self.slowest, self.asked = resolve, clock, 0.0, 0.0

    async def look(self) -> str | None:
        begin = self._clock.monotonic()
        found = await self._resolve()
        self.asked = self._clock.monotonic()
        self.slowest = max(self.slowest, self.asked - begin)
        return found


async def _watched(push: asyncio.Future[str], tag: _Tag, is_ours: Callable[[str], Awaitable[bool]], clock: Clock) -> str | None:
    """Wait for the end of the push, or until the tag names something else than our own image; what it names."""
    while not push.done():
        await _look_again(push, clock)
        with contextlib.suppress(UserError):  # a registry that does not answer fails the push, with a better text
            seen = await tag.look() if not push.done() else None
            if seen is None or push.done():
                continue
            if not await is_ours(seen):
                push.cancel()
            await asyncio.wait([push])
            return seen
    return None


async def _look_again(push: asyncio.Future[str], clock: Clock) -> None:
    """Wait until the next look is due, or the push ends before."""
    pause = asyncio.ensure_future(clock.sleep(LOOK))  # ends with this function: no task of the TaskHost
    both: list[asyncio.Future[Any]] = [push, pause]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        pause.cancel()
        await asyncio.wait([pause])
