"""The window of a workload's pods: opened by key and menu, live, with events, one pod's lines, and the log before a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_pipeline.adapters.sandbox import SandboxCluster
from desktop_pipeline.domain.errors import Refused
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services import pod_logs
from desktop_pipeline.services.cluster_ports import Forbidden
from desktop_pipeline.ui.logs.log_view import LogWindow
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pods.pods_window import PodsWindow
from desktop_pipeline.ui.texts import text
from desktop_pipeline.ui.theme import Look, Tone, theme
from desktop_pipeline.ui.window_actions import row_menu
from tests.ui.support import Grid, click, key, open_window, until
from tests.ui.test_accessibility import check

Picture = Callable[[QWidget, str], Path]
CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def cluster(window: MainWindow) -> SandboxCluster:
    found = window.bench.world.cluster("lab")
    assert isinstance(found, SandboxCluster)
    return found


@asynccontextmanager
async def pods_of(window: MainWindow, name: str) -> AsyncIterator[PodsWindow]:
    """Opened from the grid with Ctrl+L; what it did is over when it is closed."""
    grid = Grid(window)
    grid.view.setCurrentIndex(grid.index(key(name)))
    grid.key(Qt.Key.Key_L, CTRL)
    (made,) = window.findChildren(PodsWindow)
    try:
        await until(lambda: made.session is not None and made.pods.rows)
        await until(lambda: made.log.model.rowCount() > 2)
        yield made
    finally:
        gone: list[bool] = []
        made.destroyed.connect(lambda: gone.append(True))
        made.activateWindow()
        await until(made.isActiveWindow)
        QTest.keyClick(made, Qt.Key.Key_Escape)
        await until(lambda: gone)
        await until(lambda: cluster(window).book.streams == 0)


def lines(window: PodsWindow) -> list[str]:
    return [window.log.model.line(row) for row in range(window.log.model.rowCount())]


def test_pods_and_merged_log(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "mailer") as shown:
            (pod,) = cluster(window).workload("shop", "mailer").alive()
            assert shown.pods.rows[0].pod == pod.name
            assert shown.table.currentIndex().row() == 0
            assert shown.windowTitle() == "Pods of mailer"
            assert all(line.startswith(f"{pod.name[-5:]} ") for line in lines(shown))
            cluster(window).book.say(pod, pod.template.containers[0].name, "hello from the pod")
            await until(lambda: lines(shown)[-1].endswith("hello from the pod"), 2)
            assert not shown.previous.isEnabled()
            assert "was not restarted" in shown.previous.toolTip()
            assert shown.log.ui.stage.text() == "1 container is followed"
            assert shown.session is not None
            shown.session.lines = 0
            await until(lambda: shown.log.ui.stage.text() == "1 container is followed · nothing is written yet")
            cluster(window).remove("shop", "mailer")
            await until(lambda: "not there" in shown.notice.text())
            await until(lambda: "nothing is written" not in shown.log.ui.stage.text())

    qt_run(scenario())


def test_a_crash_is_shown_and_its_log_opened_by_keys(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "mailer") as shown:
            lab = cluster(window)
            (pod,) = lab.workload("shop", "mailer").alive()
            lab.book.say(pod, pod.template.containers[0].name, "last words")
            lab.crash("shop", "mailer")
            await until(lambda: shown.pods.rows[0].restarts == 1)
            await until(lambda: any("was restarted (exit code 1)" in line for line in lines(shown)))
            assert shown.previous.isEnabled()
            QTest.keyClick(shown, Qt.Key.Key_P, CTRL_SHIFT)
            await until(lambda: shown.findChildren(LogWindow))
            (log,) = shown.findChildren(LogWindow)
            await until(lambda: log.view.model.rowCount() > 0)
            said = [log.view.model.line(row) for row in range(log.view.model.rowCount())]
            assert "last words" in said
            assert log.view.ui.title.text() == f"{pod.name} / {pod.template.containers[0].name} before its last restart"
            log.activateWindow()  # a key is for the window that is active, which may still be the one below
            await until(log.isActiveWindow)
            QTest.keyClick(log, Qt.Key.Key_Escape)

    qt_run(scenario())


def test_a_log_of_before_that_cannot_be_had_is_said(qt_run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "mailer") as shown:
            lab = cluster(window)
            lab.crash("shop", "mailer")
            await until(lambda: shown.pods.rows[0].restarts == 1 and shown.previous.isEnabled())
            monkeypatch.setattr(pod_logs, "_AGAIN", 0.05)
            lab.book.removing = 1_000_000
            QTest.keyClick(shown, Qt.Key.Key_P, CTRL_SHIFT)
            await until(lambda: "It is tried again" in shown.log.ui.notice.text())
            lab.book.removing = 0
            await until(lambda: shown.findChildren(LogWindow))
            assert shown.log.ui.notice.text() == ""
            (log,) = shown.findChildren(LogWindow)
            log.activateWindow()  # a key is for the window that is active, which may still be the one below
            await until(log.isActiveWindow)
            QTest.keyClick(log, Qt.Key.Key_Escape)
            await until(lambda: not shown.findChildren(LogWindow))
            shown.activateWindow()
            await until(shown.isActiveWindow)
            monkeypatch.setattr(pod_logs, "PATIENCE", 0.2)
            lab.book.removing = 1_000_000
            QTest.keyClick(shown, Qt.Key.Key_P, CTRL_SHIFT)
            await until(lambda: "Try again in a few seconds" in shown.log.ui.notice.text())
            assert "could not be had" in shown.log.ui.notice.text()
            assert not shown.findChildren(LogWindow)

    qt_run(scenario())


def test_only_one_pod_and_events(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "web") as shown:
            several = {row.pod for row in shown.pods.rows}
            assert len(several) > 1
            names = {pod[-5:] for pod in several}
            await until(lambda: {line.partition(" ")[0] for line in lines(shown)} == names)
            shown.table.selectRow(0)
            click(shown.only)
            mine = shown.pods.rows[0].pod[-5:]
            await until(lambda: {line.partition(" ")[0] for line in lines(shown)} == {mine})
            other = next(number for number, row in enumerate(shown.pods.rows) if row.pod != shown.pods.rows[0].pod)
            shown.table.selectRow(other)
            await until(lambda: {line.partition(" ")[0] for line in lines(shown)} == {shown.pods.rows[other].pod[-5:]})
            assert shown.only.isChecked()
            shown.table.selectRow(0)
            await until(lambda: {line.partition(" ")[0] for line in lines(shown)} == {mine})
            QTest.keyClick(shown, Qt.Key.Key_O, CTRL_SHIFT)
            await until(lambda: {line.partition(" ")[0] for line in lines(shown)} == names)
            cluster(window).engine.event("shop", shown.pods.rows[0].uid, "Unhealthy", "Readiness probe failed: 503")
            QTest.keyClick(shown, Qt.Key.Key_2, CTRL)
            await until(lambda: shown.events.events)
            assert shown.tabs.currentWidget() is shown.happened
            await until(lambda: any(event.reason == "Unhealthy" for event in shown.events.events))
            assert shown.tabs.tabText(1) == "Events (1 warning)"

    qt_run(scenario())


def test_a_cut_link_is_said_and_the_log_goes_on(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "mailer") as shown:
            lab = cluster(window)
            (pod,) = lab.workload("shop", "mailer").alive()
            lab.link.cut()
            await until(lambda: "goes on where it was" in shown.notice.text())
            lab.book.say(pod, pod.template.containers[0].name, "while nobody listened")
            lab.link.mend()
            await until(lambda: not shown.notice.text())
            await until(lambda: [line for line in lines(shown) if "while nobody listened" in line])
            assert len([line for line in lines(shown) if "while nobody listened" in line]) == 1

    qt_run(scenario())


def test_a_workload_that_was_deleted_is_said(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "mailer") as shown:
            cluster(window).remove("shop", "mailer")
            await until(lambda: shown.notice.text() == "mailer is not there (any more).")
            await until(lambda: not shown.pods.rows)
            assert (shown.badge.isVisible(), shown.stage.text()) == (False, "")

    qt_run(scenario())


def test_a_right_that_was_lost_is_not_called_deleted(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "mailer") as shown:
            why = Message.of("cluster.forbidden", text="deployments")
            window.bench.inventory._take("lab", "shop", Forbidden(Kind.DEPLOYMENT, why))
            await until(lambda: shown.notice.text().startswith(text(why)))
            assert shown.pods.rows, "what is read of its pods goes on"

    qt_run(scenario())


def test_why_there_are_no_pods_stays(qt_run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with open_window() as window:
            why = "pods is forbidden: User cannot list resource"

            async def refused(*_: object) -> None:
                raise Refused("cluster.forbidden", text=why)

            monkeypatch.setattr(cluster(window), "watch_pods", refused)
            shown = PodsWindow(window.bench, key("mailer"), window)
            shown.show()
            await until(lambda: why in shown.notice.text())
            for _ in range(3):
                shown._tick()
                assert why in shown.notice.text() and shown.notice.tone is Tone.BAD
                assert "goes on" not in shown.notice.text()
            shown.close()
            await asyncio.sleep(0.1)

    qt_run(scenario())


def test_every_control_has_a_name_and_is_reached_by_keys(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "web") as shown:
            await check(shown)
            QTest.keyClick(shown, Qt.Key.Key_2, CTRL)
            await until(lambda: shown.events.events)
            await check(shown)

    qt_run(scenario(), 60)


def test_a_second_time_the_same_window_comes_to_the_front(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "mailer") as shown:
            menu = row_menu(window, key("mailer"))
            action = next(action for action in menu.actions() if action.text() == "Pods and logs…")
            action.trigger()
            menu.close()
            assert window.findChildren(PodsWindow) == [shown]

    qt_run(scenario())


def test_cron_jobs_and_nothing_selected(qt_run: Callable[..., Any]) -> None:
    async def scenario() -> None:
        async with open_window() as window:
            grid = Grid(window)
            cron = next(node.key for node in window.grid_model.nodes() if node.key.kind is Kind.CRON_JOB)
            grid.view.setCurrentIndex(grid.index(cron))
            window.actions_.refresh()
            assert "no pods of its own" in window.actions_["workload.pods"].toolTip()
            grid.key(Qt.Key.Key_L, CTRL)
            assert not window.findChildren(PodsWindow)

    qt_run(scenario())


@pytest.mark.parametrize(("look", "size"), [(Look.LIGHT, (1040, 700)), (Look.DARK, (1040, 700)), (Look.LIGHT, (900, 600))])
def test_how_it_looks(qt_run: Callable[..., Any], picture: Picture, look: Look, size: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with open_window() as window, pods_of(window, "web") as shown:
            theme().apply(look)
            shown.resize(*size)
            lab = cluster(window)
            pod = lab.workload("shop", "web").alive()[0]
            lab.book.say(pod, "proxy", "GET /cart 200 9ms")
            await until(lambda: any("200 9ms" in line for line in lines(shown)))
            lab.link.cut()
            await until(lambda: not lab.book.streams)
            lab.book.say(pod, "proxy", "this is thrown away")
            lab.book.rotate(pod, "proxy")
            lab.book.say(pod, "proxy", "GET /cart 200 12ms")
            lab.link.mend()
            await until(lambda: any("Gap" in line for line in lines(shown)))
            lab.crash("shop", "web")
            await until(lambda: any(row.restarts for row in shown.pods.rows))
            await asyncio.sleep(0.4)
            picture(shown, f"pods-{look.value}-{size[0]}")
            QTest.keyClick(shown, Qt.Key.Key_2, CTRL)
            await until(lambda: shown.events.events)
            await asyncio.sleep(0.2)
            picture(shown, f"pods-events-{look.value}-{size[0]}")

    qt_run(scenario())
