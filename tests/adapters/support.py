"""Small things that several adapter tests use."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from desktop_pipeline.domain.messages import Message, render


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until the condition is true; AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not true within {seconds:.0f} s"
        await asyncio.sleep(0.01)


class MemoryLog:
    """A LogWriter that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        assert not line.endswith("\n"), "a line comes without its line end"
        self.lines.append(line)

    def close(self) -> None:
        pass

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


class Steps:
    """A Progress that keeps what it was told."""

    def __init__(self) -> None:
        self.seen: list[tuple[float | None, Message]] = []

    def __call__(self, fraction: float | None, message: Message) -> None:
        self.seen.append((fraction, message))

    @property
    def fractions(self) -> list[float]:
        return [fraction for fraction, _ in self.seen if fraction is not None]

    @property
    def texts(self) -> list[str]:
        return [render(message) for _, message in self.seen]
