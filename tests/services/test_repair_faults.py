"""A repair of a StatefulSet that cannot be done: nobody waits in vain for a rollout that cannot move on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import MemoryJournal
from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.runs import Event, State, What
from desktop_pipeline.services.preflight import Report
from tests.services.bench import YES, Bench, bench, code
from tests.services.kills import Profile
from tests.services.test_run_faults import stuck_cache


async def repaired(shop: Bench) -> Report:
    report = await stuck_cache(shop)
    assert report.repairs, "pre-flight names the broken pods"
    return report


async def told(shop: Bench, run_id: str) -> list[tuple[What, str]]:
    events = await shop.workbench.journal.events(run_id)
    return [(event.what, event.text("result")) for event in events if event.text("act") == "delete-pod"]


@pytest.mark.parametrize("act", ["intent", "outcome"])
@pytest.mark.expect_errors("journal")
async def test_a_disk_that_is_full_at_the_repair_ends_the_run_here_and_it_can_be_gone_on_with(tmp_path: Path, act: str) -> None:
    profile = Profile()
    async with profile.program(tmp_path) as shop:
        report = await repaired(shop)
        journal = shop.workbench.journal
        assert isinstance(journal, MemoryJournal)
        real = journal.append

        async def append(run_id: str, event: Event) -> None:
            journal.full = journal.full or (event.text("act") == "delete-pod" and event.what.value == act)
            await real(run_id, event)

        journal.append = append  # type: ignore[method-assign]
        run_id = shop.begin(report)
        async with asyncio.timeout(10):  # its own limit is 10 minutes
            with pytest.raises(UserError) as raised:
                await shop.workbench.executor.wait(run_id)
        assert raised.value.code == "journal.full"
        assert shop.workbench.executor.active_runs() == ()
        assert shop.step(run_id, "cache").state is State.UNKNOWN
        journal.append = real  # type: ignore[method-assign]
        journal.full = False
        recovered = await shop.workbench.recovery.look(run_id)
        rest = await shop.workbench.executor.check_rest(recovered)
        async with asyncio.timeout(20):
            ended = await shop.workbench.executor.wait(shop.workbench.executor.resume(recovered, rest, YES))
        assert ended.state is State.DONE
        intents = [what for what, _ in await told(shop, run_id) if what is What.INTENT]
        assert len(intents) == 1, "the pod was deleted once, and only with an intent on the disk"


async def test_a_repair_that_is_forbidden_ends_the_step_with_its_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with bench(tmp_path) as shop:
        await shop.open()
        report = await repaired(shop)

        async def delete_pod(namespace: str, name: str, uid: str) -> None:
            raise Refused("cluster.forbidden", text=f"{name} may not be deleted")

        monkeypatch.setattr(shop.lab, "delete_pod", delete_pod)
        run_id = shop.begin(report)
        async with asyncio.timeout(10):
            run = await shop.workbench.executor.wait(run_id)
        step = shop.step(run_id, "cache")
        assert (run.state, step.state, code(step.message)) == (State.FAILED, State.FAILED, "rollouts.not_repaired")
        assert step.message is not None and "may not be deleted" in step.message.argument("text")
        assert await told(shop, run_id) == [(What.INTENT, ""), (What.OUTCOME, "failed")]
        assert "may not be deleted" in shop.log(run_id, step.id)


async def test_a_defect_in_the_repair_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with bench(tmp_path) as shop:
        await shop.open()
        report = await repaired(shop)

        async def delete_pod(namespace: str, name: str, uid: str) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(shop.lab, "delete_pod", delete_pod)
        shop.workbench.tasks.on_error = lambda name, error: None
        run_id = shop.begin(report)
        async with asyncio.timeout(10):
            await shop.workbench.executor.wait(run_id)
        assert code(shop.step(run_id, "cache").message) == "executor.defect"
