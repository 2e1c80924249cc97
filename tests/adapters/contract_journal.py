"""What every Journal does. A test module inherits the class and gives the fixture `journal`."""

from __future__ import annotations

import asyncio

import pytest

from desktop_pipeline.domain.audit import Head, Verified, export_lines, verify_export
from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import Event, State, StepKind, What, intent, outcome, run_ended, started, step_defined
from desktop_pipeline.domain.workloads import Group, Kind, WorkloadKey
from desktop_pipeline.services.kept_ports import Journal

PLAN = Plan(
    "Release 1.10", (
        WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), (
            RowChange("web", Mode.TAG, "registry:5000/shop/web", "1.10", "sha256:0", expect="registry:5000/shop/web:1.9", made_at=1.25),
            RowChange("migrate", Mode.BUILD, "shop/migrate", build="migrate", group=Group.INIT, kept=True),
        ), "uid-1"),
    ), notes="Ünïcode\n한국어", concurrency=3,
)
EVENTS = (
    started(1.5, "Release 1.10", "jo", "plan"),
    step_defined(2.0, "a/b", StepKind.ROLLOUT, "web"),
    intent(2.25, "a/b", "patch", attempt=1, image="x@sha256:1", first=True, why=None),
    outcome(3.125, "a/b", "patch", "ok", fraction=0.5, text="ü한"),
)


class JournalContract:
    async def test_plan_and_events_come_back(self, journal: Journal) -> None:
        with await journal.create("r1", PLAN, "Release 1.10", "jo", 1.5):
            for event in EVENTS:
                await journal.append("r1", event)
            assert await journal.events("r1") == EVENTS
            assert await journal.plan("r1") == PLAN

    async def test_unknown_run(self, journal: Journal) -> None:
        assert await journal.events("no") == ()
        assert await journal.plan("no") is None
        assert await journal.stops("no") == 0
        with pytest.raises(UserError) as caught:
            await journal.append("no", EVENTS[0])
        assert caught.value.code == "journal.no_run"

    async def test_header_and_lock(self, journal: Journal) -> None:
        with await journal.create("r1", PLAN, "One", "jo", 1.5):
            await journal.append("r1", EVENTS[0])
            (header,) = await journal.runs()
            assert (header.id, header.title, header.by, header.started, header.ended) == ("r1", "One", "jo", 1.5, None)
            assert (header.state, header.live) == ("running", True)
            await journal.append("r1", run_ended(9.0, State.CANCELLED))
        (header,) = await journal.runs()
        assert (header.state, header.ended, header.live) == ("cancelled", 9.0, False)

    async def test_lock_goes_when_its_user_fails(self, journal: Journal) -> None:
        with pytest.raises(ZeroDivisionError):
            with await journal.create("r1", PLAN, "One", "jo", 1.0):
                raise ZeroDivisionError
        assert [run.live for run in await journal.runs()] == [False]

    async def test_a_run_is_created_once(self, journal: Journal) -> None:
        with await journal.create("r1", PLAN, "One", "jo", 1.0):
            with pytest.raises(UserError):
                await journal.create("r1", PLAN, "Two", "jo", 2.0)
            assert [run.live for run in await journal.runs()] == [True]
        with pytest.raises(UserError) as caught:
            await journal.create("r1", PLAN, "Two", "jo", 2.0)
        assert caught.value.code == "journal.run_exists"
        assert [(run.title, run.live) for run in await journal.runs()] == [("One", False)]

    async def test_newest_first_and_limit(self, journal: Journal) -> None:
        for number, at in enumerate((5.0, 9.0, 7.0, 9.0)):
            with await journal.create(f"r{number}", PLAN, str(number), "jo", at):
                pass
        assert [run.id for run in await journal.runs()] == ["r3", "r1", "r2", "r0"]
        assert [run.id for run in await journal.runs(2)] == ["r3", "r1"]

    async def test_runs_without_an_end_are_told_however_old(self, journal: Journal) -> None:
        assert await journal.unended() == ()
        for number, at in enumerate((5.0, 9.0, 7.0)):
            with await journal.create(f"r{number}", PLAN, str(number), "jo", at):
                await journal.append(f"r{number}", EVENTS[0])
        for number in range(300):
            with await journal.create(f"s{number}", PLAN, "s", "jo", 10.0 + number):
                await journal.append(f"s{number}", run_ended(11.0 + number, State.DONE))
        with await journal.create("r3", PLAN, "3", "jo", 6.0):
            await journal.append("r1", run_ended(12.0, State.FAILED))
            assert [(run.id, run.live, run.ended, run.state) for run in await journal.unended()] == [
                ("r2", False, None, "running"), ("r3", True, None, "running"), ("r0", False, None, "running")]

    async def test_one_header(self, journal: Journal) -> None:
        assert await journal.header("r1") is None
        with await journal.create("r1", PLAN, "One", "jo", 1.5), await journal.create("r2", PLAN, "Two", "jo", 2.5):
            header = await journal.header("r1")
            assert header is not None
            assert (header.id, header.title, header.by, header.started, header.live) == ("r1", "One", "jo", 1.5, True)
            await journal.append("r1", run_ended(9.0, State.CANCELLED))
            header = await journal.header("r1")
            assert header is not None
            assert (header.state, header.ended, header.live) == ("cancelled", 9.0, True)
        assert await journal.header("r1") == (await journal.runs())[1]

    async def test_stop_is_a_request(self, journal: Journal) -> None:
        with await journal.create("r1", PLAN, "One", "jo", 1.0), await journal.create("r2", PLAN, "Two", "jo", 2.0):
            await journal.ask_stop("r1")
            await journal.ask_stop("r1")
            assert await journal.stops("r1") == 2
            assert await journal.stops("r2") == 0

    async def test_numbers(self, journal: Journal) -> None:
        assert await journal.reserve_number("r/web", 1, "r1") == 1
        assert await journal.reserve_number("r/web", 1, "r1") == 2
        assert await journal.reserve_number("r/web", 40, "r2") == 40
        assert await journal.reserve_number("r/web", 3, "r2") == 41
        assert await journal.reserve_number("r/api", 0, "r2") == 1
        await journal.record_build("r/web", BuildRun("web", 60, "1.B000060", RunOutcome.DONE, "elsewhere"))
        assert await journal.reserve_number("r/web", 1, "r3") == 61

    async def test_numbers_side_by_side(self, journal: Journal) -> None:
        numbers = await asyncio.gather(*(journal.reserve_number("r/web", 5, f"r{n}") for n in range(20)))
        assert sorted(numbers) == list(range(5, 25))

    async def test_build_runs(self, journal: Journal) -> None:
        first = BuildRun(
            "web", 1, "1.B000001", RunOutcome.DONE, "r1", 1.0, 2.5, 1 << 40, "sha256:1", "ünï", "abc", "jo", local=True, exists=True
        )
        second = BuildRun("web", 2, "1.B000002", RunOutcome.FAILED, "r2", failed_task="1")
        twin = BuildRun("web", 2, "1.B000002", RunOutcome.CANCELLED, "r3")
        await journal.record_build("r/web", BuildRun("web", 1, "1.B000001", RunOutcome.RUNNING, "r1"))
        for run in (first, second, twin):
            await journal.record_build("r/web", run)
        await journal.record_build("r/api", BuildRun("api", 9, "1.B000009", RunOutcome.DONE, "r9"))
        found = await journal.build_runs("r/web")
        assert [run.number for run in found] == [2, 2, 1]
        assert set(found) == {first, second, twin}

    async def test_build_whose_run_is_not_held_was_interrupted(self, journal: Journal) -> None:
        with await journal.create("r1", PLAN, "One", "jo", 1.0):
            await journal.record_build("r/web", BuildRun("web", 1, "1.B000001", RunOutcome.RUNNING, "r1"))
            assert [run.outcome for run in await journal.build_runs("r/web")] == [RunOutcome.RUNNING]
        assert [run.outcome for run in await journal.build_runs("r/web")] == [RunOutcome.INTERRUPTED]

    async def test_cancelled_create_holds_nothing(self, journal: Journal) -> None:
        task = asyncio.ensure_future(journal.create("r1", PLAN, "One", "jo", 1.0))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not any(run.live for run in await journal.runs())

    async def test_many_events_keep_their_order(self, journal: Journal) -> None:
        events = tuple(Event(What.OUTCOME, float(number), "step", {"n": number}) for number in range(300))
        with await journal.create("r1", PLAN, "One", "jo", 1.0):
            await asyncio.gather(*(journal.append("r1", event) for event in events))
        assert await journal.events("r1") == events

    async def test_runs_are_found_by_words_and_states(self, journal: Journal) -> None:
        other = Plan("Nightly", (WorkloadStep(WorkloadKey("lab", "back", Kind.CRON_JOB, "report"), (
            RowChange("main", Mode.TAG, "quay.io/x/report", "7.2", expect="quay.io/x/report:7.1"),)),))
        for number, (plan, by) in enumerate(((PLAN, "Jo Müller"), (other, "kim"), (PLAN, "kim"))):
            with await journal.create(f"2026-{number}", plan, plan.title, by, float(number)):
                await journal.append(f"2026-{number}", run_ended(9.0, State.FAILED if number else State.DONE))
        with await journal.create("2026-3", other, "100% \"done\"", "lee", 3.0):
            pass  # its program died
        await journal.record_build("shop/migrate", BuildRun("migrate", 8, "2.B000008", RunOutcome.DONE, "2026-2", commit="c0ffee"))

        async def found(words: str = "", *states: str, limit: int = 200) -> list[str]:
            return [header.id[-1] for header in await journal.find(words, frozenset(states), limit)]

        assert await found() == ["3", "2", "1", "0"]
        assert await found(limit=2) == ["3", "2"]
        for words, wanted in (
            ("WEB", "20"), ("shop 1.10", "20"), ("report", "31"), ("x/report:7.1", "31"), ("cronjob/report 7.2", "31"), ("kim", "21"),
            ("kim report", "1"), ("müller", "0"), ("MÜLLER", "0"), ("ünïcode 한국어", "20"), ("2026-1", "1"), ("2.b000008", "2"),
            ("c0ffee", "2"), ("c0ffee web kim", "2"), ("c0ffee report", ""), ("100%", "3"), ('"done"', "3"), ("_", ""), ("nothing", ""),
            ("repository", ""), ("restore", ""),
        ):
            assert await found(words) == list(wanted), words
        assert await found("", "failed") == ["2", "1"]
        assert await found("", "done", "interrupted") == ["3", "0"]
        assert await found("report", "interrupted", limit=1) == ["3"]
        assert await found("", "running") == []
        with await journal.create("2026-4", PLAN, "Five", "jo", 4.0):
            assert await found("", "running") == ["4"]

    async def test_all_that_is_written_is_chained(self, journal: Journal) -> None:
        assert await journal.head() == Head()
        with await journal.create("r1", PLAN, "One", "jo", 1.0), await journal.create("r2", PLAN, "Two", "jo", 2.0):
            await journal.append("r1", EVENTS[0])
            await journal.ask_stop("r1")
            await journal.reserve_number("r/web", 1, "r2")
            await journal.record_build("r/web", BuildRun("web", 1, "1.B000001", RunOutcome.DONE, "r2"))
        head, links = await journal.head(), await journal.links()
        assert (head.count, links[-1].hash) == (6, head.hash)
        assert [item.run for item in links] == ["r1", "r2", "r1", "r1", "r2", "r2"]
        assert await journal.verify() == Verified(head, told=6)
        told = await journal.links(["r2"])
        assert [(item.number, item.hash) for item in told] == [(item.number, item.hash) for item in links]
        assert [bool(item.record) for item in told] == [False, True, False, False, True, True]
        assert verify_export([line.encode() for line in export_lines(told, head)]) == Verified(head, told=3)
