"""What is asked of a cluster for the view of a workload's pods. The rules of `ports.py` hold here too."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from desktop_pipeline.domain.log_merge import LogLine
from desktop_pipeline.domain.workloads import Workload


@dataclass(frozen=True, slots=True)
class ObjectEvent:
    """An event of Kubernetes. `about`: kind and name of its object, such as `Pod web-5c7d-x2k4q`; `at`: when it happened last."""

    about: str
    reason: str
    text: str
    warning: bool = False
    count: int = 1
    at: float | None = None


class PodLogs(Protocol):
    """A part of the port `Cluster`."""

    async def follow_log(
        self, namespace: str, pod: str, container: str, on: Callable[[LogLine], None], *,
        since: str = "", tail: int | None = None, previous: bool = False,
    ) -> None:
        """Hand each line of a container's log to `on` as it is written, until the container has ended (a server may end it sooner).

        `since`: from this time on, as the API takes it, in whole seconds; `tail`: begin with so many last lines; `previous`: the log of
        the time before the last restart, which only has an end. Raises Unreachable when the link is lost, Refused `cluster.not_found`
        (no such pod), `cluster.invalid` (not started yet, no log of a time before), `cluster.forbidden`, and what `on` raises.
        """

    async def events(self, workload: Workload, pods: Collection[str]) -> tuple[ObjectEvent, ...]:
        """Events about a workload, the ReplicaSets it makes, and pods (by uid), newest first. Raises Refused `cluster.forbidden`."""
