"""A build with all six kinds of task on real servers: each leaves its mark in the image. And what stays behind when one is cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_pipeline.domain.builds import RunOutcome
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.domain.trust import trust_hash
from tests.adapters import git_server, task_servers
from tests.adapters.remote_engine import RemoteEngine, remote_engine
from tests.adapters.test_buildx_builder import buildkit
from tests.e2e.lab import Lab
from tests.e2e.support import YES, Session, session
from tests.engines_support import Engines

__all__ = ["buildkit", "remote_engine"]

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]

BUILD = """\
version: 1
title: Everything
registry: main
image: everything
image_version: 1.0.0
engine: local
tasks:
  - kind: code
    title: Sources
    url: {git}/locked/app.git
    ref: main
    username: {git_user}
    secret: git/app
    folder: src
  - kind: user
    title: Compile
    image: {base}
    folder: src
    commands: ["test -x run.sh", "sh run.sh > ../compiled.txt", "ln -s compiled.txt ../link.txt", "chmod 750 ../compiled.txt"]
  - kind: file
    title: Fetch by FTP
    protocol: ftp
    host: 127.0.0.1
    port: {ftp}
    username: {user}
    secret: task/files
    direction: download
    remote: data/ftp.txt
    local: in/ftp.txt
  - kind: file
    title: Fetch by SFTP
    protocol: sftp
    host: 127.0.0.1
    port: {sftp}
    username: {user}
    secret: task/files
    host_key: {host_key}
    direction: download
    remote: data
    local: in/sftp
  - kind: rest
    title: Ask
    url: {http}/locked
    username: {user}
    secret: task/files
    expected: good
    output: in/answer.json
    result: ANSWER
  - kind: script
    title: Sum up
    shell: /bin/sh
    environment:
      TOKEN: ${{secret:task/token}}
      SAID: ${{ANSWER}}
    text: |
      test "$(printf %s "$TOKEN" | sha256sum | cut -c 1-16)" = 88001a7500b7a71c
      echo "$SAID" | grep -c good > in/script.txt
      echo "$VERSION $BUILD_NUMBER $COMMIT"
    result: SUMMARY
  - kind: file
    title: Deliver
    protocol: sftp
    host: 127.0.0.1
    port: {sftp}
    username: {user}
    secret: task/files
    host_key: {host_key}
    direction: upload
    remote: out/compiled.txt
    local: compiled.txt
  - kind: image
    title: Image
    arguments:
      SUMMARY: ${{SUMMARY}}
    dockerfile_text: |
      FROM {base}
      ARG SUMMARY
      COPY . /all
      RUN echo "$SUMMARY" > /all/summary.txt
"""
SECRETS = {
    "git/app": git_server.PASSWORD, "task/files": task_servers.PASSWORD, "task/token": "canary-token-7d1f"}


@dataclass
class Servers:
    git: git_server.GitServer
    ftp: task_servers.FtpServer
    sftp: task_servers.SftpServer
    http: task_servers.HttpServer
    commit: str
    ftp_root: Path
    sftp_root: Path


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    roots = [tmp_path / name for name in ("repositories", "ftp", "sftp")]
    for root in roots:
        (root / "data").mkdir(parents=True)
    commits = git_server.make_repository(roots[0], "app")
    (roots[1] / "data/ftp.txt").write_text("by ftp")
    (roots[2] / "data/sftp ü.txt").write_text("by sftp")
    (roots[2] / "out").mkdir()
    ftp, sftp, http = task_servers.FtpServer(roots[1]), task_servers.SftpServer(roots[2]), task_servers.HttpServer()
    try:
        with git_server.git_server(roots[0]) as git:
            yield Servers(git, ftp, sftp, http, commits["main"], roots[1], roots[2])
    finally:
        for server in (ftp, sftp, http):
            server.close()


def furnish(lab: Lab, servers: Servers, text: str = BUILD) -> None:
    lab.write_workspace(builds={"everything": text.format(
        git=servers.git.url, git_user=git_server.USER, base=f"{lab.engines.registry}/base/busybox:1", ftp=servers.ftp.port,
        sftp=servers.sftp.port, user=task_servers.USER, host_key=servers.sftp.host_key, http=servers.http.url)})


async def run_build(program: Session) -> RunState:
    build = program.workbench.catalog.build("everything")
    assert build is not None
    await program.workbench.trust.trust(build)
    report = await program.workbench.preflight.check(Plan("everything", (), also_build=("everything",)))
    assert not report.red(), report.red()
    return await program.workbench.executor.wait(program.workbench.executor.start(report, YES))


def content(lab: Lab, tag: str) -> dict[str, str]:
    """Files below /all in the image that the registry has, with their content; symlinks with their target."""
    reference = f"{lab.address}/everything:{tag}"
    lab.docker("pull", "-q", reference)
    script = """cd /all
find . -type f | grep -v /.git/ | sort | while read -r f; do printf '%s\\t%s\\n' "$f" "$(head -n 1 "$f")"; done
find . -type l | grep -v /.git/ | while read -r f; do printf '%s\\t-> %s\\n' "$f" "$(readlink "$f")"; done
stat -c %a compiled.txt"""
    lines = lab.docker("run", "--rm", "--network", "none", reference, "/bin/sh", "-c", script).splitlines()
    found = dict(line.split("\t", 1) for line in lines[:-1])
    return {**found, "mode of compiled.txt": lines[-1]}


async def test_all_six_kinds_leave_their_mark_in_the_image(lab: Lab, servers: Servers) -> None:
    furnish(lab, servers)
    async with session(lab, SECRETS) as program:
        run = await run_build(program)
        step = run.steps["build/everything"]
        assert run.state is State.DONE, (step.message, program.log(run.id, step.id))
        tag = str(step.data["tag"])
        found = content(lab, tag)
        assert found["./compiled.txt"] == "second", "code and user: the repository's script ran in a container"
        assert found["./link.txt"] == "-> compiled.txt"
        assert found["mode of compiled.txt"] == "750"
        assert found["./in/ftp.txt"] == "by ftp"
        assert "by sftp" in [text for path, text in found.items() if path.startswith("./in/sftp")]
        assert json.loads(found["./in/answer.json"])["state"] == "good"
        assert found["./in/script.txt"] == "1"
        assert found["./summary.txt"] == f"1.0.0 1 {servers.commit}"
        assert (servers.sftp_root / "out/compiled.txt").read_text() == "second\n"
        build = program.workbench.catalog.build("everything")
        assert build is not None
        newest = program.workbench.builds.history(build).newest_run()
        assert newest is not None
        assert {task.outcome for task in newest.tasks} == {RunOutcome.DONE}
        assert [task.title for task in newest.tasks][:2] == ["Sources", "Compile"]
        assert all(task.first_line < task.last_line for task in newest.tasks)
        assert newest.commit == servers.commit
    kept = b"".join(path.read_bytes() for path in lab.folder.rglob("*") if path.is_file() and "repositories" not in path.parts)
    for secret in SECRETS.values():
        assert secret.encode() not in kept, "no secret is in any file of workspace or profile"
        assert secret not in lab.docker("history", "--no-trunc", f"{lab.address}/everything:{tag}")


async def test_the_same_by_buildkit(lab: Lab, servers: Servers) -> None:
    furnish(lab, servers)
    lab.bind(lab.profile(), engine=f"host: {lab.engines.docker_host}\n    builder: buildkit")
    async with session(lab, SECRETS) as program:
        run = await run_build(program)
        step = run.steps["build/everything"]
        assert run.state is State.DONE, (step.message, program.log(run.id, step.id))
        assert content(lab, str(step.data["tag"]))["./summary.txt"] == f"1.0.0 1 {servers.commit}"


async def test_the_same_by_an_engine_elsewhere(
    lab: Lab, servers: Servers, remote_engine: RemoteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another dockerd over TCP with TLS, in a network of its own: the container and the image are made there."""
    furnish(lab, servers)
    lab.bind(lab.profile(), engine=f"host: {remote_engine.host}")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(remote_engine.certificates))
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    async with session(lab, SECRETS) as program:
        run = await run_build(program)
        step = run.steps["build/everything"]
        assert run.state is State.DONE, (step.message, program.log(run.id, step.id))
    monkeypatch.undo()
    found = content(lab, str(step.data["tag"]))
    assert (found["./compiled.txt"], found["mode of compiled.txt"]) == ("second", "750")


async def test_the_same_by_a_remote_builder_for_two_platforms(lab: Lab, servers: Servers, buildkit: Engines) -> None:
    """BuildKit elsewhere; its stages only copy, since nothing here runs arm64."""
    text = BUILD[: BUILD.index("    dockerfile_text")] + """\
    platforms: [linux/amd64, linux/arm64]
    dockerfile_text: |
      FROM scratch
      ARG SUMMARY
      LABEL summary=$SUMMARY
      COPY . /all
"""
    furnish(lab, servers, text)
    lab.bind(lab.profile(), engine=f"host: {lab.engines.docker_host}\n    builder: lab-remote")
    async with session(lab, SECRETS) as program:
        run = await run_build(program)
        step = run.steps["build/everything"]
        assert run.state is State.DONE, (step.message, program.log(run.id, step.id))
        tag = str(step.data["tag"])
        build = program.workbench.catalog.build("everything")
        assert build is not None
        newest = (await program.workbench.tags.fetch(ImageRef.parse(f"{lab.address}/everything"))).newest()
        assert newest is not None
        assert (newest.tag, newest.digest) == (tag, lab.digest("everything", tag))
    listed = json.loads(lab.docker("manifest", "inspect", "--insecure", f"{lab.address}/everything:{tag}"))
    platforms = {item["platform"]["architecture"] for item in listed["manifests"]}
    assert {"amd64", "arm64"} <= platforms


async def test_a_failing_task_stops_the_rest(lab: Lab, servers: Servers) -> None:
    furnish(lab, servers, BUILD.replace("expected: good", "expected: something else"))
    async with session(lab, SECRETS) as program:
        run = await run_build(program)
        step = run.steps["build/everything"]
        assert (step.state, step.message and step.message.code) == (State.FAILED, "rest.content")
        build = program.workbench.catalog.build("everything")
        assert build is not None
        newest = program.workbench.builds.history(build).newest_run()
        assert newest is not None
        outcomes = [task.outcome for task in newest.tasks]
        assert outcomes == [RunOutcome.DONE] * 4 + [RunOutcome.FAILED] + [None] * 3
        assert newest.failed_task == "Ask"
    assert lab.tags("everything") == []


async def test_an_exit_code_is_told(lab: Lab, servers: Servers) -> None:
    furnish(lab, servers, BUILD.replace('echo "$SAID" | grep', 'exit 7; echo "$SAID" | grep'))
    async with session(lab, SECRETS) as program:
        run = await run_build(program)
        message = run.steps["build/everything"].message
        assert message is not None
        assert (message.code, message.argument("code")) == ("task.exit", "7")


async def test_what_was_not_seen_is_not_run(lab: Lab, servers: Servers) -> None:
    furnish(lab, servers)
    async with session(lab, SECRETS) as program:
        report = await program.workbench.preflight.check(Plan("everything", (), also_build=("everything",)))
        build = program.workbench.catalog.build("everything")
        assert build is not None
        assert [finding.message.argument("hash") for finding in report.red()] == [trust_hash(build)]
    assert servers.http.asked == []
