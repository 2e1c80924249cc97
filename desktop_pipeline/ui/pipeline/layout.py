"""Where things stand in a row of the grid: one place for painting, clicking and editing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect

from desktop_pipeline.ui.pipeline.cells import OFFER, RUN, Column
from desktop_pipeline.ui.theme import CONTROL, GAP

HEADER_HEIGHT, BUILT_HEIGHT, COMMON_HEIGHT = 38, 70, 50
MARGIN = 14
INDENT = 40
"""Rows begin where the name in the header does."""
RUN_WIDTH = 92
CHIP_WIDTH, CHIP_ALONE = 68, 24
"""A chip with its word, and where there is little room: its picture alone."""
NARROW = 800
LINE = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """The horizontal places for a viewport of a given width."""

    image: int
    build: int
    deploy: int
    choice: int
    right: int
    chip: int = CHIP_WIDTH

    @staticmethod
    def of(width: int, digit: int = 8) -> Layout:
        """Choices keep their width, stages shrink, the image takes what is left. `digit`: how wide a digit of the font is."""
        right = max(width - MARGIN, 420)
        chip = CHIP_WIDTH if right > NARROW else CHIP_ALONE
        choice_width = 22 * digit + 44 if right > 820 else 19 * digit + 36
        stage_width = chip + GAP + (14 if right > 900 else 13 if right > 680 else 9) * digit + 2 * GAP
        choice = right - choice_width
        deploy = choice - stage_width - GAP
        build = deploy - stage_width
        return Layout(INDENT, build, deploy, choice, right, chip)

    def header(self, row: QRect, column: int, *, offer: bool = False) -> QRect:
        """A cell of a workload's header: the name takes all up to the buttons. `offer`: there is one left of Run."""
        if column in (RUN, OFFER):
            left = self.right - RUN_WIDTH - (RUN_WIDTH + GAP if column == OFFER else 0)
            return QRect(left, row.top() + (row.height() - CONTROL) // 2, RUN_WIDTH, CONTROL)
        taken = (RUN_WIDTH + GAP) * (2 if offer else 1)
        return QRect(row.left(), row.top(), self.right - taken - row.left(), row.height()) if column == Column.IMAGE else QRect()

    def cell(self, row: QRect, column: int, *, two: bool) -> QRect:
        """A cell of a container's row. `two`: mode and control stand one below the other; else there is only the control."""
        top, height = row.top(), row.height()
        if column == Column.IMAGE:
            return QRect(self.image, top, self.build - self.image - GAP, height)
        if column == Column.BUILD:
            return QRect(self.build, top, self.deploy - self.build - GAP, height)
        if column == Column.DEPLOY:
            return QRect(self.deploy, top, self.choice - self.deploy - GAP, height)
        width = self.right - self.choice
        if not two:
            return QRect(self.choice, top + (height - CONTROL) // 2, width, CONTROL) if column == Column.CONTROL else QRect()
        gap = (height - 2 * CONTROL) // 3
        first = top + gap + (1 if gap * 3 + 2 * CONTROL < height else 0)
        return QRect(self.choice, first if column == Column.MODE else first + CONTROL + gap, width, CONTROL)

    @staticmethod
    def chevron(row: QRect) -> QRect:
        return QRect(row.left() + 6, row.top(), 20, row.height())
