"""What is asked of a cluster for the view of a workload's pods. The rules of `ports.py` hold here too."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from desktop_pipeline.domain.log_merge import LogLine
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Workload


class PodLogs(Protocol):
    """A part of the port `Cluster`."""

    async def follow_log(
        self, namespace: str, pod: str, container: str, on: Callable[[LogLine], None], *,
        since: str = "", tail: int | None = None, previous: bool = False,
    ) -> None:
        """Hand each line of a container's log to `on` as it is written, until the container has ended (a server may end it sooner).

        `since`: from this time on, as the API takes it, in whole seconds; `tail`: begin with so many last lines; `previous`: the log of
        the time before the last restart, which only has an end. Raises Unreachable when the link is lost, Refused `cluster.not_found`
        (no such pod), `cluster.invalid` (not started yet, no log of a time before), `cluster.log_gone` (`previous` only: the container of
        then is being removed, perhaps in the middle of its lines; a moment later there often is the log of another one),
        `cluster.forbidden`, and what `on` raises.
        """

    async def events_around(self, workload: Workload, pods: Collection[str]) -> tuple[EventSeen, ...]:
        """Events about a workload, the ReplicaSets it makes, and pods (by uid), newest first. Raises Refused `cluster.forbidden`."""
