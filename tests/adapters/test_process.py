"""Child programs: lines, ends, cancelling the whole group."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from desktop_pipeline.adapters.common.lines import LineSplitter
from desktop_pipeline.adapters.common.process import run_process
from tests.adapters.support import until


def test_lines_come_whole() -> None:
    lines = LineSplitter()
    assert list(lines.feed(b"one\ntw")) == ["one"]
    assert list(lines.feed("o\r\n \xe9".encode()[:-1])) == ["two"]
    assert list(lines.feed(b"\xa9!\n10%\r20%\r30%\n\n")) == [" é!", "30%", ""]
    assert list(lines.rest()) == []
    assert list(lines.feed("last")) == []
    assert list(lines.rest()) == ["last"]


def test_long_lines_are_cut() -> None:
    lines = LineSplitter(limit=4)
    assert list(lines.feed("123456789\n1234\n")) == ["1234", "5678", "9", "1234"]


async def test_output_code_and_tail() -> None:
    out: list[str] = []
    err: list[str] = []
    ended = await run_process(["sh", "-c", "echo a; echo b >&2; printf c; exit 3"], out=out.append, err=err.append)
    assert (ended.code, ended.tail, out, err) == (3, "b", ["a", "c"], ["b"])


async def test_missing_program() -> None:
    with pytest.raises(FileNotFoundError):
        await run_process(["no-such-program-here"], out=print, err=print)


async def test_a_long_line_does_not_break_it() -> None:
    out: list[int] = []
    command = [sys.executable, "-c", "print('x' * 3_000_000)"]
    await run_process(command, out=lambda line: out.append(len(line)), err=print, line_limit=1 << 20)
    assert sum(out) == 3_000_000
    assert max(out) == 1 << 20


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("trap", ["", "trap '' INT;", "trap '' INT TERM;"])
async def test_cancel_ends_the_whole_group(trap: str) -> None:
    pids: list[int] = []
    script = f"{trap} echo $$; sh -c '{trap} echo $$; while :; do sleep 100; done' & while :; do sleep 100; done"
    task = asyncio.create_task(run_process(["sh", "-c", script], out=lambda line: pids.append(int(line)), err=print))
    await until(lambda: len(pids) == 2)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 3
    await until(lambda: not any(alive(pid) for pid in pids), 2)


async def test_a_grandchild_that_stays_is_killed() -> None:
    pids: list[int] = []
    begun = time.monotonic()
    ended = await run_process(["sh", "-c", "sleep 100 & echo $!"], out=lambda line: pids.append(int(line)), err=print)
    assert ended.code == 0
    assert time.monotonic() - begun < 10
    await until(lambda: not alive(pids[0]), 2)


async def test_a_failing_reader_ends_the_program() -> None:
    def full(line: str) -> None:
        raise OSError(28, os.strerror(28))

    with pytest.raises(OSError, match="No space"):
        await run_process(["sh", "-c", "echo a; sleep 100"], out=full, err=print)


@pytest.mark.skipif(sys.platform == "win32", reason="shells of Unix")
@pytest.mark.parametrize("turns", range(8))
async def test_cancelled_while_it_starts(turns: int) -> None:
    """A child of the program holds the pipes: nobody waits for it."""
    began = time.monotonic()
    task = asyncio.create_task(run_process(["/bin/sh", "-c", "sleep 20 & wait"], out=print, err=print))
    for _ in range(turns):
        await asyncio.sleep(0)
        time.sleep(0.01)  # noqa: ASYNC251  # a busy loop
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 3


@pytest.mark.skipif(sys.platform == "win32", reason="shells of Unix")
async def test_cancelled_with_a_child_that_left_the_group_and_holds_the_pipes(tmp_path: Path) -> None:
    script = f"trap '' INT TERM; setsid sleep 3 & echo $! > {tmp_path}/pid; while :; do sleep 0.1; done"
    task = asyncio.create_task(run_process(["/bin/sh", "-c", script], out=print, err=print))
    await until((tmp_path / "pid").exists)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 2
    await asyncio.sleep(3)
