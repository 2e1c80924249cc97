"""Edit plan: title, description, notes, links and policies; the order of the steps, and beside it the picture of that order."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_pipeline.domain import order
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.plans.drift_fields import DriftFields
from desktop_pipeline.ui.plans.merge_plan import MergePlanDialog
from desktop_pipeline.ui.plans.order_picture import OrderView, total_of
from desktop_pipeline.ui.plans.steps_model import Column, PausesModel, SecondsBox, StepsDelegate, StepsModel, policy_word
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone, colour, icon, scaled_font
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.columns import Columns, fit_size
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.off import switch
from desktop_pipeline.ui.widgets.plain_table import plain_table
from desktop_pipeline.ui.widgets.work import Work

_WIDTHS: dict[int, int] = {Column.WORKLOAD: 86, Column.APP_MAP: 90, Column.CHANGE: 74, Column.WAVE: 52, Column.AFTER: 64,
                           Column.ON_FAILURE: 96, Column.LIMIT: 66}
_SIDE = 250


class EditPlanDialog(QDialog):
    """Accepted when the plan was written. Rows and their images are not edited here: the grid does that."""

    def __init__(self, bench: Workbench, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._plan = bench, plan
        self._was: Plan | None = plan
        """What the file says as far as is known here; None: there is no file."""
        self._work = Work(bench.tasks, self)
        self._durations: Mapping[str, float] = {}
        self._bare: Plan | None = None
        """The plan at the last look at its order, without what does not matter to it."""
        self._found: tuple[tuple[str, Message], ...] = ()
        self.setWindowTitle(tr("EditPlan", "Edit plan {name}", name=plan.name))
        self.setMinimumSize(820, 520)
        fit_size(self, 1080, 680)
        self.steps, self.pauses = StepsModel((), self), PausesModel((), self)
        self.title, self.notes, self.links = QLineEdit(self), QPlainTextEdit(self), QPlainTextEdit(self)
        self.description, self.drift = QLineEdit(self), DriftFields(self)
        self.policy, self.concurrency = QComboBox(self), QSpinBox(self)
        self.limit = SecondsBox(tr("EditPlan", "as the workspace"), self)
        self.table = plain_table(self.steps, tr("EditPlan", "Steps of the plan"), self)
        self.pause_table = plain_table(self.pauses, tr("EditPlan", "Pauses for a person"), self)
        self.add_pause, self.remove_pause, self.remove_step = QToolButton(self), QToolButton(self), QToolButton(self)
        self.picture = OrderView(self)
        self.total = QLabel("", self)
        self.notice = Notice(self)
        self.compare = QPushButton(icon("history"), tr("EditPlan", "&Compare and take over…"), self)
        self.save = QPushButton(icon("save", colour("accent_text")), tr("EditPlan", "Save"), self)
        self.cancel = QPushButton(tr("EditPlan", "Cancel"), self)
        self._fields()
        self._tables()
        self._build()
        self._fill(plan)
        self._base = self.plan()
        """That, as the fields of this dialog have it: the common origin of what was changed here and in the file."""
        for signal in (self.description.textChanged, self.drift.edited,
                       self.steps.edited, self.pauses.edited, self.title.textChanged, self.notes.textChanged, self.links.textChanged,
                       self.policy.currentIndexChanged, self.concurrency.valueChanged, self.limit.valueChanged):
            signal.connect(self._changed)
        self.add_pause.clicked.connect(self._add_pause)
        self.remove_pause.clicked.connect(lambda: self._remove(self.pause_table, self.pauses))
        self.remove_step.clicked.connect(lambda: self._remove(self.table, self.steps))
        self.compare.clicked.connect(lambda: self._start(self._compare))
        self.cancel.clicked.connect(self._leave)
        self.save.clicked.connect(lambda: self._start(self._save))
        self._changed()
        self._work.start(self._read_durations(), "read durations")

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _fields(self) -> None:
        for policy in OnFailure:
            self.policy.addItem(policy_word(policy), policy)
        self.policy.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.policy.setMinimumContentsLength(8)
        self.concurrency.setRange(0, 1000)
        self.concurrency.setSpecialValueText(tr("EditPlan", "as the workspace"))
        for field, words in (
            (self.title, tr("EditPlan", "Title")), (self.description, tr("EditPlan", "Description, for the labels of built images")),
            (self.notes, tr("EditPlan", "Notes")),
            (self.links, tr("EditPlan", "Links, one in each line")), (self.policy, tr("EditPlan", "After a failure")),
            (self.concurrency, tr("EditPlan", "Rollouts side by side")), (self.limit, tr("EditPlan", "Limit of a rollout in seconds")),
        ):
            field.setAccessibleName(words)
        self.concurrency.setToolTip(tr("EditPlan", "So many rollouts are at work side by side on each cluster"))
        self.description.setToolTip(tr("EditPlan", "Goes into the labels of the images that this plan builds"))
        for area in (self.notes, self.links):
            area.setTabChangesFocus(True)
        self.notes.setMinimumHeight(54)
        self.notes.setMaximumHeight(110)
        self.links.setMinimumHeight(36)
        self.links.setMaximumHeight(64)
        self.links.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def _tables(self) -> None:
        self.table.setItemDelegate(StepsDelegate(self.table))
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # what differs stands at the end
        Columns(self.table, _WIDTHS, Column.NOTE, 56)
        self.table.setMinimumHeight(110)
        pauses = self.pause_table.horizontalHeader()
        pauses.resizeSection(0, 84)
        pauses.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.pause_table.setMinimumHeight(80)
        for button, name, words in (
            (self.add_pause, "plus", tr("EditPlan", "Add a pause")), (self.remove_pause, "minus", tr("EditPlan", "Remove the pause")),
            (self.remove_step, "minus", tr("EditPlan", "Take the step out of the plan")),
        ):
            button.setIcon(icon(name))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setProperty("small", True)
        for table, press in ((self.table, self.remove_step), (self.pause_table, self.remove_pause)):
            table.selectionModel().currentChanged.connect(self._buttons)
            shortcut = QShortcut(QKeySequence(Qt.Key.Key_Delete), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(press.click)

    @staticmethod
    def _headed(words: str, *buttons: QToolButton) -> QHBoxLayout:
        label, line = QLabel(words), QHBoxLayout()
        label.setFont(scaled_font(label.font(), 1.0, bold=True))
        line.addWidget(label, 1)
        for button in buttons:
            line.addWidget(button)
        return line

    def _build(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(3)
        for words, field in (
            (tr("EditPlan", "&Title"), self.title), (tr("EditPlan", "&Description"), self.description),
            (tr("EditPlan", "&Notes"), self.notes), (tr("EditPlan", "&Links, one in each line"), self.links),
            (tr("EditPlan", "After a &failure"), self.policy), (tr("EditPlan", "Rollouts side &by side"), self.concurrency),
            (tr("EditPlan", "Limit of a &rollout (s)"), self.limit),
        ):
            label = QLabel(words, self)
            label.setBuddy(field)
            form.addRow(label, field)
        side = QWidget(self)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 8, 0)
        left.addLayout(form, 3)
        left.addLayout(self._headed(tr("EditPlan", "When it is not as expected")))
        left.addWidget(self.drift)
        left.addLayout(self._headed(tr("EditPlan", "Pauses"), self.add_pause, self.remove_pause))
        left.addWidget(self.pause_table, 1)
        steps, below = QWidget(self), QWidget(self)
        upper, lower = QVBoxLayout(steps), QVBoxLayout(below)
        for layout in (upper, lower):
            layout.setContentsMargins(8, 0, 0, 0)
        upper.addLayout(self._headed(tr("EditPlan", "Steps"), self.remove_step))
        upper.addWidget(self.table, 1)
        lower.addLayout(self._headed(tr("EditPlan", "Order")))
        lower.addWidget(self.total)
        lower.addWidget(self.picture, 1)
        self.total.setProperty("muted", True)
        self.total.setWordWrap(True)
        scrolled = QScrollArea(self)
        scrolled.setWidget(side)
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right, across = QSplitter(Qt.Orientation.Vertical, self), QSplitter(Qt.Orientation.Horizontal, self)
        for splitter, parts in ((right, (steps, below)), (across, (scrolled, right))):
            splitter.setChildrenCollapsible(False)
            for part in parts:
                splitter.addWidget(part)
        bar = scrolled.verticalScrollBar().sizeHint().width()  # it comes when the notice below takes room, and must not cover the fields
        scrolled.setMinimumWidth(max(235, side.minimumSizeHint().width() + bar))
        across.setStretchFactor(1, 1)
        across.setSizes([_SIDE, 10 * _SIDE])
        right.setSizes([300, 260])
        self.save.setDefault(True)
        self.save.setProperty("primary", True)
        for button in (self.compare, self.cancel):
            button.setAutoDefault(False)
        self.compare.hide()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for push in (self.compare, self.cancel, self.save):
            buttons.addWidget(push)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(across, 1)
        whole.addWidget(self.notice)
        whole.addLayout(buttons)

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def _fill(self, plan: Plan) -> None:
        """Show a plan in all fields."""
        self.title.setText(plan.title)
        self.description.setText(plan.description)
        self.notes.setPlainText(plan.notes)
        self.links.setPlainText("\n".join(plan.links))
        self.policy.setCurrentIndex(self.policy.findData(plan.on_failure))
        self.concurrency.setValue(plan.concurrency)
        self.limit.setValue(plan.time_limit)
        self.drift.show_policy(plan.drift)
        self.steps.show_steps(plan.steps)
        self.table.setColumnHidden(Column.APP_MAP, not self.steps.several)
        self.pauses.show_pauses(plan.pauses)

    def plan(self) -> Plan:
        """The plan as it is edited now."""
        links = tuple(line.strip() for line in self.links.toPlainText().splitlines() if line.strip())
        return replace(
            self._plan, title=self.title.text().strip(), description=self.description.text().strip(),
            notes=self.notes.toPlainText().strip(), links=links, drift=self.drift.policy(),
            on_failure=OnFailure(self.policy.currentData()), concurrency=self.concurrency.value(), time_limit=self.limit.value(),
            steps=tuple(self.steps.steps), pauses=tuple(self.pauses.pauses))

    async def _read_durations(self) -> None:
        try:
            self._durations = await self._bench.plans.durations()
        except UserError as error:
            self.notice.say(Tone.WARN, text(error.message))
        self._picture(self.plan())

    def _changed(self) -> None:
        plan = self.plan()
        bare = replace(plan, title="", description="", notes="", links=())
        anew, self._bare = bare != self._bare, bare
        if anew:  # typing a title changes nothing in the order
            self._found = order.problems(plan)
        found = self._found
        self.steps.show_problems({step: text(message) for step, message in found if step})
        words = [f"{step.rpartition('/')[2]}: {text(message)}" if step else text(message) for step, message in found]
        waves = [pause.after_wave for pause in plan.pauses]
        twice = sorted({wave for wave in waves if waves.count(wave) > 1})
        words += [tr("EditPlan", "There are two pauses after wave {n}.", n=wave) for wave in twice]
        if words:
            self.notice.say(Tone.BAD, "\n".join(words))
        elif self.compare.isHidden():
            self.notice.clear()
        why = words[0] if words else "" if plan != self._was else tr("EditPlan", "Nothing was changed")
        switch(self.save, why)
        if anew:
            self._picture(plan)
        self._buttons()

    def _picture(self, plan: Plan) -> None:
        try:
            forecast = self._bench.plans.forecast_by(plan, self._durations)
        except UserError:
            self.total.setText(tr("EditPlan", "No picture: the order has mistakes."))
            self.picture.show_plan(plan, None)
            return
        self.total.setText(total_of(plan, forecast, self._bench.clock.now()))
        self.picture.show_plan(plan, forecast)

    def _buttons(self) -> None:
        for button, table, why in ((self.remove_step, self.table, tr("EditPlan", "Select a step")),
                                   (self.remove_pause, self.pause_table, tr("EditPlan", "Select a pause"))):
            switch(button, "" if table.currentIndex().isValid() else why, button.accessibleName())

    # ---- changes ---------------------------------------------------------------------------------------------------

    def _add_pause(self) -> None:
        """After the first wave that has none yet; its text can be typed at once."""
        taken = {pause.after_wave for pause in self.pauses.pauses}
        waves = sorted({step.wave for step in self.steps.steps} | {0})
        free = next((wave for wave in waves if wave not in taken), max([*waves, *taken]) + 1)
        self.pauses.add(Pause(free))
        index = self.pauses.index(len(self.pauses.pauses) - 1, 1)
        self.pause_table.setCurrentIndex(index)
        self.pause_table.setFocus()
        self.pause_table.edit(index)

    @staticmethod
    def _remove(table: QTableView, model: StepsModel | PausesModel) -> None:
        row = table.currentIndex().row()
        if row >= 0:
            model.remove(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel):
            self._leave()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._leave()

    def _leave(self) -> None:
        """Close; what was changed is only thrown away by a person who says so."""
        if self.plan() == self._was:
            self.reject()
        else:
            self._start(self._ask_to_leave)

    async def _ask_to_leave(self) -> None:
        title, words = tr("EditPlan", "Throw the changes away?"), tr("EditPlan", "The plan was changed here and is not saved.")
        if await ask.confirm(self, title, words, tr("EditPlan", "Throw away"), tr("EditPlan", "Stay"), danger=True):
            self.reject()

    def _start(self, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._work.busy("save plan"):
            self._work.start(act(), "save plan")

    async def _save(self) -> None:
        plan = self.plan()
        try:
            await self._bench.plans.save(plan, self._was)
        except (UserError, UserErrors) as error:
            messages = error.messages if isinstance(error, UserErrors) else (error.message,)
            self.compare.setVisible(isinstance(error, UserError) and error.code == "file.changed")
            self.notice.say(Tone.BAD, "\n".join(map(text, messages)))
            return
        self.accept()

    async def _compare(self) -> None:
        """Show what somebody else's file says beside this, and bring both together: a save never takes away what the other has written."""
        try:
            theirs = await self._bench.plans.load(self._plan.name)
        except UserError as error:
            if error.code != "file.missing":
                await ask.tell_error(self, tr("EditPlan", "The plan cannot be read"), error)
                return
            self._was = None
            self._after_compare(tr("EditPlan", "The file was deleted or renamed by somebody else. Save makes it anew."))
            return
        except UserErrors as errors:
            await ask.tell_error(self, tr("EditPlan", "The plan cannot be read"), errors)
            return
        dialog = MergePlanDialog(self._base, self.plan(), theirs, self)
        if await ask.show(dialog):
            self._plan = self._was = theirs
            self._fill(theirs)
            self._base = self.plan()
            self._fill(dialog.plan)
            self._after_compare(tr("EditPlan", "The changes of the other are in here now. Look at them, then save."))

    def _after_compare(self, words: str) -> None:
        self.compare.hide()
        self._changed()
        if not self.notice.text():
            self.notice.say(Tone.WARN, words)
