"""The sandbox does what the real adapters do: the same contracts."""

from __future__ import annotations

import itertools
import time
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import (
    CRASH,
    MemoryFiles,
    MemoryJournal,
    MemoryLogs,
    MemoryStore,
    MemoryVault,
    SandboxBuilder,
    SandboxCluster,
    SandboxCode,
    SandboxRegistry,
    Timeline,
)
from desktop_pipeline.adapters.sandbox.code import commit_of
from desktop_pipeline.adapters.sandbox.registry import RegistryClient, Shelf, digest_of
from desktop_pipeline.domain.changes import ImageConfig
from desktop_pipeline.domain.importing import WorkTree
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.surroundings import Budget, Quota
from desktop_pipeline.domain.workloads import Container, Kind, WorkloadKey
from desktop_pipeline.services.cluster_ports import PullSecret
from desktop_pipeline.services.ports import BuildRequest, ImageInfo, Login
from tests.adapters.contract_around import AroundContract
from tests.adapters.contract_builder import BuilderContract, BuilderWorld, folder
from tests.adapters.contract_cluster import ClusterContract, ClusterWorld
from tests.adapters.contract_code import CodeContract, CodeWorld
from tests.adapters.contract_files import FilesContract
from tests.adapters.contract_journal import JournalContract
from tests.adapters.contract_logs import SECRET, LogsContract
from tests.adapters.contract_pods import PodsContract
from tests.adapters.contract_registry import NOTHING_SAID, RegistryContract, RegistryWorld
from tests.adapters.contract_store import StoreContract
from tests.adapters.contract_vault import VaultContract
from tests.adapters.support import MemoryLog, Steps

__all__ = ["folder"]
SPEED = 20.0
WORD = "right-word"

# ---- kept things ---------------------------------------------------------------------------------------------------


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()


class TestMemoryJournal(JournalContract):
    @pytest.fixture
    def journal(self) -> MemoryJournal:
        return MemoryJournal()


class TestMemoryLogs(LogsContract):
    @pytest.fixture
    def logs(self) -> MemoryLogs:
        return MemoryLogs(Redactor([SECRET]))


class TestMemoryVault(VaultContract):
    @pytest.fixture
    def vault(self) -> MemoryVault:
        return MemoryVault()


class TestMemoryFiles(FilesContract):
    @pytest.fixture
    def files(self) -> MemoryFiles:
        return MemoryFiles()

    @pytest.fixture
    def rival(self, files: MemoryFiles) -> MemoryFiles:
        return files.rival()


# ---- registry ------------------------------------------------------------------------------------------------------


class SandboxRegistries(RegistryWorld):
    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.open, shut, dead = SandboxRegistry("open"), SandboxRegistry("shut"), SandboxRegistry("dead")
        self.shut = shut
        self.login = shut.lock = Login("anna", WORD)
        dead.down = True
        self.registry, self.dead = RegistryClient(self.open, timeline), RegistryClient(dead, timeline)
        self.path = "a/path"

    def locked(self, login: Login | None) -> RegistryClient:
        async def ask() -> Login | None:
            return login

        return RegistryClient(self.shut, self.timeline, ask)

    async def put(self, tag: str, created: str, labels: Mapping[str, str], platform: str = "linux/amd64", layer: int = 100,
                  config: ImageConfig = NOTHING_SAID) -> str:
        digest = digest_of(created, sorted(labels.items()), platform, layer, config)
        return self.open.put(self.path, tag, digest=digest, created=datetime.fromisoformat(created).timestamp(), labels=labels,
                             platforms=(platform,), size=layer, config=config)

    async def put_index(self, tag: str, images: Mapping[str, str]) -> str:
        first = self.open.repositories[self.path].images[next(iter(images.values()))]
        digest = self.open.put(self.path, tag, digest=digest_of(*images.values()))
        self.open.repositories[self.path].images[digest] = ImageInfo(
            first.created, first.size, first.labels, tuple(images), first.config_digest,
            tuple(images.values()))
        configs = self.open.repositories[self.path].configs
        configs[digest] = configs[next(iter(images.values()))]
        return digest


class TestSandboxRegistry(RegistryContract):
    @pytest.fixture
    def world(self) -> SandboxRegistries:
        return SandboxRegistries(Timeline(SystemClock(), SPEED))


# ---- builder -------------------------------------------------------------------------------------------------------


class SandboxEngines(BuilderWorld):
    def __init__(self, empty: Path) -> None:
        timeline, self.shelf, self.empty = Timeline(SystemClock(), SPEED), Shelf(), empty
        self.shelf.registry("open.test:5000")
        self.login = self.shelf.registry("shut.test:5000").lock = Login("anna", WORD)
        self.shelf.registry("shut.test:5000").put("a/path/base", "1")
        dead = SandboxBuilder(timeline, self.shelf)
        dead.down = True
        self.inside = SandboxBuilder(timeline, self.shelf)
        self.builder, self.dead = self.inside, dead
        self.repository, self.locked = "open.test:5000/a/path", "shut.test:5000/a/path"

    def dockerfile(self, what: str) -> str:
        return {
            "good": "FROM docker.io/library/busybox:1\nCOPY file.txt /\nRUN echo hello there >&2\n",
            "fails": "FROM scratch\nRUN echo the cause; exit 7\n",
            "slow": "FROM scratch\nRUN echo begun; sleep 9000\n",
            "silent": "FROM scratch\nRUN sleep 9000\n",
            "no-base": "FROM open.test:5000/a/path/none:1\n",
            "locked-base": f"FROM {self.locked}/base:1\n",
            "nonsense": "FRUM what\n",
        }[what]

    async def digest(self, reference: str) -> str | None:
        host, _, rest = reference.partition("/")
        path, _, tag = rest.rpartition(":")
        return self.shelf.registry(host).find(path, tag)

    async def busy(self) -> bool:
        return self.inside.running > 0

    async def make_large(self, reference: str) -> str:
        image = await self.builder.build(BuildRequest(self.empty, reference, dockerfile_text="FROM scratch\n"), {}, MemoryLog(), Steps())
        self.inside.slow = 100.0
        return image


class TestSandboxBuilder(BuilderContract):
    @pytest.fixture
    def world(self, tmp_path_factory: pytest.TempPathFactory) -> SandboxEngines:
        return SandboxEngines(tmp_path_factory.mktemp("empty"))


# ---- code ----------------------------------------------------------------------------------------------------------


class SandboxRepositories(CodeWorld):
    def __init__(self) -> None:
        self.inside = self.source = SandboxCode(Timeline(SystemClock(), SPEED))
        self.inside.strict = True
        self.commits = {name: commit_of(name) for name in ("main", "side", "first")}
        self.commits["v1"] = self.commits["first"]
        self.open, self.locked, self.slow = "https://git.test/open/app.git", "https://git.test/locked/app.git", "https://git.test/slow/app.git"
        self.missing, self.broken = "https://git.test/open/none.git", "https://git.test/broken/app.git"
        self.dead = "https://unreachable.test/app.git"
        self.login = Login("anna", WORD)
        first = {"Dockerfile": "FROM scratch\n", "run.sh": "echo first\n"}
        files: dict[str, Mapping[str, str]] = {
            self.commits["first"]: first, self.commits["main"]: {**first, "run.sh": "echo second\n"},
            self.commits["side"]: {**first, "side.txt": "side\n"}}
        branches = {"main": self.commits["main"], "side/one": self.commits["side"]}
        for url, lock in ((self.open, None), (self.locked, self.login), (self.slow, None)):
            repo = self.inside.add(url, branches, {"v1": self.commits["v1"]}, files, lock)
            repo.parents = {self.commits[name]: self.commits["first"] for name in ("main", "side")}
            subjects = {"first": "first", "main": "second", "side": "side"}
            repo.told = {self.commits[name]: (time.time(), "Test", subject) for name, subject in subjects.items()}
        self.inside.repositories[self.slow].stalled = True

    def check_out(self, into: Path) -> None:
        self.inside.work_trees.update({into: WorkTree(self.open, "main"), into / "part": WorkTree(self.open, "main", "part")})

    def cut(self) -> None:
        self.inside.down = True

    def kept(self) -> bytes:
        return repr(self.inside.copies).encode()

    def busy(self) -> bool:
        return self.inside.waiting > 0


class TestSandboxCode(CodeContract):
    @pytest.fixture
    def world(self) -> SandboxRepositories:
        return SandboxRepositories()


# ---- cluster -------------------------------------------------------------------------------------------------------


class SandboxLab(ClusterWorld):
    def __init__(self) -> None:
        timeline, shelf = Timeline(SystemClock(), SPEED), Shelf()
        for tag in ("1", "2"):
            shelf.registry("r.test").put("app", tag)
        shelf.registry("r.test").put("app", "crash", behaviour=CRASH)
        self.inside = SandboxCluster("lab", timeline, shelf)
        self.id, self.cluster, self.namespace, self.narrow_namespace = "lab", self.inside, "shop", "narrow"
        self.inside.engine.namespaces |= {"shop", "narrow"}
        self.viewer = self.inside.seen_by("viewer", read_only=True)
        self.narrow = self.inside.seen_by("narrow", only={"narrow"}, forbidden_kinds={Kind.CRON_JOB})
        self.stranger = self.inside.seen_by("stranger", bad_login=True)
        self.secret = "word-of-the-stranger"
        self.images = ("r.test/app:1", "r.test/app:2")
        self._names = itertools.count()

    def name(self) -> str:
        return f"w{next(self._names)}"

    async def add(self, kind: Kind, name: str, *containers: Container, replicas: int = 1) -> WorkloadKey:
        self.inside.add(self.namespace, kind, name, *containers, replicas=replicas, settled=False, changed_by="kubectl")
        return WorkloadKey(self.id, self.namespace, kind, name)

    async def add_talker(self, name: str) -> WorkloadKey:
        return await self.add(Kind.DEPLOYMENT, name, Container("main", self.images[0]))

    async def add_crasher(self, name: str) -> WorkloadKey:
        self.inside.book.removing = 2
        return await self.add(Kind.DEPLOYMENT, name, Container("main", "r.test/app:crash"))

    async def crash(self, key: WorkloadKey, pod: str) -> None:
        self.inside.crash(key.namespace, key.name, "main", exit_code=3)

    async def somebody_sets(self, key: WorkloadKey, container: str, image: str) -> None:
        self.inside.somebody_sets(key.namespace, key.name, container, image)

    async def remove(self, key: WorkloadKey) -> None:
        self.inside.remove(key.namespace, key.name)

    async def put_quota(self, name: str, pods: int) -> None:
        self.inside.engine.quotas[self.namespace] = (Quota(name, {"pods": pods}, {"pods": 0}),)

    async def put_budget(self, name: str, app: str, spare: int) -> None:
        self.inside.engine.budgets[self.namespace] = (Budget(name, {"app": app}, spare),)

    async def put_pull_secret(self, name: str, host: str, login: Login) -> None:
        self.inside.engine.secrets[self.namespace, name] = PullSecret(name, True, {host: login})

    async def cut(self) -> None:
        self.inside.link.cut()

    async def stall(self) -> None:
        self.inside.link.stall()

    async def mend(self) -> None:
        self.inside.link.mend()


@pytest.fixture
async def world() -> AsyncIterator[SandboxLab]:
    lab = SandboxLab()
    yield lab
    await lab.inside.close()


class TestSandboxCluster(ClusterContract):
    pass


class TestSandboxAround(AroundContract):
    pass


class TestSandboxPods(PodsContract):
    pass
