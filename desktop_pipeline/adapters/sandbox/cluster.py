"""A Kubernetes cluster in memory, behind the port `Cluster`. It answers as a real API server does."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from desktop_pipeline.adapters.sandbox.engine import Engine
from desktop_pipeline.adapters.sandbox.machine import RESOURCES, SimPod, SimWorkload, Template
from desktop_pipeline.adapters.sandbox.registry import Shelf
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import WorkloadPatch
from desktop_pipeline.domain.workloads import Container, Kind, Pod, Workload, WorkloadKey
from desktop_pipeline.services.ports import (
    Access,
    Forbidden,
    InventoryEvent,
    Lost,
    PatchResult,
    PatchVerdict,
    PodEvent,
    PodsSynced,
    Synced,
)

E = TypeVar("E")
_EMPTY = Template(())
_READS = ("get", "list", "watch")
FIELD_MANAGER = "desktop-pipeline"


class SandboxCluster:
    """One cluster. Its attributes are the handles of tests and of the demonstration:

    `cut(seconds)` cuts the link; `slow` delays each request (seconds); `read_only` makes the user a viewer; `forbidden_kinds` may not be
    read; `hide_namespaces` forbids their list; `busy` counts patches answered with "try again"; `lose_answers` counts patches whose answer
    is lost, `lost_after` says when such a patch is applied all the same (None = never); `admission` may rewrite an image;
    `patch_warnings` come with each patch; `timeout` is how long a dead link is waited for.
    """

    def __init__(self, cluster_id: str, timeline: Timeline, shelf: Shelf, uid: str = "") -> None:
        self.id = cluster_id
        self.engine = Engine(cluster_id, timeline, shelf)
        self.uid = uid or self.engine.uid("kube-system")
        self._timeline = timeline
        self.slow, self.latency, self.timeout = 0.0, 0.005, 1.0
        self.read_only = self.hide_namespaces = False
        self.forbidden_kinds: set[Kind] = set()
        self.busy = self.lose_answers = 0
        self.lost_after: float | None = 0.0
        self.admission: Callable[[str], str] | None = None
        self.patch_warnings: tuple[str, ...] = ()
        self.patches: list[WorkloadPatch] = []
        """Patches that were applied, oldest first."""
        self.logs: dict[tuple[str, str], str] = {}
        """Texts that `log_tail` shows instead of its own, by pod name (or workload name) and container."""
        self._cut_until = 0.0

    # ---- handles ---------------------------------------------------------------------------------------------------

    def cut(self, seconds: float = math.inf) -> None:
        """Cut the link for so many (real) seconds; 0 mends it."""
        self._cut_until = self._timeline.now() + seconds if seconds > 0 else 0.0
        self._timeline.wake()

    def add(
        self, namespace: str, kind: Kind, name: str, *containers: Container, replicas: int = 1, settled: bool = True, **options: Any
    ) -> SimWorkload:
        """Put a workload into the cluster; options are the fields of `SimWorkload`."""
        workload = SimWorkload(namespace, kind, name, "", _EMPTY, replicas=replicas)
        for option, value in options.items():
            setattr(workload, option, value)
        return self.engine.add(workload, containers, settled)

    def workload(self, namespace: str, name: str, kind: Kind | None = None) -> SimWorkload:
        """The inside of a workload. Raises KeyError."""
        for (where, what, called), workload in self.engine.workloads.items():
            if (where, called) == (namespace, name) and kind in (None, what):
                return workload
        raise KeyError(f"{namespace}/{name}")

    def key(self, namespace: str, name: str, kind: Kind | None = None) -> WorkloadKey:
        workload = self.workload(namespace, name, kind)
        return WorkloadKey(self.id, namespace, workload.kind, name)

    def somebody_sets(self, namespace: str, name: str, container: str, image: str, by: str = "kubectl-edit") -> None:
        """Somebody else changes an image."""
        self._timeline.play()
        workload = self.workload(namespace, name)
        changed = tuple(replace(item, image=image) if item.name == container else item for item in workload.template.containers)
        self.engine.set_containers(workload, changed, workload.template.run, workload.template.step, by)

    def change(self, namespace: str, name: str, **fields: object) -> None:
        """Somebody else changes the spec: `replicas`, `paused`, `suspended`, `partition`, `quota`, `deleting` …"""
        self._timeline.play()
        workload = self.workload(namespace, name)
        for field, value in fields.items():
            setattr(workload, field, value)
        workload.generation += 1
        self.engine.changed(workload)
        self.engine.spec_changed(workload)

    def remove(self, namespace: str, name: str) -> None:
        self._timeline.play()
        self.engine.remove(self.workload(namespace, name))

    def crash(self, namespace: str, name: str, container: str = "", reason: str = "Error", exit_code: int = 1) -> None:
        """A running container of a workload's first pod ends."""
        self._timeline.play()
        pod = self.workload(namespace, name).alive()[0]
        self.engine.kubelet.crash(pod, container or pod.template.containers[-1].name, reason, exit_code)

    def name(self, cluster_id: str) -> None:
        """Be known by this id from now on: the keys of its workloads carry it."""
        if cluster_id != self.id:
            self.id = self.engine.cluster = cluster_id
            for workload in self.engine.workloads.values():
                self.engine.changed(workload)

    def is_cut(self) -> bool:
        return self._timeline.now() < self._cut_until

    # ---- requests --------------------------------------------------------------------------------------------------

    async def _request(self) -> None:
        await self._timeline.sleep_real(self.latency + self.slow)
        if self.is_cut():
            await self._timeline.sleep_real(max(0.0, min(self.timeout, self._cut_until - self._timeline.now())))
            raise Unreachable("cluster.unreachable", server=self.id, text="connection timed out")
        self._timeline.play()

    def _denied(self, verb: str, kind: Kind, namespace: str, name: str = "") -> str:
        group, resource = RESOURCES[kind]
        user = "viewer" if self.read_only else "developer"
        what = f'{resource}.{group} "{name}"' if name else f"{resource}.{group}"
        return (f'{what} is forbidden: User "{user}" cannot {verb} resource "{resource}" in API group "{group}" '
                f'in the namespace "{namespace}"')

    def _find(self, key: WorkloadKey) -> SimWorkload | None:
        return self.engine.workloads.get((key.namespace, key.kind, key.name))

    async def identity(self) -> str:
        await self._request()
        return self.uid

    async def namespaces(self) -> tuple[str, ...]:
        await self._request()
        if self.hide_namespaces:
            text = 'namespaces is forbidden: User "developer" cannot list resource "namespaces" in API group "" at the cluster scope'
            raise Refused("cluster.forbidden", text=text)
        return tuple(sorted({*self.engine.namespaces, "default", "kube-system"}))

    async def get(self, key: WorkloadKey) -> Workload | None:
        await self._request()
        if key.kind in self.forbidden_kinds:
            raise Refused("cluster.forbidden", text=self._denied("get", key.kind, key.namespace, key.name))
        workload = self._find(key)
        return self.engine.snapshot(workload) if workload else None

    async def may(self, namespace: str, questions: tuple[Access, ...]) -> Mapping[Access, bool]:
        await self._request()
        hidden = {RESOURCES[kind] for kind in self.forbidden_kinds}
        return {question: (question.group, question.resource) not in hidden and (not self.read_only or question.verb in _READS)
                for question in questions}

    async def warnings(self, namespace: str, uid: str) -> tuple[str, ...]:
        await self._request()
        texts = [text for where, whose, text in reversed(self.engine.warned) if (where, whose) == (namespace, uid)]
        return tuple(dict.fromkeys(texts))

    async def close(self) -> None:
        pass

    # ---- the change ------------------------------------------------------------------------------------------------

    async def patch(self, patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        await self._request()
        if self.busy > 0:
            self.busy -= 1
            text = "the server has received too many requests, please try again later"
            return PatchResult(PatchVerdict.BUSY, Message.of("cluster.busy", server=self.id, text=text))
        if self.lose_answers > 0 and not dry_run:
            self.lose_answers -= 1
            if self.lost_after is not None:
                self._timeline.after(self.lost_after, lambda: self._apply_late(patch))
                self._timeline.play()
            return PatchResult(PatchVerdict.UNKNOWN, Message.of("cluster.unknown", workload=patch.key.name, text="no answer"))
        return self._apply(patch, dry_run)

    def _apply_late(self, patch: WorkloadPatch) -> None:
        self._apply(patch, False)

    def _apply(self, patch: WorkloadPatch, dry_run: bool) -> PatchResult:
        key = patch.key
        group, resource = RESOURCES[key.kind]
        if self.read_only or key.kind in self.forbidden_kinds:
            text = self._denied("patch", key.kind, key.namespace, key.name)
            return PatchResult(PatchVerdict.FORBIDDEN, Message.of("cluster.forbidden", text=text))
        workload = self._find(key)
        if workload is None:
            text = f'{resource}.{group} "{key.name}" not found'
            return PatchResult(PatchVerdict.GONE, Message.of("cluster.not_found", text=text))
        if (patch.uid and workload.uid != patch.uid) or not self._as_expected(workload, patch):
            message = Message.of("cluster.drift", workload=key.name)
            return PatchResult(PatchVerdict.DRIFT, message, self.engine.snapshot(workload))
        if invalid := self._invalid(workload, patch):
            return PatchResult(PatchVerdict.INVALID, Message.of("cluster.invalid", text=invalid))
        containers = self._patched(workload, patch)
        if dry_run:
            asked = replace(self.engine.snapshot(workload), containers=containers, run=patch.run, step=patch.step,
                            generation=workload.generation + 1, changed_by=FIELD_MANAGER)
            return self._applied(patch, asked)
        workload.cause = patch.cause
        self.patches.append(patch)
        self.engine.set_containers(workload, containers, patch.run, patch.step, FIELD_MANAGER)
        return self._applied(patch, self.engine.snapshot(workload))

    def _applied(self, patch: WorkloadPatch, workload: Workload) -> PatchResult:
        """What came out may differ from what was asked: the message says so."""
        there = {item.name: item.image for item in workload.containers}
        pairs = [(change.container, change.new, there[change.container]) for change in patch.changes]
        differs = [Message.of("cluster.rewritten", container=container, field="image", asked=asked, found=found)
                   for container, asked, found in pairs if asked != found]
        return PatchResult(PatchVerdict.APPLIED, next(iter(differs), None), workload, (*self.patch_warnings, *map(render, differs)))

    @staticmethod
    def _as_expected(workload: SimWorkload, patch: WorkloadPatch) -> bool:
        there = {(item.name, item.group): item.image for item in workload.template.containers}
        return all((change.container, change.group) in there and change.old in ("", there[change.container, change.group])
                   for change in patch.changes)

    @staticmethod
    def _invalid(workload: SimWorkload, patch: WorkloadPatch) -> str:
        name = workload.name
        if workload.kind is Kind.JOB:
            return f'Job.batch "{name}" is invalid: spec.template: Invalid value: field is immutable'
        empty = next((change.container for change in patch.changes if not change.new.strip()), "")
        return f'{workload.kind.value}.apps "{name}" is invalid: {empty}.image: Required value' if empty else ""

    def _patched(self, workload: SimWorkload, patch: WorkloadPatch) -> tuple[Container, ...]:
        changes = {(change.container, change.group): change for change in patch.changes}
        result = []
        for item in workload.template.containers:
            change = changes.get((item.name, item.group))
            if change is not None:
                image = self.admission(change.new) if self.admission else change.new
                item = replace(item, image=image, pull_policy=change.pull_policy or item.pull_policy)
            result.append(item)
        return tuple(result)

    # ---- pods ------------------------------------------------------------------------------------------------------

    async def pods(self, workload: Workload) -> tuple[Pod, ...]:
        await self._request()
        inside = self._with_pods(workload)
        return _pods_of(inside) if inside else ()

    def _with_pods(self, workload: Workload) -> SimWorkload | None:
        """The inside of a workload if it is still the same one; a CronJob has no pods of its own."""
        inside = self._find(workload.key) if workload.key.kind is not Kind.CRON_JOB else None
        return inside if inside is not None and inside.uid == workload.uid else None

    async def delete_pod(self, namespace: str, name: str, uid: str) -> None:
        await self._request()
        if self.read_only:
            text = f'pods "{name}" is forbidden: User "viewer" cannot delete resource "pods" in API group "" in the namespace "{namespace}"'
            raise Refused("cluster.forbidden", text=text)
        pod = self.engine.find_pod(namespace, name)
        if pod is not None and pod.uid == uid:
            self.engine.delete_pod(pod)

    async def log_tail(self, namespace: str, pod: str, container: str, lines: int, previous: bool = False) -> str:
        await self._request()
        found = self.engine.find_pod(namespace, pod)
        state = found.states.get(container) if found else None
        if found is None or state is None or not found.starts.get(container) or (previous and not state.restarts):
            return ""
        for name in (pod, found.owner.name):
            if (name, container) in self.logs:
                return _last(self.logs[name, container], lines)
        return _last(_story(found, container, previous), lines)

    # ---- watching --------------------------------------------------------------------------------------------------

    async def watch(self, namespace: str, on: Callable[[InventoryEvent], None]) -> None:
        def first() -> list[InventoryEvent]:
            return [self._listed(namespace, kind) for kind in Kind]

        await self._follow(first, lambda put: self.engine.listen(namespace, put), on, Lost)

    def _listed(self, namespace: str, kind: Kind) -> InventoryEvent:
        if kind in self.forbidden_kinds:
            return Forbidden(kind, Message.of("cluster.forbidden", text=self._denied("list", kind, namespace)))
        found = [workload for (where, what, _), workload in self.engine.workloads.items() if (where, what) == (namespace, kind)]
        return Synced(kind, tuple(workload.last for workload in found if workload.last is not None and not _owned(workload)))

    async def watch_pods(self, workload: Workload, on: Callable[[PodEvent], None]) -> None:
        inside = self._with_pods(workload)

        def first() -> list[PodEvent]:
            return [PodsSynced(_pods_of(inside) if inside else ())]

        def listen(put: Callable[[PodEvent], None]) -> Callable[[], None]:
            return self.engine.listen_pods(inside, put) if inside else lambda: None

        await self._follow(first, listen, on, None)

    async def _follow(
        self, first: Callable[[], list[E]], listen: Callable[[Callable[[E], None]], Callable[[], None]],
        on: Callable[[E], None], lost: Callable[[Message], E] | None,
    ) -> None:
        """A list, then each change, for ever; after a cut the list again."""
        waker = asyncio.Event()
        while True:
            queue: deque[E] = deque()

            def put(event: E, queue: deque[E] = queue) -> None:
                queue.append(event)
                waker.set()

            try:
                await self._request()
                stop = listen(put)
            except Unreachable as error:
                if lost is not None:
                    on(lost(error.message))
                await self._timeline.sleep_real(max(0.01, min(1.0, self._cut_until - self._timeline.now())))
                continue
            try:
                for event in first():
                    on(event)
                while not self.is_cut():
                    while queue:
                        on(queue.popleft())
                    if not self.is_cut():
                        await self._timeline.wait(waker)
            finally:
                stop()


def _owned(workload: SimWorkload) -> bool:
    return workload.kind is Kind.JOB and bool(workload.owner)


def _pods_of(workload: SimWorkload) -> tuple[Pod, ...]:
    return tuple(sorted((pod.snapshot() for pod in workload.pods), key=lambda pod: pod.name))


def _last(text: str, lines: int) -> str:
    return "\n".join(text.splitlines()[-lines:]) if lines > 0 else ""


def _story(pod: SimPod, container: str, previous: bool) -> str:
    """A believable log of a container."""
    state = pod.states[container]
    image = next(spec.image for spec in pod.template.containers if spec.name == container)
    story = [f"starting {container} ({image.partition('@')[0]})", "reading configuration from /etc/app/config.yaml",
             "connecting to postgres://db:5432/shop"]
    if previous or state.terminated not in ("", "Completed") or state.waiting == "CrashLoopBackOff":
        story += ["Traceback (most recent call last):", '  File "/app/main.py", line 41, in main',
                  "ConnectionError: password authentication failed for user “shop”",
                  f"exit code {state.exit_code or state.last_exit_code or 1}"]
    elif state.terminated == "Completed":
        story += ["done"]
    elif state.ready:
        story += ["listening on 0.0.0.0:8080", "GET /healthz 200 1ms"]
    else:
        story += ["waiting for the index to be ready (0 %)", "GET /readyz 503 0ms"]
    return "\n".join(story)
