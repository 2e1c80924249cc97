"""What a power cut leaves of a profile: a process writes its journal as an executor does, and at any moment everything is copied."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop_pipeline.adapters.sqlite import SqliteJournal
from desktop_pipeline.domain.audit import Verified
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.runs import What

ROOT = Path(__file__).parents[2]
_WRITER = """
import asyncio, os, random, sys
from pathlib import Path
from desktop_pipeline.adapters.sqlite import SqliteJournal
from desktop_pipeline.domain.runs import State, intent, outcome, run_ended
from tests.adapters.contract_journal import PLAN
async def main():
    number, chosen = 0, random.Random(int(sys.argv[2]))
    while True:
        journal = SqliteJournal(Path(sys.argv[1]))
        run = f"r{number}"
        with await journal.create(run, PLAN, "Release", "jo@desk", float(number)):
            for _ in range(chosen.randrange(20, 150)):
                await journal.append(run, intent(float(number), "web", "patch", text="x" * chosen.randrange(9000)))
                os.write(1, b"%d\\n" % number)  # the act
                await journal.append(run, outcome(float(number), "web", "patch", "ok"))
                if number % 10 == 0:
                    await journal.reserve_number("r/web", 1, run)
                number += 1
            await journal.append(run, run_ended(float(number), State.DONE))
        await journal.close()
asyncio.run(main())
"""


class Writer:
    """A process that writes intent, act, outcome, on and on; it closes and opens the journal now and then."""

    def __init__(self, profile: Path, seed: int) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", _WRITER, str(profile), str(seed)], cwd=ROOT, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()
        self._text = os.read(self._pipe, 1).decode()  # it has begun
        os.set_blocking(self._pipe, False)
        self.acts = 0

    @contextmanager
    def stopped(self) -> Iterator[int]:
        """Nothing of it goes on meanwhile; gives how many acts there were until now."""
        os.kill(self._process.pid, signal.SIGSTOP)
        os.waitpid(self._process.pid, os.WUNTRACED)
        try:
            while part := os.read(self._pipe, 1 << 16):
                self._text = (self._text + part.decode())[-1000:]
        except BlockingIOError:
            pass
        lines = self._text.split("\n")[:-1]
        self.acts = int(lines[-1]) + 1 if lines else self.acts
        try:
            yield self.acts
        finally:
            os.kill(self._process.pid, signal.SIGCONT)

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@dataclass(frozen=True)
class Left:
    """What the journal in a copy says. `intents` are numbered without a gap from 0; `error` when it could not be opened."""

    intents: int
    outcomes: int
    verified: Verified | None
    error: str = ""

    @property
    def findings(self) -> set[str]:
        return {message.code for message in self.verified.findings} if self.verified else set()

    @property
    def told(self) -> bool:
        """Whether a person is told that something is wrong."""
        return bool(self.error or self.findings)


async def _left(profile: Path) -> Left:
    journal = SqliteJournal(profile)
    try:
        verified = await journal.verify()
        events = [event for header in reversed(await journal.runs(100_000)) for event in await journal.events(header.id)]
    except UserError as error:
        return Left(0, 0, None, error.code)
    finally:
        await journal.close()
    intents = [event.at for event in events if event.what is What.INTENT]
    outcomes = [event.at for event in events if event.what is What.OUTCOME]
    assert intents == [float(number) for number in range(len(intents))], "intents are lost in the middle"
    assert outcomes == intents[: len(outcomes)]
    assert len(intents) - len(outcomes) in (0, 1)
    return Left(len(intents), len(outcomes), verified)


def left(profile: Path) -> Left:
    """Open what a power cut left and read all of it."""
    return asyncio.run(_left(profile))


def copy(profile: Path, target: Path, chosen: random.Random) -> None:
    """The files as they are; the shared memory file, which nobody flushes, sometimes."""
    target.mkdir()
    for name in ("journal.db", "journal.db-wal", "journal.head", *(("journal.db-shm",) if chosen.random() < 0.5 else ())):
        if (profile / name).exists():
            shutil.copyfile(profile / name, target / name)


def moment(chosen: random.Random) -> None:
    """Wait for any moment: right after the last, or much later."""
    time.sleep(chosen.choice((0.001, 0.01, 0.05, 0.2)) * chosen.random())


def tear(profile: Path, chosen: random.Random) -> str:
    """Damage the write-ahead log or the end of the database as an unfinished write would; says how, '' where there was nothing to tear."""
    log, database = profile / "journal.db-wal", profile / "journal.db"
    kind = chosen.choice(("cut log", "cut log", "garbage in log", "zeros at the end of log", "cut database"))
    file = database if kind == "cut database" else log
    size = file.stat().st_size if file.exists() else 0
    if size == 0:
        return ""
    if kind.startswith("cut"):
        os.truncate(file, size - chosen.randrange(1, 4096) if kind == "cut database" else chosen.randrange(size))
        return kind
    with open(file, "r+b") as opened:
        sector = chosen.randrange(max(1, size // 512))
        opened.seek(sector * 512 if kind == "garbage in log" else max(0, size - 4096))
        opened.write(chosen.randbytes(512) if kind == "garbage in log" else bytes(min(4096, size)))
    return kind
