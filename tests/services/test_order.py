"""The order of a run: waves, after, pauses, and what a failure does to the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from desktop_pipeline.adapters.sandbox import NEVER_READY
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan, WorkloadPatch
from desktop_pipeline.domain.runs import RunState, State, StepState, What
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Report
from tests.services.bench import YES, Bench, code, texts


def refuse(shop: Bench, name: str) -> None:
    """From now on the cluster refuses every change of a workload, but not its dry run."""
    real = shop.lab.patch

    async def patch(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        if patch.key.name == name and not dry_run:
            return PatchResult(PatchVerdict.INVALID, Message.of("cluster.invalid", text="quota"))
        return await real(patch, dry_run=dry_run)

    shop.lab.patch = patch  # type: ignore[method-assign, assignment]  # a stand-in


def choose_three(shop: Bench) -> Plan:
    """The proxy of web, cache and api."""
    shop.choose("web", Mode.TAG, "1.29.1", container="proxy")
    shop.choose("cache", Mode.TAG, "7.4.2")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    return shop.workbench.planner.plan("lab", "shop", title="ordered")


def ordered(plan: Plan, **changes: dict[str, object]) -> Plan:
    """The plan with other fields of its steps, by workload name."""
    return replace(plan, steps=tuple(replace(step, **changes.get(step.key.name, {})) for step in plan.steps))  # type: ignore[arg-type]  # any field


async def run(shop: Bench, plan: Plan, consent: Consent = YES) -> RunState:
    return await shop.workbench.executor.wait(shop.begin(await shop.workbench.preflight.check(plan), consent))


def steps(state: RunState) -> dict[str, StepState]:
    return {step.title: step for step in state.steps.values()}


async def test_waves_come_one_after_the_other(shop: Bench) -> None:
    plan = ordered(choose_three(shop), web={"wave": 2}, cache={"wave": 1}, api={"wave": 2, "after": ("web",)})
    state = await run(shop, plan)
    assert state.state is State.DONE
    events = await shop.workbench.journal.events(state.id)
    told = [event for event in events if event.what is What.STEP_ENDED or (event.what, event.text("act")) == (What.INTENT, "patch")]
    order = [(name, what) for name in ("cache", "web", "api") for what in (What.INTENT, What.STEP_ENDED)]
    assert [(event.step.rpartition("/")[2], event.what) for event in told] == order


async def test_what_comes_after_a_failed_step_is_left_out_the_rest_goes_on(shop: Bench) -> None:
    plan = ordered(choose_three(shop), api={"after": ("deployment/web",)}, cache={"wave": 1})
    refuse(shop, "web")
    state = await run(shop, plan)
    found = steps(state)
    assert (found["web"].state, found["api"].state, found["cache"].state) == (State.FAILED, State.SKIPPED, State.DONE)
    assert code(found["api"].message) == "executor.after_failed"
    assert state.state is State.FAILED


async def test_stop_begins_nothing_more(shop: Bench) -> None:
    plan = ordered(replace(choose_three(shop), on_failure=OnFailure.STOP), cache={"wave": 1})
    refuse(shop, "web")
    before = shop.image("cache")
    state = await run(shop, plan)
    found = steps(state)
    assert (found["web"].state, found["api"].state, found["cache"].state) == (State.FAILED, State.DONE, State.SKIPPED)
    assert code(found["cache"].message) == "executor.halted"
    assert shop.image("cache") == before


async def test_one_place_after_the_other_begins_nothing_more_either(shop: Bench) -> None:
    plan = replace(choose_three(shop), on_failure=OnFailure.STOP, concurrency=1)
    first = plan.steps[0].key.name
    refuse(shop, first)
    found = steps(await run(shop, plan))
    assert [found[step.key.name].state for step in plan.steps] == [State.FAILED, State.SKIPPED, State.SKIPPED]


async def test_a_step_has_a_policy_of_its_own(shop: Bench) -> None:
    plan = replace(choose_three(shop), on_failure=OnFailure.STOP)
    plan = ordered(plan, web={"on_failure": OnFailure.CONTINUE}, cache={"wave": 1})
    refuse(shop, "web")
    assert steps(await run(shop, plan))["cache"].state is State.DONE


async def test_undo_puts_back_what_was_changed(shop: Bench) -> None:
    before = {name: shop.image(name) for name in ("api", "cache")}
    plan = replace(choose_three(shop), on_failure=OnFailure.UNDO)
    plan = ordered(plan, api={"wave": 0}, cache={"wave": 1}, web={"wave": 2})
    refuse(shop, "web")
    state = await run(shop, plan)
    assert state.state is State.FAILED
    runs = await shop.workbench.journal.runs()
    assert [header.state for header in runs] == ["done", "failed"]
    undo = await shop.workbench.journal.plan(runs[0].id)
    assert undo is not None
    assert undo.undoes == state.id
    assert runs[0].title == f"Undo: {runs[1].title}", "as by hand"
    waves = {step.key.name: step.wave for step in undo.steps}
    assert waves["cache"] < waves["api"]
    assert {name: shop.image(name) for name in ("api", "cache")} == before
    assert shop.workbench.executor.active_runs() == ()


async def test_while_an_undo_is_prepared_nobody_else_begins_on_its_workloads(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = ordered(replace(choose_three(shop), on_failure=OnFailure.UNDO), web={"wave": 2})
    refuse(shop, "web")
    workbench, check = shop.workbench, shop.workbench.preflight.check
    seen: list[tuple[frozenset[WorkloadKey], str]] = []
    other = await check(plan)

    async def looked(plan: Plan) -> Report:
        if plan.undoes:
            assert code(workbench.planner.run_why_not((shop.row("cache"),))) == "run.active"
            with pytest.raises(UserError) as raised:
                shop.begin(other)
            seen.append((workbench.planner.active, raised.value.code))
        return await check(plan)

    monkeypatch.setattr(workbench.preflight, "check", looked)
    active: list[frozenset[WorkloadKey]] = []
    at_work = workbench.planner.at_work

    def told(*, ours: frozenset[WorkloadKey]) -> None:
        at_work(ours=ours)
        active.append(workbench.planner.active)

    monkeypatch.setattr(workbench.planner, "at_work", told)
    state = await run(shop, plan)
    keys = frozenset(step.key for step in plan.steps)
    assert seen == [(keys, "run.active")]
    undone = frozenset(step.key for step in plan.steps if step.key.name != "web")
    assert list(dict.fromkeys(active)) == [keys, undone, frozenset()], "they go over to the undo, and are free only then"
    back = workbench.executor.put_back(state.id)
    assert back is not None and back.run and back.why_not is None
    assert workbench.executor.put_back(back.run) is None


def at_undo(shop: Bench, monkeypatch: pytest.MonkeyPatch, act: Callable[[str], Awaitable[None]], *, again: bool = False) -> list[Plan]:
    """Do something while the pre-flight of an undo is under way, or that of its rest; the plans that were looked at for it."""
    check, looks = shop.workbench.preflight.check, []

    async def looked(plan: Plan) -> Report:
        if plan.undoes:
            looks.append(plan)
            if len(looks) == (2 if again else 1):
                await act(plan.undoes)
        return await check(plan)

    monkeypatch.setattr(shop.workbench.preflight, "check", looked)
    return looks


def told_that_it_was_stopped(shop: Bench, state: RunState) -> None:
    """A failed run, which has changed api and cache, tells that its undo was stopped; nothing of it has begun."""
    assert state.state is State.FAILED
    back = shop.workbench.executor.put_back(state.id)
    assert back is not None and (back.run, code(back.why_not)) == ("", "executor.undo_stopped")
    assert back.why_not is not None and f"runs undo {state.id}" in render(back.why_not)
    assert [message for _, message in shop.workbench.feed.notices()] == [back.why_not]
    assert shop.image("cache").partition("@")[0].endswith(":7.4.2"), "it stays as the run has left it"
    assert shop.workbench.planner.active == frozenset()
    assert shop.workbench.executor.active_runs() == ()


@pytest.mark.parametrize("again", [False, True])
async def test_a_stop_while_an_undo_is_prepared_is_told(shop: Bench, monkeypatch: pytest.MonkeyPatch, again: bool) -> None:
    plan = ordered(replace(choose_three(shop), on_failure=OnFailure.UNDO), web={"wave": 2})
    refuse(shop, "web")

    async def stop(run_id: str) -> None:
        shop.workbench.executor.stop(run_id)

    looks = at_undo(shop, monkeypatch, stop, again=again)
    if again:  # what somebody changed meanwhile is left out, and the rest is looked at once more
        real = shop.lab.patch

        async def disturbed(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
            if patch.key.name == "web" and not dry_run:
                shop.lab.somebody_sets("shop", "api", "api", "registry.example.com/shop/api:hot-fix")
            return await real(patch, dry_run=dry_run)

        monkeypatch.setattr(shop.lab, "patch", disturbed)
    told_that_it_was_stopped(shop, await run(shop, plan))
    assert len(looks) == (2 if again else 1), "nothing more is asked after the stop"


async def test_a_stop_by_another_program_while_an_undo_is_prepared_is_told(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = ordered(replace(choose_three(shop), on_failure=OnFailure.UNDO), web={"wave": 2})
    refuse(shop, "web")

    async def asked(run_id: str) -> None:
        await shop.workbench.journal.ask_stop(run_id)
        await shop.until(lambda: shop.workbench.executor._runs[run_id].stopping)

    at_undo(shop, monkeypatch, asked)
    told_that_it_was_stopped(shop, await run(shop, plan))


async def test_a_stop_after_the_failure_and_before_its_undo_is_told(shop: Bench) -> None:
    """Something else is still at work then."""
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", NEVER_READY)
    plan = ordered(replace(choose_three(shop), on_failure=OnFailure.UNDO), cache={"wave": 1}, web={"wave": 2}, api={"wave": 2})
    refuse(shop, "web")
    run_id = shop.begin(await shop.workbench.preflight.check(plan))
    await shop.followed(run_id, "api")
    await shop.until(lambda: shop.step(run_id, "web").state is State.FAILED)
    shop.workbench.executor.stop(run_id)
    told_that_it_was_stopped(shop, await shop.workbench.executor.wait(run_id))


async def test_where_nothing_can_be_put_back_the_workloads_are_free_again(shop: Bench) -> None:
    plan = replace(choose_three(shop), on_failure=OnFailure.UNDO)
    plan = replace(plan, steps=tuple(step for step in plan.steps if step.key.name == "web"))
    refuse(shop, "web")
    state = await run(shop, plan)
    assert shop.workbench.planner.active == frozenset()
    back = shop.workbench.executor.put_back(state.id)
    assert back is not None and (back.run, code(back.why_not)) == ("", "executor.not_put_back")


async def test_nothing_changed_is_nothing_to_put_back(shop: Bench) -> None:
    plan = ordered(replace(choose_three(shop), on_failure=OnFailure.UNDO), api={"wave": 1}, cache={"wave": 1})
    refuse(shop, "web")
    await run(shop, plan)
    assert len(await shop.workbench.journal.runs()) == 1
    assert [code(message) for _, message in shop.workbench.feed.notices()] == ["executor.not_put_back"]


async def test_a_pause_waits_for_a_yes(shop: Bench) -> None:
    plan = replace(ordered(choose_three(shop), cache={"wave": 1}), pauses=(Pause(0, "check the dashboards"),))
    run_id = shop.begin(await shop.workbench.preflight.check(plan))
    await shop.until(lambda: (state := shop.workbench.feed.run(run_id)) is not None and bool(state.asking()))
    state = shop.workbench.feed.run(run_id)
    assert state is not None
    assert [code(step.question) for step in state.asking()] == ["executor.pause"]
    assert steps(state)["cache"].state is State.PENDING
    shop.workbench.executor.answer(run_id, "pause/0", yes=True)
    state = await shop.workbench.executor.wait(run_id)
    assert state.state is State.DONE
    assert state.steps["pause/0"].state is State.DONE


async def test_a_no_at_a_pause_ends_there(shop: Bench) -> None:
    plan = replace(ordered(choose_three(shop), cache={"wave": 1}), pauses=(Pause(0),))
    run_id = shop.begin(await shop.workbench.preflight.check(plan))
    await shop.until(lambda: (state := shop.workbench.feed.run(run_id)) is not None and bool(state.asking()))
    shop.workbench.executor.answer(run_id, "pause/0", yes=False)
    state = await shop.workbench.executor.wait(run_id)
    assert (state.state, state.steps["pause/0"].state, steps(state)["cache"].state) == (State.CANCELLED, State.CANCELLED, State.SKIPPED)
    assert code(steps(state)["cache"].message) == "executor.not_past_pause"


async def test_a_pause_where_nobody_watches(shop: Bench) -> None:
    plan = replace(ordered(choose_three(shop), cache={"wave": 1}), pauses=(Pause(0, "look"),))
    report = await shop.workbench.preflight.check(plan)
    with pytest.raises(UserError) as caught:
        shop.begin(report, Consent(confirmed=True, asks=False))
    assert caught.value.message.code == "run.pauses"
    state = await run(shop, plan, Consent(confirmed=True, asks=False, go_on=True))
    assert (state.steps["pause/0"].state, steps(state)["cache"].state) == (State.DONE, State.DONE)


async def test_stop_begins_no_further_build(shop: Bench) -> None:
    names = ("web", "api", "worker")
    plan = Plan("builds", (), also_build=names, on_failure=OnFailure.STOP)
    workspace = shop.workbench.catalog.workspace
    shop.workbench.catalog.workspace = replace(workspace, limits=replace(workspace.limits, builds=1))
    shop.sandbox.builder.fail_next = "no space left on device"
    state = await run(shop, plan)
    assert [state.steps[f"build/{name}"].state for name in names] == [State.FAILED, State.SKIPPED, State.SKIPPED]


@pytest.mark.expect_errors("defect")
async def test_a_step_that_breaks_is_a_failure_for_the_policy(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.image("cache")
    plan = ordered(replace(choose_three(shop), on_failure=OnFailure.UNDO), web={"wave": 1}, api={"wave": 2})
    real = shop.workbench.executor._crew.rollouts.run

    async def broken(step, *rest):  # type: ignore[no-untyped-def]  # a stand-in
        if step.key.name == "web" and not rest[0].plan.undoes:
            raise RuntimeError("defect")
        return await real(step, *rest)

    monkeypatch.setattr(shop.workbench.executor._crew.rollouts, "run", broken)
    state = await run(shop, plan)
    found = steps(state)
    assert (found["web"].state, found["api"].state) == (State.FAILED, State.SKIPPED)
    assert code(found["web"].message) == "executor.defect"
    assert shop.image("cache") == before


async def test_what_cannot_be_put_back_keeps_nothing_else_from_it(shop: Bench) -> None:
    before = shop.image("api")
    plan = replace(choose_three(shop), on_failure=OnFailure.UNDO, time_limit=300.0, concurrency=2)
    plan = ordered(plan, cache={"after": ("api",), "time_limit": 200.0}, web={"after": ("cache",)})
    report = await shop.workbench.preflight.check(plan)
    refuse(shop, "web")
    run_id = shop.begin(report)
    await shop.until(lambda: (state := shop.workbench.feed.run(run_id)) is not None and steps(state)["cache"].state is State.DONE)
    shop.lab.somebody_sets("shop", "cache", "redis", "redis:7.0-hotfix")
    await shop.workbench.executor.wait(run_id)
    assert shop.image("api") == before
    assert shop.image("cache") == "redis:7.0-hotfix"
    undo = await shop.workbench.journal.plan((await shop.workbench.journal.runs())[0].id)
    assert undo is not None
    assert (undo.undoes, undo.time_limit, undo.concurrency) == (run_id, 300.0, 2)


async def test_stop_at_a_pause(shop: Bench) -> None:
    plan = replace(ordered(choose_three(shop), cache={"wave": 1}), pauses=(Pause(0, "look"),))
    run_id = shop.begin(await shop.workbench.preflight.check(plan))
    await shop.until(lambda: (state := shop.workbench.feed.run(run_id)) is not None and bool(state.asking()))
    shop.workbench.executor.stop(run_id)
    state = await shop.workbench.executor.wait(run_id)
    assert (state.state, steps(state)["cache"].state) == (State.CANCELLED, State.CANCELLED)


async def test_an_order_that_cannot_be_is_red_and_is_not_started(shop: Bench) -> None:
    plan = ordered(choose_three(shop), web={"after": ("api",)}, api={"after": ("web",)})
    report = await shop.workbench.preflight.check(plan)
    assert "red order.cycle" in texts(report)
    with pytest.raises(UserError) as caught:
        shop.begin(replace(report, findings=()))
    assert caught.value.message.code == "order.cycle"
    assert await shop.workbench.journal.runs() == ()


async def test_a_time_limit_of_a_step(shop: Bench) -> None:
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", NEVER_READY)
    plan = replace(ordered(choose_three(shop), api={"time_limit": 0.5}), time_limit=300.0)
    found = steps(await run(shop, plan))
    assert (found["api"].state, found["cache"].state) == (State.TIMED_OUT, State.DONE)
