"""Parts of the strips above the grid: words as high as they are, in an area that leaves the grid its room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_pipeline.ui.theme import GAP, Tone
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.tips import plain_tip

_HIGHEST, _LOWEST, _LOWEST_WORDS = 150, 76, 64
"""Pixels: of all strips of one kind together, or of the words of one."""
LOW = 700
"""Pixels: in a window that is lower, strips have one line each, and all of one kind are as high as two of them."""


def is_low(widget: QWidget) -> bool:
    """Whether the window of a widget is too low for strips of several lines."""
    return widget.window().height() < LOW


def focus_to_grid(strip: QWidget) -> None:
    """Before a strip goes: a focus in it would come to a button of the next strip, where a second Space does what nobody wanted."""
    focus, grid = QApplication.focusWidget(), getattr(strip.window(), "grid", None)
    if focus is not None and strip.isAncestorOf(focus) and isinstance(grid, QWidget) and grid.isVisible():
        grid.setFocus(Qt.FocusReason.OtherFocusReason)


class StripNotice(Notice):
    """As high as its lines at the width that it has: layouts reckon with its hint, which is wider. In a low window it is `short`: one line,
    of which the tooltip has the rest; not with `whole`."""

    shortened = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(parent)
        self.short, self._whole, self._said, self._more = False, whole, "", ""
        self._watched: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for words in self.findChildren(QLabel):
            words.setMinimumWidth(16)  # a long name must not make the window wider

    def text(self) -> str:
        return self._said if not self.isHidden() else ""

    def say(self, tone: Tone, words: str) -> None:
        self._said = words
        super().say(tone, words)
        self._fit()

    def setToolTip(self, words: str) -> None:
        self._more = words
        super().setToolTip(plain_tip(words))
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._watched is not self.window():
            self._watched = self.window()
            self._watched.installEventFilter(self)
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._watched and event.type() == QEvent.Type.Resize:
            self._look()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        short = not self._whole and is_low(self)
        if short != self.short:
            self.short = short
            self._fit()
            self.shortened.emit(short)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout, margins = self._layout, self._layout.contentsMargins()
        if self.short:
            room = self.width() - margins.left() - margins.right() - layout.spacing() - self._picture.sizeHint().width()
            line = self._words.fontMetrics().elidedText(" ".join(self._said.split()), Qt.TextElideMode.ElideRight, max(16, room))
        else:
            line = self._said
        if self._words.wordWrap() is self.short:  # only then: it lays out anew each time, which brings us back here
            self._words.setWordWrap(not self.short)
        if self._words.text() != line:
            self._words.setText(line)
        tip = "\n".join(part for part in (self._said, self._more) if part)
        self._words.setToolTip(plain_tip(tip) if self.short else "")
        self.setMinimumHeight(layout.sizeHint().height() if self.short else max(0, layout.heightForWidth(self.width())))


class StripArea(QScrollArea):
    """Wants as much room as its content, up to a limit, and makes do with less (`lowest`, in pixels) in a low window: the grid needs its
    room."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None, lowest: int = _LOWEST) -> None:
        super().__init__(parent)
        self._inside, self._lowest = inside, lowest
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab leads to the buttons in it
        self.setWidget(inside)
        inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return QSize(300, min(_LOWEST if is_low(self) else _HIGHEST, self._inside.minimumSizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self._lowest, self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.setMaximumHeight(self.sizeHint().height())
            self.updateGeometry()
        return super().eventFilter(watched, event)


def in_area(notice: StripNotice) -> StripArea:
    """The words of a strip; what does not fit is scrolled to."""
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(notice)
    return StripArea(inside, lowest=_LOWEST_WORDS)


def lay_out_beside(strip: QFrame, notice: StripNotice, buttons: tuple[QPushButton, ...]) -> None:
    """Lay out a strip: its words, and at their right the buttons, none of which Enter presses from elsewhere."""
    layout = QHBoxLayout(strip)
    layout.setContentsMargins(GAP, 4, GAP, 4)
    layout.addWidget(notice, 1)
    for button in buttons:
        button.setAutoDefault(False)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)


def insert_below(strips: QFrame, above: QWidget) -> None:
    """Put a bar of strips below another widget, into the same column."""
    column = above.parentWidget()
    layout = column.layout() if column is not None else None
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(layout.indexOf(above) + 1, strips)
