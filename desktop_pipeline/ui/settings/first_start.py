"""The page that is shown while there is no workspace yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_pipeline.services.tasks import TaskHost
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.forms.first_start import Ui_FirstStartForm
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.ask import ask_file
from desktop_pipeline.ui.widgets.work import Work

_CARDS = (("sandbox", "flask"), ("cluster", "cluster"), ("workspace", "folder"))


class FirstStart(QWidget):
    """Three ways to begin. It does nothing itself; the signals say what the user wants."""

    sandbox_wanted = Signal()
    cluster_wanted = Signal()
    workspace_wanted = Signal(str)
    """Path of the folder."""

    def __init__(self, tasks: TaskHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = Work(tasks, self)
        self.ui = Ui_FirstStartForm()
        self.ui.setupUi(self)
        ui = self.ui
        ui.heading.setFont(theme.scaled_font(self.font(), 1.6, bold=True))
        for name, _ in _CARDS:
            getattr(ui, f"{name}_title").setFont(theme.scaled_font(self.font(), 1.15, bold=True))
            getattr(ui, f"{name}_card").setFixedSize(250, 210)
        ui.sandbox.clicked.connect(self.sandbox_wanted)
        ui.cluster.clicked.connect(self.cluster_wanted)
        ui.workspace.clicked.connect(lambda: self._work.restart(self._folder(), "choose workspace"))
        self._icons()
        theme.theme().changed.connect(self._icons)
        ui.sandbox.setFocus()

    def _icons(self) -> None:
        look = theme.colours()
        for name, icon in _CARDS:
            picture = theme.pixmap(icon, 32, theme.colour("accent"), self.devicePixelRatioF())
            getattr(self.ui, f"{name}_icon").setPixmap(picture)
            getattr(self.ui, f"{name}_card").setStyleSheet(
                f"QFrame#{name}_card {{ background: {look.base}; border: 1px solid {look.border_soft}; border-radius: 8px; }}")

    def say(self, tone: Tone, words: str) -> None:
        """Show how it went, for example why a folder could not be opened; '' takes it away."""
        self.ui.notice.say(tone, words)

    async def _folder(self) -> None:
        path = await ask_file(self, tr("FirstStart", "Open a workspace folder"), folder=True)
        if path:
            self.workspace_wanted.emit(path)
