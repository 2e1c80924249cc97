"""The line above the batch: how far it is as a whole, when it will be over, and which rows are shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from desktop_pipeline.domain.runs import percent
from desktop_pipeline.ui.runs.run_totals import Counts
from desktop_pipeline.ui.runs.runs_filter import Only
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import GAP, Tone, colour, ink, scaled_font, theme
from desktop_pipeline.ui.widgets import paint
from desktop_pipeline.ui.widgets.elided import ElidedLabel

_BAR = (60, 150)
"""Width of the bar where there is little room, and where there is much."""


class TotalBar(QWidget):
    """The part that is over; what failed is red. At the end what was not finished stays empty."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.counts, self.works = Counts(), False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_BAR[0])
        self.setMaximumWidth(_BAR[1])
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_BAR[1], 16)

    def show_counts(self, counts: Counts, *, works: bool) -> None:
        self.counts, self.works = counts, works
        shown = percent(counts.part)
        self.setAccessibleName(tr("Batch", "Progress of all that runs: {n} %", n=shown))
        self.setToolTip(f"{shown} %")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        track = QRect(0, self.height() // 2 - 3, self.width(), 6)
        paint.rounded(painter, track, colour("border_soft"), radius=3)
        good = (self.counts.good + self.counts.failed) / max(1, self.counts.all)
        done = round(track.width() * (self.counts.part if self.works else good))
        if done <= 0:
            return
        fill = colour("accent") if self.works else ink(Tone.GOOD)
        paint.rounded(painter, QRect(track.left(), track.top(), max(6, done), 6), fill, radius=3)
        if self.counts.failed and self.counts.all:
            bad = max(6, round(track.width() * self.counts.failed / self.counts.all))
            paint.rounded(painter, QRect(track.left(), track.top(), min(bad, max(6, done)), 6), ink(Tone.BAD), radius=3)


class BatchHeader(QWidget):
    """`chosen` comes with what is to be shown. The three buttons are one stop of Tab; arrows go between them."""

    chosen = Signal(object)
    """Only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Only, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, 4, GAP + 4, 4)
        layout.setSpacing(4)
        for only in Only:
            button = self.buttons[only] = QToolButton(self)
            button.setCheckable(True)
            button.setProperty("small", True)
            button.setProperty("flat", True)
            button.setAutoRaise(True)
            button.clicked.connect(partial(self.choose, only))
            self._group.addButton(button)
            layout.addWidget(button)
        self.bar, self.words = TotalBar(self), ElidedLabel(self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.words.setFont(scaled_font(self.font(), 1.0, bold=True))
        layout.addSpacing(GAP)
        layout.addWidget(self.words, 1)
        layout.addSpacing(4)
        layout.addWidget(self.bar)
        self.choose(Only.ALL)
        self.show_counts(Counts())
        theme().changed.connect(self.update)

    def show_counts(self, counts: Counts) -> None:
        """How many rows each button would show."""
        for only, number in ((Only.ALL, counts.rows), (Only.RUNNING, counts.running), (Only.FAILED, counts.failed)):
            words = {Only.ALL: tr("Batch", "&All {n}", n=number), Only.RUNNING: tr("Batch", "R&unning {n}", n=number),
                     Only.FAILED: tr("Batch", "&Failed {n}", n=number)}[only]
            button = self.buttons[only]
            if button.text() != words:
                button.setText(words)
                button.setAccessibleName(words.replace("&", ""))
                button.setToolTip({Only.ALL: tr("Batch", "Show all steps"), Only.RUNNING: tr("Batch", "Show the steps that are at work"),
                                   Only.FAILED: tr("Batch", "Show the steps that did not go well")}[only])

    def show_whole(self, words: str, counts: Counts, *, works: bool) -> None:
        """How far it is as a whole."""
        if self.words.whole != words:
            self.words.setText(words)
        self.bar.setVisible(bool(words))
        self.bar.show_counts(counts, works=works)

    def choose(self, only: Only, _: bool = True) -> None:
        """Show these from now on."""
        for name, button in self.buttons.items():
            button.setChecked(name is only)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name is only else Qt.FocusPolicy.ClickFocus)
        self.chosen.emit(only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows of a button come here, since buttons take none of them themselves."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        here = next((number for number, button in enumerate(self.buttons.values()) if button.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        following = list(Only)[(here + step) % len(Only)]
        self.choose(following)
        self.buttons[following].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("border_soft"))
