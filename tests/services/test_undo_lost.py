"""Undo of a change whose answer was lost: its request may still arrive, and must not come after an undo that called itself done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import WorkloadPatch
from desktop_pipeline.domain.runs import RunState, State
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict
from tests.services.bench import Bench, code, texts


async def undo(shop: Bench, run_id: str) -> tuple[set[str], RunState]:
    report = await shop.workbench.preflight.check(await shop.workbench.undo.plan(run_id))
    return texts(report), await shop.workbench.executor.wait(shop.begin(report))


async def lost(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Callable[[], PatchResult | None]]:
    """A run that was stopped while its request was out, and what lets that request arrive."""
    out: list[WorkloadPatch] = []
    send, before = shop.lab.patch, shop.lab.workload("shop", "api").template.run

    async def patch(asked: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        if dry_run or out:
            return await send(asked, dry_run=dry_run)
        out.append(asked)
        return PatchResult(PatchVerdict.UNKNOWN)

    def arrive() -> PatchResult | None:
        """None where the server refuses it: it tests which run the template names."""
        named = shop.lab.workload("shop", "api").template.run
        return shop.lab._apply(out[0], False) if named == before else None

    monkeypatch.setattr(shop.lab, "patch", patch)
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run_id = shop.begin(await shop.check())
    await shop.until(lambda: out)
    shop.workbench.executor.stop(run_id)
    assert (await shop.workbench.executor.wait(run_id)).state is State.UNKNOWN
    return run_id, arrive


async def test_an_undo_is_not_done_while_the_request_may_still_arrive(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.image("api")
    run_id, arrive = await lost(shop, monkeypatch)
    found, first = await undo(shop, run_id)
    assert "info undo.may_arrive" in found
    assert "info preflight.already_there" not in found
    assert (first.state, code(shop.step(first.id, "api").message)) == (State.UNKNOWN, "undo.may_arrive")
    assert shop.lab.patches == [], "no pod was restarted for it"
    assert arrive() is not None
    assert shop.image("api") != before
    found, second = await undo(shop, run_id)
    assert (second.state, shop.image("api")) == (State.DONE, before)
    assert arrive() is None
    found, third = await undo(shop, run_id)
    assert "info preflight.already_there" in found
    assert third.state is State.DONE, "what was written since stands against the request"


async def test_what_arrived_and_was_put_back_by_hand_cannot_arrive_again(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.image("api")
    run_id, arrive = await lost(shop, monkeypatch)
    assert arrive() is not None
    shop.lab.somebody_sets("shop", "api", "api", before)
    _, back = await undo(shop, run_id)
    assert back.state is State.DONE


async def test_an_answered_change_leaves_nothing_that_may_arrive(shop: Bench) -> None:
    before = shop.image("api")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    assert "guard" not in shop.step(run.id, "api").data, "that is for the undo, not for people"
    shop.lab.somebody_sets("shop", "api", "api", before)
    plan = await shop.workbench.undo.plan(run.id)
    assert [step.guard for step in plan.steps] == [None]
    _, back = await undo(shop, run.id)
    assert back.state is State.DONE
