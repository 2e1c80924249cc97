"""The pods of one workload as they are now, and their logs merged into one that can be read like any other log."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.log_merge import LogLine, Merge, seconds_of, stamp_of
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.pod_rows import short_names, started
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import ContainerState, Pod, Workload
from desktop_pipeline.services.cluster_ports import Cluster, PodChanged, PodEvent, PodsSynced
from desktop_pipeline.services.kept_ports import Logs
from desktop_pipeline.services.pod_follow import ContainerFollower
from desktop_pipeline.services.ports import URGENT, Clock, World

RUN = "pods"
"""The part of the ids of these logs before the slash. They are gone when their view closes; what a killed program left, at the next one."""
TAIL = 1000
"""Lines of each container to begin with."""
STREAMS = 50
"""Logs that are followed at once: each takes a connection."""
WINDOW = 0.06
"""Seconds that a line waits for earlier ones of other containers."""
CATCH_UP, QUIET, LIVE = 2.0, 0.15, 0.3
"""Seconds that all wait at most for a log that is just opened; how long it must be quiet to count as caught up, or how young its lines."""
MOST_HELD = 20_000
"""Lines kept in memory."""
PATIENCE, _AGAIN = 8.0, 0.5
"""Seconds that the log of a time before is asked for while its container is being removed: a restart brings one again; between tries."""
_TURN = 0.02
_SKEW = 600.0
"""Seconds that clocks may differ; more is an old log that is long."""
_COLOURS = (36, 35, 34, 32, 33, 96, 95, 94, 92, 93)
"""SGR: one for each pod."""
_GAP = "\x1b[1;33m──── {text} ────\x1b[0m"
_NOTE = "\x1b[2m── {text} ──\x1b[0m"


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the merged log. `left_out`: containers with a log that wait for their turn, because so many are followed already."""

    lines: int = 0
    gaps: int = 0
    followed: int = 0
    left_out: int = 0


class PodLogSession:
    """One view of one workload. `run` works until it is cancelled; `on_change` is called when pods, counts or trouble changed."""

    def __init__(
        self, cluster: Cluster, workload: Workload, logs: Logs, log_id: str, clock: Clock, on_change: Callable[[], None]
    ) -> None:
        """Raises UserError `log.unwritable`."""
        self.cluster, self.workload, self.log_id, self.clock = cluster, workload, log_id, clock
        self._logs, self._on_change = logs, on_change
        self._writer = logs.writer(log_id)
        self.pods: dict[str, Pod] = {}
        """By name."""
        self.problem: Message | None = None
        """Why nothing new can be had now; None while all is well."""
        self.lines = self.gaps = 0
        self.slot = asyncio.Semaphore(STREAMS)
        self._woken = asyncio.Event()
        self._merge = Merge(WINDOW, MOST_HELD)
        self._followers: dict[tuple[str, str], ContainerFollower] = {}
        self._looked = asyncio.Event()
        self._era = 0
        self._first = True
        self._streaming = 0
        self._offset = 0.0
        """Seconds that the clock of the cluster is behind ours, as far as it matters: what is younger than that is live."""
        self._uids: dict[str, None] = {}
        self._names: dict[str, str] = {}
        self._colours: dict[str, int] = {}

    # ---- what is known -------------------------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """Of all pods that there were since the beginning."""
        return tuple(self._names)

    @property
    def counts(self) -> Counts:
        waiting = sum(1 for pod in self.pods.values() for state in pod.containers
                      if started(state) and (follower := self._followers.get((pod.uid, state.name))) is not None and not follower.streaming)
        return Counts(self.lines, self.gaps, self._streaming, waiting if self.slot.locked() else 0)

    def state(self, uid: str, container: str) -> ContainerState | None:
        """The container of a pod; None when the pod is gone."""
        pod = next((pod for pod in self.pods.values() if pod.uid == uid), None)
        if pod is None:
            return None
        return next((state for state in pod.containers if state.name == container), None)

    async def changed(self, uid: str, known: ContainerState, seconds: float | None = None) -> None:
        """Until the container is not as known, the pods were listed anew, or so many seconds went by."""
        era = self._era
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._era == era and self.state(uid, known.name) == known:
                    await self._looked.wait()

    def trouble(self, message: Message | None) -> None:
        if message != self.problem:
            self.problem = message
            self._on_change()

    async def refresh(self) -> None:
        """Ask for the pods as they are at this moment. Raises Unreachable, Refused."""
        self._take_pods(await self.cluster.pods(self.workload))

    def began(self, follower: ContainerFollower) -> None:
        follower.streaming = True
        self._streaming += 1

    def ended(self, follower: ContainerFollower) -> None:
        follower.streaming = False
        self._streaming -= 1
        self._woken.set()

    # ---- lines ---------------------------------------------------------------------------------------------------------

    def arrived(self, follower: ContainerFollower, line: LogLine) -> None:
        """A line of a log that was just opened, also one that was had before: is it as young as can be?"""
        follower.lag = self.clock.now() - seconds_of(line.stamp)
        follower.caught_up = follower.lag <= self._offset + LIVE
        self._offset = min(self._offset, follower.lag)

    def take(self, pod: str, container: str, line: LogLine) -> None:
        """A line of a container, in the order it was written there."""
        self.lines += 1
        self.trouble(None)
        self._put(line.stamp, f"{self._label(pod, container)} {line.text}")

    def note(self, message: Message, pod: str, container: str, stamp: str, *, gap: bool = False) -> None:
        """Something about a log, where it happened."""
        self.gaps += gap
        text = (_GAP if gap else _NOTE).format(text=render(message))
        self._put(stamp or stamp_of(self.clock.now()), f"{self._label(pod, container)} {text}")
        self._on_change()

    def _put(self, stamp: str, text: str) -> None:
        now = self.clock.monotonic()
        self._merge.put(stamp, text, now)
        if self._alone() or len(self._merge) > MOST_HELD:
            self._write(now, alone=self._alone())
        else:
            self._woken.set()

    def _alone(self) -> bool:
        return self._streaming == 1

    def _write(self, now: float, *, alone: bool) -> None:
        for line in self._merge.ready(now, alone=alone):
            self._writer.write(line.text, seconds_of(line.stamp))

    def _label(self, pod: str, container: str) -> str:
        name = self._names.get(pod) or pod
        colour = self._colours.setdefault(pod, _COLOURS[len(self._colours) % len(_COLOURS)])
        several = len(self.workload.containers) > 1
        return f"\x1b[{colour}m{name}{f' {container}' if several else ''}\x1b[0m"

    async def _ordering(self) -> None:
        """Lets lines go on when no earlier one can come any more."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while len(self._merge):
                now = self.clock.monotonic()
                if not any(self._catches_up(follower, now) for follower in self._followers.values()):
                    self._write(now, alone=self._alone())
                await self.clock.sleep(_TURN)
            self._on_change()

    def _catches_up(self, follower: ContainerFollower, now: float) -> bool:
        if not follower.streaming or follower.caught_up:
            return False
        if now - follower.spoke > QUIET * (1 if follower.spoke > follower.since else 3):
            follower.caught_up = True
        elif now - follower.since > CATCH_UP:
            follower.caught_up = True
            if follower.lag < _SKEW:
                self._offset = max(self._offset, follower.lag)
        return not follower.caught_up

    # ---- pods ----------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """For ever. Raises Refused `cluster.forbidden` where the pods may not be listed."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ordering(), name="order of pod logs")
                self._group = group
                group.create_task(self._watch(), name="pods of a view")
        except BaseExceptionGroup as problems:
            raise problems.exceptions[0] from None

    async def _watch(self) -> None:
        URGENT.set(True)  # of this task only: somebody looks, and what the kubelet throws away meanwhile is gone. One asks for all logs
        await self.cluster.watch_pods(self.workload, self._pod_event)

    def _pod_event(self, event: PodEvent) -> None:
        if isinstance(event, PodsSynced):
            self._era += 1  # the link is back: whoever waits asks at once
            self.problem = None
            self._take_pods(event.pods)
        elif isinstance(event, PodChanged):
            self._take_pods((*(pod for pod in self.pods.values() if pod.name != event.pod.name), event.pod))
        else:
            self._take_pods(tuple(pod for pod in self.pods.values() if pod.name != event.name))

    def _take_pods(self, pods: tuple[Pod, ...]) -> None:
        self.pods = {pod.name: pod for pod in pods}
        self._names = short_names(self.workload, {*self._names, *self.pods})
        first, self._first = self._first, False
        for pod in pods:
            self._uids.setdefault(pod.uid)
            for state in pod.containers:
                self._follow(pod, state, first)
        looked, self._looked = self._looked, asyncio.Event()
        looked.set()
        self._on_change()

    def _follow(self, pod: Pod, state: ContainerState, first: bool) -> None:
        through = state.init and state.terminated and state.exit_code == 0
        if (pod.uid, state.name) in self._followers or (first and through):
            return
        follower = ContainerFollower(self, pod.name, pod.uid, state.name, TAIL if first else None)
        self._followers[pod.uid, state.name] = follower
        self._group.create_task(follower.run(), name=f"log of {pod.name} {state.name}")

    async def events(self) -> tuple[EventSeen, ...]:
        """Newest first, also of pods that are gone. Raises Refused `cluster.forbidden`, Unreachable."""
        return await self.cluster.events_around(self.workload, tuple(self._uids))

    async def close(self) -> None:
        """After `run` was cancelled: what is held is written, and the log is not added to any more."""
        self._write(float("inf"), alone=True)
        self._writer.close()
        await self._logs.remove((RUN,))


class PodLogs:
    """Opens sessions."""

    def __init__(self, world: World, logs: Logs, clock: Clock) -> None:
        self._world, self._logs, self._clock = world, logs, clock

    async def open(self, workload: Workload, on_change: Callable[[], None]) -> PodLogSession:
        """A session for a workload; whoever opens it runs and closes it. Raises UserError `binding.missing`, `log.unwritable`."""
        await self._logs.remove((RUN,))
        log_id = f"{RUN}/{workload.key.name}-{secrets.token_hex(4)}"
        return PodLogSession(self._world.cluster(workload.key.cluster), workload, self._logs, log_id, self._clock, on_change)

    async def previous(self, workload: Workload, pod: str, container: str, on_wait: Callable[[], None] = lambda: None) -> str:
        """Fetch the log of the time before a container's last restart; the id it is kept under, until the next session begins or ends.

        In a crash loop the kubelet has none for some seconds, while it removes the container of then: it is asked again for `PATIENCE`
        seconds, and `on_wait` is called once. Where the rest goes while it is read, the last line says so. Raises UserError
        `podlog.nothing_before` (nothing was written), Refused `cluster.log_gone`, `cluster.invalid` (there is none any more),
        `cluster.not_found`, `cluster.forbidden`, Unreachable.
        """
        log_id = f"{RUN}/{pod} {container} before its restart-{secrets.token_hex(4)}"
        cluster, until, told = self._world.cluster(workload.key.cluster), self._clock.monotonic() + PATIENCE, False
        writer, lines = self._logs.writer(log_id), 0

        def on(line: LogLine) -> None:
            nonlocal lines
            lines += 1
            writer.write(line.text, seconds_of(line.stamp))

        try:
            while True:
                try:
                    await cluster.follow_log(workload.key.namespace, pod, container, on, previous=True)
                    break
                except Refused as error:
                    if error.code == "cluster.log_gone" and lines:  # what was read is worth more than that there was more
                        cut = render(Message.of("podlog.cut_off", text=error.message.argument("text")))
                        writer.write(_GAP.format(text=cut))
                        break
                    if error.code != "cluster.log_gone" or self._clock.monotonic() >= until:
                        raise
                if not told:
                    on_wait()
                    told = True
                await self._clock.sleep(_AGAIN)
        finally:
            writer.close()
        if not lines:
            raise UserError("podlog.nothing_before", container=container)
        return log_id
