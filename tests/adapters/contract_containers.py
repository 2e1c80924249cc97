"""What every Containers has to do. Subclass `ContainersContract` with a fixture `world` that gives a `ContainersWorld`."""

from __future__ import annotations

import asyncio
import os
import time
from abc import ABC, abstractmethod
from pathlib import Path

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import Login
from desktop_pipeline.services.task_ports import ContainerRequest, Containers
from tests.adapters.support import MemoryLog, Steps


class ContainersWorld(ABC):
    """Containers and what is around them."""

    containers: Containers
    dead: Containers
    """Those of an engine that does not answer."""
    image: str
    """An image with a shell, whose user is root."""
    user_image: str
    """One whose user is another one."""
    locked: str
    """An image of the locked registry that the engine does not have yet."""
    missing: str
    login: Login

    @abstractmethod
    async def left(self) -> list[str]:
        """Names of containers and volumes at the engine that are ours."""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "file.txt").write_text("content")
    return folder


class ContainersContract:
    """Results, the way of the folder, failures, logins, cancelling."""

    async def run(self, world: ContainersWorld, work: Path, *commands: str, log: MemoryLog | None = None, **more: object) -> int:
        request = ContainerRequest(world.image, work, commands, **more)  # type: ignore[arg-type]
        try:
            return await world.containers.run(request, {}, log or MemoryLog(), Steps())
        finally:
            assert await world.left() == []

    async def test_commands_in_order_with_their_output(self, world: ContainersWorld, work: Path) -> None:
        log = MemoryLog()
        commands = ("echo it\\'s one >&2", "WORD='two  words'", "echo $NAME from $PWD\ncat file.txt; echo; printf 'no end: %s' \"$WORD\"")
        code = await self.run(world, work, *commands, log=log, environment={"NAME": "three $x"})
        assert code == 0
        said = [line for line in log.lines if not line.startswith("$ ")]
        assert next(line for line in log.lines if line.startswith("$ ")) == "$ " + commands[0]
        assert {"it's one", "no end: two  words", "three $x from /work", "content"} <= set(said)

    async def test_exit_code_and_nothing_after_it(self, world: ContainersWorld, work: Path) -> None:
        log = MemoryLog()
        assert await self.run(world, work, "echo before > made.txt", "sh -c 'exit 7'", "echo after", log=log) == 7
        assert "after" not in log.lines
        assert (work / "made.txt").read_text() == "before\n"

    async def test_folder_comes_back_as_it_was_and_as_it_became(self, world: ContainersWorld, work: Path) -> None:
        (work / "deep" / "er").mkdir(parents=True)
        (work / "tool").write_text("#!/bin/sh\necho ran\n")
        (work / "tool").chmod(0o750)
        (work / "odd ä\n'name").write_text("x")
        (work / "link").symlink_to("file.txt")
        (work / "nowhere").symlink_to("/does/not/exist")
        os.link(work / "file.txt", work / "hard.txt")
        (work / "gone.txt").write_text("x")
        os.utime(work / "deep", (1_000_000_000, 1_000_000_000))
        os.utime(work / "tool", (1_100_000_000, 1_100_000_000))
        code = await self.run(
            world, work, "test -L link; test -x tool; ./tool", "rm gone.txt; ln -s tool other; mkdir -p made/sub; chmod 500 made",
            "echo $((1+1)) > deep/er/two; touch -d @1200000000 made; dd if=/dev/zero of=large bs=1M count=3 2>/dev/null",
        )
        assert code == 0
        assert not (work / "gone.txt").exists()
        assert (work / "tool").stat().st_mode & 0o7777 == 0o750
        assert (work / "tool").stat().st_mtime == 1_100_000_000
        assert (work / "odd ä\n'name").read_text() == "x"
        assert os.readlink(work / "link") == "file.txt"
        assert os.readlink(work / "nowhere") == "/does/not/exist"
        assert (work / "hard.txt").stat().st_ino == (work / "file.txt").stat().st_ino
        assert os.readlink(work / "other") == "tool"
        assert (work / "made").stat().st_mode & 0o7777 == 0o500
        assert (work / "made").stat().st_mtime == 1_200_000_000
        assert (work / "deep/er/two").read_text() == "2\n"
        assert (work / "large").stat().st_size == 3 << 20
        assert [path.name for path in work.parent.iterdir()] == [work.name]
        assert await self.run(world, work, "chmod 700 made; rm -r made") == 0

    async def test_working_folder(self, world: ContainersWorld, work: Path) -> None:
        (work / "sub").mkdir()
        log = MemoryLog()
        assert await self.run(world, work, "pwd; echo x > here", log=log, folder="sub", mount="/src/it") == 0
        assert "/src/it/sub" in log.lines
        assert (work / "sub" / "here").exists()

    async def test_image_with_another_user(self, world: ContainersWorld, work: Path) -> None:
        log = MemoryLog()
        request = ContainerRequest(world.user_image, work, ("id -u", "echo x > made",))
        assert await world.containers.run(request, {}, log, Steps()) == 0
        assert "0" not in log.lines
        assert (work / "made").exists()

    async def test_engine_that_does_not_answer(self, world: ContainersWorld, work: Path) -> None:
        with pytest.raises(Unreachable) as caught:
            await world.dead.run(ContainerRequest(world.image, work, ("true",)), {}, MemoryLog(), Steps())
        assert caught.value.code == "engine.unreachable"

    async def test_no_image(self, world: ContainersWorld, work: Path) -> None:
        with pytest.raises(UserError) as caught:
            await world.containers.run(ContainerRequest(world.missing, work, ("true",)), {}, MemoryLog(), Steps())
        assert caught.value.code == "container.no_image"
        assert await world.left() == []

    async def test_bad_requests(self, world: ContainersWorld, work: Path) -> None:
        for more in ({"mount": "work"}, {"mount": "/"}, {"folder": "../up"}, {"folder": "/etc"}, {"environment": {"A=B": "c"}}):
            with pytest.raises(UserError) as caught:
                await self.run(world, work, "true", **more)
            assert caught.value.code == "container.bad_request"

    async def test_image_behind_a_login(self, world: ContainersWorld, work: Path) -> None:
        host = world.locked.partition("/")[0]
        request = ContainerRequest(world.locked, work, ("echo pulled",))
        for logins in ({}, {host: Login(world.login.username, "wrong-word")}):
            log = MemoryLog()
            with pytest.raises(Refused) as caught:
                await world.containers.run(request, logins, log, Steps())
            assert caught.value.code == "build.base_unauthorized"
            assert "wrong-word" not in str(caught.value) + log.text
        log = MemoryLog()
        assert await world.containers.run(request, {host: world.login}, log, Steps()) == 0
        assert "pulled" in log.lines
        assert world.login.secret not in log.text
        assert await world.left() == []

    @pytest.mark.parametrize("wait", [0.0, 0.02, 0.1, 0.3, None])
    async def test_cancelled_at_any_moment(self, world: ContainersWorld, work: Path, wait: float | None) -> None:
        log = MemoryLog()
        request = ContainerRequest(world.image, work, ("trap '' TERM INT; echo begun; sleep 303",))
        task = asyncio.create_task(world.containers.run(request, {}, log, Steps()))
        if wait is None:
            while "begun" not in log.lines:
                assert not task.done()
                await asyncio.sleep(0.01)
        else:
            await asyncio.sleep(wait)
        begun = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - begun < 3  # the budget is 1 s
        assert await world.left() == []
        assert (work / "file.txt").read_text() == "content"
        assert [path.name for path in work.parent.iterdir()] == [work.name]

    async def test_several_side_by_side(self, world: ContainersWorld, tmp_path: Path) -> None:
        folders = [tmp_path / str(number) for number in range(3)]
        for folder in folders:
            folder.mkdir()
        requests = [ContainerRequest(world.image, folder, (f"echo {folder.name} > it",)) for folder in folders]
        assert await asyncio.gather(*(world.containers.run(request, {}, MemoryLog(), Steps()) for request in requests)) == [0, 0, 0]
        assert [(folder / "it").read_text().strip() for folder in folders] == ["0", "1", "2"]
        assert await world.left() == []
