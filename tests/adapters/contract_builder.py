"""What every Builder has to do. Subclass `BuilderContract` with a fixture `world` that gives a `BuilderWorld`."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.terminal import bare
from desktop_pipeline.services.ports import Builder, BuildRequest, Login
from tests.adapters.support import MemoryLog, Steps, until


class BuilderWorld(ABC):
    """A builder and what is around it. Names are new for each test."""

    builder: Builder
    dead: Builder
    """One whose engine does not answer."""
    repository: str
    """In a registry without a password."""
    locked: str
    """In a registry with one."""
    login: Login
    unknown: str = "sha256:" + 64 * "0"
    """An image that was never built."""

    @abstractmethod
    def dockerfile(self, what: str) -> str:
        """Text of a Dockerfile: `good` (at least 2 steps, writes "hello there" to its output), `fails` (a step writes "the cause"
        and exits with 7), `slow` (a step that writes "begun" and takes minutes), `silent` (takes minutes, says nothing),
        `no-base` (FROM something that is not there), `locked-base` (FROM an image of the locked registry), `nonsense`."""

    @abstractmethod
    async def digest(self, reference: str) -> str | None:
        """What the registry says a tag's digest is."""

    @abstractmethod
    async def busy(self) -> bool:
        """Whether the slow or silent step runs at the engine."""

    @abstractmethod
    async def make_large(self, reference: str) -> str:
        """Build an image whose push to the locked registry takes a second or more."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "file.txt").write_text("content")
    return tmp_path


class BuilderContract:
    """Results, failures, wrong logins, cancelling."""

    def request(self, world: BuilderWorld, folder: Path, what: str, tag: str = "1") -> BuildRequest:
        return BuildRequest(
            context=folder, reference=f"{world.repository}:{tag}", dockerfile_text=world.dockerfile(what),
            labels={"io.desktop-pipeline.number": "7"}, no_cache=True,
        )

    async def test_info(self, world: BuilderWorld) -> None:
        info = await world.builder.info()
        assert info.version
        assert "/" in info.platform

    async def test_free_space(self, world: BuilderWorld) -> None:
        free = await world.builder.free_space()
        assert free is None or free > 0

    async def test_engine_that_does_not_answer(self, world: BuilderWorld, folder: Path) -> None:
        for call in (
            world.dead.info(), world.dead.build(self.request(world, folder, "good"), {}, MemoryLog(), Steps()),
            world.dead.push(world.unknown, f"{world.repository}:1", None, MemoryLog(), Steps()),
        ):
            with pytest.raises(Unreachable) as caught:
                await call
            assert caught.value.code == "engine.unreachable"

    async def test_build_and_push(self, world: BuilderWorld, folder: Path) -> None:
        log, steps = MemoryLog(), Steps()
        image = await world.builder.build(self.request(world, folder, "good"), {}, log, steps)
        assert image
        assert "hello there" in [bare(line) for line in log.lines], "colours stay in the log, and nothing else of a terminal"
        assert len(steps.fractions) >= 2
        assert steps.fractions == sorted(steps.fractions)
        assert steps.fractions[-1] == 1.0
        for tag in ("1", "also", "1"):
            if tag == "also":
                assert await world.digest(f"{world.repository}:{tag}") is None  # a tag is written by its push, not before
            log, steps = MemoryLog(), Steps()
            digest = await world.builder.push(image, f"{world.repository}:{tag}", None, log, steps)
            assert digest.startswith("sha256:")
            assert await world.digest(f"{world.repository}:{tag}") == digest
            assert steps.fractions[-1] == 1.0
            assert log.lines

    async def test_the_files_are_counted(self, world: BuilderWorld, folder: Path) -> None:
        request = self.request(world, folder, "good")
        before = await world.builder.measure(request)
        (folder / "more").mkdir()
        for name, size in (("more/large", 5000), ("left-out", 9000)):
            (folder / name).write_bytes(b"x" * size)
        (folder / ".dockerignore").write_text("left-out\n")
        found = await world.dead.measure(request)  # no engine is asked
        assert (found.size - before.size, found.files - before.files) == (5009, 2)
        assert found.largest[0] == ("more/", 5000)
        with pytest.raises(UserError) as caught:
            await world.builder.measure(BuildRequest(folder / "none", f"{world.repository}:1"))
        assert caught.value.code == "build.no_context"

    async def test_building_alone_writes_no_tag(self, world: BuilderWorld, folder: Path) -> None:
        await world.builder.build(self.request(world, folder, "good"), {}, MemoryLog(), Steps())
        assert await world.digest(f"{world.repository}:1") is None

    async def test_failing_step(self, world: BuilderWorld, folder: Path) -> None:
        log = MemoryLog()
        with pytest.raises(UserError) as caught:
            await world.builder.build(self.request(world, folder, "fails"), {}, log, Steps())
        assert caught.value.code == "build.failed"
        assert "exit code 7" in caught.value.message.argument("text").lower()
        assert str(caught.value).startswith(caught.value.message.argument("text")), "what failed comes first, then the step"
        assert caught.value.message.argument("step")
        assert "the cause" in caught.value.message.argument("lines")
        assert "the cause" in log.text

    @pytest.mark.parametrize("what", ["no-base", "nonsense"])
    async def test_cannot_be_built(self, world: BuilderWorld, folder: Path, what: str) -> None:
        with pytest.raises(UserError) as caught:
            await world.builder.build(self.request(world, folder, what), {}, MemoryLog(), Steps())
        assert caught.value.code == "build.failed"
        assert caught.value.message.argument("text")

    async def test_no_folder_and_no_dockerfile(self, world: BuilderWorld, folder: Path) -> None:
        with pytest.raises(UserError) as caught:
            await world.builder.build(BuildRequest(folder / "none", f"{world.repository}:1"), {}, MemoryLog(), Steps())
        assert caught.value.code == "build.no_context"
        with pytest.raises(UserError) as caught:
            await world.builder.build(BuildRequest(folder, f"{world.repository}:1", "none/Dockerfile"), {}, MemoryLog(), Steps())
        assert caught.value.code == "build.no_dockerfile"

    async def test_base_image_behind_a_login(self, world: BuilderWorld, folder: Path) -> None:
        host = world.locked.partition("/")[0]
        wrong = Login(world.login.username, "wrong-word")
        for logins in ({}, {host: wrong}):
            log = MemoryLog()
            with pytest.raises(Refused) as caught:
                await world.builder.build(self.request(world, folder, "locked-base"), logins, log, Steps())
            assert caught.value.code == "build.base_unauthorized"
            assert "wrong-word" not in str(caught.value) + log.text
        assert await world.builder.build(self.request(world, folder, "locked-base"), {host: world.login}, MemoryLog(), Steps())

    async def test_push_with_a_login(self, world: BuilderWorld, folder: Path) -> None:
        reference, host = f"{world.locked}:1", world.locked.partition("/")[0]
        request = replace(self.request(world, folder, "good"), reference=reference)
        image = await world.builder.build(request, {host: world.login}, MemoryLog(), Steps())
        for login in (None, Login(world.login.username, "wrong-word")):
            log = MemoryLog()
            with pytest.raises(Refused) as caught:
                await world.builder.push(image, reference, login, log, Steps())
            assert caught.value.code == "registry.unauthorized"
            assert "wrong-word" not in str(caught.value) + log.text
        log = MemoryLog()
        digest = await world.builder.push(image, reference, world.login, log, Steps())
        assert await world.digest(reference) == digest
        assert world.login.secret not in log.text

    async def test_push_of_an_unknown_image(self, world: BuilderWorld) -> None:
        with pytest.raises(UserError) as caught:
            await world.builder.push(world.unknown, f"{world.repository}:none", None, MemoryLog(), Steps())
        assert caught.value.code == "push.no_image"

    async def test_push_to_nobody(self, world: BuilderWorld, folder: Path) -> None:
        image = await world.builder.build(self.request(world, folder, "good"), {}, MemoryLog(), Steps())
        with pytest.raises(Unreachable) as caught:
            await world.builder.push(image, "127.0.0.1:9/some/where:1", None, MemoryLog(), Steps())
        assert caught.value.code == "registry.unreachable"

    @pytest.mark.parametrize("what", ["slow", "silent"])
    async def test_cancelled_build_stops_its_step(self, world: BuilderWorld, folder: Path, what: str) -> None:
        log = MemoryLog()
        task = asyncio.create_task(world.builder.build(self.request(world, folder, what), {}, log, Steps()))
        deadline = time.monotonic() + 60
        while not await world.busy():
            assert not task.done() and time.monotonic() < deadline, log.text
            await asyncio.sleep(0.05)
        begun = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - begun < 3  # the budget is 1 s
        while await world.busy():
            assert time.monotonic() - begun < 3
            await asyncio.sleep(0.05)
        assert (await world.builder.info()).version

    async def test_cancelled_before_it_began(self, world: BuilderWorld, folder: Path) -> None:
        for wait in (0.0, 0.001, 0.005, 0.02):
            task = asyncio.create_task(world.builder.build(self.request(world, folder, "silent"), {}, MemoryLog(), Steps()))
            await asyncio.sleep(wait)
            begun = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - begun < 3
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        while await world.busy():
            assert time.monotonic() - begun < 3
            await asyncio.sleep(0.05)

    async def test_cancelled_push_makes_no_tag(self, world: BuilderWorld) -> None:
        reference, steps = f"{world.locked}:large", Steps()
        image = await world.make_large(f"{world.repository}:large")
        task = asyncio.create_task(world.builder.push(image, reference, world.login, MemoryLog(), steps))
        await until(lambda: steps.fractions)
        begun = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - begun < 3
        await asyncio.sleep(0.5)
        assert await world.digest(reference) is None

    async def test_two_builds_side_by_side(self, world: BuilderWorld, folder: Path) -> None:
        requests = [self.request(world, folder, "good", tag) for tag in ("a", "b")]
        images = await asyncio.gather(*(world.builder.build(request, {}, MemoryLog(), Steps()) for request in requests))
        assert all(images)
