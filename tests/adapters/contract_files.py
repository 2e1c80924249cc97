"""What all Files do. A test module inherits the class and gives the fixtures `files` and `rival`: two users of one place."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import Build, BuildImage, CodeRepository, FileTransfer, RestCall, Script, UserCommand
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Group, Kind, WorkloadKey
from desktop_pipeline.domain.workspace import (
    AppMap,
    Bindings,
    Cluster,
    ClusterBinding,
    Engine,
    EngineBinding,
    Limits,
    Pinning,
    Protection,
    Registry,
    RegistryBinding,
    Workspace,
)
from desktop_pipeline.services.kept_ports import Files, PlanPlace
from tests.adapters.support import until

DIGEST = "sha256:" + "0123456789abcdef" * 4
WORKSPACE = Workspace(
    "Shop", (Cluster("lab", "Lab", "uid-1"), Cluster("prod", protection=Protection.TYPE_NAME)),
    (AppMap("lab", "shop", "Shop", Protection.CONFIRM), AppMap("prod", "shop")),
    (Registry("hub", "localhost:5000/team", pulled_as=("registry:5000/team",), pinning=Pinning.TAG, plain_http=True),),
    (Engine("here", "This computer"),), Limits(rollouts=7, settle_seconds=2.5),
)
BUILD = Build("web", "hub", "shop/web", "1.10", "Web", "Two\nlines", "here", (
    CodeRepository(title="Get it", url="https://git/shop.git", ref="0123", username="jo", secret="git/shop", folder="src"),
    UserCommand(image="alpine:3", commands=("make all", "yes", "# no comment"), environment={"A": "1.10", "yes": "no"}),
    FileTransfer(protocol="ftp", port=21, direction="upload", enabled=False),
    RestCall(url="https://host/x", headers={"X-Y": "z: w"}, timeout=2.5, accepted=(200, 204), body='{"a": 1}'),
    Script(text="#!/bin/sh\necho hi\n", environment={}),
    BuildImage(dockerfile="", dockerfile_text="FROM alpine\nRUN true\n", arguments={"V": ""}, also_latest=True),
))
PLAN = Plan(
    "Release 1.10", (
        WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), (
            RowChange("web", Mode.TAG, "registry:5000/shop/web", "1.10", DIGEST, expect="registry:5000/shop/web:1.9", shown_from="1.9",
                      made_at=1732350000.1234567, kept=True, exact=True, seen="registry:5000/shop/web:1.8"),
            RowChange("api", Mode.APPOINTED, "registry:5000/shop/api", "1.0.B000001", DIGEST, made_at=1732350000.0, exact=True),
            RowChange("migrate", Mode.BUILD, "shop/migrate", build="migrate", group=Group.INIT, expect="other/migrate:1"),
            RowChange("side", Mode.LATEST, "nginx", "0123", expect="nginx"),
        ), "uid-1"),
        WorkloadStep(WorkloadKey("prod", "shop", Kind.CRON_JOB, "night"), (RowChange("job", Mode.TAG, "a/b", "null"),),
                     wave=2, after=("web", "lab/shop/Deployment/web"), on_failure=OnFailure.UNDO, time_limit=90.0, note="0123"),
    ), "release-1.10", "First line\n  second, with: colon # and hash", 3, "yes", ("tools", "docs"),
    on_failure=OnFailure.STOP, time_limit=1.5, pauses=(Pause(0, "look: # there"), Pause(2)), links=("https://tickets/1", "no"),
    drift=DriftPolicy(changed=OnDrift.ASK, newer=OnDrift.STOP),
)
BINDINGS = Bindings(
    {"lab": ClusterBinding("kind-lab"), "prod": ClusterBinding("prod", "/home/jo/.kube/prod")}, {"hub": RegistryBinding("jo")},
    {"here": EngineBinding(), "far": EngineBinding("tcp://far:2376"), "ctx": EngineBinding(context="desktop")},
)


class FilesContract:
    async def test_empty(self, files: Files) -> None:
        loaded = await files.load()
        assert (loaded.workspace, loaded.builds, loaded.plans, loaded.problems) == (Workspace(), (), (), ())
        assert await files.load_bindings() == Bindings()
        with pytest.raises(UserError) as caught:
            await files.load_plan("none")
        assert caught.value.code == "file.missing"

    async def test_everything_comes_back(self, files: Files, rival: Files) -> None:
        await files.load()
        await files.save_workspace(WORKSPACE)
        await files.save_build(BUILD)
        await files.save_build(replace(BUILD, name="api", image="shop/api"))
        await files.save_plan(PLAN)
        await files.save_bindings(BINDINGS)
        for reader in (files, rival):
            loaded = await reader.load()
            assert loaded.problems == ()
            assert loaded.workspace == WORKSPACE
            assert loaded.builds == (replace(BUILD, name="api", image="shop/api"), BUILD)
            assert loaded.plans == ("release-1.10",)
            assert await reader.load_plan("release-1.10") == PLAN
            assert await reader.load_bindings() == BINDINGS

    async def test_saving_again_and_back_to_the_defaults(self, files: Files) -> None:
        await files.load()
        for workspace in (WORKSPACE, Workspace(), replace(WORKSPACE, clusters=WORKSPACE.clusters[::-1]), WORKSPACE):
            await files.save_workspace(workspace)
            assert (await files.load()).workspace == workspace
        for build in (BUILD, Build("web", "hub", "shop/web", "2"), replace(BUILD, tasks=BUILD.tasks[::-1])):
            await files.save_build(build)
            assert (await files.load()).builds == (build,)

    async def test_somebody_elses_change_is_not_overwritten(self, files: Files, rival: Files) -> None:
        await files.load()
        await files.save_workspace(WORKSPACE)
        await files.save_build(BUILD)
        await files.save_plan(PLAN)
        await rival.load()
        await rival.save_workspace(replace(WORKSPACE, title="Other"))
        await rival.save_build(replace(BUILD, title="Other"))
        await rival.save_plan(replace(PLAN, title="Other"))
        for save in (files.save_workspace(WORKSPACE), files.save_build(BUILD), files.save_plan(PLAN), files.delete_build("web")):
            with pytest.raises(UserError) as caught:
                await save
            assert caught.value.code == "file.changed"
        loaded = await files.load()
        assert loaded.workspace.title == "Other"
        await files.save_workspace(WORKSPACE)
        await files.save_build(BUILD)
        await files.delete_build("web")
        assert (await files.load()).builds == ()

    async def test_plans_are_renamed_copied_archived_and_brought_back(self, files: Files, rival: Files) -> None:
        await files.load()
        await files.save_plan(PLAN)
        await files.move_plan(PlanPlace("release-1.10"), PlanPlace("friday"))
        await files.move_plan(PlanPlace("friday"), PlanPlace("copy"), copy=True)
        assert (await files.load()).plans == ("copy", "friday")
        assert await files.load_plan("friday") == replace(PLAN, name="friday")
        await files.move_plan(PlanPlace("friday"), PlanPlace("old", archived=True))
        for reader in (files, rival):
            loaded = await reader.load()
            assert (loaded.plans, loaded.archived) == (("copy",), ("old",))
            assert await reader.load_archived_plan("old") == replace(PLAN, name="old")
        await files.move_plan(PlanPlace("old", archived=True), PlanPlace("new"))
        loaded = await files.load()
        assert (loaded.plans, loaded.archived) == (("copy", "new"), ())
        assert await files.load_plan("new") == replace(PLAN, name="new")

    async def test_moving_a_plan_overwrites_nothing(self, files: Files, rival: Files) -> None:
        await files.load()
        for source, target in ((PlanPlace("none"), PlanPlace("b")), (PlanPlace("none", archived=True), PlanPlace("b"))):
            with pytest.raises(UserError) as missing:
                await files.move_plan(source, target)
            assert missing.value.code == "file.missing"
        await files.save_plan(replace(PLAN, name="a"))
        await files.save_plan(replace(PLAN, name="b", title="B"))
        with pytest.raises(UserError) as exists:
            await files.move_plan(PlanPlace("a"), PlanPlace("b"))
        assert exists.value.code == "file.exists"
        await rival.load()
        await rival.save_plan(replace(PLAN, name="a", title="Other"))
        with pytest.raises(UserError) as changed:
            await files.move_plan(PlanPlace("a"), PlanPlace("c"))
        assert changed.value.code == "file.changed"
        assert (await files.load()).plans == ("a", "b")
        assert [(await files.load_plan(name)).title for name in "ab"] == ["Other", "B"]
        for name in ("../a", "", "a/b"):
            with pytest.raises(UserError) as bad:
                await files.move_plan(PlanPlace("a"), PlanPlace(name))
            assert bad.value.code == "file.bad_name"

    async def test_archived_plans_are_deleted(self, files: Files, rival: Files) -> None:
        await files.load()
        await files.save_plan(PLAN)
        await files.move_plan(PlanPlace("release-1.10"), PlanPlace("old", archived=True))
        await rival.load()
        await rival.delete_archived_plan("old")
        await rival.delete_archived_plan("old")
        assert (await rival.load()).archived == ()
        with pytest.raises(UserError) as missing:
            await rival.load_archived_plan("old")
        assert missing.value.code == "file.missing"
        await rival.save_plan(replace(PLAN, name="old", title="Other"))
        await rival.move_plan(PlanPlace("old"), PlanPlace("old", archived=True))
        with pytest.raises(UserError) as changed:
            await files.delete_archived_plan("old")
        assert changed.value.code == "file.changed"
        assert (await files.load()).archived == ("old",)

    async def test_new_builds_are_added_all_or_none(self, files: Files, rival: Files) -> None:
        await files.load()
        await rival.load()
        api = replace(BUILD, name="api", image="shop/api")
        bad = replace(BUILD, name="bad", tasks=(CodeRepository(url="https://jo:pa55word@git/x"), BuildImage()))
        for builds in ([BUILD, bad], [BUILD, api, BUILD], [BUILD, replace(api, name="a b")]):
            with pytest.raises((UserError, UserErrors)) as caught:
                await files.add_builds(builds)
            assert "pa55word" not in str(caught.value)
            assert (await files.load()).builds == ()
        await files.add_builds([BUILD])
        for other in (rival, files):
            with pytest.raises(UserError) as exists:
                await other.add_builds([api, replace(BUILD, title="Other")])
            assert exists.value.code == "file.exists"
            assert (await other.load()).builds == (BUILD,)
        await files.add_builds([api])
        await files.save_build(replace(api, title="API"))
        assert [build.title for build in (await rival.load()).builds] == ["API", BUILD.title]

    async def test_a_file_that_was_not_read_is_not_overwritten(self, files: Files, rival: Files) -> None:
        await files.load()
        await rival.load()
        await files.save_build(BUILD)
        with pytest.raises(UserError) as caught:
            await rival.save_build(BUILD)
        assert caught.value.code == "file.changed"

    async def test_deleted_by_somebody_else(self, files: Files, rival: Files) -> None:
        await files.load()
        await files.save_build(BUILD)
        await rival.load()
        await rival.delete_build("web")
        with pytest.raises(UserError) as caught:
            await files.save_build(replace(BUILD, title="x"))
        assert caught.value.code == "file.changed"
        await files.delete_build("web")
        await files.save_build(BUILD)

    async def test_two_builds_for_one_repository(self, files: Files) -> None:
        await files.load()
        await files.save_workspace(WORKSPACE)
        await files.save_build(BUILD)
        await files.save_build(replace(BUILD, name="twin"))
        loaded = await files.load()
        assert loaded.builds == ()
        assert [(problem.file, problem.path, problem.message.code) for problem in loaded.problems] == [
            ("builds/twin.yaml", "image", "file.same_repository"), ("builds/web.yaml", "image", "file.same_repository"),
        ]

    @pytest.mark.parametrize("name", ["", "a/b", "../a", ".hidden", "a b", "con", "a.", "x" * 200])
    async def test_bad_names(self, files: Files, name: str) -> None:
        await files.load()
        for save in (files.save_build(replace(BUILD, name=name)), files.save_plan(replace(PLAN, name=name)), files.delete_build(name)):
            with pytest.raises(UserError) as caught:
                await save
            assert caught.value.code == "file.bad_name"

    async def test_secrets_do_not_get_into_files(self, files: Files) -> None:
        await files.load()
        with pytest.raises(UserErrors) as caught:
            await files.save_build(replace(BUILD, tasks=(CodeRepository(url="https://jo:pa55word@git/x"), BuildImage())))
        assert "pa55word" not in str(caught.value) and "keyring" in str(caught.value)
        assert (await files.load()).builds == ()

    async def test_watch(self, files: Files, rival: Files) -> None:
        await files.load()
        await rival.load()
        calls: list[int] = []
        task = asyncio.ensure_future(files.watch(lambda: calls.append(1)))
        await files.save_workspace(WORKSPACE)  # our own
        await asyncio.sleep(0.5)
        assert calls == []
        await rival.load()
        await rival.save_build(BUILD)
        await until(lambda: len(calls) == 1)
        await files.load()
        await rival.save_build(replace(BUILD, title="Other"))
        await until(lambda: len(calls) == 2)
        await files.load()
        await rival.delete_build("web")
        await until(lambda: len(calls) == 3)
        await files.load()
        await asyncio.sleep(0.5)
        assert len(calls) == 3
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
