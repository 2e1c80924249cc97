"""Painting of chips, badges, buttons and fields in cells: what is not a widget must still look like what it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout

from desktop_pipeline.ui.theme import HOVER, PRESSED, RADIUS, Tone, colour, ground, ink, pixmap


def picture(painter: QPainter, name: str, rect: QRect, tint: QColor, size: int = 16) -> None:
    """An icon in the middle of a rectangle."""
    ratio = painter.device().devicePixelRatioF()
    image = pixmap(name, size, tint, ratio)
    painter.drawPixmap(QPointF(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2), image)


def elided(painter: QPainter, rect: QRect, words: str, tint: QColor, font: QFont | None = None, *, right: bool = False,
           middle: bool = False) -> int:
    """One line of text, cut with an ellipsis; returns the width it took."""
    if font is not None:
        painter.setFont(font)
    metrics = painter.fontMetrics()
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    shown = metrics.elidedText(words, mode, max(0, rect.width()))
    painter.setPen(tint)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)


def two_lines(painter: QPainter, rect: QRect, words: str, tint: QColor, font: QFont, small: QFont) -> None:
    """A text in one line; one that is too long in two smaller lines where two fit, the second cut with an ellipsis."""
    if QFontMetrics(font).horizontalAdvance(words) <= rect.width() or 2 * QFontMetrics(small).height() > rect.height():
        elided(painter, rect, words, tint, font)
        return
    layout = QTextLayout(words, small)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    half = rect.height() // 2
    first, rest = words[:line.textLength()].rstrip(), words[line.textLength():]
    elided(painter, QRect(rect.left(), rect.top(), rect.width(), half), first, tint, small)
    elided(painter, QRect(rect.left(), rect.top() + half, rect.width(), half), rest, tint, small)


def rounded(painter: QPainter, rect: QRect | QRectF, fill: QColor | None, line: QColor | None = None, radius: float = RADIUS,
            width: float = 1.0) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inset = width / 2 if line is not None else 0.0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def badge_width(metrics: QFontMetrics, words: str, *, has_icon: bool = True) -> int:
    return metrics.horizontalAdvance(words) + 12 + (15 if has_icon else 0)


def badge(painter: QPainter, rect: QRect, words: str, tone: Tone, icon: str = "") -> None:
    """Icon and word on a soft ground. The painter's font is used."""
    rounded(painter, rect, ground(tone), radius=rect.height() / 2 if rect.height() < 20 else RADIUS)
    left = rect.left() + 6
    if icon:
        picture(painter, icon, QRect(left, rect.top(), 12, rect.height()), ink(tone), 12)
        left += 15
    elided(painter, QRect(left, rect.top(), rect.right() - left - 4, rect.height()), words, ink(tone))


def chip(painter: QPainter, rect: QRect, words: str, *, marked: bool, icon: str) -> None:
    """The name of a stage; strong when the stage will run."""
    tone = Tone.MARK if marked else Tone.IDLE
    rounded(painter, rect, ground(tone))
    picture(painter, icon, QRect(rect.left() + 5, rect.top(), 12, rect.height()), ink(tone), 12)
    if rect.width() > 40:
        elided(painter, rect.adjusted(21, 0, -4, 0), words, ink(tone))


def button(
    painter: QPainter, rect: QRect, words: str, icon: str, *, enabled: bool, hovered: bool, pressed: bool = False, quiet: bool = False
) -> None:
    """A push button; the strong colour says that it can be used. A `quiet` one is only framed: it is there, not called for."""
    if enabled and quiet:
        rounded(painter, rect, colour("select") if hovered or pressed else colour("base"), colour("border"))
        tint = colour("link")
    elif enabled:
        fill = colour("accent")
        rounded(painter, rect, fill.darker(PRESSED) if pressed else fill.darker(HOVER) if hovered else fill)
        tint = colour("accent_text")
    else:
        rounded(painter, rect, colour("window"), colour("border_soft"))
        tint = colour("faint")
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(words) + 16
    left = rect.left() + max(6, (rect.width() - width) // 2)
    picture(painter, icon, QRect(left, rect.top(), 12, rect.height()), tint, 12)
    elided(painter, QRect(left + 16, rect.top(), rect.right() - left - 16, rect.height()), words, tint)


def field(painter: QPainter, rect: QRect, words: str, *, enabled: bool, hovered: bool, focused: bool, arrow: bool,
          placeholder: bool = False, changed: bool = False) -> None:
    """A combo box or a text field with a picker."""
    line = colour("accent") if enabled and (hovered or focused) else colour("faint") if changed else colour("border")
    rounded(painter, rect, colour("field") if enabled else colour("window"), line if enabled else colour("border_soft"))
    if arrow:
        place = QRect(rect.right() - 22, rect.top(), 20, rect.height())
        picture(painter, "chevron-down", place, colour("muted" if enabled else "faint"), 12)
    tint = colour("faint") if placeholder or not enabled else colour("text")
    elided(painter, rect.adjusted(8, 0, -24 if arrow else -6, 0), words, tint)


def tick_box(painter: QPainter, rect: QRect, words: str, *, ticked: bool, enabled: bool, hovered: bool) -> None:
    """A tick box with its label."""
    box = QRect(rect.left(), rect.top() + (rect.height() - 16) // 2, 16, 16)
    if ticked:
        rounded(painter, box, colour("accent") if enabled else colour("border"), radius=3)
        picture(painter, "check", box, colour("accent_text"), 12)
    else:
        line = colour("accent") if enabled and hovered else colour("faint")
        rounded(painter, box, colour("field") if enabled else colour("window"), line, radius=3)
    elided(painter, rect.adjusted(24, 0, 0, 0), words, colour("text") if enabled else colour("faint"))


def focus_frame(painter: QPainter, rect: QRect) -> None:
    """Where the keyboard is."""
    rounded(painter, QRectF(rect).adjusted(-4, -4, 4, 4), None, colour("accent"), RADIUS + 3, 2.0)
