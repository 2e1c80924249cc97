"""A build with files over the limit, from the command line: asked on a terminal, else ended with the flag that allows it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from desktop_pipeline.cli import runs
from desktop_pipeline.cli.output import Output
from desktop_pipeline.cli.question import is_yes, read_line
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

    monkeypatch.setattr(runs, "terminal_answers", lambda: answers)
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
