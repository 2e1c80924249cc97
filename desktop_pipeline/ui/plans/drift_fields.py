"""What a plan does about drift: a choice for each kind of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.ui.texts import tr


def drift_word(policy: OnDrift) -> str:
    return {OnDrift.STOP: tr("EditPlan", "Leave out"), OnDrift.ASK: tr("EditPlan", "Ask"),
            OnDrift.GO_ON: tr("EditPlan", "Go on")}[policy]


class DriftFields(QWidget):
    """`edited` comes after each change by the user."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QComboBox] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(3)
        layout.setColumnStretch(1, 1)
        for row, (name, words, tip) in enumerate((
            ("changed", tr("EditPlan", "An &image was changed"), tr("EditPlan", "Another image is there than when the plan was made")),
            ("replaced", tr("EditPlan", "&Made anew"), tr("EditPlan", "The workload was deleted and made anew")),
            ("tag_moved", tr("EditPlan", "A ta&g was moved"), tr("EditPlan", "A tag names another image than when the plan was made")),
            ("newer", tr("EditPlan", "A ne&wer version"), tr("EditPlan", "There is a newer version than the one that Latest meant")),
        )):
            label, box = QLabel(words, self), QComboBox(self)
            for policy in OnDrift:
                box.addItem(drift_word(policy), policy)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(5)
            box.setAccessibleName(tip)
            box.setToolTip(tip)
            label.setToolTip(tip)
            label.setBuddy(box)
            layout.addWidget(label, row, 0)
            layout.addWidget(box, row, 1)
            box.currentIndexChanged.connect(self.edited)
            self.boxes[name] = box

    def show_policy(self, policy: DriftPolicy) -> None:
        for name, box in self.boxes.items():
            box.setCurrentIndex(box.findData(getattr(policy, name)))

    def policy(self) -> DriftPolicy:
        return DriftPolicy(**{name: OnDrift(box.currentData()) for name, box in self.boxes.items()})
