"""What may go wrong while a run is at work: each step ends with the truth, and nothing happens after a stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import WorkloadPatch
from desktop_pipeline.domain.runs import State, What, run_ended
from desktop_pipeline.domain.workloads import Kind, Workload, WorkloadKey
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services import rollouts
from desktop_pipeline.services.cluster_ports import Forbidden, InventoryEvent, PatchResult, PatchVerdict
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.feed import Area, Topic
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.services.tasks import to_its_end
from tests.services.bench import Bench, bench, code, texts

API = "2.0.0.B000003"


def choose_api(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, API)


class Answers:
    """Answers patches as the test says; what is left over goes to the sandbox."""

    def __init__(self, shop: Bench, *answers: Callable[[WorkloadPatch], object]) -> None:
        self._shop, self._answers, self._real = shop, list(answers), shop.lab.patch
        self.asked = 0
        shop.lab.patch = self  # type: ignore[method-assign, assignment]  # a stand-in

    async def __call__(self, patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        self.asked += 1
        if not self._answers:
            return await self._real(patch, dry_run=dry_run)
        answer = self._answers.pop(0)(patch)
        if isinstance(answer, PatchResult):
            return answer
        await self._real(patch)
        return PatchResult(PatchVerdict.UNKNOWN, Message.of("rollouts.unknown"))


def applied_without_an_answer(patch: WorkloadPatch) -> object:
    return None


def says(verdict: PatchVerdict) -> Callable[[WorkloadPatch], object]:
    return lambda patch: PatchResult(verdict, Message.of("cluster.busy", server="lab", text=verdict.value))


async def test_nothing_is_sent_any_more_after_a_stop(shop: Bench) -> None:
    choose_api(shop)
    report = await shop.check()
    shop.lab.busy = 1
    run_id = shop.begin(report)
    await shop.until(lambda: shop.lab.busy == 0)
    stopped = time.monotonic()
    shop.workbench.executor.stop(run_id)
    run = await shop.workbench.executor.wait(run_id)
    assert time.monotonic() - stopped < 0.9, "it does not wait for the next try"
    assert shop.lab.patches == []
    assert (run.state, code(shop.step(run_id, "api").message)) == (State.CANCELLED, "executor.not_begun")
    outcomes = [event.text("verdict") for event in await shop.workbench.journal.events(run_id) if event.what is What.OUTCOME]
    assert outcomes == ["busy"]


async def test_stop_while_it_is_not_known_whether_it_was_changed(shop: Bench) -> None:
    choose_api(shop)
    report = await shop.check()
    shop.lab.lose_answers, shop.lab.lost_after = 1000, None
    run_id = shop.begin(report)
    await shop.until(lambda: shop.lab.lose_answers < 1000)
    shop.workbench.executor.stop(run_id)
    async with asyncio.timeout(3):
        run = await shop.workbench.executor.wait(run_id)
    assert shop.step(run_id, "api").state is State.UNKNOWN, "the change may still be made"
    assert run.state is State.UNKNOWN
    assert shop.lab.lose_answers >= 998


async def test_a_lost_answer_and_then_one_that_tells_nothing(shop: Bench) -> None:
    choose_api(shop)
    report = await shop.check()
    Answers(shop, applied_without_an_answer, says(PatchVerdict.DRIFT), says(PatchVerdict.BUSY))
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE
    assert len(shop.lab.patches) == 1


@pytest.mark.parametrize("verdict", [PatchVerdict.FORBIDDEN, PatchVerdict.INVALID, PatchVerdict.BUSY])
async def test_a_refusal_after_a_lost_answer_does_not_say_that_nothing_was_changed(
    shop: Bench, verdict: PatchVerdict, monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose_api(shop)
    report = await shop.check()
    monkeypatch.setattr(rollouts, "_UNKNOWN_FOR", 1.5)
    answers = Answers(shop, applied_without_an_answer, *[says(verdict)] * 9)
    run_id = shop.begin(report)
    await shop.workbench.executor.wait(run_id)
    assert shop.step(run_id, "api").state is State.UNKNOWN
    assert answers.asked == 3


async def test_a_log_that_cannot_be_written_is_known_before_the_change(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def unwritable(log_id: str) -> object:
        raise UserError("log.unwritable", log=log_id, folder="logs", reason="read-only file system")

    choose_api(shop)
    report = await shop.check()
    monkeypatch.setattr(shop.sandbox.logs, "writer", unwritable)
    run_id = shop.begin(report)
    await shop.workbench.executor.wait(run_id)
    step = shop.step(run_id, "api")
    assert (step.state, code(step.message)) == (State.FAILED, "log.unwritable")
    assert shop.lab.patches == []


async def test_a_choice_made_during_the_run_is_kept(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=4.0) as shop:
        await shop.open()
        choose_api(shop)
        run_id = shop.begin(await shop.check())
        await shop.followed(run_id, "api")
        shop.choose("api", Mode.BUILD)
        assert (await shop.workbench.executor.wait(run_id)).state is State.DONE
        assert shop.workbench.planner.choice(shop.row("api")).mode is Mode.BUILD


async def test_a_journal_that_cannot_be_written_any_more_ends_the_run_for_everyone(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=4.0) as shop:
        await shop.open()
        choose_api(shop)
        run_id = shop.begin(await shop.check())
        await shop.followed(run_id, "api")
        shop.sandbox.journal.full = True
        with pytest.raises(UserError) as broke_off:
            await shop.workbench.executor.wait(run_id)
        assert broke_off.value.code == "journal.full"
        run = shop.workbench.feed.run(run_id)
        assert run is not None
        assert run.state is State.UNKNOWN, "it does not look as if it were still at work"
        assert {step.state for step in run.steps.values()} == {State.UNKNOWN}
        assert code(shop.step(run_id, "api").message) == "journal.full"
        shop.sandbox.journal.full = False


async def test_no_verdict_rests_on_time_in_which_nothing_was_seen(tmp_path: Path) -> None:
    """The link is cut when the rollout is ready and only watched for a while; meanwhile the new pod crashes."""
    async with bench(tmp_path, speed=4.0) as shop:
        await shop.open()
        choose_api(shop)
        run_id = shop.begin(await shop.check())
        await shop.followed(run_id, "api")
        await shop.until(lambda: code(shop.step(run_id, "api").message) == "follow.settling")
        shop.lab.link.cut(2.0)
        await shop.until(lambda: code(shop.step(run_id, "api").message) == "rollouts.link_lost")
        shop.lab.crash("shop", "api")
        run = await shop.workbench.executor.wait(run_id)
        assert run.state is State.FAILED


async def test_a_kind_that_may_not_be_listed_is_asked_for_while_it_is_followed(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shop.lab.watch

    async def watch(namespace: str, on: Callable[[InventoryEvent], None]) -> None:
        def tell(event: InventoryEvent) -> None:
            kind = getattr(event, "kind", None) or getattr(event, "workload", event).key.kind
            if kind is not Kind.DEPLOYMENT:
                on(event)

        on(Forbidden(Kind.DEPLOYMENT, Message.of("cluster.forbidden", text="deployments")))
        await real(namespace, tell)

    choose_api(shop)
    report = await shop.check()
    monkeypatch.setattr(shop.lab, "watch", watch)
    await shop.workbench.inventory.reopen()
    async with asyncio.timeout(15):
        run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE


async def test_a_link_that_stays_cut_ends_the_waiting(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(shop.workbench.catalog.workspace.limits, rollout_seconds=1.0, settle_seconds=60.0)
    shop.workbench.catalog.workspace = replace(shop.workbench.catalog.workspace, limits=limits)
    choose_api(shop)
    run_id = shop.begin(await shop.check())
    await shop.followed(run_id, "api")
    shop.lab.link.cut()
    async with asyncio.timeout(10):
        await shop.workbench.executor.wait(run_id)
    assert (shop.step(run_id, "api").state, code(shop.step(run_id, "api").message)) == (State.TIMED_OUT, "rollouts.link_lost")


def test_what_is_seen_after_a_sleep_counts_from_the_waking() -> None:
    eyes = rollouts._Eyes(Workload(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "api"), "1"), at=1000.0)
    eyes.looked(1000.5, lost=False)
    assert (eyes.blind, eyes.lost_for) == (0.0, 0.0)
    eyes.looked(1001.5, lost=True)
    assert (eyes.blind, eyes.lost_for) == (1.0, 1.0)
    eyes.looked(4601.5, lost=True)
    assert (eyes.blind, eyes.lost_for) == (3601.0, 1.0), "asleep: the link was not tried meanwhile"
    eyes.looked(4602.5, lost=False)
    assert (eyes.blind, eyes.lost_for) == (3601.0 + 0.0, 0.0)


async def stuck_cache(shop: Bench) -> Report:
    shop.lab.somebody_sets("shop", "cache", "redis", "redis:0.0-nowhere")
    await shop.troubled("cache")
    await shop.until(lambda: shop.row("cache").container.image == "redis:0.0-nowhere")
    shop.choose("cache", Mode.TAG, "7.4.2")
    return await shop.check()


async def test_a_repair_outlives_a_cut_link(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    report = await stuck_cache(shop)
    real, tries = shop.lab.delete_pod, []

    async def delete_pod(namespace: str, name: str, uid: str) -> None:
        tries.append(name)
        if len(tries) == 1:
            raise Unreachable("cluster.unreachable", server="lab", text="connection refused")
        await real(namespace, name, uid)

    monkeypatch.setattr(shop.lab, "delete_pod", delete_pod)
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert run.state is State.DONE
    events = await shop.workbench.journal.events(run.id)
    told = [(event.what, event.text("result")) for event in events if event.text("act") == "delete-pod"]
    assert told == [(What.INTENT, ""), (What.OUTCOME, "unknown"), (What.INTENT, ""), (What.OUTCOME, "ok")]


async def test_what_the_cluster_warns_of_is_in_the_log(shop: Bench) -> None:
    choose_api(shop)
    report = await shop.check()
    shop.lab.patch_warnings = ("would violate PodSecurity",)
    run = await shop.workbench.executor.wait(shop.begin(report))
    assert "would violate PodSecurity" in shop.log(run.id, shop.step(run.id, "api").id)


@pytest.mark.parametrize("fails", [False, True])
async def test_what_was_begun_comes_to_its_end(fails: bool) -> None:
    said: list[str] = []

    async def act() -> str:
        await asyncio.sleep(0.05)
        said.append("done")
        if fails:
            raise UserError("journal.full", file="journal.db")
        return "result"

    assert fails or await to_its_end(act()) == "result"
    said.clear()
    task = asyncio.ensure_future(to_its_end(act()))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    with pytest.raises(UserError if fails else asyncio.CancelledError):
        await task
    assert said == ["done"]


# ---- what counts when a run begins, and when it is left --------------------------------------------------------------------------------


@pytest.mark.parametrize(("protection", "refusal"), [
    (Protection.READ_ONLY, "run.read_only"), (Protection.TYPE_NAME, "run.name_not_typed"), (Protection.CONFIRM, "run.unconfirmed")])
async def test_the_protection_of_now_counts_and_not_that_of_the_report(shop: Bench, protection: Protection, refusal: str) -> None:
    choose_api(shop)
    report = await shop.check()
    assert not report.confirm
    workspace = shop.workbench.catalog.workspace
    clusters = tuple(replace(cluster, protection=protection) for cluster in workspace.clusters)
    shop.workbench.catalog.workspace = replace(workspace, clusters=clusters)
    with pytest.raises(UserError) as refused:
        shop.begin(report, Consent())
    assert refused.value.code == refusal
    assert shop.lab.patches == []


async def test_another_cluster_behind_the_name_since_pre_flight_is_not_changed(shop: Bench) -> None:
    choose_api(shop)
    report = await shop.check()
    shop.lab.engine.identity = "another"
    run_id = shop.begin(report)
    await shop.workbench.executor.wait(run_id)
    assert (shop.step(run_id, "api").state, code(shop.step(run_id, "api").message)) == (State.FAILED, "preflight.other_cluster")
    assert shop.lab.patches == []


async def test_a_workload_at_work_in_another_process_is_refused(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=1.0) as shop:
        await shop.open()
        choose_api(shop)
        plan = shop.workbench.planner.plan("lab", "shop", title="test")
        other = shop.sandbox.journal.another()
        with await other.create("other", plan, "test", "somebody", 0.0):
            report = await shop.check()
            assert texts(report) == {"red run.active_by"}
            assert "other" in str(report.findings[0].message.arguments)
        assert texts(await shop.check()) == set()


async def test_a_run_of_another_process_is_named_where_what_it_does_looks_like_drift(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=1.0) as shop:
        await shop.open()
        choose_api(shop)
        plan = shop.workbench.planner.plan("lab", "shop", title="test")
        shop.lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:2.0.0.B000001")
        assert texts(await shop.workbench.preflight.check(plan)) == {"red drift.image"}
        other = shop.sandbox.journal.another()
        with await other.create("other", plan, "test", "somebody", 0.0):
            assert texts(await shop.workbench.preflight.check(plan)) == {"red run.active_by"}


async def test_a_run_of_another_process_turns_run_off_until_it_ends_or_its_process_dies(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=1.0) as shop:
        await shop.open()
        choose_api(shop)
        planner, recovery = shop.workbench.planner, shop.workbench.recovery
        plan = planner.plan("lab", "shop", title="test")
        shop.workbench.tasks.start(recovery.watch(shop.workbench.executor.knows), "watch")
        await shop.until(lambda: planner.ready("lab", "shop") != ())
        key, other = plan.steps[0].key, shop.sandbox.journal.another()
        subscription = shop.workbench.feed.subscribe()
        for number, dies in enumerate((False, True)):
            held = await other.create(f"other{number}", plan, "test", "somebody", 0.0)
            with held:
                await recovery.show()
                assert planner.active == {key} and planner.ours == frozenset()
                assert code(planner.run_why_not(planner.rows_of(shop.row("api").workload))) == "run.active"
                assert planner.ready("lab", "shop") == ()
                assert Topic(Area.CHOICES, "lab/shop") in subscription.take(), "the grid is told"
                await recovery.show()
                assert Topic(Area.CHOICES, "lab/shop") not in subscription.take(), "only of what is new"
                if dies:
                    other.die()
                else:
                    await other.append("other0", run_ended(1.0, State.DONE))
                await recovery.show()
                assert planner.active == frozenset() and planner.ready("lab", "shop") == (key,)
        subscription.close()


async def test_closing_waits_for_the_answer_to_a_change(tmp_path: Path) -> None:
    async with bench(tmp_path, speed=4.0) as shop:
        await shop.open()
        choose_api(shop)
        report = await shop.check()
        real, journal, sent = shop.lab.patch, shop.sandbox.journal, asyncio.Event()

        async def slow(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
            sent.set()
            await asyncio.sleep(0.5)
            return await real(patch, dry_run=dry_run)

        shop.lab.patch = slow  # type: ignore[method-assign]  # a stand-in
        run_id = shop.begin(report)
        await sent.wait()
    told = [(event.what, event.text("verdict"), event.text("state")) for event in await journal.events(run_id)]
    assert (What.OUTCOME, "applied", "") in told
    assert told[-1] == (What.RUN_ENDED, "", "cancelled")


@pytest.mark.parametrize(("known", "seen", "expected"), [
    ("ca:ab", "uid-of-another", {"amber preflight.cluster_not_told"}),
    ("uid", "ca:ab", {"info preflight.cluster_not_told"}),
    ("uid", "server:ab", {"info preflight.cluster_not_told"}),
    ("ca:ab", "ca:cd", {"red preflight.other_cluster"}),
])
async def test_a_cluster_that_is_named_in_another_way(shop: Bench, known: str, seen: str, expected: set[str]) -> None:
    choose_api(shop)
    workspace = shop.workbench.catalog.workspace
    shop.workbench.catalog.workspace = replace(workspace, clusters=tuple(replace(item, uid=known) for item in workspace.clusters))
    shop.lab.engine.identity = seen
    assert texts(await shop.check()) == expected


async def test_no_secret_gets_into_journal_and_window(shop: Bench) -> None:
    """A step of a build prints a password that was handed out; the last lines are part of the error."""
    secret = await shop.workbench.vault.get("registry/shop")
    assert secret
    shop.sandbox.builder.fail_next = f"login failed with {secret}"
    shop.choose("web", Mode.BUILD, container="web")
    run = await shop.workbench.executor.wait(shop.begin(await shop.check()))
    assert run.state is State.FAILED
    events = await shop.workbench.journal.events(run.id)
    assert "login failed with" in repr(events)
    assert secret not in repr(events)
    assert secret not in repr(run)
