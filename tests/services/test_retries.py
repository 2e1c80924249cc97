"""What did not end well is run again, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.adapters.sandbox import CRASH, GOOD
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State, started
from tests.services.bench import YES, Bench, code


async def run(shop: Bench, plan: Plan) -> RunState:
    report = await shop.workbench.preflight.check(plan)
    assert not report.red(), report.red()
    return await shop.workbench.executor.wait(shop.begin(report, YES))


async def test_only_what_did_not_end_well(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    shop.choose("web", Mode.BUILD, container="web")
    shop.sandbox.builder.fail_next = "no space left on device"
    first = await run(shop, shop.workbench.planner.plan("lab", "shop", title="Friday"))
    assert {step.title: step.state for step in first.steps.values() if step.id.startswith("lab/")} == {
        "cache": State.DONE, "web": State.SKIPPED}
    plan = await shop.workbench.retries.plan(first.id)
    assert (plan.title, [step.key.name for step in plan.steps], plan.builds()) == ("Again: Friday", ["web"], ("web",))
    again = await run(shop, plan)
    assert again.state is State.DONE
    assert len([patch for patch in shop.lab.patches if patch.key.name == "cache"]) == 1
    with pytest.raises(UserError, match="all of it went well"):
        await shop.workbench.retries.plan(again.id)


async def test_an_image_that_was_built_is_not_built_again(shop: Bench) -> None:
    before = shop.image("web", "web")
    shop.choose("web", Mode.BUILD, container="web")
    report = await shop.check()
    shop.lab.somebody_sets("shop", "web", "web", before.partition("@")[0] + "-other")
    first = await shop.workbench.executor.wait(shop.begin(report))
    built = first.steps["build/web"]
    assert (built.state, shop.step(first.id, "web").state) == (State.DONE, State.FAILED)
    plan = await shop.workbench.retries.plan(first.id)
    assert plan.builds() == ()
    row = plan.steps[0].rows[0]
    assert (row.tag, row.digest, row.exact) == (built.data["tag"], built.data["digest"], True)
    shop.lab.somebody_sets("shop", "web", "web", before)
    again = await run(shop, plan)
    assert again.state is State.DONE
    assert str(built.data["digest"]) in shop.image("web", "web")
    assert len(shop.sandbox.builder.builds) == 1


async def test_one_step_of_several(shop: Bench) -> None:
    for name, container, tag in (("web", "proxy", "1.29.1"), ("cache", "", "7.4.2")):
        shop.choose(name, Mode.TAG, tag, container=container)
    report = await shop.check()
    run_id = shop.begin(report)
    shop.workbench.executor.stop(run_id)
    first = await shop.workbench.executor.wait(run_id)
    assert {step.state for step in first.steps.values()} == {State.CANCELLED}
    whole = await shop.workbench.retries.plan(run_id)
    assert {step.key.name for step in whole.steps} == {"web", "cache"}
    one = await shop.workbench.retries.plan(run_id, "lab/shop/StatefulSet/cache")
    assert [step.key.name for step in one.steps] == ["cache"]


async def test_what_was_changed_and_failed_is_followed_not_called_done(shop: Bench) -> None:
    """The image is there, but its pods crash: trying again waits for them, and says so again."""
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", CRASH)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    first = await shop.run()
    assert code(shop.step(first.id, "api").message) == "pod.crash"
    plan = await shop.workbench.retries.plan(first.id)
    assert plan.steps[0].rows[0].expect == shop.image("api")
    again = await run(shop, plan)
    step = next(step for step in again.steps.values() if step.title == "api")
    assert step.state is State.FAILED
    assert code(step.message) in ("pod.crash", "rollout.deadline")


async def undo(shop: Bench, run_id: str, step: str = "") -> RunState:
    return await run(shop, await shop.workbench.undo.plan(run_id, step))


async def half(shop: Bench, on_failure: OnFailure = OnFailure.CONTINUE) -> RunState:
    """A run of which `api` fails and `cache` goes well; after that the reason of the failure is gone."""
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", CRASH)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("cache", Mode.TAG, "7.4.1")
    ended = await run(shop, replace(shop.workbench.planner.plan("lab", "shop", title="Friday"), on_failure=on_failure))
    assert (shop.step(ended.id, "api").state, shop.step(ended.id, "cache").state) == (State.FAILED, State.DONE)
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", GOOD)
    return ended


@pytest.mark.parametrize("on_failure", OnFailure)
async def test_what_was_put_back_is_run_again_too(shop: Bench, on_failure: OnFailure) -> None:
    """By the plan's policy, or by hand; that it went well before is told."""
    before = shop.image("api"), shop.image("cache")
    first = await half(shop, on_failure)
    if on_failure is not OnFailure.UNDO:
        assert (await undo(shop, first.id)).state is State.DONE
    assert (shop.image("api"), shop.image("cache")) == before
    plan = await shop.workbench.retries.plan(first.id)
    assert {step.key.name: step.rows[0].expect for step in plan.steps} == {"api": before[0], "cache": before[1]}
    assert [(told.code, told.argument("workload")) for told in await shop.workbench.retries.also(first.id, plan)] == [
        ("retry.put_back", "cache")]
    again = await run(shop, plan)
    assert again.state is State.DONE
    assert shop.image("cache") != before[1]


async def test_only_one_step_was_put_back(shop: Bench) -> None:
    before, cache = shop.image("api"), str(shop.row("cache").workload.key)
    first = await half(shop)
    left = shop.image("api")
    assert (await undo(shop, first.id, str(shop.row("api").workload.key))).state is State.DONE
    plan = await shop.workbench.retries.plan(first.id)
    assert [(step.key.name, step.rows[0].expect) for step in plan.steps] == [("api", before)]
    assert await shop.workbench.retries.also(first.id, plan) == ()
    with pytest.raises(UserError, match="all of it went well"):
        await shop.workbench.retries.plan(first.id, cache)
    assert (await undo(shop, first.id, cache)).state is State.DONE
    assert [step.id for step in (await shop.workbench.retries.plan(first.id, cache)).steps] == [cache]
    assert shop.image("api") == before != left


async def test_an_undo_that_was_undone_does_not_count(shop: Bench) -> None:
    first = await half(shop)
    left = shop.image("api"), shop.image("cache")
    back = await undo(shop, first.id)
    assert (await undo(shop, back.id)).state is State.DONE
    assert (shop.image("api"), shop.image("cache")) == left
    plan = await shop.workbench.retries.plan(first.id)
    assert [(step.key.name, step.rows[0].expect) for step in plan.steps] == [("api", left[0])]


async def test_what_went_well_and_was_put_back_as_a_whole_did_not_fail(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.1")
    first = await shop.run()
    await undo(shop, first.id)
    with pytest.raises(UserError, match="all of it went well"):
        await shop.workbench.retries.plan(first.id)


async def test_runs_without_an_end(shop: Bench) -> None:
    with pytest.raises(UserError) as caught:
        await shop.workbench.retries.plan("no")
    assert caught.value.code == "run.unknown"
    shop.choose("cache", Mode.TAG, "7.4.2")
    run_id = shop.begin(await shop.check())
    await shop.until(lambda: shop.workbench.feed.run(run_id) is not None)
    with pytest.raises(UserError) as caught:
        await shop.workbench.retries.plan(run_id)
    assert caught.value.code == "retry.active"
    at = shop.workbench.clock.now()
    with await shop.workbench.journal.create("dead", Plan("Dead", ()), "Dead", "me", at):
        await shop.workbench.journal.append("dead", started(at, "Dead", "me", ""))
    with pytest.raises(UserError) as caught:
        await shop.workbench.retries.plan("dead")
    assert caught.value.code == "retry.interrupted"
    assert (await shop.workbench.executor.wait(run_id)).state is State.DONE
