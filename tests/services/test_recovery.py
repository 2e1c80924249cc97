"""Runs whose program died: found, gone on with, each act done exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import MemoryJournal
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan, WorkloadPatch
from desktop_pipeline.domain.recovery import Fate
from desktop_pipeline.domain.runs import Event, RunState, State, What, fold
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services import rollouts
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict
from desktop_pipeline.services.computer_ports import OneProcess
from desktop_pipeline.services.crew import Consent
from tests.services.bench import Bench, bench, code, interrupted
from tests.services.kills import NIGHTLY, YES, Killed, Profile, everything


def right(profile: Profile, run: RunState) -> None:
    """The run ended as planned, and nothing was done twice."""
    assert run.state is State.DONE, {step.id: (step.state, step.message) for step in run.steps.values()}
    lab, disk = profile.sandbox.clusters["lab"], profile.sandbox.journal.disk
    patched = Counter(patch.key.name for patch in lab.patches if patch.run == run.id)
    assert patched == {"web": 1, "api": 1, "cache": 1}
    images = {item.name: item.image for item in lab.workload("shop", "web").template.containers}
    step = run.steps["build/web"]
    assert images["web"].endswith(f":{step.data['tag']}@{step.data['digest']}")
    assert ":1.29.1@" in images["proxy"]
    assert [job.job_end for job in lab.engine.workloads.values() if job.made_by == run.id] == ["complete"]
    ends = Counter(event.step for event in disk.runs[run.id].events if event.what is What.STEP_ENDED)
    assert set(ends.values()) == {1}
    assert sum(event.what is What.RUN_ENDED for event in disk.runs[run.id].events) == 1


async def killed(profile: Profile, scratch: Path, edge: str, *, after: bool = False, plan: object = everything) -> Killed:
    """A run whose program died at the first write of this name."""
    found = await profile.first(scratch, plan, edge, after=after)  # type: ignore[arg-type]  # any function of a bench
    assert found.died, f"the run has no {edge}"
    return found


EDGES = [
    ("the run", True), ("run-started", True), ("step-defined  of lab/shop/StatefulSet/cache", False), ("the record", False),
    ("intent build", False), ("intent build", True), ("outcome build", False), ("outcome build", True), ("step-ended  of build/web", True),
    ("intent patch of lab/shop/Deployment/web", False), ("intent patch of lab/shop/Deployment/web", True), ("outcome patch", False),
    ("outcome patch", True), ("intent watch", True), ("intent job", True), ("outcome job", False), ("outcome job", True),
    ("answer", False), ("answer", True), ("run-ended", False),
]


@pytest.mark.parametrize(("edge", "after"), EDGES)
async def test_killed_at_an_edge_and_resumed_to_the_planned_end(tmp_path: Path, edge: str, after: bool) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, edge, after=after)
    right(profile, await profile.second(tmp_path, found.run))


async def test_a_run_that_does_not_die_has_nothing_to_recover(tmp_path: Path) -> None:
    profile = Profile()
    found = await profile.first(tmp_path, everything, "")
    assert not found.died
    async with profile.program(tmp_path) as program:
        assert await interrupted(program.workbench) == ()
        with pytest.raises(UserError, match="has ended"):
            await program.workbench.recovery.look(found.run)
        with pytest.raises(UserError) as caught:
            await program.workbench.recovery.look("no-such-run")
        assert caught.value.code == "run.unknown"


async def test_it_is_shown_as_it_is_and_what_became_of_its_steps_is_told(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "outcome patch of lab/shop/Deployment/web")
    async with profile.program(tmp_path) as program:
        bench_ = program.workbench
        assert [header.id for header in await interrupted(bench_)] == [found.run]
        await bench_.recovery.show()
        shown = bench_.feed.run(found.run)
        assert shown is not None and shown.interrupted
        assert shown.steps["lab/shop/Deployment/web"].state is State.UNKNOWN
        recovered = await bench_.recovery.look(found.run)
        fates = {step.rpartition("/")[2]: item.fate for step, item in recovered.found.items() if not step.startswith("build/")}
        assert fates["web"] is Fate.MADE
        assert fates["cache"] is Fate.ENDED
        assert recovered.found["build/web"].digest == shown.steps["build/web"].data["digest"]
        assert "web" not in [step.key.name for step in recovered.rest.steps]


async def test_a_run_of_a_living_program_is_never_recovered(tmp_path: Path) -> None:
    profile = Profile()
    async with profile.program(tmp_path) as alive, profile.program(tmp_path) as other:
        report = await alive.workbench.preflight.check(everything(alive))
        run_id = alive.workbench.executor.start(report, YES)
        await alive.until(lambda: profile.sandbox.clusters["lab"].patches)
        assert await interrupted(other.workbench) == ()
        with pytest.raises(UserError, match="is at work on run"):
            await other.workbench.recovery.look(run_id)
        await other.workbench.journal.ask_stop(run_id)
        assert (await alive.workbench.executor.wait(run_id)).stopping


async def test_two_programs_that_go_on_with_the_same_run(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "intent patch of lab/shop/Deployment/web")
    async with profile.program(tmp_path) as one, profile.program(tmp_path) as two:
        both = [await program.workbench.recovery.look(found.run) for program in (one, two)]
        reports = [await program.workbench.executor.check_rest(item) for program, item in zip((one, two), both, strict=True)]
        one.workbench.executor.resume(both[0], reports[0], YES)
        right(profile, await one.workbench.executor.wait(found.run))
        two.workbench.executor.resume(both[1], reports[1], YES)
        with pytest.raises(UserError) as caught:
            await two.workbench.executor.wait(found.run)
        assert caught.value.code == "recovery.changed"
    right(profile, (await state_of(profile, tmp_path, found.run)))


async def state_of(profile: Profile, scratch: Path, run_id: str) -> RunState:
    async with profile.program(scratch) as program:
        found = await program.workbench.undo.recall(run_id)
        assert found is not None
        return found


async def test_a_stop_of_before_does_not_stop_what_goes_on(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "intent patch of lab/shop/Deployment/web")
    await MemoryJournal(profile.sandbox.journal.disk).ask_stop(found.run)
    right(profile, await profile.second(tmp_path, found.run))


async def test_somebody_changed_a_workload_meanwhile(tmp_path: Path) -> None:
    """What was not done yet meets the drift gate: it is left out by name, or nothing begins."""
    profile = Profile()
    found = await killed(profile, tmp_path, "intent patch of lab/shop/Deployment/web")
    lab = profile.sandbox.clusters["lab"]
    lab.somebody_sets("shop", "web", "proxy", "nginx:1.25")
    async with profile.program(tmp_path) as program:
        recovered = await program.workbench.recovery.look(found.run)
        report = await program.workbench.executor.check_rest(recovered)
        assert [finding.step for finding in report.red()] == ["lab/shop/Deployment/web"]
        with pytest.raises(UserError, match="Refused"):
            program.workbench.executor.resume(recovered, report, YES)
        rest = await program.workbench.executor.less_blocked(report)
        state = await program.workbench.executor.wait(program.workbench.executor.resume(recovered, rest, YES))
    ends = {step.title: step.state for step in state.steps.values() if step.id.startswith("lab/")}
    assert ends == {"cache": State.DONE, "api": State.DONE, "web": State.SKIPPED}
    assert {item.name: item.image for item in lab.workload("shop", "web").template.containers}["proxy"] == "nginx:1.25"


async def test_a_failure_of_before_still_lets_nothing_more_begin(tmp_path: Path) -> None:
    def plan(program: Bench) -> Plan:
        profile.sandbox.builder.fail_next = "no space left on device"
        return replace(everything(program), on_failure=OnFailure.STOP)

    profile = Profile()
    found = await killed(profile, tmp_path, "step-ended  of build/web", after=True, plan=plan)
    state = await profile.second(tmp_path, found.run)
    assert state.state is State.FAILED
    ends = {step.title: (step.state, code(step.message)) for step in state.steps.values()}
    assert ends["web"] == (State.SKIPPED, "executor.build_failed") or state.steps["build/web"].state is State.FAILED
    assert state.steps["lab/shop/Deployment/web"].state is State.SKIPPED
    assert state.steps["lab/shop/Deployment/api"].state is State.SKIPPED


async def test_it_is_ended_as_it_stands(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "outcome build")
    async with profile.program(tmp_path) as program:
        recovered = await program.workbench.recovery.look(found.run)
        state = await program.workbench.recovery.finish(recovered, "tester")
        assert state.state.ended
        build = state.steps["build/web"]
        assert (build.state, build.data["digest"]) == (State.DONE, recovered.found["build/web"].digest)
        web = state.steps["lab/shop/Deployment/web"]
        assert (web.state, code(web.message)) == (State.CANCELLED, "recovery.cancelled")
        assert await interrupted(program.workbench) == ()
        with pytest.raises(UserError):
            await program.workbench.recovery.finish(recovered, "tester")
    assert "web" not in {patch.key.name for patch in profile.sandbox.clusters["lab"].patches}


@pytest.mark.parametrize("chosen_again", [False, True])
async def test_rows_that_are_done_return_to_their_start_values(tmp_path: Path, chosen_again: bool) -> None:
    """As after any run that went well: only where nothing else was chosen since."""
    profile = Profile()
    api = "lab/shop/Deployment/api"
    found = await killed(profile, tmp_path, f"step-ended  of {api}")
    async with profile.program(tmp_path) as program:
        planner, work = program.workbench.planner, program.workbench
        assert planner.choice(program.row("api")).made_at is not None, "it was kept"
        before = fold(found.run, await work.journal.events(found.run)).steps["lab/shop/Deployment/web"]
        assert (planner.choice(program.row("web", "proxy")).made_at is not None) is not before.state.good  # it may have been done earlier
        if chosen_again:
            await asyncio.sleep(0.002)
            program.choose("api", Mode.APPOINTED, "2.0.0.B000002")
        async with asyncio.timeout(20):
            while not (recovered := await work.recovery.look(found.run)).found[api].done:  # noqa: ASYNC110  # it settles
                await asyncio.sleep(0.05)
        state = await work.recovery.finish(recovered, "tester")
        assert state.steps[api].state is State.DONE
        assert (planner.choice(program.row("api")).made_at is not None) is chosen_again
        proxy = planner.choice(program.row("web", "proxy")).made_at is not None
        assert proxy is not state.steps["lab/shop/Deployment/web"].state.good


async def test_what_an_interrupted_run_wrote_is_not_said_to_be_somebody_elses(tmp_path: Path) -> None:
    """The program died before the choices, which know of it, were written again."""
    profile = Profile()
    await killed(profile, tmp_path, "outcome patch of lab/shop/Deployment/web")
    async with profile.program(tmp_path) as program:
        planner, recovery = program.workbench.planner, program.workbench.recovery
        await program.until(lambda: ":1.29.1@" in program.row("web", "proxy").container.image)
        row = program.row("web", "proxy")
        assert planner.choice(row).seen not in ("", row.container.image), "as it was kept"
        await recovery.show()
        assert planner.choice(row).seen == row.container.image
        key, image = row.workload.key, f"{row.container.image}0"
        program.lab.somebody_sets("shop", "web", "proxy", image)
        await program.until(lambda: program.row("web", "proxy").container.image == image)
        assert planner.choice(program.row("web", "proxy")).seen != image, "this is somebody else's"
        assert planner.is_ours(row.workload, "proxy", planner.choices((row,))[row.key].seen) is False, "it is one change, not two"
        program.lab.somebody_sets("shop", "web", "proxy", row.container.image)
        await program.until(lambda: program.row("web", "proxy").container.image == row.container.image)
        before = planner._choices[row.key].seen
        program.choose("web", Mode.TAG, "1.30.0", container="proxy")
        planner._choices[row.key] = replace(planner._choices[row.key], seen=before)
        assert not planner.is_ours(program.workbench.inventory.find(key), "proxy", before), "it was chosen after that run"  # type: ignore[arg-type]


async def test_what_a_run_wrote_that_was_ended_as_it_stands_is_known_at_the_next_start_too(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "outcome patch of lab/shop/Deployment/web")
    async with profile.program(tmp_path) as program:
        await program.until(lambda: ":1.29.1@" in program.row("web", "proxy").container.image)
        catalog = program.workbench.catalog
        catalog.workspace = replace(catalog.workspace, limits=replace(catalog.workspace.limits, settle_seconds=3600.0))  # not done yet
        recovered = await program.workbench.recovery.look(found.run)
        assert recovered.found["lab/shop/Deployment/web"].fate is Fate.MADE
        state = await program.workbench.recovery.finish(recovered, "tester")
        assert not state.steps["lab/shop/Deployment/web"].state.good
    async with profile.program(tmp_path) as later:
        await later.until(lambda: ":1.29.1@" in later.row("web", "proxy").container.image)
        row = later.row("web", "proxy")
        assert later.workbench.planner.choice(row).seen == row.container.image


async def test_an_interrupted_run_whose_plan_cannot_be_read_is_shown(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "outcome patch of lab/shop/Deployment/web")
    async with profile.program(tmp_path) as program:
        async def broken(run_id: str) -> Plan | None:
            raise UserError("journal.broken", file="journal.db", reason="malformed")

        program.workbench.journal.plan = broken  # type: ignore[method-assign]
        await program.workbench.recovery.show()
        assert [state.id for state in program.workbench.recovery.dead()] == [found.run]
        del program.workbench.journal.plan


async def test_what_cannot_be_asked_cannot_be_told(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "intent patch of lab/shop/Deployment/web", after=True)
    async with profile.program(tmp_path) as program:
        program.lab.link.cut()
        with pytest.raises(UserError) as caught:
            await program.workbench.recovery.look(found.run)
        assert caught.value.code == "cluster.unreachable"
        program.lab.link.mend()


async def test_an_undo_that_was_due_begins_after_a_crash(tmp_path: Path) -> None:
    """The run has no end before its undo has begun: gone on with, it puts back what it had changed."""
    def plan(program: Bench) -> Plan:
        profile.sandbox.builder.fail_next = "no space left on device"
        return replace(everything(program), on_failure=OnFailure.UNDO)

    profile = Profile()
    lab = profile.sandbox.clusters["lab"]
    before = {name: lab.workload("shop", name).template.containers for name in ("cache", "web", "api")}
    found = await killed(profile, tmp_path, "step-ended  of lab/shop/Deployment/web", after=True, plan=plan)
    assert {patch.key.name for patch in lab.patches} >= {"cache"}
    state = await profile.second(tmp_path, found.run)
    assert state.state is State.FAILED
    assert {name: lab.workload("shop", name).template.containers for name in before} == before


async def test_an_undo_that_is_due_is_told_and_needs_the_consent_of_its_workloads(tmp_path: Path) -> None:
    def plan(program: Bench) -> Plan:
        profile.sandbox.builder.fail_next = "no space left on device"
        return replace(everything(program), on_failure=OnFailure.UNDO)

    profile = Profile()
    found = await killed(profile, tmp_path, "step-ended  of lab/shop/Deployment/web", after=True, plan=plan)
    async with profile.program(tmp_path) as program:
        workbench = program.workbench
        recovered = await workbench.recovery.look(found.run)
        assert recovered.puts_back
        assert not (recovered.rest.targets() or recovered.rest.builds()), "what the failure has halted is not called to be done"
        said = [(message.code, message.argument("step")) for message in recovered.told()]
        assert said[0] == ("recovery.puts_back", "") and ("recovery.goes_back", "cache") in said
        workspace = workbench.catalog.workspace
        for protection, refusal in ((Protection.CONFIRM, "run.unconfirmed"), (Protection.TYPE_NAME, "run.name_not_typed")):
            clusters = tuple(replace(item, protection=protection) for item in workspace.clusters)
            workbench.catalog.workspace = replace(workspace, clusters=clusters)
            report = await workbench.executor.check_rest(recovered)
            with pytest.raises(UserError) as refused:
                workbench.executor.resume(recovered, report, Consent())
            assert refused.value.code == refusal
        run_id = workbench.executor.resume(recovered, report, replace(YES, names=frozenset(report.names)))
        assert (await workbench.executor.wait(run_id)).state is State.FAILED
        back = workbench.executor.put_back(run_id)
        assert back is not None and back.run, back


def of_an_undo(patch: WorkloadPatch) -> bool:
    return ": undo of " in patch.cause


async def told_and_put_back(profile: Profile, scratch: Path, run_id: str) -> tuple[list[tuple[str, str]], set[str]]:
    """What is said to go back before an interrupted run goes on, and the workloads that its undo then has."""
    async with profile.program(scratch) as program:
        workbench = program.workbench
        recovered = await workbench.recovery.look(run_id)
        said = [(message.code, message.argument("step")) for message in recovered.told() if "go" in message.code]
        report = await workbench.executor.check_rest(recovered)
        await workbench.executor.wait(workbench.executor.resume(recovered, report, YES))
        back = workbench.executor.put_back(run_id)
        assert back is not None and back.run, back
        return said, {step.title for step in (await workbench.executor.wait(back.run)).steps.values()}


async def test_what_was_only_restarted_is_not_said_to_go_back(tmp_path: Path) -> None:
    def plan(program: Bench) -> Plan:
        profile.sandbox.builder.fail_next = "no space left on device"
        made = everything(program)
        return replace(made, on_failure=OnFailure.UNDO, pauses=(), start_jobs=(),
                       steps=tuple(replace(step, wave=2 if step.key.name == "web" else 1) for step in made.steps))

    def again(program: Bench) -> Plan:
        made = plan(program)
        program.choose("cache", Mode.TAG, "latest")
        cache, = (step for step in program.workbench.planner.plan("lab", "shop").steps if step.key.name == "cache")
        return replace(made, steps=tuple(replace(cache, wave=1) if step.key.name == "cache" else step for step in made.steps))

    profile = Profile()
    async with profile.program(tmp_path) as program:
        program.choose("cache", Mode.TAG, "latest")
        assert (await program.run()).state is State.DONE
    found = await killed(profile, tmp_path, "step-ended  of lab/shop/Deployment/web", after=True, plan=again)
    assert {patch.key.name for patch in profile.sandbox.clusters["lab"].patches if patch.run == found.run} == {"cache", "api"}
    said, undone = await told_and_put_back(profile, tmp_path, found.run)
    assert said == [("recovery.goes_back", "api")]
    assert undone == {"api"}


async def test_what_may_have_been_changed_is_said_to_go_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer was lost, and nobody could be asked afterwards: the undo takes it for changed."""
    monkeypatch.setattr(rollouts, "_UNKNOWN_FOR", 0.5)
    profile = Profile()
    lab = profile.sandbox.clusters["lab"]
    real, before = lab.patch, lab.workload("shop", "cache").template.containers

    async def patch(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        answer = await real(patch, dry_run=dry_run)
        lost = patch.key.name == "cache" and not dry_run and not of_an_undo(patch)
        return PatchResult(PatchVerdict.UNKNOWN, Message.of("rollouts.unknown")) if lost else answer

    lab.patch = patch  # type: ignore[method-assign]  # a stand-in
    found = await killed(profile, tmp_path, "step-ended  of lab/shop/StatefulSet/cache", after=True,
                         plan=lambda program: replace(everything(program), on_failure=OnFailure.UNDO))
    assert lab.workload("shop", "cache").template.containers != before
    said, undone = await told_and_put_back(profile, tmp_path, found.run)
    assert said == [("recovery.may_go_back", "cache")]
    assert undone == {"cache"}
    assert lab.workload("shop", "cache").template.containers == before


async def test_a_change_that_only_the_cluster_tells_of_is_said_to_go_back(tmp_path: Path) -> None:
    """The program died before it could write the answer, after another step had failed."""
    def plan(program: Bench) -> Plan:
        profile.sandbox.builder.fail_next = "no space left on device"
        made = everything(program)
        return replace(made, on_failure=OnFailure.UNDO, pauses=(), start_jobs=(),
                       steps=tuple(replace(step, wave=2 if step.key.name == "api" else 1) for step in made.steps))

    def has_failed(events: list[Event]) -> bool:
        return any((event.what, event.step) == (What.STEP_ENDED, "build/web") for event in events)

    profile = Profile()
    lab = profile.sandbox.clusters["lab"]
    real = lab.patch

    async def patch(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        waits = patch.key.name == "cache" and not dry_run and not of_an_undo(patch)
        while waits and not has_failed(profile.sandbox.journal.disk.runs[patch.run].events):  # noqa: ASYNC110  # of another program
            await asyncio.sleep(0.01)
        return await real(patch, dry_run=dry_run)

    lab.patch = patch  # type: ignore[method-assign]  # a stand-in
    found = await killed(profile, tmp_path, "outcome patch of lab/shop/StatefulSet/cache", plan=plan)
    said, undone = await told_and_put_back(profile, tmp_path, found.run)
    assert (said, undone) == ([("recovery.goes_back", "cache")], {"cache"})


async def test_after_a_job_of_which_nobody_can_tell_nothing_more_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is going to end as unknown, and the plan stops at that: nothing else is checked any more, so nothing else begins either."""
    def plan(program: Bench) -> Plan:
        made = everything(program)
        steps = tuple(replace(step, wave=1) for step in made.steps if step.key.name != "web")
        return replace(made, on_failure=OnFailure.STOP, pauses=(), steps=steps)

    take, late = OneProcess.take, [Kind.DEPLOYMENT.value, Kind.STATEFUL_SET.value]

    async def slow(locks: OneProcess, name: str) -> bool:
        await asyncio.sleep(0.5 if any(kind in name for kind in late) else 0.0)
        return await take(locks, name)

    monkeypatch.setattr(OneProcess, "take", slow)
    profile = Profile()
    lab = profile.sandbox.clusters["lab"]
    lab.workload("shop", "nightly-report").jobs_vanish = True
    found = await killed(profile, tmp_path, f"intent job of job/{NIGHTLY}", after=True, plan=plan)
    for key in [key for key, job in lab.engine.workloads.items() if job.made_by == found.run]:
        del lab.engine.workloads[key]
    late[:] = [Kind.CRON_JOB.value]  # the others come first
    async with profile.program(tmp_path) as program:
        executor = program.workbench.executor
        recovered = await program.workbench.recovery.look(found.run)
        assert {step.rpartition("/")[2]: item.fate for step, item in recovered.found.items()} == {
            "nightly-report": Fate.UNKNOWN, "cache": Fate.AGAIN, "api": Fate.AGAIN}
        assert not recovered.rest.targets()
        state = await executor.wait(executor.resume(recovered, await executor.check_rest(recovered), YES))
    left_out = State.SKIPPED, "executor.halted"
    assert {step.title: (step.state, code(step.message)) for step in state.steps.values()} == {
        "nightly-report": (State.UNKNOWN, "job.gone"), "cache": left_out, "api": left_out}
    assert lab.patches == []


async def test_a_change_that_was_made_is_told_beside_what_is_left(tmp_path: Path) -> None:
    profile = Profile()
    found = await killed(profile, tmp_path, "outcome patch of lab/shop/StatefulSet/cache", after=True)
    async with profile.program(tmp_path) as program:
        recovered = await program.workbench.recovery.look(found.run)
        said = [(message.code, message.argument("step")) for message in recovered.told()]
        assert ("recovery.only_followed", "cache") in said
        assert "recovery.puts_back" not in dict(said)
        assert recovered.rest.steps


# ---- beside each other, and skipped ------------------------------------------------------------------------------------------------------


async def test_no_two_programs_change_one_workload_at_once(tmp_path: Path) -> None:
    """Both began before either could see the other; the second one leaves the workload alone and says who is at it."""
    profile = Profile()
    async with profile.program(tmp_path) as one, profile.program(tmp_path) as two:
        reports = []
        for program, tag in ((one, "7.4.2"), (two, "7.2.7")):
            program.choose("cache", Mode.TAG, tag)
            reports.append(await program.check())
        runs = [program.begin(report) for program, report in zip((one, two), reports, strict=True)]
        first, second = await asyncio.gather(*(
            program.workbench.executor.wait(run) for program, run in zip((one, two), runs, strict=True)))
        assert first.state is State.DONE
        step = second.steps["lab/shop/StatefulSet/cache"]
        assert (step.state, code(step.message)) == (State.FAILED, "run.active_elsewhere")
    assert len(profile.sandbox.clusters["lab"].patches) == 1


async def test_a_step_that_waits_is_skipped(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        await shop.open()
        report = await shop.workbench.preflight.check(everything(shop))
        executor = shop.workbench.executor
        run_id = executor.start(report, YES)
        await shop.until(lambda: shop.workbench.feed.run(run_id) is not None
                         and "job/lab/shop/CronJob/nightly-report" in shop.workbench.feed.run(run_id).steps)  # type: ignore[union-attr]  # asked
        executor.skip(run_id, "lab/shop/Deployment/api")
        state = await executor.wait(run_id)
        api = state.steps["lab/shop/Deployment/api"]
        assert (api.state, code(api.message)) == (State.SKIPPED, "executor.skipped")
        assert state.steps["lab/shop/Deployment/web"].state is State.DONE
        with pytest.raises(UserError, match="There is no run"):
            executor.skip(run_id, "lab/shop/Deployment/web")
        assert NIGHTLY.name in {step.title for step in state.steps.values()}
