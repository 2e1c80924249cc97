"""Values by key: drafts (the user's work) and the fact cache (may be lost)."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import TypeVar

from desktop_pipeline.adapters.sqlite.codec import clean, pack, unpack
from desktop_pipeline.adapters.sqlite.database import Database, Migrations
from desktop_pipeline.domain.errors import UserError

T = TypeVar("T")
_log = logging.getLogger(__name__)

MIGRATIONS: Migrations = (
    ("CREATE TABLE kept (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL)",),
)


class SqliteStore:
    """The port Store in one file.

    `disposable` (the cache): a file that cannot be read is deleted and made anew, and what cannot be written is only warned about.
    Otherwise (drafts): UserError `store.full`, `.unwritable`, `.busy`, `.broken`, `.newer`, `.network`; a copy is made before a migration.
    """

    def __init__(self, path: Path, *, disposable: bool = False, migrations: Migrations = MIGRATIONS) -> None:
        self._disposable = disposable
        self._failing = False
        self._database = Database(path, "store", migrations, durable=not disposable, disposable=disposable)

    @classmethod
    def drafts(cls, profile: Path) -> SqliteStore:
        return cls(profile / "drafts.db")

    @classmethod
    def cache(cls, profile: Path) -> SqliteStore:
        return cls(profile / "cache.db", disposable=True)

    async def open(self) -> None:
        """Open the file now, to learn early what is wrong with it. Needs not be called."""
        await self._database.open()

    async def load(self, key: str, kind: type[T]) -> T | None:
        def work(connection: sqlite3.Connection) -> T | None:
            found = connection.execute("SELECT value FROM kept WHERE key = ?", (clean(key),)).fetchone()
            return unpack(found[0], kind) if found else None

        try:
            return await self._database.run(work)
        except UserError as error:
            self._bear(error)
            return None

    async def save(self, key: str, value: object) -> None:
        data = pack(value)  # here, so that the value of this moment is kept
        await self._write("INSERT INTO kept VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (clean(key), data))

    async def delete(self, key: str) -> None:
        await self._write("DELETE FROM kept WHERE key = ?", (clean(key),))

    async def close(self) -> None:
        await self._database.close()

    async def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            await self._database.run(lambda connection: connection.execute(statement, values).close())
            self._failing = False
        except UserError as error:
            self._bear(error)

    def _bear(self, error: UserError) -> None:
        """A cache that cannot be used makes things slower, not wrong: say it once."""
        if not self._disposable:
            raise error
        if not self._failing:
            _log.warning("%s", error)
        self._failing = True
