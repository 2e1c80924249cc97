"""The port `Cluster`: one cluster through one context of a kubeconfig."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Collection, Coroutine, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec

from desktop_pipeline.adapters.common.gate import Gates
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.kubernetes import kubeconfig as config
from desktop_pipeline.adapters.kubernetes import manual_job, patches, structs
from desktop_pipeline.adapters.kubernetes import surroundings as around
from desktop_pipeline.adapters.kubernetes.convert import RESOURCES, belongs, event_of, is_about, is_listed, pod_of, workload_of
from desktop_pipeline.adapters.kubernetes.credentials import Credentials
from desktop_pipeline.adapters.kubernetes.errors import Answer, Unsent, clip, is_missing_right, status_of
from desktop_pipeline.adapters.kubernetes.health import Health
from desktop_pipeline.adapters.kubernetes.just_read import JustRead
from desktop_pipeline.adapters.kubernetes.podlog import NO_LOG, follow, pod_path
from desktop_pipeline.adapters.kubernetes.podwatch import PodView
from desktop_pipeline.adapters.kubernetes.watch import PAGE, Follower, Source
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.log_merge import LogLine
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import ANNOTATION_RUN, FIELD_MANAGER, WorkloadPatch
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.surroundings import Budget, Node, Quota
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Kind, Pod, Workload, WorkloadKey
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
from desktop_pipeline.services.ports import URGENT

if TYPE_CHECKING:
    from desktop_pipeline.adapters.kubernetes.transport import Link

T = TypeVar("T")
GET_SECONDS = 15.0
PATCH_SECONDS = 20.0
LOG_BYTES = 1 << 20
EVENT_PAGES = 4
_PATCH_TRIES = 3
_WORKLOAD = msgspec.json.Decoder(structs.WorkloadObject)
_POD = msgspec.json.Decoder(structs.PodObject)
_META = msgspec.json.Decoder(structs.MetaObject)
_EVENT = msgspec.json.Decoder(structs.EventObject)
_ANYTHING = msgspec.json.Decoder(dict[str, Any])
_PAGE = msgspec.json.Decoder(structs.RawList)
_REVIEW = msgspec.json.Decoder(structs.AccessReview)
Query = list[tuple[str, str | int]]


class KubernetesCluster:
    """Implements the port `Cluster`. Nothing is read or connected before the first call.

    `context` '' is the kubeconfig's current one; `kubeconfig` may name several files, '' is KUBECONFIG or the default file.
    """

    def __init__(self, cluster_id: str, context: str = "", kubeconfig: str = "", gates: Gates | None = None) -> None:
        self._id = cluster_id
        self._gates = gates or Gates()
        self._context = context
        self._kubeconfig = kubeconfig
        self._link: Link | None = None
        self._closed = False
        self._connecting = asyncio.Lock()
        self._just_read = JustRead()
        self._health = Health(self._alive)

    # ---- the link --------------------------------------------------------------------------------------------------

    async def _connect(self) -> Link:
        """The link; made at the first call. Raises UserError `kubeconfig.*`, and what the login raises."""
        async with self._connecting:
            if self._closed:
                raise Unsent("cluster.closed")
            if self._link is None:
                threads = Threads("kubeconfig")
                try:
                    # The client library takes 0.3 s to import.
                    transport = await threads.run(importlib.import_module, "desktop_pipeline.adapters.kubernetes.transport")
                    credentials = Credentials(await self._target(threads), Redactor(), self._target)
                    gate = self._gates.of(credentials.target.server)
                    async with gate.passing(at_once=URGENT.get(), proof=False):
                        await credentials.fresh()
                    self._link = await threads.run(transport.Link, credentials, gate)
                finally:
                    await threads.close()
            link = self._link
            assert link is not None
            return link

    async def _target(self, threads: Threads | None = None) -> config.Target:
        own = threads or Threads("kubeconfig")
        try:
            return await own.run(lambda: config.resolve(config.read(self._kubeconfig), self._context))
        finally:
            if threads is None:
                await own.close()

    async def _alive(self, seconds: float) -> None:
        link = await self._connect()
        try:
            await link.alive(seconds)
        except UserError:
            link.drop_idle()
            raise

    def wake(self) -> None:
        """Ask at once whether the server is there, where somebody watches."""
        if self._link is not None:
            self._link.drop_idle()
        self._health.wake()

    async def close(self) -> None:
        """End everything that is open; later calls raise Unreachable `cluster.closed`."""
        self._closed = True
        await self._health.close()
        link, self._link = self._link, None
        if link is not None:
            await link.close()

    async def _get(self, path: str, query: Query | None = None) -> bytes:
        link = await self._connect()
        return await link.ask("GET", path, query or [], seconds=GET_SECONDS)

    async def _list(self, path: str, query: Query | None = None, pages: int = 0) -> list[msgspec.Raw]:
        """`pages`: at most so many; 0 = all."""
        found: list[msgspec.Raw] = []
        cont, left = "", pages
        while True:
            body = await self._get(path, [*(query or []), ("limit", PAGE), *([("continue", cont)] if cont else [])])
            page = await self._decode(_PAGE, body)
            found += page.items or ()
            cont, left = page.metadata.cont or "", left - 1
            if not cont or left == 0:
                return found

    async def _decode(self, decoder: msgspec.json.Decoder[T], body: bytes | msgspec.Raw) -> T:
        try:
            return decoder.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise (await self._connect()).garbage(error) from error

    # ---- the cluster -----------------------------------------------------------------------------------------------

    async def identity(self) -> str:
        """The uid of kube-system; where it may not be read, `ca:` (or `server:`, where the system trusts it) and a hash."""
        link = await self._connect()
        try:
            return (await self._decode(_META, await self._get("/api/v1/namespaces/kube-system"))).metadata.uid
        except Refused as error:
            if error.code not in ("cluster.forbidden", "cluster.not_found"):
                raise
            return link.target.fingerprint()

    async def namespaces(self) -> tuple[str, ...]:
        names = [(await self._decode(_META, raw)).metadata.name for raw in await self._list("/api/v1/namespaces")]
        return tuple(sorted(names))

    async def may(self, namespace: str, questions: tuple[Access, ...]) -> Mapping[Access, bool]:
        asked = tuple(dict.fromkeys(questions))
        return dict(zip(asked, await _together([self._may(namespace, question) for question in asked]), strict=True))

    async def _may(self, namespace: str, access: Access) -> bool:
        attributes = {"namespace": namespace, "verb": access.verb, "group": access.group, "resource": access.resource}
        if access.subresource:
            attributes["subresource"] = access.subresource
        body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {"resourceAttributes": attributes}}
        link = await self._connect()
        answer = await link.ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body=body, seconds=GET_SECONDS)
        status = (await self._decode(_REVIEW, answer)).status
        return bool(status and status.allowed)

    # ---- workloads -------------------------------------------------------------------------------------------------

    async def watch(self, namespace: str, on: Callable[[InventoryEvent], None]) -> None:
        """As the port says. After a `Lost` each kind that may be listed is reported as a whole again once the link is back."""
        sources = [self._source(namespace, kind, on) for kind in Kind]
        await Follower(self._connect, self._health, sources, lambda message: on(Lost(message))).run()

    def _source(self, namespace: str, kind: Kind, on: Callable[[InventoryEvent], None]) -> Source[Workload]:
        def forbidden(error: Refused) -> None:
            missing = error.code == "cluster.not_found"
            on(Forbidden(kind, Message.of("cluster.kind_missing", kind=kind.value) if missing else error.message))

        def convert(raw: msgspec.Raw) -> Workload | None:
            item = _WORKLOAD.decode(raw)
            return workload_of(self._id, kind, item) if is_listed(kind, item.metadata) else None

        return Source(
            path_of(WorkloadKey(self._id, namespace, kind, "")), convert, lambda workload: workload.key.name,
            synced=lambda items: on(Synced(kind, tuple(items))), changed=lambda item: on(Changed(item)),
            removed=lambda name: on(Removed(WorkloadKey(self._id, namespace, kind, name))), forbidden=forbidden,
        )

    async def get(self, key: WorkloadKey) -> Workload | None:
        try:
            item = await self._decode(_WORKLOAD, await self._get(path_of(key)))
            self._just_read.keep(key, item)
            return workload_of(self._id, key.kind, item)
        except Refused as error:
            if error.code == "cluster.not_found":
                return None
            raise

    # ---- the change ------------------------------------------------------------------------------------------------

    async def patch(self, patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        """As the port says. Refused logins and broken kubeconfigs before the request raise too: nothing was sent."""
        for attempt in range(1, _PATCH_TRIES + 1):
            link = await self._connect()
            item = self._just_read.take(patch.key)
            if item is None or isinstance(patches.operations(patch, item), patches.Missing):
                before = await link.call("GET", path_of(patch.key), seconds=GET_SECONDS)
                if before.status != 200:
                    return refusal(patch, before, link.error(before), changed=False)
                item = await self._decode(_WORKLOAD, before.body)
            asked = patches.operations(patch, item)
            if isinstance(asked, patches.Missing):
                live = workload_of(self._id, patch.key.kind, item)
                return PatchResult(PatchVerdict.DRIFT, Message.of("drift.container", container=asked.container), live)
            query: Query = [("fieldManager", FIELD_MANAGER), *([("dryRun", "All")] if dry_run else [])]
            try:
                answer = await link.call("PATCH", path_of(patch.key), query, body=asked, content_type="application/json-patch+json",
                                         seconds=PATCH_SECONDS)
            except Unsent:
                raise
            except Unreachable as lost:
                return PatchResult(PatchVerdict.UNKNOWN, _unknown(patch, render(lost.message)))
            if answer.status == 200:
                return self._applied(patch, answer)
            if answer.status != 422 or not status_of(answer.body).unexplained:
                return refusal(patch, answer, link.error(answer), changed=None)
            result = await self._why_refused(patch, link.error(answer), answer.warnings)
            if result.verdict is not PatchVerdict.INVALID or attempt == _PATCH_TRIES:
                return result
        raise AssertionError("unreachable")

    def _applied(self, patch: WorkloadPatch, answer: Answer) -> PatchResult:
        try:
            workload = workload_of(self._id, patch.key.kind, _WORKLOAD.decode(answer.body))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            return PatchResult(PatchVerdict.UNKNOWN, _unknown(patch, clip(str(error))))
        differs = patches.rewritten(patch, workload)
        warnings = (*answer.warnings, *map(render, differs))
        return PatchResult(PatchVerdict.APPLIED, differs[0] if differs else None, workload, warnings)

    async def _why_refused(self, patch: WorkloadPatch, error: UserError, warnings: tuple[str, ...]) -> PatchResult:
        """A failed `test` says nothing: look what is there. INVALID when all is as expected."""
        try:
            live = await self.get(patch.key)
        except UserError:
            return PatchResult(PatchVerdict.DRIFT, Message.of("cluster.drift", workload=patch.key.name), None, warnings)
        if live is None:
            return PatchResult(PatchVerdict.GONE, Message.of("cluster.gone", workload=patch.key.name, text="not found"), None, warnings)
        if not patches.is_as_expected(patch, live):
            return PatchResult(PatchVerdict.DRIFT, Message.of("cluster.drift", workload=patch.key.name), live, warnings)
        return PatchResult(PatchVerdict.INVALID, error.message, live, warnings)

    async def start_job(self, key: WorkloadKey, uid: str, name: str, run: str, *, dry_run: bool = False) -> None:
        link = await self._connect()
        try:
            cron_job = await self._decode(_ANYTHING, await self._get(path_of(key)))
        except Refused as error:
            if error.code == "cluster.not_found":
                raise UserError("cluster.gone", workload=key.name, text=error.message.argument("text")) from error
            raise
        if uid and (cron_job.get("metadata") or {}).get("uid") != uid:
            raise UserError("cluster.gone", workload=key.name, text="another one has its name")
        query: Query = [("fieldManager", FIELD_MANAGER), *([("dryRun", "All")] if dry_run else [])]
        jobs = path_of(WorkloadKey(key.cluster, key.namespace, Kind.JOB, ""))
        body = manual_job.manifest(cron_job, name, run)
        answer = await link.call("POST", jobs, query, body=body, seconds=PATCH_SECONDS)
        if answer.status in (200, 201, 202):
            return
        error_ = link.error(answer)
        if answer.status == 409 and not dry_run:
            there = await self._decode(_META, await self._get(f"{jobs}/{_q(name)}"))
            if (there.metadata.annotations or {}).get(ANNOTATION_RUN) == run:
                return
            raise UserError("cluster.job_exists", job=name)
        if answer.status == 403 and not is_missing_right(error_.message.argument("text")):  # admission or quota
            raise UserError("cluster.invalid", text=error_.message.argument("text"))
        raise error_

    # ---- pods ------------------------------------------------------------------------------------------------------

    async def pods(self, workload: Workload) -> tuple[Pod, ...]:
        """The workload's pods by name. A StatefulSet's newest revision is read afresh; a CronJob has none of its own."""
        if workload.key.kind is Kind.CRON_JOB:
            return ()
        path = f"/api/v1/namespaces/{_q(workload.key.namespace)}/pods"
        items = await self._list(path, [("labelSelector", workload.selector)])
        revision = await self._update_revision(workload)
        found = []
        for raw in items:
            item = await self._decode(_POD, raw)
            if belongs(workload, item.metadata):
                found.append(pod_of(item, workload.key.kind, revision))
        return tuple(sorted(found, key=lambda pod: pod.name))

    async def _update_revision(self, workload: Workload) -> str:
        if workload.key.kind is not Kind.STATEFUL_SET:
            return ""
        try:
            live = await self.get(workload.key)
        except Refused:
            live = None
        return live.update_revision if live is not None and live.uid == workload.uid else workload.update_revision

    async def watch_pods(self, workload: Workload, on: Callable[[PodEvent], None]) -> None:
        """As the port says; a cut link shows by silence and a new `PodsSynced`. Raises Refused `cluster.forbidden`."""
        if workload.key.kind is Kind.CRON_JOB:
            on(PodsSynced(()))
            await asyncio.Event().wait()
        view = PodView(workload, on)
        sources: list[Source[Any]] = [view.pods(f"/api/v1/namespaces/{_q(workload.key.namespace)}/pods")]
        if workload.key.kind is Kind.STATEFUL_SET:
            sources.append(view.revision(path_of(workload.key._replace(name="")), partial(workload_of, self._id, workload.key.kind)))
        await Follower(self._connect, self._health, sources, lambda message: None).run()

    async def delete_pod(self, namespace: str, name: str, uid: str) -> None:
        link = await self._connect()
        body = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": uid}}
        answer = await link.call("DELETE", pod_path(namespace, name), body=body, seconds=GET_SECONDS)
        if answer.status not in (200, 202, 404, 409):  # 409: another pod has this name now
            raise link.error(answer)

    # ---- what is around it -----------------------------------------------------------------------------------------

    async def nodes(self) -> tuple[Node, ...]:
        """Their metadata only: a node's status lists all its images."""
        link = await self._connect()
        answer = await link.call("GET", "/api/v1/nodes", accept=around.METADATA_ONLY, seconds=GET_SECONDS)
        if answer.status != 200:
            raise link.error(answer)
        return around.nodes_of([await self._decode(around.PLAIN, raw) for raw in (await self._decode(_PAGE, answer.body)).items or ()])

    async def quotas(self, namespace: str) -> tuple[Quota, ...]:
        items = await self._list(f"/api/v1/namespaces/{_q(namespace)}/resourcequotas")
        return around.quotas_of([await self._decode(around.QUOTA, raw) for raw in items])

    async def budgets(self, namespace: str) -> tuple[Budget, ...]:
        items = await self._list(f"/apis/policy/v1/namespaces/{_q(namespace)}/poddisruptionbudgets")
        return around.budgets_of([await self._decode(around.BUDGET, raw) for raw in items])

    async def pull_secret(self, namespace: str, name: str) -> PullSecret:
        try:
            body = await self._get(f"/api/v1/namespaces/{_q(namespace)}/secrets/{_q(name)}")
        except Refused as error:
            if error.code == "cluster.not_found":
                return PullSecret(name, False)
            raise
        return around.pull_secret_of(name, await self._decode(around.SECRET, body))

    async def log_tail(self, namespace: str, pod: str, container: str, lines: int, previous: bool = False) -> str:
        """The last lines, at most 1 MiB; '' when there is no log (yet or any more)."""
        link = await self._connect()
        query: Query = [("container", container), ("tailLines", lines), ("limitBytes", LOG_BYTES)]
        query += [("previous", "true")] if previous else []
        answer = await link.call("GET", f"{pod_path(namespace, pod)}/log", query, accept="*/*", seconds=GET_SECONDS)
        if answer.status in (400, 404):
            return ""
        if answer.status != 200:
            raise link.error(answer)
        text = answer.body.decode(errors="replace")
        return "" if text.startswith(NO_LOG) else text

    async def follow_log(
        self, namespace: str, pod: str, container: str, on: Callable[[LogLine], None], *,
        since: str = "", tail: int | None = None, previous: bool = False,
    ) -> None:
        await follow(self._connect, self._health, pod_path(namespace, pod), on,
                     container=container, since=since, tail=tail, previous=previous)

    async def events_around(self, workload: Workload, pods: Collection[str]) -> tuple[EventSeen, ...]:
        """Of a namespace with very many events only the first pages are looked at."""
        items = await self._list(f"/api/v1/namespaces/{_q(workload.key.namespace)}/events", pages=EVENT_PAGES)
        found = [await self._decode(_EVENT, raw) for raw in items]
        told = [event_of(event) for event in found if is_about(workload, pods, event)]
        return tuple(sorted(told, key=lambda event: event.at, reverse=True))

    async def events_of(self, namespace: str, uid: str) -> tuple[EventSeen, ...]:
        """The server looks through all events of the namespace for it: ask seldom."""
        items = await self._list(f"/api/v1/namespaces/{_q(namespace)}/events", [("fieldSelector", f"involvedObject.uid={uid}")])
        return tuple(sorted([event_of(await self._decode(_EVENT, raw)) for raw in items], key=lambda event: event.at))


def path_of(key: WorkloadKey) -> str:
    """Path of a workload, or of the list of its kind when the name is ''."""
    group, version, plural = RESOURCES[key.kind]
    return f"/apis/{group}/{version}/namespaces/{_q(key.namespace)}/{plural}" + (f"/{_q(key.name)}" if key.name else "")


def refusal(patch: WorkloadPatch, answer: Answer, error: UserError, *, changed: bool | None) -> PatchResult:
    """The verdict for an answer that is not a success. `changed` None: whether the change was made is not known."""
    message = error.message
    text = message.argument("text")
    verdict = {401: PatchVerdict.FORBIDDEN, 404: PatchVerdict.GONE, 409: PatchVerdict.BUSY, 429: PatchVerdict.BUSY}.get(answer.status)
    if answer.status == 403:
        verdict = PatchVerdict.FORBIDDEN if is_missing_right(text) else PatchVerdict.INVALID
        message = message if verdict is PatchVerdict.FORBIDDEN else Message.of("cluster.invalid", text=text)
    elif answer.status == 404:
        message = Message.of("cluster.gone", workload=patch.key.name, text=text)
    elif answer.status >= 500:
        webhook = "failed calling webhook" in text
        verdict = PatchVerdict.BUSY if webhook or changed is False else PatchVerdict.UNKNOWN
    return PatchResult(verdict or PatchVerdict.INVALID, message, None, answer.warnings)


def _unknown(patch: WorkloadPatch, text: str) -> Message:
    return Message.of("cluster.no_answer", workload=patch.key.name, text=text)


def _q(name: str) -> str:
    return quote(name, safe="")


async def _together(calls: list[Coroutine[Any, Any, T]]) -> list[T]:
    """Results in order; the first error ends the others."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except BaseExceptionGroup as problems:
        raise problems.exceptions[0] from None
    return [task.result() for task in tasks]

