"""Log files on a real disk: a killed writer, a full disk, threads that end, a million lines."""

from __future__ import annotations

import asyncio
import os
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from desktop_pipeline.adapters.logs import FileLogReader, FileLogs
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.redaction import Redactor
from tests.adapters.contract_logs import SECRET, LogsContract, opened, whole

ROOT = Path(__file__).parents[2]
MILLION = 1_000_000


@pytest.fixture
async def logs(tmp_path: Path) -> AsyncIterator[FileLogs]:
    made = FileLogs(tmp_path / "logs", Redactor([SECRET]))
    yield made
    await made.close()


class TestFileLogs(LogsContract):
    pass


async def test_closing_ends_writers_and_threads(tmp_path: Path) -> None:
    logs = FileLogs(tmp_path, Redactor())
    writers = [logs.writer(f"r1/{number}") for number in range(3)]
    assert [thread.name for thread in threading.enumerate()].count("log-flusher") == 1
    for writer in writers:
        writer.write("kept")
    reader = opened(logs, "r1/2")
    await logs.close()
    assert "log-flusher" not in [thread.name for thread in threading.enumerate()]
    assert whole(reader) == ["kept"] and reader.finished()
    reader.close()


async def test_a_closed_reader_is_empty(logs: FileLogs) -> None:
    writer = logs.writer("r1/web")
    writer.write("one")
    writer.close()
    reader = opened(logs, "r1/web")
    assert reader.count() == 1
    reader.close()
    assert reader.lines(0, 1) == [] and reader.finished()
    assert await reader.search("one") == []


WRITER = """
import sys, time
from pathlib import Path
from desktop_pipeline.adapters.logs import FileLogReader, FileLogs
from desktop_pipeline.domain.redaction import Redactor
writer = FileLogs(Path(sys.argv[1]), Redactor()).writer("r1/web")
writer.write("one")
time.sleep(0.5)
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def other_writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has written one line to the log r1/web and keeps it open."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "logs")], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


async def test_killed_writer(logs: FileLogs, tmp_path: Path, other_writer: subprocess.Popen[str]) -> None:
    reader = opened(logs, "r1/web")
    assert whole(reader) == ["one"] and not reader.finished()
    with pytest.raises(UserError) as caught:
        logs.writer("r1/web")
    assert caught.value.code == "log.in_use"
    other_writer.kill()
    other_writer.wait()
    assert reader.finished()
    path = next(iter(files(tmp_path)))
    with open(path, "ab") as file:  # noqa: ASYNC230
        file.write(b"half a li")
    assert whole(reader) == ["one", "half a li"]
    writer = logs.writer("r1/web")
    writer.write("again")
    writer.close()
    assert whole(reader) == ["one", "half a li", "again"]
    reader.close()


def files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.log"))


async def test_files_are_private(logs: FileLogs, tmp_path: Path) -> None:
    logs.writer("r1/web").close()
    if os.name == "posix":
        assert [path.stat().st_mode & 0o777 for path in files(tmp_path)] == [0o600]


async def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("")
    logs = FileLogs(tmp_path / "logs", Redactor())
    with pytest.raises(UserError) as caught:
        logs.writer("r1/web")
    assert caught.value.code == "log.unwritable"
    await logs.close()


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("place", ["logs", "below/logs"])
async def test_a_folder_on_a_disk_that_is_not_mounted(tmp_path: Path, place: str) -> None:
    """The reason is not that a file is in the way, and nothing is removed by anybody."""
    (tmp_path / place.partition("/")[0]).symlink_to(tmp_path / "mnt" / "disk")
    logs = FileLogs(tmp_path / place, Redactor())
    with pytest.raises(UserError) as caught:
        logs.writer("r1/web")
    assert caught.value.code == "log.unwritable"
    assert f"{tmp_path / place.partition('/')[0]} → {tmp_path / 'mnt' / 'disk'}: No such file or directory" in str(caught.value)
    (tmp_path / "mnt" / "disk").mkdir(parents=True)
    logs.writer("r1/web").close()
    assert len(files(tmp_path / "mnt")) == 1
    await logs.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small file system can only be mounted by root on Linux")
    result = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"cannot mount: {result.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_disk_full_costs_lines_and_says_so(small_disk: Path) -> None:
    logs = FileLogs(small_disk / "logs", Redactor())
    writer = logs.writer("r1/web")
    writer.write("first")
    writer.flush()
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 8192))
    for number in range(2000):
        writer.write(f"lost {number} " + "x" * 100)
    writer.flush()
    writer.write("lost too")
    writer.flush()
    filler.unlink()
    await asyncio.sleep(0.3)
    writer.write("last")
    writer.close()
    reader = opened(logs, "r1/web")
    lines = whole(reader)
    assert lines[0] == "first" and lines[-1] == "last"
    (notice,) = [line for line in lines if "were lost" in line]
    kept = sum(line.startswith("lost") and line.endswith("x" * 100) for line in lines)
    assert int(notice.split()[0][1:]) == 2001 - kept
    times = reader.times(0, len(lines))
    assert None not in times and times == sorted(times) and times[-1] > times[0]  # type: ignore[type-var,operator]
    reader.close()
    await logs.close()


async def test_a_million_lines(logs: FileLogs, tmp_path: Path) -> None:
    logs.writer("r1/web").close()
    path = next(iter(files(tmp_path)))
    with open(path, "wb") as file:  # noqa: ASYNC230
        for start in range(0, MILLION, 10_000):
            numbers = range(start, start + 10_000)
            file.write(b"".join(b"2025-01-01T00:00:00 line %d of a log with a rather Usual length\n" % number for number in numbers))
    reader = opened(logs, "r1/web")
    started = time.perf_counter()
    assert reader.count() == MILLION
    assert time.perf_counter() - started < 3.0  # three times the budget
    assert isinstance(reader, FileLogReader) and len(reader._ends_before) < 10_000
    started = time.perf_counter()
    for number in range(0, MILLION, 10_007):
        lines = reader.lines(number, 60)
        assert [int(line.split(" ")[2]) for line in lines] == list(range(number, min(number + 60, MILLION)))
        assert f" {number} " in reader.line(number)
    assert (time.perf_counter() - started) / 100 < 0.03
    for text, found in (("nowhere", []), ("LINE 999999 OF", [MILLION - 1]), ("é nowhere", []), ("사", [])):
        started = time.perf_counter()
        assert await reader.search(text) == found
        assert time.perf_counter() - started < 3.0
    with open(path, "ab") as file:  # noqa: ASYNC230
        file.write(b"one more\n")
    started = time.perf_counter()
    assert reader.count() == MILLION + 1
    assert time.perf_counter() - started < 0.1
    assert reader.line(MILLION) == "one more"
    reader.close()


async def test_every_line_is_found_at_its_place(logs: FileLogs, tmp_path: Path) -> None:
    """Lines of very different length, so that blocks of the index hold none, one or many."""
    written = [f"#{number}:" + "y" * (number * 7919 % 150_000 if number % 10 == 0 else number % 50) for number in range(300)]
    writer = logs.writer("r1/web")
    for text in written:
        writer.write(text)
    writer.close()
    reader = opened(logs, "r1/web")
    assert reader.count() == 300
    for number, text in enumerate(written):
        assert reader.line(number)[:60_000] == text[:60_000]
        assert [line[:40] for line in reader.lines(number, 3)] == [line[:40] for line in written[number:number + 3]]
        assert await reader.search(f"#{number}:") == [number]
    reader.close()


async def test_a_log_from_before_times_were_kept_and_one_that_goes_on(tmp_path: Path) -> None:
    logs = FileLogs(tmp_path, Redactor(), now=lambda: 1_700_000_000.04)
    logs.writer("r1/web").close()
    path = next(iter(files(tmp_path)))
    path.with_suffix(".times").unlink()
    path.write_bytes(b"old\nlines\n")
    reader = opened(logs, "r1/web")
    assert reader.times(0, 5) == [None, None]
    await reader.save_as(tmp_path / "saved", times=True)
    assert (tmp_path / "saved").read_bytes() == b"old\nlines\n"
    writer = logs.writer("r1/web")
    writer.write("new")
    writer.close()
    assert reader.times(0, 5) == [None, None, 1_700_000_000.04]
    reader.close()
    await logs.close()


async def test_times_of_what_a_killed_program_did_not_write(tmp_path: Path) -> None:
    now = [100.0]
    logs = FileLogs(tmp_path, Redactor(), now=lambda: now[0])
    writer = logs.writer("r1/web")
    writer.write("one")
    writer.close()
    path = next(iter(files(tmp_path))).with_suffix(".times")
    with open(path, "ab") as file:  # noqa: ASYNC230 - two records for lines that never came, and a part of one
        file.write(struct.pack("<QQQQ", 4, 200_000, 90, 300_000) + b"part")
    reader = opened(logs, "r1/web")
    assert reader.times(0, 1) == [100.0]
    now[0] = 50.0  # the clock was set back
    writer = logs.writer("r1/web")
    writer.write("two")
    writer.write("three")
    writer.close()
    assert path.stat().st_size == 32
    assert reader.times(0, 9) == [100.0, 50.0, 50.0]
    reader.close()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    await logs.close()


async def test_without_a_place_for_times_there_are_lines_all_the_same(logs: FileLogs, tmp_path: Path) -> None:
    logs.writer("r1/web").close()
    path = next(iter(files(tmp_path))).with_suffix(".times")
    path.unlink()
    path.mkdir()
    writer = logs.writer("r1/web")
    writer.write("one")
    writer.close()
    reader = opened(logs, "r1/web")
    assert whole(reader) == ["one"] and reader.times(0, 1) == [None]
    reader.close()


async def test_times_of_a_busy_log_take_little_room(tmp_path: Path) -> None:
    now = [1000.0]
    logs = FileLogs(tmp_path, Redactor(), now=lambda: now[0])
    writer = logs.writer("r1/web")
    for number in range(50_000):
        now[0] = 1000 + number / 10_000
        writer.write(f"line {number}")
    writer.close()
    assert next(iter(files(tmp_path))).with_suffix(".times").stat().st_size == 50 * 16
    reader = opened(logs, "r1/web")
    for number in (0, 999, 1000, 25_500, 49_999):
        assert reader.times(number, 1) == [1000 + number // 1000 / 10]
    reader.close()
    await logs.close()


async def test_what_somebody_left_in_the_folder_of_a_run_goes_with_it(logs: FileLogs, tmp_path: Path) -> None:
    writer = logs.writer("r1/web")
    writer.write("x")
    writer.close()
    (log,) = (tmp_path / "logs").glob("*/*.log")
    log.unlink()
    (log.parent / ".DS_Store").touch()
    (log.parent / "mine").mkdir()
    (log.parent / "mine" / "copy.txt").touch()
    assert len(list(log.parent.iterdir())) == 3, "times without their log, and two things of somebody"
    assert await logs.remove(["r1"]) == 1
    assert not log.parent.exists()


@pytest.mark.parametrize(("count", "said"), [
    (1, "[1 line was lost: it could not be written]"), (2, "[2 lines were lost: they could not be written]")])
async def test_how_many_lines_were_lost_is_said_in_good_english(
    logs: FileLogs, monkeypatch: pytest.MonkeyPatch, count: int, said: str
) -> None:
    writer = logs.writer("r1/web")
    with monkeypatch.context() as patched:
        patched.setattr("desktop_pipeline.adapters.logs.writing._write_all", lambda descriptor, data: data)
        for number in range(count):
            writer.write(f"gone {number}")
        writer.flush()
    writer.write("last")
    writer.close()
    reader = opened(logs, "r1/web")
    assert whole(reader) == ["", said, "last"]
    reader.close()


async def test_a_log_that_is_just_begun_is_not_lost_to_a_removal(logs: FileLogs) -> None:
    lost, removing = [], True

    async def remove() -> int:
        rounds = 0
        while removing:
            await logs.remove(["r1"])
            rounds += 1
        return rounds

    removal = asyncio.create_task(remove())
    try:
        for number in range(300):
            writer = await asyncio.to_thread(logs.writer, f"r1/{number % 3}")
            writer.write("said")
            writer.flush()
            reader = logs.reader(f"r1/{number % 3}")
            if reader is None or "said" not in whole(reader):
                lost.append(number)
            if reader is not None:
                reader.close()
            writer.close()
    finally:
        removing = False
        rounds = await removal
    assert rounds > 20, "it was removed all the while"
    assert lost == []


async def test_a_removal_does_not_wait_for_a_search(logs: FileLogs) -> None:
    writer = logs.writer("r1/web")
    writer.write("x")
    writer.close()
    at_work, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        at_work.set()
        go_on.wait(30)

    search = asyncio.create_task(logs._threads.run(slow))
    await asyncio.to_thread(at_work.wait, 30)
    try:
        assert await asyncio.wait_for(logs.remove(["r1"]), 20) == 1
        assert not search.done()
    finally:
        go_on.set()
        await search
