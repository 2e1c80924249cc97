"""Plans: what is to be run, made from choices and facts, and compared with the cluster right before it is done."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.domain.choices import Choice, Mode, Row, deployed, made_anew, start_choice, wanted, why_not
from desktop_pipeline.domain.drift import DriftPolicy
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef, same, same_repository
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure, Pause, StepNames, build_step_id, comes_after, job_step_id
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
    image string that an undo puts back, with the pull policy `restore_policy` ('' leaves it alone); nothing is resolved for it.
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
    anew: bool = False
    """The workload was deleted and made anew since this was chosen. It is told, and wants to be confirmed."""
    exact: bool = False
    """`digest` is what is wanted, whatever the tag: a tag that names another image by now is refused."""
    ran: tuple[tuple[str, int], ...] = ()
    """Of an undo: digests that pods ran under `restore`, and how many pods; empty where that is not known or `restore` names its digest."""

    @property
    def by_digest(self) -> bool:
        """Whether an undo puts back the digest of what ran, since its tag does not name that any more."""
        return any(self.restore.endswith(f"@{digest}") for digest, _ in self.ran)

    @property
    def shown_to(self) -> str:
        return self.tag


@dataclass(frozen=True, slots=True)
class WorkloadStep:
    """All ready rows of one workload: one change, one rollout.

    Steps of a lower `wave` come first; `after` names steps that must have ended well (as `order.StepNames` finds them). `on_failure` None =
    as the plan says; `time_limit` in seconds, 0 = that of the plan. `guard` is that of the change which an undo takes back (`Acts.guard`).
    """

    key: WorkloadKey
    rows: tuple[RowChange, ...]
    uid: str = ""
    wave: int = 0
    after: tuple[str, ...] = ()
    on_failure: OnFailure | None = None
    time_limit: float = 0.0
    note: str = ""
    guard: str | None = None

    @property
    def id(self) -> str:
        return str(self.key)

    def builds(self) -> tuple[str, ...]:
        """Names of the builds this step waits for, each once."""
        return tuple(dict.fromkeys(row.build for row in self.rows if row.build))


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run. `concurrency` (rollouts side by side on each cluster) and `time_limit` (seconds for each) 0 mean the
    workspace's. `undoes` names the run that it takes back; `links` lead to tickets and the like."""

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
    on_failure: OnFailure = OnFailure.CONTINUE
    time_limit: float = 0.0
    pauses: tuple[Pause, ...] = ()
    links: tuple[str, ...] = ()
    drift: DriftPolicy = field(default_factory=DriftPolicy)

    def targets(self) -> tuple[tuple[str, WorkloadKey], ...]:
        """Every step that acts in a cluster, by its id, with the workload it acts on."""
        return (*((step.id, step.key) for step in self.steps), *((job_step_id(key), key) for key in self.start_jobs))

    def named(self) -> str:
        """What it does, in a few words, for want of a title."""
        names = [key.name for _, key in self.targets()] or list(self.builds())
        return ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")

    def builds(self) -> tuple[str, ...]:
        """Names of the builds to run, each once."""
        return tuple(dict.fromkeys([*self.also_build, *(name for step in self.steps for name in step.builds())]))

    def without(self, steps: frozenset[str]) -> Plan:
        """The plan less some steps, given by their ids, and less what can only come after one of them."""
        names, gone, before = StepNames(self.steps), steps, frozenset[str]()
        while gone != before:
            gone, before = gone | {step.id for step in self.steps if comes_after(names, step, gone)}, gone
        jobs = tuple(key for key in self.start_jobs if job_step_id(key) not in gone)
        builds = tuple(name for name in self.also_build if build_step_id(name) not in gone)
        return replace(self, steps=tuple(step for step in self.steps if step.id not in gone), start_jobs=jobs, also_build=builds)

    def failure_policy(self, step_id: str) -> OnFailure:
        """What is done when a step does not end well."""
        own = next((step.on_failure for step in self.steps if step.id == step_id), None)
        return own or self.on_failure


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
        digest=target.digest if target and (target.tag != LATEST or choice.digest) else "",
        build=row.build.name if row.build and choice.mode is Mode.BUILD else "", expect=row.container.image,
        group=row.container.group, shown_from=deployed(row).text, made_at=choice.made_at, kept=choice.kept,
        seen=choice.seen if choice.seen != row.container.image else "", exact=bool(choice.digest),
        anew=made_anew(row, choice),
    )


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
    """One guarded change of one workload. The template annotations name run and step, so it always makes new pods.

    `generation`: of the workload as it was read for it; 0 = not known.
    """

    key: WorkloadKey
    uid: str
    changes: tuple[ImageChange, ...]
    run: str
    step: str
    cause: str
    generation: int = 0

    def asked(self) -> dict[str, str]:
        """The image for each container."""
        return {change.container: change.new for change in self.changes}


def made_images(asked: Mapping[str, str], generation: int, workload: Workload) -> tuple[tuple[str, str], ...]:
    """The images that a change made whose answer was lost; `workload` is as it is now, and names the change as its last one of ours.

    Admission may have written others than were asked for, in the same change. But where the spec was changed once more since (each change
    adds one to `metadata.generation`; kubernetes.io: API conventions), it may be somebody's: what was asked for counts. `generation` is
    that before the change, 0 = not known.
    """
    there = {container.name: container.image for container in workload.containers}
    changed_since = generation and workload.generation > generation + 1
    return tuple((name, image if changed_since else there.get(name, image)) for name, image in asked.items())


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a row's image turned out to be right before the change. `named`: the registry said so of the tag. `alone`: the container that
    names the tag alone has this very image (`confirmed`)."""

    tag: str
    digest: str = ""
    named: bool = False
    alone: bool = False
    also: tuple[str, ...] = ()
    """Other digests of the same image that nodes were seen to run: of an index one of its images, or another manifest."""


def make_patch(
    step: WorkloadStep, workload: Workload, resolved: Mapping[str, Resolved], pinning: Mapping[str, Pinning], run: str, cause: str
) -> WorkloadPatch | None:
    """The patch of a step, or None when every row is already at the wanted image.

    `resolved` and `pinning` are by container; without a digest a tag is all there is. A row already there is left out, but a typed `latest`
    restarts its pods: with pinning by digest through the annotation alone where the digest is the same, with pinning by tag also with pull
    policy Always, for Kubernetes defaults the policy only once, when the workload is created. An undo puts the image back exactly as it
    was, and the policy where the run had changed it.
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
        by_tag = _by_tag(row, target, pinning)
        again = row.mode is Mode.TAG and target.tag == LATEST and not row.exact
        new = row.repository + (f":{target.tag}" if target.tag else "") + ("" if by_tag else f"@{target.digest}")
        if _is_at(row, container.image if container else old, target, by_tag) and not again:  # as it is now, whatever was expected
            continue
        changes.append(ImageChange(row.container, row.group, old, new, "Always" if again and by_tag else "", policy))
    return WorkloadPatch(step.key, step.uid or workload.uid, tuple(changes), run, step.id, cause, workload.generation) if changes else None


def may_arrive(step: WorkloadStep, workload: Workload) -> bool:
    """Whether the change that an undo takes back may still be made after it, where the undo itself writes nothing: what it writes would
    stand against that change."""
    return step.guard is not None and workload.run == step.guard


def _by_tag(row: RowChange, target: Resolved, pinning: Mapping[str, Pinning]) -> bool:
    return not target.digest or (bool(target.tag) and pinning.get(row.container, Pinning.DIGEST) is Pinning.TAG)


def _is_at(row: RowChange, image: str, target: Resolved, by_tag: bool) -> bool:
    """Whether an image is already what a row wants: by digest, or by a tag that is known to be that digest."""
    if by_tag:
        return image == row.repository + (f":{target.tag}" if target.tag else "")
    pinned = f"@{target.digest}"
    if image.endswith(pinned):
        return same_repository(image.removesuffix(pinned), row.repository)
    return target.alone and _names_tag_alone(row, image, target)


def _names_tag_alone(row: RowChange, image: str, target: Resolved) -> bool:
    return bool(target.digest) and "@" not in image and names_tag(image, row.repository, target.tag)


def names_tag(image: str, repository: str, tag: str) -> bool:
    """Whether an image names this tag of this repository, whatever digest stands beside it. Text that is no image names nothing."""
    try:
        return bool(tag) and same(ImageRef.parse(image), ImageRef.parse(repository).with_tag(tag))
    except UserError:
        return False


def tags_alone(step: WorkloadStep, workload: Workload, resolved: Mapping[str, Resolved]) -> frozenset[str]:
    """Containers that name the tag a step wants, without a digest: what they run is to be found out (`confirmed`). None of rows that want
    exactly one image: with its tag alone the next pod may run another."""
    found = set()
    for row in step.rows:
        container, target = workload.container(row.container), resolved.get(row.container)
        if container is None or target is None or row.restore or row.exact:
            continue
        if _names_tag_alone(row, container.image, target):
            found.add(row.container)
    return frozenset(found)


def confirmed(
    step: WorkloadStep, workload: Workload, resolved: Mapping[str, Resolved], running: Mapping[str, Mapping[str, int]] | None,
    untold: frozenset[str] = frozenset(),
) -> dict[str, Resolved]:
    """`resolved`, knowing of each container that names the wanted tag alone whether it has the wanted image. A tag may have moved since its
    pods were made, so what they run counts (`running`: their `imageID`s by container, None = they may not be seen); where none has pulled
    it yet, or there are no pods, what the tag names in the registry. `untold`: containers of which pods of the template name another image
    than it: somebody writes it anew there, and what it is is not known.
    """
    alone = tags_alone(step, workload, resolved) - untold

    def is_it(name: str, target: Resolved) -> bool:
        ran = (running or {}).get(name, {})
        return all(image.partition("@")[2] in (target.digest, *target.also) for image in ran) if ran else target.named

    return {name: replace(target, alone=running is not None and name in alone and is_it(name, target)) for name, target in resolved.items()}


def reached(step: WorkloadStep, workload: Workload, resolved: Mapping[str, Resolved], pinning: Mapping[str, Pinning]) -> frozenset[str]:
    """Containers that run what a step wants already, whoever brought them there. What is not resolved, such as a build, is not reached."""
    found = set()
    for row in step.rows:
        container, target = workload.container(row.container), resolved.get(row.container)
        if container is None or target is None or row.restore:
            continue
        if _is_at(row, container.image, target, _by_tag(row, target, pinning)):
            found.add(row.container)
    return frozenset(found)


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
