"""What a choice brings: in the details by mouse and keys, as text for a ticket, and in the sheet before a run."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton

from desktop_pipeline.adapters.sandbox.shop_images import url
from desktop_pipeline.domain.changes import Commits, ConfigChange, Direction, Part, way
from desktop_pipeline.domain.redaction import MASK
from desktop_pipeline.ui.brings_dialog import BringsDialog
from desktop_pipeline.ui.changes_view import FEW, ChangesView, CommitEntry
from desktop_pipeline.ui.changes_words import direction_words, part_words, value_words, warning_words
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.runs.sheet_model import Sort
from desktop_pipeline.ui.theme import Look, theme
from desktop_pipeline.ui.widgets.badge import Badge
from desktop_pipeline.ui.widgets.elided import ElidedLabel
from desktop_pipeline.ui.widgets.notice import Notice
from tests.ui.support import Grid, click, key, open_window, sheet_of, until
from tests.ui.test_grid_keys import nameless

WEB, API, WORKER = key("web"), key("api"), key("worker")


def shown(window) -> ChangesView | None:
    """The panel that is in the details now."""
    found = window.details.widget().findChildren(ChangesView)
    return found[0] if found else None


def subjects(view: ChangesView) -> list[str]:
    return [label.whole for label in view._body.findChildren(ElidedLabel)]


async def known(window) -> ChangesView:
    await until(lambda: (view := shown(window)) is not None and view.changes is not None and not window.details._soon.isActive())
    view = shown(window)
    assert view is not None
    return view


def test_details_say_what_a_version_brings(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.click(WEB, "web")
            await until(lambda: not window.details._soon.isActive())
            assert shown(window) is None, "nothing is chosen, so nothing comes"
            grid.choose(WEB, "web", Column.CONTROL, "1.4.0.B000007")
            view = await known(window)
            assert view._body.findChildren(Badge)[0].words() == "7 commits forward"
            assert not view._body.findChildren(Notice)
            assert "Search field for telephones" in subjects(view) and "Variable METRICS" in subjects(view)
            more = next(button for button in view._body.findChildren(QToolButton) if button.text() == f"Show {7 - FEW} more")
            assert len(view._body.findChildren(CommitEntry)) == FEW
            window.resize(1400, 1000)
            picture(window, "changes-forward")
            picture(window.details, "changes-details")
            more.setFocus()
            QTest.keyClick(more, Qt.Key.Key_Space)
            assert len(view._body.findChildren(CommitEntry)) == 7
            click(view.copy)
            text = QGuiApplication.clipboard().text()
            assert text.startswith("web / web: 1.4.0.B000005 → 1.4.0.B000007\n7 commits forward\n  + ")
            assert len([line for line in text.splitlines() if line.startswith("  + ")]) == 7
            assert "Configuration\n  Variable METRICS: new: on" in text and "Port 9090/tcp: new" in text
            assert "Base image: docker.io/library/python:3.12-slim → docker.io/library/python:3.13-slim" in text

    qt_run(scenario())


def test_in_a_narrow_window_it_is_a_dialog(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid, brings = Grid(window), window.actions_["choice.brings"]
            for _ in range(2):  # the first time the details go
                window.resize(900, 600)
                await asyncio.sleep(0.05)
            assert not window.details.isVisible()
            grid.click(WEB, "web", Column.DEPLOY)
            assert (brings.isEnabled(), brings.toolTip()) == (False, "Choose another version first")
            grid.choose(WEB, "web", Column.CONTROL, "1.4.0.B000007")
            await until(brings.isEnabled)
            window.activateWindow()
            window.grid.setFocus()
            QTest.keyClick(window.grid, Qt.Key.Key_Menu)
            await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
            menu = QApplication.activePopupWidget()
            assert brings in menu.actions()
            menu.setActiveAction(brings)
            QTest.keyClick(menu, Qt.Key.Key_Return)
            await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(BringsDialog)))
            dialog = next(iter(window.findChildren(BringsDialog)))
            await until(lambda: dialog.view.changes is not None and dialog.view.changes.whole)
            assert dialog.view._body.findChildren(Badge)[0].words() == "7 commits forward"
            await asyncio.sleep(0.05)
            picture(dialog, "changes-dialog")
            assert nameless(dialog) == []
            click(dialog.view.copy)
            assert QGuiApplication.clipboard().text().startswith("web / web: 1.4.0.B000005 → 1.4.0.B000007\n7 commits forward")
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            await until(lambda: not window.findChildren(BringsDialog))

    qt_run(scenario())


def test_backwards_stands_out(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(WEB, "web", Column.CONTROL, "1.4.0.B000003")
            view = await known(window)
            assert view._body.findChildren(Badge)[0].words() == "3 commits backwards"
            assert [notice.text() for notice in view._body.findChildren(Notice)] == ["3 commits that run now are not in this image."]
            theme().apply(Look.DARK)
            window.resize(1200, 700)
            await until(lambda: window.width() == 1200 and shown(window)._body.isVisible())
            await asyncio.sleep(0.1)  # layouts come with the next turns of the loop
            picture(window, "changes-backwards-dark")
            theme().apply(Look.LIGHT)
            grid.choose(WEB, "web", Column.CONTROL, "1.4.0.B000005")
            await until(lambda: shown(window) is None)

    qt_run(scenario())


def test_offline_it_says_why_and_shows_what_the_copy_has(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid, world = Grid(window), window.bench.world
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await known(window)
            world.code().down = True
            grid.choose(WEB, "web", Column.CONTROL, "1.4.0.B000006")
            await until(lambda: (view := shown(window)) is not None and view.changes is not None and view.changes.commits_why is not None)
            view = await known(window)
            assert view._body.findChildren(Badge)[0].words() == "Commits not known"
            assert any(url("web") in label.text() for label in view._body.findChildren(QLabel))
            grid.click(API, "api")
            await until(lambda: (view := shown(window)) is not None and view.changes is not None and view.changes.whole)
            assert shown(window)._body.findChildren(Badge)[0].words() == "4 commits forward"

    qt_run(scenario())


def test_what_a_build_would_bring(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(WEB, "web", Column.MODE, "Build & Deployment")
            grid.click(WEB, "web", Column.CONTROL)
            view = await known(window)
            assert (view.copy.isEnabled(), view.copy.accessibleDescription()) == (True, "")
            assert view._body.findChildren(Badge)[0].words() == "8 commits forward"
            assert any(label.text().startswith("As main is now") for label in view._body.findChildren(QLabel))

    qt_run(scenario())


def test_the_sheet_says_what_each_row_brings(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(WEB, "web", Column.CONTROL, "1.4.0.B000003")
            grid.choose(WORKER, "worker", Column.CONTROL, "0.9.1.B000004")
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await until(lambda: window.toolbar.batch.count() == 3)
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            await until(lambda: len(sheet._brings.found) == 3)
            told = {line.title: line for line in sheet.model.lines if line.sort is Sort.CHANGE}
            assert told["web"].alarm and ", 3 commits backwards, " in told["web"].said
            assert (told["worker"].alarm, told["worker"].brings) == (False, "1 commit forward")
            assert ", 4 commits forward, Appointed" in told["api"].said
            picture(sheet, "changes-sheet")
            sheet.resize(sheet.minimumSize())
            await until(lambda: sheet.width() == sheet.minimumWidth())
            picture(sheet, "changes-sheet-small")
            sheet.reject()

    qt_run(scenario())


@pytest.mark.parametrize(("commits", "words", "warning"), [
    (way(0, 0), "Same commit", ""), (way(1, 0), "1 commit forward", ""),
    (way(0, 1), "1 commit backwards", "1 commit that runs now is not in this image."),
    (way(2, 3), "Diverged: 2 forward, 3 back", "3 commits that run now are not in this image."),
    (Commits(Direction.UNKNOWN), "Commits not known", "")])
def test_words_of_directions(commits, words, warning):
    assert (direction_words(commits), warning_words(commits)) == (words, warning)


@pytest.mark.parametrize(("change", "name", "value"), [
    (ConfigChange(Part.ENV, "A", None, ""), "Variable A", "new: “”"),
    (ConfigChange(Part.ENV, "A", "1", None), "Variable A", "gone, was: 1"),
    (ConfigChange(Part.ENV, "KEY", MASK, MASK), "Variable KEY", "changed (hidden)"),
    (ConfigChange(Part.PORT, "80/tcp", "80/tcp"), "Port 80/tcp", "gone"),
    (ConfigChange(Part.SIZE, "", "1500000", "3000000"), "Size", "1.5 MB → 3.0 MB"),
    (ConfigChange(Part.BASE, "digest", "a", "b"), "Base image digest", "a → b"),
    (ConfigChange(Part.USER, "", "root", "app"), "User", "root → app")])
def test_words_of_configurations(change, name, value):
    assert (part_words(change), value_words(change)) == (name, value)
