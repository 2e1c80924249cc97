"""RegistryClient: the contract on real registries; tokens, pages and bad servers on a small one of our own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from desktop_pipeline.adapters.registry import RegistryClient
from desktop_pipeline.adapters.registry.auth import Challenge
from desktop_pipeline.domain.changes import ImageConfig
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import Login
from tests.adapters.contract_registry import NOTHING_SAID, RegistryContract, RegistryWorld
from tests.engines_support import Engines

DIGEST = "sha256:" + 64 * "0"


def always(login: Login | None) -> Callable[[], Awaitable[Login | None]]:
    async def give() -> Login | None:
        return login

    return give


def sha(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


class RealWorld(RegistryWorld):
    def __init__(self, engines: Engines, session: aiohttp.ClientSession) -> None:
        self.engines, self.session = engines, session
        self.path = f"t-registry-{secrets.token_hex(4)}/app"
        self.login = Login(engines.user, engines.password)
        self.registry = RegistryClient(engines.registry, False, always(None))
        self.dead = RegistryClient("127.0.0.1:9", True, always(None))
        self.clients = [self.registry, self.dead]

    def locked(self, login: Login | None) -> RegistryClient:
        self.clients.append(RegistryClient(self.engines.registry_auth, False, always(login)))
        return self.clients[-1]

    async def blob(self, data: bytes) -> dict[str, object]:
        base = f"http://{self.engines.registry}/v2/{self.path}/blobs/uploads/"
        async with self.session.post(base) as answer:
            place = answer.headers["Location"]
        async with self.session.put(place, params={"digest": sha(data)}, data=data) as answer:
            assert answer.status == 201
        return {"digest": sha(data), "size": len(data)}

    async def manifest(self, reference: str, value: dict[str, object]) -> str:
        data = json.dumps(value).encode()
        url = f"http://{self.engines.registry}/v2/{self.path}/manifests/{reference or sha(data)}"
        async with self.session.put(url, data=data, headers={"Content-Type": str(value["mediaType"])}) as answer:
            assert answer.status == 201, await answer.text()
        return sha(data)

    async def put(self, tag: str, created: str, labels: Mapping[str, str], platform: str = "linux/amd64", layer: int = 100,
                  config: ImageConfig = NOTHING_SAID) -> str:
        system, _, architecture = platform.partition("/")
        how = {
            "Labels": dict(labels), "Env": [f"{name}={value}" for name, value in config.env.items()], "User": config.user,
            "Entrypoint": list(config.entrypoint) or None, "Cmd": list(config.cmd), "ExposedPorts": {port: {} for port in config.ports},
            "WorkingDir": config.workdir, "Volumes": {path: {} for path in config.volumes} or None}
        content = {"created": created, "os": system, "architecture": architecture, "config": how}
        kind = "application/vnd.docker."
        return await self.manifest(tag, {
            "schemaVersion": 2, "mediaType": f"{kind}distribution.manifest.v2+json",
            "config": {"mediaType": f"{kind}container.image.v1+json", **await self.blob(json.dumps(content).encode())},
            "layers": [{"mediaType": f"{kind}image.rootfs.diff.tar.gzip", **await self.blob(bytes(layer))}],
        })

    async def put_index(self, tag: str, images: Mapping[str, str]) -> str:
        attestation = await self.put("attestation", "2020-01-01T00:00:00Z", {}, "unknown/unknown")
        kind = "application/vnd.docker.distribution.manifest.v2+json"
        entries: list[dict[str, object]] = [{
            "mediaType": kind, "digest": attestation, "size": 1, "platform": {"os": "unknown", "architecture": "unknown"},
            "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
        }]
        for platform, digest in images.items():
            system, _, architecture = platform.partition("/")
            entries.append({"mediaType": kind, "digest": digest, "size": 1, "platform": {"os": system, "architecture": architecture}})
        value = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json", "manifests": entries}
        return await self.manifest(tag, value)


@pytest.fixture
async def world(engines: Engines) -> AsyncIterator[RealWorld]:
    async with aiohttp.ClientSession() as session:
        made = RealWorld(engines, session)
        yield made
        await asyncio.gather(*(client.close() for client in made.clients))


@pytest.mark.engines
class TestRegistryClient(RegistryContract):
    pass


# ---- a small registry of our own -----------------------------------------------------------------------------------

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[RegistryClient]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """`await serve(handler, login)`: a client of a server that answers every request with the handler."""
    servers: list[TestServer] = []
    clients: list[RegistryClient] = []

    async def start(handler: Handler, login: Login | None = None) -> RegistryClient:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", handler)
        servers.append(TestServer(app, host="127.0.0.1"))
        await servers[-1].start_server()
        clients.append(RegistryClient(f"127.0.0.1:{servers[-1].port}", True, always(login), read_seconds=2))
        return clients[-1]

    yield start
    for client in clients:
        await client.close()
    for server in servers:
        await server.close()


def test_challenges() -> None:
    assert Challenge.parse('Basic realm="a, bearer b"') == Challenge("basic", {"realm": "a, bearer b"})
    found = Challenge.parse('Basic realm="x", Bearer realm="https://auth/token",service="reg",scope="repository:a/b:pull,push"')
    assert found == Challenge("bearer", {"realm": "https://auth/token", "service": "reg", "scope": "repository:a/b:pull,push"})
    assert Challenge.parse("Negotiate") is None
    assert Challenge.parse("") is None


def test_docker_hub_is_reached_under_its_real_name() -> None:
    client = RegistryClient("docker.io", False, always(None))
    assert client._server == "registry-1.docker.io"


async def test_bearer_tokens_are_kept_by_scope(serve: Serve) -> None:
    asked: list[str] = []
    login = Login("release", "long-secret")

    async def handler(request: web.Request) -> web.Response:
        if request.path == "/token":
            assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"release:long-secret").decode()
            asked.append(request.query.get("scope", ""))
            return web.json_response({"token": f"t-{request.query.get('scope')}"})
        path = request.path.split("/")[2]
        scope = f"repository:{path}:pull"
        if request.headers.get("Authorization") != f"Bearer t-{scope}":
            challenge = f'Bearer realm="http://{request.host}/token",service="s",scope="{scope}"'
            return web.json_response({}, status=401, headers={"WWW-Authenticate": challenge})
        return web.json_response({"tags": ["1"]}, headers={"Docker-Content-Digest": DIGEST})

    client = await serve(handler, login)
    answers = await asyncio.gather(*(client.tags("a") for _ in range(20)))
    assert all(answer.tags == ("1",) for answer in answers)
    assert await client.digest("a", "1") == DIGEST
    assert await client.digest("b", "1") == DIGEST
    assert asked == ["repository:a:pull", "repository:b:pull"]


async def test_refused_token_and_unsafe_realm(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.path == "/token":
            return web.json_response({"details": "incorrect"}, status=401)
        return web.Response(status=401, headers={"WWW-Authenticate": f'Bearer realm="http://{request.host}/token"'})

    client = await serve(handler, Login("release", "long-secret"))
    with pytest.raises(Refused) as caught:
        await client.ping()
    assert caught.value.code == "registry.unauthorized"
    with pytest.raises(Refused) as caught:
        await client._auth.renew("x", "", 'Bearer realm="http://elsewhere.example/token"', "https://registry.example/v2/")
    assert caught.value.code == "registry.unsafe_login"


async def test_changed_password_is_asked_for_again(serve: Serve) -> None:
    now = ["first-word"]

    async def handler(request: web.Request) -> web.Response:
        good = "Basic " + base64.b64encode(f"u:{now[0]}".encode()).decode()
        if request.headers.get("Authorization") == good:
            return web.json_response({"tags": []})
        return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="r"'})

    client = await serve(handler)

    async def login() -> Login:
        return Login("u", now[0])

    client._auth._login = login
    await client.ping()
    now[0] = "second-word"
    await client.ping()


@pytest.mark.parametrize("absolute", [False, True])
async def test_pages(serve: Serve, absolute: bool) -> None:
    async def handler(request: web.Request) -> web.Response:
        first = int(request.query.get("last", 0))
        headers = {}
        if first < 4000:
            target = f"/v2/a/b/tags/list?last={first + 1000}&n=1000"
            headers["Link"] = f'<{f"http://{request.host}" if absolute else ""}{target}>; rel="next"'
        return web.json_response({"tags": [f"v{number}" for number in range(first, first + 1000)]}, headers=headers)

    listed = await (await serve(handler)).tags("a/b")
    assert (len(set(listed.tags)), listed.complete) == (5000, True)


@pytest.mark.parametrize("second", ["error", "garbage", "cut", "loop", "elsewhere"])
async def test_a_page_that_cannot_be_had_makes_the_list_incomplete(serve: Serve, second: str) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        link = {"loop": request.path_qs, "elsewhere": "http://127.0.0.1:9/v2/a/tags/list"}.get(second, "/v2/a/tags/list?last=1")
        if "last" not in request.query:
            return web.json_response({"tags": ["1"]}, headers={"Link": f'<{link}>; rel="next"'})
        if second == "cut":
            assert request.transport
            request.transport.close()
        return web.Response(status=500 if second == "error" else 200, text='{"tags": [1')

    listed = await (await serve(handler)).tags("a")
    assert (listed.tags, listed.complete) == (("1",), False)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"tags": "x"}', b'{"tags": [1]}', b"\xff\xfe", b"[" * 100_000])
async def test_garbage_tags(serve: Serve, body: bytes) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=body)

    with pytest.raises(UserError) as caught:
        await (await serve(handler)).tags("a")
    assert caught.value.code == "registry.bad_answer"


async def test_content_that_is_not_its_digest(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"schemaVersion": 2, "layers": []})

    with pytest.raises(UserError) as caught:
        await (await serve(handler)).image("a", DIGEST)
    assert caught.value.code == "registry.bad_answer"


@pytest.mark.parametrize(
    "config", [{}, {"created": "0001-01-01T00:00:00Z"}, {"created": 5, "config": {"Labels": [1]}, "os": 1}, {"config": None}]
)
async def test_strange_configurations(serve: Serve, config: dict[str, object]) -> None:
    data = json.dumps(config).encode()
    manifest = json.dumps({"config": {"digest": sha(data)}, "layers": [{"size": 5}, {"size": "x"}, 3]}).encode()

    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=data if "/blobs/" in request.path else manifest)

    info = await (await serve(handler)).image("a", sha(manifest))
    assert info is not None
    assert (info.created, info.size, dict(info.labels), info.platforms) == (None, 5, {}, ())


async def test_digest_without_the_header(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=b"{}")

    assert await (await serve(handler)).digest("a", "1") == sha(b"{}")


@pytest.mark.parametrize(("status", "code"), [(405, "registry.delete_disabled"), (403, "registry.unauthorized"), (418, "registry.failed")])
async def test_refused_delete(serve: Serve, status: int, code: str) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"errors": [{"code": "X", "message": "said"}]}, status=status)

    with pytest.raises(Refused) as caught:
        await (await serve(handler)).delete("a", DIGEST)
    assert caught.value.code == code


async def test_busy_registry_is_asked_again(serve: Serve) -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.method)
        return web.json_response({"tags": ["1"]}, status=429 if len(seen) < 3 else 200, headers={"Retry-After": "0"})

    assert (await (await serve(handler)).tags("a")).tags == ("1",)
    assert len(seen) == 3


@pytest.mark.parametrize("status", [500, 503])
async def test_a_registry_that_stumbles_over_a_tag_just_being_written(serve: Serve, status: int) -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request.method)
        headers = {"Retry-After": "0"} if len(seen) == 1 else {"Docker-Content-Digest": DIGEST}
        return web.Response(status=status if len(seen) == 1 else 200, headers=headers)

    assert await (await serve(handler)).digest("a", "1") == DIGEST
    assert seen == ["HEAD", "HEAD"]


@pytest.mark.parametrize(("status", "code"), [(429, "registry.busy"), (500, "registry.trouble"), (503, "registry.trouble")])
async def test_always_in_trouble(serve: Serve, status: int, code: str) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "0"})

    with pytest.raises(Unreachable) as caught:
        await (await serve(handler)).tags("a")
    assert caught.value.code == code


async def test_slow_registry_and_cancel(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    client = await serve(handler)
    task = asyncio.create_task(client.ping())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(Unreachable) as caught:
        await client.ping()
    assert "in time" in str(caught.value)


async def test_at_most_eight_at_once(serve: Serve) -> None:
    now, most = [0], [0]

    async def handler(request: web.Request) -> web.Response:
        now[0] += 1
        most[0] = max(most[0], now[0])
        await asyncio.sleep(0.01)
        now[0] -= 1
        return web.Response(headers={"Docker-Content-Digest": DIGEST})

    client = await serve(handler)
    await asyncio.gather(*(client.digest("a", str(number)) for number in range(50)))
    assert most[0] == 8


async def test_no_registry_at_all(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=404, text="not here")

    with pytest.raises(UserError) as caught:
        await (await serve(handler)).ping()
    assert caught.value.code == "registry.not_registry"


async def test_bad_ca_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    client = RegistryClient("127.0.0.1:9", False, always(None), ca_file=tmp_path / "ca.pem")
    with pytest.raises(UserError) as caught:
        await client.ping()
    assert caught.value.code == "http.bad_ca"
