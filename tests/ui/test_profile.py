"""A profile that cannot be written, as the window tells it."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox

from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services import workbench
from desktop_pipeline.services.planner import SavedChoices
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.window_state import WindowState
from tests.ui.dialogs import closed, dialog_of
from tests.ui.support import Grid, key, open_window, until

API, TOOL = key("api"), key("grafana", namespace="tools")


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


def test_choices_of_an_earlier_start_are_shown_once_they_can_be_read(qt_run, monkeypatch):
    monkeypatch.setattr(workbench, "_AGAIN", 0.05)

    async def scenario():
        bench = compose(Options(sandbox=True))
        drafts, off = bench.drafts, True
        read = drafts.load
        await drafts.save("choices", SavedChoices((
            (RowKey(API, "api"), Choice(Mode.APPOINTED, "2.0.0.B000003", made_at=1.0)),
            (RowKey(TOOL, "grafana"), Choice(Mode.TAG, "1", made_at=1.0)))))

        async def load(name, kind):
            if off:
                raise UserError("store.unwritable", file="drafts.db", reason="unable to open database file")
            return await read(name, kind)

        monkeypatch.setattr(drafts, "load", load)
        await bench.start()
        window = MainWindow(bench, WindowState(width=1400, height=1000, cluster="lab", namespace="shop", look="light"))
        window.show()
        try:
            await until(lambda: window.grid_model.find(API, "api", Column.CONTROL).isValid())
            assert not bench.planner.choice(item(window)).kept
            assert not bench.inventory.facts("lab", "tools").workloads
            off = False
            await until(lambda: bench.planner.choice(item(window)).kept)
            await until(lambda: "2.0.0.B000003" in str(window.grid_model.find(API, "api", Column.CONTROL).data()))
            await until(lambda: bench.inventory.facts("lab", "tools").workloads)
        finally:
            window.leave()
            window.deleteLater()
            await bench.close()

    def item(window: MainWindow):
        return next(row for row in window.bench.planner.rows("lab", "shop") if row.key == RowKey(API, "api"))

    qt_run(scenario())
