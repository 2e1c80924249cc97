"""The real world: which adapter stands behind an id of the workspace on this computer. Part of the composition root."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_pipeline.adapters.common.gate import Gates
from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.adapters.docker.containers import DockerContainers
from desktop_pipeline.adapters.git import GitCode
from desktop_pipeline.adapters.kubernetes import KubernetesCluster, contexts
from desktop_pipeline.adapters.registry import RegistryClient
from desktop_pipeline.adapters.rest import HttpRest
from desktop_pipeline.adapters.shell import LocalShell
from desktop_pipeline.adapters.transfer import Transfers
from desktop_pipeline.adapters.workspace_files import BuildFolders
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.workspace import Bindings, ClusterBinding, EngineBinding, RegistryBinding, Workspace
from desktop_pipeline.services.cluster_ports import Cluster
from desktop_pipeline.services.ports import Builder, CodeSource, ContextInfo, Login, Registry, Vault
from desktop_pipeline.services.task_ports import Containers, TaskTools

_ANONYMOUS = "host:"
"""Registry ids with this prefix are hosts that the workspace does not know: asked without a password."""


@dataclass(slots=True)
class _Made:
    """Adapters made so far, each with what it was made from."""

    clusters: dict[str, tuple[ClusterBinding, KubernetesCluster]] = field(default_factory=dict)
    registries: dict[str, tuple[object, RegistryClient]] = field(default_factory=dict)
    builders: dict[str, tuple[EngineBinding, DockerBuilder | BuildxBuilder]] = field(default_factory=dict)
    containers: dict[str, tuple[EngineBinding, DockerContainers]] = field(default_factory=dict)


async def put_tag(target: ImageRef, digest: str, login: Login | None, *, plain_http: bool = False) -> bool:
    """Let the tag of a reference name an image that is in its registry. Raises what `Registry.put_tag` raises."""
    place = target.normalised()

    async def given() -> Login | None:
        return login

    client = RegistryClient(place.host, plain_http, given)
    try:
        return await client.put_tag(place.path, digest, target.tag)
    finally:
        await client.close()


class RealWorld:
    """Makes adapters when they are first asked for and keeps them until their binding changes."""

    def __init__(self, vault: Vault, mirrors: Path | None = None) -> None:
        """`mirrors`: where copies of the histories of code are kept."""
        self._vault = vault
        self._made = _Made()
        self._gates = Gates()
        self._code, self._folders = GitCode(mirrors=mirrors), BuildFolders()
        self._rest, self._transfers = HttpRest(), Transfers()
        self._tools = TaskTools(LocalShell(), self._rest, self._transfers)
        self._setup: Callable[[], tuple[Workspace, Bindings]] = lambda: (Workspace(), Bindings())

    def configure(self, setup: Callable[[], tuple[Workspace, Bindings]]) -> None:
        """Say where workspace and bindings are found."""
        self._setup = setup

    def cluster(self, cluster_id: str) -> Cluster:
        binding = self._setup()[1].clusters.get(cluster_id)
        if binding is None:
            raise UserError("binding.missing", what="cluster", name=cluster_id)
        if cluster_id not in self._made.clusters:
            self._made.clusters[cluster_id] = (binding, KubernetesCluster(cluster_id, binding.context, binding.kubeconfig, self._gates))
        return self._made.clusters[cluster_id][1]

    def registry(self, registry_id: str) -> Registry:
        if registry_id not in self._made.registries:
            self._made.registries[registry_id] = (self._registry_key(registry_id), self._make_registry(registry_id))
        return self._made.registries[registry_id][1]

    def registry_as(self, registry_id: str, login: Login | None) -> RegistryClient:
        async def given() -> Login | None:
            return login

        registry = self._setup()[0].registry(registry_id)
        if registry is None and not registry_id.startswith(_ANONYMOUS):
            raise UserError("binding.missing", what="registry", name=registry_id)
        host = registry.host if registry is not None else registry_id.removeprefix(_ANONYMOUS)
        return RegistryClient(host, registry is not None and registry.plain_http, given)

    def _registry_key(self, registry_id: str) -> object:
        workspace, bindings = self._setup()
        return workspace.registry(registry_id), bindings.registries.get(registry_id)

    def _make_registry(self, registry_id: str) -> RegistryClient:
        if registry_id.startswith(_ANONYMOUS):
            host = registry_id.removeprefix(_ANONYMOUS)
            return RegistryClient(host, False, self._nobody, gate=self._gates.of(f"registry {host}"))
        registry = self._setup()[0].registry(registry_id)
        if registry is None:
            raise UserError("binding.missing", what="registry", name=registry_id)
        gate = self._gates.of(f"registry {registry.host}")
        return RegistryClient(registry.host, registry.plain_http, lambda: self.login(registry_id), gate=gate)

    async def _nobody(self) -> Login | None:
        return None

    def _engine(self, engine_id: str) -> EngineBinding:
        binding = self._setup()[1].engines.get(engine_id)
        if binding is None and engine_id:
            raise UserError("binding.missing", what="engine", name=engine_id)
        return binding or EngineBinding()

    def builder(self, engine_id: str) -> Builder:
        binding = self._engine(engine_id)
        if engine_id not in self._made.builders:
            self._made.builders[engine_id] = (binding, self._make_builder(binding))
        return self._made.builders[engine_id][1]

    def _make_builder(self, binding: EngineBinding) -> DockerBuilder | BuildxBuilder:
        if binding.builder == "classic":
            return DockerBuilder(binding.host, binding.context, self._gates)
        name = "" if binding.builder == "buildkit" else binding.builder
        return BuildxBuilder(binding.host, binding.context, name, put_tag=self._put_tag, gates=self._gates)

    async def _put_tag(self, target: ImageRef, digest: str, login: Login | None) -> bool:
        plain = any(registry.plain_http for registry in self._setup()[0].registries if registry.host == target.normalised().host)
        return await put_tag(target, digest, login, plain_http=plain)

    def containers(self, engine_id: str) -> Containers:
        binding = self._engine(engine_id)
        if engine_id not in self._made.containers:
            self._made.containers[engine_id] = (binding, DockerContainers(binding.host, binding.context, self._gates))
        return self._made.containers[engine_id][1]

    def tools(self) -> TaskTools:
        return self._tools

    def code(self) -> CodeSource:
        return self._code

    def folders(self) -> BuildFolders:
        return self._folders

    async def login(self, registry_id: str) -> Login | None:
        workspace, bindings = self._setup()
        binding, registry = bindings.registries.get(registry_id) or RegistryBinding(), workspace.registry(registry_id)
        if not binding.username or registry is None:
            return None
        if binding.host and binding.host != registry.host:
            raise UserError("registry.other_host", registry=registry_id, entered=binding.host, now=registry.host)
        secret = await self._vault.get(f"registry/{registry_id}")
        return Login(binding.username, secret) if secret else None

    async def contexts(self, kubeconfig: str = "") -> tuple[ContextInfo, ...]:
        return await asyncio.to_thread(contexts, kubeconfig)

    async def refresh(self) -> None:
        """Close and forget the adapters whose binding is another one now. Passwords are asked for anew by each request."""
        bindings, made = self._setup()[1], self._made
        for cluster_id in [item for item, (binding, _) in made.clusters.items() if bindings.clusters.get(item) != binding]:
            await made.clusters.pop(cluster_id)[1].close()
        for registry_id in [item for item, (key, _) in made.registries.items() if self._registry_key(item) != key]:
            await made.registries.pop(registry_id)[1].close()
        for engine_id in [item for item, (binding, _) in made.builders.items() if bindings.engines.get(item, EngineBinding()) != binding]:
            await made.builders.pop(engine_id)[1].close()
        for engine_id in [item for item, (binding, _) in made.containers.items() if bindings.engines.get(item, EngineBinding()) != binding]:
            await made.containers.pop(engine_id)[1].close()

    def wake(self) -> None:
        self._gates.wake()
        for _, cluster in self._made.clusters.values():
            cluster.wake()

    async def close(self) -> None:
        """Close all adapters."""
        made, self._made = self._made, _Made()
        for _, cluster in made.clusters.values():
            await cluster.close()
        for _, registry in made.registries.values():
            await registry.close()
        for _, builder in made.builders.values():
            await builder.close()
        for _, containers in made.containers.values():
            await containers.close()
        await self._rest.close()
        await self._transfers.close()
