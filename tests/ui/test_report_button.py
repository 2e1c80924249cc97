"""The button Report of the history: off without a run, saves and copies the page of the run that is chosen."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QMessageBox

from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.ui.runs.history import HistoryTab
from desktop_pipeline.ui.texts import text
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.support import key, open_window, until


async def with_a_run(window) -> HistoryTab:
    """The history of a window, with one run that has ended, chosen by key."""
    bench = window.bench
    row = next(row for row in bench.planner.rows("lab", "shop") if row.workload.key == key("web") and row.container.name == "proxy")
    bench.planner.choose(row, Choice(Mode.TAG, "1.28.1"))
    report = await bench.preflight.check(bench.planner.plan("lab", "shop", title="Release <7>"))
    state = await bench.executor.wait(bench.executor.start(report, Consent(confirmed=True)))
    assert state.state.good
    history = window.bottom.history
    window.bottom.setCurrentWidget(history)
    await until(lambda: history.view.model().rowCount())
    return history


def item(menu: QMenu, words: str) -> None:
    """Choose an item by its accelerator, as with the keyboard."""
    action = next(action for action in menu.actions() if words in action.text())
    letter = action.text()[action.text().index("&") + 1]
    QTest.keyClick(menu, letter.lower())


def test_off_until_a_run_is_chosen_then_copied_and_saved(qt_run, picture, tmp_path: Path) -> None:
    async def story() -> None:
        async with open_window() as window:
            history = window.findChild(HistoryTab)
            button = history.report
            assert not button.isEnabled()
            assert button.toolTip() == button.accessibleDescription() == "Choose a run first"
            history = await with_a_run(window)
            history.view.setCurrentIndex(history.view.model().index(0, 0))
            assert button.isEnabled()
            said: list[str] = []
            button.said.connect(said.append)
            for look, size in ((Look.LIGHT, (900, 600)), (Look.DARK, (900, 600))):
                theme().apply(look)
                window.resize(*size)
                await asyncio.sleep(0.1)
                picture(window, f"report-button-{look.value}")
            theme().apply(Look.LIGHT)
            button.menu().popup(window.pos())
            picture(button.menu(), "report-menu")
            item(button.menu(), "Copy")
            await until(lambda: said)
            copied = QGuiApplication.clipboard().text()
            assert copied.startswith("## done: `Release <7>`")
            head = await window.bench.journal.head()
            assert head.hash in copied and "lab/shop/Deployment/web" in copied and "1.28.1" in copied
            for words, name in (("HTML", "page.html"), ("Markdown…", "page.md")):
                said.clear()
                button.menu().popup(window.pos())
                item(button.menu(), words)
                await until(lambda: button.findChildren(QFileDialog))
                (dialog,) = button.findChildren(QFileDialog)
                edit = dialog.findChild(QLineEdit, "fileNameEdit")
                edit.selectAll()
                QTest.keyClicks(edit, str(tmp_path / name))
                QTest.keyClick(edit, Qt.Key.Key_Return)
                await until(lambda: said)  # the list of this turn
                assert name in said[0]
                await until(lambda: not button.findChildren(QFileDialog))
            page = (tmp_path / "page.html").read_text(encoding="utf-8")
            assert "Release &lt;7&gt;" in page and head.hash in page
            assert (tmp_path / "page.md").read_text(encoding="utf-8") == copied

    qt_run(story())


def test_what_cannot_be_written_is_said(qt_run, tmp_path: Path) -> None:
    async def story() -> None:
        async with open_window() as window:
            history = await with_a_run(window)
            history.view.setCurrentIndex(history.view.model().index(0, 0))
            button = history.report
            (tmp_path / "folder.md").mkdir()
            button.menu().popup(window.pos())
            item(button.menu(), "Markdown…")
            await until(lambda: button.findChildren(QFileDialog))
            (dialog,) = button.findChildren(QFileDialog)
            dialog.fileSelected.emit(str(tmp_path / "no" / "where.md"))
            dialog.done(1)
            await until(lambda: button.findChildren(QMessageBox))
            (box,) = button.findChildren(QMessageBox)
            assert "where.md cannot be written" in box.informativeText()
            QTest.keyClick(box, Qt.Key.Key_Escape)
            await until(lambda: not button.findChildren(QMessageBox))

    qt_run(story())


def test_pictures_of_the_page(qt_run) -> None:
    """Qt draws a part of HTML and CSS only; it shows that nothing of the page is lost without the rest."""
    from desktop_pipeline.domain.report_pages import html_page
    from tests.domain.test_report import report, when

    folder = Path(__file__).resolve().parents[2] / "build" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)

    async def story() -> None:
        document = QTextDocument()
        document.setHtml(html_page(report("web"), text, when))
        document.setTextWidth(1100)
        image = QImage(1100, int(document.size().height()) + 20, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        document.drawContents(painter)
        painter.end()
        assert image.save(str(folder / "report.png"))
        for part in ("failed", "lab/shop/Deployment/web", "runs verify"):
            assert part in document.toPlainText()

    qt_run(story())
