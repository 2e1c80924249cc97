"""What builds take for granted, and what not: numbers, and who needs an image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import SandboxBuilder
from desktop_pipeline.domain.builds import BuildImage, RunOutcome
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.cluster_ports import Forbidden
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login, Progress, TagList
from desktop_pipeline.services.task_runner import TaskRunner
from tests.services.bench import Bench, code


async def test_no_number_is_taken_from_a_partial_list(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = shop.workbench.world.registry("shop")
    real = registry.tags

    async def partial(path: str) -> TagList:
        return TagList((await real(path)).tags, complete=False)

    shop.choose("web", Mode.BUILD, container="web")
    report = await shop.check()
    monkeypatch.setattr(type(registry), "tags", lambda self, path: partial(path))
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert (run.steps["build/web"].state, code(run.steps["build/web"].message)) == (State.FAILED, "builds.list_partial")
    assert shop.sandbox.builder.builds == []


@pytest.mark.parametrize(("why", "free"), [("cluster.forbidden", False), ("cluster.kind_missing", True)])
async def test_what_may_not_be_seen_is_not_taken_as_free(shop: Bench, why: str, free: bool) -> None:
    workbench = shop.workbench
    build = workbench.catalog.build("web")
    assert build is not None
    for app_map in workbench.catalog.workspace.app_maps:
        await shop.open(app_map.cluster, app_map.namespace)
    run = next(run for run in workbench.builds.history(build).images() if workbench.builds.deletion(build, run).allowed)
    workbench.inventory._take("lab", "shop", Forbidden(Kind.CRON_JOB, Message.of(why, text="cronjobs", kind="CronJob")))
    assert workbench.builds.deletion(build, run).allowed is free
    if not free:
        with pytest.raises(UserError) as refused:
            await workbench.builds.delete(build, run)
        assert refused.value.code == "builds.use_unknown"


@pytest.mark.parametrize(("inner", "stays"), [
    ("", True), (".", True), ("app/src", True), ("inside", True),
    ("outside", False), ("outside/app", False), ("../other", False), ("/etc", False)])
def test_no_path_leads_out_of_the_work_folder(tmp_path: Path, inner: str, stays: bool) -> None:
    """Fetched code may hold links, and a variable in a path may hold anything."""
    work = tmp_path / "work"
    (work / "app").mkdir(parents=True)
    (work / "inside").symlink_to("app")
    (work / "outside").symlink_to(tmp_path)
    runner = TaskRunner(None, None, "", work, {}, {}, None, None)  # type: ignore[arg-type]  # paths need nothing of it
    if stays:
        assert runner.below(inner).resolve().is_relative_to(work)
        return
    with pytest.raises(UserError) as refused:
        runner.below(inner)
    assert refused.value.code == "builds.leads_outside"


async def built_with_latest(shop: Bench, monkeypatch: pytest.MonkeyPatch, refused: Callable[[str], UserError | None]) -> RunState:
    """Run the build `web`, which also pushes `latest`; `refused` says with which error a push of a tag ends."""
    build = shop.workbench.catalog.build("web")
    assert build is not None
    *others, image = build.tasks
    assert isinstance(image, BuildImage)
    await shop.workbench.catalog.save_build(replace(build, tasks=(*others, replace(image, also_latest=True))))
    real = SandboxBuilder.push

    async def push(self: SandboxBuilder, image_id: str, reference: str, login: Login | None, log: LogWriter, progress: Progress) -> str:
        if (error := refused(reference.rpartition(":")[2])) is not None:
            raise error
        return await real(self, image_id, reference, login, log, progress)

    monkeypatch.setattr(SandboxBuilder, "push", push)
    report = await shop.workbench.preflight.check(Plan(title="build", steps=(), also_build=("web",)))
    return await shop.workbench.executor.wait(shop.begin(report))


async def test_latest_that_went_to_another_build_does_not_fail_the_run(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(tag: str) -> UserError | None:
        return UserError("builds.race_lost", tag=tag, pushed="sha256:a", found="sha256:b") if tag == "latest" else None

    run = await built_with_latest(shop, monkeypatch, refused)
    step = run.steps["build/web"]
    assert (run.state, step.state) == (State.DONE, State.DONE)
    build = shop.workbench.catalog.build("web")
    assert build is not None
    record = next(record for record in shop.workbench.builds.history(build).runs if record.run_id == run.id)
    assert record.outcome is RunOutcome.DONE
    assert record.digest and (record.tag, record.digest) == (step.data["tag"], step.data["digest"])
    assert "The tag latest went to another build that ended at the same moment." in shop.log(run.id, "build/web")


async def test_latest_that_cannot_be_pushed_fails_the_run(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(tag: str) -> UserError | None:
        return UserError("push.failed", reference=tag, text="disk full") if tag == "latest" else None

    run = await built_with_latest(shop, monkeypatch, refused)
    assert (run.state, code(run.steps["build/web"].message)) == (State.FAILED, "push.failed")
