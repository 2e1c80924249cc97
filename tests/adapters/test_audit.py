"""The audit on the real journal: a chain that processes cannot fork, older journals, and every change of a record found."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sqlite import SqliteJournal
from desktop_pipeline.adapters.sqlite.anchor import Anchor
from desktop_pipeline.domain.audit import Head, Verified, export_lines, verify_export
from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.runs import State, What, intent, outcome, run_ended, started
from tests.adapters.contract_journal import EVENTS, PLAN

ROOT = Path(__file__).parents[2]
VERSION_1 = Path(__file__).parent / "data" / "journal-v1.db"
TABLES = ("runs", "events", "stops", "numbers", "builds", "chain")


async def written(profile: Path, runs: int = 3) -> Head:
    """A journal with records of every kind; closed."""
    journal = SqliteJournal(profile)
    for number in range(runs):
        run = f"r{number}"
        with await journal.create(run, PLAN, f"Release {number} ü", "jo@desk", float(number)):
            await journal.append(run, started(1.0 + number, "Release", "jo", ""))
            await journal.append(run, intent(2.0, "lab/shop/Deployment/web", "patch", uid="u", changes='[["web","a:1","a:2","",""]]'))
            number_given = await journal.reserve_number("r/web", 1, run)
            await journal.record_build("r/web", BuildRun("web", number_given, f"1.B{number_given:06d}", RunOutcome.DONE, run, 1.0, 2.5))
            await journal.append(run, outcome(3.0, "lab/shop/Deployment/web", "patch", "ok", generation=7))
            await journal.ask_stop(run)
            await journal.append(run, run_ended(4.0, State.DONE))
    head = await journal.head()
    await journal.close()
    return head


async def verified(profile: Path) -> Verified:
    journal = SqliteJournal(profile)
    try:
        return await journal.verify()
    finally:
        await journal.close()


async def codes(profile: Path) -> list[str]:
    return [message.code for message in (await verified(profile)).findings]


def tamper(profile: Path, *statements: str) -> None:
    """As somebody with the file and a program for SQLite would: the triggers are taken away and put back."""
    with contextlib.closing(sqlite3.connect(profile / "journal.db", isolation_level=None)) as file:
        triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(statement)
        for _, sql in triggers:
            file.execute(sql)


@pytest.fixture
async def profile(tmp_path: Path) -> Path:
    await written(tmp_path)
    return tmp_path


async def test_what_was_written_verifies(profile: Path) -> None:
    found = await verified(profile)
    assert found.findings == ()
    assert (found.head.count, found.told, found.adopted) == (24, 24, 0)
    assert Anchor(profile / "journal.head").read() == found.head


async def test_an_empty_journal_verifies(tmp_path: Path) -> None:
    assert (await verified(tmp_path)) == Verified(Head())


@pytest.mark.parametrize(("statement", "code", "key"), [
    ("UPDATE events SET data = replace(data, 'a:2', 'a:3') WHERE id = 6", "audit.changed", "6"),
    ("UPDATE events SET at = at + 1e-9 WHERE id = 6", "audit.changed", "6"),
    ("UPDATE events SET step = CAST(step AS BLOB) WHERE id = 6", "audit.changed", "6"),
    ("UPDATE runs SET by = 'eve@desk' WHERE id = 'r1'", "audit.changed", "r1"),
    ("UPDATE builds SET record = replace(record, 'done', 'Done') WHERE id = 2", "audit.changed", "2"),
    ("UPDATE stops SET run = 'r0' WHERE id = 2", "audit.changed", "2"),
    ("UPDATE numbers SET run = 'r0' WHERE number = 2", "audit.changed", "2 r/web"),
    ("DELETE FROM events WHERE id = 6", "audit.missing", "6"),
    ("DELETE FROM numbers WHERE number = 2", "audit.missing", "2 r/web"),
    ("INSERT INTO events (run, at, what, step, data) VALUES ('r1', 9, 'outcome', 'x', '{}')", "audit.inserted", "13"),
    ("INSERT INTO numbers VALUES ('r/web', 77, 'r1')", "audit.inserted", "77 r/web"),
    ("UPDATE chain SET digest = lower(hex(randomblob(32))) WHERE n = 6", "audit.link", "4"),
])
async def test_the_very_record_is_named(profile: Path, statement: str, code: str, key: str) -> None:
    tamper(profile, statement)
    findings = (await verified(profile)).findings
    assert (findings[0].code, findings[0].argument("key")) == (code, key) or findings[0].code == "audit.link"
    assert all(finding.argument("key") in ("", key) or finding.argument("number") == "6" for finding in findings)


async def test_links_and_order(profile: Path) -> None:
    copy = profile / "copy"
    for statements, expected in (
        (("DELETE FROM chain WHERE n = 5",), "audit.links_missing"),
        (("UPDATE chain SET kind = 'other' WHERE n = 5",), "audit.kind"),
        (tuple(f"UPDATE chain SET n = {to} WHERE n = {n}" for n, to in ((2, 100), (3, 2), (100, 3))), "audit.order"),
        (("DROP INDEX events_of_run",), "audit.schema"),
    ):
        shutil.copytree(profile, copy, ignore=shutil.ignore_patterns("copy"))
        tamper(copy, *statements)
        assert expected in await codes(copy)
        shutil.rmtree(copy)
    with contextlib.closing(sqlite3.connect(profile / "journal.db")) as file:
        file.execute("DROP TRIGGER events_fixed")
        file.commit()
    assert await codes(profile) == ["audit.schema"]


async def test_cut_off_at_the_end(profile: Path) -> None:
    tamper(profile, "DELETE FROM chain WHERE n > 20", "DELETE FROM events WHERE id > 9", "DELETE FROM stops WHERE id > 2")
    found = (await verified(profile)).findings
    cut = next(message for message in found if message.code == "audit.cut")
    assert (cut.argument("n"), cut.argument("expected"), cut.argument("found")) == ("4", "24", "20")


async def test_a_head_that_does_not_fit_is_never_overwritten(profile: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Also when the journal is written on: what is lost stays visible."""
    before = shutil.copy(profile / "journal.db", profile / "older.db")
    with contextlib.closing(sqlite3.connect(before, isolation_level=None)) as file:
        file.execute("DROP TRIGGER chain_kept")
        file.execute("DELETE FROM chain WHERE n > 18")
    shutil.move(before, profile / "journal.db")
    head = (profile / "journal.head").read_bytes()
    journal = SqliteJournal(profile)
    with await journal.create("new", PLAN, "New", "jo", 1.0):
        for _ in range(10):
            await journal.append("new", EVENTS[0])
    await journal.close()
    assert (profile / "journal.head").read_bytes() == head
    assert "audit.rewritten" in await codes(profile)
    (warned,) = [record for record in caplog.records if "does not fit the journal" in record.message]
    assert isinstance(warned.args, tuple) and isinstance(warned.args[0], UserError), "so that the window can translate it"


async def test_a_chain_made_anew_is_found_by_the_head(profile: Path) -> None:
    """Whoever knows the program can compute all links anew; not the head that was noted elsewhere."""
    tamper(profile, "UPDATE runs SET by = 'eve' WHERE id = 'r1'", "DELETE FROM chain")
    from desktop_pipeline.adapters.sqlite import chain

    with contextlib.closing(sqlite3.connect(profile / "journal.db", isolation_level=None)) as file:
        chain.adopt(file)
        file.execute("DELETE FROM chain WHERE 0")
    assert await codes(profile) == ["audit.rewritten"]


async def test_the_head_beside_the_journal(profile: Path) -> None:
    head = profile / "journal.head"
    whole = head.read_bytes()
    for place in range(0, len(whole), 5):
        head.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert await codes(profile) == ["audit.head_damaged"], place
    head.write_bytes(whole + b"x")
    assert await codes(profile) == ["audit.head_damaged"]
    head.unlink()
    assert await codes(profile) == ["audit.head_missing"]


def changed(cell: object, random_: random.Random) -> object:
    """A value with one byte changed."""
    if isinstance(cell, str):
        raw = bytearray(cell.encode())
        raw[random_.randrange(len(raw))] ^= 1 << random_.randrange(8)
        return bytes(raw)
    return cell + random_.choice([256, -256, 65536])  # type: ignore[operator]  # a number


async def test_one_byte_of_a_stored_value_changed_100_of_100(profile: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any column of any record or link, by SQL, with the storage class kept where the bytes are still text."""
    chosen, missed = random.Random(6), []
    with contextlib.closing(sqlite3.connect(profile / "journal.db")) as file:
        columns = {table: [row[1] for row in file.execute(f"PRAGMA table_info({table})")] for table in TABLES}
        places = [(table, row[0], column) for table in TABLES for row in file.execute(f"SELECT rowid FROM {table}")
                  for column in columns[table]]
        places = [
            (table, row, column) for table, row, column in places
            if file.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)).fetchone()[0] != ""]
    for table, row, column in chosen.sample(places, 100):
        copy = tmp_path_factory.mktemp("copy")
        shutil.copytree(profile, copy, dirs_exist_ok=True)
        with contextlib.closing(sqlite3.connect(copy / "journal.db", isolation_level=None)) as file:
            triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            (cell,) = file.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)).fetchone()
            for name, _ in triggers:
                file.execute(f"DROP TRIGGER {name}")
            new = changed(cell, chosen)
            mark = "CAST(? AS TEXT)" if isinstance(new, bytes) else "?"
            file.execute(f"UPDATE {table} SET {column} = {mark} WHERE rowid = ?", (new, row))
            for _, sql in triggers:
                file.execute(sql)
        if not await codes(copy):
            missed.append((table, row, column))
    assert missed == []


def live_places(path: Path) -> list[int]:
    """Every byte of the file in a cell of a table or index, schema and free room left out (sqlite.org/fileformat2.html, “B-tree Pages”)."""
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big") % 65535 or 65536
    with contextlib.closing(sqlite3.connect(path)) as file:
        roots = {row[0] for row in file.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0")}
        assert file.execute("PRAGMA freelist_count").fetchone() == (0,)
    places: list[int] = []
    for page in range(2, len(data) // size + 1):
        start = (page - 1) * size
        kind = data[start]
        if kind not in (2, 5, 10, 13):
            continue  # a page of an overflow chain
        cells, header = int.from_bytes(data[start + 3 : start + 5], "big"), 8 if kind > 9 else 12
        offsets = sorted(int.from_bytes(data[start + header + 2 * n : start + header + 2 * n + 2], "big") for n in range(cells))
        for begin, end in zip(offsets, [*offsets[1:], size], strict=True):
            places += range(start + begin, start + min(end, begin + cell_size(data[start + begin : start + end], kind)))
    assert roots
    return places


def cell_size(cell: bytes, kind: int) -> int:
    """Bytes of a cell, as far as they lie on its page."""
    if kind in (2, 5):
        return len(cell) if kind == 2 else 4 + varint(cell[4:])[1]
    payload, used = varint(cell)
    if kind == 13:
        used += varint(cell[used:])[1]
    return min(len(cell), used + payload)


def varint(data: bytes) -> tuple[int, int]:
    """Value and length (sqlite.org/fileformat2.html, “Varint”)."""
    value = 0
    for place, byte in enumerate(data[:9]):
        if place == 8:
            return value << 8 | byte, 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value, max(1, len(data))


async def test_one_byte_of_the_file_changed_100_of_100(profile: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any byte of a live cell, also of a header or an index: what cannot be read any more is found too.

    Two kinds of bytes say nothing of the audit: SQLite's own counters of ids, and what a record holds in the place of its rowid, which
    SQLite does not read (sqlite.org/fileformat2.html, “Representation Of SQL Tables”). Of those every column is as it was.
    """
    chosen, missed, idle = random.Random(8), [], 0
    whole = everything(profile / "journal.db")
    for place in chosen.sample(live_places(profile / "journal.db"), 100):
        copy = tmp_path_factory.mktemp("copy")
        shutil.copytree(profile, copy, dirs_exist_ok=True)
        data = bytearray((copy / "journal.db").read_bytes())
        data[place] ^= 1 << chosen.randrange(8)
        (copy / "journal.db").write_bytes(data)
        if not await codes(copy):
            idle += everything(copy / "journal.db") == whole
            missed += [place] if everything(copy / "journal.db") != whole else []
    assert missed == []
    assert idle <= 3


def everything(path: Path) -> list[object]:
    """All values of the audit, with their types."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.text_factory = bytes
        found: list[object] = []
        for table in TABLES:
            columns = [row[1].decode() for row in file.execute(f"PRAGMA table_info({table})")]
            typed = ", ".join(f"{column}, typeof({column})" for column in columns)
            found += file.execute(f"SELECT rowid, {typed} FROM {table} ORDER BY rowid").fetchall()
    assert found
    return found


async def test_one_byte_of_an_export_changed(tmp_path: Path) -> None:
    await written(tmp_path, runs=2)
    journal = SqliteJournal(tmp_path)
    whole = "".join(export_lines(await journal.links(), await journal.head())).encode()
    part = "".join(export_lines(await journal.links(["r1"]), await journal.head())).encode()
    await journal.close()
    assert b'"r1"' in part and b'"r0"' not in part
    for data, step in ((part, 1), (whole, 17)):
        assert verify_export(data.splitlines(keepends=True)).well
        for place in range(0, len(data), step):
            broken = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
            assert not verify_export(broken.splitlines(keepends=True)).well, place


def begin(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)


async def test_processes_do_not_fork_the_chain(tmp_path: Path) -> None:
    text = """if True:
        import asyncio, sys
        from pathlib import Path
        from desktop_pipeline.adapters.sqlite import SqliteJournal
        from desktop_pipeline.domain.runs import intent
        from tests.adapters.contract_journal import PLAN
        async def main():
            journal = SqliteJournal(Path(sys.argv[1]))
            with await journal.create(sys.argv[2], PLAN, "One", "jo", 1.0):
                sys.stdin.readline()
                for number in range(60):
                    await journal.append(sys.argv[2], intent(float(number), "web", "patch"))
                    await journal.reserve_number("r/web", 1, sys.argv[2])
            await journal.close()
        asyncio.run(main())
    """
    processes = [begin([sys.executable, "-c", text, str(tmp_path), name]) for name in ("a", "b", "c")]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    assert [process.communicate() and process.returncode for process in processes] == [0, 0, 0]
    found = await verified(tmp_path)
    assert (found.findings, found.head.count) == ((), 3 * 121)


@pytest.fixture
async def older(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    shutil.copy(VERSION_1, tmp_path / "journal.db")
    journal = SqliteJournal(tmp_path)
    yield journal
    await journal.close()


async def test_a_journal_of_version_1_is_read_and_chained(older: SqliteJournal, tmp_path: Path) -> None:
    assert [(run.id, run.title, run.by, run.state) for run in await older.runs()] == [
        ("r2", "Release “2”", "jo@desk", "running"), ("r1", "Release 1.10", "jo@desk", "done")]
    assert await older.plan("r1") == PLAN
    events = await older.events("r1")
    assert events[:4] == EVENTS
    assert events[-1].what is What.RUN_ENDED
    assert await older.stops("r2") == 1
    assert [run.outcome for run in await older.build_runs("r/web")] == [RunOutcome.DONE]
    found = await older.verify()
    assert (found.findings, found.adopted, found.head.count) == ((), 14, 15)
    assert (tmp_path / "journal.db.v1.bak").exists()
    with await older.resume("r2"):
        await older.append("r2", run_ended(9.0, State.FAILED))
    assert await older.reserve_number("r/web", 1, "r3") == 2
    found = await older.verify()
    assert (found.findings, found.adopted, found.head.count) == ((), 14, 17)
    exported = verify_export([line.encode() for line in export_lines(await older.links(), await older.head())])
    assert (exported.findings, exported.adopted, exported.told) == ((), 14, 17)


async def test_vacuum_changes_nothing(profile: Path) -> None:
    with contextlib.closing(sqlite3.connect(profile / "journal.db", isolation_level=None)) as file:
        file.execute("VACUUM")
    assert await codes(profile) == []
