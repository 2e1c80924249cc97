"""The button Report of the tab History: the page about a run for the ticket, saved or copied."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QIODevice, QSaveFile, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QTreeView, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.report_pages import html_page, markdown_page
from desktop_pipeline.domain.runs import RunState
from desktop_pipeline.services.time_words import stamp
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.runs.runs_model import RUN
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import icon, theme
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.work import Work


class ReportButton(QToolButton):
    """Acts on the run that is current in `view`; off, with the reason, while there is none. `said` tells what was done."""

    said = Signal(str)

    def __init__(self, bench: Workbench, view: QTreeView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._view = bench, view
        self._work = Work(bench.tasks, self)
        self.setText(tr("Report", "&Report"))
        self.setAccessibleName(tr("Report", "Report of this run for the ticket"))
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("flat", True)
        menu = QMenu(self)
        menu.addAction(tr("Report", "Save as a &page (HTML)…"), lambda: self._start(self._save(html=True)))
        menu.addAction(tr("Report", "Save as &Markdown…"), lambda: self._start(self._save(html=False)))
        menu.addAction(tr("Report", "&Copy as Markdown"), lambda: self._start(self._copy()))
        self.setMenu(menu)
        view.selectionModel().currentChanged.connect(self._follow)
        theme().changed.connect(self._icon)
        self._icon()
        self._follow()

    def _icon(self) -> None:
        self.setIcon(icon("file"))

    def _run(self) -> RunState | None:
        run: RunState | None = self._view.currentIndex().data(RUN)
        return run

    def _follow(self) -> None:
        there = self._run() is not None
        self.setEnabled(there)
        tip = tr("Report", "One page about this run for the ticket") if there else tr("Report", "Choose a run first")
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._work.restart(coroutine, "report")

    async def _page(self, run_id: str, *, html: bool) -> str | None:
        """The page; None when the journal could not be read, which was said then."""
        try:
            report = await self._bench.reports.of(run_id)
        except UserError as error:
            await ask.tell_error(self, tr("Report", "There is no report of this run"), error)
            return None
        return html_page(report, text, stamp) if html else markdown_page(report, text, stamp)

    async def _copy(self) -> None:
        run = self._run()
        page = await self._page(run.id, html=False) if run is not None else None
        if page is not None:
            QGuiApplication.clipboard().setText(page)
            self.said.emit(tr("Report", "The report is on the clipboard."))

    async def _save(self, *, html: bool) -> None:
        run = self._run()
        page = await self._page(run.id, html=html) if run is not None else None
        if run is None or page is None:
            return
        title = tr("Report", "Save the report")
        kinds = tr("Report", "Pages (*.html)") if html else tr("Report", "Markdown (*.md)")
        path = await ask.ask_file(self, title, save=True, name=f"{run.id}.{'html' if html else 'md'}", kinds=kinds)
        if not path:
            return
        wrong = await asyncio.to_thread(_write, path, page)
        if wrong:
            await ask.tell_error(self, title, UserError("audit.not_saved", file=path, reason=wrong))
        else:
            self.said.emit(tr("Report", "Saved as {file}", file=path))


def _write(path: str, page: str) -> str:
    """Write the whole file or nothing; what was wrong, '' when nothing was."""
    file = QSaveFile(path)
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        return file.errorString()
    file.write(page.encode())
    return "" if file.commit() else file.errorString()
