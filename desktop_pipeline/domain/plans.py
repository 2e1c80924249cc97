"""Plans: what is to be run, made from choices and facts, and compared with the cluster right before it is done."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.domain.choices import Choice, Mode, Row, deployed, start_choice, wanted, why_not
from desktop_pipeline.domain.images import LATEST, ImageRef, same_repository
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Group, Kind, Phase, RowKey, Workload, WorkloadKey, replaced, rollout_status
from desktop_pipeline.domain.workspace import Pinning

ANNOTATION_RUN = "desktop-pipeline.io/run"
ANNOTATION_STEP = "desktop-pipeline.io/step"
CHANGE_CAUSE = "kubernetes.io/change-cause"
FIELD_MANAGER = "desktop-pipeline"
"""How the API server names us in managedFields."""
_JOB_NAME = 63
"""A job's name becomes a label of its pods (kubernetes.io: Labels and Selectors, "Syntax and character set")."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one container is to become.

    `expect` is the exact image string the plan was made on ('' = whatever is there when the run starts), `repository` the name by which
    the cluster pulls, `build` the build to run first (mode BUILD). `digest` may be empty: pre-flight resolves it. `restore` is the exact
    image string that an undo puts back, with the pull policy `restore_policy`; nothing is resolved for it.
    """

    container: str
    mode: Mode
    repository: str
    tag: str = ""
    digest: str = ""
    build: str = ""
    expect: str = ""
    group: Group = Group.MAIN
    shown_from: str = ""
    made_at: float | None = None
    kept: bool = False
    restore: str = ""
    restore_policy: str = ""
    seen: str = ""
    """The image that was there when this was chosen, where that is not `expect`; '' = not known. It is told, and wants to be confirmed."""

    @property
    def shown_to(self) -> str:
        return self.tag


@dataclass(frozen=True, slots=True)
class WorkloadStep:
    """All ready rows of one workload: one change, one rollout."""

    key: WorkloadKey
    rows: tuple[RowChange, ...]
    uid: str = ""

    @property
    def id(self) -> str:
        return str(self.key)

    def builds(self) -> tuple[str, ...]:
        """Names of the builds this step waits for, each once."""
        return tuple(dict.fromkeys(row.build for row in self.rows if row.build))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run. `concurrency` 0 means the workspace's limit; times in seconds. `undoes` names the run that it takes back."""

    title: str
    steps: tuple[WorkloadStep, ...]
    name: str = ""
    notes: str = ""
    concurrency: int = 0
    description: str = ""
    also_build: tuple[str, ...] = ()
    """Builds to run without deploying what they make."""
    start_jobs: tuple[WorkloadKey, ...] = ()
    """CronJobs of which a job is started now."""
    undoes: str = ""
    recipes: Mapping[str, str] = field(default_factory=dict)
    """Recipes (`builds.recipe_text`) that are run in the place of those of the files, by name of build. Not kept in plan files."""

    def targets(self) -> tuple[tuple[str, WorkloadKey], ...]:
        """Every step that acts in a cluster, by its id, with the workload it acts on."""
        return (*((step.id, step.key) for step in self.steps), *((job_step_id(key), key) for key in self.start_jobs))

    def builds(self) -> tuple[str, ...]:
        """Names of the builds to run, each once."""
        return tuple(dict.fromkeys([*self.also_build, *(name for step in self.steps for name in step.builds())]))

    def without(self, steps: frozenset[str]) -> Plan:
        """The plan less some steps, given by their ids."""
        jobs = tuple(key for key in self.start_jobs if job_step_id(key) not in steps)
        return replace(self, steps=tuple(step for step in self.steps if step.id not in steps), start_jobs=jobs)


def build_step_id(build: str) -> str:
    return f"build/{build}"


def job_step_id(key: WorkloadKey) -> str:
    """Id of the step that starts a job of a CronJob; the rollout of the CronJob itself has another."""
    return f"job/{key}"


def job_name(cron_job: str, run_id: str) -> str:
    """The name of the job that a run makes: always the same for it, so that asking twice cannot make two."""
    tail = run_id.rpartition("-")[2]
    return f"{cron_job[:_JOB_NAME - len(tail) - 1].rstrip('.-')}-{tail}"


def compile_plan(rows: Iterable[Row], choices: Mapping[RowKey, Choice], title: str, only: WorkloadKey | None = None) -> Plan:
    """The plan of all ready rows, or of one workload's. Each row says exactly what the grid shows for it."""
    steps: dict[WorkloadKey, WorkloadStep] = {}
    for row in rows:
        key = row.workload.key
        choice = choices.get(row.key) or start_choice(row)
        if (only is not None and key != only) or row.workload.deleting or row.image is None or why_not(row, choice) is not None:
            continue
        step = steps.get(key) or WorkloadStep(key, (), row.workload.uid)
        steps[key] = replace(step, rows=(*step.rows, _row_change(row, row.image, choice)))
    return Plan(title=title, steps=tuple(steps.values()))


def _row_change(row: Row, image: ImageRef, choice: Choice) -> RowChange:
    target = wanted(row, choice)
    return RowChange(
        container=row.container.name, mode=choice.mode, repository=image.repository, tag=target.tag if target else "",
        digest=target.digest if target and target.tag != LATEST else "",
        build=row.build.name if row.build and choice.mode is Mode.BUILD else "", expect=row.container.image,
        group=row.container.group, shown_from=deployed(row).text, made_at=choice.made_at, kept=choice.kept,
        seen=choice.seen if choice.seen != row.container.image else "",
    )


class DriftKind(StrEnum):
    GONE = "gone"
    REPLACED = "replaced"
    IMAGE = "image"
    CONTAINER_GONE = "container-gone"


@dataclass(frozen=True, slots=True)
class Drift:
    """How the cluster differs from what a step expects."""

    kind: DriftKind
    message: Message
    container: str = ""


def drift(step: WorkloadStep, workload: Workload | None) -> tuple[Drift, ...]:
    """All differences between what a step expects and what is there. Generation, replicas and the rest are no drift."""
    if workload is None:
        return (Drift(DriftKind.GONE, Message.of("drift.gone", workload=step.key.name)),)
    if step.uid and workload.uid != step.uid:
        return (Drift(DriftKind.REPLACED, Message.of("drift.replaced", workload=step.key.name)),)
    found = []
    for row in step.rows:
        container = workload.container(row.container)
        if container is None or container.group is not row.group:
            found.append(Drift(DriftKind.CONTAINER_GONE, Message.of("drift.container", container=row.container), row.container))
        elif row.expect and container.image not in (row.expect, row.restore):
            message = Message.of("drift.image", container=row.container, expected=row.expect, found=container.image,
                                 by=workload.changed_by or "?")
            found.append(Drift(DriftKind.IMAGE, message, row.container))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ImageChange:
    """One container of a patch: its image is tested to be `old` and becomes `new`. `pull_policy` '' leaves the policy alone.

    `old_policy` is the policy of before, which an undo needs.
    """

    container: str
    group: Group
    old: str
    new: str
    pull_policy: str = ""
    old_policy: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class WorkloadPatch:
    """One guarded change of one workload. The template annotations name run and step, so it always makes new pods."""

    key: WorkloadKey
    uid: str
    changes: tuple[ImageChange, ...]
    run: str
    step: str
    cause: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a row's image turned out to be right before the change."""

    tag: str
    digest: str = ""


def make_patch(
    step: WorkloadStep, workload: Workload, resolved: Mapping[str, Resolved], pinning: Mapping[str, Pinning], run: str, cause: str
) -> WorkloadPatch | None:
    """The patch of a step, or None when every row is already at the wanted image.

    `resolved` and `pinning` are by container; without a digest a tag is all there is. A row already there is left out, but a typed `latest`
    restarts its pods: with pinning by digest through the annotation alone where the digest is the same, with pinning by tag also with pull
    policy Always, for Kubernetes defaults the policy only once, when the workload is created. An undo puts image and policy back exactly as
    they were.
    """
    changes = []
    for row in step.rows:
        container = workload.container(row.container)
        old, policy = row.expect or (container.image if container else ""), container.pull_policy if container else ""
        if row.restore:
            back = row.restore_policy if row.restore_policy != policy else ""
            there = container is not None and container.image == row.restore
            if not there or back:
                changes.append(ImageChange(row.container, row.group, row.restore if there else old, row.restore, back, policy))
            continue
        target = resolved[row.container]
        by_tag = not target.digest or (bool(target.tag) and pinning.get(row.container, Pinning.DIGEST) is Pinning.TAG)
        again = row.mode is Mode.TAG and target.tag == LATEST
        pinned = f"@{target.digest}"
        new = row.repository + (f":{target.tag}" if target.tag else "") + ("" if by_tag else pinned)
        there = new == old or (not by_tag and old.endswith(pinned) and same_repository(old.removesuffix(pinned), row.repository))
        if there and not again:
            continue
        changes.append(ImageChange(row.container, row.group, old, new, "Always" if again and by_tag else "", policy))
    return WorkloadPatch(step.key, step.uid or workload.uid, tuple(changes), run, step.id, cause) if changes else None


class Permission(StrEnum):
    ALLOWED = "allowed"
    CONFIRM = "confirm"
    REFUSED = "refused"


def may_run(workload: Workload, *, active: bool, ours: bool, in_trouble: bool) -> tuple[Permission, Message | None]:
    """Who may not run now. `active`: a run of ours is at work on it; `ours`: its template was last changed by us; `in_trouble`: a new
    pod of it shows a cause of failure.

    Somebody else's healthy rollout is to be confirmed: one the controller has not seen yet, or whose pods are not all replaced. Pods that
    are replaced but not available count as degraded: one repairs that at once.
    """
    if active:
        return Permission.REFUSED, Message.of("run.active")
    if workload.deleting:
        return Permission.REFUSED, Message.of("run.deleting")
    if rollout_status(workload).phase is Phase.WAIT and not replaced(workload) and not in_trouble and not ours:
        return Permission.CONFIRM, Message.of("run.other_rollout", workload=workload.key.name, by=workload.changed_by or "?")
    return Permission.ALLOWED, None


def stuck_pods(workload: Workload, pods: Iterable[tuple[str, bool, bool]]) -> tuple[str, ...]:
    """Pods that keep an OrderedReady StatefulSet from moving on: not ready and not of the newest revision.

    Each pod is (name, ready, is new). Empty for any other kind or strategy. Pods below the partition are left alone: they would come back
    at the former revision (kubernetes.io: StatefulSets, "Partitioned rolling updates").
    """
    if workload.key.kind is not Kind.STATEFUL_SET or not workload.ordered or workload.on_delete:
        return ()
    return tuple(name for name, ready, is_new in pods if not ready and not is_new and _ordinal(name) >= workload.partition)


def _ordinal(pod: str) -> float:
    number = pod.rpartition("-")[2]
    return int(number) if number.isdecimal() else math.inf
