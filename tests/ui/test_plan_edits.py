"""Edit plan: what somebody else wrote meanwhile, the description, what is done about drift."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QScrollArea

from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.plans.edit_plan import EditPlanDialog
from desktop_pipeline.ui.plans.merge_plan import MergePlanDialog
from desktop_pipeline.ui.plans.save_plan import SavePlanDialog
from tests.ui.dialogs import closed, dialog_of
from tests.ui.support import Grid, click, open_window, until
from tests.ui.test_accessibility import check
from tests.ui.test_plans import CACHE, RELEASE, friday, listed, press, save


async def editing(window: MainWindow) -> EditPlanDialog:
    """Edit plan on the one plan of the workspace."""
    press(await friday(window), "plan.edit")
    return await dialog_of(window, EditPlanDialog)


def test_what_somebody_else_wrote_meanwhile_is_never_lost(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            dialog = await editing(window)
            QTest.keyClicks(dialog.title, "!")
            dialog.notes.selectAll()
            QTest.keyClicks(dialog.notes, "Mine")
            stop = replace(RELEASE, notes="STOP: not before Kim says so", links=("https://tickets/STOP",), steps=RELEASE.steps[:3])
            save(window, stop)
            await until(lambda: window.bottom.plans.chosen().workloads == 3)  # the list has read it
            for _ in range(2):  # to look and go away changes nothing: it still cannot be saved over
                click(dialog.save)
                await until(lambda: dialog.compare.isVisible() and not dialog._work.busy("save plan"))
                assert "was changed by somebody else" in dialog.notice.text()
                click(dialog.compare)
                merge = await dialog_of(dialog, MergePlanDialog)
                assert [(line.where, line.old, line.new, line.what) for line in merge.model.lines] == [
                    ("The whole plan", "Release of Friday", "Release of Friday!", "Title: yours stays"),
                    ("The whole plan", "STOP: not before Kim says so", "Mine", "Notes: changed by both"),
                    ("The whole plan", "https://tickets/STOP", "https://tickets/REL-7", "Links: is taken over"),
                    ("grafana · grafana  (lab / tools)", "not in this plan", "11.2.3", "Only here: is taken over")]
                assert (merge.take.isEnabled(), merge.take.toolTip()) == (False, "Decide 1 thing first")
                picture(merge, "plan-merge")
                await check(merge)
                click(merge.close_button)
                await until(lambda: not dialog._work.busy("save plan"))
            click(dialog.compare)
            merge = await dialog_of(dialog, MergePlanDialog)
            merge.choices["", "notes"].setFocus()
            QTest.keyClick(merge.choices["", "notes"], Qt.Key.Key_End)
            assert merge.take.isEnabled()
            click(merge.take)
            await until(lambda: dialog.compare.isHidden() and not dialog._work.busy("save plan"))
            assert dialog.notice.text() == "The changes of the other are in here now. Look at them, then save."
            assert dialog.notes.toPlainText() == "STOP: not before Kim says so\nMine"
            click(dialog.save)
            await closed(window, QDialog)
            kept = await window.bench.plans.load("friday")
            assert kept == replace(stop, title="Release of Friday!", notes="STOP: not before Kim says so\nMine")

    qt_run(scenario())


def test_a_plan_whose_file_went_meanwhile_is_saved_anew(qt_run):
    async def scenario():
        async with open_window() as window:
            dialog = await editing(window)
            QTest.keyClicks(dialog.title, "!")
            await window.bench.plans.archive("friday")
            click(dialog.save)
            await until(lambda: dialog.compare.isVisible() and not dialog._work.busy("save plan"))
            click(dialog.compare)
            await until(lambda: dialog.compare.isHidden() and not dialog._work.busy("save plan"))
            assert dialog.notice.text() == "The file was deleted or renamed by somebody else. Save makes it anew."
            click(dialog.save)
            await closed(window, QDialog)
            assert (await window.bench.plans.load("friday")).title == "Release of Friday!"

    qt_run(scenario())


def test_the_scroll_bar_of_the_left_column_covers_no_field(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            window.resize(900, 600)
            dialog = await editing(window)
            dialog.resize(860, 540)
            loop = tuple(replace(step, after=(RELEASE.steps[1 - index].key.name,)) if index < 2 else step
                         for index, step in enumerate(RELEASE.steps))
            dialog.steps.show_steps(loop)
            dialog.steps.edited.emit()
            await until(dialog.notice.text)
            bar = next(area.verticalScrollBar() for area in dialog.findChildren(QScrollArea) if area.isAncestorOf(dialog.title))
            await until(bar.isVisible)
            await asyncio.sleep(0.05)
            picture(dialog, "plan-edit-narrow")
            viewport = bar.parentWidget().parentWidget().viewport()
            for field in (dialog.title, dialog.policy, dialog.limit, *dialog.drift.boxes.values(), dialog.pause_table):
                assert field.mapTo(viewport, field.rect().topRight()).x() < viewport.width(), field.accessibleName()
            dialog.reject()

    qt_run(scenario())


def test_the_description_and_what_is_done_about_drift_are_edited_too(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            dialog = await editing(window)
            QTest.keyClicks(dialog.description, "Faster search")
            changed = dialog.drift.boxes["changed"]
            changed.setFocus()
            assert changed.currentText() == "Stop", "the word of files and of the guide"
            assert "the plan is refused before any change" in changed.toolTip()
            QTest.keyClick(changed, Qt.Key.Key_Down)
            assert changed.currentText() == "Ask"
            assert "a person has to agree" in changed.toolTip() and "a person has to agree" in changed.accessibleDescription()
            dialog.drift.boxes["newer"].setFocus()
            QTest.keyClick(dialog.drift.boxes["newer"], Qt.Key.Key_Home)
            picture(dialog, "plan-edit-drift")
            click(dialog.save)
            await closed(window, QDialog)
            plan = await window.bench.plans.load("friday")
            assert plan == replace(RELEASE, description="Faster search", drift=DriftPolicy(changed=OnDrift.ASK, newer=OnDrift.STOP))

    qt_run(scenario())


def test_that_one_plan_may_be_replaced_is_not_said_of_another(qt_run):
    async def scenario():
        async with open_window() as window:
            save(window)
            save(window, replace(RELEASE, name="friday-2"))
            await listed(window, "friday", "friday-2")
            Grid(window).type_tag(CACHE, "redis", "7.4.1")
            await until(window.toolbar.buttons["plan.save"].isEnabled)
            click(window.toolbar.buttons["plan.save"])
            dialog = await dialog_of(window, SavePlanDialog)
            QTest.keyClicks(dialog.title, "Friday")
            QTest.keyClick(dialog.replace, Qt.Key.Key_Space)
            assert dialog.save.isEnabled()
            QTest.keyClicks(dialog.title, " 2")
            assert not dialog.replace.isChecked() and not dialog.save.isEnabled()
            QTest.keyClick(dialog.replace, Qt.Key.Key_Space)
            assert dialog.save.isEnabled()
            dialog.reject()

    qt_run(scenario())
