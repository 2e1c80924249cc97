"""The view of logs: follows, searches, copies, saves, and does not care how long a log is."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop_pipeline.adapters.logs import FileLogs
from desktop_pipeline.domain.builds import BuildRun, RunOutcome, TaskKind, TaskRun
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.runs import State, StepKind, intent, started, step_defined, step_ended
from desktop_pipeline.services.builds import log_id
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.ui.logs import log_colours
from desktop_pipeline.ui.logs.log_model import PAGES
from desktop_pipeline.ui.logs.log_view import LogView, LogWindow
from desktop_pipeline.ui.theme import Look, theme
from desktop_pipeline.ui.window_actions import show_log_window
from tests.ui import fakes
from tests.ui.fakes import until
from tests.ui.support import open_window

LOG = "r1/build/web"


def test_a_million_lines(qt_run, qapp):
    async def story() -> None:
        bench = fakes.make()
        reader = bench.logs.readers[LOG] = fakes.MemoryReader(made=1_000_000)
        begin = time.perf_counter()
        window = LogWindow(bench.workbench, LOG)
        window.show()
        await asyncio.sleep(0.05)
        view = window.view
        table = view.ui.table
        assert table.rowAt(table.viewport().height() - 3) == 999_999
        assert reader.asked < 5_000
        bar = table.verticalScrollBar()
        for part in range(0, 1001):
            bar.setValue(bar.maximum() * part // 1000)
            table.viewport().repaint()
        assert view.model.pages_in_memory() <= PAGES
        reader.over = False
        view.open(LOG)
        for _ in range(10):
            reader.made += 500
            view._tick()
            assert table.rowAt(table.viewport().height() - 3) == reader.made - 1
        assert time.perf_counter() - begin < 30
        window.close()
        await bench.workbench.close()

    qt_run(story())


def test_a_log_file_that_is_being_written(qt_run, tmp_path: Path):
    async def story() -> None:
        bench = fakes.make()
        logs = FileLogs(tmp_path, Redactor(["hunter2"]))
        bench.workbench.logs = logs
        window = LogWindow(bench.workbench, LOG)
        window.show()
        writer = logs.writer(LOG)
        for number in range(20_000):
            writer.write(f"\x1b[32mstep {number}\x1b[0m")
        window.view.open(LOG)
        await until(lambda: window.view.model.rowCount() == 20_000)
        writer.write("the password is hunter2")
        await until(lambda: window.view.model.rowCount() == 20_001)
        assert window.view.model.line(19_999) == "step 19999" and "hunter2" not in window.view.model.line(20_000)
        window.view.ui.search.setFocus()
        QTest.keyClicks(window.view.ui.search, "step 1234")
        await until(lambda: window.view.ui.hits.text() == "1 of 11")
        writer.close()
        await until(lambda: not window.view._timer.isActive())
        window.close()
        await logs.close()
        await bench.workbench.close()

    qt_run(story())


def test_follows_while_it_grows_and_stops_when_scrolled_up(qt_run):
    async def story() -> None:
        bench = fakes.make()
        reader = bench.logs.readers[LOG] = fakes.MemoryReader([f"line {number}" for number in range(200)])
        reader.over = False
        window = LogWindow(bench.workbench, LOG)
        window.show()
        table, bar = window.view.ui.table, window.view.ui.table.verticalScrollBar()
        assert bar.value() == bar.maximum()
        reader.list.extend(f"more {number}" for number in range(50))
        await until(lambda: window.view.model.rowCount() == 250)
        assert bar.value() == bar.maximum() and window.view.ui.follow.isChecked()
        QTest.keyClick(table, Qt.Key.Key_Home)
        assert not window.view.ui.follow.isChecked()
        place = bar.value()
        reader.list.extend(f"yet {number}" for number in range(50))
        await until(lambda: window.view.model.rowCount() == 300)
        assert bar.value() == place
        QTest.mouseClick(window.view.ui.follow, Qt.MouseButton.LeftButton)
        assert bar.value() == bar.maximum()
        reader.over = True
        await until(lambda: not window.view._timer.isActive())
        window.close()
        assert reader.closed
        await bench.workbench.close()

    qt_run(story())


def test_search_by_keys(qt_run):
    async def story() -> None:
        bench = fakes.make()
        lines = [f"step {number}" for number in range(400)]
        lines[50] = lines[120] = lines[390] = "\x1b[32mNeedle\x1b[0m here"
        bench.logs.readers[LOG] = fakes.MemoryReader(lines)
        window = LogWindow(bench.workbench, LOG)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        view = window.view
        QTest.keyClick(view.ui.table, Qt.Key.Key_Home)
        QTest.keyClick(view.ui.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await until(view.ui.search.hasFocus)
        QTest.keyClicks(view.ui.search, "nEEdle")
        await until(lambda: view.ui.hits.text() == "1 of 3")
        assert view.ui.table.currentIndex().row() == 50
        QTest.keyClick(view.ui.search, Qt.Key.Key_F3)
        assert view.ui.table.currentIndex().row() == 120 and view.ui.hits.text() == "2 of 3"
        QTest.keyClick(view.ui.search, Qt.Key.Key_Return)
        QTest.mouseClick(view.ui.next, Qt.MouseButton.LeftButton)
        assert view.ui.table.currentIndex().row() == 50
        QTest.keyClick(view.ui.search, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
        assert view.ui.table.currentIndex().row() == 390
        view.ui.search.selectAll()
        QTest.keyClicks(view.ui.search, "nothing like it")
        await until(lambda: view.ui.hits.text() == "Not found")
        window.close()
        await bench.workbench.close()

    qt_run(story())


def test_jump_to_error_copy_and_save(qt_run, tmp_path: Path):
    async def story() -> None:
        bench = fakes.make()
        lines = [f"step {number}, 0 errors" for number in range(300)]
        lines[77], lines[200] = "E: nothing", "\x1b[31merror: no such file\x1b[0m"
        bench.logs.readers[LOG] = fakes.MemoryReader(lines)
        window = LogWindow(bench.workbench, LOG)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        view, table = window.view, window.view.ui.table
        assert not view.ui.copy.isEnabled()
        QTest.mouseClick(view.ui.error, Qt.MouseButton.LeftButton)
        await until(lambda: table.currentIndex().row() == 77)
        QTest.keyClick(table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: table.currentIndex().row() == 200)
        QTest.keyClick(table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: table.currentIndex().row() == 77)
        QTest.mouseClick(view.ui.error_before, Qt.MouseButton.LeftButton)
        await until(lambda: table.currentIndex().row() == 200)
        QTest.keyClick(table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        await until(lambda: table.currentIndex().row() == 77)
        view.finder.jump_to_error()
        await until(lambda: table.currentIndex().row() == 200)
        QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "error: no such file\nstep 201, 0 errors"
        QTest.mouseClick(view.ui.save, Qt.MouseButton.LeftButton)
        await until(lambda: bool(view.findChildren(QFileDialog)))
        dialog = view.findChildren(QFileDialog)[0]
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setText(str(tmp_path / "build.log"))
        QTest.keyClick(name, Qt.Key.Key_Return)
        await until(lambda: not view._work.busy("save log"))
        assert "Saved as" in view.ui.notice.text()
        assert (tmp_path / "build.log").read_text().count("\n") == 300
        window.close()
        await bench.workbench.close()

    qt_run(story())


def test_state_of_the_step_and_a_log_that_is_elsewhere(qt_run):
    async def story() -> None:
        bench = fakes.make()
        feed = bench.workbench.feed
        now = time.time()
        feed.emit("r1", started(now, "Build", "me", ""))
        feed.emit("r1", step_defined(now, "build/web", StepKind.BUILD, "web"))
        host = QWidget()
        view = LogView(bench.workbench, LOG, host)
        host.show()
        assert "first line" in view.ui.notice.text()
        bench.logs.readers[LOG] = reader = fakes.MemoryReader(["one"])
        reader.over = False
        feed.emit("r1", intent(now, "build/web", "build", tag="1.4.0.B000008", log=LOG))
        await until(lambda: view.model.rowCount() == 1)
        await until(lambda: view.ui.title.text() == "web 1.4.0.B000008" and view.state.words() == "Running")
        reader.over = True
        feed.emit("r1", step_ended(now, "build/web", State.FAILED))
        await until(lambda: view.state.words() == "Failed")
        await until(lambda: not view._timer.isActive())
        view.open("old/build/api")
        assert "stays where the run was" in view.ui.notice.text() and not view.ui.search.isEnabled()
        host.close()
        host.deleteLater()
        await bench.workbench.close()

    qt_run(story())


def test_a_log_that_is_opened_before_anything_is_known_of_its_run(qt_run):
    async def story() -> None:
        bench = fakes.make()
        feed, now = bench.workbench.feed, time.time()
        host = QWidget()
        view = LogView(bench.workbench, LOG, host)
        host.show()
        await asyncio.sleep(0.3)
        assert view._timer.isActive()
        feed.emit("r1", started(now, "Build", "me", ""))
        await asyncio.sleep(0.3)
        assert view._timer.isActive()
        feed.emit("r1", step_defined(now, "build/web", StepKind.BUILD, "web"))
        reader = bench.logs.readers[LOG] = fakes.MemoryReader(["one", "two"])
        reader.over = False
        await until(lambda: view.model.rowCount() == 2)
        reader.list.append("three")
        await until(lambda: view.model.rowCount() == 3)
        host.close()
        host.deleteLater()
        await bench.workbench.close()

    qt_run(story())


def test_a_run_that_ends_before_its_log_was_looked_for_again(qt_run):
    async def story() -> None:
        bench = fakes.make()
        feed, now = bench.workbench.feed, time.time()
        feed.emit("r1", started(now, "Build", "me", ""))
        feed.emit("r1", step_defined(now, "build/web", StepKind.BUILD, "web"))
        host = QWidget()
        view = LogView(bench.workbench, LOG, host)
        host.show()
        bench.logs.readers[LOG] = fakes.MemoryReader(["one", "two"])
        feed.emit("r1", step_ended(now, "build/web", State.FAILED))
        await until(lambda: not view._timer.isActive())
        assert view.model.rowCount() == 2
        host.close()
        host.deleteLater()
        await bench.workbench.close()

    qt_run(story())


def test_one_task_of_a_run(qt_run, picture):
    async def story() -> None:
        bench = fakes.make()
        bench.logs.readers[LOG] = fakes.MemoryReader([f"line {number}" for number in range(100)])
        tasks = (TaskRun("Sources", TaskKind.CODE, RunOutcome.DONE, 1.0, 2.0, 0, 5, 20),
                 TaskRun("", TaskKind.SCRIPT, RunOutcome.FAILED, 2.0, 9.0, 1, 20, 90), TaskRun("", TaskKind.IMAGE))
        bench.journal.records[fakes.REPOSITORY] = [
            BuildRun("web", 8, "1.4.0.B000008", RunOutcome.FAILED, "r1", started=1.0, ended=9.0, local=True, tasks=tasks)]
        await bench.workbench.start(watch=False)
        web = bench.workbench.catalog.build("web")
        await until(lambda: bench.workbench.builds.history(web).runs)
        window = LogWindow(bench.workbench, LOG)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        view, combo = window.view, window.view.ui.part
        assert [combo.itemText(row) for row in range(combo.count())] == ["Whole run", "1  Sources", "2  Script"]
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert view.model.rowCount() == 15 and view.model.line(0) == "line 5" and view.ui.table.first == 5
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert view.model.rowCount() == 70 and view.model.line(69) == "line 89"
        await asyncio.sleep(0.05)
        picture(window, "log-of-a-task")
        view.ui.search.setFocus()
        QTest.keyClicks(view.ui.search, "line 3")
        await until(lambda: view.ui.hits.text() == "1 of 10")
        assert view.model.line(view.ui.table.currentIndex().row()) == "line 30"
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Home)
        assert view.model.rowCount() == 100 and view.ui.table.first == 0
        view.ui.search.clear()
        window.open(LOG)
        assert view.model.rowCount() == 100
        view.choose_task(1)
        await until(lambda: combo.currentIndex() == 2 and view.ui.table.currentIndex().row() == 0)
        window.close()
        await bench.workbench.close()

    qt_run(story())


def test_only_lines_that_match(qt_run, picture):
    async def story() -> None:
        bench = fakes.make()
        lines = [f"step {number}" if number % 7 else f"\x1b[31mWARN {number}\x1b[0m" for number in range(5000)]
        reader = bench.logs.readers[LOG] = fakes.MemoryReader(lines)
        reader.over = False
        window = LogWindow(bench.workbench, LOG)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        view = window.view
        view.ui.search.setFocus()
        QTest.keyClick(view.ui.search, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        assert view.ui.filter.isChecked()
        QTest.keyClicks(view.ui.search, "^warn \\d+4$")
        await until(lambda: view.model.rowCount() == len([n for n in range(0, 5000, 7) if n > 9 and n % 10 == 4]))
        assert view.model.line(0) == "WARN 14" and view.ui.table.rows[0] == 14
        await asyncio.sleep(0.1)
        picture(window, "log-filtered")
        before = view.model.rowCount()
        reader.list += ["step 1", "warn 14"]
        await until(lambda: view.model.rowCount() == before + 1)
        view.ui.search.selectAll()
        QTest.keyClicks(view.ui.search, "(")
        await until(lambda: "no regular expression" in view.ui.notice.text())
        assert view.model.rowCount() == 5002
        QTest.mouseClick(view.ui.filter, Qt.MouseButton.LeftButton)
        assert view.model.rowCount() == 5002 and view.ui.notice.text() == ""
        window.close()
        await bench.workbench.close()

    qt_run(story())


BUILD = (
    "Build web 1.4.0.B000008 → registry.lab:5000/shop/web:1.4.0.B000008", "[1] Sources", "    commit 8c1f0e2", "[2] Build image",
    "=> [1/3] FROM base/node:22", "=> [2/3] RUN npm ci", "\x1b[1m\x1b[34mvite\x1b[39m v5.2\x1b[22m \x1b[32mbuilding for production…\x1b[0m",
    "\x1b[2K\r 10%\r\x1b[32m100%\x1b[0m transformed", "\x1b[33mwarn\x1b[0m \x1b[2mdist/index.js is larger than 500 kB\x1b[0m",
    "\x1b[48;5;22;97m PASS \x1b[0m src/\x1b[4mcart.test.ts\x1b[24m \x1b[38;2;120;120;120m(12 ms)\x1b[0m",
    "\x1b[7m FAIL \x1b[27m \x1b[41;97;1m checkout \x1b[0m \x1b[9mold\x1b[0m \x1b[3mnew\x1b[0m",
    "".join(f"\x1b[{30 + n}m{n} ██ \x1b[{90 + n}m{n + 8} ██ " for n in range(8)),
    "".join(f"\x1b[48;5;{n}m {n} " for n in range(196, 226, 3)),
    "src/pay.ts:3:5: \x1b[1;31merror\x1b[0m: Cannot find name \x1b[36m'total'\x1b[0m.", "npm ERR! code ELIFECYCLE",
    '=> ERROR [2/3] RUN npm ci: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    "Failed: The image could not be built.",
)


def failed_run(bench: fakes.Bench, *lines: str, first: int = 3) -> fakes.MemoryReader:
    """The log of a build that failed in its second task."""
    reader = bench.logs.readers[LOG] = fakes.MemoryReader(list(lines))
    tasks = (TaskRun("Sources", TaskKind.CODE, RunOutcome.DONE, 1.0, 2.0, 0, 1, first),
             TaskRun("", TaskKind.IMAGE, RunOutcome.FAILED, 2.0, 9.0, 1, first, len(lines) - 1))
    bench.journal.records[fakes.REPOSITORY] = [
        BuildRun("web", 8, "1.4.0.B000008", RunOutcome.FAILED, "r1", started=1.0, ended=9.0, local=True, tasks=tasks)]
    return reader


async def seen(bench: fakes.Bench) -> None:
    await bench.workbench.start(watch=False)
    web = bench.workbench.catalog.build("web")
    await until(lambda: bench.workbench.builds.history(web).runs)


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
def test_colours_times_and_the_place_where_it_failed(qt_run, picture, look):
    async def story() -> None:
        bench = fakes.make()
        failed_run(bench, *BUILD).begun = 1_700_000_000.0
        await seen(bench)
        theme().apply(look)
        window = LogWindow(bench.workbench, LOG)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        view, table = window.view, window.view.ui.table
        await until(lambda: table.currentIndex().row() == 13)
        QTest.mouseClick(view.ui.times, Qt.MouseButton.LeftButton)
        view.ui.search.setFocus()
        QTest.keyClicks(view.ui.search, "error: cannot find")
        await until(lambda: view.ui.hits.text() == "1 of 1" or view.ui.hits.text() == "Not found")
        view.ui.search.setText("ANS")
        await until(lambda: view.ui.hits.text() == "1 of 1")
        await asyncio.sleep(0.1)
        picture(window, f"log-coloured-{look.value}")
        shown = table.viewport().grab().toImage()
        inks = {shown.pixelColor(x, table.rowViewportPosition(11) + y).name() for x in range(8, 700) for y in range(table.row_height)}
        palette = log_colours.DARK if look is Look.DARK else log_colours.LIGHT
        assert len(inks & set(palette)) >= 12, sorted(set(palette) - inks)
        assert view.model.line(7) == "100% transformed"
        assert "2023-11-1" in str(table.model().headerData(0, Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole))
        table.setFocus()
        table.selectRow(7)
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        at = time.strftime("%H:%M:%S", time.localtime(1_700_000_007))
        assert QGuiApplication.clipboard().text() == f"{at}  100% transformed"
        wide = table.verticalHeader().width()
        QTest.keyClick(table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        assert not view.ui.times.isChecked() and table.verticalHeader().width() < wide
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "100% transformed"
        view.ui.search.clear()
        QTest.keyClick(view.ui.search, Qt.Key.Key_Return)
        view.choose_task(1)
        await until(lambda: table.currentIndex().row() == 10)
        view.choose_task(0)
        assert table.currentIndex().row() == 0
        window.close()
        theme().apply(Look.LIGHT)
        await bench.workbench.close()

    qt_run(story())


def test_times_are_remembered_and_a_log_without_them_says_so(qt_run):
    async def story() -> None:
        bench = fakes.make()
        bench.logs.readers[LOG] = reader = fakes.MemoryReader(["one", "two"])
        reader.begun = 1_700_000_000.0
        bench.logs.readers["r0/build/old"] = fakes.MemoryReader(["one"])
        window = LogWindow(bench.workbench, LOG)
        window.show()
        QTest.mouseClick(window.view.ui.times, Qt.MouseButton.LeftButton)
        await asyncio.sleep(0.05)
        window.close()
        window = LogWindow(bench.workbench, LOG)
        window.show()
        await until(window.view.ui.times.isChecked)
        assert window.view.model.times_shown
        window.open("r0/build/old")
        assert not window.view.ui.times.isEnabled() and "not kept" in window.view.ui.times.toolTip() and not window.view.model.times_shown
        window.open(LOG)
        assert window.view.ui.times.isEnabled() and window.view.model.times_shown
        window.close()
        await bench.workbench.close()

    qt_run(story())


def test_a_build_goes_on_while_its_log_is_closed_and_opened_again(qt_run):
    """The real executor on the sandbox: the window of its log is closed in the middle and opened again; no line is missing."""

    async def story() -> None:
        async with open_window() as main:
            bench = main.bench
            run_id = bench.executor.start(await bench.preflight.check(Plan("Build api", (), also_build=("api",))), Consent(confirmed=True))
            log = log_id(run_id, "api")
            show_log_window(main, log)
            first = main.findChild(LogWindow)
            await until(lambda: first.view.model.rowCount() > 3)
            before = first.view.model.rowCount()
            assert first.view.state.words() == "Running"
            QTest.keyClick(first, Qt.Key.Key_Escape)
            await until(lambda: not main.findChildren(LogWindow))
            main.bottom.show_log(log)
            main.bottom.show_batch()
            await until(lambda: bench.logs.reader(log).count() > before)
            show_log_window(main, log)
            again = main.findChild(LogWindow)
            assert again.view.model.rowCount() > before and again.view.state.words() == "Running" and again.view._timer.isActive()
            bar = again.view.ui.table.verticalScrollBar()
            await until(lambda: again.view.state.words() == "Done", 30)
            await until(lambda: not again.view._timer.isActive())
            assert bar.value() == bar.maximum() and again.view.ui.follow.isChecked()
            view = main.bottom.log
            await until(lambda: not view._timer.isActive())
            lines = [again.view.model.line(row) for row in range(again.view.model.rowCount())]
            assert lines[0].startswith("Build api ") and lines[-1].startswith("Done: ") and "Running" not in view.state.words()
            assert lines == [view.model.line(row) for row in range(view.model.rowCount())]
            QTest.keyClick(again, Qt.Key.Key_Escape)
            await until(lambda: not main.findChildren(LogWindow))

    qt_run(story(), 60)
