"""How a run looks: the table, encodings, colours, readers that leave; and the program as a process, also in a terminal."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop_pipeline.cli import table
from desktop_pipeline.cli.codes import place_line, placed
from desktop_pipeline.cli.output import Output, cut, harmless, padded, width
from desktop_pipeline.cli.progress import JsonDisplay, LineDisplay, TableDisplay, display_for
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import (
    RunState,
    State,
    StepKind,
    StepState,
    fold,
    intent,
    progress,
    run_ended,
    started,
    step_defined,
    step_ended,
    stop_asked,
)
from desktop_pipeline.domain.time_left import StepLeft, TimeLeft

ROOT = Path(__file__).parents[2]


class Stream(io.TextIOWrapper):
    """A stream of some encoding that may claim to be a terminal."""

    def __init__(self, encoding: str = "utf-8", terminal: bool = False) -> None:
        self.raw_bytes = io.BytesIO()
        self._terminal = terminal
        super().__init__(self.raw_bytes, encoding=encoding, write_through=True)

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        return self.raw_bytes.getvalue().decode(self.encoding)


def a_run(steps: int = 3) -> RunState:
    events = [started(100.0, "Release 한국 7", "me", ""), step_defined(100.0, "build/web", StepKind.BUILD, "web", log="r/build/web")]
    events += [step_defined(100.0, f"lab/shop/Deployment/w{number}", StepKind.ROLLOUT, f"w{number}") for number in range(steps)]
    events += [
        intent(101.0, "build/web", "build", number=8, tag="1.B000008"), progress(102.0, "build/web", 0.5, Message.of("builds.building")),
        step_ended(103.0, "lab/shop/Deployment/w0", State.FAILED, Message.of("pod.crash", container="c\x1b[31m", code=1, restarts=2))]
    return fold("r", events)


# ---- text --------------------------------------------------------------------------------------------------------------------------------


def test_width_of_text() -> None:
    assert width("한국") == 4
    assert width("e\u0301") == 1
    assert cut("release", 7) == "release"
    assert cut("release", 4) == "rel…"
    assert width(cut("한국어", 4)) <= 4
    assert padded("한", 4) == "한  "
    assert cut("abc", 0) == ""


def test_text_of_others_does_not_steer_the_terminal() -> None:
    assert harmless("a\x1b[2Jb\x1b]0;title\x07c\r\nd\x9be") == "abc  de"


def test_bar_and_duration() -> None:
    assert table.bar(0.5) == "██████░░░░░░  50 %"
    assert width(table.bar(None)) == width(table.bar(1.0))
    assert [table.duration(seconds) for seconds in (7, 750, 3723, -1)] == ["0:07", "12:30", "1:02:03", "0:00"]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp437"])
@pytest.mark.parametrize("columns", [20, 40, 79, 200])
def test_the_table_fits(encoding: str, columns: int) -> None:
    output = Output(Stream(encoding, terminal=True))
    for rows in (3, 5, 24):
        lines = table.lines(a_run(12), 110.0, columns, rows, output)
        assert len(lines) <= rows
        for line in lines:
            plain = re.sub(r"\x1b\[[0-9]*m", "", output.fitting(line))
            assert width(plain) <= columns
            assert "\x1b" not in plain
    assert "… and" in table.lines(a_run(12), 110.0, 100, 5, Output(Stream()))[-1]


def test_a_pause_is_not_counted() -> None:
    steps = {name: StepState(name, kind, name, state) for name, kind, state in (
        ("a", StepKind.ROLLOUT, State.DONE), ("b", StepKind.ROLLOUT, State.FAILED), ("pause/0", StepKind.PAUSE, State.SKIPPED))}
    assert table.counted(RunState("r", steps=steps)) == "2 of 2, 1 not well"


def test_what_failed_is_shown_first_when_room_is_short() -> None:
    text = "\n".join(table.lines(a_run(40), 110.0, 100, 4, Output(Stream())))
    assert "w0" in text
    assert "build web" in text
    assert "38 more" in text or "39 more" in text


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Output(Stream(terminal=True)).paint("x", "red") == "\x1b[31mx\x1b[0m"
    assert Output(Stream()).paint("x", "red") == "x"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Output(Stream(terminal=True)).paint("x", "red") == "x"
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert Output(Stream(terminal=True)).paint("x", "red") == "x"


def test_the_display_suits_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(display_for(Output(Stream(terminal=True)), False), TableDisplay)
    assert isinstance(display_for(Output(Stream(terminal=True)), True), JsonDisplay)
    assert isinstance(display_for(Output(Stream()), False), LineDisplay)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(display_for(Output(Stream(terminal=True)), False), LineDisplay)


def test_json_lines_tell_changes_once() -> None:
    stream = Stream("ascii")
    display, run = JsonDisplay(Output(stream)), a_run()
    display.show(run, 104.0)
    display.show(run, 105.0)
    ended = fold("r", [])
    assert ended.state is State.PENDING
    first = [json.loads(line) for line in stream.text().splitlines()]
    assert [line["step"] for line in first] == ["", "build/web", *(f"lab/shop/Deployment/w{number}" for number in range(3))]
    build = first[1]
    assert (build["stage"], build["fraction"], build["code"]) == ("build", 0.5, "builds.building")
    assert build["data"] == {"tag": "1.B000008", "number": 8, "log": "r/build/web"}
    assert first[0]["data"]["title"] == "Release 한국 7"


def test_json_lines_end_with_the_verdict() -> None:
    stream = Stream()
    display = JsonDisplay(Output(stream))
    events = [started(1.0, "t", "me", ""), step_defined(1.0, "build/web", StepKind.BUILD, "web")]
    display.show(fold("r", events), 1.0)
    events.append(stop_asked(2.0))
    display.show(fold("r", events), 2.0)
    events += [step_ended(3.0, "build/web", State.CANCELLED), run_ended(3.0, State.CANCELLED)]
    display.show(fold("r", events), 3.0)
    lines = [json.loads(line) for line in stream.text().splitlines()]
    assert [(line["step"], line["state"]) for line in lines] == [
        ("", "running"), ("build/web", "pending"), ("", "running"), ("build/web", "cancelled"), ("", "cancelled")]
    assert lines[2]["data"]["stopping"] is True


def test_secrets_are_masked_and_json_stays_json() -> None:
    stream = Stream()
    Output(stream).json({"text": "https://user:p\"ss@host/x", "list": ["Authorization: Bearer abc"]})
    value = json.loads(stream.text())
    assert value == {"text": "https://user:••••••@host/x", "list": ["Authorization: Bearer ••••••"]}


def test_a_reader_that_left_does_not_end_the_run() -> None:
    class Gone(Stream):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    output = Output(Gone(), Gone())
    for _ in range(3):
        output.line("x")
        output.error("y")
    output.close()


def test_signs_that_the_encoding_lacks() -> None:
    stream = Stream("ascii")
    Output(stream).line("✓ “a” → b … 한 ••••••")
    assert stream.text() == 'ok "a" -> b ... ? ******\n'


def test_places_of_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert placed("plans/x.yaml", str(tmp_path / "team")) == str(Path("team", "plans", "x.yaml"))
    assert placed("plans/x.yaml", "/elsewhere") == str(Path("/elsewhere/plans/x.yaml"))
    assert placed("plans/x.yaml", "") == str(Path("plans/x.yaml"))
    assert place_line("f", 3, "a.b", "text") == "f:3: a.b: text"
    assert place_line("f", 0, "", "text") == "f: text"


def test_the_time_left_stands_in_the_head_and_beside_each_step() -> None:
    left = TimeLeft(130.0, {"build/web": StepLeft(0.0, 42.0), "lab/shop/Deployment/w1": StepLeft(75.0, 99.0),
                            "lab/shop/Deployment/w2": StepLeft(0.0, 0.0, late=True)})
    run = a_run()
    run = replace(run, steps={**run.steps, "lab/shop/Deployment/w2": replace(run.steps["lab/shop/Deployment/w2"], state=State.RUNNING)})
    shown = table.lines(run, 110.0, 120, 20, Output(Stream()), left)
    assert "0:10  about 2:10 left, ends about " in shown[0]
    assert "0:40 left" in shown[1]
    assert "left" not in shown[2], "what has ended has no time left"
    assert "in 1:15" in shown[3]
    assert "overdue" in shown[4]
    narrow = table.lines(replace(run, title="a title " * 20), 110.0, 70, 20, Output(Stream()), left)
    assert "about 2:10 left" in narrow[0], "the title gives way"
    assert all(width(line) <= 70 for line in narrow)
    stopping = table.lines(replace(run, stopping=True), 110.0, 120, 20, Output(Stream()), left)
    assert "stopping…" in stopping[0]
    assert "2:10" not in stopping[0]


def test_lines_tell_the_time_left_now_and_then() -> None:
    stream = Stream()
    display, run = LineDisplay(Output(stream)), a_run()
    for now in (104.0, 105.0, 120.0, 135.0):
        display.show(run, now, TimeLeft(130.0))
    display.show(run, 200.0, TimeLeft(130.0, known=False))
    assert [line[:20] for line in stream.text().splitlines() if "left" in line] == ["  0:04  1 of 4, 1 no", "  0:35  1 of 4, 1 no"]


# ---- as a process ------------------------------------------------------------------------------------------------------------------------


@dataclass
class Process:
    code: int
    out: str


def in_terminal(*arguments: str, columns: int = 100, when: Callable[[str], bool] | None = None, **variables: str) -> Process:
    """Run the program in a terminal of this width; Ctrl+C as soon as `when` holds for its output."""
    primary, secondary = pty.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm", **variables}
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "desktop_pipeline", *arguments], cwd=ROOT, env=environment, start_new_session=True,
        stdin=secondary, stdout=secondary, stderr=secondary)
    os.close(secondary)
    got, deadline = b"", time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            if select.select([primary], [], [], 0.2)[0]:
                try:
                    read = os.read(primary, 65536)
                except OSError:
                    break
                if not read:
                    break
                got += read
            if when is not None and when(got.decode(errors="replace")):
                when = None
                process.send_signal(signal.SIGINT)
        return Process(process.wait(10), got.decode())
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(primary)


def screen(text: str, rows: int = 60) -> list[str]:
    """What is on the screen in the end: plays the few control sequences that we write."""
    lines, row = [""], 0
    for part in re.split(r"(\x1b\[[0-9]*[A-Za-z]|\r?\n)", text):
        if match := re.fullmatch(r"\x1b\[([0-9]*)([A-Za-z])", part):
            if match[2] == "F":
                row -= int(match[1])
                assert row >= 0
            elif match[2] == "J":
                lines = [*lines[:row], ""]
            elif match[2] == "K":
                pass
        elif part in ("\n", "\r\n"):
            row += 1
            if row == len(lines):
                lines.append("")
        else:
            lines[row] += part
    return lines


def test_in_a_terminal_the_table_is_drawn_in_place() -> None:
    done = in_terminal("--sandbox", "run", "api-2.0", columns=70)
    assert done.code == 0
    assert "\x1b[2F" in done.out
    assert "█" in done.out
    shown = screen(done.out)
    assert sum("lab/shop/api" in line for line in shown) == 1
    assert any(line.startswith("  ✓ lab/shop/api") and "2 available" in line for line in shown)
    assert shown[-3].startswith("Done: 1 of 1 steps went well")
    assert all(width(line) < 70 for line in shown)
    assert "{" not in done.out


def test_in_a_terminal_without_utf8_and_colours() -> None:
    done = in_terminal("--sandbox", "run", "api-2.0", PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert done.code == 0
    assert done.out.isascii()
    assert not re.search(r"\x1b\[[0-9]*m", done.out)


def test_ctrl_c_in_a_terminal() -> None:
    done = in_terminal("demo", when=lambda text: "watch" in text)
    assert done.code == 130
    shown = screen(done.out)
    assert "Stopping. Ctrl+C once more leaves without waiting." in "\n".join(shown)
    assert sum(line.startswith("  – lab/shop/api   ") for line in shown) == 1
    assert any(line.startswith("Cancelled: ") for line in shown)


def program(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-W", "error", "-m", "desktop_pipeline", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
        timeout=60, **more)


def test_as_a_process_exit_codes() -> None:
    assert program("--help").returncode == 0
    assert program("run").returncode == 3
    done = program("--sandbox", "check", "api-2.0", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.splitlines()[-1])["state"] == "ready"


def test_a_real_workspace_and_profile(tmp_path: Path) -> None:
    """Files of a real folder: all problems with their lines, exit code 3, nothing on stdout."""
    team = tmp_path / "team"
    (team / "plans").mkdir(parents=True)
    known = "version: 1\nclusters:\n  - id: lab\napp_maps:\n  - cluster: lab\n    namespace: shop\n"
    (team / "workspace.yaml").write_text(known, encoding="utf-8")
    (team / "plans" / "r.yaml").write_text("version: 1\ntitle: R\nfoo: 1\nsteps:\n  - cluster: lab\n", encoding="utf-8")
    where = ("--workspace", str(team), "--profile", str(tmp_path / "profile"))
    done = program(*where, "run", "r", "--json")
    assert (done.returncode, done.stdout) == (3, "")
    file = re.escape(str(team / "plans" / "r.yaml"))
    assert re.search(rf"^{file}:3: foo: ", done.stderr, re.MULTILINE)
    assert re.search(rf"^{file}:5: steps\[0\]\.namespace: ", done.stderr, re.MULTILINE)
    assert program(*where, "plan", "new", "s", "--map", "lab/shop", "--title", "S").returncode == 0
    assert "title: S" in (team / "plans" / "s.yaml").read_text(encoding="utf-8")
    done = program(*where, "check", "s")
    assert done.returncode == 2
    assert "The plan is empty" in done.stdout
    assert program(*where, "runs", "--json").stdout == ""


def test_sigterm_stops_too() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_pipeline", "--sandbox", "run", "api-2.0"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8")
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(json.loads(line))
        if lines[-1]["stage"] == "watch":
            process.send_signal(signal.SIGTERM)
            break
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["state"] == "cancelled"


def test_a_pipe_that_closes_leaves_the_run_alone() -> None:
    command = f"{sys.executable} -W error -m desktop_pipeline --sandbox run api-2.0 | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.stdout.splitlines()[-1] == "0"
    assert "Done: 1 of 1" in done.stderr
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
