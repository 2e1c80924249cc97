"""What the user set up: the workspace with its builds, and the bindings of this computer. Loaded once, saved through one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.recipes import with_recipe
from desktop_pipeline.domain.workspace import AppMap, Bindings, Cluster, ClusterBinding, Registry, RegistryBinding, Workspace
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.kept_ports import FileProblem, Files
from desktop_pipeline.services.ports import World


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)
_WORKSPACE = "workspace.yaml"


def _with(items: tuple[N, ...], item: N) -> tuple[N, ...]:
    """The items with one put in the place of that with its id, or at the end: files of people keep their order."""
    if any(other.id == item.id for other in items):
        return tuple(item if other.id == item.id else other for other in items)
    return (*items, item)


class Catalog:
    """The present workspace, builds and bindings."""

    def __init__(self, files: Files, world: World, feed: Feed) -> None:
        self._files, self._world, self._feed = files, world, feed
        self.workspace = Workspace()
        self.builds: tuple[Build, ...] = ()
        self.plans: tuple[str, ...] = ()
        self.archived_plans: tuple[str, ...] = ()
        self.problems: tuple[FileProblem, ...] = ()
        self.loads = 0
        """How often the files were read."""
        self.bindings = Bindings()
        self.on_rebound: Callable[[str], None] | None = None
        """Called with the id of a cluster that means another one, or none, on this computer from now on."""
        self._makers: dict[str, Build | None] = {}
        self._changed()

    def _changed(self) -> None:
        """Forget what was looked up, and tell everyone."""
        self._makers.clear()
        self._feed.publish(Area.CATALOG)

    async def load(self) -> None:
        """Read the workspace folder and the bindings anew. Raises UserError when a folder cannot be read at all.

        While `workspace.yaml` has problems, for example in the middle of somebody's edit, the workspace that was read last stays: with it
        stays its protection.
        """
        loaded = await self._files.load()
        before, self.bindings = self.bindings, await self._files.load_bindings()
        if not any(problem.file == _WORKSPACE for problem in loaded.problems):
            self.workspace = loaded.workspace
        self.builds, self.plans, self.problems = loaded.builds, loaded.plans, loaded.problems
        self.archived_plans = loaded.archived
        self.loads += 1
        await self._refresh_world(before)
        self._changed()

    async def _refresh_world(self, before: Bindings) -> None:
        """Let go of what was reached by former bindings, and tell which clusters that were."""
        await self._world.refresh()
        was, now = before.clusters, self.bindings.clusters
        for cluster_id in [item for item in {**was, **now} if was.get(item) != now.get(item)]:
            if self.on_rebound is not None:
                self.on_rebound(cluster_id)

    async def watch(self) -> None:
        """Take in what others change in the folder, for ever."""
        await self._files.watch(self._load_again)

    async def _load_again(self) -> None:
        """A file that cannot be read just now is a problem that is shown; it does not end the watching."""
        try:
            await self.load()
        except (UserError, UserErrors) as error:
            messages = (error.message,) if isinstance(error, UserError) else error.messages
            known = {problem.message for problem in self.problems}
            self.problems += tuple(FileProblem(".", 0, "", message) for message in messages if message not in known)
            self._changed()

    def build(self, name: str) -> Build | None:
        return next((build for build in self.builds if build.name == name), None)

    def build_for(self, plan: Plan, name: str) -> Build | None:
        """A build as a plan runs it: by the recipe that the plan gives, else by its file. Raises UserError `builds.bad_recipe`."""
        build = self.build(name)
        return with_recipe(build, plan.recipes.get(name, "")) if build is not None else None

    def build_of(self, image: ImageRef) -> Build | None:
        """The build that makes this image, if one is known."""
        repository = image.repository
        if repository not in self._makers:
            self._makers[repository] = next((build for build in self.builds if build.produces(image, self.workspace)), None)
        return self._makers[repository]

    async def save_build(self, build: Build) -> None:
        """Write a build's file. Raises UserError `file.changed` when somebody changed it meanwhile."""
        await self._files.save_build(build)
        self.builds = (*(other for other in self.builds if other.name != build.name), build)
        self._changed()

    async def add_builds(self, builds: Sequence[Build]) -> None:
        """Write the files of new builds, all or none. Raises UserError `file.exists`, and UserErrors with what the rules of files say."""
        await self._files.add_builds(builds)
        self.builds = (*self.builds, *builds)
        self._changed()

    async def delete_build(self, name: str) -> None:
        await self._files.delete_build(name)
        self.builds = tuple(build for build in self.builds if build.name != name)
        self._changed()

    async def _save(self, workspace: Workspace, bindings: Bindings | None = None) -> None:
        if workspace != self.workspace:
            await self._files.save_workspace(workspace)
            self.workspace = workspace
        if bindings is not None:
            await self._files.save_bindings(bindings)
            before, self.bindings = self.bindings, bindings
            await self._refresh_world(before)
        self._changed()

    async def put_cluster(self, cluster: Cluster, binding: ClusterBinding | None = None) -> None:
        """Add or replace a cluster, with what it means on this computer."""
        bindings = replace(self.bindings, clusters={**self.bindings.clusters, cluster.id: binding}) if binding else None
        await self._save(replace(self.workspace, clusters=_with(self.workspace.clusters, cluster)), bindings)

    async def remove_cluster(self, cluster_id: str) -> None:
        """Take a cluster and its app maps out of the workspace. Nothing is changed in the cluster."""
        workspace = self.workspace
        await self._save(replace(
            workspace, clusters=tuple(item for item in workspace.clusters if item.id != cluster_id),
            app_maps=tuple(item for item in workspace.app_maps if item.cluster != cluster_id)))

    async def put_app_map(self, app_map: AppMap) -> None:
        await self._save(replace(self.workspace, app_maps=_with(self.workspace.app_maps, app_map)))

    async def remove_app_map(self, app_map: AppMap) -> None:
        await self._save(replace(self.workspace, app_maps=tuple(item for item in self.workspace.app_maps if item.id != app_map.id)))

    async def put_registry(self, registry: Registry, binding: RegistryBinding | None = None) -> None:
        bindings = replace(self.bindings, registries={**self.bindings.registries, registry.id: binding}) if binding else None
        await self._save(replace(self.workspace, registries=_with(self.workspace.registries, registry)), bindings)

    async def remove_registry(self, registry_id: str) -> None:
        await self._save(replace(self.workspace, registries=tuple(item for item in self.workspace.registries if item.id != registry_id)))

    async def save_bindings(self, bindings: Bindings) -> None:
        await self._save(self.workspace, bindings)

    async def save_workspace(self, workspace: Workspace) -> None:
        await self._save(workspace)
