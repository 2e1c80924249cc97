"""Transfers: the contract on SFTP, FTP and FTP with TLS; keys of hosts and people, certificates, servers that cannot do everything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.common import owners
from desktop_pipeline.adapters.transfer import Transfers, transfers
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import Login
from tests.adapters.contract_tasks import TransferContract, TransferWorld, raised, read_tree, write_tree
from tests.adapters.support import MemoryLog, Steps
from tests.adapters.task_servers import PASSWORD, USER, Certificate, FtpServer, Nonsense, SftpServer, closing, running


class ServedWorld(TransferWorld):
    def __init__(self, server: FtpServer | SftpServer, transfers: Transfers, protocol: str, broken: int, silent: int) -> None:
        self.server, self.transfers, self.protocol, self.port = server, transfers, protocol, server.port
        self.login = Login(USER, PASSWORD)
        self.dead, self.broken, self.silent = ("127.0.0.1", 9), ("127.0.0.1", broken), ("127.0.0.1", silent)
        if isinstance(server, SftpServer):
            self.host_key = server.host_key

    def files(self) -> dict[str, bytes]:
        return read_tree(self.server.root)

    def folders(self) -> set[str]:
        root = self.server.root
        return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}

    def put(self, files: dict[str, bytes]) -> None:
        write_tree(self.server.root, files)

    def make_slow(self) -> None:
        self.server.faults.slow = True

    def cut(self, after: int) -> None:
        self.server.faults.cut_after = after

    def moving(self) -> bool:
        return self.server.faults.moving > 0


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(params=["sftp", "ftp", "ftps", "ftp-old"])
async def world(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedWorld]:
    protocol, certificate = request.param, Certificate(tmp_path_factory.mktemp("certificate"))

    def make() -> FtpServer | SftpServer:
        if protocol == "sftp":
            return SftpServer(root)
        return FtpServer(root, certificate if protocol == "ftps" else None, old=protocol == "ftp-old")

    with ExitStack() as stack:
        server = stack.enter_context(running(make))
        broken, silent = stack.enter_context(running(Nonsense)), stack.enter_context(running(lambda: Nonsense(b"")))
        async with closing(Transfers(certificate.pem, connect_seconds=3.0)) as transfers:
            yield ServedWorld(server, transfers, protocol.partition("-")[0], broken.port, silent.port)


@pytest.fixture(autouse=True)
def _three_times_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is half done is removed within 0.8 s after a cancel, or stays and is told. A busy computer needs more: `cancelled_soon` judges
    at three times the budget, too."""
    monkeypatch.setattr(transfers, "_AFTER_CANCEL", 2.4)


class TestTransfers(TransferContract):
    async def test_what_a_killed_program_left_goes(self, world: ServedWorld, tmp_path: Path) -> None:
        made = "from desktop_pipeline.adapters.common import owners; print(owners.file_mark())"
        gone = subprocess.check_output([sys.executable, "-c", made], text=True).strip()  # noqa: ASYNC221
        running, elsewhere = owners.file_mark(), "0" * 8 + gone[8:]
        names = [f"new/.big.{mark}.0123abcd.part" for mark in (gone, running, elsewhere)]
        world.put({**dict.fromkeys(names, b"half"), "new/.big.part": b"theirs", f"other/.big.{gone}.0123abcd.part": b"half"})
        (tmp_path / "tree").mkdir()
        (tmp_path / "tree/file").write_text("content")
        log = MemoryLog()
        await world.transfers.move(world.up(tmp_path / "tree", "new"), log, Steps())
        kept = {f"other/.big.{gone}.0123abcd.part", "new/.big.part", "new/file", *names[1:]}
        assert set(world.files()) == kept
        assert f"{names[0]}: removed" in log.text


# ---- SFTP ----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def sftp(root: Path) -> AsyncIterator[ServedWorld]:
    with running(lambda: SftpServer(root, ("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"))) as server:
        async with closing(Transfers()) as transfers:
            world = ServedWorld(server, transfers, "sftp", 9, 9)
            world.put({"x": b"content"})
            yield world


def server_of(world: ServedWorld) -> SftpServer:
    assert isinstance(world.server, SftpServer)
    return world.server


async def test_no_host_key_is_refused(sftp: ServedWorld, tmp_path: Path) -> None:
    other = "SHA256:" + 43 * "A"
    for host_key in ("", "  \n# nothing\n", other):
        request = replace(sftp.down("x", tmp_path / "x"), host_key=host_key)
        error = await raised(sftp.transfers.move(request, MemoryLog(), Steps()), Refused, "transfer.host_key")
        assert error.message.argument("fingerprint") == server_of(sftp).fingerprint
        assert server_of(sftp).fingerprint in str(error) and str(sftp.port) in str(error)


@pytest.mark.parametrize("kind", [0, 1, 2])
@pytest.mark.parametrize("form", ["{key}", "[127.0.0.1]:22 {key}", "# 127.0.0.1:22 SSH-2.0\n127.0.0.1 {key} comment\n", "{fingerprint}",
                                  "256 {fingerprint} somebody (ED25519)"])
async def test_host_keys(sftp: ServedWorld, tmp_path: Path, kind: int, form: str) -> None:
    found = server_of(sftp).keys[kind]
    key = " ".join(found.export_public_key().decode().split()[:2])
    request = replace(sftp.down("x", tmp_path / "x"), host_key=form.format(key=key, fingerprint=found.get_fingerprint()))
    await sftp.transfers.move(request, MemoryLog(), Steps())
    assert (tmp_path / "x").read_bytes() == b"content"


@pytest.mark.parametrize("host_key", ["nonsense", "MD5:00:11", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ" + 40 * "=", "SHA256:short"])
async def test_bad_host_key(sftp: ServedWorld, tmp_path: Path, host_key: str) -> None:
    request = replace(sftp.down("x", tmp_path / "x"), host_key=host_key)
    await raised(sftp.transfers.move(request, MemoryLog(), Steps()), UserError, "transfer.bad_host_key")


async def test_private_key(sftp: ServedWorld, tmp_path: Path) -> None:
    server, login = server_of(sftp), Login(USER, "")
    stripped = f"\n{server.private_key.strip()}"
    for key, secret in ((server.private_key, login), (server.locked_key, Login(USER, PASSWORD)), (stripped, login)):
        request = replace(sftp.down("x", tmp_path / "x"), login=secret, private_key=key)
        assert "PRIVATE" not in repr(request)
        await sftp.transfers.move(request, MemoryLog(), Steps())
    for key, code in ((server.locked_key, "transfer.bad_key"), ("nonsense", "transfer.bad_key")):
        request = replace(sftp.down("x", tmp_path / "x"), login=Login(USER, "wrong-word"), private_key=key)
        assert "wrong-word" not in str(await raised(sftp.transfers.move(request, MemoryLog(), Steps()), UserError, code))
    request = replace(sftp.down("x", tmp_path / "x"), login=Login("nobody", ""), private_key=server.private_key)
    await raised(sftp.transfers.move(request, MemoryLog(), Steps()), Refused, "transfer.unauthorized")


async def test_modes_and_links_of_the_server(sftp: ServedWorld, tmp_path: Path) -> None:
    sftp.put({"there/run.sh": b"#!/bin/sh\n", "there/plain": b"x"})
    there = sftp.server.root / "there"
    (there / "run.sh").chmod(0o755)
    for name, target in (("link", "plain"), ("up", "."), ("none", "nowhere")):
        (there / name).symlink_to(target)
    log = MemoryLog()
    await sftp.transfers.move(sftp.down("there", tmp_path), log, Steps())
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in read_tree(tmp_path)}
    assert modes == {"run.sh": 0o755, "plain": 0o644, "link": 0o644}
    await sftp.transfers.move(sftp.up(tmp_path / "run.sh", "again.sh"), log, Steps())
    assert (sftp.server.root / "again.sh").stat().st_mode & 0o100


async def test_sftp_without_renaming_onto_a_file(root: Path, tmp_path: Path) -> None:
    with running(lambda: SftpServer(root, posix=False)) as server:
        async with closing(Transfers()) as transfers:
            world = ServedWorld(server, transfers, "sftp", 9, 9)
            world.put({"there": b"old"})
            (tmp_path / "file").write_bytes(b"new")
            for name in ("there", "not there"):
                await transfers.move(world.up(tmp_path / "file", name), MemoryLog(), Steps())
            assert world.files() == {"there": b"new", "not there": b"new"}


# ---- FTP -----------------------------------------------------------------------------------------------------------


async def test_ftp_that_does_not_let_rename(root: Path, tmp_path: Path) -> None:
    with running(lambda: FtpServer(root, rename=False)) as server:
        async with closing(Transfers()) as transfers:
            world, log = ServedWorld(server, transfers, "ftp", 9, 9), MemoryLog()
            (tmp_path / "file").write_bytes(b"new")
            await transfers.move(world.up(tmp_path / "file", "there"), log, Steps())
            assert world.files() == {"there": b"new"}
            assert "does not let rename" in log.text


async def test_certificates(root: Path, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path)
    with running(lambda: FtpServer(root, certificate)) as server:
        async with closing(Transfers()) as transfers:
            world = ServedWorld(server, transfers, "ftps", 9, 9)
            world.put({"x": b"content"})
            request = world.down("x", tmp_path / "x")
            error = await raised(transfers.move(request, MemoryLog(), Steps()), Unreachable, "transfer.certificate")
            assert error.message.argument("fingerprint") == certificate.fingerprint
            await transfers.move(replace(request, host_key=certificate.fingerprint), MemoryLog(), Steps())
            assert (tmp_path / "x").read_bytes() == b"content"
            wrong = replace(request, host_key="SHA256:" + 43 * "A")
            error = await raised(transfers.move(wrong, MemoryLog(), Steps()), Refused, "transfer.host_key")
            assert error.message.argument("fingerprint") == certificate.fingerprint


async def test_ftps_is_not_downgraded(root: Path, tmp_path: Path) -> None:
    with running(lambda: FtpServer(root)) as server:
        async with closing(Transfers()) as transfers:
            world = ServedWorld(server, transfers, "ftps", 9, 9)
            await raised(transfers.move(world.down("x", tmp_path / "x"), MemoryLog(), Steps()), Unreachable, "transfer.unreachable")
