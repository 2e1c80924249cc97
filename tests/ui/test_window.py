"""The window around the grid: protection, sheets and consent, closing, filter, files of a bearable size, strings for translators."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.planner import SavedChoices
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.plans.save_plan import SavePlanDialog
from desktop_pipeline.ui.runs.sheet import BatchSheet
from desktop_pipeline.ui.texts import install_language, text, tr
from desktop_pipeline.ui.theme import Look
from desktop_pipeline.ui.widgets.picker import Entry, Picker
from desktop_pipeline.ui.window_state import WindowState
from tests.ui.support import Grid, bench_of_sandbox, click, key, open_window, sheet_of, until
from tests.ui.test_grid_keys import nameless

ROOT = Path(__file__).resolve().parents[2]
API = key("api")
PROD_WEB = key("web", cluster="prod-eu", namespace="shop-prod")


def test_title_frame_and_header_say_what_is_protected(qt_run):
    async def scenario():
        async with open_window("prod-eu", "shop-prod") as window:
            assert window.windowTitle() == "shop-prod (Production Europe, protected) — Sandbox — Desktop Pipeline"
            assert window.header.protection.isVisible()
            assert "its name must be typed" in window.header.protection.words()
            assert window.header.sandbox.isVisible()
            spot = window.tree_model.spot(window.tree_model.find("prod-eu", "shop-prod"))
            assert spot is not None
            assert "its name must be typed" in spot.said

    qt_run(scenario())


def test_a_protected_run_needs_its_name(qt_run):
    async def scenario():
        async with open_window("prod-eu", "shop-prod") as window:
            grid = Grid(window)
            grid.choose(PROD_WEB, "web", Column.MODE, "Latest")
            grid.click(PROD_WEB, "", Column.MODE)
            sheet = await sheet_of(window)
            assert nameless(sheet) == []
            assert not sheet.run.isEnabled()
            assert "Type the name" in sheet.run.toolTip()
            QTest.keyClicks(sheet.names[0], "prod-eu/shop")
            assert not sheet.run.isEnabled()
            QTest.keyClicks(sheet.names[0], "-prod")
            if sheet.agree.isVisible():
                assert not sheet.run.isEnabled()
                QTest.keyClick(sheet.agree, Qt.Key.Key_Space)
            click(sheet.run)
            await until(window.bench.executor.active_runs)

    qt_run(scenario())


def test_batch_lists_what_changes_and_runs_it(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.choose(key("worker"), "worker", Column.MODE, "Latest")
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            said = [line.said for line in sheet.model.lines]
            assert any("from 2.0.0.B000002 to 2.0.0.B000003" in words for words in said)
            assert any("from 0.9.0.B000002 to 0.9.1.B000004" in words for words in said)
            picture(sheet, "batch-sheet")
            click(sheet.run)
            await until(window.bench.executor.active_runs)
            await until(window.bottom.batch.model.runs)
            assert window.bottom.currentWidget() is window.bottom.batch
            assert window.toolbar.buttons["run.stop"].isEnabled()
            click(window.toolbar.buttons["run.stop"])
            await until(lambda: not window.bench.executor.active_runs())
            await until(lambda: window.bottom.batch.model.runs()[0].state.value == "cancelled")
            window.bottom.setCurrentWidget(window.bottom.history)
            await until(window.bottom.history.model.runs)

    qt_run(scenario())


def test_choices_of_an_earlier_start_must_be_confirmed(qt_run):
    async def scenario():
        bench = compose(Options(sandbox=True))
        await bench.drafts.save("choices", SavedChoices(((RowKey(API, "api"), Choice(Mode.APPOINTED, "2.0.0.B000003", made_at=1.0)),)))
        await bench.start()
        window = MainWindow(bench, WindowState(cluster="lab", namespace="shop", look="light"))
        window.show()
        try:
            grid = Grid(window)
            await until(lambda: window.toolbar.batch.count() == 1)
            assert grid.cell(API, "api").kept
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            assert sheet.kept.isVisible()
            assert not sheet.run.isEnabled()
            assert any(line.kept for line in sheet.model.lines)
            QTest.keyClick(sheet.kept, Qt.Key.Key_Space)
            assert sheet.run.isEnabled()
            QTest.keyClick(sheet, Qt.Key.Key_Escape)
            await until(lambda: not window.findChildren(BatchSheet))
            assert not bench.executor.active_runs()
        finally:
            window.leave()
            window.deleteLater()
            await bench.close()

    qt_run(scenario())


def test_choices_of_an_earlier_start_in_another_app_map_can_be_saved(qt_run):
    async def scenario():
        bench = compose(Options(sandbox=True))
        await bench.drafts.save("choices", SavedChoices(((RowKey(API, "api"), Choice(Mode.APPOINTED, "2.0.0.B000003", made_at=1.0)),)))
        await bench.start()
        window = MainWindow(bench, WindowState(cluster="lab", namespace="tools", look="light", width=1400))
        window.show()
        try:
            await until(window.toolbar.buttons["plan.save"].isEnabled)
            assert (window.namespace, window.toolbar.batch.isEnabled()) == ("tools", False)
            spot = window.tree_model.spot(window.tree_model.find("lab", "shop"))
            assert spot.ready == 1
            click(window.toolbar.buttons["plan.save"])
            await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(SavePlanDialog)))
            dialog = window.findChildren(SavePlanDialog)[0]
            assert dialog.all_maps.text() == "All 1 app maps with choices: 1 workload"
            dialog.reject()
            bench.planner.reset(API)
            await until(lambda: not window.toolbar.buttons["plan.save"].isEnabled())
            assert window.tree_model.spot(window.tree_model.find("lab", "shop")).ready == 0
        finally:
            window.leave()
            window.deleteLater()
            await bench.close()

    qt_run(scenario())


def test_closing_while_something_runs_asks(qt_run, qapp):
    async def scenario():
        async with open_window() as window:
            grid, gone = Grid(window), []
            window.closed.connect(lambda: gone.append(True))
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", Column.MODE)
            await until(window.bench.executor.active_runs)
            window.close()
            await until(lambda: isinstance(qapp.activeModalWidget(), QMessageBox))
            assert window.isVisible()
            click(next(button for button in qapp.activeModalWidget().buttons() if button.objectName() == "no"))
            await until(lambda: qapp.activeModalWidget() is None)
            await until(lambda: not window.work.busy("ask to close"))
            assert window.isVisible()
            assert not gone
            window.close()
            await until(lambda: isinstance(qapp.activeModalWidget(), QMessageBox))
            click(next(button for button in qapp.activeModalWidget().buttons() if button.objectName() == "yes"))
            await until(lambda: gone)

    qt_run(scenario())


def test_ten_thousand_tags_are_filtered_at_once(qt_run):
    async def scenario():
        picker = Picker((Entry(f"1.{number}.0-alpine") for number in range(10_000)), free=True, name="tags")
        picker.popup(QRect(10, 10, 240, 26))
        await asyncio.sleep(0.05)
        slowest = 0.0
        for letter in "1.77":
            started = time.perf_counter()
            QTest.keyClicks(picker.field, letter)
            slowest = max(slowest, time.perf_counter() - started)
        assert picker.entries.rowCount() == 111
        assert slowest < 0.150, f"budget 50 ms, took {slowest * 1000:.0f} ms"
        QTest.keyClick(picker.field, Qt.Key.Key_Escape)
        await asyncio.sleep(0.05)

    qt_run(scenario())


def test_an_empty_workspace_shows_how_to_begin(qt_run):
    async def scenario():
        async with bench_of_sandbox() as bench:
            for cluster in bench.catalog.workspace.clusters:
                await bench.catalog.remove_cluster(cluster.id)
            window, wanted = MainWindow(bench, WindowState(look="light")), []
            window.reopen.connect(lambda folder, sandbox: wanted.append(sandbox))
            window.show()
            assert window.stack.currentWidget() is window.first
            click(window.first.ui.sandbox)
            await until(lambda: wanted == [True])
            window.leave()
            window.deleteLater()

    qt_run(scenario())


def test_pictures_in_both_looks(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            Grid(window).choose(key("web"), "web", Column.MODE, "Latest")
            for look in (Look.LIGHT, Look.DARK):
                window.set_look(look)
                await asyncio.sleep(0.05)
                assert picture(window, f"main-{look.value}").stat().st_size > 50_000
            window.set_look(Look.LIGHT)

    qt_run(scenario())


def test_a_tree_line_opens_its_map(qt_run):
    async def scenario():
        async with open_window() as window:
            index = window.tree_model.find("lab", "tools")
            QTest.mouseClick(window.tree.viewport(), Qt.MouseButton.LeftButton, pos=window.tree.visualRect(index).center())
            assert window.namespace == "tools"
            await until(lambda: window.grid_model.rowCount(QModelIndex()) > 3)
            assert "tools" in window.windowTitle()

    qt_run(scenario())


def program(environment: dict[str, str]) -> subprocess.Popen[str]:
    """The program as a terminal starts it. What runs in the background of a shell inherits that SIGINT is ignored, until we set it."""
    def as_in_a_terminal() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    started = "import runpy; print('started', flush=True); runpy.run_module('desktop_pipeline', run_name='__main__', alter_sys=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", started, "--sandbox"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=as_in_a_terminal)  # noqa: PLW1509  # no other thread of the tests holds a lock at this moment
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"  # a SIGINT while Python itself starts ends it with 1
    return process


def listens(pid: int) -> bool:
    """Whether the program handles SIGINT itself and has come as far as Qt: before that the signal just ends it."""
    try:
        status, maps = (Path(f"/proc/{pid}/{name}").read_text() for name in ("status", "maps"))
    except OSError:
        return False
    caught = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(caught >> (signal.SIGINT - 1) & 1) and "libQt6Widgets" in maps


def test_ctrl_c_in_the_terminal_ends_the_program_cleanly():
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    process = program(environment)
    deadline = time.monotonic() + 60
    while not listens(process.pid) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
    assert process.poll() is None, process.stderr.read() if process.stderr else ""
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in errors, errors


def test_no_file_is_too_long():
    for path in (ROOT / "desktop_pipeline" / "ui").rglob("*.py"):
        if "forms" not in path.parts:
            limit = 400 if path.name == "main_window.py" else 500
            assert len(path.read_text(encoding="utf-8").splitlines()) <= limit, path


def test_every_string_can_be_found_for_translation():
    spec = importlib.util.spec_from_file_location("i18n", ROOT / "packaging" / "i18n.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    keys = module.collect()
    assert ("Grid", "Image Tag") in keys
    assert any(context == "messages" for context, _ in keys)


def test_the_language_can_be_changed(qapp):
    try:
        assert install_language(qapp, "ko") == "ko"
        assert tr("Grid", "Appointed") != "Appointed"
        translated = text(Message.of("choice.same", version="1.2"))
        assert "1.2" in translated
        assert "already" not in translated
    finally:
        assert install_language(qapp, "en") == "en"
    assert tr("Grid", "Appointed") == "Appointed"


def test_ctrl_c_during_the_start_ends_the_program_at_once():
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    for wait in (0, 0.3, 0.6, 0.9):
        process = program(environment)
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert process.returncode in (130, -signal.SIGINT)
