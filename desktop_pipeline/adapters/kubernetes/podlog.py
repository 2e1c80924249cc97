"""The log of a container as it is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from desktop_pipeline.adapters.kubernetes.health import Health
from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.domain.log_merge import LogLine, parse_line
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.ports import URGENT

if TYPE_CHECKING:
    from desktop_pipeline.adapters.kubernetes.transport import Link

SILENCE_SECONDS = 60.0
"""A quiet log has no heartbeat: after so long it is asked anew, which shows whether the link is still there."""


NO_LOG = ("unable to retrieve container logs for ", "failed to try resolving symlinks in path ")
"""How the only line of an answer begins, with status 200, while the node removes a container or its log file (seen with containerd)."""


class _Cut:
    """Ends a stream when the server is found not to answer: a stalled one goes on later with lines missing and doubled, without a word."""

    def __init__(self) -> None:
        self.urgent = URGENT.get()
        self.limit = asyncio.timeout(None)
        self.message: Message | None = None

    def down(self, message: Message) -> None:
        self.message = message
        if not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time())

    def up(self) -> None:
        pass


async def follow(
    connect: Callable[[], Awaitable[Link]], health: Health, path: str, on: Callable[[LogLine], None], *,
    container: str, since: str, tail: int | None, previous: bool,
) -> None:
    """One stream. As the port says; `path` is that of the pod."""
    query: list[tuple[str, str | int]] = [("container", container), ("timestamps", "true")]
    query += [("previous", "true")] if previous else [("follow", "true")]
    query += [("sinceTime", since)] if since else []
    query += [("tailLines", tail)] if tail is not None else []
    cut = _Cut()
    try:
        async with health.listening(cut), cut.limit:
            link = await connect()
            async with link.lines(f"{path}/log", query, silence=SILENCE_SECONDS, accept="*/*", rest=True) as lines:
                async for raw in lines:
                    line = parse_line(raw.decode(errors="replace"))
                    if line is None:  # a line without a time is not the container's: see NO_LOG
                        if previous:
                            raise Refused("cluster.log_gone", text=raw.decode(errors="replace").strip())
                        return  # of a log that goes on: whoever follows asks again
                    on(line)
    except TimeoutError:
        if cut.message is not None:  # else a long silence: whoever follows asks again
            raise Unreachable(cut.message.code, **dict(cut.message.arguments)) from None


def pod_path(namespace: str, pod: str) -> str:
    return f"/api/v1/namespaces/{quote(namespace, safe='')}/pods/{quote(pod, safe='')}"
