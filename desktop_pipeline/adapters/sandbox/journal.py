"""A journal in memory, with the locks of the real one: who holds a run is told apart by the journal object, as if it were a process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace

from desktop_pipeline.domain.audit import START, Cell, Findings, Head, Kind, Link, Verified, canonical, digest_of, link
from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import build_words, plan_words, wanted
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, What
from desktop_pipeline.services.kept_ports import RunHeader


@dataclass(slots=True)
class _Run:
    plan: Plan
    title: str
    by: str
    started: float
    events: list[Event] = field(default_factory=list)
    stops: int = 0
    holder: object = None


@dataclass(slots=True)
class Disk:
    """What is left when a process dies."""

    runs: dict[str, _Run] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    builds: dict[str, list[BuildRun]] = field(default_factory=dict)
    chain: list[Link] = field(default_factory=list)


class MemoryJournal:
    """One process's view of a disk. Handles of tests: `another()` (a second process), `die()` (this one is killed: its locks go),
    `full` and `unwritable` (writing fails)."""

    def __init__(self, disk: Disk | None = None) -> None:
        self.disk = disk or Disk()
        self.full = self.unwritable = False

    def another(self) -> MemoryJournal:
        """The journal of another process with the same profile."""
        return MemoryJournal(self.disk)

    def die(self) -> None:
        """As if this process were killed now."""
        for run in self.disk.runs.values():
            if run.holder is self:
                run.holder = None

    async def _write(self) -> None:
        """Others get their turn, as with a real disk."""
        await asyncio.sleep(0)
        if self.full:
            raise UserError("journal.full", file="journal.db")
        if self.unwritable:
            raise UserError("journal.unwritable", file="journal.db", reason="read-only file system")

    async def create(self, run_id: str, plan: Plan, title: str, by: str, at: float) -> AbstractContextManager[None]:
        await self._write()
        if run_id in self.disk.runs:
            raise UserError("journal.run_exists", run=run_id)
        run = self.disk.runs[run_id] = _Run(plan, title, by, at, holder=self)
        self._link(Kind.RUN, run_id, run_id, title, by, at, repr(plan))
        return self._held(run)

    async def resume(self, run_id: str) -> AbstractContextManager[None]:
        run = self.disk.runs.get(run_id)
        if run is None:
            raise UserError("journal.no_run", run=run_id)
        if run.holder is not None:
            raise UserError("journal.run_held", run=run_id)
        run.holder = self
        return self._held(run)

    @contextmanager
    def _held(self, run: _Run) -> Iterator[None]:
        try:
            yield
        finally:
            if run.holder is self:
                run.holder = None

    async def append(self, run_id: str, event: Event) -> None:
        await self._write()
        run = self.disk.runs.get(run_id)
        if run is None:
            raise UserError("journal.no_run", run=run_id)
        run.events.append(event)
        self._link(Kind.EVENT, run_id, event.at, event.what.value, event.step, json.dumps(dict(event.data)))

    async def events(self, run_id: str) -> tuple[Event, ...]:
        run = self.disk.runs.get(run_id)
        return tuple(run.events) if run else ()

    async def runs(self, limit: int = 200) -> tuple[RunHeader, ...]:
        headers = [self._header(run_id, run) for run_id, run in reversed(self.disk.runs.items())]
        return tuple(sorted(headers, key=lambda header: header.started, reverse=True)[:limit])

    async def unended(self) -> tuple[RunHeader, ...]:
        return tuple(header for header in await self.runs(len(self.disk.runs)) if header.ended is None)

    async def header(self, run_id: str) -> RunHeader | None:
        run = self.disk.runs.get(run_id)
        return self._header(run_id, run) if run else None

    async def find(self, words: str = "", states: frozenset[str] = frozenset(), limit: int = 200) -> tuple[RunHeader, ...]:
        found = []
        for header in await self.runs(len(self.disk.runs)):
            built = [build_words(item) for runs in self.disk.builds.values() for item in runs if item.run_id == header.id]
            text = "\n".join((header.title, header.by, header.id)).casefold() + "\n" + plan_words(self.disk.runs[header.id].plan)
            here = not states or header.stands in states
            if here and all(word in text or any(word in item for item in built) for word in wanted(words)):
                found.append(header)
        return tuple(found[:limit])

    @staticmethod
    def _header(run_id: str, run: _Run) -> RunHeader:
        end = next((event for event in reversed(run.events) if event.what is What.RUN_ENDED), None)
        state = end.text("state") if end else "running"
        return RunHeader(run_id, run.title, run.by, run.started, end.at if end else None, state, run.holder is not None)

    async def plan(self, run_id: str) -> Plan | None:
        run = self.disk.runs.get(run_id)
        return run.plan if run else None

    async def ask_stop(self, run_id: str) -> None:
        if run_id in self.disk.runs:
            self.disk.runs[run_id].stops += 1
            self._link(Kind.STOP, run_id, run_id)

    async def stops(self, run_id: str) -> int:
        run = self.disk.runs.get(run_id)
        return run.stops if run is not None else 0

    async def reserve_number(self, repository: str, at_least: int, run_id: str) -> int:
        await self._write()
        recorded = max((run.number for run in self.disk.builds.get(repository, ())), default=0)
        number = max(at_least, self.disk.numbers.get(repository, 0) + 1, recorded + 1)
        self.disk.numbers[repository] = number
        self._link(Kind.NUMBER, run_id, repository, number)
        return number

    async def record_build(self, repository: str, run: BuildRun) -> None:
        await self._write()
        kept = [item for item in self.disk.builds.get(repository, ()) if (item.number, item.run_id) != (run.number, run.run_id)]
        self.disk.builds[repository] = [*kept, run]
        self._link(Kind.BUILD, run.run_id, repository, repr(run))

    async def build_runs(self, repository: str) -> tuple[BuildRun, ...]:
        runs = [self._as_now(run) for run in self.disk.builds.get(repository, ())]
        return tuple(sorted(runs, key=lambda run: run.number, reverse=True))

    def _as_now(self, run: BuildRun) -> BuildRun:
        holder = self.disk.runs.get(run.run_id)
        dead = run.outcome is RunOutcome.RUNNING and (holder is None or holder.holder is None)
        return replace(run, outcome=RunOutcome.INTERRUPTED) if dead else run

    # ---- the chain ----

    def _link(self, kind: Kind, run_id: str, *values: Cell) -> None:
        chain = self.disk.chain
        record = canonical(kind.value, (len(chain) + 1, run_id, *values))
        digest = digest_of(record)
        before = chain[-1].hash if chain else START
        chain.append(Link(len(chain) + 1, digest, link(before, len(chain) + 1, digest), run_id, record))

    async def head(self) -> Head:
        return Head(len(self.disk.chain), self.disk.chain[-1].hash) if self.disk.chain else Head()

    async def links(self, runs: Collection[str] = ()) -> tuple[Link, ...]:
        return tuple(item if not runs or item.run in runs else replace(item, record="") for item in self.disk.chain)

    async def verify(self) -> Verified:
        found, previous = Findings(), START
        for item in self.disk.chain:
            if digest_of(item.record) != item.digest or link(previous, item.number, item.digest) != item.hash:
                found.add("audit.changed", number=item.number, kind="", key=item.number, run=item.run)
            previous = item.hash
        return Verified(await self.head(), found.all(), told=len(self.disk.chain))

    async def close(self) -> None:
        self.die()
