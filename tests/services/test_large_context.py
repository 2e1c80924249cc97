"""A build whose files are more than the limit asks first; what is sent is told before it is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import RunOutcome
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State, What, fold
from desktop_pipeline.services.crew import Consent
from tests.services.bench import YES, Bench, code

STEP = "build/web"
PLAN = Plan(title="build", steps=(), also_build=("web",))


async def begin(shop: Bench, consent: Consent = YES, megabytes: int = 600) -> str:
    shop.sandbox.builder.more_context = megabytes * 1_000_000
    return shop.begin(await shop.workbench.preflight.check(PLAN), consent)


async def asked(shop: Bench, run_id: str) -> str:
    """The open question of the build."""
    def state() -> RunState | None:
        return shop.workbench.feed.run(run_id)

    await shop.until(lambda: (run := state()) is not None and run.asking())
    run = state()
    assert run is not None
    assert run.steps[STEP].state is State.RUNNING
    assert not shop.sandbox.builder.builds, "nothing is sent before the answer"
    question = run.asking()[0].question
    assert question is not None
    return render(question)


async def test_yes_lets_the_build_go_on(shop: Bench) -> None:
    run_id = await begin(shop)
    question = await asked(shop, run_id)
    assert "limit of 500 MB" in question
    shop.workbench.executor.answer(run_id, STEP, yes=True)
    run = await shop.workbench.executor.wait(run_id)
    assert run.state is State.DONE
    assert run.asking() == ()
    assert shop.sandbox.builder.builds[0].context_size >= 600_000_000
    events = await shop.workbench.journal.events(run_id)
    told = next(event for event in events if event.what is What.ANSWER)
    assert (told.data["yes"], told.data["asked"], told.text("by")) == (True, True, "tester@test")
    assert fold(run_id, events).steps[STEP].question is None
    log = shop.log(run_id, STEP)
    assert log.index("the files of the build: 600.") < log.index("Send them to the engine?") < log.index("Step 1/")


async def test_no_stops_this_build_only(shop: Bench) -> None:
    run_id = await begin(shop)
    await asked(shop, run_id)
    shop.workbench.executor.answer(run_id, STEP, yes=False)
    shop.workbench.executor.answer(run_id, STEP, yes=True)  # too late
    run = await shop.workbench.executor.wait(run_id)
    assert (run.state, run.steps[STEP].state, run.stopping) == (State.CANCELLED, State.CANCELLED, False)
    assert code(run.steps[STEP].message) == "executor.declined"
    assert not shop.sandbox.builder.builds
    events = await shop.workbench.journal.events(run_id)
    assert [event.data["yes"] for event in events if event.what is What.ANSWER] == [False]
    newest = shop.row("web", "web").versions.newest_run()
    assert newest is not None
    assert newest.outcome is RunOutcome.CANCELLED


async def test_stop_works_while_it_waits(shop: Bench) -> None:
    run_id = await begin(shop)
    await asked(shop, run_id)
    shop.workbench.executor.stop(run_id)
    run = await shop.workbench.executor.wait(run_id)
    assert (run.state, run.asking()) == (State.CANCELLED, ())
    assert code(run.steps[STEP].message) == "executor.build_cancelled"
    shop.workbench.executor.answer(run_id, STEP, yes=True)  # nothing is asked any more
    assert not shop.sandbox.builder.builds


async def test_said_beforehand(shop: Bench) -> None:
    run = await shop.workbench.executor.wait(await begin(shop, replace(YES, large_context=True, asks=False)))
    assert run.state is State.DONE
    events = await shop.workbench.journal.events(run.id)
    assert not [event for event in events if event.what is What.QUESTION]
    assert [event.data["asked"] for event in events if event.what is What.ANSWER] == [False]


async def test_nobody_to_ask(shop: Bench) -> None:
    run = await shop.workbench.executor.wait(await begin(shop, replace(YES, asks=False)))
    assert (run.state, code(run.steps[STEP].message)) == (State.FAILED, "build.context_too_large")
    message = run.steps[STEP].message
    assert message is not None
    assert "--large-context" in render(message)
    assert not shop.sandbox.builder.builds


@pytest.mark.parametrize(("limit", "megabytes"), [(500, 0), (1000, 600)])
async def test_below_the_limit_nobody_is_asked(shop: Bench, limit: int, megabytes: int) -> None:
    workspace = shop.workbench.catalog.workspace
    shop.workbench.catalog.workspace = replace(workspace, limits=replace(workspace.limits, context_megabytes=limit))
    run = await shop.workbench.executor.wait(await begin(shop, megabytes=megabytes))
    assert run.state is State.DONE
    assert not [event for event in await shop.workbench.journal.events(run.id) if event.what in (What.QUESTION, What.ANSWER)]
