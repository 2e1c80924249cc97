"""The tab Plans: saving, listing, running, opening in the grid, editing, comparing, the archive."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLineEdit, QMenu, QMessageBox, QPushButton, QSpinBox, QTableView

from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.kept_ports import FileProblem, PlanPlace
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column as GridColumn
from desktop_pipeline.ui.plans.compare_plans import ComparePlansDialog
from desktop_pipeline.ui.plans.edit_plan import EditPlanDialog
from desktop_pipeline.ui.plans.plans_model import Column
from desktop_pipeline.ui.plans.plans_tab import PlansTab
from desktop_pipeline.ui.plans.save_plan import SavePlanDialog
from desktop_pipeline.ui.plans.steps_model import Column as StepColumn
from desktop_pipeline.ui.runs.hold_dialog import HoldDialog
from desktop_pipeline.ui.theme import Look, theme
from desktop_pipeline.ui.widgets.plain_table import menu_place
from tests.ui.dialogs import closed, dialog_of
from tests.ui.support import Grid, click, key, open_window, sheet_of, until
from tests.ui.test_accessibility import check, controls, label, name_of

API, WEB, CACHE = key("api"), key("web"), key("cache", Kind.STATEFUL_SET)
GRAFANA = key("grafana", namespace="tools")
RELEASE = Plan("Release of Friday", (
    WorkloadStep(CACHE, (RowChange("redis", Mode.TAG, "docker.io/library/redis", "7.4.2", shown_from="7.2.5"),), note="First"),
    WorkloadStep(API, (RowChange("api", Mode.APPOINTED, "registry.shop.example:5000/shop/api", "2.0.0.B000003"),), wave=1),
    WorkloadStep(WEB, (RowChange("web", Mode.BUILD, "registry.shop.example:5000/shop/web", build="web"),
                       RowChange("proxy", Mode.TAG, "docker.io/library/nginx", "1.28.1", shown_from="1.27.2")), wave=1, after=("api",)),
    WorkloadStep(GRAFANA, (RowChange("grafana", Mode.TAG, "docker.io/grafana/grafana", "11.2.3"),), wave=2),
), "friday", "Ask Kim before production", on_failure=OnFailure.STOP, pauses=(Pause(0, "Check the dashboards"),), links=("https://tickets/REL-7",))


async def listed(window: MainWindow, *names: str) -> PlansTab:
    """The tab in front, once it lists these plans (besides that of the sandbox)."""
    window.bottom.setCurrentWidget(window.bottom.plans)
    tab = window.bottom.plans
    await until(lambda: [plan.name for plan in tab.model.plans if plan.name != "api-2.0"] == list(names))
    return tab


async def friday(window: MainWindow) -> PlansTab:
    """The tab in front, with one plan besides that of the sandbox, which is chosen."""
    save(window)
    tab = await listed(window, "friday")
    await pick(tab, "friday")
    return tab


async def pick(tab: PlansTab, name: str, *, archived: bool = False) -> None:
    """Click a plan in the table."""
    index = tab.model.index(tab.model.row_of(PlanPlace(name, archived)), Column.NAME)
    tab.table.scrollTo(index)
    QTest.mouseClick(tab.table.viewport(), Qt.MouseButton.LeftButton, pos=tab.table.visualRect(index).center())
    await until(lambda: (chosen := tab.chosen()) is not None and chosen.name == name)


def press(tab: PlansTab, name: str) -> None:
    """Click the button of an action."""
    button = next(button for button in tab.buttons if button.defaultAction() is tab.actions_[name])
    assert button.isEnabled(), button.toolTip()
    click(button)


async def typed(window: MainWindow, words: str) -> None:
    """Answer the question for a name."""
    dialog = await dialog_of(window, QInputDialog)
    assert all(button.icon().isNull() for button in dialog.findChildren(QPushButton)), "no other dialog has them"
    dialog.setTextValue("")
    QTest.keyClicks(QApplication.focusWidget() or dialog, words)
    QTest.keyClick(dialog, Qt.Key.Key_Return)


def write(table: QTableView, words: str) -> None:
    """Type into the cell where the keyboard is, over what stands there."""
    QTest.keyClick(table, words[0])
    QTest.keyClicks(table.findChild(QLineEdit), words[1:])
    QTest.keyClick(table.findChild(QLineEdit), Qt.Key.Key_Return)


def save(window: MainWindow, plan: Plan = RELEASE) -> None:
    window.bench.files.others_save_plan(plan)  # type: ignore[attr-defined]  # the sandbox's


def test_what_is_chosen_in_all_app_maps_is_saved_as_one_plan_and_run(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            bench, grid = window.bench, Grid(window)
            grid.type_tag(WEB, "proxy", "1.28.1")
            bench.inventory.open("lab", "tools")
            await until(lambda: bench.planner.rows("lab", "tools"))
            row = next(row for row in bench.planner.rows("lab", "tools") if row.workload.key == GRAFANA)
            bench.planner.choose(row, Choice(Mode.TAG, "11.2.3"))
            await until(window.toolbar.buttons["plan.save"].isEnabled)
            click(window.toolbar.buttons["plan.save"])
            dialog = await dialog_of(window, SavePlanDialog)
            assert not dialog.save.isEnabled()
            assert dialog.save.toolTip() == "Type a title"
            assert (dialog.this_map.text(), dialog.all_maps.text()) == (
                "Only lab / shop: 1 workload", "All 2 app maps with choices: 2 workloads")
            QTest.keyClicks(dialog.title, "Release of Friday")
            dialog.this_map.setFocus()
            QTest.keyClick(dialog.this_map, Qt.Key.Key_Down)
            assert dialog.all_maps.isChecked()
            assert dialog.file.text() == "File: plans/release-of-friday.yaml"
            picture(dialog, "plan-save")
            assert [label(control) for control in controls(dialog) if not name_of(control)] == []
            QTest.keyClick(dialog.title, Qt.Key.Key_Return)
            tab = await listed(window, "release-of-friday")
            await until(lambda: (chosen := tab.chosen()) is not None and chosen.name == "release-of-friday")
            assert tab.chosen().app_maps == ("lab/shop", "lab/tools")
            press(tab, "plan.run")
            sheet = await sheet_of(window)
            assert sheet.title.text() == "2 workloads will change"
            await until(sheet.when.isVisible)
            assert sheet.when.text().startswith("1:00 in all, begun now it would end at ")
            picture(sheet, "plan-sheet")
            for box in (sheet.kept, sheet.agree):
                if box.isVisible():
                    QTest.keyClick(box, Qt.Key.Key_Space)
            assert sheet.run.isEnabled(), (sheet.run.toolTip(), [line.said for line in sheet.model.lines])
            click(sheet.run)
            await until(lambda: list(bench.feed.runs()))
            await until(lambda: next(bench.feed.runs()).state.ended, 25)
            assert {step.state.value for step in next(bench.feed.runs()).steps.values()} == {"done"}

    qt_run(scenario(), 60)


def test_what_is_chosen_in_another_app_map_only_can_be_saved(qt_run):
    async def scenario():
        async with open_window() as window:
            bench = window.bench
            bench.inventory.open("lab", "tools")
            await until(lambda: bench.planner.rows("lab", "tools"))
            row = next(row for row in bench.planner.rows("lab", "tools") if row.workload.key == GRAFANA)
            assert not window.toolbar.buttons["plan.save"].isEnabled()
            bench.planner.choose(row, Choice(Mode.TAG, "11.2.3"))
            await until(window.toolbar.buttons["plan.save"].isEnabled)
            click(window.toolbar.buttons["plan.save"])
            dialog = await dialog_of(window, SavePlanDialog)
            assert not dialog.this_map.isEnabled()
            assert dialog.all_maps.isChecked()
            QTest.keyClicks(dialog.title, "Tools")
            bench.planner.reset(GRAFANA)  # it was run from elsewhere meanwhile
            click(dialog.save)
            await until(dialog.notice.text)
            assert dialog.notice.text() == "Nothing is ready any more: choose versions first"
            bench.planner.choose(row, Choice(Mode.TAG, "11.2.3"))
            click(dialog.save)
            await closed(window, QDialog)
            assert [step.key for step in (await bench.plans.load("tools")).steps] == [GRAFANA]

    qt_run(scenario())


def test_what_is_chosen_and_not_ready_is_told_before_it_is_saved(qt_run):
    async def scenario():
        async with open_window() as window:
            bench, grid = window.bench, Grid(window)
            grid.type_tag(WEB, "proxy", "1.28.1")
            row = next(row for row in window.bench.planner.rows("lab", "shop") if row.key.workload == CACHE)
            window.bench.composer.choose(row, Choice(Mode.TAG, "not a tag!"))
            bench.inventory.open("lab", "tools")
            await until(lambda: bench.planner.rows("lab", "tools"))
            bench.planner.choose(bench.planner.rows("lab", "tools")[0], Choice(Mode.TAG, "not a tag!"))
            await until(window.toolbar.buttons["plan.save"].isEnabled)
            click(window.toolbar.buttons["plan.save"])
            dialog = await dialog_of(window, SavePlanDialog)
            assert dialog.left.isVisible()
            assert dialog.left.text() == "1 chosen row is not ready and is left out."
            assert dialog.left.accessibleDescription().startswith("cache / redis: ")
            dialog.all_maps.click()
            bench.planner.reset(CACHE)
            bench.planner.reset(bench.planner.rows("lab", "tools")[0].workload.key)
            dialog.this_map.click()
            assert dialog.left.isHidden()
            dialog.reject()

    qt_run(scenario())


def test_a_plan_that_is_there_is_only_replaced_when_asked_and_keeps_its_order(qt_run):
    async def scenario():
        async with open_window() as window:
            save(window)
            await listed(window, "friday")
            Grid(window).type_tag(CACHE, "redis", "7.4.1")
            await until(window.toolbar.buttons["plan.save"].isEnabled)
            click(window.toolbar.buttons["plan.save"])
            dialog = await dialog_of(window, SavePlanDialog)
            QTest.keyClicks(dialog.title, "Friday")
            assert "There is a plan of this name" in dialog.save.toolTip()
            assert not dialog.save.isEnabled()
            QTest.keyClick(dialog.replace, Qt.Key.Key_Space)
            click(dialog.save)
            await closed(window, QDialog)
            plan = await window.bench.plans.load("friday")
            assert (plan.title, plan.notes, plan.pauses) == ("Friday", RELEASE.notes, RELEASE.pauses)
            assert [(step.key, step.note, step.rows[0].tag) for step in plan.steps] == [(CACHE, "First", "7.4.1")]

    qt_run(scenario())


def test_the_rows_of_a_plan_become_the_choices_of_the_grid(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            gone = WorkloadStep(key("nope"), (RowChange("x", Mode.TAG, "a/b", "1"),))
            save(window, replace(RELEASE, steps=(*RELEASE.steps, gone)))
            tab = await listed(window, "friday")
            await pick(tab, "friday")
            press(tab, "plan.grid")
            box = await dialog_of(window, QMessageBox)
            assert box.text() == "5 rows of “friday” are chosen"
            assert "lab/shop/nope · x: This workload is not there any more." in box.informativeText()
            click(box.findChild(QPushButton, "close"))
            grid = Grid(window)
            await until(window.toolbar.batch.isEnabled)
            await until(lambda: grid.can_run(API) and grid.can_run(WEB))
            assert grid.cell(CACHE, "redis", GridColumn.CONTROL).text == "7.4.2"
            assert window.bench.plans.chosen_maps() == (("lab", "shop"), ("lab", "tools"))
            picture(window, "plan-in-grid")

    qt_run(scenario())


def test_edit_plan_by_keyboard(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            tab = await friday(window)
            QTest.keyClick(tab.table, Qt.Key.Key_Return)
            dialog = await dialog_of(window, EditPlanDialog)
            await asyncio.sleep(0.1)
            assert not dialog.save.isEnabled()
            assert [bar.label for bar in dialog.picture.picture.bars][:2] == ["Build web", "cache · lab / shop"]
            assert dialog.total.text().startswith("4:00 in all, begun now it would end at ")
            picture(dialog, "plan-edit")
            table = dialog.table
            table.setFocus()
            table.setCurrentIndex(dialog.steps.index(0, StepColumn.WAVE))
            QTest.keyClick(table, Qt.Key.Key_F2)
            editor = table.findChild(QSpinBox)
            QTest.keyClicks(editor, "3")
            QTest.keyClick(editor, Qt.Key.Key_Return)
            await until(lambda: dialog.steps.steps[0].wave == 3)
            table.setCurrentIndex(dialog.steps.index(1, StepColumn.AFTER))
            write(table, "web")
            await until(dialog.notice.text)
            assert dialog.notice.text().startswith("These steps wait for one another")
            assert not dialog.save.isEnabled()
            assert dialog.picture.picture.bars == []
            picture(dialog, "plan-edit-cycle")
            write(table, "nobody")
            await until(lambda: "nobody" in dialog.notice.text())
            assert dialog.notice.text().startswith("api: The plan has no step “nobody”")
            QTest.keyClick(table, Qt.Key.Key_F2)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
            await until(lambda: dialog.notice.text() == "")
            remove = dialog.remove_pause
            assert (remove.isEnabled(), remove.toolTip(), remove.accessibleDescription()) == (False, "Select a pause", "Select a pause")
            click(dialog.add_pause)
            assert (remove.isEnabled(), remove.toolTip(), remove.accessibleDescription()) == (True, "Remove the pause", "")
            QTest.keyClicks(QApplication.focusWidget(), "Ask Kim")
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
            await until(lambda: dialog.pauses.pauses[-1] == Pause(1, "Ask Kim"))
            QTest.keyClicks(dialog.links, "https://tickets/REL-8")
            QTest.keyClick(dialog.links, Qt.Key.Key_Return)
            QTest.keyClicks(dialog.title, "!")
            click(dialog.save)
            await closed(window, QDialog)
            plan = await window.bench.plans.load("friday")
            assert (plan.title, plan.links) == ("Release of Friday!", ("https://tickets/REL-8", "https://tickets/REL-7"))
            assert (plan.steps[0].wave, plan.steps[1].after, plan.pauses) == (3, (), (*RELEASE.pauses, Pause(1, "Ask Kim")))
            assert plan.steps[2] == RELEASE.steps[2]

    qt_run(scenario())


def test_a_saved_plan_can_wait_until_it_is_connected(qt_run):
    async def scenario():
        async with open_window() as window:
            tab = await friday(window)
            tab.actions_["plan.hold"].trigger()
            dialog = await dialog_of(window, HoldDialog)
            QTest.keyClick(dialog.go_on, Qt.Key.Key_Space)  # it has a pause
            assert "run friday --when-connected" in dialog.line.text()
            click(dialog.cancel)
            await closed(window, QDialog)
            assert window.bench.holds.all() == ()

    qt_run(scenario())


def test_compare_duplicate_rename_archive_bring_back_delete(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            tab = await friday(window)
            tab.table.setFocus()
            QTest.keyClick(tab.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
            await typed(window, "monday")
            await listed(window, "friday", "monday")
            await until(lambda: tab.chosen().name == "monday")
            save(window, replace(RELEASE, name="monday", steps=(
                replace(RELEASE.steps[0], rows=(replace(RELEASE.steps[0].rows[0], tag="7.4.1"),)), replace(RELEASE.steps[2], after=()),
                RELEASE.steps[3])))
            await until(lambda: tab.chosen().workloads == 3)
            press(tab, "plan.compare")
            compare = await dialog_of(window, ComparePlansDialog)
            compare.old.setCurrentText("friday")
            compare.new.setCurrentText("monday")
            await until(lambda: compare.notice.text() == "3 differences")
            assert [(line.where, line.what) for line in compare.model.lines] == [
                ("api · api  (lab / shop)", "Only in the first"), ("cache · redis  (lab / shop)", "tag"),
                ("web  (lab / shop)", "Comes after")]
            picture(compare, "plan-compare")
            await check(compare)
            compare.old.setCurrentText("monday")
            await until(lambda: compare.notice.text() == "Both plans do the same in the same order.")
            click(compare.close_button)
            await closed(window, QDialog)
            window.activateWindow()
            await until(window.isActiveWindow)
            tab.table.setFocus()
            QTest.keyClick(tab.table, Qt.Key.Key_F2)
            await typed(window, "friday")
            box = await dialog_of(window, QMessageBox)
            assert box.informativeText() == "There is a plan “friday” already. Take another name."
            click(box.findChild(QPushButton, "close"))
            await until(lambda: not tab._work.busy("plan"))
            window.activateWindow()
            await until(window.isActiveWindow)
            assert tab.chosen().name == "monday"
            QTest.keyClick(tab.table, Qt.Key.Key_Delete)
            await listed(window, "friday")
            tab.actions_["plan.show-archive"].trigger()
            await listed(window, "friday", "monday")
            await pick(tab, "monday", archived=True)
            assert tab.actions_["plan.run"].toolTip() == "Bring the plan back first"
            picture(window.bottom, "plans-archive")
            place = tab.table.visualRect(tab.table.currentIndex()).center()
            QTest.mouseClick(tab.table.viewport(), Qt.MouseButton.RightButton, pos=place)
            tab.table.customContextMenuRequested.emit(place)  # the platform without a screen sends no context menu event
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            assert [action.text() for action in menu.actions() if action.isEnabled() and action.text()] == ["Bring back", "Delete…"]
            menu.close()
            tab.actions_["plan.back"].trigger()
            await until(lambda: (chosen := tab.chosen()) is not None and chosen.place == PlanPlace("monday"))
            window.activateWindow()
            await until(window.isActiveWindow)
            await until(lambda: not tab._work.busy("plan"))
            tab.table.setFocus()
            QTest.keyClick(tab.table, Qt.Key.Key_Delete)
            await until(lambda: tab.model.row_of(PlanPlace("monday", archived=True)) >= 0)
            await pick(tab, "monday", archived=True)
            tab.actions_["plan.delete"].trigger()
            box = await dialog_of(window, QMessageBox)
            click(box.findChild(QPushButton, "yes"))
            await listed(window, "friday")

    qt_run(scenario())


def test_the_menu_opens_at_the_row_it_is_about(qt_run):
    async def scenario():
        async with open_window() as window:
            for number in range(30):
                save(window, replace(RELEASE, name=f"plan-{number:02}"))
            tab = await listed(window, *(f"plan-{number:02}" for number in range(30)))
            await pick(tab, "plan-03")
            window.activateWindow()
            await until(window.isActiveWindow)
            tab.table.setFocus()
            QTest.keyClick(tab.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
            assert tab.chosen().name == "plan-29", "what is in sight is what the menu is about"
            bar = tab.table.verticalScrollBar()
            bar.setValue(bar.minimum())
            tab.table.customContextMenuRequested.emit(QPoint(200, 5))  # the Menu key with the pointer anywhere
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            menu.close()
            for row, at in ((tab.table.currentIndex(), QPoint(200, 5)), (tab.model.index(tab.model.rowCount() - 3, 0), None)):
                tab.table.setCurrentIndex(row)
                place = tab.table.visualRect(row)
                there = menu_place(tab.table, at or place.center())
                assert there.y() - tab.table.viewport().mapToGlobal(place.topLeft()).y() in range(place.height())
            assert tab.table.viewport().rect().contains(place.center())

    qt_run(scenario())


def test_a_plan_with_mistakes_says_them_and_cannot_be_run(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            message = Message.of("file.unknown_key_meant", key="titel", meant="title")
            window.bench.files.problems = (FileProblem("plans/bad.yaml", 3, "titel", message),)
            save(window)
            tab = await listed(window, "bad", "friday")
            await pick(tab, "bad")
            state = tab.model.index(tab.model.row_of(PlanPlace("bad")), Column.STATE)
            assert state.data() == "plans/bad.yaml:3  “titel” is not known here. Did you mean “title”?"
            assert not tab.actions_["plan.run"].isEnabled()
            assert tab.actions_["plan.run"].toolTip() == "The file of this plan has mistakes: see its state"
            run = next(button for button in tab.buttons if button.defaultAction() is tab.actions_["plan.run"])
            assert run.accessibleDescription() == run.toolTip(), "a screen reader is told, too"
            assert tab.actions_["plan.archive"].isEnabled()
            await pick(tab, "friday")
            assert (run.isEnabled(), run.accessibleDescription()) == (True, "")
            press(tab, "plan.check")
            sheet = await sheet_of(window)
            assert sheet.windowTitle() == "Pre-flight"
            sheet.reject()
            await closed(window, QDialog)
            for _ in range(2):  # the first time the details go
                window.resize(900, 600)
                await asyncio.sleep(0.05)
            assert window.width() == 900
            picture(window, "plans-small")
            await check(window)

    qt_run(scenario(), 60)


def test_one_plan_alone_cannot_be_compared(qt_run):
    async def scenario():
        async with open_window() as window:
            tab = await listed(window)
            await pick(tab, "api-2.0")
            button = next(button for button in tab.buttons if button.defaultAction() is tab.actions_["plan.compare"])
            assert not button.isEnabled()
            assert button.accessibleDescription() == button.toolTip() == "There is no other plan"
            save(window)
            await listed(window, "friday")
            await until(button.isEnabled)

    qt_run(scenario())


def test_the_dialogs_are_small_enough_dark_and_reachable_by_tab(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            tab = await friday(window)
            theme().apply(Look.DARK)
            press(tab, "plan.edit")
            dialog = await dialog_of(window, EditPlanDialog)
            dialog.resize(900, 560)
            await asyncio.sleep(0.05)
            assert dialog.width() <= 900
            assert dialog.height() <= 600
            click(dialog.add_pause)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
            picture(dialog, "plan-edit-dark")
            await check(dialog)
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            click((await dialog_of(dialog, QMessageBox)).findChild(QPushButton, "no"))  # nothing is thrown away without a word
            await until(lambda: not dialog._work.busy("save plan"))
            assert dialog.isVisible()
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            click((await dialog_of(dialog, QMessageBox)).findChild(QPushButton, "yes"))
            await closed(window, QDialog)
            assert (await window.bench.plans.load("friday")).pauses == RELEASE.pauses
            picture(window, "plans-dark")
            theme().apply(Look.LIGHT)

    qt_run(scenario(), 60)


def test_what_the_picture_says(qt_run):
    async def scenario():
        async with open_window() as window:
            dialog = EditPlanDialog(window.bench, RELEASE, window)
            dialog.show()
            await asyncio.sleep(0.1)
            said = dialog.picture.picture.accessibleDescription().splitlines()
            assert "Pause at 1:00: Check the dashboards" in said
            assert "Build web: from 0:00 to 1:00, on the critical path, no former duration is known" in said or \
                "cache · lab / shop: from 0:00 to 1:00, wave 0, on the critical path, no former duration is known" in said
            picture = dialog.picture.picture
            number = next(number for number, bar in enumerate(picture.bars) if bar.id == str(WEB))
            assert picture.bar_at(picture.bar_rect(number).center().toPoint()) is picture.bars[number]
            assert picture.bars[number].start == 120.0
            dialog.done(QDialog.DialogCode.Rejected)
            dialog.deleteLater()

    qt_run(scenario())
