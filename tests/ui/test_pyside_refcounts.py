"""PySide6 6.12.0 on Python 3.11 drops a reference to None with each Qt call that returns nothing, and aborts in the end."""

import sys

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

CALLS = 2000
SLACK = 100  # the interpreter itself moves these counts a little


class Rows(QAbstractListModel):
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return True if role == Qt.ItemDataRole.CheckStateRole else None


class Source(QObject):
    fired = Signal(object)


@pytest.mark.parametrize("value", [None, True])
def test_the_counts_of_none_and_true_stay(qapp, value):
    model, source = Rows(), Source()
    index = model.index(0)
    role = Qt.ItemDataRole.CheckStateRole if value else Qt.ItemDataRole.DisplayRole
    source.fired.connect(lambda received: None)
    before = sys.getrefcount(value)
    for _ in range(CALLS):
        index.data(role)
        source.fired.emit(value)
    if before < 1 << 30:  # immortal from Python 3.12 on
        assert abs(sys.getrefcount(value) - before) < SLACK
