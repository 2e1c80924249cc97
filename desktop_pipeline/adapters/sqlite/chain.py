"""The chain of hashes over the rows of the journal (`domain/audit.py`): written in the transaction of each row, and verified."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from desktop_pipeline.adapters.sqlite.database import Migrations
from desktop_pipeline.domain.audit import START, Cell, Findings, Head, Kind, Link, Verified, canonical, digest_of, link

TABLE = (
    "CREATE TABLE chain (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, hash TEXT NOT NULL)",
)


_BY_ID = "id = CAST(? AS INTEGER)"


@dataclass(frozen=True, slots=True)
class _Rows:
    """The table of a kind of record. `key` makes the key of a row in SQL, `order` the order in which older rows are taken into the chain,
    `where` finds a row again by its key."""

    table: str
    columns: str
    key: str
    order: str
    where: str
    run: int
    """Place of the run's id among the columns."""

    @property
    def by_id(self) -> bool:
        """Whether SQLite gives each row its id, which grows."""
        return self.where == _BY_ID


ROWS: dict[Kind, _Rows] = {
    Kind.RUN: _Rows("runs", "id, title, by, at, plan", "id", "at, rowid", "id = ?", 0),
    Kind.EVENT: _Rows("events", "id, run, at, what, step, data", "CAST(id AS TEXT)", "id", _BY_ID, 1),
    Kind.STOP: _Rows("stops", "id, run", "CAST(id AS TEXT)", "id", _BY_ID, 1),
    Kind.NUMBER: _Rows(
        "numbers", "repository, number, run", "number || ' ' || repository", "rowid",
        "repository = substr(?1, instr(?1, ' ') + 1) AND number = CAST(?1 AS INTEGER)", 2),
    Kind.BUILD: _Rows("builds", "id, repository, number, run, record", "CAST(id AS TEXT)", "id", _BY_ID, 3),
}
"""Rows are found by what they hold, never by the number that SQLite gives them: VACUUM may change that."""
_ROW_KINDS = frozenset(kind.value for kind in ROWS)


class _Text(bytes):
    """A text as it lies in the file: a byte that was changed may have made it no text any more."""


def insert(connection: sqlite3.Connection, kind: Kind, *values: Cell) -> Head:
    """Write a row and its link; for a kind with an id the id is given here. Called inside a transaction that no other process can be in."""
    rows = ROWS[kind]
    given = rows.columns.removeprefix("id, ") if rows.by_id else rows.columns
    marks = ", ".join("?" * len(values))
    row_id = connection.execute(f"INSERT INTO {rows.table} ({given}) VALUES ({marks})", values).lastrowid
    whole = (row_id, *values) if rows.by_id else values
    key = f"{values[1]!s} {values[0]!s}" if kind is Kind.NUMBER else str(whole[0])
    return _add(connection, newest(connection), kind, key, canonical(kind.value, whole))


def adopt(connection: sqlite3.Connection) -> None:
    """Take what an older journal holds into the chain, and write down that it is older."""
    head = Head()
    for kind, rows in ROWS.items():
        for key, *values in connection.execute(f"SELECT {rows.key}, {rows.columns} FROM {rows.table} ORDER BY {rows.order}").fetchall():
            head = _add(connection, head, kind, key, canonical(kind.value, values))
    if head.count:
        _add(connection, head, Kind.ADOPTED, str(head.count), canonical(Kind.ADOPTED.value, [head.count]))


def newest(connection: sqlite3.Connection) -> Head:
    found = connection.execute("SELECT n, hash FROM chain ORDER BY n DESC LIMIT 1").fetchone()
    return Head(*found) if found else Head()


def hash_at(connection: sqlite3.Connection, number: int) -> str:
    """The hash of a record; '' when there is none of this number."""
    if number == 0:
        return START
    found = connection.execute("SELECT hash FROM chain WHERE n = ?", (number,)).fetchone()
    return _plain(found[0]) if found else ""


def links(connection: sqlite3.Connection, runs: Collection[str]) -> Iterator[Link]:
    """All links in their order, with the records of some runs; no runs = all records. A row that is not there leaves its record untold."""
    for number, kind, key, digest, hashed in connection.execute("SELECT n, kind, key, digest, hash FROM chain ORDER BY n").fetchall():
        record, run = "", ""
        if kind == Kind.ADOPTED.value and key.isdecimal():
            record = canonical(kind, [int(key)])
        elif kind in _ROW_KINDS and (row := _row(connection, ROWS[Kind(kind)], key)) is not None:
            record, run = canonical(kind, row), str(row[ROWS[Kind(kind)].run])
        yield Link(number, digest, hashed, run, record if not runs or run in runs else "")


def _add(connection: sqlite3.Connection, before: Head, kind: Kind, key: str, record: str) -> Head:
    digest = digest_of(record)
    head = Head(before.count + 1, link(before.hash, before.count + 1, digest))
    connection.execute("INSERT INTO chain VALUES (?, ?, ?, ?, ?)", (head.count, kind.value, key, digest, head.hash))
    return head


def _row(connection: sqlite3.Connection, rows: _Rows, key: str) -> tuple[Cell, ...] | None:
    found = connection.execute(f"SELECT {rows.columns} FROM {rows.table} WHERE {rows.where}", (key,)).fetchone()
    return tuple(found) if found else None


# ---- verifying ---------------------------------------------------------------------------------------------------------------------------


def verify(connection: sqlite3.Connection, migrations: Migrations, noted: Head | None) -> Verified:
    """Compute everything anew, in one look at the file while others go on writing. `noted`: a head kept elsewhere before this look."""
    found = Findings()
    connection.text_factory = _Text
    try:
        connection.execute("BEGIN")
        verified = _verify(connection, found)
        _look_at_the_file(connection, migrations, found)
        if noted is not None and noted.count > verified.head.count:
            found.add("audit.cut", n=noted.count - verified.head.count, expected=noted.count, found=verified.head.count)
        elif noted is not None and hash_at(connection, noted.count) != noted.hash:
            found.add("audit.rewritten", number=noted.count)
    except sqlite3.DatabaseError as error:
        found.add("audit.unreadable", reason=error)
        verified = Verified(Head())
    finally:
        connection.text_factory = str
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return Verified(verified.head, found.all(), verified.adopted, verified.told)


def _verify(connection: sqlite3.Connection, found: Findings) -> Verified:
    number, previous, adopted, told = 0, START, 0, 0
    seen: dict[str, set[str]] = {kind.value: set() for kind in ROWS}
    last_ids: dict[str, int] = {}
    for n, *cells in connection.execute("SELECT n, kind, key, digest, hash FROM chain ORDER BY n").fetchall():
        kind, key, digest, hashed = map(_plain, cells)
        if n != number + 1:
            found.add("audit.links_missing", first=number + 1, last=n - 1)
        number = n
        if link(previous, n, digest) != hashed:
            found.add("audit.link", number=n, kind=kind, key=key)
        previous = hashed
        if kind == Kind.ADOPTED.value:
            adopted = int(key) if key.isdecimal() else 0
            if digest_of(canonical(kind, [adopted])) != digest or adopted != n - 1:
                found.add("audit.changed", number=n, kind=kind, key=key, run="")
            continue
        if kind not in seen:
            found.add("audit.kind", number=n, kind=kind)
            continue
        seen[kind].add(key)
        told += _verify_row(connection, found, n, Kind(kind), key, digest)
        if ROWS[Kind(kind)].by_id and key.isdecimal():
            if int(key) <= last_ids.get(kind, 0):
                found.add("audit.order", number=n, kind=kind, key=key)
            last_ids[kind] = int(key)
    for known, rows in ROWS.items():
        for key, run in connection.execute(f"SELECT {rows.key}, {rows.columns.split(', ')[rows.run]} FROM {rows.table} NOT INDEXED"):
            if _plain(key) not in seen[known.value]:
                found.add("audit.inserted", kind=known.value, key=_plain(key), run=_plain(run))
    return Verified(Head(number, previous), (), adopted, told)


def _verify_row(connection: sqlite3.Connection, found: Findings, number: int, kind: Kind, key: str, digest: str) -> bool:
    try:
        row = _row(connection, ROWS[kind], key)
    except sqlite3.DatabaseError as error:
        found.add("audit.unreadable_record", number=number, kind=kind.value, key=key, reason=error)
        return False
    except UnicodeEncodeError:  # the key is no text any more
        row = None
    if row is None:
        found.add("audit.missing", number=number, kind=kind.value, key=key)
        return False
    plain = [_plain(cell) if isinstance(cell, _Text) else cell for cell in row]
    if digest_of(canonical(kind.value, plain)) != digest:
        found.add("audit.changed", number=number, kind=kind.value, key=key, run=plain[ROWS[kind].run])
    return True


def _look_at_the_file(connection: sqlite3.Connection, migrations: Migrations, found: Findings) -> None:
    """Damage that no record shows: indexes that lead elsewhere, pages that are broken, triggers that were taken away."""
    for (text,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
        if _plain(text) != "ok":
            found.add("audit.damaged", reason=_plain(text))
    there = {_plain(name): _plain(text) for name, text in connection.execute(_SCHEMA)}
    wanted = _made(tuple(map(tuple, migrations)))
    for name in sorted({*there, *wanted}):
        if there.get(name) != wanted.get(name):
            found.add("audit.schema", name=name)


_SCHEMA = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


@cache
def _made(migrations: Migrations) -> dict[str, str]:
    """The tables, indexes and triggers that the program makes."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in (step for steps in migrations for step in steps):
            fresh.execute(step) if isinstance(step, str) else step(fresh)
        return dict(fresh.execute(_SCHEMA).fetchall())


def _plain(value: object) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)

