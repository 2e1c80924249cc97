"""Logs of containers in the sandbox, and events: what containers say while they start, work and crash, as a kubelet keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_pipeline.adapters.sandbox.engine import Engine
from desktop_pipeline.adapters.sandbox.link import Link
from desktop_pipeline.adapters.sandbox.machine import SimPod
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import Refused
from desktop_pipeline.domain.log_merge import LogLine, stamp_of

LOOK = 0.05
"""Real seconds between looks for new lines."""
CHAT = 2.0
"""Seconds of the sandbox between lines of a container at work."""


@dataclass
class _Log:
    """The log of one start of a container. `file`: the place of the first line that the kubelet still has."""

    lines: list[LogLine] = field(default_factory=list)
    file: int = 0
    ready: float | None = None
    chatted: int = 0
    ended: bool = False


class PodLogBook:
    """Logs by pod, container and start. `quiet`: containers say nothing by themselves."""

    def __init__(self, engine: Engine, timeline: Timeline, link: Link) -> None:
        self._engine, self._timeline, self._link = engine, timeline, link
        self._logs: dict[tuple[str, str, int], _Log] = {}
        self.quiet = False
        self.removing = 0
        """So many more questions for a log of a time before come while the kubelet removes the container of then."""
        self.cut_after = 0
        """After so many lines of a log of a time before the kubelet has removed the rest; 0 = it does not."""
        self.streams = 0
        """Streams that are open now."""

    # ---- handles of tests ----------------------------------------------------------------------------------------------

    def say(self, pod: SimPod, container: str, *texts: str) -> None:
        """The container writes lines now."""
        log = self._log(pod, container, pod.starts[container])
        for text in texts:
            self._add(log, self._timeline.now(), text)
        self._timeline.wake()

    def rotate(self, pod: SimPod, container: str) -> None:
        """The kubelet throws away what was written until now."""
        log = self._log(pod, container, pod.starts[container])
        log.file = len(log.lines)

    # ---- what is kept --------------------------------------------------------------------------------------------------

    def _log(self, pod: SimPod, container: str, start: int) -> _Log:
        log = self._logs.get((pod.uid, container, start))
        if log is None:
            log = self._logs[pod.uid, container, start] = _Log()
            if not self.quiet:
                image = next(spec.image for spec in pod.template.containers if spec.name == container)
                for text in (f"starting {container} ({image.partition('@')[0]})", "reading configuration from /etc/app/config.yaml",
                             "connecting to postgres://db:5432/shop"):
                    self._add(log, self._timeline.now(), text)
        return log

    @staticmethod
    def _add(log: _Log, at: float, text: str) -> None:
        """Stamps of one log never are the same here."""
        stamp = stamp_of(at)
        if log.lines and stamp <= log.lines[-1].stamp:
            last = log.lines[-1].stamp
            stamp = last[:20] + f"{int(last[20:]) + 1:09d}" if last[20:] < "999999999" else stamp_of(at + 1)
        log.lines.append(LogLine(stamp, text))

    def _look(self, pod: SimPod, container: str, start: int) -> _Log:
        """The log as it is by now."""
        log, state, now = self._log(pod, container, start), pod.states[container], self._timeline.now()
        mine = pod.starts.get(container) == start
        over = pod.gone or not mine or bool(state.terminated) or bool(state.waiting)
        if mine and state.ready and not state.terminated and log.ready is None:
            log.ready = now
            if not self.quiet:
                self._add(log, now, "listening on 0.0.0.0:8080")
        if log.ready is not None and not over and not self.quiet:
            due = int((now - log.ready) * self._timeline.speed / CHAT)
            if due > log.chatted:
                log.chatted = due
                self._add(log, now, f"GET /healthz 200 {1 + due % 3}ms")
        if over and not log.ended:
            log.ended = True
            if not self.quiet:
                ended = state.terminated or state.last_terminated
                if pod.gone or not ended or ended == "Completed":
                    self._add(log, now, "done")
                else:
                    for text in ("Traceback (most recent call last):", '  File "/app/main.py", line 41, in main',
                                 "ConnectionError: password authentication failed for user “shop”"):
                        self._add(log, now, text)
        return log

    # ---- the port ------------------------------------------------------------------------------------------------------

    async def follow(
        self, namespace: str, name: str, container: str, on: Callable[[LogLine], None], since: str, tail: int | None, previous: bool,
    ) -> None:
        """As `PodLogs.follow_log`, after its request. The link may be lost on the way."""
        pod = self._engine.find_pod(namespace, name)
        if pod is None:
            raise Refused("cluster.not_found", text=f'pods "{name}" not found')
        start = pod.starts.get(container, 0) - previous
        if start < 1:
            what = "previous terminated container not found" if previous else "is waiting to start"
            raise Refused("cluster.invalid", text=f'container "{container}" in pod "{name}": {what}')
        if previous and self.removing:
            self.removing -= 1
            raise self._gone(pod, start)
        log = self._look(pod, container, start)
        place = log.file
        if since:
            place += sum(line.stamp[:19] < since[:19] for line in log.lines[place:])
        if tail is not None:
            place = max(place, len(log.lines) - tail)
        waker, first = asyncio.Event(), place
        self.streams += 1
        try:
            while True:
                if self._link.broken():
                    raise self._link.error()
                if not self._link.stalled():
                    self._look(pod, container, start)
                    while place < len(log.lines):
                        if previous and self.cut_after and place - first == self.cut_after:
                            raise self._gone(pod, start)
                        on(log.lines[place])
                        place += 1
                    if log.ended:
                        return
                await self._timeline.wait(waker, LOOK)
        finally:
            self.streams -= 1

    @staticmethod
    def _gone(pod: SimPod, start: int) -> Refused:
        return Refused("cluster.log_gone", text=f"unable to retrieve container logs for containerd://{pod.uid}-{start}")
