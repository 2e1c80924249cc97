"""When a rollout that we started is over: looked at again and again, with a clock in the test's hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.following import Follow, Memory, Verdict, judge, judge_job, without_replaced
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.verdicts import GRACE, HEALING, SECOND_PULL, SLOW_HEALING, EventSeen, Told
from desktop_pipeline.domain.workloads import Container, ContainerState, Kind, Pod, Trouble, Workload
from tests.domain.facts import workload

OLD, NEW = "app:1", "app:2"
FOLLOW = Follow("r1", "uid-web", generation=3, images=(("main", NEW),), since=0.0, limit=600.0, settle=15.0)


def item(kind: Kind = Kind.DEPLOYMENT, image: str = NEW, **fields: object) -> Workload:
    return replace(workload(kind, "web", Container("main", image)), **({"run": "r1", "changed_by": "kubectl"} | fields))  # type: ignore[arg-type]


DONE, GOING = item(), item(updated=1, current=3)


def pod(name: str = "web-1", *, run: str = "r1", ready: bool = False, deleting: bool = False, **state: object) -> Pod:
    return Pod(name, name, run=run, ready=ready, deleting=deleting, containers=(ContainerState("main", **state),))  # type: ignore[arg-type]


GOOD = pod(ready=True)
LOOP = pod(waiting="CrashLoopBackOff", last_terminated="Error", last_exit_code=1, restarts=1)
Look = tuple[float, Workload | None, list[Pod]]


def look(*looks: Look, follow: Follow = FOLLOW) -> list[Verdict]:
    """The verdicts of looks at (time, workload, pods), one after another."""
    memory, found = Memory(), []
    for now, there, pods in looks:
        memory, verdict = judge(follow, memory, there, pods, now)
        found.append(verdict)
    return found


@pytest.mark.parametrize(("there", "state", "text"), [
    (None, State.FAILED, "the workload was deleted meanwhile"),
    (item(uid="other"), State.SUPERSEDED, "the workload was deleted and made anew meanwhile"),
    (item(deleting=True), State.FAILED, "is being deleted"),
    # a second change by somebody else: neither done nor failed
    (item(image="app:3"), State.SUPERSEDED, "superseded: changed again by “kubectl”"),
    (item(run="r2"), State.SUPERSEDED, "superseded: changed again by “kubectl”"),
    (item(run="r2", changed_by=""), State.SUPERSEDED, "superseded: changed again by “?”"),
    (replace(DONE, containers=()), State.SUPERSEDED, "superseded: changed again by “kubectl”"),
    # an event from before our change says nothing
    (item(image=OLD, run="", generation=2), None, "waiting for the controller"),
    (item(observed_generation=2), None, "waiting for the controller"),
    (GOING, None, "1 of 2 updated"),
    (replace(GOING, deadline_exceeded="late"), State.FAILED, "progress deadline exceeded: late"),
    # changed, nothing started
    (item(paused=True, updated=0), State.NOT_STARTED, "paused: waits for resume"),
    (item(replicas=0, current=0, updated=0, available=0), State.NOT_STARTED, "changed; nothing started (0 pods wanted)"),
    (item(Kind.DAEMON_SET, on_delete=True, updated=0), State.NOT_STARTED, "set; pods change when deleted (0 of 2)"),
    (item(Kind.CRON_JOB), State.NOT_STARTED, "accepted; the next job uses the new image"),
    (item(Kind.CRON_JOB, suspended=True), State.NOT_STARTED, "changed; nothing starts while it is suspended"),
])
def test_what_one_look_says(there: Workload | None, state: State | None, text: str) -> None:
    verdict, = look((1.0, there, []))
    assert (verdict.state, render(verdict.message)) == (state, text)


def test_done_is_said_after_the_settle_time_only() -> None:
    first, later, last = look((10.0, DONE, [GOOD]), (24.0, DONE, [GOOD]), (25.0, DONE, [GOOD]))
    assert (first.state, render(first.message)) == (None, "ready; watching for 15 s more")
    assert (later.state, render(later.message)) == (None, "ready; watching for 1 s more")
    assert (last.state, render(last.message)) == (State.DONE, "2 available")


def test_the_settle_time_begins_anew_when_the_rollout_was_not_done_in_between() -> None:
    verdicts = look((0.0, DONE, []), (10.0, GOING, []), (20.0, DONE, []), (30.0, DONE, []), (35.0, DONE, []))
    assert [verdict.state for verdict in verdicts] == [None, None, None, None, State.DONE]


def test_no_settle_time_is_no_wait() -> None:
    assert look((1.0, DONE, []), follow=replace(FOLLOW, settle=0.0))[0].state is State.DONE


@pytest.mark.parametrize("there", [DONE, item(available=1)])
@pytest.mark.parametrize(("after", "text", "kind"), [
    (LOOP, "main: crashed with exit code 1 (restarts: 1)", Trouble.CRASH),
    (pod(ready=True, restarts=1, last_terminated="Error", last_exit_code=9), "main: crashed with exit code 9 (restarts: 1)", Trouble.CRASH),
    (pod(ready=True, restarts=2), "restarted 2 times after it had become ready", None),
])
def test_a_restart_in_the_settle_time_is_a_failure(there: Workload, after: Pod, text: str, kind: Trouble | None) -> None:
    _, verdict = look((0.0, DONE, [GOOD]), (8.0, there, [after]))
    assert (verdict.state, render(verdict.message)) == (State.FAILED, text)
    assert (verdict.trouble.kind if verdict.trouble else None) is kind


def test_a_pod_that_took_another_ones_place_has_its_own_count() -> None:
    old, new = pod(ready=True, restarts=2), pod("web-2", ready=True)
    *_, calm, verdict = look((0.0, DONE, [old]), (1.0, DONE, [new]), (2.0, DONE, [replace(new, containers=LOOP.containers)]))
    assert (calm.state, verdict.state) == (None, State.FAILED)


def test_restarts_from_before_do_not_count() -> None:
    once = pod(ready=True, restarts=1, last_terminated="Error", last_exit_code=1)
    verdicts = look((0.0, GOING, [pod(restarts=1, last_terminated="Error", last_exit_code=1)]), (1.0, DONE, [once]), (16.0, DONE, [once]))
    assert [verdict.state for verdict in verdicts] == [None, None, State.DONE]
    assert verdicts[0].trouble is None  # it runs again


FINAL = {
    Trouble.IMAGE: pod(waiting="InvalidImageName"),
    Trouble.CONFIG: pod(waiting="CreateContainerConfigError", message='configmap "nope" not found'),
    Trouble.CRASH: LOOP,
    Trouble.OOM: pod(terminated="OOMKilled", exit_code=137),
}
MAY_HEAL = {
    Trouble.IMAGE: pod(waiting="ErrImagePull", message="connection refused"),
    Trouble.UNSCHEDULABLE: replace(pod(), unschedulable="no room"),
    Trouble.CRASH: pod(terminated="Error", exit_code=1),
    Trouble.FAILED: replace(pod(), phase="Failed", reason="Evicted"),
}


@pytest.mark.parametrize(("kind", "sick", "grace"), [
    *((kind, sick, GRACE[kind]) for kind, sick in FINAL.items()),
    *((kind, sick, SLOW_HEALING.get(kind, HEALING)) for kind, sick in MAY_HEAL.items())])
def test_a_cause_is_shown_at_once_and_is_the_verdict_after_its_grace_time(kind: Trouble, sick: Pod, grace: float) -> None:
    looks: list[Look] = [(100.0, GOING, [sick]), (99.9 + grace, GOING, [sick]), (100.0 + grace, GOING, [sick])]
    first, before, last = look(*(looks if grace else [looks[0]] * 3))
    assert first.trouble is not None
    assert first.trouble.kind is kind
    assert first.message == before.message == first.trouble.message
    assert (first.state, before.state) == ((None, None) if grace else (State.FAILED, State.FAILED))
    assert (last.state, last.message) == (State.FAILED, first.message)


def test_a_cause_that_goes_away_starts_its_grace_time_anew() -> None:
    sick = FINAL[Trouble.CONFIG]
    verdicts = look((0.0, GOING, [sick]), (9.0, GOING, [pod()]), (10.0, GOING, [sick]), (19.0, GOING, [sick]), (20.0, GOING, [sick]))
    assert [verdict.state for verdict in verdicts] == [None, None, None, None, State.FAILED]
    assert render(verdicts[1].message) == "1 of 2 updated"


def test_another_cause_has_its_own_grace_time() -> None:
    verdicts = look((0.0, GOING, [MAY_HEAL[Trouble.CRASH]]), (59.0, GOING, [LOOP]), (61.0, GOING, [LOOP]), (62.0, GOING, [LOOP]))
    assert [verdict.state for verdict in verdicts] == [None, None, None, State.FAILED]


def test_a_cause_that_cannot_heal_is_not_hidden_by_one_that_may() -> None:
    both = [replace(MAY_HEAL[Trouble.UNSCHEDULABLE], name="web-0"), FINAL[Trouble.IMAGE]]
    verdict = look((0.0, GOING, both), (GRACE[Trouble.IMAGE], GOING, both))[-1]
    assert verdict.state is State.FAILED
    assert verdict.trouble is not None
    assert verdict.trouble.kind is Trouble.IMAGE


PULL = 'rpc error: code = NotFound desc = failed to pull and unpack image "r/app:2": r/app:2: not found'
BACK_OFF = 'Back-off pulling image "r/app:2"'


def test_a_back_off_without_a_cause_keeps_the_one_that_was_seen() -> None:
    """Kubelets up to 1.31 tell the cause only at the moment of each try."""
    tried, waits = pod(waiting="ErrImagePull", message=PULL), pod(waiting="ImagePullBackOff", message=BACK_OFF)
    *before, last = look((0.0, GOING, [tried]), (1.0, GOING, [waits]), (11.0, GOING, [tried]), (13.0, GOING, [waits]),
                         (SECOND_PULL, GOING, [waits]))
    assert [verdict.state for verdict in before] == [None] * 4
    assert {verdict.message.code for verdict in before} == {"verdict.image_absent"}
    assert (last.state, render(last.message)) == (State.FAILED, f"main: the registry does not have the image: {PULL}")


@pytest.mark.parametrize("between", [
    pod(ready=True), pod("web-2", waiting="ErrImagePull", message=PULL), pod(waiting="ErrImagePull", message="connection refused"),
    pod(waiting="ImagePullBackOff", message=f"{BACK_OFF}: ErrImagePull: connection refused")])
def test_a_cause_is_kept_for_its_container_only_and_as_long_as_it_holds(between: Pod) -> None:
    *_, verdict = look((0.0, GOING, [pod(waiting="ErrImagePull", message=PULL)]), (1.0, GOING, [between]),
                       (2.0, GOING, [pod(waiting="ImagePullBackOff", message=BACK_OFF)]))
    assert verdict.trouble is not None
    assert verdict.message.code == "pod.image", "not that the image is absent"


@pytest.mark.parametrize("other", [replace(LOOP, run=""), replace(LOOP, run="r0"), replace(LOOP, deleting=True), replace(LOOP, ready=True)])
def test_pods_of_other_templates_and_those_going_or_ready_do_not_count(other: Pod) -> None:
    verdicts = look((0.0, GOING, [other]), (100.0, GOING, [other]))
    assert [(verdict.state, verdict.trouble) for verdict in verdicts] == [(None, None), (None, None)]


def failed(name: str, created: float) -> Pod:
    return replace(pod(name), phase="Failed", reason="Evicted: The node was low on resource: memory.", created=created)


def alive(name: str, created: float, phase: str = "Pending") -> Pod:
    return replace(pod(name, waiting="ContainerCreating"), phase=phase, created=created)


def test_a_failed_pod_that_was_replaced_does_not_hold_up_the_rollout() -> None:
    """A Deployment's evicted pod stays for good, and its place is taken by another at once."""
    evicted, there = failed("web-1", 10.0), replace(GOING, replicas=20)
    first, last = look((20.0, there, [evicted, alive("web-2", 15.0)]), (20.0 + HEALING, there, [evicted, alive("web-2", 15.0)]))
    assert (first.trouble, last.state) == (None, None)
    older = look((20.0, there, [evicted, alive("web-0", 5.0)]), (20.0 + HEALING, there, [evicted, alive("web-0", 5.0)]))
    assert older[0].trouble is not None, "an older pod took nobody's place"
    assert older[-1].state is State.FAILED


@pytest.mark.parametrize(("replicas", "pods", "names"), [
    (20, [failed("a", 1.0), failed("b", 2.0), failed("c", 3.0), alive("d", 4.0)], {"b", "a"}),  # it fails again and again
    (1, [failed("a", 1.0), failed("b", 2.0), failed("c", 3.0), alive("d", 4.0)], {"b"}),  # no more than are wanted
    (1, [failed("a", 1.0), failed("b", 2.0), alive("c", 3.0, "Running")], set()),  # whose second replacement runs
    (3, [failed("a", 5.0), alive("b", 1.0, "Running"), alive("c", 1.0, "Running"), alive("d", 1.0, "Running")], set()),  # fewer are wanted
    (2, [failed("a", 5.0), failed("b", 5.0), alive("c", 5.0), alive("d", 6.0)], set()),  # in the same second
    (2, [failed("a", 9.0), failed("b", 5.0), alive("c", 7.0)], {"a"}),
])
def test_which_failed_pods_count(replicas: int, pods: list[Pod], names: set[str]) -> None:
    deployment = replace(GOING, replicas=replicas)
    assert {pod.name for pod in without_replaced(deployment, pods) if pod.phase == "Failed"} == names
    others = item(Kind.STATEFUL_SET, replicas=replicas)
    assert without_replaced(others, pods) == pods, "their controllers remove what failed"


def test_a_restart_is_not_explained_by_a_pod_that_was_replaced() -> None:
    gone, looped = failed("web-0", 1.0), replace(LOOP, created=2.0)
    _, verdict = look((0.0, DONE, [gone, replace(GOOD, created=2.0)]), (8.0, DONE, [gone, looped]))
    assert (verdict.state, verdict.message.code) == (State.FAILED, "pod.crash")


@pytest.mark.parametrize(("pods", "text"), [([], "not ready after 600 s; the cluster goes on trying"), ([MAY_HEAL[Trouble.IMAGE]],
                                            "main: ErrImagePull: connection refused")])
def test_the_time_limit_ends_the_waiting_not_the_rollout(pods: list[Pod], text: str) -> None:
    before, after = look((600.0, GOING, pods), (601.0, GOING, pods))
    assert before.state is None
    assert (after.state, render(after.message)) == (State.TIMED_OUT, text)


def test_a_rollout_done_at_the_limit_may_settle() -> None:
    assert [verdict.state for verdict in look((599.0, DONE, []), (610.0, DONE, []), (614.0, DONE, []))] == [None, None, State.DONE]


@pytest.mark.parametrize(("sick", "text"), [([], "progress deadline exceeded: late"), ([MAY_HEAL[Trouble.IMAGE]],
                                            "main: ErrImagePull: connection refused")])
def test_a_deadline_names_the_cause_where_one_is_known(sick: list[Pod], text: str) -> None:
    verdict, = look((5.0, replace(GOING, deadline_exceeded="late"), sick))
    assert (verdict.state, render(verdict.message)) == (State.FAILED, text)


PODS = st.lists(st.sampled_from([GOOD, LOOP, *FINAL.values(), *MAY_HEAL.values()]), max_size=3)
THERE = st.sampled_from([DONE, GOING, item(available=1), item(observed_generation=2), item(paused=True, updated=0)])


@given(st.lists(st.tuples(st.floats(0.0, 20.0), THERE, PODS), max_size=12))
def test_done_takes_an_unbroken_settle_time_without_a_restart(looks: list[tuple[float, Workload, list[Pod]]]) -> None:
    now, memory, since, at_first = 0.0, Memory(), None, None
    for step, there, pods in looks:
        now += step
        memory, verdict = judge(FOLLOW, memory, there, pods, now)
        restarts = sum(state.restarts for one in pods for state in one.containers)
        since = (now if since is None else since) if there is DONE else None
        at_first = restarts if at_first is None and there is DONE else at_first
        if verdict.state is State.DONE:
            assert since is not None
            assert now - since >= FOLLOW.settle
            assert at_first is not None
            assert restarts <= at_first
        if verdict.state is not None:
            return


def test_a_change_that_is_never_seen_again_is_not_waited_for_for_ever() -> None:
    old = item(generation=1)
    verdicts = look((1.0, old, []), (FOLLOW.limit + 0.1, old, []))
    assert [verdict.state for verdict in verdicts] == [None, State.TIMED_OUT]


def test_pods_that_are_refused_by_a_quota_are_named_at_once_and_may_be_let_in_later() -> None:
    refused = replace(GOING, updated=0, replica_failure="exceeded quota: pods=1")
    first, still, last = look((0.0, refused, []), (HEALING - 1, refused, []), (HEALING, refused, []))
    assert (first.state, still.state, last.state) == (None, None, State.FAILED)
    assert render(first.message) == "the cluster refuses to make pods: exceeded quota: pods=1"
    assert last.trouble is not None
    assert last.trouble.kind is Trouble.REFUSED
    assert look((0.0, refused, []), (30.0, GOING, [pod()]))[-1].state is None


# ---- what only events tell -------------------------------------------------------------------------------------------

PROBE = EventSeen("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", container="main")
MOUNT = EventSeen("FailedMount", 'MountVolume.SetUp failed for volume "v" : secret "nope" not found')


def told_look(*looks: Look, told: Told) -> list[Verdict]:
    memory, found = Memory(), []
    for now, there, pods in looks:
        memory, verdict = judge(FOLLOW, memory, there, pods, now, told)
        found.append(verdict)
    return found


def test_a_failing_probe_is_named_at_once_and_never_a_verdict_before_a_deadline() -> None:
    text = "main: not ready, its readiness probe fails: HTTP probe failed with statuscode: 503"
    told = {"web-1": (PROBE,)}
    first, late, over = told_look((1.0, GOING, [pod()]), (599.0, GOING, [pod()]), (601.0, GOING, [pod()]), told=told)
    assert [(verdict.state, render(verdict.message)) for verdict in (first, late, over)] == [
        (None, text), (None, text), (State.TIMED_OUT, text)]
    assert over.beside is not None
    assert render(over.beside) == "not ready after 600 s; the cluster goes on trying"
    deadline, = told_look((70.0, replace(GOING, deadline_exceeded="too late"), [pod()]), told=told)
    assert (deadline.state, render(deadline.message)) == (State.FAILED, text)
    assert deadline.beside is not None
    assert render(deadline.beside) == "progress deadline exceeded: too late"


def test_a_volume_that_comes_in_time_is_no_failure() -> None:
    creating, told, slow = pod(waiting="ContainerCreating"), {"web-1": (MOUNT,)}, SLOW_HEALING[Trouble.VOLUME]
    shown, before, after = told_look((0.0, GOING, [creating]), (slow - 1, GOING, [creating]), (slow, GOING, [creating]), told=told)
    assert render(shown.message).startswith("a volume cannot be mounted: MountVolume.SetUp failed")
    assert (shown.state, before.state, after.state) == (None, None, State.FAILED)
    well = told_look((0.0, GOING, [creating]), (60.0, GOING, [pod(ready=True)]), (200.0, DONE, [GOOD]), (215.0, DONE, [GOOD]), told=told)
    assert [verdict.state for verdict in well] == [None, None, None, State.DONE]


def test_a_probe_does_not_hide_what_can_become_a_verdict() -> None:
    pods = [pod(), replace(MAY_HEAL[Trouble.UNSCHEDULABLE], name="web-2", uid="web-2")]
    verdict, = told_look((1.0, GOING, pods), told={"web-1": (PROBE,)})
    assert verdict.trouble is not None
    assert verdict.trouble.kind is Trouble.UNSCHEDULABLE


def test_a_restart_in_the_settle_time_names_the_probe_that_brought_it_about() -> None:
    killing = EventSeen("Killing", "Container main failed liveness probe, will be restarted", warning=False, container="main")
    _, verdict = told_look((0.0, DONE, [GOOD]), (8.0, DONE, [LOOP]), told={"web-1": (killing,)})
    assert (verdict.state, verdict.message.code) == (State.FAILED, "verdict.killed_liveness")


# ---- jobs that were started by hand ----------------------------------------------------------------------------------


def job(**fields: object) -> Workload:
    return workload(Kind.JOB, "nightly-1", **fields)


def job_pod(**state: object) -> Pod:
    return Pod("nightly-1-x", "uid-pod", "Pending" if state.get("waiting") else "Running", containers=(ContainerState("main", **state),))  # type: ignore[arg-type]


@pytest.mark.parametrize(("live", "pods", "state", "code"), [
    (None, [], State.UNKNOWN, "job.gone"),
    (None, [job_pod()], State.UNKNOWN, "job.gone"),
    (None, [replace(job_pod(), phase="Succeeded")], State.DONE, "job.complete"),
    (job(), [], None, "job.waiting"),
    (job(), [job_pod()], None, "job.working"),
    (job(), [job_pod(restarts=4, last_terminated="Error", last_exit_code=1)], None, "job.working"),  # the job tries again by itself
    (job(suspended=True), [], State.NOT_STARTED, "job.suspended"),
    (job(job_end="complete"), [job_pod(terminated="Completed")], State.DONE, "job.complete"),
    (job(job_end="failed", job_text="Job has reached the specified backoff limit"), [], State.FAILED, "job.failed"),
    (job(job_end="failed"), [job_pod(terminated="Error", exit_code=3)], State.FAILED, "pod.crash"),
    (job(job_end="failed"), [replace(job_pod(terminated="Error", exit_code=3), phase="Failed")], State.FAILED, "pod.crash"),
    (job(job_end="failed"), [replace(job_pod(), phase="Failed", reason="Evicted")], State.FAILED, "pod.failed"),
])
def test_when_a_job_is_over(live: Workload | None, pods: list[Pod], state: State | None, code: str) -> None:
    _, verdict = judge_job(Memory(), live, pods, 100.0)
    assert (verdict.state, verdict.message.code) == (state, code)


def test_a_job_whose_image_cannot_be_had_is_given_up_after_its_grace_time() -> None:
    pod = job_pod(waiting="ErrImagePull", message="manifest unknown: not found")
    memory, verdict = judge_job(Memory(), job(), [pod], 100.0)
    assert (verdict.state, verdict.message.code) == (None, "verdict.image_absent")
    waits = job_pod(waiting="ImagePullBackOff", message=BACK_OFF)
    memory, verdict = judge_job(memory, job(), [waits], 101.0)
    assert (verdict.state, verdict.message.code) == (None, "verdict.image_absent")
    memory, verdict = judge_job(memory, job(), [waits], 100.0 + SECOND_PULL)
    assert verdict.state is State.FAILED
    assert verdict.trouble is not None
    assert judge_job(memory, job(), [job_pod()], 200.0)[1].state is None, "it started after all"
