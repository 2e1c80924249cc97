"""Child programs: in their own process group, read line by line, ended as a whole when the caller is cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_pipeline.adapters.common import owners
from desktop_pipeline.adapters.common.lines import LINE_LIMIT, LineSplitter

_WINDOWS = sys.platform == "win32"
_BLOCK = 64 << 10
_TAIL_LINES = 40
_TAIL_LINE = 2000  # characters of one line kept in the tail
_PATIENCE = (("INT", 0.4), ("TERM", 0.3), ("KILL", 5.0))  # signal, seconds until the next; together under a second until KILL
_LOOK = 0.01  # seconds between two looks whether it has ended
_LAST_WORDS = 0.5  # seconds a pipe may stay open after the program has ended (a grandchild holds it)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code (negative: by that signal) and the last lines it wrote to stderr."""

    code: int
    tail: str


async def run_process(
    command: Sequence[str | Path], *, out: Callable[[str], None], err: Callable[[str], None], folder: Path | None = None,
    environment: Mapping[str, str] | None = None, pass_fds: Sequence[int] = (), line_limit: int = LINE_LIMIT,
) -> Ended:
    """Run a program to its end; each line of stdout goes to `out`, of stderr to `err`. It reads nothing and has no terminal.

    Cancelling sends SIGINT, then SIGTERM, then SIGKILL to its whole group and returns when it is gone; whatever the program left running
    in its group is killed in any case. Raises OSError (FileNotFoundError: no such program).
    """
    variables = {**(os.environ if environment is None else environment), owners.VARIABLE: owners.mark()}
    process = await _begin(command, folder, variables, pass_fds)
    assert process.stdout and process.stderr
    tail: deque[str] = deque(maxlen=_TAIL_LINES)

    def keep(line: str) -> None:
        tail.append(line[:_TAIL_LINE])
        err(line)

    readers = [
        asyncio.create_task(_read(process.stdout, out, line_limit), name=f"stdout of {process.pid}"),
        asyncio.create_task(_read(process.stderr, keep, line_limit), name=f"stderr of {process.pid}"),
    ]
    try:
        await _finished(process, readers)
    except BaseException:
        await _sheltered(_end(process))
        raise
    finally:
        _kill_group(process.pid)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        _close(process)
    code = process.returncode
    return Ended(-1 if code is None else code, "\n".join(tail))


async def _begin(
    command: Sequence[str | Path], folder: Path | None, environment: Mapping[str, str], pass_fds: Sequence[int],
) -> asyncio.subprocess.Process:
    """Start the program. A caller that is cancelled meanwhile gets its CancelledError when the whole group is gone; asyncio would kill the
    program alone, and wait for as long as its children hold the pipes."""
    own: dict[str, Any] = {"pass_fds": pass_fds, "start_new_session": True}
    if _WINDOWS:
        own = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)}
    task = asyncio.create_task(asyncio.create_subprocess_exec(
        *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=environment, **own,
    ), name="start of a program")
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError:
            cancelled = True
    process = task.result()
    if cancelled:
        await _sheltered(_end(process))
        _kill_group(process.pid)
        _close(process)
        raise asyncio.CancelledError
    return process


async def _finished(process: asyncio.subprocess.Process, readers: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the end of the program and of its output. A failing reader (its callback raised) ends the waiting with its exception.

    `process.wait()` returns only when its pipes are closed too, so a grandchild that holds them is looked for through `returncode`.
    """
    pending = {*readers, asyncio.create_task(_wait(process), name=f"end of {process.pid}")}
    late = 0
    try:
        while pending and late < 2:  # whoever left the group as well is not waited for
            ended = process.returncode is not None
            done, pending = await asyncio.wait(pending, timeout=_LAST_WORDS, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            if pending and not done and ended:
                late += 1
                _kill_group(process.pid)
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def _wait(process: asyncio.subprocess.Process) -> None:
    await process.wait()


async def _read(stream: asyncio.StreamReader, on_line: Callable[[str], None], limit: int) -> None:
    lines = LineSplitter(limit)
    while block := await stream.read(_BLOCK):
        for line in lines.feed(block):
            on_line(line)
    for line in lines.rest():
        on_line(line)


async def _end(process: asyncio.subprocess.Process) -> None:
    for name, seconds in _PATIENCE:
        if process.returncode is not None:
            return
        _signal_group(process.pid, name)
        deadline = time.monotonic() + seconds
        while process.returncode is None and time.monotonic() < deadline:  # noqa: ASYNC110  # `wait()` waits for the pipes' holders too
            await asyncio.sleep(_LOOK)


async def _sheltered(work: Coroutine[Any, Any, None]) -> None:
    """Await work to its end although the caller is cancelled, perhaps again and again. The cancelling itself goes on afterwards."""
    task = asyncio.create_task(work, name="end of a program")
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait((task,))


def _signal_group(pid: int, name: str) -> None:
    if sys.platform == "win32":
        if name == "INT":
            os.kill(pid, signal.CTRL_BREAK_EVENT)
        else:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.Signals[f"SIG{name}"])


def _kill_group(pid: int) -> None:
    """Kill what a program that has ended left behind in its group (its number is not given anew while the group has members)."""
    if not _WINDOWS:
        _signal_group(pid, "KILL")


def _close(process: asyncio.subprocess.Process) -> None:
    transport = getattr(process, "_transport", None)  # else it is closed by the garbage collector, with a ResourceWarning
    if transport is not None:
        transport.close()
