"""What is seen of a run without looking at the window: title, task bar, tray, notification."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState, fold, question, started, step_defined
from desktop_pipeline.services.computer_ports import Remembered
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.task_bar import TaskBar, session_bus
from desktop_pipeline.ui.tray import Tray
from tests.keyring_support import running
from tests.ui.support import Grid, key, open_window, sheet_of, until

ROOT = Path(__file__).parents[2]
API = key("api")


class Bar(TaskBar):
    """A task bar that remembers."""

    def __init__(self) -> None:
        super().__init__(launcher=False, badge=lambda number: None)
        self.seen: list[tuple[int, int, bool] | None] = []

    def _tell(self, shown: tuple[int, int, bool] | None) -> None:
        self._shown = shown
        self.seen.append(shown)


def notices(window: MainWindow) -> list[tuple[str, str, bool]]:
    port = window.bench.ports.notices
    assert isinstance(port, Remembered)
    return port.told


def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The user works in another program; returns who asks for attention."""
    alerts: list[object] = []
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    monkeypatch.setattr(QApplication, "alert", alerts.append)
    return alerts


def a_run(state: State = State.RUNNING, api: State = State.RUNNING, cause: Message | None = None) -> RunState:
    """Of two rollouts one is done."""
    web = StepState("lab/shop/Deployment/web", StepKind.ROLLOUT, "web", State.DONE, started=1.0, ended=2.0)
    other = StepState("lab/shop/Deployment/api", StepKind.ROLLOUT, "api", api, message=cause, started=1.0)
    steps = (web, replace(other, ended=63.0) if api.ended else other)
    return RunState("r", "Release 7", state=state, started=1.0, ended=63.0 if state.ended else None, steps={one.id: one for one in steps})


def test_title_and_task_bar_tell_how_far_it_is(qt_run):
    async def scenario():
        async with open_window() as window:
            bar = window.signs.bar = Bar()
            title = window.windowTitle()
            assert not title.startswith("(")
            window.bench.feed.show(a_run())
            await until(lambda: window.windowTitle() == f"(1/2) {title}")
            assert bar.seen[-1] == (50, 1, False)
            window.bench.feed.show(a_run(api=State.FAILED))
            await until(lambda: window.windowTitle() == f"(2/2) {title}")
            assert bar.seen[-1] == (100, 0, True)
            window.bench.feed.show(a_run(State.FAILED, State.FAILED))
            await until(lambda: window.windowTitle() == title)
            assert bar.seen[-1] is None

    qt_run(scenario())


def test_a_verdict_is_told_to_who_looks_elsewhere(qt_run, monkeypatch):
    alerts = elsewhere(monkeypatch)

    async def scenario():
        async with open_window() as window:
            window.bench.feed.show(a_run())
            await until(lambda: window.windowTitle().startswith("(1/2)"))
            window.bench.feed.show(a_run(State.FAILED, State.FAILED, cause=Message.of("pod.oom", container="api")))
            await until(lambda: notices(window))
            assert notices(window) == [
                ("Release 7", "Failed · 1 of 2 done · 1 failed · took 1:02\napi: api: killed, out of memory", True)]
            assert alerts == [window]
            window.bench.feed.show(a_run(State.FAILED, State.FAILED))
            await asyncio.sleep(0.15)
            assert len(notices(window)) == 1, "once"

    qt_run(scenario())


def test_a_question_is_told_once(qt_run, monkeypatch):
    elsewhere(monkeypatch)

    async def scenario():
        async with open_window() as window:
            events = [started(1.0, "Release 7", "me", ""), step_defined(1.0, "pause/1", StepKind.PAUSE, "look")]
            window.bench.feed.show(fold("r", events))
            events.append(question(2.0, "pause/1", Message.of("executor.pause", text="Look at the shop.")))
            await until(lambda: [run.id for run in window.bottom.batch.model.runs()] == ["r"])  # it was seen before it asked
            window.bench.feed.show(fold("r", events))
            await until(lambda: notices(window))
            for _ in range(3):
                window.bench.feed.show(fold("r", events))
                await asyncio.sleep(0.1)
            ((title, words, urgent),) = notices(window)
            assert (title, urgent) == ("Release 7", False)
            assert words.startswith("Waits for your answer. ")
            assert "Look at the shop." in words

    qt_run(scenario())


@pytest.mark.parametrize("why", ["looks at it", "does not want it"])
def test_nothing_is_told(qt_run, monkeypatch, why):
    async def scenario():
        async with open_window() as window:
            if why == "does not want it":
                elsewhere(monkeypatch)
                assert window.actions_["view.notify"].isChecked()
                window.actions_["view.notify"].trigger()
                assert not window.actions_["view.notify"].isChecked()
                assert window.state().notify is False
            assert window.actions_["view.notify"] in window.menu.actions()
            window.bench.feed.show(a_run())
            await until(lambda: window.windowTitle().startswith("(1/2)"))
            window.bench.feed.show(a_run(State.DONE, State.DONE))
            await until(lambda: not window.windowTitle().startswith("("))
            await asyncio.sleep(0.1)
            assert notices(window) == []

    qt_run(scenario())


def test_a_real_run_of_the_sandbox_from_the_button_to_the_verdict(qt_run, monkeypatch):
    async def scenario():
        async with open_window() as window:
            bar = window.signs.bar = Bar()
            grid = Grid(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await until(window.toolbar.batch.isEnabled)
            QTest.mouseClick(window.toolbar.batch, Qt.MouseButton.LeftButton)
            sheet = await sheet_of(window)
            elsewhere(monkeypatch)
            QTest.mouseClick(sheet.run, Qt.MouseButton.LeftButton)
            await until(lambda: window.windowTitle().startswith("(0/1)"))
            await until(lambda: window.bench.outlook.left(window.bottom.batch.working()[0].id) is not None)
            await until(lambda: notices(window), 20)
            assert "Done · 1 of 1 done · took 0:" in notices(window)[0][1]
            assert bar.seen[-1] is None

    qt_run(scenario())


def test_the_tray_while_a_run_is_at_work(qt_run, monkeypatch):
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda self, title, words, icon: shown.append((title, words)))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    visible: list[bool] = []
    monkeypatch.setattr(QSystemTrayIcon, "setVisible", lambda self, on: visible.append(on))
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda self: visible.append(True))
    monkeypatch.setattr(QSystemTrayIcon, "hide", lambda self: visible.append(False))

    async def scenario():
        async with open_window() as window:
            window.tray = Tray(window.bench, window, lambda: True)
            window.bench.feed.show(a_run())
            await until(lambda: window.tray.icon is not None and visible[-1:] == [True])
            assert window.tray.icon.toolTip() == "Release 7\n1 of 2 done"
            elsewhere(monkeypatch)
            window.bench.feed.show(a_run(State.DONE, State.DONE))
            await until(lambda: shown)
            assert shown == [("Release 7", "Done · 2 of 2 done · took 1:02")]
            assert notices(window) == [], "once is enough"
            assert visible[-1] is True, "the icon stays for its notification"
            QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
            assert visible[-1] is False

    qt_run(scenario())


def test_badges_where_there_is_no_launcher():
    numbers: list[int] = []
    bar = TaskBar(lambda: pytest.fail("no bus there"), numbers.append, launcher=False)
    bar.clear()
    bar.show(0.5, 12, failed=False)
    bar.show(0.501, 12, failed=False)
    bar.show(0.6, 10, failed=True)
    bar.clear()
    assert numbers == [12, 10, 0]


def test_without_a_bus_nothing_fails(monkeypatch, tmp_path):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert session_bus() is None
    bar = TaskBar(launcher=True)
    bar.show(0.5, 1, failed=False)
    bar.clear()


LISTEN = """
import json, os
from jeepney import MatchRule
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
connection = open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
Proxy(message_bus, connection).AddMatch(MatchRule(type="signal", interface="com.canonical.Unity.LauncherEntry"))
print("ready", flush=True)
while True:
    message = connection.receive()
    if len(message.body) == 2:
        print(json.dumps(message.body), flush=True)
"""


@pytest.mark.skipif(not shutil.which("dbus-daemon") or not sys.platform.startswith("linux"), reason="dbus-daemon is not installed")
def test_what_the_dock_gets(qapp, monkeypatch):
    from PySide6.QtDBus import QDBusConnection

    with ExitStack() as stack:
        bus = stack.enter_context(running(["dbus-daemon", "--session", "--nofork", "--print-address=1"], {"PATH": "/usr/bin:/bin"}))
        assert bus.stdout is not None
        address = bus.stdout.readline().decode().strip()
        listener: subprocess.Popen[bytes] = stack.enter_context(
            running([sys.executable, "-c", LISTEN], {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}))
        assert listener.stdout is not None
        assert listener.stdout.readline() == b"ready\n"
        monkeypatch.setattr(QGuiApplication, "desktopFileName", lambda: "desktop-pipeline")
        connection = QDBusConnection.connectToBus(address, "of-this-test")
        bar = TaskBar(lambda: connection, launcher=True)
        bar.show(0.4, 18, failed=True)
        bar.clear()
        told = [json.loads(listener.stdout.readline()) for _ in range(2)]
        QDBusConnection.disconnectFromBus("of-this-test")
    entry = "application://desktop-pipeline.desktop"
    assert told == [
        [entry, {"progress": ["d", 0.4], "progress-visible": ["b", True], "urgent": ["b", True]}],
        [entry, {"progress": ["d", 0.0], "progress-visible": ["b", False], "urgent": ["b", False]}]]
