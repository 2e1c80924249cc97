"""What the window shows of held plans: marks in the grid and in the tab Plans, what is known when one is armed, arming again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_pipeline.domain.holds import Agreement, Window
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.endpoints import Pace
from desktop_pipeline.services.kept_ports import PlanPlace
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.plans.plans_model import Column as PlanColumn
from desktop_pipeline.ui.runs.hold_dialog import HoldDialog
from desktop_pipeline.ui.runs.hold_words import standing
from desktop_pipeline.ui.theme import Tone
from tests.ui.support import Grid, click, key, open_window, until
from tests.ui.test_hold import armed, choose, cut, dialog_of, lab

API, WEB = key("api"), key("web")


async def kept_choice(window: MainWindow) -> None:
    """A choice of an earlier start."""
    await choose(window)
    await window.bench.planner.save()
    await window.bench.planner.load()
    window.grid_model.refresh_choices()


def test_the_dialog_follows_what_is_deployed_and_takes_no_mark_away(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            await kept_choice(window)
            click(window.toolbar.buttons["run.hold"])
            dialog = await dialog_of(window)
            dialog.kept.setFocus()
            QTest.keyClick(dialog.kept, Qt.Key.Key_Space)
            assert dialog.arm.isEnabled()
            said = [line.said for line in dialog.model.lines]
            assert not any("was deployed" in words for words in said)
            lab(window).somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:2.0.0.B000001")
            await until(lambda: [line.said for line in dialog.model.lines] != said)
            await until(lambda: not dialog.kept.isChecked())  # it was another state that was looked at
            assert dialog.model.lines[1].before == "2.0.0.B000001"
            assert [(line.icon, line.title.partition(":")[0]) for line in dialog.model.lines[2:]] == [("warning", "api")]
            picture(dialog, "hold-dialog-changed")
            QTest.keyClick(dialog.kept, Qt.Key.Key_Space)
            click(dialog.arm)
            await until(window.holds.isVisible)
            grid = Grid(window)
            assert grid.cell(API, "api", Column.IMAGE).kept == "changed since chosen"

    qt_run(scenario())


def test_rows_of_a_held_plan_are_marked_and_a_second_one_is_told(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = await choose(window)
            await cut(window)
            await armed(window)
            await until(lambda: grid.cell(API, "api", Column.IMAGE).kept == "held")
            assert "The held plan “api” changes this container" in grid.cell(API, "api", Column.IMAGE).tip
            click(window.toolbar.buttons["run.hold"])
            dialog = await dialog_of(window)
            told = ["“api” waits to change this workload, too, and does so once it starts."]
            assert [line.title for line in dialog.model.lines if line.icon == "warning"] == told, "the same once more, too"
            dialog.reject()
            await until(lambda: not window.findChildren(HoldDialog))
            grid.type_tag(WEB, "proxy", "1.28.1")
            await until(lambda: len(window.bench.planner.ready("lab", "shop")) == 2)
            click(window.toolbar.buttons["run.hold"])
            await until(lambda: sum(dialog.isVisible() for dialog in window.findChildren(HoldDialog)) == 1)
            dialog = next(dialog for dialog in window.findChildren(HoldDialog) if dialog.isVisible())
            assert [line.title for line in dialog.model.lines if line.icon == "warning"] == told
            picture(dialog, "hold-dialog-second")
            dialog.reject()
            picture(window, "hold-marked")
            await window.bench.holds.disarm(window.bench.holds.all()[0].id)
            await until(lambda: grid.cell(API, "api", Column.IMAGE).kept == "")

    qt_run(scenario())


def test_a_file_changed_since_is_armed_again_with_the_same_times(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            bench = window.bench
            bench.holds.endpoints.pace = Pace(tick=0.05, quick=0.1, slow=0.5)
            await choose(window)
            plan = replace(bench.planner.plan("lab", "shop", title="Monday"), name="monday")
            bench.files.others_save_plan(plan)
            await until(lambda: "monday" in bench.catalog.plans)
            later = datetime.fromtimestamp(bench.clock.now() + 7200, UTC).strftime("%Y-%m-%dT%H:%M")
            first = await bench.holds.arm(await bench.plans.load("monday"), Agreement(amber=True), Window(later, "", "UTC"), file="monday")
            tab = window.bottom.plans
            window.bottom.setCurrentWidget(tab)
            row = lambda: tab.model.row_of(PlanPlace("monday"))  # noqa: E731
            await until(lambda: row() >= 0)
            await until(lambda: tab.model.index(row(), PlanColumn.STATE).data() == "Armed: it waits, and starts by itself")
            bench.files.others_save_plan(replace(plan, notes="STOP"))
            strip = window.holds.strips[0]
            await until(lambda: "plans/monday.yaml was changed since this was armed" in strip.notice.text())
            assert strip.notice.text().startswith("“Monday” waits, but does not start:\nplans/monday.yaml was changed")
            await until(lambda: tab.model.index(row(), PlanColumn.STATE).data() == "Armed, but its file was changed since: arm it again")
            picture(window, "hold-file-changed")
            assert strip.instead.text() == "Arm again…"
            click(strip.instead)
            dialog = await dialog_of(window)
            assert (dialog.early.isChecked(), dialog.late.isChecked(), dialog.amber.isChecked()) == (True, False, True)
            assert [line.title for line in dialog.model.lines if line.icon == "warning"] == [], "the one that it stands for is no news"
            click(dialog.arm)
            await until(lambda: bench.holds.find(first) is None)
            hold, = bench.holds.all()
            assert (hold.window, hold.file, hold.plan.notes) == (Window(later, "", "UTC"), "monday", "STOP")
            await until(lambda: tab.model.index(row(), PlanColumn.STATE).data() == "Armed: it waits, and starts by itself")

    qt_run(scenario(), 60)


def test_how_a_run_went_is_said_where_it_was_armed(qt_run):
    async def scenario():
        async with open_window() as window:
            await choose(window)
            hold_id = await window.bench.holds.arm(window.bench.planner.plan("lab", "shop", title="night"), Agreement(amber=True))
            hold = await window.bench.holds.wait(hold_id)
            run = await window.bench.executor.wait(hold.run)
            assert standing(hold, run)[1] == "“night” has started by itself."
            assert standing(replace(hold, left_out=("web",)), run) == (Tone.WARN, "“night” has started by itself, without web.")
            failed = standing(replace(hold, left_out=("web",)), replace(run, state=State.FAILED))
            assert failed == (Tone.BAD, "“night” has started by itself, and did not end well: Failed.")
            window.bottom.problems.refresh()
            assert [item.words for item in window.bottom.problems.model.items] == [], "what went well is no problem"

    qt_run(scenario())
