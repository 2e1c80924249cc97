"""A profile that cannot be written, as the window tells it."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox

from desktop_pipeline.compose import Options, compose
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from tests.ui.dialogs import closed, dialog_of
from tests.ui.support import Grid, key, open_window, until

API = key("api")


def test_a_refused_run_is_told_by_a_dialog(qt_run):
    async def scenario():
        async with open_window() as window:
            journal = window.bench.ports.journal
            journal.unwritable = True
            started: list[str] = []
            window.runner.started.connect(started.append)
            grid = Grid(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", Column.MODE)
            box = await dialog_of(window, QMessageBox)
            assert box.text() == "The run was refused"
            assert "journal.db cannot be written" in box.informativeText()
            box.close()
            await closed(window, QMessageBox)
            assert started == []
            journal.unwritable = False

    qt_run(scenario())


def test_it_stands_among_the_problems_from_the_start(qt_run, picture):
    async def scenario():
        bench = compose(Options(sandbox=True))
        bench.ports.profile.reason = "Read-only file system"
        await bench.start()
        window = MainWindow(bench)
        window.show()
        try:
            problems = window.bottom.problems.model
            await until(lambda: any(item.where == "Profile" for item in problems.items))
            item = next(item for item in problems.items if item.where == "Profile")
            assert "cannot be written" in item.words and "Read-only file system" in item.words and "--profile" in item.words
            await until(lambda: "cannot be written" in window.status.text())
            assert window.bottom.tabText(window.bottom.indexOf(window.bottom.problems)).startswith("Problems (")
            window.bottom.show_problems()
            picture(window, "profile-unwritable")
        finally:
            window.leave()
            window.deleteLater()
            await bench.close()

    qt_run(scenario())
