"""The drift gate of pre-flight: what differs from the plan, and what the plan's policy makes of it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.drift import DriftKind, DriftPolicy, OnDrift, drift, renewed
from desktop_pipeline.domain.images import short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Resolved, RowChange, WorkloadStep, reached
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.domain.workloads import Workload
from desktop_pipeline.domain.workspace import Pinning
from desktop_pipeline.services.findings import Level, Notes

_LEVELS = {OnDrift.STOP: Level.RED, OnDrift.ASK: Level.AMBER, OnDrift.GO_ON: Level.INFO}
_HOPELESS = (DriftKind.GONE, DriftKind.CONTAINER_GONE)


def is_there(step: WorkloadStep, live: Workload | None, notes: Notes) -> bool:
    """Whether all that a step would change is there at all; what is not is told."""
    gone = [found for found in drift(step, live) if found.kind in _HOPELESS]
    for found in gone:
        notes.add(Level.RED, step.id, found.message, found.container)
    return not gone


def changed_since(step: WorkloadStep, live: Workload, apart: Container[str]) -> Iterator[tuple[str, Message]]:
    """Rows that were chosen on another image, or on another workload of the name, by container; those of `apart` are left out. The grid
    shows what is there now, but somebody who chose on other facts may want to think again."""
    for row in step.rows:
        container = live.container(row.container)
        if row.container in apart:
            continue
        if row.anew:
            yield row.container, Message.of("preflight.made_anew", workload=live.key.name)
        if container is not None and row.seen not in ("", container.image):
            yield row.container, Message.of("preflight.changed_since", before=version_in(row.seen), now=version_in(container.image),
                                            by=live.changed_by or "?")


def gate(
    step: WorkloadStep, live: Workload, resolved: Mapping[str, Resolved], pinning: Mapping[str, Pinning], policy: DriftPolicy, notes: Notes
) -> WorkloadStep | None:
    """Tell the drift of a step. The step as it is to be run: with what is there now as its expectation where the policy lets that pass, and
    the digests that its tags name now; None when it is to be left out. `resolved` and `pinning` are by container."""
    there = reached(step, live, resolved, pinning)
    found = drift(step, live, there)
    for item in found:
        notes.add(_LEVELS[policy.of(item.kind)], step.id, item.message, item.container, drift=True)
    if any(policy.of(item.kind) is OnDrift.STOP for item in found):
        return None
    taken = renewed(step, live, there, policy, agreed=True)
    rows, images = [], {container.name: container.image for container in live.containers}
    for row, was in zip(taken.rows, step.rows, strict=True):
        now = resolved.get(row.container)
        digest = now.digest if row.digest and now is not None and now.digest else row.digest
        known = row.shown_from if row.expect == was.expect else ""
        rows.append(replace(row, digest=digest, shown_from=known or version_in(row.expect or images[row.container])))
    return replace(taken, rows=tuple(rows))


def tag_moved(step: WorkloadStep, row: RowChange, digest: str, policy: DriftPolicy, notes: Notes) -> None:
    """Tell when the tag of a row names another digest than when the plan was made. Where the digest is what is wanted, no policy lets that
    pass."""
    if row.digest and row.digest != digest:
        message = Message.of("preflight.tag_moved", tag=row.tag, expected=short_digest(row.digest), found=short_digest(digest))
        notes.add(Level.RED if row.exact else _LEVELS[policy.tag_moved], step.id, message, row.container, drift=True)


def newer(step: WorkloadStep, row: RowChange, newest: BuildRun | None, policy: DriftPolicy, notes: Notes) -> None:
    """Tell when there is a newer version (`newest`, where it is known) than the one that `latest` meant."""
    if newest is not None and newest.tag != row.tag and newest.digest != row.digest:
        notes.add(_LEVELS[policy.newer], step.id, Message.of("drift.newer", tag=row.tag, found=newest.tag), row.container, drift=True)


def level_of(kind: DriftKind, policy: DriftPolicy) -> Level:
    """What a kind of drift is to pre-flight where a plan has this policy."""
    return _LEVELS[policy.of(kind)]
