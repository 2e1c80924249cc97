"""DockerContainers on the real engine: the contract, leftovers of killed programs, and archives that mean harm."""

from __future__ import annotations

import asyncio
import io
import secrets
import signal
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import docker
import pytest

from desktop_pipeline.adapters.common import owners
from desktop_pipeline.adapters.docker import DockerBuilder, DockerContainers
from desktop_pipeline.adapters.docker.containers import LABEL
from desktop_pipeline.adapters.docker.work_tar import bring_home
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.ports import BuildRequest, Login
from desktop_pipeline.services.task_ports import ContainerRequest
from tests.adapters.contract_containers import ContainersContract, ContainersWorld, work
from tests.adapters.support import MemoryLog, Steps, until
from tests.engines_support import Engines

__all__ = ["work"]


class DockerWorld(ContainersWorld):
    def __init__(self, engines: Engines, api: docker.APIClient) -> None:
        self.api = api
        name = f"t-containers-{secrets.token_hex(4)}"
        self.containers = DockerContainers(engines.docker_host)
        self.dead = DockerContainers("unix:///nowhere/docker.sock")
        self.image = f"{engines.registry}/base/busybox:1"
        self.user_image = f"{engines.registry}/{name}/user:1"
        self.locked = f"{engines.registry_auth}/{name}:1"
        self.missing = f"{engines.registry}/{name}/none:1"
        self.login = Login(engines.user, engines.password)
        self.mine: set[str] = set()

    async def left(self) -> list[str]:
        return [name for name in await asyncio.to_thread(self._left) if name not in self.mine]

    def _left(self) -> list[str]:
        containers = [item["Names"][0] for item in self.api.containers(all=True, filters={"label": LABEL}) if _ours(item["Labels"])]
        volumes = [item["Name"] for item in self.api.volumes(filters={"label": LABEL})["Volumes"] or () if _ours(item["Labels"])]
        return containers + volumes


def _ours(labels: dict[str, str]) -> bool:
    return labels[LABEL] == owners.mark()  # tests of others may run at the same engine


@pytest.fixture
async def world(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DockerWorld]:
    api = docker.APIClient(engines.docker_host, version="auto")
    made = DockerWorld(engines, api)
    builder, empty = DockerBuilder(engines.docker_host), tmp_path_factory.mktemp("empty")
    for reference, text in ((made.user_image, "USER 1234:1234"), (made.locked, "ENV LOCKED=1")):
        request = BuildRequest(empty, reference, dockerfile_text=f"FROM {made.image}\n{text}\n", pull=True)
        image = await builder.build(request, {}, MemoryLog(), Steps())
        if reference == made.locked:
            await builder.push(image, reference, made.login, MemoryLog(), Steps())
            api.remove_image(reference)
    await builder.close()
    yield made
    await made.containers.close()
    await made.dead.close()
    for reference in (made.user_image, made.locked):
        if api.images(reference):
            api.remove_image(reference, force=True)
    api.close()


@pytest.mark.engines
class TestDockerContainers(ContainersContract):
    async def test_output_is_read_while_it_is_written(self, world: DockerWorld, work: Path) -> None:
        log = MemoryLog()
        request = ContainerRequest(world.image, work, ("echo first; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo last",))
        task = asyncio.create_task(world.containers.run(request, {}, log, Steps()))
        await until(lambda: "first" in log.lines)
        container = world.api.containers(filters={"label": f"{LABEL}={owners.mark()}"})[0]["Id"]
        assert not task.done()
        world.api.exec_start(world.api.exec_create(container, ["touch", "/tmp/go"])["Id"])
        assert await task == 0
        assert "last" in log.lines

    async def test_commands_are_in_no_argument_and_no_log_of_the_engine(self, world: DockerWorld, work: Path) -> None:
        log = MemoryLog()
        request = ContainerRequest(world.image, work, ("echo canary-word-5 > /dev/null; echo begun; sleep 1",))
        task = asyncio.create_task(world.containers.run(request, {}, log, Steps()))
        await until(lambda: "begun" in log.lines)
        found = world.api.inspect_container(world.api.containers(filters={"label": f"{LABEL}={owners.mark()}"})[0]["Id"])
        assert "canary-word-5" not in str(found)
        assert found["HostConfig"]["LogConfig"]["Type"] == "none"
        assert await task == 0

    async def test_a_volume_that_is_kept(self, world: DockerWorld, work: Path) -> None:
        cache = f"t-cache-{secrets.token_hex(4)}"
        world.mine.add(cache)
        try:
            for command in ("echo kept > /cache/it", "cat /cache/it > got"):
                request = ContainerRequest(world.image, work, (command,), volumes={"/cache": cache})
                assert await world.containers.run(request, {}, MemoryLog(), Steps()) == 0
            assert (work / "got").read_text() == "kept\n"
        finally:
            world.api.remove_volume(cache)

    async def test_no_shell_in_the_image(self, world: DockerWorld, work: Path, engines: Engines) -> None:
        builder = DockerBuilder(engines.docker_host)
        request = BuildRequest(work, world.user_image, dockerfile_text="FROM scratch\nCOPY file.txt /\nCMD [\"/none\"]\n")
        image = await builder.build(request, {}, MemoryLog(), Steps())
        await builder.close()
        with pytest.raises(UserError) as caught:
            await world.containers.run(ContainerRequest(world.user_image, work, ("true",)), {}, MemoryLog(), Steps())
        assert caught.value.code == "container.not_started"
        assert "/bin/sh" in caught.value.message.argument("text")
        assert await world.left() == []
        assert image

    async def test_command_of_the_image(self, world: DockerWorld, work: Path, engines: Engines) -> None:
        builder = DockerBuilder(engines.docker_host)
        text = f"FROM {world.image}\nCMD echo own command > made; exit 3\n"
        await builder.build(BuildRequest(work, world.user_image, dockerfile_text=text), {}, MemoryLog(), Steps())
        await builder.close()
        assert await world.containers.run(ContainerRequest(world.user_image, work), {}, MemoryLog(), Steps()) == 3
        assert (work / "made").read_text() == "own command\n"

    async def test_leftovers_of_a_killed_program_are_swept(self, world: DockerWorld, work: Path, engines: Engines) -> None:
        program = (
            "import asyncio, sys\nfrom pathlib import Path\n"
            "from desktop_pipeline.adapters.docker import DockerContainers\n"
            "from desktop_pipeline.services.task_ports import ContainerRequest\n"
            "class Log:\n    def write(self, line):\n        print(line, flush=True)\n    def close(self): pass\n"
            "asyncio.run(DockerContainers(sys.argv[1]).run(ContainerRequest(sys.argv[2], Path(sys.argv[3]),\n"
            "    ('echo begun; sleep 304',)), {}, Log(), lambda *told: None))\n"
        )
        command = [sys.executable, "-c", program, engines.docker_host, world.image, str(work)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: ASYNC220  # nothing else waits
            assert child.stdout
            assert any(line == "begun\n" for line in child.stdout)
            await world.containers.sweep()
            assert len(_named(world.api, child.pid)) == 2  # it still lives
            child.send_signal(signal.SIGKILL)
        (name,) = {text[2:].lstrip("/") for text in _named(world.api, child.pid)}
        assert name in await world.containers.sweep()
        assert not _named(world.api, child.pid)


def _named(api: docker.APIClient, pid: int) -> set[str]:
    containers = {f"c {item['Names'][0]}": item["Labels"][LABEL] for item in api.containers(all=True, filters={"label": LABEL})}
    volumes = {f"v {item['Name']}": item["Labels"][LABEL] for item in api.volumes(filters={"label": LABEL})["Volumes"] or ()}
    return {name for name, mark in {**containers, **volumes}.items() if f"/{pid}/" in mark}


# ---- archives ------------------------------------------------------------------------------------------------------


def archive(*members: tuple[str, bytes, str]) -> bytes:
    """Members: name, type, link name."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as made:
        made.addfile(directory := tarfile.TarInfo("work"))
        directory.type = tarfile.DIRTYPE
        for name, kind, link in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            made.addfile(info)
    return target.getvalue()


@pytest.mark.parametrize("members", [
    (("work/../../up", tarfile.REGTYPE, ""),), (("/work/up", tarfile.REGTYPE, ""),),
    (("work/out", tarfile.SYMTYPE, "/tmp"), ("work/out/up", tarfile.REGTYPE, "")),
    (("work/out", tarfile.SYMTYPE, "/etc"), ("work/hard", tarfile.LNKTYPE, "work/out/hostname")),
    (("work/hard", tarfile.LNKTYPE, "work/../../up"),),
])
def test_an_archive_cannot_leave_its_folder(work: Path, members: tuple[tuple[str, bytes, str], ...]) -> None:
    with pytest.raises(UserError) as caught:
        bring_home([archive(*members)], work, lambda: False, lambda total: None)
    assert caught.value.code == "container.bad_files"
    assert (work / "file.txt").exists()
    assert [path.name for path in work.parent.iterdir()] == ["work"]


def test_an_archive_that_is_cut_changes_nothing(work: Path) -> None:
    whole = archive(*((f"work/{number}", tarfile.REGTYPE, "") for number in range(50)))
    with pytest.raises(UserError):
        bring_home([whole[:700]], work, lambda: False, lambda total: None)
    assert (work / "file.txt").exists()

    def pieces() -> object:
        yield whole[:700]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        bring_home(pieces(), work, lambda: False, lambda total: None)  # type: ignore[arg-type]
    assert (work / "file.txt").exists()
    assert [path.name for path in work.parent.iterdir()] == ["work"]


def test_devices_are_left_out(work: Path) -> None:
    assert bring_home([archive(("work/null", tarfile.CHRTYPE, ""))], work, lambda: False, lambda total: None) == ["null"]
    assert list(work.iterdir()) == []


def test_marks() -> None:
    assert not owners.is_gone(owners.mark())
    host = owners.mark().split("/")[0]
    for text in ("", "x", "other-host/1/2", "a/b/c/d", f"{host}/x/1"):
        assert not owners.is_gone(text)
    assert owners.is_gone(f"{host}/4194303/1")
    assert owners.is_gone(owners.mark() + "9")
