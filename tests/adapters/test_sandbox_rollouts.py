"""Workloads of a sandbox cluster move as real ones: each kind, each way to fail, and the repair."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import CRASH, NEVER_READY, Behaviour, Manner, SandboxCluster, Shelf, Timeline
from desktop_pipeline.domain.plans import ImageChange, WorkloadPatch, stuck_pods
from desktop_pipeline.domain.workloads import (
    Container,
    ContainerState,
    Group,
    Kind,
    Phase,
    Pod,
    Status,
    Trouble,
    Workload,
    pod_trouble,
    rollout_status,
    status,
)
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict, PodChanged, PodEvent

SPEED = 40.0


class Lab:
    def __init__(self) -> None:
        timeline = Timeline(SystemClock(), SPEED)
        self.shelf = Shelf()
        self.registry = self.shelf.registry("r.test")
        for tag in ("1", "2"):
            self.registry.put("app", tag)
        self.registry.put("app", "crash", behaviour=CRASH)
        self.registry.put("app", "never", behaviour=NEVER_READY)
        self.registry.put("app", "late", behaviour=Behaviour(Manner.CRASH_LATER, 6.0))
        self.registry.put("app", "oom", behaviour=Behaviour(Manner.OOM, 1.0))
        self.cluster = SandboxCluster("lab", timeline, self.shelf)

    def add(self, kind: Kind, tag: str = "1", *more: Container, **options: Any) -> None:
        self.cluster.add("ns", kind, "w", Container("main", f"r.test/app:{tag}"), *more, **options)

    async def now(self) -> Workload:
        found = await self.cluster.get(self.cluster.key("ns", "w"))
        assert found is not None
        return found

    async def set(self, new: str, container: str = "main", group: Group = Group.MAIN, run: str = "r1") -> PatchResult:
        live = await self.now()
        there = live.container(container)
        assert there is not None
        change = ImageChange(container, group, there.image, f"r.test/app:{new}")
        result = await self.cluster.patch(WorkloadPatch(live.key, live.uid, (change,), run, "s", "why"))
        assert result.verdict is PatchVerdict.APPLIED, result
        return result

    async def pods(self) -> tuple[Pod, ...]:
        return await self.cluster.pods(await self.now())

    async def until(self, holds: Callable[[Workload], bool], seconds: float = 10.0) -> Workload:
        async with asyncio.timeout(seconds):
            while True:
                if holds(live := await self.now()):
                    return live
                await asyncio.sleep(0.005)

    async def phase(self, phase: Phase) -> Workload:
        return await self.until(lambda live: rollout_status(live).phase is phase)

    async def trouble(self) -> Trouble:
        async with asyncio.timeout(10):
            while True:
                for pod in await self.pods():
                    if found := pod_trouble(pod):
                        return found.kind
                await asyncio.sleep(0.005)


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    made = Lab()
    yield made
    await made.cluster.close()


@pytest.mark.parametrize("kind", [Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.DAEMON_SET])
@pytest.mark.parametrize("replicas", [1, 3, 8])
async def test_rollout(lab: Lab, kind: Kind, replicas: int) -> None:
    """At no time more pods are away than the kind allows, and in the end all are new."""
    lab.add(kind, replicas=replicas)
    assert rollout_status(await lab.now()).phase is Phase.DONE
    result = await lab.set("2")
    assert result.workload is not None
    assert rollout_status(result.workload).phase is Phase.WAIT
    least = most = replicas
    async with asyncio.timeout(10):
        while rollout_status(live := await lab.now(), result.workload.generation).phase is not Phase.DONE:
            least, most = min(least, live.available), max(most, live.current)
            await asyncio.sleep(0.002)
    surge, away = (max(1, replicas // 4), replicas // 4) if kind is Kind.DEPLOYMENT else (0, 1)
    assert least >= replicas - away
    assert most <= replicas + surge
    pods = [pod for pod in await lab.pods() if not pod.deleting]
    assert {pod.images["main"] for pod in pods} == {"r.test/app:2"}
    assert {pod.run for pod in pods} == {"r1"}
    digest = lab.registry.find("app", "2")
    assert {state.image_id for pod in pods for state in pod.containers} == {f"r.test/app@{digest}"}


async def test_undo_reuses_the_revision_with_a_higher_number(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, replicas=1)
    first = await lab.now()
    lab.cluster.somebody_sets("ns", "w", "main", "r.test/app:2")
    assert int((await lab.phase(Phase.DONE)).revision) == int(first.revision) + 1
    lab.cluster.somebody_sets("ns", "w", "main", "r.test/app:1")
    assert int((await lab.phase(Phase.DONE)).revision) == int(first.revision) + 2


@pytest.mark.parametrize(
    ("tag", "trouble"), [("no", Trouble.IMAGE), ("crash", Trouble.CRASH), ("oom", Trouble.OOM), ("late", Trouble.CRASH)])
async def test_trouble(lab: Lab, tag: str, trouble: Trouble) -> None:
    lab.add(Kind.DEPLOYMENT, replicas=2)
    await lab.set(tag)
    assert await lab.trouble() is trouble
    if tag != "late":  # that one is ready for a moment, and takes the old pods with it
        assert sum(pod.ready for pod in await lab.pods()) >= 1


async def test_waiting_reason_flips_and_heals(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT)
    await lab.set("soon")
    seen: set[str] = set()
    async with asyncio.timeout(10):
        while not {"ErrImagePull", "ImagePullBackOff"} <= seen:
            seen |= {state.waiting for pod in await lab.pods() for state in pod.containers}
            await asyncio.sleep(0.005)
    lab.registry.put("app", "soon")
    await lab.phase(Phase.DONE)


async def test_crash_loop_counts_its_restarts(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, "crash", settled=False)
    async with asyncio.timeout(10):
        states: list[ContainerState] = []
        while not any(state.restarts >= 2 and state.last_exit_code == 1 for state in states):
            states = [state for pod in await lab.pods() for state in pod.containers]
            await asyncio.sleep(0.005)
    (pod,) = await lab.pods()
    assert "exit code" in await lab.cluster.log_tail("ns", pod.name, "main", 1, previous=True)


async def test_never_ready_ends_at_the_deadline_which_is_not_final(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, replicas=2, deadline=10.0)
    await lab.set("never")
    live = await lab.phase(Phase.FAILED)
    assert live.deadline_exceeded
    assert status(live) is Status.FAILED
    assert live.available == 2
    new = next(pod for pod in await lab.pods() if pod.run)
    assert any("Readiness probe failed" in event.text for event in await lab.cluster.events_of("ns", new.uid))
    await lab.set("2", run="r2")
    assert not (await lab.phase(Phase.DONE)).deadline_exceeded


async def test_crash_after_done(lab: Lab) -> None:
    """A container that lives for some seconds makes the rollout look done, then it crashes."""
    lab.add(Kind.DEPLOYMENT)
    await lab.set("late")
    await lab.phase(Phase.DONE)
    assert await lab.trouble() is Trouble.CRASH


async def test_stateful_set_is_stuck_until_the_broken_pod_is_deleted(lab: Lab) -> None:
    lab.add(Kind.STATEFUL_SET, replicas=3)
    await lab.set("no")
    assert await lab.trouble() is Trouble.IMAGE
    await lab.set("2", run="r2")
    await asyncio.sleep(30 / SPEED)
    live = await lab.now()
    assert (live.updated, live.ready) == (0, 2)
    pods = await lab.pods()
    stuck = stuck_pods(live, [(pod.name, pod.ready, pod.is_new) for pod in pods])
    assert stuck == ("w-2",)
    broken = next(pod for pod in pods if pod.name == "w-2")
    await lab.cluster.delete_pod("ns", broken.name, broken.uid)
    await lab.phase(Phase.DONE)
    assert {pod.run for pod in await lab.pods()} == {"r2"}


async def test_stateful_set_told_anew_which_pods_are_new(lab: Lab) -> None:
    lab.add(Kind.STATEFUL_SET, replicas=2)
    seen: list[PodEvent] = []
    task = asyncio.create_task(lab.cluster.watch_pods(await lab.now(), seen.append))
    await asyncio.sleep(0.05)
    await lab.set("2")
    await asyncio.sleep(0.1)
    assert any(isinstance(event, PodChanged) and not event.pod.is_new for event in seen)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_partition(lab: Lab) -> None:
    lab.add(Kind.STATEFUL_SET, replicas=3, partition=2)
    await lab.set("2")
    live = await lab.phase(Phase.DONE)
    assert live.update_revision != live.current_revision
    assert [pod.run for pod in await lab.pods()] == ["", "", "r1"]
    first = (await lab.pods())[0]
    await lab.cluster.delete_pod("ns", first.name, first.uid)
    await lab.until(lambda live: live.ready < 3)
    await lab.until(lambda live: live.ready == 3)
    assert [pod.run for pod in await lab.pods()] == ["", "", "r1"]


@pytest.mark.parametrize("kind", [Kind.STATEFUL_SET, Kind.DAEMON_SET])
async def test_on_delete(lab: Lab, kind: Kind) -> None:
    lab.add(kind, replicas=2, on_delete=True)
    await lab.set("2")
    await lab.phase(Phase.MANUAL)
    await asyncio.sleep(10 / SPEED)
    assert rollout_status(await lab.now()).phase is Phase.MANUAL
    for pod in await lab.pods():
        await lab.cluster.delete_pod("ns", pod.name, pod.uid)
    live = await lab.phase(Phase.DONE)
    assert live.updated == 2
    if kind is Kind.STATEFUL_SET:
        assert live.current_revision != live.update_revision


async def test_paused_then_resumed(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, replicas=2, paused=True)
    await lab.set("2")
    await lab.until(lambda live: live.observed_generation == live.generation)
    assert rollout_status(await lab.now()).phase is Phase.PAUSED
    lab.cluster.change("ns", "w", paused=False)
    await lab.phase(Phase.DONE)


async def test_nothing_to_roll_out(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, replicas=0)
    await lab.set("2")
    assert status(await lab.phase(Phase.NONE)) is Status.STOPPED
    assert await lab.pods() == ()


async def test_quota(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, replicas=1)
    lab.cluster.change("ns", "w", quota='pods "w" is forbidden: exceeded quota: q')
    await lab.set("2")
    await lab.until(lambda live: live.observed_generation == live.generation)
    assert any("exceeded quota" in event.text for event in await lab.cluster.events_of("ns", (await lab.now()).uid))
    lab.cluster.change("ns", "w", quota="")
    await lab.phase(Phase.DONE)


async def test_unschedulable(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, unschedulable="0/1 nodes are available: 1 Insufficient cpu.", settled=False)
    assert await lab.trouble() is Trouble.UNSCHEDULABLE


async def test_failing_init_container(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, "1", Container("prepare", "r.test/app:1", Group.INIT), Container("side", "r.test/app:1", Group.INIT, True))
    await lab.set("crash", "prepare", Group.INIT)
    assert await lab.trouble() is Trouble.CRASH
    await lab.set("2", "prepare", Group.INIT, run="r2")
    await lab.phase(Phase.DONE)


async def test_scaling_and_waiting_for_min_ready(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT, replicas=1, min_ready=0.3)
    await asyncio.sleep(0.35)
    await lab.set("2")
    new_ready = await lab.until(lambda live: live.updated == 1 and live.ready == 2)
    assert new_ready.available == 1
    await lab.phase(Phase.DONE)
    lab.cluster.change("ns", "w", replicas=3)
    await lab.until(lambda live: live.available == 3)
    lab.cluster.change("ns", "w", replicas=1)
    await lab.until(lambda live: live.current == 1)


async def test_same_tag_is_only_pulled_again_with_always(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT)
    old = lab.registry.find("app", "1")
    new = lab.registry.put("app", "1", digest="sha256:" + 64 * "a")
    await lab.set("1")
    await lab.phase(Phase.DONE)
    assert {state.image_id for pod in await lab.pods() for state in pod.containers} == {f"r.test/app@{old}"}
    live = await lab.now()
    change = ImageChange("main", Group.MAIN, "r.test/app:1", "r.test/app:1", "Always")
    await lab.cluster.patch(WorkloadPatch(live.key, live.uid, (change,), "r2", "s", ""))
    await lab.phase(Phase.DONE)
    assert f"r.test/app@{new}" in {state.image_id for pod in await lab.pods() for state in pod.containers}


@pytest.mark.parametrize("later", [None, 4.0])
async def test_lost_answer(lab: Lab, later: float | None) -> None:
    lab.add(Kind.DEPLOYMENT)
    lab.cluster.lose_answers, lab.cluster.lost_after = 1, later
    live = await lab.now()
    patch = WorkloadPatch(live.key, live.uid, (ImageChange("main", Group.MAIN, "r.test/app:1", "r.test/app:2"),), "r1", "s", "")
    assert (await lab.cluster.patch(patch)).verdict is PatchVerdict.UNKNOWN
    assert (await lab.now()).run == ""
    await asyncio.sleep(5 / SPEED)
    assert (await lab.now()).run == ("r1" if later else "")


async def test_busy_and_admission(lab: Lab) -> None:
    lab.add(Kind.DEPLOYMENT)
    lab.cluster.busy = 1
    live = await lab.now()
    patch = WorkloadPatch(live.key, live.uid, (ImageChange("main", Group.MAIN, "r.test/app:1", "r.test/app:2"),), "r1", "s", "")
    assert (await lab.cluster.patch(patch)).verdict is PatchVerdict.BUSY
    lab.cluster.admission = lambda image: image.replace("r.test", "mirror.test")
    result = await lab.cluster.patch(patch, dry_run=True)
    assert result.verdict is PatchVerdict.APPLIED
    assert result.message is not None and result.message.code == "cluster.rewritten"
    assert (await lab.now()).containers[0].image == "r.test/app:1"


async def test_cron_job_and_job(lab: Lab) -> None:
    lab.add(Kind.CRON_JOB)
    await lab.set("2")
    inside = lab.cluster.workload("ns", "w")
    lab.cluster.engine.run_job(inside)
    assert (await lab.now()).active_jobs == 1
    await lab.until(lambda live: live.active_jobs == 0)
