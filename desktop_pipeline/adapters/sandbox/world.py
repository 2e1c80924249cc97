"""Finds the sandbox's adapters by the ids of its workspace."""

from __future__ import annotations

from desktop_pipeline.adapters.sandbox.builder import SandboxBuilder
from desktop_pipeline.adapters.sandbox.cluster import SandboxCluster
from desktop_pipeline.adapters.sandbox.code import SandboxCode
from desktop_pipeline.adapters.sandbox.containers import SandboxContainers
from desktop_pipeline.adapters.sandbox.files import MemoryFiles
from desktop_pipeline.adapters.sandbox.folders import SandboxFolders
from desktop_pipeline.adapters.sandbox.memory import MemoryVault
from desktop_pipeline.adapters.sandbox.registry import RegistryClient, Shelf
from desktop_pipeline.adapters.sandbox.tasks import SandboxRest, SandboxShell, SandboxTransfers
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import DOCKER_HUB
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.ports import ContextInfo, Login
from desktop_pipeline.services.task_ports import TaskTools

KUBECONFIG = "~/.kube/config"
_HOST = "host:"


class SandboxWorld:
    """The world of the sandbox. `clusters` by the name of their context: a cluster of the workspace is what its binding says."""

    def __init__(
        self, clusters: dict[str, SandboxCluster], shelf: Shelf, builder: SandboxBuilder, code: SandboxCode, files: MemoryFiles,
        vault: MemoryVault, redactor: Redactor, timeline: Timeline,
    ) -> None:
        self._timeline = timeline
        self.shell, self.rest, self.transfers = SandboxShell(timeline), SandboxRest(timeline), SandboxTransfers(timeline)
        self._containers = SandboxContainers(builder, self.shell)
        self._clusters, self._shelf, self._builder, self._code = clusters, shelf, builder, code
        self._folders = SandboxFolders()
        self._files, self._vault, self._redactor = files, vault, redactor

    def cluster(self, cluster_id: str) -> SandboxCluster:
        binding = self._files.bindings.clusters.get(cluster_id)
        found = self._clusters.get(binding.context) if binding else None
        if found is None:
            raise UserError("binding.missing", what="cluster", name=cluster_id)
        found.name(cluster_id)
        return found

    def registry(self, registry_id: str) -> RegistryClient:
        if registry_id.startswith(_HOST):
            return RegistryClient(self._shelf.registry(registry_id.removeprefix(_HOST) or DOCKER_HUB), self._timeline)
        registry = self._files.workspace.registry(registry_id)
        if registry is None:
            raise UserError("binding.missing", what="registry", name=registry_id)
        found = self._shelf.registry(registry.host)
        for name in registry.pulled_as:
            self._shelf.alias(name.partition("/")[0], found)
        return RegistryClient(found, self._timeline, lambda: self.login(registry_id))

    def registry_as(self, registry_id: str, login: Login | None) -> RegistryClient:
        async def given() -> Login | None:
            return login

        registry = self._files.workspace.registry(registry_id)
        host = registry.host if registry is not None else registry_id.removeprefix(_HOST) or DOCKER_HUB
        return RegistryClient(self._shelf.registry(host), self._timeline, given)

    def builder(self, engine_id: str) -> SandboxBuilder:
        if engine_id and self._files.workspace.engine(engine_id) is None:
            raise UserError("binding.missing", what="engine", name=engine_id)
        return self._builder

    def code(self) -> SandboxCode:
        return self._code

    def folders(self) -> SandboxFolders:
        return self._folders

    def tools(self) -> TaskTools:
        return TaskTools(self.shell, self.rest, self.transfers)

    def containers(self, engine_id: str) -> SandboxContainers:
        self.builder(engine_id)
        return self._containers

    async def login(self, registry_id: str) -> Login | None:
        binding = self._files.bindings.registries.get(registry_id)
        secret = await self._vault.get(f"registry/{registry_id}")
        if binding is None or not binding.username or secret is None:
            return None
        self._redactor.add(secret)
        return Login(binding.username, secret)

    async def contexts(self, kubeconfig: str = "") -> tuple[ContextInfo, ...]:
        if kubeconfig not in ("", KUBECONFIG):
            return ()
        return tuple(ContextInfo(name, KUBECONFIG, f"https://{name}.example:6443", "default") for name in self._clusters)

    async def refresh(self) -> None:
        pass

    def wake(self) -> None:
        self._timeline.wake()

    async def close(self) -> None:
        for cluster in self._clusters.values():
            await cluster.close()
