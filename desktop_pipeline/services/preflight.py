"""Pre-flight: asks everything that can be asked before the first change, and gives all problems as one list. It changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from desktop_pipeline.domain import order
from desktop_pipeline.domain.builds import Build, CodeRepository, validate
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, drift
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.following import without_replaced
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import build_step_id, job_step_id
from desktop_pipeline.domain.plans import (
    FIELD_MANAGER,
    Permission,
    Plan,
    Resolved,
    RowChange,
    WorkloadStep,
    job_name,
    make_patch,
    may_arrive,
    may_run,
    reached,
)
from desktop_pipeline.domain.runs import StepKind, fold
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.domain.workloads import Kind, Phase, Pod, Workload, WorkloadKey, pod_trouble, rollout_status
from desktop_pipeline.domain.workspace import Pinning, Protection, Workspace
from desktop_pipeline.services import already_there, preflight_drift
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.cluster_ports import Access, Cluster, PatchResult, PatchVerdict
from desktop_pipeline.services.findings import Finding, Level
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.ports import Clock, Vault, World
from desktop_pipeline.services.preflight_around import PATCHED, Around
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.task_runner import code_login
from desktop_pipeline.services.tasks import together
from desktop_pipeline.services.trust import Trust
from desktop_pipeline.services.undo_images import WayBack

__all__ = ["Finding", "Guards", "Level", "Preflight", "Report", "guards_of", "refusal"]
T = TypeVar("T")
_AT_ONCE = 10
_LITTLE_SPACE = 2 * 2**30
"""Bytes free at an engine below which a build may well not end."""
_PATIENCE = 12.0
"""Seconds after which a question without an answer counts as "does not answer"."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step that is not run, and why."""

    kind: StepKind
    title: str
    why: Message


@dataclass(frozen=True, slots=True)
class Report:
    """What pre-flight found, and what it learnt for the run: images resolved to digests, and pods that a repair will delete."""

    plan: Plan
    findings: tuple[Finding, ...] = ()
    confirm: bool = False
    names: tuple[str, ...] = ()
    resolved: Mapping[tuple[str, str], Resolved] = field(default_factory=dict)
    pinning: Mapping[tuple[str, str], Pinning] = field(default_factory=dict)
    repairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    """Steps, by their ids, that are not in the plan any more because they cannot run; the run records them as skipped."""
    given: Plan | None = None
    """The plan as it was given; `plan` takes what is there now as what it expects, where its drift policy or a person lets that pass."""
    besides: Guards | None = None
    """What the consent covers besides the plan, whatever of that is left out."""

    def and_for(self, besides: Guards | None) -> Report:
        """The same, asking for this consent too: something is known to follow that needs it."""
        if besides is None:
            return self
        names = tuple(dict.fromkeys((*self.names, *besides.names)))
        return replace(self, confirm=self.confirm or besides.confirm, names=names, besides=besides)

    def red(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level is Level.RED)

    def blocked(self) -> frozenset[str]:
        """Ids of the steps that cannot run; '' among them when nothing can."""
        bad = {finding.step for finding in self.red()}
        waiting = {step.id for step in self.plan.steps if any(build_step_id(name) in bad for name in step.builds())}
        return frozenset(bad | waiting)

    def without_blocked(self) -> tuple[Plan, Mapping[str, LeftOut]]:
        """The plan less the steps that cannot run and those that may only come after them, and all that were left out so far."""
        before = self.given or self.plan
        plan = before.without(self.blocked())
        return plan, {**self.left_out, **left_out_of(before, plan, {found.step: found.message for found in reversed(self.red())})}


@dataclass(frozen=True, slots=True)
class Guards:
    """What the protection of a plan's targets asks for: names to be typed, a confirmation; `closed`: ids of steps that may not run."""

    names: tuple[str, ...]
    confirm: bool
    closed: tuple[str, ...]


def guards_of(plan: Plan, workspace: Workspace) -> Guards:
    """The protection of the targets of a plan, as the workspace says now."""
    levels = [(step, key, workspace.protection(key.cluster, key.namespace)) for step, key in plan.targets()]
    names = (workspace.confirmation_name(key.cluster, key.namespace) for _, key, level in levels if level is Protection.TYPE_NAME)
    return Guards(
        tuple(dict.fromkeys(names)), any(level is Protection.CONFIRM for *_, level in levels),
        tuple(step for step, _, level in levels if level is Protection.READ_ONLY))


def left_out_of(before: Plan, after: Plan, why: Mapping[str, Message]) -> dict[str, LeftOut]:
    """What is in one plan and not in the other, with the reason: its own in `why`, else that of what it needs."""
    kept = {step.id for step in after.steps}
    found: dict[str, LeftOut] = {}
    for name in before.builds():
        if build_step_id(name) in why:
            found[build_step_id(name)] = LeftOut(StepKind.BUILD, name, why[build_step_id(name)])
    for step in before.steps:
        if step.id not in kept:
            build = next((name for name in step.builds() if build_step_id(name) in why), "")
            needs = Message.of("preflight.build_left_out", build=build) if build else Message.of(
                "preflight.after_left_out", step=", ".join(step.after))
            found[step.id] = LeftOut(StepKind.ROLLOUT, step.key.name, why.get(step.id) or needs)
    for key in before.start_jobs:
        if key not in after.start_jobs:
            found[job_step_id(key)] = LeftOut(StepKind.JOB, key.name, why[job_step_id(key)])
    return found


class _Notes:
    """Collects findings while the questions are asked."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.confirm = False
        self.resolved: dict[tuple[str, str], Resolved] = {}
        self.pinning: dict[tuple[str, str], Pinning] = {}
        self.repairs: dict[str, tuple[str, ...]] = {}
        self.steps: dict[str, WorkloadStep] = {}
        """Steps that take what is there now as what they expect."""

    def add(self, level: Level, step: str, message: Message, container: str = "", *, drift: bool = False) -> None:
        self.findings.append(Finding(level, step, container, message, drift))
        self.confirm = self.confirm or level is Level.AMBER

    def images_of(self, step: WorkloadStep) -> tuple[dict[str, Resolved], dict[str, Pinning]]:
        """What is known of the images of a step, by container."""
        names = [row.container for row in step.rows]
        return ({name: self.resolved[step.id, name] for name in names if (step.id, name) in self.resolved},
                {name: self.pinning[step.id, name] for name in names if (step.id, name) in self.pinning})


class Preflight:
    """Asks clusters, registries, engines and git."""

    def __init__(
        self, catalog: Catalog, tags: Tags, world: World, vault: Vault, journal: Journal, trust: Trust, clock: Clock
    ) -> None:
        self._catalog, self._tags, self._world, self._vault, self._clock = catalog, tags, world, vault, clock
        self._journal, self._trust = journal, trust
        self.active: frozenset[WorkloadKey] = frozenset()
        """Workloads on which a run of this process is at work."""
        self.beside: Callable[[Plan], tuple[Finding, ...]] = lambda plan: ()
        """What held plans will do to the workloads of a plan."""

    async def check(self, plan: Plan) -> Report:
        """Ask everything about a plan. Takes at most some 15 s, also when something does not answer."""
        notes, gate = _Notes(), asyncio.Semaphore(_AT_ONCE)
        guards = guards_of(plan, self._catalog.workspace)
        notes.confirm = guards.confirm
        elsewhere = await self._at_work_elsewhere(plan.undoes)
        if not plan.targets() and not plan.builds():
            notes.add(Level.RED, "", Message.of("preflight.empty"))
        for found in self.beside(plan):
            notes.add(found.level, found.step, found.message)
        for step_id, message in order.problems(plan):
            notes.add(Level.RED, step_id, message)
        notes.confirm = notes.confirm or any(row.kept for step in plan.steps for row in step.rows)

        async def one(step: WorkloadStep) -> None:
            async with gate:
                run = elsewhere.get(step.key)
                if run is not None:  # before anything else: what that run does looks like a change by somebody else
                    notes.add(Level.RED, step.id, Message.of("run.active_by", run=run))
                    return
                await self._step(step, notes, around, plan.drift, active=step.key in self.active)

        around = Around(self._world, self._tags, notes, self._patiently)
        wrong = await self._wrong_clusters(plan, notes)
        steps = [one(step) for step in plan.steps if step.key.cluster not in wrong]
        steps += [self._job(key, notes) for key in plan.start_jobs if key.cluster not in wrong]
        steps += [around.rights(replace(plan, steps=tuple(step for step in plan.steps if step.key.cluster not in wrong)))]
        await together([*steps, *(self._build(plan, name, notes) for name in plan.builds())])
        if not plan.undoes:  # it goes back to what it was
            around.apart()
        levels = tuple(Level)
        findings = tuple(sorted(notes.findings, key=lambda finding: levels.index(finding.level)))
        taken = replace(plan, steps=tuple(notes.steps.get(step.id, step) for step in plan.steps))
        return Report(taken, findings, notes.confirm, guards.names, notes.resolved, notes.pinning, notes.repairs, given=plan)

    async def rest(self, report: Report) -> Report:
        """Check again what is left of a plan without the steps that cannot run, until nothing stands against it any more. They are kept in
        `left_out`. A report in which everything is blocked comes back as it is."""
        while report.red():
            plan, left_out = report.without_blocked()
            if "" in report.blocked() or not (plan.targets() or plan.builds()):
                return report
            report = replace(await self.check(plan), left_out=left_out).and_for(report.besides)
        return report

    async def _wrong_clusters(self, plan: Plan, notes: _Notes) -> set[str]:
        """Clusters that are not the ones the workspace means, or do not answer: nothing may be written there."""
        bad: set[str] = set()

        async def one(cluster_id: str) -> None:
            known = self._catalog.workspace.cluster(cluster_id)
            try:
                if known is None:
                    raise UserError("preflight.unknown_cluster", cluster=cluster_id)
                uid = await self._patiently(self._world.cluster(cluster_id).identity(), "cluster", cluster_id)
                same = known.is_at(uid)
                if same is False:
                    raise UserError("preflight.other_cluster", cluster=cluster_id)
                if same is None:  # the workspace has a uid and we may not read it: usual; the other way round it deserves a look
                    level = Level.AMBER if ":" in known.uid else Level.INFO
                    notes.add(level, "", Message.of("preflight.cluster_not_told", cluster=cluster_id))
            except UserError as error:
                bad.add(cluster_id)
                for step, key in plan.targets():
                    if key.cluster == cluster_id:
                        notes.add(Level.RED, step, error.message)

        await together(one(cluster_id) for cluster_id in dict.fromkeys(key.cluster for _, key in plan.targets()))
        return bad

    async def _at_work_elsewhere(self, undone: str) -> dict[WorkloadKey, str]:
        """Workloads on which a run of this profile is at work in whatever process (another window, the command line), and the run. The run
        that is to be undone is at work no more when all its steps have ended: it is about to write its end."""
        found: dict[WorkloadKey, str] = {}
        for header in await self._journal.unended():
            plan = await self._journal.plan(header.id) if header.live else None
            steps = fold(header.id, await self._journal.events(header.id)).steps if header.id == undone else {}
            over = bool(steps) and all(step.state.ended for step in steps.values())
            if plan is not None and not over:
                found.update((step.key, header.id) for step in plan.steps)
        return found

    async def _patiently(self, answer: Awaitable[T], what: str, name: str) -> T:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await answer
        except TimeoutError:
            raise Unreachable("preflight.no_answer", what=what, name=name) from None

    # ---- rollouts ----------------------------------------------------------------------------------------------------------------------

    async def _step(self, step: WorkloadStep, notes: _Notes, around: Around, policy: DriftPolicy, *, active: bool) -> None:
        if self._catalog.workspace.protection(step.key.cluster, step.key.namespace) is Protection.READ_ONLY:
            notes.add(Level.RED, step.id, Message.of("run.read_only"))
            return
        cluster = self._world.cluster(step.key.cluster)
        try:
            live = await self._patiently(cluster.get(step.key), "cluster", step.key.cluster)
            if not preflight_drift.is_there(step, live, notes) or live is None:
                return
            if step.key.kind is Kind.JOB:
                notes.add(Level.RED, step.id, Message.of("choice.job"))
                return
            way_back = WayBack(self._world, self._tags, around, self._patiently, notes)
            given, step = step, await way_back.settle(step)
            good = await together(self._image(step, row, around, policy, notes) for row in step.rows)
            resolved, pinning = notes.images_of(step)
            resolved = await already_there.look(cluster, step, live, resolved, way_back.alike)
            notes.resolved.update({(step.id, name): image for name, image in resolved.items()})
            taken = preflight_drift.gate(step, live, resolved, pinning, policy, notes)
            if taken is None:
                return
            if taken != given:
                notes.steps[step.id] = taken
            for container, message in preflight_drift.changed_since(step, live, reached(step, live, resolved, pinning)):
                notes.add(Level.AMBER, step.id, message, container)
            await self._permission(step, live, cluster, notes, active=active)
            if all(good):
                await together([self._dry_run(taken, live, cluster, notes), around.step(taken, live, resolved)])
        except UserError as error:
            notes.add(Level.RED, step.id, error.message)

    async def _permission(self, step: WorkloadStep, live: Workload, cluster: Cluster, notes: _Notes, *, active: bool) -> None:
        pods: tuple[Pod, ...] = ()
        rollout = rollout_status(live)
        if rollout.phase in (Phase.WAIT, Phase.FAILED):
            pods = await self._patiently(cluster.pods(live), "cluster", step.key.cluster)
        ours = live.changed_by == FIELD_MANAGER and await self._journal.plan(live.run) is not None
        permission, why = may_run(live, active=active, ours=ours, in_trouble=any(map(pod_trouble, without_replaced(live, pods))))
        if why is not None:
            notes.add(Level.RED if permission is Permission.REFUSED else Level.AMBER, step.id, why)
        if live.key.kind is Kind.STATEFUL_SET and live.ordered and not live.on_delete:
            stuck = tuple(pod.name for pod in pods if not pod.ready and not pod.deleting and pod_trouble(pod))
            if stuck:
                may = Access("delete", "", "pods")
                allowed = (await cluster.may(live.key.namespace, (may,))).get(may, False)
                if allowed:
                    notes.repairs[step.id] = stuck
                    notes.add(Level.INFO, step.id, Message.of("preflight.repair", pods=", ".join(stuck)))
                else:
                    notes.add(Level.AMBER, step.id, Message.of("preflight.repair_forbidden", pods=", ".join(stuck)))

    async def _image(self, step: WorkloadStep, row: RowChange, around: Around, policy: DriftPolicy, notes: _Notes) -> bool:
        """Resolve a row's image to a digest; False when it cannot be deployed."""
        if row.restore:
            return True  # `WayBack` has looked at it
        where = (step.id, row.container)
        image = ImageRef.parse(row.repository)
        registry = self._catalog.workspace.registry_of(image)
        notes.pinning[where] = registry.pinning if registry and not row.exact else Pinning.DIGEST
        if row.build:
            return True
        try:
            host = registry.id if registry else image.normalised().host
            digest = await around.resolve(image, row.tag, host)
        except Unreachable as error:
            notes.add(Level.AMBER, step.id, error.message, row.container)
            notes.resolved[where] = Resolved(row.tag, row.digest)
            if not row.digest:
                notes.pinning[where] = Pinning.TAG
                notes.add(Level.AMBER, step.id, Message.of("preflight.by_tag", tag=row.tag), row.container)
            return True
        except UserError as error:
            notes.add(Level.RED, step.id, error.message, row.container)
            return False
        if digest is None:
            missing = Message.of("preflight.no_tag", repository=self._tags.place(image).repository, tag=row.tag)
            notes.add(Level.RED, step.id, missing, row.container)
            return False
        preflight_drift.tag_moved(step, row, digest, policy, notes)
        notes.resolved[where] = Resolved(row.tag, digest, named=True)
        if row.mode is Mode.LATEST:
            preflight_drift.newer(step, row, await around.newest(image, host), policy, notes)
        return True

    # ---- jobs --------------------------------------------------------------------------------------------------------------------------

    async def _job(self, key: WorkloadKey, notes: _Notes) -> None:
        """A job of a CronJob that is to be started now: the real request is sent with dryRun."""
        step = job_step_id(key)
        if self._catalog.workspace.protection(key.cluster, key.namespace) is Protection.READ_ONLY:
            notes.add(Level.RED, step, Message.of("run.read_only"))
            return
        cluster = self._world.cluster(key.cluster)
        try:
            if key.kind is not Kind.CRON_JOB:
                raise UserError("job.not_cron_job", workload=key.name)
            live = await self._patiently(cluster.get(key), "cluster", key.cluster)
            if live is None:
                raise UserError("drift.gone", workload=key.name)
            if live.deleting:
                raise UserError("run.deleting")
            if live.active_jobs:
                notes.add(Level.AMBER, step, Message.of("job.beside", workload=key.name, n=live.active_jobs))
            name = job_name(key.name, "pre-flight")
            await self._patiently(cluster.start_job(key, live.uid, name, "pre-flight", dry_run=True), "cluster", key.cluster)
        except UserError as error:
            notes.add(Level.RED, step, error.message)

    # ---- the change --------------------------------------------------------------------------------------------------------------------

    async def _dry_run(self, step: WorkloadStep, live: Workload, cluster: Cluster, notes: _Notes) -> None:
        """Send the real patch with dryRun: rights, drift, validation and admission speak here. A build's image has a placeholder tag."""
        known, pinning = notes.images_of(step)
        resolved = {row.container: known.get(row.container, Resolved("not-built-yet")) for row in step.rows}
        patch = make_patch(step, live, resolved, pinning, "pre-flight", "pre-flight")
        if patch is None:
            late = Message.of("undo.may_arrive", workload=step.key.name) if may_arrive(step, live) else None
            notes.add(Level.INFO, step.id, late or Message.of("preflight.already_there"))
            return
        result = await self._patiently(cluster.patch(patch, dry_run=True), "cluster", step.key.cluster)
        for warning in result.warnings:
            notes.add(Level.AMBER, step.id, Message.of("preflight.warning", text=warning))
        if result.verdict is not PatchVerdict.APPLIED:
            notes.add(Level.RED, step.id, refusal(step, result))

    # ---- builds ------------------------------------------------------------------------------------------------------------------------

    async def _build(self, plan: Plan, name: str, notes: _Notes) -> None:
        step = build_step_id(name)
        try:
            build = self._catalog.build_for(plan, name)
        except UserError as error:
            notes.add(Level.RED, step, error.message)
            return
        if build is None:
            notes.add(Level.RED, step, Message.of("preflight.no_build", build=name))
            return
        problems = validate(build, self._catalog.workspace, self._catalog.builds)
        for problem in problems:
            notes.add(Level.RED, step, problem.message)
        if not problems and not await self._trust.is_trusted(build):
            notes.add(Level.RED, step, Message.of("trust.needed", build=name, hash=trust_hash(build)))
        if not problems:
            await together([self._engine(build, step, notes), self._registry(build, step, notes), self._code(build, step, notes)])

    async def _engine(self, build: Build, step: str, notes: _Notes) -> None:
        try:
            builder = self._world.builder(build.engine)
            await self._patiently(builder.info(), "engine", build.engine)
            free = await self._patiently(builder.free_space(), "engine", build.engine)
        except UserError as error:
            notes.add(Level.RED, step, error.message)
            return
        if free is not None and free < _LITTLE_SPACE:
            notes.add(Level.AMBER, step, Message.of("preflight.disk", free=round(free / 2**30, 1), engine=build.engine or "docker"))

    async def _registry(self, build: Build, step: str, notes: _Notes) -> None:
        try:
            registry, image = self._world.registry(build.registry), ImageRef.parse(build.repository(self._catalog.workspace))
            await self._patiently(registry.ping(), "registry", build.registry)
        except UserError as error:
            notes.add(Level.RED, step, error.message)
            return
        try:
            await self._patiently(registry.may_push(image.path), "registry", build.registry)
        except Refused as error:
            text = error.message.argument("text")
            notes.add(Level.RED, step, Message.of("preflight.no_push", repository=image.repository, text=text))
        except UserError as error:
            notes.add(Level.RED, step, error.message)

    async def _code(self, build: Build, step: str, notes: _Notes) -> None:
        for task in build.tasks:
            if isinstance(task, CodeRepository) and task.enabled:
                try:
                    login = await code_login(task, self._vault)
                    await self._patiently(self._world.code().resolve(task, login), "git", task.url)
                except UserError as error:
                    notes.add(Level.RED, step, error.message)


def refusal(step: WorkloadStep, result: PatchResult) -> Message:
    """Why a patch was refused, in words: the drift where there is one, else what the server said."""
    if result.verdict is PatchVerdict.DRIFT and result.workload is not None:
        found = drift(step, result.workload)
        if found:
            return found[0].message
    if result.verdict is PatchVerdict.GONE:
        return Message.of("drift.gone", workload=step.key.name)
    group, resource = PATCHED[step.key.kind]
    kind = f"{resource}.{group}"
    return result.message or Message.of("preflight.refused", verdict=result.verdict.value, resource=kind, workload=step.key.name)
