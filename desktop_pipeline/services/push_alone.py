"""Pushing a tag that another workstation may push at the same moment.

Registries know no “only if it is not there”: whoever writes a tag last wins, and both see their own image at first. So the tag is looked
at until the end of the push, and once more a while after it. The while is longer than the time between two looks: of two pushes
that cross, either the later one sees the other's image before its own is written, or the earlier one sees that its tag was overwritten.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from desktop_pipeline.domain.errors import UserError

LOOK = 0.15
"""Seconds between two looks while a push is under way."""
SETTLE = 0.5
"""Seconds after the push until the last look."""


async def push_alone(
    pushing: Coroutine[Any, Any, str], resolve: Callable[[], Awaitable[str | None]], is_ours: Callable[[str], Awaitable[bool]]
) -> str | None:
    """Push a tag that must not be there yet; its digest, or None when somebody else has it. `resolve` asks what it names now, `is_ours`
    whether a digest is the image being pushed: the engine may tell of the end of its push some time after the tag is there.

    Raises what `pushing` and, for the first and last look, `resolve` raise.
    """
    try:
        taken = await resolve() is not None
    except BaseException:
        pushing.close()
        raise
    if taken:
        pushing.close()
        return None
    push = asyncio.ensure_future(pushing)
    try:
        seen = await _watched(push, resolve, is_ours)
        if push.done() and not push.cancelled():
            try:
                digest = push.result()
            except UserError as error:
                if error.code == "builds.race_lost":  # another one builds at the same engine
                    return None
                raise
            if seen not in (None, digest):
                return None
            await asyncio.sleep(SETTLE)
            return digest if await resolve() == digest else None
        return None
    finally:
        if not push.done():
            push.cancel()
            await asyncio.wait([push])


async def _watched(
    push: asyncio.Future[str], resolve: Callable[[], Awaitable[str | None]], is_ours: Callable[[str], Awaitable[bool]]
) -> str | None:
    """Wait for the end of the push, or until the tag names something else than our own image; what it names."""
    while not push.done():
        await asyncio.wait([push], timeout=LOOK)
        with contextlib.suppress(UserError):  # a registry that does not answer fails the push, with a better text
            seen = await resolve() if not push.done() else None
            if seen is None or push.done():
                continue
            if not await is_ours(seen):
                push.cancel()
            await asyncio.wait([push])
            return seen
    return None
