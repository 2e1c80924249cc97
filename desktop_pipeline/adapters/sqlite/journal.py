"""The journal of runs: durable before and after each act, append-only, shared by all processes of a profile."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from desktop_pipeline.adapters.common.files import safe_name
from desktop_pipeline.adapters.common.locks import FileLock, is_held
from desktop_pipeline.adapters.sqlite import chain
from desktop_pipeline.adapters.sqlite.anchor import Anchor
from desktop_pipeline.adapters.sqlite.codec import clean, from_text, to_text
from desktop_pipeline.adapters.sqlite.database import Database, Migrations, transaction
from desktop_pipeline.adapters.sqlite.filesystem import network_file_system
from desktop_pipeline.adapters.sqlite.search import HEADERS, UNENDED, search
from desktop_pipeline.domain.audit import Cell, Head, Kind, Link, Verified
from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, State, Value, What
from desktop_pipeline.services.kept_ports import RunHeader

T = TypeVar("T")
_log = logging.getLogger(__name__)


def _append_only(table: str) -> tuple[str, str]:
    text = "the journal is append-only"
    return (
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{text}'); END",
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{text}'); END",
    )


MIGRATIONS: Migrations = (
    (
        "CREATE TABLE runs (id TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL, by TEXT NOT NULL, at REAL NOT NULL, plan TEXT NOT NULL)",
        "CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES runs (id), at REAL NOT NULL,"
        " what TEXT NOT NULL, step TEXT NOT NULL, data TEXT NOT NULL)",
        "CREATE INDEX events_of_run ON events (run, id)",
        "CREATE INDEX ends ON events (run, id) WHERE what = 'run-ended'",
        "CREATE TABLE stops (id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL)",
        "CREATE INDEX stops_of_run ON stops (run)",
        "CREATE TABLE numbers (repository TEXT NOT NULL, number INTEGER NOT NULL, run TEXT NOT NULL, PRIMARY KEY (repository, number))",
        "CREATE TABLE builds (id INTEGER PRIMARY KEY AUTOINCREMENT, repository TEXT NOT NULL, number INTEGER NOT NULL, run TEXT NOT NULL,"
        " record TEXT NOT NULL)",
        "CREATE INDEX builds_of_repository ON builds (repository, number, run, id)",
        *(statement for table in ("runs", "events", "stops", "numbers", "builds") for statement in _append_only(table)),
    ),
    (*chain.TABLE, *_append_only("chain"), chain.adopt),
)


class _Held(AbstractContextManager[None]):
    def __init__(self, release: Callable[[], None]) -> None:
        self._release = release

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._release()


class SqliteJournal:
    """The port Journal in PROFILE/journal.db, with a lock file for each run at work in PROFILE/locks and the head of its chain in
    PROFILE/journal.head.

    Errors: UserError `journal.full`, `.unwritable`, `.locks_unwritable`, `.busy`, `.broken`, `.newer`, `.network`, `.no_run`,
    `.run_exists`.
    """

    def __init__(
        self, profile: Path, *, migrations: Migrations = MIGRATIONS, network: Callable[[Path], str] = network_file_system
    ) -> None:
        self._locks = profile / "locks"
        self._held: set[FileLock] = set()
        self._migrations = migrations
        self._anchor = Anchor(profile / "journal.head")
        self._anchored: bool | None = None
        self._file = profile / "journal.db"
        self._database = Database(self._file, "journal", migrations, network=network)

    async def open(self) -> None:
        """Open the file now, to learn early what is wrong with it. Needs not be called."""
        await self._database.open()

    async def close(self) -> None:
        await self._database.close()
        for lock in tuple(self._held):
            self._let_go(lock)

    # ---- runs ----

    async def create(self, run_id: str, plan: Plan, title: str, by: str, at: float) -> AbstractContextManager[None]:
        row = (clean(run_id), clean(title), clean(by), float(at), to_text(plan))

        def insert(connection: sqlite3.Connection) -> None:
            try:
                self._insert(connection, Kind.RUN, *row, durable=True)
            except sqlite3.IntegrityError as error:
                raise UserError("journal.run_exists", run=run_id) from error

        return await self._hold(run_id, insert)

    async def resume(self, run_id: str) -> AbstractContextManager[None]:
        def check(connection: sqlite3.Connection) -> None:
            if connection.execute("SELECT 1 FROM runs WHERE id = ?", (clean(run_id),)).fetchone() is None:
                raise UserError("journal.no_run", run=run_id)

        return await self._hold(run_id, check)

    async def append(self, run_id: str, event: Event) -> None:
        row = (clean(run_id), float(event.at), event.what.value, clean(event.step), to_text(event.data))

        def work(connection: sqlite3.Connection) -> None:
            try:
                self._insert(connection, Kind.EVENT, *row, durable=event.what is What.RUN_ENDED)
            except sqlite3.IntegrityError as error:
                raise UserError("journal.no_run", run=run_id) from error

        await self._database.run(work)

    async def events(self, run_id: str) -> tuple[Event, ...]:
        def work(connection: sqlite3.Connection) -> tuple[Event, ...]:
            rows = connection.execute("SELECT what, at, step, data FROM events WHERE run = ? ORDER BY id", (clean(run_id),))
            return tuple(Event(What(what), at, step, from_text(data, dict[str, Value])) for what, at, step, data in rows)

        return await self._read(work)

    async def runs(self, limit: int = 200) -> tuple[RunHeader, ...]:
        def work(connection: sqlite3.Connection) -> tuple[RunHeader, ...]:
            rows = connection.execute(f"{HEADERS} ORDER BY runs.at DESC, runs.rowid DESC LIMIT ?", (limit,))
            return tuple(self._header(*row) for row in rows)

        return await self._read(work)

    async def unended(self) -> tuple[RunHeader, ...]:
        def work(connection: sqlite3.Connection) -> tuple[RunHeader, ...]:
            return tuple(self._header(*row) for row in connection.execute(UNENDED))

        return await self._read(work)

    async def header(self, run_id: str) -> RunHeader | None:
        def work(connection: sqlite3.Connection) -> RunHeader | None:
            row = connection.execute(f"{HEADERS} WHERE runs.id = ?", (clean(run_id),)).fetchone()
            return self._header(*row) if row else None

        return await self._read(work)

    async def find(self, words: str = "", states: frozenset[str] = frozenset(), limit: int = 200) -> tuple[RunHeader, ...]:
        def work(connection: sqlite3.Connection) -> tuple[RunHeader, ...]:
            found = []
            for row in search(connection, words):
                header = self._header(*row)
                if not states or header.stands in states:
                    found.append(header)
                if len(found) == limit:
                    break
            return tuple(found)

        return await self._read(work)

    def _header(self, run_id: str, title: str, by: str, started: float, ended: float | None, data: str | None) -> RunHeader:
        state = State.RUNNING.value if data is None else str(from_text(data, dict[str, Value]).get("state") or State.UNKNOWN.value)
        return RunHeader(run_id, title, by, started, ended, state, is_held(self._lock_file(run_id)))

    async def plan(self, run_id: str) -> Plan | None:
        def work(connection: sqlite3.Connection) -> Plan | None:
            found = connection.execute("SELECT plan FROM runs WHERE id = ?", (clean(run_id),)).fetchone()
            return from_text(found[0], Plan) if found else None

        return await self._read(work)

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What the journal says. What is no longer understood was damaged: raises UserError `journal.broken`."""
        try:
            return await self._database.run(work)
        except (msgspec.MsgspecError, ValueError) as error:
            raise UserError("journal.broken", file=self._file, reason=error) from error

    async def ask_stop(self, run_id: str) -> None:
        await self._database.run(lambda connection: self._insert(connection, Kind.STOP, clean(run_id)))

    async def stops(self, run_id: str) -> int:
        def work(connection: sqlite3.Connection) -> int:
            return int(connection.execute("SELECT count(*) FROM stops WHERE run = ?", (clean(run_id),)).fetchone()[0])

        return await self._database.run(work)

    # ---- builds ----

    async def reserve_number(self, repository: str, at_least: int, run_id: str) -> int:
        name = clean(repository)

        def work(connection: sqlite3.Connection) -> int:
            self._look_at_anchor(connection)
            with transaction(connection):
                highest = connection.execute(
                    "SELECT max((SELECT coalesce(max(number), 0) FROM numbers WHERE repository = :name),"
                    " (SELECT coalesce(max(number), 0) FROM builds WHERE repository = :name))", {"name": name},
                ).fetchone()[0]
                number = max(int(highest) + 1, at_least)
                head = chain.insert(connection, Kind.NUMBER, name, number, clean(run_id))
            self._note(head)
            return number

        return await self._database.run(work)

    async def record_build(self, repository: str, run: BuildRun) -> None:
        row = (clean(repository), run.number, clean(run.run_id), to_text(run))
        await self._database.run(lambda connection: self._insert(connection, Kind.BUILD, *row))

    async def build_runs(self, repository: str) -> tuple[BuildRun, ...]:
        def work(connection: sqlite3.Connection) -> tuple[BuildRun, ...]:
            rows = connection.execute(
                "SELECT record FROM builds WHERE id IN (SELECT max(id) FROM builds WHERE repository = ? GROUP BY number, run)"
                " ORDER BY number DESC, id DESC", (clean(repository),),
            )
            return tuple(self._as_it_is(from_text(record, BuildRun)) for (record,) in rows)

        return await self._read(work)

    def _as_it_is(self, run: BuildRun) -> BuildRun:
        if run.outcome is not RunOutcome.RUNNING or is_held(self._lock_file(run.run_id)):
            return run
        return replace(run, outcome=RunOutcome.INTERRUPTED)

    # ---- the chain ----

    async def head(self) -> Head:
        return await self._database.run(chain.newest)

    async def links(self, runs: Collection[str] = ()) -> tuple[Link, ...]:
        names = frozenset(map(clean, runs))
        return await self._database.run(lambda connection: tuple(chain.links(connection, names)))

    async def verify(self) -> Verified:
        def work(connection: sqlite3.Connection) -> Verified:
            noted, trouble = self._noted()
            verified = chain.verify(connection, self._migrations, noted)
            if trouble == "missing" and verified.adopted == verified.head.count - 1:
                trouble = ""  # nothing was written since an older journal was taken into the chain, or ever
            extra = (Message.of(f"audit.head_{trouble}", file=self._anchor.path),) if trouble and verified.head.count else ()
            return replace(verified, findings=verified.findings + extra)

        return await self._database.run(work)

    def _insert(self, connection: sqlite3.Connection, kind: Kind, *values: Cell, durable: bool = False) -> None:
        self._look_at_anchor(connection)
        with transaction(connection):
            head = chain.insert(connection, kind, *values)
        self._note(head, durable)

    def _look_at_anchor(self, connection: sqlite3.Connection) -> None:
        """Once, before the first record of this process: a head that does not fit is left as it is, it shows that something was lost."""
        if self._anchored is None:
            noted, trouble = self._noted()
            self._anchored = trouble != "damaged" and (noted is None or chain.hash_at(connection, noted.count) == noted.hash)
            if not self._anchored:
                _log.warning("%s", UserError("journal.head_unfit", file=self._anchor.path))
            elif noted is None:
                self._anchor.prepare()

    def _noted(self) -> tuple[Head | None, str]:
        """The head kept beside the journal, and what is wrong with it: nothing, missing or damaged."""
        try:
            noted = self._anchor.read()
        except (OSError, ValueError):
            return None, "damaged"
        return noted, "missing" if noted is None else ""

    def _note(self, head: Head, durable: bool = False) -> None:
        if self._anchored:
            self._anchor.write(head, durable=durable)

    # ---- locks ----

    def _lock_file(self, run_id: str) -> Path:
        return self._locks / f"{safe_name(run_id)}.lock"

    async def _hold(self, run_id: str, work: Callable[[sqlite3.Connection], None]) -> AbstractContextManager[None]:
        lock = FileLock(self._lock_file(run_id))

        def locked(connection: sqlite3.Connection) -> None:
            try:
                if not lock.acquire():
                    raise UserError("journal.run_held", run=run_id)
            except OSError as error:
                raise UserError("journal.locks_unwritable", folder=self._locks, reason=error.strerror or error) from error
            work(connection)

        self._held.add(lock)
        try:
            await self._database.run(locked)
        except (Exception, asyncio.CancelledError):
            self._let_go(lock)
            raise
        return _Held(lambda: self._let_go(lock))

    def _let_go(self, lock: FileLock) -> None:
        self._held.discard(lock)
        lock.release()
