"""Rows of the grid that are selected together. Kept by key, so that a refresh or a filter does not lose them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.ui.pipeline.model import PipelineModel
from desktop_pipeline.ui.pipeline.nodes import Node


class Marks(QObject):
    """The selected rows; none while just the current row counts. `shown` says whether the rows of a workload are unfolded."""

    changed = Signal()

    def __init__(self, model: PipelineModel, shown: Callable[[Node], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._shown = model, shown
        self._keys: set[RowKey] = set()
        self._anchor: RowKey | None = None

    def order(self) -> list[RowKey]:
        """All rows that can be seen, from the top."""
        return [item.row.key for node in self._model.nodes() if self._shown(node) for item in node.items]

    def rows(self) -> tuple[RowKey, ...]:
        """The selected rows that can be seen, from the top."""
        return tuple(key for key in self.order() if key in self._keys)

    def has(self, key: RowKey) -> bool:
        return key in self._keys

    def begin(self, key: RowKey | None) -> None:
        """A row was made current alone: it is where a range begins."""
        self._anchor = key
        self._set(set())

    def toggle(self, key: RowKey, current: RowKey | None) -> None:
        """Take a row in or out; the first time the current row is part of it."""
        keys = set(self._keys) or ({current} if current is not None and current != key else set())
        keys ^= {key}
        self._anchor = key
        self._set(keys)

    def extend(self, key: RowKey, current: RowKey | None) -> None:
        """All rows from where the range began to this one."""
        order = self.order()
        if self._anchor not in order:
            self._anchor = current if current in order else key
        if key in order and self._anchor is not None:
            first, last = sorted((order.index(self._anchor), order.index(key)))
            self._set(set(order[first:last + 1]))

    def all(self) -> None:
        self._set(set(self.order()))

    def clear(self) -> bool:
        """Select nothing; whether anything was selected."""
        had = bool(self._keys)
        self._set(set())
        return had

    def _set(self, keys: set[RowKey]) -> None:
        if keys != self._keys:
            self._keys = keys
            self.changed.emit()
