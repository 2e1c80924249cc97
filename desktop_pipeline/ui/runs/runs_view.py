"""The tree of runs and steps: state as icon and word, progress bars, Stop and log to click; all of it painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from desktop_pipeline.domain.history import BAD
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.ui.runs.runs_model import LATE, RUN, STEP, Column, RunsModel, has_log
from desktop_pipeline.ui.texts import state_word
from desktop_pipeline.ui.theme import STATE_LOOKS, Tone, colour, ink, scaled_font
from desktop_pipeline.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
HEIGHT = 28
_PERCENT, _PERCENT_NARROW = 44, 36
"""Width of the words beside a bar."""
_WIDTHS = {Column.TITLE: (230, 144), Column.STATE: (150, 106), Column.PROGRESS: (190, 76), Column.TIME: (96, 72), Column.ACT: (80, 60)}
"""Of each column where there is room, and where there is little."""
_CAUSE = 460
"""Width of what happens, below which the other columns give way."""
_PICTURES = {StepKind.BUILD: "build", StepKind.ROLLOUT: "rollout", StepKind.JOB: "job", StepKind.PAUSE: "pause"}


class RunsDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        run: RunState = index.data(RUN)
        step: StepState | None = index.data(STEP)
        rect, state = option.rect, option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("select"))
        elif step is None:
            painter.fillRect(rect, colour("raised"))
        inner = rect.adjusted(6, 0, -6, 0)
        column = index.column()
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        stands = step.state if step is not None else run.state
        tone, name = STATE_LOOKS[State.UNKNOWN] if run.interrupted and not stands.ended else STATE_LOOKS[stands]
        if column == Column.TITLE:
            pictured = "plan" if step is None else _PICTURES[step.kind]
            paint.picture(painter, pictured, QRect(inner.left(), inner.top(), 16, inner.height()), colour("muted"), 14)
            font = scaled_font(option.font, 1.0, bold=step is None)
            paint.elided(painter, inner.adjusted(22, 0, 0, 0), words, colour("text"), font)
        elif column == Column.STATE:
            painter.setFont(scaled_font(option.font, 0.9))
            width = min(paint.badge_width(painter.fontMetrics(), words), inner.width())
            paint.badge(painter, QRect(inner.left(), inner.top() + (inner.height() - 20) // 2, width, 20), words, tone, name)
        elif column == Column.PROGRESS:
            self._bar(painter, inner, run, step, words, tone)
        elif column == Column.MESSAGE:
            bad = stands in BAD and step is not None
            if bad and state & QStyle.StateFlag.State_Selected:
                paint.two_lines(painter, inner, words, ink(tone), scaled_font(option.font), scaled_font(option.font, 0.85))
            else:
                paint.elided(painter, inner, words, ink(tone) if bad else colour("muted"))
        elif column == Column.TIME:
            paint.elided(painter, inner, words, ink(Tone.WARN) if index.data(LATE) else colour("muted"), right=True)
        elif words:
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            pictured = "stop" if step is None else "log"
            tint = ink(Tone.BAD) if step is None else colour("link")
            paint.picture(painter, pictured, QRect(inner.left(), inner.top(), 14, inner.height()), tint, 12)
            font = scaled_font(option.font)
            font.setUnderline(hovered)
            paint.elided(painter, inner.adjusted(18, 0, 0, 0), words, tint, font)
        painter.restore()

    @staticmethod
    def _bar(painter: QPainter, inner: QRect, run: RunState, step: StepState | None, words: str, tone: Tone) -> None:
        ended = step.state.ended if step is not None else run.state.ended
        fraction = (step.fraction if step is not None else run.fraction) if not ended else 1.0
        died = run.interrupted and step is not None and step.state is State.UNKNOWN
        waiting = (step is not None and step.state is State.PENDING) or died
        narrow = inner.width() < 2 * _PERCENT
        percent = 0 if narrow and (ended or fraction is None) else _PERCENT_NARROW if narrow else _PERCENT
        room = inner.adjusted(0, 0, -percent, 0)
        track = QRect(room.left(), room.center().y() - 2, room.width(), 6)
        paint.rounded(painter, track, colour("border_soft"), radius=3)
        if waiting:
            return
        fill = ink(tone) if ended else colour("accent")
        if ended:
            fill.setAlphaF(0.55)
        if fraction is None:  # at work, nobody knows how far
            third = track.width() // 3
            paint.rounded(painter, track.adjusted(third, 0, -third, 0), fill, radius=3)
        else:
            width = max(6, round(track.width() * fraction)) if fraction > 0 else 0
            paint.rounded(painter, QRect(track.left(), track.top(), width, track.height()), fill, radius=3)
        if not ended and fraction is not None:
            font = scaled_font(painter.font(), 0.9 if narrow else 1.0)
            beside = QRect(room.right() + 4, inner.top(), percent - 4, inner.height())
            paint.elided(painter, beside, words, colour("muted"), font, right=True)


class RunsView(QTreeView):
    """Signals: stop a run (its id), open a log (its id and a title)."""

    stopRequested = Signal(str)
    logRequested = Signal(str, str)
    picked = Signal(object, object)
    """RunState, StepState or None."""

    def __init__(self, model: RunsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = model
        self._pressed = QPersistentModelIndex()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(RunsDelegate(self))
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setMouseTracking(True)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(Column.MESSAGE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        self._fitting, self._by_hand = False, False
        header.sectionResized.connect(self._resized)
        self._fit()
        model.rowsInserted.connect(self._inserted)
        self.activated.connect(self._activate)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """The cause gets its room first; columns that the user has set stay."""
        if self._by_hand:
            return
        missing = sum(wide for wide, _ in _WIDTHS.values()) + _CAUSE - self.viewport().width()
        spare = sum(wide - narrow for wide, narrow in _WIDTHS.values())
        part = min(1.0, max(0.0, missing / spare))
        self._fitting = True
        for column, (wide, narrow) in _WIDTHS.items():
            self.header().resizeSection(column, round(wide - part * (wide - narrow)))
        self._fitting = False

    def _resized(self, column: int, before: int, now: int) -> None:
        """By the user: the stretched column follows the others by itself."""
        if not self._fitting and column != Column.MESSAGE:
            self._by_hand = True

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            for row in range(first, last + 1):
                run = self._runs.run(self._runs.index(row, 0))
                if run is not None and not run.state.ended:
                    self.expand(self._runs.index(row, 0))

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        top = not index.internalId()
        if self.selectionModel().isSelected(self._runs.same(index)):
            painter.fillRect(rect, colour("select"))
        elif top:
            painter.fillRect(rect, colour("raised"))
        if top and self._runs.rowCount(index):
            name = "chevron-down" if self.isExpanded(self._runs.same(index)) else "chevron-right"
            paint.picture(painter, name, rect, colour("muted"), 10)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Acts where it was pressed too: a run may have come on top meanwhile."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.column() == Column.ACT and event.button() is Qt.MouseButton.LeftButton:
            pressed, self._pressed = self._pressed, QPersistentModelIndex()
            if pressed == index:
                self._act(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and Qt.Key(event.key()) is Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            run = self._runs.run(index)
            if run is not None and not run.state.ended and not run.interrupted:
                self.stopRequested.emit(run.id)
                return
        if index.isValid() and Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(index)
            return
        super().keyPressEvent(event)

    def _activate(self, index: QModelIndex) -> None:
        if self._runs.step(index) is not None:
            self._act(index)
        else:
            self.setExpanded(index.siblingAtColumn(0), not self.isExpanded(index.siblingAtColumn(0)))

    def _act(self, index: QModelIndex) -> None:
        run, step = self._runs.run(index), self._runs.step(index)
        if run is None:
            return
        if step is None:
            if not run.state.ended and not run.interrupted:
                self.stopRequested.emit(run.id)
        elif has_log(step):
            log = str(step.data.get("log") or f"{run.id}/{step.id}")
            self.logRequested.emit(log, f"{step.title}, {state_word(step.state)}")

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.picked.emit(self._runs.run(current), self._runs.step(current))
