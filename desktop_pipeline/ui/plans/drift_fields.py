"""What a plan does about drift: a choice for each kind of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.ui.texts import tr


def drift_word(policy: OnDrift) -> str:
    """The word of files and of the guide."""
    return {OnDrift.STOP: tr("EditPlan", "Stop"), OnDrift.ASK: tr("EditPlan", "Ask"), OnDrift.GO_ON: tr("EditPlan", "Go on")}[policy]


def drift_effect(policy: OnDrift) -> str:
    """What then happens."""
    return {
        OnDrift.STOP: tr("EditPlan", "Stop: the step cannot run, and with it the plan is refused before any change. The rest runs only"
                                     " where it is said that what cannot run is left out."),
        OnDrift.ASK: tr("EditPlan", "Ask: a person has to agree before the plan runs."),
        OnDrift.GO_ON: tr("EditPlan", "Go on: the step runs all the same."),
    }[policy]


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
                box.setItemData(box.count() - 1, drift_effect(policy), Qt.ItemDataRole.ToolTipRole)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(5)
            box.setAccessibleName(tip)
            box.currentIndexChanged.connect(partial(self._explain, box, tip))
            self._explain(box, tip, 0)
            label.setToolTip(tip)
            label.setBuddy(box)
            layout.addWidget(label, row, 0)
            layout.addWidget(box, row, 1)
            box.currentIndexChanged.connect(self.edited)
            self.boxes[name] = box

    @staticmethod
    def _explain(box: QComboBox, tip: str, index: int) -> None:
        effect = drift_effect(OnDrift(box.itemData(index)))
        box.setToolTip(f"{tip}\n{effect}")
        box.setAccessibleDescription(effect)

    def show_policy(self, policy: DriftPolicy) -> None:
        for name, box in self.boxes.items():
            box.setCurrentIndex(box.findData(getattr(policy, name)))

    def policy(self) -> DriftPolicy:
        return DriftPolicy(**{name: OnDrift(box.currentData()) for name, box in self.boxes.items()})
