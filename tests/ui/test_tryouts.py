"""Small things of rows, sheet, details, toolbar and logs that a release manager stumbled over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.preflight import Finding, Level, Report
from desktop_pipeline.ui.details import _Value
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.runs.sheet import BatchSheet
from desktop_pipeline.ui.runs.sheet_model import lines_of
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.support import Grid, key, open_window, sheet_of, until
from tests.ui.test_plans import RELEASE

CACHE = key("cache", Kind.STATEFUL_SET)


def test_letters_begin_a_tag_from_any_cell_of_its_row(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.grid.setFocus()
            window.grid.setCurrentIndex(grid.index(CACHE))
            grid.key(Qt.Key.Key_Down)
            assert window.grid.currentIndex().column() == Column.IMAGE
            QTest.keyClicks(window.grid, "7")
            assert grid.picker().field.text() == "7"
            QTest.keyClicks(grid.picker().field, ".4.2")
            QTest.keyClick(grid.picker().field, Qt.Key.Key_Return)
            assert grid.cell(CACHE, "redis", Column.CONTROL).text == "7.4.2"
            assert window.grid.currentIndex().column() == Column.CONTROL
            window.grid.setCurrentIndex(grid.index(CACHE, "redis", Column.DEPLOY))
            grid.key(Qt.Key.Key_Delete)
            assert grid.cell(CACHE, "redis", Column.CONTROL).text == ""
            window.grid.setCurrentIndex(grid.index(CACHE))  # a header has no tag
            QTest.keyClicks(window.grid, "7")
            assert window.grid._picker is None

    qt_run(scenario())


def test_what_is_about_the_whole_run_does_not_stand_under_a_workload(qt_run, picture):
    stays = Message.of("undo.stays_refused", workload="store")
    of_step = Finding(Level.AMBER, RELEASE.steps[0].id, "", Message.of("preflight.no_tag", tag="a", image="b"))
    of_all = Finding(Level.INFO, "", "", Message.of("preflight.no_tag", tag="a", image="b"))
    lines = lines_of(RELEASE, Report(RELEASE, (of_step, of_all)), 0.0, told=(stays,))
    assert [line.whole for line in lines if line.icon in ("warning", "info", "skip")] == [True, False, True]

    async def scenario():
        async with open_window() as window:
            sheet = BatchSheet(window.bench, RELEASE, told=(stays,), parent=window)
            sheet.open()
            assert await sheet_of(window) is sheet
            assert sheet.model.lines[-1].title.startswith("Stays as it is: store")
            picture(sheet, "sheet-stays")
            sheet.reject()

    qt_run(scenario())


def test_the_digest_is_cut_with_an_ellipsis(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.grid.setCurrentIndex(grid.index(key("api"), "api"))
            await until(lambda: [value for value in window.details.findChildren(_Value) if value.toolTip().startswith("sha256:")])
            picture(window, "details-digest")
            for width in (260, 190):
                window.details.setMaximumWidth(width)
                window.details.setMinimumWidth(width)
                await until(lambda wide=width: window.details.width() == wide)
                for value in window.details.findChildren(_Value):
                    words = value.toolTip()
                    assert value.shown() == words or "…" in value.shown()
                    assert value.fontMetrics().horizontalAdvance(value.shown()) <= value.width()
                    assert value.accessibleName().endswith(words)
                digest = next(value for value in window.details.findChildren(_Value) if value.toolTip().startswith("sha256:"))
                assert "…" in digest.shown()
                picture(window.details, f"details-{width}")
            theme().apply(Look.DARK)
            picture(window.details, "details-dark")
            theme().apply(Look.LIGHT)

    qt_run(scenario())


def test_the_placeholder_of_the_filter_is_not_cut(qt_run):
    async def scenario():
        async with open_window() as window:
            window.resize(900, 600)
            await until(window.details.isHidden)
            await until(lambda: window.resize(900, 600) or window.width() == 900)  # until they let it become so narrow
            field = window.toolbar.filter
            assert isinstance(field, QLineEdit)
            assert field.fontMetrics().horizontalAdvance(field.placeholderText()) + 60 <= field.width()
            assert field.accessibleName() == field.toolTip() == "Filter workloads and images"

    qt_run(scenario())


def test_buttons_do_not_jump_when_something_becomes_ready(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, bar = Grid(window), window.toolbar
            before = {name: button.geometry() for name, button in bar.buttons.items()}
            grid.type_tag(CACHE, "redis", "7.4.2")
            await until(lambda: bar.batch.count() == 1)
            for count in (1, 12):
                bar.batch.set_count(count)
                bar.layout().activate()
                assert {name: button.geometry() for name, button in bar.buttons.items()} == before

    qt_run(scenario())


def test_one_line_is_one_line(qt_run):
    async def scenario():
        async with open_window() as window:
            writer = window.bench.logs.writer("run/one")
            writer.write("all there is\n")
            writer.close()
            window.bottom.show_log("run/one")
            numbers = window.bottom.log.ui.numbers
            await until(lambda: window.bottom.log.model.rowCount() == 1)
            await until(lambda: numbers.text().startswith("1 line"))
            assert numbers.text().split(" · ")[0] == "1 line"

    qt_run(scenario())
