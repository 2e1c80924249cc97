"""“Execute when connected” through the window: armed by keys and mouse, shown while it waits, started by itself, put away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QDateTime, Qt, QTimeZone
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QSystemTrayIcon

from desktop_pipeline.adapters.sandbox import SandboxCluster
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.holds import Agreement, Phase, Window
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind, RowKey
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.endpoints import Pace
from desktop_pipeline.services.inventory import Link
from desktop_pipeline.ui import window_actions
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.runs.hold_dialog import HoldDialog
from desktop_pipeline.ui.runs.hold_tray import HoldTray
from desktop_pipeline.ui.runs.hold_words import drift_words
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.support import Grid, click, key, open_window, sheet_of, until
from tests.ui.test_grid_keys import nameless

API, WEB, CACHE = key("api"), key("web"), key("cache", Kind.STATEFUL_SET)
STOP, ASK, GO_ON = OnDrift.STOP, OnDrift.ASK, OnDrift.GO_ON


def lab(window: MainWindow) -> SandboxCluster:
    return window.bench.world.cluster("lab")  # type: ignore[return-value]  # the sandbox's


async def cut(window: MainWindow) -> None:
    window.bench.holds.endpoints.pace = Pace(tick=0.05, quick=0.1, slow=0.5)
    lab(window).link.cut()
    await until(lambda: window.bench.inventory.facts("lab", "shop").link is Link.LOST)


async def choose(window: MainWindow) -> Grid:
    grid = Grid(window)
    grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
    await until(window.toolbar.batch.isEnabled)
    return grid


async def dialog_of(window: MainWindow) -> HoldDialog:
    await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(HoldDialog)))
    dialog = next(dialog for dialog in window.findChildren(HoldDialog) if dialog.isVisible())
    dialog.activateWindow()
    await asyncio.sleep(0.05)
    return dialog


async def armed(window: MainWindow) -> str:
    """Arm what is chosen, by mouse."""
    click(window.toolbar.buttons["run.hold"])
    dialog = await dialog_of(window)
    QTest.mouseClick(dialog.amber, Qt.MouseButton.LeftButton, pos=dialog.amber.rect().center() - dialog.amber.rect().center() * 0.9)
    click(dialog.arm)
    await until(window.holds.isVisible)
    return window.bench.holds.all()[-1].id


def test_armed_while_the_network_is_gone_it_starts_by_itself(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            assert window.holds.isHidden()
            await choose(window)
            await cut(window)
            window.activateWindow()
            await until(window.isActiveWindow)
            QTest.keyClick(window.grid, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
            dialog = await dialog_of(window)
            assert "cluster lab, registry shop" in dialog.waits.text()
            assert "must be running" in dialog.must_run.text()
            assert dialog.line.text() == "systemd-run --user desktop-pipeline run PLAN --when-connected"
            assert nameless(dialog) == []
            picture(dialog, "hold-dialog")
            QTest.keyClick(dialog.amber, Qt.Key.Key_Space)
            click(dialog.copy)
            assert QGuiApplication.clipboard().text().endswith("--when-connected --yes")
            QTest.keyClick(dialog, Qt.Key.Key_Return)
            await until(window.holds.isVisible)
            strip = window.holds.strips[0]
            await until(lambda: "cannot be reached" in strip.notice.text())
            assert "“api” waits, and starts by itself." in strip.notice.text()
            assert strip.away.text() == "Disarm"
            assert strip.away.accessibleDescription() == strip.notice.text()
            assert window.grid.isEnabled()
            assert nameless(window.holds) == []
            picture(window, "hold-waits")
            assert window.bench.executor.active_runs() == ()
            lab(window).link.mend()
            await until(lambda: "has started by itself" in strip.notice.text())
            hold = window.bench.holds.all()[0]
            run = await window.bench.executor.wait(hold.run)
            assert run.state is State.DONE
            picture(window, "hold-started")
            click(strip.instead)  # Show the run
            assert window.bottom.currentIndex() == 0
            click(strip.away)
            await until(window.holds.isHidden)

    qt_run(scenario())


def test_disarmed_by_key_it_does_not_start(qt_run):
    async def scenario():
        async with open_window() as window:
            await choose(window)
            await cut(window)
            await armed(window)
            away = window.holds.strips[0].away
            away.setFocus()
            QTest.keyClick(away, Qt.Key.Key_Space)
            await until(window.holds.isHidden)
            lab(window).link.mend()
            await until(lambda: window.bench.inventory.facts("lab", "shop").link is Link.LIVE)
            await asyncio.sleep(0.3)
            assert list(window.bench.feed.runs()) == []

    qt_run(scenario())


def test_run_now_instead(qt_run):
    async def scenario():
        async with open_window() as window:
            await choose(window)
            later = datetime.fromtimestamp(window.bench.clock.now() + 7200, UTC).strftime("%Y-%m-%dT%H:%M")
            await window.bench.holds.arm(window.bench.planner.plan("lab", "shop"), Agreement(), Window(later, "", "UTC"))
            await until(window.holds.isVisible)
            click(window.holds.strips[0].instead)
            sheet = await sheet_of(window)
            click(sheet.run)
            await until(window.holds.isHidden)
            await until(window.bench.executor.active_runs)
            run = await window.bench.executor.wait(window.bench.executor.active_runs()[0])
            assert run.state is State.DONE
            assert len(list(window.bench.feed.runs())) == 1

    qt_run(scenario())


def test_what_is_missed_or_refused_stays_in_sight(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            await choose(window)
            plan = window.bench.planner.plan("lab", "shop")
            await cut(window)
            past = datetime.fromtimestamp(window.bench.clock.now() - 120, UTC).strftime("%Y-%m-%dT%H:%M")
            await window.bench.holds.arm(plan, Agreement(), Window("", past, "UTC"))
            later = datetime.fromtimestamp(window.bench.clock.now() + 7200, UTC).strftime("%Y-%m-%dT%H:%M")
            await window.bench.holds.arm(replace(plan, title="Night release"), Agreement(), Window(later, "", "UTC"))
            def said(words: str) -> bool:
                return any(words in strip.notice.text() for strip in window.holds.strips)

            await until(lambda: said("was missed"))
            await until(lambda: said("starts by itself from"))
            lab(window).somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:2.0.0.B000001")
            lab(window).link.mend()
            await window.bench.holds.arm(replace(plan, title="Third"), Agreement())
            await until(lambda: "was refused before any change" in window.holds.strips[0].notice.text())
            assert "api: api was changed since the plan was made" in window.holds.strips[0].notice.text()
            for title in ("Fourth", "Fifth", "Sixth"):
                await window.bench.holds.arm(replace(plan, title=title), Agreement(), Window(later, "", "UTC"))
            await until(window.holds.more.isVisible)
            assert window.holds.more.text() == "1 more held plan"
            picture(window, "hold-many")
            window.resize(1000, 600)  # the details go first
            await asyncio.sleep(0.05)
            window.resize(900, 600)
            theme().apply(Look.DARK)
            await asyncio.sleep(0.1)
            picture(window, "hold-many-narrow-dark")
            assert (window.width(), window.height()) == (900, 600)
            for strip in window.holds.strips:
                assert strip.notice.height() >= strip.notice.layout().heightForWidth(strip.notice.width())
            theme().apply(Look.LIGHT)
            for hold in window.bench.holds.all():
                await window.bench.holds.disarm(hold.id)

    qt_run(scenario())


def test_the_window_of_time(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            await choose(window)
            await cut(window)
            click(window.toolbar.buttons["run.hold"])
            dialog = await dialog_of(window)
            assert not dialog.begin.isEnabled()
            QTest.keyClick(dialog.early, Qt.Key.Key_Space)
            QTest.keyClick(dialog.late, Qt.Key.Key_Space)
            assert dialog.begin.isEnabled()
            dialog.zone.setCurrentText("Europe/Berlin")
            dialog.begin.setDateTime(QDateTime.fromString("2031-03-30T02:30", Qt.DateFormat.ISODate).toTimeZone(QTimeZone.utc()))
            dialog.begin.setDateTime(wall("2031-03-30T02:30"))
            dialog.end.setDateTime(wall("2031-03-30T06:00"))
            assert "does not exist in Europe/Berlin" in dialog.notice.text()
            assert not dialog.arm.isEnabled()
            assert "does not exist" in dialog.arm.toolTip()
            picture(dialog, "hold-dialog-no-such-time")
            dialog.begin.setDateTime(wall("2031-03-30T01:30"))
            assert dialog.notice.isHidden()
            assert "'--on-calendar=2031-03-30 01:30:00 Europe/Berlin'" in dialog.line.text()
            dialog.zone.setCurrentText("Nowhere")
            assert "no time zone that this computer knows" in dialog.notice.text()
            dialog.zone.setCurrentText("Asia/Seoul")
            click(dialog.arm)
            await until(window.holds.isVisible)
            hold = window.bench.holds.all()[0]
            assert hold.window == Window("2031-03-30T01:30", "2031-03-30T06:00", "Asia/Seoul")
            await until(lambda: "from 2031-03-30 01:30 to 2031-03-30 06:00 (Asia/Seoul)" in window.holds.strips[0].notice.text())
            await window.bench.holds.disarm(hold.id)

    qt_run(scenario())


def wall(text: str) -> QDateTime:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.utc())


def test_a_protected_name_is_typed_when_it_is_armed(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            await choose(window)
            await cut(window)
            workspace = window.bench.catalog.workspace
            window.bench.catalog.workspace = replace(
                workspace, clusters=tuple(replace(item, protection=Protection.TYPE_NAME) for item in workspace.clusters))
            click(window.toolbar.buttons["run.hold"])
            dialog = await dialog_of(window)
            assert not dialog.arm.isEnabled()
            assert dialog.arm.accessibleDescription() == "Type the name of the protected app map"
            picture(dialog, "hold-dialog-protected")
            QTest.keyClicks(dialog.names[0], "lab/shop")
            assert dialog.arm.isEnabled()
            assert "--confirm lab/shop" in dialog.line.text()
            click(dialog.arm)
            await until(window.holds.isVisible)
            assert window.bench.holds.all()[0].agreed.names == {"lab/shop"}
            await window.bench.holds.disarm(window.bench.holds.all()[0].id)

    qt_run(scenario())


def test_closing_the_window_says_that_it_does_not_start_then(qt_run):
    async def scenario():
        async with open_window() as window:
            await choose(window)
            await cut(window)
            hold_id = await armed(window)
            for name, stays in (("no", True), ("yes", False)):
                window.close()
                await until(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
                box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
                assert "1 plan waits to be run. It does not start while the program is closed" in box.informativeText()
                click(next(button for button in box.buttons() if button.objectName() == name))
                await until(lambda box=box: not box.isVisible())
                await asyncio.sleep(0.05)
                assert window.isVisible() is stays
            assert window.bench.holds.find(hold_id) is not None

    qt_run(scenario())


def test_leaving_for_another_workspace_asks_while_a_plan_waits(qt_run, monkeypatch):
    async def folder(*_: object, **__: object) -> str:
        return "/other"

    monkeypatch.setattr(window_actions, "ask_file", folder)

    async def scenario():
        async with open_window() as window:
            gone: list[tuple[str, bool]] = []
            window.reopen.connect(lambda folder, sandbox: gone.append((folder, sandbox)))
            await choose(window)
            await cut(window)
            hold_id = await armed(window)
            leave: list[tuple[Callable[[], object], str]] = [
                (window.actions_["workspace.open"].trigger, "no"), (window.first.sandbox_wanted.emit, "no"),
                (lambda: window.first.workspace_wanted.emit("/third"), "no"), (window.actions_["workspace.open"].trigger, "yes")]
            for act, name in leave:
                act()
                await until(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
                box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
                assert box.text() == "Open another workspace?"
                assert "1 plan waits to be run. It does not start while another workspace is open" in box.informativeText()
                assert gone == []
                click(next(button for button in box.buttons() if button.objectName() == name))
                await until(lambda: not window.work.busy("choose workspace"))
            assert gone == [("/other", False)]
            await window.bench.holds.disarm(hold_id)
            window.actions_["workspace.open"].trigger()
            await until(lambda: len(gone) == 2)

    qt_run(scenario())


@pytest.mark.parametrize("there", [True, False])
def test_the_tray_tells_where_there_is_one(qt_run, monkeypatch, there):
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda self, title, words, icon: shown.append((title, words)))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    alerts: list[object] = []
    monkeypatch.setattr(QApplication, "alert", alerts.append)
    monkeypatch.setattr(QSystemTrayIcon, "setVisible", lambda self, on: None)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda self: None)

    async def scenario():
        async with open_window() as window:
            tray = HoldTray(window.bench, window.pump, window, lambda: there)
            assert tray.icon is None
            await choose(window)
            await cut(window)
            await armed(window)
            await until(lambda: window.bench.holds.all()[0].why)
            if there:
                await until(lambda: tray.icon is not None and tray.icon.toolTip() == "1 plan waits, and starts by itself\napi")
            lab(window).link.mend()
            await until(lambda: window.bench.holds.all()[0].phase is Phase.STARTED)
            await until(lambda: tray.told == ["“api” has started by itself."])
            assert window in alerts
            assert shown == ([("Desktop Pipeline", "“api” has started by itself.")] if there else [])
            await window.bench.executor.wait(window.bench.holds.all()[0].run)
            await window.bench.holds.disarm(window.bench.holds.all()[0].id)
            if there:
                await until(lambda: tray.icon.toolTip() == "Desktop Pipeline")

    qt_run(scenario())


def test_nothing_ready_says_why_it_is_off(qt_run):
    async def scenario():
        async with open_window() as window:
            button: Callable[[], object] = window.toolbar.buttons["run.hold"].accessibleDescription
            assert not window.actions_["run.hold"].isEnabled()
            assert "No workload is ready" in str(button())
            assert window.actions_["run.hold"] in window.menu.actions()

    qt_run(scenario())


def test_what_is_chosen_and_cannot_run_is_told_before_it_is_armed(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = await choose(window)
            grid.type_tag(WEB, "proxy", "1.28.1")
            row = next(row for row in window.bench.planner.rows("lab", "shop") if row.key.workload == CACHE)
            window.bench.composer.choose(row, Choice(Mode.TAG, "not a tag!"))
            click(window.toolbar.buttons["run.hold"])
            dialog = await dialog_of(window)
            assert dialog.title.text() == "2 workloads will change"
            assert dialog.model.lines[-1].title.startswith("cache / redis: chosen, but not part of this run. ")
            assert dialog.waits.text().endswith("What has changed until then stops it before any change.")
            QTest.keyClick(dialog.rest, Qt.Key.Key_Space)
            assert dialog.waits.text().endswith("What has changed until then is left out, and the rest runs.")
            await asyncio.sleep(0.05)
            picture(dialog, "hold-dialog-left-out")
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    qt_run(scenario())


ALL = "an image that others changed, a workload that was made anew, a tag that was moved"
GONE = "a workload or container that is gone"


@pytest.mark.parametrize(("policy", "agreed", "exact", "words"), [
    (DriftPolicy(), Agreement(amber=True), False, "What has changed until then stops it before any change."),
    (DriftPolicy(ASK, ASK, ASK, ASK), Agreement(), False, "What has changed until then stops it before any change."),
    (DriftPolicy(), Agreement(skip_blocked=True), True, "What has changed until then is left out, and the rest runs."),
    (DriftPolicy(ASK, ASK, ASK, ASK), Agreement(amber=True), False,
     f"Stops it before any change: {GONE}. Does not stop it: {ALL}, a newer version."),
    (DriftPolicy(GO_ON, STOP, GO_ON), Agreement(skip_blocked=True), True,
     f"Is left out, and the rest runs: a workload that was made anew, {GONE}, a tag that was moved away from exactly the wanted image. "
     "Does not stop it: an image that others changed, a tag that was moved, a newer version."),
    (DriftPolicy(ASK, STOP, STOP, STOP), Agreement(skip_blocked=True), False,
     "Stops it before any change: an image that others changed. Is left out, and the rest runs: a workload that was made anew, "
     f"a tag that was moved, a newer version, {GONE}."),
])
def test_what_becomes_of_changes_until_then(policy, agreed, exact, words):
    step = WorkloadStep(API, (RowChange("api", Mode.TAG, "shop/api", "1", exact=exact),))
    assert drift_words(Plan("x", (step,), drift=policy), agreed) == words


@pytest.mark.parametrize("from_grid", [True, False])
def test_only_choices_of_the_grid_are_confirmed_by_arming(qt_run, from_grid):
    async def scenario():
        async with open_window() as window:
            planner, row = window.bench.planner, RowKey(API, "api")
            planner._choices[row] = Choice(Mode.APPOINTED, "2.0.0.B000003", made_at=1.0, kept=True)  # of an earlier start
            await cut(window)
            if from_grid:
                window.grid_model.refresh_choices()
                await until(window.toolbar.buttons["run.hold"].isEnabled)
                click(window.toolbar.buttons["run.hold"])
            else:
                window.bench.files.others_save_plan(replace(planner.plan("lab", "shop"), title="Friday", name="friday"))
                await until(lambda: "friday" in window.bench.catalog.plans)
                window.runner.hold_plan("friday")
            dialog = await dialog_of(window)
            QTest.keyClick(dialog.kept, Qt.Key.Key_Space)
            QTest.keyClick(dialog, Qt.Key.Key_Return)
            await until(window.holds.isVisible)
            assert planner.chosen(row).kept is not from_grid
            await window.bench.holds.disarm(window.bench.holds.all()[0].id)

    qt_run(scenario())
