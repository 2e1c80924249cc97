"""Renaming and archiving a plan that is armed, and what is left to do where its file is gone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Agreement, Phase, Window
from desktop_pipeline.services.endpoints import Pace
from desktop_pipeline.services.kept_ports import PlanPlace
from desktop_pipeline.ui.main_window import MainWindow
from tests.ui.dialogs import closed, dialog_of
from tests.ui.support import click, open_window, until
from tests.ui.test_hold_known import saved
from tests.ui.test_plans import pick, typed


async def armed(window: MainWindow) -> str:
    """The plan “monday” waits for a far day; the keys go to the list of plans, where it is selected."""
    window.bench.holds.endpoints.pace = Pace(tick=0.05, quick=0.1, slow=0.5)
    await saved(window)
    plan = await window.bench.plans.load("monday")
    hold_id = await window.bench.holds.arm(plan, Agreement(), Window("2100-01-01T10:00", "", "UTC"), file="monday")
    await until(window.holds.isVisible)
    await back(window)
    await pick(window.bottom.plans, "monday")
    return hold_id


async def back(window: MainWindow) -> None:
    await closed(window, QMessageBox)
    await until(lambda: not window.bottom.plans._work.busy("plan"))
    window.activateWindow()
    await until(window.isActiveWindow)
    window.bottom.plans.table.setFocus()


def there(window: MainWindow, name: str, *, archived: bool = False) -> bool:
    return window.bottom.plans.model.row_of(PlanPlace(name, archived)) >= 0


def test_archiving_an_armed_plan_asks_and_disarms_it(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            hold_id = await armed(window)
            tab = window.bottom.plans
            QTest.keyClick(tab.table, Qt.Key.Key_Delete)
            box = await dialog_of(window, QMessageBox)
            assert "Archive the armed plan?" in box.text()
            assert "“monday” is armed" in box.informativeText()
            assert box.findChild(QPushButton, "yes").text() == "Disarm and archive"
            picture(box, "plan-armed-archive")
            QTest.keyClick(box, Qt.Key.Key_Escape)
            await back(window)
            assert window.bench.holds.find(hold_id) is not None
            assert there(window, "monday")
            QTest.keyClick(tab.table, Qt.Key.Key_Delete)
            box = await dialog_of(window, QMessageBox)
            click(box.findChild(QPushButton, "yes"))
            await until(lambda: window.bench.holds.find(hold_id) is None)
            await until(lambda: not there(window, "monday"))
            await until(lambda: window.status.text() == "“monday” was disarmed and is in the archive")

    qt_run(scenario())


def test_renaming_an_armed_plan_asks_and_keeps_it_armed_where_that_fails(qt_run):
    async def scenario():
        async with open_window() as window:
            hold_id = await armed(window)
            tab = window.bottom.plans
            QTest.keyClick(tab.table, Qt.Key.Key_F2)
            await typed(window, "api-2.0")
            box = await dialog_of(window, QMessageBox)
            assert "Rename the armed plan?" in box.text()
            click(box.findChild(QPushButton, "yes"))
            await until(lambda: any("There is a plan “api-2.0” already" in box.informativeText()
                                    for box in window.findChildren(QMessageBox)))
            box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
            click(box.findChild(QPushButton, "close"))
            await back(window)
            assert window.bench.holds.find(hold_id) is not None, "nothing was moved, so it waits on"
            QTest.keyClick(tab.table, Qt.Key.Key_F2)
            await typed(window, "tuesday")
            box = await dialog_of(window, QMessageBox)
            click(box.findChild(QPushButton, "yes"))
            await until(lambda: window.bench.holds.find(hold_id) is None)
            await until(lambda: (chosen := tab.chosen()) is not None and chosen.name == "tuesday")

    qt_run(scenario())


def test_a_plan_that_is_being_run_meanwhile_stays_where_it_is(qt_run):
    async def scenario():
        async with open_window() as window:
            hold_id = await armed(window)
            QTest.keyClick(window.bottom.plans.table, Qt.Key.Key_Delete)
            box = await dialog_of(window, QMessageBox)
            hold = window.bench.holds.find(hold_id)
            window.bench.holds._armed[hold_id].hold = replace(hold, phase=Phase.STARTING, run="20300101-000000-abcdef")
            click(box.findChild(QPushButton, "yes"))
            await until(lambda: any(str(UserError("hold.too_late")) in box.informativeText() for box in window.findChildren(QMessageBox)))
            box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
            click(box.findChild(QPushButton, "close"))
            await back(window)
            assert there(window, "monday")

    qt_run(scenario())


def test_where_it_started_while_it_was_moved_both_is_told(qt_run, picture):
    """It was moved, so that it “was not done” would be wrong; and that it was disarmed, too."""
    async def scenario():
        async with open_window() as window:
            hold_id = await armed(window)
            archive, said = window.bench.plans.archive, []
            window.runner.busy.connect(said.append)

            async def slow(name: str) -> str:
                hold = window.bench.holds.find(hold_id)
                window.bench.holds._armed[hold_id].hold = replace(hold, phase=Phase.STARTED, run="20300101-000000-abcdef")
                return await archive(name)

            window.bench.plans.archive = slow
            QTest.keyClick(window.bottom.plans.table, Qt.Key.Key_Delete)
            click((await dialog_of(window, QMessageBox)).findChild(QPushButton, "yes"))
            await until(lambda: any("could not be disarmed" in box.informativeText() for box in window.findChildren(QMessageBox)))
            box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
            assert box.text() == "“monday” was moved"
            assert box.informativeText() == f"“Monday” could not be disarmed: {UserError('hold.too_late')}"
            picture(box, "plan-armed-moved-too-late")
            click(box.findChild(QPushButton, "close"))
            await back(window)
            assert not there(window, "monday")
            assert "“monday” is in the archive" in said
            assert not any("was disarmed" in words for words in said)

    qt_run(scenario())


def test_an_archived_plan_that_is_not_armed_is_told_of(qt_run):
    async def scenario():
        async with open_window() as window:
            await saved(window)
            await back(window)
            await pick(window.bottom.plans, "monday")
            QTest.keyClick(window.bottom.plans.table, Qt.Key.Key_Delete)
            await until(lambda: not there(window, "monday"))
            await until(lambda: window.status.text() == "“monday” is in the archive")

    qt_run(scenario())


def test_where_the_file_is_gone_there_is_nothing_to_arm_again(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            await armed(window)
            strip = window.holds.strips[0]
            plan = window.bench.files.plans.pop("monday")  # by hand, or by git
            await window.bench.catalog.load()
            await until(lambda: "is not there any more" in strip.notice.text())
            assert (strip.instead.text(), strip.instead.isEnabled()) == ("Arm again…", False)
            why = "There is no file to look at. Bring it back, or disarm the plan."
            assert strip.instead.toolTip() == strip.instead.accessibleDescription() == why
            assert strip.away.isEnabled()
            picture(window, "hold-file-gone")
            window.bench.files.others_save_plan(plan)
            await until(lambda: strip.instead.text() == "Run now instead…")
            assert strip.instead.isEnabled()

    qt_run(scenario())
