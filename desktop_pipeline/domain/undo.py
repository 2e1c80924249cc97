"""Undo: the plan that puts back what a run has changed, made from its journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter

from desktop_pipeline.domain.acts import Acts
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef, short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import needs
from desktop_pipeline.domain.plans import ImageChange, Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State, StepState
from desktop_pipeline.domain.workloads import Kind, Pod, Workload

OFFERED = (State.FAILED, State.TIMED_OUT, State.UNKNOWN, State.CANCELLED)
"""Ends at which undo is offered at once: the cluster goes on with the change, and may take the last good pod away."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one step of a run changed, as its journal says."""

    step: WorkloadStep
    uid: str
    changes: tuple[ImageChange, ...]
    running: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By container the `imageID`s that pods ran under the image of before, and how many pods each."""
    guard: str | None = None
    """`Acts.guard`."""


def running_images(workload: Workload, pods: Iterable[Pod]) -> dict[str, dict[str, int]]:
    """By container the `imageID`s of the pods that run what the pod template names, and how many pods run each. Pods of an earlier template
    say nothing about this one."""
    found: dict[str, Counter[str]] = {}
    named = {container.name: container.image for container in workload.containers}
    for pod in pods:
        for state in pod.containers:
            if not pod.deleting and state.image_id and state.name in named and pod.images.get(state.name) == named[state.name]:
                found.setdefault(state.name, Counter())[state.image_id] += 1
    return {name: dict(counted) for name, counted in found.items()}


def made_in(plan: Plan, patches: Mapping[str, Acts]) -> tuple[Made, ...]:
    """What the steps of a run changed, in their order; a change whose answer was lost counts: the cluster may have made it. `patches`: what
    its journal says of the changes, by id of step."""
    found = []
    for step in plan.steps:
        patch = patches.get(step.id, Acts())
        if patch.intent is not None and patch.counts:
            groups = {row.container: row.group for row in step.rows}
            changes = tuple(
                ImageChange(item.container, groups[item.container], item.before, item.after, item.policy, item.policy_before)
                for item in patch.written())
            found.append(Made(step, patch.intent.text("uid"), changes, patch.running, patch.guard))
    return tuple(found)


def to_put_back(plan: Plan, patches: Mapping[str, Acts]) -> tuple[WorkloadStep, ...]:
    """The steps of a run that an undo of all of it would put back; what only restarted pods is none of them. `patches` as in `made_in`."""
    return tuple(made.step for made in made_in(plan, patches) if undo_step(made) is not None)


def undo_step(made: Made) -> WorkloadStep | None:
    """The step that puts back what was there before; None when only the pods were restarted, which nothing can take back.

    It expects to find exactly what the run wrote: where somebody changed it since, it is refused as drift.
    """
    shown = {row.container: row for row in made.step.rows}
    rows = tuple(
        _row(change, shown.get(change.container), made.running.get(change.container, {}))
        for change in made.changes if change.old and _differs(change))
    return WorkloadStep(made.step.key, rows, made.uid, time_limit=made.step.time_limit, guard=made.guard) if rows else None


def put_back(step: WorkloadStep, patch: Acts, *, good: bool) -> Mapping[str, str]:
    """By container the images that a step of an undo has put back, or found to be back; empty where it has not, or nobody knows. `patch`:
    what its journal says of the change; `good`: it ended well."""
    if patch.result != "ok" and not good:
        return {}
    return {**{row.container: row.restore for row in step.rows}, **patch.became}


def backwards(steps: tuple[WorkloadStep, ...], plan: Plan) -> tuple[WorkloadStep, ...]:
    """The steps of an undo of `plan` in the reverse order, as waves: what cannot be put back keeps nothing else from being put back.

    Raises what `order.needs` raises.
    """
    graph = {name: need.all() for name, need in needs(plan).items()}
    rank: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        rank[name] = 1 + max((rank[other] for other in graph[name]), default=-1)
    top = max((rank[step.id] for step in steps), default=0)
    return tuple(replace(step, wave=top - rank[step.id]) for step in steps)


def _differs(change: ImageChange) -> bool:
    return change.old != change.new or _changed_policy(change)


def _changed_policy(change: ImageChange) -> bool:
    """Whether the run set another pull policy: only that is its to take back."""
    return bool(change.pull_policy and change.pull_policy != change.old_policy)


def _row(change: ImageChange, row: RowChange | None, running: Mapping[str, int]) -> RowChange:
    before, after = version_in(change.old), version_in(change.new)
    pinned = "@" in change.old  # such a string names what ran, whatever becomes of its tag
    try:
        repository = ImageRef.parse(change.old).repository
    except UserError:
        repository, pinned = change.old, True
    tag = (row.shown_from if row is not None else "") or before
    return RowChange(
        change.container, Mode.TAG if row is None or row.mode is Mode.TAG else Mode.APPOINTED, repository, tag, expect=change.new,
        group=change.group, shown_from=after, restore=change.old,
        restore_policy=change.old_policy if _changed_policy(change) else "", ran=() if pinned else digests_of(running))


def digests_of(running: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The digests in `imageID`s with their number of pods, most first. An id without one (`sha256:…` alone is the hash of a configuration)
    names nothing that could be pulled."""
    counted: Counter[str] = Counter()
    for image_id, pods in running.items():
        if "@sha256:" in image_id:
            counted[image_id.rpartition("@")[2]] += pods
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the registry says of an image that is to be put back. `named`: the digest that its string names now, '' = none. Of the digests
    that ran, `there` are in the registry, and `alike` are the same image as `named`. `asked` False: it could not be asked."""

    asked: bool = True
    named: str = ""
    there: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Back:
    """What is put back into a container, and what is to be said about it. `gone`: it cannot be put back; `asks`: a person has to agree."""

    image: str
    message: Message | None = None
    gone: bool = False
    asks: bool = False


def way_back(row: RowChange, kind: Kind, facts: ImageFacts) -> Back:
    """The exact string of before where it still names what ran, else the digest of what ran."""
    image, ran = row.restore, [digest for digest, _ in row.ran]
    if not ran:
        return _by_name(image, kind, facts)
    if len(set(ran) - facts.alike) == 0:  # also when they ran it under several digests
        return Back(image)
    left = [digest for digest in ran if digest in facts.there or not facts.asked]
    if len(ran) > 1:
        keeps = bool(facts.alike)
        if not keeps and not left:
            return _gone(image, ran, facts)
        chosen = image if keeps else f"{image}@{left[0]}"
        told = ", ".join(f"{short_digest(digest)} ({pods})" for digest, pods in row.ran)
        return Back(chosen, Message.of("undo.two_images", image=image, ran=told, back=_short(chosen)), asks=True)
    if not left:
        return _gone(image, ran, facts)
    chosen = f"{image}@{ran[0]}"
    code = "undo.by_digest_unasked" if not facts.asked else "undo.by_digest" if facts.named else "undo.by_digest_no_tag"
    return Back(chosen, Message.of(code, image=image, now=short_digest(facts.named) if facts.named else "", back=_short(chosen)))


def _by_name(image: str, kind: Kind, facts: ImageFacts) -> Back:
    if not facts.asked:
        return Back(image, Message.of("undo.image_unknown", image=image))
    if not facts.named:
        return Back(image, Message.of("undo.image_gone", image=image), gone=True)
    known = "@" in image or kind is Kind.CRON_JOB  # of the latter another word is said
    return Back(image, None if known else Message.of("undo.ran_not_known", image=image))


def _gone(image: str, ran: list[str], facts: ImageFacts) -> Back:
    told = ", ".join(map(short_digest, ran))
    if facts.named:
        return Back(image, Message.of("undo.digest_gone", image=image, ran=told, now=short_digest(facts.named)), gone=True)
    return Back(image, Message.of("undo.all_gone", image=image, ran=told), gone=True)


def _short(image: str) -> str:
    """For people: with the start of its digest."""
    plain, at, digest = image.partition("@")
    return plain + (f"@{short_digest(digest)}" if at else "")


def settled(row: RowChange, back: Back) -> RowChange:
    """The row with what is put back; its version tells whether that is a digest."""
    if back.image == row.restore:
        return row
    return replace(row, restore=back.image, tag=f"{version_in(row.restore)}@{short_digest(back.image.partition('@')[2])}")


def version_in(image: str) -> str:
    """The tag of an image string, else its short digest, else the string itself when it cannot be read."""
    try:
        reference = ImageRef.parse(image)
    except UserError:
        return image
    return reference.tag or (short_digest(reference.digest) if reference.digest else "latest")


def undo_why_not(run_id: str, step: StepState | None, workload: Workload) -> Message | None:
    """Why the newest change of a workload cannot be undone now; None when it can. `step` is that of the run `run_id` on it.

    Whether it really can, and what it puts back, is found out from the journal when it is asked for.
    """
    if step is None:
        return Message.of("undo.no_run")
    if not step.state.ended:
        return Message.of("run.active")
    if workload.deleting:
        return Message.of("run.deleting")
    if workload.run != run_id:
        return Message.of("undo.not_ours" if workload.run else "undo.nothing")
    return None

