"""Paints the cells of the grid: no widgets, yet each looks like what it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_pipeline.domain.choices import Stage
from desktop_pipeline.ui.pipeline.cells import (
    EMPTY,
    OFFER,
    Cell,
    Control,
    ControlCell,
    HeaderCell,
    ImageCell,
    ModeCell,
    OfferCell,
    RunCell,
    StageCell,
)
from desktop_pipeline.ui.pipeline.layout import (
    BUILT_HEIGHT,
    CHIP_ALONE,
    CHIP_WIDTH,
    COMMON_HEIGHT,
    HEADER_HEIGHT,
    LINE,
    MARGIN,
    RUN_WIDTH,
    Layout,
)
from desktop_pipeline.ui.pipeline.model import CELL, beside
from desktop_pipeline.ui.pipeline.offers import Offer
from desktop_pipeline.ui.pipeline.row_marks import ICON_WIDTH, MARK_GAP, ROUNDING, mark_widths
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.theme import GAP, Tone, colour, ink, scaled_font
from desktop_pipeline.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
NOTHING = QSize(0, 0)
_OFFERS = {Offer.UNDO: "undo", Offer.RUN_NOW: "job"}


class GridDelegate(QStyledItemDelegate):
    """Paints one cell into its rectangle. Hover, focus and press come as state flags."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.column():  # the view asks for each column; the first one decides
            return NOTHING
        if not index.internalId():
            return QSize(0, HEADER_HEIGHT)
        built = bool(beside(index, 3).data(CELL).text)
        return QSize(0, BUILT_HEIGHT if built else COMMON_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        pressed = bool(state & QStyle.StateFlag.State_Sunken)
        font: QFont = option.font
        painter.save()
        painter.setFont(font)
        if isinstance(cell, HeaderCell):
            is_open = bool(state & QStyle.StateFlag.State_Open)
            buttons = 1 if beside(index, OFFER).data(CELL) is EMPTY else 2
            width = rect.right() + 1 + (RUN_WIDTH + GAP) * buttons + MARGIN
            layout = Layout.of(width, option.fontMetrics.horizontalAdvance("0"))
            self._header(painter, rect, cell, font, layout, is_open=is_open)
            if focused:
                paint.focus_frame(painter, rect.adjusted(5, 5, 0, -5))
        elif isinstance(cell, RunCell):
            paint.button(painter, rect, cell.text, "run", enabled=cell.enabled, hovered=hovered, pressed=pressed)
            if focused:
                paint.focus_frame(painter, rect)
        elif isinstance(cell, OfferCell):
            paint.button(painter, rect, cell.text, _OFFERS[cell.offer], enabled=cell.enabled, hovered=hovered, pressed=pressed,
                         quiet=True)
            if focused:
                paint.focus_frame(painter, rect)
        elif isinstance(cell, ImageCell):
            self._image(painter, rect, cell, font, hovered=hovered)
            if focused:
                paint.focus_frame(painter, rect.adjusted(-4, 8, 0, -8))
        elif isinstance(cell, StageCell):
            self._stage(painter, rect, cell, font, hovered=hovered)
            if focused:
                paint.focus_frame(painter, rect.adjusted(-4, 8, -4, -8))
        elif isinstance(cell, ModeCell):
            paint.field(painter, rect, cell.text, enabled=cell.enabled, hovered=hovered, focused=focused, arrow=True)
            if focused:
                paint.focus_frame(painter, rect)
        elif isinstance(cell, ControlCell):
            self._control(painter, rect, cell, font, hovered=hovered, focused=focused)
        painter.restore()

    def _header(self, painter: QPainter, rect: QRect, cell: HeaderCell, font: QFont, layout: Layout, *, is_open: bool) -> None:
        paint.picture(painter, "chevron-down" if is_open else "chevron-right", layout.chevron(rect), colour("muted"), 12)
        paint.picture(painter, cell.icon, QRect(rect.left() + 26, rect.top(), 20, rect.height()), colour("muted"), 16)
        left = rect.left() + 52
        name = QRect(left, rect.top(), layout.build - left - 8, rect.height())
        paint.elided(painter, name, cell.text, colour("text"), scaled_font(font, 1.05, bold=True))
        small = scaled_font(font, 0.9)
        painter.setFont(small)
        words = f"{cell.badge} {cell.counts}".strip()
        width = min(paint.badge_width(painter.fontMetrics(), words), rect.right() - layout.build)
        badge = QRect(layout.build, rect.top() + (rect.height() - 20) // 2, width, 20)
        paint.badge(painter, badge, words, cell.tone, cell.badge_icon)
        start = max(badge.right() + 12, layout.deploy)
        if cell.note and rect.right() - start > 40:
            paint.elided(painter, QRect(start, rect.top(), rect.right() - start - 8, rect.height()), cell.note,
                         ink(Tone.BUSY) if cell.busy else ink(cell.tone) if cell.tone in (Tone.BAD, Tone.WARN) else colour("muted"), small)

    def _image(self, painter: QPainter, rect: QRect, cell: ImageCell, font: QFont, *, hovered: bool) -> None:
        top = rect.top() + (rect.height() - 2 * LINE) // 2
        first, second = QRect(rect.left(), top, rect.width(), LINE), QRect(rect.left(), top + LINE, rect.width(), LINE)
        name = QFont(font)
        name.setUnderline(cell.link and hovered)
        room = first.adjusted(0, 0, -22 if cell.link else 0, 0)
        used = paint.elided(painter, room, cell.text, colour("link") if cell.link else colour("text"), name, middle=True)
        if cell.link:
            tint = colour("link") if hovered else colour("faint")
            paint.picture(painter, "edit", QRect(first.left() + used + 6, first.top(), 14, LINE), tint, 12)
        small = scaled_font(font, 0.9)
        left = second.left()
        painter.setFont(small)
        metrics, marks = painter.fontMetrics(), cell.marks()
        full = [paint.badge_width(metrics, words) for words, *_ in marks]
        widths = mark_widths(second.width(), metrics.horizontalAdvance(cell.container) + ROUNDING, full)
        for (words, tone, icon), width in zip(marks, widths, strict=True):
            shown = words if width > ICON_WIDTH else ""
            paint.badge(painter, QRect(left, second.top() + 2, width, 16), shown, tone, icon)
            left += width + MARK_GAP
            painter.setFont(small)
        paint.elided(painter, QRect(left, second.top(), second.right() - left, LINE), cell.container, colour("muted"), small)

    def _stage(self, painter: QPainter, rect: QRect, cell: StageCell, font: QFont, *, hovered: bool) -> None:
        top = rect.top() + (rect.height() - 2 * LINE) // 2
        small = scaled_font(font, 0.9)
        painter.setFont(scaled_font(font, 0.9, bold=cell.marked))
        words = tr("Grid", "build") if cell.stage is Stage.BUILD else tr("Grid", "deploy")
        room = CHIP_WIDTH + GAP + 12 * QFontMetrics(font).horizontalAdvance("0")  # a version is not cut for the word of a chip
        width = CHIP_WIDTH if rect.width() >= room else CHIP_ALONE
        paint.chip(painter, QRect(rect.left(), top + 8, width, 24), words, marked=cell.marked, icon=cell.stage.value)
        left = rect.left() + width + 8
        first, second = QRect(left, top, rect.right() - left, LINE), QRect(left, top + LINE, rect.right() - left, LINE)
        name = QFont(font)
        name.setUnderline(cell.link and hovered)
        tint = colour("link") if cell.link else colour("text") if cell.state else colour("muted")
        used = paint.elided(painter, first.adjusted(0, 0, -18 if cell.warning else 0, 0), cell.text, tint, name, middle=True)
        if cell.warning:
            paint.picture(painter, "warning", QRect(first.left() + used + 4, first.top(), 14, LINE), ink(Tone.WARN), 14)
        if cell.state:
            paint.picture(painter, cell.icon, QRect(second.left(), second.top(), 12, LINE), ink(cell.tone), 12)
            tint = ink(cell.tone) if cell.tone in (Tone.BAD, Tone.WARN, Tone.BUSY) else colour("muted")
            paint.elided(painter, second.adjusted(16, 0, 0, 0), cell.state, tint, small)

    def _control(self, painter: QPainter, rect: QRect, cell: ControlCell, font: QFont, *, hovered: bool, focused: bool) -> None:
        if cell.control is Control.TICK:
            paint.tick_box(painter, rect, cell.text, ticked=cell.ticked, enabled=cell.enabled, hovered=hovered)
        elif cell.control is Control.NEWEST:
            tint = colour("text") if cell.enabled else colour("faint")
            paint.elided(painter, rect.adjusted(9, 0, -6, 0), cell.text, tint)
        else:
            paint.field(painter, rect, cell.text or cell.placeholder, enabled=cell.enabled, hovered=hovered, focused=focused, arrow=True,
                        placeholder=not cell.text, changed=cell.changed)
        if focused:
            paint.focus_frame(painter, rect)
