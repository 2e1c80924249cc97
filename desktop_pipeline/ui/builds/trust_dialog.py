"""Shows what the risky tasks of a build would do, and takes the word of a person that they may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.trust import review_text, trust_hash
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench


def untrusted(report: Report | None) -> tuple[str, ...]:
    """Names of the builds that pre-flight wants to be seen and trusted first."""
    found = report.red() if report is not None else ()
    return tuple(dict.fromkeys(finding.message.argument("build") for finding in found if finding.message.code == "trust.needed"))


class TrustDialog(QDialog):
    """Accepted when the build, in the form that was shown, is trusted. That can be said once its end was seen."""

    def __init__(self, workbench: Workbench, build: Build, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench, self._build = workbench, build
        self._work = Work(workbench.tasks, self)
        self._seen = False
        name = build.title or build.name
        self.setWindowTitle(tr("Trust", "Review {name}", name=name))
        self.setMinimumSize(560, 380)
        self.resize(780, 560)
        self.heading = QLabel(tr("Trust", "What the tasks of {name} would do", name=name), self)
        self.heading.setFont(theme.scaled_font(self.font(), 1.2, bold=True))
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.why = QLabel(tr("Trust", "These tasks run commands on this computer or on the engine, reach into the network, or are given "
                                      "your secrets. Read them. Your word holds for exactly this content: any change asks again."), self)
        self.why.setWordWrap(True)
        self.content = QPlainTextEdit(review_text(build), self)
        self.content.setReadOnly(True)
        self.content.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.content.setFont(theme.fixed_font())
        self.content.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.content.setTabChangesFocus(True)
        self.content.setAccessibleName(tr("Trust", "Tasks to be trusted"))
        self.hash = QLabel(trust_hash(build), self)
        self.hash.setProperty("muted", True)
        self.hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.hash.setAccessibleName(tr("Trust", "Hash of this content"))
        self.hash.setAccessibleDescription(self.hash.text())
        self.notice = Notice(self)
        self.cancel = QPushButton(tr("Trust", "Cancel"), self)
        self.accept_button = QPushButton(tr("Trust", "I have read this and &trust it"), self)
        self.accept_button.setIcon(theme.icon("check", theme.colour("accent_text")))
        self.accept_button.setProperty("primary", True)
        for button in (self.cancel, self.accept_button):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for part in (self.heading, self.why, self.content, self.hash, self.notice):
            layout.addWidget(part, 1 if part is self.content else 0)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.accept_button)
        layout.addLayout(buttons)
        self.cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(lambda: self._work.start(self._trust(), "trust build"))
        bar = self.content.verticalScrollBar()
        bar.valueChanged.connect(self._look)
        bar.rangeChanged.connect(self._look)
        self._able()
        self.content.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self, *_: object) -> None:
        bar = self.content.verticalScrollBar()
        if self.isVisible() and bar.value() >= bar.maximum():
            self._seen = True
        self._able()

    def _able(self) -> None:
        why = "" if self._seen else tr("Trust", "Read to the end first.")
        self.accept_button.setEnabled(not why)
        self.accept_button.setToolTip(why)
        self.accept_button.setAccessibleDescription(why)

    async def _trust(self) -> None:
        try:
            await self._workbench.trust.trust(self._build)
        except UserError as error:
            self.notice.say(Tone.BAD, text(error.message))
        else:
            self.accept()
