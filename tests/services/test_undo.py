"""Undo of a run's changes, and jobs of CronJobs that are started by hand, on the sandbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import CRASH
from desktop_pipeline.domain.choices import Mode, start_choice
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import RunState, State, StepKind, What, fold, intent, started, step_defined
from desktop_pipeline.domain.workloads import Kind, Pod, Workload, WorkloadKey
from desktop_pipeline.domain.workspace import AppMap, Pinning, Protection
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.undo import undo_title
from tests.services.bench import YES, Bench, bench, code, texts

NIGHTLY = WorkloadKey("lab", "shop", Kind.CRON_JOB, "nightly-report")


async def undo(shop: Bench, run_id: str, step: str = "") -> RunState:
    report = await shop.workbench.preflight.check(await shop.workbench.undo.plan(run_id, step))
    return await shop.workbench.executor.wait(shop.begin(report))


def policy(shop: Bench, workload: str) -> str:
    return shop.lab.workload("shop", workload).template.containers[0].pull_policy


# ---- undo ------------------------------------------------------------------------------------------------------------------------------


async def test_undo_of_a_failed_rollout_puts_the_former_image_back(shop: Bench) -> None:
    before = shop.image("api")
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", CRASH)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    failed = await shop.run()
    assert failed.state is State.FAILED
    assert shop.image("api") != before
    plan = await shop.workbench.undo.plan(failed.id, str(shop.row("api").workload.key))
    row, = plan.steps[0].rows
    assert (row.shown_from, row.tag) == ("2.0.0.B000003", "2.0.0.B000002")
    report = await shop.workbench.preflight.check(plan)
    assert not report.red()
    assert "amber run.other_rollout" not in texts(report), "it is our own rollout that is undone"
    run = await shop.workbench.executor.wait(shop.begin(report, Consent()))
    assert run.state is State.DONE
    assert shop.image("api") == before
    cause = shop.lab.workload("shop", "api").cause
    assert cause == f"Desktop Pipeline {run.id}: undo of {failed.id}: api 2.0.0.B000002"
    assert shop.workbench.planner.choice(shop.row("api")) == start_choice(shop.row("api")), "the next batch does not run it again"


async def test_the_title_comes_from_the_run_that_is_undone(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("cache", Mode.TAG, "7.4.1")
    run = await shop.run()
    undo_ = shop.workbench.undo
    assert (await undo_.plan(run.id)).title == "Undo: test"
    assert (await undo_.plan(run.id, str(shop.row("api").workload.key))).title == "Undo: test, api only"
    nameless = Plan("", (WorkloadStep(shop.row("api").workload.key, ()),))
    assert undo_title(nameless, nameless.steps[0].id) == "Undo: api", "of the only one it is all of the run"


async def test_undo_of_a_whole_run_and_again(shop: Bench) -> None:
    before = shop.image("api"), shop.image("cache")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("cache", Mode.TAG, "7.4.1")
    run = await shop.run()
    assert run.state is State.DONE
    after = shop.image("api"), shop.image("cache")
    assert after[0] != before[0]
    assert after[1] != before[1]
    back = await undo(shop, run.id)
    assert (back.state, len(back.steps)) == (State.DONE, 2)
    assert (shop.image("api"), shop.image("cache")) == before
    told = await shop.workbench.journal.plan(back.id)
    assert told is not None
    assert told.undoes == run.id
    again = await undo(shop, back.id)
    assert again.state is State.DONE
    assert (shop.image("api"), shop.image("cache")) == after


async def test_undo_gives_the_pull_policy_back(shop: Bench) -> None:
    registries = shop.workbench.catalog.workspace.registries
    await shop.workbench.catalog.save_workspace(replace(
        shop.workbench.catalog.workspace, registries=tuple(replace(item, pinning=Pinning.TAG) for item in registries)))
    before = shop.image("api"), policy(shop, "api")
    live = shop.row("api")
    row = RowChange("api", Mode.TAG, live.image.repository if live.image else "", "latest", expect=live.container.image)
    shop.sandbox.registry.put("shop/api", "latest")
    report = await shop.workbench.preflight.check(Plan("latest", (WorkloadStep(live.workload.key, (row,), live.workload.uid),)))
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE, run
    assert policy(shop, "api") == "Always"
    assert (await undo(shop, run.id)).state is State.DONE
    assert (shop.image("api"), policy(shop, "api")) == before


async def test_a_pull_policy_that_somebody_set_since_stays(shop: Bench) -> None:
    before = shop.image("api")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    assert policy(shop, "api") == "IfNotPresent"
    live = shop.lab.workload("shop", "api")
    live.template = replace(live.template, containers=tuple(replace(item, pull_policy="Always") for item in live.template.containers))
    assert (await undo(shop, run.id)).state is State.DONE
    assert (shop.image("api"), policy(shop, "api")) == (before, "Always")
    patches = len(shop.lab.patches)
    assert (await undo(shop, run.id)).state is State.DONE
    assert len(shop.lab.patches) == patches, "nothing is sent for the policy alone"


async def test_what_somebody_changed_since_is_not_undone(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    shop.lab.somebody_sets("shop", "api", "api", "registry.example:5000/shop/api:9")
    report = await shop.workbench.preflight.check(await shop.workbench.undo.plan(run.id))
    assert "red drift.image" in texts(report)
    with pytest.raises(UserError, match="found by pre-flight"):
        shop.begin(report)


async def test_undo_expects_what_admission_made_of_the_image(shop: Bench) -> None:
    before = shop.image("api")
    shop.lab.admission = lambda image: image.replace("registry.shop.example:5000/", "images.shop.internal/")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    assert shop.image("api").startswith("images.shop.internal/")
    shop.lab.admission = None
    report = await shop.workbench.preflight.check(await shop.workbench.undo.plan(run.id))
    assert not report.red()
    assert (await shop.workbench.executor.wait(shop.begin(report))).state is State.DONE
    assert shop.image("api") == before


async def test_what_is_known_of_a_run_whose_program_died(shop: Bench) -> None:
    journal, step = shop.workbench.journal, str(shop.row("api").workload.key)
    plan = shop.workbench.planner.plan("lab", "shop")
    with await journal.create("20261127-000000-abcdef", plan, "died", "me", 1.0):
        for event in (started(1.0, "died", "me", ""), step_defined(1.0, step, StepKind.ROLLOUT, "api"), intent(2.0, step, "patch"),
                      step_defined(1.0, "other", StepKind.ROLLOUT, "web")):
            await journal.append("20261127-000000-abcdef", event)
        at_work = await shop.workbench.undo.recall("20261127-000000-abcdef")
        assert at_work is not None
        assert at_work.steps == {}, "somebody is at work on it"
    dead = await shop.workbench.undo.recall("20261127-000000-abcdef")
    assert dead is not None
    assert {name: (item.state, code(item.message)) for name, item in dead.steps.items()} == {step: (State.UNKNOWN, "undo.interrupted")}


async def test_what_cannot_be_undone_says_why(shop: Bench) -> None:
    for run_id, step, wanted in (("20200101-000000-abcdef", "", "run.unknown"),):
        with pytest.raises(UserError) as caught:
            await shop.workbench.undo.plan(run_id, step)
        assert caught.value.code == wanted
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    with pytest.raises(UserError) as nothing:
        await shop.workbench.undo.plan(run.id, "lab/shop/Deployment/web")
    assert nothing.value.code == "undo.nothing"
    assert await shop.workbench.undo.recall(run.id) == fold(run.id, await shop.workbench.journal.events(run.id))
    assert await shop.workbench.undo.recall("20200101-000000-abcdef") is None


async def test_a_run_at_work_is_not_undone_but_a_step_of_it_that_has_ended_is(shop: Bench) -> None:
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", CRASH)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("web", Mode.BUILD, container="web")
    shop.sandbox.builder.slow = 500
    run_id = shop.begin(await shop.check())
    api = str(shop.row("api").workload.key)
    await shop.until(lambda: (run := shop.workbench.feed.run(run_id)) is not None and api in run.steps and run.steps[api].state.ended)
    with pytest.raises(UserError) as caught:
        await shop.workbench.undo.plan(run_id)
    assert caught.value.code == "undo.active"
    plan = await shop.workbench.undo.plan(run_id, api)
    assert [step.id for step in plan.steps] == [api]
    shop.workbench.executor.stop(run_id)
    await shop.workbench.executor.wait(run_id)


# ---- jobs ------------------------------------------------------------------------------------------------------------------------------


async def run_now(shop: Bench, key: WorkloadKey = NIGHTLY, consent: Consent = YES) -> RunState:
    report = await shop.workbench.preflight.check(Plan("now", (), start_jobs=(key,)))
    return await shop.workbench.executor.wait(shop.begin(report, consent))


async def test_run_now_makes_one_job_and_follows_it(shop: Bench) -> None:
    run = await run_now(shop)
    step = run.steps[f"job/{NIGHTLY}"]
    assert (run.state, step.state, code(step.message)) == (State.DONE, State.DONE, "job.complete")
    jobs = [workload for (_, kind, _), workload in shop.lab.engine.workloads.items() if kind is Kind.JOB and workload.owner]
    assert [job.made_by for job in jobs] == [run.id]
    assert jobs[0].name == f"nightly-report-{run.id[-6:]}"
    assert "starting" in shop.log(run.id, step.id), "what the job said is kept"
    events = await shop.workbench.journal.events(run.id)
    assert fold(run.id, events).steps[step.id].state is State.DONE


async def test_a_lost_answer_makes_no_second_job(shop: Bench) -> None:
    report = await shop.workbench.preflight.check(Plan("now", (), start_jobs=(NIGHTLY,)))
    shop.lab.lose_answers = 1
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE
    assert sum(bool(workload.made_by) for workload in shop.lab.engine.workloads.values()) == 1


async def test_a_job_that_fails_says_why(shop: Bench) -> None:
    repository, tag = shop.row("nightly-report").container.image.rsplit(":", 1)
    shop.sandbox.registry.behave(repository.partition("/")[2], tag.partition("@")[0], CRASH)
    run = await run_now(shop)
    step = run.steps[f"job/{NIGHTLY}"]
    assert (run.state, code(step.message)) == (State.FAILED, "pod.crash")
    assert "last lines of" in shop.log(run.id, step.id)


async def test_a_job_that_is_removed_at_its_end_did_not_fail(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=2) as shop:
        await shop.open()
        shop.lab.workload("shop", "nightly-report").jobs_vanish = True
        run = await run_now(shop)
        step = run.steps[f"job/{NIGHTLY}"]
        assert (step.state, code(step.message)) == (State.UNKNOWN, "job.gone")
        assert "starting" in shop.log(run.id, step.id), "what it said was read while it worked"


async def test_a_lost_answer_is_not_asked_again_where_the_job_may_be_gone_already(shop: Bench) -> None:
    shop.lab.workload("shop", "nightly-report").jobs_vanish = True
    report = await shop.workbench.preflight.check(Plan("now", (), start_jobs=(NIGHTLY,)))
    shop.lab.lose_answers = 1
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.UNKNOWN
    assert shop.lab.lose_answers == 0


async def test_a_no_after_a_lost_answer_is_not_a_failure(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first request may still have made the job, whatever the second one is told."""
    report = await shop.workbench.preflight.check(Plan("now", (), start_jobs=(NIGHTLY,)))
    answers = [Unreachable("cluster.timeout", server="lab", seconds=20), Refused("cluster.unauthorized", server="lab", context="lab")]

    async def start_job(*_: object, **__: object) -> None:
        raise answers.pop(0)

    monkeypatch.setattr(shop.lab, "start_job", start_job)
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert (run.state, answers) == (State.UNKNOWN, [])
    events = await shop.workbench.journal.events(run.id)
    assert [event.text("result") for event in events if event.text("act") == "job" and event.what is What.OUTCOME] == ["unknown"]


async def test_a_job_is_followed_also_where_pods_may_not_be_listed(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def pods(workload: Workload) -> tuple[Pod, ...]:
        raise Refused("cluster.forbidden", text="pods is forbidden")

    monkeypatch.setattr(shop.lab, "pods", pods)
    run = await run_now(shop)
    assert (run.state, code(run.steps[f"job/{NIGHTLY}"].message)) == (State.DONE, "job.complete")


async def test_rights_that_are_lost_meanwhile_do_not_make_a_job_fail(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    get = shop.lab.get

    async def refuse(key: WorkloadKey) -> Workload | None:
        if key.kind is Kind.JOB:
            raise Refused("cluster.unauthorized", server="lab", context="lab")
        return await get(key)

    monkeypatch.setattr(shop.lab, "get", refuse)
    run = await run_now(shop)
    assert (run.state, code(run.steps[f"job/{NIGHTLY}"].message)) == (State.UNKNOWN, "job.not_followed")


async def test_stop_ends_the_waiting_and_the_job_goes_on(shop: Bench) -> None:
    report = await shop.workbench.preflight.check(Plan("now", (), start_jobs=(NIGHTLY,)))
    run_id = shop.begin(report)
    step = f"job/{NIGHTLY}"
    await shop.until(lambda: (run := shop.workbench.feed.run(run_id)) is not None and step in run.steps)
    await shop.until(lambda: shop.workbench.feed.run(run_id).steps[step].stage == "watch")  # type: ignore[union-attr]  # it is there
    shop.workbench.executor.stop(run_id)
    run = await shop.workbench.executor.wait(run_id)
    assert (run.state, code(run.steps[step].message)) == (State.CANCELLED, "job.goes_on")


async def test_protection_and_rights_hold_for_jobs_too(shop: Bench) -> None:
    workspace = shop.workbench.catalog.workspace
    for protection, wanted in ((Protection.READ_ONLY, "run.read_only"), (Protection.TYPE_NAME, "run.name_not_typed"),
                               (Protection.CONFIRM, "run.unconfirmed")):
        maps = tuple(replace(item, protection=protection) if item.id == "lab/shop" else item for item in workspace.app_maps)
        assert isinstance(maps[0], AppMap)
        await shop.workbench.catalog.save_workspace(replace(workspace, app_maps=maps))
        report = await shop.workbench.preflight.check(Plan("now", (), start_jobs=(NIGHTLY,)))
        with pytest.raises(UserError) as caught:
            shop.begin(report, Consent())
        assert caught.value.code == ("run.blocked" if protection is Protection.READ_ONLY else wanted)
        assert ("red run.read_only" in texts(report)) is (protection is Protection.READ_ONLY)
    await shop.workbench.catalog.save_workspace(workspace)
    shop.lab.read_only = True
    report = await shop.workbench.preflight.check(Plan("now", (), start_jobs=(NIGHTLY,)))
    assert texts(report) == {"red cluster.forbidden"}
    shop.lab.read_only = False
    for key, wanted in ((shop.row("api").workload.key, "red job.not_cron_job"), (NIGHTLY._replace(name="gone"), "red drift.gone"),
                        (NIGHTLY._replace(cluster="nowhere"), "red preflight.unknown_cluster")):
        assert wanted in texts(await shop.workbench.preflight.check(Plan("now", (), start_jobs=(key,))))
