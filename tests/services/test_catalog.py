"""Catalog: one place for workspace, builds and bindings; saved through the files."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from desktop_pipeline.adapters.sandbox import MemoryFiles
from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workspace import (
    AppMap,
    Bindings,
    Cluster,
    ClusterBinding,
    EngineBinding,
    Registry,
    RegistryBinding,
    Workspace,
)
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.feed import Area, Feed, Topic
from desktop_pipeline.services.kept_ports import FileProblem
from tests.services.manual import SmallWorld, settle

WORKSPACE = Workspace(
    "shop", (Cluster("lab"),), (AppMap("lab", "shop"), AppMap("lab", "tools")), (Registry("main", "reg:5000", pulled_as=("mirror",)),))
WEB = Build("web", "main", "shop/web", "1.0")


class Stage:
    def __init__(self) -> None:
        self.files = MemoryFiles(WORKSPACE, (WEB,), (), Bindings(clusters={"lab": ClusterBinding("ctx")}))
        self.world, self.feed = SmallWorld(), Feed()
        self.catalog = Catalog(self.files, self.world, self.feed)  # type: ignore[arg-type]  # only what it needs
        self.listening = self.feed.subscribe()


@pytest.fixture
async def stage() -> Stage:
    made = Stage()
    await made.catalog.load()
    return made


async def test_loading(stage: Stage) -> None:
    assert (stage.catalog.workspace, stage.catalog.builds) == (WORKSPACE, (WEB,))
    assert stage.catalog.bindings.clusters["lab"].context == "ctx"
    assert stage.world.refreshed == 1
    assert Topic(Area.CATALOG) in stage.listening.take()
    assert stage.catalog.build("web") is WEB
    assert stage.catalog.build("nope") is None


async def test_the_build_of_an_image(stage: Stage) -> None:
    for name in ("reg:5000/shop/web:1", "mirror/shop/web@sha256:" + "a" * 64):
        assert stage.catalog.build_of(ImageRef.parse(name)) == WEB
    assert stage.catalog.build_of(ImageRef.parse("nginx")) is None
    await stage.catalog.save_build(replace(WEB, title="Web"))
    found = stage.catalog.build_of(ImageRef.parse("mirror/shop/web:1"))
    assert found is not None
    assert found.title == "Web"
    await stage.catalog.delete_build("web")
    assert stage.catalog.build_of(ImageRef.parse("mirror/shop/web:1")) is None
    assert stage.catalog.builds == ()


async def test_what_others_change_is_taken_in(stage: Stage) -> None:
    watching = asyncio.ensure_future(stage.catalog.watch())
    await settle()
    stage.files.others_save_build(replace(WEB, title="theirs"))
    await settle()
    assert [build.title for build in stage.catalog.builds] == ["theirs"]
    watching.cancel()
    await asyncio.wait([watching])


async def test_a_build_that_others_changed_is_not_overwritten(stage: Stage) -> None:
    stage.files.others_save_build(replace(WEB, title="theirs"))
    with pytest.raises(UserError) as caught:
        await stage.catalog.save_build(replace(WEB, title="mine"))
    assert caught.value.code == "file.changed"
    assert stage.catalog.builds == (WEB,)


async def test_clusters_and_app_maps(stage: Stage) -> None:
    catalog = stage.catalog
    await catalog.put_cluster(Cluster("prod", "Production"), ClusterBinding("other"))
    assert [cluster.id for cluster in catalog.workspace.clusters] == ["lab", "prod"]
    assert catalog.bindings.clusters["prod"].context == "other"
    assert catalog.bindings.clusters["lab"].context == "ctx"
    await catalog.put_app_map(AppMap("prod", "shop", "Shop"))
    await catalog.put_app_map(AppMap("prod", "shop", "The shop"))
    assert [item.title for item in catalog.workspace.app_maps if item.cluster == "prod"] == ["The shop"]
    await catalog.remove_app_map(AppMap("lab", "tools"))
    assert [item.id for item in catalog.workspace.app_maps] == ["lab/shop", "prod/shop"]
    await catalog.remove_cluster("lab")
    assert [item.id for item in catalog.workspace.app_maps] == ["prod/shop"]
    again = Stage()
    again.files = stage.files
    fresh = Catalog(stage.files, stage.world, stage.feed)  # type: ignore[arg-type]
    await fresh.load()
    assert fresh.workspace == catalog.workspace


async def test_registries_and_bindings(stage: Stage) -> None:
    catalog = stage.catalog
    await catalog.put_registry(Registry("main", "reg:5001"), RegistryBinding("me"))
    assert [item.address for item in catalog.workspace.registries] == ["reg:5001"]
    assert catalog.bindings.registries["main"].username == "me"
    await catalog.remove_registry("main")
    assert catalog.workspace.registries == ()
    refreshed = stage.world.refreshed
    await catalog.save_bindings(replace(catalog.bindings, engines={"": EngineBinding(host="unix:///x")}))
    assert stage.world.refreshed == refreshed + 1
    await catalog.save_workspace(replace(catalog.workspace, title="renamed"))
    assert catalog.workspace.title == "renamed"


async def test_a_workspace_file_with_mistakes_does_not_take_the_workspace_away(stage: Stage) -> None:
    problem = FileProblem("workspace.yaml", 3, "clusters", Message.of("file.not_a_list"))
    stage.files.problems, stage.files.workspace = (problem,), Workspace()
    await stage.catalog.load()
    assert (stage.catalog.workspace, stage.catalog.problems) == (WORKSPACE, (problem,)), "nor its protection"
    stage.files.problems, stage.files.workspace = (), replace(WORKSPACE, title="mended")
    await stage.catalog.load()
    assert stage.catalog.workspace.title == "mended"


@pytest.mark.parametrize("error", [
    UserError("file.newer", file="bindings.yaml", version=9, known=1), UserErrors((Message.of("file.newer", file="bindings.yaml"),))])
async def test_a_file_that_cannot_be_read_does_not_end_the_watching(stage: Stage, error: Exception) -> None:
    async def broken() -> Bindings:
        raise error

    watching = asyncio.ensure_future(stage.catalog.watch())
    await settle()
    good, stage.files.load_bindings = stage.files.load_bindings, broken  # type: ignore[method-assign]  # a stand-in
    stage.files.others_save_workspace(replace(WORKSPACE, title="one"))
    await settle()
    assert [problem.message.code for problem in stage.catalog.problems] == ["file.newer"]
    stage.files.load_bindings = good  # type: ignore[method-assign]
    stage.files.others_save_workspace(replace(WORKSPACE, title="two"))
    await settle()
    assert (stage.catalog.workspace.title, stage.catalog.problems, watching.done()) == ("two", (), False)
    watching.cancel()
    await asyncio.wait([watching])


async def test_who_shows_a_cluster_hears_that_it_means_another_one(stage: Stage) -> None:
    told: list[tuple[str, int]] = []
    stage.catalog.on_rebound = lambda cluster: told.append((cluster, stage.world.refreshed))
    lab = Cluster("lab")
    await stage.catalog.put_cluster(lab, ClusterBinding("ctx"))
    await stage.catalog.put_registry(Registry("other", "other:5000"), RegistryBinding("ci"))
    assert told == []
    refreshed = stage.world.refreshed
    await stage.catalog.put_cluster(lab, ClusterBinding("ctx", "/home/me/other.yaml"))
    assert told == [("lab", refreshed + 1)], "told when the new one can be reached"
    await stage.files.save_bindings(Bindings(clusters={"edge": ClusterBinding("edge")}))
    await stage.catalog.load()
    assert [cluster for cluster, _ in told] == ["lab", "lab", "edge"], "also when the file was edited by hand"
