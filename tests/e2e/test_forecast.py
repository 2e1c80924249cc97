"""The forecast of a plan beside what its run took, by the command line on a real cluster: waves, a pause, and the history of two runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.e2e.lab import Lab

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]
WORKLOADS = (("db", 0), ("api", 1), ("web", 1), ("edge", 2))
Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(lab: Lab) -> Cli:
    where = ["--workspace", str(lab.folder / "workspace"), "--profile", str(lab.profile())]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "desktop_pipeline", *arguments, *where], capture_output=True, text=True, check=False, timeout=120)

    return run


def plan(lab: Lab, name: str, tag: str) -> None:
    lines = ["version: 1", f"title: {name}", "pauses:", "  - after_wave: 1", "    text: Look at the dashboards", "steps:"]
    for workload, wave in WORKLOADS:
        lines += ["  - cluster: lab", f"    namespace: {lab.namespace}", "    kind: Deployment", f"    workload: {workload}",
                  f"    wave: {wave}", "    containers:", f"      - {{name: main, tag: '{tag}', repository: {lab.address}/common}}"]
    folder = lab.folder / "workspace" / "plans"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n")


def test_the_forecast_and_the_real_duration_side_by_side(lab: Lab, cli: Cli) -> None:
    for tag in ("1", "2", "3"):
        lab.push("common", tag)
    for workload, _ in WORKLOADS:
        lab.workload("Deployment", workload, {"main": f"{lab.address}/common:1"})
    for workload, _ in WORKLOADS:
        lab.wait("Deployment", workload)
    lab.write_workspace(settle=3)
    plan(lab, "first", "2")
    plan(lab, "second", "3")
    assert "None of its steps has ended well here before" in cli("plan", "show", "first").stdout
    done = cli("run", "first", "--yes", "--go-on")
    assert done.returncode == 0, done.stderr
    forecast = json.loads(cli("plan", "show", "second", "--json").stdout)["forecast"]
    assert all(step["known"] for step in forecast["steps"].values() if step["end"] > step["start"])
    assert [step.rpartition("/")[2] for step in forecast["critical"] if not step.startswith("pause/")][::2] == ["db", "edge"]
    done = cli("run", "second", "--yes", "--go-on")
    assert done.returncode == 0, done.stderr
    report = done.stderr[done.stderr.index("  forecast "):]
    print(report)
    found = re.match(r"  forecast (\d+):(\d\d), took (\d+):(\d\d)\n", report)
    assert found is not None, report
    expected, took = (60 * int(found[index]) + int(found[index + 1]) for index in (1, 3))
    assert expected / 3 <= took <= expected * 3 + 3
    assert len(re.findall(rf"lab/{lab.namespace}/\w+ +\d+:\d\d – \d+:\d\d +\d+:\d\d – \d+:\d\d", report)) == len(WORKLOADS)
    for workload, _ in WORKLOADS:
        assert "common:3@" in lab.template("Deployment", workload)["main"]
