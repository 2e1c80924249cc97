"""The drift gate: how the world differs from what a step expects to find, and what the plan says is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Container, Workload

if TYPE_CHECKING:
    from desktop_pipeline.domain.plans import RowChange, WorkloadStep


class DriftKind(StrEnum):
    GONE = "gone"
    CONTAINER_GONE = "container-gone"
    REPLACED = "replaced"
    """Another object has the name: deleted and made anew."""
    CHANGED = "changed"
    """Another image than expected, and not the wanted one either."""
    TAG_MOVED = "tag-moved"
    """The tag names another digest than when the plan was made."""
    NEWER = "newer"
    """Of `latest`: there is a newer version than the one it resolved to."""


class OnDrift(StrEnum):
    """What is done about drift."""

    STOP = "stop"
    """The step cannot run. The plan is refused, unless a person says that what cannot run is left out; after pre-flight it is left out."""
    ASK = "ask"
    """A person has to agree first."""
    GO_ON = "go_on"
    """What is there now is what is expected from now on; the API server still refuses what changes after that."""


@dataclass(frozen=True, slots=True)
class DriftPolicy:
    """What a plan does about each kind of drift. By default nothing that somebody else did is overwritten. What is gone has no policy:
    there is nothing to change. After `tag_moved` the image that the tag names now is deployed, after `newer` the version of the plan."""

    changed: OnDrift = OnDrift.STOP
    replaced: OnDrift = OnDrift.STOP
    tag_moved: OnDrift = OnDrift.STOP
    newer: OnDrift = OnDrift.GO_ON

    def of(self, kind: DriftKind) -> OnDrift:
        return {DriftKind.CHANGED: self.changed, DriftKind.REPLACED: self.replaced, DriftKind.TAG_MOVED: self.tag_moved,
                DriftKind.NEWER: self.newer}.get(kind, OnDrift.STOP)


@dataclass(frozen=True, slots=True)
class Drift:
    """How the cluster differs from what a step expects."""

    kind: DriftKind
    message: Message
    container: str = ""


def drift(step: WorkloadStep, workload: Workload | None, reached: frozenset[str] = frozenset()) -> tuple[Drift, ...]:
    """All differences between what a step expects and what is there. Generation, replicas and the rest are no drift, nor are the containers
    `reached`, which run the wanted image already (`plans.reached`)."""
    if workload is None:
        return (Drift(DriftKind.GONE, Message.of("drift.gone", workload=step.key.name)),)
    found = []
    if step.uid and workload.uid != step.uid:
        found.append(Drift(DriftKind.REPLACED, Message.of("drift.replaced", workload=step.key.name)))
    for row in step.rows:
        container = _meant(row, workload)
        if container is None:
            found.append(Drift(DriftKind.CONTAINER_GONE, Message.of("drift.container", container=row.container), row.container))
        elif _changed(row, container) and row.container not in reached:
            by, at = container.changed_by or workload.changed_by, container.changed_at or workload.changed_at
            expected, there = shown(row.expect, container.image)
            message = Message.of("drift.image", container=row.container, expected=expected, found=there, by=by or "?", when=when_text(at))
            found.append(Drift(DriftKind.CHANGED, message, row.container))
    return tuple(found)


def renewed(step: WorkloadStep, workload: Workload, reached: frozenset[str], policy: DriftPolicy, *, agreed: bool = False) -> WorkloadStep:
    """The step with what is there now as its expectation, as far as that may be: in containers that run the wanted image already, and
    where the policy goes on (`agreed`: a person will have agreed, so where it asks too)."""
    def goes_on(kind: DriftKind) -> bool:
        return policy.of(kind) is OnDrift.GO_ON or (agreed and policy.of(kind) is OnDrift.ASK)

    if step.uid and workload.uid != step.uid and not goes_on(DriftKind.REPLACED):
        return step
    rows = []
    for row in step.rows:
        container = _meant(row, workload)
        takes = container is not None and _changed(row, container) and (row.container in reached or goes_on(DriftKind.CHANGED))
        rows.append(replace(row, expect=container.image) if takes and container is not None else row)
    return replace(step, uid=workload.uid if step.uid else "", rows=tuple(rows))


def _meant(row: RowChange, workload: Workload) -> Container | None:
    container = workload.container(row.container)
    return container if container is not None and container.group is row.group else None


def _changed(row: RowChange, container: Container) -> bool:
    return bool(row.expect) and container.image not in (row.expect, row.restore)


def shown(one: str, other: str) -> tuple[str, str]:
    """Two images for people: without their digests, where the rest tells them apart."""
    plain = one.partition("@")[0], other.partition("@")[0]
    return plain if plain[0] != plain[1] else (one, other)


def when_text(at: float | None) -> str:
    """An epoch time for people, in UTC: everybody who reads it, wherever, means the same moment; '?' when it is not known."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at is not None else "?"
