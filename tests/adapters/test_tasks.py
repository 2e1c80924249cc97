"""LocalShell, HttpRest and Transfers: the contracts on real servers; and where secrets are not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.rest import HttpRest
from desktop_pipeline.adapters.shell import LocalShell
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.services.ports import Login
from desktop_pipeline.services.task_ports import RestRequest, ScriptRequest
from tests.adapters.contract_tasks import RestContract, RestWorld, ShellContract, ShellWorld, cancelled_soon, names, raised
from tests.adapters.support import MemoryLog, until
from tests.adapters.task_servers import PASSWORD, USER, Certificate, HttpServer, closing, running

# ---- shell ---------------------------------------------------------------------------------------------------------


class LocalWorld(ShellWorld):
    def __init__(self) -> None:
        self.shell = LocalShell()

    def busy(self, folder: Path) -> bool:
        return any(arguments(folder))


def arguments(where: Path) -> Iterator[bytes]:
    """The arguments of all processes that work in a folder."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cwd").readlink() == where:
                yield (folder / "cmdline").read_bytes()
        except OSError:
            continue


class TestLocalShell(ShellContract):
    @pytest.fixture
    def world(self) -> LocalWorld:
        return LocalWorld()


async def script(text: str, folder: Path, shell: str = "/bin/sh", **environment: str) -> tuple[int, MemoryLog]:
    log = MemoryLog()
    return await LocalShell().run(ScriptRequest(text, folder, shell, environment), log), log


async def test_folder_streams_and_input(tmp_path: Path) -> None:
    code, log = await script("pwd\necho wrong >&2\ncat\necho made > file", tmp_path)
    assert code == 0 and set(log.lines) == {str(tmp_path), "wrong"}
    assert (tmp_path / "file").read_text() == "made\n"


async def test_it_stops_at_the_first_error(tmp_path: Path) -> None:
    assert (await script("false\necho never", tmp_path))[1].lines == []
    code, log = await script("false\necho after", tmp_path, "/bin/sh +e")
    assert (code, log.lines) == (0, ["after"])


async def test_other_programs_as_shell(tmp_path: Path) -> None:
    code, log = await script("import sys, os\nprint(os.environ['X'])\nsys.exit(4)", tmp_path, f"{sys.executable} -I", X="größe")
    assert (code, log.lines) == (4, ["größe"])


async def test_ended_by_a_signal(tmp_path: Path) -> None:
    assert (await script("kill -9 $$", tmp_path))[0] == 128 + signal.SIGKILL


async def test_small_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCKER_HOST", "KUBECONFIG", "MY_TOKEN", "DESKTOP_PIPELINE_SECRET_FD", "SSH_AUTH_SOCK", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "very-secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:very-secret@proxy:1")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:1")
    _, log = await script("env", tmp_path, DOCKER_CONFIG="asked for")
    assert "very-secret" not in log.text
    assert {"DOCKER_CONFIG=asked for", "HTTP_PROXY=http://proxy:1", f"PATH={os.environ['PATH']}"} <= set(log.lines)


@pytest.mark.parametrize("environment", [{"A=B": "x"}, {"": "x"}, {"A": "x\0y"}])
async def test_bad_environment(tmp_path: Path, environment: dict[str, str]) -> None:
    await raised(script("exit 0", tmp_path, **environment), UserError, "script.bad_environment")


async def test_text_is_in_no_argument_and_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    log = MemoryLog()
    request = ScriptRequest("# canary-in-the-text\necho begun; sleep 9000", tmp_path, environment={"X": "canary-in-a-value"})
    task: asyncio.Task[object] = asyncio.create_task(LocalShell().run(request, log))
    await until(lambda: log.lines)
    assert any(told for told in arguments(tmp_path)) and not any(b"canary" in told for told in arguments(tmp_path))
    found = [tmp_path / name / "script" for name in names(tmp_path)]
    assert [path.stat().st_mode & 0o777 for path in (found[0], found[0].parent)] == [0o600, 0o700]
    await cancelled_soon(task)
    assert names(tmp_path) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
@pytest.mark.parametrize("cancel", [True, False])
async def test_whoever_leaves_the_group_is_ended_too(tmp_path: Path, cancel: bool) -> None:
    log = MemoryLog()
    text = "setsid sh -c 'trap \"\" INT TERM; echo begun; sleep 9001' &\n(trap '' INT TERM; sleep 9002) &\nsleep 0.3\n"
    task: asyncio.Task[object] = asyncio.create_task(LocalShell().run(ScriptRequest(text + "sleep 9003" * cancel, tmp_path), log))
    await until(lambda: log.lines)
    if cancel:
        await cancelled_soon(task)
    else:
        await task
    await until(lambda: not any(arguments(tmp_path)), 1)


# ---- rest ----------------------------------------------------------------------------------------------------------


class ServedWorld(RestWorld):
    def __init__(self, server: HttpServer, rest: HttpRest) -> None:
        self.server, self.rest = server, rest
        self.open, self.locked, self.missing = f"{server.url}/open", f"{server.url}/locked", f"{server.url}/none"
        self.slow, self.cut, self.broken = f"{server.url}/slow", f"{server.url}/cut", f"{server.url}/garbage"
        self.dead = "http://127.0.0.1:9/x"
        self.login = Login(USER, PASSWORD)

    def busy(self) -> bool:
        return self.server.busy > 0


@pytest.fixture
async def world() -> AsyncIterator[ServedWorld]:
    with running(HttpServer) as server:
        async with closing(HttpRest()) as rest:
            yield ServedWorld(server, rest)


class TestHttpRest(RestContract):
    pass


async def test_request_as_wished(world: ServedWorld) -> None:
    url, log = f"{world.server.url}/echo?q=a%2Fb&token=canary-in-query", MemoryLog()
    request = RestRequest(url, "put", {"X-Own": "yes", "Private-Token": "canary-token"}, '{"a": "ü"}', Login("anna", "canary-word"))
    text = await world.rest.call(request, log)
    assert '"method": "PUT"' in text and '"q=a%2Fb&token=canary-in-query"' in text and '"X-Own": "yes"' in text
    assert "application/json" in text and '\\u00fc' in text
    assert "canary-word" not in log.text + text and "canary-token" not in log.text + text
    assert "canary-in-query" not in log.lines[0]
    _, _, headers = world.server.asked[0]
    assert headers["Private-Token"] == "canary-token" and headers["Authorization"].startswith("Basic ")
    assert "canary" not in repr(request).replace("canary-in-query", "")


async def test_login_in_the_address(world: ServedWorld) -> None:
    log = MemoryLog()
    await world.rest.call(RestRequest(world.locked.replace("://", f"://{USER}:task%20s3cret%2F%40%C3%BC@")), log)
    error = await raised(world.rest.call(RestRequest(world.locked.replace("://", "://me:canary@")), log), UserError, "rest.status")
    assert "s3cret" not in log.text and "canary" not in log.text + str(error)


@pytest.mark.parametrize(("method", "headers"), [("A B", {}), ("GET", {"a b": "x"}), ("GET", {"X": "a\r\nb"}), ("GET\n", {"": "x"})])
async def test_bad_request(world: ServedWorld, method: str, headers: dict[str, str]) -> None:
    await raised(world.rest.call(RestRequest(world.open, method, headers), MemoryLog()), UserError, "rest.bad_request")


async def test_user_with_a_colon(world: ServedWorld) -> None:
    await raised(world.rest.call(RestRequest(world.open, login=Login("an:na", "x")), MemoryLog()), UserError, "rest.bad_request")


async def test_large_answer(world: ServedWorld, tmp_path: Path) -> None:
    log, output = MemoryLog(), tmp_path / "large"
    text = await world.rest.call(RestRequest(f"{world.server.url}/large", expected="0399999", output=output), log)
    assert output.stat().st_size == 3_200_000 and len(text) == 1 << 20
    assert len(log.text) < 70_000 and "3200000 bytes" in log.lines[-1]


async def test_what_is_no_text(world: ServedWorld, tmp_path: Path) -> None:
    log, output = MemoryLog(), tmp_path / "binary"
    await world.rest.call(RestRequest(f"{world.server.url}/binary", output=output), log)
    assert output.read_bytes() == bytes(range(256)) * 20
    assert log.lines[-1] == "(not text: 5120 bytes are not shown)"
    assert await world.rest.call(RestRequest(f"{world.server.url}/gzip"), log) == "packed"


async def test_output_that_cannot_be_written(world: ServedWorld, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for output in (tmp_path / "file" / "x", tmp_path):
        await raised(world.rest.call(RestRequest(world.open, output=output), MemoryLog()), UserError, "rest.output")


async def test_redirects(world: ServedWorld) -> None:
    base, login = world.server.url, Login(USER, PASSWORD)
    assert "good" in await world.rest.call(RestRequest(f"{base}/redirect?to=/locked", login=login), MemoryLog())
    for status, method in ((303, "GET"), (302, "GET"), (307, "POST")):
        request = RestRequest(f"{base}/redirect?status={status}&to=/echo", "POST", body="text")
        assert f'"method": "{method}"' in await world.rest.call(request, MemoryLog())
    assert await world.rest.call(RestRequest(f"{base}/redirect?to=/open", accepted=(302,)), MemoryLog()) == ""
    for to in ("/loop/", "ftp://x/y", "file:///etc/passwd"):
        await raised(world.rest.call(RestRequest(f"{base}/redirect?to={to}"), MemoryLog()), UserError, "rest.redirect")


async def test_credentials_stay_with_their_server(world: ServedWorld) -> None:
    with running(HttpServer) as other:
        for place in (other.url, world.server.url.replace("127.0.0.1", "localhost")):
            url = f"{world.server.url}/redirect?status=307&to={place}/echo"
            request = RestRequest(url, headers={"X-Api-Key": "canary"}, login=Login(USER, "canary"))
            text = await world.rest.call(request, MemoryLog())
            assert "Authorization" not in text and "X-Api-Key" not in text
            await raised(world.rest.call(replace(request, method="POST", body="canary"), MemoryLog()), UserError, "rest.redirect")


async def test_certificates(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path)
    with running(lambda: HttpServer(certificate)) as server:
        async with closing(HttpRest()) as rest:
            await raised(rest.call(RestRequest(f"{server.url}/open"), MemoryLog()), Unreachable, "rest.certificate")
            assert "good" in await rest.call(RestRequest(f"{server.url}/open", verify_tls=False), MemoryLog())
            await raised(rest.call(RestRequest(f"{server.url}/open"), MemoryLog()), Unreachable, "rest.certificate")
        async with closing(HttpRest(certificate.pem)) as rest:
            assert "good" in await rest.call(RestRequest(f"{server.url}/open"), MemoryLog())


async def test_many_at_once(world: ServedWorld) -> None:
    calls = [world.rest.call(RestRequest(f"{world.server.url}/status/{200 + number % 2}", accepted=(200, 201)), MemoryLog())
             for number in range(20)]
    assert len(await asyncio.gather(*calls)) == 20
