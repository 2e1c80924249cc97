"""A window is opened while the command line runs; the command line is killed; the window is opened again, and goes on with the run."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.prove.kills import Site

ROOT = Path(__file__).resolve().parents[2]
BUDGET = 3.0
"""Seconds from the start of the program until the state of an interrupted run is on the screen."""
MORE_LOOKS = 5.0
"""Seconds in which a window beside the living command line has looked for interrupted runs again, and must not offer this one."""


def window(site: Site, mode: str, run_id: str) -> dict[str, Any]:
    """The window in a process of its own; what it saw."""
    given = {"workspace": str(site.lab.folder / "workspace"), "profile": str(site.lab.profile()), "mode": mode, "run": run_id,
             "namespace": site.lab.namespace}
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([sys.executable, "-m", "tests.prove._kill_window", json.dumps({**given, "at": time.time()})], cwd=ROOT,
                          env=variables, capture_output=True, text=True, timeout=300, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("SEEN ")), "")
    if not line:
        raise SystemExit(f"the window ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return dict(json.loads(line.removeprefix("SEEN ")))


def prove(site: Site) -> bool:
    """Three times: beside the living command line, after its death, and after the run has gone on."""
    site.lab.write_workspace(settle=30)
    site.jobs = ()  # the plan file has none
    before, run_id = site.prepare(), ""
    with subprocess.Popen(site.lab.command("run", "kills", "--yes", "--go-on", "--json"), cwd=ROOT, stdout=subprocess.PIPE,
                          text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            run_id = told.get("run") or run_id
            if told.get("stage") == "watch":
                break
        try:
            beside = window(site, "look", run_id)
            alive = process.poll() is None
        finally:
            process.kill()
    after = window(site, "resume", run_id)
    only_shown = alive and beside["shown"] == "running" and not beside["offered"]
    problems = [
        *([] if only_shown else [f"beside the command line: {beside}, alive: {alive}"]),
        *([] if after["offered"] and after["end"] == "done" else [f"after its death: {after}"]),
        *([] if after["seconds"] <= BUDGET else [f"its state was on the screen after {after['seconds']:.1f} s"]),
        *site.judge(before)]
    print(f"window beside the command line: {beside}\nwindow after its death: {after}")
    for problem in problems:
        print(f"  {problem}")
    return not problems


async def inside(given: dict[str, Any]) -> dict[str, Any]:
    from desktop_pipeline.adapters.keyring_vault import MemoryVault
    from desktop_pipeline.compose import Options, compose
    from desktop_pipeline.ui import window_state
    from desktop_pipeline.ui.main_window import MainWindow
    from desktop_pipeline.ui.runs.sheet import BatchSheet

    bench = compose(Options(workspace=given["workspace"], profile=given["profile"]), MemoryVault({}))
    seen: dict[str, Any] = {"shown": "", "offered": False, "end": "", "seconds": 0.0}
    try:
        await bench.start()
        main = MainWindow(bench, window_state.WindowState(width=1400, height=900, cluster="lab", namespace=given["namespace"]))
        main.show()
        try:
            deadline = time.monotonic() + 20
            look = given["mode"] == "look"
            while not (bench.feed.run(given["run"]) if look else main.interrupted.isVisible()):
                if time.monotonic() > deadline:
                    break
                await asyncio.sleep(0.02)
            seen["seconds"] = round(time.time() - given["at"], 2)
            if look:
                await asyncio.sleep(MORE_LOOKS)
            run = bench.feed.run(given["run"])
            seen["shown"] = run.state.value if run is not None else "nothing"
            seen["offered"] = main.interrupted.isVisible()
            if given["mode"] == "resume" and seen["offered"]:
                main.interrupted.strips[0].resume.click()
                while not bench.executor.knows(given["run"]) and time.monotonic() < deadline:
                    await asyncio.sleep(0.05)
                    for sheet in main.findChildren(BatchSheet):
                        if sheet.isVisible() and sheet.run.isEnabled():
                            sheet.run.click()
                        elif sheet.isVisible() and sheet.busy.isHidden():
                            sheet.agree.setChecked(True)
                while bench.executor.active_runs():
                    for step in (run.asking() if (run := bench.feed.run(given["run"])) is not None else ()):
                        bench.executor.answer(given["run"], step.id, yes=True)
                    await asyncio.sleep(0.1)
                ended = bench.feed.run(given["run"])
                seen["end"] = ended.state.value if ended is not None else ""
        finally:
            main.leave()
            main.deleteLater()
    finally:
        await bench.close()
    return seen


def main() -> None:
    from desktop_pipeline.app import application
    from desktop_pipeline.ui.bridge import QtLoop

    loop = QtLoop(application())
    try:
        seen = loop.run_until_complete(inside(json.loads(sys.argv[1])))
    finally:
        loop.close()
    print("SEEN " + json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
