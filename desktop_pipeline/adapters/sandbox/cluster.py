"""A Kubernetes cluster in memory, behind the port `Cluster`. It answers as a real API server does."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from desktop_pipeline.adapters.sandbox.engine import Engine
from desktop_pipeline.adapters.sandbox.link import Link
from desktop_pipeline.adapters.sandbox.machine import RESOURCES, SimPod, SimWorkload, Template
from desktop_pipeline.adapters.sandbox.podlog import PodLogBook
from desktop_pipeline.adapters.sandbox.registry import Shelf
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.log_merge import LogLine
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import FIELD_MANAGER, WorkloadPatch
from desktop_pipeline.domain.surroundings import Budget, Node, Quota
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Container, Kind, Pod, Workload, WorkloadKey
from desktop_pipeline.services.cluster_ports import (
    Access,
    Changed,
    Forbidden,
    InventoryEvent,
    Lost,
    PatchResult,
    PatchVerdict,
    PodEvent,
    PodsSynced,
    PullSecret,
    Removed,
    Synced,
)

E = TypeVar("E")
_EMPTY = Template(())
_AGAIN = 0.5
"""Seconds between tries to reach a cluster again."""
_READS = ("get", "list", "watch")


class SandboxCluster:
    """One cluster as one user sees it; `seen_by` gives another user's view of the same. Handles of tests and of the demonstration:

    `link` (`cut`, `stall`, `mend`, `slow`); of the user: `read_only` (a viewer), `forbidden_kinds`, `only` (the namespaces it may use),
    `hide_namespaces`, `bad_login`, `hidden` (of nodes, resourcequotas, poddisruptionbudgets, secrets, events, pods those it may
    not read); `busy` counts patches that are answered with "try again", `lose_answers` those whose answer is lost, and
    `lost_after` says when such a patch is applied all the same (seconds of the sandbox, None = never); `admission` may rewrite an image;
    `patch_warnings` come with each patch.
    """

    def __init__(self, cluster_id: str, timeline: Timeline, shelf: Shelf, engine: Engine | None = None) -> None:
        self.engine = engine or Engine(cluster_id, timeline, shelf)
        self.link = Link(f"https://{cluster_id}.example:6443", timeline)
        self._timeline, self._shelf = timeline, shelf
        self.book = PodLogBook(self.engine, timeline, self.link)
        self.user = "developer"
        self.read_only = self.hide_namespaces = self.bad_login = False
        self.forbidden_kinds: set[Kind] = set()
        self.only: set[str] | None = None
        self.hidden: set[str] = set()
        self.busy = self.lose_answers = 0
        self.lost_after: float | None = 0.0
        self.admission: Callable[[str], str] | None = None
        self.patch_warnings: tuple[str, ...] = ()
        self.patches: list[WorkloadPatch] = []
        """Patches that were applied, oldest first."""
        self.logs: dict[tuple[str, str], str] = {}
        """Texts that `log_tail` shows instead of its own, by pod name (or workload name) and container."""

    @property
    def id(self) -> str:
        """The cluster's id in the workspace."""
        return self.engine.cluster

    @property
    def uid(self) -> str:
        return self.engine.identity

    def seen_by(self, user: str, **rights: Any) -> SandboxCluster:
        """The same cluster for another user, over a link of its own; `rights` are attributes of the view."""
        view = SandboxCluster(self.id, self._timeline, self._shelf, self.engine)
        view.user = user
        for name, value in rights.items():
            setattr(view, name, value)
        return view

    # ---- handles ---------------------------------------------------------------------------------------------------

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
            self.engine.cluster = cluster_id
            for workload in self.engine.workloads.values():
                self.engine.changed(workload)

    # ---- requests --------------------------------------------------------------------------------------------------

    async def _request(self) -> None:
        await self.link.request()
        if self.bad_login:
            raise Refused("cluster.unauthorized", server=self.link.name, context=self.user)

    def _may(self, verb: str, kind: Kind, namespace: str) -> bool:
        mine = self.only is None or namespace in self.only
        return mine and kind not in self.forbidden_kinds and (verb in _READS or not self.read_only)

    def _denied(self, verb: str, kind: Kind, namespace: str, name: str = "") -> str:
        group, resource = RESOURCES[kind]
        what = f'{resource}.{group} "{name}"' if name else f"{resource}.{group}"
        return (f'{what} is forbidden: User "{self.user}" cannot {verb} resource "{resource}" in API group "{group}" '
                f'in the namespace "{namespace}"')

    def _find(self, key: WorkloadKey) -> SimWorkload | None:
        return self.engine.workloads.get((key.namespace, key.kind, key.name))

    async def identity(self) -> str:
        await self._request()
        return self.uid

    async def namespaces(self) -> tuple[str, ...]:
        await self._request()
        if self.hide_namespaces or self.only is not None:
            text = f'namespaces is forbidden: User "{self.user}" cannot list resource "namespaces" in API group "" at the cluster scope'
            raise Refused("cluster.forbidden", text=text)
        return tuple(sorted({*self.engine.namespaces, "default", "kube-system"}))

    async def get(self, key: WorkloadKey) -> Workload | None:
        await self._request()
        if not self._may("get", key.kind, key.namespace):
            raise Refused("cluster.forbidden", text=self._denied("get", key.kind, key.namespace, key.name))
        workload = self._find(key)
        return self.engine.snapshot(workload) if workload else None

    async def may(self, namespace: str, questions: tuple[Access, ...]) -> Mapping[Access, bool]:
        await self._request()
        hidden = {RESOURCES[kind] for kind in self.forbidden_kinds} | {("", name) for name in self.hidden}
        mine = self.only is None or namespace in self.only
        return {question: mine and (question.group, question.resource) not in hidden and (not self.read_only or question.verb in _READS)
                for question in questions}

    async def events_of(self, namespace: str, uid: str) -> tuple[EventSeen, ...]:
        await self._around("events", namespace)
        return self.engine.events_about(namespace, (uid,))

    async def events_around(self, workload: Workload, pods: Collection[str]) -> tuple[EventSeen, ...]:
        await self._around("events", workload.key.namespace)
        return self.engine.events_about(workload.key.namespace, {workload.uid, *pods})[::-1]

    async def close(self) -> None:
        pass

    # ---- the change ------------------------------------------------------------------------------------------------

    async def patch(self, patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        try:
            await self._request()
        except Refused as error:
            return PatchResult(PatchVerdict.FORBIDDEN, error.message)
        except Unreachable as error:
            if error.code != "cluster.timeout":
                raise
            if not dry_run:  # it is on its way and is applied when the server wakes
                self.link.under_way(self._late(patch))
            return self._unknown(patch, render(error.message))
        if self.busy > 0:
            self.busy -= 1
            text = "the server has received too many requests, please try again later"
            return PatchResult(PatchVerdict.BUSY, Message.of("cluster.busy", server=self.id, text=text))
        if self.lose_answers > 0 and not dry_run:
            self.lose_answers -= 1
            if self.lost_after is not None:
                self._timeline.after(self.lost_after, self._late(patch))
                self._timeline.play()
            return self._unknown(patch, "the connection was closed")
        return self._apply(patch, dry_run)

    @staticmethod
    def _unknown(patch: WorkloadPatch, text: str) -> PatchResult:
        return PatchResult(PatchVerdict.UNKNOWN, Message.of("cluster.no_answer", workload=patch.key.name, text=text))

    def _late(self, patch: WorkloadPatch) -> Callable[[], None]:
        """It is applied later, if the template was not written by another run meanwhile: it tests the annotation that was there."""
        workload = self._find(patch.key)
        run = workload.template.run if workload is not None else ""

        def apply() -> None:
            there = self._find(patch.key)
            if there is not None and there.template.run == run:
                self._apply(patch, False)

        return apply

    def _apply(self, patch: WorkloadPatch, dry_run: bool) -> PatchResult:
        key = patch.key
        group, resource = RESOURCES[key.kind]
        if not self._may("patch", key.kind, key.namespace):
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

    async def start_job(self, key: WorkloadKey, uid: str, name: str, run: str, *, dry_run: bool = False) -> None:
        await self._request()
        cron_job = self._find(key)
        if cron_job is None or (uid and cron_job.uid != uid):
            raise UserError("cluster.gone", workload=key.name, text=f'cronjobs.batch "{key.name}" not found')
        if not self._may("create", Kind.JOB, key.namespace):
            raise Refused("cluster.forbidden", text=self._denied("create", Kind.JOB, key.namespace))
        there = self.engine.workloads.get((key.namespace, Kind.JOB, name))
        if there is not None and there.made_by != run:
            raise UserError("cluster.job_exists", job=name)
        if there is None and not dry_run:
            self.engine.start_job(cron_job, name, run)
            if self.lose_answers > 0:
                self.lose_answers -= 1
                raise Unreachable("cluster.timeout", server=self.id, seconds=20)

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
            text = (f'pods "{name}" is forbidden: User "{self.user}" cannot delete resource "pods" in API group "" '
                    f'in the namespace "{namespace}"')
            raise Refused("cluster.forbidden", text=text)
        pod = self.engine.find_pod(namespace, name)
        if pod is not None and pod.uid == uid:
            self.engine.delete_pod(pod)

    # ---- what is around it -----------------------------------------------------------------------------------------

    async def nodes(self) -> tuple[Node, ...]:
        await self._around("nodes", "")
        return self.engine.node_facts or tuple(Node(f"node-{number + 1}", "linux/amd64") for number in range(self.engine.nodes))

    async def quotas(self, namespace: str) -> tuple[Quota, ...]:
        await self._around("resourcequotas", namespace)
        return self.engine.quotas.get(namespace, ())

    async def budgets(self, namespace: str) -> tuple[Budget, ...]:
        await self._around("poddisruptionbudgets", namespace)
        return self.engine.budgets.get(namespace, ())

    async def pull_secret(self, namespace: str, name: str) -> PullSecret:
        await self._around("secrets", namespace)
        return self.engine.secrets.get((namespace, name), PullSecret(name, False))

    async def _around(self, resource: str, namespace: str) -> None:
        """One request for what only some may read."""
        await self._request()
        if resource in self.hidden or (self.only is not None and namespace not in self.only) or (resource == "secrets" and self.read_only):
            raise Refused("cluster.forbidden", text=f'{resource} is forbidden: User "{self.user}" cannot list resource "{resource}"')

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

    async def follow_log(
        self, namespace: str, pod: str, container: str, on: Callable[[LogLine], None], *,
        since: str = "", tail: int | None = None, previous: bool = False,
    ) -> None:
        await self._around("pods/log", namespace)
        await self.book.follow(namespace, pod, container, on, since, tail, previous)

    # ---- watching --------------------------------------------------------------------------------------------------

    async def watch(self, namespace: str, on: Callable[[InventoryEvent], None]) -> None:
        def first() -> list[InventoryEvent]:
            return [self._listed(namespace, kind) for kind in Kind]

        def tell(event: InventoryEvent) -> None:
            key = event.workload.key if isinstance(event, Changed) else event.key if isinstance(event, Removed) else None
            owned = isinstance(event, Changed) and key is not None and key.kind is Kind.JOB and event.workload.owner
            if not owned and (key is None or self._may("watch", key.kind, namespace)):
                on(event)

        await self._follow(first, lambda put: self.engine.listen(namespace, put), tell, Lost)

    def _listed(self, namespace: str, kind: Kind) -> InventoryEvent:
        if not self._may("list", kind, namespace):
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
        """A list, then each change, for ever; after the link was lost the list again."""
        waker, told = asyncio.Event(), ""
        while True:
            try:
                await self._request()
            except (Unreachable, Refused) as error:
                if lost is not None and error.code != told:
                    on(lost(error.message))
                told = error.code
                await self._timeline.wait(waker, _AGAIN)
                continue
            queue: deque[E] = deque()

            def put(event: E, queue: deque[E] = queue) -> None:
                queue.append(event)
                waker.set()

            stop = listen(put)
            try:
                for event in first():
                    on(event)
                await self._stream(queue, waker, on)
            finally:
                stop()
            told = self.link.error().code
            if lost is not None:
                on(lost(self.link.error().message))

    async def _stream(self, queue: deque[E], waker: asyncio.Event, on: Callable[[E], None]) -> None:
        """Hand on what comes, until the link is lost."""
        while not self.link.broken():
            left = math.inf
            if self.link.stalled():
                left = min(self.link.patience(), self.link.stalled_for())
                if self.link.patience() <= 0:
                    return
            elif queue:
                on(queue.popleft())
                continue
            await self._timeline.wait(waker, left)


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
