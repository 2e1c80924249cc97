"""What comes at awkward moments: stops, jobs beside rollouts, somebody else; limits of each cluster; texts of others while a step works."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import CRASH, make_sandbox
from desktop_pipeline.compose import RedactingVault
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.order import OnFailure, job_step_id
from desktop_pipeline.domain.plans import Plan, WorkloadPatch, job_name
from desktop_pipeline.domain.runs import State, StepKind, What, intent, outcome, started, step_defined
from desktop_pipeline.domain.tasks import RestCall
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.cluster_ports import PatchResult
from tests.services.bench import YES, Bench, bench

NIGHTLY = WorkloadKey("lab", "shop", Kind.CRON_JOB, "nightly-report")
RUN_NOW = Plan("now", (), start_jobs=(NIGHTLY,))


def undone_after_failure(shop: Bench) -> Plan:
    return replace(shop.workbench.planner.plan("lab", "shop", title="night"), on_failure=OnFailure.UNDO)


# ---- stops -------------------------------------------------------------------------------------------------------------------------------


async def test_a_stop_while_the_start_of_a_job_is_out_is_not_lost_with_its_answer(shop):
    report = await shop.workbench.preflight.check(RUN_NOW)
    calls = []

    async def start_job(key: WorkloadKey, uid: str, name: str, run: str) -> None:
        calls.append(name)
        await asyncio.sleep(0.5)
        raise Unreachable("cluster.timeout", server="lab", seconds=20)

    shop.lab.start_job = start_job
    run_id = shop.begin(report)
    await shop.until(lambda: calls)
    shop.workbench.executor.stop(run_id)
    run = await shop.workbench.executor.wait(run_id)
    assert len(calls) == 1
    assert run.steps[job_step_id(NIGHTLY)].state is State.UNKNOWN  # the one that is out may still arrive


async def test_a_stop_asked_as_soon_as_a_run_can_be_seen_counts(shop):
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    report, journal, before = await shop.check(), shop.workbench.journal, shop.image("api")
    create = journal.create

    async def seen_at_once(run_id: str, *rest: object) -> object:
        held = await create(run_id, *rest)
        await journal.ask_stop(run_id)  # as another program does
        return held

    journal.create = seen_at_once
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.stopping
    assert run.state is State.CANCELLED
    assert shop.image("api") == before


async def test_a_stop_while_the_undo_after_a_failure_is_opened_stops_the_undo(shop):
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", CRASH)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    report, executor = await shop.workbench.preflight.check(undone_after_failure(shop)), shop.workbench.executor
    create, seen = shop.workbench.journal.create, list[str]()

    async def stopped_meanwhile(run_id: str, *rest: object) -> object:
        if seen:
            executor.stop(seen[0])
        seen.append(run_id)
        return await create(run_id, *rest)

    shop.workbench.journal.create = stopped_meanwhile
    await executor.wait(shop.begin(report))
    undo = shop.workbench.feed.run(seen[1])
    assert undo is not None
    assert undo.state is State.CANCELLED


async def test_an_undo_that_can_put_back_nothing_says_what_stands_against_it(shop):
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run_id = shop.begin(await shop.workbench.preflight.check(undone_after_failure(shop)))
    await shop.followed(run_id, "api")
    shop.lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:2.0.0.B000001")
    await shop.workbench.executor.wait(run_id)
    back = shop.workbench.executor.put_back(run_id)
    assert back is not None
    assert back.why_not is not None
    said = render(back.why_not)
    assert "api" in said
    assert "2.0.0.B000001" in said, said


# ---- jobs --------------------------------------------------------------------------------------------------------------------------------


async def test_a_job_at_work_keeps_neither_its_cron_job_from_being_changed_nor_another_from_being_started(tmp_path):
    async with bench(tmp_path, speed=1) as shop:
        await shop.open()
        job = shop.begin(await shop.workbench.preflight.check(RUN_NOW))
        await shop.until(lambda: (run := shop.workbench.feed.run(job)) and run.steps and next(iter(run.steps.values())).stage == "watch")
        shop.choose("nightly-report", Mode.APPOINTED, "0.9.1.B000004")
        changed = await shop.run()
        assert changed.state.good, changed
        second = shop.begin(await shop.workbench.preflight.check(RUN_NOW))
        await shop.until(lambda: (run := shop.workbench.feed.run(second)) and run.steps and next(iter(run.steps.values())).stage == "watch")
        for run_id in (job, second):
            shop.workbench.executor.stop(run_id)
            run = await shop.workbench.executor.wait(run_id)
            assert run.steps[job_step_id(NIGHTLY)].state in (State.CANCELLED, State.DONE)


async def begun_before(shop: Bench, *, made: bool) -> str:
    """A run whose program died after it had sent a job's start, or after that was answered."""
    journal, run_id, step = shop.workbench.journal, shop.workbench.executor.new_id(), job_step_id(NIGHTLY)
    name, live = job_name("nightly-report", run_id), await shop.lab.get(NIGHTLY)
    with await journal.create(run_id, RUN_NOW, "now", "me", 1.0):
        await journal.append(run_id, started(1.0, "now", "me", ""))
        await journal.append(run_id, step_defined(1.0, step, StepKind.JOB, "nightly-report", log=f"{run_id}/{step}"))
        await journal.append(run_id, intent(1.0, step, "job", uid=live.uid, job=name))
        if made:
            await shop.lab.start_job(NIGHTLY, live.uid, name, run_id)
            await journal.append(run_id, outcome(1.0, step, "job", "ok", job=name))
    return run_id


async def test_a_job_that_was_started_is_followed_once_the_link_is_back(shop):
    run_id = await begun_before(shop, made=True)
    recovered = await shop.workbench.recovery.look(run_id)
    report = await shop.workbench.executor.check_rest(recovered)
    shop.lab.link.cut(1.0)
    run = await shop.workbench.executor.wait(shop.workbench.executor.resume(recovered, report, YES))
    assert run.steps[job_step_id(NIGHTLY)].state is State.DONE


async def test_a_job_whose_start_may_still_arrive_is_not_called_cancelled(shop):
    recovered = await shop.workbench.recovery.look(await begun_before(shop, made=False))
    run = await shop.workbench.recovery.finish(recovered, "me")
    assert run.steps[job_step_id(NIGHTLY)].state is State.UNKNOWN


async def test_a_job_that_is_started_again_and_fails_is_called_failed(shop):
    recovered = await shop.workbench.recovery.look(await begun_before(shop, made=False))
    report = await shop.workbench.executor.check_rest(recovered)
    live = await shop.lab.get(NIGHTLY)
    image = live.containers[0].image.partition("/")[2].partition("@")[0]
    shop.sandbox.registry.behave(*image.split(":"), CRASH)
    run = await shop.workbench.executor.wait(shop.workbench.executor.resume(recovered, report, YES))
    assert run.steps[job_step_id(NIGHTLY)].state is State.FAILED


# ---- limits and texts --------------------------------------------------------------------------------------------------------------------


async def test_the_limit_of_rollouts_is_that_of_each_cluster(shop):
    await shop.open("prod-eu", "shop-prod")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("cache", Mode.TAG, "7.4.1")
    prod = shop.row("web", cluster="prod-eu", namespace="shop-prod")
    other = next(run for run in prod.versions.runs if run.tag != prod.container.image.rpartition(":")[2].partition("@")[0] and run.exists)
    shop.choose("web", Mode.APPOINTED, other.tag, cluster="prod-eu", namespace="shop-prod")
    lab = shop.workbench.planner.plan("lab", "shop", title="both")
    there = shop.workbench.planner.plan("prod-eu", "shop-prod", title="both")
    plan = replace(lab, steps=(*lab.steps, *there.steps), concurrency=1)
    report = await shop.workbench.preflight.check(plan)
    at_work, most = set[str](), set[frozenset[str]]()
    emit = shop.workbench.feed.emit

    def look(run_id: str, event: object) -> None:
        emit(run_id, event)
        state = shop.workbench.feed.run(run_id)
        at_work.clear()
        at_work.update(name for name, step in state.steps.items() if step.started is not None and not step.state.ended)
        most.add(frozenset(at_work))

    shop.workbench.feed.emit = look
    consent = replace(YES, names=frozenset(report.names))
    run = await shop.workbench.executor.wait(shop.begin(report, consent))
    assert run.state is State.DONE
    assert max(len(names) for names in most) == 2
    assert all(len({name.partition("/")[0] for name in names}) == len(names) for names in most)


async def test_secrets_in_what_a_step_says_while_it_is_at_work_are_masked(tmp_path):
    sandbox = make_sandbox(SystemClock(), 20.0, life=False)
    async with bench(tmp_path, sandbox=sandbox, vault=RedactingVault(sandbox.vault, sandbox.redactor)) as shop:
        await shop.open()
        workbench = shop.workbench
        await sandbox.vault.put("hook", "T0PS3CRETTOKEN")
        rest = RestCall(title="tell", url="https://hooks.example/services/${secret:hook}")
        workbench.catalog.builds = tuple(
            replace(build, tasks=(rest, *build.tasks)) if build.name == "web" else build for build in workbench.catalog.builds)
        await workbench.trust.trust(workbench.catalog.build("web"))
        emit, said = workbench.feed.emit, list[str]()

        def heard(run_id: str, event: object) -> None:
            if event.what is What.PROGRESS:
                said.append(str(event.data))
            emit(run_id, event)

        workbench.feed.emit = heard
        report = await workbench.preflight.check(Plan("b", (), also_build=("web",)))
        await workbench.executor.wait(shop.begin(report))
        assert any("hooks.example" in text for text in said)
        assert not [text for text in said if "T0PS3CRETTOKEN" in text]


async def test_what_somebody_brings_in_the_moment_before_the_patch_is_there_already(shop):
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    report, patch, before = await shop.check(), shop.lab.patch, shop.image("api")

    async def beaten(change: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        if not dry_run:
            shop.lab.somebody_sets("shop", "api", "api", change.changes[0].new)
        return await patch(change, dry_run=dry_run)

    shop.lab.patch = beaten
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert [step.state for step in run.steps.values()] == [State.DONE]
    assert shop.image("api") != before
    with pytest.raises(UserError, match="nothing"):
        await shop.workbench.undo.plan(run.id)
