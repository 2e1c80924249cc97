"""The sandbox's shell, web and file servers: the contracts of the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox.tasks import Page, SandboxRest, SandboxShell, SandboxTransfers, Server
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.services.ports import Login
from tests.adapters.contract_tasks import RestContract, RestWorld, ShellContract, ShellWorld, TransferContract, TransferWorld

SPEED = 20.0
LOGIN = Login("anna", "right-word")


class SandboxScripts(ShellWorld):
    def __init__(self) -> None:
        self.inside = self.shell = SandboxShell(Timeline(SystemClock(), SPEED))

    def busy(self, folder: Path) -> bool:
        return self.inside.running > 0


class TestSandboxShell(ShellContract):
    @pytest.fixture
    def world(self) -> SandboxScripts:
        return SandboxScripts()


class SandboxPages(RestWorld):
    def __init__(self) -> None:
        self.inside = self.rest = SandboxRest(Timeline(SystemClock(), SPEED))
        self.inside.strict = True
        self.login = LOGIN
        self.open, self.locked, self.missing = "https://api.test/open", "https://api.test:8443/locked?a=b", "https://api.test/none"
        self.dead, self.slow = "https://unreachable.test/x", "https://api.test/slow"
        self.cut, self.broken = "https://api.test/cut", "https://broken.test/"
        body = '{"state": "good", "name": "größe"}'
        self.inside.pages |= {
            self.open: Page(body), self.locked: Page(body, lock=LOGIN), self.slow: Page(stalled=True), self.cut: Page(broken=True),
            self.broken: Page(broken=True)}

    def busy(self) -> bool:
        return self.inside.waiting > 0


class TestSandboxRest(RestContract):
    @pytest.fixture
    def world(self) -> SandboxPages:
        return SandboxPages()


class SandboxServers(TransferWorld):
    host, port, host_key = "files.test", 22, "SHA256:sandbox"
    dead, broken, silent = ("unreachable.test", 22), ("other.test", 22), ("silent.test", 22)

    def __init__(self) -> None:
        inside = self.transfers = SandboxTransfers(Timeline(SystemClock(), SPEED))
        inside.strict = True
        self.login = LOGIN
        self.server = inside.servers[self.host, self.port] = Server(lock=LOGIN, key=self.host_key)
        inside.servers[self.silent] = Server(stalled=True)

    def files(self) -> dict[str, bytes]:
        return dict(self.server.files)

    def folders(self) -> set[str]:
        return set(self.server.folders)

    def put(self, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            self.server.put(path, data)

    def make_slow(self) -> None:
        self.server.slow = 500.0

    def cut(self, after: int) -> None:
        self.server.cut = after

    def moving(self) -> bool:
        return self.server.moving > 0


class TestSandboxTransfers(TransferContract):
    @pytest.fixture
    def world(self) -> SandboxServers:
        return SandboxServers()
