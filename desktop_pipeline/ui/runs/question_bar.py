"""A question of a run, above the grid while the run waits for it: not modal, everything else goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop_pipeline.domain.runs import StepKind, StepState
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import GAP, Tone
from desktop_pipeline.ui.widgets.strip import StripNotice, in_area


class QuestionBar(QFrame):
    """Shows the oldest open question of this program's runs; hidden while there is none."""

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._shown: tuple[str, str] | None = None
        self.notice = StripNotice(self, whole=True)
        self.yes, self.no = QPushButton(self), QPushButton(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, 4, GAP, 4)
        layout.addWidget(in_area(self.notice), 1)
        for button in (self.yes, self.no):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.yes.clicked.connect(lambda: self._answer(yes=True))
        self.no.clicked.connect(lambda: self._answer(yes=False))
        self.hide()
        pump.run.connect(lambda run_id: self.refresh())
        self.refresh()

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, in order."""
        return self.yes, self.no

    def refresh(self) -> None:
        """Show what is asked now."""
        active = self._bench.executor.active_runs()
        found = next(((run.id, step) for run in self._bench.feed.runs() if run.id in active for step in run.asking()), None)
        place = (found[0], found[1].id) if found is not None else None
        if place == self._shown:
            return
        self._shown = place
        if found is not None:
            self._say(found[1])
        self.setVisible(found is not None)

    def _say(self, step: StepState) -> None:
        asked = text(step.question) if step.question else ""
        if step.kind is StepKind.PAUSE:
            words, yes, no, name = asked, tr("Question", "&Go on"), tr("Question", "End &here"), tr("Question", "A pause of a run")
        else:
            words = tr("Question", "{build} waits for you. {question}", build=step.title, question=asked)
            yes, no, name = tr("Question", "S&end"), tr("Question", "Stop this &build"), tr("Question", "A build asks")
        self.yes.setText(yes)
        self.no.setText(no)
        self.notice.say(Tone.WARN, words)
        for widget in (self, self.yes, self.no):
            widget.setAccessibleDescription(words)
        self.setAccessibleName(name)
        for button in self.stops():
            button.setEnabled(True)

    def _answer(self, *, yes: bool) -> None:
        if self._shown is None:
            return
        for button in self.stops():
            button.setEnabled(False)  # until the run has heard it
        self._bench.executor.answer(*self._shown, yes=yes)
