"""What is sent to an engine, which engine is meant, and engines that behave badly."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import io
import json
import os
import socket
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.adapters.docker.context import Stopped, TarStream, prepare
from desktop_pipeline.adapters.docker.endpoint import DEFAULT_HOST, Endpoint, resolve
from desktop_pipeline.adapters.docker.events import BuildEvents, PushEvents
from desktop_pipeline.adapters.docker.progress import Sending, layer_sizes
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.ports import BuildRequest, Login
from tests.adapters.support import MemoryLog, Steps, until


def members(folder: Path, dockerfile: str = "Dockerfile", text: str = "") -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    data = b"".join(TarStream(prepare(folder, dockerfile, text), lambda: False, lambda sent: None))
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        found = {}
        for info in archive:
            content = archive.extractfile(info) if info.isreg() else None
            found[info.name] = (info, content.read() if content else b"")
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "src/deep").mkdir(parents=True)
    (tmp_path / "src/run.sh").write_text("run")
    (tmp_path / "src/run.sh").chmod(0o755)
    (tmp_path / "src/deep/ä.txt").write_bytes(b"x" * 700_000)
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("src/run.sh")
    (tmp_path / "dangling").symlink_to("/nowhere")
    os.link(tmp_path / "src/run.sh", tmp_path / "src/same.sh")
    return tmp_path


def test_everything_is_sent_as_it_is(folder: Path) -> None:
    found = members(folder)
    assert set(found) == {"Dockerfile", "src", "src/run.sh", "src/same.sh", "src/deep", "src/deep/ä.txt", "empty", "link", "dangling"}
    assert found["src/deep/ä.txt"][1] == b"x" * 700_000
    assert found["link"][0].linkname == "src/run.sh"
    assert found["dangling"][0].linkname == "/nowhere"
    assert found["empty"][0].isdir()
    assert {found["src/run.sh"][0].mode, found["src/same.sh"][0].mode} == {0o755}
    assert all((info.uid, info.gid, info.uname, info.gname) == (0, 0, "", "") for info, _ in found.values())


def test_ignore_rules(folder: Path) -> None:
    (folder / ".dockerignore").write_text("# comment\n\nsrc/deep\n*.md\n!keep.md\nDockerfile\n.dockerignore\nlink\n")
    for name in ("one.md", "keep.md"):
        (folder / name).touch()
    found = set(members(folder))
    assert {"Dockerfile", ".dockerignore", "keep.md", "src/run.sh"} <= found
    assert not {"one.md", "src/deep", "src/deep/ä.txt", "link"} & found


@pytest.mark.parametrize("ignore", [None, "empty\n"])
def test_dockerfile_as_text_is_hidden_from_copy(folder: Path, ignore: str | None) -> None:
    if ignore:
        (folder / ".dockerignore").write_text(ignore)
    context = prepare(folder, "Dockerfile", "FROM other\n")
    found = members(folder, text="FROM other\n")
    name = next(name for name in found if name.startswith(".dockerfile."))
    assert found[name][1] == b"FROM other\n"
    rules = found[".dockerignore"][1].decode().split()
    assert rules == ([".dockerignore"] if ignore is None else ["empty"]) + [name]
    assert ("empty" in found) == (ignore is None)
    assert context.dockerfile != name  # a new name each time
    assert not list(folder.glob(".dockerfile.*"))


def test_files_that_change_or_cannot_be_read(folder: Path) -> None:
    stream = iter(TarStream(prepare(folder, "Dockerfile", ""), lambda: False, lambda sent: None))
    (folder / "src/run.sh").unlink()
    assert b"".join(stream)
    with pytest.raises(UserError) as caught:
        prepare(folder, "../Dockerfile", "")
    assert caught.value.code == "build.no_dockerfile"


def test_a_large_folder_is_not_read_ahead_and_stops(folder: Path) -> None:
    stop = threading.Event()
    with (folder / "large").open("wb") as large:
        large.truncate(4 << 30)
    stream = iter(TarStream(prepare(folder, "Dockerfile", ""), stop.is_set, lambda sent: None))
    assert len(next(stream)) < 2 << 20
    stop.set()
    with pytest.raises(Stopped):
        next(stream)


# ---- which engine --------------------------------------------------------------------------------------------------


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, host in (("remote", "tcp://build.example:2376"), ("by-ssh", "ssh://user@host")):
        key = hashlib.sha256(name.encode()).hexdigest()
        meta = tmp_path / "contexts/meta" / key
        meta.mkdir(parents=True)
        (meta / "meta.json").write_text(json.dumps({"Name": name, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}))
        (tmp_path / "contexts/tls" / key / "docker").mkdir(parents=True)
    return tmp_path


def test_engine_is_found_as_docker_finds_it(config: Path) -> None:
    base = {"DOCKER_CONFIG": str(config)}
    remote = "tcp://build.example:2376"
    assert resolve("", "", base).host == DEFAULT_HOST
    assert resolve("unix:///a", "remote", {**base, "DOCKER_HOST": "unix:///b"}).host == "unix:///a"
    assert resolve("", "", {**base, "DOCKER_HOST": "unix:///b", "DOCKER_CONTEXT": "remote"}).host == "unix:///b"
    assert resolve("", "default", {**base, "DOCKER_HOST": "unix:///b"}).host == "unix:///b"
    assert resolve("", "", {**base, "DOCKER_CONTEXT": "remote"}).host == remote
    found = resolve("", "remote", {**base, "DOCKER_HOST": "unix:///b"})
    assert found.host == remote
    assert found.tls_folder is not None
    assert resolve("tcp://x:2376", "", {**base, "DOCKER_TLS_VERIFY": "1"}) == Endpoint("tcp://x:2376", config, True)
    (config / "config.json").write_text('{"currentContext": "remote"}')
    assert resolve("", "", base).host == remote
    (config / "config.json").write_text("{")
    assert resolve("", "", base).host == DEFAULT_HOST


@pytest.mark.parametrize(("host", "context", "code"), [
    ("", "none", "engine.no_context"), ("ssh://-oProxyCommand=x", "", "engine.bad_host"), ("ssh://a:b@host", "", "engine.bad_host"),
    ("nonsense", "", "engine.bad_host"),
    ("ftp://host", "", "engine.bad_host"), ("unix://", "", "engine.bad_host"),
])
def test_engine_that_cannot_be_meant(config: Path, host: str, context: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        resolve(host, context, {"DOCKER_CONFIG": str(config)})
    assert caught.value.code == code


async def test_broken_context(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (config / "contexts/meta" / hashlib.sha256(b"remote").hexdigest() / "meta.json").write_text('{"Endpoints": []}')
    monkeypatch.setenv("DOCKER_CONFIG", str(config))
    with pytest.raises(UserError) as caught:
        await DockerBuilder(context="remote").info()
    assert caught.value.code == "engine.bad_context"


# ---- engines that behave badly -------------------------------------------------------------------------------------

VERSION = b'{"ApiVersion": "1.41", "Version": "9", "Os": "linux", "Arch": "amd64"}'


class BadEngine:
    """Answers /version well, reads what is sent, and gives everything else to `behave` (the connection, the head of the request)."""

    def __init__(self, path: Path, behave: Callable[[socket.socket, bytes], None]) -> None:
        self.behave, self.heads = behave, list[bytes]()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.open: list[socket.socket] = []
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.open.append(connection)
                self.threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self.threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while head := self._head(connection):
                if b"/version" in head.split(b"\r\n", 1)[0]:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(VERSION) + VERSION)
                else:
                    self.heads.append(head)
                    self.behave(connection, head)
                    return

    @staticmethod
    def _head(connection: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(1)
            if not piece:
                return b""
            data += piece
        return data

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(5)


BadEngines = Callable[[Callable[[socket.socket, bytes], None]], tuple[DockerBuilder, BadEngine]]


@pytest.fixture
def bad_engine(tmp_path: Path) -> Iterator[BadEngines]:
    made: list[BadEngine] = []

    def make(behave: Callable[[socket.socket, bytes], None]) -> tuple[DockerBuilder, BadEngine]:
        made.append(BadEngine(tmp_path / "docker.sock", behave))
        return DockerBuilder(f"unix://{tmp_path}/docker.sock"), made[-1]

    yield make
    for engine in made:
        engine.close()


def drain(connection: socket.socket) -> None:
    while (piece := connection.recv(1 << 16)) and not piece.endswith(b"0\r\n\r\n"):
        pass


def stream(connection: socket.socket, *pieces: bytes, whole: bool = True) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    for piece in pieces:
        connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
    if whole:
        connection.sendall(b"0\r\n\r\n")


async def failing_build(builder: DockerBuilder, folder: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        await builder.build(BuildRequest(folder, "127.0.0.1:1/a:1"), {}, MemoryLog(), Steps())
    await builder.close()
    return caught.value


@pytest.mark.parametrize(("pieces", "whole", "code"), [
    ((b'{"stream": "Step 1/2 : RUN x\\n"}',), False, "engine.lost"), ((b'{"stream": "Step 1',), True, "engine.bad_answer"),
    ((b"<html>",), True, "engine.bad_answer"), ((b'"text"', b"5"), True, "engine.bad_answer"), ((), True, "build.no_image"),
    ((b'{"errorDetail": {"message": "no space left"}}',), True, "build.failed"), ((b'{"error": "bad"}',), True, "build.failed"),
    ((b'{"aux": 5, "errorDetail": null, "stream": 7, "status": 1}',), True, "build.no_image"),
])
async def test_strange_answers(bad_engine: BadEngines, folder: Path, pieces: tuple[bytes, ...], whole: bool, code: str) -> None:
    def behave(connection: socket.socket, head: bytes) -> None:
        drain(connection)
        stream(connection, *pieces, whole=whole)

    builder, _ = bad_engine(behave)
    assert (await failing_build(builder, folder)).code == code


async def test_refusal(bad_engine: BadEngines, folder: Path) -> None:
    def behave(connection: socket.socket, head: bytes) -> None:
        drain(connection)
        connection.sendall(b'HTTP/1.1 500 X\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"message": "is full"}')

    builder, _ = bad_engine(behave)
    assert (await failing_build(builder, folder)).code == "build.failed"


@pytest.mark.parametrize("when", ["while sending", "before the answer", "after the head"])
async def test_cancel_with_an_engine_that_is_stuck(bad_engine: BadEngines, folder: Path, when: str) -> None:
    held = threading.Event()

    def behave(connection: socket.socket, head: bytes) -> None:
        if when != "while sending":
            drain(connection)
        if when == "after the head":
            stream(connection, b'{"stream": "Step 1/2 : RUN x\\n"}', whole=False)
        held.wait(30)

    if when == "while sending":
        with (folder / "large").open("wb") as large:
            large.truncate(1 << 30)
    builder, engine = bad_engine(behave)
    log = MemoryLog()
    task = asyncio.create_task(builder.build(BuildRequest(folder, "127.0.0.1:1/a:1"), {}, log, Steps()))
    await until(lambda: engine.heads and (when != "after the head" or log.lines))
    await asyncio.sleep(0.2)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 1.5
    held.set()
    await builder.close()


async def test_closing_stops_what_runs(bad_engine: BadEngines, folder: Path) -> None:
    held = threading.Event()
    builder, engine = bad_engine(lambda connection, head: (drain(connection), held.wait(30), None)[2])
    task = asyncio.create_task(builder.build(BuildRequest(folder, "127.0.0.1:1/a:1"), {}, MemoryLog(), Steps()))
    await until(lambda: engine.heads)
    await builder.close()
    with pytest.raises(asyncio.CancelledError):
        await task
    held.set()


async def test_what_an_engine_is_told(bad_engine: BadEngines, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    (folder / "config.json").write_text('{"auths": {"other.example": {"auth": "dXNlcjpub3Qtb3Vycw=="}}}')

    def behave(connection: socket.socket, head: bytes) -> None:
        drain(connection)
        stream(connection, b'{"stream": "the word is very-secret\\n"}', b'{"errorDetail": {"message": "very-secret is wrong"}}')

    builder, engine = bad_engine(behave)
    request = BuildRequest(folder, "127.0.0.1:1/a:1", arguments={"A": "b"}, labels={"l": "m"}, target="t", no_cache=True, pull=True)
    log = MemoryLog()
    with pytest.raises(UserError) as caught:
        await builder.build(request, {"r.example:5": Login("me", "very-secret"), "docker.io": Login("hub", "other-secret")}, log, Steps())
    assert "very-secret" not in log.text + str(caught.value)
    line = engine.heads[0].split(b"\r\n")[0].decode()
    for part in ("t=127.0.0.1", "nocache=True", "pull=True", "rm=True", "forcerm=True", "target=t", "buildargs=", "labels="):
        assert part in line
    sent = next(head for head in engine.heads[0].split(b"\r\n") if head.lower().startswith(b"x-registry-config"))
    assert json.loads(base64.urlsafe_b64decode(sent.split(b" ", 1)[1])) == {
        "r.example:5": {"username": "me", "password": "very-secret"},
        "https://index.docker.io/v1/": {"username": "hub", "password": "other-secret"},
    }
    await builder.close()


@pytest.mark.parametrize(("text", "kind", "code"), [
    ("unauthorized: authentication required", Refused, "registry.unauthorized"),
    ("no basic auth credentials", Refused, "registry.unauthorized"),
    ("denied: requested access to the resource is denied", Refused, "registry.unauthorized"),
    ('Get "http://h/v2/": dial tcp 127.0.0.1:9: connect: connection refused', Unreachable, "registry.unreachable"),
    ("An image does not exist locally with the tag: h/a", UserError, "push.no_image"),
    ("tag does not exist: h/a:1", UserError, "push.no_image"),
    ("http: server gave HTTP response to HTTPS client", UserError, "push.plain_http"),
    ("blob upload invalid", UserError, "push.failed"),
])
def test_failed_pushes(text: str, kind: type[UserError], code: str) -> None:
    events = PushEvents(MemoryLog(), Steps(), Redactor(), ImageRef.parse("h.example/a:1"))
    with pytest.raises(kind) as caught:
        events.feed({"errorDetail": {"message": text}, "error": text})
    assert caught.value.code == code


def test_bar_of_a_push_never_goes_back() -> None:
    steps = Steps()
    events = PushEvents(MemoryLog(), steps, Redactor(), ImageRef.parse("h.example/a:1"))
    for layer, current, total in (("a", 50, 100), ("a", 120, 100), ("b", 1, 1000), ("b", 900, 1000)):
        events.feed({"status": "Pushing", "id": layer, "progressDetail": {"current": current, "total": total}})
    events.feed({"status": "Pushed", "id": "b", "progressDetail": {}})
    events.feed({"progressDetail": {}, "aux": {"Tag": "1", "Digest": "sha256:abc", "Size": 1}})
    assert events.digest() == "sha256:abc"
    assert steps.fractions == sorted(steps.fractions)
    assert steps.fractions[-1] == 1.0


# ---- how much, and how far ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ignore", ["", "src/deep\n!src/deep/none\n", "**\n!src/run.sh\n"])
async def test_what_is_counted_is_what_is_sent(folder: Path, ignore: str) -> None:
    (folder / ".dockerignore").write_text(ignore)
    sent = members(folder)
    builder = DockerBuilder("unix:///nowhere/docker.sock")  # counting asks no engine
    found = await builder.measure(BuildRequest(folder, "h.example/a:1"))
    assert found.files == sum(not info.isdir() for info, _ in sent.values())
    assert found.size == sum(info.size for info, _ in sent.values())
    told: list[int] = []
    assert list(TarStream(prepare(folder, "Dockerfile", ""), lambda: False, told.append))
    assert told[-1] == found.size
    await builder.close()


async def test_the_largest_are_named(folder: Path) -> None:
    for name, size in (("data", 900_000), ("small", 5)):
        (folder / name).write_bytes(b"x" * size)
    builder = DockerBuilder("unix:///nowhere/docker.sock")
    found = await builder.measure(BuildRequest(folder, "h.example/a:1"))
    assert found.largest == (("data", 900_000), ("src/", 700_003), ("Dockerfile", 13))
    for text in ("", "FROM scratch\n"):
        with pytest.raises(UserError) as caught:
            await builder.measure(BuildRequest(folder / "none", "h.example/a:1", dockerfile_text=text))
        assert caught.value.code == "build.no_context"
    await builder.close()


async def test_buildkit_has_rules_beside_the_dockerfile(folder: Path) -> None:
    (folder / "Dockerfile.dockerignore").write_text("src\n")
    classic, buildkit = DockerBuilder("unix:///nowhere/docker.sock"), BuildxBuilder("unix:///nowhere/docker.sock")
    request = BuildRequest(folder, "h.example/a:1")
    assert (await classic.measure(request)).size == (await buildkit.measure(request)).size + 700_003
    await classic.close()
    await buildkit.close()


async def test_counting_can_be_cancelled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2000):
        (folder / f"f{number}").touch()
    original, begun = os.lstat, threading.Event()

    def slow(path: str) -> os.stat_result:
        begun.set()
        time.sleep(0.01)
        return original(path)

    monkeypatch.setattr("desktop_pipeline.adapters.common.ignore.os.lstat", slow)
    builder = DockerBuilder("unix:///nowhere/docker.sock")
    task = asyncio.create_task(builder.measure(BuildRequest(folder, "h.example/a:1")))
    await until(begun.is_set)
    start = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - start < 3  # the budget is 1 s
    await builder.close()


def test_sending_has_the_first_piece_of_the_bar() -> None:
    steps = Steps()
    sending = Sending(steps, 200_000_000)
    for count in (0, 50_000_000, 200_000_000, 200_000_600):
        sending.sent(count)
    sending.rest(0.0, Message.of("build.built"))
    sending.rest(1.0, Message.of("build.built"))
    assert steps.fractions == pytest.approx([0.0, 0.075, 0.3, 0.3, 0.3, 1.0])
    assert steps.texts[1] == "sending the files: 50.0 of 200.0 MB"
    assert steps.texts[3] == "sending the files: 200.0 of 200.0 MB"


def push_of(*events: tuple[str, str, int, int], sizes: dict[str, int] | None = None) -> Steps:
    steps = Steps()
    told = PushEvents(MemoryLog(), steps, Redactor(), ImageRef.parse("h.example/a:1"), sizes)
    for layer, status, current, total in events:
        told.feed({"status": status, "id": layer, "progressDetail": {"current": current, "total": total} if total else {}})
    return steps


def test_what_is_already_there_is_not_in_the_total_of_a_push() -> None:
    steps = push_of(
        ("a", "Preparing", 0, 0), ("b", "Preparing", 0, 0), ("c", "Preparing", 0, 0), ("a", "Layer already exists", 0, 0),
        ("b", "Pushing", 50_000_000, 100_000_000), ("b", "Pushed", 0, 0), ("c", "Mounted from other/image", 0, 0),
        sizes={"a": 700_000_000, "b": 100_000_000, "c": 100_000_000})
    assert steps.texts == [
        "pushing: 0.0 of 200.0 MB", "pushing: 50.0 of 200.0 MB", "pushing: 100.0 of 200.0 MB", "pushing: 100.0 of 100.0 MB"]
    assert steps.fractions == [0.0, 0.25, 0.5, 0.99]


def test_layers_of_unknown_size_hold_the_bar_back() -> None:
    steps = push_of(
        ("a", "Preparing", 0, 0), ("b", "Preparing", 0, 0), ("c", "Waiting", 0, 0), ("c", "Layer already exists", 0, 0),
        ("a", "Pushing", 100, 100), ("a", "Pushed", 0, 0), ("b", "Pushing", 50, 100))
    assert steps.fractions == [0.5, 0.5, 0.75]


def test_sizes_of_layers() -> None:
    image = {"RootFS": {"Layers": ["sha256:" + letter * 64 for letter in "ab"]}}
    history = [{"Size": 7}, {"Size": 0}, {"Size": 5}]
    assert layer_sizes(image, history) == {"a" * 12: 5, "b" * 12: 7}
    assert layer_sizes(image, [{"Size": 7}]) == {}
    assert layer_sizes({}, []) == {}


def test_fetching_a_base_image_moves_the_bar_of_a_build() -> None:
    steps = Steps()
    events = BuildEvents(MemoryLog(), steps, Redactor(), "host")
    events.feed({"stream": "Step 1/2 : FROM a\n"})
    events.feed({"status": "Already exists", "id": "x", "progressDetail": {}})
    for status, current in (("Downloading", 30), ("Extracting", 1), ("Download complete", 0), ("Extracting", 100)):
        events.feed({"status": status, "id": "y", "progressDetail": {"current": current, "total": 100} if current else {}})
    events.feed({"stream": "Step 2/2 : RUN b\n"})
    assert steps.fractions == pytest.approx([0.0, 0.15, 0.495, 0.5])
    assert steps.texts[1].startswith("step 1 of 2: fetching the base image")
