"""Pods and their containers as rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.pod_rows import container_rows, newest_revisions, runs, short_names, started, state_message
from desktop_pipeline.domain.workloads import Container, ContainerState, Kind, Pod, Workload, WorkloadKey

IMAGE = "shop/web:2"


def workload(kind: Kind = Kind.DEPLOYMENT, **fields: object) -> Workload:
    made = Workload(WorkloadKey("lab", "shop", kind, "web"), "uid", (Container("main", IMAGE),))
    return replace(made, **fields)  # type: ignore[arg-type]  # names are checked by the dataclass


def pod(name: str, revision: str = "r2", image: str = IMAGE, created: float = 0.0, *states: ContainerState, **fields: object) -> Pod:
    states = states or (ContainerState("main", ready=True),)
    made = Pod(name, "uid-" + name, "Running", True, revision=revision, images={"main": image}, created=created, containers=states)
    return replace(made, **fields)  # type: ignore[arg-type]  # names are checked by the dataclass


def test_new_pods_of_a_deployment_are_of_the_newest_set_that_fits() -> None:
    pods = (pod("web-r1-a", "r1", "shop/web:1", 1.0), pod("web-r0-b", "r0", IMAGE, 2.0), pod("web-r2-c", "r2", IMAGE, 3.0),
            pod("web-r3-d", "r3", IMAGE, 9.0, run="other"))
    assert newest_revisions(workload(), pods) == {"r2"}
    assert newest_revisions(workload(), pods[:1]) == frozenset()


def test_new_pods_of_a_deployment_whose_images_a_webhook_points_at_a_mirror() -> None:
    mirrored = "mirror.corp/shop/web:{}"
    old, new = pod("web-r1-a", "r1", mirrored.format(1), 1.0), pod("web-r2-b", "r2", mirrored.format(2), 2.0)
    later = pod("web-r3-c", "r3", mirrored.format(3), 9.0, run="other")
    assert newest_revisions(workload(updated=1), (old, new, later)) == {"r2"}
    assert newest_revisions(workload(updated=1, run="r"), (replace(old, created=3.0), replace(new, run="r"))) == {"r2"}
    plain = pod("web-r1-a", "r1", "shop/web:1", 1.0)
    assert newest_revisions(workload(updated=0), (plain,)) == frozenset(), "none was made yet"
    assert newest_revisions(workload(updated=1, generation=2, observed_generation=1), (plain,)) == frozenset(), "the count is of before"
    assert [row.new for row in container_rows(workload(Kind.JOB), (old,))] == [True], "a Job's template never changes"


def test_new_pods_of_other_kinds() -> None:
    old, new = pod("web-0", "r1", is_new=False), pod("web-1", "r2")
    assert newest_revisions(workload(Kind.STATEFUL_SET), (old, new)) == {"r2"}
    assert newest_revisions(workload(Kind.DAEMON_SET, revision="7"), (old, new)) == {"7"}
    assert newest_revisions(workload(Kind.DAEMON_SET), (new,)) == {"r2"}


def test_rows_say_it_in_words_new_ones_first() -> None:
    crashed = ContainerState("main", waiting="CrashLoopBackOff", restarts=3, last_terminated="Error", last_exit_code=2)
    through = ContainerState("init", terminated="Completed", init=True, ready=True)
    pods = (pod("web-r1-a", "r1", "shop/web:1", 1.0, deleting=True), pod("web-r2-b", "r2", IMAGE, 2.0, through, crashed),
            pod("web-r2-c", "r2", IMAGE, 3.0, node="n1"))
    rows = container_rows(workload(), pods)
    assert [(row.pod, row.new, row.bad, row.state.code) for row in rows] == [
        ("web-r2-c", True, False, "podrow.runs"), ("web-r2-b", True, True, "pod.crash"), ("web-r1-a", False, False, "podrow.stopping")]
    assert rows[1].restarts == 3 and rows[1].has_log and rows[1].has_previous
    assert rows[0].node == "n1" and rows[0].ready and not rows[0].has_previous


def test_a_pod_without_containers() -> None:
    none = pod("web-a", containers=())
    assert [row.state.code for row in container_rows(workload(), (none,))] == ["podrow.no_container"]
    stuck = replace(none, unschedulable="0/3 nodes")
    (row,) = container_rows(workload(), (stuck,))
    assert row.bad and row.state.code == "pod.unschedulable"


@pytest.mark.parametrize(
    ("state", "code"),
    [(ContainerState("m", waiting="PodInitializing"), "podrow.waits_init"),
     (ContainerState("m", waiting="ContainerCreating"), "podrow.starting"),
     (ContainerState("m", terminated="Completed"), "podrow.ended"), (ContainerState("m", init=True), "podrow.init"),
     (ContainerState("m"), "podrow.not_ready"), (ContainerState("m", ready=True), "podrow.runs"),
     (ContainerState("m", waiting="PodWaiting"), "podrow.waiting")])
def test_what_a_container_does(state: ContainerState, code: str) -> None:
    assert state_message(state).code == code


def test_started_and_running() -> None:
    assert not started(ContainerState("m", waiting="ContainerCreating"))
    assert started(ContainerState("m", waiting="CrashLoopBackOff", restarts=1))
    assert started(ContainerState("m", waiting="CrashLoopBackOff", last_terminated="Error"))
    assert runs(ContainerState("m")) and not runs(ContainerState("m", terminated="Error"))


def test_short_names_tell_pods_apart() -> None:
    assert short_names(workload(), ("web-r1-abcde", "web-r2-fghij")) == {"web-r1-abcde": "abcde", "web-r2-fghij": "fghij"}
    assert short_names(workload(), ("web-r1-abcde", "web-r2-abcde")) == {name: name for name in ("web-r1-abcde", "web-r2-abcde")}
    assert short_names(workload(Kind.STATEFUL_SET), ("web-0",)) == {"web-0": "web-0"}
