"""Canary secrets: one of each kind goes through a build, and appears nowhere but where it is needed."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from tests import leftovers
from tests.adapters import git_server, task_servers
from tests.e2e.lab import Lab
from tests.e2e.support import YES, session
from tests.e2e.traces import own_temporary_folder

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]

CANARIES = {
    "git/app": "canary-git-Zq81", "ftp/shop": "canary-ftp-Zq82", "rest/shop": "canary-rest-Zq83", "npm/token": "canary-build-Zq84",
    "script/token": "canary-script-Zq85", "user/token": "canary-user-Zq86", "rest/header": "canary-header-Zq87"}
BUILD = """\
version: 1
title: Canaries
registry: main
image: canaries
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
    environment:
      TOKEN: ${{secret:user/token}}
    commands: ["test ${{#TOKEN}} = 16", "echo TOKEN is $TOKEN"]
  - kind: file
    title: By FTP
    protocol: ftp
    host: 127.0.0.1
    port: {ftp}
    username: {user}
    secret: ftp/shop
    remote: data/ftp.txt
    local: ftp.txt
  - kind: file
    title: By SFTP
    protocol: sftp
    host: 127.0.0.1
    port: {sftp}
    username: {user}
    key: sftp/key
    host_key: {host_key}
    remote: data/sftp.txt
    local: sftp.txt
  - kind: rest
    title: Ask
    url: {http}/locked
    username: {user}
    secret: rest/shop
    headers:
      X-Token: ${{secret:rest/header}}
  - kind: script
    title: Script
    environment:
      TOKEN: ${{secret:script/token}}
    text: |
      echo "TOKEN is $TOKEN"
      sleep 0.3
  - kind: image
    title: Image
    pull: true
    secrets:
      npm: npm/token
    dockerfile_text: |
      FROM {own_base}
      COPY . /all
      RUN --mount=type=secret,id=npm test "$(cat /run/secrets/npm)" = canary-build-Zq$((80 + 4)) && cat /run/secrets/npm && sleep 0.5
"""


def forms(secret: str) -> tuple[bytes, ...]:
    """A secret as it is, and as it travels in addresses and headers."""
    coded = [base64.b64encode(f"{user}:{secret}".encode()).decode() for user in (task_servers.USER, git_server.USER)]
    return tuple(text.encode() for text in (secret, quote(secret, safe=""), *coded))


class Sampler:
    """Looks at arguments and environments of all processes that are started below this one, again and again in a thread.

    Children that are there when it begins are servers of the tests (keyring, a second engine): they have the tests' environment, not ours.
    """

    def __init__(self, canaries: dict[str, str]) -> None:
        self._needles = {name: forms(secret) for name, secret in canaries.items()}
        self._over = threading.Event()
        self._ours = Path("/proc/self/environ").read_bytes()
        self._servers: set[int] = set()
        self.samples = 0
        self.seen: dict[int, str] = {}
        self.hits: set[tuple[str, str, str]] = set()
        """Which secret, where (cmdline or environ), of which program."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self._servers = set(leftovers.children())
        thread = threading.Thread(target=self._run, name="sampler")
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.001):
            self.samples += 1
            self._look(os.getpid(), set(self._servers))

    def _look(self, pid: int, done: set[int]) -> None:
        try:
            children = [int(item) for path in Path(f"/proc/{pid}/task").iterdir() for item in (path / "children").read_text().split()]
        except OSError:
            return
        for child in children:
            if child not in done:
                done.add(child)
                self._read(child)
                self._look(child, done)

    def _read(self, pid: int) -> None:
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
            found = {"cmdline": arguments, "environ": Path(f"/proc/{pid}/environ").read_bytes()}
            program = Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return
        if found["environ"] == self._ours:  # forked, and not yet the program that it will be
            return
        self.seen[pid] = program
        for where, data in found.items():
            for name, needles in self._needles.items():
                if any(needle in data for needle in needles):
                    self.hits.add((name, where, program))


def layers_with(lab: Lab, reference: str, needles: list[bytes], folder: Path) -> list[str]:
    """Members of a saved image (configuration, history, layers) that hold one of the needles."""
    file = folder / "image.tar"
    lab.docker("save", "-o", str(file), reference)
    found = []
    with tarfile.open(file) as outer:
        for member in outer.getmembers():
            content = outer.extractfile(member)
            data = content.read() if content else b""
            found += [member.name for needle in needles if needle in data]
    file.unlink()
    return found


def texts_of_database(path: Path) -> bytes:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        text = "\n".join(connection.iterdump())
    connection.close()
    return text.encode()


def locked_base(lab: Lab, config: Path) -> str:
    """A base image in the registry with a password: whoever builds from it asks for the login."""
    reference = f"{lab.engines.registry_auth}/{lab.shop}/base:1"
    config.mkdir()
    login = base64.b64encode(f"{lab.engines.user}:{lab.engines.password}".encode()).decode()
    (config / "config.json").write_text(json.dumps({"auths": {lab.engines.registry_auth: {"auth": login}}}))
    lab.docker("tag", f"{lab.engines.registry}/base/busybox:1", reference)
    command = ["docker", "--config", str(config), "-H", lab.engines.docker_host, "push", "-q", reference]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    lab.docker("image", "rm", reference)
    return reference


@pytest.mark.parametrize("builder", ["buildkit"])
async def test_no_secret_appears(
    builder: str, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engines = lab.engines
    secrets = {**CANARIES, "registry/main": engines.password}
    roots = [tmp_path / name for name in ("repositories", "ftp", "sftp")]
    for root in roots:
        (root / "data").mkdir(parents=True)
    (roots[1] / "data/ftp.txt").write_text("by ftp")
    (roots[2] / "data/sftp.txt").write_text("by sftp")
    git_server.make_repository(roots[0], "app")
    monkeypatch.setattr(git_server, "PASSWORD", CANARIES["git/app"])
    monkeypatch.setattr(task_servers, "PASSWORD", CANARIES["ftp/shop"])
    ftp, sftp, http = task_servers.FtpServer(roots[1]), task_servers.SftpServer(roots[2]), task_servers.HttpServer()
    monkeypatch.setattr(task_servers, "PASSWORD", CANARIES["rest/shop"])
    key = sftp.private_key
    canary_of_key = key.splitlines()[2]
    for name in [name for name, value in os.environ.items() if engines.password in value]:
        monkeypatch.delenv(name)  # the tests have it from there; the program has not
    temporary = own_temporary_folder(tmp_path / "temporary", monkeypatch)
    sampler = Sampler({**secrets, "sftp/key": canary_of_key})
    try:
        with git_server.git_server(roots[0]) as git:
            text = BUILD.format(
                git=git.url, git_user=git_server.USER, base=f"{engines.registry}/base/busybox:1", ftp=ftp.port, sftp=sftp.port,
                user=task_servers.USER, host_key=sftp.host_key, http=http.url, own_base=locked_base(lab, tmp_path / "docker"))
            folder = lab.write_workspace(builds={"canaries": text})
            workspace = folder / "workspace.yaml"
            address = f"{engines.registry_auth}/{lab.shop}"
            workspace.write_text(workspace.read_text().replace(f"address: {lab.address}", f"address: {address}"))
            lab.bind(lab.profile(), engine=f"host: {engines.docker_host}\n    builder: {builder}")
            with open(lab.profile() / "bindings.yaml", "a") as file:  # noqa: ASYNC230
                file.write(f"registries:\n  main:\n    username: {engines.user}\n")
            async with session(lab, {**secrets, "sftp/key": key}) as program:
                build = program.workbench.catalog.build("canaries")
                assert build is not None
                await program.workbench.trust.trust(build)
                report = await program.workbench.preflight.check(Plan("", (), also_build=("canaries",)))
                with sampler.at_work():
                    run = await program.workbench.executor.wait(program.workbench.executor.start(report, YES))
                log = program.log(run.id, "build/canaries")
                assert run.state is State.DONE, log
                assert log.count("TOKEN is") >= 2, "the tasks wrote their secrets into the log, masked"
                reference = f"{address}/canaries:{run.steps['build/canaries'].data['tag']}"
                inside = files_with([temporary], secrets, canary_of_key)
    finally:
        for server in (ftp, sftp, http):
            server.close()

    needles = [needle for secret in (*secrets.values(), canary_of_key) for needle in forms(secret)]
    programs = sorted(set(sampler.seen.values()))
    looked = [path for place in (folder, lab.profile(), temporary) for path in place.rglob("*") if path.is_file()]
    kept = {str(path.relative_to(tmp_path)) for path in looked if any(needle in path.read_bytes() for needle in needles)}
    databases = [path for path in looked if path.suffix in (".db", ".sqlite", ".sqlite3")]
    kept |= {path.name for path in databases if any(needle in texts_of_database(path) for needle in needles)}
    layers = layers_with(lab, reference, needles, tmp_path)
    history = lab.docker("history", "--no-trunc", reference).encode() + lab.docker("image", "inspect", reference).encode()
    lab.docker("image", "rm", reference)
    with capsys.disabled():
        print(f"\n{len(secrets) + 1} secrets; {sampler.samples} samples, {len(sampler.seen)} processes of {programs}")
        print(f"  in processes: {sorted(sampler.hits)}")
        print(f"  {len(looked)} files ({len(databases)} databases): {sorted(kept)}; layers: {layers}")
    assert {"git", "docker", "docker-buildx", "sh"} <= set(programs)
    allowed = {("script/token", "environ", program) for program in ("sh", "sleep")}  # the script that asked for it, and its child
    assert sampler.hits <= allowed
    assert kept == set()
    assert layers == []
    assert not any(needle in history for needle in needles)
    assert inside == []


def files_with(folders: list[Path], secrets: dict[str, str], key: str) -> list[str]:
    needles = [needle for secret in (*secrets.values(), key) for needle in forms(secret)]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in found if any(needle in path.read_bytes() for needle in needles)]
