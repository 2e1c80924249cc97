"""What every Cluster has to do. Subclass `ClusterContract` with a fixture `world` that gives a `ClusterWorld` of `cluster_world`."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.plans import ImageChange, WorkloadPatch
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Container, Group, Kind, WorkloadKey
from desktop_pipeline.services.cluster_ports import Access, Forbidden, PatchVerdict, PodChanged, PodEvent, PodRemoved, PodsSynced, Removed
from tests.adapters.cluster_world import (
    ROLLED_OUT,
    RUN,
    STEP,
    STOPPED_SECONDS,
    ClusterWorld,
    View,
    found,
    is_sentence,
    main,
    patch_of,
    watching,
    when,
)
from tests.adapters.support import until


class ClusterContract:
    # ---- reading ---------------------------------------------------------------------------------------------------

    async def test_identity_and_namespaces(self, world: ClusterWorld) -> None:
        identity = await world.cluster.identity()
        assert identity
        assert identity == await world.viewer.identity()
        assert await world.narrow.identity()
        assert world.namespace in await world.cluster.namespaces()
        with pytest.raises(Refused) as caught:
            await world.narrow.namespaces()
        assert caught.value.code == "cluster.forbidden"
        assert is_sentence(caught.value.message)

    @pytest.mark.parametrize("kind", list(Kind))
    async def test_get(self, world: ClusterWorld, kind: Kind) -> None:
        one, two = world.images
        key = await world.add(kind, world.name(), main(one), Container("extra", two), Container("prepare", one, Group.INIT))
        workload = await found(world.cluster, key)
        assert workload.key == key
        assert workload.uid
        assert [(item.name, item.image, item.group) for item in workload.containers] == [
            ("main", one, Group.MAIN), ("extra", two, Group.MAIN), ("prepare", one, Group.INIT)]
        assert not any(item.sidecar for item in workload.containers)
        assert workload.resource_version or workload.generation
        assert (workload.run, workload.step, workload.owner, workload.deleting) == ("", "", "", False)
        if kind in ROLLED_OUT:
            assert workload.selector
            assert workload.changed_by
        if kind in (Kind.DEPLOYMENT, Kind.STATEFUL_SET):
            assert workload.replicas == 1
        if kind is Kind.CRON_JOB:
            assert workload.replicas == 0

    async def test_get_what_is_not_there(self, world: ClusterWorld) -> None:
        assert await world.cluster.get(WorkloadKey(world.id, world.namespace, Kind.DEPLOYMENT, world.name())) is None

    async def test_get_what_is_forbidden(self, world: ClusterWorld) -> None:
        with pytest.raises(Refused) as caught:
            await world.narrow.get(WorkloadKey(world.id, world.narrow_namespace, Kind.CRON_JOB, "any"))
        assert caught.value.code == "cluster.forbidden"

    async def test_rights(self, world: ClusterWorld) -> None:
        patch, read = Access("patch", "apps", "deployments"), Access("get", "apps", "deployments")
        assert await world.cluster.may(world.namespace, (patch, read)) == {patch: True, read: True}
        assert await world.viewer.may(world.namespace, (patch, read, patch)) == {patch: False, read: True}
        assert await world.viewer.may(world.namespace, ()) == {}

    # ---- jobs ------------------------------------------------------------------------------------------------------

    async def test_a_job_of_a_cron_job_is_started_once(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.CRON_JOB, world.name(), main(world.images[0]))
        live, name = await found(world.cluster, key), world.name()
        job = WorkloadKey(world.id, world.namespace, Kind.JOB, name)
        await world.cluster.start_job(key, live.uid, name, RUN, dry_run=True)
        assert await world.cluster.get(job) is None
        view = View()
        async with watching(world.cluster.watch(world.namespace, view)):
            await until(lambda: len(view.synced()) == len(Kind))
            await world.cluster.start_job(key, live.uid, name, RUN)
            await world.cluster.start_job(key, live.uid, name, RUN)  # as after an answer that was lost
            made = await found(world.cluster, job)
            assert made.owner == f"CronJob/{key.name}"
            assert [(item.name, item.image) for item in made.containers] == [("main", world.images[0])]
            assert (made.job_end, made.suspended) == ("", False)
            assert job not in view.workloads, "a job that somebody owns is not listed"
            pods = await world.cluster.pods(made)
            while not pods:
                pods = await world.cluster.pods(made)
                await asyncio.sleep(0.1)
            assert len(pods) == 1
        with pytest.raises(UserError) as caught:
            await world.cluster.start_job(key, live.uid, name, "another-run")
        assert caught.value.code == "cluster.job_exists"
        assert is_sentence(caught.value.message)

    async def test_a_job_that_cannot_be_started(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.CRON_JOB, world.name(), main(world.images[0]))
        live = await found(world.cluster, key)
        with pytest.raises(Refused) as caught:
            await world.viewer.start_job(key, live.uid, world.name(), RUN)
        assert caught.value.code == "cluster.forbidden"
        for wrong, uid in ((key, "another-uid"), (key._replace(name=world.name()), "")):
            with pytest.raises(UserError) as missing:
                await world.cluster.start_job(wrong, uid, world.name(), RUN)
            assert missing.value.code == "cluster.gone"
            assert is_sentence(missing.value.message)
        await world.cut()
        with pytest.raises(Unreachable):
            await world.cluster.start_job(key, live.uid, world.name(), RUN)

    # ---- the change ------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("kind", [*ROLLED_OUT, Kind.CRON_JOB])
    async def test_patch(self, world: ClusterWorld, kind: Kind) -> None:
        one, two = world.images
        key = await world.add(kind, world.name(), main(one), Container("extra", one), Container("prepare", one, Group.INIT))
        before = await found(world.cluster, key)
        patch = patch_of(before, two)
        patch = replace(patch, changes=(*patch.changes, ImageChange("prepare", Group.INIT, one, two, "Always")))

        tried = await world.cluster.patch(patch, dry_run=True)
        assert tried.verdict is PatchVerdict.APPLIED, tried
        still = await found(world.cluster, key)
        assert (still.containers, still.generation, still.run) == (before.containers, before.generation, "")

        result = await world.cluster.patch(patch)
        assert result.verdict is PatchVerdict.APPLIED, result
        assert (result.message, result.warnings) == (None, ())
        assert result.workload is not None
        for workload in (result.workload, await found(world.cluster, key)):
            images = {item.name: item.image for item in workload.containers}
            assert images == {"main": two, "extra": one, "prepare": two}
            prepare = workload.container("prepare")
            assert prepare is not None
            assert prepare.pull_policy == "Always"
            assert (workload.run, workload.step, workload.changed_by) == (RUN, STEP, "desktop-pipeline")
            assert workload.generation > before.generation

        # The same again: the old image is no longer there.
        again = await world.cluster.patch(patch)
        assert again.verdict is PatchVerdict.DRIFT, again
        # And a second change, where all annotations are there already.
        third = await world.cluster.patch(replace(patch_of(result.workload, one), run="run-2"))
        assert third.verdict is PatchVerdict.APPLIED, third
        assert third.workload is not None
        assert third.workload.run == "run-2"

    async def test_same_image_again_restarts(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(world.images[0]))
        before = await found(world.cluster, key)
        result = await world.cluster.patch(patch_of(before, world.images[0]))
        assert result.verdict is PatchVerdict.APPLIED, result
        assert result.workload is not None
        assert result.workload.generation > before.generation

    async def test_drift_of_the_image(self, world: ClusterWorld) -> None:
        one, two = world.images
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(one))
        before = await found(world.cluster, key)
        await world.somebody_sets(key, "main", two)
        for dry_run in (True, False):
            result = await world.cluster.patch(patch_of(before, one + "@sha256:" + 64 * "a"), dry_run=dry_run)
            assert result.verdict is PatchVerdict.DRIFT, result
            assert is_sentence(result.message)
            assert result.workload is not None
            assert result.workload.containers[0].image == two
        assert (await found(world.cluster, key)).containers[0].image == two

    async def test_drift_of_the_object(self, world: ClusterWorld) -> None:
        one, two = world.images
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(one))
        before = await found(world.cluster, key)
        await world.remove(key)
        gone = await world.cluster.patch(patch_of(before, two))
        assert gone.verdict is PatchVerdict.GONE, gone
        assert is_sentence(gone.message)
        await world.add(Kind.DEPLOYMENT, key.name, main(one))
        replaced = await world.cluster.patch(patch_of(before, two))
        assert replaced.verdict is PatchVerdict.DRIFT, replaced
        assert replaced.workload is not None
        assert replaced.workload.uid != before.uid

    async def test_drift_of_the_container(self, world: ClusterWorld) -> None:
        one, two = world.images
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(one))
        workload = await found(world.cluster, key)
        for change in (ImageChange("other", Group.MAIN, one, two), ImageChange("main", Group.INIT, one, two)):
            result = await world.cluster.patch(replace(patch_of(workload, two), changes=(change,)))
            assert result.verdict is PatchVerdict.DRIFT, result
            assert is_sentence(result.message)
            assert result.workload is not None
        assert [item.name for item in (await found(world.cluster, key)).containers] == ["main"]

    async def test_one_of_many_wins(self, world: ClusterWorld) -> None:
        one, two = world.images
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(one))
        patch = patch_of(await found(world.cluster, key), two)
        results = await asyncio.gather(*(world.cluster.patch(replace(patch, run=f"run-{number}")) for number in range(8)))
        verdicts = [result.verdict for result in results]
        assert verdicts.count(PatchVerdict.APPLIED) == 1, verdicts
        assert set(verdicts) == {PatchVerdict.APPLIED, PatchVerdict.DRIFT}, verdicts
        assert (await found(world.cluster, key)).run == f"run-{verdicts.index(PatchVerdict.APPLIED)}"

    async def test_patch_without_the_right(self, world: ClusterWorld) -> None:
        one, two = world.images
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(one))
        patch = patch_of(await found(world.viewer, key), two)
        for dry_run in (True, False):
            result = await world.viewer.patch(patch, dry_run=dry_run)
            assert result.verdict is PatchVerdict.FORBIDDEN, result
            assert is_sentence(result.message)

    async def test_invalid_patches(self, world: ClusterWorld) -> None:
        one, two = world.images
        deployment = await found(world.cluster, await world.add(Kind.DEPLOYMENT, world.name(), main(one)))
        job = await found(world.cluster, await world.add(Kind.JOB, world.name(), main(one)))
        for patch in (patch_of(deployment, ""), patch_of(job, two)):
            result = await world.cluster.patch(patch)
            assert result.verdict is PatchVerdict.INVALID, result
            assert result.message is not None
            text = result.message.argument("text")
            assert "image" in text or "immutable" in text, text

    # ---- watching --------------------------------------------------------------------------------------------------

    async def test_watch(self, world: ClusterWorld) -> None:
        one, two = world.images
        there = await world.add(Kind.STATEFUL_SET, world.name(), main(one))
        view = View()
        async with watching(world.cluster.watch(world.namespace, view)):
            await until(lambda: view.synced() == set(Kind))
            assert view.image(there) == one
            begun = len(view.events)
            added = {kind: await world.add(kind, world.name(), main(one)) for kind in Kind}
            await until(lambda: all(view.image(key) == one for key in added.values()))
            assert await world.cluster.get(added[Kind.DAEMON_SET]) is not None
            await world.somebody_sets(there, "main", two)
            await until(lambda: view.image(there) == two)
            await world.remove(there)
            await until(lambda: there not in view.workloads)
            assert Removed(there) in view.events
            assert not view.synced(begun)
            assert not view.lost()

    async def test_watch_with_fewer_rights(self, world: ClusterWorld) -> None:
        view = View()
        async with watching(world.narrow.watch(world.narrow_namespace, view)):
            await until(lambda: {Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.DAEMON_SET} <= view.synced())
            await until(lambda: any(isinstance(event, Forbidden) and event.kind is Kind.CRON_JOB for event in view.events))
            assert not view.lost()
            forbidden = next(event for event in view.events if isinstance(event, Forbidden))
            assert is_sentence(forbidden.message)

    async def test_pods(self, world: ClusterWorld) -> None:
        one, two = world.images
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(one))
        workload = await when(world.cluster, key, lambda item: item.available == 1)
        (pod,) = await world.cluster.pods(workload)
        assert (pod.ready, pod.run, pod.deleting, pod.phase) == (True, "", False, "Running")
        assert pod.images == {"main": one}
        assert pod.revision
        assert pod.uid
        assert pod.ready_since is not None
        assert [(state.name, state.ready, state.waiting) for state in pod.containers] == [("main", True, "")]
        result = await world.cluster.patch(patch_of(workload, two))
        assert result.workload is not None
        await when(world.cluster, key, lambda item: item.observed_generation >= item.generation and item.available == item.updated == 1
                   and item.current == 1)
        new = [item for item in await world.cluster.pods(result.workload) if item.run == RUN]
        assert [item.ready for item in new] == [True]
        assert new[0].images == {"main": two}
        assert new[0].revision != pod.revision

    @pytest.mark.parametrize("kind", ROLLED_OUT)
    async def test_watch_pods(self, world: ClusterWorld, kind: Kind) -> None:
        one, two = world.images
        key = await world.add(kind, world.name(), main(one))
        workload = await when(world.cluster, key, lambda item: item.available >= 1 and item.observed_generation >= item.generation)
        events: list[PodEvent] = []
        ready: dict[str, bool] = {}

        def on(event: PodEvent) -> None:
            events.append(event)
            if isinstance(event, PodsSynced):
                ready.update({pod.uid: pod.ready for pod in event.pods})
            elif isinstance(event, PodChanged):
                ready[event.pod.uid] = event.pod.ready

        def new() -> bool:
            changed = [event.pod for event in events if isinstance(event, PodChanged)]
            return any(pod.run == RUN and pod.is_new and pod.ready and pod.images["main"] == two for pod in changed)

        async with watching(world.cluster.watch_pods(workload, on)):
            await until(lambda: any(ready.values()))
            assert isinstance(events[0], PodsSynced)
            assert (await world.cluster.patch(patch_of(workload, two))).verdict is PatchVerdict.APPLIED
            await until(new, 60.0)
            await until(lambda: any(isinstance(event, PodRemoved) for event in events), 60.0)

    async def test_cron_jobs_have_no_pods(self, world: ClusterWorld) -> None:
        workload = await found(world.cluster, await world.add(Kind.CRON_JOB, world.name(), main(world.images[0])))
        assert await world.cluster.pods(workload) == ()
        events: list[PodEvent] = []
        async with watching(world.cluster.watch_pods(workload, events.append)) as task:
            await until(lambda: events)
            assert events == [PodsSynced(())]
            assert not task.done()

    async def test_delete_pod(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.STATEFUL_SET, world.name(), main(world.images[0]))
        workload = await when(world.cluster, key, lambda item: item.ready == 1)
        (pod,) = await world.cluster.pods(workload)
        assert pod.is_new
        with pytest.raises(Refused) as caught:
            await world.viewer.delete_pod(world.namespace, pod.name, pod.uid)
        assert caught.value.code == "cluster.forbidden"
        await world.cluster.delete_pod(world.namespace, pod.name, "00000000-0000-0000-0000-000000000000")
        assert [(item.uid, item.deleting) for item in await world.cluster.pods(workload)] == [(pod.uid, False)]
        await world.cluster.delete_pod(world.namespace, pod.name, pod.uid)
        deadline = time.monotonic() + 60
        while [item.uid for item in await world.cluster.pods(workload)] in ([pod.uid], []):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
        await world.cluster.delete_pod(world.namespace, pod.name, pod.uid)  # gone, and another has its name
        await world.cluster.delete_pod(world.namespace, "never-was", pod.uid)
        assert [item.deleting for item in await world.cluster.pods(workload)] == [False]

    async def test_trouble_log_and_events(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(world.images[0].rpartition(":")[0] + ":no-such-tag"))
        workload = await found(world.cluster, key)
        deadline = time.monotonic() + 60
        while True:
            pods = await world.cluster.pods(workload)
            states = [state for pod in pods for state in pod.containers if state.waiting in ("ErrImagePull", "ImagePullBackOff")]
            if states:
                break
            assert time.monotonic() < deadline, pods
            await asyncio.sleep(0.1)
        assert "not found" in states[0].message
        assert not states[0].init
        assert await world.cluster.log_tail(world.namespace, pods[0].name, "main", 10) == ""
        assert await world.cluster.log_tail(world.namespace, pods[0].name, "main", 10, previous=True) == ""
        assert await world.cluster.log_tail(world.namespace, "never-was", "main", 10) == ""
        events: tuple[EventSeen, ...] = ()
        while not any(event.warning and "no-such-tag" in event.text for event in events):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
            events = await world.cluster.events_of(world.namespace, pods[0].uid)
        assert {event.container for event in events if event.warning and "no-such-tag" in event.text and event.at} == {"main"}
        assert any(event.reason == "Pulling" and not event.warning and event.count >= 1 for event in events)
        assert {event.about for event in events} == {f"Pod {pods[0].name}"}
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert await world.cluster.events_of(world.namespace, "00000000-0000-0000-0000-000000000000") == ()
        with pytest.raises(Refused) as caught:
            await world.narrow.events_of(world.namespace, pods[0].uid)
        assert caught.value.code == "cluster.forbidden"

    # ---- a wrong login ---------------------------------------------------------------------------------------------

    async def test_wrong_login(self, world: ClusterWorld) -> None:
        stranger = world.stranger
        if stranger is None:
            pytest.skip("no logins here")
        key = WorkloadKey(world.id, world.namespace, Kind.DEPLOYMENT, "any")
        calls = (stranger.identity(), stranger.namespaces(), stranger.get(key), stranger.log_tail(world.namespace, "any", "main", 1),
                 stranger.may(world.namespace, (Access("get", "", "pods"),)), stranger.delete_pod(world.namespace, "any", "uid"))
        for call in calls:
            with pytest.raises(Refused) as caught:
                await call
            assert caught.value.code == "cluster.unauthorized"
            assert is_sentence(caught.value.message)
            assert world.secret not in f"{caught.value} {caught.value!r}"
        patch = WorkloadPatch(key, "uid", (ImageChange("main", Group.MAIN, "a", "b"),), RUN, STEP, "")
        result = await stranger.patch(patch)
        assert result.verdict is PatchVerdict.FORBIDDEN
        view = View()
        async with watching(stranger.watch(world.namespace, view)):
            await until(view.lost)
            assert view.lost()[0].message.code == "cluster.unauthorized"
            await asyncio.sleep(0.5)
            assert len(view.events) == 1

    # ---- a broken link ---------------------------------------------------------------------------------------------

    async def test_cut(self, world: ClusterWorld) -> None:
        one, two = world.images
        stays, goes = await world.add(Kind.DEPLOYMENT, world.name(), main(one)), await world.add(Kind.CRON_JOB, world.name(), main(one))
        patch = patch_of(await found(world.cluster, stays), two)
        view = View()
        async with watching(world.cluster.watch(world.namespace, view)):
            await until(lambda: view.synced() == set(Kind))
            await world.cut()
            await until(view.lost)
            assert is_sentence(view.lost()[0].message)
            with pytest.raises(Unreachable) as caught:
                await world.cluster.get(stays)
            assert is_sentence(caught.value.message)
            try:
                assert (await world.cluster.patch(patch)).verdict is PatchVerdict.UNKNOWN
            except Unreachable:
                pass  # it was surely not sent
            begun = len(view.events)
            await world.mend()
            await world.somebody_sets(stays, "main", two)
            await world.remove(goes)
            new = await world.add(Kind.DAEMON_SET, world.name(), main(one))
            await until(lambda: view.synced(begun) == set(Kind), 45.0)
            await until(lambda: view.image(stays) == two and goes not in view.workloads and new in view.workloads)
            await world.somebody_sets(stays, "main", one)
            await until(lambda: view.image(stays) == one)

    async def test_stall(self, world: ClusterWorld) -> None:
        one, two = world.images
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(one))
        view = View()
        async with watching(world.cluster.watch(world.namespace, view)):
            await until(lambda: view.synced() == set(Kind))
            started = time.monotonic()
            await world.stall()
            await until(view.lost, 3 * STOPPED_SECONDS)
            print(f"noticed after {time.monotonic() - started:.1f} s")
            await asyncio.sleep(1.0)
            begun = len(view.events)
            await world.mend()
            await world.somebody_sets(key, "main", two)
            await until(lambda: view.synced(begun) == set(Kind), 45.0)
            await until(lambda: view.image(key) == two)

    async def test_cancel_while_nothing_answers(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(world.images[0]))
        workload = await found(world.cluster, key)
        cluster = world.cluster
        await world.stall()
        calls: list[Coroutine[Any, Any, object]] = [
            cluster.get(key), cluster.patch(patch_of(workload, world.images[1])), cluster.pods(workload), cluster.namespaces(),
            cluster.watch(world.namespace, View()), cluster.watch_pods(workload, lambda event: None), cluster.identity(),
            cluster.may(world.namespace, (Access("get", "", "pods"),)), cluster.events_of(world.namespace, workload.uid),
            cluster.events_around(workload, ()),
            cluster.delete_pod(world.namespace, "any", "uid"), cluster.log_tail(world.namespace, "any", "main", 1),
        ]
        tasks = [asyncio.create_task(call) for call in calls]
        await asyncio.sleep(0.3)
        assert not any(task.done() for task in tasks)
        started = time.monotonic()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert time.monotonic() - started < 3.0  # budget 1 s
        assert all(task.cancelled() for task in tasks)
        await world.mend()
        assert (await found(world.cluster, key)).containers[0].image == world.images[0]

    async def test_slow_answers(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(world.images[0]))
        before = await found(world.cluster, key)
        await world.stall()
        task = asyncio.create_task(world.cluster.patch(patch_of(before, world.images[1])))
        await asyncio.sleep(2.0)
        await world.mend()
        result = await task
        assert result.verdict in (PatchVerdict.APPLIED, PatchVerdict.UNKNOWN), result
        await when(world.cluster, key, lambda item: item.containers[0].image == world.images[1])

    async def test_close_twice(self, world: ClusterWorld) -> None:
        await world.viewer.namespaces()
        await world.viewer.close()
        await world.viewer.close()
        with contextlib.suppress(UserError):
            await world.viewer.namespaces()
