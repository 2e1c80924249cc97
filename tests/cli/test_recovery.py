"""runs resume, finish and stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from desktop_pipeline.adapters.sandbox import MemoryJournal
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, What
from desktop_pipeline.services.workbench import Workbench
from tests.cli.conftest import Shell


def make_mortal(bench: Workbench, last: Callable[[Event], bool]) -> None:
    """Nothing can be written any more after the event for which `last` says so, and no run be begun."""
    append, create, dead = bench.journal.append, bench.journal.create, [False]

    def alive() -> None:
        if dead[0]:
            raise UserError("journal.full", file="journal.db")

    async def mortal_append(run_id: str, event: Event) -> None:
        alive()
        await append(run_id, event)
        dead[0] = last(event)

    async def mortal_create(*given: Any) -> Any:
        alive()
        return await create(*given)

    bench.journal.append, bench.journal.create = mortal_append, mortal_create  # type: ignore[method-assign, assignment]


def interrupted(shell: Shell, edge: What, act: str = "") -> str:
    """Run a plan whose program can write nothing more after the first event of this kind; the id of the run."""
    shell.began.append(lambda bench: make_mortal(bench, lambda event: (event.what, event.text("act")) == (edge, act)))
    done = shell("run", "api-2.0")
    shell.began.clear()
    assert "broke off" in done.err
    run: str = shell("runs", "--json").lines()[0]["run"]
    assert shell("runs", "--json").lines()[0]["state"] == "interrupted"
    return run


def test_it_goes_on_where_it_was(shell: Shell) -> None:
    run = interrupted(shell, What.STEP_DEFINED)
    looked = shell("runs", "resume", run, "--look")
    assert looked.code == 0
    assert "was interrupted" in looked.err
    assert "api: to be done" in looked.err
    done = shell("runs", "resume", "last")
    assert (done.code, done.lines()[-1]["state"], done.lines()[-1]["run"]) == (0, "done", run)
    assert len(shell.sandbox.clusters["lab"].patches) == 1
    again = shell("runs", "resume", run)
    assert again.code == 2
    assert "has ended" in again.err
    assert shell("runs", "--json").lines()[0]["state"] == "done"


def test_what_was_made_is_only_followed(shell: Shell) -> None:
    run = interrupted(shell, What.OUTCOME, "patch")
    done = shell("runs", "resume", run)
    assert done.code == 0
    assert "api: made, goes on from there" in done.err
    assert len(shell.sandbox.clusters["lab"].patches) == 1


def test_it_is_ended_as_it_stands(shell: Shell) -> None:
    run = interrupted(shell, What.STEP_DEFINED)
    done = shell("runs", "finish", run)
    assert done.code == 0
    assert "Not begun: tester@test ended the run as it stood." in done.out
    assert shell.sandbox.clusters["lab"].patches == []
    assert shell("runs", "--json").lines()[0]["state"] == "cancelled"
    assert shell("runs", "finish", run).code == 2


def test_show_tells_what_was_under_way_as_unknown(shell: Shell) -> None:
    run = interrupted(shell, What.OUTCOME, "patch")
    told = shell("runs", "show", run)
    assert "? lab/shop/api: unknown" in told.out
    assert "running" not in told.out
    step, whole = shell("runs", "show", run, "--json").lines()
    assert (step["state"], step["code"], whole["state"], whole["fraction"]) == ("unknown", "undo.interrupted", "interrupted", 0.0)


def test_what_is_left_is_checked_first(shell: Shell) -> None:
    run = interrupted(shell, What.STEP_DEFINED)
    shell.sandbox.clusters["lab"].remove("shop", "api")
    done = shell("runs", "resume", run)
    assert done.code == 2
    assert "api" in done.err
    assert shell.sandbox.clusters["lab"].patches == []


@pytest.mark.parametrize("action", ["resume", "finish", "stop"])
def test_a_run_that_is_not_there(shell: Shell, action: str) -> None:
    assert shell("runs", action, "x").code == 3


def test_stop_asks_the_program_that_is_at_work(shell: Shell) -> None:
    """The other program is played: its journal holds the run, and it ends the run once it is asked."""
    journal = MemoryJournal(shell.sandbox.journal.disk)
    held: list[Any] = []

    def began(bench: Workbench) -> None:
        async def alive() -> None:
            if not held:
                held.append(await journal.create("other", Plan("other", ()), "other", "somebody", 1.0))
                held[0].__enter__()
                await journal.append("other", Event(What.RUN_STARTED, 1.0))
            while not await journal.stops("other"):  # noqa: ASYNC110  # the journal has no event for it
                await asyncio.sleep(0.02)
            await journal.append("other", Event(What.RUN_ENDED, 2.0, data={"state": "cancelled"}))

        start = bench.start

        async def started(**given: Any) -> None:
            await start(**given)
            bench.tasks.start(alive(), "the other program")
            await asyncio.sleep(0.05)

        bench.start = started  # type: ignore[method-assign]

    shell.began.append(began)
    done = shell("runs", "stop", "last")
    assert done.code == 130, done.err
    assert "Cancelled: 0 of 0 steps" in done.out
    shell.began.clear()
    assert "has ended" in shell("runs", "stop", "last").err


def test_stop_of_a_dead_program_says_what_to_do(shell: Shell) -> None:
    run = interrupted(shell, What.INTENT, "patch")
    done = shell("runs", "stop", run)
    assert done.code == 2
    assert "runs resume" in done.err


def test_an_interrupted_run_that_is_undone_cannot_go_on_afterwards(shell: Shell) -> None:
    run = interrupted(shell, What.OUTCOME, "patch")
    image = shell.sandbox.clusters["lab"].workload("shop", "api").template.containers[0].image
    done = shell("runs", "undo", run)
    assert done.code == 0, done.err
    assert "ended as it stands" in done.err
    assert shell.sandbox.clusters["lab"].workload("shop", "api").template.containers[0].image != image
    assert shell("runs", "resume", run).code == 2
