"""The computer is kept awake from the beginning to the end of each run, and not a moment longer."""

from __future__ import annotations

from pathlib import Path

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.services.computer_ports import Wakeful
from tests.services.bench import bench


async def test_awake_while_a_run_is_at_work(tmp_path: Path) -> None:
    awake = Wakeful()
    async with bench(tmp_path, awake=awake) as b:
        await b.open()
        b.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        report = await b.check()
        assert awake.reasons == [], "a check changes nothing, and keeps nobody awake"
        run = b.begin(report)
        await b.until(lambda: awake.reasons)
        assert awake.reasons == ["a run is at work"]
        assert b.workbench.keep_awake.way == "sandbox"
        await b.workbench.executor.wait(run)
        await b.until(lambda: not awake.reasons)
        assert b.workbench.keep_awake.way == ""
        b.choose("api", Mode.APPOINTED, "2.0.0.B000002")
        again = b.begin(await b.check())
        await b.until(lambda: awake.reasons)
        b.workbench.executor.stop(again)
        await b.workbench.executor.wait(again)
        await b.until(lambda: not awake.reasons)


async def test_one_hold_for_several_runs_until_the_last_has_ended(tmp_path: Path) -> None:
    awake = Wakeful()
    async with bench(tmp_path, awake=awake, speed=10.0) as b:
        await b.open()
        b.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        first = b.begin(await b.check())
        await b.until(lambda: awake.reasons)
        b.choose("web", Mode.APPOINTED, b.row("web", "web").versions.newest().tag, container="web")  # type: ignore[union-attr]
        report = await b.workbench.preflight.check(b.workbench.planner.plan("lab", "shop", only=b.row("web").key.workload))
        second = b.begin(report)
        await b.workbench.executor.wait(first)
        assert awake.reasons == ["a run is at work"]
        await b.workbench.executor.wait(second)
        await b.until(lambda: not awake.reasons)


async def test_runs_of_other_programs_are_their_own_affair(tmp_path: Path) -> None:
    awake = Wakeful()
    async with bench(tmp_path, awake=awake) as b:
        b.workbench.feed.show(RunState("of-another", "x", state=State.RUNNING, started=1.0))
        b.workbench.feed.show(RunState("of-another", "y", state=State.RUNNING, started=1.0))
        await b.until(lambda: not b.workbench.keep_awake.way)
        assert awake.reasons == []


async def test_closing_in_the_middle_lets_go(tmp_path: Path) -> None:
    awake = Wakeful()
    async with bench(tmp_path, awake=awake) as b:
        await b.open()
        b.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        b.begin(await b.check())
        await b.until(lambda: awake.reasons)
    assert awake.reasons == []


async def test_where_it_cannot_be_the_run_goes_on_and_the_doctor_says_so(tmp_path: Path) -> None:
    awake = Wakeful()
    awake.able = False
    async with bench(tmp_path, awake=awake) as b:
        await b.open()
        b.choose("api", Mode.APPOINTED, "2.0.0.B000003")
        assert (await b.run()).state is State.DONE
        found = next(check for check in await b.workbench.doctor.examine() if check.what == "computer")
        assert (found.good, found.message.code) == (None, "doctor.not_awake")
        awake.able = True
        found = next(check for check in await b.workbench.doctor.examine() if check.what == "computer")
        assert (found.good, found.message.argument("way")) == (True, "sandbox")
        assert awake.reasons == []
