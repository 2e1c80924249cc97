"""What pre-flight asks about what stands around a workload: rights, owners, nodes, pull secrets, quotas and disruption budgets.

What may not be read is not known, and nothing is said about it; only of pull secrets, since an image that cannot be pulled is usual.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from desktop_pipeline.domain.apart import Planned, apart
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan, Resolved, RowChange, WorkloadStep
from desktop_pipeline.domain.surroundings import broken_budgets, candidates, fits, tight
from desktop_pipeline.domain.workloads import Kind, Workload, WorkloadKey
from desktop_pipeline.services.cluster_ports import Access, Cluster, PullSecret
from desktop_pipeline.services.findings import Level, Notes
from desktop_pipeline.services.ports import Login, World
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import together

T = TypeVar("T")
PATCHED = {Kind.DEPLOYMENT: ("apps", "deployments"), Kind.STATEFUL_SET: ("apps", "statefulsets"),
           Kind.DAEMON_SET: ("apps", "daemonsets"), Kind.CRON_JOB: ("batch", "cronjobs"), Kind.JOB: ("batch", "jobs")}
_FATES = {"Argo CD": "preflight.fate_argo", "Flux": "preflight.fate_flux", "Helm": "preflight.fate_helm"}
_SEE = (Access("list", "", "pods"), Access("watch", "", "pods"))
_LOGS = Access("get", "", "pods", "log")
_DELETE = Access("delete", "", "pods")


class Patiently(Protocol):
    """Waits for an answer, but not for ever: raises Unreachable `preflight.no_answer`."""

    def __call__(self, answer: Awaitable[T], what: str, name: str) -> Awaitable[T]: ...


class Around:
    """The questions of one check; what several steps want to know is asked once."""

    def __init__(self, world: World, tags: Tags, notes: Notes, patiently: Patiently) -> None:
        self._world, self._tags, self._notes, self._patiently = world, tags, notes, patiently
        self._known: dict[tuple[str, ...], Any] = {}
        self._locks: dict[tuple[str, ...], asyncio.Lock] = {}
        self._planned: list[Planned] = []

    async def _once(self, cluster_id: str, ask: Callable[[Cluster], Awaitable[T]], *key: str) -> T | None:
        """The answer of a cluster; None when it may not be had."""
        where = (cluster_id, *key)
        async with self._locks.setdefault(where, asyncio.Lock()):
            if where not in self._known:
                try:
                    self._known[where] = await self._patiently(ask(self._world.cluster(cluster_id)), "cluster", cluster_id)
                except UserError:
                    self._known[where] = None
            found: T | None = self._known[where]
            return found

    async def resolve(self, image: ImageRef, tag: str, registry: str) -> str | None:
        """The digest that a tag names; many steps often want the same one. Raises Unreachable or Refused."""
        where = ("digest", self._tags.place(image).repository, tag)
        async with self._locks.setdefault(where, asyncio.Lock()):
            if where not in self._known:
                try:
                    self._known[where] = await self._patiently(self._tags.resolve(image, tag), "registry", registry)
                except UserError as error:
                    self._known[where] = error
        found: str | UserError | None = self._known[where]
        if isinstance(found, UserError):
            raise found
        return found

    async def newest(self, image: ImageRef, registry: str) -> BuildRun | None:
        """The newest version of an image; None when it is not known."""
        where = ("newest", self._tags.place(image).repository)
        async with self._locks.setdefault(where, asyncio.Lock()):
            if where not in self._known:
                try:
                    self._known[where] = (await self._patiently(self._tags.fetch(image), "registry", registry)).newest()
                except UserError:
                    self._known[where] = None  # a registry that cannot be asked has its own finding
        found: BuildRun | None = self._known[where]
        return found

    # ---- the whole plan --------------------------------------------------------------------------------------------

    async def rights(self, plan: Plan) -> None:
        """What will not work for want of a right, by app map. The right to change is asked with the dry run."""
        places: dict[tuple[str, str], list[WorkloadStep]] = {}
        for step in plan.steps:
            places.setdefault((step.key.cluster, step.key.namespace), []).append(step)
        await together(self._rights(cluster, namespace, steps) for (cluster, namespace), steps in places.items())

    async def _rights(self, cluster: str, namespace: str, steps: list[WorkloadStep]) -> None:
        kinds = {step.key.kind: [Access(verb, *PATCHED[step.key.kind]) for verb in ("list", "watch")] for step in steps}
        ordered = [step for step in steps if step.key.kind is Kind.STATEFUL_SET]
        questions = (*_SEE, _LOGS, *([_DELETE] if ordered else []), *(access for pair in kinds.values() for access in pair))
        may = await self._once(cluster, lambda asked: asked.may(namespace, questions), "may", namespace)
        if may is None:
            return
        place = f"{cluster}/{namespace}"
        pods = any(step.key.kind is not Kind.CRON_JOB for step in steps)
        blind = [kind.value for kind, pair in kinds.items() if not all(may.get(access) for access in pair)]
        if blind:
            self._notes.add(Level.INFO, "", Message.of("preflight.no_watch", kinds=", ".join(blind), place=place))
        if pods and not all(may.get(access) for access in _SEE):
            self._notes.add(Level.AMBER, "", Message.of("preflight.no_pods", place=place))
        elif pods and not may.get(_LOGS):
            self._notes.add(Level.INFO, "", Message.of("preflight.no_logs", place=place))
        for step in ordered if not may.get(_DELETE) else ():
            self._notes.add(Level.AMBER, step.id, Message.of("preflight.no_delete"))

    def apart(self) -> None:
        """Containers of one image that end at different versions, of all steps that were looked at."""
        for item in apart(self._planned):
            self._notes.add(Level.AMBER, "", Message.of("preflight.apart", repository=item.repository, ends=", ".join(item.ends),
                                                          place=" / ".join(item.place)))

    # ---- one step --------------------------------------------------------------------------------------------------

    async def step(self, step: WorkloadStep, live: Workload, resolved: Mapping[str, Resolved]) -> None:
        """All questions about one workload."""
        self._planned.append(Planned(step, live, resolved))
        self._owner(step, live)
        rows = [row for row in step.rows if row.container in resolved and not row.restore]
        await together([
            self._quotas(step, live), self._budgets(step, live),
            *(self._platform(step, row, live, resolved[row.container].digest) for row in rows),
            *(self._pull(step, row, live, resolved[row.container]) for row in rows if live.needs.pull_secrets)])

    def _owner(self, step: WorkloadStep, live: Workload) -> None:
        """Who else has a hand on it, and what will become of the change."""
        if live.managed_by:
            self._notes.add(Level.AMBER, step.id, Message.of("preflight.managed", by=live.managed_by))
        if live.managed_by in _FATES:
            self._notes.add(Level.INFO, step.id, Message.of(_FATES[live.managed_by]))
        if live.owner:
            self._notes.add(Level.AMBER, step.id, Message.of("preflight.owned", owner=live.owner))
        if live.paused:
            self._notes.add(Level.AMBER, step.id, Message.of("preflight.paused"))
        if live.suspended:
            self._notes.add(Level.INFO, step.id, Message.of("preflight.suspended"))
        if live.on_delete:
            self._notes.add(Level.INFO, step.id, Message.of("preflight.on_delete"))

    async def _platform(self, step: WorkloadStep, row: RowChange, live: Workload, digest: str) -> None:
        nodes = await self._once(step.key.cluster, lambda cluster: cluster.nodes(), "nodes")
        if not nodes or not digest or live.needs.by_affinity:
            return
        there = sorted({node.platform for node in candidates(live.needs, nodes)})
        if not there:
            return
        try:
            image = await self._patiently(self._tags.platforms(ImageRef.parse(row.repository), digest), "registry", row.repository)
        except UserError:
            return  # a registry that cannot be asked has its own finding
        bad = [platform for platform in there if not fits(image, platform)]
        if bad:
            code = "preflight.no_platform" if bad == there else "preflight.some_platforms"
            self._notes.add(Level.AMBER, step.id, Message.of(code, image=", ".join(image), nodes=", ".join(bad)), row.container)

    async def _quotas(self, step: WorkloadStep, live: Workload) -> None:
        namespace = step.key.namespace
        quotas = await self._once(step.key.cluster, lambda cluster: cluster.quotas(namespace), "quotas", namespace)
        for item in tight(live.needs, quotas or ()):
            code, level = ("preflight.quota_slow", Level.INFO) if live.needs.unavailable else ("preflight.quota", Level.AMBER)
            self._notes.add(level, step.id, Message.of(
                code, quota=item.quota, resource=item.resource, free=f"{item.free:g}", needed=f"{item.needed:g}"))

    async def _budgets(self, step: WorkloadStep, live: Workload) -> None:
        namespace = step.key.namespace
        budgets = await self._once(step.key.cluster, lambda cluster: cluster.budgets(namespace), "budgets", namespace)
        for item in broken_budgets(live.needs, budgets or ()):
            self._notes.add(Level.AMBER, step.id, Message.of(
                "preflight.budget", n=live.needs.unavailable, budget=item.name, spare=item.spare))

    # ---- pull secrets ----------------------------------------------------------------------------------------------

    async def _pull(self, step: WorkloadStep, row: RowChange, live: Workload, target: Resolved) -> None:
        """Ask the registry for the image as the nodes will: with the pull secrets of the pod template, one after the other."""
        key, image = step.key, ImageRef.parse(row.repository)
        secrets: list[PullSecret] = []
        for name in live.needs.pull_secrets:
            secret = await self._secret(key, name)
            if secret is None:
                self._notes.add(Level.INFO, step.id, Message.of("preflight.pull_not_known", secret=name), row.container)
                return
            secrets.append(secret)
        for secret in secrets:
            if not secret.found:
                self._notes.add(Level.AMBER, step.id, Message.of("preflight.pull_secret_gone", secret=secret.name), row.container)
        host, place = image.normalised().host, self._tags.place(image)
        logins: Sequence[Login | None] = [secret.logins[host] for secret in secrets if host in secret.logins]
        for login in logins or (None,):
            registry = self._world.registry_as(place.registry, login)
            try:
                await self._patiently(registry.digest(place.path, target.digest or target.tag), "registry", host)
                return
            except Refused:
                continue
            except UserError:
                return  # not known: the registry has its own finding
            finally:
                await registry.close()
        code = "preflight.pull_refused" if logins else "preflight.pull_no_login"
        names = ", ".join(secret.name for secret in secrets)
        self._notes.add(Level.AMBER, step.id, Message.of(code, secrets=names, host=host), row.container)

    async def _secret(self, key: WorkloadKey, name: str) -> PullSecret | None:
        return await self._once(key.cluster, lambda cluster: cluster.pull_secret(key.namespace, name), "secret", key.namespace, name)
