"""Somebody else changed the file of a plan while it was edited here: what is taken over, and what a person has to decide."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_pipeline.domain.plan_diff import compare
from desktop_pipeline.domain.plan_merge import Clash, Side, merged
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.ui.plans.compare_plans import DifferenceDialog, Line, lines_of
from desktop_pipeline.ui.texts import tr, trn
from desktop_pipeline.ui.theme import Tone, icon, scaled_font
from desktop_pipeline.ui.widgets.off import switch

_HIGHEST = 190
"""Pixels of what is to be decided; more is scrolled."""


class MergePlanDialog(DifferenceDialog):
    """Accepted when all is decided; `plan` is both versions in one then. Nothing is written here."""

    def __init__(self, base: Plan, ours: Plan, theirs: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versions = base, ours, theirs
        self.plan = ours
        self.setWindowTitle(tr("MergePlan", "The file was changed by somebody else"))
        self.heading.setText(self.windowTitle())
        found = merged(base, ours, theirs)
        self.choices: dict[tuple[str, str], QComboBox] = {}
        lines = [replace(line, what=f"{_what(line)}: {_fate(line, found.taken, found.clashes)}")
                 for line in lines_of(compare(theirs, ours))]
        self.model.show_lines(lines, tr("MergePlan", "In the file now"), tr("MergePlan", "Here"))
        self.table.horizontalHeader().resizeSection(0, 200)
        self.take = QPushButton(icon("check"), tr("MergePlan", "&Take over"), self)
        self.take.setAccessibleName(tr("MergePlan", "Take over"))
        self.take.clicked.connect(self._take)
        self.close_button.setText(tr("MergePlan", "Cancel"))
        self.close_button.setAccessibleName(self.close_button.text())
        self.buttons.addWidget(self.take)
        self.take.setDefault(True)
        if found.clashes:
            self.layout_.insertWidget(self.layout_.indexOf(self.table) + 1, self._questions(found.clashes, lines))
        self._say(found.clashes, lines)
        self._update()

    def _say(self, clashes: tuple[Clash, ...], lines: list[Line]) -> None:
        if clashes:
            self.notice.say(Tone.WARN, trn(
                "MergePlan", "{n} thing was changed in the file and here: decide what stays. The rest is taken over.",
                "{n} things were changed in the file and here: decide what stays. The rest is taken over.", len(clashes)))
        elif lines:
            self.notice.say(Tone.IDLE, tr("MergePlan", "What only the other has changed is taken over, what only you have changed stays."))
        else:
            self.notice.say(Tone.IDLE, tr("MergePlan", "Only what is expected to be found, or when it was chosen, was changed in the file. "
                                          "It is taken over."))

    def _questions(self, clashes: tuple[Clash, ...], lines: list[Line]) -> QScrollArea:
        inside, area = QWidget(self), QScrollArea(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 8, 0)
        for clash in clashes:
            layout.addWidget(self._question(clash, [line for line in lines if _about(line, clash)]))
        layout.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(90)
        area.setMaximumHeight(_HIGHEST)
        area.setAccessibleName(tr("MergePlan", "What is to be decided"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _question(self, clash: Clash, lines: list[Line]) -> QWidget:
        """Both versions of one thing, and the choice between them."""
        part, choice = QWidget(self), QComboBox(self)
        where = clash.step.rpartition("/")[2]
        what = ", ".join(dict.fromkeys(line.what.partition(":")[0] for line in lines)) or tr("MergePlan", "details")
        words = f"{where}: {what}" if where else what
        title = QLabel(words, part)
        title.setFont(scaled_font(self.font(), 1.0, bold=True))
        title.setBuddy(choice)
        choice.setAccessibleName(tr("MergePlan", "What stays of {what}", what=words))
        choice.addItem(tr("MergePlan", "Decide…"), None)
        choice.addItem(tr("MergePlan", "Keep what is here"), Side.OURS)
        choice.addItem(tr("MergePlan", "Take what is in the file"), Side.THEIRS)
        if clash.can_be_both:
            choice.addItem(tr("MergePlan", "Keep both, one after the other"), Side.BOTH)
        choice.currentIndexChanged.connect(self._update)
        self.choices[clash.step, clash.field] = choice
        layout = QGridLayout(part)
        layout.setContentsMargins(0, 2, 0, 6)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(1, 1)
        layout.addWidget(title, 0, 0)
        layout.addWidget(choice, 0, 1)
        theirs, ours = "\n".join(line.old for line in lines), "\n".join(line.new for line in lines)
        for column, text in enumerate((tr("MergePlan", "In the file: {text}", text=theirs), tr("MergePlan", "Here: {text}", text=ours))):
            label = QLabel(text, part)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            layout.addWidget(label, 1, column, Qt.AlignmentFlag.AlignTop)
        return part

    def _update(self) -> None:
        left = sum(choice.currentData() is None for choice in self.choices.values())
        why = trn("MergePlan", "Decide {n} thing first", "Decide {n} things first", left) if left else ""
        switch(self.take, why, tr("MergePlan", "Both versions in one, to be looked at and saved"))

    def _take(self) -> None:
        answers = {place: Side(choice.currentData()) for place, choice in self.choices.items()}
        self.plan = merged(*self._versions, answers).plan
        self.accept()


def _what(line: Line) -> str:
    return {"minus": tr("MergePlan", "Only in the file"), "plus": tr("MergePlan", "Only here")}.get(line.icon, line.what)


def _about(line: Line, clash: Clash) -> bool:
    return line.place[0] == clash.step and clash.field in ("", line.place[1])


def _fate(line: Line, taken: tuple[tuple[str, str], ...], clashes: tuple[Clash, ...]) -> str:
    if any(_about(line, clash) for clash in clashes):
        return tr("MergePlan", "changed by both")
    if line.place in taken or (line.place[0], "") in taken:
        return tr("MergePlan", "is taken over")
    return tr("MergePlan", "yours stays")
