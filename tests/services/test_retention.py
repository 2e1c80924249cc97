"""Logs of old runs go as the workspace says; runs and what an undo needs stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.workspace import Limits
from desktop_pipeline.services.kept_ports import RunHeader
from desktop_pipeline.services.retention import outlived
from tests.services.bench import Bench

DAY = 86400.0
NOW = 100 * DAY
HEADERS = (
    RunHeader("now", "t", "b", 99 * DAY, None, "running", True), RunHeader("day", "t", "b", 99 * DAY, 99 * DAY, "done", False),
    RunHeader("died", "t", "b", 50 * DAY, None, "running", False), RunHeader("week", "t", "b", 92 * DAY, 93 * DAY, "failed", False),
    RunHeader("month", "t", "b", 70 * DAY, 70 * DAY, "done", False))


@pytest.mark.parametrize(("days", "runs", "gone"), [
    (0, 0, ()), (30, 0, ()), (10, 0, ("month",)), (5, 0, ("week", "month")), (0, 1, ("day", "week", "month")), (0, 4, ("month",)),
    (5, 4, ("month",)), (10, 1, ("month",))])
def test_whose_logs_go(days: int, runs: int, gone: tuple[str, ...]) -> None:
    assert outlived(HEADERS, Limits(log_days=days, log_runs=runs), NOW) == gone


async def test_logs_go_and_the_run_can_still_be_undone(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    run = await shop.run()
    name = f"{run.id}/{shop.step(run.id, 'api').id}"
    await shop.workbench.retention.sweep()
    assert shop.workbench.logs.reader(name) is not None, "without a limit all are kept"
    workspace = shop.workbench.catalog.workspace
    await shop.workbench.catalog.save_workspace(replace(workspace, limits=replace(workspace.limits, log_days=1)))
    await shop.workbench.retention.sweep()
    assert shop.workbench.logs.reader(name) is not None, "it is not a day old"
    later = shop.workbench.clock.now() + 2 * DAY
    monkeypatch.setattr(shop.workbench.retention, "_clock", type("Later", (), {"now": lambda self: later})())
    await shop.workbench.retention.sweep()
    assert shop.workbench.logs.reader(name) is None
    assert [step.key.name for step in (await shop.workbench.undo.plan(run.id)).steps] == ["api"]
    assert await shop.workbench.journal.events(run.id)


async def test_a_busy_journal_is_swept_with_the_next_start(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = shop.workbench.catalog.workspace
    await shop.workbench.catalog.save_workspace(replace(workspace, limits=replace(workspace.limits, log_runs=1)))

    async def runs(limit: int) -> tuple[RunHeader, ...]:
        raise UserError("journal.busy", file="journal.db")

    monkeypatch.setattr(shop.workbench.journal, "runs", runs)
    await shop.workbench.retention.sweep()
