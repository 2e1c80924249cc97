"""What every Cluster tells of pods' logs and events. Subclass `PodsContract` with a fixture `world` of `cluster_world`."""

from __future__ import annotations

import asyncio
import time

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.domain.log_merge import LogLine, seconds_of
from desktop_pipeline.domain.workloads import Kind, Pod, Workload
from tests.adapters.cluster_world import ClusterWorld, found, is_sentence, main, watching, when
from tests.adapters.support import until

NEVER = "00000000-0000-0000-0000-000000000000"


async def talker(world: ClusterWorld) -> tuple[Workload, Pod]:
    """A workload whose pod has begun to write."""
    key = await world.add_talker(world.name())
    workload = await when(world.cluster, key, lambda item: item.ready == 1)
    (pod,) = await world.cluster.pods(workload)
    return workload, pod


class PodsContract:
    async def test_lines_come_as_they_are_written(self, world: ClusterWorld) -> None:
        _, pod = await talker(world)
        lines: list[LogLine] = []
        async with watching(world.cluster.follow_log(world.namespace, pod.name, "main", lines.append)):
            await until(lambda: lines)
            first = len(lines)
            await until(lambda: len(lines) > first + 1, 20.0)
        stamps = [line.stamp for line in lines]
        assert stamps == sorted(stamps)
        assert all(abs(seconds_of(stamp) - time.time()) < 90 for stamp in stamps)
        assert all(line.text and not line.text.endswith("\n") for line in lines)

    async def test_from_a_time_on_and_the_last_ones(self, world: ClusterWorld) -> None:
        _, pod = await talker(world)
        whole: list[LogLine] = []
        async with watching(world.cluster.follow_log(world.namespace, pod.name, "main", whole.append)):
            await until(lambda: len(whole) > 4, 20.0)
        again: list[LogLine] = []
        async with watching(world.cluster.follow_log(world.namespace, pod.name, "main", again.append, since=whole[-1].stamp[:19] + "Z")):
            await until(lambda: whole[-1] in again)
        same = [line for line in whole if line.stamp[:19] >= whole[-1].stamp[:19]]
        assert again[:len(same)] == same
        tail: list[LogLine] = []
        async with watching(world.cluster.follow_log(world.namespace, pod.name, "main", tail.append, tail=2)):
            await until(lambda: len(tail) > 1)
        assert tail[0].stamp > whole[0].stamp

    async def test_a_restart_ends_it_and_leaves_a_log_before(self, world: ClusterWorld) -> None:
        workload, pod = await talker(world)
        with pytest.raises(Refused) as caught:
            await world.cluster.follow_log(world.namespace, pod.name, "main", lambda line: None, previous=True)
        assert caught.value.code == "cluster.invalid"
        first: list[LogLine] = []
        async with watching(world.cluster.follow_log(world.namespace, pod.name, "main", first.append)) as task:
            await until(lambda: first)
            await world.crash(workload.key, pod.name)
            await until(task.done, 20.0)
        deadline = time.monotonic() + 60
        while not (await world.cluster.pods(workload))[0].containers[0].restarts:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
        before: list[LogLine] = []
        await world.cluster.follow_log(world.namespace, pod.name, "main", before.append, previous=True)
        assert before == first

    async def test_the_log_of_a_time_before_in_a_crash_loop_is_there_or_refused(self, world: ClusterWorld) -> None:
        """Never an end without a line: between two starts there is none for a while, because the container of then is being removed."""
        key = await world.add_crasher(world.name())
        workload = await found(world.cluster, key)
        had, deadline = 0, time.monotonic() + 60
        while had < 3 or not (await world.cluster.pods(workload))[0].containers[0].restarts > 1:
            assert time.monotonic() < deadline
            pods, lines = await world.cluster.pods(workload), []
            await asyncio.sleep(0.1)
            if pods and any(state.restarts for state in pods[0].containers):
                try:
                    await world.cluster.follow_log(world.namespace, pods[0].name, "main", lines.append, previous=True)
                except Refused as error:
                    assert error.code in ("cluster.log_gone", "cluster.invalid"), error
                    assert is_sentence(error.message)
                    continue
                assert lines
                had += 1

    async def test_a_cut_link_is_said(self, world: ClusterWorld) -> None:
        _, pod = await talker(world)
        lines: list[LogLine] = []
        task = asyncio.create_task(world.cluster.follow_log(world.namespace, pod.name, "main", lines.append))
        await until(lambda: lines)
        await world.cut()
        try:
            with pytest.raises(Unreachable):
                await asyncio.wait_for(task, 5)
        finally:
            await world.mend()

    async def test_what_there_is_not(self, world: ClusterWorld) -> None:
        with pytest.raises(Refused) as caught:
            await world.cluster.follow_log(world.namespace, "never-was", "main", lambda line: None)
        assert caught.value.code == "cluster.not_found"

    async def test_what_the_reader_raises_ends_it(self, world: ClusterWorld) -> None:
        _, pod = await talker(world)

        def on(line: LogLine) -> None:
            raise LookupError(line.text)

        with pytest.raises(LookupError):
            await asyncio.wait_for(world.cluster.follow_log(world.namespace, pod.name, "main", on), 20)

    async def test_events(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(world.images[0].rpartition(":")[0] + ":no-such-tag"))
        workload = await found(world.cluster, key)
        deadline = time.monotonic() + 60
        while True:
            uids = [pod.uid for pod in await world.cluster.pods(workload)]
            events = await world.cluster.events_around(workload, uids)
            warned = [event for event in events if event.warning and "no-such-tag" in event.text]
            if warned:
                break
            assert time.monotonic() < deadline, events
            await asyncio.sleep(0.1)
        assert warned[0].about.startswith(f"Pod {key.name}-") and warned[0].reason and warned[0].count >= 1
        assert abs(warned[0].at - time.time()) < 90
        assert any("reate" in event.reason and not event.warning for event in events)
        assert all(key.name in event.about for event in events)
        assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
        assert not any(event.about.startswith("Pod") for event in await world.cluster.events_around(workload, (NEVER,)))
