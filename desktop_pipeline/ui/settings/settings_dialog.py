"""The settings: one page for each thing that is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QListWidgetItem, QPushButton, QWidget

from desktop_pipeline.ui import theme
from desktop_pipeline.ui.forms.settings_dialog import Ui_SettingsForm
from desktop_pipeline.ui.settings.clusters import AppMapsPage, ClustersPage
from desktop_pipeline.ui.settings.page import SettingsPage
from desktop_pipeline.ui.settings.registries import EnginesPage, RegistriesPage
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench

PAGES: dict[str, type[SettingsPage]] = {
    "clusters": ClustersPage, "app-maps": AppMapsPage, "registries": RegistriesPage, "engines": EnginesPage,
}


class SettingsDialog(QDialog):
    """Open with `open()`; `page` is one of `clusters`, `app-maps`, `registries`, `engines`."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None, page: str = "clusters") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work = Work(workbench.tasks, self)
        self.ui = Ui_SettingsForm()
        self.ui.setupUi(self)
        self.ui.heading.setFont(theme.scaled_font(self.font(), 1.25, bold=True))
        self.ui.topics.setProperty("panel", True)
        self.pages: list[SettingsPage] = []
        for made in PAGES.values():
            each = made(workbench, self)
            self.pages.append(each)
            self.ui.pages.addWidget(each)
            topic = QListWidgetItem(each.title())
            topic.setSizeHint(QSize(0, 34))
            self.ui.topics.addItem(topic)
        self.ui.topics.setIconSize(QSize(theme.ICON, theme.ICON))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter saves what is edited; it does not close
        self._icons()
        theme.theme().changed.connect(self._icons)
        self.ui.topics.currentRowChanged.connect(self._chosen)
        self.ui.close.clicked.connect(self.reject)
        self.ui.topics.setCurrentRow(list(PAGES).index(page) if page in PAGES else 0)
        self.resize(940, 600)

    def _icons(self) -> None:
        for row, page in enumerate(self.pages):
            self.ui.topics.item(row).setIcon(theme.icon(page.icon))
        self.ui.topics.setStyleSheet(
            f"QListWidget {{ background: {theme.colours().panel}; padding: 8px; }}")

    def page(self) -> SettingsPage:
        """The page that is shown."""
        return self.pages[self.ui.topics.currentRow()]

    def _chosen(self, row: int) -> None:
        page = self.pages[row]
        if not page.dirty():
            page.refill(page.key)  # other pages may have changed what it shows
        self.ui.pages.setCurrentWidget(page)
        self.ui.heading.setText(page.title())
        self.ui.explain.setText(page.explain())

    def reject(self) -> None:
        """Close, after asking when something was not saved."""
        unsaved = [page for page in self.pages if page.dirty()]
        if not unsaved:
            super().reject()
        elif not self._work.busy("close settings"):
            self._work.start(self._ask(unsaved), "close settings")

    async def _ask(self, unsaved: list[SettingsPage]) -> None:
        self.ui.topics.setCurrentRow(self.pages.index(unsaved[0]))
        if await unsaved[0].may_leave():
            super().reject()
