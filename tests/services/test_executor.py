"""Runs on the sandbox: choices → plan → pre-flight → run → journal."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import CRASH, Behaviour, Manner, MemoryJournal, MemoryStore
from desktop_pipeline.adapters.sandbox.demo import demonstration_choices
from desktop_pipeline.domain.builds import RunOutcome
from desktop_pipeline.domain.choices import Choice, Mode, deployed, start_choice
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, State, What, fold
from desktop_pipeline.services.crew import Consent
from tests.services.bench import YES, Bench, bench, code


async def test_four_modes_in_one_batch(shop: Bench) -> None:
    rows = {row.key: row for row in shop.workbench.planner.rows("lab", "shop")}
    shown = {}
    for key, choice in demonstration_choices():
        shop.workbench.planner.choose(rows[key], choice)
        shown[key] = choice
    assert len(shop.workbench.planner.ready("lab", "shop")) == 4
    run = await shop.run()
    assert run.state is State.DONE
    assert {step.state for step in run.steps.values()} == {State.DONE}
    built = run.steps["build/web"].data["tag"]
    for key, choice in shown.items():
        row = next(row for row in shop.workbench.planner.rows("lab", "shop") if row.key == key)
        wanted = {Mode.BUILD: built, Mode.LATEST: "0.9.1.B000004"}.get(choice.mode, choice.tag)
        assert deployed(row).text == wanted
        assert f":{wanted}@sha256:" in shop.image(key.workload.name, key.container)
        assert shop.workbench.planner.choice(row) == start_choice(row)
    assert shop.workbench.planner.ready("lab", "shop") == ()
    assert "Done:" in shop.log(run.id, "build/web")


async def test_the_journal_tells_the_same_as_the_window(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    events = await shop.workbench.journal.events(run.id)
    told = fold(run.id, events)
    assert told.state is run.state is State.DONE
    assert {step: state.state for step, state in told.steps.items()} == {step: state.state for step, state in run.steps.items()}
    acts = [(event.what, event.text("act")) for event in events if event.what in (What.INTENT, What.OUTCOME)]
    assert acts.index((What.INTENT, "patch")) + 1 == acts.index((What.OUTCOME, "patch"))
    assert not any(event.what is What.PROGRESS for event in events)
    header = next(item for item in await shop.workbench.journal.runs() if item.id == run.id)
    assert (header.state, header.live) == ("done", False)


async def test_a_failed_build_deploys_nothing_of_its_workload(shop: Bench) -> None:
    before = shop.image("web"), shop.image("web", "proxy")
    shop.sandbox.builder.fail_next = "no space left on device"
    shop.choose("web", Mode.BUILD, container="web")
    shop.choose("web", Mode.TAG, "1.29.1", container="proxy")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    assert run.state is State.FAILED
    assert run.steps["build/web"].state is State.FAILED
    assert shop.step(run.id, "web").state is State.SKIPPED
    assert code(shop.step(run.id, "api").message) == "rollout.done"
    assert (shop.image("web"), shop.image("web", "proxy")) == before
    assert shop.workbench.planner.choice(shop.row("web", "web")).execute, "a failed row keeps its choice"
    newest = shop.row("web", "web").versions.newest_run()
    assert newest is not None
    assert newest.outcome is RunOutcome.FAILED
    assert newest.failed_task


async def test_one_build_for_several_rows_is_built_once(shop: Bench) -> None:
    shop.choose("web", Mode.BUILD, container="web")
    shop.choose("web-preview", Mode.BUILD)
    run = await shop.run()
    assert len(shop.sandbox.builder.builds) == 1
    tag = run.steps["build/web"].data["tag"]
    assert f":{tag}@" in shop.image("web", "web")
    assert f":{tag}@" in shop.image("web-preview")
    assert shop.step(run.id, "web-preview").state is State.NOT_STARTED, "zero replicas: changed, nothing started"
    assert run.state is State.DONE


async def test_a_build_alone_is_the_same_path(shop: Bench) -> None:
    report = await shop.workbench.preflight.check(Plan("build web", (), description="nightly", also_build=("web",)))
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE
    newest = shop.row("web", "web").versions.newest()
    assert newest is not None
    assert (newest.tag, newest.description, newest.by) == (run.steps["build/web"].data["tag"], "nightly", "tester@test")


async def test_whoever_waits_for_a_run_that_was_never_let_begin_is_let_go(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    executor = shop.workbench.executor
    run_id = shop.begin(await shop.check())
    task = executor._runs[run_id].task
    assert task is not None
    task.cancel()
    for waiting in (executor.begun, executor.ended):
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(5):
                await waiting(run_id)
    assert not shop.lab.patches


async def test_stop_during_a_build(shop: Bench) -> None:
    shop.sandbox.builder.slow = 50
    shop.choose("web", Mode.BUILD, container="web")
    run_id = shop.begin(await shop.check())
    await shop.until(lambda: shop.sandbox.builder.running == 1)
    shop.workbench.executor.stop(run_id)
    run = await shop.workbench.executor.wait(run_id)
    assert run.state is State.CANCELLED
    assert {step.state for step in run.steps.values()} == {State.CANCELLED}
    assert code(run.steps["build/web"].message) == "executor.build_cancelled"
    assert code(shop.step(run_id, "web").message) == "executor.not_begun"
    assert shop.sandbox.builder.running == 0
    newest = shop.row("web", "web").versions.newest_run()
    assert newest is not None
    assert newest.outcome is RunOutcome.CANCELLED
    assert shop.lab.patches == []


async def test_stop_during_a_rollout_lets_the_cluster_go_on(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=1.0) as shop:
        await shop.open()
        shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        run_id = shop.begin(await shop.check())
        await shop.until(lambda: shop.lab.patches)
        await shop.followed(run_id, "api")
        shop.workbench.executor.stop(run_id)
        run = await shop.workbench.executor.wait(run_id)
        assert run.state is State.CANCELLED
        assert code(shop.step(run_id, "api").message) == "executor.cluster_goes_on"
        assert ":2.0.0.B000003@" in shop.image("api")


async def test_another_process_asks_for_a_stop(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=1.0) as shop:
        await shop.open()
        shop.choose("recommend", Mode.APPOINTED, "0.3.0.B000001")
        run_id = shop.begin(await shop.check())
        await shop.until(lambda: shop.lab.patches)
        await shop.workbench.journal.ask_stop(run_id)
        assert (await shop.workbench.executor.wait(run_id)).stopping


async def test_a_workload_at_work_is_refused(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=1.0) as shop:
        await shop.open()
        shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        report = await shop.check()
        run_id = shop.begin(report)
        assert code(shop.workbench.planner.run_why_not((shop.row("api"),))) == "run.active"
        with pytest.raises(UserError) as refused:
            shop.begin(report)
        assert refused.value.code == "run.active"
        shop.workbench.executor.stop(run_id)
        await shop.workbench.executor.wait(run_id)
        assert shop.workbench.executor.active_runs() == ()


@pytest.mark.parametrize(("consent", "refusal"), [
    (Consent(), "run.name_not_typed"),
    (Consent(confirmed=True), "run.name_not_typed"),
    (Consent(True, frozenset({"prod-eu/other"})), "run.name_not_typed"),
    (Consent(False, frozenset({"prod-eu/shop-prod"})), "run.unconfirmed"),
    (Consent(True, frozenset({"prod-eu/shop-prod"})), "")])
async def test_protected_by_name(shop: Bench, consent: Consent, refusal: str) -> None:
    where = {"cluster": "prod-eu", "namespace": "shop-prod"}
    await shop.open(**where)
    shop.choose("cache", Mode.TAG, "7.4.2", **where)
    report = await shop.check(**where)
    assert report.names == ("prod-eu/shop-prod",)
    if not refusal:
        assert (await shop.workbench.executor.wait(shop.begin(report, consent))).state is State.DONE
        return
    with pytest.raises(UserError) as refused:
        shop.begin(replace(report, confirm=True), consent)
    assert refused.value.code == refusal
    assert shop.sandbox.clusters["prod-eu"].patches == []


async def test_read_only_is_never_run(shop: Bench) -> None:
    where = {"cluster": "prod-eu", "namespace": "ledger"}
    await shop.open(**where)
    shop.choose("ledger", Mode.TAG, "16.4", **where)
    assert shop.workbench.planner.ready("prod-eu", "ledger") == ()
    row = shop.row("ledger", **where)
    from desktop_pipeline.domain.plans import compile_plan

    plan = compile_plan((row,), {row.key: Choice(Mode.TAG, "16.4")}, "past the button")
    report = await shop.workbench.preflight.check(plan)
    assert [finding.message.code for finding in report.red()] == ["run.read_only"]
    with pytest.raises(UserError):
        shop.begin(report, Consent(True, frozenset({"prod-eu/ledger"})))
    assert shop.sandbox.clusters["prod-eu"].patches == []


async def test_changed_between_pre_flight_and_patch(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    report = await shop.check()
    shop.lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001", by="kubectl-edit")
    run = await shop.workbench.executor.wait(shop.begin(report))
    step = shop.step(run.id, "api")
    assert (step.state, code(step.message)) == (State.FAILED, "drift.image")
    assert step.message is not None
    assert step.message.argument("by") == "kubectl-edit"
    assert shop.image("api").endswith(":1.9.0.B000001"), "somebody else's change is not overwritten"


@pytest.mark.parametrize("late", [0.0, 3.0])
async def test_a_lost_answer_is_asked_for(shop: Bench, late: float) -> None:
    shop.lab.lose_answers, shop.lab.lost_after = 1, late
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    assert run.state is State.DONE
    assert len(shop.lab.patches) == 1, "one effective patch"


async def test_a_crash_names_its_cause_and_shows_its_log(shop: Bench) -> None:
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", CRASH)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    step = shop.step(run.id, "api")
    assert (step.state, code(step.message)) == (State.FAILED, "pod.crash")
    assert "last lines of" in shop.log(run.id, step.id)


async def test_what_a_run_changed_itself_is_not_called_changed_by_somebody(shop: Bench) -> None:
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", CRASH)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    before = shop.image("api")
    assert shop.workbench.planner.choice(shop.row("api")).seen == before
    assert (await shop.run()).state is State.FAILED
    choice = shop.workbench.planner.choice(shop.row("api"))
    assert choice.tag == "2.0.0.B000003", "it stays chosen: to be tried again"
    assert choice.seen == shop.image("api") != before
    shop.lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001", by="helm")
    shop.workbench.planner.wrote(shop.row("api").workload.key, {"api": (before, "any")})
    assert shop.workbench.planner.choice(shop.row("api")).seen == choice.seen, "what others did meanwhile stays said"


async def test_ready_and_then_restarted_is_failed(shop: Bench) -> None:
    shop.sandbox.registry.behave("shop/api", "2.0.0.B000003", Behaviour(Manner.CRASH_LATER, 3.0))
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    assert shop.step(run.id, "api").state is State.FAILED


async def test_somebody_else_changes_it_while_we_wait(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=2.0) as shop:
        await shop.open()
        shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        run_id = shop.begin(await shop.check())
        await shop.followed(run_id, "api")
        shop.lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001", by="helm")
        run = await shop.workbench.executor.wait(run_id)
        step = shop.step(run.id, "api")
        assert (step.state, step.message and step.message.argument("by")) == (State.SUPERSEDED, "helm")


async def test_a_cut_link_is_waited_for(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=4.0) as shop:
        await shop.open()
        shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        run_id = shop.begin(await shop.check())
        await shop.followed(run_id, "api")
        shop.lab.link.cut(3.0)
        run = await shop.workbench.executor.wait(run_id)
        assert run.state is State.DONE
        assert len(shop.lab.patches) == 1


async def test_a_stuck_stateful_set_is_repaired_by_the_next_run(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=20.0) as shop:
        await shop.open()
        shop.lab.somebody_sets("shop", "cache", "redis", "redis:0.0-nowhere")
        await shop.troubled("cache")
        await shop.until(lambda: shop.row("cache").container.image == "redis:0.0-nowhere")
        shop.choose("cache", Mode.TAG, "7.4.2")
        report = await shop.check()
        assert [finding.message.code for finding in report.findings if "repair" in finding.message.code] == ["preflight.repair"]
        run = await shop.workbench.executor.wait(shop.begin(report))
        assert run.state is State.DONE
        acts = [event.text("act") for event in await shop.workbench.journal.events(run.id) if event.what is What.INTENT]
        assert "delete-pod" in acts


async def test_latest_over_latest_restarts_what_is_there(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "latest")
    assert (await shop.run()).state is State.DONE
    before, patches = shop.image("cache"), len(shop.lab.patches)
    assert before.startswith("redis:latest@sha256:")
    shop.choose("cache", Mode.TAG, "latest")
    assert (await shop.run()).state is State.DONE
    assert (shop.image("cache"), len(shop.lab.patches)) == (before, patches + 1)


async def test_a_second_workstation_sees_the_same_versions(shop: Bench, tmp_path: Path) -> None:
    shop.choose("web", Mode.BUILD, container="web")
    await shop.run()
    mine = shop.row("web", "web").versions
    other = tmp_path / "other"
    other.mkdir()
    async with bench(
        other, sandbox=shop.sandbox, journal=MemoryJournal(), drafts=MemoryStore(), cache=MemoryStore(), closers=()) as second:
        await second.open()
        theirs = second.row("web", "web").versions
        assert [run.tag for run in theirs.images()] == [run.tag for run in mine.images()]
        assert theirs.newest() is not None
        assert theirs.newest().tag == mine.newest().tag  # type: ignore[union-attr]  # both are there
        assert theirs.next_number() == mine.next_number()
        assert not any(run.local for run in theirs.runs)


async def test_refusals_come_before_any_change(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "no-such-tag")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    report = await shop.check()
    assert [finding.message.code for finding in report.red()] == ["preflight.no_tag"]
    with pytest.raises(UserError) as refused:
        shop.begin(report, YES)
    assert refused.value.code == "run.blocked"
    rest = report.plan.without(report.blocked())
    assert [step.key.name for step in rest.steps] == ["api"]
    assert (await shop.workbench.executor.wait(shop.begin(await shop.workbench.preflight.check(rest)))).state is State.DONE


# ---- waiting for its own end -------------------------------------------------------------------------------------------------------------


async def test_who_waits_for_the_end_of_a_run_starts_nothing_beside_the_host_of_tasks(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    executor, host = shop.workbench.executor, shop.workbench.tasks
    run_id = shop.begin(await shop.check())
    waiting = host.start(executor.ended(run_id), "who waits")
    await shop.followed(run_id, "cache")
    frames = [(task.get_name(), getattr(task.get_coro(), "cr_frame", None)) for task in asyncio.all_tasks()]
    closed = executor._runs[run_id].closed
    assert [name for name, frame in frames if frame is not None and frame.f_locals.get("self") is closed] == []
    assert (await waiting).state is State.DONE
    assert (await executor.ended(run_id)).state is State.DONE, "once more"


async def test_the_end_of_a_run_is_not_waited_for_until_what_follows_it_is_over(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    executor, follows = shop.workbench.executor, asyncio.Event()

    async def to_the_end_of(run: object) -> None:
        await follows.wait()

    monkeypatch.setattr(executor, "_to_the_end_of", to_the_end_of)
    run_id = shop.begin(await shop.check())
    assert (await executor.ended(run_id)).state is State.DONE
    assert executor.active_runs() == (run_id,)
    follows.set()
    assert (await executor.wait(run_id)).state is State.DONE


@pytest.mark.expect_errors("no space left")
async def test_of_a_run_that_cannot_write_its_end_it_is_not_waited_for(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    append = shop.workbench.journal.append

    async def full(run_id: str, event: Event) -> None:
        if event.what is What.RUN_ENDED:
            raise UserError("journal.unwritable", file="journal.db", reason="no space left")
        await append(run_id, event)

    monkeypatch.setattr(shop.workbench.journal, "append", full)
    with pytest.raises(UserError) as broken:
        await shop.workbench.executor.ended(shop.begin(await shop.check()))
    assert broken.value.code == "journal.unwritable"


async def test_nor_of_one_that_was_not_let_begin(shop: Bench) -> None:
    """The program is being closed."""
    shop.choose("cache", Mode.TAG, "7.4.2")
    run_id = shop.begin(await shop.check())
    task = shop.workbench.executor._runs[run_id].task
    assert task is not None and task.cancel()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await shop.workbench.executor.ended(run_id)
