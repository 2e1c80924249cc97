"""The little shop that a new user finds, its world, and the handles of the things kept in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import MemoryFiles, MemoryJournal, Sandbox, make_sandbox
from desktop_pipeline.adapters.sandbox.demo import LAB, NAMESPACE, TITLE, demonstration_choices
from desktop_pipeline.compose import compose_sandbox
from desktop_pipeline.domain.builds import Build, RunOutcome, validate
from desktop_pipeline.domain.choices import deployed
from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind, Status, WorkloadKey, status
from desktop_pipeline.domain.workspace import ClusterBinding, Engine, Protection, Registry, Workspace
from desktop_pipeline.services.cluster_ports import Changed, InventoryEvent, Synced
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.ports import BuildRequest
from tests.adapters.support import MemoryLog, Steps, until

SPEED = 20.0


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    made = make_sandbox(SystemClock(), SPEED)
    yield made
    await made.close()


async def test_the_demonstration_goes_well() -> None:
    """Each of the four modes, through planner, pre-flight, executor and journal."""
    workbench = compose_sandbox(SPEED)
    await workbench.start()
    try:
        workbench.inventory.open(LAB, NAMESPACE)
        await until(lambda: len(workbench.inventory.facts(LAB, NAMESPACE).synced) == len(Kind))
        await until(lambda: all(row.versions.complete for row in workbench.planner.rows(LAB, NAMESPACE)))
        rows = {row.key: row for row in workbench.planner.rows(LAB, NAMESPACE)}
        chosen = demonstration_choices()
        assert len({choice.mode for _, choice in chosen}) == 4
        for key, choice in chosen:
            workbench.planner.choose(rows[key], choice)
        assert set(workbench.planner.ready(LAB, NAMESPACE)) == {key.workload for key, _ in chosen}
        plan = workbench.planner.plan(LAB, NAMESPACE, title=TITLE)
        report = await workbench.preflight.check(plan)
        assert not report.red() and not report.names
        run = await workbench.executor.run(plan, Consent(True))
        assert {step.state for step in run.steps.values()} == {State.DONE}
        (header, *_) = await workbench.journal.runs()
        assert (header.title, header.state, header.live) == (TITLE, "done", False)
    finally:
        await workbench.close()


async def test_what_the_shop_shows() -> None:
    workbench = compose_sandbox(SPEED)
    await workbench.start()
    try:
        for app_map in workbench.catalog.workspace.app_maps:
            workbench.inventory.open(app_map.cluster, app_map.namespace)
        await until(lambda: [len(facts.synced) for facts in workbench.inventory.all_facts()] == [len(Kind)] * 4)
        rows = [row for facts in workbench.inventory.all_facts() for row in workbench.planner.rows(facts.cluster, facts.namespace)]
        places = {(row.workload.key.cluster, row.workload.key.namespace) for row in rows}
        assert len(places) == 4
        await until(lambda: all(workbench.planner.rows_of(row.workload)[0].versions.complete for row in rows))
        rows = [row for facts in workbench.inventory.all_facts() for row in workbench.planner.rows(facts.cluster, facts.namespace)]
        assert {row.workload.key.kind for row in rows} == set(Kind)
        assert all(row.versions.tags for row in rows)
        assert [row.workload.key.name for row in rows if deployed(row).lies] == ["worker"]
        assert {Status.STOPPED, Status.PAUSED, Status.SUSPENDED, Status.JOB} <= {status(row.workload) for row in rows}
        built = [row for row in rows if row.build is not None]
        assert any(row.workload.key.cluster == "prod-eu" for row in built)
        assert all(row.versions.by_tag(deployed(row).text) for row in built)
        assert {run.outcome for row in built for run in row.versions.runs} == {RunOutcome.DONE, RunOutcome.FAILED}
        assert {run.local for row in built for run in row.versions.runs} == {True, False}
        logs = [workbench.logs.reader(f"{run.run_id}/build/{run.build}") for row in built for run in row.versions.runs if run.local]
        assert logs and all(reader is not None and reader.finished() for reader in logs)
        workspace = workbench.catalog.workspace
        assert not [problem for build in workbench.catalog.builds for problem in validate(build, workspace, workbench.catalog.builds)]
        assert {workspace.protection(cluster, namespace) for cluster, namespace in places} == {
            Protection.OPEN, Protection.TYPE_NAME, Protection.READ_ONLY}
        assert workbench.catalog.plans == ("api-2.0",)
    finally:
        await workbench.close()


async def test_recommend_never_becomes_ready_and_chat_has_no_image(sandbox: Sandbox) -> None:
    lab = sandbox.clusters["lab"]
    for namespace, name, reason in (("shop", "recommend", ""), ("tools", "chat", "ImagePull")):
        live = await lab.get(lab.key(namespace, name))
        assert live is not None
        async with asyncio.timeout(10):
            while True:
                states = [state for pod in await lab.pods(live) for state in pod.containers if not state.ready]
                if any(reason in state.waiting and (reason or not state.waiting) for state in states):
                    break
                await asyncio.sleep(0.01)


async def test_life_goes_on_while_somebody_watches(sandbox: Sandbox) -> None:
    events: list[InventoryEvent] = []
    task = asyncio.create_task(sandbox.clusters["lab"].watch("tools", events.append))
    await until(lambda: any(isinstance(event, Changed) and event.workload.active_jobs for event in events))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert sum(isinstance(event, Synced) for event in events) == len(Kind)


async def test_the_failing_build(sandbox: Sandbox, tmp_path: Path) -> None:
    build = sandbox.files.builds["mailer"]
    task = build.image_task()
    assert task is not None
    request = BuildRequest(tmp_path, "registry.shop.example:5000/shop/mailer:x", dockerfile_text=task.dockerfile_text)
    with pytest.raises(UserError) as caught:
        await sandbox.builder.build(request, {}, MemoryLog(), Steps())
    assert caught.value.code == "build.failed"


async def test_world(sandbox: Sandbox) -> None:
    world = sandbox.world
    names = [context.name for context in await world.contexts()]
    assert names == ["sandbox-lab", "sandbox-prod-eu", "sandbox-staging"]
    for call in (lambda: world.cluster("staging"), lambda: world.registry("other"), lambda: world.builder("other")):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == "binding.missing"
    bindings = await sandbox.files.load_bindings()
    await sandbox.files.save_bindings(replace(bindings, clusters={**bindings.clusters, "mine": ClusterBinding("sandbox-staging")}))
    found = await world.cluster("mine").get(WorkloadKey("mine", "default", Kind.DEPLOYMENT, "hello"))
    assert found is not None and found.key.cluster == "mine"
    workspace = replace((await sandbox.files.load()).workspace, engines=(Engine("other"),), registries=(Registry("other", "new.test"),))
    await sandbox.files.save_workspace(workspace)
    assert (await world.registry("other").tags("a")).tags == ()
    assert (await world.builder("other").info()).version
    assert (await world.registry("host:docker.io").tags("library/nginx")).tags


async def test_login_of_the_shops_registry(sandbox: Sandbox) -> None:
    login = await sandbox.world.login("shop")
    assert login is not None and login.secret not in sandbox.redactor(f"it is {login.secret}")
    await sandbox.world.registry("shop").ping()
    await sandbox.vault.put("registry/shop", "wrong")
    with pytest.raises(Refused) as caught:
        await sandbox.world.registry("shop").ping()
    assert caught.value.code == "registry.unauthorized"
    assert await sandbox.world.login("hub") is None
    await sandbox.world.registry("hub").ping()


async def test_files_changed_by_others() -> None:
    files = MemoryFiles(Workspace("one"), (Build("web", "hub", "shop/web", "1"),))
    await files.load()
    told: list[int] = []
    task = asyncio.create_task(files.watch(lambda: told.append(1)))
    await asyncio.sleep(0)
    files.others_save_workspace(Workspace("theirs"))
    files.others_save_build(Build("web", "hub", "shop/web", "2"))
    await until(lambda: told)
    mine = Build("web", "hub", "shop/web", "3")
    for save in (files.save_workspace(Workspace("mine")), files.save_build(mine), files.delete_build("web")):
        with pytest.raises(UserError) as caught:
            await save
        assert caught.value.code == "file.changed"
    loaded = await files.load()
    assert (loaded.workspace.title, loaded.builds[0].version) == ("theirs", "2")
    await files.save_workspace(Workspace("mine"))
    await files.delete_build("web")
    await files.save_plan(Plan("Release", (), name="r"))
    assert (await files.load()).plans == ("r",)
    assert (await files.load_plan("r")).title == "Release"
    with pytest.raises(UserError) as caught:
        await files.load_plan("none")
    assert caught.value.code == "file.missing"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_process_dies() -> None:
    mine, plan = MemoryJournal(), Plan("p", ())
    await mine.create("r1", plan, "t", "jo", 1.0)
    other = mine.another()
    assert [run.live for run in await other.runs()] == [True]
    mine.die()
    assert [run.live for run in await other.runs()] == [False]
    other.full = True
    with pytest.raises(UserError) as caught:
        await other.create("r2", plan, "t", "jo", 1.0)
    assert caught.value.code == "journal.full"
