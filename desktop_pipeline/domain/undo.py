"""Undo: the plan that puts back what a run has changed, made from its journal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef, short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import needs
from desktop_pipeline.domain.plans import ImageChange, Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State, StepState
from desktop_pipeline.domain.workloads import Workload

OFFERED = (State.FAILED, State.TIMED_OUT, State.UNKNOWN, State.CANCELLED)
"""Ends at which undo is offered at once: the cluster goes on with the change, and may take the last good pod away."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one step of a run changed, as its journal says."""

    step: WorkloadStep
    uid: str
    changes: tuple[ImageChange, ...]


def undo_step(made: Made) -> WorkloadStep | None:
    """The step that puts back what was there before; None when only the pods were restarted, which nothing can take back.

    It expects to find exactly what the run wrote: where somebody changed it since, it is refused as drift.
    """
    shown = {row.container: row for row in made.step.rows}
    rows = tuple(_row(change, shown.get(change.container)) for change in made.changes if change.old and _differs(change))
    return WorkloadStep(made.step.key, rows, made.uid, time_limit=made.step.time_limit) if rows else None


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
    return change.old != change.new or bool(change.pull_policy and change.pull_policy != change.old_policy)


def _row(change: ImageChange, row: RowChange | None) -> RowChange:
    before, after = version_in(change.old), version_in(change.new)
    try:
        repository = ImageRef.parse(change.old).repository
    except UserError:
        repository = change.old
    tag = (row.shown_from if row is not None else "") or before
    return RowChange(
        change.container, Mode.TAG if row is None or row.mode is Mode.TAG else Mode.APPOINTED, repository, tag, expect=change.new,
        group=change.group, shown_from=after, restore=change.old, restore_policy=change.old_policy)


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

