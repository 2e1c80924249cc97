"""What the numbers of a workload mean: where its rollout is, and the word on its badge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.workloads import (
    Container,
    Kind,
    Phase,
    RowKey,
    Status,
    Workload,
    WorkloadKey,
    replaced,
    rollout_status,
    status,
)
from tests.domain.facts import workload

DEPLOYMENT, STATEFUL, DAEMON, CRON, JOB = Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.DAEMON_SET, Kind.CRON_JOB, Kind.JOB
AT_REST = {"update_revision": "a", "current_revision": "a"}
MOVING = {"update_revision": "b", "current_revision": "a"}

# kind, fields (two pods at rest unless said), phase, what is said, badge
TABLE = [
    # Deployment: observed, updated = replicas, no old replicas left, available = replicas
    (DEPLOYMENT, {}, Phase.DONE, "2 available", Status.RUNNING),
    (DEPLOYMENT, {"generation": 4}, Phase.WAIT, "waiting for the controller", Status.UPDATING),
    (DEPLOYMENT, {"updated": 0, "current": 2}, Phase.WAIT, "0 of 2 updated", Status.UPDATING),
    (DEPLOYMENT, {"updated": 1, "current": 3}, Phase.WAIT, "1 of 2 updated", Status.UPDATING),
    (DEPLOYMENT, {"updated": 2, "current": 3}, Phase.WAIT, "old pods to stop: 1", Status.UPDATING),
    (DEPLOYMENT, {"available": 1}, Phase.WAIT, "1 of 2 available", Status.DEGRADED),
    (DEPLOYMENT, {"ready": 2, "available": 0, "min_ready_seconds": 30.0}, Phase.WAIT, "0 of 2 available", Status.DEGRADED),
    (DEPLOYMENT, {"current": 0, "updated": 0, "available": 0}, Phase.WAIT, "0 of 2 updated", Status.UPDATING),  # Recreate: nothing is there
    (DEPLOYMENT, {"updated": 1, "deadline_exceeded": "timed out"}, Phase.FAILED, "progress deadline exceeded: timed out", Status.FAILED),
    (DEPLOYMENT, {"generation": 4, "deadline_exceeded": "of an earlier one"}, Phase.WAIT, "waiting for the controller", Status.UPDATING),
    (DEPLOYMENT, {"paused": True, "updated": 0}, Phase.PAUSED, "paused: waits for resume", Status.PAUSED),
    (DEPLOYMENT, {"paused": True, "updated": 0, "deadline_exceeded": "x"}, Phase.PAUSED, "paused: waits for resume", Status.PAUSED),
    (DEPLOYMENT, {"paused": True, "current": 3}, Phase.PAUSED, "paused: waits for resume", Status.PAUSED),  # paused amid the rollout
    (DEPLOYMENT, {"paused": True}, Phase.DONE, "2 available", Status.RUNNING),  # paused with nothing to do
    (DEPLOYMENT, {"paused": True, "available": 1}, Phase.WAIT, "1 of 2 available", Status.DEGRADED),
    (DEPLOYMENT, {"replicas": 0, "current": 0, "updated": 0, "available": 0}, Phase.NONE, "changed; nothing started (0 pods wanted)",
     Status.STOPPED),
    (DEPLOYMENT, {"deleting": True}, Phase.FAILED, "is being deleted", Status.DELETING),
    # StatefulSet: pods from the partition on are at updateRevision and available, which counts minReadySeconds
    (STATEFUL, AT_REST, Phase.DONE, "2 available", Status.RUNNING),
    (STATEFUL, AT_REST | {"updated": 0}, Phase.DONE, "2 available", Status.RUNNING),
    (STATEFUL, {"updated": 2}, Phase.DONE, "2 available", Status.RUNNING),  # revisions not told
    (STATEFUL, MOVING | {"updated": 1}, Phase.WAIT, "1 of 2 updated", Status.UPDATING),
    (STATEFUL, MOVING | {"ready": 2, "available": 1}, Phase.WAIT, "1 of 2 available", Status.DEGRADED),
    (STATEFUL, AT_REST | {"available": 1}, Phase.WAIT, "1 of 2 available", Status.DEGRADED),
    (STATEFUL, AT_REST | {"generation": 9}, Phase.WAIT, "waiting for the controller", Status.UPDATING),
    (STATEFUL, MOVING | {"replicas": 3, "available": 3, "partition": 2, "updated": 0}, Phase.WAIT, "0 of 1 updated", Status.UPDATING),
    (STATEFUL, MOVING | {"replicas": 3, "available": 3, "partition": 2, "updated": 1}, Phase.DONE, "1 updated, 2 held back by partition",
     Status.RUNNING),
    (STATEFUL, MOVING | {"replicas": 3, "available": 2, "partition": 2, "updated": 1}, Phase.WAIT, "2 of 3 available", Status.DEGRADED),
    (STATEFUL, MOVING | {"partition": 2, "updated": 0}, Phase.NONE, "0 updated, 2 held back by partition", Status.MANUAL),
    (STATEFUL, AT_REST | {"partition": 5}, Phase.DONE, "2 available", Status.RUNNING),
    (STATEFUL, MOVING | {"on_delete": True, "updated": 1}, Phase.MANUAL, "set; pods change when deleted (1 of 2)", Status.MANUAL),
    (STATEFUL, MOVING | {"on_delete": True, "updated": 2}, Phase.DONE, "2 available", Status.RUNNING),  # its revisions never become equal
    (STATEFUL, MOVING | {"on_delete": True, "updated": 2, "available": 1}, Phase.WAIT, "1 of 2 available", Status.DEGRADED),
    (STATEFUL, {"replicas": 0, "updated": 0, "available": 0}, Phase.NONE, "changed; nothing started (0 pods wanted)", Status.STOPPED),
    (STATEFUL, {"deleting": True}, Phase.FAILED, "is being deleted", Status.DELETING),
    # DaemonSet: updated = available = desired
    (DAEMON, {}, Phase.DONE, "2 available", Status.RUNNING),
    (DAEMON, {"updated": 1}, Phase.WAIT, "1 of 2 updated", Status.UPDATING),
    (DAEMON, {"available": 1}, Phase.WAIT, "1 of 2 available", Status.DEGRADED),
    (DAEMON, {"observed_generation": 2}, Phase.WAIT, "waiting for the controller", Status.UPDATING),
    (DAEMON, {"on_delete": True, "updated": 1}, Phase.MANUAL, "set; pods change when deleted (1 of 2)", Status.MANUAL),
    (DAEMON, {"on_delete": True, "available": 1}, Phase.WAIT, "1 of 2 available", Status.DEGRADED),
    (DAEMON, {"replicas": 0, "updated": 0, "available": 0}, Phase.NONE, "changed; nothing started (0 pods wanted)", Status.STOPPED),
    # CronJob: accepted; it has no observedGeneration, and an active job does not block
    (CRON, {"observed_generation": 0, "active_jobs": 1}, Phase.NONE, "accepted; the next job uses the new image", Status.SCHEDULED),
    (CRON, {"suspended": True}, Phase.NONE, "accepted; the next job uses the new image", Status.SUSPENDED),
    (CRON, {"deleting": True}, Phase.FAILED, "is being deleted", Status.DELETING),
    (JOB, {}, Phase.NONE, "a job's image cannot change", Status.JOB),
]


@pytest.mark.parametrize(("kind", "fields", "phase", "text", "badge"), TABLE)
def test_done_when(kind: Kind, fields: dict[str, object], phase: Phase, text: str, badge: Status) -> None:
    item = workload(kind, **fields)
    rollout = rollout_status(item)
    assert (rollout.phase, render(rollout.message)) == (phase, text)
    assert status(item) is badge
    assert (rollout.fraction == 1.0) is (phase in (Phase.DONE, Phase.NONE))


@pytest.mark.parametrize("kind", [DEPLOYMENT, STATEFUL, DAEMON])
def test_a_rollout_counts_from_the_generation_that_our_patch_made(kind: Kind) -> None:
    stale = workload(kind, generation=3, observed_generation=3)  # an event from before the patch
    assert rollout_status(stale, generation=4).phase is Phase.WAIT
    assert rollout_status(replace(stale, generation=4, observed_generation=4), generation=4).phase is Phase.DONE
    assert rollout_status(replace(stale, generation=5, observed_generation=4), generation=4).phase is Phase.WAIT


@pytest.mark.parametrize(("fields", "fraction"), [
    ({"updated": 0, "available": 0}, 0.0),
    ({"updated": 1, "available": 1}, 0.25),  # the old one, which still serves
    ({"updated": 1, "available": 1, "current": 1}, 0.5),
    ({"replicas": 1, "updated": 1, "available": 1, "current": 2}, 0.5),  # a new one that never becomes ready beside the old one
    ({"updated": 2, "available": 1}, 0.75),
    ({"updated": 1, "available": 9}, 0.5),  # old pods and those of a surge that still serve
    ({"updated": 0, "available": 2}, 0.0),
    ({"updated": 2, "available": 2, "current": 3}, 0.75),  # the old one may be one of the two
    ({"updated": 2, "available": 3, "current": 3}, 0.99),  # an old pod is to be stopped
])
def test_fraction(fields: dict[str, object], fraction: float) -> None:
    assert rollout_status(workload(**fields)).fraction == fraction


COUNT = st.integers(0, 4)
ANY = st.builds(
    lambda kind, revisions, **fields: workload(kind, **fields, **revisions), st.sampled_from(Kind), st.sampled_from([{}, AT_REST, MOVING]),
    generation=st.integers(1, 4), observed_generation=st.integers(0, 4), replicas=COUNT, current=COUNT, updated=COUNT, ready=COUNT,
    available=COUNT, partition=COUNT, paused=st.booleans(), suspended=st.booleans(), on_delete=st.booleans(), deleting=st.booleans(),
    deadline_exceeded=st.sampled_from(["", "late"]))


@given(ANY, st.integers(0, 5))
def test_done_is_never_said_too_early(item: Workload, generation: int) -> None:
    rollout = rollout_status(item, generation)
    assert 0.0 <= rollout.fraction <= 1.0
    assert (rollout.fraction == 1.0) is (rollout.phase in (Phase.DONE, Phase.NONE))
    assert "?" not in render(rollout.message)
    if rollout.phase is Phase.DONE:
        assert item.observed_generation >= max(generation, item.generation)
        assert item.available >= item.replicas > 0
        assert replaced(item)
        assert not item.deleting
        assert not item.deadline_exceeded or item.key.kind is not DEPLOYMENT


@given(ANY)
def test_running_is_shown_for_done_only(item: Workload) -> None:
    assert (status(item) is Status.RUNNING) == (rollout_status(item).phase is Phase.DONE)


def test_keys_are_written_as_paths() -> None:
    key = WorkloadKey("lab", "shop", Kind.STATEFUL_SET, "db")
    assert str(key) == "lab/shop/StatefulSet/db"
    assert str(RowKey(key, "main")) == "lab/shop/StatefulSet/db/main"


def test_a_container_is_found_by_name() -> None:
    main = Container("main", "nginx")
    assert workload(DEPLOYMENT, "web", main).container("main") is main
    assert workload(DEPLOYMENT, "web", main).container("other") is None
