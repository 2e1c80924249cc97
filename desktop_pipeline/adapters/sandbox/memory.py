"""Secrets, values and logs in memory."""

from __future__ import annotations

import asyncio
import copy
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.terminal import plain
from desktop_pipeline.services.tasks import to_its_end

T = TypeVar("T")
LONGEST_SHOWN = 64 * 1024
"""Bytes of one line of a log."""


class MemoryVault:
    """Secrets that are forgotten at the end."""

    def __init__(self, secrets: dict[str, str] | None = None, notice: Message | None = None) -> None:
        self.secrets = dict(secrets or {})
        self._notice = notice

    async def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    async def put(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    async def delete(self, name: str) -> None:
        self.secrets.pop(name, None)

    def notice(self) -> Message | None:
        return self._notice


class MemoryStore:
    """Values by key."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    async def load(self, key: str, kind: type[T]) -> T | None:
        value = self.values.get(key)
        return value if isinstance(value, kind) else None

    async def save(self, key: str, value: object) -> None:
        self.values[key] = copy.deepcopy(value)

    async def delete(self, key: str) -> None:
        self.values.pop(key, None)


class _Log:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.times: list[float] = []
        self.open = False
        self.lock = threading.Lock()


class MemoryLogWriter:
    """Appends to a log in memory; from any thread."""

    def __init__(self, log: _Log, redact: Callable[[str], str], now: Callable[[], float]) -> None:
        self._log, self._redact, self._now, self._open = log, redact, now, True
        log.open = True

    def write(self, line: str, at: float | None = None) -> None:
        parts = self._redact(line).replace("\r\n", "\n").rstrip("\r\n").split("\n")
        with self._log.lock:
            if self._open:
                self._log.times += [self._now() if at is None else at] * len(parts)
                self._log.lines += parts

    def close(self) -> None:
        with self._log.lock:
            if self._open:
                self._open = self._log.open = False


def _shown(line: str) -> str:
    """A very long line is cut, as that of a log file is."""
    data = line.encode()
    if len(data) <= LONGEST_SHOWN:
        return line
    return data[:LONGEST_SHOWN].decode(errors="ignore") + f" … [{len(data) - LONGEST_SHOWN} bytes more]"


class MemoryLogReader:
    """Reads a log that may still grow."""

    def __init__(self, log: _Log) -> None:
        self._log: _Log | None = log

    def _lines(self) -> list[str]:
        return self._log.lines if self._log else []

    def count(self) -> int:
        return len(self._lines())

    def line(self, number: int) -> str:
        return next(iter(self.lines(number, 1)), "")

    def lines(self, first: int, count: int) -> list[str]:
        first = max(0, first)
        return [_shown(line) for line in self._lines()[first: first + max(0, count)]]

    def times(self, first: int, count: int) -> list[float | None]:
        first = max(0, first)
        return list(self._log.times[first: first + max(0, count)]) if self._log else []

    def finished(self) -> bool:
        return self._log is None or not self._log.open

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        wanted = text.casefold()
        found: list[int] = []
        if not wanted:
            return found
        for number, line in enumerate(self._lines()[max(0, first):], max(0, first)):
            if wanted in plain(line).casefold():
                found.append(number)
                if len(found) >= limit:
                    break
            if number % 5000 == 4999:
                await asyncio.sleep(0)
        return found

    async def search_any(self, words: Sequence[str], first: int, last: int) -> list[int]:
        first = max(0, first)
        found = []
        for number, line in enumerate(self._lines()[first:last], first):
            text = f"\n{plain(line).lower()}"
            if any(word.lower() in text for word in words):
                found.append(number)
        return found

    async def save_as(self, path: Path, times: bool = False) -> None:
        """Raises UserError `log.save_failed`."""
        lines, stamps = tuple(self._lines()), self.times(0, self.count())
        if times:
            shown = (datetime.fromtimestamp(int(at or 0)).astimezone().isoformat() for at in stamps)
            lines = tuple(f"{at}  {line}" for at, line in zip(shown, lines, strict=True))
        text = "".join(f"{plain(line)}\n" for line in lines)
        try:
            await to_its_end(asyncio.to_thread(path.write_text, text, encoding="utf-8"))
        except OSError as error:
            raise UserError("log.save_failed", file=path, reason=error.strerror or error) from error

    def close(self) -> None:
        self._log = None


class MemoryLogs:
    """Logs by id."""

    def __init__(self, redact: Callable[[str], str] = str, now: Callable[[], float] = time.time) -> None:
        self._redact, self._now = redact, now
        self._logs: dict[str, _Log] = {}

    def writer(self, log_id: str) -> MemoryLogWriter:
        """Raises UserError `log.in_use` while another writer has it."""
        log = self._logs.setdefault(log_id, _Log())
        if log.open:
            raise UserError("log.in_use", log=log_id)
        return MemoryLogWriter(log, self._redact, self._now)

    def reader(self, log_id: str) -> MemoryLogReader | None:
        log = self._logs.get(log_id)
        return MemoryLogReader(log) if log else None

    async def remove(self, runs: Sequence[str]) -> int:
        gone = 0
        for run in runs:
            there = {log_id: log for log_id, log in self._logs.items() if log_id.partition("/")[0] == run}
            for log_id in [log_id for log_id, log in there.items() if not log.open]:
                del self._logs[log_id]
            gone += bool(there) and not any(log.open for log in there.values())
        return gone

    def put(self, log_id: str, *lines: str) -> None:
        """A finished log, as left by an earlier run."""
        writer = self.writer(log_id)
        for line in lines:
            writer.write(line)
        writer.close()
