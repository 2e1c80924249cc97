"""How long a run still takes, as the services tell it while it is at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import interrupted
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState, stop_asked
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.domain.workspace import Limits
from desktop_pipeline.services.feed import Feed
from desktop_pipeline.services.outlook import Outlook
from desktop_pipeline.services.tasks import TaskHost
from tests.services.bench import bench
from tests.services.manual import ManualClock

API = "lab/shop/Deployment/api"
PLAN = Plan("", (WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "api"), (RowChange("api", Mode.TAG, "api", "1"),)),))


class Journal:
    def __init__(self, plan: Plan | None) -> None:
        self.kept = plan

    async def plan(self, run_id: str) -> Plan | None:
        if run_id == "broken":
            raise UserError("journal.unreadable")
        return self.kept


class Told:
    """An outlook on one run that has begun, with a clock in the hands of the test."""

    def __init__(self, usual: Mapping[str, float] | None, plan: Plan | None = PLAN) -> None:
        self.clock, self.feed, self.tasks = ManualClock(), Feed(), TaskHost()

        async def durations() -> Mapping[str, float]:
            if usual is None:
                raise UserError("journal.unreadable")
            return usual

        self.outlook = Outlook(Journal(plan), durations, Limits, self.feed, self.tasks, self.clock)  # type: ignore[arg-type]

    async def begun(self, run_id: str = "r") -> None:
        now = self.clock.now()
        step = StepState(API, StepKind.ROLLOUT, "api", State.RUNNING, started=now)
        self.feed.show(RunState(run_id, "x", state=State.RUNNING, started=now, steps={API: step}))
        self.outlook.follow(run_id)
        self.outlook.follow(run_id)
        while self.tasks.names():
            await self.clock.sleep(0)


async def test_the_time_goes_by_and_ends_with_the_run() -> None:
    told = Told({API: 60.0})
    await told.begun()
    first = told.outlook.left("r")
    assert first is not None
    assert (first.seconds, first.known, first.steps[API].ends) == (60.0, True, 60.0)
    told.clock.jump(0.2)
    assert told.outlook.left("r") is first, "not worked out for each who asks"
    told.clock.jump(9.8)
    later = told.outlook.left("r")
    assert later is not None
    assert later.seconds == pytest.approx(50.0)
    run = told.feed.run("r")
    assert run is not None
    told.feed.show(RunState("r", "x", state=State.DONE, started=run.started, ended=told.clock.now()))
    assert told.outlook.left("r") is None


async def test_a_run_whose_program_died_has_no_time_until_it_goes_on() -> None:
    told = Told({API: 60.0})
    await told.begun()
    run = told.feed.run("r")
    assert run is not None
    told.feed.show(interrupted(run))
    assert told.outlook.left("r") is None
    told.feed.show(run)
    assert told.outlook.left("r") is not None


async def test_what_is_forgotten_can_be_followed_again() -> None:
    told = Told({API: 60.0})
    await told.begun()
    told.outlook.forget("r")
    told.outlook.forget("never followed")
    assert told.outlook.left("r") is None
    await told.begun()
    assert told.outlook.left("r") is not None


async def test_what_is_stopped_or_unknown_has_no_time() -> None:
    told = Told({API: 60.0})
    assert told.outlook.left("r") is None
    await told.begun()
    told.feed.emit("r", stop_asked(told.clock.now()))
    assert told.outlook.left("r") is None
    other = Told({API: 60.0}, plan=None)
    await other.begun()
    assert other.outlook.left("r") is None
    await told.begun("broken")
    assert told.outlook.left("broken") is None


async def test_without_a_journal_of_former_runs_it_is_a_guess() -> None:
    told = Told(None)
    await told.begun()
    left = told.outlook.left("r")
    assert left is not None
    assert (left.known, left.seconds) == (False, 60.0)


async def test_a_new_estimate_is_not_jumped_to() -> None:
    after = WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), (RowChange("web", Mode.TAG, "web", "1"),), after=("api",))
    told = Told({API: 30.0, "lab/shop/Deployment/web": 300.0}, Plan("", (*PLAN.steps, after)))
    await told.begun()
    seen = [told.outlook.left("r")]
    assert seen[0] is not None
    run = told.feed.run("r")
    assert run is not None
    web = StepState("lab/shop/Deployment/web", StepKind.ROLLOUT, "web", State.SKIPPED, ended=told.clock.now())
    told.feed.show(RunState("r", "x", state=State.RUNNING, started=run.started, steps={**run.steps, web.id: web}))
    for _ in range(20):
        told.clock.jump(1.0)
        seen.append(told.outlook.left("r"))
    seconds = [left.seconds for left in seen if left is not None]
    assert seconds[0] == 330.0
    assert all(before > now > before - 1 - 0.2 * 300 for before, now in pairwise(seconds)), seconds
    assert seconds[-1] < 30.0


async def test_a_guess_is_left_at_once_when_something_is_known() -> None:
    web = WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), (RowChange("web", Mode.TAG, "web", "1"),), after=("api",))
    told = Told({}, Plan("", (*PLAN.steps, web)))
    await told.begun()
    first = told.outlook.left("r")
    assert first is not None
    assert (first.known, first.seconds) == (False, 120.0)
    run = told.feed.run("r")
    assert run is not None
    told.clock.jump(7.0)
    api = replace(run.steps[API], state=State.DONE, ended=told.clock.now())
    told.feed.show(replace(run, steps={API: api}))
    left = told.outlook.left("r")
    assert left is not None
    assert (left.known, left.seconds) == (True, 7.0), "as long as the other one took"


async def test_a_real_run_tells_its_time_from_the_second_time_on(tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        outlook = b.workbench.outlook
        await b.open()
        for tag, known in (("2.0.0.B000003", False), ("2.0.0.B000002", True)):
            b.choose("api", Mode.APPOINTED, tag)
            run = b.begin(await b.check())
            await b.until(lambda: b.workbench.feed.run(run) is not None)  # noqa: B023  # waited for at once
            outlook.follow(run)
            await b.until(lambda: outlook.left(run) is not None)  # noqa: B023
            left = outlook.left(run)
            assert left is not None
            assert left.steps[API].basis > 0 if known else left.seconds > 0
            await b.workbench.executor.wait(run)
            assert outlook.left(run) is None
