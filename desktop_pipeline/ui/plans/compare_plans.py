"""What is different between two plans, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import OnDrift
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.images import short_digest
from desktop_pipeline.domain.order import OnFailure, key_of_step
from desktop_pipeline.domain.plan_diff import OrderDifference, PlanDiff, RowDifference, compare
from desktop_pipeline.domain.plans import Plan, RowChange
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.pipeline.cells import mode_word
from desktop_pipeline.ui.plans.drift_fields import drift_word
from desktop_pipeline.ui.plans.steps_model import policy_word
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone, icon, ink, scaled_font
from desktop_pipeline.ui.widgets.columns import Columns, fit_size
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.plain_table import plain_table
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

_TEXTS = ("title", "description", "notes", "links", "note")
_FIELDS = {"rollout_seconds": "time_limit"}
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class Line:
    where: str
    old: str
    new: str
    what: str
    tone: Tone
    icon: str
    place: tuple[str, str] = ("", "")
    """Id of its step and the field of `WorkloadStep` or `Plan` that it is about."""


def lines_of(found: PlanDiff, *, runs: bool = False) -> list[Line]:
    """What they say to people, rows of one plan only, then rows that differ, then the order. `runs`: what two runs did is compared."""
    only, order = [*found.only_old(), *found.only_new()], partial(_order, runs=runs)
    rows = map(partial(_row, runs=runs), [*only, *found.changed()])
    return [*map(order, found.texts), *rows, *map(order, found.order)]


def _row(row: RowDifference, *, runs: bool) -> Line:
    key = row.key.workload
    where = f"{key.name} · {row.key.container}  ({key.cluster} / {key.namespace})"
    old, new, place = _wish(row.old, runs=runs), _wish(row.new, runs=runs), (str(key), "rows")
    if row.new is None:
        return Line(where, old, new, tr("ComparePlans", "Only in the first"), Tone.BAD, "minus", place)
    if row.old is None:
        return Line(where, old, new, tr("ComparePlans", "Only in the second"), Tone.GOOD, "plus", place)
    words = {"mode": tr("ComparePlans", "mode"), "tag": tr("ComparePlans", "tag"), "build": tr("ComparePlans", "build"),
             "repository": tr("ComparePlans", "image"), "digest": tr("ComparePlans", "digest"),
             "exact": tr("ComparePlans", "exactly this image")}
    return Line(where, old, new, ", ".join(words[name] for name in row.fields), Tone.WARN, "edit", place)


def _wish(row: RowChange | None, *, runs: bool) -> str:
    if row is None:
        return tr("ComparePlans", "not in this run") if runs else tr("ComparePlans", "not in this plan")
    target = tr("ComparePlans", "new image of “{build}”", build=row.build) if row.build else row.tag
    digest = f"  {short_digest(row.digest)}" if row.digest else ""
    mode = f"  ({mode_word(row.mode)})" if row.mode is not Mode.TAG else ""
    return f"{target}{digest}{mode}"


def _order(found: OrderDifference, *, runs: bool) -> Line:
    words = {
        "on_failure": tr("ComparePlans", "After a failure"), "concurrency": tr("ComparePlans", "Rollouts side by side"),
        "rollout_seconds": tr("ComparePlans", "Limit of a rollout (s)"), "pauses": tr("ComparePlans", "Pauses"),
        "also_build": tr("ComparePlans", "Builds"), "start_jobs": tr("ComparePlans", "Jobs"), "wave": tr("ComparePlans", "Wave"),
        "after": tr("ComparePlans", "Comes after"), "drift.changed": tr("ComparePlans", "Drift: changed since"),
        "drift.replaced": tr("ComparePlans", "Drift: made anew"), "drift.tag_moved": tr("ComparePlans", "Drift: tag moved"),
        "drift.newer": tr("ComparePlans", "Drift: a newer version"), "title": tr("ComparePlans", "Title"),
        "description": tr("ComparePlans", "Description"), "notes": tr("ComparePlans", "Notes"), "links": tr("ComparePlans", "Links"),
        "note": tr("ComparePlans", "Note"),
    }
    key = key_of_step(found.step)
    whole = tr("ComparePlans", "The whole run") if runs else tr("ComparePlans", "The whole plan")
    where = f"{key.name}  ({key.cluster} / {key.namespace})" if key is not None else whole

    def value(raw: str) -> str:
        if found.field == "on_failure":
            return policy_word(OnFailure(raw) if raw else None)
        if found.field.startswith("drift."):
            return drift_word(OnDrift(raw))
        return raw or tr("ComparePlans", "not set")

    look = "edit" if found.field in _TEXTS else "rollout"
    place = found.step, _FIELDS.get(found.field, found.field.partition(".")[0])
    return Line(where, value(found.old), value(found.new), words[found.field], Tone.IDLE, look, place)


class DiffModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._names = ("", "")

    def show_lines(self, lines: list[Line], old: str, new: str) -> None:
        self.beginResetModel()
        self.lines, self._names = lines, (old, new)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if role == Role.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return (tr("ComparePlans", "Where"), *self._names, tr("ComparePlans", "What differs"))[section]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole):
            words = (line.where, line.old, line.new, line.what)[index.column()]
            if role == Role.DisplayRole:
                return " ⏎ ".join(words.splitlines())
            return plain_tip(words) if role == Role.ToolTipRole else words
        if role == Role.DecorationRole and index.column() == 0:
            return icon(line.icon, ink(line.tone))
        return ink(line.tone) if role == Role.ForegroundRole and index.column() == 3 else None


class DifferenceDialog(QDialog):
    """Shows the difference of two plans that are at hand; with `runs` that of what two runs did."""

    def __init__(self, parent: QWidget | None = None, *, runs: bool = False) -> None:
        super().__init__(parent)
        self._runs = runs
        self.setWindowTitle(tr("Runs", "Compare runs") if runs else tr("ComparePlans", "Compare plans"))
        self.setMinimumSize(560, 320)
        fit_size(self, 860, 480)
        self.heading = QLabel(tr("Runs", "What two runs deployed") if runs else tr("ComparePlans", "Compare plans"), self)
        self.heading.setFont(scaled_font(self.font(), 1.2, bold=True))
        self.notice = Notice(self)
        self.model = DiffModel(self)
        self.table = plain_table(
            self.model, tr("ComparePlans", "Differences of the runs") if runs else tr("ComparePlans", "Differences of the plans"), self)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        Columns(self.table, {0: 200, 1: 150, 2: 150}, 3, 130)
        self.close_button = QPushButton(tr("ComparePlans", "Close"), self)
        self.close_button.setAccessibleName(self.close_button.text())
        self.close_button.clicked.connect(self.reject)
        self.top = QHBoxLayout()
        self.top.addWidget(self.heading)
        self.top.addStretch(1)
        self.buttons = buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        self.layout_ = layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(self.top)
        layout.addWidget(self.notice)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

    def show_difference(self, old: Plan, new: Plan, old_name: str, new_name: str) -> None:
        found = compare(old, new)
        lines = lines_of(found, runs=self._runs)
        self.model.show_lines(lines, old_name, new_name)
        count = trn("ComparePlans", "{n} difference", "{n} differences", len(lines))
        if found.same and self._runs:
            self.notice.say(Tone.GOOD, tr("ComparePlans", "Both runs did the same in the same order."))
        elif found.equal:
            self.notice.say(Tone.GOOD, tr("ComparePlans", "Both plans do the same in the same order."))
        elif found.same:
            self.notice.say(Tone.IDLE, tr("ComparePlans", "Both plans do the same in the same order; what they say to people differs: "
                                          "{differences}.", differences=count))
        else:
            self.notice.say(Tone.IDLE, count)


class ComparePlansDialog(DifferenceDialog):
    """Two of the saved plans, chosen from lists; a change of the choice compares again."""

    def __init__(self, bench: Workbench, names: tuple[str, ...], old: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self.old, self.new = QComboBox(self), QComboBox(self)
        for combo, words in ((self.old, tr("ComparePlans", "First plan")), (self.new, tr("ComparePlans", "Second plan"))):
            combo.addItems(list(names))
            combo.setAccessibleName(words)
            combo.setToolTip(words)
            combo.setMinimumWidth(150)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.top.addWidget(combo)
            if combo is self.old:
                self.top.addWidget(QLabel("→", self))
        self.old.setCurrentText(old)
        self.new.setCurrentText(next((name for name in names if name != old), old))
        QWidget.setTabOrder(self.old, self.new)
        QWidget.setTabOrder(self.new, self.table)
        for combo in (self.old, self.new):
            combo.currentTextChanged.connect(self.compare)
        self.compare()

    def compare(self) -> None:
        self._work.restart(self._compare(self.old.currentText(), self.new.currentText()), "compare plans")

    async def _compare(self, old: str, new: str) -> None:
        try:
            first, second = await self._bench.plans.load(old), await self._bench.plans.load(new)
        except (UserError, UserErrors) as error:
            messages = error.messages if isinstance(error, UserErrors) else (error.message,)
            self.model.show_lines([], old, new)
            self.notice.say(Tone.BAD, "\n".join(map(text, messages)))
            return
        self.show_difference(first, second, old, new)
