"""Secrets, values and logs in memory."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desktop_pipeline.domain.messages import Message

T = TypeVar("T")


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
        self.writers = 0
        self.lock = threading.Lock()


class MemoryLogWriter:
    """Appends to a log in memory; from any thread."""

    def __init__(self, log: _Log, redact: Callable[[str], str]) -> None:
        self._log, self._redact, self._open = log, redact, True
        log.writers += 1

    def write(self, line: str) -> None:
        text = self._redact(line)
        with self._log.lock:
            if self._open:
                self._log.lines.append(text)

    def close(self) -> None:
        with self._log.lock:
            if self._open:
                self._open = False
                self._log.writers -= 1


class MemoryLogReader:
    """Reads a log that may still grow."""

    def __init__(self, log: _Log) -> None:
        self._log = log

    def count(self) -> int:
        return len(self._log.lines)

    def line(self, number: int) -> str:
        return self._log.lines[number]

    def lines(self, first: int, count: int) -> list[str]:
        return self._log.lines[max(0, first): max(0, first) + max(0, count)]

    def finished(self) -> bool:
        return self._log.writers == 0

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        wanted, found = text.casefold(), []
        for number in range(max(0, first), self.count()):
            if wanted in self.line(number).casefold():
                found.append(number)
                if len(found) >= limit:
                    break
            if number % 5000 == 4999:
                await asyncio.sleep(0)
        return found

    async def save_as(self, path: Path) -> None:
        text = "".join(f"{line}\n" for line in tuple(self._log.lines))
        await asyncio.to_thread(path.write_text, text, encoding="utf-8")

    def close(self) -> None:
        pass


class MemoryLogs:
    """Logs by id."""

    def __init__(self, redact: Callable[[str], str] = str) -> None:
        self._redact = redact
        self._logs: dict[str, _Log] = {}

    def writer(self, log_id: str) -> MemoryLogWriter:
        return MemoryLogWriter(self._logs.setdefault(log_id, _Log()), self._redact)

    def reader(self, log_id: str) -> MemoryLogReader | None:
        log = self._logs.get(log_id)
        return MemoryLogReader(log) if log else None

    def put(self, log_id: str, *lines: str) -> None:
        """A finished log, as left by an earlier run."""
        writer = self.writer(log_id)
        for line in lines:
            writer.write(line)
        writer.close()
