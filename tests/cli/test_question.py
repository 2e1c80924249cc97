"""A build with files over the limit, from the command line: asked on a terminal, else ended with the flag that allows it."""

from __future__ import annotations

import asyncio
import os
import pty
import tty
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from desktop_pipeline.cli import findings, runs
from desktop_pipeline.cli.output import Output
from desktop_pipeline.cli.progress import follow
from desktop_pipeline.cli.question import is_yes, read_line
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.tasks import TaskHost
from desktop_pipeline.services.workbench import Workbench
from tests.cli.conftest import Shell


@pytest.fixture
def large(shell: Shell) -> Shell:
    shell.sandbox.builder.more_context = 600_000_000
    return shell


def test_without_a_terminal_the_step_ends_and_names_the_flag(large: Shell) -> None:
    done = large("build", "worker")
    assert done.code == 1
    failed = next(line for line in done.lines() if line["state"] == "failed")
    assert failed["code"] == "build.context_too_large"
    assert "--large-context" in failed["text"]
    assert not large.sandbox.builder.builds


def test_the_flag_allows_it(large: Shell) -> None:
    done = large("build", "worker", "--large-context")
    assert done.code == 0
    assert large.sandbox.builder.builds


@pytest.mark.parametrize(("line", "code"), [("y", 0), ("n", 130), ("", 130)])
def test_on_a_terminal_it_asks(large: Shell, monkeypatch: pytest.MonkeyPatch, line: str, code: int) -> None:
    async def answers() -> str:
        return line

    for module in (runs, findings):
        monkeypatch.setattr(module, "terminal_answers", lambda: answers)
    monkeypatch.setattr(Output, "terminal", True)
    monkeypatch.setenv("TERM", "dumb")
    done = large("build", "worker")
    assert done.code == code
    assert "over the limit of 500 MB" in done.out + done.err
    assert "[y/N]" in done.out + done.err
    assert bool(large.sandbox.builder.builds) is (code == 0)


@pytest.fixture
async def pipe() -> AsyncIterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    os.close(read)


async def test_a_line_is_read_without_a_thread(pipe: tuple[int, int]) -> None:
    read, write = pipe
    task = asyncio.create_task(read_line(read))
    await asyncio.sleep(0.01)
    os.write(write, b"ye")
    await asyncio.sleep(0.01)
    assert not task.done()
    os.write(write, b"s\nmore")
    assert await task == "yes"
    waiting = asyncio.create_task(read_line(read))
    await asyncio.sleep(0.01)
    waiting.cancel()  # the run was stopped meanwhile
    with pytest.raises(asyncio.CancelledError):
        await waiting
    os.close(write)
    assert await read_line(read) == ""


@pytest.mark.parametrize(("line", "yes"), [("y", True), (" YES \n", True), ("", False), ("n", False), ("yep", False)])
def test_only_yes_is_yes(line: str, yes: bool) -> None:
    assert is_yes(line) is yes


@pytest.mark.parametrize("prepare", [lambda number: None, tty.setcbreak], ids=["by line", "by key"])
async def test_what_was_typed_before_the_question_is_no_answer(prepare: Callable[[int], object]) -> None:
    master, terminal = pty.openpty()
    try:
        prepare(terminal)
        os.write(master, b"y\n")
        await asyncio.sleep(0.05)
        task = asyncio.create_task(read_line(terminal))
        await asyncio.sleep(0.05)
        assert not task.done()
        os.write(master, b"no\n")
        assert await asyncio.wait_for(task, 10) == "no"
    finally:
        os.close(master)
        os.close(terminal)


async def test_a_terminal_that_is_gone_answers_nothing() -> None:
    master, terminal = pty.openpty()
    os.close(master)
    try:
        assert await asyncio.wait_for(read_line(terminal), 10) == ""
    finally:
        os.close(terminal)


def size(megabytes: int) -> Message:
    return Message.of("build.large_context", megabytes=megabytes, files=1, limit=500, largest="a")


class Asking:
    """A run whose questions a test puts and takes away; answers get into its state only when the test says so."""

    def __init__(self) -> None:
        self.feed, self.tasks, self.executor = Feed(), TaskHost(), self
        self.clock = SimpleNamespace(now=lambda: 0.0)
        self.outlook = SimpleNamespace(follow=lambda run_id: None, left=lambda run_id: None)
        self.given: list[tuple[str, bool]] = []
        self.told: list[str] = []
        self.lines: asyncio.Queue[str] = asyncio.Queue()
        self._over = asyncio.Event()

    def state(self, **questions: Message | None) -> None:
        steps = {
            name: StepState(name, StepKind.BUILD, name, state=State.RUNNING, question=question) for name, question in questions.items()}
        self.feed.show(RunState("run", steps=steps))

    def follow(self) -> asyncio.Task[RunState]:
        return asyncio.create_task(follow(cast("Workbench", self), "run", self, self.lines.get))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                self.feed.publish(Area.RUN, "run")
                await asyncio.sleep(0.02)

    async def looked(self) -> None:
        """Until the display has looked at the state a few times more."""
        for _ in range(5):
            self.feed.publish(Area.RUN, "run")
            await asyncio.sleep(0.1)

    def questions(self) -> list[str]:
        return [text.partition(" over ")[0] for text in self.told if "[y/N]" in text]

    async def finish(self, shown: asyncio.Task[RunState]) -> None:
        self._over.set()
        await shown
        await self.tasks.stop_all()

    # what `follow` needs of the executor
    async def ended(self, run_id: str) -> Any:
        await self._over.wait()
        return self.feed.run(run_id)

    def answer(self, run_id: str, step: str, *, yes: bool) -> None:
        self.given.append((step, yes))

    # and of the display
    def show(self, run: RunState, now: float, left: object = None) -> None: ...

    def end(self) -> None: ...

    def notice(self, text: str) -> None:
        self.told.append(text)


async def test_a_question_is_put_once_though_its_answer_takes_a_while() -> None:
    run = Asking()
    run.state(a=size(600))
    shown = run.follow()
    await run.until(lambda: len(run.questions()) == 1)
    run.lines.put_nowait("y")
    await run.until(lambda: run.given == [("a", True)])
    await run.looked()  # before the answer is in the state
    assert len(run.questions()) == 1
    run.state(a=None)
    await run.looked()
    run.state(a=size(600))  # a question that is new, though it has the same words
    await run.until(lambda: len(run.questions()) == 2)
    run.lines.put_nowait("n")
    await run.until(lambda: run.given == [("a", True), ("a", False)])
    run.state(a=size(700))  # the same step asks something else at once
    await run.until(lambda: len(run.questions()) == 3)
    await run.finish(shown)


async def test_questions_of_two_steps_are_put_one_after_the_other() -> None:
    run = Asking()
    run.state(a=size(600), b=size(700))
    shown = run.follow()
    await run.until(lambda: len(run.questions()) == 1)
    await run.looked()
    assert run.questions()[0].startswith("build a:")
    run.state(a=None, b=size(700))  # its step was stopped
    await run.until(lambda: len(run.questions()) == 2)
    run.lines.put_nowait("y")
    await run.until(lambda: run.given == [("b", True)])
    await run.finish(shown)
