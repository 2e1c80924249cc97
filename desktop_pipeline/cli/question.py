"""Answers that a person types while a run waits. Reading is no thread: nothing is left behind when the run is stopped meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable

if sys.platform != "win32":
    import termios

Answers = Callable[[], Awaitable[str]]
"""Waits for a line of a person; '' when nobody will write one."""
_YES = ("y", "yes")


def is_yes(line: str) -> bool:
    """Only what clearly says so is a yes."""
    return line.strip().casefold() in _YES


def terminal_answers() -> Answers | None:
    """Lines from the terminal; None where stdin is none, and on Windows, whose event loop cannot wait for it."""
    if sys.platform == "win32" or sys.stdin is None or not sys.stdin.isatty():
        return None
    number = sys.stdin.fileno()
    return lambda: read_line(number)


async def read_line(number: int) -> str:
    """A line from a file descriptor; what was typed after it is dropped. On a terminal, what was typed before the call is no answer: it is
    dropped too."""
    loop = asyncio.get_running_loop()
    line: asyncio.Future[str] = loop.create_future()
    got = bytearray()

    def ready() -> None:
        try:
            piece = os.read(number, 4096)
        except OSError:
            piece = b""
        got.extend(piece)
        if (not piece or b"\n" in got) and not line.done():
            line.set_result(bytes(got).split(b"\n", 1)[0].decode("utf-8", "replace"))

    if sys.platform != "win32" and os.isatty(number):
        with contextlib.suppress(termios.error):  # a terminal that is gone: reading ends at once
            termios.tcflush(number, termios.TCIFLUSH)
    loop.add_reader(number, ready)
    try:
        return await line
    finally:
        loop.remove_reader(number)
