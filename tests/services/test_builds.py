"""What builds take for granted, and what not: numbers, and who needs an image."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.ports import Forbidden, TagList
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
