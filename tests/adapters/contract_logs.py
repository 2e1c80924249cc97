"""What all Logs do. A test module inherits the class and gives the fixture `logs`, which knows the secret SECRET."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.kept_ports import LogReader, Logs
from tests.adapters.support import until

SECRET = "hunter2-and-more"


def whole(reader: LogReader) -> list[str]:
    return reader.lines(0, reader.count())


def opened(logs: Logs, log_id: str) -> LogReader:
    reader = logs.reader(log_id)
    assert reader is not None
    return reader


class LogsContract:
    async def test_no_log(self, logs: Logs) -> None:
        assert logs.reader("r1/none") is None

    async def test_lines_come_back(self, logs: Logs) -> None:
        written = ["first", "", "ünï 한국어", "tab\tand  spaces ", "last"]
        writer = logs.writer("r1/web")
        for line in written:
            writer.write(line)
        writer.close()
        writer.close()
        reader = opened(logs, "r1/web")
        assert reader.count() == 5
        assert reader.finished()
        assert whole(reader) == written
        assert reader.line(2) == "ünï 한국어"
        assert reader.lines(3, 10) == written[3:]
        assert reader.lines(9, 10) == [] and reader.line(9) == ""
        reader.close()
        reader.close()

    async def test_ids_are_kept_apart(self, logs: Logs) -> None:
        ids = (
            "r1/a/b", "r1/a_b",
            "r1/A/b", "r1/a:b", "r1/..", "r1/../x", "r1/" + "x" * 400, "r1/" + "x" * 401, "r1/한", "r1/con", "r2/a/b", "r3",
        )
        for log_id in ids:
            writer = logs.writer(log_id)
            writer.write(log_id)
            writer.close()
        for log_id in ids:
            reader = opened(logs, log_id)
            assert whole(reader) == [log_id]
            reader.close()

    async def test_secrets_are_masked(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        writer.write(f"password is {SECRET}!")
        writer.write("clone https://jo:pa55@host/x")
        writer.close()
        reader = opened(logs, "r1/web")
        text = "\n".join(whole(reader))
        assert SECRET not in text and "pa55" not in text and "password is" in text
        reader.close()

    async def test_line_ends(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        for text in ("a\n", "b\r\n", "c\r", "d\ne"):
            writer.write(text)
        writer.close()
        reader = opened(logs, "r1/web")
        assert whole(reader) == ["a", "b", "c", "d", "e"]
        reader.close()

    async def test_follow_while_it_grows(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        reader = opened(logs, "r1/web")
        assert reader.count() == 0 and not reader.finished()
        seen: list[str] = []
        for number in range(5):
            writer.write(f"line {number}")
            await until(lambda number=number: reader.count() == number + 1)  # type: ignore[misc]
            seen += reader.lines(len(seen), 100)
            assert reader.line(number) == f"line {number}"
            assert not reader.finished()
        writer.write("end")
        writer.close()
        assert reader.finished()
        assert reader.count() == 6
        assert [*seen, *reader.lines(5, 1)] == [*(f"line {number}" for number in range(5)), "end"]
        reader.close()

    async def test_one_log_written_again_goes_on(self, logs: Logs) -> None:
        for text in ("one", "two"):
            writer = logs.writer("r1/web")
            with pytest.raises(UserError):
                logs.writer("r1/web")
            writer.write(text)
            writer.close()
            writer.write("too late")
        reader = opened(logs, "r1/web")
        assert whole(reader) == ["one", "two"]
        reader.close()

    async def test_many_threads(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")

        def work(name: int) -> None:
            for number in range(2000):
                writer.write(f"{name} {number} " + "x" * (number % 300))

        threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        writer.close()
        reader = opened(logs, "r1/web")
        found: dict[int, list[int]] = {name: [] for name in range(8)}
        for line in whole(reader):
            name, number, rest = line.split(" ")
            assert rest == "x" * (int(number) % 300)
            found[int(name)].append(int(number))
        assert all(numbers == list(range(2000)) for numbers in found.values())
        reader.close()

    async def test_long_lines_are_cut_when_shown(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        writer.write("before")
        writer.write("é" * 300_000 + "needle")
        writer.write("after")
        writer.close()
        reader = opened(logs, "r1/web")
        before, long, after = whole(reader)
        assert (before, after) == ("before", "after")
        assert long.startswith("é" * 30_000) and len(long.encode()) < 70_000
        assert reader.lines(1, 2) == [long, after]
        assert await reader.search("needle") == [1]
        reader.close()

    async def test_search(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        for text in ("Error: one", "nothing", "an ERROR error", "Éclair ÜBER", "오류 Error", "", "end"):
            writer.write(text)
        writer.close()
        reader = opened(logs, "r1/web")
        assert await reader.search("error") == [0, 2, 4]
        assert await reader.search("ERROR", first=1) == [2, 4]
        assert await reader.search("error", limit=2) == [0, 2]
        assert await reader.search("éCLAIR über") == [3]
        assert await reader.search("오류 ERROR") == [4]
        assert await reader.search("") == []
        assert await reader.search("error\nnothing") == []
        assert await reader.search("END", first=6) == [6]
        assert await reader.search("e", first=100) == []
        reader.close()

    async def test_save_as(self, logs: Logs, tmp_path: Path) -> None:
        writer = logs.writer("r1/web")
        writer.write("ünï")
        writer.write(SECRET)
        writer.close()
        reader = opened(logs, "r1/web")
        target = tmp_path / "saved.txt"
        await reader.save_as(target)
        first, second = target.read_bytes().decode().splitlines()
        assert first == "ünï" and SECRET not in second
        with pytest.raises(UserError) as caught:
            await reader.save_as(tmp_path / "missing" / "saved.txt")
        assert caught.value.code == "log.save_failed"
        reader.close()

    async def test_search_can_be_cancelled(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        for number in range(50_000):
            writer.write(f"line {number} of a log that takes a moment to read")
        writer.close()
        reader = opened(logs, "r1/web")
        task = asyncio.ensure_future(reader.search("nowhere"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await reader.search("line 49999 ") == [49_999]
        reader.close()

    async def test_colours_stay_in_lines_but_are_not_searched_nor_saved(self, logs: Logs, tmp_path: Path) -> None:
        written = ["\x1b[31merror\x1b[0m: \x1b[1mno\x1b[0m file", "10%\r20%\r\x1b[32m30%\x1b[0m", "\x1b]0;title\x07plain", "", "é\x1b[2K"]
        writer = logs.writer("r1/web")
        for line in written:
            writer.write(line)
        writer.close()
        reader = opened(logs, "r1/web")
        assert whole(reader) == written
        assert await reader.search("ERROR: NO FILE") == [0]
        assert await reader.search("30%") == [1] and await reader.search("20%") == [] and await reader.search("[31m") == []
        assert await reader.search("title") == [] and await reader.search("É") == [4]
        target = tmp_path / "saved.txt"
        await reader.save_as(target)
        assert target.read_text(encoding="utf-8") == "error: no file\n30%\nplain\n\né\n"
        reader.close()

    async def test_any_of_some_words(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        for line in ("killed", "an Error", "was killed", "\x1b[31mKilled\x1b[0m by error", "fatal and ERROR", "nothing", "fatal"):
            writer.write(line)
        writer.close()
        reader = opened(logs, "r1/web")
        words = ("\nkilled", "error", "fatal")
        assert await reader.search_any(words, 0, 100) == [0, 1, 3, 4, 6]
        assert await reader.search_any(words, 1, 4) == [1, 3]
        assert await reader.search_any(words, 6, 7) == [6] and await reader.search_any(words, 7, 9) == []
        assert await reader.search_any((), 0, 9) == []
        reader.close()

    async def test_a_secret_with_colours_in_it_is_masked(self, logs: Logs) -> None:
        writer = logs.writer("r1/web")
        writer.write(f"a \x1b[1m{SECRET[:4]}\x1b[31m{SECRET[4:]}\x1b[0m b")
        writer.write(f"\x1b[1m{SECRET}\x1b[0m")
        writer.close()
        reader = opened(logs, "r1/web")
        assert whole(reader) == ["a •••••• b", "\x1b[1m••••••\x1b[0m"]
        reader.close()

    async def test_times(self, logs: Logs, tmp_path: Path) -> None:
        before = time.time()
        writer = logs.writer("r1/web")
        writer.write("one\ntwo")
        await asyncio.sleep(0.3)
        writer.write("three")
        writer.close()
        reader = opened(logs, "r1/web")
        one, two, three = reader.times(0, 9)
        assert one is not None and two == one and three is not None
        assert before - 0.2 <= one <= three - 0.1 and three <= time.time()
        assert reader.times(2, 1) == [three] and reader.times(3, 1) == [] and reader.times(-1, 1) == [one]
        await reader.save_as(tmp_path / "saved.txt", times=True)
        lines = [line.split("  ", 1) for line in (tmp_path / "saved.txt").read_text().splitlines()]
        assert [text for _, text in lines] == ["one", "two", "three"]
        assert [datetime.fromisoformat(at).timestamp() for at, _ in lines] == [int(one), int(one), int(three)]
        reader.close()
        assert reader.times(0, 1) == []

    async def test_logs_of_whole_runs_are_removed(self, logs: Logs) -> None:
        for log_id in ("r1/web", "r1/lab/shop/Deployment/web", "r2/web", "r10/web"):
            writer = logs.writer(log_id)
            writer.write("line")
            writer.close()
        at_work = logs.writer("r3/web")
        assert await logs.remove(["r1", "r3", "nobody"]) == 1
        assert logs.reader("r1/web") is None
        assert logs.reader("r1/lab/shop/Deployment/web") is None
        for kept in ("r2/web", "r10/web", "r3/web"):
            opened(logs, kept).close()
        at_work.write("more")
        at_work.close()
        reader = opened(logs, "r3/web")
        assert whole(reader) == ["more"]
        reader.close()
        assert await logs.remove(["r3"]) == 1
        assert await logs.remove([]) == 0

    async def test_lines_of_other_times(self, logs: Logs) -> None:
        writer = logs.writer("r1/pods")
        for at in (1000.0, 5000.5, 2000.0):
            writer.write("x", at)
        writer.close()
        reader = opened(logs, "r1/pods")
        assert reader.times(0, 9) == [1000.0, 5000.5, 2000.0]
        reader.close()

    async def test_a_log_that_is_written_stays(self, logs: Logs) -> None:
        for log_id in ("r1/a", "r1/b", "r2/a"):
            writer = logs.writer(log_id)
            writer.write("x")
            if log_id != "r1/b":
                writer.close()
            else:
                held = writer
        kept = opened(logs, "r1/a")
        assert await logs.remove(["r1", "never-was"]) == 0
        assert logs.reader("r1/a") is None
        assert whole(kept) == ["x"]
        kept.close()
        for log_id in ("r1/b", "r2/a"):
            reader = opened(logs, log_id)
            assert whole(reader) == ["x"] or log_id == "r1/b"
            reader.close()
        held.close()
        assert await logs.remove(["r1"]) == 1
        assert logs.reader("r1/b") is None
