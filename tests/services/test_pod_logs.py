"""Merged logs of a workload's pods on the sandbox: nothing lost, nothing doubled, gaps said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox.machine import SimPod
from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.terminal import plain
from desktop_pipeline.domain.workloads import Workload
from desktop_pipeline.services import pod_logs
from desktop_pipeline.services.pod_logs import PodLogSession
from tests.services.bench import Bench, bench


class Following:
    """A session that runs, and what its log says."""

    def __init__(self, made: Bench, session: PodLogSession) -> None:
        self.bench, self.session = made, session

    def lines(self) -> list[str]:
        reader = self.bench.workbench.logs.reader(self.session.log_id)
        return [plain(text) for text in reader.lines(0, 100_000)] if reader else []

    def texts(self) -> list[str]:
        """Without the name of the pod, only what the test let containers say."""
        return [text for text in (line.partition(" ")[2] for line in self.lines()) if text.startswith("n ")]

    async def until(self, *texts: str) -> None:
        await self.bench.until(lambda: self.texts() == [f"n {text}" for text in texts])

    async def streams(self, number: int) -> None:
        await self.bench.until(lambda: self.session.counts.followed == number == self.bench.lab.book.streams)


def say(made: Bench, pod: SimPod, *texts: str) -> None:
    made.lab.book.say(pod, pod.template.containers[0].name, *(f"n {text}" for text in texts))


@asynccontextmanager
async def following(made: Bench, name: str) -> AsyncIterator[Following]:
    made.lab.book.quiet = True
    session = await made.workbench.pod_logs.open(live(made, name), lambda: None)
    task = asyncio.create_task(session.run())
    try:
        yield Following(made, session)
    finally:
        task.cancel()
        await asyncio.wait((task,))
        await session.close()
    assert made.lab.book.streams == 0
    assert made.workbench.logs.reader(session.log_id) is None
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error


def starts(made: Bench, pod: SimPod, container: str) -> int:
    made.lab.engine.timeline.play()
    return pod.starts[container]


def live(made: Bench, name: str) -> Workload:
    last = made.lab.workload("shop", name).last
    assert last is not None
    return last


def pods(made: Bench, name: str) -> list[SimPod]:
    return made.lab.workload("shop", name).alive()


async def test_all_pods_merged_in_order(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        several = pods(made, "web")
        assert len(several) > 1
        async with following(made, "web") as log:
            await log.streams(sum(len([c for c in pod.states.values() if not (c.init and c.terminated)]) for pod in several))
            expected = []
            for number in range(20):
                made.lab.book.say(several[number % 2], "proxy", f"n {number}")
                expected.append(f"n {number}")
                await asyncio.sleep(0.002)
            await made.until(lambda: said(log) == expected)


def said(log: Following) -> list[str]:
    """The words of containers, without the names of pod and container."""
    return [line[line.index("n "):] for line in log.lines() if line.rpartition("n ")[2].isdigit()]


async def test_link_cuts_lose_and_double_nothing(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        (pod,) = pods(made, "mailer")[:1]
        async with following(made, "mailer") as log:
            await made.until(lambda: log.session.counts.followed)
            count = 0
            for _ in range(4):
                for _ in range(25):
                    say(made, pod, str(count))
                    count += 1
                    await asyncio.sleep(0.001)
                made.lab.link.cut(0.1)
                say(made, pod, str(count))
                count += 1
                await asyncio.sleep(0.15)
            await log.until(*map(str, range(count)))
            assert log.session.counts.gaps == 0


async def cut_after_one_line(made: Bench, pod: SimPod, log: Following) -> None:
    """The pod has written “1”, that is there, and then the link is lost."""
    await made.until(lambda: log.session.counts.followed)
    say(made, pod, "1")
    await log.until("1")
    made.lab.link.cut()
    await made.until(lambda: not made.lab.book.streams)


async def test_what_the_kubelet_threw_away_is_a_gap(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        (pod,) = pods(made, "mailer")[:1]
        async with following(made, "mailer") as log:
            await cut_after_one_line(made, pod, log)
            say(made, pod, "2")
            made.lab.book.rotate(pod, pod.template.containers[0].name)
            say(made, pod, "3")
            made.lab.link.mend()
            await log.until("1", "3")
            assert log.session.counts.gaps == 1
            (gap,) = [line for line in log.lines() if "Gap" in line]
            assert "threw away what was written between" in gap
            assert log.lines().index(gap) == 1


async def test_a_restart_while_the_link_is_cut(tmp_path: Path) -> None:
    """The rest of the log before comes first, then that of the new start."""
    async with bench(tmp_path) as made:
        (pod,) = pods(made, "mailer")[:1]
        container = pod.template.containers[0].name
        async with following(made, "mailer") as log:
            await cut_after_one_line(made, pod, log)
            say(made, pod, "2")
            made.lab.crash("shop", "mailer")
            await made.until(lambda: starts(made, pod, container) == 2)
            say(made, pod, "3")
            made.lab.link.mend()
            await log.until("1", "2", "3")
            assert log.session.counts.gaps == 0
            assert any("was restarted (exit code 1)" in line for line in log.lines())


async def test_a_log_that_is_removed_while_what_was_before_a_restart_is_read(tmp_path: Path) -> None:
    """What is missing is drawn, though all that was written until then had been read before."""
    async with bench(tmp_path) as made:
        (pod,) = pods(made, "mailer")[:1]
        async with following(made, "mailer") as log:
            await cut_after_one_line(made, pod, log)
            say(made, pod, "2", "3")
            made.lab.crash("shop", "mailer")
            await made.until(lambda: starts(made, pod, pod.template.containers[0].name) == 2)
            say(made, pod, "4")
            made.lab.book.cut_after = 2
            made.lab.link.mend()
            await log.until("1", "2", "4")
            assert log.session.counts.gaps == 1


async def test_a_restart_that_is_told_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kubelet serves the log of the new start before the API server knows of it."""
    async with bench(tmp_path) as made:
        (pod,) = pods(made, "mailer")[:1]
        container = pod.template.containers[0].name
        async with following(made, "mailer") as log:
            await made.until(lambda: log.session.counts.followed)
            say(made, pod, "1")
            await log.until("1")
            with monkeypatch.context() as late:
                late.setattr(log.session, "_take_pods", lambda pods: None)
                made.lab.crash("shop", "mailer")
                say(made, pod, "2")
                await made.until(lambda: starts(made, pod, container) == 2)
                say(made, pod, "3")
                await log.until("1", "2", "3")
            await log.session.refresh()
            say(made, pod, "4")
            await log.until("1", "2", "3", "4")
            assert log.session.counts.gaps == 0
            assert sum("was restarted" in line for line in log.lines()) == 1


async def test_a_replaced_pod(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        (old,) = pods(made, "mailer")[:1]
        async with following(made, "mailer") as log:
            await made.until(lambda: log.session.counts.followed)
            say(made, old, "1")
            await made.lab.delete_pod("shop", old.name, old.uid)
            say(made, old, "2")
            await made.until(lambda: pods(made, "mailer") and pods(made, "mailer")[0].states
                             and pods(made, "mailer")[0].starts)
            (new,) = pods(made, "mailer")[:1]
            say(made, new, "3")
            await log.until("1", "2", "3")
            await made.until(lambda: old.name not in log.session.pods)
            assert log.session.counts.gaps == 0
            assert {line.partition(" ")[0] for line in log.lines()} == {old.name[-5:], new.name[-5:]}


async def test_a_pod_that_went_while_the_link_was_cut_leaves_a_gap(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        (old,) = pods(made, "mailer")[:1]
        async with following(made, "mailer") as log:
            await made.until(lambda: log.session.counts.followed)
            say(made, old, "1")
            await log.until("1")
            made.lab.link.cut()
            await made.until(lambda: not made.lab.book.streams)
            made.lab.engine.delete_pod(old)
            await asyncio.sleep(0.1)
            made.lab.link.mend()
            await made.until(lambda: log.session.counts.gaps == 1)
            await made.until(lambda: any("could not be had any more" in line for line in log.lines()))


async def test_it_begins_with_the_last_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pod_logs, "TAIL", 3)
    async with bench(tmp_path) as made:
        made.lab.book.quiet = True
        (pod,) = pods(made, "mailer")[:1]
        say(made, pod, *map(str, range(10)))
        async with following(made, "mailer") as log:
            await log.until("7", "8", "9")
            reader = made.workbench.logs.reader(log.session.log_id)
            assert reader is not None
            at = reader.times(0, 1)[0]
            assert at is not None and abs(at - made.workbench.clock.now()) < 30


async def test_not_more_streams_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pod_logs, "STREAMS", 1)
    async with bench(tmp_path) as made:
        async with following(made, "web") as log:
            await made.until(lambda: log.session.counts.left_out > 0 and made.lab.book.streams == 1)
            await asyncio.sleep(0.2)
            assert made.lab.book.streams == 1


async def test_previous_log_and_events(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        made.lab.book.quiet = True
        (pod,) = pods(made, "mailer")[:1]
        container = pod.template.containers[0].name
        with pytest.raises(Refused) as caught:
            await made.workbench.pod_logs.previous(live(made, "mailer"), pod.name, container)
        assert caught.value.code == "cluster.invalid"
        say(made, pod, "before")
        made.lab.crash("shop", "mailer")
        await made.until(lambda: starts(made, pod, container) == 2)
        say(made, pod, "after")
        log_id = await made.workbench.pod_logs.previous(live(made, "mailer"), pod.name, container)
        reader = made.workbench.logs.reader(log_id)
        assert reader is not None and reader.finished()
        assert reader.lines(0, 10) == ["n before"]
        async with following(made, "mailer") as log:
            await made.until(lambda: log.session.pods)
            made.lab.engine.event("shop", pod.uid, "BackOff", "Back-off restarting failed container")
            told = await log.session.events()
            assert (told[0].about, told[0].reason, told[0].warning) == (f"Pod {pod.name}", "BackOff", True)
            assert any(event.reason == "SuccessfulCreate" for event in told)


async def test_previous_log_in_a_crash_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the container of then is removed it is asked again, and at the end it is said that there is none: never an empty log."""
    monkeypatch.setattr(pod_logs, "_AGAIN", 0.02)
    async with bench(tmp_path) as made:
        made.lab.book.quiet = True
        (pod,) = pods(made, "mailer")[:1]
        container = pod.template.containers[0].name
        made.lab.crash("shop", "mailer")
        await made.until(lambda: starts(made, pod, container) == 2)
        waits: list[int] = []
        previous = made.workbench.pod_logs.previous
        with pytest.raises(UserError) as nothing:
            await previous(live(made, "mailer"), pod.name, container, lambda: waits.append(1))
        assert (nothing.value.code, waits) == ("podlog.nothing_before", [])
        say(made, pod, "last words")
        made.lab.crash("shop", "mailer")
        await made.until(lambda: starts(made, pod, container) == 3)
        made.lab.book.removing = 3
        log_id = await previous(live(made, "mailer"), pod.name, container, lambda: waits.append(1))
        reader = made.workbench.logs.reader(log_id)
        assert reader is not None and reader.lines(0, 10) == ["n last words"]
        assert waits == [1]
        monkeypatch.setattr(pod_logs, "PATIENCE", 0.1)
        made.lab.book.removing = 1_000
        with pytest.raises(Refused) as gone:
            await previous(live(made, "mailer"), pod.name, container)
        assert gone.value.code == "cluster.log_gone"
        assert "unable to retrieve" in str(gone.value)


async def test_previous_log_that_is_removed_while_it_is_read(tmp_path: Path) -> None:
    """What was read is shown, and that it is not all."""
    async with bench(tmp_path) as made:
        made.lab.book.quiet = True
        (pod,) = pods(made, "mailer")[:1]
        container = pod.template.containers[0].name
        say(made, pod, "1", "2", "3")
        made.lab.crash("shop", "mailer")
        await made.until(lambda: starts(made, pod, container) == 2)
        made.lab.book.cut_after = 2
        log_id = await made.workbench.pod_logs.previous(live(made, "mailer"), pod.name, container)
        reader = made.workbench.logs.reader(log_id)
        assert reader is not None and reader.finished()
        *read, last = [plain(line) for line in reader.lines(0, 10)]
        assert read == ["n 1", "n 2"]
        assert "Cut off" in last and "unable to retrieve container logs" in last


async def test_logs_that_may_not_be_read(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        made.lab.hidden.add("pods/log")
        async with following(made, "mailer") as log:
            await made.until(lambda: log.session.problem is not None)
            assert log.session.problem is not None
            assert log.session.problem.code == "podlog.no_right"
            assert log.session.pods
