"""What the cluster tells beside the status of pods: events and logs, asked for only while a rollout looks stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.verdicts import EventSeen, lacks_pods, looks_stuck, refined
from desktop_pipeline.domain.workloads import ContainerState, Kind, Pod, PodTrouble, Trouble, Workload
from desktop_pipeline.services.cluster_ports import Cluster
from desktop_pipeline.services.ports import Clock

_WAKE = 0.5
_LACKING = 1.5
"""Seconds for which pods must be missing: while one takes another's place they are for a moment."""
_ASK = 4.0
"""Seconds between two rounds of questions."""
_AT_ONCE = 2
"""So many objects are asked about in a round, in the first one only one: pods of one template are mostly stuck for one reason, and the
others have their turn. A rollout that is only slow must not cost many requests."""
_TAIL = 40
_NO_LOG = (Trouble.IMAGE, Trouble.CONFIG, Trouble.UNSCHEDULABLE, Trouble.VOLUME, Trouble.SANDBOX, Trouble.REFUSED)


class Witness:
    """Asks about the new pods of one rollout while it is followed. `told` has what is known so far, by uid.

    `cluster` gives the cluster of the moment (its binding may change); times in seconds.
    """

    def __init__(self, cluster: Callable[[], Cluster], workload: Workload, run: str, clock: Clock, write: Callable[[str], None]) -> None:
        self._cluster, self._workload, self._run, self._clock = cluster, workload, run, clock
        self._explainer = Explainer(workload.key.namespace, run, write)
        self.told: dict[str, tuple[EventSeen, ...]] = {}
        self._pods: dict[str, tuple[Pod, float]] = {}
        """New pods as they are, and since when."""
        self._lacking_since: float | None = None
        self._asked: dict[str, float] = {}
        self._last = 0.0
        self._trouble: PodTrouble | None = None
        self._explained: set[tuple[str, str]] = set()

    def look(self, workload: Workload | None, pods: Iterable[Pod], trouble: PodTrouble | None) -> None:
        """What was seen and judged just now."""
        now, self._workload, self._trouble = self._clock.now(), workload or self._workload, trouble
        before, self._pods = self._pods, {}
        for pod in pods:
            if pod.run == self._run:
                known = before.get(pod.uid)
                self._pods[pod.uid] = known if known is not None and known[0] == pod else (pod, now)
        lacking = lacks_pods(self._workload)
        self._lacking_since = (self._lacking_since or now) if lacking else None
        alive = {*self._pods, self._workload.uid}
        self.told = {uid: events for uid, events in self.told.items() if uid in alive}

    async def watch(self) -> None:
        """Go on asking until it is cancelled, or until events may not be read here: then the status of the pods must do."""
        readable = True
        while True:
            await self._clock.sleep(_WAKE)
            try:
                for uid in self._due() if readable else ():
                    self._asked[uid] = self._clock.now()
                    self.told[uid] = await self._cluster().events_of(self._workload.key.namespace, uid)
                await self._explain_at_once()
            except Refused as error:
                readable = readable and error.code != "cluster.forbidden"
            except UserError:
                await self._clock.sleep(_ASK)

    async def verdict(self, workload: Workload, trouble: PodTrouble | None) -> Message | None:
        """The last word on a rollout that failed goes into the log. The message of its cause, if the events now tell more than before."""
        events = await self._explainer.explain(self._cluster(), workload, trouble)
        pod = next((pod for pod, _ in self._pods.values() if trouble is not None and pod.name == trouble.pod), None)
        return refined(trouble, pod, events).message if trouble is not None and pod is not None else None

    async def _explain_at_once(self) -> None:
        """Events and logs go into the step's log when a cause is named, not only at the end: a rollout may be left alone.

        Once for each cause and container: when many pods show it by turns, one stands for all.
        """
        trouble = self._trouble
        if trouble is not None and (mark := (trouble.message.code, trouble.container)) not in self._explained:
            self._explained.add(mark)
            await self._explainer.explain(self._cluster(), self._workload, trouble)

    def _due(self) -> list[str]:
        """What to ask about now: what was not asked for longest first."""
        now = self._clock.now()
        stuck = [uid for uid, (pod, since) in self._pods.items() if looks_stuck(pod, now - since)]
        if self._lacking_since is not None and now - self._lacking_since >= _LACKING:
            stuck.append(self._workload.uid)
        if not stuck or now - self._last < _ASK:
            return []
        self._last = now
        return sorted(stuck, key=lambda uid: self._asked.get(uid, 0.0))[: _AT_ONCE if self._asked else 1]


class Explainer:
    """Puts events and the ends of logs into a step's log; nothing twice."""

    def __init__(self, namespace: str, run: str, write: Callable[[str], None]) -> None:
        self._namespace, self._run, self._write = namespace, run, write
        self._written: set[str] = set()

    async def explain(self, cluster: Cluster, workload: Workload, trouble: PodTrouble | None) -> tuple[EventSeen, ...]:
        """What is behind a trouble; without one (a deadline) that of the first new pod that is not ready. The events of the pod."""
        pod: Pod | None = None
        events: tuple[EventSeen, ...] = ()
        try:
            if workload.key.kind is not Kind.CRON_JOB:
                pods = [item for item in await cluster.pods(workload) if not self._run or item.run == self._run]
                named = trouble.pod if trouble is not None else ""
                pod = next((item for item in pods if item.name == named or (trouble is None and not item.ready)), None)
            events = await self._events(cluster, pod.uid if pod is not None else workload.uid)
            if pod is not None and (trouble is None or trouble.kind not in _NO_LOG):
                await self._log(cluster, pod, trouble.container if trouble is not None else "")
        except UserError as error:
            self._once(f"(the log could not be had: {error})")
        return events

    async def _events(self, cluster: Cluster, uid: str) -> tuple[EventSeen, ...]:
        try:
            events = await cluster.events_of(self._namespace, uid)
        except Refused:
            return ()
        for event in events:
            if event.warning:
                self._once(f"event: {event.reason}: {event.text}")
        return events

    async def _log(self, cluster: Cluster, pod: Pod, container: str) -> None:
        """The end of a container's log; of one that was restarted and runs again also what it said before."""
        state = _suspect(pod, container)
        if state is None:
            return
        runs = not state.waiting and not state.terminated
        now = await cluster.log_tail(self._namespace, pod.name, state.name, _TAIL)
        if state.restarts and (runs or not now):
            before = await cluster.log_tail(self._namespace, pod.name, state.name, _TAIL, previous=True)
            self._section(f"--- last lines of {pod.name}/{state.name} before its restart", before)
        self._section(f"--- last lines of {pod.name}/{state.name}", now)

    def _section(self, title: str, text: str) -> None:
        if text and f"{title}\n{text}" not in self._written:
            self._written.add(f"{title}\n{text}")
            for line in (title, *text.splitlines()):
                self._write(line)

    def _once(self, line: str) -> None:
        if line not in self._written:
            self._written.add(line)
            self._write(line)


def _suspect(pod: Pod, container: str) -> ContainerState | None:
    """The container that is meant, else the first that crashed, else the first that is not ready."""
    if container:
        return next((state for state in pod.containers if state.name == container), None)
    crashed = (state for state in pod.containers if (state.terminated and state.exit_code) or state.last_exit_code)
    return next(crashed, next((state for state in pod.containers if not state.ready and state.terminated != "Completed"), None))


async def explain(cluster: Cluster, workload: Workload, trouble: PodTrouble | None, write: Callable[[str], None]) -> None:
    """Put what is behind a trouble into a step's log, once."""
    if trouble is not None and trouble.pod:
        await Explainer(workload.key.namespace, "", write).explain(cluster, workload, trouble)
