"""Journal, drafts and cache on a real disk: kills, two processes, full and read-only disks, migrations, newer and broken files."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_pipeline.adapters.common.locks import FileLock, is_held
from desktop_pipeline.adapters.sqlite import SqliteJournal, SqliteStore
from desktop_pipeline.adapters.sqlite import journal as journal_module
from desktop_pipeline.adapters.sqlite import store as store_module
from desktop_pipeline.adapters.sqlite.filesystem import network_file_system
from desktop_pipeline.domain.builds import Build, BuildRun, RunOutcome
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.runs import Event, What, intent
from tests.adapters.contract_journal import EVENTS, PLAN, JournalContract
from tests.adapters.contract_store import Other, StoreContract

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    opened = SqliteJournal(tmp_path / "profile")
    yield opened
    await opened.close()


class TestSqliteJournal(JournalContract):
    pass


class TestDrafts(StoreContract):
    @pytest.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[SqliteStore]:
        opened = SqliteStore.drafts(tmp_path)
        yield opened
        await opened.close()


class TestCache(StoreContract):
    @pytest.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[SqliteStore]:
        opened = SqliteStore.cache(tmp_path)
        yield opened
        await opened.close()


# ---- other processes -----------------------------------------------------------------------------------------------


def program(profile: Path, body: str) -> subprocess.Popen[str]:
    """A process that runs `body` with an open `journal`; it prints and reads lines."""
    text = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        from desktop_pipeline.adapters.sqlite import SqliteJournal
        from desktop_pipeline.domain.builds import BuildRun, RunOutcome
        from desktop_pipeline.domain.runs import intent, outcome
        from tests.adapters.contract_journal import PLAN
        async def main():
            journal = SqliteJournal(Path(sys.argv[1]))
        {}
        asyncio.run(main())
    """).format(textwrap.indent(textwrap.dedent(body), "    "))
    return subprocess.Popen([sys.executable, "-c", text, str(profile)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def ended() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes put in here are gone after the test."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


async def test_killed_between_intent_and_outcome(journal: SqliteJournal, tmp_path: Path, ended: list[subprocess.Popen[str]]) -> None:
    process = program(tmp_path / "profile", """
        await journal.create("r1", PLAN, "One", "jo", 1.0)
        await journal.record_build("r/web", BuildRun("web", 1, "1.B000001", RunOutcome.RUNNING, "r1"))
        await journal.append("r1", intent(2.0, "web", "patch"))
        print("ready", flush=True)
        sys.stdin.readline()
    """)
    ended.append(process)
    assert line(process) == "ready"
    assert [run.live for run in await journal.runs()] == [True]
    assert [run.outcome for run in await journal.build_runs("r/web")] == [RunOutcome.RUNNING]
    with pytest.raises(UserError) as caught:
        await journal.resume("r1")
    assert caught.value.code == "journal.run_held"
    process.kill()
    process.wait()
    (header,) = await journal.runs()
    assert (header.state, header.live) == ("running", False)
    assert await journal.events("r1") == (intent(2.0, "web", "patch"),)
    assert await journal.plan("r1") == PLAN
    assert [run.outcome for run in await journal.build_runs("r/web")] == [RunOutcome.INTERRUPTED]
    with await journal.resume("r1"):
        assert [run.live for run in await journal.runs()] == [True]
    with pytest.raises(UserError) as caught:
        await journal.resume("r2")
    assert caught.value.code == "journal.no_run"


async def test_killed_while_writing_loses_nothing_that_was_acknowledged(tmp_path: Path, ended: list[subprocess.Popen[str]]) -> None:
    process = program(tmp_path, """
        await journal.create("r1", PLAN, "One", "jo", 1.0)
        number = 0
        while True:
            await journal.append("r1", intent(float(number), "web", "patch"))
            print(number, flush=True)
            number += 1
    """)
    ended.append(process)
    while int(line(process)) < 50:
        pass
    process.kill()
    assert process.stdout is not None
    last = [int(text) for text in process.stdout.read().split("\n")[:-1]][-1:] or [50]
    journal = SqliteJournal(tmp_path)
    times = [event.at for event in await journal.events("r1")]
    await journal.close()
    assert times == [float(number) for number in range(len(times))]
    assert len(times) > last[0]


async def test_two_processes_never_get_one_number(tmp_path: Path, ended: list[subprocess.Popen[str]]) -> None:
    body = """
        sys.stdin.readline()
        for _ in range(100):
            print(await journal.reserve_number("r/web", 1, "r"), flush=True)
        await journal.close()
    """
    processes = [program(tmp_path, body) for _ in range(2)]
    ended.extend(processes)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [process.communicate() for process in processes]
    found = [[int(number) for number in output.split()] for output, _ in outputs]
    assert all(numbers == sorted(numbers) for numbers in found)
    assert sorted(found[0] + found[1]) == list(range(1, 201))


async def test_stop_asked_from_another_process(journal: SqliteJournal, tmp_path: Path) -> None:
    with await journal.create("r1", PLAN, "One", "jo", 1.0):
        process = program(tmp_path / "profile", 'await journal.ask_stop("r1")\nawait journal.close()')
        assert process.wait() == 0
        process.communicate()
        assert await journal.stops("r1") == 1


def test_lock(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "x.lock"
    assert not is_held(path)
    first, second = FileLock(path), FileLock(path)
    assert first.acquire() and first.acquire()
    assert is_held(path)
    assert not second.acquire()
    first.release()
    first.release()
    assert not is_held(path)
    assert not path.exists()
    assert second.acquire()
    second.release()


# ---- disks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small file system can only be mounted by root on Linux")
    result = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder], capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"cannot mount: {result.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_disk_full(small_disk: Path) -> None:
    journal = SqliteJournal(small_disk)
    with await journal.create("r1", PLAN, "One", "jo", 1.0):
        await journal.append("r1", EVENTS[0])
        filler = small_disk / "filler"
        filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 4096 * 4))
        big = Event(What.OUTCOME, 1.0, "a", {"text": "x" * 200_000})
        with pytest.raises(UserError) as caught:
            await journal.append("r1", big)
        assert caught.value.code == "journal.full"
        assert "Free some space" in str(caught.value)
        assert await journal.events("r1") == EVENTS[:1]
        filler.unlink()
        await journal.append("r1", EVENTS[1])
        assert await journal.events("r1") == EVENTS[:2]
    await journal.close()


async def test_disk_full_from_the_start(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * shutil.disk_usage(small_disk).free)
    journal = SqliteJournal(small_disk)
    for _ in range(2):
        with pytest.raises(UserError) as caught:
            await journal.create("r1", PLAN, "One", "jo", 1.0)
        assert caught.value.code == "journal.full"
    (small_disk / "filler").unlink()
    with await journal.create("r1", PLAN, "One", "jo", 1.0):
        assert [run.live for run in await journal.runs()] == [True]
    await journal.close()


async def test_disk_full_for_the_cache_is_only_a_warning(small_disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = SqliteStore.cache(small_disk)
    await cache.save("a", Other(1))
    (small_disk / "filler").write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 4096))
    for _ in range(3):
        await cache.save("b", tuple("x" * 100_000 for _ in range(5)))
    assert await cache.load("a", Other) == Other(1)
    await cache.close()
    assert len([record for record in caplog.records if "disk is full" in record.message]) == 1


@pytest.fixture
def read_only_folder(small_disk: Path) -> Path:
    result = subprocess.run(["mount", "-o", "remount,ro", small_disk], capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"cannot mount read-only: {result.stderr.strip()}")
    return small_disk


async def test_read_only_folder(read_only_folder: Path) -> None:
    for profile in (read_only_folder, read_only_folder / "below"):
        journal, drafts = SqliteJournal(profile), SqliteStore.drafts(profile)
        with pytest.raises(UserError) as caught:
            await journal.open()
        assert caught.value.code == "journal.unwritable"
        with pytest.raises(UserError) as caught:
            await drafts.save("a", Other(1))
        assert caught.value.code == "store.unwritable"
        await journal.close()
        await drafts.close()


async def test_profile_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("")
    journal = SqliteJournal(tmp_path / "profile")
    with pytest.raises(UserError) as caught:
        await journal.open()
    assert caught.value.code == "journal.unwritable"
    await journal.close()


async def test_network_file_system_is_refused(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, network=lambda folder: "nfs")
    with pytest.raises(UserError) as caught:
        await journal.open()
    assert caught.value.code == "journal.network"
    assert "nfs" in str(caught.value)
    assert not (tmp_path / "journal.db").exists()
    await journal.close()


def test_this_disk_is_no_network(tmp_path: Path) -> None:
    assert network_file_system(tmp_path) == ""


# ---- forms of files ------------------------------------------------------------------------------------------------

NEXT = (*journal_module.MIGRATIONS, ("ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT ''", "CREATE TABLE more (a)"))


async def test_append_only(journal: SqliteJournal, tmp_path: Path) -> None:
    with await journal.create("r1", PLAN, "One", "jo", 1.0):
        await journal.append("r1", EVENTS[0])
        await journal.ask_stop("r1")
        await journal.reserve_number("r", 1, "r1")
        await journal.record_build("r", BuildRun("web", 1, "1.B000001", RunOutcome.DONE))
    other = sqlite3.connect(tmp_path / "profile" / "journal.db")
    for table in ("runs", "events", "stops", "numbers", "builds", "chain"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = 77"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(statement)
    other.close()
    assert len(await journal.events("r1")) == 1


async def test_durability_settings(journal: SqliteJournal) -> None:
    def settings(connection: sqlite3.Connection) -> tuple[object, ...]:
        return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "user_version"))

    assert await journal._database.run(settings) == ("wal", 2, len(journal_module.MIGRATIONS))


def copies(folder: Path) -> list[Path]:
    return list(folder.glob("*.bak"))


async def test_migration_makes_a_copy(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path)
    with await journal.create("r1", PLAN, "One", "jo", 1.0):
        await journal.append("r1", EVENTS[0])
    await journal.close()
    assert not copies(tmp_path)
    now = len(journal_module.MIGRATIONS)
    newer = SqliteJournal(tmp_path, migrations=NEXT)
    assert await newer.events("r1") == EVENTS[:1]
    await newer.close()
    (copy,) = copies(tmp_path)
    assert copy.name == f"journal.db.v{now}.bak"
    old = sqlite3.connect(copy)
    assert old.execute("PRAGMA user_version").fetchone() == (now,)
    assert old.execute("SELECT count(*) FROM events").fetchone() == (1,)
    old.close()


async def test_newer_file_is_refused(tmp_path: Path) -> None:
    newer = SqliteJournal(tmp_path, migrations=NEXT)
    await newer.open()
    await newer.close()
    before = (tmp_path / "journal.db").read_bytes()
    journal = SqliteJournal(tmp_path)
    for _ in range(2):
        with pytest.raises(UserError) as caught:
            await journal.runs()
        assert caught.value.code == "journal.newer"
    await journal.close()
    assert (tmp_path / "journal.db").read_bytes() == before


async def test_failed_migration_changes_nothing(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path)
    await journal.open()
    await journal.close()
    bad = SqliteJournal(tmp_path, migrations=(*journal_module.MIGRATIONS, ("CREATE TABLE more (a)", "nonsense")))
    with pytest.raises(UserError):
        await bad.open()
    await bad.close()
    again = SqliteJournal(tmp_path)
    assert await again.runs() == ()
    await again.close()


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
async def test_broken_files(tmp_path: Path, content: bytes) -> None:
    for name in ("journal.db", "drafts.db", "cache.db"):
        (tmp_path / name).write_bytes(content)
    journal, drafts, cache = SqliteJournal(tmp_path), SqliteStore.drafts(tmp_path), SqliteStore.cache(tmp_path)
    with pytest.raises(UserError) as caught:
        await journal.open()
    assert caught.value.code == "journal.broken"
    with pytest.raises(UserError) as caught:
        await drafts.load("a", Other)
    assert caught.value.code == "store.broken"
    assert await cache.load("a", Other) is None
    await cache.save("a", Other(1))
    assert await cache.load("a", Other) == Other(1)
    for opened in (journal, drafts, cache):
        await opened.close()
    assert (tmp_path / "journal.db").read_bytes() == content
    assert (tmp_path / "drafts.db").read_bytes() == content


async def test_cache_broken_while_open_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = SqliteStore.cache(tmp_path)
    for number in range(200):
        await cache.save(str(number), ("x" * 1000, number))
    await cache.close()
    path = tmp_path / "cache.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 40_000)
    cache = SqliteStore.cache(tmp_path)
    await cache.load("5", Other)
    await cache.save("5", Other(5))
    assert await cache.load("5", Other) == Other(5)
    await cache.close()
    (warned,) = caplog.records
    assert isinstance(warned.args, tuple) and isinstance(warned.args[0], UserError), "so that the window can translate it"
    assert warned.args[0].code == "store.made_anew" and str(path) in warned.getMessage()


async def test_newer_drafts_are_refused_a_newer_cache_is_made_anew(tmp_path: Path) -> None:
    more = (*store_module.MIGRATIONS, ("CREATE TABLE more (a)",))
    for name, disposable in (("drafts.db", False), ("cache.db", True)):
        store = SqliteStore(tmp_path / name, disposable=disposable, migrations=more)
        await store.save("a", Other(1))
        await store.close()
    drafts, cache = SqliteStore.drafts(tmp_path), SqliteStore.cache(tmp_path)
    with pytest.raises(UserError) as caught:
        await drafts.load("a", Other)
    assert caught.value.code == "store.newer"
    assert await cache.load("a", Other) is None
    await drafts.close()
    await cache.close()


async def test_drafts_are_copied_before_a_migration(tmp_path: Path) -> None:
    drafts = SqliteStore.drafts(tmp_path)
    await drafts.save("a", Other(1))
    await drafts.close()
    newer = SqliteStore(tmp_path / "drafts.db", migrations=(*store_module.MIGRATIONS, ("CREATE TABLE more (a)",)))
    assert await newer.load("a", Other) == Other(1)
    await newer.close()
    assert (tmp_path / "drafts.db.v1.bak").exists()


async def test_kept_over_a_restart(tmp_path: Path) -> None:
    drafts = SqliteStore.drafts(tmp_path)
    await drafts.save("a", Other(1))
    await drafts.close()
    await drafts.close()
    with pytest.raises(RuntimeError):
        await drafts.load("a", Other)
    again = SqliteStore.drafts(tmp_path)
    assert await again.load("a", Other) == Other(1)
    await again.close()


async def test_tasks_within_other_values_are_not_lost_silently(tmp_path: Path) -> None:
    @dataclass
    class Holder:
        build: Build

    drafts = SqliteStore.drafts(tmp_path)
    with pytest.raises(TypeError):
        await drafts.save("a", Holder(Build("a", "b", "c", "d")))
    await drafts.close()


async def test_text_that_is_not_unicode(journal: SqliteJournal) -> None:
    with await journal.create("r1", PLAN, "bad \udcff", "jo", 1.0):
        await journal.append("r1", Event(What.OUTCOME, 1.0, "a", {"text": "x\udcffü"}))
    assert (await journal.events("r1"))[0].data["text"] == "x?ü"
