"""`kill -9` in the middle of each kind of task: the next start says what happened, cleans up, and a new run works."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_pipeline.domain.builds import RunOutcome
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.trust import trust_hash
from tests.e2e.lab import Lab
from tests.e2e.support import YES, session
from tests.e2e.test_build_cancel import CASES, HEAD, IMAGE, SECRETS, Scene, furnish, host_processes
from tests.e2e.test_build_tasks import Servers, servers
from tests.e2e.traces import Traces, files, look, own_temporary_folder

__all__ = ["servers"]

pytestmark = [pytest.mark.engines, pytest.mark.timeout(180)]

PREFLIGHT = 2
"""Requests of the pre-flight to a git server: what the ref names."""
ROOT = Path(__file__).resolve().parents[2]


def last_code(output: Path) -> str:
    lines = [line for line in output.read_text().splitlines() if line.endswith("}")]
    return str(json.loads(lines[-1])["code"]) if lines else ""


def clean_here(found: Traces) -> bool:
    return not (found.containers or found.volumes or found.processes or found.temporary)


@pytest.mark.parametrize("name", CASES)
async def test_killed(
    name: str, lab: Lab, servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case, mark = CASES[name], f"MARK={lab.shop}"
    furnish(lab, servers, case, mark)
    temporary = own_temporary_folder(tmp_path / "temporary", monkeypatch)
    keyring, output = tmp_path / "keyring.json", tmp_path / "output"
    keyring.write_text(json.dumps(SECRETS))
    roots = (servers.ftp_root, servers.sftp_root)
    async with session(lab, SECRETS) as program:
        build = program.workbench.catalog.build("cancelled")
        assert build is not None
        trusted = trust_hash(build)
    before = look(lab, temporary, roots, mark, "cancelled", "nobody")

    variables = {
        **os.environ, "PYTHON_KEYRING_BACKEND": "tests.e2e.file_keyring.FileKeyring", "TEST_KEYRING": str(keyring), "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable, "-m", "desktop_pipeline", "--workspace", str(lab.folder / "workspace"), "--profile", str(lab.profile()), "build",
        "cancelled", "--yes", *(["--trust", trusted] if trusted else []), "--json"]
    if case.patience is not None:
        servers.git.patience = PREFLIGHT + case.patience
    with open(output, "wb") as file:  # noqa: ASYNC230
        process = subprocess.Popen(command, cwd=tmp_path, env=variables, stdout=file, stderr=file)  # noqa: ASYNC220
    owner = f"{socket.gethostname()}/{process.pid}/"
    scene = Scene(lab, servers, lambda: last_code(output), temporary, mark, owner)
    try:
        deadline = time.monotonic() + 100
        while not case.middle(scene):
            assert process.poll() is None and time.monotonic() < deadline, output.read_text()
            await asyncio.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    left = look(lab, temporary, roots, mark, "cancelled", owner)
    servers.git.patience = None
    servers.ftp.faults.slow = servers.sftp.faults.slow = False

    upload = name.endswith(" up")
    if not upload:  # an upload is done again: only its login can remove what is half sent
        base = f"{lab.engines.registry}/base/busybox:1"
        (lab.folder / "workspace/builds/cancelled.yaml").write_text(HEAD + IMAGE.format(base=base))
    began = time.monotonic()
    async with session(lab, SECRETS) as program:
        build = program.workbench.catalog.build("cancelled")
        assert build is not None
        await program.until(lambda: program.workbench.builds.history(build).newest_run(), 10)
        newest = program.workbench.builds.history(build).newest_run()
        assert newest is not None
        assert (newest.number, newest.outcome) == (1, RunOutcome.INTERRUPTED)
        headers = await program.workbench.journal.runs()
        assert [(header.state, header.live) for header in headers] == [("running", False)]
        await program.until(lambda: clean_here(look(lab, temporary, (), mark, "cancelled", owner)) and not host_processes(mark), 30)
        clean = time.monotonic() - began
        after = look(lab, temporary, roots, mark, "cancelled", owner)
        with capsys.disabled():
            print(f"\nkilled in {name}: clean {clean:.2f} s after the next start")
            print(f"  before: {before}\n  left:   {left}\n  after:  {after}")
        assert after.tags == before.tags
        assert upload or after.on_servers == before.on_servers

        await program.workbench.trust.trust(build)
        report = await program.workbench.preflight.check(Plan("", (), also_build=("cancelled",)))
        run = await program.workbench.executor.wait(program.workbench.executor.start(report, YES))
        log = program.log(run.id, "build/cancelled")
        assert run.state is State.DONE, log
        assert lab.tags("cancelled") == ["1.0.0.B000002"], log
    new = {Path(path).name for path in set(files(*roots)) - set(before.on_servers)}
    assert new == ({"new", "tree", "a", "b"} if upload else set())
