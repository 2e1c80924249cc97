"""Causes that stand in events only, in the words of the kubelet and the controllers of Kubernetes 1.34."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.verdicts import (
    GRACE,
    HEALING,
    NEVER,
    SECOND_PULL,
    SLOW_HEALING,
    STUCK,
    EventSeen,
    grace,
    lacks_pods,
    looks_stuck,
    refined,
    refusal,
    trouble_of,
    troubles,
)
from desktop_pipeline.domain.workloads import ContainerState, Kind, Pod, PodTrouble, Trouble, pod_trouble
from tests.domain.facts import workload

NOPE = 'MountVolume.SetUp failed for volume "v" : secret "nope" not found'
ATTACH = 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0'
NETWORK = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox"
REFUSED = 'Get "http://10.88.0.7:8080/ready": dial tcp 10.88.0.7:8080: connect: connection refused'
QUOTA = 'pods "web-0" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'
POLICY = 'pods "web-x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'


def warn(reason: str, text: str, at: float = 100.0, container: str = "") -> EventSeen:
    return EventSeen(reason, text, True, container, at)


def note(reason: str, text: str = "", at: float = 100.0, container: str = "") -> EventSeen:
    return EventSeen(reason, text, False, container, at)


def state(**fields: object) -> ContainerState:
    return ContainerState("main", **fields)  # type: ignore[arg-type]


def pod(*states: ContainerState, **fields: object) -> Pod:
    return Pod("web-1", "uid", containers=states, **fields)  # type: ignore[arg-type]


CREATING, RUNNING = pod(state(waiting="ContainerCreating")), pod(state(), phase="Running")
LOOP = pod(state(waiting="CrashLoopBackOff", last_terminated="Error", last_exit_code=137, restarts=2))
KILLED = note("Killing", "Container main failed liveness probe, will be restarted", container="main")


@pytest.mark.parametrize(("one", "events", "kind", "text"), [
    # before the containers start
    (CREATING, [warn("FailedMount", NOPE)], Trouble.VOLUME, f"a volume cannot be mounted: {NOPE}"),
    (pod(), [warn("FailedMount", NOPE)], Trouble.VOLUME, f"a volume cannot be mounted: {NOPE}"),  # no container has a state yet
    (pod(state(waiting="PodInitializing")), [note("Scheduled", at=99.0), warn("FailedAttachVolume", ATTACH)], Trouble.VOLUME,
     f"a volume cannot be mounted: {ATTACH}"),
    (CREATING, [warn("FailedMount", NOPE), note("Scheduled")], Trouble.VOLUME, f"a volume cannot be mounted: {NOPE}"),
    (CREATING, [warn("FailedCreatePodSandBox", NETWORK)], Trouble.SANDBOX, f"the node cannot prepare the pod: {NETWORK}"),
    (CREATING, [note("Pulled", at=90.0), warn("FailedMount", NOPE)], Trouble.VOLUME, f"a volume cannot be mounted: {NOPE}"),
    # probes
    (RUNNING, [warn("Unhealthy", f"Readiness probe failed: {REFUSED}", container="main")], Trouble.PROBE,
     f"main: not ready, its readiness probe fails: {REFUSED}"),
    (RUNNING, [warn("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 503")], Trouble.PROBE,
     "main: not started yet, its startup probe fails: HTTP probe failed with statuscode: 503"),
    (RUNNING, [warn("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", container="main")], Trouble.PROBE,
     "main: its liveness probe fails: HTTP probe failed with statuscode: 500"),
    (RUNNING, [warn("ProbeError", "Readiness probe error: timeout\nbody:\n<html>", container="main")], Trouble.PROBE,
     "main: not ready, its readiness probe fails: timeout body: <html>"),
    (RUNNING, [warn("Unhealthy", "Readiness probe failed: ", container="main")], Trouble.PROBE,
     "main: not ready, its readiness probe fails"),  # a command that says nothing
    (RUNNING, [warn("Unhealthy", "Startup probe failed: a", 99.0), warn("Unhealthy", "Readiness probe failed: b")], Trouble.PROBE,
     "main: not ready, its readiness probe fails: b"),  # the newest one
    (pod(state(terminated="Completed"), phase="Running"), [KILLED], Trouble.PROBE,
     "main: stopped by the cluster, its liveness probe failed (restarts: 0)"),
])
def test_causes_in_events(one: Pod, events: list[EventSeen], kind: Trouble, text: str) -> None:
    assert pod_trouble(one) is None, "the status does not tell"
    trouble = trouble_of(one, events)
    assert trouble is not None
    assert (trouble.kind, trouble.final, trouble.pod, render(trouble.message)) == (kind, False, "web-1", text)


@pytest.mark.parametrize(("one", "events"), [
    (CREATING, []),
    (RUNNING, []),
    (replace(CREATING, deleting=True), [warn("FailedMount", NOPE)]),
    # it got on since: a secret that the kubelet did not know yet, then a slow pull
    (CREATING, [warn("FailedMount", NOPE, 99.0), note("Pulling")]),
    (CREATING, [warn("FailedMount", NOPE), note("Pulling")]),  # in the same second
    (CREATING, [note("Scheduled")]),
    (RUNNING, [warn("FailedMount", NOPE)]),
    (pod(state(ready=True), phase="Running"), [warn("Unhealthy", "Readiness probe failed: early")]),
    (RUNNING, [warn("Unhealthy", "Readiness probe failed: x", container="other")]),
    (RUNNING, [warn("BackOff", "Readiness probe failed: x"), warn("Unhealthy", "something else")]),
    (pod(state(terminated="Completed"), phase="Running"), [warn("Unhealthy", "Readiness probe failed: x")]),
    (pod(state(terminated="Completed", init=True)), [KILLED]),
])
def test_no_cause_in_events(one: Pod, events: list[EventSeen]) -> None:
    assert trouble_of(one, events) is None


def test_a_container_that_runs_again_is_judged_by_its_probes() -> None:
    again = pod(state(last_terminated="Error", last_exit_code=137, restarts=1), phase="Running")
    assert trouble_of(again) is None
    trouble = trouble_of(again, [warn("Unhealthy", "Readiness probe failed: no", container="main")])
    assert trouble is not None
    assert trouble.kind is Trouble.PROBE


def test_a_long_text_is_cut() -> None:
    trouble = trouble_of(CREATING, [warn("FailedMount", "x" * 1000)])
    assert trouble is not None
    assert len(trouble.message.argument("text")) == 300


@pytest.mark.parametrize(("events", "text"), [
    ([], "main: crashed with exit code 137 (restarts: 2)"),
    ([KILLED],
     "main: stopped by the cluster, its liveness probe failed (restarts: 2)"),
    ([warn("Unhealthy", "Liveness probe failed: 500", container="main"), KILLED],
     "main: stopped by the cluster, its liveness probe failed: 500 (restarts: 2)"),
    ([warn("Unhealthy", "Startup probe failed: 503"), note("Killing", "Container main failed startup probe, will be restarted")],
     "main: stopped by the cluster, its startup probe failed: 503 (restarts: 2)"),
    ([warn("Unhealthy", "Readiness probe failed: a", container="main")], "main: crashed with exit code 137 (restarts: 2)"),
    ([note("Killing", "Stopping container main", container="main")], "main: crashed with exit code 137 (restarts: 2)"),
    ([note("Killing", "Container other failed liveness probe, will be restarted", container="other")],
     "main: crashed with exit code 137 (restarts: 2)"),
])
def test_a_crash_that_a_probe_brought_about_names_the_probe(events: list[EventSeen], text: str) -> None:
    trouble = trouble_of(LOOP, events)
    assert trouble is not None
    assert (trouble.kind, trouble.final, render(trouble.message)) == (Trouble.CRASH, True, text)


def test_only_crashes_are_refined() -> None:
    trouble = PodTrouble(Trouble.OOM, Message.of("pod.oom", container="main"), "main", "web-1")
    assert refined(trouble, LOOP, [KILLED]) is trouble


@pytest.mark.parametrize(("kind", "events", "text"), [
    (Kind.STATEFUL_SET, [warn("FailedCreate", f"create Pod web-0 in StatefulSet web failed error: {QUOTA}")], QUOTA),
    (Kind.DAEMON_SET, [warn("FailedCreate", f"Error creating: {POLICY}")], POLICY),
    (Kind.DAEMON_SET, [note("SuccessfulCreate", at=99.0), warn("FailedCreate", f"Error creating: {POLICY}"), note("Other")], POLICY),
    (Kind.DAEMON_SET, [warn("FailedCreate", "Error creating: x", 100.0), note("SuccessfulCreate", at=100.0)], ""),
    (Kind.STATEFUL_SET, [warn("FailedCreate", "from before our change", 50.0)], ""),
    (Kind.STATEFUL_SET, [note("SuccessfulDelete")], ""),
    (Kind.DEPLOYMENT, [warn("FailedCreate", "x")], ""),  # its condition tells
])
def test_pods_that_are_refused(kind: Kind, events: list[EventSeen], text: str) -> None:
    item = workload(kind, current=1, changed_at=90.6)
    assert refusal(item, events) == text
    assert refusal(replace(item, current=2), events) == "", "all pods are there"
    found = troubles(item, [], {item.uid: events})
    assert [(trouble.kind, render(trouble.message)) for trouble in found] == (
        [(Trouble.REFUSED, f"the cluster refuses to make pods: {text}")] if text else [])
    assert lacks_pods(item) is (kind is not Kind.DEPLOYMENT)
    assert not lacks_pods(replace(item, current=2))


def test_a_refusal_without_a_time_of_the_change_counts() -> None:
    assert refusal(workload(Kind.STATEFUL_SET, current=0), [warn("FailedCreate", QUOTA, 1.0)]) == QUOTA


def test_troubles_of_ready_pods_do_not_count() -> None:
    sick = replace(CREATING, uid="b")
    told = {"uid": [warn("FailedMount", NOPE)], "b": [warn("FailedMount", NOPE)]}
    assert len(troubles(workload(), [replace(CREATING, ready=True), sick], told)) == 1
    assert [trouble.kind for trouble in troubles(workload(replica_failure=QUOTA), [], {})] == [Trouble.REFUSED]


@pytest.mark.parametrize(("one", "at_once", "later"), [
    (CREATING, False, True),
    (RUNNING, False, True),
    (replace(RUNNING, ready=True), False, False),
    (replace(CREATING, deleting=True), False, False),
    (LOOP, True, True),  # was it a probe?
    (pod(state(terminated="Completed"), phase="Running"), True, True),
    (pod(state(terminated="Completed", init=True)), False, True),
    (pod(state(last_terminated="Error", last_exit_code=1, restarts=1), phase="Running"), False, True),
    (pod(state(waiting="ErrImagePull", message="not found")), False, False),  # the status tells all
    (pod(unschedulable="no room"), False, False),
])
def test_when_events_are_asked_for(one: Pod, at_once: bool, later: bool) -> None:
    assert (looks_stuck(one, 0.0), looks_stuck(one, STUCK)) == (at_once, later)


def trouble(kind: Trouble, *, final: bool, code: str = "pod.crash") -> PodTrouble:
    return PodTrouble(kind, Message.of(code), final=final)


@pytest.mark.parametrize(("one", "seconds"), [
    (trouble(Trouble.PROBE, final=False), NEVER),
    (trouble(Trouble.VOLUME, final=False), SLOW_HEALING[Trouble.VOLUME]),
    (trouble(Trouble.UNSCHEDULABLE, final=False), SLOW_HEALING[Trouble.UNSCHEDULABLE]),
    (trouble(Trouble.REFUSED, final=False), HEALING),
    (trouble(Trouble.CRASH, final=False), HEALING),
    (trouble(Trouble.CRASH, final=True), GRACE[Trouble.CRASH]),
    (trouble(Trouble.IMAGE, final=True, code="verdict.image_absent"), SECOND_PULL),
    (trouble(Trouble.IMAGE, final=True, code="verdict.image_denied"), GRACE[Trouble.IMAGE]),
])
def test_grace(one: PodTrouble, seconds: float) -> None:
    assert grace(one) == seconds
