"""A workbench on ports in memory that do just what a test of a dialog needs; the sandbox is for whole stories."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop_pipeline.domain.builds import Build, BuildImage, BuildRun, CodeRepository
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.terminal import plain
from desktop_pipeline.domain.workspace import AppMap, Bindings, Cluster, ClusterBinding, Engine, Registry, Workspace
from desktop_pipeline.services.cluster_ports import Access
from desktop_pipeline.services.kept_ports import Loaded
from desktop_pipeline.services.ports import ContextInfo, EngineInfo, Login, TagList
from desktop_pipeline.services.workbench import Place, Ports, Workbench


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Let the loop run until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


class MemoryReader:
    """A log in memory that may grow; `made` lines are made when they are asked for."""

    def __init__(self, lines: list[str] | None = None, made: int = 0) -> None:
        self.list, self.made, self.closed, self.over = lines or [], made, False, True
        self.asked = 0
        self.begun: float | None = None
        """When the first line was written, in seconds since 1970; each other one a second later."""

    def count(self) -> int:
        return self.made or len(self.list)

    def line(self, number: int) -> str:
        return self.lines(number, 1)[0]

    def lines(self, first: int, count: int) -> list[str]:
        if self.made:
            self.asked += count
            return [f"line {number} of many" for number in range(first, min(first + count, self.made))]
        return self.list[first:first + count]

    def times(self, first: int, count: int) -> list[float | None]:
        end = min(first + count, self.count())
        return [self.begun + number if self.begun is not None else None for number in range(first, end)]

    def finished(self) -> bool:
        return self.over

    async def search_any(self, words: Sequence[str], first: int, last: int) -> list[int]:
        await asyncio.sleep(0)
        texts = [(number, f"\n{plain(self.list[number]).lower()}") for number in range(first, min(last, len(self.list)))]
        return [number for number, text in texts if any(word in text for word in words)]

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        await asyncio.sleep(0)
        low = text.lower()
        if self.made:
            number = next((int(part) for part in low.split() if part.isdigit()), -1)
            return [number] if first <= number < self.made else []
        return [number for number in range(first, len(self.list)) if low in self.list[number].lower()][:limit]

    async def save_as(self, path: Path, times: bool = False) -> None:
        await asyncio.to_thread(path.write_text, "\n".join(plain(line) for line in self.list) + "\n")

    def close(self) -> None:
        self.closed = True


class MemoryLogs:
    def __init__(self) -> None:
        self.readers: dict[str, MemoryReader] = {}

    def reader(self, log_id: str) -> MemoryReader | None:
        return self.readers.get(log_id)

    def writer(self, log_id: str) -> Any:
        raise NotImplementedError


class MemoryVault:
    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.why: Message | None = None

    async def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    async def put(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    async def delete(self, name: str) -> None:
        self.secrets.pop(name, None)

    def notice(self) -> Message | None:
        return self.why


class MemoryFiles:
    def __init__(self, loaded: Loaded, bindings: Bindings) -> None:
        self.loaded, self.bindings = loaded, bindings
        self.conflict = False
        self.saved: list[Build] = []

    async def load(self) -> Loaded:
        return self.loaded

    async def load_bindings(self) -> Bindings:
        return self.bindings

    def _check(self) -> None:
        if self.conflict:
            raise UserError("file.changed", file="builds/web.yaml")

    async def save_workspace(self, workspace: Workspace) -> None:
        self._check()
        self.loaded = replace(self.loaded, workspace=workspace)

    async def save_build(self, build: Build) -> None:
        self._check()
        self.saved.append(build)

    async def delete_build(self, name: str) -> None: ...

    async def save_bindings(self, bindings: Bindings) -> None:
        self.bindings = bindings

    async def watch(self, on: Callable[[], Awaitable[None] | None]) -> None:
        await asyncio.Event().wait()


class MemoryStore:
    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    async def load(self, key: str, kind: type) -> Any:
        return self.values.get(key)

    async def save(self, key: str, value: object) -> None:
        self.values[key] = value

    async def delete(self, key: str) -> None:
        self.values.pop(key, None)


class MemoryJournal:
    def __init__(self) -> None:
        self.records: dict[str, list[BuildRun]] = {}
        self.created: list[Any] = []

    async def create(self, run_id: str, plan: Any, title: str, by: str, at: float) -> AbstractContextManager[None]:
        self.created.append(plan)
        return nullcontext()

    async def append(self, run_id: str, event: Any) -> None: ...

    async def runs(self, limit: int = 100) -> tuple[Any, ...]:
        return ()

    async def unended(self) -> tuple[Any, ...]:
        return ()

    async def build_runs(self, repository: str) -> tuple[BuildRun, ...]:
        return tuple(self.records.get(repository, ()))

    async def record_build(self, repository: str, run: BuildRun) -> None:
        self.records.setdefault(repository, []).append(run)

    async def reserve_number(self, repository: str, at_least: int, run_id: str) -> int:
        return at_least

    async def stops(self, run_id: str) -> int:
        return 0


class WallClock:
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass
class FakeCluster:
    forbidden: bool = False
    down: bool = False
    uid: str = "uid-of-lab"

    async def identity(self) -> str:
        if self.down:
            raise Unreachable("cluster.unreachable", cluster="lab", text="connection refused")
        return self.uid

    async def namespaces(self) -> tuple[str, ...]:
        await asyncio.sleep(0)
        if self.down:
            raise Unreachable("cluster.unreachable", cluster="lab", text="connection refused")
        if self.forbidden:
            raise Refused("cluster.forbidden", verb="list", resource="namespaces", text="user dev cannot list namespaces")
        return ("default", "shop", "tools")

    async def may(self, namespace: str, questions: tuple[Access, ...]) -> dict[Access, bool]:
        return {question: question.verb != "patch" for question in questions}

    async def close(self) -> None: ...


@dataclass
class FakeRegistry:
    bad_password: bool = False
    deleted: list[str] = field(default_factory=list)

    async def ping(self) -> None:
        await asyncio.sleep(0)
        if self.bad_password:
            raise Refused("registry.unauthorized", registry="registry.lab:5000")

    async def tags(self, path: str) -> TagList:
        return TagList((), True)

    async def digest(self, path: str, reference: str) -> str | None:
        return None

    async def may_push(self, path: str) -> None: ...

    async def delete(self, path: str, digest: str) -> None:
        self.deleted.append(digest)


class FakeEngine:
    async def info(self) -> EngineInfo:
        await asyncio.sleep(0)
        return EngineInfo("20.10.24", "linux/amd64")

    async def free_space(self) -> int | None:
        return None


class NoScratch:
    async def sweep(self) -> None: ...


class NoContainers:
    async def sweep(self) -> tuple[str, ...]:
        return ()


@dataclass
class FakeWorld:
    a_cluster: FakeCluster = field(default_factory=FakeCluster)
    a_registry: FakeRegistry = field(default_factory=FakeRegistry)
    an_engine: FakeEngine = field(default_factory=FakeEngine)
    found: tuple[ContextInfo, ...] = (
        ContextInfo("lab", "", "https://10.0.0.5:6443", "default"), ContextInfo("prod-eu", "", "https://prod.example.com", "shop"),
        ContextInfo("edge", "/home/me/edge.yaml", "https://edge.example.com", "default"))

    def cluster(self, cluster_id: str) -> FakeCluster:
        return self.a_cluster

    def registry(self, registry_id: str) -> FakeRegistry:
        return self.a_registry

    def builder(self, engine_id: str) -> FakeEngine:
        return self.an_engine

    def containers(self, engine_id: str) -> NoContainers:
        return NoContainers()

    def code(self) -> Any:
        return self

    async def resolve(self, repository: CodeRepository, login: Login | None) -> str:
        return "c0ffee" * 6

    async def login(self, registry_id: str) -> Login | None:
        return None

    async def contexts(self, kubeconfig: str = "") -> tuple[ContextInfo, ...]:
        await asyncio.sleep(0)
        return tuple(item for item in self.found if item.kubeconfig == kubeconfig)

    async def refresh(self) -> None: ...

    def wake(self) -> None: ...


WORKSPACE = Workspace(
    title="Shop", clusters=(Cluster("lab", "Lab"), Cluster("prod-eu", "Production EU")),
    app_maps=(AppMap("lab", "shop", "Shop"), AppMap("prod-eu", "shop")),
    registries=(Registry("lab-registry", "registry.lab:5000/shop", "Lab registry", ("registry.internal/shop",)),),
    engines=(Engine("laptop", "This laptop"),))
WEB = Build(
    "web", "lab-registry", "web", "1.4.0", title="Web shop", description="The shop's front end", tasks=(
        CodeRepository(title="Sources", url="https://git.example.com/shop/web.git", ref="main", username="ci", secret="git/web"),
        BuildImage(dockerfile_text="# the shop\nFROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && \\\n    npm run build\n\n"
                   'FROM nginx:1.27\nARG VERSION\nLABEL version="${VERSION}"\nCOPY --from=build /app/dist /usr/share/nginx/html\n',
                   arguments={"VERSION": "${VERSION}"}, also_latest=True)))
API = Build("api", "lab-registry", "api", "2.0.0", title="API",
            tasks=(CodeRepository(url="https://git.example.com/shop/api.git"), BuildImage()))
REPOSITORY = "registry.lab:5000/shop/web"


@dataclass
class Bench:
    """The workbench and its fake ports."""

    workbench: Workbench
    files: MemoryFiles
    vault: MemoryVault
    logs: MemoryLogs
    journal: MemoryJournal
    world: FakeWorld


def make(builds: tuple[Build, ...] = (WEB, API), workspace: Workspace = WORKSPACE) -> Bench:
    """Call on the loop; `await bench.workbench.start()` follows."""
    bindings = Bindings(clusters={"lab": ClusterBinding("lab")})
    files, vault, logs = MemoryFiles(Loaded(workspace, builds, ()), bindings), MemoryVault(), MemoryLogs()
    journal, world = MemoryJournal(), FakeWorld()
    ports: Any = Ports(
        world=world, vault=vault, files=files, journal=journal, drafts=MemoryStore(), cache=MemoryStore(),  # type: ignore[arg-type]
        logs=logs, scratch=NoScratch(), clock=WallClock())  # type: ignore[arg-type]
    return Bench(Workbench(ports, Place(by="me@here")), files, vault, logs, journal, world)
