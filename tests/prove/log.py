"""A log of 1,000,000 lines while View Log follows it: the loop's gaps p99 ≤ 50 ms, search ≤ 1 s, memory growth ≤ 60 MB.

The real window over the real log files. Lines are written from another process, as fast as `--rate` says; the view follows, is scrolled
away and back, and its search field is used while the log grows and when it is whole.

`--lines N`, `--rate N` lines a second (0: as fast as it goes); `--fair`: without a higher priority than other programs.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.prove._first import go_first
from tests.prove._idle import ROOT, Idle, IdleReading
from tests.prove.gui import megabytes, until

if TYPE_CHECKING:
    from desktop_pipeline.ui.logs.log_view import LogView
    from desktop_pipeline.ui.meter import Reading
    from tests.prove._watchdog import Watchdog

GAP, SEARCH, MEMORY = 50.0, 1.0, 60.0
RUN = "20260101-000000-abcdef"
LOG = f"{RUN}/build/noisy"
RARE, COMMON, NOWHERE = "needle in line", "file.c", "is nowhere in it"


def write(folder: str, lines: int, rate: int) -> int:
    """The other process."""
    from desktop_pipeline.adapters.logs import FileLogs
    from desktop_pipeline.domain.redaction import Redactor

    logs = FileLogs(Path(folder), Redactor())
    writer, begin = logs.writer(LOG), time.monotonic()
    for number in range(lines):
        if number % 100_000 == 99_999:
            writer.write(f"\x1b[31m{RARE} {number}: error: something\x1b[0m")
        else:
            writer.write(f"{number:08} module {number % 97}: src/part/{number % 31}/file.c -> build/file.o ok, {number % 1000} ms")
        if rate and number % 200 == 0 and (ahead := number / rate - (time.monotonic() - begin)) > 0:
            time.sleep(ahead)
    writer.close()
    asyncio.run(logs.close())
    return 0


@dataclass
class Result:
    lines: int = 0
    seconds: float = 0.0
    following: Reading | None = None
    whole: Reading | None = None
    idle: IdleReading | None = None
    searches: list[tuple[str, float, str]] = field(default_factory=list)
    memory: list[tuple[str, float]] = field(default_factory=list)
    late: list[tuple[float, float]] = field(default_factory=list)


async def idle_again(view: LogView, work: str) -> None:
    while view._work.busy(work) or view.ui.hits.text().startswith("Searching"):  # noqa: ASYNC110 - as a person would look
        await asyncio.sleep(0.002)


async def search(view: LogView, text: str) -> tuple[float, str]:
    """Type a text and wait for the answer: seconds without the pause after typing, and what is shown."""
    view.ui.search.setText("")
    await asyncio.sleep(0.3)
    view.ui.search.setText(text)
    begin = time.perf_counter()
    view.ui.search.returnPressed.emit()  # Enter does not wait for the end of typing
    await idle_again(view, "search log")
    return time.perf_counter() - begin, view.ui.hits.text()


async def measured(folder: Path, lines: int, rate: int, idle: Idle) -> tuple[Result, Watchdog]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop_pipeline.adapters.keyring_vault import MemoryVault
    from desktop_pipeline.compose import Options, compose
    from desktop_pipeline.ui.logs.log_view import LogWindow
    from tests.prove._watchdog import CpuMeter, Watchdog

    result, meter = Result(), CpuMeter()
    watchdog = Watchdog(meter)
    bench = compose(Options(workspace=str(folder / "workspace"), profile=str(folder / "profile")), MemoryVault())
    await bench.start()
    window = LogWindow(bench)
    window.show()
    view = window.view
    await asyncio.sleep(1)
    gc.collect()
    result.memory.append(("window open, no log", megabytes()))
    logs = str(folder / "profile" / "logs")
    command = [sys.executable, "-m", "tests.prove.log", "--write", logs, "--lines", str(lines), "--rate", str(rate)]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: ASYNC220 - only starts it
    try:
        with watchdog:
            await until(lambda: any(Path(logs).rglob("*.log")), 20, "the log begins")
            window.open(LOG)
            idle.reset()
            meter.start()
            begin, turn = time.perf_counter(), 0
            while process.poll() is None or view.model.rowCount() < lines:
                turn += 1
                if turn % 40 == 20:
                    QTest.keyClick(view.ui.table, Qt.Key.Key_PageUp)
                elif turn % 40 == 25:
                    QTest.keyClick(view.ui.table, Qt.Key.Key_Home)
                elif turn % 40 == 30:
                    view.ui.follow.setChecked(True)
                elif turn % 200 == 100:
                    result.searches.append(("while it grows", *await search(view, COMMON)))
                await asyncio.sleep(0.05)
                assert time.perf_counter() - begin < 180, f"{view.model.rowCount():,} lines were shown"
            result.seconds, result.lines = time.perf_counter() - begin, view.model.rowCount()
            result.following, result.late = meter.reading(), list(meter.late)
            result.memory.append(("all lines followed", megabytes()))
            meter.reset()
            for name, text in (("rare", RARE), ("in every line", COMMON), ("nowhere", NOWHERE), ("not ASCII", "é"),
                               ("last line", f"{lines - 2:08}")):
                result.searches.append((name, *await search(view, text)))
            begin = time.perf_counter()
            view.finder.jump_to_error()
            await idle_again(view, "find error")
            result.searches.append(("jump to error", time.perf_counter() - begin, f"line {view.finder.row() + 1:,}"))
            for part in range(20):
                view.go_to(part * lines // 20)
                await asyncio.sleep(0.02)
            result.whole = meter.reading()
            result.late += list(meter.late)
            meter.stop()
            result.idle = idle.read()
            result.memory.append(("after searching", megabytes()))
    finally:
        process.terminate()
        process.wait()
        window.close()
        await bench.close()
    return result, watchdog


def show(result: Result, watchdog: Watchdog) -> int:
    following, whole, idle = result.following, result.whole, result.idle
    assert following is not None and whole is not None and idle is not None
    print(f"\n{result.lines:,} lines in {result.seconds:.1f} s: {result.lines / result.seconds:,.0f} lines/s")
    print(f"\n{'gaps of the loop':22}{'turns':>8}{'median':>10}{'p99':>10}{'worst':>10}")
    for name, reading in (("following", following), ("searching, jumping", whole)):
        print(f"{name:22}{reading.count:>8}{reading.median:>7.1f} ms{reading.p99:>7.1f} ms{reading.worst:>7.1f} ms")
    print(f"{'idle Qt process':22}{idle.count:>8}{'':10}{idle.p99:>7.1f} ms{idle.worst:>7.1f} ms")
    for end, gap in sorted(result.late, key=lambda item: -item[1])[:4]:
        found = watchdog.of(end, gap)
        for place, count in found.stacks.most_common(1) if found else ():
            print(f"  gap of {gap:.0f} ms: {count}× {place}")
    print(f"\n{'search':22}{'seconds':>10}  found")
    for name, seconds, found_text in result.searches:
        print(f"{name:22}{seconds:>10.3f}  {found_text}")
    print("\n" + "\n".join(f"{what:22}{size:>7.0f} MB" for what, size in result.memory))
    growth = max(size for _, size in result.memory) - result.memory[0][1]
    slowest = max((seconds for _, seconds, _ in result.searches), default=0.0)
    p99 = max(following.p99, whole.p99)
    well = True
    print(f"\n{'':22}{'measured':>12}{'budget':>12}")
    for name, found_value, budget, unit in (("gap p99", p99, GAP, "ms"), ("slowest search", slowest, SEARCH, "s"),
                                            ("memory growth", growth, MEMORY, "MB")):
        held = found_value <= budget
        well = well and held
        print(f"{name:22}{found_value:>9.2f} {unit:2}{budget:>9.0f} {unit:2}  {'held' if held else 'NOT held'}")
    return 0 if well else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rate", type=int, default=50_000)
    parser.add_argument("--fair", action="store_true")
    parser.add_argument("--write", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        return write(given.write, given.lines, given.rate)
    code = go_first(not given.fair)
    if code is not None:
        return code
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop_pipeline.app import application
    from desktop_pipeline.ui.bridge import QtLoop

    with tempfile.TemporaryDirectory(prefix="prove-log-") as folder, Idle() as idle:
        loop = QtLoop(application())
        try:
            result, watchdog = loop.run_until_complete(measured(Path(folder), given.lines, given.rate, idle))
        finally:
            loop.close()
    return show(result, watchdog)


if __name__ == "__main__":
    sys.exit(main())
