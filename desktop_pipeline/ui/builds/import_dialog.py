"""What a folder yields: which of its builds to begin with, and what of it is not carried over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import CodeRepository
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.importing import Candidate
from desktop_pipeline.services.importing import import_folder
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.widgets import ask

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench


async def ask_import(workbench: Workbench, parent: QWidget) -> Candidate | None:
    """Ask for a folder, then for one of its builds; None when it was cancelled, or when the folder has none, which is said."""
    folder = await ask.ask_file(parent, tr("Import", "A folder with a Dockerfile or a compose file"), folder=True)
    if not folder:
        return None
    try:
        found = await import_folder(workbench.world, workbench.catalog, Path(folder))
    except (UserError, UserErrors) as error:
        await ask.tell_error(parent, tr("Import", "This folder cannot be taken"), error)
        return None
    dialog = ImportDialog(folder, found, parent)
    return dialog.chosen() if await ask.show(dialog) else None


class ImportDialog(QDialog):
    """Accepted when one of the builds is to be begun with."""

    def __init__(self, folder: str, found: tuple[Candidate, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self.setWindowTitle(tr("Import", "New build from a folder"))
        self.resize(820, 480)
        self.heading = QLabel(tr("Import", "Builds in {folder}", folder=folder), self)
        self.heading.setFont(theme.scaled_font(self.font(), 1.2, bold=True))
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Import", "Builds in this folder"))
        self.list.addItems([item.source for item in found])
        self.list.setMaximumWidth(280)
        self.about = QPlainTextEdit(self)
        self.about.setReadOnly(True)
        self.about.setTabChangesFocus(True)
        self.about.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.about.setAccessibleName(tr("Import", "What it becomes, and what is not carried over"))
        self.cancel = QPushButton(tr("Import", "Cancel"), self)
        self.use = QPushButton(tr("Import", "&Begin with it"), self)
        self.use.setProperty("primary", True)
        self.use.setIcon(theme.icon("build", theme.colour("accent_text")))
        self.use.setDefault(True)
        for button in (self.cancel, self.use):
            button.setAccessibleName(button.text().replace("&", ""))
        middle, buttons = QHBoxLayout(), QHBoxLayout()
        middle.addWidget(self.list)
        middle.addWidget(self.about, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addLayout(middle, 1)
        layout.addLayout(buttons)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.use.clicked.connect(self.accept)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def chosen(self) -> Candidate:
        return self._found[max(0, self.list.currentRow())]

    def _show(self, row: int) -> None:
        item = self._found[max(0, row)]
        build, image = item.build, item.build.image_task()
        code = next((task for task in build.tasks if isinstance(task, CodeRepository)), CodeRepository())
        lines = [
            tr("Import", "Image: {image}, version {version}", image=build.image, version=build.version),
            tr("Import", "Code: {url} {ref}", url=code.url or "–", ref=code.ref),
            tr("Import", "Context: {context}, Dockerfile: {dockerfile}", context=image.context if image else "",
               dockerfile=image.dockerfile if image else ""), ""]
        if item.told:
            lines += [tr("Import", "To be known:"), *(f"• {text(message)}" for message in item.told)]
        else:
            lines.append(tr("Import", "Everything is carried over."))
        self.about.setPlainText("\n".join(lines))
