"""Asks whether a run is to be deleted, and says beforehand all that goes with it."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.services.builds import Deletion
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.texts import ago, tr, trn
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.notice import Notice

_NAMED = 12


class DeleteRunDialog(QDialog):
    """Accepted when the run is to be deleted; `with_image` says whether its image goes too."""

    def __init__(self, run: BuildRun, found: Deletion, now: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._found = run, found
        self._has_image = bool(run.exists and run.digest)
        self.setWindowTitle(tr("History", "Delete {tag}?", tag=run.tag))
        self.setMinimumWidth(520)
        self.heading = QLabel(self.windowTitle(), self)
        self.heading.setFont(theme.scaled_font(self.font(), 1.2, bold=True))
        self.image = QCheckBox(tr("History", "Delete the &image from the registry too"), self)
        self.image.setAccessibleName(self.image.text().replace("&", ""))
        self.notices = [Notice(self) for _ in range(3)]
        self.facts = QLabel(self)
        self.facts.setProperty("muted", True)
        self.facts.setWordWrap(True)
        self.cancel = QPushButton(tr("History", "Cancel"), self)
        self.yes = QPushButton(theme.icon("delete"), tr("History", "&Delete"), self)
        for button in (self.cancel, self.yes):
            button.setAccessibleName(button.text().replace("&", ""))
        self.yes.setAutoDefault(False)
        self.cancel.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.yes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for part in (self.heading, self.image, *self.notices, self.facts):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.image.toggled.connect(self._show)
        self.cancel.clicked.connect(self.reject)
        self.yes.clicked.connect(self.accept)
        allowed = self._has_image and found.allowed
        self.image.setVisible(self._has_image)
        self.image.setEnabled(allowed)
        self.image.setChecked(allowed)
        self.facts.setVisible(self._has_image and found.oldest is not None)
        if found.oldest is not None:
            self.facts.setText(tr("History", "What is known of the app maps is as it was {ago} or later.", ago=ago(now, found.oldest)))
        self._show()

    @property
    def with_image(self) -> bool:
        return self._has_image and self.image.isEnabled() and self.image.isChecked()

    def _show(self) -> None:
        tags, users, unknown = self.notices
        if self.with_image:
            tags.say(Tone.WARN, tr("History", "The image is deleted by its digest. These tags go with it: {tags}",
                                   tags=", ".join(self._found.tags)))
        elif self._run.local:
            tags.say(Tone.IDLE, tr("History", "The run leaves the history of this computer. No image is deleted."))
        else:
            tags.say(Tone.IDLE, tr("History", "This run stands in the history because of its image."))
        if self._has_image and self._found.users:
            users.say(Tone.BAD, tr("History", "The image is in use, and stays: {users}", users=_some(self._found.users)))
        if self._has_image and self._found.unknown:
            maps = _some(self._found.unknown)
            words = tr("History", "The image stays, for it is not known whether these app maps use it: {maps}. Open them once.", maps=maps)
            unknown.say(Tone.BAD, words)
        why = "" if self.with_image or self._run.local else tr("History", "There is nothing here that could be deleted.")
        self.yes.setEnabled(not why)
        self.yes.setToolTip(why)
        self.yes.setAccessibleDescription(why)
        self.image.setAccessibleDescription(" ".join(notice.text() for notice in self.notices))


def _some(names: tuple[str, ...]) -> str:
    left = len(names) - _NAMED
    more = " " + trn("History", "and {n} more", "and {n} more", left) if left > 0 else ""
    return ", ".join(names[:_NAMED]) + more
