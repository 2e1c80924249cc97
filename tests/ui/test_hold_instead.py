"""“Run now instead…” of a held plan that something else became of while its sheet was open; all mistakes of an order when it is armed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Agreement, Phase, Window
from desktop_pipeline.services.hold_store import HoldStore
from desktop_pipeline.ui.main_window import MainWindow
from tests.ui.dialogs import dialog_of
from tests.ui.support import click, key, open_window, sheet_of, until
from tests.ui.test_hold import choose, cut
from tests.ui.test_hold import dialog_of as arming_of
from tests.ui.test_hold_known import saved

LATER = Window("2100-01-01T10:00", "", "UTC")


async def started_here(window: MainWindow, hold_id: str) -> str:
    """Its time has come in this very window; the run is over by the time the sheet is confirmed."""
    armed = window.bench.holds._armed[hold_id]
    armed.hold = replace(armed.hold, phase=Phase.STARTED, run="20300101-000000-abcdef")
    armed.kept = False
    return "hold.too_late"


async def started_elsewhere(window: MainWindow, hold_id: str) -> str:
    """Another window had it, and it is gone from the drafts."""
    window.bench.holds._armed[hold_id].mine = False
    await HoldStore(window.bench.ports.drafts, window.bench.ports.locks.another(), window.bench.clock).remove(hold_id)
    return "hold.gone"


async def dropped(window: MainWindow, hold_id: str) -> str:
    await started_elsewhere(window, hold_id)
    await until(lambda: window.bench.holds.find(hold_id) is None)
    return "hold.gone"


async def busy(window: MainWindow, hold_id: str) -> str:
    """A run of another window is at work there, and the plan waits on."""
    window.bench.planner.at_work(elsewhere=frozenset({key("api")}))
    return "run.active"


@pytest.mark.parametrize("act", [started_here, started_elsewhere, dropped, busy])
def test_it_is_not_run_once_more(qt_run, monkeypatch, act: Callable[[MainWindow, str], Awaitable[str]]):
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05 if act is dropped else 600.0)

    async def scenario():
        async with open_window() as window:
            await choose(window)
            bench = window.bench
            if act is busy:  # what the test says of other windows stays said
                monkeypatch.setattr(bench.recovery, "_tell_elsewhere", lambda headers: until(lambda: True))
            hold_id = await bench.holds.arm(bench.planner.plan("lab", "shop"), Agreement(), LATER)
            await until(window.holds.isVisible)
            click(window.holds.strips[0].instead)
            sheet = await sheet_of(window)
            code = await act(window, hold_id)
            click(sheet.run)
            box = await dialog_of(window, QMessageBox)
            assert box.text() == "The run was refused"
            assert box.informativeText() == str(UserError(code, workload="api"))
            QTest.keyClick(box, Qt.Key.Key_Escape)
            await until(lambda: not window.runner._work.busy("batch"))
            assert list(bench.feed.runs()) == []
            assert bench.executor.active_runs() == ()
            assert (bench.holds.find(hold_id) is None) is (code == "hold.gone")

    qt_run(scenario())


def test_all_mistakes_of_the_order_stand_in_the_dialog(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            plan = await saved(window)
            await cut(window)
            step = replace(plan.steps[0], after=("nobody", "nothing"))
            window.bench.files.plans["monday"] = replace(plan, steps=(step,))
            await window.bench.catalog.load()
            window.bottom.plans.actions_["plan.hold"].trigger()
            dialog = await arming_of(window)
            click(dialog.arm)
            await until(lambda: "“nothing”" in dialog.notice.text())
            assert [line.partition("”")[0] for line in dialog.notice.text().splitlines()] == [
                "The plan has no step “nobody", "The plan has no step “nothing"]
            assert window.bench.holds.all() == ()
            picture(dialog, "hold-dialog-order")
            dialog.reject()

    qt_run(scenario())
