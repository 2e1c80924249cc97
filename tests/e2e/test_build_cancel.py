"""Cancel in the middle of each kind of task and of the push: stopped within a second, and nothing is left anywhere."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_pipeline.domain.builds import RunOutcome
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from tests.adapters import task_servers
from tests.e2e.lab import Lab
from tests.e2e.support import YES, Session, session
from tests.e2e.test_build_tasks import Servers, servers
from tests.e2e.traces import containers_of_steps, labelled, look, own_temporary_folder, processes

__all__ = ["servers"]

pytestmark = [pytest.mark.engines, pytest.mark.timeout(180)]

BUDGET = 1.0
SECRETS = {"task/files": task_servers.PASSWORD}
HEAD = """\
version: 1
title: Cancelled
registry: main
image: cancelled
image_version: 1.0.0
engine: local
tasks:
"""
MADE = """\
  - kind: script
    title: Make
    text: head -c 20000000 /dev/urandom > big; mkdir tree; head -c 9000000 big > tree/a; head -c 9000000 big > tree/b
"""
TRANSFER = """\
  - kind: file
    title: Target
    protocol: {protocol}
    host: 127.0.0.1
    port: {port}
    username: {user}
    secret: task/files
    {host_key}
    direction: {direction}
    remote: {remote}
    local: {local}
"""
CODE = """\
  - kind: code
    title: Target
    url: {git}/open/app.git
    ref: main
"""
IMAGE = """\
  - kind: image
    title: Image
    dockerfile_text: FROM {base}
"""
SLOW_IMAGE = """\
  - kind: image
    title: Target
    dockerfile_text: |
      FROM {base}
      RUN {mark} sleep 300
"""
LARGE_IMAGE = """\
  - kind: image
    title: Target
    dockerfile_text: |
      FROM {base}
      RUN {mark} && head -c 400000000 /dev/urandom > /large
"""


@dataclass
class Scene:
    """What a case may look at to see that its task is in the middle of its work."""

    lab: Lab
    servers: Servers
    said: Callable[[], str]
    """Code of the last message of the build step."""
    temporary: Path
    mark: str
    owner: str

    def fetching(self) -> bool:
        """Whether git has made its repository in the work folder: the commit is known."""
        return next(self.temporary.glob("*/work/.git"), None) is not None

    def sleeping(self) -> int:
        return sum(command.startswith("sleep 30") for command in processes(self.temporary).values())


@dataclass(frozen=True)
class Case:
    tasks: str
    middle: Callable[[Scene], object]
    engine: str = "classic"
    patience: int | None = None


def transfer(protocol: str, direction: str, remote: str, local: str) -> str:
    host_key = "host_key: {host_key}" if protocol == "sftp" else "# no host key"
    text = TRANSFER.replace("{port}", "{" + protocol + "}").replace("{host_key}", host_key)
    for name, value in (("protocol", protocol), ("direction", direction), ("remote", remote), ("local", local)):
        text = text.replace("{" + name + "}", value)
    return text + IMAGE


CASES = {
    "code, resolving": Case(CODE + IMAGE, lambda scene: scene.servers.git.waiting, patience=0),
    "code, fetching": Case(CODE + IMAGE, lambda scene: scene.servers.git.waiting and scene.fetching(), patience=3),
    "user": Case(
        "  - kind: user\n    title: Target\n    image: {base}\n    commands: [\"echo begun\", \"sleep 300\"]\n" + IMAGE,
        lambda scene: labelled(scene.lab, "ps", scene.owner) and scene.said() == "container.running"),
    "ftp down": Case(transfer("ftp", "download", "data/big", "big"), lambda scene: scene.servers.ftp.faults.moved > 300_000),
    "ftp up": Case(MADE + transfer("ftp", "upload", "new/tree", "tree"), lambda scene: scene.servers.ftp.faults.moved > 300_000),
    "sftp down": Case(transfer("sftp", "download", "data/big", "big"), lambda scene: scene.servers.sftp.faults.moved > 300_000),
    "sftp up": Case(MADE + transfer("sftp", "upload", "new/tree", "tree"), lambda scene: scene.servers.sftp.faults.moved > 300_000),
    "rest": Case(
        "  - kind: rest\n    title: Target\n    url: {http}/slow\n    output: answer\n    timeout: 100\n" + IMAGE,
        lambda scene: scene.servers.http.busy),
    "script": Case(
        "  - kind: script\n    title: Target\n    text: |\n      sleep 301 &\n      setsid sleep 302 &\n      trap '' INT TERM\n"
        "      (trap '' INT TERM; setsid nohup sleep 303) &\n      sleep 304\n" + IMAGE, lambda scene: scene.sleeping() == 4),
    "image, classic": Case(SLOW_IMAGE, lambda scene: containers_of_steps(scene.lab, scene.mark)),
    "image, BuildKit": Case(SLOW_IMAGE, lambda scene: host_processes(scene.mark), "buildkit"),
    "push, classic": Case(LARGE_IMAGE, lambda scene: scene.said() == "push.progress"),
    "push, BuildKit": Case(LARGE_IMAGE, lambda scene: scene.said() == "push.progress", "buildkit"),
}


def last_code(program: Session) -> str:
    runs = [program.workbench.feed.run(run_id) for run_id in program.workbench.executor.active_runs()]
    step = runs[0].steps.get("build/cancelled") if runs and runs[0] else None  # not yet, when it has only just begun
    return step.message.code if step and step.message else ""


def furnish(lab: Lab, servers: Servers, case: Case, mark: str) -> None:
    """Slow servers with large files, and a workspace with the case's build."""
    for root in (servers.ftp_root, servers.sftp_root):
        with open(root / "data/big", "wb") as file:
            file.truncate(20_000_000)
    servers.ftp.faults.slow = servers.sftp.faults.slow = True
    tasks = case.tasks.format(
        git=servers.git.url, base=f"{lab.engines.registry}/base/busybox:1", ftp=servers.ftp.port, sftp=servers.sftp.port,
        user=task_servers.USER, host_key=servers.sftp.host_key, http=servers.http.url, mark=mark)
    lab.write_workspace(builds={"cancelled": HEAD + tasks})
    lab.bind(lab.profile(), engine=f"host: {lab.engines.docker_host}\n    builder: {case.engine}")


def host_processes(mark: str) -> list[str]:
    """Processes of this host with a mark in their environment or command: those of containers too."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes() + (path / "cmdline").read_bytes():
                found.append((path / "cmdline").read_text())
        except OSError:
            continue
    return [command for command in found if "sleep" in command]


@pytest.mark.parametrize("name", CASES)
async def test_cancel(
    name: str, lab: Lab, servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    mark = f"MARK={lab.shop}"
    furnish(lab, servers, case, mark)
    temporary = own_temporary_folder(tmp_path / "temporary", monkeypatch)
    owner = f"{socket.gethostname()}/{os.getpid()}/"
    roots = (servers.ftp_root, servers.sftp_root)

    async with session(lab, SECRETS) as program:
        scene = Scene(lab, servers, lambda: last_code(program), temporary, mark, owner)
        before = look(lab, temporary, roots, mark, "cancelled", owner)
        build = program.workbench.catalog.build("cancelled")
        assert build is not None
        await program.workbench.trust.trust(build)
        report = await program.workbench.preflight.check(Plan("", (), also_build=("cancelled",)))
        servers.git.patience = case.patience  # pre-flight has its answers
        run_id = program.workbench.executor.start(report, YES)
        ended = asyncio.ensure_future(program.workbench.executor.wait(run_id))
        await program.until(lambda: case.middle(scene) or ended.done(), 60)
        assert not ended.done(), program.log(run_id, "build/cancelled")

        asked = time.monotonic()
        program.workbench.executor.stop(run_id)
        run = await ended
        stopped = time.monotonic() - asked
        await program.until(
            lambda: look(lab, temporary, roots, mark, "cancelled", owner) == before and not host_processes(mark), 3 * BUDGET)
        after = look(lab, temporary, roots, mark, "cancelled", owner)
        clean = time.monotonic() - asked
        with capsys.disabled():
            print(f"\ncancel in {name}: stopped after {stopped:.2f} s, clean after {clean:.2f} s (budget {BUDGET} s)")
            print(f"  before: {before}\n  after:  {after}")

        assert stopped < 3 * BUDGET
        step = run.steps["build/cancelled"]
        assert (run.state, step.state) == (State.CANCELLED, State.CANCELLED)
        newest = program.workbench.builds.history(build).newest_run()
        assert newest is not None
        outcomes = {task.title: task.outcome for task in newest.tasks}
        assert newest.outcome is RunOutcome.CANCELLED
        assert outcomes["Target"] is RunOutcome.CANCELLED
        assert outcomes.get("Make", RunOutcome.DONE) is RunOutcome.DONE
        assert outcomes.get("Image") is None
        assert newest.failed_task == "Target"
        assert newest.ended is not None
    if name.startswith("push"):
        await asyncio.sleep(2)  # the engine does not go on with it either
    assert lab.tags("cancelled") == []
    assert before == after
