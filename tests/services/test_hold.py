"""“Execute when connected” on the sandbox: waits, starts by itself, goes back to waiting, is missed, refused, disarmed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import MemoryJournal
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.holds import Agreement, Condition, Kind, Phase, Window
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.tasks import CodeRepository, Script
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.computer_ports import NetworkState
from desktop_pipeline.services.hold_store import HoldStore
from desktop_pipeline.services.links import Reach
from desktop_pipeline.services.ports import URGENT
from desktop_pipeline.services.preflight import Finding, Level, Report
from tests.services.hold_disk import FAST, YES, Disk, codes, over, phase, plan_of, runs, state, wall


@pytest.fixture
def disk() -> Disk:
    return Disk()


# ---- waiting and starting ----------------------------------------------------------------------------------------------------------------


async def test_all_is_there_so_it_starts_at_once_and_ends_right(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        hold_id = await program.workbench.holds.arm(plan_of(program), YES)
        assert state(program, hold_id).conditions == (Condition(Kind.CLUSTER, "lab"), Condition(Kind.REGISTRY, "hub"))
        hold = await over(program, hold_id)
        assert hold.phase is Phase.STARTED
        run = await program.workbench.executor.wait(hold.run)
        assert run.state is State.DONE
        assert program.image("web", "proxy").startswith("nginx:1.27.5")
        assert [notice[1].code for notice in program.workbench.feed.notices()] == ["hold.started"]
        assert await HoldStore(disk.sandbox.drafts, disk.locks, SystemClock()).all() == ()


@pytest.mark.parametrize("lost", ["cluster", "registry", "engine"])
async def test_it_waits_for_what_is_lost_and_starts_when_it_is_back(disk: Disk, tmp_path: Path, lost: str) -> None:
    box = disk.sandbox
    async with disk.process(tmp_path) as program:
        program.choose("web", Mode.BUILD, container="web")
        plan = program.workbench.planner.plan("lab", "shop")
        if lost == "cluster":
            box.clusters["lab"].link.cut()
            await program.until(lambda: program.workbench.inventory.facts("lab", "shop").link.value == "lost")
        elif lost == "registry":
            box.registry.down = True
        else:
            box.builder.down = True
        hold_id = await program.workbench.holds.arm(plan, YES)
        assert {item.kind for item in state(program, hold_id).conditions} == set(Kind)
        await program.until(lambda: f"{lost}.unreachable" in codes(state(program, hold_id)))
        await asyncio.sleep(0.3)
        links = program.workbench.links
        shown = {endpoint.kind for endpoint in links.endpoints() if links.state(endpoint).reach is Reach.UNREACHABLE}
        assert (state(program, hold_id).phase, shown) == (Phase.HELD, {lost})
        assert runs(disk) == []
        box.clusters["lab"].link.mend()
        box.registry.down = box.builder.down = False
        hold = await over(program, hold_id)
        assert hold.phase is Phase.STARTED
        assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
        assert len(runs(disk)) == 1


async def test_lost_again_before_the_first_change_it_is_held_and_nothing_changed(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with disk.process(tmp_path) as program:
        plan, image, check = plan_of(program), program.image("web", "proxy"), program.workbench.preflight.check
        cuts = 0

        async def cut(plan: Plan) -> Report:
            nonlocal cuts
            cuts += 1
            if cuts == 1:
                program.lab.link.cut()
            return await check(plan)

        monkeypatch.setattr(program.workbench.preflight, "check", cut)
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: cuts == 1)
        hold = await phase(program, hold_id, Phase.HELD)
        await program.until(lambda: "cluster.unreachable" in codes(state(program, hold.id)))
        assert (runs(disk), program.image("web", "proxy"), hold.run) == ([], image, "")
        program.lab.link.mend()
        assert (await over(program, hold_id)).phase is Phase.STARTED
        assert len(runs(disk)) == 1


async def test_what_only_preflight_asks_is_waited_for_too(disk: Disk, tmp_path: Path) -> None:
    """The code repository is no endpoint of the workspace."""
    async with disk.process(tmp_path) as program:
        program.choose("web", Mode.BUILD, container="web")
        disk.sandbox.code.down = True
        hold_id = await program.workbench.holds.arm(program.workbench.planner.plan("lab", "shop"), YES)
        await program.until(lambda: "git.unreachable" in codes(state(program, hold_id)))
        disk.sandbox.code.down = False
        assert (await over(program, hold_id)).phase is Phase.STARTED


async def test_a_registry_lost_before_the_first_change_holds_it_also_where_warnings_were_agreed_to(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not start with a tag where a digest was meant."""
    async with disk.process(tmp_path) as program:
        plan, check, urgent = plan_of(program), program.workbench.preflight.check, list[bool]()

        async def lost(plan: Plan) -> Report:
            disk.sandbox.hub.down = not urgent
            urgent.append(URGENT.get())
            return await check(plan)

        monkeypatch.setattr(program.workbench.preflight, "check", lost)
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: "registry.unreachable" in codes(state(program, hold_id)))
        assert (state(program, hold_id).phase, runs(disk)) == (Phase.HELD, [])
        disk.sandbox.hub.down = False
        hold = await over(program, hold_id)
        assert (hold.phase, all(urgent)) == (Phase.STARTED, True), "a closed gate alone is no answer"
        await program.workbench.executor.wait(hold.run)
        assert program.image("web", "proxy").startswith("nginx:1.27.5@sha256:")


async def test_a_login_program_that_fails_offline_is_waited_for(disk: Disk, tmp_path: Path) -> None:
    world = Counting(disk)
    world.refusal = Refused("cluster.exec_failed", command="aws", context="lab", code=255, text="could not connect")
    async with disk.process(tmp_path, world=world) as program:
        plan = plan_of(program)
        await program.workbench.inventory.close("lab", "shop")
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: "cluster.exec_failed" in codes(state(program, hold_id)))
        assert (state(program, hold_id).phase, runs(disk)) == (Phase.HELD, [])
        world.refusal = None
        assert (await over(program, hold_id)).phase is Phase.STARTED


async def test_a_cluster_that_says_no_is_there(disk: Disk, tmp_path: Path) -> None:
    world = Counting(disk)
    world.refusal = Refused("cluster.unauthorized", server="s", context="lab")
    async with disk.process(tmp_path, world=world) as program:
        plan = plan_of(program)
        await program.workbench.inventory.close("lab", "shop")
        hold = await over(program, await program.workbench.holds.arm(plan, YES))
        assert (hold.phase, codes(hold)) == (Phase.REFUSED, {"cluster.unauthorized"})


async def test_one_that_does_not_answer_keeps_the_rest_waiting_too(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something is to be left out, and something else was gone for a moment: whether that can run is not known yet."""
    async with disk.process(tmp_path) as program:
        program.choose("cache", Mode.TAG, "7.4.2")
        plan, check, reports = plan_of(program), program.workbench.preflight.check, list[Report]()
        program.lab.somebody_sets("shop", "web", "proxy", "nginx:1.26.0")

        async def blink(plan: Plan) -> Report:
            report = await check(plan)
            if not reports:
                message = Message.of("cluster.unreachable", server="s", text="t")
                step = next(step.id for step in plan.steps if step.key.name == "cache")
                report = replace(report, findings=(*report.findings, Finding(Level.RED, step, "", message)))
            reports.append(report)
            return report

        monkeypatch.setattr(program.workbench.preflight, "check", blink)
        hold = await over(program, await program.workbench.holds.arm(plan, replace(YES, skip_blocked=True)))
        assert (hold.phase, len(reports) > 1) == (Phase.STARTED, True), hold.why
        run = await program.workbench.executor.wait(hold.run)
        assert {step.title: step.state for step in run.steps.values()} == {"web": State.SKIPPED, "cache": State.DONE}


@pytest.mark.parametrize("found", ["pre-flight", "start"])
async def test_a_workload_at_work_is_waited_for(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str) -> None:
    """Of two plans that wait for the same workload the second one starts after the first one."""
    async with disk.process(tmp_path) as program:
        plan, start, tries = plan_of(program), program.workbench.executor.start, list[str]()

        def busy(*arguments: object) -> str:
            tries.append("")
            if found == "start" and len(tries) == 1:
                raise UserError("run.active", workload="web")
            return start(*arguments)  # type: ignore[arg-type]  # passed on as they came

        if found == "pre-flight":
            key = plan.steps[0].key
            program.workbench.preflight.active = frozenset({key})
        monkeypatch.setattr(program.workbench.executor, "start", busy)
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: codes(state(program, hold_id)) == {"run.active"})
        assert (state(program, hold_id).phase, state(program, hold_id).run, runs(disk)) == (Phase.HELD, "", [])
        program.workbench.preflight.active = frozenset()
        hold = await over(program, hold_id)
        assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
        assert len(runs(disk)) == 1


# ---- attempts ----------------------------------------------------------------------------------------------------------------------------


class Counting:
    """The sandbox's world; counts how often a cluster is asked who it is."""

    def __init__(self, disk: Disk) -> None:
        self._world, self.asked = disk.sandbox.world, 0
        self.refusal: Refused | None = None
        self.woken = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._world, name)

    def wake(self) -> None:
        self.woken += 1

    def cluster(self, cluster_id: str) -> Counting.Cluster:
        return Counting.Cluster(self, self._world.cluster(cluster_id))

    class Cluster:
        def __init__(self, world: Counting, cluster: object) -> None:
            self._world, self._cluster = world, cluster

        def __getattr__(self, name: str) -> object:
            return getattr(self._cluster, name)

        async def identity(self) -> str:
            self._world.asked += 1
            if self._world.refusal is not None:
                raise self._world.refusal
            return await self._cluster.identity()  # type: ignore[attr-defined,no-any-return]  # a sandbox cluster


async def test_offline_nobody_is_asked_often_and_a_change_of_the_network_asks_at_once(disk: Disk, tmp_path: Path) -> None:
    world = Counting(disk)
    disk.network.now = NetworkState(online=False, mark="a")
    async with disk.process(tmp_path, replace(FAST, slow=60.0), world=world) as program:
        plan = plan_of(program)
        program.lab.link.cut()
        await program.until(lambda: program.workbench.inventory.facts("lab", "shop").link.value == "lost")
        await program.workbench.inventory.close("lab", "shop")
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: world.asked == 1)
        await asyncio.sleep(0.4)
        assert (world.asked, world.woken) == (1, 0)
        program.lab.link.mend()
        disk.network.now = NetworkState(online=True, mark="b")
        begun = asyncio.get_running_loop().time()
        assert (await over(program, hold_id)).phase is Phase.STARTED
        assert asyncio.get_running_loop().time() - begun < 5
        assert world.woken


# ---- the window --------------------------------------------------------------------------------------------------------------------------


async def test_before_its_window_nobody_is_asked(disk: Disk, tmp_path: Path) -> None:
    world = Counting(disk)
    async with disk.process(tmp_path, world=world) as program:
        plan = plan_of(program)
        await program.workbench.inventory.close("lab", "shop")
        later = wall(program.workbench.clock.now() + 3600)
        hold_id = await program.workbench.holds.arm(plan, YES, Window(later, "", "UTC"))
        await program.until(lambda: codes(state(program, hold_id)) == {"hold.early"})
        await asyncio.sleep(0.2)
        assert (state(program, hold_id).phase, world.asked) == (Phase.HELD, 0)


async def test_after_its_window_it_is_missed_and_stays_so(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan, image = plan_of(program), program.image("web", "proxy")
        hold_id = await program.workbench.holds.arm(plan, YES, Window("", wall(program.workbench.clock.now() - 120), "UTC"))
        hold = await over(program, hold_id)
        assert (hold.phase, "hold.missed" in codes(hold)) == (Phase.MISSED, True)
        assert "hold.was_missed" in [notice[1].code for notice in program.workbench.feed.notices()]
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        await asyncio.sleep(0.2)
        assert state(program, hold_id).phase is Phase.MISSED
        assert (runs(disk), program.image("web", "proxy")) == ([], image)
        await program.workbench.holds.disarm(hold_id)
        assert program.workbench.holds.all() == ()
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        assert program.workbench.holds.all() == ()


async def test_the_window_may_end_during_preflight(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with disk.process(tmp_path) as program:
        plan, check, clock = plan_of(program), program.workbench.preflight.check, program.workbench.clock
        end = wall(clock.now() + 120)

        async def slow(plan: Plan) -> Report:
            report = await check(plan)
            monkeypatch.setattr(type(clock), "now", lambda self: datetime.fromisoformat(end).replace(tzinfo=UTC).timestamp() + 1)
            return report

        monkeypatch.setattr(program.workbench.preflight, "check", slow)
        hold_id = await program.workbench.holds.arm(plan, YES, Window("", end, "UTC"))
        assert (await over(program, hold_id)).phase is Phase.MISSED
        assert runs(disk) == []


# ---- refused -----------------------------------------------------------------------------------------------------------------------------


async def test_drift_stops_it_before_any_change_and_stays_visible(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        program.lab.somebody_sets("shop", "web", "proxy", "nginx:1.26.0")
        hold_id = await program.workbench.holds.arm(plan, YES)
        hold = await over(program, hold_id)
        assert (hold.phase, [why.message.code for why in hold.why]) == (Phase.REFUSED, ["drift.image"])
        assert hold.why[0].step == "lab/shop/Deployment/web"
        assert (runs(disk), program.image("web", "proxy")) == ([], "nginx:1.26.0")
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        assert codes(state(program, hold_id)) == {"drift.image"}


async def test_what_cannot_run_is_left_out_where_that_was_agreed(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        program.choose("cache", Mode.TAG, "7.4.2")
        plan = plan_of(program)
        program.lab.somebody_sets("shop", "web", "proxy", "nginx:1.26.0")
        hold = await over(program, await program.workbench.holds.arm(plan, replace(YES, skip_blocked=True)))
        assert hold.phase is Phase.STARTED
        run = await program.workbench.executor.wait(hold.run)
        assert {step.title: step.state for step in run.steps.values()} == {"web": State.SKIPPED, "cache": State.DONE}
        assert program.image("web", "proxy") == "nginx:1.26.0"
        assert state(program, hold.id).left_out == ("web",)


async def test_warnings_hold_up_only_where_nobody_agreed(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        rows = (replace(plan.steps[0].rows[0], seen="nginx:1.20"),)  # it was another one when it was chosen
        plan = replace(plan, steps=(replace(plan.steps[0], rows=rows),))
        hold = await over(program, await program.workbench.holds.arm(plan, Agreement()))
        assert (hold.phase, codes(hold)) == (Phase.REFUSED, {"hold.not_confirmed", "preflight.changed_since"})
        assert runs(disk) == []
        hold = await over(program, await program.workbench.holds.arm(plan, YES))
        assert hold.phase is Phase.STARTED


@pytest.mark.parametrize("agreed", [YES, Agreement()])
async def test_drift_to_be_asked_about_is_not_answered_beforehand(disk: Disk, tmp_path: Path, agreed: Agreement) -> None:
    async with disk.process(tmp_path) as program:
        plan = replace(plan_of(program), drift=DriftPolicy(changed=OnDrift.ASK))
        program.lab.somebody_sets("shop", "web", "proxy", "nginx:1.26.0")
        hold = await over(program, await program.workbench.holds.arm(plan, agreed))
        first = "hold.drift_not_asked" if agreed.amber else "hold.not_confirmed"
        assert (hold.phase, [why.message.code for why in hold.why][:2]) == (Phase.REFUSED, [first, "drift.image"])
        assert (runs(disk), program.image("web", "proxy")) == ([], "nginx:1.26.0")
        plan = replace(plan, drift=DriftPolicy(changed=OnDrift.GO_ON))
        assert (await over(program, await program.workbench.holds.arm(plan, YES))).phase is Phase.STARTED


async def test_protection_made_stricter_since_refuses(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        program.lab.link.cut()
        await program.until(lambda: program.workbench.inventory.facts("lab", "shop").link.value == "lost")
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: "cluster.unreachable" in codes(state(program, hold_id)))
        workspace = program.workbench.catalog.workspace
        clusters = tuple(replace(item, protection=Protection.TYPE_NAME) for item in workspace.clusters)
        program.workbench.catalog.workspace = replace(workspace, clusters=clusters)
        program.lab.link.mend()
        hold = await over(program, hold_id)
        assert (hold.phase, codes(hold)) == (Phase.REFUSED, {"run.name_not_typed"})
        assert runs(disk) == []


async def test_a_journal_that_cannot_be_written_refuses(disk: Disk, tmp_path: Path) -> None:
    journal = MemoryJournal(disk.sandbox.journal.disk)
    async with disk.process(tmp_path, journal=journal) as program:
        plan, image = plan_of(program), program.image("web", "proxy")
        journal.full = True
        hold = await over(program, await program.workbench.holds.arm(plan, YES))
        assert (hold.phase, codes(hold)) == (Phase.REFUSED, {"journal.full"})
        assert (runs(disk), program.image("web", "proxy")) == ([], image)


async def test_what_can_be_said_at_once_is_said_when_it_is_armed(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        holds, workbench = program.workbench.holds, program.workbench
        plan = plan_of(program)
        workspace = workbench.catalog.workspace

        async def refused(plan: Plan, agreed: Agreement = YES) -> str:
            with pytest.raises(UserError) as error:
                await holds.arm(plan, agreed)
            assert holds.all() == ()
            return error.value.code

        def guarded(protection: Protection) -> None:
            workbench.catalog.workspace = replace(
                workspace, clusters=tuple(replace(item, protection=protection) for item in workspace.clusters))

        assert await refused(Plan("", ())) == "hold.empty"
        assert await refused(Plan("", (), also_build=("nope",))) == "preflight.no_build"
        guarded(Protection.READ_ONLY)
        assert await refused(plan) == "run.read_only"
        guarded(Protection.TYPE_NAME)
        assert await refused(plan) == "run.name_not_typed"
        guarded(Protection.CONFIRM)
        assert await refused(plan) == "run.unconfirmed"
        build = workbench.catalog.build("web")
        assert build is not None
        risky = replace(build, tasks=(Script(text="make"), *build.tasks))
        await workbench.catalog.save_build(risky)
        assert await refused(Plan("", (), also_build=("web",))) == "trust.needed"
        told = replace(build, tasks=(CodeRepository(url="https://me:secret@git/x"), *build.tasks))
        disk.sandbox.files.builds["web"] = told
        await workbench.catalog.load()
        assert await refused(Plan("", (), also_build=("web",))) == "build.password"
        assert "secret@git" not in repr(disk.sandbox.drafts.values)


# ---- disarm ------------------------------------------------------------------------------------------------------------------------------


async def test_disarmed_it_never_starts_not_even_in_preflight(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with disk.process(tmp_path) as program:
        plan, asked = plan_of(program), asyncio.Event()

        async def for_ever(plan: Plan) -> Report:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

        monkeypatch.setattr(program.workbench.preflight, "check", for_ever)
        hold_id = await program.workbench.holds.arm(plan, YES)
        await asyncio.wait_for(asked.wait(), 5)
        waiting = asyncio.ensure_future(program.workbench.holds.wait(hold_id))
        await asyncio.sleep(0)
        await program.workbench.holds.disarm(hold_id)
        with pytest.raises(UserError) as error:
            await waiting
        assert error.value.code == "hold.gone"
        await program.workbench.holds.disarm(hold_id)  # nothing is there any more
        assert (program.workbench.holds.all(), runs(disk)) == ((), [])
        await program.until(lambda: "held plans" not in program.workbench.tasks.names())


async def test_it_is_too_late_once_it_has_a_run(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with disk.process(tmp_path) as program:
        plan, refused = plan_of(program), []
        start = program.workbench.executor.start

        def try_first(*arguments: object) -> str:
            async def disarm() -> None:
                try:
                    await program.workbench.holds.disarm(hold_id)
                except UserError as error:
                    refused.append(error.code)

            coroutine = disarm()
            with pytest.raises(StopIteration):
                coroutine.send(None)
            return start(*arguments)  # type: ignore[arg-type]  # passed on as they came

        monkeypatch.setattr(program.workbench.executor, "start", try_first)
        hold_id = await program.workbench.holds.arm(plan, YES)
        hold = await over(program, hold_id)
        assert (hold.phase, refused) == (Phase.STARTED, ["hold.too_late"])
        await program.workbench.executor.wait(hold.run)
        await program.workbench.holds.disarm(hold_id)
        assert program.workbench.holds.all() == ()
