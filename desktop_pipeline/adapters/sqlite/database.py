"""One file of SQLite, used from one thread of its own: opening, numbered migrations after a copy, and errors a person can act on."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from desktop_pipeline.adapters.common.files import sync_folder
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.sqlite.filesystem import network_file_system
from desktop_pipeline.domain.errors import UserError

T = TypeVar("T")
Migrations = Sequence[Sequence[str | Callable[[sqlite3.Connection], None]]]
"""Statements of each version, or what is called with the connection, from version 1; a file of version n has had the first n applied."""

_log = logging.getLogger(__name__)
_BUSY = 10.0  # seconds to wait for another process
_LITTLE = 1 << 20  # bytes; less free space than this explains an input/output error
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Database:
    """`name` begins the codes of its errors: NAME.full, .unwritable, .busy, .broken, .newer, .network.

    `durable`: a committed change outlives a power cut. `disposable`: the file may be deleted and made anew when it cannot be read.
    """

    def __init__(
        self, path: Path, name: str, migrations: Migrations, *, durable: bool = True, disposable: bool = False,
        network: Callable[[Path], str] = network_file_system,
    ) -> None:
        self._path, self._name, self._migrations = path, name, migrations
        self._durable, self._disposable, self._network = durable, disposable, network
        self._connection: sqlite3.Connection | None = None
        self._threads: Threads | None = Threads(f"sqlite-{name}")

    async def open(self) -> None:
        """Open and migrate the file now rather than at the first use, to learn early what is wrong with it."""
        await self.run(lambda connection: None)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Result of `work(connection)` in the database's thread. Raises UserErrors of this database."""
        if self._threads is None:
            raise RuntimeError(f"{self._path.name} is closed")
        return await self._threads.run(self._run, work)

    async def close(self) -> None:
        """What was asked before still happens; then file and thread are gone. Closing again does nothing."""
        threads, self._threads = self._threads, None
        if threads is not None:
            try:
                await threads.run(self._disconnect)
            finally:
                await threads.close()

    # ---- in the database's thread ----

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return self._attempt(work)
        except sqlite3.Error as error:
            if not (self._disposable and _code(error) in _BROKEN):
                raise self._user_error(error) from error
            _log.warning("%s", UserError(f"{self._name}.made_anew", file=self._path, reason=error))
        self._throw_away()
        try:
            return self._attempt(work)
        except sqlite3.Error as error:
            raise self._user_error(error) from error

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connection or self._open()
        self._connection = connection
        try:
            return work(connection)
        except BaseException:
            if connection.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            raise

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{self._name}.unwritable", file=self._path, reason=error.strerror or error) from error
        kind = self._network(self._path.parent)
        if kind:
            raise UserError(f"{self._name}.network", folder=self._path.parent, kind=kind)
        connection = sqlite3.connect(self._path, timeout=_BUSY, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'NORMAL'}")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA recursive_triggers=ON")  # else INSERT OR REPLACE would delete without the trigger
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        target = len(self._migrations)
        if _version(connection) == target:
            return
        with transaction(connection):
            version = _version(connection)  # another process may have been faster
            if version > target and self._disposable:
                raise _Newer(f"form {version}, known up to {target}")
            if version > target:
                raise UserError(f"{self._name}.newer", file=self._path, version=version, known=target)
            if 0 < version < target and not self._disposable:
                self._copy(version)
            for number in range(version, target):
                for statement in self._migrations[number]:
                    connection.execute(statement) if isinstance(statement, str) else statement(connection)
            connection.execute(f"PRAGMA user_version={target}")

    def _copy(self, version: int) -> None:
        """A copy beside the file, as it is before a migration. Called inside the migration's transaction, so nobody writes."""
        place = self._path.with_name(f"{self._path.name}.v{version}.bak")
        unfinished = place.with_name(f"{place.name}.tmp")
        unfinished.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(self._path, timeout=_BUSY)) as source:
            with contextlib.closing(sqlite3.connect(unfinished)) as target:
                source.backup(target)
        with open(unfinished, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, place)
        sync_folder(place.parent)

    def _throw_away(self) -> None:
        self._disconnect()
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _user_error(self, error: sqlite3.Error) -> UserError:
        code, file = _code(error), str(self._path)
        if code == sqlite3.SQLITE_FULL or (code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and self._no_space()):
            return UserError(f"{self._name}.full", file=file)
        if code in _BROKEN or (code == 0 and "decode to UTF-8" in str(error)):  # Python's own words for a text that is none
            return UserError(f"{self._name}.broken", file=file, reason=error)
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return UserError(f"{self._name}.busy", file=file)
        return UserError(f"{self._name}.unwritable", file=file, reason=error)

    def _no_space(self) -> bool:
        try:
            return shutil.disk_usage(self._path.parent).free < _LITTLE
        except OSError:
            return False


class _Newer(sqlite3.DatabaseError):
    """A disposable file of a newer program."""

    sqlite_errorcode = sqlite3.SQLITE_NOTADB


def _code(error: sqlite3.Error) -> int:
    """The primary result code (https://www.sqlite.org/rescode.html)."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and alone: no other process writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
