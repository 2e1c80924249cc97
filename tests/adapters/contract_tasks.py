"""What every Shell, Rest and Transfers has to do. Subclass the contracts with a fixture `world` that gives a world of that kind."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import Login
from desktop_pipeline.services.task_ports import Rest, RestRequest, ScriptRequest, Shell, TransferRequest, Transfers
from tests.adapters.support import MemoryLog, Steps, until


async def cancelled_soon(task: asyncio.Task[object]) -> None:
    """Cancel it: it has to end within the budget of one second (three in tests)."""
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 3


async def raised(call: Awaitable[object], kind: type[UserError], code: str) -> UserError:
    with pytest.raises(kind) as caught:
        await call
    assert caught.value.code == code, caught.value
    return caught.value


def names(folder: Path) -> list[str]:
    """What is in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())


# ---- shell ---------------------------------------------------------------------------------------------------------


class ShellWorld(ABC):
    shell: Shell

    @abstractmethod
    def busy(self, folder: Path) -> bool:
        """Whether a process of a script runs in this folder."""


class ShellContract:
    """Results, environment, cancelling."""

    @pytest.mark.parametrize(("text", "code"), [("exit 0", 0), ("echo hello\nexit 7", 7), ("exit 3\necho never", 3), ("", 0)])
    async def test_exit_code(self, world: ShellWorld, tmp_path: Path, text: str, code: int) -> None:
        log = MemoryLog()
        assert await world.shell.run(ScriptRequest(text, tmp_path), log) == code
        assert ("hello" in log.lines) == ("hello" in text)
        assert "never" not in log.lines

    async def test_environment(self, world: ShellWorld, tmp_path: Path) -> None:
        log = MemoryLog()
        await world.shell.run(ScriptRequest("echo $NAME here", tmp_path, environment={"NAME": "größe"}), log)
        assert log.lines[-1] == "größe here"

    async def test_no_shell(self, world: ShellWorld, tmp_path: Path) -> None:
        for shell in ("/nowhere/sh", "no-such-shell", "", "bin/sh"):
            await raised(world.shell.run(ScriptRequest("exit 0", tmp_path, shell), MemoryLog()), UserError, "script.no_shell")

    async def test_no_folder(self, world: ShellWorld, tmp_path: Path) -> None:
        await raised(world.shell.run(ScriptRequest("exit 0", tmp_path / "none"), MemoryLog()), UserError, "script.no_folder")

    async def test_cancel(self, world: ShellWorld, tmp_path: Path) -> None:
        log = MemoryLog()
        task: asyncio.Task[object] = asyncio.create_task(world.shell.run(ScriptRequest("echo begun\nsleep 9000\n", tmp_path), log))
        await until(lambda: "begun" in log.lines)
        await cancelled_soon(task)
        assert not world.busy(tmp_path)


# ---- rest ----------------------------------------------------------------------------------------------------------


class RestWorld(ABC):
    """Servers by address. `open` and `locked` answer JSON with `"state": "good"`; `broken` is no web server, `missing` answers 404."""

    rest: Rest
    open: str
    locked: str
    missing: str
    dead: str
    slow: str
    cut: str
    broken: str
    login: Login

    @abstractmethod
    def busy(self) -> bool:
        """Whether somebody waits for `slow`."""


class RestContract:
    """Results, logins, what is not accepted, cancelling."""

    async def test_call(self, world: RestWorld, tmp_path: Path) -> None:
        log, output = MemoryLog(), tmp_path / "out" / "answer.json"
        text = await world.rest.call(RestRequest(world.open, expected='"good"', output=output), log)
        assert '"state": "good"' in text and "größe" in text.encode().decode("unicode_escape", "replace") + text
        assert output.read_text() == text
        assert log.lines[0] == f"GET {world.open}"
        assert "200" in log.lines[1] and '"good"' in log.text
        assert [path.name for path in output.parent.iterdir()] == ["answer.json"]

    async def test_body_is_not_logged(self, world: RestWorld) -> None:
        log = MemoryLog()
        assert "good" in await world.rest.call(RestRequest(world.open, log_body=False), log)
        assert "good" not in log.text

    async def test_login(self, world: RestWorld) -> None:
        log = MemoryLog()
        assert "good" in await world.rest.call(RestRequest(world.locked, login=world.login), log)
        assert world.login.secret not in log.text

    async def test_wrong_login(self, world: RestWorld, tmp_path: Path) -> None:
        output = tmp_path / "answer"
        for login in (None, Login(world.login.username, "wrong-word"), Login("nobody", world.login.secret)):
            log = MemoryLog()
            error = await raised(world.rest.call(RestRequest(world.locked, login=login, output=output), log), UserError, "rest.status")
            assert error.message.argument("status") == "401"
            assert "wrong-word" not in str(error) + log.text and world.login.secret not in str(error) + log.text
        assert not output.exists()

    async def test_accepted_statuses(self, world: RestWorld) -> None:
        await raised(world.rest.call(RestRequest(world.missing), MemoryLog()), UserError, "rest.status")
        await world.rest.call(RestRequest(world.missing, accepted=(200, 404)), MemoryLog())
        await raised(world.rest.call(RestRequest(world.open, accepted=(201,)), MemoryLog()), UserError, "rest.status")

    async def test_expected_content(self, world: RestWorld, tmp_path: Path) -> None:
        output = tmp_path / "answer"
        output.write_text("old")
        request = RestRequest(world.open, expected="something else", output=output)
        await raised(world.rest.call(request, MemoryLog()), UserError, "rest.content")
        assert output.read_text() == "old"
        assert names(tmp_path) == ["answer"]

    @pytest.mark.parametrize("url", ["", "example.org", "ftp://host/x", "http://", "http://[", "http://a b/", "http://h:99999/", "http://h/\n"])
    async def test_bad_address(self, world: RestWorld, url: str) -> None:
        await raised(world.rest.call(RestRequest(url), MemoryLog()), UserError, "rest.bad_url")

    async def test_nobody_there(self, world: RestWorld, tmp_path: Path) -> None:
        for url in (world.dead, world.broken, world.cut):
            await raised(world.rest.call(RestRequest(url, output=tmp_path / "x"), MemoryLog()), Unreachable, "rest.unreachable")
        assert names(tmp_path) == []

    async def test_slow(self, world: RestWorld, tmp_path: Path) -> None:
        begun = time.monotonic()
        error = await raised(
            world.rest.call(RestRequest(world.slow, timeout=0.3, output=tmp_path / "x"), MemoryLog()), Unreachable, "rest.timeout")
        assert error.message.argument("seconds") == "0.3"
        assert time.monotonic() - begun < 3
        assert names(tmp_path) == []

    async def test_cancel(self, world: RestWorld, tmp_path: Path) -> None:
        request = RestRequest(world.slow, output=tmp_path / "x")
        task: asyncio.Task[object] = asyncio.create_task(world.rest.call(request, MemoryLog()))
        await until(world.busy)
        await cancelled_soon(task)
        await until(lambda: not world.busy(), 3)
        assert names(tmp_path) == []


# ---- transfers -----------------------------------------------------------------------------------------------------

ODD = "odd näme with 'blanks' & $igns 文.txt"
TREE = {"a.txt": b"first", f"sub folder/{ODD}": b"second" * 1000, "sub folder/deep/empty": b"", "run.sh": b"#!/bin/sh\n"}
LARGE = bytes(range(256)) * 12_000  # 3 MB: some seconds on a slow server


class TransferWorld(ABC):
    """A server with `login`. Paths of files on it are relative to where a login begins."""

    transfers: Transfers
    login: Login
    protocol = "sftp"
    host = "127.0.0.1"
    port = 0
    host_key = ""
    dead: tuple[str, int]
    broken: tuple[str, int]
    """Answers, but not in this protocol."""
    silent: tuple[str, int]
    """Takes the connection and says nothing."""

    def up(self, local: Path, remote: str) -> TransferRequest:
        return TransferRequest(self.protocol, self.host, self.port, True, remote, local, self.login, host_key=self.host_key)

    def down(self, remote: str, local: Path) -> TransferRequest:
        return replace(self.up(local, remote), upload=False)

    @abstractmethod
    def files(self) -> dict[str, bytes]:
        """All files on the server, temporary ones too."""

    @abstractmethod
    def folders(self) -> set[str]: ...

    @abstractmethod
    def put(self, files: dict[str, bytes]) -> None: ...

    @abstractmethod
    def make_slow(self) -> None:
        """From now on a few hundred kB a second."""

    @abstractmethod
    def cut(self, after: int) -> None:
        """The connection breaks after so many bytes of files."""

    @abstractmethod
    def moving(self) -> bool:
        """Whether the server has begun to move bytes of a file."""


def write_tree(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read_tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TransferContract:
    """Files and folders, up and down; logins, what is not there, cuts, cancelling."""

    async def test_upload_a_file(self, world: TransferWorld, tmp_path: Path) -> None:
        log, steps = MemoryLog(), Steps()
        (tmp_path / ODD).write_bytes(LARGE)
        await world.transfers.move(world.up(tmp_path / ODD, f"new folder/ä/{ODD}"), log, steps)
        assert world.files() == {f"new folder/ä/{ODD}": LARGE}
        assert steps.fractions == sorted(steps.fractions) and steps.fractions[-1] == 1.0
        assert ODD in log.text and world.login.secret not in log.text + " ".join(steps.texts)

    async def test_upload_replaces(self, world: TransferWorld, tmp_path: Path) -> None:
        world.put({"there.txt": b"old and longer"})
        (tmp_path / "file").write_bytes(b"new")
        await world.transfers.move(world.up(tmp_path / "file", "there.txt"), MemoryLog(), Steps())
        assert world.files() == {"there.txt": b"new"}

    @pytest.mark.parametrize("remote", ["there", "there/", "./there"])
    async def test_upload_into_a_folder(self, world: TransferWorld, tmp_path: Path, remote: str) -> None:
        world.put({"there/x": b"x"})
        (tmp_path / "file").write_bytes(b"new")
        await world.transfers.move(world.up(tmp_path / "file", remote), MemoryLog(), Steps())
        assert world.files() == {"there/x": b"x", "there/file": b"new"}

    async def test_upload_a_folder(self, world: TransferWorld, tmp_path: Path) -> None:
        write_tree(tmp_path, TREE)
        (tmp_path / "nothing in it").mkdir()
        world.put({"there/old": b"stays", "there/a.txt": b"before"})
        await world.transfers.move(world.up(tmp_path, "there"), MemoryLog(), Steps())
        assert world.files() == {**{f"there/{name}": data for name, data in TREE.items()}, "there/old": b"stays"}
        assert "there/nothing in it" in world.folders()

    async def test_links_do_not_lead_out(self, world: TransferWorld, tmp_path: Path) -> None:
        write_tree(tmp_path, {"secret": b"secret", "more/secret": b"secret", "work/in": b"in", "work/sub/x": b"x"})
        work, log = tmp_path / "work", MemoryLog()
        for name, target in (("out", "../secret"), ("far", str(tmp_path / "more")), ("near", "in"), ("sub/up", ".."), ("none", "nowhere")):
            (work / name).symlink_to(target)
        await world.transfers.move(world.up(work, "there"), log, Steps())
        assert world.files() == {"there/in": b"in", "there/near": b"in", "there/sub/x": b"x"}
        assert sum("left out" in line for line in log.lines) == 4

    async def test_download_a_file(self, world: TransferWorld, tmp_path: Path) -> None:
        world.put({f"far away/{ODD}": LARGE})
        log, steps = MemoryLog(), Steps()
        await world.transfers.move(world.down(f"far away/{ODD}", tmp_path / "new" / "file"), log, steps)
        await world.transfers.move(world.down(f"far away/{ODD}", tmp_path / "new"), log, Steps())
        assert read_tree(tmp_path) == {"new/file": LARGE, f"new/{ODD}": LARGE}
        assert steps.fractions == sorted(steps.fractions) and steps.fractions[-1] == 1.0

    async def test_download_a_folder(self, world: TransferWorld, tmp_path: Path) -> None:
        world.put({f"there/{name}": data for name, data in TREE.items()})
        write_tree(tmp_path, {"old": b"stays", "a.txt": b"before"})
        await world.transfers.move(world.down("there", tmp_path), MemoryLog(), Steps())
        assert read_tree(tmp_path) == {**TREE, "old": b"stays"}

    async def test_download_does_not_follow_links_out(self, world: TransferWorld, tmp_path: Path) -> None:
        world.put({"there/sub/x": b"x"})
        (tmp_path / "work").mkdir()
        (tmp_path / "outside").mkdir()
        (tmp_path / "work" / "sub").symlink_to("../outside")
        await raised(world.transfers.move(world.down("there", tmp_path / "work"), MemoryLog(), Steps()), UserError, "transfer.failed")
        assert list((tmp_path / "outside").iterdir()) == []

    async def test_wrong_login(self, world: TransferWorld, tmp_path: Path) -> None:
        world.put({"x": b"x"})
        for login in (Login(world.login.username, "wrong-word"), Login("nobody", world.login.secret)):
            request, log = replace(world.down("x", tmp_path / "x"), login=login), MemoryLog()
            error = await raised(world.transfers.move(request, log, Steps()), Refused, "transfer.unauthorized")
            assert "wrong-word" not in str(error) + log.text and world.login.secret not in str(error) + log.text

    async def test_not_there(self, world: TransferWorld, tmp_path: Path) -> None:
        for request in (world.down("none", tmp_path / "x"), world.down("no/ne", tmp_path / "x"), world.up(tmp_path / "no", "x")):
            await raised(world.transfers.move(request, MemoryLog(), Steps()), UserError, "transfer.not_found")
        assert names(tmp_path) == [] and world.files() == {}

    async def test_names_in_the_way(self, world: TransferWorld, tmp_path: Path) -> None:
        world.put({"a": b"file", "b/c": b"file"})
        write_tree(tmp_path, {"up/a/x": b"x", "file": b"x"})
        for request in (world.up(tmp_path / "up", ""), world.up(tmp_path / "file", "a/x"), world.down("b", tmp_path / "file")):
            await raised(world.transfers.move(request, MemoryLog(), Steps()), UserError, "transfer.failed")
        assert world.files() == {"a": b"file", "b/c": b"file"}

    async def test_nobody_there(self, world: TransferWorld, tmp_path: Path) -> None:
        for host, port in (world.dead, world.broken):
            request = replace(world.down("x", tmp_path), host=host, port=port)
            await raised(world.transfers.move(request, MemoryLog(), Steps()), Unreachable, "transfer.unreachable")

    @pytest.mark.parametrize("change", [
        {"protocol": "scp"}, {"host": ""}, {"host": "-oProxy"}, {"host": "a b"}, {"port": 0}, {"remote": "x\r\nDELE y"}, {"remote": "x\0"}])
    async def test_bad_request(self, world: TransferWorld, tmp_path: Path, change: dict[str, str | int]) -> None:
        request = replace(world.down("x", tmp_path), **change)  # type: ignore[arg-type]
        await raised(world.transfers.move(request, MemoryLog(), Steps()), UserError, "transfer.bad_request")

    @pytest.mark.parametrize("upload", [True, False])
    async def test_cut(self, world: TransferWorld, tmp_path: Path, upload: bool) -> None:
        data = {"first": b"first", "large": LARGE}
        if upload:
            write_tree(tmp_path, data)
        else:
            world.put({f"there/{name}": content for name, content in data.items()})
        world.cut(1_000_000)
        request = world.up(tmp_path, "there") if upload else world.down("there", tmp_path / "new")
        with pytest.raises(UserError) as caught:
            await world.transfers.move(request, MemoryLog(), Steps())
        assert caught.value.code in ("transfer.unreachable", "transfer.failed")
        if not upload:
            assert names(tmp_path) == []

    @pytest.mark.parametrize("upload", [True, False])
    async def test_cancel(self, world: TransferWorld, tmp_path: Path, upload: bool) -> None:
        data = {"a/first": b"first", "large": LARGE}
        if upload:
            world.put({"old": b"stays", "there/a/first": b"before"})
            write_tree(tmp_path, data)
        else:
            world.put({f"there/{name}": content for name, content in data.items()})
        before, folders = world.files(), world.folders()
        world.make_slow()
        request = world.up(tmp_path, "there") if upload else world.down("there", tmp_path / "new")
        steps = Steps()
        task: asyncio.Task[object] = asyncio.create_task(world.transfers.move(request, MemoryLog(), steps))
        await until(world.moving)
        await asyncio.sleep(0.3)
        await cancelled_soon(task)
        await until(lambda: not world.moving())
        if upload:
            await until(lambda: set(world.files()) == set(before))
            assert world.folders() == folders
        else:
            assert names(tmp_path) == []

    async def test_cancel_a_new_folder(self, world: TransferWorld, tmp_path: Path) -> None:
        write_tree(tmp_path, {"a/b/first": b"first", "large": LARGE})
        world.make_slow()
        task: asyncio.Task[object] = asyncio.create_task(world.transfers.move(world.up(tmp_path, "new/one"), MemoryLog(), Steps()))
        await until(lambda: any(name.endswith(".part") and "large" in name for name in world.files()))
        await cancelled_soon(task)
        await until(lambda: world.files() == {} and world.folders() == set(), 5)

    async def test_cancel_while_connecting(self, world: TransferWorld, tmp_path: Path) -> None:
        host, port = world.silent
        request = replace(world.down("x", tmp_path), host=host, port=port)
        task: asyncio.Task[object] = asyncio.create_task(world.transfers.move(request, MemoryLog(), Steps()))
        await asyncio.sleep(0.2)
        await cancelled_soon(task)
