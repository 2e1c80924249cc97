"""Reports from the journal of runs on the sandbox: before and after, causes, commits, what was undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import CRASH
from desktop_pipeline.adapters.sandbox.shop_images import tag
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import INTERRUPTED
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.report import Undone, UndoneStep
from desktop_pipeline.domain.report_pages import html_page, markdown_page
from desktop_pipeline.domain.runs import State
from tests.services.bench import YES, bench
from tests.services.kills import Profile


async def test_a_run_with_a_build_and_its_undo(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        await shop.open()
        old = shop.image("web", "web")
        shop.choose("web", Mode.BUILD, container="web")
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        run = await shop.run()
        assert run.state.good
        report = await shop.workbench.reports.of(run.id)
        assert (report.state, report.by, report.where) == ("done", "tester@test", ("lab/shop",))
        steps = {step.name: step for step in report.steps}
        build, web = steps["web"], steps["lab/shop/Deployment/web"]
        assert build.digest and build.commit
        (change,) = web.changes
        assert (change.container, change.before, change.commit) == ("web", old, build.commit)
        assert change.after == shop.image("web", "web") and change.after.endswith(build.digest)
        assert report.undone == ()
        plan = await shop.workbench.undo.plan(run.id)
        undo = await shop.workbench.executor.wait(shop.begin(await shop.workbench.preflight.check(plan), YES))
        report = await shop.workbench.reports.of(run.id)
        (undoing,) = report.undone
        assert (undoing.run, undoing.state) == (undo.id, "done")
        assert set(undoing.steps) == {UndoneStep(f"lab/shop/Deployment/{name}", Undone.BACK) for name in ("web", "api")}
        assert (await shop.workbench.reports.of(undo.id)).undoes == run.id
        assert report.head == await shop.workbench.journal.head()
        for page in (html_page(report, render, str), markdown_page(report, render, str)):
            assert all(part in page for part in (report.head.hash, build.digest, build.commit[:12], undo.id, "tester@test"))


async def test_an_undo_in_part_tells_each_workload(tmp_path: Path) -> None:
    """What was put back and what somebody had changed since, each with its own result and cause."""
    async with bench(tmp_path) as shop:
        await shop.open()
        shop.choose("web", Mode.APPOINTED, tag("web", 3), container="web")
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        run = await shop.run()
        assert run.state.good
        shop.lab.somebody_sets("shop", "web", "web", "registry.example.com/shop/web:hot-fix", by="kubectl")
        work = shop.workbench
        found = await work.preflight.check(await work.undo.plan(run.id))
        undo = await work.executor.wait(shop.begin(await work.executor.less_blocked(found)))
        assert undo.state is State.FAILED
        (undoing,) = (await work.reports.of(run.id)).undone
        assert undoing.result == "part"
        ends = {step.name.rpartition("/")[2]: step for step in undoing.steps}
        assert ends["api"].end is Undone.BACK and ends["api"].cause is None
        cause = ends["web"].cause
        assert ends["web"].end is Undone.LEFT and cause is not None
        assert "hot-fix" in render(cause) and "kubectl" in render(cause)


async def test_an_undo_of_one_workload_is_not_called_everything(tmp_path: Path) -> None:
    """The next one puts back the rest."""
    async with bench(tmp_path) as shop:
        await shop.open()
        shop.choose("cache", Mode.TAG, "7.4.1")
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        run = await shop.run()
        assert run.state.good
        work = shop.workbench
        for name, result in (("api", "part"), ("cache", "rest")):
            step = next(step for step in run.steps.values() if step.title == name)
            undo = await work.executor.wait(shop.begin(await work.preflight.check(await work.undo.plan(run.id, step.id))))
            assert undo.state is State.DONE
            report = await work.reports.of(run.id)
            assert report.undone[-1].result == result
        page = markdown_page(report, render, str)
        assert "put back in part" in page and "the rest put back" in page and "everything" not in page


async def test_what_was_only_restarted_is_not_missed_in_an_undo(tmp_path: Path) -> None:
    """Nothing takes a restart back: all that can be put back was."""
    async with bench(tmp_path) as shop:
        await shop.open()
        shop.choose("cache", Mode.TAG, "latest")
        assert (await shop.run()).state.good
        shop.choose("cache", Mode.TAG, "latest")
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        run = await shop.run()
        assert run.state.good and len(run.steps) == 2
        work = shop.workbench
        await work.executor.wait(shop.begin(await work.preflight.check(await work.undo.plan(run.id))))
        (undoing,) = (await work.reports.of(run.id)).undone
        assert [step.name for step in undoing.steps] == ["lab/shop/Deployment/api"]
        assert undoing.result == "back"


async def test_an_undo_that_died_before_its_first_step_put_nothing_back(tmp_path: Path) -> None:
    """Also when it is ended as it stands."""
    profile = Profile()
    async with profile.program(tmp_path) as shop:
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        run = await shop.run()
        assert run.state.good
        plan = await shop.workbench.undo.plan(run.id)
    undo = await profile.first(tmp_path, lambda program: plan, "run-started", after=True)
    assert undo.died
    async with profile.program(tmp_path) as shop:
        work = shop.workbench
        (undoing,) = (await work.reports.of(run.id)).undone
        assert (undoing.run, undoing.result) == (undo.run, INTERRUPTED)
        ended = await work.recovery.finish(await work.recovery.look(undo.run), "jo")
        assert not ended.steps
        assert ended.state is State.CANCELLED, "nothing of it was begun"
        (undoing,) = (await work.reports.of(run.id)).undone
        assert undoing.result == "nothing"
        assert shop.image("api").partition("@")[0].endswith(tag("api", 3))


async def test_a_failed_run_tells_its_causes(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        await shop.open()
        shop.sandbox.registry.behave("shop/api", tag("api", 3), CRASH)
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        run_id = (await shop.run()).id
        (step,) = (await shop.workbench.reports.of(run_id)).steps
        assert step.state == "failed"
        assert step.cause == shop.step(run_id, "api").message


async def test_a_run_whose_process_died(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=2.0) as shop:
        await shop.open()
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        run_id = shop.begin(await shop.check())
        await shop.followed(run_id, "api")
        assert (await shop.workbench.reports.of(run_id)).state == "running"
        shop.sandbox.journal.die()
        report = await shop.workbench.reports.of(run_id)
        assert report.state == INTERRUPTED
        assert [step.state for step in report.steps] == [INTERRUPTED]
        await shop.workbench.executor.wait(run_id)


async def test_no_such_run(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        with pytest.raises(UserError) as caught:
            await shop.workbench.reports.of("nope")
        assert caught.value.code == "run.unknown"
