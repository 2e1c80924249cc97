"""An idle Qt program with the meter of ours, in a process of its own: what the computer itself did to a loop in the same seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class IdleReading:
    """Milliseconds; `late`: end of each long gap by `time.perf_counter()`, and its length."""

    count: int
    worst: float
    p99: float
    late: tuple[tuple[float, float], ...]

    def during(self, end: float, length: float) -> float:
        """The worst gap that overlaps one of ours."""
        begin = end - length / 1000
        return max((gap for ended, gap in self.late if ended > begin - 0.02 and ended - gap / 1000 < end + 0.02), default=0.0)


class Idle:
    """The process; `reset` begins a new window, `read` ends it. Use as a context manager."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Idle:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.prove._idle"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._pipe(process.stdin).close()  # its end
            process.wait(timeout=10)
            self._pipe(process.stdout).close()

    def reset(self) -> None:
        self._ask("reset")

    def read(self) -> IdleReading:
        found = json.loads(self._ask("read"))
        return IdleReading(found["count"], found["worst"], found["p99"], tuple((end, gap) for end, gap in found["late"]))

    def _ask(self, word: str) -> str:
        assert self._process is not None
        pipe = self._pipe(self._process.stdin)
        pipe.write(word + "\n")
        pipe.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process is not None
        return self._pipe(self._process.stdout).readline()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


def main() -> int:
    from PySide6.QtCore import QSocketNotifier
    from PySide6.QtWidgets import QApplication

    from desktop_pipeline.ui.meter import LoopMeter

    app = QApplication(sys.argv[:1])
    meter = LoopMeter(window=1_000_000)
    meter.LATE = 10.0  # what is late for us is compared with all that was late here
    meter.start()

    def answer() -> None:
        word = sys.stdin.readline().strip()
        if word == "reset":
            meter.reset()
            print("ok", flush=True)
        elif word == "read":
            reading = meter.reading()
            print(json.dumps({"count": reading.count, "worst": reading.worst, "p99": reading.p99, "late": list(meter.late)}), flush=True)
        else:
            app.quit()

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(answer)
    print("ready", flush=True)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
