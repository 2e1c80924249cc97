"""The tasks of a build as a model. Row 0 is *Reset*, which is always there; row n is the build's task n-1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon

from desktop_pipeline.domain.builds import BuildImage, CodeRepository, FileTransfer, RestCall, Script, Task, TaskRun, UserCommand
from desktop_pipeline.ui.builds.history_model import outcome_look
from desktop_pipeline.ui.texts import duration, tr
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
TaskRole = Qt.ItemDataRole.UserRole + 1
ProblemRole = Qt.ItemDataRole.UserRole + 2
DetailRole = Qt.ItemDataRole.UserRole + 3
RunRole = Qt.ItemDataRole.UserRole + 4
_MIME = "application/x-desktop-pipeline-task"


def detail(task: Task) -> str:
    """What a task is about, in a few words."""
    match task:
        case CodeRepository(url=url, ref=ref):
            short = url.split("://", 1)[-1].rpartition("@")[2]
            return " · ".join(part for part in (short, ref) if part)
        case UserCommand(image=image, commands=commands):
            return " · ".join(part for part in (image, commands[0] if commands else "") if part)
        case FileTransfer(protocol=protocol, host=host, remote=remote):
            return f"{protocol}://{host}/{remote.lstrip('/')}" if host else ""
        case RestCall(method=method, url=url):
            return f"{method} {url}" if url else ""
        case Script(text=text):
            return text.strip().partition("\n")[0]
        case BuildImage(dockerfile_text=text, dockerfile=path, target=target):
            return " · ".join(part for part in (tr("Task", "Dockerfile as text") if text else path, target) if part)
    return ""


class TaskModel(QAbstractListModel):
    """Tasks in their order. `kind_name` gives the words for a kind of task, `reset` is the first row's name."""

    edited = Signal()

    def __init__(
        self, kind_name: Callable[[Task], str], reset: str, icon: Callable[[Task], QIcon], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._kind_name, self._reset, self._icon = kind_name, reset, icon
        self._tasks: list[Task] = []
        self._problems: dict[int, str] = {}
        self._runs: dict[int, TaskRun] = {}
        self._now = 0.0

    # ---- the tasks ---------------------------------------------------------------------------------------------------------------------

    def tasks(self) -> tuple[Task, ...]:
        return tuple(self._tasks)

    def task(self, row: int) -> Task | None:
        return self._tasks[row - 1] if 1 <= row <= len(self._tasks) else None

    def load(self, tasks: Sequence[Task]) -> None:
        self.beginResetModel()
        self._tasks, self._problems = list(tasks), {}
        self.endResetModel()

    def put(self, row: int, task: Task) -> None:
        """Replace the task of a row."""
        if self.task(row) not in (None, task):
            self._tasks[row - 1] = task
            self.dataChanged.emit(self.index(row), self.index(row))
            self.edited.emit()

    def insert(self, row: int, task: Task) -> None:
        """Put a task so that it becomes row `row`."""
        row = min(max(row, 1), len(self._tasks) + 1)
        self.beginInsertRows(QModelIndex(), row, row)
        self._tasks.insert(row - 1, task)
        self.endInsertRows()
        self._renumbered()

    def remove(self, row: int) -> None:
        if self.task(row) is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._tasks[row - 1]
            self.endRemoveRows()
            self._renumbered()

    def move(self, row: int, to: int) -> bool:
        """Make the task of a row the task of row `to`."""
        if self.task(row) is None or self.task(to) is None or row == to:
            return False
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), to + 1 if to > row else to)
        self._tasks.insert(to - 1, self._tasks.pop(row - 1))
        self.endMoveRows()
        self._renumbered()
        return True

    def set_problems(self, problems: dict[int, str]) -> None:
        """Texts of problems by row."""
        if problems != self._problems:
            self._problems = problems
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def set_runs(self, runs: dict[int, TaskRun], now: float) -> None:
        """What became of the tasks in the newest run, by row; `now` is an epoch time, for those at work."""
        if (runs, now) != (self._runs, self._now):
            self._runs, self._now = runs, now
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def run(self, row: int) -> TaskRun | None:
        """What became of a task in the newest run; None when it has not begun there."""
        run = self._runs.get(row)
        return run if run is not None and run.outcome is not None else None

    def took(self, row: int) -> str:
        """How long the task of a row took, or takes until now."""
        run = self.run(row)
        if run is None or run.started is None:
            return ""
        return duration((self._now if run.ended is None else run.ended) - run.started)

    def _renumbered(self) -> None:
        self._problems = {}
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))
        self.edited.emit()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._tasks) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, task = index.row(), self.task(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._reset if task is None else task.title or self._kind_name(task)
            case Qt.ItemDataRole.DecorationRole if task is not None:
                return self._icon(task)
            case Qt.ItemDataRole.CheckStateRole if task is not None:
                return Qt.CheckState.Checked if task.enabled else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, task)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._problems.get(row) or (detail(task) if task else "")) or None
            case _ if role == TaskRole:
                return task
            case _ if role == RunRole:
                return self.run(row)
            case _ if role == ProblemRole:
                return self._problems.get(row, "")
            case _ if role == DetailRole:
                if task is None:
                    return ""
                kind = self._kind_name(task)
                return " · ".join(part for part in ("" if kind == (task.title or kind) else kind, detail(task)) if part)
        return None

    def _spoken(self, row: int, task: Task | None) -> str:
        if task is None:
            return f"0 {self._reset}"
        run = self.run(row)
        state = f"{outcome_look(run.outcome)[0]} {self.took(row)}" if run is not None and run.outcome is not None else ""
        parts = [f"{row} {task.title or self._kind_name(task)}", detail(task), state, self._problems.get(row, "")]
        return ", ".join(part for part in parts if part)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        task = self.task(index.row())
        if task is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.put(index.row(), replace(task, enabled=Qt.CheckState(value) == Qt.CheckState.Checked))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if self.task(index.row()) is None:
            return base
        return base | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        data = QMimeData()
        data.setData(_MIME, QByteArray(str(indexes[0].row()).encode() if indexes else b""))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Move within the list; the answer is False because the view must not remove the row as well."""
        raw = bytes(data.data(_MIME).data())
        if action == Qt.DropAction.MoveAction and raw.isdigit() and row >= 0:
            source = int(raw)
            self.move(source, max(1, row - 1 if row > source else row))
        return False
